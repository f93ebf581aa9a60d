//! The hierarchy and the tape on four real sizes of network: `tests/cases/graphs/README.md` says what they are.

use corridor_kernel::lanes::Block;
use corridor_kernel::{Dijkstra, Hierarchy, Order, Query, Retention, Tape, TapePath, Targets};

/// Returns a sequence of nodes that looks random and is always the same.
fn some_nodes(nodes: usize, count: usize) -> Vec<u32> {
    let mut state = 2019_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % nodes
    };
    (0..count).map(|_| next() as u32).collect()
}

/// Checks tapes of some questions, with and without bounds, against Dijkstra's algorithm at two of eight sets of prices.
fn check_tape(name: &str) {
    let crate::support::graphs::Weighted { graph, weights, .. } = crate::support::graphs::read(name);
    let nodes = some_nodes(graph.nodes(), 16);
    let queries: Vec<Query> = nodes.chunks(2).map(|ends| Query { source: ends[0], target: ends[1] }).collect();
    let classes: Vec<u32> = (0..graph.arcs() as u32).collect();
    // Every arc has a factor of its own between 0.7 and 1.4 in each lane.
    let price = |arc: u32, lane: usize| {
        (weights[arc as usize] * (0.7 + ((arc as usize * 31 + lane * 17) % 71) as f64 / 100.0)).round()
    };
    let narrow: Vec<(f64, f64)> =
        weights.iter().map(|weight| ((weight * 0.69).floor(), (weight * 1.41).ceil())).collect();
    let ranks = vec![1; graph.arcs()];
    let mut search = Dijkstra::new(graph.nodes());
    for (bounds, keep) in [
        (vec![Tape::ANY; graph.arcs()], Retention::Costs),
        (narrow.clone(), Retention::Costs),
        (narrow, Retention::Paths),
    ] {
        let tape = Tape::build(&graph, &classes, &bounds, &queries, keep);
        let mut slots = tape.slots();
        for &(arc, slot) in tape.inputs() {
            slots[slot as usize] = Block(std::array::from_fn(|lane| price(arc, lane)));
        }
        tape.run(&mut slots);
        for lane in [0, 7] {
            let weights: Vec<f64> = classes.iter().map(|&arc| price(arc, lane)).collect();
            for (question, query) in queries.iter().enumerate() {
                search.run(&graph, &weights, &ranks, query.source, [query.target]);
                let known = search.label(query.target).map_or(f64::INFINITY, |label| label.cost);
                assert_eq!(tape.answer(&slots, question).0[lane].to_bits(), known.to_bits(), "{name}: {query:?}");
                if keep == Retention::Paths
                    && let TapePath::Over(arcs) = tape.path(&slots, question, lane)
                {
                    let sum = arcs.iter().fold(0.0, |sum, &arc| sum + weights[arc as usize]);
                    assert_eq!(sum.to_bits(), known.to_bits(), "{name}: the way of {query:?}");
                }
            }
        }
    }
}

/// Checks the distances of a hierarchy on one graph against Dijkstra's algorithm.
fn check(name: &str) {
    let crate::support::graphs::Weighted { graph, weights, coordinates, .. } = crate::support::graphs::read(name);
    let hierarchy = Hierarchy::new(&graph, &Order::dissection(&graph, Some(&coordinates)));
    let (sources, targets) = (some_nodes(graph.nodes(), 12), some_nodes(graph.nodes(), 40));
    let matrix = Targets::new(&hierarchy, &targets).matrix(&hierarchy, &hierarchy.customize(&weights), &sources);
    let mut search = Dijkstra::new(graph.nodes());
    let ranks = vec![1; graph.arcs()];
    for (&source, row) in sources.iter().zip(matrix.chunks(targets.len())) {
        search.run(&graph, &weights, &ranks, source, []);
        for (&target, &distance) in targets.iter().zip(row) {
            let known = search.label(target).map_or(f64::INFINITY, |label| label.cost);
            assert_eq!(distance.to_bits(), known.to_bits(), "{name}: {source} to {target}");
        }
    }
}

#[test]
fn a_corridor_of_many_modes_agrees_with_dijkstra() {
    check("corridor_m");
    check_tape("corridor_m");
}

#[test]
fn a_corridor_in_layers_agrees_with_dijkstra() {
    check("corridor_l");
    check_tape("corridor_l");
}

#[test]
fn the_sea_lanes_of_the_world_agree_with_dijkstra() {
    check("marnet");
    check_tape("marnet");
}

#[test]
fn freeways_agree_with_dijkstra() {
    check("us_freeway");
    check_tape("us_freeway");
}
