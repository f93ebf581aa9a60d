//! Times each stage between a scenario's files and its printed answer, and all of them together, for one demand and for
//! more than a thousand.

use std::hint::black_box;
use std::path::Path;

use corridor::analysis::compare::{self as case, CompareQuestion};
use corridor::analysis::{self, Extent, Question, Request};
use corridor::answer::{Prepared, Progress};
use corridor::cost::Costs;
use corridor::model::Model;
use corridor::network::Network;
use corridor::present::{self, Format, Lang, Look, Screen, Shown, markdown};
use corridor::scenario::Scenario;
use criterion::Criterion;

pub(crate) fn pipeline(bench: &mut Criterion) {
    for name in ["hunchun-ningbo-2019", "jilin-maize-2017"] {
        stages(bench, name);
    }
}

fn stages(bench: &mut Criterion, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
    let scenario = Scenario::load(&path, &[]).expect("the shipped scenario is valid");
    let (model, _) = Model::check(&scenario).expect("the shipped scenario has a meaning");
    let network = Network::expand(&model);
    let cases = [Prepared::prepare(&path, &[]).expect("the shipped scenario can be answered")];
    let results = case::answer(&cases);

    let mut group = bench.benchmark_group(name);
    group.sample_size(10);
    group.bench_function("load", |bencher| bencher.iter(|| black_box(Scenario::load(&path, &[]).is_ok())));
    group.bench_function("check", |bencher| bencher.iter(|| black_box(Model::check(&scenario).is_ok())));
    group.bench_function("expand", |bencher| bencher.iter(|| black_box(Network::expand(&model))));
    group.bench_function("compile", |bencher| bencher.iter(|| black_box(Costs::compile(&network, &model))));
    group.bench_function("answer", |bencher| bencher.iter(|| black_box(case::answer(&cases))));
    group.bench_function("present", |bencher| {
        bencher.iter(|| {
            let page = results.page(Look::default());
            black_box((markdown::render(&page), results.json(), results.csv(Lang::En)))
        });
    });
    group.bench_function("all", |bencher| {
        bencher.iter(|| {
            let cases = [Prepared::prepare(&path, &[]).expect("the shipped scenario can be answered")];
            let request = Request {
                extent: Extent::Page,
                ..Request::from(Question::Compare(CompareQuestion { draws: Some(0) }))
            };
            let found = analysis::answer(&cases, &request, &Progress::default()).expect("an answer");
            black_box(present::write(&found, Format::Markdown, Look::default(), Screen { columns: 100, colour: false }))
        });
    });
    group.finish();
}
