//! Paths from many sources to few targets: one search from each target, along the arcs backwards.
//!
//! The cost of a path does not depend on the end at which a search begins. The choice among equally cheap paths does,
//! so it is made again from the source, among the arcs that are on such paths.

use std::collections::BTreeMap;

use crate::graph::Graph;

use super::Path;
use super::dijkstra::{Dijkstra, Label};

/// A graph with every arc reversed.
#[derive(Clone)]
pub(super) struct ReversedGraph {
    graph: Graph,
    pub(super) weights: Vec<f64>,
    pub(super) ranks: Vec<u64>,
    /// For each reversed arc, its number in the original graph.
    pub(super) arcs: Vec<u32>,
}

/// A graph with the weights and ranks of its arcs.
#[derive(Clone, Copy)]
pub(super) struct WeightedGraph<'a> {
    pub(super) graph: &'a Graph,
    pub(super) weights: &'a [f64],
    pub(super) ranks: &'a [u64],
}

impl<'a> WeightedGraph<'a> {
    /// Returns the graph with every arc reversed.
    pub(super) fn reversed(self) -> ReversedGraph {
        let Self { graph, weights, ranks } = self;
        let mut arcs: Vec<(u32, u32, u32)> = (0..graph.nodes() as u32)
            .flat_map(|tail| graph.out(tail).map(move |arc| (graph.head(arc), arc as u32, tail)))
            .collect();
        arcs.sort_unstable();
        ReversedGraph {
            graph: Graph::from_sorted(graph.nodes(), arcs.iter().map(|&(head, _, tail)| (head, tail))),
            weights: arcs.iter().map(|&(_, arc, _)| weights[arc as usize]).collect(),
            ranks: arcs.iter().map(|&(_, arc, _)| ranks[arc as usize]).collect(),
            arcs: arcs.iter().map(|&(_, arc, _)| arc).collect(),
        }
    }

    /// Returns the path from a source to the target at which the search `found` began: the same path that
    /// [`Dijkstra::best_path`] returns after a search from the source.
    pub(super) fn path(self, found: &'a Dijkstra, source: u32, target: u32) -> Option<Path> {
        let label = found.label(source)?;
        let mut arcs = Vec::new();
        let mut node = source;
        while node != target {
            let mut tight = self.tight(found, node);
            let arc = tight.next()?;
            if tight.next().is_some() {
                // From here on several paths are equally good; the arcs behind are on all of them.
                arcs.extend(self.settle(found, node, target));
                break;
            }
            arcs.push(arc as u32);
            node = self.graph.head(arc);
        }
        Some(Path { cost: label.cost, rank: label.rank, arcs })
    }

    /// Returns the arcs out of a node that are on a cheapest path to the target.
    fn tight(self, found: &'a Dijkstra, node: u32) -> impl Iterator<Item = usize> + 'a {
        let here = found.label(node);
        self.graph.out(node).filter(move |&arc| {
            let beyond = found.label(self.graph.head(arc));
            beyond.map(|beyond| beyond.over(self.weights[arc], self.ranks[arc])) == here
        })
    }

    /// Chooses among equally cheap paths: from the target backwards, always by the arc with the smallest number.
    fn settle(self, found: &'a Dijkstra, source: u32, target: u32) -> Vec<u32> {
        let mut into: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        let mut open = vec![source];
        while let Some(node) = open.pop() {
            for arc in self.tight(found, node) {
                let head = self.graph.head(arc);
                let way = (arc as u32, node);
                if let Some(known) = into.get_mut(&head) {
                    *known = way.min(*known);
                } else {
                    into.insert(head, way);
                    open.push(head);
                }
            }
        }
        let mut arcs = Vec::new();
        let mut node = target;
        while node != source {
            let (arc, tail) = into[&node];
            arcs.push(arc);
            node = tail;
        }
        arcs.reverse();
        arcs
    }
}

impl ReversedGraph {
    /// Searches from a target until all sources are settled.
    pub(super) fn run(&self, search: &mut Dijkstra, target: u32, sources: impl IntoIterator<Item = u32>) {
        search.run(&self.graph, &self.weights, &self.ranks, target, sources);
    }
}

impl Label {
    /// Returns the label before an arc at whose end this label is.
    fn over(self, weight: f64, rank: u64) -> Self {
        Self { cost: self.cost + weight, rank: self.rank + rank }
    }
}

#[cfg(test)]
mod tests {
    use super::{Dijkstra, WeightedGraph};
    use crate::graph::Graph;

    #[test]
    fn of_equally_good_paths_the_one_is_taken_that_a_search_from_the_source_takes() {
        // A net of streets, some of them in both directions and free, where nearly every way has an equal.
        let side = 7_u32;
        let mut arcs = Vec::new();
        for node in 0..side * side {
            let (row, column) = (node / side, node % side);
            let beside = [(column + 1 < side).then(|| node + 1), (column > 0).then(|| node.wrapping_sub(1))];
            let below = [(row + 1 < side).then(|| node + side), (row > 0).then(|| node.wrapping_sub(side))];
            arcs.extend(below.into_iter().chain(beside).flatten().map(|head| (node, head)));
        }
        let graph = Graph::from_sorted((side * side) as usize, arcs.iter().copied());
        for prices in [1, 2, 3] {
            let weights: Vec<f64> = (0..arcs.len()).map(|arc| f64::from((arc * 5 % 7) as u32 % prices)).collect();
            let ranks: Vec<u64> = (0..arcs.len()).map(|arc| 1 + (arc as u64 * 3 % 11) % u64::from(prices)).collect();
            let weighted = WeightedGraph { graph: &graph, weights: &weights, ranks: &ranks };
            let (reversed, nodes) = (weighted.reversed(), 0..graph.nodes() as u32);
            let (mut there, mut back) = (Dijkstra::new(graph.nodes()), Dijkstra::new(graph.nodes()));
            for target in nodes.clone() {
                reversed.run(&mut back, target, nodes.clone().filter(|node| node % 3 == 0));
                for source in nodes.clone().filter(|node| node % 3 == 0) {
                    there.run(&graph, &weights, &ranks, source, [target]);
                    assert_eq!(weighted.path(&back, source, target), there.best_path(&graph, &[target]));
                }
            }
        }
    }
}
