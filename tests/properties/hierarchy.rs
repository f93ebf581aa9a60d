//! The hierarchy finds what Dijkstra's algorithm finds, in any order, on every instruction set.

use corridor_kernel::graph::Graph;
use corridor_kernel::lanes;
use corridor_kernel::lanes::InstructionSet;
use corridor_kernel::{Dijkstra, Hierarchy, Order, Targets};
use proptest::prelude::*;

use crate::holds_for;

/// A graph with two weights for each arc, sorted by tail.
#[derive(Clone, Debug)]
struct Priced {
    nodes: u32,
    arcs: Vec<(u32, u32, [u32; 2])>,
    coordinates: Vec<(f64, f64)>,
    any_order: Vec<u32>,
}

impl Priced {
    fn graph(&self) -> Graph {
        Graph::from_sorted(self.nodes as usize, self.arcs.iter().map(|&(tail, head, _)| (tail, head)))
    }

    /// Returns the weights of one lane; the greatest number stands for an arc that cannot be used.
    fn weights(&self, lane: usize) -> Vec<f64> {
        let weight = |weight: u32| if weight == u32::MAX { f64::INFINITY } else { f64::from(weight) };
        self.arcs.iter().map(|arc| weight(arc.2[lane])).collect()
    }

    fn orders(&self, graph: &Graph) -> Vec<Order> {
        vec![
            Order::of(graph, &self.any_order),
            Order::dissection(graph, None),
            Order::dissection(graph, Some(&self.coordinates)),
        ]
    }
}

/// Makes layered graphs: arcs stay in a layer of nodes or lead to the next, so that much cannot be reached; with
/// parallel arcs, loops, weights of nothing and arcs that cannot be used.
fn layered(most: u32) -> impl Strategy<Value = Priced> {
    (1..most, 1..4_u32).prop_flat_map(|(nodes, layers)| {
        let size = nodes.div_ceil(layers);
        let weight = || prop_oneof![3 => 0..4_u32, 2 => 0..2_000_000_000_u32, 1 => Just(u32::MAX)];
        let arc =
            (0..nodes, 0..size, 0..2_u32, [weight(), weight()]).prop_map(move |(tail, place, further, weights)| {
                let head = (tail / size + further) * size + place;
                (tail, head.min(nodes - 1), weights)
            });
        let arcs = prop::collection::vec(arc, 0..3 * nodes as usize + 4);
        let coordinates = prop::collection::vec((0..9_u8, 0..9_u8), nodes as usize);
        let any_order = Just((0..nodes).collect::<Vec<u32>>()).prop_shuffle();
        (arcs, coordinates, any_order).prop_map(move |(mut arcs, coordinates, any_order)| {
            arcs.sort_by_key(|arc| arc.0);
            let coordinates = coordinates.into_iter().map(|(x, y)| (f64::from(x), f64::from(y))).collect();
            Priced { nodes, arcs, coordinates, any_order }
        })
    })
}

/// Returns the distances from every node to every other by Dijkstra's algorithm, row by row.
fn all_pairs(graph: &Graph, weights: &[f64]) -> Vec<f64> {
    let ranks = vec![1; graph.arcs()];
    let mut search = Dijkstra::new(graph.nodes());
    let mut distances = Vec::new();
    for source in 0..graph.nodes() as u32 {
        search.run(graph, weights, &ranks, source, []);
        distances
            .extend((0..graph.nodes() as u32).map(|node| search.label(node).map_or(f64::INFINITY, |label| label.cost)));
    }
    distances
}

/// Checks the distances between all nodes under one set of prices.
fn agrees(graph: &Graph, hierarchy: &Hierarchy, weights: &[f64], known: &[f64]) -> Result<(), TestCaseError> {
    let nodes: Vec<u32> = (0..graph.nodes() as u32).collect();
    let metric = hierarchy.customize(weights);
    let matrix = Targets::new(hierarchy, &nodes).matrix(hierarchy, &metric, &nodes);
    prop_assert_eq!(&matrix, known);
    // Some targets twice and out of order, for one source.
    let some: Vec<u32> = nodes.iter().rev().step_by(2).chain(&nodes).copied().collect();
    let row = Targets::new(hierarchy, &some).matrix(hierarchy, &metric, &nodes[..1]);
    prop_assert_eq!(row, some.iter().map(|&target| known[target as usize]).collect::<Vec<f64>>());
    Ok(())
}

#[test]
fn every_order_agrees_with_dijkstra_under_two_sets_of_prices_on_every_instruction_set() {
    holds_for(500, &layered(14), |priced| {
        let graph = priced.graph();
        let weights = [priced.weights(0), priced.weights(1)];
        let known = weights.each_ref().map(|weights| all_pairs(&graph, weights));
        let before = lanes::level();
        for order in priced.orders(&graph) {
            let hierarchy = Hierarchy::new(&graph, &order);
            for level in InstructionSet::ALL.into_iter().filter(|level| level.is_available()) {
                lanes::choose(level);
                agrees(&graph, &hierarchy, &weights[0], &known[0])?;
                agrees(&graph, &hierarchy, &weights[1], &known[1])?;
            }
        }
        lanes::choose(before);
        Ok(())
    });
}

#[test]
fn graphs_that_are_worth_parting_agree_too() {
    holds_for(12, &layered(220), |priced| {
        let graph = priced.graph();
        let weights = priced.weights(0);
        let known = all_pairs(&graph, &weights);
        for order in [Order::dissection(&graph, None), Order::dissection(&graph, Some(&priced.coordinates))] {
            agrees(&graph, &Hierarchy::new(&graph, &order), &weights, &known)?;
        }
        Ok(())
    });
}
