//! The tape: a straight-line program that answers a fixed set of queries for any prices, run millions of times.
//!
//! The graph is processed once with recorded values in place of numbers, by elimination of its nodes and by its
//! hierarchy; the recording with fewer steps is kept. The result is a list of steps `slot = min(slot, slot + slot)`
//! without branches: no heap, no search and no graph, for eight sets of prices at a time. Values that can never be the
//! least within the bounds of the prices, and values that no answer depends on, are left out.
//!
//! All weights are whole numbers or infinity, so the answers equal those of [`super::cheapest`] exactly.

mod allocate;
mod eliminate;
mod prune;
mod record;
mod symbolic;

use crate::graph::Graph;
use crate::lanes::{Program, Weight};

pub use self::allocate::Retention;

use self::allocate::{Allocated, allocate};
use self::record::{Recording, ValueId};
use super::Query;

/// A straight-line program that answers some queries for any prices within their bounds.
///
/// # Example
/// ```
/// use corridor_kernel::{graph::Graph, lanes::Block, Retention, Query, Tape, TapePath};
///
/// let graph = Graph::from_sorted(3, [(0, 1), (0, 2), (1, 2)]);
/// // Three arcs of three classes, of which nothing is known.
/// let queries = [Query { source: 0, targets: vec![2] }];
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
    program: Program,
    inputs: Vec<(u32, u32)>,
    constants: Vec<(f64, u32)>,
    answers: Vec<Option<u32>>,
    keep: Retention,
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
        let bound = |arc: usize| bounds[classes[arc] as usize];
        let low: Vec<f64> = (0..graph.arcs()).map(|arc| bound(arc).0).collect();
        let high: Vec<f64> = (0..graph.arcs()).map(|arc| bound(arc).1).collect();
        let useful = prune::useful(graph, &low, &high, queries);
        let arcs: Vec<(u32, usize)> = (0..graph.nodes() as u32)
            .flat_map(|tail| graph.out(tail).map(move |arc| (tail, arc)))
            .filter(|&(_, arc)| useful[arc])
            .collect();
        let useful = Graph::from_sorted(graph.nodes(), arcs.iter().map(|&(tail, arc)| (tail, graph.head(arc))));
        let inputs: Vec<(u32, (f64, f64))> = arcs.iter().map(|&(_, arc)| (classes[arc], bound(arc))).collect();
        let by = |recorder| Self::recorded(&useful, &inputs, queries, keep, recorder);
        // Elimination is better for many queries in a narrow network, the hierarchy for few queries in a wide one.
        let (one, other) = rayon::join(|| by(eliminate::answers), || by(symbolic::answers));
        if one.steps() <= other.steps() { one } else { other }
    }

    /// Builds the tape of a graph of useful arcs, each given with its class and bounds.
    fn recorded(
        graph: &Graph,
        inputs: &[(u32, (f64, f64))],
        queries: &[Query],
        keep: Retention,
        recorder: AnswerRecorder,
    ) -> Self {
        let mut record = Recording::new(keep == Retention::Paths);
        let weights: Vec<ValueId> = inputs.iter().map(|&(class, bounds)| record.input(class, bounds)).collect();
        let answers = recorder(graph, &weights, queries, &mut record);
        let Allocated { program, inputs, constants, answers } = allocate(&record, &answers, keep);
        Self { program, inputs, constants, answers, keep }
    }

    /// Returns the class and the slot of every price that an answer can depend on, in the order of slots.
    ///
    /// A class that is not among them affects no answer.
    pub fn inputs(&self) -> &[(u32, u32)] {
        &self.inputs
    }

    /// Returns the number of steps.
    pub fn steps(&self) -> usize {
        self.program.len()
    }

    /// Allocates slots for eight sets of prices, or for sixteen in a narrow type; each thread needs its own.
    ///
    /// # Shape
    /// One block for each slot.
    pub fn slots<W: Weight>(&self) -> Vec<W> {
        let mut slots = vec![W::UNREACHED; self.program.slots()];
        for &(number, slot) in &self.constants {
            slots[slot as usize] = W::splat(number);
        }
        slots
    }

    /// Computes all answers for the sets of prices that the caller has written into the slots of the inputs, which a
    /// run does not overwrite.
    ///
    /// In a narrow type an answer of 2^31 - 1 or more counts as unreached; a lesser one is exact.
    ///
    /// # Panics
    /// Where `slots` was not made by [`Tape::slots`].
    pub fn run<W: Weight>(&self, slots: &mut [W]) {
        self.program.run(slots);
    }

    /// Returns the cheapest costs of a query after a run; unreached where there is no path.
    pub fn answer<W: Weight>(&self, slots: &[W], question: usize) -> W {
        self.answers[question].map_or(W::UNREACHED, |slot| slots[slot as usize])
    }

    /// Returns the cheapest path of a query at one of the sets of prices of a run.
    ///
    /// # Panics
    /// Where the tape was built for costs only.
    pub fn path<W: Weight>(&self, slots: &[W], question: usize, lane: usize) -> TapePath {
        assert_eq!(self.keep, Retention::Paths, "the tape keeps no ways");
        let value = |slot: u32| slots[slot as usize].under(lane);
        let Some(slot) = self.answers[question].filter(|&slot| value(slot) < f64::INFINITY) else {
            return TapePath::None;
        };
        let first_step = if self.program.is_empty() { u32::MAX } else { self.program.step(0).to };
        let mut classes = Vec::new();
        let mut open = vec![slot];
        while let Some(slot) = open.pop() {
            if slot >= first_step {
                let step = self.program.step((slot - first_step) as usize);
                let (known, sum) = (value(step.or), value(step.first) + value(step.second));
                if known < sum {
                    open.push(step.or);
                } else if sum < known {
                    open.extend([step.second, step.first]);
                } else {
                    return TapePath::Several;
                }
            } else if let Ok(input) = self.inputs.binary_search_by_key(&slot, |&(_, slot)| slot) {
                classes.push(self.inputs[input].0);
            }
        }
        TapePath::Over(classes)
    }
}

