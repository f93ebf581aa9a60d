//! Who wins where, over all demands of a scenario.

use serde::Serialize;

use crate::units::Money;

use crate::answer::PlaceName;

/// Counts the answers of one corridor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CorridorSummary {
    /// The corridor's key.
    pub corridor: String,
    /// Its title.
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
    /// The origins of those demands, the least behind first.
    pub could_win_from: Vec<PlaceName>,
    /// The mean saving against the baseline over demands that both answer, weighted by tonnes where all have them.
    pub mean_saving_per_t: Option<Money>,
    /// The yearly tonnes for which it is cheapest, where all demands have tonnes.
    pub tonnes_won_per_year: Option<f64>,
    /// The range of its totals, cheapest and dearest.
    pub range_per_t: Option<(Money, Money)>,
}

/// Tells who leads from one origin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OriginLead {
    /// The origin.
    pub from: PlaceName,
    /// Corridors with the number of destinations to which each is cheapest, most first.
    pub wins: Vec<(String, usize)>,
    /// Destinations in question.
    pub destinations: usize,
    /// Whether another corridor than the scenario's usual winner is cheapest to some destination.
    pub lead_changes: bool,
}

/// Is the closest that a corridor comes to being cheapest where it is not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NearestCall {
    /// The corridor.
    pub corridor: String,
    /// The origin.
    pub from: PlaceName,
    /// The destination.
    pub to: PlaceName,
    /// How much more it costs than the winner.
    pub more_per_t: Money,
    /// The winner there.
    pub winner: String,
}

/// Sums up one scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// The scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Origin-destination pairs asked.
    pub demands: usize,
    /// Pairs that no corridor answers.
    pub unanswered: usize,
    /// The corridor that differences are taken against, if one is named.
    pub baseline: Option<String>,
    /// Corridors in the order of the file.
    pub corridors: Vec<CorridorSummary>,
    /// The corridor that wins most demands.
    pub usual_winner: Option<String>,
    /// Origins in the order of the file.
    pub origins: Vec<OriginLead>,
    /// For each corridor that somewhere is not cheapest, where it comes closest.
    pub nearest_calls: Vec<NearestCall>,
}

impl Summary {
    /// Returns the origins where the lead changes.
    pub fn lead_changes(&self) -> impl Iterator<Item = &OriginLead> {
        self.origins.iter().filter(|origin| origin.lead_changes)
    }
}
