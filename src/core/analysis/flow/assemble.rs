//! From flows as fractions of columns to what people read of them.

use std::collections::BTreeMap;

use dashu_ratio::RBig;
use rayon::prelude::*;

use crate::analysis::Refusal;
use crate::answer::{Answer, NamedPlaces, place_name};
use crate::units::Money;
use corridor_kernel::flow::shared::{FlowColumn, ResourceWorth, WorthStep};

use super::limits::{Limit, MICROS};
use super::problem::{FlowProblem, SolvedFlows, sum_of, tonnes};
use super::question::month_name;
use super::result::{FlowCapacity, FlowCorridor, FlowPeriod, FlowRoute, Flows, LegTonnes};
use super::source::FlowPath;

/// What flows are made of.
pub(super) struct Assembly<'a> {
    pub(super) problem: &'a FlowProblem<'a>,
}

/// Tonnes on a route.
pub(super) type Carried<'a> = (&'a FlowColumn<FlowPath>, RBig);

impl Assembly<'_> {
    /// Returns what goes, by which route.
    pub(super) fn carried<'a>(&'a self, solved: &'a SolvedFlows<'_>) -> Vec<Carried<'a>> {
        let is_contested = |supply: usize| solved.routes.contested.binary_search(&supply).is_ok();
        let free = solved.unlimited.iter().enumerate().filter(|&(supply, _)| !is_contested(supply));
        let free = free.filter_map(|(supply, column)| {
            Some((column.as_ref()?, tonnes(self.problem.space.supplies[supply].micros)))
        });
        let flows = solved.allocation.flows.iter();
        let shared = flows.map(|(column, amount)| (&solved.shared.columns()[*column], amount.clone()));
        let mut carried: Vec<Carried<'_>> = free.chain(shared).collect();
        carried.sort_by_key(|(column, _)| {
            let path = &column.path;
            (path.supply, self.problem.space.cases[path.case].month, path.question, path.path.arcs.clone())
        });
        carried
    }

    /// Describes the flows, but for bottlenecks and audit.
    pub(super) fn flows(&self, solved: &SolvedFlows<'_>) -> Flows {
        let carried = self.carried(solved);
        let answers: Vec<Answer> = carried.par_iter().map(|(column, _)| self.answer(&column.path)).collect();
        let mut places = NamedPlaces::default();
        for answer in &answers {
            places.add_answer(answer);
        }
        let mut routes: Vec<FlowRoute> =
            carried.iter().zip(&answers).map(|(carried, answer)| self.route(carried, answer)).collect();
        routes.extend(self.unsent(solved, &mut places));
        let free_cost = |(column, amount): &Carried<'_>| amount * RBig::from(column.cost);
        let is_contested = |supply: usize| solved.routes.contested.binary_search(&supply).is_ok();
        let free = carried.iter().filter(|(column, _)| !is_contested(column.path.supply)).map(free_cost);
        let free = free.fold(RBig::ZERO, |sum, cost| sum + cost);
        let penalty = self.problem.question.penalty().map(Money::micros);
        let without_limits = solved.unlimited.iter().zip(self.problem.space.supplies).map(|(column, supply)| {
            let least = column.as_ref().map(|column| column.cost).into_iter().chain(penalty).min();
            tonnes(supply.micros) * RBig::from(least.unwrap_or_default())
        });
        Flows {
            scenarios: self.problem.scenarios.iter().map(|(prepared, _)| prepared.used()).collect(),
            months: self.problem.months.iter().copied().map(month_name).collect(),
            unmet_per_t: self.problem.question.penalty(),
            storage_per_t_month: self.problem.space.storage.iter().copied().map(Money::from_micros).collect(),
            tonnes: self.problem.space.supplies.iter().map(|supply| supply.micros).sum::<i64>() as f64 / MICROS,
            unmet_t: number(&sum_of(&solved.allocation.unmet)),
            cost: money(&(&free + &solved.allocation.cost)),
            bound: money(&(&free + &solved.allocation.bound)),
            cost_without_limits: money(&without_limits.fold(RBig::ZERO, |sum, cost| sum + cost)),
            audited: None,
            places,
            corridors: self.corridors(solved, &carried),
            capacities: self.capacities(solved),
            bottlenecks: Vec::new(),
            congestion: None,
            spread: None,
            legs: legs(&carried, &answers),
            routes,
        }
    }

    /// Traces a route.
    fn answer(&self, path: &FlowPath) -> Answer {
        let case = &self.problem.space.cases[path.case];
        let (model, priced) = case.of(path.network);
        priced.itinerary(model, &mut priced.tracer(model, case.case.values()), path.question, &path.path)
    }

    /// Recomputes all routes from the model alone; returns how many.
    ///
    /// # Errors
    /// Returns the first that differs.
    pub(super) fn audit_routes(&self, solved: &SolvedFlows<'_>) -> Result<usize, Refusal> {
        let carried = self.carried(solved);
        let audit = |(column, _): &Carried<'_>| {
            self.problem.space.cases[column.path.case].case.audit(&[self.answer(&column.path)]).map_err(Refusal::from)
        };
        let audited: Vec<usize> = carried.par_iter().map(audit).collect::<Result<_, _>>()?;
        Ok(audited.into_iter().sum())
    }

    fn route(&self, (column, amount): &Carried<'_>, answer: &Answer) -> FlowRoute {
        let (path, month) = (&column.path, self.problem.space.cases[column.path.case].month);
        FlowRoute {
            scenario: answer.scenario.clone(),
            from: answer.from.clone(),
            to: answer.to.clone(),
            supplied: month_name(self.problem.months[self.problem.space.supplies[path.supply].month]),
            month: Some(month_name(self.problem.months[month])),
            tonnes: number(amount),
            corridor: Some(answer.corridor.clone()),
            form: answer.form.clone(),
            route: Some(answer.places_in_order()),
            total_per_t: answer.total_per_t,
            storage_per_t: Some(Money::from_micros(path.storage)),
            waiting_per_t: None,
            days: answer.days,
        }
    }

    /// Returns the tonnes that do not go.
    fn unsent(&self, solved: &SolvedFlows<'_>, places: &mut NamedPlaces) -> Vec<FlowRoute> {
        let left = solved.routes.contested.iter().zip(&solved.allocation.unmet).filter(|(_, left)| **left > RBig::ZERO);
        let row = |(&supply, left): (&usize, &RBig)| {
            let supply = &self.problem.space.supplies[supply];
            let model = self.problem.scenarios[supply.scenario].0.model();
            let demand = &model.demands[supply.demand];
            let [from, to] = [demand.from, demand.to].map(|place| place_name(model, place));
            places.add(&from);
            places.add(&to);
            FlowRoute {
                scenario: model.name.clone(),
                from,
                to,
                supplied: month_name(self.problem.months[supply.month]),
                month: None,
                tonnes: number(left),
                corridor: None,
                form: None,
                route: None,
                total_per_t: None,
                storage_per_t: None,
                waiting_per_t: None,
                days: None,
            }
        };
        left.map(row).collect()
    }

    /// Returns the position of a route's corridor among those of all scenarios.
    fn corridor_of(&self, path: &FlowPath) -> (usize, usize) {
        let (_, priced) = self.problem.space.cases[path.case].of(path.network);
        let corridor = priced.network().questions()[path.question].corridor;
        (self.problem.space.cases[path.case].scenario, crate::ids::Id::index(corridor))
    }

    pub(super) fn corridors(&self, solved: &SolvedFlows<'_>, carried: &[Carried<'_>]) -> Vec<FlowCorridor> {
        let mut by_month: BTreeMap<((usize, usize), usize), RBig> = BTreeMap::new();
        let mut costs: BTreeMap<(usize, usize), (RBig, RBig)> = BTreeMap::new();
        let mut free: BTreeMap<(usize, usize), RBig> = BTreeMap::new();
        for (column, amount) in carried {
            let (corridor, month) = (self.corridor_of(&column.path), self.problem.space.cases[column.path.case].month);
            *by_month.entry((corridor, month)).or_default() += amount;
            let (tonnes, cost) = costs.entry(corridor).or_default();
            *tonnes += amount;
            *cost += amount * RBig::from(column.cost);
        }
        for (column, supply) in solved.unlimited.iter().zip(self.problem.space.supplies) {
            let Some(column) = column else { continue };
            *free.entry(self.corridor_of(&column.path)).or_default() += tonnes(supply.micros);
        }
        let mut corridors = Vec::new();
        for (scenario, (prepared, _)) in self.problem.scenarios.iter().enumerate() {
            for (id, corridor) in prepared.model().corridors.enumerate() {
                let key = (scenario, crate::ids::Id::index(id));
                let months = 0..self.problem.months.len();
                corridors.push(FlowCorridor {
                    scenario: prepared.model().name.clone(),
                    corridor: corridor.key.clone(),
                    title: corridor.title.clone(),
                    tonnes: costs.get(&key).map_or(0.0, |(tonnes, _)| number(tonnes)),
                    tonnes_by_month: months.map(|month| by_month.get(&(key, month)).map_or(0.0, number)).collect(),
                    tonnes_without_limits: free.get(&key).map_or(0.0, number),
                    mean_per_t: costs.get(&key).map(|(tonnes, cost)| money(&(cost / tonnes))),
                });
            }
        }
        corridors
    }

    /// Returns the tonnes by each corridor of a list.
    pub(super) fn tonnes_by_corridor(&self, solved: &SolvedFlows<'_>, corridors: &[FlowCorridor]) -> Vec<f64> {
        let now = self.corridors(solved, &self.carried(solved));
        debug_assert_eq!(now.len(), corridors.len(), "all corridors are listed each time");
        now.into_iter().map(|corridor| corridor.tonnes).collect()
    }

    /// Returns the rows of the limits, each once, in the order of the tables.
    pub(super) fn rows(&self) -> Vec<&str> {
        let mut rows: Vec<&str> = Vec::new();
        for limit in &self.problem.space.limits.all {
            if !rows.contains(&limit.row.as_str()) {
                rows.push(&limit.row);
            }
        }
        rows
    }

    /// Returns a capacity that limits nothing: all tonnes, many times over.
    pub(super) fn endless(&self) -> RBig {
        let all: i64 = self.problem.space.supplies.iter().map(|supply| supply.micros).sum();
        tonnes(all) * RBig::from(1000)
    }

    fn capacities(&self, solved: &SolvedFlows<'_>) -> Vec<FlowCapacity> {
        let of_row = |row: &str| {
            let own: Vec<(usize, &Limit)> =
                self.problem.space.limits.all.iter().enumerate().filter(|(_, limit)| limit.row == row).collect();
            let used = sum_of(own.iter().map(|&(at, _)| &solved.allocation.used[at]));
            let periods: Vec<FlowPeriod> = own.iter().map(|&(at, limit)| self.period(solved, at, limit)).collect();
            if used == RBig::ZERO && periods.iter().all(|period| period.more_saves == Money::ZERO) {
                return None;
            }
            let (_, first) = own[0];
            Some(FlowCapacity {
                row: first.row.clone(),
                name: first.name.clone(),
                unit: first.unit.as_str(),
                departure_t: first.departure_t,
                capacity: periods.iter().map(|period| period.capacity).sum(),
                used: number(&used),
                full: own.iter().filter(|&&(at, limit)| is_full(solved, at, limit)).count(),
                worth_per_unit: periods.iter().map(|period| period.more_saves).sum(),
                periods,
            })
        };
        self.rows().into_par_iter().filter_map(of_row).collect()
    }

    fn period(&self, solved: &SolvedFlows<'_>, at: usize, limit: &Limit) -> FlowPeriod {
        let is_full = is_full(solved, at, limit);
        let worth = is_full.then(|| solved.shared.worth(&solved.routes, at as u32)).flatten();
        let ResourceWorth { more, fewer } =
            worth.unwrap_or(ResourceWorth { more: WorthStep { price: RBig::ZERO, units: None }, fewer: None });
        FlowPeriod {
            month: limit.month.map(|month| month_name(self.problem.months[month])),
            capacity: limit.micros as f64 / MICROS,
            used: number(&solved.allocation.used[at]),
            more_saves: money(&more.price),
            more_holds_for: more.units.as_ref().map(number),
            less_costs: if is_full { fewer.as_ref().map(|step| money(&step.price)) } else { Some(Money::ZERO) },
            less_holds_for: fewer.and_then(|step| step.units).as_ref().map(number),
            wait_h: None,
        }
    }
}

