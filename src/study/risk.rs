//! How sure an answer is: a scenario's uncertain figures drawn many times.

use crate::case::Case;
use crate::ids::Id;
use crate::results::{Risk, RiskAnswer, RiskDemand, place_name};
use crate::units::Grade;

use super::draw::Distributions;
use super::engine::{Engine, EngineError};
use super::stream::Threads;
use super::tally::{Compared, Tally};

/// Draws a case's uncertain figures many times and sums up what each corridor costs.
///
/// # Errors
/// Refuses distributions that cannot be drawn from, and costs that cannot be counted exactly.
pub fn risk(case: &Case, distributions: Distributions, draws: u64, seed: u64) -> Result<Risk, EngineError> {
    let engine = Engine::new(case, distributions, seed)?;
    let compared = Compared::of(case);
    let tally = Tally::of(&engine, &[], compared, draws, Threads::Shared);
    let model = case.model();
    let central = case.totals();
    let is_estimate = |id| model.register.figure(id).grade == Grade::Estimate;
    let mut demands = Vec::new();
    for (demand, asked) in model.demands.enumerate() {
        let answers: Vec<RiskAnswer> = model
            .corridors
            .enumerate()
            .map(|(corridor, known)| {
                let pair = demand.index() * compared.corridors + corridor.index();
                RiskAnswer {
                    from: place_name(model, asked.from),
                    to: place_name(model, asked.to),
                    corridor: known.key.clone(),
                    corridor_title: known.title.clone(),
                    central_per_t: central[pair],
                    spread: tally.spread(pair),
                }
            })
            .collect();
        let least = answers
            .iter()
            .filter_map(|answer| Some((answer.spread.as_ref()?.mean_per_t, &answer.corridor)))
            .min_by_key(|&(mean, _)| mean);
        let (here_and_now_per_t, here_and_now) = (least.map(|(mean, _)| mean), least.map(|(_, key)| key.clone()));
        let wait_and_see_per_t = least.map(|_| tally.mean_best(demand.index()));
        demands.push(RiskDemand { answers, here_and_now, here_and_now_per_t, wait_and_see_per_t });
    }
    Ok(Risk {
        used: case.used(),
        baseline: model.baseline.map(|corridor| model.corridors[corridor].key.clone()),
        draws,
        seed,
        figures_drawn: engine.figures().len(),
        estimates_drawn: engine.figures().iter().filter(|&&id| is_estimate(id)).count(),
        held: engine.held().to_vec(),
        settled: engine.settled().to_vec(),
        demands,
    })
}
