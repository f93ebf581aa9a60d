//! One run: how long each stage of each consignment takes, and what the consignment costs as it happened.

use corridor_kernel::events::{CarrierDeparture, Happening, Hold, Job, JobStage, Outcome, StagePoint, World, run};

use crate::cost::{DatedHours, PricedArc};
use crate::draws::{normal_quantile, philox_key, philox_uniform};
use crate::ids::{FigureId, Id};
use crate::units::{Duration, Money};

use super::acts::{Act, ActKind, BORDER, HANDLING, MOVING, Resource, SentRoute, WAITING};
use super::clock::{HOUR, SimulatedClock};
use super::question::{ArrivalPattern, DepartureRule};
use super::setup::Setup;
use crate::answer::StepKind;

/// The runs are this many draws apart: no run has more consignments.
const DRAWS_OF_RUN: u64 = 1 << 32;
/// The hours of a day.
const HOURS_PER_DAY: f64 = 24.0;
/// The share of consignments that are no later than by the late days.
const IN_TIME: f64 = 0.95;

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
    /// The second from which it could board what it boards next.
    ready: u64,
    /// The hours under way that the departure which it boarded gives.
    given_h: Option<f64>,
    /// The hours waited, by arc of its route and kind.
    waited: Vec<[f64; 4]>,
    /// The hours waited that count towards the storage of each arc.
    stored: Vec<f64>,
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

    /// Returns the seconds until a stage can begin that calendar and opening hours may shut; its legs run on the switches of
    /// a route.
    pub(super) fn shut(&self, way: &SentRoute, act: &Act, now: u64) -> u64 {
        let mut begins = now;
        loop {
            let mut opens = begins + self.clock.until_open(begins, act.open_days);
            for open in &act.open {
                opens += SimulatedClock::until_opening(opens, open);
            }
            if !act.legs.is_empty() {
                opens += self.clock.until_running(opens, &act.legs, (self.case.model(), way.switches));
            }
            if opens == begins || opens > now + u64::from(u32::MAX) {
                return opens - now;
            }
            begins = opens;
        }
    }

    /// Returns the service of a carrier.
    pub(super) fn carrier(&self, number: u32) -> Option<&Resource> {
        self.resources.iter().find(|own| own.departures.is_some() && own.number == number as usize)
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
        let ((arc, kind), stores_on, resource) = (act.waits_on, act.stores_on, act.resource);
        let is_idle = act.kind == ActKind::Fleet;
        let hours = (until - since) as f64 / HOUR;
        if let Some(travelling) = &mut self.travelling[job as usize] {
            if is_idle {
                travelling.idle_h += hours;
            } else {
                travelling.waited[arc][kind] += hours;
                if let Some(arc) = stores_on {
                    travelling.stored[arc] += hours;
                }
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
        let mut season_h = 0.0;
        let given = self.travelling[job as usize].as_mut().and_then(|travelling| travelling.given_h.take());
        if let Some(given) = given.filter(|_| !act.legs.is_empty()) {
            season_h = given - hours[MOVING];
        } else {
            let day = setup.clock.day(now);
            for (leg, share) in &act.legs {
                let mut factor = 1.0;
                for effect in setup.case.model().legs[*leg].effects_on(day, way.switches) {
                    factor *= effect.time_factor.map_or(1.0, drawn);
                    season_h += effect.extra_h.map_or(0.0, drawn);
                }
                season_h += (factor - 1.0) * hours[MOVING] * share;
            }
        }
        let expected = hours.iter().sum::<f64>() + season_h;
        let late_h: f64 = act.late.iter().map(|&figure| self.late_h(figure, draw)).sum();
        // However early, nothing takes less than no time.
        let whole = (expected + late_h).max(0.0);
        let missing = (at_least_h - whole).max(0.0);
        let kind = match act.step {
            StepKind::Ride => MOVING,
            StepKind::Cross => BORDER,
            _ => HANDLING,
        };
        if let Some(travelling) = &mut self.travelling[job as usize] {
            travelling.extra[act.arc][MOVING] += season_h;
            travelling.extra[act.arc][kind] += whole - expected + missing;
        }
        ((whole + missing) * HOUR).round() as u64
    }

    /// Draws the hours by which a consignment is later than expected, or earlier: normal, with the late days as the 95th
    /// percentile; none where nothing is left to chance.
    fn late_h(&self, figure: FigureId, draw: u64) -> f64 {
        let setup = self.setup;
        let late_h = setup.case.values()[figure.index()] * HOURS_PER_DAY;
        let Some(&(_, stream)) = setup.late.iter().find(|(known, _)| *known == figure) else { return 0.0 };
        let uniform = philox_uniform(philox_key(setup.question.seed), stream, draw);
        late_h * normal_quantile(uniform) / normal_quantile(IN_TIME)
    }

    /// Prices an arc of a route with the hours that it took more than by its figures, and those waited on it.
    fn price(&self, way: &SentRoute, at: usize, (extra, waits, stored): ([f64; 4], [f64; 4], f64)) -> PricedArc {
        let costs = self.setup.case.priced().costs();
        let mut hours = costs.priced_at(way.arcs[at], &self.values).hours;
        hours[WAITING] -= way.planned_h[at];
        for (kind, hours) in hours.iter_mut().enumerate() {
            *hours += extra[kind] + waits[kind];
        }
        let dated = DatedHours { hours, longer_h: stored - way.planned_h[at], by_started_days: way.sails[at] };
        costs.priced_dated(way.arcs[at], &self.values, &dated).0
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
        let (mut time, mut waited) = (Duration::default(), Duration::default());
        let (mut cost, mut idle_cost, mut waiting_cost) = (0.0, Money::ZERO, 0.0);
        for at in 0..way.arcs.len() {
            let (waits, extra) = (travelling.waited[at], travelling.extra[at]);
            let priced = self.price(way, at, (extra, waits, travelling.stored[at]));
            time += priced.hours.into_iter().map(Duration::hours).sum();
            waited += waits.into_iter().map(Duration::hours).sum();
            cost += priced.total();
            if waits.iter().any(|&hours| hours > 0.0) || travelling.stored[at] > 0.0 {
                waiting_cost += priced.total() - self.price(way, at, (extra, [0.0; 4], 0.0)).total();
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
                let shut = self.setup.shut(self.way(job), self.act(job, stage), now);
                self.wait(job, stage, (reached, now + shut));
                Hold { job: shut, channel: shut + seconds }
            }
            ActKind::Collect(seconds, hours) => {
                self.wait(job, stage, (reached, now));
                let (arc, kind) = self.act(job, stage).waits_on;
                if let Some(travelling) = &mut self.travelling[job as usize] {
                    travelling.waited[arc][kind] += hours;
                    travelling.stored[arc] += hours;
                }
                Hold { job: (hours * HOUR).round() as u64, channel: seconds }
            }
            ActKind::Sail => {
                self.wait(job, stage, (reached, now));
                let resource = self.act(job, stage).resource.map(|at| &self.setup.resources[at]);
                let calendar = resource.filter(|_| self.setup.question.departures != DepartureRule::WhenFull);
                let departing = calendar.and_then(|own| own.departures.as_ref()?.at(now));
                if let Some(travelling) = &mut self.travelling[job as usize] {
                    travelling.given_h = departing.and_then(|departing| departing.hours);
                }
                Hold::default()
            }
            ActKind::Do(at_least_h) => {
                let shut = self.setup.shut(self.way(job), self.act(job, stage), now);
                if shut > 0 {
                    self.wait(job, stage, (now, now + shut));
                }
                Hold::both(shut + self.work(job, stage, at_least_h, now + shut))
            }
            ActKind::Back(seconds) => Hold { job: 0, channel: seconds },
            ActKind::Fleet | ActKind::Room | ActKind::Leave => Hold::default(),
        }
    }

    fn departure(&mut self, carrier: u32, from: u64) -> Option<CarrierDeparture> {
        let departing = self.setup.carrier(carrier)?.departures.as_ref()?.next(from)?;
        Some(CarrierDeparture { second: departing.leaves as u64, cutoff: departing.cutoff as u64 })
    }

    fn came(&mut self, carrier: u32, job: u32, now: u64) -> u64 {
        let ready = self.travelling[job as usize].as_ref().map_or(now, |travelling| travelling.ready);
        ready + self.setup.carrier(carrier).map_or(0, |own| own.cutoff)
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
                    self.travelling[job as usize] = Some(Travelling {
                        reached: second,
                        ready: second,
                        given_h: None,
                        waited: vec![[0.0; 4]; arcs],
                        stored: vec![0.0; arcs],
                        extra: vec![[0.0; 4]; arcs],
                        idle_h: 0.0,
                    });
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
                if let Some(travelling) = &mut self.travelling[job as usize]
                    && !self.setup.ways[number].acts[stage as usize].is_before_boarding
                {
                    travelling.ready = second;
                }
                if stage as usize + 1 == self.setup.ways[number].acts.len() {
                    self.arrive(job, second);
                }
            }
        }
    }
}
