//! Times studies by the library: runs of a sweep, eight at a time and each on a network of its own, and draws.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use corridor::analysis::risk::{RiskQuestion, risk};
use corridor::answer::{Prepared, Progress};
use corridor::draws::Distributions;
use corridor::sweep::Study;
use criterion::{Criterion, Throughput};

/// Prices alone are varied: the network stands, runs are answered eight at a time.
const PRICES: &str = r#"
schema = 1
design = "latin-hypercube"
runs = 4096
seed = 5

[factors]
"tariffs.cn-rail-class4.per_km" = { times = [0.8, 1.3] }
"tariffs.sea-zarubino-box20.per_haul" = "bounds"
"cargo.value_per_t" = [1400, 2400]
"#;

/// The lot is varied: each run has a network of its own.
const NETWORKS: &str = r#"
schema = 1
design = "halton"
runs = 64

[factors]
"cargo.lot_t" = [1000, 5000]
"#;

/// The draws of one answer.
const DRAWS: u64 = 4096;

fn scenario() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/hunchun-ningbo-2019.toml")
}

fn study(plan: &str) -> Study {
    let path = std::env::temp_dir().join(format!("corridor-bench-{}.toml", std::process::id()));
    fs::write(&path, plan).expect("a plan");
    let study = Study::prepare(&scenario(), &[], &path);
    fs::remove_file(&path).expect("it was there");
    study.expect("the plan suits the scenario")
}

pub(crate) fn studies(bench: &mut Criterion) {
    let mut group = bench.benchmark_group("study");
    group.sample_size(10);
    let drawn = format!("draws = 200\n{PRICES}");
    for (name, plan, runs) in [
        ("sweep prices", PRICES, 1024_u64),
        ("sweep networks", NETWORKS, 8),
        ("sweep prices, 200 draws each", &drawn, 16),
    ] {
        let study = study(plan);
        group.throughput(Throughput::Elements(runs));
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(study.answer(0..runs).runs.len()));
        });
    }
    let case = Prepared::prepare(&scenario(), &[]).expect("the shipped scenario can be answered");
    group.throughput(Throughput::Elements(DRAWS));
    let question = RiskQuestion { draws: DRAWS, ..RiskQuestion::default() };
    group.bench_function("risk", |bencher| {
        bencher.iter(|| {
            let distributions = Distributions::of_case(&case).expect("distributions");
            black_box(risk(&case, distributions, &question, &Progress::default()).is_ok())
        });
    });
    group.finish();
}
