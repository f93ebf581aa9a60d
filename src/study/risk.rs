//! Many draws summed up: whole numbers only, so that neither their order nor the number of threads shows.
//!
//! Memory does not grow with the draws: totals are counted in steps, over a range that the first draws suggest; what
//! lies beyond it is counted in the last step at either end.

use rayon::prelude::*;

use crate::case::Case;
use crate::lanes::LANES;
use crate::results::{Risk, RiskAnswer, RiskDemand, Spread, place_name};
use crate::units::{Grade, Money};

use super::draw::Distributions;
use super::engine::{Engine, EngineError, Worker};

/// The draws that suggest the range of the steps.
const PILOT: u64 = 4096;
/// The draws that a thread takes at a time.
const PORTION: u64 = 1024;
/// The most steps of one answer, and of all together.
const MOST_STEPS: usize = 1 << 16;
const ALL_STEPS: usize = 1 << 20;
/// The deviation that 95 % of a normal distribution stay below, either way.
const Z95: f64 = 1.959_963_984_540_054;

/// Draws a case's uncertain figures many times and sums up what each corridor costs.
///
/// # Errors
/// Refuses distributions that cannot be drawn from, and costs that cannot be counted exactly.
pub fn risk(case: &Case, distributions: Distributions, draws: u64, seed: u64) -> Result<Risk, EngineError> {
    let engine = Engine::new(case, distributions, seed)?;
    let corridors = case.model().corridors.len().max(1);
    let baseline = case.model().baseline.map(crate::ids::Id::index);
    let study = Study { engine: &engine, corridors, baseline, draws, scales: scales(&engine, draws.min(PILOT)) };
    let portions = draws.div_ceil(PORTION);
    // Each piece of the draws has counters of its own: few pieces for each thread keep memory flat.
    let piece = (portions as usize / (4 * rayon::current_num_threads())).max(1);
    let tally = (0..portions as usize)
        .into_par_iter()
        .with_min_len(piece)
        .fold(
            || (engine.worker(), Tally::new(&study)),
            |(mut worker, mut tally), portion| {
                study.count(&mut worker, &mut tally, portion as u64);
                (worker, tally)
            },
        )
        .map(|(_, tally)| tally)
        .reduce_with(Tally::with)
        .unwrap_or_else(|| Tally::new(&study));
    Ok(study.sum_up(case, &tally, seed))
}

/// Is the steps in which the totals of one answer are counted.
#[derive(Clone, Copy, Debug)]
struct Scale {
    low: i64,
    width: i64,
    steps: usize,
}

impl Scale {
    fn step(&self, total: i64) -> usize {
        ((total - self.low).max(0) / self.width).min(self.steps as i64 - 1) as usize
    }
}

/// Chooses the steps of each answer; none where there is no route.
fn scales(engine: &Engine, pilot: u64) -> Vec<Option<Scale>> {
    let mut worker = engine.worker();
    let mut ends = vec![(i64::MAX, i64::MIN); engine.pairs()];
    for first in (0..pilot).step_by(LANES) {
        for (ends, totals) in ends.iter_mut().zip(engine.answer(&mut worker, first)) {
            for &total in totals.0.iter().filter(|total| total.is_finite()) {
                *ends = (ends.0.min(total as i64), ends.1.max(total as i64));
            }
        }
    }
    let answered = ends.iter().filter(|ends| ends.0 <= ends.1).count().max(1);
    let steps = (ALL_STEPS / answered).clamp(256, MOST_STEPS);
    let scale = |(low, high): (i64, i64)| {
        // A quarter more on either side: beyond it lie only draws that are rarer than one in thousands.
        let margin = (high - low) / 4 + 1;
        let (low, high) = (low - margin, high + margin);
        Scale { low, width: (high - low) / steps as i64 + 1, steps }
    };
    ends.into_iter().map(|ends| (ends.0 <= ends.1).then(|| scale(ends))).collect()
}

