//! How sure an answer is: a scenario's uncertain figures drawn many times.

mod result;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::compare::exceeded;
use crate::analysis::given::GivenFit;
use crate::analysis::verdict::{DrawnChances, verdicts};
use crate::analysis::{Analysis, Ask, Refusal};
use crate::answer::{Detail, PairTable, Prepared, Progress, Status, place_name};
use crate::draws::{Distributions, DrawError, Engine, Near, Spread, Tally, Threads};
use crate::ids::{DemandId, Id, Pair};
use crate::units::{Grade, Money};

pub use result::{Risk, RiskAnswer, RiskDemand, RiskRow, Risks};

/// The most draws: what is counted of them fits into 32 bits.
pub const MAX_DRAWS: u64 = 4_000_000_000;

/// A number of draws that cannot be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("take 1 to {MAX_DRAWS} draws, not {0}")]
pub struct UncountableDraws(pub u64);

/// How sure the answer is, by draws of the uncertain figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RiskQuestion {
    /// How often the figures are drawn.
    pub draws: u64,
    /// What the random numbers begin with: the same seed gives the same draws on any machine.
    pub seed: u64,
    /// How much more than the cheapest corridor of a draw still counts as near it.
    pub near: Near,
    /// The percentages of draws that stay below the totals that are given, each above 0 and below 100.
    pub percentiles: Vec<f64>,
}

/// The percentages unless others are asked for.
pub const PERCENTILES: [f64; 3] = [5.0, 50.0, 95.0];

/// A percentage that no total belongs to.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a percentile lies above 0 and below 100, not at {0}")]
pub struct NoPercentile(pub f64);

impl Default for RiskQuestion {
    fn default() -> Self {
        Self { draws: 100_000, seed: 1, near: Near::USUAL, percentiles: PERCENTILES.to_vec() }
    }
}

impl Analysis for RiskQuestion {
    type Found = Risks;

    fn answer(&self, ask: &Ask<'_>) -> Result<Risks, Refusal> {
        if !(1..=MAX_DRAWS).contains(&self.draws) {
            return Err(Refusal::request(UncountableDraws(self.draws)));
        }
        if let Some(&wrong) = self.percentiles.iter().find(|&&percent| !(percent > 0.0 && percent < 100.0)) {
            return Err(Refusal::request(NoPercentile(wrong)));
        }
        let given = ask.given()?;
        let mut studies = Vec::new();
        for prepared in ask.scenarios {
            let asked = ask.demands(prepared)?;
            let (all, among) = (prepared, ask.among_corridors(prepared)?);
            let prepared = among.as_ref().unwrap_or(all);
            let distributions = Distributions::of_case(prepared).map_err(|error| ask.failed(prepared, error))?;
            let mut risk = risk_given(prepared, distributions, self, given.as_ref(), ask.progress)
                .map_err(|error| ask.failed(prepared, error))?;
            risk.scenario.audited = ask.audit_draws(prepared, self.seed, &asked)?;
            let demands = risk.demands.into_iter().enumerate();
            let is_asked = |place: &usize| asked.iter().any(|demand| demand.index() == *place);
            risk.demands = demands.filter(|(place, _)| is_asked(place)).map(|(_, demand)| demand).collect();
            if !ask.select.is_all() {
                let answers = PairTable::of(prepared.model(), prepared.answers_in(Detail::Sums));
                let verdicts = risk.demands.iter_mut().map(|demand| &mut demand.verdict);
                ask.look_around((all, prepared), &answers, asked.into_iter().zip(verdicts));
            }
            studies.push(risk);
        }
        Ok(Risks { studies })
    }
}

/// Draws a scenario's uncertain figures many times and sums up what each corridor costs.
///
/// # Errors
/// Refuses distributions that cannot be drawn from, and costs that cannot be counted exactly.
///
/// # Source
/// Regret and its least maximum: Savage, The theory of statistical decision, JASA 46 (1951); a percentile instead of the
/// maximum, and the share of futures near the best, as measures of robustness: Lempert, Groves, Popper and Bankes, A
/// general, analytic method for generating robust strategies, Management Science 52 (2006).
pub fn risk(
    case: &Prepared,
    distributions: Distributions,
    question: &RiskQuestion,
    progress: &Progress,
) -> Result<Risk, DrawError> {
    risk_given(case, distributions, question, None, progress)
}

/// Does so in the proportions of a fit, if there is one; the fit says how many draws there are.
fn risk_given(
    case: &Prepared,
    distributions: Distributions,
    question: &RiskQuestion,
    given: Option<&GivenFit>,
    progress: &Progress,
) -> Result<Risk, DrawError> {
    let &RiskQuestion { draws, seed, near, ref percentiles } = question;
    let (draws, seed) = given.map_or((draws, seed), |given| (given.claims.draws, given.seed()));
    let draw = || {
        let engine = match given {
            Some(given) => given.engine(case, distributions, None),
            None => Engine::new(case, distributions, seed),
        };
        let engine = engine?.with_progress(progress);
        let tally = Tally::of(&engine, &[], near, draws, Threads::Shared);
        Ok((engine, tally))
    };
    let model = case.model();
    let (drawn, answers) = rayon::join(draw, || PairTable::of(model, case.answers()));
    let (engine, tally) = drawn?;
    let asked: Vec<DemandId> = model.demands.ids().collect();
    let chances = DrawnChances::of(case, &engine, &tally, draws).with_given(given);
    let mut judged = verdicts(case, &answers, &asked, || Some(Ok(chances)), &exceeded(case)).into_iter();
    let is_estimate = |id| model.register.figure(id).grade == Grade::Estimate;
    let mut demands = Vec::new();
    for (demand, asked) in model.demands.enumerate() {
        let Some(verdict) = judged.next() else { continue };
        let answers: Vec<RiskAnswer> = model
            .corridors
            .enumerate()
            .map(|(corridor, known)| {
                let pair = Pair { demand, corridor };
                let central_per_t = answers.get(pair).total_per_t;
                RiskAnswer {
                    corridor: known.key.clone(),
                    corridor_title: known.title.clone(),
                    status: if central_per_t.is_some() { Status::Answered } else { Status::NoRoute },
                    central_per_t,
                    spread: tally.spread(pair),
                    percentiles: tally.percentiles(pair, percentiles),
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
        let wait_and_see_per_t = here_and_now_per_t.map(|_| tally.mean_best(demand));
        demands.push(RiskDemand {
            verdict,
            from: place_name(model, asked.from),
            to: place_name(model, asked.to),
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
        scenario: case.used(),
        baseline: model.baseline.map(|corridor| model.corridors[corridor].key.clone()),
        draws,
        seed,
        given: given.map(|given| given.claims.clone()),
        near,
        figures_drawn: engine.figures().len(),
        estimates_drawn: engine.figures().iter().filter(|&&id| is_estimate(id)).count(),
        hypotheses: engine.hypotheses().to_vec(),
        held: engine.held().to_vec(),
        settled: engine.settled().to_vec(),
        demands,
    })
}
