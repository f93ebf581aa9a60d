//! Studies of risk as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::risk::{Risk, RiskAnswer, RiskDemand};
use crate::answer::ScenarioUsed;
use crate::draws::{HeldFigure, Near, Spread};
use crate::units::Money;

use super::form::{Form, document};

/// Tells how sure answers are while uncertain figures are drawn.
#[derive(Serialize, JsonSchema)]
pub(super) struct RisksOut<'a> {
    /// One for each scenario.
    studies: Vec<RiskOut<'a>>,
}

impl Form for RisksOut<'_> {
    const NAME: &'static str = "risk";
}

/// Is the study of one scenario.
#[derive(Serialize, JsonSchema)]
struct RiskOut<'a> {
    /// What was asked, of which files.
    scenario: &'a ScenarioUsed,
    /// The key of the corridor that differences are taken against.
    baseline: Option<&'a str>,
    /// The number of draws.
    draws: u64,
    /// What the random numbers begin with.
    seed: u64,
    /// How much more than the cheapest corridor of a draw still counts as near it.
    near: Near,
    /// How many figures were drawn that can move an answer.
    figures_drawn: usize,
    /// How many of the figures drawn are estimates.
    estimates_drawn: usize,
    /// Figures that stayed at their value, and why.
    held: &'a [HeldFigure],
    /// Figures that have a distribution but were set on the command line, and so are certain.
    settled: &'a [String],
    /// The demands in the order of the file.
    demands: Vec<DemandOut<'a>>,
}

/// Is one demand.
#[derive(Serialize, JsonSchema)]
struct DemandOut<'a> {
    /// The key of the origin.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// The key of the corridor with the least mean total: the one to choose before the figures are known.
    here_and_now: Option<&'a str>,
    /// Its mean total.
    here_and_now_per_t: Option<Money>,
    /// The mean total of the cheapest corridor of each draw.
    wait_and_see_per_t: Option<Money>,
    /// The key of the corridor with the least 95th percentile of regret.
    robust: Option<&'a str>,
    /// That percentile.
    robust_p95_regret_per_t: Option<Money>,
    /// The key of the corridor with the least maximal regret of all draws.
    minimax_regret: Option<&'a str>,
    /// That maximum.
    minimax_regret_per_t: Option<Money>,
    /// The key of the corridor that is near the cheapest in the greatest share of draws.
    oftenest_near: Option<&'a str>,
    /// That share.
    oftenest_near_chance: Option<f64>,
    /// One for each corridor in the order of the file.
    answers: Vec<AnswerOut<'a>>,
}

/// Is one corridor.
#[derive(Serialize, JsonSchema)]
struct AnswerOut<'a> {
    /// The corridor's key.
    corridor: &'a str,
    /// The corridor's title.
    corridor_title: &'a str,
    /// `answered` or `no-route`.
    status: &'static str,
    /// Its total with every figure at its value.
    central_per_t: Option<Money>,
    /// How the total is spread over the draws.
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
    document(&RisksOut { studies })
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
