//! The tape: all answers to a fixed set of questions as one straight line of steps, for millions of prices.
//!
//! The graph is eliminated node by node once, with names instead of numbers. What comes out is a list of
//! `slot = min(slot, slot + slot)` without a branch: no heap, no search, no graph, eight sets of prices at a time. What
//! can never be the least within the bounds of the prices, and what no answer depends on, is not in it.
//!
//! All weights are whole numbers and infinity, so the answers are those of [`super::cheapest`] to the last bit.

mod allocate;
mod eliminate;
mod prune;
mod record;

use std::collections::BTreeMap;

use crate::graph::Graph;
use crate::lanes::{Program, Weight};

pub use self::allocate::Keep;

use self::allocate::{Allocated, allocate};
use self::eliminate::Shrinking;
use self::record::Record;
use super::Query;

/// Holds the program that answers some questions whatever the prices are, within their bounds.
///
/// # Example
/// ```
/// use corridor::{graph::Graph, lanes::Block, solve::{Keep, Query, Tape, Way}};
///
/// let graph = Graph::from_sorted(3, [(0, 1), (0, 2), (1, 2)]);
/// // Three arcs of three classes, of which nothing is known.
/// let queries = [Query { source: 0, targets: vec![2] }];
/// let tape = Tape::build(&graph, &[0, 1, 2], &[Tape::ANY; 3], &queries, Keep::Ways);
/// let mut slots = tape.slots();
/// for &(class, slot) in tape.inputs() {
///     slots[slot as usize] = Block::splat([1.0, 5.0, 2.0][class as usize]);
/// }
/// tape.run(&mut slots);
/// assert_eq!(tape.answer(&slots, 0), Block::splat(3.0));
/// assert_eq!(tape.way(&slots, 0, 7), Way::Over(vec![0, 2]));
/// ```
#[derive(Debug)]
pub struct Tape {
    program: Program,
    inputs: Vec<(u32, u32)>,
    constants: Vec<(f64, u32)>,
    answers: Vec<Option<u32>>,
    keep: Keep,
}

impl Tape {
    /// The bounds of a price of which nothing is known.
    pub const ANY: (f64, f64) = (0.0, f64::INFINITY);

    /// Builds the tape of some questions.
    ///
    /// Arcs of one class always have the same weight. With bounds narrower than [`Tape::ANY`] the answers hold only
    /// while every class keeps to its own.
    ///
    /// # Shape
    /// `classes` has one entry for each arc, `bounds` one for each class: its least and its greatest weight.
    ///
    /// # Panics
    /// Where `classes` has more or fewer entries than the graph has arcs, or names a class without bounds.
    pub fn build(graph: &Graph, classes: &[u32], bounds: &[(f64, f64)], queries: &[Query], keep: Keep) -> Self {
        assert_eq!(classes.len(), graph.arcs(), "one class for each arc");
        let bound = |arc: usize| bounds[classes[arc] as usize];
        let low: Vec<f64> = (0..graph.arcs()).map(|arc| bound(arc).0).collect();
        let high: Vec<f64> = (0..graph.arcs()).map(|arc| bound(arc).1).collect();
        let useful = prune::useful(graph, &low, &high, queries);
        let mut record = Record::new(keep == Keep::Ways);
        let ends = Ends::of(graph, queries);
        let mut shrinking = Shrinking::new(ends.nodes);
        for tail in 0..graph.nodes() as u32 {
            for arc in graph.out(tail).filter(|&arc| useful[arc] && graph.head(arc) != tail) {
                let head = graph.head(arc);
                let weight = record.input(classes[arc], bound(arc));
                let weight = match shrinking.arc(tail, head) {
                    Some(parallel) => record.smaller(parallel, weight),
                    None => weight,
                };
                shrinking.set(tail, head, weight);
            }
        }
        let nothing = record.constant(0.0);
        for (&node, &end) in &ends.sources {
            shrinking.set(end, node, nothing);
        }
        for (&node, &end) in &ends.targets {
            shrinking.set(node, end, nothing);
        }
        shrinking.eliminate(graph.nodes() as u32, &mut record);
        let mut answers = Vec::with_capacity(queries.len());
        for query in queries {
            let found = query
                .targets
                .iter()
                .filter_map(|target| shrinking.arc(ends.sources[&query.source], ends.targets[target]));
            answers.push(found.reduce(|left, right| record.smaller(left, right)));
        }
        let Allocated { program, inputs, constants, answers } = allocate(&record, &answers, keep);
        Self { program, inputs, constants, answers, keep }
    }

    /// Returns the class and the slot of every price that an answer can depend on, in the order of slots.
    ///
    /// A class that is not among them moves no answer.
    pub fn inputs(&self) -> &[(u32, u32)] {
        &self.inputs
    }

    /// Returns the number of steps.
    pub fn steps(&self) -> usize {
        self.program.len()
    }

    /// Makes room for eight sets of prices, or for sixteen that are narrow; a thread needs its own.
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

    /// Finds all answers to the sets of prices that the caller has written into the slots of the inputs, where they stay.
    ///
    /// In sets that are narrow an answer of 2^31 - 1 or more counts as unreached; a lesser one is exact.
    ///
    /// # Panics
    /// Where `slots` was not made by [`Tape::slots`].
    pub fn run<W: Weight>(&self, slots: &mut [W]) {
        self.program.run(slots);
    }

    /// Returns the cheapest costs of a question after a run; unreached where there is no path.
    pub fn answer<W: Weight>(&self, slots: &[W], question: usize) -> W {
        self.answers[question].map_or(W::UNREACHED, |slot| slots[slot as usize])
    }

    /// Returns over which arcs the cheapest path of a question leads at one of the sets of prices of a run.
    ///
    /// # Panics
    /// Where the tape was built for costs only.
    pub fn way<W: Weight>(&self, slots: &[W], question: usize, lane: usize) -> Way {
        assert_eq!(self.keep, Keep::Ways, "the tape keeps no ways");
        let value = |slot: u32| slots[slot as usize].under(lane);
        let Some(slot) = self.answers[question].filter(|&slot| value(slot) < f64::INFINITY) else { return Way::None };
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
                    return Way::Several;
                }
            } else if let Ok(input) = self.inputs.binary_search_by_key(&slot, |&(_, slot)| slot) {
                classes.push(self.inputs[input].0);
            }
        }
        Way::Over(classes)
    }
}

/// Is how a question is answered at one set of prices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// There is no path.
    None,
    /// Several paths cost the same: which one is taken is not a matter of cost.
    Several,
    /// The classes of the arcs of the cheapest path, in their order.
    Over(Vec<u32>),
}

/// Gives every source and target an end of its own beyond the nodes of the graph, so that all of these can go.
struct Ends {
    sources: BTreeMap<u32, u32>,
    targets: BTreeMap<u32, u32>,
    nodes: usize,
}

impl Ends {
    fn of(graph: &Graph, queries: &[Query]) -> Self {
        let mut nodes = graph.nodes() as u32;
        let mut numbered = |ends: &mut dyn Iterator<Item = u32>| {
            let mut found: BTreeMap<u32, u32> = ends.map(|end| (end, 0)).collect();
            for number in found.values_mut() {
                *number = nodes;
                nodes += 1;
            }
            found
        };
        let sources = numbered(&mut queries.iter().map(|query| query.source));
        let targets = numbered(&mut queries.iter().flat_map(|query| query.targets.iter().copied()));
        Self { sources, targets, nodes: nodes as usize }
    }
}
