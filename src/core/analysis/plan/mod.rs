//! Dated plans: when cargo that is ready on a day leaves, waits and arrives, and what each wait costs; and the same for
//! every ready date of a year.

mod calendar;
mod question;
mod result;

use std::collections::BTreeSet;

use crate::analysis::{Analysis, Ask, Refusal};
use crate::answer::{
    Aim, HORIZON_DAYS, NamedPlaces, PlannedRoute, Prepared, Reason, ReasonKind, blank, place_name, reasons,
};
use crate::audit::audit_plan;
use crate::ids::{CorridorId, DemandId, Pair};
use crate::model::Model;
use crate::scenario::{Override, Wait};
use crate::units::{Date, Moment, Money};

use question::ReadyAt;

pub use question::{PlanQuestion, PlanTimeError};
pub use result::{
    AverageWaits, DatedPlan, PlanCorridor, PlanDemand, PlanFound, PlanRow, ReadyCalendar, ReadyCost, ReadyDay,
    ReadyDemand, ReadyRow, ServiceWait,
};

/// The path by which the date is moved.
const DATE: &str = "date";

/// A ready date after the last departure that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "cargo is ready on {ready}, and the last departure that departures.csv knows is on {last}: ask for a date up to then"
)]
pub struct BeyondCalendar {
    ready: Date,
    last: Date,
}

/// The demands and corridors that are planned.
struct PlanAsked {
    demands: Vec<DemandId>,
    corridors: Vec<CorridorId>,
    aim: Aim,
    audit: bool,
}

impl PlanAsked {
    fn pairs(&self) -> Vec<Pair> {
        let of_demand = |&demand: &DemandId| self.corridors.iter().map(move |&corridor| Pair { demand, corridor });
        self.demands.iter().flat_map(of_demand).collect()
    }
}

impl Analysis for PlanQuestion {
    type Found = PlanFound;

    fn answer(&self, ask: &Ask<'_>) -> Result<PlanFound, Refusal> {
        let case = ask.one()?;
        let asked = PlanAsked {
            demands: ask.demands(case)?,
            corridors: ask.corridors(case)?,
            aim: self.aim(),
            audit: ask.audit,
        };
        match self.ready_at(case.model().date).map_err(Refusal::request)? {
            ReadyAt::Once(ready) => {
                check_calendar(case.model(), ready.day()).map_err(|error| ask.failed(case, error))?;
                let day = ready.day();
                let then =
                    (day != case.model().date).then(|| case.with_set(&[Override::set(DATE, day)])).transpose()?;
                plan(then.as_ref().unwrap_or(case), &asked, ready, ask).map(PlanFound::Plan)
            }
            ReadyAt::Each(days) => {
                for day in [days.first(), days.last()].into_iter().flatten() {
                    check_calendar(case.model(), *day).map_err(|error| ask.failed(case, error))?;
                }
                calendar::calendar(case, &asked, (&days, self.every_days.unwrap_or(1)), ask).map(PlanFound::Calendar)
            }
        }
    }
}

impl PlanQuestion {
    /// Asks for each day of the year of the scenario's date, up to the last departure that is known.
    pub fn of_year(prepared: &Prepared) -> Self {
        let model = prepared.model();
        let year = Date::parse_range(&format!("{:04}", model.date.year()));
        let (first, last) = year.unwrap_or((model.date, model.date));
        let last = last_departure(model).filter(|known| (first..last).contains(known)).unwrap_or(last);
        Self { from_date: Some(first.to_string()), to_date: Some(last.to_string()), ..Self::default() }
    }
}

/// Refuses a ready date after the last of all dated departures.
fn check_calendar(model: &Model, ready: Date) -> Result<(), BeyondCalendar> {
    match last_departure(model) {
        Some(last) if last < ready => Err(BeyondCalendar { ready, last }),
        _ => Ok(()),
    }
}

/// Returns the last departure that is known; none where there are no dated ones, or some go on without an end.
fn last_departure(model: &Model) -> Option<Date> {
    let on = |corridor: CorridorId| model.corridors[corridor].switches;
    let is_on = |switch| model.corridors.ids().any(|corridor| on(corridor).allows(switch));
    let rows = model.departures.iter().filter(|row| is_on(row.switch));
    let last: Option<Vec<Date>> = rows.map(crate::model::DepartureRow::last_day).collect();
    last?.into_iter().max()
}

