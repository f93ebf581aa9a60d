//! Runs that only change prices, answered eight at a time.
//!
//! The tape finds what each question costs and over which arcs; the arcs are then priced one by one, for parts, hours
//! and emissions. Where several ways cost the same, cost does not say which is taken: such a run is left to the kernel,
//! which knows the ranks of arcs. So is one whose prices make no sense, for its problem to be found.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::case::{Case, MOST_HOURS, MOST_MICROS};
use crate::cost::{BlockPrices, Priced};
use crate::ids::{FigureId, Id};
use crate::lanes::{Block, LANES};
use crate::results::{Grades, Hours, Parts, RunAnswer, RunStatus};
use crate::solve::{Keep, Query, Tape, Way};
use crate::units::{Duration, Mass, Money};

use super::runner::add;

/// Is the figures of a run that change, each with its value.
pub(super) type Prices = Vec<(FigureId, f64)>;

/// Answers runs of one network eight at a time.
#[derive(Debug)]
pub(super) struct Blocks {
    tape: Tape,
    prices: BlockPrices,
    /// The tape's slot of each class of arcs, where an answer can depend on it.
    slots: Vec<Option<u32>>,
    moving: Vec<FigureId>,
    /// What each class of arcs costs and how well that is known, where no figure that changes has to do with it.
    settled: Vec<Option<Settled>>,
}

/// Is what a class of arcs costs, and how much of it rests on figures of each grade.
type Settled = (Priced, [f64; 4]);

/// Is the memory of one thread.
struct Worker {
    values: Vec<Block>,
    alone: Vec<f64>,
    prices: Vec<Block>,
    tape: Vec<Block>,
}

