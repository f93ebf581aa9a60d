//! What happened: one consignment step by step, and all events as rows.

use corridor_kernel::events::{Happening, StagePoint};

use crate::analysis::{Ask, Column, Question, Refusal, Request};
use crate::answer::{Prepared, Progress, place_name};
use crate::units::{Date, Money};

use super::acts::{Act, ActKind, SentRoute};
use super::clock::{DAY, HOUR};
use super::question::SimulateError;
use super::result::{ConsignmentStory, StoryStep};
use super::run::RunResult;
use super::setup::Setup;

/// The shortest wait or step that is told, in seconds.
const MIN_TOLD: u64 = 60;

/// A stage of a consignment with the seconds at which it was reached, began and ended.
struct StageTimes<'s> {
    act: &'s Act,
    reached: u64,
    begun: Option<u64>,
    ended: Option<u64>,
}

/// Returns what happened to a consignment of a run that was logged.
///
/// # Errors
/// Refuses a number that no consignment of the measured days has.
pub(super) fn story(setup: &Setup<'_>, result: &RunResult, number: u32) -> Result<ConsignmentStory, SimulateError> {
    let (from, until) = setup.window();
    let mut measured = (0_u32..).zip(&result.jobs).filter(|(_, job)| job.second > from && job.second <= until);
    let asked = (number as usize).checked_sub(1);
    let none = || {
        let there = result.jobs.iter().filter(|job| job.second > from && job.second <= until).count();
        SimulateError::NoneToFollow { asked: number, there }
    };
    let (job, came) = asked.and_then(|asked| measured.nth(asked)).map(|(at, job)| (at, job.second)).ok_or_else(none)?;
    let way = &setup.ways[result.jobs[job as usize].route as usize];
    let mut stages: Vec<StageTimes<'_>> = Vec::new();
    for happening in result.log.iter().filter(|happening| happening.job == job) {
        match (happening.point, stages.last_mut()) {
            (StagePoint::Reached, _) => {
                let act = &way.acts[happening.stage as usize];
                stages.push(StageTimes { act, reached: happening.second, begun: None, ended: None });
            }
            (StagePoint::Begun, Some(last)) => last.begun = Some(happening.second),
            (StagePoint::Ended, Some(last)) => last.ended = Some(happening.second),
            (_, None) => {}
        }
    }
    let steps = steps(setup, way, &stages, (came, until));
    let delivered = result.delivered.iter().find(|own| own.job == job);
    let day = |second: u64| setup.clock.day(second);
    Ok(ConsignmentStory {
        number,
        from: way.answer.from.clone(),
        to: way.answer.to.clone(),
        corridor: way.answer.corridor.clone(),
        lot_t: way.lot_t,
        came: day(came),
        arrived: delivered.and(stages.last()).and_then(|last| last.ended).map(day),
        days: delivered.map(|own| own.time.as_days()),
        cost_per_t: delivered.map(|own| Money::from_micros(own.cost)),
        waiting_cost_per_t: delivered.map(|own| Money::from_micros(own.waiting_cost)),
        steps,
    })
}

/// Returns the waits and steps of a consignment; rides that follow each other without a wait are one.
fn steps(setup: &Setup<'_>, way: &SentRoute, stages: &[StageTimes<'_>], (came, until): (u64, u64)) -> Vec<StoryStep> {
    let model = setup.case.model();
    let mut told: Vec<StoryStep> = Vec::new();
    let mut tell = |act: &Act, (begin, end): (u64, u64), is_wait: bool, is_for_resource: bool| {
        if end < begin + MIN_TOLD {
            return;
        }
        let resource = act.resource.filter(|_| is_for_resource).map(|at| &setup.resources[at].about);
        let step = StoryStep {
            day: setup.clock.day(begin),
            after_days: (begin - came) as f64 / DAY as f64,
            step: act.step,
            from: place_name(model, act.from),
            to: place_name(model, if is_wait { act.from } else { act.to }),
            hours: (end - begin) as f64 / HOUR,
            is_wait,
            waited_for: resource.map(|about| about.kind),
            resource: resource.map(|about| about.key.clone()),
            name: resource.and_then(|about| about.name.clone()),
        };
        match told.last_mut().filter(|last| !is_wait && !last.is_wait && last.step == act.step && last.to == step.from)
        {
            Some(last) => {
                last.to = step.to;
                last.hours += step.hours;
            }
            None => told.push(step),
        }
    };
    for stage in stages {
        let begun = stage.begun.unwrap_or(until);
        tell(stage.act, (stage.reached, begun), true, true);
        let Some(ended) = stage.ended.filter(|_| stage.begun.is_some()) else { continue };
        match stage.act.kind {
            ActKind::Do(_) => {
                let open = (begun + setup.shut(way, stage.act, begun)).min(ended);
                tell(stage.act, (begun, open), true, false);
                tell(stage.act, (open, ended), false, false);
            }
            ActKind::Gate(_) => tell(stage.act, (begun, ended), true, false),
            ActKind::Collect(..) => tell(stage.act, (begun, ended), true, true),
            _ => {}
        }
    }
    told
}

