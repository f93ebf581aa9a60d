//! The least that is left from every node to a target.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::graph::Graph;

/// A graph with every arc reversed, each with the least that it can cost and take.
pub struct BackwardGraph {
    reversed: Graph,
    /// The arc of the graph that each is.
    arcs: Vec<u32>,
    least: Vec<Option<(i64, i64)>>,
    /// Whether the time at which an arc is passed decides what it costs and takes.
    is_dated: Vec<bool>,
}

/// The least cost and the least time from each node to a target, each by itself.
///
/// # Shape
/// The first entry is that of the node `first`; nodes before it and after the last do not reach the target.
#[derive(Clone, Debug)]
pub struct LeastLeft {
    first: u32,
    costs: Vec<i64>,
    seconds: Vec<i64>,
    /// Whether nothing on any way from the node to the target depends on the time.
    calm: Vec<bool>,
}

impl BackwardGraph {
    /// Reverses a graph.
    ///
    /// # Shape
    /// `least` has the cost and the seconds of each arc, at least 0; nothing where it can never be passed. `is_dated` says of
    /// each arc whether what it costs and takes depends on the time at which it is passed.
    pub fn new(graph: &Graph, least: &[Option<(i64, i64)>], is_dated: &[bool]) -> Self {
        let (reversed, arcs) = graph.reversed();
        let least = arcs.iter().map(|&arc| least[arc as usize]).collect();
        let is_dated = arcs.iter().map(|&arc| is_dated[arc as usize]).collect();
        Self { reversed, arcs, least, is_dated }
    }

    /// Iterates over the arcs that lead to a node and can be passed, each with its tail.
    pub(super) fn into(&self, node: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let arcs = self.reversed.out(node).filter(|&arc| self.least[arc].is_some());
        arcs.map(|arc| (self.reversed.head(arc), self.arcs[arc]))
    }

    /// Finds the least that is left from every node to a target.
    pub fn left(&self, target: u32) -> LeastLeft {
        let (costs, seconds) = (self.sums(target, |least| least.0), self.sums(target, |least| least.1));
        let first = *costs.keys().next().unwrap_or(&target);
        let last = *costs.keys().next_back().unwrap_or(&target);
        let dense = |sums: &BTreeMap<u32, i64>| {
            let mut dense = vec![i64::MAX; (last - first) as usize + 1];
            for (node, sum) in sums {
                dense[(node - first) as usize] = *sum;
            }
            dense
        };
        let restless = self.restless(&costs);
        let calm = (first..=last).map(|node| !restless.contains(&node)).collect();
        LeastLeft { first, costs: dense(&costs), seconds: dense(&seconds), calm }
    }

    /// Finds the nodes that reach the target, and from which a way to it may depend on the time.
    fn restless(&self, reaching: &BTreeMap<u32, i64>) -> BTreeSet<u32> {
        let passable = |node: u32| self.reversed.out(node).filter(|&arc| self.least[arc].is_some());
        let dated = reaching.keys().flat_map(|&node| passable(node).filter(|&arc| self.is_dated[arc]));
        let mut open: Vec<u32> = dated.map(|arc| self.reversed.head(arc)).collect();
        let mut found: BTreeSet<u32> = open.iter().copied().collect();
        while let Some(node) = open.pop() {
            for tail in passable(node).map(|arc| self.reversed.head(arc)) {
                if found.insert(tail) {
                    open.push(tail);
                }
            }
        }
        found
    }

    /// Searches backwards (Dijkstra 1959) by one of the two.
    fn sums(&self, target: u32, pick: fn((i64, i64)) -> i64) -> BTreeMap<u32, i64> {
        let mut settled = BTreeMap::new();
        let mut open = BinaryHeap::from([Reverse((0, target))]);
        while let Some(Reverse((known, node))) = open.pop() {
            if settled.contains_key(&node) {
                continue;
            }
            settled.insert(node, known);
            for arc in self.reversed.out(node) {
                let tail = self.reversed.head(arc);
                if let Some(least) = self.least[arc].filter(|_| !settled.contains_key(&tail)) {
                    open.push(Reverse((known + pick(least), tail)));
                }
            }
        }
        settled
    }
}

impl LeastLeft {
    /// Returns the first node and the number of nodes.
    pub(super) fn nodes(&self) -> (u32, usize) {
        (self.first, self.costs.len())
    }

    /// Returns whether nothing on any way from a node to the target depends on the time.
    pub(super) fn is_calm(&self, node: u32) -> bool {
        node.checked_sub(self.first).is_some_and(|place| self.calm.get(place as usize).is_some_and(|calm| *calm))
    }

    /// Returns the least cost and the least seconds from a node; nothing where the target cannot be reached.
    pub(super) fn of(&self, node: u32) -> Option<(i64, i64)> {
        let place = node.checked_sub(self.first)? as usize;
        let cost = *self.costs.get(place)?;
        (cost < i64::MAX).then(|| (cost, self.seconds[place]))
    }
}
