//! Shortest-path and related algorithms on plain arrays of nodes, arcs and weights, without places, modes or money.
//!
//! All `unsafe` code of the workspace is in [`lanes`], in one file.

mod along;
mod backward;
mod contraction;
mod costs;
mod dijkstra;
pub mod events;
pub mod flow;
pub mod graph;
mod heap;
mod hierarchy;
mod information;
mod k_shortest;
pub mod lanes;
mod order;
mod pareto;
mod path;
mod perturbed;
mod potential;
pub mod queueing;
mod schedule;
mod tape;
mod weighted;

use rayon::prelude::*;

use crate::graph::Graph;

use backward::{QueryGroups, WeightedGraph};

pub use along::{Along, cheapest_along};
pub use costs::least_costs;
pub use dijkstra::{Dijkstra, Label};
pub use hierarchy::{Hierarchy, Metric, Targets};
pub use information::{best_on_average, gains_by_knowing, mean_gain};
pub use k_shortest::{Candidate, RankedRoute, RouteEnds, RouteGraph, Routes};
pub use order::Order;
pub use pareto::{Front, FrontBounds, FrontPoint, Workspace, front_of, supported};
pub use path::{Path, Query};
pub use perturbed::{ArcChange, PerturbedGraph};
pub use potential::{NegativeWalk, potentials, potentials_from_sources};
pub use schedule::{
    Aim, BackwardGraph, Bound, DatedGraph, DatedPath, DatedQuery, DatedSearch, LeastLeft, Passage, Passed, TimedArcs,
    TooManyStates,
};
pub use tape::{Guard, Retention, Tape, TapePath};
pub use weighted::{PrioritySample, Sampled, WeightSums, resampled, weighted_moments, weighted_quantiles};

/// Answers queries in parallel, one search for all queries with the same source, or one for all with the same target
/// where those groups are fewer.
///
/// Weights are whole numbers at or above 0, infinite where an arc cannot be used; ranks are at least 1. Of paths of
/// equal cost the one with the smaller sum of ranks is taken, then the one whose last differing arc has the smaller
/// number; so the answers do not depend on threads or on the order of the queries.
///
/// # Shape
/// `weights` and `ranks` have one entry for each arc; the answer has one entry for each query.
///
/// # Example
/// ```
/// use corridor_kernel::{graph::Graph, cheapest, Query};
///
/// let graph = Graph::from_sorted(3, [(0, 1), (0, 2), (1, 2)]);
/// let found = cheapest(&graph, &[1.0, 5.0, 2.0], &[1, 1, 1], &[Query { source: 0, target: 2 }]);
/// assert_eq!(found[0].as_ref().map(|path| (path.cost, path.arcs.clone())), Some((3.0, vec![0, 2])));
/// ```
///
/// # Panics
/// If `weights` or `ranks` have more or fewer entries than the graph has arcs, or a rank is 0.
pub fn cheapest(graph: &Graph, weights: &[f64], ranks: &[u64], queries: &[Query]) -> Vec<Option<Path>> {
    let weighted = WeightedGraph::new(graph, weights, ranks);
    let QueryGroups { groups, by_target } = QueryGroups::new(queries);
    let reversed = by_target.then(|| weighted.reversed());
    let answer = |search: &mut Dijkstra, group: &Vec<usize>| {
        let mut paths = Vec::with_capacity(group.len());
        weighted.answer(reversed.as_ref(), search, queries, group, |_, path| paths.push(path));
        paths
    };
    let found: Vec<Vec<Option<Path>>> = groups.par_iter().map_init(|| Dijkstra::new(graph.nodes()), answer).collect();
    let mut paths = vec![None; queries.len()];
    for (&index, path) in groups.iter().flatten().zip(found.into_iter().flatten()) {
        paths[index] = path;
    }
    paths
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

    fn ask(source: u32, target: u32) -> Query {
        Query { source, target }
    }

    #[test]
    fn of_equally_cheap_paths_the_lower_rank_is_taken_then_the_smaller_last_arc() {
        let (graph, weights, ranks) = diamond();
        let path = cheapest(&graph, &weights, &ranks, &[ask(0, 3)]).remove(0).expect("a path");
        assert_eq!((path.cost, path.arcs), (5.0, vec![1, 4]));
        let path = cheapest(&graph, &weights, &[1; 5], &[ask(0, 3)]).remove(0).expect("a path");
        assert_eq!(path.arcs, vec![0, 3]);
    }

    #[test]
    fn an_infinite_arc_is_no_arc_and_the_source_may_be_the_target() {
        let (graph, mut weights, ranks) = diamond();
        weights[1] = f64::INFINITY;
        weights[0] = f64::INFINITY;
        let answers = cheapest(&graph, &weights, &ranks, &[ask(0, 3), ask(0, 2), ask(3, 0), ask(1, 1)]);
        let costs: Vec<Option<f64>> = answers.iter().map(|answer| answer.as_ref().map(|path| path.cost)).collect();
        assert_eq!(costs, [Some(9.0), None, None, Some(0.0)]);
    }
}
