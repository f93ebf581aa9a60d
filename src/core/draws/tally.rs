//! Many draws of all answers counted: the chance of each to be cheapest, and how its total is spread.

use rayon::prelude::*;

use crate::answer::Prepared;
use crate::draws::{Near, Spread};
use crate::ids::{FigureId, Id};
use crate::units::Money;
use corridor_kernel::lanes::LANES;

use super::engine::Engine;
use super::spread::{Counts, Scale, mean};
use super::stream::{Portion, Stream, Threads};

/// The draws that suggest the range of the steps.
const PILOT: u64 = 4096;
/// The most steps of one answer, and of all together.
const MAX_STEPS: usize = 1 << 16;
const ALL_STEPS: usize = 1 << 20;
/// The most steps of the regret of one answer.
const MAX_REGRET_STEPS: usize = 1 << 14;

/// The answers that are compared with each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compared {
    /// The number of corridors of each demand.
    pub(crate) corridors: usize,
    /// The corridor that differences are taken against.
    pub(crate) baseline: Option<usize>,
    /// What counts as near the cheapest corridor.
    pub(crate) near: Near,
}

impl Compared {
    /// Reads it from a scenario.
    pub(crate) fn of(case: &Prepared, near: Near) -> Self {
        let model = case.model();
        Self { corridors: model.corridors.len().max(1), baseline: model.baseline.map(Id::index), near }
    }
}

/// The counts of all answers.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    compared: Compared,
    draws: u64,
    /// One entry for each pair of demand and corridor; none where there is no route.
    answers: Vec<Option<Counts>>,
    /// The sum of the cheapest totals of each demand.
    best: Vec<i128>,
}

impl Tally {
    /// Answers draws and counts them, with the figures that the engine leaves open at some values.
    pub(crate) fn of(
        engine: &Engine,
        open: &[(FigureId, f64)],
        compared: Compared,
        draws: u64,
        threads: Threads,
    ) -> Self {
        let mut stream = Stream::new(engine, open, draws, threads);
        let mut ends = vec![Ends::default(); engine.pairs()];
        let pilot = draws.min(PILOT);
        let mut tally = None;
        if !stream.holds(pilot) {
            stream.each(pilot, |portion| widen(&mut ends, compared.corridors, portion, pilot));
            tally = Some(Self::new(compared, draws, &ends));
        }
        stream.each(draws, |portion| {
            let tally = tally.get_or_insert_with(|| {
                // The first portion shows all that suggests the steps, and is counted at once.
                widen(&mut ends, compared.corridors, portion, pilot);
                Self::new(compared, draws, &ends)
            });
            tally.count(portion, threads);
        });
        tally.unwrap_or_else(|| Self::new(compared, draws, &ends))
    }

    /// Chooses the steps of each answer by the ends of its totals; there is no route where they are the wrong way round.
    fn new(compared: Compared, draws: u64, ends: &[Ends]) -> Self {
        let answered = ends.iter().filter(|ends| ends.are_met()).count().max(1);
        let steps = (ALL_STEPS / answered).clamp(256, MAX_STEPS);
        let regret_steps = steps.min(MAX_REGRET_STEPS);
        let counts = |ends: &Ends| {
            let scales = || [Scale::over(ends.low, ends.high, steps), Scale::up_to(ends.regret, regret_steps)];
            ends.are_met().then(|| Counts::new(scales(), compared.near, draws))
        };
        Self {
            compared,
            draws,
            answers: ends.iter().map(counts).collect(),
            best: vec![0; ends.len() / compared.corridors],
        }
    }