/// Counts what one answer came to.
#[derive(Clone, Debug)]
struct Counts {
    /// Draws in each step.
    draws: Vec<u32>,
    /// What the totals of a step exceed its lower end by, together.
    excess: Vec<i64>,
    quarters: [i128; 4],
    /// The squares of what totals differ from the middle of the scale by.
    squares: i128,
    wins: u64,
    regret: i128,
    saving: i128,
    saving_squares: i128,
    saves: u64,
}

impl Counts {
    /// Counts one draw.
    fn add(&mut self, scale: Scale, total: i64, best: i64, saving: Option<i64>, quarter: usize) {
        let step = scale.step(total);
        self.draws[step] += 1;
        self.excess[step] += total - (scale.low + step as i64 * scale.width);
        self.quarters[quarter] += i128::from(total);
        let off = i128::from(total - scale.low);
        self.squares += off * off;
        self.wins += u64::from(total == best);
        self.regret += i128::from(total - best);
        if let Some(saving) = saving {
            self.saving += i128::from(saving);
            self.saving_squares += i128::from(saving) * i128::from(saving);
            self.saves += u64::from(saving > 0);
        }
    }
}

/// Counts all answers.
#[derive(Clone, Debug)]
struct Tally {
    answers: Vec<Option<Counts>>,
    /// The sum of the cheapest totals of each demand.
    best: Vec<i128>,
}

impl Tally {
    fn new(study: &Study<'_>) -> Self {
        let counts = |scale: &Scale| Counts {
            draws: vec![0; scale.steps],
            excess: vec![0; scale.steps],
            quarters: [0; 4],
            squares: 0,
            wins: 0,
            regret: 0,
            saving: 0,
            saving_squares: 0,
            saves: 0,
        };
        let answers: Vec<Option<Counts>> = study.scales.iter().map(|scale| scale.as_ref().map(counts)).collect();
        Self { best: vec![0; answers.len() / study.corridors], answers }
    }

    fn with(mut self, other: Self) -> Self {
        for (mine, theirs) in self.answers.iter_mut().zip(other.answers) {
            let (Some(mine), Some(theirs)) = (mine, theirs) else { continue };
            mine.draws.iter_mut().zip(theirs.draws).for_each(|(mine, theirs)| *mine += theirs);
            mine.excess.iter_mut().zip(theirs.excess).for_each(|(mine, theirs)| *mine += theirs);
            mine.quarters.iter_mut().zip(theirs.quarters).for_each(|(mine, theirs)| *mine += theirs);
            mine.squares += theirs.squares;
            mine.wins += theirs.wins;
            mine.regret += theirs.regret;
            mine.saving += theirs.saving;
            mine.saving_squares += theirs.saving_squares;
            mine.saves += theirs.saves;
        }
        self.best.iter_mut().zip(other.best).for_each(|(mine, theirs)| *mine += theirs);
        self
    }
}

struct Study<'a> {
    engine: &'a Engine,
    corridors: usize,
    baseline: Option<usize>,
    draws: u64,
    scales: Vec<Option<Scale>>,
}

