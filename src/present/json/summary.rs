//! The summary of a scenario as JSON.

use serde::Serialize;

use crate::results::{CorridorSummary, NearestCall, OriginLead, Summary};
use crate::units::Money;

#[derive(Serialize)]
pub(super) struct SummaryOut<'a> {
    scenario: &'a str,
    title: &'a str,
    demands: usize,
    unanswered: usize,
    baseline: Option<&'a str>,
    usual_winner: Option<&'a str>,
    corridors: Vec<CorridorOut<'a>>,
    origins: Vec<OriginOut<'a>>,
    nearest_calls: Vec<CallOut<'a>>,
}

#[derive(Serialize)]
struct CorridorOut<'a> {
    corridor: &'a str,
    title: &'a str,
    answered: usize,
    no_route: usize,
    wins: usize,
    could_win: usize,
    could_win_from: Vec<&'a str>,
    mean_saving_per_t: Option<Money>,
    tonnes_won_per_year: Option<f64>,
    least_per_t: Option<Money>,
    most_per_t: Option<Money>,
}

#[derive(Serialize)]
struct OriginOut<'a> {
    from: &'a str,
    from_name: &'a str,
    destinations: usize,
    wins: Vec<WinsOut<'a>>,
    lead_changes: bool,
}

#[derive(Serialize)]
struct WinsOut<'a> {
    corridor: &'a str,
    destinations: usize,
}

#[derive(Serialize)]
struct CallOut<'a> {
    corridor: &'a str,
    from: &'a str,
    to: &'a str,
    more_per_t: Money,
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
