//! What counts in the choice of a route.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A quantity that counts in the choice of a route; less of it is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Axis {
    /// The generalised cost of a tonne, in whole millionths of the scenario's currency.
    Cost,
    /// The time from door to door; each move, wait and handling rounded once to a whole millisecond.
    Time,
    /// The emissions of a tonne of cargo; each move and handling rounded once to a whole milligram.
    Co2e,
    /// The changes of mode, service or gauge on the way.
    Transfers,
}

impl Axis {
    /// All axes.
    pub const ALL: [Self; 4] = [Self::Cost, Self::Time, Self::Co2e, Self::Transfers];

    /// Returns the word used on the command line and in results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::Time => "time",
            Self::Co2e => "co2e",
            Self::Transfers => "transfers",
        }
    }

    /// Finds an axis by its word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|axis| axis.as_str() == word)
    }
}
