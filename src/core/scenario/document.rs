//! The scenario file after inheritance: what is asked, still in the words of the file.

use crate::problem::Span;
use crate::units::{Date, Decimal, Grade};

use super::role::Role;

/// A value with its position in a file; without one where it came from the command line or a default.
#[derive(Clone, Debug, PartialEq)]
pub struct Given<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Option<Span>,
}

/// A number of the scenario with what is known about it.
///
/// Written as a bare number it is an estimate of the scenario's author; written as
/// `{ value, low, high, grade, source }` it says more.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The value.
    pub value: Decimal,
    /// The lower bound.
    pub low: Option<Decimal>,
    /// The upper bound.
    pub high: Option<Decimal>,
    /// How well it is known.
    pub grade: Grade,
    /// Rows of `sources.csv`.
    pub sources: Vec<String>,
    /// Where it stands.
    pub span: Option<Span>,
}

/// How long cargo waits for a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Half the interval between departures: cargo comes at any time.
    HalfHeadway,
    /// The whole interval: the planner's cautious assumption.
    FullHeadway,
}

impl Wait {
    /// Returns the word used in scenarios and results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HalfHeadway => "half-headway",
            Self::FullHeadway => "full-headway",
        }
    }
}

/// The goods.
#[derive(Clone, Debug, PartialEq)]
pub struct Cargo {
    /// A row of `commodities.csv`.
    pub commodity: Given<String>,
    /// `bulk`, `bag`, `box20` or `box40`; corridors may choose another.
    pub form: Given<String>,
    /// The lot in tonnes: spreads what is charged per consignment.
    pub lot_t: Number,
    /// The value of a tonne in the scenario's currency.
    pub value_per_t: Number,
    /// What holding goods costs: a share of their value per year.
    pub holding_rate_per_year: Number,
    /// The price of a tonne of CO2e in the scenario's currency.
    pub carbon_price_per_t: Number,
}

impl Cargo {
    /// Returns the figure with a role; nothing where the goods have none with it.
    pub const fn figure(&self, role: Role) -> Option<&Number> {
        match role {
            Role::Lot => Some(&self.lot_t),
            Role::CargoValue => Some(&self.value_per_t),
            Role::HoldingRate => Some(&self.holding_rate_per_year),
            Role::CarbonPrice => Some(&self.carbon_price_per_t),
            _ => None,
        }
    }
}

/// Goods that are to go from some places to some others: every pair of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Keys of places, or `tag:WORD` or `region:WORD` for all places that have it.
    pub from: Vec<Given<String>>,
    /// Keys of places, or `tag:WORD` or `region:WORD` for all places that have it.
    pub to: Vec<Given<String>>,
    /// The yearly tonnes of each pair.
    pub tonnes_per_year: Option<Number>,
    /// `bonded`, `export` or `import` where the countries at both ends do not say it all.
    pub regime: Option<Given<String>>,
    /// Where it stands.
    pub span: Option<Span>,
}

/// A named set of must and must-not.
///
/// The lists hold keys of places and legs, modes, countries (two capitals) and `tag:WORD`.
#[derive(Clone, Debug, PartialEq)]
pub struct Corridor {
    /// The name by which results speak of it.
    pub key: Given<String>,
    /// The title for people.
    pub title: String,
    /// Countries that must not be left; empty is no limit.
    pub within: Vec<Given<String>>,
    /// What must not be used.
    pub avoid: Vec<Given<String>>,
    /// One of these must be used; empty is no such duty.
    pub via_any: Vec<Given<String>>,
    /// All of these must be used.
    pub via_all: Vec<Given<String>>,
    /// The modes allowed; empty is all.
    pub modes: Vec<Given<String>>,
    /// The forms to choose the cheapest of; empty is the cargo's own.
    pub forms: Vec<Given<String>>,
    /// Switches that it turns on besides the scenario's.
    pub switches: Vec<Given<String>>,
}

/// Bounds a number of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The least that is expected.
    pub min: Option<Decimal>,
    /// The most that is expected.
    pub max: Option<Decimal>,
}

/// States what an answer is expected to be; checked by `corridor test`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// The origin; blank is every demand's.
    pub from: Option<Given<String>>,
    /// The destination; blank is every demand's.
    pub to: Option<Given<String>>,
    /// The corridor; blank is every corridor.
    pub corridor: Option<Given<String>>,
    /// The corridor that must be cheapest.
    pub winner: Option<Given<String>>,
    /// `answered` or `no-route`.
    pub status: Option<Given<String>>,
    /// Bounds by the name of what they bound: `total_per_t`, `days`, `km`, `co2e_kg_per_t`, `saving_per_t`.
    pub bounds: Vec<(String, Range)>,
    /// Where it stands.
    pub span: Option<Span>,
}

/// Says how a figure is changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// To this value, read as the figure's own place would read it.
    To(String),
    /// Multiplied.
    Times(Decimal),
    /// Increased.
    Plus(Decimal),
}

/// Changes one figure, by `[set]` or `--set`.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// The figure's path.
    pub path: String,
    /// What becomes of it.
    pub change: Change,
    /// Where it stands, unless it came from the command line.
    pub span: Option<Span>,
}

/// Describes how a figure is drawn in studies.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncertain {
    /// The figure's path.
    pub path: Given<String>,
    /// The name of the distribution.
    pub dist: String,
    /// Its parameters by name.
    pub parameters: Vec<(String, Decimal)>,
    /// Its parameters that are lists, by name.
    pub lists: Vec<(String, Vec<Decimal>)>,
}

/// Says that figures go together in studies.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlated {
    /// The paths of the figures, of which each pair goes together.
    pub figures: Vec<Given<String>>,
    /// The correlation of the normal numbers behind them.
    pub rho: Decimal,
    /// Where it stands.
    pub span: Option<Span>,
}

/// Is a whole scenario file after inheritance and overrides.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The title for people.
    pub title: String,
    /// The question and how to read the answer, as one paragraph.
    pub reading: String,
    /// The day that picks the valid rows of every dated table.
    pub date: Given<Date>,
    /// The currency of all results.
    pub currency: Given<String>,
    /// How waiting is counted.
    pub wait: Wait,
    /// The goods.
    pub cargo: Cargo,
    /// What is to go where.
    pub demands: Vec<Demand>,
    /// The ways to compare, in the order of the file.
    pub corridors: Vec<Corridor>,
    /// The corridor that differences are taken against; else the cheapest.
    pub baseline: Option<Given<String>>,
    /// The switches that are on.
    pub switches: Vec<Given<String>>,
    /// The changes of `[set]`, already applied to the tables.
    pub set: Vec<Override>,
    /// How figures are drawn.
    pub uncertain: Vec<Uncertain>,
    /// Which figures go together.
    pub correlated: Vec<Correlated>,
    /// What is expected of the answers.
    pub expects: Vec<Expect>,
}
