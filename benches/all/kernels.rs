//! Times the kernels on the network of every grain origin and southern port: one question, one origin, all prices, and
//! the whole of a draw - figures, prices, all answers - eight at a time beside the same one by one.

use std::hint::black_box;
use std::path::Path;

use corridor::answer::Prepared;
use corridor::draws::Distributions;
use corridor::draws::Engine;
use corridor::ids::Id;
use corridor_kernel as solve;
use corridor_kernel::{Dijkstra, Query, Retention, Tape};
use criterion::Criterion;

pub(crate) fn kernels(bench: &mut Criterion) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/jilin-maize-2017.toml");
    let case = Prepared::prepare(&path, &[]).expect("the shipped scenario is valid");
    let priced = case.priced();
    let (network, costs) = (priced.network(), priced.costs());
    let graph = network.graph();
    let weights = costs.weights(priced.prices());
    let ranks = costs.ranks(priced.prices());
    let queries: Vec<Query> = network
        .questions()
        .iter()
        .filter_map(|question| Some(Query { source: question.source, target: question.target? }))
        .collect();
    let values = case.model().register.values();
    // The way with the most arcs is the one that a search has to go furthest for.
    let found = solve::cheapest(graph, &weights, &ranks, &queries);
    let length = |index: &usize| found[*index].as_ref().map_or(0, |path| path.arcs.len());
    let furthest = &queries[(0..queries.len()).max_by_key(length).expect("questions")];
    let mut search = Dijkstra::new(graph.nodes());

    let mut group = bench.benchmark_group(format!("{} nodes, {} arcs", graph.nodes(), graph.arcs()));
    group.sample_size(20);
    group.bench_function("one to one", |bencher| {
        bencher.iter(|| {
            search.run(graph, &weights, &ranks, furthest.source, [furthest.target]);
            black_box(search.path(graph, furthest.target))
        });
    });
    group.bench_function("one to all", |bencher| {
        bencher.iter(|| {
            search.run(graph, &weights, &ranks, furthest.source, []);
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
    let classes: Vec<u32> = network.arcs().ids().map(|arc| costs.entry_number(arc)).collect();
    let bounds = vec![Tape::ANY; classes.iter().max().map_or(0, |&class| class as usize + 1)];
    let tape = Tape::build(graph, &classes, &bounds, &queries, Retention::Costs);
    let mut slots = tape.slots();
    group.bench_function(
        format!("{} questions at 8 prices by a tape of {} steps", queries.len(), tape.steps()),
        |bencher| {
            bencher.iter(|| {
                tape.run(&mut slots);
                black_box(tape.answer(&slots, 0))
            });
        },
    );
    group.bench_function("build that tape", |bencher| {
        bencher.iter(|| black_box(Tape::build(graph, &classes, &bounds, &queries, Retention::Costs)));
    });
    let distributions = Distributions::of(case.model(), case.scenario()).expect("distributions");
    let engine = Engine::new(&case, distributions, 1).expect("an engine");
    let mut worker = engine.worker();
    group.bench_function("8 draws: figures, prices, all answers", |bencher| {
        bencher.iter(|| black_box(engine.answer(&mut worker, 0)[0]));
    });
    group.bench_function("1 draw: figures, prices, all answers, one by one", |bencher| {
        let mut values = values.clone();
        bencher.iter(|| {
            for &figure in engine.figures() {
                values[figure.index()] = engine.value(figure, 0);
            }
            let prices = costs.price(&values);
            black_box(solve::cheapest(graph, &costs.weights(&prices), &costs.ranks(&prices), &queries))
        });
    });
    group.finish();
}
