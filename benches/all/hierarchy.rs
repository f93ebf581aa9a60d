//! Times the contraction hierarchy on a corridor of many modes and on freeways: order, shape, prices, questions.

use std::hint::black_box;

use corridor_kernel::lanes::{Block, LANES};
use corridor_kernel::{Dijkstra, Hierarchy, Order, Targets, TreeQuery};
use criterion::{Criterion, Throughput};

/// The sources, and the targets, of the matrix and of the single questions.
const ENDS: usize = 1000;

pub(crate) fn hierarchies(bench: &mut Criterion) {
    for name in ["corridor_m", "us_freeway"] {
        stages(bench, name);
    }
}

/// Returns nodes that are spread over the graph, one far from the next.
fn spread(nodes: usize, stride: usize) -> Vec<u32> {
    (0..ENDS).map(|index| (index * stride % nodes) as u32).collect()
}

fn stages(bench: &mut Criterion, name: &str) {
    let crate::graphs::Weighted { graph, weights, coordinates, .. } = crate::graphs::read(name);
    let blocks: Vec<Block> = weights.iter().map(|&weight| Block::splat(weight)).collect();
    let order = Order::dissection(&graph, Some(&coordinates));
    let hierarchy = Hierarchy::new(&graph, &order);
    let (mut one, mut eight) = (hierarchy.customize(&weights), hierarchy.customize(&blocks));
    let (sources, targets) = (spread(graph.nodes(), 7919), spread(graph.nodes(), 104_729));
    let (mut query, mut queries) = (TreeQuery::new(&hierarchy), TreeQuery::new(&hierarchy));
    let mut search = Dijkstra::new(graph.nodes());
    let ranks = vec![1; graph.arcs()];

    let mut group = bench.benchmark_group(format!("hierarchy of {name}"));
    group.sample_size(10);
    group.bench_function("order", |bencher| {
        bencher.iter(|| black_box(Order::dissection(&graph, Some(&coordinates))));
    });
    group.bench_function("shape", |bencher| bencher.iter(|| black_box(Hierarchy::new(&graph, &order))));
    group.sample_size(50);
    // Throughput in elements is sets of prices, or questions, a second.
    group.bench_function("prices", |bencher| bencher.iter(|| hierarchy.customize_into(&weights, &mut one)));
    group.throughput(Throughput::Elements(LANES as u64));
    group.bench_function("prices, eight at once", |bencher| {
        bencher.iter(|| hierarchy.customize_into(&blocks, &mut eight));
    });
    group.throughput(Throughput::Elements(ENDS as u64));
    let questions = || sources.iter().copied().zip(targets.iter().copied());
    group.bench_function("distances", |bencher| {
        bencher.iter(|| questions().map(|(from, to)| query.distance(&hierarchy, &one, from, to)).sum::<f64>());
    });
    group.bench_function("paths", |bencher| {
        bencher.iter(|| {
            for (from, to) in questions() {
                black_box(query.path(&hierarchy, &one, &weights, from, to));
            }
        });
    });
    group.throughput(Throughput::Elements((ENDS * LANES) as u64));
    group.bench_function("distances, eight at once", |bencher| {
        bencher.iter(|| {
            for (from, to) in questions() {
                black_box(queries.distance(&hierarchy, &eight, from, to));
            }
        });
    });
    group.throughput(Throughput::Elements(graph.nodes() as u64));
    group.bench_function("one to all by Dijkstra", |bencher| {
        bencher.iter(|| search.run(&graph, &weights, &ranks, sources[1], []));
    });
    group.sample_size(10);
    group.throughput(Throughput::Elements((ENDS * ENDS) as u64));
    group.bench_function("matrix", |bencher| {
        bencher.iter(|| black_box(Targets::new(&hierarchy, &targets).matrix(&hierarchy, &one, &sources)));
    });
    group.finish();
}
