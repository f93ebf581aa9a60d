//! What is found: a dated plan step by step, or the cost and days of each ready date.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::breakeven::NamedCorridor;
use crate::analysis::{Answered, Cell, Column};
use crate::answer::{Answer, MONEY, NamedPlaces, PlaceName, ScenarioUsed, Status, Step, StepTimes, WaitKind};
use crate::units::{Date, Moment, Money};

/// The answer to a question about ready dates.
#[derive(Debug)]
pub enum PlanFound {
    /// The plan for one ready date.
    Plan(DatedPlan),
    /// The cost and the days for each of many.
    Calendar(ReadyCalendar),
}

impl Answered for PlanFound {
    fn is_answered(&self) -> bool {
        match self {
            Self::Plan(plan) => plan.demands.iter().flat_map(|demand| &demand.corridors).any(PlanCorridor::is_answered),
            Self::Calendar(found) => found.demands.iter().flat_map(|demand| &demand.days).any(ReadyDay::is_answered),
        }
    }
}

/// The ways of cargo that is ready at a moment, by each corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DatedPlan {
    /// What was asked, of which files, on the ready date.
    pub scenario: ScenarioUsed,
    /// When the cargo is ready at its origin.
    pub ready: Moment,
    /// Whether the earliest arrival was asked for, not the least cost.
    pub fastest: bool,
    /// How many plans were recomputed from the model alone, if that was asked for.
    pub audited: Option<usize>,
    /// Every place named in the answer, by key.
    pub places: NamedPlaces,
    /// The services that plans wait for, and what their departures are known from.
    pub services: Vec<ServiceWait>,
    /// The demands in the order of the file.
    pub demands: Vec<PlanDemand>,
}

/// A service that plans wait for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct ServiceWait {
    /// Its key.
    pub service: String,
    /// The key of the place where it is boarded.
    pub place: String,
    /// What its departures there are known from.
    pub wait: WaitKind,
}

/// The plans of one demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlanDemand {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The customs procedure of the goods: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// The plan by each corridor.
    pub corridors: Vec<PlanCorridor>,
}

/// The plan of a demand by a corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlanCorridor {
    /// The route with its steps as an answer; its rank is that among the corridors asked for, by cost, or by arrival where that
    /// was asked for.
    pub answer: Answer,
    /// When the cargo is unloaded at its destination.
    pub arrives: Option<Moment>,
    /// The times of each step of the answer.
    pub times: Vec<StepTimes>,
    /// What the cheapest route costs by rules for averages.
    pub averages: AverageWaits,
}

impl PlanCorridor {
    /// Returns whether there is a plan.
    pub fn is_answered(&self) -> bool {
        self.answer.status == Status::Answered
    }
}

/// What the cheapest route costs by each rule for how long cargo waits on average, on the ready date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AverageWaits {
    /// Half the interval between departures.
    pub half_headway_per_t: Option<Money>,
    /// The whole interval.
    pub full_headway_per_t: Option<Money>,
    /// Half the days in which a lot collects where ships come for it, else half the interval.
    pub collected_for_ship_per_t: Option<Money>,
}

/// The cost and the days of a plan for each of many ready dates.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReadyCalendar {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// The first ready date.
    pub from: Date,
    /// The last ready date.
    pub to: Date,
    /// How many days lie between ready dates.
    pub every_days: u32,
    /// Whether the earliest arrival was asked for, not the least cost.
    pub fastest: bool,
    /// How many plans were recomputed from the model alone, if that was asked for.
    pub audited: Option<usize>,
    /// The corridors, in the order in which each day lists them.
    pub corridors: Vec<NamedCorridor>,
    /// The demands in the order of the file.
    pub demands: Vec<ReadyDemand>,
}

/// The ready dates of one demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReadyDemand {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The customs procedure of the goods: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// The ready date with the least cost, of equal ones the first.
    pub best: Option<Date>,
    /// The ready date with the greatest cost, of equal ones the first.
    pub worst: Option<Date>,
    /// The mean of the best corridor's cost over the ready dates, rounded once.
    pub mean_per_t: Option<Money>,
    /// The greatest cost less the least.
    pub spread_per_t: Option<Money>,
    /// The days in order.
    pub days: Vec<ReadyDay>,
}

