//! Rows in force on the scenario's date, with their figures, switches, currencies and multipliers.

use std::collections::{BTreeMap, VecDeque};

use crate::ids::FigureId;
use crate::problem::{Code, Problem, Problems, Span};
use crate::scenario::{Given, Row, Scenario, TableName};
use crate::units::{Date, Period};

use super::figure::Figure;
use super::register::Register;
use super::trade::{self, CENTS, OF_CENTS, TradeContent};
use super::words::{Basis, Mode};

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
                let message = format!("`{name}` is one switch more than {MAX_SWITCHES}");
                let problem = Problem::new(Code::TooManySwitches, message).at(&row.span_of("switch"));
                problems.push(problem.help("share switches between rows that belong together"));
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

    /// Returns the set of some switches; names that no row has are left out.
    pub fn turned_on(&self, names: &[Given<String>]) -> SwitchSet {
        let positions = names.iter().filter_map(|name| self.position(&name.value));
        SwitchSet(positions.fold(0, |set, position| set | 1 << position))
    }

    /// Returns a name by its position.
    pub fn name(&self, position: u8) -> &str {
        self.0.get(usize::from(position)).map_or("", String::as_str)
    }
}

/// A multiplication or division by an exchange rate, the level of a series, or the content of a unit of the trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The figure of the rate.
    pub rate: FigureId,
    /// Whether to divide by the rate.
    pub divide: bool,
}

/// An exchange rate in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The currency of which one unit is worth the rate.
    pub currency: String,
    /// The currency that the rate is counted in.
    pub quote: String,
    /// The figure of the rate.
    pub figure: FigureId,
    /// Whether a switch turns it on.
    pub is_switched: bool,
}

/// The value of a series in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexLevel {
    /// The key of the series.
    pub series: String,
    /// The days on which it holds.
    pub period: Period,
    /// The figure of the index.
    pub figure: FigureId,
}

/// The inputs that all readers of rows need.
pub(super) struct Basics<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) register: &'a Register,
    pub(super) switches: &'a SwitchNames,
    pub(super) date: Date,
    /// The conversions from every currency to that of the scenario.
    rates: BTreeMap<String, Vec<Exchange>>,
    /// The multipliers in force by key.
    factors: BTreeMap<String, FigureId>,
    levels: Vec<IndexLevel>,
}

impl<'a> Basics<'a> {
    /// Collects the rates and the multipliers in force.
    pub(super) fn new(scenario: &'a Scenario, register: &'a Register, switches: &'a SwitchNames) -> Self {
        let date = scenario.document.date.value;
        let (rates, factors, levels) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        let mut basics = Self { scenario, register, switches, date, rates, factors, levels };
        basics.levels = basics.levels();
        basics.rates = basics.chains_of_rates();
        let factors = basics.in_force(TableName::Factors).into_iter();
        basics.factors = factors.filter_map(|held| Some((held.key(), held.figure("value")?))).collect();
        basics
    }

