//! Many draws of all answers counted: the chance of each to be cheapest, and how its total is spread.

use rayon::prelude::*;

use crate::answer::PairTable;
use crate::ids::{CorridorId, DemandId, FigureId, IdVec, Pair};
use crate::units::Money;
use corridor_kernel::lanes::LANES;

use super::engine::Engine;
use super::spread::{Counts, Near, Percentile, Scale, Spread, mean};
use super::stream::{Portion, Stream, Threads};

/// The draws that suggest the range of the steps.
const PILOT_DRAWS: u64 = 4096;
/// The most steps of one answer, and of all together.
const MAX_STEPS: usize = 1 << 16;
const ALL_STEPS: usize = 1 << 20;
/// The most steps of the regret of one answer.
const MAX_REGRET_STEPS: usize = 1 << 14;

/// The counts of all answers.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    /// The corridor that differences are taken against.
    baseline: Option<CorridorId>,
    draws: u64,
    /// The counts of each pair; none where there is no route.
    answers: PairTable<Option<Counts>>,
    /// The sum of the cheapest totals of each demand.
    best: IdVec<DemandId, i128>,
}

impl Tally {
    /// Answers draws and counts them, with the figures that the engine leaves open at some values.
    pub(crate) fn of(engine: &Engine, open: &[(FigureId, f64)], near: Near, draws: u64, threads: Threads) -> Self {
        let stream = Stream::new(engine, open, draws, threads);
        let mut ends = engine.of_pairs(TotalEnds::default);
        let pilot = draws.min(PILOT_DRAWS);
        let mut tally = None;
        if !stream.holds(pilot) {
            stream.each(pilot, |portion| widen(&mut ends, portion, pilot));
            tally = Some(Self::new(engine, near, draws, &ends));
        }
        stream.each(draws, |portion| {
            let tally = tally.get_or_insert_with(|| {
                // The first portion shows all that suggests the steps, and is counted at once.
                widen(&mut ends, portion, pilot);
                Self::new(engine, near, draws, &ends)
            });
            tally.count(portion, threads);
        });
        tally.unwrap_or_else(|| Self::new(engine, near, draws, &ends))
    }

    /// Chooses the steps of each answer by the ends of its totals; there is no route where they are the wrong way round.
    fn new(engine: &Engine, near: Near, draws: u64, ends: &PairTable<TotalEnds>) -> Self {
        let answered = ends.iter().filter(|ends| ends.are_met()).count().max(1);
        let steps = (ALL_STEPS / answered).clamp(256, MAX_STEPS);
        let regret_steps = steps.min(MAX_REGRET_STEPS);
        let counts = |ends: &TotalEnds| {
            let scales = || [Scale::over(ends.low, ends.high, steps), Scale::up_to(ends.regret, regret_steps)];
            ends.are_met().then(|| Counts::new(scales(), near, draws))
        };
        let best = ends.by_demand().map(|_| 0).collect();
        Self { baseline: engine.baseline, draws, answers: ends.map(counts), best }
    }

