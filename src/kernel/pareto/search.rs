//! The search for Pareto fronts: labels settled in lexicographic order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::skyline::Skyline;
use super::{Front, FrontBounds, FrontPoint};

const NONE: u32 = u32::MAX;

/// A label in the queue, ordered as labels are settled.
///
/// Along a path no bound falls and every rank rises, so a label comes after its parent. Of labels with equal sums at a
/// node the one of the least rank comes first, then the one by the smallest arc.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct QueuedLabel<const D: usize> {
    /// The lower bounds on the sums of a path through this label.
    sums: [u64; D],
    rank: u128,
    arc: u32,
    /// The position of the settled label before it.
    parent: u32,
}

/// A settled label.
#[derive(Clone, Copy, Debug)]
struct SettledLabel {
    arc: u32,
    parent: u32,
}

/// The memory of searches, reused between them.
pub struct Workspace<const D: usize> {
    waiting: BinaryHeap<Reverse<QueuedLabel<D>>>,
    settled: Vec<SettledLabel>,
    skylines: Vec<Skyline<D>>,
    /// The nodes whose skyline is not empty.
    touched: Vec<u32>,
}

impl<const D: usize> Workspace<D> {
    /// Allocates the memory for a graph with `nodes` nodes.
    pub fn new(nodes: usize) -> Self {
        Self {
            waiting: BinaryHeap::new(),
            settled: Vec::new(),
            skylines: vec![Skyline::default(); nodes],
            touched: Vec::new(),
        }
    }

    /// Runs a search; see [`Front::from`].
    pub(super) fn run(
        &mut self,
        front: &Front<'_, D>,
        source: u32,
        bounds: &FrontBounds<D>,
        most: [u64; D],
    ) -> Vec<FrontPoint<D>> {
        self.forget();
        let target = bounds.target();
        let mut found = Vec::new();
        let Some(least) = bounds.least(source).filter(|least| is_within(least, &most)) else { return found };
        self.waiting.push(Reverse(QueuedLabel { sums: least, rank: 0, arc: NONE, parent: NONE }));
        while let Some(Reverse(label)) = self.waiting.pop() {
            let node = if label.arc == NONE { source } else { front.graph.head(label.arc as usize) };
            if self.is_covered(&label.sums, node, target) {
                continue;
            }
            self.settle(&label, node);
            if node == target {
                let arcs = self.arcs(self.settled.len() - 1);
                found.push(FrontPoint { sums: label.sums, rank: label.rank, arcs });
                continue;
            }
            self.follow(front, bounds, &most, &label, node);
        }
        found
    }

    /// Adds a label for every arc out of its node that may still be part of a path on the front.
    fn follow(
        &mut self,
        front: &Front<'_, D>,
        bounds: &FrontBounds<D>,
        most: &[u64; D],
        label: &QueuedLabel<D>,
        node: u32,
    ) {
        let parent = (self.settled.len() - 1) as u32;
        let Some(here) = bounds.least(node) else { return };
        for arc in front.graph.out(node).filter(|&arc| front.is_usable(arc)) {
            let head = front.graph.head(arc);
            let Some(ahead) = bounds.least(head) else { continue };
            let criteria = &front.criteria[arc];
            let sums: [u64; D] =
                std::array::from_fn(|index| label.sums[index] - here[index] + criteria[index] + ahead[index]);
            if is_within(&sums, most) && !self.is_covered(&sums, head, bounds.target()) {
                let rank = label.rank + front.ranks[arc];
                self.waiting.push(Reverse(QueuedLabel { sums, rank, arc: arc as u32, parent }));
            }
        }
    }

    /// Returns whether a label is dominated by one settled at its node, or by a point already found.
    fn is_covered(&self, sums: &[u64; D], node: u32, target: u32) -> bool {
        self.skylines[node as usize].covers(sums) || self.skylines[target as usize].covers(sums)
    }

    fn settle(&mut self, label: &QueuedLabel<D>, node: u32) {
        let skyline = &mut self.skylines[node as usize];
        if skyline.is_empty() {
            self.touched.push(node);
        }
        skyline.add(&label.sums);
        self.settled.push(SettledLabel { arc: label.arc, parent: label.parent });
    }

    /// Returns the arcs of the path of a settled label.
    fn arcs(&self, label: usize) -> Vec<u32> {
        let mut arcs = Vec::new();
        let mut at = self.settled[label];
        while at.arc != NONE {
            arcs.push(at.arc);
            at = self.settled[at.parent as usize];
        }
        arcs.reverse();
        arcs
    }

    fn forget(&mut self) {
        self.waiting.clear();
        self.settled.clear();
        for node in self.touched.drain(..) {
            self.skylines[node as usize].clear();
        }
    }
}

fn is_within<const D: usize>(sums: &[u64; D], most: &[u64; D]) -> bool {
    sums.iter().zip(most).all(|(sum, most)| sum <= most)
}
