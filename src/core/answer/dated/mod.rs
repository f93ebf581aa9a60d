//! Dated plans: the cheapest or the earliest way of cargo that is ready at a moment, through departures, opening hours and
//! seasons day by day.
//!
//! Seasons, closures, departures and opening hours are those of the day on which each step happens. Prices, permissions and
//! rates of exchange are those of the scenario's date, on which contracts are made.

mod network;
mod ride;

use std::collections::BTreeMap;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cost::{DatedHours, PricedArc};
use crate::ids::{Id, Pair};
use crate::model::{Model, Operation, Sailing, Timeline};
use crate::network::Waive;
use crate::units::{Duration, Grade, Moment, Money, words};
use corridor_kernel::{BackwardGraph, DatedGraph, DatedPath, DatedQuery, DatedSearch, Path, TooManyStates};

use super::refusal::permissions_of;
use super::trace::{DatedPrice, PassedArc};
use super::{Answer, Parts, Prepared, PricedNetwork, StepKind};
use network::DatedNetwork;
use ride::PartTimes;

pub use corridor_kernel::Aim;

/// How many days after the last ready date a plan may go on.
pub const HORIZON_DAYS: i32 = 730;

const SECONDS_PER_DAY: i64 = 86_400;

/// How many ready dates one thread takes at once.
const READY_TOGETHER: usize = 32;

words! {
    /// What the departure that cargo waits for is known from.
    #[derive(Serialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    WaitKind {
        /// A row of departures.csv.
        Dated = "dated",
        /// The weekdays, or the interval from the first day on, of services.csv.
        Regular = "regular",
        /// Nothing: cargo waits as long as the scenario's rule says.
        Average = "average",
    }
}

/// When a step of a plan happens, by one clock for all places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StepTimes {
    /// When it begins: for a wait, when the cargo is ready.
    pub begins: Moment,
    /// When it ends: for a wait, when the cargo leaves.
    pub ends: Moment,
    /// When the departure leaves, before or on a dated one.
    pub departs: Option<Moment>,
    /// The last moment at which cargo catches the departure.
    pub cutoff: Option<Moment>,
    /// The row of departures.csv, before or on a departure that it dates.
    pub departure: Option<String>,
    /// What the departure is known from, where a service is waited for.
    pub wait: Option<WaitKind>,
}

/// The way of cargo that is ready at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedRoute {
    /// The route as an answer.
    pub answer: Answer,
    /// When the cargo is ready at the origin.
    pub ready: Moment,
    /// When it is unloaded at the destination.
    pub arrives: Moment,
    /// The times of each step.
    pub times: Vec<StepTimes>,
}

/// What a plan comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanTotal {
    /// The cost of a tonne.
    pub total_per_t: Money,
    /// When the cargo is unloaded at the destination.
    pub arrives: Moment,
}

/// Why there are no plans.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The search is too large.
    #[error("a plan has too many ways through the timetable: {0}")]
    TooMany(#[from] TooManyStates),
    /// Waiting would earn money.
    #[error(
        "row `{0}` of handling.csv pays for storage, so that no plan is the cheapest: give it a price of at least 0"
    )]
    PaidStorage(String),
    /// Support makes a route cheaper than nothing but for the cost of its time.
    #[error(
        "support pays for a whole route but for the cost of its time, so that searches by dates are not exact: no plan is \
         made; lower the support in subsidies.csv"
    )]
    PaidRoute,
}

impl Prepared {
    /// Plans the ways of some pairs for cargo that is ready at a moment; nothing where there is none.
    ///
    /// # Errors
    /// Returns why there are no plans.
    pub fn planned(&self, pairs: &[Pair], ready: Moment, aim: Aim) -> Result<Vec<Option<PlannedRoute>>, PlanError> {
        let mut found = self.plan(pairs, &[ready], aim, trace)?;
        Ok(pairs.iter().map(|pair| found.remove(pair)?.pop()?).collect())
    }