/// One ready date of a demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReadyDay {
    /// The day at whose beginning the cargo is ready.
    pub ready: Date,
    /// The keys of the cheapest corridors, or the earliest where that was asked for.
    pub leaders: Vec<String>,
    /// What each corridor costs and takes; nothing where it has no plan.
    pub by_corridor: Vec<Option<ReadyCost>>,
    /// What is wrong with the scenario on that day, if something is.
    pub problem: Option<String>,
}

/// What a plan comes to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReadyCost {
    /// The cost of a tonne.
    pub total_per_t: Money,
    /// When the cargo is unloaded at its destination.
    pub arrives: Moment,
    /// Days from ready to unloaded.
    pub days: f64,
}

impl ReadyDay {
    /// Returns whether a corridor has a plan.
    pub fn is_answered(&self) -> bool {
        self.by_corridor.iter().any(Option::is_some)
    }

    /// Returns what the best corridor costs: the least cost, of the earliest ones where arrival was asked for.
    pub fn best(&self, corridors: &[NamedCorridor]) -> Option<ReadyCost> {
        let leads = |place: usize| self.leaders.contains(&corridors[place].key);
        let costs = self.by_corridor.iter().enumerate().filter(|(place, _)| leads(*place));
        costs.filter_map(|(_, cost)| *cost).min_by_key(|cost| cost.total_per_t)
    }
}

/// A row of the table for spreadsheets: one step of a plan, or the reason why there is none.
pub struct PlanRow<'a> {
    plan: &'a DatedPlan,
    corridor: &'a PlanCorridor,
    step: Option<(usize, &'a Step, &'a StepTimes)>,
}

impl DatedPlan {
    /// Returns one row for each step of every plan; a corridor without one has a row with the reason.
    pub fn rows(&self) -> impl Iterator<Item = PlanRow<'_>> {
        let corridors = self.demands.iter().flat_map(|demand| &demand.corridors);
        corridors.flat_map(move |corridor| {
            let steps = corridor.answer.steps.iter().zip(&corridor.times).enumerate();
            let steps = steps.map(|(place, (step, times))| Some((place + 1, step, times)));
            let reason = (!corridor.is_answered()).then_some(None);
            steps.chain(reason).map(move |step| PlanRow { plan: self, corridor, step })
        })
    }
}

