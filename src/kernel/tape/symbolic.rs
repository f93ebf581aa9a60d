//! A symbolic run of a hierarchy: what customization and queries would compute, recorded.
//!
//! The run goes rank by rank: once the lower ranks are done, the slots and the labels of a rank are final, and after
//! its turn neither is read again.
//!
//! # Source
//! Dibbelt, Strasser and Wagner, Customizable contraction hierarchies, ACM J. Experimental Algorithmics 21 (2016).

use std::collections::{BTreeMap, BTreeSet};

use crate::Query;
use crate::graph::Graph;
use crate::order::{FilledGraph, Order, undirected};

use super::record::{RecordedArc, Recording, ValueId};

/// The direction from the lower to the upper end of a slot.
const UP: usize = 0;
/// The direction from the upper to the lower end of a slot.
const DOWN: usize = 1;

/// A contracted graph whose weights are recorded values.
///
/// # Shape
/// `slots` has one entry for each slot of the fill, up and down; `None` where there is no path. `labels` has one entry
/// for each rank: the cost of the path from each source to it, and of the path from it to each target.
struct SymbolicHierarchy<'a> {
    fill: &'a FilledGraph,
    record: &'a mut Recording,
    slots: Vec<[Option<ValueId>; 2]>,
    labels: [Vec<BTreeMap<u32, ValueId>>; 2],
}

/// Records the answers to all queries; `None` where there is no path.
pub(super) fn answers(
    nodes: u32,
    arcs: &[RecordedArc],
    queries: &[Query],
    record: &mut Recording,
) -> Vec<Option<ValueId>> {
    let graph = Graph::from_sorted(nodes as usize, arcs.iter().map(|arc| (arc.tail, arc.head)));
    let ends: BTreeSet<u32> = queries.iter().flat_map(|query| [query.source, query.target]).collect();
    let order = Order::best(&graph, &ends.into_iter().collect::<Vec<_>>());
    let fill = FilledGraph::new(&undirected(&graph), order.nodes(), order.ranks());
    let mut asked: BTreeMap<u32, Vec<(usize, u32)>> = BTreeMap::new();
    for (question, query) in queries.iter().enumerate() {
        asked.entry(query.source).or_default().push((question, query.target));
    }
    let labels = [vec![BTreeMap::new(); graph.nodes()], vec![BTreeMap::new(); graph.nodes()]];
    let mut symbolic = SymbolicHierarchy { fill: &fill, slots: vec![[None; 2]; fill.heads.len()], labels, record };
    symbolic.set_weights(arcs, &order);
    let nothing = symbolic.record.constant(0.0);
    for query in queries {
        symbolic.labels[UP][order.rank(query.source) as usize].insert(query.source, nothing);
        symbolic.labels[DOWN][order.rank(query.target) as usize].insert(query.target, nothing);
    }
    let mut answers = vec![None; queries.len()];
    for rank in 0..nodes {
        symbolic.contract(rank);
        let from = std::mem::take(&mut symbolic.labels[UP][rank as usize]);
        let to = std::mem::take(&mut symbolic.labels[DOWN][rank as usize]);
        for (source, &first) in &from {
            for &(question, target) in &asked[source] {
                if let Some(&second) = to.get(&target) {
                    let answer: &mut Option<ValueId> = &mut answers[question];
                    *answer = Some(symbolic.record.least(*answer, first, second));
                }
            }
        }
        symbolic.search_up(rank, &from, UP);
        symbolic.search_up(rank, &to, DOWN);
    }
    answers
}

impl SymbolicHierarchy<'_> {
    /// Puts the weights of the arcs in their slots, of parallel arcs the least.
    fn set_weights(&mut self, arcs: &[RecordedArc], order: &Order) {
        for arc in arcs.iter().filter(|arc| arc.tail != arc.head) {
            let (from, to) = (order.rank(arc.tail), order.rank(arc.head));
            let direction = if from < to { UP } else { DOWN };
            let slot = self.slot(from.min(to), from.max(to));
            let parallel = self.slots[slot][direction];
            let least = parallel.map_or(arc.weight, |known| self.record.smaller(known, arc.weight));
            self.slots[slot][direction] = Some(least);
        }
    }

    /// Lowers the slots between higher neighbours of a rank to the paths through it.
    fn contract(&mut self, rank: u32) {
        let own = self.slots_of(rank);
        for low in own.clone() {
            for high in low + 1..own.end {
                let between = self.slot(self.fill.heads[low], self.fill.heads[high]);
                // From the lower neighbour through the rank to the higher one, and the same path back.
                for (direction, first, second) in [(UP, low, high), (DOWN, high, low)] {
                    if let (Some(first), Some(second)) = (self.slots[first][DOWN], self.slots[second][UP]) {
                        let known = self.slots[between][direction];
                        self.slots[between][direction] = Some(self.record.least(known, first, second));
                    }
                }
            }
        }
    }

    /// Propagates labels from a rank to its higher neighbours.
    fn search_up(&mut self, rank: u32, labels: &BTreeMap<u32, ValueId>, direction: usize) {
        for slot in self.slots_of(rank) {
            let Some(over) = self.slots[slot][direction] else { continue };
            let above = &mut self.labels[direction][self.fill.heads[slot] as usize];
            for (&end, &label) in labels {
                let known = above.get(&end).copied();
                // The operands of a sum are in the order of the path.
                let (first, second) = if direction == UP { (label, over) } else { (over, label) };
                above.insert(end, self.record.least(known, first, second));
            }
        }
    }

    fn slots_of(&self, rank: u32) -> std::ops::Range<usize> {
        self.fill.first[rank as usize] as usize..self.fill.first[rank as usize + 1] as usize
    }

    fn slot(&self, low: u32, high: u32) -> usize {
        let Ok(at) = self.fill.above(low).binary_search(&high) else { panic!("contraction has joined these two") };
        self.fill.first[low as usize] as usize + at
    }
}
