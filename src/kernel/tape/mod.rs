//! The tape: a straight-line program that answers a fixed set of queries for any prices, run millions of times.
//!
//! The graph is processed once with recorded values in place of numbers, by elimination of its nodes and, where that takes
//! many steps, by its hierarchy; the recording with fewer steps is kept. The result is a list of steps `slot = min(slot, slot + slot)` without branches: no heap, no search and no graph, for eight sets of prices at
//! a time. Values that can never be the least within the bounds of the prices, and values that no answer depends on, are
//! left out.
//!
//! All weights are whole numbers or infinity, so the answers equal those of [`super::cheapest`] exactly.

mod allocate;
mod eliminate;
mod guard;
mod marks;
mod prune;
mod record;
mod symbolic;

use std::collections::BTreeSet;

use crate::graph::Graph;
use crate::lanes::{Block, ProgramStep};

pub use self::allocate::Retention;
pub use self::guard::Guard;

use self::allocate::{Allocated, allocate};
use self::record::{RecordedArc, Recording, ValueId};
use super::Query;

/// A straight-line program that answers some queries for any prices within their bounds.
///
/// # Example
/// ```
/// use corridor_kernel::{graph::Graph, lanes::Block, Retention, Query, Tape, TapePath};
///
/// let graph = Graph::from_sorted(3, [(0, 1), (0, 2), (1, 2)]);
/// // Three arcs of three classes, of which nothing is known.
/// let queries = [Query { source: 0, target: 2 }];
/// let tape = Tape::build(&graph, &[0, 1, 2], &[Tape::ANY; 3], &queries, Retention::Paths);
/// let mut slots = tape.slots();
/// for &(class, slot) in tape.inputs() {
///     slots[slot as usize] = Block::splat([1.0, 5.0, 2.0][class as usize]);
/// }
/// tape.run(&mut slots);
/// assert_eq!(tape.answer(&slots, 0), Block::splat(3.0));
/// assert_eq!(tape.path(&slots, 0, 7), TapePath::Over(vec![0, 2]));
/// ```
#[derive(Debug)]
pub struct Tape {
    allocated: Allocated,
    keep: Retention,
}

/// The steps an arc up to which elimination is taken without trying the hierarchy, which takes several times as long to
/// record: networks of the shipped scenarios need 0.3 to 1.4 of them by elimination, and nearly all more by their hierarchy.
const STEPS_PER_ARC: usize = 2;

/// A function that records the answers to queries about a graph of so many nodes and some arcs.
type AnswerRecorder = fn(u32, &[RecordedArc], &[Query], &mut Recording) -> Vec<Option<ValueId>>;

/// The cheapest path of a query at one set of prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TapePath {
    /// There is no path.
    None,
    /// Several paths have the least cost, so the choice among them does not depend on cost.
    Several,
    /// The classes of the arcs of the cheapest path, in order.
    Over(Vec<u32>),
}

impl Tape {
    /// The bounds of a price about which nothing is known.
    pub const ANY: (f64, f64) = (0.0, f64::INFINITY);