/// The events of all runs, worked out run by run, so that no more than one is in memory.
pub struct SimulationEvents<'a> {
    setup: Setup<'a>,
}

/// One event of a run.
pub struct EventRow<'a> {
    setup: &'a Setup<'a>,
    run: u64,
    route: usize,
    happening: Happening,
}

impl<'a> SimulationEvents<'a> {
    /// Prepares to tell what happens in the runs that a request asks for.
    ///
    /// # Errors
    /// Refuses another question, and what the simulation refuses.
    pub fn new(scenarios: &'a [Prepared], request: &'a Request, progress: &'a Progress) -> Result<Self, Refusal> {
        let ask = Ask::new(scenarios, request, progress);
        let Question::Simulate(question) = &request.question else {
            return Err(Refusal::request("only a simulation has events"));
        };
        Ok(Self { setup: Setup::new(&ask, ask.one()?, question)? })
    }

    /// Iterates over the events, run by run.
    pub fn rows(&self) -> impl Iterator<Item = EventRow<'_>> {
        (0..u64::from(self.setup.question.runs)).flat_map(move |run| {
            let result = self.setup.run(run, true);
            let jobs = result.jobs;
            let row = move |happening: Happening| {
                let route = jobs[happening.job as usize].route as usize;
                EventRow { setup: &self.setup, run, route, happening }
            };
            result.log.into_iter().map(row)
        })
    }
}

impl<'a> EventRow<'a> {
    fn act(&self) -> &'a Act {
        &self.setup.ways[self.route].acts[self.happening.stage as usize]
    }

    fn date(&self) -> Date {
        self.setup.clock.day(self.happening.second)
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 15] {
        [
            Column::new("run", "count", |row| (row.run + 1).into()),
            Column::new("second", "count", |row| row.happening.second.into()),
            Column::new("day", "", |row| row.date().to_string().into()),
            Column::new("measured_days", "days", |row| {
                ((row.happening.second as f64 - row.setup.window().0 as f64) / DAY as f64).into()
            }),
            Column::new("consignment", "count", |row| (u64::from(row.happening.job) + 1).into()),
            Column::new("from", "", |row| (&row.setup.ways[row.route].answer.from.key).into()),
            Column::new("to", "", |row| (&row.setup.ways[row.route].answer.to.key).into()),
            Column::new("corridor", "", |row| (&row.setup.ways[row.route].answer.corridor).into()),
            Column::new("stage", "count", |row| (u64::from(row.happening.stage) + 1).into()),
            Column::new("step", "", |row| row.act().step.as_str().into()),
            Column::new("point", "", |row| {
                match row.happening.point {
                    StagePoint::Reached => "reached",
                    StagePoint::Begun => "begun",
                    StagePoint::Ended => "ended",
                }
                .into()
            }),
            Column::new("step_from", "", |row| (&row.setup.case.model().places.list[row.act().from].key).into()),
            Column::new("step_to", "", |row| (&row.setup.case.model().places.list[row.act().to].key).into()),
            Column::new("resource_kind", "", |row| {
                row.act().resource.map(|at| row.setup.resources[at].about.kind.as_str()).into()
            }),
            Column::new("resource", "", |row| row.act().resource.map(|at| &row.setup.resources[at].about.key).into()),
        ]
    }
}