impl Study<'_> {
    /// Counts a portion of the draws.
    fn count(&self, worker: &mut Worker, tally: &mut Tally, portion: u64) {
        let end = ((portion + 1) * PORTION).min(self.draws);
        for first in (portion * PORTION..end).step_by(LANES) {
            let totals = self.engine.answer(worker, first);
            let lanes = LANES.min((end - first) as usize);
            let quarters: [usize; LANES] =
                std::array::from_fn(|lane| ((first + lane as u64) * 4 / self.draws).min(3) as usize);
            // Answer by answer, draw by draw: the counters of an answer stay in the cache for all eight.
            for (demand, of_demand) in totals.chunks(self.corridors).enumerate() {
                let mut best = [f64::INFINITY; LANES];
                for totals in of_demand {
                    for (best, total) in best.iter_mut().zip(totals.0) {
                        *best = best.min(total);
                    }
                }
                if best[0] == f64::INFINITY {
                    continue;
                }
                tally.best[demand] += best[..lanes].iter().map(|&best| i128::from(best as i64)).sum::<i128>();
                let baseline =
                    self.baseline.map(|baseline| of_demand[baseline].0).filter(|totals| totals[0].is_finite());
                for (corridor, totals) in of_demand.iter().enumerate() {
                    let pair = demand * self.corridors + corridor;
                    if let (Some(scale), Some(counts)) = (&self.scales[pair], &mut tally.answers[pair]) {
                        for lane in 0..lanes {
                            let saving = baseline.map(|baseline| (baseline[lane] - totals.0[lane]) as i64);
                            counts.add(*scale, totals.0[lane] as i64, best[lane] as i64, saving, quarters[lane]);
                        }
                    }
                }
            }
        }
    }

    fn sum_up(&self, case: &Case, tally: &Tally, seed: u64) -> Risk {
        let model = case.model();
        let central = case.totals();
        let is_estimate = |id| model.register.figure(id).grade == Grade::Estimate;
        let mut demands = Vec::new();
        for (demand, asked) in model.demands.enumerate() {
            let index = crate::ids::Id::index(demand);
            let answers: Vec<RiskAnswer> = model
                .corridors
                .enumerate()
                .map(|(corridor, known)| {
                    let pair = index * self.corridors + crate::ids::Id::index(corridor);
                    RiskAnswer {
                        from: place_name(model, asked.from),
                        to: place_name(model, asked.to),
                        corridor: known.key.clone(),
                        corridor_title: known.title.clone(),
                        central_per_t: central[pair],
                        spread: self.spread(index, pair, tally),
                    }
                })
                .collect();
            let least = answers
                .iter()
                .filter_map(|answer| Some((answer.spread.as_ref()?.mean_per_t, &answer.corridor)))
                .min_by_key(|&(mean, _)| mean);
            let (here_and_now_per_t, here_and_now) = (least.map(|(mean, _)| mean), least.map(|(_, key)| key.clone()));
            let wait_and_see_per_t = least.map(|_| mean(tally.best[index], self.draws));
            demands.push(RiskDemand { answers, here_and_now, here_and_now_per_t, wait_and_see_per_t });
        }
        Risk {
            used: case.used(),
            baseline: model.baseline.map(|corridor| model.corridors[corridor].key.clone()),
            draws: self.draws,
            seed,
            figures_drawn: self.engine.figures().len(),
            estimates_drawn: self.engine.figures().iter().filter(|&&id| is_estimate(id)).count(),
            held: self.engine.held().to_vec(),
            settled: self.engine.settled().to_vec(),
            demands,
        }
    }

    fn spread(&self, demand: usize, pair: usize, tally: &Tally) -> Option<Spread> {
        let (scale, counts) = (self.scales[pair]?, tally.answers[pair].as_ref()?);
        let draws = self.draws;
        let sum: i128 = counts.quarters.iter().sum();
        let off = sum - i128::from(draws) * i128::from(scale.low);
        let chance = counts.wins as f64 / draws as f64;
        let has_saving =
            self.baseline.is_some_and(|baseline| self.scales[demand * self.corridors + baseline].is_some());
        let mut so_far = 0;
        let convergence_per_t = std::array::from_fn(|quarter| {
            so_far += counts.quarters[quarter];
            // The draws whose number times 4 over all is at most this quarter.
            let drawn = ((quarter as u64 + 1) * draws).div_ceil(4);
            mean(so_far, drawn)
        });
        let quantile = |share: u64| quantile(scale, &counts.draws, (draws * share).div_ceil(100).max(1));
        Some(Spread {
            mean_per_t: mean(sum, draws),
            standard_error_per_t: standard_error(off, counts.squares, draws),
            p5_per_t: quantile(5),
            p50_per_t: quantile(50),
            p95_per_t: quantile(95),
            cvar95_per_t: dearest(scale, counts, draws.div_ceil(20)),
            resolution_per_t: Money::from_micros(scale.width),
            chance_cheapest: chance,
            chance_bounds: wilson(chance, draws as f64),
            regret_per_t: mean(counts.regret, draws),
            saving_per_t: has_saving.then(|| mean(counts.saving, draws)),
            saving_standard_error_per_t: has_saving
                .then(|| standard_error(counts.saving, counts.saving_squares, draws)),
            chance_saves: has_saving.then(|| counts.saves as f64 / draws as f64),
            convergence_per_t,
        })
    }
}

