//! A simulation of the days of a year: consignments come, wait for services, capacity, boxes and wagons, and go their way.
//!
//! Each demand sends its yearly tonnes in lots along the route that `route` finds by the cheapest corridor asked for, step
//! by step, on the discrete events of [`corridor_kernel::events`]. Resources are those of the tables: departures of
//! services, monthly capacities, opening days, closures and seasons, and fleets and stacks that the question gives. Hours
//! with bounds are drawn anew for each consignment. Prices are those of the route; storage, holding and hire follow the
//! hours that were really spent.

mod acts;
mod audited;
mod clock;
mod layout;
mod measure;
mod plant;
mod question;
mod result;
mod run;
mod setup;
mod story;
#[cfg(test)]
mod tests;

use corridor_kernel::events::Levels;
use rayon::prelude::*;

use crate::analysis::{Analysis, Ask, Refusal};
use crate::answer::NamedPlaces;
use crate::units::{Duration, Money};

use acts::SentRoute;
use clock::DAY;
use run::RunResult;
use setup::Setup;

pub use measure::{RunMean, SimulatedSpread};
pub use question::{
    ArrivalPattern, DepartureRule, MAX_CONSIGNMENTS, MAX_DAYS, MAX_RUNS, SimulateError, SimulateQuestion, StackRoom,
};
pub use result::{
    ConsignmentStory, ResourceKind, SimulateRow, SimulatedResource, SimulatedRoute, Simulation, StoryStep,
    UnroutedDemand,
};
pub use story::{EventRow, SimulationEvents};

impl Analysis for SimulateQuestion {
    type Found = Simulation;

    fn answer(&self, ask: &Ask<'_>) -> Result<Simulation, Refusal> {
        let setup = Setup::new(ask, ask.one()?, self)?;
        let run = |number: u64| {
            let mut result = setup.run(number, self.follow.is_some() && number == 0);
            let followed = self.follow.filter(|_| number == 0).map(|follow| story::story(&setup, &result, follow));
            result.log = Vec::new();
            (result, followed)
        };
        let runs: Vec<u64> = (0..u64::from(self.runs)).collect();
        let counted = ask.progress.counting(runs.len(), run);
        let (results, stories): (Vec<RunResult>, Vec<_>) = runs.into_par_iter().map(counted).unzip();
        let story = stories.into_iter().flatten().next().transpose().map_err(Refusal::request)?;
        let audited = if ask.audit { Some(audited::audit(&setup)?) } else { None };
        let mut places = NamedPlaces::of(setup.ways.iter().map(|way| &way.answer).chain(&setup.without));
        for step in story.iter().flat_map(|story| &story.steps) {
            places.add(&step.from);
            places.add(&step.to);
        }
        let mut drawn: Vec<_> = setup.ways.iter().flat_map(|way| way.drawn.iter().copied()).collect();
        drawn.sort_unstable();
        drawn.dedup();
        Ok(Simulation {
            scenario: setup.case.used(),
            days: self.days,
            first_day: setup.case.model().date,
            warm_up_days: setup.warm_up_days,
            runs: self.runs,
            seed: self.seed,
            arrivals: self.arrivals,
            departures: self.departures,
            is_certain: self.is_certain,
            is_by_harvest: setup.ways.iter().any(|way| way.by_day.is_some()),
            hours_drawn: drawn.len() + setup.late.len(),
            back_days: self.back_days,
            events: results.iter().map(|result| result.outcome.events).sum(),
            audited,
            places,
            routes: setup.ways.iter().enumerate().map(|(at, way)| route(&setup, at, way, &results)).collect(),
            without_route: setup
                .without
                .iter()
                .map(|answer| UnroutedDemand { from: answer.from.clone(), to: answer.to.clone() })
                .collect(),
            resources: (0..setup.resources.len()).map(|at| resource(&setup, at, &results)).collect(),
            story,
        })
    }
}

