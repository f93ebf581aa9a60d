//! The kernel finds what petgraph's Dijkstra finds, on plain graphs and on expanded networks.

use corridor_kernel::graph::Graph;
use corridor_kernel::{Path, Query, cheapest};
use petgraph::algo::dijkstra;
use petgraph::graph::{DiGraph, NodeIndex};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, plans, world};

/// Is a graph with the weight and rank of each arc, sorted by tail.
#[derive(Clone, Debug)]
struct Plain {
    nodes: usize,
    arcs: Vec<(u32, u32, u32, u64)>,
    queries: Vec<Query>,
}

fn plain_graphs() -> impl Strategy<Value = Plain> {
    (1..12_u32).prop_flat_map(|nodes| {
        // Few different weights make many ties.
        let arc =
            (0..nodes, 0..nodes, prop_oneof![3 => 0..4_u32, 1 => 0..2_000_000_000_u32, 1 => Just(u32::MAX)], 1..4_u64);
        let query = (0..nodes, 0..nodes);
        (prop::collection::vec(arc, 0..40), prop::collection::vec(query, 1..6)).prop_map(move |(mut arcs, queries)| {
            arcs.sort_by_key(|arc| arc.0);
            let queries = queries.into_iter().map(|(source, target)| Query { source, target }).collect();
            Plain { nodes: nodes as usize, arcs, queries }
        })
    })
}

/// Returns the least (weight, rank) from a source to every node, by petgraph.
fn by_petgraph(graph: &Graph, weights: &[f64], ranks: &[u64], source: u32) -> Vec<Option<(u64, u64)>> {
    let mut other: DiGraph<(), u128> = DiGraph::new();
    for _ in 0..graph.nodes() {
        other.add_node(());
    }
    for node in 0..graph.nodes() as u32 {
        for arc in graph.out(node).filter(|&arc| weights[arc].is_finite()) {
            // Weight before rank, in one number.
            let both = u128::from(weights[arc] as u64) << 64 | u128::from(ranks[arc]);
            other.add_edge(NodeIndex::new(node as usize), NodeIndex::new(graph.head(arc) as usize), both);
        }
    }
    let found = dijkstra(&other, NodeIndex::new(source as usize), None, |edge| *edge.weight());
    let split = |both: u128| ((both >> 64) as u64, both as u64);
    (0..graph.nodes()).map(|node| found.get(&NodeIndex::new(node)).copied().map(split)).collect()
}

/// Checks that answers are paths from source to a target that cost and rank what petgraph finds at least.
fn agree(
    graph: &Graph,
    weights: &[f64],
    ranks: &[u64],
    queries: &[Query],
    paths: &[Option<Path>],
) -> Result<(), TestCaseError> {
    prop_assert_eq!(queries.len(), paths.len());
    for (query, path) in queries.iter().zip(paths) {
        let known = by_petgraph(graph, weights, ranks, query.source);
        let least = known[query.target as usize];
        let Some(path) = path else {
            prop_assert_eq!(least, None);
            continue;
        };
        let mut at = query.source;
        let mut sum = (0_u64, 0_u64);
        for &arc in &path.arcs {
            prop_assert!(graph.out(at).contains(&(arc as usize)), "the arcs follow each other");
            sum = (sum.0 + weights[arc as usize] as u64, sum.1 + ranks[arc as usize]);
            at = graph.head(arc as usize);
        }
        prop_assert_eq!(at, query.target, "the path ends at the target");
        prop_assert_eq!(Some(sum), least);
        prop_assert_eq!(path.cost.to_bits(), (sum.0 as f64).to_bits());
    }
    Ok(())
}

/// Makes pools of one, two and five threads.
fn pools() -> [rayon::ThreadPool; 3] {
    [1, 2, 5].map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool of threads"))
}

#[test]
fn the_kernel_finds_what_petgraph_finds_on_plain_graphs() {
    holds_for(6000, &plain_graphs(), |plain| {
        let graph = Graph::from_sorted(plain.nodes, plain.arcs.iter().map(|&(tail, head, ..)| (tail, head)));
        // The greatest weight stands for an arc that cannot be used.
        let weight = |weight: u32| if weight == u32::MAX { f64::INFINITY } else { f64::from(weight) };
        let weights: Vec<f64> = plain.arcs.iter().map(|arc| weight(arc.2)).collect();
        let ranks: Vec<u64> = plain.arcs.iter().map(|arc| arc.3).collect();
        let paths = cheapest(&graph, &weights, &ranks, &plain.queries);
        agree(&graph, &weights, &ranks, &plain.queries, &paths)?;
        for (query, path) in plain.queries.iter().zip(&paths) {
            let alone = cheapest(&graph, &weights, &ranks, std::slice::from_ref(query));
            prop_assert_eq!(&alone[0], path, "a query does not depend on its neighbours");
        }
        Ok(())
    });
}

#[test]
fn the_kernel_finds_what_petgraph_finds_on_networks_with_any_number_of_threads() {
    let pools = pools();
    holds_for(700, &plans(ALL, 0), |plan| {
        let case = world(&plan).case();
        let priced = case.priced();
        let (graph, costs) = (priced.network().graph(), priced.costs());
        let (weights, ranks) = (costs.weights(priced.prices()), costs.ranks(priced.prices()));
        let asked = priced
            .network()
            .questions()
            .iter()
            .filter_map(|question| question.target.map(|target| Query { source: question.source, target }));
        let queries: Vec<Query> = asked.collect();
        let paths = cheapest(graph, &weights, &ranks, &queries);
        agree(graph, &weights, &ranks, &queries, &paths)?;
        for pool in &pools {
            prop_assert_eq!(&pool.install(|| cheapest(graph, &weights, &ranks, &queries)), &paths);
        }
        Ok(())
    });
}

#[test]
#[should_panic(expected = "rank above 0")]
fn arcs_without_rank_are_refused_for_they_could_tie_in_a_ring() {
    let graph = Graph::from_sorted(4, [(0, 1), (1, 0), (1, 3), (2, 0)]);
    let _ = cheapest(&graph, &[0.0; 4], &[0; 4], &[Query { source: 2, target: 3 }]);
}

#[test]
fn answers_are_the_same_bytes_with_any_number_of_threads() {
    let pools = pools();
    holds_for(60, &plans(ALL, 0), |plan| {
        let world = world(&plan);
        let json = |pool: &rayon::ThreadPool| pool.install(|| world.json(crate::support::world::Spelling::Plain));
        prop_assert_eq!(json(&pools[0]), json(&pools[1]));
        prop_assert_eq!(json(&pools[0]), json(&pools[2]));
        Ok(())
    });
}
