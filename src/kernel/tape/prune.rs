//! Pruning: the arcs that can be on a cheapest path of some query.

use crate::graph::Graph;
use crate::{Dijkstra, Query};

/// Returns for each arc whether some query may use it while prices are within their bounds.
///
/// An arc is useless to a query if even the cheapest path over it at the lower bounds costs more than the cheapest of
/// all paths at the upper bounds.
///
/// # Shape
/// `low` and `high` have one entry for each arc; an arc whose `low` is infinite is never used.
pub(super) fn useful(graph: &Graph, low: &[f64], high: &[f64], queries: &[Query]) -> Vec<bool> {
    let (backwards, arc_of) = reversed(graph);
    let low_backwards: Vec<f64> = arc_of.iter().map(|&arc| low[arc]).collect();
    let mut forth = DistanceSearch::new(graph);
    let mut back = DistanceSearch::new(&backwards);
    let mut targets: Vec<u32> = queries.iter().flat_map(|query| query.targets.iter().copied()).collect();
    targets.sort_unstable();
    targets.dedup();
    let to_targets: Vec<Vec<f64>> =
        targets.iter().map(|&target| back.from(&backwards, &low_backwards, target)).collect();
    let mut order: Vec<&Query> = queries.iter().collect();
    order.sort_by_key(|query| query.source);
    let mut useful = vec![false; graph.arcs()];
    for of_source in order.chunk_by(|left, right| left.source == right.source) {
        let source = of_source[0].source;
        let most = forth.from(graph, high, source);
        let least = forth.from(graph, low, source);
        let reached: Vec<(usize, f64, u32)> = (0..graph.nodes() as u32)
            .filter(|&node| least[node as usize] < f64::INFINITY)
            .flat_map(|node| graph.out(node).map(move |arc| (arc, node)))
            .map(|(arc, tail)| (arc, least[tail as usize] + low[arc], graph.head(arc)))
            .filter(|&(arc, so_far, _)| so_far < f64::INFINITY && !useful[arc])
            .collect();
        for query in of_source {
            let bound = query.targets.iter().map(|&target| most[target as usize]).fold(f64::INFINITY, f64::min);
            for target in &query.targets {
                let Ok(position) = targets.binary_search(target) else { continue };
                let rest = &to_targets[position];
                for &(arc, so_far, head) in &reached {
                    let over = so_far + rest[head as usize];
                    useful[arc] |= over <= bound && over < f64::INFINITY;
                }
            }
        }
    }
    useful
}

/// Returns the graph with its arcs reversed, and the original number of each arc.
fn reversed(graph: &Graph) -> (Graph, Vec<usize>) {
    let mut arcs: Vec<(u32, u32, usize)> = (0..graph.nodes() as u32)
        .flat_map(|node| graph.out(node).map(move |arc| (graph.head(arc), node, arc)))
        .collect();
    arcs.sort_unstable();
    let turned = Graph::from_sorted(graph.nodes(), arcs.iter().map(|&(tail, head, _)| (tail, head)));
    (turned, arcs.into_iter().map(|(_, _, arc)| arc).collect())
}

/// A search for the distances of all nodes from one node.
struct DistanceSearch {
    search: Dijkstra,
    ranks: Vec<u64>,
}

impl DistanceSearch {
    fn new(graph: &Graph) -> Self {
        Self { search: Dijkstra::new(graph.nodes()), ranks: vec![1; graph.arcs()] }
    }

    fn from(&mut self, graph: &Graph, weights: &[f64], source: u32) -> Vec<f64> {
        self.search.run(graph, weights, &self.ranks, source, []);
        let label = |node| self.search.label(node).map_or(f64::INFINITY, |label| label.cost);
        (0..graph.nodes() as u32).map(label).collect()
    }
}
