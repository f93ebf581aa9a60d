//! Shared flows against every basis of every path, in exact fractions.

use dashu_ratio::RBig;
use proptest::prelude::*;

use super::{Allocation, Commodity, PathSource, ResourceUse, SharedFlows, Shortage, audit};
use crate::Query;
use crate::graph::Graph;

const NODES: u32 = 4;
const MAX_NODES: u32 = 12;

type CaseArc = (u32, u32, i64, Option<(u32, RBig)>);

/// A problem small enough to list all its paths.
#[derive(Clone, Debug)]
struct SharedCase {
    /// Tail, head, cost, and perhaps a resource with an amount, sorted by tail.
    arcs: Vec<CaseArc>,
    commodities: Vec<(Query, Commodity)>,
    capacities: Vec<RBig>,
}

/// A path: its commodity, its cost and what it uses of each resource.
struct SmallPath {
    commodity: usize,
    cost: RBig,
    uses: Vec<RBig>,
}

impl SharedCase {
    fn graph(&self) -> Graph {
        Graph::from_sorted(MAX_NODES as usize, self.arcs.iter().map(|arc| (arc.0, arc.1)))
    }

    fn source<'a>(&self, graph: &'a Graph) -> PathSource<'a> {
        let uses = |arc: &CaseArc| {
            let of = arc.3.iter().map(|(resource, amount)| ResourceUse { resource: *resource, amount: amount.clone() });
            of.collect()
        };
        PathSource {
            graph,
            costs: self.arcs.iter().map(|arc| arc.2).collect(),
            uses: self.arcs.iter().map(uses).collect(),
            queries: self.commodities.iter().map(|commodity| commodity.0).collect(),
        }
    }

    fn flows(&self) -> SharedFlows<Vec<u32>> {
        let commodities = self.commodities.iter().map(|commodity| commodity.1.clone()).collect();
        SharedFlows::new(commodities, self.capacities.clone())
    }

    /// Lists all paths that visit no node twice: another one is never cheaper and never uses less.
    fn paths(&self) -> Vec<SmallPath> {
        fn walk(small: &SharedCase, node: u32, to: u32, seen: u32, arcs: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
            if node == to {
                all.push(arcs.clone());
                return;
            }
            for (number, arc) in small.arcs.iter().enumerate() {
                if arc.0 == node && seen >> arc.1 & 1 == 0 {
                    arcs.push(number);
                    walk(small, arc.1, to, seen | 1 << arc.1, arcs, all);
                    arcs.pop();
                }
            }
        }
        let mut paths = Vec::new();
        for (commodity, (query, _)) in self.commodities.iter().enumerate() {
            let mut all = Vec::new();
            walk(self, query.source, query.target, 1 << query.source, &mut Vec::new(), &mut all);
            for arcs in all {
                let mut path = SmallPath { commodity, cost: RBig::ZERO, uses: vec![RBig::ZERO; self.capacities.len()] };
                for arc in arcs {
                    path.cost += RBig::from(self.arcs[arc].2);
                    if let Some((resource, amount)) = &self.arcs[arc].3 {
                        path.uses[*resource as usize] += amount;
                    }
                }
                paths.push(path);
            }
        }
        paths
    }

    /// Returns the least amount that is not sent and must be, and the least cost of that, over all bases.
    fn least(&self) -> (RBig, RBig) {
        let (commodities, resources) = (self.commodities.len(), self.capacities.len());
        let rows = commodities + resources;
        let one_at = |row: usize| (0..rows).map(|at| RBig::from(i64::from(at == row))).collect::<Vec<RBig>>();
        let mut columns: Vec<(Vec<RBig>, (RBig, RBig))> = Vec::new();
        for path in self.paths() {
            let mut column = one_at(path.commodity);
            column[commodities..].clone_from_slice(&path.uses);
            columns.push((column, (RBig::ZERO, path.cost)));
        }
        for (row, (_, commodity)) in self.commodities.iter().enumerate() {
            let cost = commodity.unmet.map_or((RBig::ONE, RBig::ZERO), |penalty| (RBig::ZERO, penalty.into()));
            columns.push((one_at(row), cost));
        }
        columns.extend((commodities..rows).map(|row| (one_at(row), (RBig::ZERO, RBig::ZERO))));
        let supplies = self.commodities.iter().map(|commodity| commodity.1.supply.clone());
        let right: Vec<RBig> = supplies.chain(self.capacities.iter().cloned()).collect();
        let mut least: Option<(RBig, RBig)> = None;
        for set in 0..1_u32 << columns.len() {
            if set.count_ones() as usize != rows {
                continue;
            }
            let chosen: Vec<usize> = (0..columns.len()).filter(|&column| set >> column & 1 == 1).collect();
            let matrix = chosen.iter().map(|&column| columns[column].0.clone()).collect();
            let Some(amounts) = solved(matrix, &right) else { continue };
            if amounts.iter().all(|amount| *amount >= RBig::ZERO) {
                let mut sum = (RBig::ZERO, RBig::ZERO);
                for (&column, amount) in chosen.iter().zip(&amounts) {
                    sum.0 += amount * &columns[column].1.0;
                    sum.1 += amount * &columns[column].1.1;
                }
                if least.as_ref().is_none_or(|least| sum < *least) {
                    least = Some(sum);
                }
            }
        }
        least.expect("nothing needs to be sent")
    }

    fn with_more(&self, resource: usize, units: &RBig) -> Self {
        let mut changed = self.clone();
        changed.capacities[resource] += units;
        changed
    }

    fn audited(&self, flows: &SharedFlows<Vec<u32>>, allocation: &Allocation) {
        // Bellman's rounds over all arcs, as many as there are nodes.
        let cheapest = |commodity: u32, prices: &[RBig]| {
            let Query { source, target } = self.commodities[commodity as usize].0;
            let mut least = vec![None; MAX_NODES as usize];
            least[source as usize] = Some(RBig::ZERO);
            for (tail, head, cost, uses) in self.arcs.iter().cycle().take(self.arcs.len() * MAX_NODES as usize) {
                let Some(before) = &least[*tail as usize] else { continue };
                let used = uses.iter().map(|(resource, amount)| amount * &prices[*resource as usize]);
                let through = used.fold(before + RBig::from(*cost), |sum, used| sum + used);
                let known = &mut least[*head as usize];
                if known.as_ref().is_none_or(|known| through < *known) {
                    *known = Some(through);
                }
            }
            least[target as usize].clone()
        };
        assert_eq!(audit(flows.commodities(), flows.capacities(), flows.columns(), allocation, cheapest), []);
        assert_eq!(allocation.bound, allocation.cost);
    }

    fn check_shortage(&self, shortage: &Shortage) {
        let weight = |weights: &[(u32, RBig)], number: usize| {
            let found = weights.iter().find(|&&(of, _)| of as usize == number);
            found.map_or(RBig::ZERO, |(_, weight)| weight.clone())
        };
        let mut missing = RBig::ZERO;
        for (number, (_, commodity)) in self.commodities.iter().enumerate() {
            let weight = weight(&shortage.commodities, number);
            assert!(weight <= RBig::from(i64::from(commodity.unmet.is_none())));
            missing += &commodity.supply * weight;
        }
        for (number, capacity) in self.capacities.iter().enumerate() {
            missing -= capacity * weight(&shortage.resources, number);
        }
        for path in self.paths() {
            let used = path.uses.iter().enumerate();
            let used = used.fold(RBig::ZERO, |sum, (at, used)| sum + used * weight(&shortage.resources, at));
            assert!(used >= weight(&shortage.commodities, path.commodity));
        }
        assert_eq!(missing, shortage.missing);
    }
}