impl<'a> PlanRow<'a> {
    fn step<T: Into<Cell<'a>>>(&self, pick: impl Fn(&'a Step) -> T) -> Cell<'a> {
        self.step.map_or(Cell::Blank, |(_, step, _)| pick(step).into())
    }

    fn moment(&self, pick: fn(&StepTimes) -> Option<Moment>) -> Cell<'a> {
        self.step.and_then(|(_, _, times)| pick(times)).map(|moment| moment.to_string()).into()
    }

    fn part(&self, part: usize) -> Cell<'a> {
        self.step(|step| step.parts.0[part])
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 38] {
        [
            Column::new("scenario", "", |row| (&row.plan.scenario.name).into()),
            Column::new("from", "", |row| (&row.corridor.answer.from.key).into()),
            Column::new("to", "", |row| (&row.corridor.answer.to.key).into()),
            Column::new("corridor", "", |row| (&row.corridor.answer.corridor).into()),
            Column::new("status", "", |row| row.corridor.answer.status.as_str().into()),
            Column::new("reason", "", |row| row.corridor.answer.reason.as_ref().into()),
            Column::new("rank", "count", |row| row.corridor.answer.rank.map(u64::from).into()),
            Column::new("ready", "", |row| row.plan.ready.to_string().into()),
            Column::new("step", "count", |row| row.step.map(|(number, ..)| number as u64).into()),
            Column::new("kind", "", |row| row.step(|step| step.kind.as_str())),
            Column::new("step_from", "", |row| row.step(|step| &step.from.key)),
            Column::new("step_to", "", |row| row.step(|step| &step.to.key)),
            Column::new("mode", "", |row| row.step(|step| step.mode)),
            Column::new("legs", "", |row| row.step(|step| step.legs.join(";"))),
            Column::new("service", "", |row| row.step(|step| step.service.as_ref())),
            Column::new("departure", "", |row| row.step.and_then(|(.., times)| times.departure.as_ref()).into()),
            Column::new("begins", "", |row| row.moment(|times| Some(times.begins))),
            Column::new("cutoff", "", |row| row.moment(|times| times.cutoff)),
            Column::new("ends", "", |row| row.moment(|times| Some(times.ends))),
            Column::new("wait", "", |row| row.step.and_then(|(.., times)| times.wait).map(WaitKind::as_str).into()),
            Column::new("moving_h", "h", |row| row.step(|step| step.hours.moving.as_hours())),
            Column::new("waiting_h", "h", |row| row.step(|step| step.hours.waiting.as_hours())),
            Column::new("handling_h", "h", |row| row.step(|step| step.hours.handling.as_hours())),
            Column::new("border_h", "h", |row| row.step(|step| step.hours.border.as_hours())),
            Column::new("currency", "", |row| (&row.plan.scenario.currency).into()),
            Column::new("total_per_t", MONEY, |row| row.step(|step| step.total_per_t)),
            Column::new("rail_haulage", MONEY, |row| row.part(0)),
            Column::new("road_haulage", MONEY, |row| row.part(1)),
            Column::new("sea_haulage", MONEY, |row| row.part(2)),
            Column::new("handling", MONEY, |row| row.part(3)),
            Column::new("border", MONEY, |row| row.part(4)),
            Column::new("storage", MONEY, |row| row.part(5)),
            Column::new("holding", MONEY, |row| row.part(6)),
            Column::new("loss", MONEY, |row| row.part(7)),
            Column::new("carbon", MONEY, |row| row.part(8)),
            Column::new("equipment", MONEY, |row| row.part(9)),
            Column::new("support", MONEY, |row| row.part(10)),
            Column::new("grade", "", |row| row.step(|step| step.grade)),
        ]
    }
}

/// A row of the table for spreadsheets: one ready date of a demand by a corridor.
pub struct ReadyRow<'a> {
    found: &'a ReadyCalendar,
    demand: &'a ReadyDemand,
    day: &'a ReadyDay,
    place: usize,
}

impl ReadyCalendar {
    /// Returns one row for each demand, corridor and ready date.
    pub fn rows(&self) -> impl Iterator<Item = ReadyRow<'_>> {
        self.demands.iter().flat_map(move |demand| {
            let days = (0..self.corridors.len()).flat_map(move |place| demand.days.iter().map(move |day| (place, day)));
            days.map(move |(place, day)| ReadyRow { found: self, demand, day, place })
        })
    }
}

impl<'a> ReadyRow<'a> {
    fn cost<T: Into<Cell<'a>>>(&self, pick: fn(ReadyCost) -> T) -> Cell<'a> {
        self.day.by_corridor.get(self.place).copied().flatten().map_or(Cell::Blank, |cost| pick(cost).into())
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 12] {
        [
            Column::new("scenario", "", |row| (&row.found.scenario.name).into()),
            Column::new("from", "", |row| (&row.demand.from.key).into()),
            Column::new("to", "", |row| (&row.demand.to.key).into()),
            Column::new("regime", "", |row| row.demand.regime.into()),
            Column::new("corridor", "", |row| (&row.found.corridors[row.place].key).into()),
            Column::new("ready", "", |row| row.day.ready.to_string().into()),
            Column::new("is_best", "", |row| row.day.leaders.contains(&row.found.corridors[row.place].key).into()),
            Column::new("currency", "", |row| (&row.found.scenario.currency).into()),
            Column::new("total_per_t", MONEY, |row| row.cost(|cost| cost.total_per_t)),
            Column::new("days", "days", |row| row.cost(|cost| cost.days)),
            Column::new("arrives", "", |row| row.cost(|cost| cost.arrives.to_string())),
            Column::new("problem", "", |row| row.day.problem.as_ref().into()),
        ]
    }
}
