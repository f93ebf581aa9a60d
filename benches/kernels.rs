//! Times the kernels on the network of every grain origin and southern port: one question, one origin, all prices.

use std::hint::black_box;
use std::path::Path;

use corridor::case::Case;
use corridor::solve::{self, Query, Search};
use criterion::{Criterion, criterion_group, criterion_main};

fn kernels(bench: &mut Criterion) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/jilin-maize-2017.toml");
    let case = Case::prepare(&path, &[]).expect("the shipped scenario is valid");
    let priced = case.priced();
    let (network, costs) = (priced.network(), priced.costs());
    let graph = network.graph();
    let weights = costs.weights(priced.prices());
    let ranks = costs.ranks(priced.prices());
    let queries: Vec<Query> = network
        .questions()
        .iter()
        .filter_map(|question| Some(Query { source: question.source, targets: vec![question.target?] }))
        .collect();
    let values = case.model().register.values();
    let mut search = Search::new(graph.nodes());

    let mut group = bench.benchmark_group(format!("{} nodes, {} arcs", graph.nodes(), graph.arcs()));
    group.sample_size(20);
    group.bench_function("one to one", |bencher| {
        bencher.iter(|| {
            let query = &queries[0];
            search.run(graph, &weights, &ranks, query.source, query.targets.iter().copied());
            black_box(search.best_path(graph, &query.targets))
        });
    });
    group.bench_function("one to all", |bencher| {
        bencher.iter(|| {
            search.run(graph, &weights, &ranks, queries[0].source, []);
            black_box(search.label(0))
        });
    });
    group.bench_function(format!("{} questions", queries.len()), |bencher| {
        bencher.iter(|| black_box(solve::cheapest(graph, &weights, &ranks, &queries)));
    });
    group.bench_function("price", |bencher| {
        bencher.iter(|| {
            let prices = costs.price(&values);
            black_box((costs.weights(&prices), costs.ranks(&prices)))
        });
    });
    group.finish();
}

criterion_group!(all, kernels);
criterion_main!(all);