    /// Builds the tape of some queries.
    ///
    /// Arcs of one class always have the same weight. With bounds narrower than [`Tape::ANY`] the answers are valid
    /// only while the price of every class is within its bounds.
    ///
    /// # Shape
    /// `classes` has one entry for each arc, `bounds` one for each class: its least and its greatest weight.
    ///
    /// # Panics
    /// Where `classes` has more or fewer entries than the graph has arcs, or names a class without bounds.
    pub fn build(graph: &Graph, classes: &[u32], bounds: &[(f64, f64)], queries: &[Query], keep: Retention) -> Self {
        assert_eq!(classes.len(), graph.arcs(), "one class for each arc");
        let of_arcs: Vec<(f64, f64)> = classes.iter().map(|&class| bounds[class as usize]).collect();
        let useful = prune::useful(graph, &of_arcs, queries);
        let mut record = Recording::new(keep == Retention::Paths);
        let arcs: Vec<RecordedArc> = graph
            .with_tails()
            .filter(|&(_, arc)| useful[arc])
            .map(|(tail, arc)| {
                let weight = record.input(classes[arc], of_arcs[arc]);
                RecordedArc { tail, head: graph.head(arc), weight }
            })
            .collect();
        let recorded = |recorder: AnswerRecorder, mut record: Recording| {
            let answers = recorder(graph.nodes() as u32, &arcs, queries, &mut record);
            allocate(&record, &answers, keep)
        };
        // The hierarchy needs fewer steps for few queries in a wide network, elimination for all others.
        let one = recorded(eliminate::answers, record.clone());
        if one.program.len() <= STEPS_PER_ARC * arcs.len() {
            return Self { allocated: one, keep };
        }
        let other = recorded(symbolic::answers, record);
        if one.program.len() <= other.program.len() {
            return Self { allocated: one, keep };
        }
        // What elimination proves irrelevant does not depend on how nodes are numbered, so it counts for the hierarchy
        // too: what that one reads besides may have any price within the bounds, what it does not read is not missed.
        let mut unread: BTreeSet<u32> = one.inputs.iter().map(|&(class, _)| class).collect();
        let mut allocated = other;
        let Allocated { program, inputs, constants, .. } = &mut allocated;
        inputs.retain(|&(class, slot)| {
            let is_relevant = unread.remove(&class);
            if !is_relevant {
                constants.push((bounds[class as usize].0, slot));
            }
            is_relevant
        });
        inputs.extend(unread.into_iter().map(|class| (class, program.slots() as u32)));
        Self { allocated, keep }
    }

    /// Returns the class and the slot of every price that an answer can depend on, in the order of slots.
    ///
    /// A class that is not among them affects no answer.
    pub fn inputs(&self) -> &[(u32, u32)] {
        &self.allocated.inputs
    }

    /// Returns the number of steps.
    pub fn steps(&self) -> usize {
        self.allocated.program.len()
    }

    /// Iterates over the steps, for somebody who runs them elsewhere.
    pub fn program(&self) -> impl ExactSizeIterator<Item = ProgramStep> + '_ {
        (0..self.steps()).map(|number| self.allocated.program.step(number))
    }

    /// Returns the number and the slot of each constant.
    pub fn constants(&self) -> &[(f64, u32)] {
        &self.allocated.constants
    }

    /// Returns the slot of the answer to each query; none where there is no path.
    pub fn answer_slots(&self) -> &[Option<u32>] {
        &self.allocated.answers
    }

    /// Allocates slots for eight sets of prices; each thread needs its own.
    pub fn slots(&self) -> Vec<Block> {
        // The last is read by nobody.
        let mut slots = vec![Block::splat(f64::INFINITY); self.allocated.program.slots() + 1];
        for &(number, slot) in &self.allocated.constants {
            slots[slot as usize] = Block::splat(number);
        }
        slots
    }

    /// Computes all answers for the sets of prices that the caller has written into the slots of the inputs, which a
    /// run does not overwrite.
    ///
    /// # Panics
    /// Where `slots` was not made by [`Tape::slots`].
    pub fn run(&self, slots: &mut [Block]) {
        self.allocated.program.run(slots);
    }

    /// Returns the cheapest costs of a query after a run, infinite where there is no path.
    pub fn answer(&self, slots: &[Block], question: usize) -> Block {
        self.allocated.answers[question].map_or(Block::splat(f64::INFINITY), |slot| slots[slot as usize])
    }

    /// Returns the cheapest path of a query at one of the sets of prices of a run.
    ///
    /// # Panics
    /// Where the tape was built for costs only.
    pub fn path(&self, slots: &[Block], question: usize, lane: usize) -> TapePath {
        match self.any_path(slots, question, lane) {
            None => TapePath::None,
            Some((_, true)) => TapePath::Several,
            Some((classes, false)) => TapePath::Over(classes),
        }
    }

    /// Returns the classes of a cheapest path of a query, in order, and whether others cost the same.
    ///
    /// Of several the one returned depends on how the tape was built, and it lacks classes that no answer depends on: what
    /// the others cost together is never less than the answer, whatever the prices.
    ///
    /// # Panics
    /// Where the tape was built for costs only.
    pub fn any_path(&self, slots: &[Block], question: usize, lane: usize) -> Option<(Vec<u32>, bool)> {
        assert_eq!(self.keep, Retention::Paths, "the tape keeps no ways");
        let Allocated { program, inputs, answers, .. } = &self.allocated;
        let value = |slot: u32| slots[slot as usize].0[lane];
        let slot = answers[question].filter(|&slot| value(slot) < f64::INFINITY)?;
        let first_step = if program.is_empty() { u32::MAX } else { program.step(0).to };
        let (mut classes, mut has_equal) = (Vec::new(), false);
        let mut open = vec![slot];
        while let Some(slot) = open.pop() {
            if slot >= first_step {
                let step = program.step((slot - first_step) as usize);
                let (known, sum) = (value(step.or), value(step.first) + value(step.second));
                if known <= sum {
                    has_equal |= known >= sum;
                    open.push(step.or);
                } else {
                    open.extend([step.second, step.first]);
                }
            } else if let Ok(input) = inputs.binary_search_by_key(&slot, |&(_, slot)| slot) {
                classes.push(inputs[input].0);
            }
        }
        Some((classes, has_equal))
    }
}

