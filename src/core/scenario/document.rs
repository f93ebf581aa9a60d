//! The content of a scenario file after inheritance, with names not yet resolved.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use crate::problem::Span;
use crate::units::{Date, Decimal, Grade, words};

use super::quotes::Quote;
use super::role::Role;

/// A value with its position in a file; without one if it came from the command line or a default.
#[derive(Clone, Debug, PartialEq)]
pub struct Given<T> {
    /// The value.
    pub value: T,
    /// The position.
    pub span: Option<Span>,
}

/// A number of the scenario with its bounds and evidence.
///
/// Written as a bare number it is an estimate of the scenario's author; the form `{ value, low, high, grade, source }`
/// adds bounds and evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The value.
    pub value: Decimal,
    /// The lower bound.
    pub low: Option<Decimal>,
    /// The upper bound.
    pub high: Option<Decimal>,
    /// The grade of evidence.
    pub grade: Grade,
    /// Keys of `sources.csv`.
    pub sources: Vec<String>,
    /// The position.
    pub span: Option<Span>,
}

words! {
    /// The rule for how long cargo waits for a service.
    Wait {
        /// Half the interval between departures: cargo comes at any time.
        HalfHeadway = "half-headway",
        /// The whole interval: the planner's cautious assumption.
        FullHeadway = "full-headway",
        /// Where ships come when a lot is there, half the days in which it collects; elsewhere half the interval.
        CollectedForShip = "collected-for-ship",
        /// Until the next dated departure in plans for a ready date; elsewhere half the interval.
        Timetable = "timetable",
    }
}

impl Number {
    /// Creates a number without bounds: an estimate of the scenario's author.
    pub(super) const fn bare(value: Decimal, span: Option<Span>) -> Self {
        Self { value, low: None, high: None, grade: Grade::Estimate, sources: Vec::new(), span }
    }

    /// Changes the value; the bounds follow the change.
    pub(super) fn set(&mut self, value: Decimal, change: &Change) {
        self.value = value;
        [self.low, self.high] = change.moved([self.low, self.high]);
    }
}

words! {
    /// Whether boxes and wagons are charged by the part of them that a lot fills.
    Fill {
        /// By the part: what does not fill one is spread over many lots.
        Part = "part",
        /// Whole: one that is begun is paid for.
        Whole = "whole",
    }
}

/// The cargo.
#[derive(Clone, Debug, PartialEq)]
pub struct Cargo {
    /// A row of `commodities.csv`.
    pub commodity: Given<String>,
    /// `bulk`, `bag`, `box20`, `box40` or `box35`; corridors may choose another.
    pub form: Given<String>,
    /// Whether boxes and wagons that a lot does not fill are charged whole.
    pub fill: Fill,
    /// The consignment size in tonnes, over which charges per consignment are spread.
    pub lot_t: Number,
    /// The value of a tonne in the scenario's currency.
    pub value_per_t: Number,
    /// The holding cost: a share of the value of the goods per year.
    pub holding_rate_per_year: Number,
    /// The price of a tonne of CO2e in the scenario's currency.
    pub carbon_price_per_t: Number,
    /// The cost of a day of buffer against late days, in the scenario's currency per tonne; none is held without it.
    pub buffer_price_per_day: Option<Number>,
}

impl Cargo {
    /// Returns the figure with a role; nothing where the goods have none with it.
    pub const fn figure(&self, role: Role) -> Option<&Number> {
        match role {
            Role::Lot => Some(&self.lot_t),
            Role::CargoValue => Some(&self.value_per_t),
            Role::HoldingRate => Some(&self.holding_rate_per_year),
            Role::CarbonPrice => Some(&self.carbon_price_per_t),
            Role::BufferPrice => self.buffer_price_per_day.as_ref(),
            _ => None,
        }
    }
}

/// The demand for transport from some places to some others: one demand for every pair of them.
#[derive(Clone, Debug, PartialEq)]
pub struct DemandSection {
    /// Keys of places, or `tag:WORD` or `region:WORD` for all places that have it.
    pub from: Vec<Given<String>>,
    /// Keys of places, or `tag:WORD` or `region:WORD` for all places that have it.
    pub to: Vec<Given<String>>,
    /// The yearly tonnes of each pair.
    pub tonnes_per_year: Option<Number>,
    /// `bonded`, `export` or `import`, where the countries at both ends do not determine it.
    pub regime: Option<Given<String>>,
    /// The position.
    pub span: Option<Span>,
}

