//! One run: how long each stage of each consignment takes, and what the consignment costs as it happened.

use corridor_kernel::events::{Happening, Hold, Job, JobStage, Outcome, StagePoint, World, run};

use crate::draws::{philox_key, philox_uniform};
use crate::ids::Id;
use crate::units::{Duration, Money};

use super::acts::{Act, ActKind, BORDER, HANDLING, MOVING, SentRoute, WAITING};
use super::clock::HOUR;
use super::question::ArrivalPattern;
use super::setup::Setup;
use crate::answer::StepKind;

/// The runs are this many draws apart: no run has more consignments.
const DRAWS_OF_RUN: u64 = 1 << 32;

/// A consignment that arrived in the measured days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Delivered {
    /// Its number in the run.
    pub(super) job: u32,
    /// Its route.
    pub(super) way: u32,
    /// The second at which it came.
    pub(super) came: u64,
    /// How long it took.
    pub(super) time: Duration,
    /// How long it waited: for boxes, wagons, room, services, capacity, and where something was shut.
    pub(super) waited: Duration,
    /// What a tonne of it cost, in millionths.
    pub(super) cost: i64,
    /// What of it the waiting cost.
    pub(super) waiting_cost: i64,
}

/// What one run comes to.
pub(super) struct RunResult {
    /// The consignments that arrived in the measured days, in the order of their arrival.
    pub(super) delivered: Vec<Delivered>,
    /// For each resource the seconds that were waited for it in the measured days, by how many consignments.
    pub(super) waits: Vec<(u64, u64)>,
    /// For each route how many came before and in the measured days, and how many arrived in all.
    pub(super) counts: Vec<WayCounts>,
    /// What the kernel counted.
    pub(super) outcome: Outcome,
    /// Everything that happened, if it was asked for.
    pub(super) log: Vec<Happening>,
    /// The consignments, in the order in which they came.
    pub(super) jobs: Vec<Job>,
}

/// The consignments of a route in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WayCounts {
    /// Those that came before the measured days and had not arrived then.
    pub(super) inside_before: u64,
    /// Those that came in the measured days.
    pub(super) came: u64,
    /// Those that arrived in them.
    pub(super) arrived: u64,
}

/// A consignment on its way.
#[derive(Clone, Debug)]
struct Travelling {
    /// The second at which it reached its stage.
    reached: u64,
    /// The hours waited, by arc of its route and kind.
    waited: Vec<[f64; 4]>,
    /// The hours that work took more than by its figures: seasons, and what limits it.
    extra: Vec<[f64; 4]>,
    /// The hours waited for boxes or wagons before loading.
    idle_h: f64,
}

/// The world of one run.
struct RunWorld<'s, 'a> {
    setup: &'s Setup<'a>,
    run: u64,
    values: Vec<f64>,
    jobs: &'s [Job],
    travelling: Vec<Option<Travelling>>,
    is_logged: bool,
    window: (u64, u64),
    delivered: Vec<Delivered>,
    waits: Vec<(u64, u64)>,
    counts: Vec<WayCounts>,
    log: Vec<Happening>,
}

impl Setup<'_> {
    /// Runs the days once.
    pub(super) fn run(&self, number: u64, is_logged: bool) -> RunResult {
        let window = self.window();
        let jobs = self.jobs(number, window.1);
        let mut values = self.case.values().to_vec();
        for &(figure, value) in &self.neutral {
            values[figure.index()] = value;
        }
        let mut world = RunWorld {
            setup: self,
            run: number,
            values,
            jobs: &jobs,
            travelling: vec![None; jobs.len()],
            is_logged,
            window,
            delivered: Vec::new(),
            waits: vec![(0, 0); self.resources.len()],
            counts: vec![WayCounts::default(); self.ways.len()],
            log: Vec::new(),
        };
        let outcome = run(&self.plant, &jobs, window, &mut world);
        let RunWorld { delivered, waits, counts, log, .. } = world;
        RunResult { delivered, waits, counts, outcome, log, jobs }
    }

    /// Returns the seconds until a stage can begin that the calendar may shut.
    pub(super) fn shut(&self, act: &Act, now: u64) -> u64 {
        let legs = if act.legs.is_empty() { 0 } else { self.clock.until_legs_open(now, &act.legs) };
        legs + self.clock.until_open(now + legs, act.open_days)
    }

    /// Returns the consignments of a run in the order in which they come, those of one second by their routes.
    fn jobs(&self, run: u64, until: u64) -> Vec<Job> {
        let key = philox_key(self.question.seed);
        let mut jobs = Vec::new();
        for (number, way) in self.ways.iter().enumerate() {
            let uniform = |draw: u64| philox_uniform(key, way.stream, run * DRAWS_OF_RUN + draw);
            let chance = !self.question.is_certain;
            // The first of equal intervals began at any moment before the days do.
            let mut come = if chance { uniform(0) } else { 0.5 };
            let mut draw = 1;
            let load = (way.lot_t * 1000.0).round() as u64;
            while let Some(second) = way.second_of(come).filter(|&second| second <= until) {
                jobs.push(Job { second, load, route: number as u32 });
                come += match self.question.arrivals {
                    ArrivalPattern::Poisson if chance => -libm::log(uniform(draw)),
                    _ => 1.0,
                };
                draw += 1;
            }
        }
        jobs.sort_by_key(|job| (job.second, job.route));
        jobs
    }
}

