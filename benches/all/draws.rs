//! Times the drawing of figures: every kind of distribution on every instruction set, eight draws of a hundred figures.

use std::hint::black_box;

use corridor::draws::{Correlation, Distribution, Distributions, Draws};
use corridor::ids::{FigureId, Id};
use corridor_kernel::lanes;
use corridor_kernel::lanes::{InstructionSet, LANES};
use criterion::{Criterion, Throughput};

const FIGURES: usize = 100;

/// Returns a hundred figures of one kind.
fn figures(kind: &Distribution) -> Distributions {
    let mut all = Distributions::fixed((0..FIGURES).map(|index| (format!("figure.{index}"), 1.0)));
    for index in 0..FIGURES {
        all.set(FigureId::new(index), kind.clone()).expect("a distribution");
    }
    all
}

/// Returns what is drawn; of the last, every figure goes together with the first.
fn kinds() -> Vec<(&'static str, Distributions)> {
    let uniform = Distribution::Uniform { low: 1.0, high: 2.0 };
    let mut correlated = figures(&uniform);
    let pairs: Vec<_> =
        (1..FIGURES).map(|other| Correlation::new("figure.0", &format!("figure.{other}"), 0.05)).collect();
    correlated.correlate(&pairs).expect("correlations");
    vec![
        ("uniform", figures(&uniform)),
        ("triangular", figures(&Distribution::Triangular { low: 1.0, mode: 1.3, high: 2.0 })),
        ("pert", figures(&Distribution::Pert { low: 1.0, mode: 1.3, high: 2.0 })),
        ("normal", figures(&Distribution::normal(1.5, 0.1, None, None))),
        ("discrete", figures(&Distribution::Discrete(vec![(1.0, 0.2), (1.5, 0.5), (2.0, 0.3)]))),
        ("empirical", figures(&Distribution::Empirical((0..50).map(f64::from).collect()))),
        ("event", figures(&Distribution::Event { probability: 0.1, value: 2.0, otherwise: 1.0 })),
        ("correlated", correlated),
    ]
}

pub(crate) fn draws(bench: &mut Criterion) {
    let needed: Vec<FigureId> = (0..FIGURES).map(FigureId::new).collect();
    let best = lanes::level();
    for (name, figures) in kinds() {
        let mut group = bench.benchmark_group(format!("draw {name}"));
        group.throughput(Throughput::Elements((FIGURES * LANES) as u64)).sample_size(20);
        let draws = Draws::new(&figures, 42);
        let mut values = draws.start();
        for level in InstructionSet::ALL.into_iter().filter(|level| lanes::choose(*level)) {
            let mut first_draw = 0;
            group.bench_function(level.as_str(), |bencher| {
                bencher.iter(|| {
                    draws.fill(first_draw, &needed, &mut values);
                    first_draw += LANES as u64;
                    black_box(&values);
                });
            });
        }
        group.finish();
    }
    lanes::choose(best);
    let pert = figures(&Distribution::Pert { low: 1.0, mode: 1.3, high: 2.0 });
    bench.bench_function("prepare a hundred tables", |bencher| bencher.iter(|| black_box(Draws::new(&pert, 42))));
}
