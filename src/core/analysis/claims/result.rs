//! Published claims beside our results.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::verdict::Verdict;
use crate::analysis::{Answered, Column};
use crate::answer::ScenarioUsed;
use crate::units::Grade;

use super::relation::{ClaimRole, Relation};

/// Published claims set beside results.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Claims {
    /// What was asked, of which files.
    pub scenarios: Vec<ScenarioUsed>,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// The claims, in the order of their table; one with several readings has a row for each that is about a scenario asked.
    pub claims: Vec<ClaimResult>,
    /// Other readings of these claims, which are about scenarios that were not asked.
    pub unasked: Vec<UnaskedReading>,
}

/// A reading of a claim that was not measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnaskedReading {
    /// The key of the claim.
    pub claim: String,
    /// How it is read.
    pub reading: String,
    /// The file name without ending of the scenario that it is about.
    pub scenario: String,
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
    /// How the claim is read, where it may mean several things.
    pub reading: Option<String>,
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
    /// The bounds that it is taken to have: as written, else half of the last digit of its value that is not 0.
    pub taken: Option<(f64, f64)>,
    /// What it says of its value.
    pub relation: Relation,
    /// What it may teach.
    pub role: ClaimRole,
    /// The keys of the claims that it does not repeat.
    pub independent_of: Vec<String>,
    /// The unit.
    pub unit: String,
    /// Our value in the same unit.
    pub ours: Option<f64>,
    /// Ours less the claimed value.
    pub deviation: Option<f64>,
    /// The deviation in percent of the claimed value.
    pub deviation_pct: Option<f64>,
    /// Whether our value is what it says: within its bounds, or on the side that it allows.
    pub holds: Option<bool>,
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
    pub const fn columns<'a>() -> [Column<&'a Self>; 23] {
        [
            Column::new("key", "", |claim| (&claim.key).into()),
            Column::new("reading", "", |claim| claim.reading.as_ref().into()),
            Column::new("year", "", |claim| claim.year.as_ref().into()),
            Column::new("claim", "", |claim| (&claim.claim).into()),
            Column::new("measure", "", |claim| (&claim.measure).into()),
            Column::new("measured_on", "", |claim| claim.measured_on.as_ref().into()),
            Column::new("value", "", |claim| (&claim.value).into()),
            Column::new("low", "", |claim| claim.bounds.0.as_ref().into()),
            Column::new("high", "", |claim| claim.bounds.1.as_ref().into()),
            Column::new("taken_low", "unit of the claim", |claim| claim.taken.map(|taken| taken.0).into()),
            Column::new("taken_high", "unit of the claim", |claim| claim.taken.map(|taken| taken.1).into()),
            Column::new("relation", "", |claim| claim.relation.as_str().into()),
            Column::new("role", "", |claim| claim.role.as_str().into()),
            Column::new("independent_of", "", |claim| claim.independent_of.join("; ").into()),
            Column::new("unit", "", |claim| (&claim.unit).into()),
            Column::new("ours", "unit of the claim", |claim| claim.ours.into()),
            Column::new("deviation", "unit of the claim", |claim| claim.deviation.into()),
            Column::new("deviation_pct", "%", |claim| claim.deviation_pct.into()),
            Column::new("holds", "", |claim| claim.holds.into()),
            Column::new("estimate_share", "share", |claim| claim.estimate_share.into()),
            Column::new("grade", "", |claim| claim.grade.into()),
            Column::new("sources", "", |claim| claim.sources.join("; ").into()),
            Column::new("note", "", |claim| claim.note.as_ref().into()),
        ]
    }
}
