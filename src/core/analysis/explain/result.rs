//! Why an answer is what it is.

use schemars::JsonSchema;
use serde::Serialize;

use crate::units::{Grade, Money};

use crate::answer::Answer;

/// Says how much one cost part adds to the difference between two corridors.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PartDifference {
    /// The name of the part.
    pub part: &'static str,
    /// The winner's amount per tonne.
    pub winner: Money,
    /// The other corridor's amount per tonne.
    pub other: Money,
    /// The other's less the winner's.
    pub difference: Money,
}

/// Is an estimated figure with the amount of the charges that rest on it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EstimateShare {
    /// The figure's path.
    pub path: String,
    /// Its value as written.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// Its bounds, if given.
    pub bounds: Option<(String, String)>,
    /// Its grade.
    pub grade: Grade,
    /// The titles of its sources.
    pub sources: Vec<String>,
    /// What the row notes about it.
    pub note: Option<String>,
    /// The amount per tonne of the charges in which it takes part.
    pub amount_per_t: Money,
}

/// Explains the answers to one demand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The currency.
    pub currency: String,
    /// The scenario's date.
    pub date: String,
    /// All corridors of the demand, cheapest first, then those without a route.
    pub answers: Vec<Answer>,
    /// The part differences between the winner and each later answered corridor, by corridor.
    pub differences: Vec<(String, Vec<PartDifference>)>,
    /// The estimates that the winner rests on, largest first.
    pub estimates: Vec<EstimateShare>,
}
