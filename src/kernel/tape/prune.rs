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
    let distances = |search: &mut Dijkstra, graph: &Graph, weights: &[f64], source: u32| -> Vec<f64> {
        search.run(graph, weights, &ranks, source, []);
        let cost = |node| search.label(node).map_or(f64::INFINITY, |label| label.cost);
        (0..graph.nodes() as u32).map(cost).collect()
    };
    let search = || Dijkstra::new(graph.nodes());
    let targets: BTreeSet<u32> = queries.iter().map(|query| query.target).collect();
    let to_target = targets
        .into_par_iter()
        .map_init(search, |search, target| (target, distances(search, &reversed, &low_reversed, target)));
    let to_target: BTreeMap<u32, Vec<f64>> = to_target.collect();
    let mut order = queries.to_vec();
    order.sort_by_key(|query| query.source);
    let none = || vec![false; graph.arcs()];
    let by_source = order.par_chunk_by(|left, right| left.source == right.source);
    let found = by_source.fold(
        || (search(), none()),
        |(mut search, mut useful), of_source| {
            let most = distances(&mut search, graph, &high, of_source[0].source);
            let least = distances(&mut search, graph, &low, of_source[0].source);
            let reached: Vec<(usize, f64)> = graph
                .with_tails()
                .map(|(tail, arc)| (arc, least[tail as usize] + low[arc]))
                .filter(|&(arc, so_far)| so_far < f64::INFINITY && !useful[arc])
                .collect();
            for query in of_source {
                let rest = &to_target[&query.target];
                for &(arc, so_far) in &reached {
                    let over = so_far + rest[graph.head(arc) as usize];
                    useful[arc] |= over <= most[query.target as usize] && over < f64::INFINITY;
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
