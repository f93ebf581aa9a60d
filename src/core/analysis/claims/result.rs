//! Published claims beside our results.

use schemars::JsonSchema;
use serde::Serialize;

use crate::units::Grade;

/// Is a published claim with what the scenarios say.
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
