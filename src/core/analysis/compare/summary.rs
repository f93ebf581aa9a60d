//! Who wins where, over all demands of a scenario.

use schemars::JsonSchema;
use serde::Serialize;

use crate::units::Money;

use crate::answer::PlaceName;

/// Who wins where in one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Summary {
    /// The file name without ending.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// The demands asked.
    pub demands: usize,
    /// Those that no corridor answers.
    pub unanswered: usize,
    /// The corridor that savings are taken against, if one is named.
    pub baseline: Option<String>,
    /// The corridor that is cheapest most often.
    pub usual_winner: Option<String>,
    /// The corridors in the order of the file.
    pub corridors: Vec<CorridorSummary>,
    /// The origins in the order of the file.
    pub origins: Vec<OriginLead>,
    /// For each corridor that somewhere is not cheapest, where it comes closest to being cheapest.
    pub nearest_calls: Vec<NearestCall>,
}

/// The answers of one corridor, counted.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Corridor")]
pub struct CorridorSummary {
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    pub title: String,
    /// Demands for which it has a route.
    pub answered: usize,
    /// Demands for which it has none.
    pub no_route: usize,
    /// Demands for which it is cheapest, alone or with others.
    pub wins: usize,
    /// Demands for which it is not cheapest, but would be with every bounded figure of its own route at its
    /// favourable bound, except those that it shares with the cheapest route, which stays as it is.
    pub could_win: usize,
    /// The keys of the origins of those demands, the least behind first.
    pub could_win_from: Vec<PlaceName>,
    /// The mean saving against the baseline over demands that both answer, weighted by tonnes where all have them.
    pub mean_saving_per_t: Option<Money>,
    /// The yearly tonnes for which it is cheapest, where all demands have tonnes.
    pub tonnes_won_per_year: Option<f64>,
    /// The least of its totals.
    pub least_per_t: Option<Money>,
    /// The greatest of its totals.
    pub most_per_t: Option<Money>,
}

/// Who is cheapest from one origin.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Origin")]
pub struct OriginLead {
    /// The key of the origin.
    pub from: PlaceName,
    /// Its English name.
    pub from_name: String,
    /// Destinations asked.
    pub destinations: usize,
    /// Destinations to which each corridor is cheapest, the most first.
    pub wins: Vec<CorridorWins>,
    /// Whether another corridor than the scenario's usual winner is cheapest to some destination.
    pub lead_changes: bool,
}

/// The destinations that a corridor wins from one origin, counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Wins")]
pub struct CorridorWins {
    /// The corridor's key.
    pub corridor: String,
    /// The destinations to which it is cheapest.
    pub destinations: usize,
}

/// Where a corridor comes closest to being cheapest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Call")]
pub struct NearestCall {
    /// The corridor's key.
    pub corridor: String,
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// How much more it costs than the winner.
    pub more_per_t: Money,
    /// The key of the cheapest corridor there.
    pub winner: String,
}

impl Summary {
    /// Returns the origins where the lead changes.
    pub fn lead_changes(&self) -> impl Iterator<Item = &OriginLead> {
        self.origins.iter().filter(|origin| origin.lead_changes)
    }
}