/// Sums up the consignments of a route.
fn route(setup: &Setup<'_>, at: usize, way: &SentRoute, results: &[RunResult]) -> SimulatedRoute {
    let spread = |number: &dyn Fn(&run::Delivered) -> f64| {
        let of_run = |result: &RunResult| {
            result.delivered.iter().filter(|own| own.way as usize == at).map(number).collect::<Vec<f64>>()
        };
        SimulatedSpread::of(results.iter().map(of_run).collect())
    };
    let counts = |count: fn(&run::WayCounts) -> u64| -> Vec<f64> {
        results.iter().map(|result| count(&result.counts[at]) as f64).collect()
    };
    let mean = |numbers: Vec<f64>| RunMean::of(&numbers).mean;
    let a_year = way.lot_t * 365.0 / f64::from(setup.question.days);
    let arrived: Vec<f64> = counts(|own| own.arrived);
    let money = |micros: i64| Money::from_micros(micros).as_units();
    SimulatedRoute {
        from: way.answer.from.clone(),
        to: way.answer.to.clone(),
        regime: way.answer.regime,
        corridor: way.answer.corridor.clone(),
        corridor_title: way.answer.corridor_title.clone(),
        form: way.answer.form.clone(),
        lot_t: way.lot_t,
        tonnes_per_year: way.tonnes_per_year,
        planned_days: way.answer.time().as_days(),
        planned_per_t: way.answer.total(),
        planned_wait_days: way.planned_h.iter().map(|&hours| Duration::hours(hours)).sum::<Duration>().as_days(),
        inside_before: mean(counts(|own| own.inside_before)),
        came: mean(counts(|own| own.came)),
        arrived: mean(arrived.clone()),
        inside_after: mean(counts(|own| own.inside_before + own.came - own.arrived)),
        arrived_t_per_year: RunMean::of(&arrived.iter().map(|number| number * a_year).collect::<Vec<_>>()),
        days: spread(&|own| own.time.as_days()),
        wait_days: spread(&|own| own.waited.as_days()),
        cost_per_t: spread(&|own| money(own.cost)),
        waiting_cost_per_t: spread(&|own| money(own.waiting_cost)),
    }
}

/// Sums up what was waited for.
fn resource(setup: &Setup<'_>, at: usize, results: &[RunResult]) -> SimulatedResource {
    let own = &setup.resources[at];
    let seconds = f64::from(setup.question.days) * DAY as f64;
    let lines: Vec<&Levels> = results
        .iter()
        .map(|result| match own.about.kind {
            ResourceKind::Service => &result.outcome.carriers[own.number].line,
            ResourceKind::Capacity | ResourceKind::Collecting => &result.outcome.servers[own.number].line,
            ResourceKind::Boxes | ResourceKind::Wagons | ResourceKind::Stack => &result.outcome.pools[own.number].line,
        })
        .collect();
    let each = |number: &dyn Fn(&RunResult) -> f64| RunMean::of(&results.iter().map(number).collect::<Vec<_>>());
    let departures = |count: fn(&corridor_kernel::events::CarrierTally) -> u64| {
        let is_service = own.about.kind == ResourceKind::Service;
        is_service.then(|| each(&|result| count(&result.outcome.carriers[own.number]) as f64))
    };
    let use_share = match own.about.kind {
        ResourceKind::Service => setup.plant.carriers[own.number].room.map(|room| {
            each(&|result| {
                let tally = &result.outcome.carriers[own.number];
                tally.carried as f64 / (tally.departures.max(1) * room) as f64
            })
        }),
        ResourceKind::Capacity | ResourceKind::Collecting => {
            Some(each(&|result| result.outcome.servers[own.number].in_use.area() as f64 / seconds))
        }
        ResourceKind::Boxes | ResourceKind::Wagons | ResourceKind::Stack => {
            let units = setup.plant.pools[own.number].units as f64;
            Some(each(&|result| result.outcome.pools[own.number].in_use.area() as f64 / seconds / units))
        }
    };
    let waits: Vec<(f64, u64)> =
        results.iter().map(|result| (result.waits[at].0 as f64 / clock::HOUR, result.waits[at].1)).collect();
    SimulatedResource {
        line: SimulatedSpread::of_levels(&lines),
        wait_h: RunMean::weighted(&waits),
        use_share,
        departures: departures(|tally| tally.departures),
        empty_departures: departures(|tally| tally.empty),
        ..own.about.clone()
    }
}