/// Plans some demands for cargo that is ready at a moment of the scenario's date.
fn plan(case: &Prepared, asked: &PlanAsked, ready: Moment, ask: &Ask<'_>) -> Result<DatedPlan, Refusal> {
    let (model, pairs) = (case.model(), asked.pairs());
    let routes = case.planned(&pairs, ready, asked.aim).map_err(|error| ask.failed(case, error))?;
    let audited = asked.audit.then(|| audit_plans(case, &routes)).transpose()?;
    let averages = averages(case, &pairs);
    let without: Vec<Pair> =
        pairs.iter().zip(&routes).filter(|(_, route)| route.is_none()).map(|(&pair, _)| pair).collect();
    let reasons = reasons_without(case, &without, ready);
    let each = pairs.iter().zip(routes).zip(averages);
    let mut corridors = each.map(|((&pair, route), averages)| {
        let Some(PlannedRoute { answer, arrives, times, .. }) = route else {
            let reason = without.iter().position(|&own| own == pair).map(|place| reasons[place].clone());
            let mut answer = blank(model, pair);
            answer.reason_kind = reason.as_ref().map(|reason| reason.kind);
            answer.reason = reason.map(|reason| reason.text);
            return PlanCorridor { answer, arrives: None, times: Vec::new(), averages };
        };
        PlanCorridor { answer, arrives: Some(arrives), times, averages }
    });
    let mut demands: Vec<PlanDemand> = Vec::new();
    for &demand in &asked.demands {
        let own = &model.demands[demand];
        let mut corridors: Vec<PlanCorridor> = corridors.by_ref().take(asked.corridors.len()).collect();
        rank(&mut corridors, asked.aim);
        let [from, to] = [own.from, own.to].map(|place| place_name(model, place));
        demands.push(PlanDemand { from, to, regime: own.customs.as_str(), corridors });
    }
    let all = || demands.iter().flat_map(|demand| &demand.corridors);
    let waits = all().flat_map(|corridor| corridor.answer.steps.iter().zip(&corridor.times));
    let waits = waits.filter_map(|(step, times)| {
        let (service, place) = (step.service.clone()?, step.from.key.clone());
        Some(ServiceWait { service, place, wait: times.wait? })
    });
    Ok(DatedPlan {
        scenario: case.used(),
        ready,
        fastest: asked.aim == Aim::Earliest,
        audited,
        places: NamedPlaces::of(all().map(|corridor| &corridor.answer)),
        services: waits.collect::<BTreeSet<_>>().into_iter().collect(),
        demands,
    })
}

/// Recomputes plans from the model alone, and returns how many there were.
fn audit_plans<'a>(
    case: &Prepared,
    routes: impl IntoIterator<Item = &'a Option<PlannedRoute>>,
) -> Result<usize, Refusal> {
    let mut audited = 0;
    for route in routes.into_iter().flatten() {
        audit_plan(case, route)?;
        audited += 1;
    }
    Ok(audited)
}

/// Fills in rank and differences: by cost, or by arrival.
fn rank(corridors: &mut [PlanCorridor], aim: Aim) {
    let totals: Vec<Option<Money>> = corridors.iter().map(|own| own.answer.total_per_t).collect();
    let arrivals: Vec<Option<Moment>> = corridors.iter().map(|own| own.arrives).collect();
    let least = totals.iter().flatten().min().copied();
    for (place, corridor) in corridors.iter_mut().enumerate() {
        let before = match aim {
            Aim::Cheapest => totals.iter().flatten().filter(|&&other| Some(other) < totals[place]).count(),
            Aim::Earliest => arrivals.iter().flatten().filter(|&&other| Some(other) < arrivals[place]).count(),
        };
        corridor.answer.rank = totals[place].map(|_| before as u32 + 1);
        corridor.answer.more_than_best = totals[place].zip(least).map(|(own, least)| own - least);
    }
}

/// Returns what the cheapest routes cost by each rule for averages.
fn averages(case: &Prepared, pairs: &[Pair]) -> Vec<AverageWaits> {
    let totals = |wait: Wait| {
        let model = Model { wait, ..case.model().clone() };
        case.priced().of_other_model(&model).totals(&model)
    };
    let [half, full, collected] = [Wait::HalfHeadway, Wait::FullHeadway, Wait::CollectedForShip].map(totals);
    let of = |&pair: &Pair| AverageWaits {
        half_headway_per_t: *half.get(pair),
        full_headway_per_t: *full.get(pair),
        collected_for_ship_per_t: *collected.get(pair),
    };
    pairs.iter().map(of).collect()
}

/// Returns why some pairs have no plan.
fn reasons_without(case: &Prepared, pairs: &[Pair], ready: Moment) -> Vec<Reason> {
    if pairs.is_empty() {
        return Vec::new();
    }
    let totals = case.totals();
    let refused: Vec<Pair> = pairs.iter().filter(|&&pair| totals.get(pair).is_none()).copied().collect();
    let known = reasons(case.model(), case.values(), &refused);
    let none = || Reason {
        kind: ReasonKind::NoDeparture,
        text: format!("no departure that is known in the {HORIZON_DAYS} days after {ready} can be caught on the way"),
    };
    pairs.iter().map(|pair| known.get(pair).cloned().unwrap_or_else(none)).collect()
}
