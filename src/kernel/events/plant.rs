//! Jobs in a plant of servers, pools and carriers, event by event.

use std::collections::VecDeque;

use super::{EventQueue, LevelSum, Levels};

/// What a job does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobStage {
    /// Time passes, whoever else is there.
    Pass,
    /// The job waits in line for a free channel of a server and is served.
    Serve(u32),
    /// The job waits in line until a pool has so many units, and takes them.
    Take(u32, u64),
    /// The job gives units back and goes on at once; they are in the pool again after the time of the stage.
    Return(u32, u64),
    /// The job waits in line until a carrier leaves with room for it.
    Board(u32),
}

/// A job: when it comes, what room it needs on carriers, and the number of its route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// The second at which it comes.
    pub second: u64,
    /// The room that it needs on a carrier.
    pub load: u64,
    /// The number of its route.
    pub route: u32,
}

/// A server, whose channels each serve one job at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServicePoint {
    /// The number of channels.
    pub channels: u32,
}

/// A pool of units that jobs take and give back: wagons, boxes, the places of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitPool {
    /// The units in all.
    pub units: u64,
}

/// When a carrier leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaves {
    /// At the seconds that [`World::departure`] tells.
    AtTimes,
    /// As soon as so much has come; see [`World::came`].
    WhenReady(u64),
}

/// A carrier that takes several jobs at once: a ship, a train.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// The room of one departure; nothing for no limit.
    pub room: Option<u64>,
    /// When it leaves.
    pub leaves: Leaves,
}

/// One departure of a carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CarrierDeparture {
    /// The second.
    pub second: u64,
    /// The seconds before it by which a job must have come; see [`World::came`].
    pub cutoff: u64,
}

/// What jobs pass through.
#[derive(Clone, Debug, Default)]
pub struct Plant {
    /// The servers.
    pub servers: Vec<ServicePoint>,
    /// The pools.
    pub pools: Vec<UnitPool>,
    /// The carriers.
    pub carriers: Vec<Carrier>,
    /// The stages of each route.
    pub routes: Vec<Vec<JobStage>>,
}

/// The seconds of a stage that begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hold {
    /// How long the job itself takes.
    pub job: u64,
    /// How long its channel of a server is taken, or its units do not come back.
    pub channel: u64,
}

impl Hold {
    /// Holds the job and its channel equally long.
    pub const fn both(seconds: u64) -> Self {
        Self { job: seconds, channel: seconds }
    }
}

/// A point in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StagePoint {
    /// The job reaches the stage, and waits in line if it must.
    Reached,
    /// The job has what it waited for.
    Begun,
    /// The job leaves the stage.
    Ended,
}

/// Something that happens to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happening {
    /// The second.
    pub second: u64,
    /// The number of the job.
    pub job: u32,
    /// The number of its stage.
    pub stage: u32,
    /// What happens.
    pub point: StagePoint,
}

/// What a run asks, and whom it tells.
pub trait World {
    /// Returns the seconds of a stage of a job that begins now.
    fn hold(&mut self, job: u32, stage: u32, now: u64) -> Hold;

    /// Returns the first departure of a carrier at or after a second, if there is one.
    fn departure(&mut self, carrier: u32, from: u64) -> Option<CarrierDeparture>;

    /// Returns the second from which a job that reaches the line of a carrier now counts as there: it may have come before,
    /// or be ready later.
    fn came(&mut self, _carrier: u32, _job: u32, now: u64) -> u64 {
        now
    }

    /// Hears of what happens.
    fn happened(&mut self, what: Happening);
}

/// How long a line was and how much was in use, second by second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UseTally {
    /// The jobs that wait in line.
    pub line: Levels,
    /// The channels that are taken; of a pool the units that are out.
    pub in_use: LevelSum,
}

/// The line and the departures of a carrier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CarrierTally {
    /// The jobs that wait.
    pub line: Levels,
    /// The departures from the first counted second on.
    pub departures: u64,
    /// What they carried.
    pub carried: u64,
    /// Those that left without a job.
    pub empty: u64,
}

/// What a run comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Each server.
    pub servers: Vec<UseTally>,
    /// Each pool.
    pub pools: Vec<UseTally>,
    /// Each carrier.
    pub carriers: Vec<CarrierTally>,
    /// The jobs that have come and not left.
    pub inside: Levels,
    /// The number of events.
    pub events: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Comes(u32),
    StageEnds(u32),
    ChannelFreed(u32),
    UnitsBack(u32, u64),
    Checks(u32),
    /// A carrier departs, with its cut-off.
    Departs(u32, u64),
}

/// A job in the line of a carrier, with the second at which it came.
type WaitsToBoard = (u32, u64);