/// Solves equations whose columns are given; nothing where they have not one answer.
fn solved(mut columns: Vec<Vec<RBig>>, right: &[RBig]) -> Option<Vec<RBig>> {
    let size = right.len();
    columns.push(right.to_vec());
    for at in 0..size {
        let pivot = (at..size).find(|&row| columns[at][row] != RBig::ZERO)?;
        for column in &mut columns {
            column.swap(at, pivot);
        }
        let lead = columns[at].clone();
        for column in &mut columns[at..] {
            let factor = &column[at] / &lead[at];
            for row in (0..size).filter(|&row| row != at) {
                column[row] -= &factor * &lead[row];
            }
            column[at] = factor;
        }
    }
    columns.pop()
}

fn fraction() -> impl Strategy<Value = RBig> {
    let parts = prop_oneof![3 => Just((1, 1)), 1 => (1..4_i64, 1..4_i64)];
    parts.prop_map(|(one, other)| RBig::from(one) / RBig::from(other))
}

fn problems() -> impl Strategy<Value = SharedCase> {
    let uses = prop::option::weighted(0.7, (0..2_u32, fraction()));
    let arc = (0..3_u32, 1..NODES, 0..9_i64, uses);
    let penalty = prop::option::weighted(0.8, 5..40_i64);
    let commodity = (0..2_u32, 2..NODES, 1..9_i64, penalty).prop_map(|(source, target, supply, unmet)| {
        (Query { source, target }, Commodity { supply: supply.into(), unmet })
    });
    let capacity = (0..9_i64, fraction()).prop_map(|(units, part)| RBig::from(units) * part);
    let parts =
        (prop::collection::vec(arc, 5..11), prop::collection::vec(commodity, 1..4), prop::collection::vec(capacity, 2));
    let small = parts.prop_map(|(mut arcs, commodities, capacities)| {
        arcs.sort_by_key(|arc| arc.0);
        SharedCase { arcs, commodities, capacities }
    });
    small.prop_filter("too many bases", |small| small.paths().len() < 9)
}