impl RunWorld<'_, '_> {
    fn way(&self, job: u32) -> &'_ SentRoute {
        &self.setup.ways[self.jobs[job as usize].route as usize]
    }

    fn act(&self, job: u32, stage: u32) -> &'_ Act {
        &self.way(job).acts[stage as usize]
    }

    /// Sets the hours that are drawn to those of a consignment.
    fn draw(&mut self, job: u32) {
        let Some(draws) = &self.setup.draws else { return };
        let draw = self.run * DRAWS_OF_RUN + u64::from(job);
        for &figure in &self.setup.ways[self.jobs[job as usize].route as usize].drawn {
            self.values[figure.index()] = draws.value(figure, draw);
        }
    }

    /// Adds a wait to a consignment, and to what it waited for.
    fn wait(&mut self, job: u32, stage: u32, (since, until): (u64, u64)) {
        let act = self.act(job, stage);
        let ((arc, kind), resource, is_idle) = (act.waits_on, act.resource, act.kind == ActKind::Fleet);
        let hours = (until - since) as f64 / HOUR;
        if let Some(travelling) = &mut self.travelling[job as usize] {
            if is_idle {
                travelling.idle_h += hours;
            } else {
                travelling.waited[arc][kind] += hours;
            }
        }
        if let Some(resource) = resource.filter(|_| until > self.window.0) {
            let (seconds, times) = &mut self.waits[resource];
            (*seconds, *times) = (*seconds + until - since, *times + 1);
        }
    }

    /// Returns the seconds that the work of a stage takes from now on, and notes what is more than by its figures.
    fn work(&mut self, job: u32, stage: u32, at_least_h: f64, now: u64) -> u64 {
        self.draw(job);
        let setup = self.setup;
        let way = &setup.ways[self.jobs[job as usize].route as usize];
        let act = &way.acts[stage as usize];
        let mut hours = setup.case.priced().costs().priced_at(way.arcs[act.arc], &self.values).hours;
        if act.step == StepKind::Ride {
            // The wait for the service is a stage of its own.
            hours[WAITING] = 0.0;
        }
        let draw = self.run * DRAWS_OF_RUN + u64::from(job);
        let drawn = |figure| match &setup.draws {
            Some(draws) => draws.value(figure, draw),
            None => setup.case.values()[figure.index()],
        };
        let day = setup.clock.day(now);
        let mut season_h = 0.0;
        for (leg, share) in &act.legs {
            for season in leg.on(day) {
                season_h += season.time_factor.map_or(0.0, |factor| (drawn(factor) - 1.0) * hours[MOVING] * share);
                season_h += season.extra_h.map_or(0.0, drawn);
            }
        }
        let whole = hours.iter().sum::<f64>() + season_h;
        let missing = (at_least_h - whole).max(0.0);
        let kind = match act.step {
            StepKind::Ride => MOVING,
            StepKind::Cross => BORDER,
            _ => HANDLING,
        };
        if let Some(travelling) = &mut self.travelling[job as usize] {
            travelling.extra[act.arc][MOVING] += season_h;
            travelling.extra[act.arc][kind] += missing;
        }
        ((whole + missing) * HOUR).round() as u64
    }

    /// Notes a consignment that has arrived, with what it cost.
    fn arrive(&mut self, job: u32, now: u64) {
        let Some(travelling) = self.travelling[job as usize].take() else { return };
        let came = self.jobs[job as usize].second;
        let number = self.jobs[job as usize].route as usize;
        if now <= self.window.0 {
            self.counts[number].inside_before -= 1;
            return;
        }
        self.counts[number].arrived += 1;
        self.draw(job);
        let way = &self.setup.ways[number];
        let costs = self.setup.case.priced().costs();
        let (mut time, mut waited) = (Duration::default(), Duration::default());
        let (mut cost, mut idle_cost, mut waiting_cost) = (0.0, Money::ZERO, 0.0);
        for (at, &arc) in way.arcs.iter().enumerate() {
            let (waits, extra) = (travelling.waited[at], travelling.extra[at]);
            let with = |wait: [f64; 4]| {
                let mut more: [f64; 4] = std::array::from_fn(|kind| extra[kind] + wait[kind]);
                more[WAITING] -= way.planned_h[at];
                costs.priced_with(arc, &self.values, more)
            };
            let priced = with(waits);
            time += priced.hours.into_iter().map(Duration::hours).sum();
            waited += waits.into_iter().map(Duration::hours).sum();
            cost += priced.total();
            if waits.iter().any(|&hours| hours > 0.0) {
                waiting_cost += priced.total() - with([0.0; 4]).total();
            }
        }
        if travelling.idle_h > 0.0 {
            let idle = Duration::hours(travelling.idle_h);
            (time, waited) = (time + idle, waited + idle);
            idle_cost = Money::round(travelling.idle_h * self.setup.holding_per_hour);
        }
        self.delivered.push(Delivered {
            job,
            way: number as u32,
            came,
            time,
            waited,
            cost: cost as i64 + idle_cost.micros(),
            waiting_cost: waiting_cost as i64 + idle_cost.micros(),
        });
    }
}