    /// Returns the rows of a table in force on the date, in the order of their keys.
    pub(super) fn in_force(&self, table: TableName) -> Vec<InForce<'a>> {
        // Rates and factors are looked up once for the whole scenario; other rows are filtered by the switches of each
        // corridor.
        let chosen_later = !matches!(table, TableName::Fx | TableName::Factors | TableName::Emissions);
        let on = &self.scenario.document.switches;
        let is_on = |row: &Row<'_>| row.text("switch").is_none_or(|name| on.iter().any(|switch| switch.value == name));
        let rows = self.scenario.tables.rows(table).iter().enumerate();
        let mut rows: Vec<InForce<'a>> = rows
            .filter(|(_, row)| row.holds_on(self.date) && (chosen_later || is_on(row)))
            .map(|(index, row)| InForce { row, index, register: self.register })
            .collect();
        rows.sort_by(|left, right| left.row.key().cmp(right.row.key()));
        rows
    }

    /// Returns the rows of a table, of any period, in the order of their keys.
    pub(super) fn of_any_day(&self, table: TableName) -> Vec<InForce<'a>> {
        let rows = self.scenario.tables.rows(table).iter().enumerate();
        let mut rows: Vec<InForce<'a>> =
            rows.map(|(index, row)| InForce { row, index, register: self.register }).collect();
        rows.sort_by(|left, right| left.row.key().cmp(right.row.key()));
        rows
    }

    /// Returns the rows of series, of any period.
    pub(super) fn levels(&self) -> Vec<IndexLevel> {
        let rows = self.scenario.tables.rows(TableName::Series).iter().enumerate();
        let level = |(index, row): (usize, Row<'_>)| {
            let figure = self.register.of_row(TableName::Series, index, "value")?;
            Some(IndexLevel { series: row.key().to_owned(), period: row.period(), figure })
        };
        rows.filter_map(level).collect()
    }

    /// Returns the exchange rates in force.
    pub(super) fn rates(&self) -> Vec<Rate> {
        let rate = |held: InForce<'_>| {
            let [currency, quote] = ["currency", "quote"].map(|column| held.row.text(column).map(str::to_owned));
            let is_switched = held.row.text("switch").is_some();
            Some(Rate { currency: currency?, quote: quote?, figure: held.figure("rate")?, is_switched })
        };
        let cents = self.register.find(&format!("unit.{CENTS}")).map(|figure| {
            let [currency, quote] = [CENTS, OF_CENTS].map(str::to_owned);
            Rate { currency, quote, figure, is_switched: false }
        });
        self.in_force(TableName::Fx).into_iter().filter_map(rate).chain(cents).collect()
    }

    /// Finds the chain of rates in force from every currency to the scenario's: the shortest; of equally short ones that
    /// which passes the currencies first in the alphabet, from the scenario's on, each by a rate that a switch turns on
    /// before another, and by one that is written that way before its reverse.
    fn chains_of_rates(&self) -> BTreeMap<String, Vec<Exchange>> {
        let rates = self.rates();
        let mut pairs = Vec::new();
        for Rate { currency, quote, figure: rate, is_switched } in &rates {
            pairs.push((currency, quote, !is_switched, Exchange { rate: *rate, divide: false }));
            pairs.push((quote, currency, !is_switched, Exchange { rate: *rate, divide: true }));
        }
        pairs.sort_by_key(|&(from, _, is_usual, step)| (from, is_usual, step.divide));
        let target = self.scenario.document.currency.value.clone();
        let mut reached = VecDeque::from([target.clone()]);
        let mut chains = BTreeMap::from([(target, Vec::new())]);
        while let Some(known) = reached.pop_front() {
            for &(from, to, _, step) in &pairs {
                if *to == known && !chains.contains_key(from) {
                    let chain = std::iter::once(step).chain(chains[&known].iter().copied()).collect();
                    chains.insert(from.clone(), chain);
                    reached.push_back(from.clone());
                }
            }
        }
        chains
    }

    /// Warns of rates that say otherwise than the chains by which amounts are converted, beyond the rounding of all.
    pub(super) fn check_rates(&self, problems: &mut Problems) {
        for rate in self.rates() {
            let chain = |currency: &String| self.rates.get(currency);
            let Some((from, to)) = chain(&rate.currency).zip(chain(&rate.quote)) else { continue };
            let figure = self.register.figure(rate.figure);
            // What one unit is worth by the chains, and how far each rate may be off by its last digit.
            let (mut worth, mut rounding) = (1.0, half_digit(figure));
            for (steps, is_back) in [(from, false), (to, true)] {
                for step in steps {
                    let of_step = self.register.figure(step.rate);
                    let value = of_step.value.to_f64();
                    worth *= if step.divide == is_back { value } else { 1.0 / value };
                    rounding += half_digit(of_step);
                }
            }
            let off = figure.value.to_f64() / worth - 1.0;
            if off.abs() > rounding && off.is_finite() {
                let Rate { currency, quote, .. } = &rate;
                let used = [from, to].into_iter().flatten().map(|step| self.register.figure(step.rate).path());
                let used: Vec<String> = used.map(|path| format!("`{path}`")).collect();
                let message = format!(
                    "one {currency} is {} {quote} here, but {worth:.4} {quote} by {}: {:.1} % apart, and the latter is counted",
                    figure.value,
                    used.join(" and "),
                    100.0 * off.abs()
                );
                let problem = Problem::new(Code::RatesContradict, message).placed(figure.span().as_ref());
                problems.push(problem.help("correct a rate, or end its period where the other one begins"));
            }
        }
    }

    /// Returns the switch that a row depends on.
    pub(super) fn switch(&self, row: Row<'_>) -> Option<u8> {
        row.text("switch").and_then(|name| self.switches.position(name))
    }

    /// Returns the conversion of a row's prices to the scenario's currency and date, and to its basis; empty after reporting that there is
    /// none.
    pub(super) fn exchange(&self, row: Row<'_>, problems: &mut Problems) -> Vec<Exchange> {
        let Some(currency) = row.text("currency") else { return Vec::new() };
        let mut steps = self.exchange_of(currency, Some(&row.span_of("currency")), problems);
        steps.extend(self.carried(row, problems).into_iter().flatten());
        let content = TradeContent::of(row).and_then(|content| self.register.find(&content.path()));
        steps.extend(content.map(|rate| Exchange { rate, divide: true }));
        steps
    }

    /// Returns the two steps by which a row's series carries its prices from their year to the scenario's date; nothing
    /// where both lie in one period of the series.
    fn carried(&self, row: Row<'_>, problems: &mut Problems) -> Option<[Exchange; 2]> {
        let series = row.text("series")?;
        let Some(priced_on) = row.priced_on() else {
            let message = format!("`{}` names a series, but not the year of its price", row.key());
            let problem = Problem::new(Code::SeriesWithoutYear, message).at(&row.span_of("series"));
            problems.push(problem.help("fill in `price_year`: the year or month whose prices the row is at"));
            return None;
        };
        let levels = || self.levels.iter().filter(|level| level.series == series);
        let level = |day: Date| levels().find(|level| level.period.contains(day)).map(|level| level.figure);
        match (level(priced_on), level(self.date)) {
            (Some(base), Some(now)) if base == now => None,
            (Some(base), Some(now)) => {
                Some([Exchange { rate: now, divide: false }, Exchange { rate: base, divide: true }])
            }
            // An unknown key is a problem of references.
            _ if levels().next().is_none() => None,
            (before, _) => {
                let day = if before.is_none() { priced_on } else { self.date };
                let message = format!("series `{series}` of `{}` has no row that holds on {day}", row.key());
                let problem = Problem::new(Code::FactorNotInForce, message).at(&row.span_of("series"));
                problems.push(problem.help("add a period to series.csv that covers the date"));
                None
            }
        }
    }

    /// Returns the conversion of a currency to the scenario's; empty after reporting that there is none.
    pub(super) fn exchange_of(&self, currency: &str, at: Option<&Span>, problems: &mut Problems) -> Vec<Exchange> {
        self.rates.get(currency).cloned().unwrap_or_else(|| {
            let target = &self.scenario.document.currency.value;
            let message = format!("no exchange rate leads from {currency} to {target} on {}", self.date);
            // One missing rate is one problem, however many prices need it.
            if problems.iter().all(|known| known.code != Code::NoExchangeRate || known.message != message) {
                let problem = Problem::new(Code::NoExchangeRate, message).placed(at);
                problems.push(problem.help(format!("add a row to fx.csv that holds on {}", self.date)));
            }
            Vec::new()
        })
    }

    /// Returns a multiplier that a row of a leg or tariff names, or nothing after reporting that none is in force.
    pub(super) fn factor(&self, key: &str, row: Row<'_>, what: &str, problems: &mut Problems) -> Option<FigureId> {
        let factor = self.factors.get(key).copied();
        if factor.is_none() {
            let message = format!("factor `{key}` of {what} `{}` has no row that holds on {}", row.key(), self.date);
            let problem = Problem::new(Code::FactorNotInForce, message).at(&row.span_of("factor"));
            problems.push(problem.help("add a period to factors.csv that covers the date"));
        }
        factor
    }
}

/// Returns half a unit of the last digit of a figure, as a share of its value.
fn half_digit(figure: &Figure) -> f64 {
    let (digits, _) = figure.value.parts();
    0.5 / (digits as f64).abs()
}

/// A row in force on the scenario's date, with its figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct InForce<'a> {
    pub(super) row: Row<'a>,
    index: usize,
    register: &'a Register,
}

impl InForce<'_> {
    pub(super) fn figure(&self, column: &str) -> Option<FigureId> {
        self.register.of_row(self.row.table(), self.index, column)
    }

    pub(super) fn key(&self) -> String {
        self.row.key().to_owned()
    }

    pub(super) fn basis(&self) -> Basis {
        trade::basis(self.row).unwrap_or(Basis::Tonne)
    }

    pub(super) fn owned(&self, column: &str) -> Option<String> {
        self.row.selector(column).map(str::to_owned)
    }

    pub(super) fn mode(&self, column: &str) -> Option<Mode> {
        self.row.selector(column).and_then(Mode::named)
    }
}
