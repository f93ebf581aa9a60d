//! Why an answer is what it is.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::Answered;
use crate::answer::{Answer, ScenarioUsed};
use crate::units::{Grade, Money};

/// How much one cost part adds to the difference between two corridors.
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

/// An estimated figure with the amount of the charges that are computed from it.
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

/// What makes a later corridor dearer than the winner, part by part.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Difference")]
pub struct CorridorDifference {
    /// The corridor's key.
    pub corridor: String,
    /// One entry for each part that differs, the greatest difference first.
    pub parts: Vec<PartDifference>,
}

/// Why the answers to one demand are what they are.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Explanation {
    /// The currency of all amounts.
    pub currency: String,
    /// The day that picks dated rows.
    pub date: String,
    /// All corridors of the demand, cheapest first, then those without a route.
    pub answers: Vec<Answer>,
    /// What makes each later corridor dearer than the winner, part by part.
    pub differences: Vec<CorridorDifference>,
    /// The estimates that the winner's cost is computed from, the largest amount first.
    pub estimates: Vec<EstimateShare>,
}

/// Why answers are what they are.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Explanations {
    /// What was asked, of which files.
    pub scenarios: Vec<ScenarioUsed>,
    /// One for each demand.
    pub explanations: Vec<Explanation>,
}

impl Answered for Explanations {
    fn is_answered(&self) -> bool {
        self.explanations.iter().flat_map(|explanation| &explanation.answers).any(Answer::is_answered)
    }
}
