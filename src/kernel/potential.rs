//! Potentials that keep the weights of arcs at or above nothing where some arcs pay for being used.

use std::collections::VecDeque;

use crate::graph::Graph;
use crate::path::Query;

/// A walk that costs less than nothing: from a source to a target, or back to where it began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NegativeWalk {
    /// Its arcs in order.
    pub arcs: Vec<u32>,
}

/// Returns a potential for each node, 0 at the ends of all queries, such that no arc costs less than nothing once the
/// potential of its tail is added and that of its head taken off. Every path between such ends then costs what it cost.
///
/// Weights are whole numbers or infinite. Nodes from which no arc below nothing can be reached cheaply, and those that none
/// reaches cheaply, keep a potential of 0.
///
/// No arc may enter the source of a query, nor leave its target.
///
/// # Shape
/// `weights` has one entry for each arc, the answer one for each node.
///
/// # Errors
/// Returns a walk that costs less than nothing, where there is no such potential.
///
/// # Source
/// Johnson, Efficient algorithms for shortest paths in sparse networks, J. ACM 24(1), 1977; here the greatest potential
/// that is nowhere above nothing, raised where a target asks for it.
pub fn potentials(graph: &Graph, weights: &[f64], queries: &[Query]) -> Result<Vec<f64>, NegativeWalk> {
    let mut search =
        PotentialSearch { graph, weights, potential: vec![0.0; graph.nodes()], by: vec![NONE; graph.nodes()] };
    if weights.iter().all(|&weight| weight >= 0.0) {
        return Ok(search.potential);
    }
    search.lower()?;
    search.raise(queries)?;
    Ok(search.potential)
}

/// Returns the greatest potential for each node that is nowhere above nothing, such that no arc costs less than nothing once
/// the potential of its tail is added and that of its head taken off.
///
/// It is 0 at nodes that no arc enters. A path from one of them costs then what it cost, less the potential of its end: some
/// paths may cost less than nothing.
///
/// # Shape
/// As [`potentials`].
///
/// # Errors
/// Returns a ring that costs less than nothing, where there is one.
pub fn potentials_from_sources(graph: &Graph, weights: &[f64]) -> Result<Vec<f64>, NegativeWalk> {
    let mut search =
        PotentialSearch { graph, weights, potential: vec![0.0; graph.nodes()], by: vec![NONE; graph.nodes()] };
    search.lower()?;
    Ok(search.potential)
}

/// The arc of a node that no arc has moved.
const NONE: u32 = u32::MAX;

struct PotentialSearch<'a> {
    graph: &'a Graph,
    weights: &'a [f64],
    potential: Vec<f64>,
    /// The arc that moved the potential of a node last.
    by: Vec<u32>,
}

impl PotentialSearch<'_> {
    /// Lowers each potential to the cost of the cheapest walk to the node, where that is below nothing.
    fn lower(&mut self) -> Result<(), NegativeWalk> {
        let negative = |tail: &u32| self.graph.out(*tail).any(|arc| self.weights[arc] < 0.0);
        let mut queue = NodeQueue::of(self.graph.nodes(), (0..self.graph.nodes() as u32).filter(negative));
        while let Some(tail) = queue.pop() {
            for arc in self.graph.out(tail) {
                let (head, lowest) = (self.graph.head(arc), self.potential[tail as usize] + self.weights[arc]);
                if lowest < self.potential[head as usize] {
                    self.potential[head as usize] = lowest;
                    self.by[head as usize] = arc as u32;
                    if queue.push(head) {
                        return Err(self.ring(head));
                    }
                }
            }
        }
        Ok(())
    }

    /// Raises the potentials of targets to 0, and those before them as far as arcs ask for it.
    fn raise(&mut self, queries: &[Query]) -> Result<(), NegativeWalk> {
        let (reversed, numbers) = self.graph.reversed();
        self.by.fill(NONE);
        let mut targets: Vec<u32> = queries.iter().map(|query| query.target).collect();
        targets.sort_unstable();
        targets.dedup();
        targets.retain(|&target| self.potential[target as usize] < 0.0);
        for &target in &targets {
            self.potential[target as usize] = 0.0;
        }
        let mut is_source = vec![false; self.graph.nodes()];
        for query in queries {
            is_source[query.source as usize] = true;
        }
        let mut queue = NodeQueue::of(self.graph.nodes(), targets);
        while let Some(head) = queue.pop() {
            for (own, &arc) in reversed.out(head).zip(&numbers[reversed.out(head)]) {
                let (tail, least) = (reversed.head(own), self.potential[head as usize] - self.weights[arc as usize]);
                if least > self.potential[tail as usize] {
                    self.potential[tail as usize] = least;
                    self.by[tail as usize] = arc;
                    if is_source[tail as usize] && least > 0.0 {
                        return Err(self.walk(tail));
                    }
                    // Rings below nothing are found before.
                    queue.push(tail);
                }
            }
        }
        Ok(())
    }

    /// Follows the arcs that raised potentials from a source to a target.
    fn walk(&self, from: u32) -> NegativeWalk {
        let (mut arcs, mut node) = (Vec::new(), from);
        while self.by[node as usize] != NONE && arcs.len() <= self.graph.nodes() {
            let arc = self.by[node as usize];
            arcs.push(arc);
            node = self.graph.head(arc as usize);
        }
        NegativeWalk { arcs }
    }

    /// Follows the arcs that lowered potentials back until a node comes again, and returns the ring.
    fn ring(&self, from: u32) -> NegativeWalk {
        let before = |node: u32| self.graph.tail(self.by[node as usize] as usize);
        let mut first = from;
        for _ in 0..self.graph.nodes() {
            first = before(first);
        }
        let (mut arcs, mut node) = (vec![self.by[first as usize]], before(first));
        while node != first {
            arcs.push(self.by[node as usize]);
            node = before(node);
        }
        arcs.reverse();
        NegativeWalk { arcs }
    }
}

