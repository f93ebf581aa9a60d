//! Published claims beside our results.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::verdict::Verdict;
use crate::analysis::{Answered, Column};
use crate::answer::ScenarioUsed;
use crate::units::Grade;

/// Published claims set beside results.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Claims {
    /// What was asked, of which files.
    pub scenarios: Vec<ScenarioUsed>,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// The claims, in the order of their table.
    pub claims: Vec<ClaimResult>,
}

impl Answered for Claims {
    fn is_answered(&self) -> bool {
        true
    }
}

/// A published claim with the value that the answers give.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClaimResult {
    /// The key of its row.
    pub key: String,
    /// The year it speaks of.
    pub year: Option<String>,
    /// The claim with its exact definition.
    pub claim: String,
    /// The measure of ours it is set beside.
    pub measure: String,
    /// What ours is measured on: scenario, origin, destination, corridors.
    pub measured_on: Option<String>,
    /// The claimed value as written.
    pub value: String,
    /// The bounds of the claim, as written.
    pub bounds: (Option<String>, Option<String>),
    /// The unit.
    pub unit: String,
    /// Our value in the same unit.
    pub ours: Option<f64>,
    /// Ours less the claimed value.
    pub deviation: Option<f64>,
    /// The deviation in percent of the claimed value.
    pub deviation_pct: Option<f64>,
    /// The share of our value's totals that rests on estimates, from 0 to 1.
    pub estimate_share: Option<f64>,
    /// How well the claim is known.
    pub grade: Grade,
    /// The titles of its sources.
    pub sources: Vec<String>,
    /// Why there is no value of ours, or what to know when comparing.
    pub note: Option<String>,
}

impl ClaimResult {
    /// Returns the columns of the rows, one for each claim.
    pub const fn columns<'a>() -> [Column<&'a Self>; 16] {
        [
            Column::new("key", "", |claim| (&claim.key).into()),
            Column::new("year", "", |claim| claim.year.as_ref().into()),
            Column::new("claim", "", |claim| (&claim.claim).into()),
            Column::new("measure", "", |claim| (&claim.measure).into()),
            Column::new("measured_on", "", |claim| claim.measured_on.as_ref().into()),
            Column::new("value", "", |claim| (&claim.value).into()),
            Column::new("low", "", |claim| claim.bounds.0.as_ref().into()),
            Column::new("high", "", |claim| claim.bounds.1.as_ref().into()),
            Column::new("unit", "", |claim| (&claim.unit).into()),
            Column::new("ours", "unit of the claim", |claim| claim.ours.into()),
            Column::new("deviation", "unit of the claim", |claim| claim.deviation.into()),
            Column::new("deviation_pct", "%", |claim| claim.deviation_pct.into()),
            Column::new("estimate_share", "share", |claim| claim.estimate_share.into()),
            Column::new("grade", "", |claim| claim.grade.into()),
            Column::new("sources", "", |claim| claim.sources.join("; ").into()),
            Column::new("note", "", |claim| claim.note.as_ref().into()),
        ]
    }
}