    /// Returns what the plans of some pairs come to for each of some moments at which cargo is ready.
    ///
    /// # Shape
    /// The result has one entry for each pair, with one for each moment.
    ///
    /// # Errors
    /// Returns why there are no plans.
    pub fn plan_totals(
        &self,
        pairs: &[Pair],
        ready: &[Moment],
        aim: Aim,
    ) -> Result<Vec<Vec<Option<PlanTotal>>>, PlanError> {
        let total = |network: &DatedNetwork<'_>, _: usize, _: Moment, path: &DatedPath| PlanTotal {
            total_per_t: Money::from_micros(path.cost),
            arrives: network.timeline.moment(path.arrives),
        };
        let mut found = self.plan(pairs, ready, aim, total)?;
        Ok(pairs
            .iter()
            .map(|pair| found.remove(pair).unwrap_or_else(|| ready.iter().map(|_| None).collect()))
            .collect())
    }

    /// Returns the model in which plans are walked: without the calendar, and open on all days; see
    /// [`Model::open_between`].
    pub(crate) fn open_from(&self, ready: Moment) -> Model {
        self.model.open_between(ready.day(), ready.day().later(HORIZON_DAYS))
    }

    /// Finds the best way of each pair for each moment, and makes something of it.
    fn plan<T: Send>(
        &self,
        pairs: &[Pair],
        ready: &[Moment],
        aim: Aim,
        make: impl Fn(&DatedNetwork<'_>, usize, Moment, &DatedPath) -> T + Sync,
    ) -> Result<BTreeMap<Pair, Vec<Option<T>>>, PlanError> {
        self.check_storage()?;
        let (Some(first), Some(last)) = (ready.iter().min(), ready.iter().max()) else { return Ok(BTreeMap::new()) };
        let days = (first.day(), last.day().later(HORIZON_DAYS));
        let open = self.model.open_between(days.0, days.1);
        let laid = self.laid_open(&open);
        let priced = laid.as_ref().unwrap_or(&self.priced);
        if !priced.costs().is_exact_without_time() {
            return Err(PlanError::PaidRoute);
        }
        let network = DatedNetwork::new(&open, priced, &self.values, Timeline::new(days.0, days.1));
        let backward = BackwardGraph::new(&network.graph, &network.least, &network.is_dated());
        let (graph, transfers) = (&network.graph, &network.transfers[..]);
        let dated = DatedGraph { graph, backward: &backward, transfers, arcs: &network };
        let questions = priced.network().questions().iter().enumerate();
        let questions: Vec<(usize, u32, u32)> = questions
            .filter(|(_, question)| pairs.contains(&question.pair()))
            .filter_map(|(number, question)| Some((number, question.source, question.target?)))
            .collect();
        let mut targets: Vec<u32> = questions.iter().map(|question| question.2).collect();
        targets.sort_unstable();
        targets.dedup();
        let left: Vec<_> = targets.par_iter().map(|&target| backward.left(target)).collect();
        let tasks: Vec<(usize, usize)> = (0..questions.len())
            .flat_map(|question| (0..ready.len()).step_by(READY_TOGETHER).map(move |from| (question, from)))
            .collect();
        let search = |search: &mut DatedSearch, &(question, from): &(usize, usize)| {
            let (_, source, target) = questions[question];
            let left = &left[targets.partition_point(|&known| known < target)];
            let some = ready[from..].iter().take(READY_TOGETHER);
            some.map(|&moment| {
                let ready = network.timeline.second(moment);
                let query = DatedQuery { source, ready, target, by: ready + i64::from(HORIZON_DAYS) * SECONDS_PER_DAY };
                search.find(&dated, left, query, aim)
            })
            .collect::<Result<Vec<_>, TooManyStates>>()
        };
        let found: Vec<_> = tasks.par_iter().map_init(DatedSearch::default, search).collect();
        let mut best: BTreeMap<Pair, Vec<Option<(usize, DatedPath)>>> = BTreeMap::new();
        for (&(question, from), paths) in tasks.iter().zip(found) {
            let number = questions[question].0;
            let pair = priced.network().questions()[number].pair();
            let of_pair = best.entry(pair).or_insert_with(|| ready.iter().map(|_| None).collect());
            for (place, path) in (from..).zip(paths?) {
                let Some(path) = path else { continue };
                let rank = |path: &DatedPath| match aim {
                    Aim::Cheapest => (path.cost, path.arrives),
                    Aim::Earliest => (path.arrives, path.cost),
                };
                if of_pair[place].as_ref().is_none_or(|(_, known)| rank(&path) < rank(known)) {
                    of_pair[place] = Some((number, path));
                }
            }
        }
        let made = |(pair, paths): (Pair, Vec<Option<(usize, DatedPath)>>)| {
            let each = paths.into_iter().zip(ready);
            let each = each.map(|(path, &moment)| path.map(|(question, path)| make(&network, question, moment, &path)));
            (pair, each.collect())
        };
        Ok(best.into_iter().map(made).collect())
    }

    /// Lays out and prices a model that is open on all days; nothing where that is this one.
    fn laid_open(&self, open: &Model) -> Option<PricedNetwork> {
        if open.legs == self.model.legs {
            return None;
        }
        let mut legs = self.model.legs.iter().zip(open.legs.iter());
        let is_alike =
            legs.all(|(own, open)| own.in_season == open.in_season && !own.calendar.iter().any(|effect| effect.closed));
        let all: Vec<Pair> = self.model.pairs().collect();
        Some(if is_alike {
            self.priced.of_other_model(open)
        } else {
            PricedNetwork::new(open, &self.values, &all, Waive::default())
        })
    }

    /// Refuses storage that pays for waiting.
    fn check_storage(&self) -> Result<(), PlanError> {
        let rows = self.model.handling.iter().filter(|((operation, _), _)| *operation == Operation::Storage);
        let mut rows = rows.flat_map(|(_, rows)| rows);
        let pays = rows.find(|row| self.model.register.figure(row.price.amount).value.is_negative());
        pays.map_or(Ok(()), |row| Err(PlanError::PaidStorage(row.key.clone())))
    }
}