/// An amount of goods that is given in boxes or wagons.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CountedAmount {
    /// The path of the amount, such as `cargo.lot_t`.
    pub path: String,
    /// How many they are, in a period if there is one.
    pub number: Decimal,
    /// `box20`, `box40`, `box35` or `wagon`.
    pub unit: &'static str,
    /// The period, `day`, `week`, `month` or `year`, if the amount is one of a period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<&'static str>,
    /// How many of these periods a year is counted as; 1 where there is none.
    pub periods_per_year: i64,
    /// The tonnes in one of them.
    pub payload_t: Decimal,
    /// The row of `equipment.csv` that says so.
    pub equipment: String,
    /// The tonnes.
    pub tonnes: Decimal,
}

/// A corridor: a named set of constraints on routes.
///
/// The lists contain keys of places and legs, modes, countries (two capitals) and `tag:WORD`.
#[derive(Clone, Debug, PartialEq)]
pub struct CorridorSection {
    /// The name used in results.
    pub key: Given<String>,
    /// The title for people.
    pub title: String,
    /// Countries that routes must not leave; empty for no limit.
    pub within: Vec<Given<String>>,
    /// Items that must not be used.
    pub avoid: Vec<Given<String>>,
    /// Items of which one must be used; empty for no such constraint.
    pub via_any: Vec<Given<String>>,
    /// Items of which all must be used.
    pub via_all: Vec<Given<String>>,
    /// The modes allowed; empty for all.
    pub modes: Vec<Given<String>>,
    /// The forms of cargo to choose the cheapest of; empty for the cargo's own form.
    pub forms: Vec<Given<String>>,
    /// The switches that are on besides the scenario's.
    pub switches: Vec<Given<String>>,
}

/// The expected bounds of a number of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The lower bound.
    pub min: Option<Decimal>,
    /// The upper bound.
    pub max: Option<Decimal>,
}

/// An expected answer, checked by `corridor test`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// The origin; absent for every demand.
    pub from: Option<Given<String>>,
    /// The destination; absent for every demand.
    pub to: Option<Given<String>>,
    /// The corridor; absent for every corridor.
    pub corridor: Option<Given<String>>,
    /// The corridor that must be cheapest.
    pub winner: Option<Given<String>>,
    /// `answered` or `no-route`.
    pub status: Option<Given<String>>,
    /// Bounds by the name of the bounded number: `total_per_t`, `days`, `km`, `co2e_kg_per_t`, `saving_per_t`.
    pub bounds: Vec<(String, Range)>,
    /// The position.
    pub span: Option<Span>,
}

/// A change of a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Set to this value, read as in the figure's own column or key.
    To(String),
    /// Multiplied by a factor.
    Times(Decimal),
    /// Increased by an amount.
    Plus(Decimal),
    /// Quoted: a price in place of those of the tables, as `--quote` takes it.
    Quoted(String),
}

impl Change {
    /// Returns the lower and the upper bound after a change of the value that they bracket.
    ///
    /// Who sets a value knows it: it has no bounds. Who multiplies or raises it keeps what is not known of it: the bounds are
    /// multiplied or raised as well.
    pub(super) fn moved(&self, bounds: [Option<Decimal>; 2]) -> [Option<Decimal>; 2] {
        let each = |operation: &dyn Fn(Decimal) -> Option<Decimal>| bounds.map(|bound| operation(bound?));
        match self {
            Self::To(_) | Self::Quoted(_) => [None, None],
            Self::Plus(amount) => each(&|bound| bound.plus(*amount)),
            Self::Times(factor) => {
                let [low, high] = each(&|bound| bound.times_nearly(*factor));
                if factor.is_negative() { [high, low] } else { [low, high] }
            }
        }
    }
}

/// A change of one figure, by `[set]` or `--set`.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// The figure's path.
    pub path: String,
    /// The change.
    pub change: Change,
    /// The position, unless it came from the command line.
    pub span: Option<Span>,
}

/// The distribution of a figure in studies.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncertain {
    /// The figure's path.
    pub path: Given<String>,
    /// The name of the distribution.
    pub dist: String,
    /// The parameters by name.
    pub parameters: Vec<(String, Decimal)>,
    /// The parameters that are lists, by name.
    pub lists: Vec<(String, Vec<Decimal>)>,
}

/// A correlation between figures in studies.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlated {
    /// The paths of the figures, of which each pair is correlated.
    pub figures: Vec<Given<String>>,
    /// The correlation of the underlying normal variables.
    pub rho: Decimal,
    /// The position.
    pub span: Option<Span>,
}