/// Adds the tonnes on each leg, in each direction.
fn legs(carried: &[Carried<'_>], answers: &[Answer]) -> Vec<LegTonnes> {
    let mut legs: BTreeMap<(&str, &str, &str), (LegTonnes, RBig)> = BTreeMap::new();
    for ((_, amount), answer) in carried.iter().zip(answers) {
        for step in answer.steps.iter().filter(|step| step.moves()) {
            let mode = step.mode.unwrap_or_default();
            for ends in step.through.windows(2) {
                let [from, to] = [&ends[0], &ends[1]];
                let (leg, sum) = legs.entry((&from.key, &to.key, mode)).or_insert_with(|| {
                    let leg =
                        LegTonnes { mode, from: from.clone(), to: to.clone(), tonnes: 0.0, corridors: Vec::new() };
                    (leg, RBig::ZERO)
                });
                *sum += amount;
                if !leg.corridors.contains(&answer.corridor) {
                    leg.corridors.push(answer.corridor.clone());
                }
            }
        }
    }
    legs.into_values().map(|(leg, sum)| LegTonnes { tonnes: number(&sum), ..leg }).collect()
}

fn is_full(solved: &SolvedFlows<'_>, at: usize, limit: &Limit) -> bool {
    solved.allocation.used[at] == tonnes(limit.micros)
}

/// Returns a fraction as a number.
pub(super) fn number(fraction: &RBig) -> f64 {
    fraction.to_f64().value()
}

/// Returns an amount in millionths as money, rounded once.
pub(super) fn money(micros: &RBig) -> Money {
    Money::from_micros(i64::try_from(micros.round()).unwrap_or(i64::MAX))
}
