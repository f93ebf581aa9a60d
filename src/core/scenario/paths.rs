//! Paths of figures: `cargo.lot_t`, `demand.1.tonnes_per_year`, `tariffs.cn-rail.per_km`.

use std::collections::BTreeSet;

use crate::problem::{Code, Problem, nearest};
use crate::units::Date;

use super::Scenario;
use super::columns::{Kind, REGIMES, TableColumn, TableName};
use super::document::Document;
use super::keys::{CARGO, DEMAND, Key, KeyKind, TOP};
use super::number::SensibleRange;
use super::quotes::{QUOTED, Quote};
use super::row::{ALWAYS, Row};
use super::rows::Tables;

/// The keys outside sections that a path can name.
const NAMED: [&str; 4] = ["date", "currency", "wait", "baseline"];

/// The figure, cell or key that a path leads to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum PathTarget {
    /// A key of the section `[cargo]`, or one outside all sections.
    Key(&'static Key),
    /// A switch.
    Switch,
    /// The yearly tonnes of a demand, counted from 0, with their range.
    Demand(usize, SensibleRange),
    /// How the goods of a demand, counted from 0, stand to customs.
    Regime(usize),
    /// The amount of a quotation, counted from 0, with its range.
    Quote(usize, SensibleRange),
    /// A cell: table, position of the row, column.
    Row(TableName, usize, &'static TableColumn),
}

impl PathTarget {
    /// Reads a path of the scenario's own keys; nothing where it names none of them.
    pub(super) fn own(path: &str) -> Option<Self> {
        let find = |keys: &'static [Key], name: &str| keys.iter().find(|key| key.name == name).map(Self::Key);
        match path.split_once('.') {
            None if NAMED.contains(&path) => find(TOP, path),
            Some(("cargo", name)) => find(CARGO, name),
            Some(("switches", _)) => Some(Self::Switch),
            _ => None,
        }
    }

    /// Returns the range outside which the number is absurd; nothing where it is no number.
    pub(super) const fn range(self) -> Option<SensibleRange> {
        match self {
            Self::Key(Key { kind: KeyKind::Figure(_, range), .. })
            | Self::Row(_, _, TableColumn { kind: Kind::Number { range, .. }, .. }) => Some(*range),
            Self::Demand(_, range) | Self::Quote(_, range) => Some(range),
            Self::Key(_) | Self::Switch | Self::Regime(_) | Self::Row(..) => None,
        }
    }
}

/// The context in which paths are followed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paths<'a> {
    /// The scenario's date, if it is valid.
    pub(super) date: Option<Date>,
    /// The tables in which rows may be missing because a file could not be read.
    pub(super) incomplete: &'a BTreeSet<TableName>,
    /// Whether all demands are known.
    pub(super) demands_known: bool,
    /// The quotations.
    pub(super) quotes: &'a [Quote],
}

/// How goods may stand to customs.
pub(super) const REGIME: KeyKind = KeyKind::Choice(REGIMES);

/// No tables.
static NONE: BTreeSet<TableName> = BTreeSet::new();

impl<'a> Paths<'a> {
    /// Returns the context of a scenario without errors.
    pub(super) fn of(scenario: &'a Scenario) -> Self {
        let Document { date, quotes, .. } = &scenario.document;
        Self { date: Some(date.value), incomplete: &NONE, demands_known: true, quotes }
    }

    /// Finds the target of a path; `None` where it is unknown because of other problems.
    ///
    /// # Errors
    /// Returns a problem without a place that names the part of the path that leads nowhere.
    pub(super) fn find(&self, path: &str, demands: usize, tables: &Tables) -> Result<Option<PathTarget>, Problem> {
        if let Some(target) = PathTarget::own(path) {
            return Ok(Some(target));
        }
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        match (first, rest, TableName::named(first)) {
            ("cargo", Some(name), _) => {
                let problem = unknown(format!("`{path}`: [cargo] has no `{name}`"));
                Err(problem.suggest(name, CARGO.iter().map(|key| key.name)))
            }
            ("quotes", Some(rest), _) => self.find_quote(path, rest).map(Some),
            ("demand", Some(rest), _) => self.find_demand(path, rest, demands),
            (_, Some(rest), Some(table)) => match rest.rsplit_once('.') {
                Some((row, column)) => self.find_row(path, table, row, column, tables),
                None => Err(unknown(format!("`{path}` names no column")).help(format!("write {first}.KEY.COLUMN"))),
            },
            _ => {
                let problem = unknown(format!("`{path}` leads to no figure: there is no `{first}`"));
                let help = nearest_key(path).map_or_else(
                    || "write TABLE.KEY.COLUMN, cargo.KEY or demand.1.tonnes_per_year".to_owned(),
                    |near| format!("did you mean {near}?"),
                );
                let tables = rest.map(|_| TableName::WORDS.iter().copied());
                Err(problem.help(help).suggest(first, tables.into_iter().flatten()))
            }
        }
    }

