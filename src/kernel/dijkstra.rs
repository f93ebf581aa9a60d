//! Dijkstra's algorithm with deterministic ties: used for single questions, and as the oracle in tests of the other
//! engines.
//!
//! # Source
//! Dijkstra, A note on two problems in connexion with graphs, Numerische Mathematik 1 (1959); heaps with four
//! children: Johnson, Priority queues with update and finding minimum spanning trees, IPL 4 (1975).

use crate::graph::Graph;

use super::heap::Heap;
use super::path::Path;

const NONE: u32 = u32::MAX;

/// The cost of a path with its rank among paths of equal cost.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Label {
    /// The sum of the weights, a whole number.
    pub cost: f64,
    /// The sum of the ranks.
    pub rank: u64,
}

impl Label {
    const UNREACHED: Self = Self { cost: f64::INFINITY, rank: u64::MAX };

    /// Packs the label for the fastest comparison; keys have the same order as their labels.
    fn key(self) -> u128 {
        // Costs are never negative, so their bits sort as their values do, except for the sign of a zero.
        u128::from((self.cost + 0.0).to_bits()) << 64 | u128::from(self.rank)
    }

    fn of_key(key: u128) -> Self {
        Self { cost: f64::from_bits((key >> 64) as u64), rank: key as u64 }
    }
}

/// Dijkstra's search from one source; its memory is reused between runs.
#[derive(Clone)]
pub struct Dijkstra {
    labels: Vec<Label>,
    parents: Vec<u32>,
    reached: Vec<u32>,
    awaited: Vec<bool>,
    heap: Heap<u128>,
}

impl Dijkstra {
    /// Allocates the memory for a graph with `nodes` nodes.
    pub fn new(nodes: usize) -> Self {
        Self {
            labels: vec![Label::UNREACHED; nodes],
            parents: vec![NONE; nodes],
            reached: Vec::new(),
            awaited: vec![false; nodes],
            heap: Heap::new(nodes),
        }
    }

    /// Finds the cheapest paths from a source until all targets are settled, or to all nodes if there are no targets.
    ///
    /// # Shape
    /// `weights` and `ranks` have one entry for each arc.
    pub fn run(
        &mut self,
        graph: &Graph,
        weights: &[f64],
        ranks: &[u64],
        source: u32,
        targets: impl IntoIterator<Item = u32>,
    ) {
        self.forget();
        let mut left = 0_usize;
        let mut waiting = Vec::new();
        for target in targets {
            if !std::mem::replace(&mut self.awaited[target as usize], true) {
                left += 1;
                waiting.push(target);
            }
        }
        let everywhere = waiting.is_empty();
        self.improve(source, Label { cost: 0.0, rank: 0 }, NONE);
        while let Some((key, node)) = self.heap.pop() {
            let label = Label::of_key(key);
            if std::mem::replace(&mut self.awaited[node as usize], false) {
                left -= 1;
            }
            if left == 0 && !everywhere {
                break;
            }
            for arc in graph.out(node) {
                let weight = weights[arc];
                debug_assert!(weight >= 0.0, "weights are never negative");
                if weight == f64::INFINITY {
                    continue;
                }
                let through = Label { cost: label.cost + weight, rank: label.rank + ranks[arc] };
                let head = graph.head(arc);
                let known = self.labels[head as usize];
                if through < known {
                    self.improve(head, through, arc as u32);
                } else if through == known && (arc as u32) < self.parents[head as usize] && head != source {
                    self.parents[head as usize] = arc as u32;
                }
            }
        }
        for target in waiting {
            self.awaited[target as usize] = false;
        }
        self.heap.clear();
    }

    /// Finds the cheapest paths from a source to some targets, nodes on the way to them first.
    ///
    /// All nodes on equally good paths get their labels, but no parents. `rest` returns for a node a label that no path
    /// from it to a target is below, all of them beside one label that is the same for all, and nothing where there is no
    /// path. From one end of an arc to the other it falls by no more than the arc adds.
    pub(super) fn run_towards(
        &mut self,
        graph: &Graph,
        (weights, ranks): (&[f64], &[u64]),
        source: u32,
        targets: &[u32],
        rest: impl Fn(u32) -> Option<Label>,
    ) {
        self.forget();
        let (mut left, mut most) = (targets.len(), u128::MAX);
        self.reach(source, Label { cost: 0.0, rank: 0 }, rest(source));
        while let Some((key, node)) = self.heap.pop().filter(|&(key, _)| key <= most) {
            left -= targets.iter().filter(|&&target| target == node).count();
            if left == 0 {
                most = most.min(key);
            }
            let label = self.labels[node as usize];
            for arc in graph.out(node).filter(|&arc| weights[arc] < f64::INFINITY) {
                let through = label.over(weights[arc], ranks[arc]);
                let head = graph.head(arc);
                if through < self.labels[head as usize] {
                    self.reach(head, through, rest(head));
                }
            }
        }
        self.heap.clear();
    }

    /// Lowers the label of a node from which there may be a path to a target.
    fn reach(&mut self, node: u32, label: Label, rest: Option<Label>) {
        let Some(rest) = rest else { return };
        if self.labels[node as usize] == Label::UNREACHED {
            self.reached.push(node);
        }
        self.labels[node as usize] = label;
        self.heap.push(node, label.over(rest.cost, rest.rank).key());
    }

    /// Returns the labels of all nodes.
    pub(super) fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// Returns the least node that was reached, and the labels from there to the greatest.
    pub(super) fn range(&self) -> (usize, &[Label]) {
        let ends = self.reached.iter().min().zip(self.reached.iter().max());
        let range = ends.map_or(0..0, |(&first, &last)| first as usize..last as usize + 1);
        (range.start, &self.labels[range])
    }

    /// Returns the label of a node, if it was reached.
    pub fn label(&self, node: u32) -> Option<Label> {
        Some(self.labels[node as usize]).filter(|label| label.cost < f64::INFINITY)
    }

    /// Returns the cheapest path to a target, if it was reached.
    pub fn path(&self, graph: &Graph, target: u32) -> Option<Path> {
        let Label { cost, rank } = self.label(target)?;
        let mut node = target;
        let mut arcs = Vec::new();
        while self.parents[node as usize] != NONE {
            let arc = self.parents[node as usize];
            arcs.push(arc);
            node = graph.tail(arc as usize);
        }
        arcs.reverse();
        Some(Path { cost, rank, arcs })
    }

    fn improve(&mut self, node: u32, label: Label, parent: u32) {
        if self.labels[node as usize] == Label::UNREACHED {
            self.reached.push(node);
        }
        self.labels[node as usize] = label;
        self.parents[node as usize] = parent;
        self.heap.push(node, label.key());
    }

    fn forget(&mut self) {
        for node in self.reached.drain(..) {
            self.labels[node as usize] = Label::UNREACHED;
            self.parents[node as usize] = NONE;
        }
    }
}