/// More paths than a list would hold; the audit proves what the oracle above cannot list.
fn large_problems() -> impl Strategy<Value = SharedCase> {
    let uses = prop::option::weighted(0.5, (0..8_u32, fraction()));
    let arc = (0..MAX_NODES, 0..MAX_NODES, 0..40_i64, uses);
    let commodity = (0..MAX_NODES, 0..MAX_NODES, 1..40_i64, prop::option::weighted(0.9, 20..300_i64));
    let commodity = commodity.prop_map(|(source, target, supply, unmet)| {
        (Query { source, target }, Commodity { supply: supply.into(), unmet })
    });
    let capacity = (0..40_i64, fraction()).prop_map(|(units, part)| RBig::from(units) * part);
    let parts = (
        prop::collection::vec(arc, 30..60),
        prop::collection::vec(commodity, 4..14),
        prop::collection::vec(capacity, 8),
    );
    parts.prop_map(|(mut arcs, commodities, capacities)| {
        arcs.sort_by_key(|arc| arc.0);
        SharedCase { arcs, commodities, capacities }
    })
}

proptest! {
    #[test]
    fn flows_cost_as_little_as_the_best_basis(small in problems()) {
        let graph = small.graph();
        let (missing, cost) = small.least();
        let mut flows = small.flows();
        match flows.solve(&small.source(&graph)) {
            Ok(allocation) => {
                prop_assert_eq!((&RBig::ZERO, &cost), (&missing, &allocation.cost));
                small.audited(&flows, &allocation);
            }
            Err(shortage) => {
                prop_assert_eq!(&shortage.missing, &missing);
                prop_assert!(missing > RBig::ZERO);
                small.check_shortage(&shortage);
            }
        }
    }

    #[test]
    fn a_resource_is_worth_what_the_cost_changes_as_far_as_its_range_and_no_farther(small in problems()) {
        let graph = small.graph();
        let source = small.source(&graph);
        let mut flows = small.flows();
        let Ok(allocation) = flows.solve(&source) else { return Ok(()) };
        for resource in 0..small.capacities.len() {
            let worth = flows.worth(&source, resource as u32).expect("an answer");
            let change = |units: &RBig| {
                let (missing, cost) = small.with_more(resource, units).least();
                (missing == RBig::ZERO).then(|| cost - &allocation.cost)
            };
            let (more, part) = (&worth.more, RBig::ONE / RBig::from(64));
            let units = more.units.clone().unwrap_or(50.into());
            prop_assert_eq!(change(&units), Some(-(&more.price * &units)));
            if more.units.is_some() {
                let beyond = units + &part;
                prop_assert!(change(&beyond) > Some(-(&more.price * &beyond)));
            }
            let price = worth.fewer.as_ref().map_or(RBig::ZERO, |step| step.price.clone());
            let units = worth.fewer.map_or(RBig::ZERO, |step| step.units.expect("an end"));
            prop_assert_eq!(change(&-units.clone()), Some(&price * &units));
            prop_assert!(price >= more.price || units == RBig::ZERO);
            if units < small.capacities[resource] {
                let beyond = (&units + &part).min(small.capacities[resource].clone());
                let cost = change(&-beyond.clone());
                prop_assert!(cost.is_none_or(|cost| units > RBig::ZERO && cost > price * beyond));
            }
        }
    }

    #[test]
    fn an_answer_after_a_change_is_that_of_a_new_question(
        small in prop_oneof![problems(), large_problems()],
        changed in problems(),
        costs_alone in any::<bool>(),
    ) {
        let mut flows = small.flows();
        let _ = flows.solve(&small.source(&small.graph()));
        // The same network with other costs, and perhaps other supplies and capacities.
        let mut other = small.clone();
        for (arc, from) in other.arcs.iter_mut().zip(changed.arcs.iter().cycle()) {
            arc.2 = from.2;
        }
        if !costs_alone {
            let capacities = changed.capacities.iter().cycle().take(small.capacities.len());
            other.capacities = capacities.cloned().collect();
            for ((_, commodity), (_, from)) in other.commodities.iter_mut().zip(changed.commodities.iter().cycle()) {
                commodity.supply = from.supply.clone();
            }
            for (number, (_, commodity)) in (0..).zip(&other.commodities) {
                flows.set_supply(number, commodity.supply.clone());
            }
            for (number, capacity) in (0..).zip(&other.capacities) {
                flows.set_capacity(number, capacity.clone());
            }
        }
        flows.recost(|column| column.path.iter().map(|&arc| other.arcs[arc as usize].2).sum());
        let graph = other.graph();
        let source = other.source(&graph);
        let (again, anew) = (flows.solve(&source), other.flows().solve(&source));
        prop_assert_eq!(again.as_ref().map(|found| &found.cost).ok(), anew.as_ref().map(|found| &found.cost).ok());
        if let Ok(allocation) = again {
            other.audited(&flows, &allocation);
        }
    }

    #[test]
    fn many_flows_pass_the_audit_and_so_do_those_at_the_end_of_each_range(problem in large_problems()) {
        let graph = problem.graph();
        let source = problem.source(&graph);
        let mut flows = problem.flows();
        let Ok(allocation) = flows.solve(&source) else { return Ok(()) };
        problem.audited(&flows, &allocation);
        for (resource, capacity) in problem.capacities.iter().enumerate() {
            let worth = flows.worth(&source, resource as u32).expect("an answer");
            let price = &allocation.prices[resource];
            prop_assert!(worth.more.price <= *price);
            prop_assert!(worth.fewer.as_ref().is_none_or(|step| step.price >= *price));
            let fewer = worth.fewer.map(|step| (step.price, step.units.map(|units| -units)));
            for (price, units) in [(worth.more.price, worth.more.units)].into_iter().chain(fewer) {
                let mut other = problem.flows();
                let change = units.clone().unwrap_or(100.into());
                other.set_capacity(resource as u32, capacity + &change);
                let end = other.solve(&source).expect("flows");
                prop_assert_eq!(end.cost, &allocation.cost - price * &change);
            }
        }
    }
}