/// Is the questions of a study: of each query the pair it belongs to and the form it carries.
pub(super) type Asked<'a> = &'a [(usize, &'static str)];

impl Blocks {
    /// Prepares runs in which some figures change.
    pub(super) fn new(case: &Case, figures: impl IntoIterator<Item = FigureId>, queries: &[Query]) -> Self {
        let (network, costs) = (case.priced().network(), case.priced().costs());
        let moving: BTreeSet<FigureId> = figures.into_iter().collect();
        let classes: Vec<u32> = network.arcs().ids().map(|arc| costs.entry_number(arc)).collect();
        let count = classes.iter().max().map_or(0, |&class| class as usize + 1);
        let tape = Tape::build(network.graph(), &classes, &vec![Tape::ANY; count], queries, Keep::Ways);
        let all: Vec<u32> = (0..count as u32).collect();
        let prices = costs.in_blocks(case.values(), &moving, &all);
        let mut slots = vec![None; count];
        for &(class, slot) in tape.inputs() {
            slots[class as usize] = Some(slot);
        }
        let settled =
            |&class: &u32| (!costs.depends_on(class, &moving)).then(|| Self::work_out(case, class, case.values()));
        let settled = all.iter().map(settled).collect();
        Self { tape, prices, slots, moving: moving.into_iter().collect(), settled }
    }

    fn work_out(case: &Case, class: u32, values: &[f64]) -> Settled {
        let (costs, register) = (case.priced().costs(), &case.model().register);
        (costs.priced_class(class, values), costs.graded(class, values, |id| register.figure(id).grade))
    }

    /// Answers runs; none where the kernel has to.
    ///
    /// # Shape
    /// The result has one entry for each run, its answers one for each pair of `reasons`, which says why a pair never has
    /// a route.
    pub(super) fn answer(
        &self,
        case: &Case,
        asked: Asked<'_>,
        reasons: &[Option<String>],
        runs: &[Option<Prices>],
    ) -> Vec<Option<Vec<RunAnswer>>> {
        if !hours_are_countable(case, runs) {
            return vec![None; runs.len()];
        }
        let worker = || Worker {
            values: case.values().iter().map(|&value| Block::splat(value)).collect(),
            alone: case.values().to_vec(),
            prices: self.prices.slots(),
            tape: self.tape.slots(),
        };
        runs.par_chunks(LANES)
            .map_init(worker, |worker, runs| self.eight(case, asked, reasons, runs, worker))
            .flatten_iter()
            .collect()
    }

    fn eight(
        &self,
        case: &Case,
        asked: Asked<'_>,
        reasons: &[Option<String>],
        runs: &[Option<Prices>],
        worker: &mut Worker,
    ) -> Vec<Option<Vec<RunAnswer>>> {
        for figure in &self.moving {
            let base = case.values()[figure.index()];
            let of_run = |run: &Option<Prices>| {
                let changed = run.iter().flatten().find(|(known, _)| known == figure);
                changed.map_or(base, |&(_, value)| value)
            };
            worker.values[figure.index()] = Block(std::array::from_fn(|lane| runs.get(lane).map_or(base, of_run)));
        }
        let mut countable = [true; LANES];
        let (tape, slots) = (&mut worker.tape, &self.slots);
        self.prices.price(&mut worker.prices, &worker.values, |class, total| {
            for (countable, total) in countable.iter_mut().zip(total.0) {
                *countable &= (0.0..=MOST_MICROS).contains(&total);
            }
            if let Some(slot) = slots[class] {
                tape[slot as usize] = *total;
            }
        });
        self.tape.run(tape);
        runs.iter()
            .enumerate()
            .map(|(lane, run)| {
                let run = run.as_ref().filter(|_| countable[lane])?;
                for &(figure, value) in run {
                    worker.alone[figure.index()] = value;
                }
                let answers = self.answers(case, asked, reasons, &worker.tape, lane, &worker.alone);
                for &(figure, _) in run {
                    worker.alone[figure.index()] = case.values()[figure.index()];
                }
                answers
            })
            .collect()
    }

    /// Answers all pairs of one run; nothing where two ways of a pair cost the same.
    fn answers(
        &self,
        case: &Case,
        asked: Asked<'_>,
        reasons: &[Option<String>],
        slots: &[Block],
        lane: usize,
        values: &[f64],
    ) -> Option<Vec<RunAnswer>> {
        let mut best: Vec<Option<(f64, usize)>> = vec![None; reasons.len()];
        for (question, &(pair, _)) in asked.iter().enumerate() {
            let cost = self.tape.answer(slots, question).0[lane];
            match best[pair] {
                Some((known, _)) if known < cost => {}
                Some((known, _)) if known.total_cmp(&cost).is_eq() => return None,
                _ if cost < f64::INFINITY => best[pair] = Some((cost, question)),
                _ => {}
            }
        }
        let answer = |(pair, best): (usize, Option<(f64, usize)>)| {
            let Some((cost, question)) = best else {
                return Some(RunAnswer::without(RunStatus::NoRoute, reasons[pair].clone()));
            };
            let Way::Over(classes) = self.tape.way(slots, question, lane) else { return None };
            let mut answer = RunAnswer::without(RunStatus::Answered, None);
            answer.form = Some(asked[question].1);
            answer.total_per_t = Some(Money::from_kernel(cost));
            let mut graded = [0.0; 4];
            for class in classes {
                let (priced, amounts) =
                    self.settled[class as usize].unwrap_or_else(|| Self::work_out(case, class, values));
                add(&mut graded, amounts);
                answer.parts.add(&Parts(priced.parts.map(Money::from_kernel)));
                let [moving, waiting, handling, border] = priced.hours.map(Duration::hours);
                answer.hours.add(&Hours { moving, waiting, handling, border });
                answer.co2e += Mass::kilograms(priced.co2e_kg_per_t);
            }
            answer.grades = Grades::of(graded);
            Some(answer)
        };
        best.into_iter().enumerate().map(answer).collect()
    }
}

/// Tells whether no arc takes too long in any of the runs.
fn hours_are_countable(case: &Case, runs: &[Option<Prices>]) -> bool {
    let mut bounds: Vec<(f64, f64)> = case.values().iter().map(|&value| (value, value)).collect();
    for &(figure, value) in runs.iter().flatten().flatten() {
        let (low, high) = &mut bounds[figure.index()];
        (*low, *high) = (low.min(value), high.max(value));
    }
    case.priced().costs().longest_hours_within(&bounds) <= MOST_HOURS
}