/// A function that records the answers to queries about a graph with recorded weights.
type AnswerRecorder = fn(&Graph, &[ValueId], &[Query], &mut Recording) -> Vec<Option<ValueId>>;

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Retention, Tape, eliminate, symbolic};
    use crate::graph::Graph;
    use crate::lanes::{Block, LANES};
    use crate::{Query, cheapest};

    proptest! {
        #[test]
        fn both_ways_to_record_give_the_answers_of_the_kernel(
            mut arcs in prop::collection::vec((0..9_u32, 0..9_u32, [0..20_u32, 0..2000]), 0..40),
            queries in prop::collection::vec((0..9_u32, prop::collection::vec(0..9_u32, 1..3)), 1..8),
        ) {
            arcs.sort_by_key(|arc| arc.0);
            let graph = Graph::from_sorted(9, arcs.iter().map(|&(tail, head, _)| (tail, head)));
            let queries: Vec<Query> =
                queries.into_iter().map(|(source, targets)| Query { source, targets }).collect();
            let inputs: Vec<(u32, (f64, f64))> = (0..arcs.len() as u32).map(|arc| (arc, Tape::ANY)).collect();
            for recorder in [eliminate::answers, symbolic::answers] {
                for keep in [Retention::Costs, Retention::Paths] {
                    let tape = Tape::recorded(&graph, &inputs, &queries, keep, recorder);
                    let mut slots = tape.slots();
                    let price = |arc: u32, lane: usize| f64::from(arcs[arc as usize].2[lane % 2]);
                    for &(arc, slot) in tape.inputs() {
                        slots[slot as usize] = Block(std::array::from_fn(|lane| price(arc, lane)));
                    }
                    tape.run(&mut slots);
                    // The inputs stay, so that a second run gives the same.
                    tape.run(&mut slots);
                    for lane in [0, LANES - 1] {
                        let weights: Vec<f64> = (0..arcs.len() as u32).map(|arc| price(arc, lane)).collect();
                        let known = cheapest(&graph, &weights, &vec![1; arcs.len()], &queries);
                        for (question, path) in known.iter().enumerate() {
                            let cost = path.as_ref().map_or(f64::INFINITY, |path| path.cost);
                            prop_assert_eq!(tape.answer(&slots, question).0[lane].to_bits(), cost.to_bits());
                        }
                    }
                }
            }
        }
    }
}
