//! Times the kernels and the library; `cargo bench -- NAME` runs what has the name in it.

mod draws;
mod events;
#[path = "../../tests/support/graphs.rs"]
mod graphs;
mod kernels;
mod pareto;
mod pipeline;
mod study;

use criterion::{criterion_group, criterion_main};

criterion_group!(
    all,
    draws::draws,
    events::events,
    kernels::kernels,
    pareto::fronts,
    pipeline::pipeline,
    study::studies,
);
criterion_main!(all);
