//! Rows in force on the scenario's date, with their figures.

use crate::ids::FigureId;
use crate::problem::{Code, Problem, Problems};
use crate::scenario::{Row, Scenario, TableName};
use crate::units::Date;

use super::exchange::{Exchange, Rates};
use super::register::Register;
use super::words::{Basis, Form};

/// The maximum number of switches that all tables together may name.
const MAX_SWITCHES: usize = 64;

/// A set of switches, by the positions of their names in the model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SwitchSet(pub(super) u64);

impl SwitchSet {
    /// Returns whether a row with this switch, or with none, is in force.
    pub const fn allows(self, switch: Option<u8>) -> bool {
        match switch {
            None => true,
            Some(position) => self.0 >> position & 1 == 1,
        }
    }

    /// Returns the union of two sets.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns whether all switches of the other set are in this one.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// The names of all switches that rows depend on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SwitchNames(Vec<String>);

impl SwitchNames {
    /// Collects the names from all tables, in alphabetical order.
    pub(super) fn collect(scenario: &Scenario, problems: &mut Problems) -> Self {
        let mut names: Vec<String> = Vec::new();
        for row in TableName::ALL.into_iter().flat_map(|table| scenario.tables.rows(table)) {
            let Some(name) = row.text("switch").filter(|name| !names.iter().any(|known| known == name)) else {
                continue;
            };
            if names.len() == MAX_SWITCHES {
                problems.push(
                    Problem::new(Code::TooManySwitches, format!("`{name}` is one switch more than {MAX_SWITCHES}"))
                        .at(row.span_of("switch"))
                        .help("share switches between rows that belong together"),
                );
                break;
            }
            names.push(name.to_owned());
        }
        names.sort();
        Self(names)
    }

    /// Returns the position of a name.
    pub fn position(&self, name: &str) -> Option<u8> {
        self.0.iter().position(|known| known == name).map(|position| position as u8)
    }

    /// Returns the set that contains one named switch.
    pub fn set_of(&self, name: &str) -> Option<SwitchSet> {
        self.position(name).map(|position| SwitchSet(1 << position))
    }

    /// Returns a name by its position.
    pub fn name(&self, position: u8) -> &str {
        self.0.get(usize::from(position)).map_or("", String::as_str)
    }

    /// Iterates over the names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// A row in force on the scenario's date, with its figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct InForce<'a> {
    pub(super) row: &'a Row,
    pub(super) index: usize,
    register: &'a Register,
}

impl InForce<'_> {
    pub(super) fn figure(&self, column: &str) -> Option<FigureId> {
        self.register.of_row(self.row.table, self.index, column)
    }

    pub(super) fn key(&self) -> String {
        self.row.key().to_owned()
    }

    pub(super) fn form(&self) -> Option<Form> {
        self.row.selector("form").and_then(Form::named)
    }

    pub(super) fn basis(&self) -> Basis {
        self.row.text("basis").and_then(Basis::named).unwrap_or(Basis::Tonne)
    }

    pub(super) fn owned(&self, column: &str) -> Option<String> {
        self.row.selector(column).map(str::to_owned)
    }

    pub(super) fn switch(&self, names: &SwitchNames) -> Option<u8> {
        self.row.text("switch").and_then(|name| names.position(name))
    }

    /// Returns the conversion of the row's currency to the scenario's, or none after reporting that there is none.
    pub(super) fn exchange(&self, rates: &Rates, problems: &mut Problems) -> Vec<Exchange> {
        let Some(currency) = self.row.text("currency") else { return Vec::new() };
        rates.path(currency).unwrap_or_else(|| {
            let message = format!("no exchange rate leads from {currency} to {} on {}", rates.target(), rates.date());
            // One missing rate is one problem, however many prices need it.
            if problems.iter().all(|known| known.code != Code::NoExchangeRate || known.message != message) {
                let problem = Problem::new(Code::NoExchangeRate, message).at(self.row.span_of("currency"));
                problems.push(problem.help(format!("add a row to fx.csv that holds on {}", rates.date())));
            }
            Vec::new()
        })
    }
}

/// Returns the rows of a table in force on a date, in the order of their keys.
pub(super) fn in_force<'a>(
    scenario: &'a Scenario,
    register: &'a Register,
    table: TableName,
    date: Date,
) -> Vec<InForce<'a>> {
    // Rates and factors are looked up once for the whole scenario; other rows are filtered by the switches of each
    // corridor.
    let chosen_later = !matches!(table, TableName::Fx | TableName::Factors | TableName::Emissions);
    let on = &scenario.document.switches;
    let is_on = |row: &Row| row.text("switch").is_none_or(|name| on.iter().any(|switch| switch.value == name));
    let mut rows: Vec<InForce<'a>> = scenario
        .tables
        .rows(table)
        .iter()
        .enumerate()
        .filter(|(_, row)| row.period().contains(date) && (chosen_later || is_on(row)))
        .map(|(index, row)| InForce { row, index, register })
        .collect();
    rows.sort_by(|left, right| left.row.key().cmp(right.row.key()));
    rows
}
