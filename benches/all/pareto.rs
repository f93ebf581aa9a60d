//! Times complete fronts: one demand on the network of every grain origin and southern port, and questions across the
//! freeways of a continent.

use std::hint::black_box;
use std::path::Path;

use corridor::answer::Prepared;
use corridor::ids::{ArcId, Id};
use corridor_kernel::graph::Graph;
use corridor_kernel::{Front, Workspace};
use criterion::Criterion;

/// The greatest fee of an arc of the freeways, in the unit of their times.
const GREATEST_FEE: u64 = 1000;

pub(crate) fn fronts(bench: &mut Criterion) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/jilin-maize-2017.toml");
    let case = Prepared::prepare(&path, &[]).expect("the shipped scenario is valid");
    let priced = case.priced();
    let (network, costs, prices) = (priced.network(), priced.costs(), priced.prices());
    let criteria = (0..network.graph().arcs()).map(|arc| {
        let priced = costs.priced(prices, ArcId::new(arc));
        let time = (priced.hours.iter().sum::<f64>() * 3.6e6).round() as u64;
        [priced.total() as u64, time, (priced.co2e_kg_per_t * 1e6).round() as u64]
    });
    let criteria: Vec<[u64; 3]> = criteria.collect();
    let model = case.model();
    let is_asked = |demand, from: &str, to: &str| {
        let known: &corridor::model::Demand = &model.demands[demand];
        model.places.list[known.from].key == from && model.places.list[known.to].key == to
    };
    for (from, to) in [("changchun", "ningbo"), ("hunchun", "guangzhou_huangpu")] {
        let questions = network.questions().iter().filter(|question| is_asked(question.demand, from, to));
        let ends = questions.filter_map(|question| Some((question.source, question.target?)));
        let ends: Vec<(u32, u32)> = ends.collect();
        let two = criteria.iter().map(|sums| [sums[0], sums[1]]).collect();
        time(bench, &format!("{from} to {to}, cost and time"), network.graph(), two, &ends);
        time(bench, &format!("{from} to {to}, cost, time and CO2e"), network.graph(), criteria.clone(), &ends);
    }
    let crate::graphs::Weighted { graph, weights, coordinates, .. } = crate::graphs::read("us_freeway");
    // A fee that has nothing to do with the time; from coast to coast, and from the south to the north.
    let fee = |arc: usize| (arc as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let criteria = weights.iter().enumerate().map(|(arc, &weight)| [fee(arc) % GREATEST_FEE, weight as u64]);
    let nodes = || 0..graph.nodes() as u32;
    let place = |node: &u32| coordinates[*node as usize];
    let ends = [
        (
            nodes().min_by(|one, other| place(one).0.total_cmp(&place(other).0)).expect("nodes"),
            nodes().max_by(|one, other| place(one).0.total_cmp(&place(other).0)).expect("nodes"),
        ),
        (
            nodes().min_by(|one, other| place(one).1.total_cmp(&place(other).1)).expect("nodes"),
            nodes().max_by(|one, other| place(one).1.total_cmp(&place(other).1)).expect("nodes"),
        ),
    ];
    time(bench, "freeways, fee and time", &graph, criteria.collect(), &ends);
}

fn time<const D: usize>(
    bench: &mut Criterion,
    name: &str,
    graph: &Graph,
    criteria: Vec<[u64; D]>,
    ends: &[(u32, u32)],
) {
    let arcs = criteria.len();
    let front = Front::new(graph, criteria, vec![1; arcs]);
    let mut workspace = Workspace::new(graph.nodes());
    let mut find = || -> usize {
        let found = |&(source, target): &(u32, u32)| {
            front.from(source, &front.bounds(target), Front::UNLIMITED, &mut workspace).len()
        };
        ends.iter().map(found).sum()
    };
    let points = find();
    let name = format!("{name}: {} questions, {points} points", ends.len());
    let mut group = bench.benchmark_group("fronts");
    group.sample_size(10);
    group.bench_function(name, |bencher| bencher.iter(|| black_box(find())));
    group.finish();
}
