//! Pruning: the arcs that can be on a cheapest path of some query.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::graph::Graph;
use crate::{Dijkstra, Query};

/// Returns for each arc whether some query may use it while prices are within their bounds.
///
/// An arc is useless to a query if even the cheapest path over it at the lower bounds costs more than the cheapest of
/// all paths at the upper bounds.
///
/// # Shape
/// `bounds` has one entry for each arc; an arc whose lower bound is infinite is never used.
pub(super) fn useful(graph: &Graph, bounds: &[(f64, f64)], queries: &[Query]) -> Vec<bool> {
    let (reversed, original) = graph.reversed();
    let low: Vec<f64> = bounds.iter().map(|bound| bound.0).collect();
    let high: Vec<f64> = bounds.iter().map(|bound| bound.1).collect();
    let low_reversed: Vec<f64> = original.iter().map(|&arc| low[arc as usize]).collect();
    let ranks = vec![1; graph.arcs()];
    let distances = |search: &mut Dijkstra, graph: &Graph, weights: &[f64], source: u32| {
        search.run(graph, weights, &ranks, source, []);
        Distances::of(search)
    };
    let search = || Dijkstra::new(graph.nodes());
    let targets: BTreeSet<u32> = queries.iter().map(|query| query.target).collect();
    let to_target = targets
        .into_par_iter()
        .map_init(search, |search, target| (target, distances(search, &reversed, &low_reversed, target)));
    let to_target: BTreeMap<u32, Distances> = to_target.collect();
    let mut order = queries.to_vec();
    order.sort_by_key(|query| query.source);
    let none = || vec![false; graph.arcs()];
    let by_source = order.par_chunk_by(|left, right| left.source == right.source);
    let found = by_source.fold(
        || (search(), none()),
        |(mut search, mut useful), of_source| {
            let most = distances(&mut search, graph, &high, of_source[0].source);
            let least = distances(&mut search, graph, &low, of_source[0].source);
            let out = |(tail, so_far): (u32, f64)| graph.out(tail).map(move |arc| (arc, so_far));
            let beyond = least.reached().flat_map(out).map(|(arc, so_far)| (arc, so_far + low[arc]));
            let reached: Vec<(usize, f64)> =
                beyond.filter(|&(arc, so_far)| so_far < f64::INFINITY && !useful[arc]).collect();
            for query in of_source {
                let (rest, most) = (&to_target[&query.target], most.at(query.target));
                for &(arc, so_far) in &reached {
                    let over = so_far + rest.at(graph.head(arc));
                    useful[arc] |= over <= most && over < f64::INFINITY;
                }
            }
            (search, useful)
        },
    );
    found.map(|(_, useful)| useful).reduce(none, |mut useful, other| {
        useful.iter_mut().zip(other).for_each(|(known, more)| *known |= more);
        useful
    })
}

/// Distances from one node, of the part of a graph in which all nodes are that it reaches.
struct Distances {
    first: usize,
    costs: Vec<f64>,
}

impl Distances {
    fn of(search: &Dijkstra) -> Self {
        let (first, labels) = search.range();
        Self { first, costs: labels.iter().map(|label| label.cost).collect() }
    }

    /// Returns the distance of a node; infinity where there is no path to it.
    fn at(&self, node: u32) -> f64 {
        let place = (node as usize).checked_sub(self.first);
        place.and_then(|place| self.costs.get(place).copied()).unwrap_or(f64::INFINITY)
    }

    /// Iterates over the nodes to which there is a path, with their distances.
    fn reached(&self) -> impl Iterator<Item = (u32, f64)> {
        (self.first as u32..).zip(self.costs.iter().copied()).filter(|(_, cost)| *cost < f64::INFINITY)
    }
}
