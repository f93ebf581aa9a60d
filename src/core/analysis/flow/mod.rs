//! How all tonnes divide over corridors, routes and months at the least cost, where capacities are limited.
//!
//! The network of each month has the prices, seasons, closures and permissions of one day of it. Tonnes may be kept at their
//! origin for a later month. Cheapest paths at prices of the capacities offer routes, a simplex method in exact fractions
//! divides the tonnes over them until no route is cheaper; see [`corridor_kernel::flow::shared`]. Tonnes whose cheapest route
//! takes from no capacity go by it whatever the capacities cost, and are no part of that.

mod assemble;
mod audited;
mod bottlenecks;
mod congested;
mod limits;
mod months;
mod problem;
mod question;
mod refused;
mod result;
mod source;
mod spread;
mod supply;

use std::collections::BTreeSet;

use crate::analysis::{Analysis, Ask, Refusal};
use crate::answer::{Prepared, UnknownName};
use crate::ids::{DemandId, Id};
use crate::units::Money;

use assemble::Assembly;
use problem::{FlowProblem, HeldUp};
use source::RouteSpace;

pub use question::{FlowError, FlowQuestion};
pub use result::{
    FlowBottleneck, FlowCapacity, FlowCongestion, FlowCorridor, FlowPeriod, FlowRoute, FlowSpread, Flows, LegTonnes,
    SpreadOf,
};

impl Analysis for FlowQuestion {
    type Found = Flows;

    fn answer(&self, ask: &Ask<'_>) -> Result<Flows, Refusal> {
        self.check().map_err(Refusal::request)?;
        ask.check_names()?;
        check_scenarios(ask.scenarios).map_err(Refusal::request)?;
        if self.congestion_per_t_day.is_some() && ask.scenarios.len() > 1 {
            return Err(Refusal::request(FlowError::CongestedTogether));
        }
        let among: Vec<Option<Prepared>> =
            ask.scenarios.iter().map(|prepared| ask.among_corridors(prepared)).collect::<Result<_, _>>()?;
        let mut scenarios: Vec<(&Prepared, BTreeSet<DemandId>)> = Vec::new();
        for (all, among) in ask.scenarios.iter().zip(&among) {
            let prepared = among.as_ref().unwrap_or(all);
            scenarios.push((prepared, ask.demands(prepared)?.into_iter().collect()));
        }
        let [(first, _), ..] = &scenarios[..] else { return Err(Refusal::request(FlowError::NoTonnes)) };
        let months = self.months(first.model().date).map_err(Refusal::request)?;
        let supplies = supply::supplies(&scenarios, &months);
        if supplies.is_empty() {
            return Err(Refusal::request(FlowError::NoTonnes));
        }
        let cases = months::prepare(&scenarios, &months, ask.progress)?;
        let mut limits = limits::FlowLimits::of(&cases, &months).map_err(Refusal::request)?;
        check_shares(&scenarios, self).map_err(Refusal::request)?;
        let others = limits.add_shares(&self.min_share, supplies.iter().map(|supply| supply.micros).sum());
        let storage: Vec<i64> = scenarios.iter().map(|(prepared, _)| self.storage(prepared)).collect();
        let (cases, supplies, limits) = (&*cases, &*supplies, &limits);
        let space = RouteSpace { cases, supplies, limits, storage: &storage, others: &others, progress: ask.progress };
        let problem = FlowProblem { scenarios: &scenarios, months: &months, question: self, space };
        flows(&problem, ask.audit)
    }
}

impl FlowQuestion {
    /// Returns what keeping a tonne of a scenario's goods for a month costs, in millionths.
    fn storage(&self, prepared: &Prepared) -> i64 {
        let (values, cargo) = (prepared.values(), &prepared.model().cargo);
        let holding = values[cargo.value_per_t.index()] * values[cargo.holding_rate_per_year.index()] / 12.0;
        (Money::round(holding) + Money::round(self.storage_per_t_month)).micros()
    }
}

/// Refuses shares of corridors that no scenario has.
fn check_shares(scenarios: &[(&Prepared, BTreeSet<DemandId>)], asked: &FlowQuestion) -> Result<(), UnknownName> {
    let keys =
        || scenarios.iter().flat_map(|(prepared, _)| prepared.model().corridors.iter()).map(|own| own.key.as_str());
    let unknown = asked.min_share.keys().find(|corridor| keys().all(|own| own != *corridor));
    unknown.map_or(Ok(()), |corridor| Err(UnknownName::new("corridor", corridor, keys())))
}

/// Refuses scenarios that cannot be told apart or added up.
fn check_scenarios(scenarios: &[Prepared]) -> Result<(), FlowError> {
    let mut paths = BTreeSet::new();
    for prepared in scenarios {
        let (first, model) = (scenarios[0].model(), prepared.model());
        if !paths.insert(&prepared.scenario().path) {
            return Err(FlowError::Twice(model.name.clone()));
        }
        if model.currency != first.currency {
            return Err(FlowError::Currencies(first.name.clone(), model.name.clone()));
        }
    }
    Ok(())
}

/// Finds the flows, and describes them.
fn flows(problem: &FlowProblem<'_>, audit: bool) -> Result<Flows, Refusal> {
    let refused = |held_up: Box<HeldUp>| problem.refusal(&held_up);
    let (mut solved, congested) = match problem.question.congestion_per_t_day {
        None => (problem.solve(None).map_err(refused)?, None),
        Some(per_t_day) => {
            let (solved, congested) = problem.congested(per_t_day).map_err(refused)?;
            (solved, Some(congested))
        }
    };
    let failed = |cause: Box<dyn std::error::Error + Send + Sync>| {
        let scenario = problem.scenarios[0].0.model().name.clone();
        Refusal::Failed { scenario, cause }
    };
    if audit {
        audited::check(&solved).map_err(|fault| failed(fault.into()))?;
    }
    let assembly = Assembly { problem };
    let mut found = assembly.flows(&solved);
    if found.cost.max(found.cost_without_limits) == Money::from_micros(i64::MAX) {
        return Err(Refusal::request(FlowError::TooDear));
    }
    if let Some(congested) = &congested {
        congested.describe(&assembly, &solved, &mut found);
    }
    if audit {
        found.audited = Some(assembly.audit_routes(&solved)?);
    }
    if congested.is_some() {
        return Ok(found);
    }
    found.spread = spread::drawn(&assembly, &found).map_err(|fault| failed(fault.into()))?;
    found.bottlenecks = bottlenecks::widened(&assembly, &mut solved, &found).map_err(|fault| failed(fault.into()))?;
    Ok(found)
}
