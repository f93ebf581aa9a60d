//! Times discrete events: jobs in the line of a server that is busy four fifths of the time, as in a simulation.

use std::hint::black_box;

use corridor_kernel::events::{CarrierDeparture, Happening, Hold, Job, JobStage, Plant, ServicePoint, World, run};
use criterion::{Criterion, Throughput};

/// The jobs of one run.
const JOBS: u32 = 100_000;

/// A world in which service takes 0 to 1599 seconds, as it were at random.
struct Shuffled;

impl World for Shuffled {
    fn hold(&mut self, job: u32, _: u32, _: u64) -> Hold {
        Hold::both(u64::from(job.wrapping_mul(2_654_435_761) % 1600))
    }

    fn departure(&mut self, _: u32, _: u64) -> Option<CarrierDeparture> {
        None
    }

    fn happened(&mut self, what: Happening) {
        black_box(what);
    }
}

pub(crate) fn events(bench: &mut Criterion) {
    let plant = Plant {
        servers: vec![ServicePoint { channels: 1 }],
        routes: vec![vec![JobStage::Serve(0)]],
        ..Plant::default()
    };
    let jobs: Vec<Job> = (0..JOBS).map(|job| Job { second: u64::from(job) * 1000, load: 1, route: 0 }).collect();
    let counted = run(&plant, &jobs, (0, u64::MAX), &mut Shuffled).events;
    let mut group = bench.benchmark_group("events");
    group.throughput(Throughput::Elements(counted));
    group.bench_function("one server", |bencher| {
        bencher.iter(|| black_box(run(&plant, &jobs, (0, u64::MAX), &mut Shuffled)));
    });
}