/// The nodes to look at, first in first out, each once.
struct NodeQueue {
    nodes: VecDeque<u32>,
    is_in: Vec<bool>,
    times: Vec<u32>,
}

impl NodeQueue {
    fn of(nodes: usize, first: impl IntoIterator<Item = u32>) -> Self {
        let mut queue = Self { nodes: VecDeque::new(), is_in: vec![false; nodes], times: vec![0; nodes] };
        for node in first {
            queue.push(node);
        }
        queue
    }

    /// Adds a node, and returns whether it came more often than a graph without a ring below nothing allows.
    fn push(&mut self, node: u32) -> bool {
        let index = node as usize;
        if !self.is_in[index] {
            self.is_in[index] = true;
            self.times[index] += 1;
            self.nodes.push_back(node);
        }
        self.times[index] as usize > self.times.len() + 1
    }

    fn pop(&mut self) -> Option<u32> {
        let node = self.nodes.pop_front()?;
        self.is_in[node as usize] = false;
        Some(node)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{potentials, potentials_from_sources};
    use crate::graph::Graph;
    use crate::path::Query;

    /// Returns the least cost of each walk of so many arcs at the most from each node to each, by trying all arcs in turn.
    fn least(nodes: usize, arcs: &[(u32, u32)], weights: &[f64]) -> Vec<Vec<f64>> {
        let mut least = vec![vec![f64::INFINITY; nodes]; nodes];
        for (from, row) in least.iter_mut().enumerate() {
            row[from] = 0.0;
            for _ in 0..=nodes {
                for (&(tail, head), &weight) in arcs.iter().zip(weights) {
                    row[head as usize] = row[head as usize].min(row[tail as usize] + weight);
                }
            }
        }
        least
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

        #[test]
        fn potentials_keep_paths_as_they_are_or_a_walk_pays(
            inner in 1_usize..6,
            wanted in proptest::collection::vec((0_u32..8, 0_u32..8, -4_i32..12), 1..24),
        ) {
            // Nodes 0 and 1 are sources, the last two targets.
            let nodes = inner + 4;
            let targets = [nodes as u32 - 2, nodes as u32 - 1];
            let mut arcs: Vec<(u32, u32, f64)> = wanted
                .into_iter()
                .map(|(tail, head, weight)| (tail % (nodes as u32 - 2), 2 + head % (nodes as u32 - 2), f64::from(weight)))
                .filter(|(tail, head, _)| tail != head)
                .collect();
            arcs.sort_by_key(|arc| (arc.0, arc.1));
            let (ends, weights): (Vec<_>, Vec<f64>) = arcs.iter().map(|&(tail, head, weight)| ((tail, head), weight)).unzip();
            let graph = Graph::from_sorted(nodes, ends.iter().copied());
            let queries = [0, 1].map(|source| targets.map(|target| Query { source, target })).concat();
            let least = least(nodes, &ends, &weights);
            let is_ring = (0..nodes).any(|node| least[node][node] < 0.0);
            let pays = queries.iter().any(|query| least[query.source as usize][query.target as usize] < 0.0);
            match potentials_from_sources(&graph, &weights) {
                Ok(potential) => {
                    prop_assert!(!is_ring);
                    let are_sources = [0, 1].map(|source| potential[source].to_bits() == 0.0_f64.to_bits());
                    prop_assert_eq!(are_sources, [true; 2]);
                    for (&(tail, head), weight) in ends.iter().zip(&weights) {
                        prop_assert!(weight + potential[tail as usize] - potential[head as usize] >= 0.0);
                    }
                }
                Err(walk) => {
                    let cost: f64 = walk.arcs.iter().map(|&arc| weights[arc as usize]).sum();
                    prop_assert!(is_ring && cost < 0.0, "{:?} costs {}", walk, cost);
                }
            }
            match potentials(&graph, &weights, &queries) {
                Ok(potential) => {
                    prop_assert!(!is_ring && !pays);
                    for query in &queries {
                        prop_assert_eq!(potential[query.source as usize].to_bits(), 0.0_f64.to_bits());
                        prop_assert_eq!(potential[query.target as usize].to_bits(), 0.0_f64.to_bits());
                    }
                    for (&(tail, head), weight) in ends.iter().zip(&weights) {
                        prop_assert!(weight + potential[tail as usize] - potential[head as usize] >= 0.0);
                    }
                }
                Err(walk) => {
                    prop_assert!(is_ring || pays);
                    let cost: f64 = walk.arcs.iter().map(|&arc| weights[arc as usize]).sum();
                    prop_assert!(cost < 0.0, "{:?} costs {}", walk, cost);
                    for pair in walk.arcs.windows(2) {
                        prop_assert_eq!(ends[pair[0] as usize].1, ends[pair[1] as usize].0);
                    }
                }
            }
        }
    }
}