/// Divides and rounds to the nearest millionth, midpoints upwards.
fn mean(sum: i128, count: u64) -> Money {
    let count = i128::from(count.max(1));
    Money::from_micros((2 * sum + count).div_euclid(2 * count) as i64)
}

/// Returns the standard error of a mean from the sum of numbers and of their squares.
fn standard_error(sum: i128, squares: i128, count: u64) -> Money {
    if count < 2 {
        return Money::ZERO;
    }
    // Whole numbers up to here: nothing is lost where mean and spread differ by orders of magnitude.
    let count = i128::from(count);
    let spread = (squares * count - sum * sum) as f64 / count as f64;
    let variance = spread / (count - 1) as f64;
    Money::from_micros((variance / count as f64).sqrt().round() as i64)
}

/// Returns the total that so many draws stay below or meet; within a step totals are taken to lie evenly.
fn quantile(scale: Scale, counts: &[u32], wanted: u64) -> Money {
    let mut below = 0;
    for (step, &count) in counts.iter().enumerate() {
        let count = u64::from(count);
        if below + count >= wanted {
            let within = i128::from(scale.width) * i128::from(wanted - below) / i128::from(count);
            return Money::from_micros(scale.low + step as i64 * scale.width + within as i64);
        }
        below += count;
    }
    Money::from_micros(scale.low + scale.steps as i64 * scale.width)
}

/// Returns the mean of the dearest draws.
fn dearest(scale: Scale, counts: &Counts, wanted: u64) -> Money {
    let (mut left, mut sum) = (wanted, 0_i128);
    for step in (0..scale.steps).rev().filter(|&step| counts.draws[step] > 0) {
        let count = u64::from(counts.draws[step]);
        let low = i128::from(scale.low + step as i64 * scale.width);
        let all = low * i128::from(count) + i128::from(counts.excess[step]);
        let taken = left.min(count);
        // Of a step that is only partly among the dearest the mean is taken.
        sum += all * i128::from(taken) / i128::from(count);
        left -= taken;
        if left == 0 {
            break;
        }
    }
    mean(sum, wanted)
}

/// Bounds a chance with 95 % confidence.
///
/// # Source
/// Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
fn wilson(chance: f64, count: f64) -> (f64, f64) {
    let square = Z95 * Z95 / count;
    let middle = chance + square / 2.0;
    let half = Z95 * (chance * (1.0 - chance) / count + square / (4.0 * count)).sqrt();
    (((middle - half) / (1.0 + square)).max(0.0), ((middle + half) / (1.0 + square)).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::{Scale, mean, quantile, standard_error, wilson};
    use crate::units::Money;

    #[test]
    fn whole_numbers_are_summed_up_exactly() {
        assert_eq!(mean(5, 2), Money::from_micros(3));
        assert_eq!(mean(-5, 2), Money::from_micros(-2));
        // 1, 2, 3, 4: variance 5/3, of the mean 5/12.
        assert_eq!(standard_error(10_000_000, 30_000_000_000_000, 4), Money::from_micros(645_497));
    }

    #[test]
    fn quantiles_lie_evenly_within_their_step() {
        let scale = Scale { low: 100, width: 10, steps: 3 };
        assert_eq!(quantile(scale, &[2, 0, 2], 1), Money::from_micros(105));
        assert_eq!(quantile(scale, &[2, 0, 2], 3), Money::from_micros(125));
        assert_eq!(scale.step(99), 0);
        assert_eq!(scale.step(1_000), 2);
    }

    #[test]
    fn a_chance_is_bounded_as_wilson_bounds_it() {
        // 15 of 20: 0.5313 to 0.8881 (Newcombe, Statistics in Medicine 17 (1998), gives such values).
        let (low, high) = wilson(0.75, 20.0);
        assert!((low - 0.5313).abs() < 1e-4 && (high - 0.8881).abs() < 1e-4, "{low} {high}");
        assert_eq!(wilson(0.0, 10.0).0.to_bits(), 0.0_f64.to_bits());
    }
}