    /// Counts a portion answer by answer, so that the counters of each stay in the cache for all of its draws.
    fn count(&mut self, portion: &Portion<'_>, threads: Threads) {
        let Compared { corridors, baseline, .. } = self.compared;
        let lanes: Vec<usize> = portion.lanes().collect();
        // Whether there is a route does not depend on the draw.
        let answered: Vec<bool> = self.answers.iter().map(Option::is_some).collect();
        let fewest = threads.fewest();
        let demands = self.best.par_iter_mut().enumerate().with_min_len(fewest);
        let best: Vec<Vec<i64>> = demands
            .map(|(demand, sum)| {
                let mut best = vec![i64::MAX; portion.draws];
                let own = demand * corridors..(demand + 1) * corridors;
                for pair in own.filter(|&pair| answered[pair]) {
                    for (best, totals) in best.chunks_mut(LANES).zip(portion.of(pair)) {
                        for (best, total) in best.iter_mut().zip(totals.0) {
                            *best = (*best).min(total as i64);
                        }
                    }
                }
                if best.first().is_some_and(|&first| first < i64::MAX) {
                    *sum += best.iter().map(|&best| i128::from(best)).sum::<i128>();
                }
                best
            })
            .collect();
        self.answers.par_iter_mut().enumerate().with_min_len(fewest).for_each(|(pair, counts)| {
            let Some(counts) = counts else { return };
            let demand = pair / corridors;
            let baseline = baseline.map(|baseline| demand * corridors + baseline).filter(|&pair| answered[pair]);
            let mut baseline = baseline.map(|pair| portion.of(pair));
            let rows = portion.of(pair).zip(best[demand].chunks(LANES)).zip(&lanes);
            let mut draw = portion.first;
            for ((totals, best), &lanes) in rows {
                let against = baseline.as_mut().and_then(Iterator::next);
                for (lane, (total, &best)) in totals.0.into_iter().zip(best).enumerate().take(lanes) {
                    let saving = against.map(|against| (against.0[lane] - total) as i64);
                    counts.add(draw, total as i64, best, saving);
                    draw += 1;
                }
            }
        });
    }

    /// Returns how the total of a pair is spread; none where there is no route.
    pub(crate) fn spread(&self, pair: usize) -> Option<Spread> {
        let Compared { corridors, baseline, .. } = self.compared;
        let first = pair / corridors * corridors;
        let has_saving = baseline.is_some_and(|baseline| self.answers[first + baseline].is_some());
        Some(self.answers[pair].as_ref()?.spread(has_saving))
    }

    /// Returns the mean of the cheapest totals of a demand.
    pub(crate) fn mean_best(&self, demand: usize) -> Money {
        mean(self.best[demand], self.draws)
    }
}

/// The least and the greatest total of an answer, and its greatest regret.
#[derive(Clone, Copy, Debug)]
struct Ends {
    low: i64,
    high: i64,
    regret: i64,
}

impl Default for Ends {
    fn default() -> Self {
        Self { low: i64::MAX, high: i64::MIN, regret: 0 }
    }
}

impl Ends {
    /// Returns whether there was a total.
    const fn are_met(&self) -> bool {
        self.low <= self.high
    }
}

/// Widens the ends of each answer's totals and regrets to the draws of a portion that come before some draw.
fn widen(ends: &mut [Ends], corridors: usize, portion: &Portion<'_>, before: u64) {
    // Of eight draws all are looked at, though the last may not be counted.
    let rows = before.saturating_sub(portion.first).div_ceil(LANES as u64) as usize;
    let mut best = Vec::new();
    for (demand, of_demand) in ends.chunks_mut(corridors).enumerate() {
        best.clear();
        let pairs = (demand * corridors..).take(of_demand.len());
        let totals = |pair: usize| portion.of(pair).take(rows).flat_map(|totals| &totals.0).copied();
        for pair in pairs.clone() {
            best.resize_with(totals(pair).count(), || f64::INFINITY);
            for (best, total) in best.iter_mut().zip(totals(pair)) {
                *best = total.min(*best);
            }
        }
        for (pair, ends) in pairs.zip(of_demand) {
            for (total, best) in totals(pair).zip(&best).filter(|(total, _)| total.is_finite()) {
                let (total, regret) = (total as i64, (total - best) as i64);
                *ends = Ends { low: ends.low.min(total), high: ends.high.max(total), regret: ends.regret.max(regret) };
            }
        }
    }
}
