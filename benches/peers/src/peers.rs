//! The peers, each behind a call or two, all on the same graph.

use std::time::Duration;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;
use routingkit_cch::{CCH, CCHMetric, CCHOneToMany, CCHQuery, compute_order_degree, compute_order_inertial};

use crate::input::Input;
use crate::race::timed;

/// Builds petgraph's graph; edges are numbered as arcs.
pub(crate) fn petgraph_of(input: &Input) -> DiGraph<(), ()> {
    let mut graph = DiGraph::with_capacity(input.graph.nodes(), input.graph.arcs());
    for _ in 0..input.graph.nodes() {
        graph.add_node(());
    }
    for (&tail, &head) in input.tails.iter().zip(&input.heads) {
        graph.add_edge(NodeIndex::new(tail as usize), NodeIndex::new(head as usize), ());
    }
    graph
}

/// Asks petgraph for one cost.
pub(crate) fn petgraph_cost(graph: &DiGraph<(), ()>, weights: &[u32], source: u32, target: u32) -> Option<u32> {
    let (source, target) = (NodeIndex::new(source as usize), NodeIndex::new(target as usize));
    let found = petgraph::algo::dijkstra(graph, source, Some(target), |edge| weights[edge.id().index()]);
    found.get(&target).copied()
}

/// Asks petgraph for the costs to all nodes and returns those of some.
pub(crate) fn petgraph_row(graph: &DiGraph<(), ()>, weights: &[u32], source: u32, targets: &[u32]) -> Vec<Option<u32>> {
    let found =
        petgraph::algo::dijkstra(graph, NodeIndex::new(source as usize), None, |edge| weights[edge.id().index()]);
    targets.iter().map(|&target| found.get(&NodeIndex::new(target as usize)).copied()).collect()
}

/// Asks pathfinding for one cost.
pub(crate) fn pathfinding_cost(input: &Input, weights: &[u32], source: u32, target: u32) -> Option<u32> {
    let next = |&node: &u32| input.graph.out(node).map(|arc| (input.heads[arc], weights[arc]));
    pathfinding::directed::dijkstra::dijkstra(&source, next, |&node| node == target).map(|(_, cost)| cost)
}

/// Prepares `fast_paths` for one set of prices, in an order that it is given if there is one.
pub(crate) fn fast_paths_of(input: &Input, weights: &[u32], order: Option<&[usize]>) -> fast_paths::FastGraph {
    let mut graph = fast_paths::InputGraph::new();
    for ((&tail, &head), &weight) in input.tails.iter().zip(&input.heads).zip(weights) {
        graph.add_edge(tail as usize, head as usize, weight as usize);
    }
    graph.freeze();
    match order {
        None => fast_paths::prepare(&graph),
        Some(order) => fast_paths::prepare_with_order(&graph, order).expect("an order of this graph"),
    }
}

/// Asks `fast_paths` for one cost.
pub(crate) fn fast_paths_cost(
    calculator: &mut fast_paths::PathCalculator,
    graph: &fast_paths::FastGraph,
    source: u32,
    target: u32,
) -> Option<u32> {
    calculator.calc_path(graph, source as usize, target as usize).map(|path| path.get_weight() as u32)
}

/// Builds the hierarchy of `RoutingKit`, by degree or by inertial flow: whichever is customized faster.
pub(crate) fn routingkit_of(input: &Input, weights: &[u32]) -> CCH {
    let nodes = input.graph.nodes() as u32;
    let (tails, heads) = (&input.tails, &input.heads);
    let inertial = compute_order_inertial(nodes, tails, heads, &input.latitude, &input.longitude);
    let inertial = CCH::new(&inertial, tails, heads, |_| {}, true);
    if nodes > 10_000 {
        return inertial;
    }
    let by_degree = CCH::new(&compute_order_degree(nodes, tails, heads), tails, heads, |_| {}, true);
    let time = |cch: &CCH| {
        let mut metric = CCHMetric::new(cch, weights.to_vec());
        (0..5).map(|_| resets(&mut metric, &[weights], 1, |_| {})).min()
    };
    if time(&by_degree) < time(&inertial) { by_degree } else { inertial }
}

/// Resets a metric to each of some sets of prices in turn and asks after each; the copies that it wants are made before.
pub(crate) fn resets(
    metric: &mut CCHMetric<'_>,
    prices: &[&[u32]],
    repeats: usize,
    ask: impl Fn(&CCHMetric<'_>),
) -> Duration {
    // Not all copies at once: they would push everything else out of the caches.
    const AT_ONCE: usize = 16;
    let mut taken = Duration::ZERO;
    let mut done = 0;
    while done < repeats {
        let copies: Vec<Vec<u32>> =
            (done..repeats.min(done + AT_ONCE)).map(|repeat| prices[repeat % prices.len()].to_vec()).collect();
        done += copies.len();
        taken += timed(|| {
            for copy in copies {
                metric.reset(copy);
                ask(metric);
            }
        });
    }
    taken
}

/// Asks `RoutingKit` for the costs of some questions.
pub(crate) fn routingkit_costs(metric: &CCHMetric<'_>, questions: &[(u32, u32)], mut found: impl FnMut(Option<u32>)) {
    let mut query = CCHQuery::new(metric);
    for &(source, target) in questions {
        query.add_source(source, 0);
        query.add_target(target, 0);
        found(query.run().distance());
    }
}

/// Asks `RoutingKit` for a matrix.
pub(crate) fn routingkit_matrix(metric: &CCHMetric<'_>, sources: &[u32], targets: &[u32]) -> Vec<Option<u32>> {
    let mut rows = CCHOneToMany::new(metric, targets);
    sources.iter().flat_map(|&source| rows.distances_from(source)).collect()
}

/// Builds the hierarchy of the `cch` crate.
pub(crate) fn cch_of(input: &Input, weights: &[u32]) -> cch::Cch {
    let nodes = input.graph.nodes() as u32;
    let mut first_out: Vec<u32> = (0..nodes).map(|node| input.graph.out(node).start as u32).collect();
    first_out.push(input.graph.arcs() as u32);
    let graph = cch::graph::Graph { first_out, head: input.heads.clone(), weight: weights.to_vec() };
    let order = cch::inertial_order(nodes, &input.tails, &input.heads, &input.latitude, &input.longitude);
    cch::Cch::build(&graph, &order)
}

/// Asks the `cch` crate for one cost; its queries for pinned targets cannot be used again.
pub(crate) fn cch_cost(shape: &cch::CchView<'_>, metric: &cch::Metric, source: u32, target: u32) -> Option<u32> {
    let cost = cch::distance(shape, &metric.view(), source, target);
    (cost != cch::INF_WEIGHT).then_some(cost)
}