struct PlantRun<'a, W> {
    plant: &'a Plant,
    jobs: &'a [Job],
    world: &'a mut W,
    queue: EventQueue<Event>,
    from: u64,
    stages: Vec<u32>,
    server_lines: Vec<VecDeque<u32>>,
    /// The jobs that wait for a pool, with the units that they want.
    pool_lines: Vec<VecDeque<(u32, u64)>>,
    pool_free: Vec<u64>,
    carrier_lines: Vec<VecDeque<WaitsToBoard>>,
    found: Outcome,
}

/// Runs jobs through a plant until a second, that one included; what is measured is counted from another one on.
///
/// A job that wants more units than a pool has, or more room than a carrier, waits until the end.
///
/// # Shape
/// `jobs` are in the order of their seconds; the numbers in routes are those of the plant's lists.
///
/// # Panics
/// Where jobs are not in order, or a number is of nothing.
pub fn run<W: World>(plant: &Plant, jobs: &[Job], (from, until): (u64, u64), world: &mut W) -> Outcome {
    assert!(jobs.is_sorted_by_key(|job| job.second), "jobs are in the order of their seconds");
    let tallies = |number: usize| vec![UseTally { line: Levels::from(from), in_use: LevelSum::from(from) }; number];
    let carrier = CarrierTally { line: Levels::from(from), ..CarrierTally::default() };
    let mut run = PlantRun {
        plant,
        jobs,
        world,
        queue: EventQueue::default(),
        from,
        stages: vec![0; jobs.len()],
        server_lines: vec![VecDeque::new(); plant.servers.len()],
        pool_lines: vec![VecDeque::new(); plant.pools.len()],
        pool_free: plant.pools.iter().map(|pool| pool.units).collect(),
        carrier_lines: vec![VecDeque::new(); plant.carriers.len()],
        found: Outcome {
            servers: tallies(plant.servers.len()),
            pools: tallies(plant.pools.len()),
            carriers: vec![carrier; plant.carriers.len()],
            inside: Levels::from(from),
            events: 0,
        },
    };
    if let Some(first) = jobs.first() {
        run.queue.schedule(first.second, Event::Comes(0));
    }
    for number in 0..plant.carriers.len() as u32 {
        run.schedule_departure(number, 0);
    }
    while run.queue.next_second().is_some_and(|second| second <= until) {
        let Some((now, event)) = run.queue.next() else { break };
        run.found.events += 1;
        run.happens(now, event);
    }
    run.close(until)
}

