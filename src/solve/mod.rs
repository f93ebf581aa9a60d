//! Stage 5: kernels on plain arrays; they know nodes, arcs and weights, nothing of places or money.

mod dijkstra;
mod heap;

use rayon::prelude::*;

use crate::graph::Graph;

pub use dijkstra::{Label, Search};

/// Asks for the cheapest path from one node to the cheapest of some others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Where paths begin.
    pub source: u32,
    /// Where they may end; the first of equally good ones is taken.
    pub targets: Vec<u32>,
}

/// Is a cheapest path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The sum of the weights: a whole number.
    pub cost: f64,
    /// The arcs from source to target.
    pub arcs: Vec<u32>,
}

/// Answers queries in parallel, those with one source by one search.
///
/// Weights are whole numbers at or above 0, infinite where an arc cannot be used. Of paths that cost the same the
/// one with the smaller sum of ranks is taken, then the one whose last differing arc has the smaller number; so the
/// answers do not depend on threads or on the order of the queries.
///
/// # Shape
/// `weights` and `ranks` have one entry for each arc; the answer has one entry for each query.
///
/// # Example
/// ```
/// use corridor::{graph::Graph, solve::{cheapest, Query}};
///
/// let graph = Graph::from_sorted(3, [(0, 1), (0, 2), (1, 2)]);
/// let found = cheapest(&graph, &[1.0, 5.0, 2.0], &[1, 1, 1], &[Query { source: 0, targets: vec![2] }]);
/// assert_eq!(found[0].as_ref().map(|path| (path.cost, path.arcs.clone())), Some((3.0, vec![0, 2])));
/// ```
///
/// # Panics
/// If `weights` or `ranks` have more or fewer entries than the graph has arcs.
pub fn cheapest(graph: &Graph, weights: &[f64], ranks: &[u64], queries: &[Query]) -> Vec<Option<Path>> {
    assert_eq!(weights.len(), graph.arcs(), "one weight for each arc");
    assert_eq!(ranks.len(), graph.arcs(), "one rank for each arc");
    let mut order: Vec<usize> = (0..queries.len()).collect();
    order.sort_by_key(|&index| (queries[index].source, index));
    let groups: Vec<&[usize]> = order.chunk_by(|&left, &right| queries[left].source == queries[right].source).collect();
    let found: Vec<Vec<(usize, Option<Path>)>> = groups
        .into_par_iter()
        .map_init(
            || Search::new(graph.nodes()),
            |search, group| {
                let targets = group.iter().flat_map(|&index| &queries[index].targets).copied();
                search.run(graph, weights, ranks, queries[group[0]].source, targets);
                group.iter().map(|&index| (index, search.best_path(graph, &queries[index].targets))).collect()
            },
        )
        .collect();
    let mut answers = vec![None; queries.len()];
    for (index, path) in found.into_iter().flatten() {
        answers[index] = path;
    }
    answers
}
