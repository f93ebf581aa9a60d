//! The summary of a scenario as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::compare::{CorridorSummary, NearestCall, OriginLead, Summary};
use crate::units::Money;

/// Sums up one scenario.
#[derive(Serialize, JsonSchema)]
pub(super) struct SummaryOut<'a> {
    /// The file name without ending.
    scenario: &'a str,
    /// Its title.
    title: &'a str,
    /// The demands asked.
    demands: usize,
    /// Those that no corridor answers.
    unanswered: usize,
    /// The corridor that savings are taken against.
    baseline: Option<&'a str>,
    /// The corridor that is cheapest most often.
    usual_winner: Option<&'a str>,
    /// The corridors in the order of the file.
    corridors: Vec<CorridorOut<'a>>,
    /// The origins in the order of the file.
    origins: Vec<OriginOut<'a>>,
    /// Where each corridor comes closest to being cheapest.
    nearest_calls: Vec<CallOut<'a>>,
}

/// Counts the answers of one corridor.
#[derive(Serialize, JsonSchema)]
struct CorridorOut<'a> {
    /// The corridor's key.
    corridor: &'a str,
    /// The corridor's title.
    title: &'a str,
    /// Demands for which it has a route.
    answered: usize,
    /// Demands for which it has none.
    no_route: usize,
    /// Demands for which it is cheapest, alone or with others.
    wins: usize,
    /// Demands for which it is not cheapest, but could be within the bounds of its own figures.
    could_win: usize,
    /// The keys of their origins, the least behind first.
    could_win_from: Vec<&'a str>,
    /// The mean saving against the baseline, weighted by tonnes where all demands have them.
    mean_saving_per_t: Option<Money>,
    /// The yearly tonnes for which it is cheapest, where all demands have them.
    tonnes_won_per_year: Option<f64>,
    /// The least of its totals.
    least_per_t: Option<Money>,
    /// The greatest of its totals.
    most_per_t: Option<Money>,
}

/// Tells who leads from one origin.
#[derive(Serialize, JsonSchema)]
struct OriginOut<'a> {
    /// The key of the origin.
    from: &'a str,
    /// Its English name.
    from_name: &'a str,
    /// Destinations asked.
    destinations: usize,
    /// Destinations to which each corridor is cheapest, the most first.
    wins: Vec<WinsOut<'a>>,
    /// Whether another corridor than the usual winner is cheapest to some destination.
    lead_changes: bool,
}

/// Counts what a corridor wins from one origin.
#[derive(Serialize, JsonSchema)]
struct WinsOut<'a> {
    /// The corridor's key.
    corridor: &'a str,
    /// The destinations to which it is cheapest.
    destinations: usize,
}

/// Is where a corridor comes closest to being cheapest.
#[derive(Serialize, JsonSchema)]
struct CallOut<'a> {
    /// The corridor's key.
    corridor: &'a str,
    /// The key of the origin.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// How much more it costs than the winner.
    more_per_t: Money,
    /// The key of the cheapest corridor there.
    winner: &'a str,
}

impl<'a> SummaryOut<'a> {
    pub(super) fn new(summary: &'a Summary) -> Self {
        Self {
            scenario: &summary.scenario,
            title: &summary.title,
            demands: summary.demands,
            unanswered: summary.unanswered,
            baseline: summary.baseline.as_deref(),
            usual_winner: summary.usual_winner.as_deref(),
            corridors: summary.corridors.iter().map(corridor).collect(),
            origins: summary.origins.iter().map(origin).collect(),
            nearest_calls: summary.nearest_calls.iter().map(call).collect(),
        }
    }
}

fn corridor(corridor: &CorridorSummary) -> CorridorOut<'_> {
    CorridorOut {
        corridor: &corridor.corridor,
        title: &corridor.title,
        answered: corridor.answered,
        no_route: corridor.no_route,
        wins: corridor.wins,
        could_win: corridor.could_win,
        could_win_from: corridor.could_win_from.iter().map(|place| place.key.as_str()).collect(),
        mean_saving_per_t: corridor.mean_saving_per_t,
        tonnes_won_per_year: corridor.tonnes_won_per_year,
        least_per_t: corridor.range_per_t.map(|(least, _)| least),
        most_per_t: corridor.range_per_t.map(|(_, most)| most),
    }
}

fn origin(origin: &OriginLead) -> OriginOut<'_> {
    OriginOut {
        from: &origin.from.key,
        from_name: &origin.from.name,
        destinations: origin.destinations,
        wins: origin.wins.iter().map(|(corridor, wins)| WinsOut { corridor, destinations: *wins }).collect(),
        lead_changes: origin.lead_changes,
    }
}

fn call(call: &NearestCall) -> CallOut<'_> {
    CallOut {
        corridor: &call.corridor,
        from: &call.from.key,
        to: &call.to.key,
        more_per_t: call.more_per_t,
        winner: &call.winner,
    }
}
