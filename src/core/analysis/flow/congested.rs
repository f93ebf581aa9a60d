//! Flows where lots wait for each other: the more goes through a capacity, the longer it takes, until no route is cheaper.

use corridor_kernel::flow::congestion::{SettledFlows, WaitCurve, settle};

use crate::ids::Id;
use crate::units::Money;

use super::assemble::{Assembly, number};
use super::limits::MICROS;
use super::problem::{FlowProblem, HeldUp, SolvedFlows, sum_of, tonnes};
use super::question::month_name;
use super::result::{FlowCongestion, Flows};
use super::source::MonthlyRoutes;

/// The share of the cost that all could save by other routes at which flows count as settled.
const MAX_GAP: f64 = 1e-6;

/// How often flows of least cost are found at the most.
const MAX_STEPS: u32 = 200;

/// What a load may be above that of the settled flows, in millionths of a unit, for its rounding.
const ROUNDING: f64 = 2.0;

/// The hours of a day.
const HOURS_PER_DAY: f64 = 24.0;

/// The waits at which flows settled.
pub(super) struct SettledWaits {
    settled: SettledFlows,
    curves: Vec<Option<WaitCurve>>,
    /// What a day of waiting costs a tonne, in millionths.
    per_t_day: i64,
}

impl<'a> FlowProblem<'a> {
    /// Finds the flows that are of least cost for each demand at the waits that all of them make, where a day of waiting costs
    /// a tonne an amount besides its holding.
    ///
    /// # Errors
    /// Returns what holds up tonnes that have to go.
    pub(super) fn congested(&self, per_t_day: f64) -> Result<(SolvedFlows<'a>, SettledWaits), Box<HeldUp>> {
        let (prepared, _) = self.scenarios[0];
        let (values, cargo) = (prepared.values(), &prepared.model().cargo);
        let value = |figure: crate::ids::FigureId| values[figure.index()];
        let holding = value(cargo.value_per_t) * value(cargo.holding_rate_per_year) / 365.0;
        let per_t_day = (Money::round(holding) + Money::round(per_t_day)).micros();
        let limits = &self.space.limits.all;
        let routes = MonthlyRoutes::new(self.space, None);
        let curve = |(at, limit): (usize, &super::limits::Limit)| {
            let month = limit.month.filter(|_| limit.is_queue && limit.micros > 0)?;
            let (capacity, payload_t) = (limit.micros as f64 / MICROS, routes.tonnes_per_unit(at));
            let hours = f64::from(self.months[month].days_of_month()) * HOURS_PER_DAY;
            let service = value(cargo.lot_t) / payload_t / capacity * hours;
            Some(WaitCurve { capacity, service, price: per_t_day as f64 / HOURS_PER_DAY * payload_t })
        };
        let curves: Vec<Option<WaitCurve>> = limits.iter().enumerate().map(curve).collect();
        let with_waits = |prices: &[f64]| {
            let whole: Vec<i64> = prices.iter().map(|price| price.round() as i64).collect();
            MonthlyRoutes::new(self.space, None).with_waits(&whole)
        };
        let settled = settle(&curves, (MAX_GAP, MAX_STEPS), |prices| {
            let solved = self.solve_within(with_waits(prices), limits.iter().map(|limit| limit.micros))?;
            let loads: Vec<f64> = solved.allocation.used.iter().map(number).collect();
            let paid: f64 = prices.iter().zip(&loads).map(|(price, load)| price.round() * load).sum();
            Ok::<_, Box<HeldUp>>((self.cost(&solved) - paid, loads))
        })?;
        // Of all flows with these loads, those of least cost: what keeps them from larger ones is what is paid for waiting.
        let room = limits.iter().zip(&curves).zip(&settled.loads).map(|((limit, curve), load)| match curve {
            Some(_) => limit.micros.min((load * MICROS + ROUNDING).ceil() as i64),
            None => limit.micros,
        });
        let solved = self.solve_within(routes, room)?;
        Ok((solved, SettledWaits { settled, curves, per_t_day }))
    }

    /// Returns what all flows cost, in millionths, those that no limit concerns too.
    fn cost(&self, solved: &SolvedFlows<'_>) -> f64 {
        let is_contested = |supply: usize| solved.routes.contested.binary_search(&supply).is_ok();
        let free = solved.unlimited.iter().enumerate().filter(|(supply, _)| !is_contested(*supply));
        let free = free.filter_map(|(supply, column)| Some((self.space.supplies[supply].micros, column.as_ref()?)));
        let free: Vec<_> = free.map(|(micros, column)| tonnes(micros) * dashu_ratio::RBig::from(column.cost)).collect();
        number(&(sum_of(&free) + &solved.allocation.cost))
    }
}

impl SettledWaits {
    /// Adds to the flows what was waited where, at what cost, and how far they are settled.
    pub(super) fn describe(&self, assembly: &Assembly<'_>, solved: &SolvedFlows<'_>, found: &mut Flows) {
        let limits = assembly.problem.space.limits.all.iter().enumerate();
        let wait_h = |at: usize| self.curves[at].map(|curve| curve.wait(self.settled.loads[at]));
        let paid = |at: usize| self.curves[at].zip(wait_h(at)).map_or(0.0, |(curve, wait)| curve.price * wait);
        for (route, (column, _)) in found.routes.iter_mut().zip(assembly.carried(solved)) {
            let own = column.uses.iter().map(|own| number(&own.amount) * paid(own.resource as usize));
            route.waiting_per_t = Some(Money::from_micros(own.sum::<f64>().round() as i64));
        }
        for (at, limit) in limits {
            let row = found.capacities.iter_mut().find(|own| own.row == limit.row);
            let month = limit.month.map(|month| month_name(assembly.problem.months[month]));
            let own = row.into_iter().flat_map(|own| &mut own.periods).filter(|period| period.month == month);
            own.for_each(|period| period.wait_h = wait_h(at));
        }
        let all = (0..self.curves.len()).map(|at| paid(at) * number(&solved.allocation.used[at]));
        let waiting = Money::from_micros(all.sum::<f64>().round() as i64);
        (found.cost, found.bound) = (found.cost + waiting, found.bound + waiting);
        let per_t_day = Money::from_micros(self.per_t_day);
        found.congestion =
            Some(FlowCongestion { per_t_day, waiting, gap: self.settled.gap, steps: self.settled.steps });
    }
}