/// A market: figures that rise and fall together in studies, by one factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Market {
    /// The name.
    pub key: Given<String>,
    /// The title for people.
    pub title: String,
    /// The paths of its figures without periods, in which `*` stands for any characters.
    pub figures: Vec<Given<String>>,
    /// The correlation of the normal variables behind each two of them.
    pub rho: Decimal,
}

impl Market {
    /// Returns whether the figure of a path belongs to the market.
    pub fn holds(&self, path: &str) -> bool {
        self.figures.iter().any(|pattern| is_like(path, &pattern.value))
    }
}

/// Returns whether a path of a figure, without the period of its row, is like a pattern in which `*` stands for any
/// characters.
pub(crate) fn is_like(path: &str, pattern: &str) -> bool {
    // Most paths differ from most patterns at the beginning.
    let (head, stem) = (pattern.split('*').next().unwrap_or(""), path.split('@').next().unwrap_or(""));
    if !stem.starts_with(head) && !head.starts_with(stem) {
        return false;
    }
    let timeless = match (path.find('@'), path.rfind('.')) {
        (Some(at), Some(dot)) if at < dot => Cow::Owned([&path[..at], &path[dot..]].concat()),
        _ => Cow::Borrowed(path),
    };
    let Some((first, rest)) = pattern.split_once('*') else { return timeless == pattern };
    let Some(mut left) = timeless.strip_prefix(first) else { return false };
    let (between, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in between.split('*') {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(last)
}

/// A switch that is on in a share of the draws: something that nobody knows, but that is or is not so.
#[derive(Clone, Debug, PartialEq)]
pub struct Hypothesis {
    /// The name of the switch.
    pub switch: Given<String>,
    /// The share of the draws in which it is on.
    pub weight: Decimal,
    /// What speaks for the weight.
    pub reason: String,
}

/// A whole scenario file after inheritance and overrides.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The title for people.
    pub title: String,
    /// The question and how to read the answer, as one paragraph.
    pub reading: String,
    /// The day that selects the valid rows of every dated table.
    pub date: Given<Date>,
    /// The currency of all results.
    pub currency: Given<String>,
    /// The rule for waiting times.
    pub wait: Wait,
    /// The cargo.
    pub cargo: Cargo,
    /// The demands.
    pub demands: Vec<DemandSection>,
    /// The amounts of goods that are given in boxes or wagons.
    pub counted: Vec<CountedAmount>,
    /// The corridors to compare, in the order of the file.
    pub corridors: Vec<CorridorSection>,
    /// The corridor that differences are taken against; absent for the cheapest.
    pub baseline: Option<Given<String>>,
    /// The switches that are on.
    pub switches: Vec<Given<String>>,
    /// The names of all switches that the scenario turns on or off.
    pub switched: Vec<Given<String>>,
    /// The changes of `[set]`, already applied to the tables.
    pub set: Vec<Override>,
    /// The quotations that hold on the date, of the file and of the command line.
    pub quotes: Vec<Quote>,
    /// The distributions of figures.
    pub uncertain: Vec<Uncertain>,
    /// The correlations of figures.
    pub correlated: Vec<Correlated>,
    /// The markets of figures.
    pub markets: Vec<Market>,
    /// The switches that draws turn on or off.
    pub hypotheses: Vec<Hypothesis>,
    /// The expected answers.
    pub expects: Vec<Expect>,
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn a_star_stands_for_any_characters_and_periods_are_left_out() {
        let dated = "tariffs.cn-coastal-grain-dalian@2019-07-01.per_haul";
        for pattern in [
            "tariffs.cn-coastal-grain*",
            "tariffs.*.per_haul",
            "tariffs.cn-coastal-grain-dalian.per_haul",
            "*grain*dalian*haul",
        ] {
            assert!(is_like(dated, pattern), "{pattern}");
        }
        for pattern in [
            "tariffs.cn-coastal-grain",
            "tariffs.*.per_km",
            "*2019*",
            "*haul*per",
            "tariffs.cn-coastal-grain-dalian*dalian*",
        ] {
            assert!(!is_like(dated, pattern), "{pattern}");
        }
        assert!(is_like("cargo.lot_t", "cargo.lot_t") && is_like("cargo.lot_t", "*"));
        // One star takes nothing too, but no character counts twice.
        assert!(is_like("fx.usd.rate", "fx.usd*.rate") && !is_like("aba", "ab*ba"));
    }
}
