//! How sure an answer is: a scenario's uncertain figures drawn many times.

mod result;

pub use result::{Risk, RiskAnswer, RiskDemand};

use crate::answer::Prepared;
use crate::answer::place_name;
use crate::draws::{Near, Spread};
use crate::ids::Id;
use crate::units::{Grade, Money};

use crate::draws::Distributions;
use crate::draws::Threads;
use crate::draws::{Compared, Tally};
use crate::draws::{Engine, EngineError};

/// Draws a case's uncertain figures many times and sums up what each corridor costs.
///
/// # Errors
/// Refuses distributions that cannot be drawn from, and costs that cannot be counted exactly.
pub fn risk(case: &Prepared, distributions: Distributions, draws: u64, seed: u64) -> Result<Risk, EngineError> {
    risk_near(case, distributions, draws, seed, Near::USUAL)
}

/// Does as [`risk`], with what counts as near the cheapest corridor.
///
/// # Errors
/// As [`risk`].
///
/// # Source
/// Regret and its least maximum: Savage, The theory of statistical decision, JASA 46 (1951); a percentile instead of the
/// maximum, and the share of futures near the best, as measures of robustness: Lempert, Groves, Popper and Bankes, A
/// general, analytic method for generating robust strategies, Management Science 52 (2006).
pub fn risk_near(
    case: &Prepared,
    distributions: Distributions,
    draws: u64,
    seed: u64,
    near: Near,
) -> Result<Risk, EngineError> {
    let engine = Engine::new(case, distributions, seed)?;
    let compared = Compared::of(case, near);
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
        // Of equal ones the first in the file.
        let least = |of: fn(&Spread) -> Money| {
            let amounts = answers.iter().filter_map(|answer| Some((of(answer.spread.as_ref()?), &answer.corridor)));
            amounts.min_by_key(|&(amount, _)| amount).map(|(amount, key)| (amount, key.clone())).unzip()
        };
        let (here_and_now_per_t, here_and_now) = least(|spread| spread.mean_per_t);
        let (robust_p95_regret_per_t, robust) = least(|spread| spread.p95_regret_per_t);
        let (minimax_regret_per_t, minimax_regret) = least(|spread| spread.max_regret_per_t);
        let near = answers.iter().filter_map(|answer| Some((answer.spread.as_ref()?.chance_near, &answer.corridor)));
        let oftenest = near.reduce(|best, other| if other.0 > best.0 { other } else { best });
        let wait_and_see_per_t = here_and_now_per_t.map(|_| tally.mean_best(demand.index()));
        demands.push(RiskDemand {
            here_and_now,
            here_and_now_per_t,
            wait_and_see_per_t,
            robust,
            robust_p95_regret_per_t,
            minimax_regret,
            minimax_regret_per_t,
            oftenest_near: oftenest.map(|(_, key)| key.clone()),
            oftenest_near_chance: oftenest.map(|(chance, _)| chance),
            answers,
        });
    }
    Ok(Risk {
        used: case.used(),
        baseline: model.baseline.map(|corridor| model.corridors[corridor].key.clone()),
        draws,
        seed,
        near,
        figures_drawn: engine.figures().len(),
        estimates_drawn: engine.figures().iter().filter(|&&id| is_estimate(id)).count(),
        held: engine.held().to_vec(),
        settled: engine.settled().to_vec(),
        demands,
    })
}