    /// Counts a portion answer by answer, so that the counters of each stay in the cache for all of its draws.
    fn count(&mut self, portion: &Portion<'_>, threads: Threads) {
        let lanes: Vec<usize> = portion.lanes().collect();
        // Whether there is a route does not depend on the draw.
        let answered = self.answers.map(Option::is_some);
        let fewest = threads.fewest();
        let demands: Vec<_> = answered.by_demand().map(|(demand, _)| demand).zip(self.best.iter_mut()).collect();
        let cheapest = demands.into_par_iter().with_min_len(fewest).map(|(demand, sum)| {
            let best = portion.cheapest(answered.pairs_of(demand).filter(|&pair| *answered.get(pair)));
            if best.first().is_some_and(|first| first.is_finite()) {
                *sum += best.iter().take(portion.draws).map(|&best| best as i128).sum::<i128>();
            }
            best
        });
        let best = IdVec::<DemandId, Vec<f64>>::from(cheapest.collect::<Vec<_>>());
        let baseline = self.baseline;
        let pairs: Vec<_> = self.answers.enumerate_mut().collect();
        pairs.into_par_iter().with_min_len(fewest).for_each(|(pair, counts)| {
            let Some(counts) = counts else { return };
            let baseline = baseline.map(|corridor| Pair { corridor, ..pair }).filter(|&pair| *answered.get(pair));
            let mut baseline = baseline.map(|pair| portion.of_pair(pair));
            let rows = portion.of_pair(pair).zip(best[pair.demand].chunks(LANES)).zip(&lanes);
            let mut draw = portion.first;
            for ((totals, best), &lanes) in rows {
                let against = baseline.as_mut().and_then(Iterator::next);
                for (lane, (total, &best)) in totals.0.into_iter().zip(best).enumerate().take(lanes) {
                    let saving = against.map(|against| (against.0[lane] - total) as i64);
                    counts.add(draw, total as i64, best as i64, saving);
                    draw += 1;
                }
            }
        });
    }

    /// Returns how the total of a pair is spread; none where there is no route.
    pub(crate) fn spread(&self, pair: Pair) -> Option<Spread> {
        let baseline = self.baseline.map(|corridor| Pair { corridor, ..pair });
        let has_saving = baseline.is_some_and(|baseline| self.answers.get(baseline).is_some());
        Some(self.answers.get(pair).as_ref()?.spread(has_saving))
    }

    /// Returns the totals that some percentages of the draws stay below or meet; none where there is no route.
    pub(crate) fn percentiles(&self, pair: Pair, percents: &[f64]) -> Vec<Percentile> {
        let counts = self.answers.get(pair).as_ref();
        let percentile = |counts: &Counts, percent| Percentile { percent, total_per_t: counts.percentile(percent) };
        counts.map_or_else(Vec::new, |counts| percents.iter().map(|&percent| percentile(counts, percent)).collect())
    }

    /// Returns how the totals of all pairs are spread, in order; none where there is no route.
    pub(crate) fn spreads(&self) -> Vec<Option<Spread>> {
        self.answers.enumerate().map(|(pair, _)| self.spread(pair)).collect()
    }

    /// Returns the mean of the cheapest totals of a demand.
    pub(crate) fn mean_best(&self, demand: DemandId) -> Money {
        mean(self.best[demand], self.draws)
    }
}

/// The least and the greatest total of an answer, and its greatest regret.
#[derive(Clone, Copy, Debug)]
struct TotalEnds {
    low: i64,
    high: i64,
    regret: i64,
}

impl Default for TotalEnds {
    fn default() -> Self {
        Self { low: i64::MAX, high: i64::MIN, regret: 0 }
    }
}

impl TotalEnds {
    /// Returns whether there was a total.
    const fn are_met(&self) -> bool {
        self.low <= self.high
    }
}

/// Widens the ends of each answer's totals and regrets to the draws of a portion that come before some draw.
fn widen(ends: &mut PairTable<TotalEnds>, portion: &Portion<'_>, before: u64) {
    // Of eight draws all are looked at, though the last may not be counted.
    let looked_at = before.saturating_sub(portion.first).next_multiple_of(LANES as u64) as usize;
    let demands: Vec<DemandId> = ends.by_demand().map(|(demand, _)| demand).collect();
    for demand in demands {
        let best = portion.cheapest(ends.pairs_of(demand));
        for pair in ends.pairs_of(demand) {
            let ends = ends.get_mut(pair);
            let totals = portion.totals_of(pair).zip(&best).take(looked_at);
            for (total, best) in totals.filter(|(total, _)| total.is_finite()) {
                ends.low = ends.low.min(total as i64);
                ends.high = ends.high.max(total as i64);
                ends.regret = ends.regret.max((total - best) as i64);
            }
        }
    }
}
