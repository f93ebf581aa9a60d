//! Shortest-path and related algorithms on plain arrays of nodes, arcs and weights, without places, modes or money.
//!
//! All `unsafe` code of the workspace is in [`lanes`], in one file.

mod backward;
mod dijkstra;
pub mod graph;
mod guard;
mod heap;
mod hierarchy;
mod k_shortest;
pub mod lanes;
mod order;
mod parametric;
mod pareto;
mod perturbed;
mod tape;

use rayon::prelude::*;

use crate::graph::Graph;

use backward::WeightedGraph;

pub use crate::lanes::Weight;
pub use dijkstra::{Cost, Dijkstra, Label};
pub use guard::Guard;
pub use hierarchy::{Hierarchy, Metric, Sweep, Targets, TreeQuery};
pub use k_shortest::{Candidate, RankedRoute, RouteEnds, RouteGraph, Routes};
pub use order::{Effort, Order};
pub use parametric::{CostLine, Fraction, Parametric, ParametricError, ParametricPiece};
pub use pareto::{Front, FrontBounds, FrontPoint, Workspace, front_of, supported};
pub use perturbed::{ArcChange, PerturbationMemory, PerturbedGraph};
pub use tape::{Retention, Tape, TapePath};

/// One shortest-path question: the cheapest path from one node to the cheapest of several targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The node where paths begin.
    pub source: u32,
    /// The nodes where paths may end; of equally cheap targets the first in the list is taken.
    pub targets: Vec<u32>,
}

/// A cheapest path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The sum of the weights of the arcs, a whole number.
    pub cost: f64,
    /// The sum of the ranks, by which paths of equal cost are chosen.
    pub rank: u64,
    /// The arcs from source to target.
    pub arcs: Vec<u32>,
}

/// Answers queries in parallel, one search for all queries with the same source, or one for all with the same target
/// where those groups are fewer.
///
/// Weights are whole numbers at or above 0, infinite where an arc cannot be used; ranks are at least 1. Of paths that cost the same the
/// one with the smaller sum of ranks is taken, then the one whose last differing arc has the smaller number; so the
/// answers do not depend on threads or on the order of the queries.
///
/// # Shape
/// `weights` and `ranks` have one entry for each arc; the answer has one entry for each query.
///
/// # Example
/// ```
/// use corridor_kernel::{graph::Graph, cheapest, Query};
///
/// let graph = Graph::from_sorted(3, [(0, 1), (0, 2), (1, 2)]);
/// let found = cheapest(&graph, &[1.0, 5.0, 2.0], &[1, 1, 1], &[Query { source: 0, targets: vec![2] }]);
/// assert_eq!(found[0].as_ref().map(|path| (path.cost, path.arcs.clone())), Some((3.0, vec![0, 2])));
/// ```
///
/// # Panics
/// If `weights` or `ranks` have more or fewer entries than the graph has arcs, or a rank is 0.
pub fn cheapest(graph: &Graph, weights: &[f64], ranks: &[u64], queries: &[Query]) -> Vec<Option<Path>> {
    assert_eq!(weights.len(), graph.arcs(), "one weight for each arc");
    assert_eq!(ranks.len(), graph.arcs(), "one rank for each arc");
    // Ties are settled by moving a parent, which is safe only where every arc raises the rank: else parents could form a ring.
    assert!(ranks.iter().all(|&rank| rank > 0), "every arc has a rank above 0");
    let from_source = grouped(queries, |query| query.source);
    let one_target = queries.iter().all(|query| query.targets.len() == 1);
    let from_target = if one_target { grouped(queries, |query| query.targets[0]) } else { Vec::new() };
    let weighted = WeightedGraph { graph, weights, ranks };
    let found: Vec<Vec<(usize, Option<Path>)>> = if one_target && from_target.len() < from_source.len() {
        let reversed = weighted.reversed();
        let answer = |search: &mut Dijkstra, group: &Vec<usize>| {
            let target = queries[group[0]].targets[0];
            reversed.run(search, target, group.iter().map(|&index| queries[index].source));
            group.iter().map(|&index| (index, weighted.path(search, queries[index].source, target))).collect()
        };
        from_target.par_iter().map_init(|| Dijkstra::new(graph.nodes()), answer).collect()
    } else {
        let answer = |search: &mut Dijkstra, group: &Vec<usize>| {
            let targets = group.iter().flat_map(|&index| &queries[index].targets).copied();
            search.run(graph, weights, ranks, queries[group[0]].source, targets);
            group.iter().map(|&index| (index, search.best_path(graph, &queries[index].targets))).collect()
        };
        from_source.par_iter().map_init(|| Dijkstra::new(graph.nodes()), answer).collect()
    };
    let mut answers = vec![None; queries.len()];
    for (index, path) in found.into_iter().flatten() {
        answers[index] = path;
    }
    answers
}

/// Groups the positions of queries that have the same end node.
fn grouped<Q>(queries: &[Q], end: impl Fn(&Q) -> u32) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..queries.len()).collect();
    order.sort_by_key(|&index| (end(&queries[index]), index));
    order.chunk_by(|&left, &right| end(&queries[left]) == end(&queries[right])).map(<[usize]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::{Query, cheapest};
    use crate::graph::Graph;

    /// Two ways from 0 to 3 that cost the same: over 1 with rank 5, over 2 with rank 4; and a dear direct arc.
    fn diamond() -> (Graph, Vec<f64>, Vec<u64>) {
        let graph = Graph::from_sorted(5, [(0, 1), (0, 2), (0, 3), (1, 3), (2, 3)]);
        (graph, vec![3.0, 2.0, 9.0, 2.0, 3.0], vec![2, 2, 1, 3, 2])
    }

    fn ask(source: u32, targets: &[u32]) -> Query {
        Query { source, targets: targets.to_vec() }
    }

    #[test]
    fn of_equally_cheap_paths_the_lower_rank_is_taken() {
        let (graph, weights, ranks) = diamond();
        let path = cheapest(&graph, &weights, &ranks, &[ask(0, &[3])])[0].clone().expect("a path");
        assert_eq!((path.cost, path.arcs), (5.0, vec![1, 4]));
    }

    #[test]
    fn of_equal_ranks_the_smaller_last_arc_is_taken() {
        let (graph, weights, _) = diamond();
        let path = cheapest(&graph, &weights, &[1; 5], &[ask(0, &[3])])[0].clone().expect("a path");
        assert_eq!(path.arcs, vec![0, 3]);
    }

    #[test]
    fn an_infinite_arc_is_no_arc() {
        let (graph, mut weights, ranks) = diamond();
        weights[1] = f64::INFINITY;
        weights[0] = f64::INFINITY;
        let answers = cheapest(&graph, &weights, &ranks, &[ask(0, &[3]), ask(0, &[2]), ask(3, &[0])]);
        assert_eq!(answers[0].as_ref().map(|path| path.cost), Some(9.0));
        assert!(answers[1].is_none() && answers[2].is_none());
    }

    #[test]
    fn the_cheapest_of_several_targets_is_taken_and_the_source_may_be_one() {
        let (graph, weights, ranks) = diamond();
        let answers = cheapest(&graph, &weights, &ranks, &[ask(0, &[3, 2, 4]), ask(1, &[1])]);
        assert_eq!(answers[0].as_ref().map(|path| path.arcs.clone()), Some(vec![1]));
        assert_eq!(answers[1].as_ref().map(|path| path.cost), Some(0.0));
    }
}