#[cfg(test)]
mod tests {
    use super::{AnswerRecorder, RecordedArc, Recording, Retention, Tape, TapePath, allocate, eliminate, symbolic};
    use crate::{Query, graph::Graph, lanes::Block};

    #[test]
    fn elimination_and_hierarchy_answer_alike() {
        let mut state = 1_u64;
        let mut below = |limit: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % limit
        };
        let mut shorter = [0, 0];
        for _ in 0..200 {
            let nodes = 4 + below(20);
            let mut ends: Vec<(u32, u32)> =
                (0..nodes + below(60)).map(|_| (below(nodes) as u32, below(nodes) as u32)).collect();
            ends.sort_unstable();
            let prices: Vec<f64> = ends.iter().map(|_| below(50) as f64).collect();
            let queries: Vec<Query> =
                (0..3).map(|_| Query { source: below(nodes) as u32, target: below(nodes) as u32 }).collect();
            let of = |recorder: AnswerRecorder| {
                let mut record = Recording::new(false);
                let arc = |(class, &(tail, head)): (usize, &(u32, u32))| RecordedArc {
                    tail,
                    head,
                    weight: record.input(class as u32, Tape::ANY),
                };
                let arcs: Vec<RecordedArc> = ends.iter().enumerate().map(arc).collect();
                let answers = recorder(nodes as u32, &arcs, &queries, &mut record);
                let tape = Tape { allocated: allocate(&record, &answers, Retention::Costs), keep: Retention::Costs };
                let mut slots = tape.slots();
                for &(class, slot) in tape.inputs() {
                    slots[slot as usize] = Block::splat(prices[class as usize]);
                }
                tape.run(&mut slots);
                let answers: Vec<f64> = (0..queries.len()).map(|question| tape.answer(&slots, question).0[0]).collect();
                (answers, tape.steps())
            };
            let ((one, steps), (other, more)) = (of(eliminate::answers), of(symbolic::answers));
            assert_eq!(one, other, "{ends:?} {prices:?} {queries:?}");
            shorter[usize::from(more < steps)] += 1;
        }
        assert!(shorter.iter().all(|&count| count > 0), "either is the shorter one at times: {shorter:?}");
    }

    #[test]
    fn of_paths_that_cost_the_same_one_is_returned() {
        let graph = Graph::from_sorted(4, [(0, 1), (0, 2), (1, 3), (2, 3)]);
        let queries = [Query { source: 0, target: 3 }];
        let tape = Tape::build(&graph, &[0, 1, 2, 3], &[Tape::ANY; 4], &queries, Retention::Paths);
        let mut slots = tape.slots();
        for &(class, slot) in tape.inputs() {
            // The second set of prices has one cheapest path.
            slots[slot as usize] = Block([3.0, f64::from(class), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        }
        tape.run(&mut slots);
        let (classes, has_equal) = tape.any_path(&slots, 0, 0).expect("a path");
        assert!(has_equal && [vec![0, 2], vec![1, 3]].contains(&classes));
        assert_eq!(tape.path(&slots, 0, 0), TapePath::Several);
        assert_eq!(tape.any_path(&slots, 0, 1), Some((vec![0, 2], false)));
    }
}