/// Writes out a path through time.
fn trace(network: &DatedNetwork<'_>, question: usize, ready: Moment, path: &DatedPath) -> PlannedRoute {
    let (model, priced) = (network.model, network.priced);
    let (mut passed, mut times) = (Vec::new(), Vec::new());
    for own in &path.passed {
        let Some(way) = network.passed(own.arc, own.ready, own.way) else { continue };
        let row = way.departure.and_then(|departing| departing.row).map(|row| &model.departures[row]);
        for part in way.parts {
            let dated = part.hours.map(|hours| {
                let (priced, hire) = priced.costs().priced_dated(part.arc, network.values, &hours);
                DatedPrice { priced, hire, grade: row.map_or(Grade::Computed, |row| row.grade) }
            });
            passed.push(PassedArc { arc: part.arc, dated });
            times.push((part, way.departure));
        }
    }
    let mut tracer = priced.tracer(model, network.values);
    let (mut answer, spans) = tracer.passed(question, &passed);
    let arcs = passed.iter().map(|passed| passed.arc.index() as u32).collect();
    let walked = Path { cost: 0.0, rank: 0, arcs };
    answer.permissions = permissions_of(model, priced.network(), question, &walked);
    let switches = model.corridors[priced.network().questions()[question].corridor].switches;
    let of_step = |(step, &[first, last]): (&super::Step, &[usize; 2])| {
        let is_on_the_way = matches!(step.kind, StepKind::Wait | StepKind::Cross | StepKind::Ride);
        let departure = times[first].1.filter(|_| is_on_the_way);
        let service = step.service.as_ref().and_then(|key| model.services.enumerate().find(|own| own.1.key == *key));
        let place = model.places.keyed(&step.from.key);
        let sailing = service.zip(place).map(|((id, _), place)| model.sailing(id, place, switches));
        StepTimes {
            begins: network.timeline.moment(times[first].0.begins),
            ends: network.timeline.moment(times[last].0.ends),
            departs: departure.map(|departing| network.timeline.moment(departing.leaves)),
            cutoff: departure.map(|departing| network.timeline.moment(departing.leaves - departing.cutoff)),
            departure: departure.and_then(|departing| departing.row).map(|row| model.departures[row].key.clone()),
            wait: sailing.map(|sailing| match sailing {
                Sailing::Dated => WaitKind::Dated,
                Sailing::Regular => WaitKind::Regular,
                Sailing::Average => WaitKind::Average,
            }),
        }
    };
    let step_times: Vec<StepTimes> = answer.steps.iter().zip(&spans).map(of_step).collect();
    let mut route = PlannedRoute { answer, ready, arrives: network.timeline.moment(path.arrives), times: step_times };
    for (step, [first, _]) in spans.into_iter().enumerate().rev() {
        let part: &PartTimes = &times[first].0;
        if let Some(hours) = part.hours.filter(|_| route.answer.steps[step].kind == StepKind::Wait) {
            split_at_cutoff(&mut route, step, |shorter_h| {
                let [moving, waiting, handling, border] = hours.hours;
                let until = [moving, waiting - shorter_h, handling, border];
                let until = DatedHours { hours: until, longer_h: hours.longer_h - shorter_h, ..hours };
                priced.costs().priced_dated(part.arc, network.values, &until)
            });
        }
    }
    route
}

/// Splits a wait at the cut-off: up to then cargo lies at the place, after that it lies there for the departure. What the
/// second part costs is the cost of the whole wait less that of one that ends at the cut-off.
fn split_at_cutoff(route: &mut PlannedRoute, step: usize, price: impl Fn(f64) -> (PricedArc, f64)) {
    const SECONDS_PER_HOUR: f64 = 3600.0;
    let whole = route.times[step].clone();
    let Some((cutoff, departs)) =
        whole.cutoff.zip(whole.departs).filter(|(cutoff, departs)| whole.begins < *cutoff && cutoff < departs)
    else {
        return;
    };
    let waits = &route.answer.steps[step];
    let after = Duration::hours(departs.seconds_since(cutoff) as f64 / SECONDS_PER_HOUR);
    if after.as_hours() >= waits.hours.waiting.as_hours() {
        return;
    }
    let (priced, hire) = price(after.as_hours());
    let mut before = waits.clone();
    before.parts = Parts::lying(&priced, hire);
    before.total_per_t = before.parts.total();
    before.hours.waiting = Duration::hours(waits.hours.waiting.as_hours() - after.as_hours());
    let mut last = waits.clone();
    last.hours.waiting = after;
    for (part, before) in last.parts.0.iter_mut().zip(before.parts.0) {
        *part += -before;
    }
    last.total_per_t = last.parts.total();
    route.times[step].ends = cutoff;
    route.answer.steps[step] = before;
    route.answer.steps.insert(step + 1, last);
    route.times.insert(step + 1, StepTimes { begins: cutoff, ..whole });
}
