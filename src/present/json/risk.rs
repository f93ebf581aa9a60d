//! Studies of risk as JSON.

use serde::Serialize;

use crate::results::{HeldFigure, Near, Risk, RiskAnswer, RiskDemand, ScenarioUsed, Spread};
use crate::units::Money;

use super::{VERSION, write};

#[derive(Serialize)]
struct RisksOut<'a> {
    schema: &'static str,
    version: u32,
    studies: Vec<RiskOut<'a>>,
}

#[derive(Serialize)]
struct RiskOut<'a> {
    scenario: &'a ScenarioUsed,
    baseline: Option<&'a str>,
    draws: u64,
    seed: u64,
    near: Near,
    figures_drawn: usize,
    estimates_drawn: usize,
    held: &'a [HeldFigure],
    settled: &'a [String],
    demands: Vec<DemandOut<'a>>,
}

#[derive(Serialize)]
struct DemandOut<'a> {
    from: &'a str,
    to: &'a str,
    here_and_now: Option<&'a str>,
    here_and_now_per_t: Option<Money>,
    wait_and_see_per_t: Option<Money>,
    robust: Option<&'a str>,
    robust_p95_regret_per_t: Option<Money>,
    minimax_regret: Option<&'a str>,
    minimax_regret_per_t: Option<Money>,
    oftenest_near: Option<&'a str>,
    oftenest_near_chance: Option<f64>,
    answers: Vec<AnswerOut<'a>>,
}

#[derive(Serialize)]
struct AnswerOut<'a> {
    corridor: &'a str,
    corridor_title: &'a str,
    status: &'static str,
    central_per_t: Option<Money>,
    spread: Option<&'a Spread>,
}

/// Writes studies of risk.
pub fn risks(risks: &[Risk]) -> String {
    let studies = risks
        .iter()
        .map(|risk| RiskOut {
            scenario: &risk.used,
            baseline: risk.baseline.as_deref(),
            draws: risk.draws,
            seed: risk.seed,
            near: risk.near,
            figures_drawn: risk.figures_drawn,
            estimates_drawn: risk.estimates_drawn,
            held: &risk.held,
            settled: &risk.settled,
            demands: risk.demands.iter().map(demand).collect(),
        })
        .collect();
    write(&RisksOut { schema: "corridor.risk", version: VERSION, studies })
}

fn demand(demand: &RiskDemand) -> DemandOut<'_> {
    let place = |pick: fn(&RiskAnswer) -> &str| demand.answers.first().map_or("", pick);
    DemandOut {
        from: place(|answer| &answer.from.key),
        to: place(|answer| &answer.to.key),
        here_and_now: demand.here_and_now.as_deref(),
        here_and_now_per_t: demand.here_and_now_per_t,
        wait_and_see_per_t: demand.wait_and_see_per_t,
        robust: demand.robust.as_deref(),
        robust_p95_regret_per_t: demand.robust_p95_regret_per_t,
        minimax_regret: demand.minimax_regret.as_deref(),
        minimax_regret_per_t: demand.minimax_regret_per_t,
        oftenest_near: demand.oftenest_near.as_deref(),
        oftenest_near_chance: demand.oftenest_near_chance,
        answers: demand
            .answers
            .iter()
            .map(|answer| AnswerOut {
                corridor: &answer.corridor,
                corridor_title: &answer.corridor_title,
                status: if answer.spread.is_some() { "answered" } else { "no-route" },
                central_per_t: answer.central_per_t,
                spread: answer.spread.as_ref(),
            })
            .collect(),
    }
}