impl World for RunWorld<'_, '_> {
    fn hold(&mut self, job: u32, stage: u32, now: u64) -> Hold {
        let reached = self.travelling[job as usize].as_ref().map_or(now, |travelling| travelling.reached);
        let kind = self.act(job, stage).kind;
        match kind {
            ActKind::Gate(seconds) => {
                let shut = self.setup.shut(self.act(job, stage), now);
                self.wait(job, stage, (reached, now + shut));
                Hold { job: shut, channel: shut + seconds }
            }
            ActKind::Collect(seconds, hours) => {
                self.wait(job, stage, (reached, now));
                let (arc, kind) = self.act(job, stage).waits_on;
                if let Some(travelling) = &mut self.travelling[job as usize] {
                    travelling.waited[arc][kind] += hours;
                }
                Hold { job: (hours * HOUR).round() as u64, channel: seconds }
            }
            ActKind::Sail => {
                self.wait(job, stage, (reached, now));
                Hold::default()
            }
            ActKind::Do(at_least_h) => {
                let shut = self.setup.shut(self.act(job, stage), now);
                if shut > 0 {
                    self.wait(job, stage, (now, now + shut));
                }
                Hold::both(shut + self.work(job, stage, at_least_h, now + shut))
            }
            ActKind::Back(seconds) => Hold { job: 0, channel: seconds },
            ActKind::Fleet | ActKind::Room | ActKind::Leave => Hold::default(),
        }
    }

    fn departure(&mut self, carrier: u32, from: u64) -> Option<u64> {
        let is_it = |own: &&super::acts::Resource| own.departures.is_some() && own.number == carrier as usize;
        let resource = self.setup.resources.iter().find(is_it)?;
        self.setup.clock.departure(resource.departures.as_ref()?, from)
    }

    fn happened(&mut self, what: Happening) {
        let Happening { second, job, stage, point } = what;
        if self.is_logged {
            self.log.push(what);
        }
        let number = self.jobs[job as usize].route as usize;
        match point {
            StagePoint::Reached => {
                if stage == 0 {
                    let arcs = self.setup.ways[number].arcs.len();
                    let (waited, extra) = (vec![[0.0; 4]; arcs], vec![[0.0; 4]; arcs]);
                    self.travelling[job as usize] = Some(Travelling { reached: second, waited, extra, idle_h: 0.0 });
                    let counts = &mut self.counts[number];
                    *(if second > self.window.0 { &mut counts.came } else { &mut counts.inside_before }) += 1;
                }
                if let Some(travelling) = &mut self.travelling[job as usize] {
                    travelling.reached = second;
                }
            }
            StagePoint::Begun => {
                let reached = self.travelling[job as usize].as_ref().map_or(second, |own| own.reached);
                if matches!(self.setup.plant.routes[number][stage as usize], JobStage::Take(..)) {
                    self.wait(job, stage, (reached, second));
                }
            }
            StagePoint::Ended => {
                if stage as usize + 1 == self.setup.ways[number].acts.len() {
                    self.arrive(job, second);
                }
            }
        }
    }
}
