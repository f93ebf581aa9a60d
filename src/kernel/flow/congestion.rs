//! Flows where waiting grows with the load: everybody takes the way that is the cheapest with the waits that all make.
//!
//! Such flows are where a sum is the least: the cost without waits, and for each resource the area below its curve of waits
//! up to its load. Flows of least cost at the waits of the present flows show where that falls. They join those found before,
//! and the mixture of all of them with the least sum is taken, until no way is cheaper than those taken.
//!
//! # Source
//! Wardrop, Some theoretical aspects of road traffic research (1952): no used way is dearer than an unused one; Beckmann
//! and others, Studies in the Economics of Transportation (1956): the sum; Frank and Wolfe, An algorithm for
//! quadratic programming (1956): the steps; von Hohenbalken, Simplicial decomposition in nonlinear programming (1977): the
//! mixtures.

use crate::queueing::wait_one_server;

/// The share of a capacity up to which waits follow their formula; beyond it they grow on a straight line, so that they are
/// finite where all of it is used: no period is long enough for the endless line of the formula.
const FORMULA_SHARE: f64 = 0.99;

/// How often the length of a step is halved.
const HALVINGS: u32 = 60;

/// How often a mixture is changed before flows of least cost are asked for again.
const MAX_CHANGES: u32 = 1000;

/// The share of the gap that is asked for to which a mixture is the best.
const OF_GAP: f64 = 0.1;

/// The waits at a resource that serves lots of one size one after another, each in a fixed time, while lots come at random.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaitCurve {
    /// The units that can pass.
    pub capacity: f64,
    /// The time that a lot takes.
    pub service: f64,
    /// What it costs that a unit waits for a unit of time.
    pub price: f64,
}

/// Flows that do not want to change.
#[derive(Clone, Debug, PartialEq)]
pub struct SettledFlows {
    /// The load of each resource.
    pub loads: Vec<f64>,
    /// The cost, waits included.
    pub cost: f64,
    /// What would be saved if everybody took the cheapest way at the waits that there are, as a share of the cost.
    pub gap: f64,
    /// How often flows of least cost were found.
    pub steps: u32,
}

impl WaitCurve {
    /// Returns the mean wait of a unit at a load.
    ///
    /// # Source
    /// One server with fixed service times: see [`wait_one_server`].
    pub fn wait(&self, load: f64) -> f64 {
        let share = load / self.capacity;
        let of_share = |share: f64| wait_one_server(share / self.service, self.service, 0.0);
        if share <= FORMULA_SHARE {
            return of_share(share);
        }
        let slope = self.service / 2.0 / ((1.0 - FORMULA_SHARE) * (1.0 - FORMULA_SHARE));
        of_share(FORMULA_SHARE) + slope * (share - FORMULA_SHARE)
    }

    /// Returns what a unit pays for the wait at a load.
    fn paid(&self, load: f64) -> f64 {
        self.price * self.wait(load)
    }
}

/// Finds the flows that do not want to change, up to a gap or a number of steps, two at least.
///
/// # Shape
/// `cheapest` is given what a unit pays for each resource, and returns the cost of flows of least cost without these
/// payments, and their load of each resource.
///
/// # Errors
/// Returns the first error of `cheapest`.
pub fn settle<E>(
    curves: &[Option<WaitCurve>],
    (gap, steps): (f64, u32),
    mut cheapest: impl FnMut(&[f64]) -> Result<(f64, Vec<f64>), E>,
) -> Result<SettledFlows, E> {
    let mut mixture = Mixture { curves, parts: Vec::new() };
    mixture.add(cheapest(&vec![0.0; curves.len()])?);
    let mut found = 1;
    loop {
        let loads = mixture.loads();
        let prices = mixture.paid(&loads);
        let whole = mixture.costs(&prices).map(|(share, cost)| share * cost).sum::<f64>();
        let other = cheapest(&prices)?;
        found += 1;
        let saved = whole - other.0 - sum(&prices, &other.1);
        let left = if whole > 0.0 { (saved / whole).max(0.0) } else { 0.0 };
        if left <= gap || found >= steps {
            return Ok(SettledFlows { loads, cost: whole, gap: left, steps: found });
        }
        mixture.add(other);
        mixture.improve(OF_GAP * gap * whole);
    }
}

/// A mixture of flows.
struct Mixture<'c> {
    curves: &'c [Option<WaitCurve>],
    /// The share of each, its cost without waits, and its loads.
    parts: Vec<(f64, (f64, Vec<f64>))>,
}

