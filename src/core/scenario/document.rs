//! The content of a scenario file after inheritance, with names not yet resolved.

use crate::problem::Span;
use crate::units::{Date, Decimal, Grade, words};

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
    }
}

impl Number {
    /// Creates a number without bounds: an estimate of the scenario's author.
    pub(super) const fn bare(value: Decimal, span: Option<Span>) -> Self {
        Self { value, low: None, high: None, grade: Grade::Estimate, sources: Vec::new(), span }
    }

    /// Changes the value; bounds that it lies beyond become equal to it.
    pub(super) fn set(&mut self, value: Decimal) {
        self.value = value;
        self.low = self.low.map(|low| if low.compare(value).is_gt() { value } else { low });
        self.high = self.high.map(|high| if high.compare(value).is_lt() { value } else { high });
    }
}

/// The cargo.
#[derive(Clone, Debug, PartialEq)]
pub struct Cargo {
    /// A row of `commodities.csv`.
    pub commodity: Given<String>,
    /// `bulk`, `bag`, `box20`, `box40` or `box35`; corridors may choose another.
    pub form: Given<String>,
    /// The consignment size in tonnes, over which charges per consignment are spread.
    pub lot_t: Number,
    /// The value of a tonne in the scenario's currency.
    pub value_per_t: Number,
    /// The holding cost: a share of the value of the goods per year.
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
    /// The corridors to compare, in the order of the file.
    pub corridors: Vec<CorridorSection>,
    /// The corridor that differences are taken against; absent for the cheapest.
    pub baseline: Option<Given<String>>,
    /// The switches that are on.
    pub switches: Vec<Given<String>>,
    /// The changes of `[set]`, already applied to the tables.
    pub set: Vec<Override>,
    /// The distributions of figures.
    pub uncertain: Vec<Uncertain>,
    /// The correlations of figures.
    pub correlated: Vec<Correlated>,
    /// The expected answers.
    pub expects: Vec<Expect>,
}
