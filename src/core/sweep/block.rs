//! Runs that only change prices, answered eight at a time.
//!
//! The tape finds what each question costs and over which arcs; the arcs are then priced one by one, for parts, hours
//! and emissions. Where several ways cost the same, cost does not say which is taken: such a run is left to the kernel,
//! which knows the ranks of arcs. So is one whose prices make no sense, for its problem to be found.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::answer::{MAX_ARC_HOURS, PairTable, Prepared, RouteSums};
use crate::cost::PricedArc;
use crate::ids::{FigureId, Id, Pair};
use crate::sweep::{RunAnswer, RunStatus};
use crate::units::GradeAmounts;
use corridor_kernel::lanes::{Block, LANES};
use corridor_kernel::{Query, Retention, TapePath};

use crate::draws::{BlockAnswers, Bounded, Memory};

/// The figures of a run that change, each with its value.
pub(super) type RunPrices = Vec<(FigureId, f64)>;

/// Answers runs of one network eight at a time.
#[derive(Debug)]
pub(super) struct Blocks {
    bounded: Bounded,
    /// What each class of arcs costs and how well that is known, where no figure that changes has to do with it.
    settled: Vec<Option<Settled>>,
}

/// The cost of a class of arcs, and how much of it rests on figures of each grade.
type Settled = (PricedArc, GradeAmounts);

/// The memory of one thread.
struct BlockWorker {
    values: Vec<Block>,
    alone: Vec<f64>,
    memory: Memory,
}

/// What all runs of a network share.
pub(super) struct BlockBase {
    pub(super) case: Prepared,
    pub(super) queries: Vec<Query>,
    /// Of each query the pair it belongs to and the form it carries.
    pub(super) asked: Vec<(Pair, &'static str)>,
    /// For each pair why there is no route, if there is none whatever the prices.
    pub(super) reasons: PairTable<Option<String>>,
}

impl Blocks {
    /// Prepares runs in which some figures change, most of them within these ranges; the values that stand are taken to
    /// be among them.
    pub(super) fn new(ground: &BlockBase, ranges: impl IntoIterator<Item = (FigureId, (f64, f64))>) -> Self {
        let mut bounds: Vec<(f64, f64)> = ground.case.values().iter().map(|&value| (value, value)).collect();
        let mut moving = BTreeSet::new();
        for (figure, range) in ranges {
            widen(&mut bounds[figure.index()], range);
            moving.insert(figure);
        }
        let (case, costs) = (&ground.case, ground.case.priced().costs());
        let settled = |class| (!costs.depends_on(class, &moving)).then(|| work_out(case, class, case.values()));
        let settled = (0..costs.classes() as u32).map(settled).collect();
        Self {
            bounded: Bounded::new((case.priced(), case.values()), moving, &bounds, &ground.queries, Retention::Paths),
            settled,
        }
    }

    /// Answers runs; none where the kernel has to.
    ///
    /// # Shape
    /// The result has one entry for each run, its answers one for each pair.
    pub(super) fn answer(&self, ground: &BlockBase, runs: &[Option<RunPrices>]) -> Vec<Option<PairTable<RunAnswer>>> {
        if !hours_are_countable(&ground.case, runs) {
            return vec![None; runs.len()];
        }
        runs.par_chunks(LANES)
            .map_init(|| self.worker(&ground.case), |worker, runs| self.eight(ground, runs, worker))
            .flatten_iter()
            .collect()
    }

    fn worker(&self, case: &Prepared) -> BlockWorker {
        BlockWorker {
            values: case.values().iter().map(|&value| Block::splat(value)).collect(),
            alone: case.values().to_vec(),
            memory: self.bounded.memory(),
        }
    }

    fn eight(
        &self,
        ground: &BlockBase,
        runs: &[Option<RunPrices>],
        worker: &mut BlockWorker,
    ) -> Vec<Option<PairTable<RunAnswer>>> {
        let standing = ground.case.values();
        for figure in self.bounded.moving() {
            let base = standing[figure.index()];
            let of_run = |run: &Option<RunPrices>| {
                let changed = run.iter().flatten().find(|(known, _)| *known == figure);
                changed.map_or(base, |&(_, value)| value)
            };
            worker.values[figure.index()] = Block(std::array::from_fn(|lane| runs.get(lane).map_or(base, of_run)));
        }
        let BlockWorker { values, alone, memory } = worker;
        let answered = self.bounded.anywhere((ground.case.priced(), standing), &ground.queries, memory, values);
        runs.iter()
            .enumerate()
            .map(|(lane, run)| {
                let run = run.as_ref().filter(|_| answered.countable[lane])?;
                for &(figure, value) in run {
                    alone[figure.index()] = value;
                }
                let answers = self.answers(ground, &answered, lane, alone);
                for &(figure, _) in run {
                    alone[figure.index()] = standing[figure.index()];
                }
                answers
            })
            .collect()
    }

    /// Answers all pairs of one run; nothing where two ways of a pair cost the same.
    fn answers(
        &self,
        ground: &BlockBase,
        answered: &BlockAnswers<'_>,
        lane: usize,
        values: &[f64],
    ) -> Option<PairTable<RunAnswer>> {
        let BlockBase { case, asked, reasons, .. } = ground;
        let mut best: PairTable<Option<(f64, usize)>> = reasons.map(|_| None);
        for (question, &(pair, _)) in asked.iter().enumerate() {
            let cost = answered.tape.answer(answered.slots, question).0[lane];
            let best = best.get_mut(pair);
            match *best {
                Some((known, _)) if known < cost => {}
                Some((known, _)) if known.total_cmp(&cost).is_eq() => return None,
                _ if cost < f64::INFINITY => *best = Some((cost, question)),
                _ => {}
            }
        }
        let answer = |(pair, best): (Pair, &Option<(f64, usize)>)| {
            let &Some((cost, question)) = best else {
                return Some(RunAnswer::without(RunStatus::NoRoute, reasons.get(pair).clone()));
            };
            let TapePath::Over(classes) = answered.tape.path(answered.slots, question, lane) else { return None };
            let mut sums = RouteSums::default();
            for class in classes {
                let (priced, graded) = self.settled[class as usize].unwrap_or_else(|| work_out(case, class, values));
                sums.add(&priced, graded);
            }
            Some(RunAnswer::found(asked[question].1, cost, &sums))
        };
        let answers: Option<Vec<RunAnswer>> = best.enumerate().map(answer).collect();
        Some(PairTable::of(case.model(), answers?))
    }
}

/// Works out what a class of arcs costs, and how much of it rests on figures of each grade.
fn work_out(case: &Prepared, class: u32, values: &[f64]) -> Settled {
    let (costs, register) = (case.priced().costs(), &case.model().register);
    (costs.priced_class(class, values), costs.graded(class, values, |id| register.figure(id).grade))
}

/// Widens a range to hold another.
fn widen(range: &mut (f64, f64), other: (f64, f64)) {
    *range = (range.0.min(other.0), range.1.max(other.1));
}

/// Returns whether no arc takes too long in any of the runs.
fn hours_are_countable(case: &Prepared, runs: &[Option<RunPrices>]) -> bool {
    let mut bounds: Vec<(f64, f64)> = case.values().iter().map(|&value| (value, value)).collect();
    for &(figure, value) in runs.iter().flatten().flatten() {
        widen(&mut bounds[figure.index()], (value, value));
    }
    case.priced().costs().longest_hours_within(&bounds) <= MAX_ARC_HOURS
}