impl<W: World> PlantRun<'_, W> {
    fn happens(&mut self, now: u64, event: Event) {
        match event {
            Event::Comes(job) => {
                if let Some(next) = self.jobs.get(job as usize + 1) {
                    self.queue.schedule(next.second, Event::Comes(job + 1));
                }
                let inside = self.found.inside.level() + 1;
                self.found.inside.set(now, inside);
                self.reach(now, job);
            }
            Event::StageEnds(job) => self.end_stage(now, job),
            Event::ChannelFreed(server) => {
                let tally = &mut self.found.servers[server as usize];
                let taken = tally.in_use.level() - 1;
                tally.in_use.set(now, taken);
                if let Some(job) = self.server_lines[server as usize].pop_front() {
                    tally.line.set(now, self.server_lines[server as usize].len());
                    self.serve(now, job, server);
                }
            }
            Event::UnitsBack(pool, units) => {
                self.pool_free[pool as usize] += units;
                self.hand_out(now, pool);
            }
            Event::Checks(carrier) => self.leave_if_ready(now, carrier),
            Event::Departs(carrier, cutoff) => {
                self.depart(now, carrier, cutoff);
                self.schedule_departure(carrier, now + 1);
            }
        }
    }

    fn tell(&mut self, second: u64, job: u32, point: StagePoint) {
        self.world.happened(Happening { second, job, stage: self.stages[job as usize], point });
    }

    /// Asks how long the stage of a job takes that begins now.
    fn begin(&mut self, now: u64, job: u32) -> Hold {
        self.tell(now, job, StagePoint::Begun);
        self.world.hold(job, self.stages[job as usize], now)
    }

    /// Lets a job enter the stage that it is at; stages that take no time follow at once.
    fn reach(&mut self, now: u64, job: u32) {
        let route = &self.plant.routes[self.jobs[job as usize].route as usize];
        let Some(&stage) = route.get(self.stages[job as usize] as usize) else {
            let inside = self.found.inside.level() - 1;
            self.found.inside.set(now, inside);
            return;
        };
        self.tell(now, job, StagePoint::Reached);
        match stage {
            JobStage::Pass => {
                let hold = self.begin(now, job);
                self.queue.schedule(now + hold.job, Event::StageEnds(job));
            }
            JobStage::Serve(server) => {
                let number = server as usize;
                if self.found.servers[number].in_use.level() < u64::from(self.plant.servers[number].channels) {
                    self.serve(now, job, server);
                } else {
                    self.server_lines[number].push_back(job);
                    self.found.servers[number].line.set(now, self.server_lines[number].len());
                }
            }
            JobStage::Take(pool, units) => {
                self.pool_lines[pool as usize].push_back((job, units));
                self.hand_out(now, pool);
            }
            JobStage::Return(pool, units) => {
                let hold = self.begin(now, job);
                self.queue.schedule(now + hold.channel, Event::UnitsBack(pool, units));
                self.queue.schedule(now, Event::StageEnds(job));
            }
            JobStage::Board(carrier) => {
                let number = carrier as usize;
                let came = self.world.came(carrier, job, now);
                self.carrier_lines[number].push_back((job, came));
                self.found.carriers[number].line.set(now, self.carrier_lines[number].len());
                if matches!(self.plant.carriers[number].leaves, Leaves::WhenReady(_)) {
                    self.queue.schedule_last(came.max(now), Event::Checks(carrier));
                }
            }
        }
    }

    fn end_stage(&mut self, now: u64, job: u32) {
        self.tell(now, job, StagePoint::Ended);
        self.stages[job as usize] += 1;
        self.reach(now, job);
    }

    fn serve(&mut self, now: u64, job: u32, server: u32) {
        let tally = &mut self.found.servers[server as usize];
        let taken = tally.in_use.level() + 1;
        tally.in_use.set(now, taken);
        let hold = self.begin(now, job);
        self.queue.schedule(now + hold.channel, Event::ChannelFreed(server));
        self.queue.schedule(now + hold.job, Event::StageEnds(job));
    }

    /// Gives the units of a pool to those who wait for them, as far as they go.
    fn hand_out(&mut self, now: u64, pool: u32) {
        let number = pool as usize;
        while let Some(&(job, units)) = self.pool_lines[number].front() {
            if units > self.pool_free[number] {
                break;
            }
            self.pool_lines[number].pop_front();
            self.pool_free[number] -= units;
            self.tell(now, job, StagePoint::Begun);
            self.queue.schedule(now, Event::StageEnds(job));
        }
        let out = self.plant.pools[number].units - self.pool_free[number];
        let tally = &mut self.found.pools[number];
        tally.line.set(now, self.pool_lines[number].len());
        tally.in_use.set(now, out);
    }

    fn schedule_departure(&mut self, carrier: u32, from: u64) {
        if self.plant.carriers[carrier as usize].leaves == Leaves::AtTimes
            && let Some(CarrierDeparture { second, cutoff }) = self.world.departure(carrier, from)
        {
            self.queue.schedule_last(second.max(from), Event::Departs(carrier, cutoff));
        }
    }

    fn leave_if_ready(&mut self, now: u64, carrier: u32) {
        let Leaves::WhenReady(wanted) = self.plant.carriers[carrier as usize].leaves else { return };
        let there = self.carrier_lines[carrier as usize].iter().take_while(|(_, came)| *came <= now);
        let load: u64 = there.map(|&(job, _)| self.jobs[job as usize].load).sum();
        if load >= wanted {
            self.depart(now, carrier, 0);
        }
    }

    /// Lets a carrier leave with those who came in time, in the order of their coming, as far as there is room.
    fn depart(&mut self, now: u64, carrier: u32, cutoff: u64) {
        let number = carrier as usize;
        let mut room = self.plant.carriers[number].room.unwrap_or(u64::MAX);
        let mut carried = 0;
        while let Some(&(job, came)) = self.carrier_lines[number].front() {
            let load = self.jobs[job as usize].load;
            if came + cutoff > now || load > room {
                break;
            }
            self.carrier_lines[number].pop_front();
            room -= load;
            carried += load;
            let hold = self.begin(now, job);
            self.queue.schedule(now + hold.job, Event::StageEnds(job));
        }
        let tally = &mut self.found.carriers[number];
        tally.line.set(now, self.carrier_lines[number].len());
        if now >= self.from {
            tally.departures += 1;
            tally.carried += carried;
            tally.empty += u64::from(carried == 0);
        }
    }

    fn close(mut self, until: u64) -> Outcome {
        let found = &mut self.found;
        found.inside.close(until);
        for tally in found.servers.iter_mut().chain(&mut found.pools) {
            tally.line.close(until);
            tally.in_use.close(until);
        }
        for tally in &mut found.carriers {
            tally.line.close(until);
        }
        self.found
    }
}
