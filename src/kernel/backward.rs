//! Paths from many sources to few targets: one search from each target, along the arcs backwards.
//!
//! The cost of a path does not depend on the end at which a search begins. The choice among equally cheap paths does,
//! so it is made again from the source, among the arcs that are on such paths.

use std::collections::BTreeMap;

use crate::graph::Graph;

use super::dijkstra::{Dijkstra, Label};
use super::path::{Path, Query};

/// A graph with the weights and ranks of its arcs, as [`super::cheapest`] describes them.
#[derive(Clone, Copy)]
pub(super) struct WeightedGraph<'a> {
    pub(super) graph: &'a Graph,
    pub(super) weights: &'a [f64],
    pub(super) ranks: &'a [u64],
}

/// A weighted graph with every arc reversed.
#[derive(Clone)]
pub(super) struct ReversedGraph {
    graph: Graph,
    pub(super) weights: Vec<f64>,
    pub(super) ranks: Vec<u64>,
    /// For each reversed arc, its number in the original graph.
    pub(super) arcs: Vec<u32>,
}

/// Queries by their positions, in groups that one search answers.
pub(super) struct QueryGroups {
    pub(super) groups: Vec<Vec<usize>>,
    /// Whether the queries of a group have the same target, rather than the same source.
    pub(super) by_target: bool,
}

impl QueryGroups {
    /// Groups queries by their sources, or by their targets where those groups are fewer.
    pub(super) fn new(queries: &[Query]) -> Self {
        let ends = |end: fn(&Query) -> u32| {
            let mut ends: Vec<u32> = queries.iter().map(end).collect();
            ends.sort_unstable();
            ends.dedup();
            ends.len()
        };
        let by_target = ends(|query| query.target) < ends(|query| query.source);
        let end = |query: &Query| if by_target { query.target } else { query.source };
        let mut order: Vec<usize> = (0..queries.len()).collect();
        order.sort_by_key(|&index| (end(&queries[index]), index));
        let groups = order.chunk_by(|&left, &right| end(&queries[left]) == end(&queries[right]));
        Self { groups: groups.map(<[usize]>::to_vec).collect(), by_target }
    }
}

impl<'a> WeightedGraph<'a> {
    /// Checks the weights and ranks of a graph.
    ///
    /// # Panics
    /// If `weights` or `ranks` have more or fewer entries than the graph has arcs, or a rank is 0.
    pub(super) fn new(graph: &'a Graph, weights: &'a [f64], ranks: &'a [u64]) -> Self {
        assert_eq!(weights.len(), graph.arcs(), "one weight for each arc");
        assert_eq!(ranks.len(), graph.arcs(), "one rank for each arc");
        // Ties are settled by moving a parent, which is safe only where every arc raises the rank: else parents could
        // form a ring.
        assert!(ranks.iter().all(|&rank| rank > 0), "every arc has a rank above 0");
        Self { graph, weights, ranks }
    }

    /// Returns the graph with every arc reversed.
    pub(super) fn reversed(self) -> ReversedGraph {
        let (graph, arcs) = self.graph.reversed();
        ReversedGraph {
            graph,
            weights: arcs.iter().map(|&arc| self.weights[arc as usize]).collect(),
            ranks: arcs.iter().map(|&arc| self.ranks[arc as usize]).collect(),
            arcs,
        }
    }

    /// Answers the queries of one group by one search, on the reversed graph if they have the same target, and passes each
    /// query's position on with its path.
    pub(super) fn answer(
        self,
        reversed: Option<&ReversedGraph>,
        search: &mut Dijkstra,
        queries: &[Query],
        group: &[usize],
        mut found: impl FnMut(usize, Option<Path>),
    ) {
        let Query { source, target } = queries[group[0]];
        if let Some(reversed) = reversed {
            reversed.run(search, target, group.iter().map(|&index| queries[index].source));
            for &index in group {
                found(index, self.path(search, queries[index].source, target));
            }
        } else {
            let targets = group.iter().map(|&index| queries[index].target);
            search.run(self.graph, self.weights, self.ranks, source, targets);
            for &index in group {
                found(index, search.path(self.graph, queries[index].target));
            }
        }
    }

    /// Returns the path from a source to the target at which the search `found` began: the same path that
    /// [`Dijkstra::path`] returns after a search from the source.
    pub(super) fn path(self, found: &Dijkstra, source: u32, target: u32) -> Option<Path> {
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
    pub(super) fn tight<'b>(self, found: &'b Dijkstra, node: u32) -> impl Iterator<Item = usize> + use<'a, 'b> {
        let here = found.label(node);
        self.graph.out(node).filter(move |&arc| {
            let beyond = found.label(self.graph.head(arc));
            beyond.map(|beyond| beyond.over(self.weights[arc], self.ranks[arc])) == here
        })
    }

    /// Chooses among equally cheap paths: from the target backwards, always by the arc with the smallest number.
    fn settle(self, found: &Dijkstra, source: u32, target: u32) -> Vec<u32> {
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

    /// Searches from a target to sources, given the labels of all nodes from each of these where no arc is better.
    pub(super) fn run_towards(&self, search: &mut Dijkstra, target: u32, sources: &BTreeMap<u32, &[Label]>) {
        // Each source is looked for where its own path is no longer than it was at least.
        let before = sources.values().map(|labels| (labels, labels[target as usize]));
        let before: Vec<_> = before.filter(|(_, label)| label.cost < f64::INFINITY).collect();
        let rest = |node: u32| {
            let labels = before.iter().map(|(labels, whole)| (labels[node as usize], whole));
            let labels = labels.filter(|(label, _)| label.cost < f64::INFINITY);
            let beside = labels.map(|(label, whole)| Label {
                cost: label.cost - whole.cost,
                rank: label.rank + (u64::MAX / 4 - whole.rank),
            });
            beside.reduce(|least, next| if next < least { next } else { least })
        };
        let ends: Vec<u32> = sources.keys().copied().collect();
        search.run_towards(&self.graph, (&self.weights, &self.ranks), target, &ends, rest);
    }
}

impl Label {
    /// Returns the label before an arc at whose end this label is.
    pub(super) fn over(self, weight: f64, rank: u64) -> Self {
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
                    assert_eq!(weighted.path(&back, source, target), there.path(&graph, target));
                }
            }
        }
    }
}
