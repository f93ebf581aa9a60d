//! What is asked: how many routes, and how much they have to differ.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::Money;

use super::shares::RouteChoice;

/// How many of the cheapest routes are listed unless something else is asked for.
const USUAL_CHEAPEST: usize = 5;

/// The routes beside the cheapest: the next ones, and those that go another way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AlternativesQuestion {
    /// How many of the cheapest routes are listed; without it 5, or with `within_per_t` all of them.
    pub cheapest: Option<usize>,
    /// How many routes that differ from each other are listed, the cheapest included; 1 lists none besides it.
    pub different: usize,
    /// The share of its way, above 0 and up to 1, in which a route must differ to count as different.
    pub min_difference: f64,
    /// How much more than the cheapest a route may cost, per tonne in the scenario's currency; any amount without it.
    pub within_per_t: Option<Money>,
    /// How many paths are looked at for each demand and corridor.
    pub most_paths: usize,
    /// How the goods are shared out among the routes listed, beside the cheapest; not at all without it.
    pub choice: Option<RouteChoice>,
}

impl Default for AlternativesQuestion {
    fn default() -> Self {
        Self { cheapest: None, different: 3, min_difference: 0.3, within_per_t: None, most_paths: 20_000, choice: None }
    }
}

impl AlternativesQuestion {
    /// Returns what is asked for, with the usual number of routes where none is given.
    ///
    /// # Errors
    /// Refuses numbers that leave nothing to list or to compare.
    pub(super) fn asked(&self) -> Result<AlternativesAsked, AlternativesError> {
        let Self { cheapest, different, min_difference, within_per_t, most_paths, choice } = *self;
        if cheapest == Some(0) || most_paths == 0 {
            return Err(AlternativesError::NoNumber);
        }
        if !(min_difference > 0.0 && min_difference <= 1.0) {
            return Err(AlternativesError::NoShare);
        }
        if within_per_t.is_some_and(|within| within < Money::ZERO) {
            return Err(AlternativesError::NoAmount);
        }
        if choice.is_some_and(|choice| !(choice.scale > 0.0 && choice.scale.is_finite())) {
            return Err(AlternativesError::NoScale);
        }
        let usual = within_per_t.is_none().then_some(USUAL_CHEAPEST);
        Ok(AlternativesAsked { cheapest: cheapest.or(usual), different, min_difference, within_per_t, most_paths })
    }
}

/// A question that cannot be answered as it is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AlternativesError {
    /// A number of routes or paths is 0.
    #[error("give a whole number from 1 up")]
    NoNumber,
    /// The share in which routes differ is none.
    #[error("give a share above 0 and up to 1, such as 0.3; 1 different route turns it off")]
    NoShare,
    /// The amount is below 0.
    #[error("give an amount per tonne at or above 0, such as 2.50")]
    NoAmount,
    /// The scale of a choice is none.
    #[error("give a scale above 0, per currency unit and tonne, such as 0.05")]
    NoScale,
}

/// Which routes are listed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AlternativesAsked {
    /// How many of the cheapest routes; all of them where nothing is given.
    pub cheapest: Option<usize>,
    /// How many routes that differ from each other, the cheapest included.
    pub different: usize,
    /// The share of its way, from 0 to 1, in which a route must differ to count as different.
    pub min_difference: f64,
    /// How much dearer than the cheapest a route may be.
    pub within_per_t: Option<Money>,
    /// The most paths that were to be looked at.
    pub most_paths: usize,
}
