//! Queues whose mean waits are known, in independent runs.

use super::{
    Carrier, CarrierDeparture, Happening, Hold, Job, JobStage, Leaves, Outcome, Plant, ServicePoint, StagePoint,
    UnitPool, World, run,
};
use crate::queueing::{wait_exponential, wait_for_departure, wait_one_server};

/// Seconds of one unit of time: rounding to whole seconds is of no weight.
const UNIT: f64 = 100_000.0;
/// The runs of one comparison.
const RUNS: usize = 30;
/// The quantile of Student's distribution with 29 degrees of freedom beyond which lies 1 in 2000 on each side.
const STUDENT: f64 = 3.659;

/// A generator by Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
struct SplitMix(u64);

impl SplitMix {
    fn exponential(&mut self, mean: f64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^= bits >> 31;
        let uniform = ((bits >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
        (-mean * libm::log(uniform)).round() as u64
    }
}

/// A world with one kind of service and a departure each interval.
struct QueueWorld {
    random: SplitMix,
    /// The mean service time.
    service: f64,
    is_exponential: bool,
    interval: u64,
    /// The jobs before this one are not measured.
    first: u32,
    reached: Vec<u64>,
    /// The seconds waited in line by the jobs that are measured, and how many they are.
    waited: (u64, u64),
    /// The sum of the seconds that jobs were inside.
    inside: u64,
}

impl QueueWorld {
    fn new(seed: u64, jobs: usize, service: f64, is_exponential: bool) -> Self {
        let random = SplitMix(seed.wrapping_mul(0xA076_1D64_78BD_642F));
        let (reached, first) = (vec![0; jobs], jobs as u32 / 5);
        Self { random, service, is_exponential, interval: 0, first, reached, waited: (0, 0), inside: 0 }
    }

    /// Makes jobs that come at random with a mean gap.
    fn jobs(&mut self, gap: f64) -> Vec<Job> {
        let mut second = 0;
        let mut next = || {
            second += self.random.exponential(gap);
            Job { second, load: 1, route: 0 }
        };
        (0..self.reached.len()).map(|_| next()).collect()
    }
}

impl World for QueueWorld {
    fn hold(&mut self, _: u32, _: u32, _: u64) -> Hold {
        if self.service <= 0.0 {
            return Hold::default();
        }
        let seconds = if self.is_exponential { self.random.exponential(self.service) } else { self.service as u64 };
        Hold::both(seconds)
    }

    fn departure(&mut self, _: u32, from: u64) -> Option<CarrierDeparture> {
        Some(CarrierDeparture { second: from.next_multiple_of(self.interval), cutoff: 0 })
    }

    fn happened(&mut self, what: Happening) {
        match what.point {
            StagePoint::Reached => self.reached[what.job as usize] = what.second,
            StagePoint::Begun if what.job >= self.first => {
                self.waited.0 += what.second - self.reached[what.job as usize];
                self.waited.1 += 1;
            }
            StagePoint::Begun => {}
            StagePoint::Ended => self.inside += what.second - self.reached[what.job as usize],
        }
    }
}

/// Compares the mean wait of independent runs with a known one, in units of their own confidence interval, and checks
/// Little's law in each: the jobs inside, summed over all seconds, are the seconds that all jobs were inside.
fn meets(wanted: f64, mut one: impl FnMut(u64) -> (QueueWorld, Outcome)) {
    let mut means = Vec::new();
    for seed in 1..=RUNS as u64 {
        let (line, found) = one(seed);
        assert_eq!(found.inside.area(), u128::from(line.inside), "Little's law");
        assert_eq!(found.inside.level(), 0);
        means.push(line.waited.0 as f64 / line.waited.1 as f64 / UNIT);
    }
    let mean = means.iter().sum::<f64>() / RUNS as f64;
    let variance = means.iter().map(|own| (own - mean) * (own - mean)).sum::<f64>() / (RUNS - 1) as f64;
    let half = STUDENT * (variance / RUNS as f64).sqrt();
    assert!((mean - wanted).abs() < half, "{mean} +- {half} against {wanted}");
    // A test that nothing can fail shows nothing: the interval is a small part of what is measured.
    assert!(half < 0.1 * wanted, "{half} of {wanted}");
}

fn served(channels: u32, load: f64, is_exponential: bool, wanted: f64) {
    let plant =
        Plant { servers: vec![ServicePoint { channels }], routes: vec![vec![JobStage::Serve(0)]], ..Plant::default() };
    meets(wanted, |seed| {
        let mut line = QueueWorld::new(seed, 20_000, UNIT, is_exponential);
        let jobs = line.jobs(UNIT / (load * f64::from(channels)));
        let found = run(&plant, &jobs, (0, u64::MAX), &mut line);
        (line, found)
    });
}

#[test]
fn one_server_waits_as_pollaczek_and_khinchine_say() {
    for load in [0.5, 0.8] {
        served(1, load, true, wait_one_server(load, 1.0, 1.0));
        served(1, load, false, wait_one_server(load, 1.0, 0.0));
    }
}

#[test]
fn several_servers_wait_as_erlang_says() {
    for (channels, load) in [(2, 0.7), (5, 0.8)] {
        served(channels, load, true, wait_exponential(channels, load * f64::from(channels), 1.0));
    }
}

#[test]
fn a_weekly_ship_is_waited_for_half_a_week() {
    let plant = Plant {
        carriers: vec![Carrier { room: None, leaves: Leaves::AtTimes }],
        routes: vec![vec![JobStage::Board(0)]],
        ..Plant::default()
    };
    meets(wait_for_departure(&[7.0]), |seed| {
        let mut line = QueueWorld::new(seed, 5_000, 0.0, false);
        line.interval = 7 * UNIT as u64;
        let jobs = line.jobs(UNIT / 10.0);
        let last = jobs.last().map_or(0, |job| job.second);
        let found = run(&plant, &jobs, (0, last + line.interval), &mut line);
        (line, found)
    });
}

/// Runs a handful of jobs and writes down when each stage of each begins.
fn begun(plant: &Plant, jobs: &[Job], holds: Hold, until: u64) -> (Vec<(u32, u32, u64)>, Outcome) {
    /// The job of the last number is there 5 s late.
    struct Told(Vec<(u32, u32, u64)>, Hold, u32);
    impl World for Told {
        fn hold(&mut self, _: u32, _: u32, _: u64) -> Hold {
            self.1
        }
        fn departure(&mut self, _: u32, from: u64) -> Option<CarrierDeparture> {
            Some(CarrierDeparture { second: from.next_multiple_of(100), cutoff: 10 })
        }
        fn came(&mut self, _: u32, job: u32, now: u64) -> u64 {
            now + 5 * u64::from(self.2 == job)
        }
        fn happened(&mut self, what: Happening) {
            if what.point == StagePoint::Begun {
                self.0.push((what.job, what.stage, what.second));
            }
        }
    }
    let mut told = Told(Vec::new(), holds, 2);
    let found = run(plant, jobs, (0, until), &mut told);
    (told.0, found)
}

fn at(seconds: &[u64], load: u64) -> Vec<Job> {
    seconds.iter().map(|&second| Job { second, load, route: 0 }).collect()
}

#[test]
fn a_ship_leaves_on_time_with_what_is_there_and_fits() {
    let carrier = Carrier { room: Some(2), leaves: Leaves::AtTimes };
    let plant = Plant { carriers: vec![carrier], routes: vec![vec![JobStage::Board(0)]], ..Plant::default() };
    // The last comes nine seconds before the departure at 100, one too late; of four in time two find room.
    let (begun, found) = begun(&plant, &at(&[10, 20, 30, 90, 91], 1), Hold::default(), 300);
    assert_eq!(begun, [(0, 0, 100), (1, 0, 100), (2, 0, 200), (3, 0, 200), (4, 0, 300)]);
    let tally = &found.carriers[0];
    assert_eq!((tally.departures, tally.carried, tally.empty), (4, 5, 1));
    assert_eq!((tally.line.greatest(), found.inside.level()), (5, 0));
}

#[test]
fn a_ship_that_waits_for_its_load_leaves_when_it_is_there() {
    let carrier = Carrier { room: Some(3), leaves: Leaves::WhenReady(3) };
    let plant = Plant { carriers: vec![carrier], routes: vec![vec![JobStage::Board(0)]], ..Plant::default() };
    let (begun, found) = begun(&plant, &at(&[0, 40, 70, 80, 90], 1), Hold::default(), 1000);
    assert_eq!(begun, [(0, 0, 75), (1, 0, 75), (2, 0, 75)]);
    assert_eq!(found.carriers[0].line.level(), 2);
}

#[test]
fn what_is_taken_comes_back_and_only_then_goes_out_again() {
    let routes = vec![vec![JobStage::Take(0, 2), JobStage::Pass, JobStage::Return(0, 2)]];
    let plant = Plant { pools: vec![UnitPool { units: 3 }], routes, ..Plant::default() };
    // Each keeps two of three units for 10 s, and they are 5 s on the way back.
    let (begun, found) = begun(&plant, &at(&[0, 1, 2], 1), Hold { job: 10, channel: 5 }, 1000);
    let taken: Vec<u64> = begun.iter().filter(|own| own.1 == 0).map(|own| own.2).collect();
    assert_eq!(taken, [0, 15, 30]);
    assert_eq!(found.pools[0].in_use.area(), 3 * 15 * 2);
    // A job that wants more than there are waits for ever, and is counted.
    let routes = vec![vec![JobStage::Take(0, 4)]];
    let plant = Plant { pools: vec![UnitPool { units: 3 }], routes, ..Plant::default() };
    let (begun, found) = self::begun(&plant, &at(&[0], 1), Hold::default(), 50);
    assert_eq!((begun.len(), found.inside.level(), found.pools[0].line.area()), (0, 1, 50));
}

#[test]
fn a_server_may_be_free_before_or_after_its_job_is_done() {
    let plant = Plant {
        servers: vec![ServicePoint { channels: 1 }],
        routes: vec![vec![JobStage::Serve(0)]],
        ..Plant::default()
    };
    let (begun, _) = begun(&plant, &at(&[0, 0, 0], 1), Hold { job: 50, channel: 20 }, 1000);
    assert_eq!(begun, [(0, 0, 0), (1, 0, 20), (2, 0, 40)]);
}