impl Mixture<'_> {
    /// Adds flows, which are all of it where they are the first.
    fn add(&mut self, flows: (f64, Vec<f64>)) {
        self.parts.push((if self.parts.is_empty() { 1.0 } else { 0.0 }, flows));
    }

    fn loads(&self) -> Vec<f64> {
        let load = |at: usize| self.parts.iter().map(|(share, (_, loads))| share * loads[at]).sum();
        (0..self.curves.len()).map(load).collect()
    }

    /// Returns what a unit pays for each resource at some loads.
    fn paid(&self, loads: &[f64]) -> Vec<f64> {
        let each = self.curves.iter().zip(loads);
        each.map(|(curve, &load)| curve.map_or(0.0, |curve| curve.paid(load))).collect()
    }

    /// Returns the share of each part, and its cost with what is paid for resources.
    fn costs<'a>(&'a self, prices: &'a [f64]) -> impl Iterator<Item = (f64, f64)> + 'a {
        self.parts.iter().map(|(share, (cost, loads))| (*share, cost + sum(prices, loads)))
    }

    /// Moves shares from the dearest part to the cheapest until these differ by no more than an amount.
    fn improve(&mut self, amount: f64) {
        for _ in 0..MAX_CHANGES {
            let loads = self.loads();
            let prices = self.paid(&loads);
            let costs: Vec<(f64, f64)> = self.costs(&prices).collect();
            let by_cost = |one: &usize, other: &usize| costs[*one].1.total_cmp(&costs[*other].1);
            let taken = (0..costs.len()).filter(|&part| costs[part].0 > 0.0).max_by(by_cost);
            let Some((to, from)) = (0..costs.len()).min_by(by_cost).zip(taken) else { return };
            if costs[from].1 - costs[to].1 <= amount {
                return;
            }
            let (own, other) = (&self.parts[from].1, &self.parts[to].1);
            let change: Vec<f64> = other.1.iter().zip(&own.1).map(|(other, own)| other - own).collect();
            let falls = |step: f64| {
                let at: Vec<f64> = loads.iter().zip(&change).map(|(load, change)| load + step * change).collect();
                other.0 - own.0 + sum(&self.paid(&at), &change) < 0.0
            };
            let all = costs[from].0;
            let (mut least, mut most) = (0.0, all);
            for _ in 0..HALVINGS {
                let middle = f64::midpoint(least, most);
                *(if falls(middle) { &mut least } else { &mut most }) = middle;
            }
            let step = if falls(all) { all } else { least };
            self.parts[from].0 -= step;
            self.parts[to].0 += step;
        }
    }
}

fn sum(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::{SettledFlows, WaitCurve, settle};

    /// Settles 100 units over ways side by side, each with a cost and a curve of its own; a way carries no more than its
    /// capacity. The last has room for all and no waits.
    fn side_by_side(ways: &[(f64, WaitCurve)], last: f64, limits: (f64, u32)) -> SettledFlows {
        let mut curves: Vec<_> = ways.iter().map(|way| Some(way.1)).collect();
        curves.push(None);
        let cheapest = |prices: &[f64]| {
            let mut order: Vec<usize> = (0..ways.len()).filter(|&way| ways[way].0 + prices[way] < last).collect();
            order.sort_by(|&one, &other| (ways[one].0 + prices[one]).total_cmp(&(ways[other].0 + prices[other])));
            let (mut left, mut cost, mut loads) = (100.0, 0.0, vec![0.0; ways.len() + 1]);
            for way in order {
                loads[way] = ways[way].1.capacity.min(left);
                left -= loads[way];
                cost += loads[way] * ways[way].0;
            }
            loads[ways.len()] = left;
            Ok::<_, Infallible>((cost + left * last, loads))
        };
        settle(&curves, limits, cheapest).unwrap_or_else(|never| match never {})
    }

    #[test]
    fn two_ways_divide_as_the_formula_says() {
        // 10 + 3 x wait = 16, so the wait is 2 = rho / (1 - rho) / 2: the first way is used to four fifths.
        let curve = WaitCurve { capacity: 80.0, service: 1.0, price: 3.0 };
        let found = side_by_side(&[(10.0, curve)], 16.0, (1e-12, 100));
        assert!((found.loads[0] - 64.0).abs() < 1e-9 && (found.loads[1] - 36.0).abs() < 1e-9, "{found:?}");
        assert!(found.gap <= 1e-12 && (found.cost - 1600.0).abs() < 1e-6, "{found:?}");
        // Where waiting costs nothing, as much goes as can, and nothing is left to gain at once.
        let free = side_by_side(&[(10.0, WaitCurve { price: 0.0, ..curve })], 16.0, (1e-12, 100));
        assert_eq!((free.loads, free.gap, free.steps), (vec![80.0, 20.0], 0.0, 2));
    }

    #[test]
    fn waits_go_on_without_a_step_where_the_formula_ends() {
        let curve = WaitCurve { capacity: 100.0, service: 2.0, price: 1.0 };
        assert!((curve.wait(80.0) - 4.0).abs() < 1e-12 && (curve.wait(99.0) - 99.0).abs() < 1e-9);
        assert!((curve.wait(99.0001) - curve.wait(98.9999)) / 0.0002 > 0.0);
        let slopes = [98.9999, 99.0001].map(|load: f64| (curve.wait(load + 1e-5) - curve.wait(load)) / 1e-5);
        assert!((slopes[0] / slopes[1] - 1.0).abs() < 0.01, "{slopes:?}");
    }

    proptest! {
        #[test]
        fn no_way_is_cheaper_than_those_taken(
            ways in prop::collection::vec((0.0..20.0_f64, 5.0..60.0_f64, 0.2..3.0_f64, 1.0..5.0_f64), 1..6),
        ) {
            let curve = |&(cost, capacity, service, price): &(f64, f64, f64, f64)| {
                (cost, WaitCurve { capacity, service, price })
            };
            let ways: Vec<_> = ways.iter().map(curve).collect();
            let gaps = [3, 10, 100].map(|steps| side_by_side(&ways, 15.0, (1e-6, steps)).gap);
            prop_assert!(gaps[2] <= 1e-6 && gaps[1] <= gaps[0] + 1e-12, "{:?}", gaps);
            let found = side_by_side(&ways, 15.0, (1e-6, 100));
            // No way is full: its wait would cost more than the last way. But the cheapest may have room for a hundredth of
            // the tonnes alone, so what all would save by it is up to a hundred times the gap.
            let costs = |way: usize| ways.get(way).map_or(15.0, |(cost, curve)| cost + curve.price * curve.wait(found.loads[way]));
            let least = (0..=ways.len()).map(costs).fold(f64::INFINITY, f64::min);
            let more: f64 = (0..=ways.len()).map(|way| found.loads[way] * (costs(way) - least)).sum();
            prop_assert!(more <= 2e-4 * found.cost, "{more} of {found:?}");
        }
    }
}