    fn find_quote(&self, path: &str, rest: &str) -> Result<PathTarget, Problem> {
        let name = rest.strip_suffix(".amount");
        let found = name.and_then(|name| self.quotes.iter().position(|quote| quote.name == name));
        found.map(|index| PathTarget::Quote(index, QUOTED)).ok_or_else(|| {
            let known: Vec<String> = self.quotes.iter().map(Quote::path).collect();
            let help = if known.is_empty() {
                "there is no quotation; --quote or [[quote]] enters one".to_owned()
            } else {
                format!("there are {}", known.join(", "))
            };
            unknown(format!("`{path}` leads to no amount of a quotation")).help(help)
        })
    }

    fn find_demand(&self, path: &str, rest: &str, demands: usize) -> Result<Option<PathTarget>, Problem> {
        let bad = |message: String| Err(unknown(message).help("write demand.1.tonnes_per_year for the first demand"));
        let Some((number, name)) = rest.split_once('.') else {
            return bad(format!("`{path}` leads to no figure of a demand"));
        };
        let target = match DEMAND.iter().find(|key| key.name == name).map(|key| key.kind) {
            Some(KeyKind::Figure(_, range)) => Some(range),
            Some(REGIME) => None,
            _ => return bad(format!("`{path}` leads to no figure of a demand")),
        };
        let target = |demand| target.map_or(PathTarget::Regime(demand), |range| PathTarget::Demand(demand, range));
        match number.parse::<usize>() {
            Ok(number) if (1..=demands).contains(&number) => Ok(Some(target(number - 1))),
            Ok(_) if !self.demands_known => Ok(None),
            _ => bad(format!("`{path}`: there is no demand {number}; there are {demands}")),
        }
    }

    fn find_row(
        &self,
        path: &str,
        table: TableName,
        row: &str,
        column: &str,
        tables: &Tables,
    ) -> Result<Option<PathTarget>, Problem> {
        let names = || table.columns().iter().map(|column| column.name);
        let Some(column) = table.column(column) else {
            let problem = unknown(format!("`{path}`: {table} has no column `{column}`"));
            let help = format!("it has {}", names().collect::<Vec<_>>().join(", "));
            return Err(problem.help(help).suggest(column, names()));
        };
        let (key, period) = row.split_once('@').map_or((row, None), |(key, begin)| (key, Some(begin)));
        let rows = tables.rows(table);
        let of_key: Vec<Row<'_>> = rows.of_key(key).collect();
        if of_key.is_empty() {
            if self.incomplete.contains(&table) {
                return Ok(None);
            }
            let problem = unknown(format!("`{path}`: {table} has no row `{key}`"));
            return Err(problem.suggest(key, rows.iter().map(Row::key)));
        }
        let periods = of_key.iter().map(|row| row.period().to_string()).collect::<Vec<_>>().join("; ");
        let (found, message, help) = if let Some(begin) = period {
            let first = Date::parse_range(begin).map(|(first, _)| first).ok();
            let begins = |row: Row<'_>| match row.period().from {
                Some(from) => Some(from) == first,
                None => begin == ALWAYS,
            };
            let message = format!("`{path}`: no period begins on {begin}");
            (of_key.iter().find(|row| begins(**row)), message, format!("the periods are {periods}"))
        } else {
            let Some(date) = self.date else { return Ok(None) };
            let message = format!("`{path}`: no period covers the scenario's date {date}");
            let named = format!("{table}.{key}@DATE.{}", column.name);
            let help = format!("the periods are {periods}; {named} names one by its first day");
            (of_key.iter().find(|row| row.period().contains(date)), message, help)
        };
        match found {
            Some(row) => Ok(Some(PathTarget::Row(table, row.position(), column))),
            None => Err(Problem::new(Code::NoPeriod, message).help(help)),
        }
    }
}

fn unknown(message: String) -> Problem {
    Problem::new(Code::UnknownPath, message)
}

/// Names the document's path nearest to one that is not known.
fn nearest_key(path: &str) -> Option<String> {
    let mut known: Vec<String> = NAMED.map(str::to_owned).to_vec();
    known.push("switches.NAME".to_owned());
    known.extend(CARGO.iter().map(|key| format!("cargo.{}", key.name)));
    known.push("demand.1.tonnes_per_year".to_owned());
    known.extend(TableName::ALL.map(|table| table.to_string()));
    nearest(path, known.iter().map(String::as_str)).map(str::to_owned)
}
