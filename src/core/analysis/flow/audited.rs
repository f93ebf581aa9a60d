//! The audit of flows: the rules of an optimum in exact fractions, with cheapest routes found by a search of its own.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use dashu_ratio::RBig;
use rayon::prelude::*;

use crate::ids::{ArcId, DemandId, Id};
use corridor_kernel::flow::shared::audit;

use super::problem::{SolvedFlows, sum_of};
use super::source::{MonthlyRoutes, units_per_tonne};

/// A rule of the optimum that the flows break.
#[derive(Debug, thiserror::Error)]
#[error("the audit finds the flows not to be of least cost: {0}")]
pub(super) struct BrokenRule(String);

/// Checks that the flows of the contested supplies keep to supplies and capacities, and that prices prove them to be of least
/// cost.
///
/// # Errors
/// Returns the rules that are broken.
pub(super) fn check(solved: &SolvedFlows<'_>) -> Result<(), BrokenRule> {
    let routes = &solved.routes;
    let least = least_costs(routes, &solved.allocation.prices);
    let (commodities, capacities) = (solved.shared.commodities(), solved.shared.capacities());
    let faults = audit(commodities, capacities, solved.shared.columns(), &solved.allocation, |commodity, _| {
        let supply = &routes.space.supplies[routes.contested[commodity as usize]];
        let of_demand = least.iter().filter(|((case, demand), _)| {
            let case = &routes.space.cases[*case];
            *demand == supply.demand && case.scenario == supply.scenario && case.month >= supply.month
        });
        let kept = |case: usize| routes.storage_until(supply, routes.space.cases[case].month);
        of_demand.map(|((case, _), cost)| cost + RBig::from(kept(*case))).min()
    });
    match faults.first() {
        None => Ok(()),
        Some(first) => Err(BrokenRule(format!("{first:?} and {} more", faults.len() - 1))),
    }
}

/// The least cost of a tonne of each contested demand in each case.
type LeastCosts = BTreeMap<(usize, DemandId), RBig>;

fn least_costs(routes: &MonthlyRoutes<'_>, prices: &[RBig]) -> LeastCosts {
    let contested: BTreeSet<(usize, DemandId)> = routes
        .contested
        .iter()
        .map(|&supply| (routes.space.supplies[supply].scenario, routes.space.supplies[supply].demand))
        .collect();
    let networks: Vec<(usize, usize)> = (0..routes.space.cases.len())
        .flat_map(|case| (0..routes.space.cases[case].networks.len()).map(move |network| (case, network)))
        .collect();
    let of_network = |&(case, network): &(usize, usize)| {
        let scenario = routes.space.cases[case].scenario;
        let weights = exact_weights(routes, (case, network), prices);
        let (model, priced) = routes.space.cases[case].of(network);
        let questions = priced.network().questions();
        let asked = questions.iter().filter(|asked| contested.contains(&(scenario, asked.demand)));
        let mut by_source: BTreeMap<u32, Vec<_>> = BTreeMap::new();
        asked.for_each(|asked| by_source.entry(asked.source).or_default().push(asked));
        let mut least: Vec<((usize, DemandId), RBig)> = Vec::new();
        for (source, asked) in by_source {
            let reached = search(priced.network().graph(), &weights, source);
            for asked in asked {
                let Some(cost) = asked.target.and_then(|target| reached[target as usize].clone()) else { continue };
                let corridor = &model.corridors[asked.corridor].key;
                let others = sum_of(routes.others_of(corridor).map(|limit| &prices[limit as usize]));
                least.push(((case, asked.demand), cost + others));
            }
        }
        least
    };
    let mut least = LeastCosts::new();
    for (key, cost) in networks.par_iter().map(of_network).collect::<Vec<_>>().into_iter().flatten() {
        match least.get(&key) {
            Some(known) if *known <= cost => {}
            _ => _ = least.insert(key, cost),
        }
    }
    least
}

/// Returns the cost of each arc with what it pays for the limits that it takes from; nothing where it cannot be used.
fn exact_weights(routes: &MonthlyRoutes<'_>, (case, network): (usize, usize), prices: &[RBig]) -> Vec<Option<RBig>> {
    let (model, _) = routes.space.cases[case].of(network);
    let uses = &routes.space.cases[case].networks[network].uses;
    let weight = |(arc, cost): (usize, Option<i64>)| {
        let paid = uses.of(ArcId::new(arc)).iter().map(|own| {
            let payload = own.payload_t.map(|figure| model.register.figure(figure).value);
            &prices[routes.space.limits.of_capacity(case, own.capacity) as usize] * units_per_tonne(payload)
        });
        Some(paid.fold(RBig::from(cost?), |sum, paid| sum + paid))
    };
    routes.costs_of(case, network).into_iter().enumerate().map(weight).collect()
}

/// Finds the least cost from a node to every node.
fn search(graph: &corridor_kernel::graph::Graph, weights: &[Option<RBig>], source: u32) -> Vec<Option<RBig>> {
    let mut reached: Vec<Option<RBig>> = vec![None; graph.nodes()];
    let mut open = BinaryHeap::from([Reverse((RBig::ZERO, source))]);
    while let Some(Reverse((cost, node))) = open.pop() {
        if reached[node as usize].is_some() {
            continue;
        }
        for arc in graph.out(node) {
            let head = graph.head(arc);
            if let Some(weight) = weights[arc].as_ref().filter(|_| reached[head as usize].is_none()) {
                open.push(Reverse((&cost + weight, head)));
            }
        }
        reached[node as usize] = Some(cost);
    }
    reached
}
