//! From scenarios by month to the flows of least cost.

use std::collections::BTreeSet;

use dashu_ratio::RBig;

use crate::answer::Prepared;
use crate::ids::DemandId;
use crate::units::{Date, Money};
use corridor_kernel::flow::shared::{Allocation, Commodity, FlowColumn, SharedFlows, Shortage};

use super::limits::MICROS;
use super::question::FlowQuestion;
use super::source::{FlowPath, MonthlyRoutes, RouteSpace};

/// What is to go, by which networks and within which limits.
pub(super) struct FlowProblem<'a> {
    /// The scenarios with the demands that are asked for.
    pub(super) scenarios: &'a [(&'a Prepared, BTreeSet<DemandId>)],
    /// The first day of each month.
    pub(super) months: &'a [Date],
    pub(super) question: &'a FlowQuestion,
    /// What is to go where, within which limits.
    pub(super) space: RouteSpace<'a>,
}

/// The flows of least cost, those that are contested apart from the others.
pub(super) struct SolvedFlows<'a> {
    /// All routes at the prices of the flows.
    pub(super) routes: MonthlyRoutes<'a>,
    /// The cheapest route of each supply where nothing is limited.
    pub(super) unlimited: Vec<Option<FlowColumn<FlowPath>>>,
    /// The supplies that a limit concerns, as commodities.
    pub(super) shared: SharedFlows<FlowPath>,
    /// Their flows.
    pub(super) allocation: Allocation,
}

/// Why tonnes that have to go cannot.
pub(super) struct HeldUp {
    /// The commodities and the limits that hold them up.
    pub(super) shortage: Shortage,
    /// The supplies of the commodities.
    pub(super) contested: Vec<usize>,
}

impl<'a> FlowProblem<'a> {
    /// Finds the flows of least cost at the prices of the scenarios, or at other values of the figures of each case.
    ///
    /// # Errors
    /// Returns what holds up tonnes that have to go.
    pub(super) fn solve(&self, values: Option<&[Vec<f64>]>) -> Result<SolvedFlows<'a>, Box<HeldUp>> {
        let capacities = self.space.limits.all.iter().map(|limit| limit.micros);
        self.solve_within(MonthlyRoutes::new(self.space, values), capacities)
    }

    /// Finds the flows of least cost by some routes, within some capacities in millionths of their units.
    ///
    /// # Errors
    /// Returns what holds up tonnes that have to go.
    pub(super) fn solve_within(
        &self,
        mut routes: MonthlyRoutes<'a>,
        capacities: impl Iterator<Item = i64>,
    ) -> Result<SolvedFlows<'a>, Box<HeldUp>> {
        let unlimited = routes.unlimited();
        let penalty = self.question.penalty().map(Money::micros);
        let is_free = |column: &FlowColumn<FlowPath>| {
            column.uses.is_empty() && penalty.is_none_or(|penalty| column.cost <= penalty)
        };
        routes.contest(|supply| !unlimited[supply].as_ref().is_some_and(is_free));
        let supply = |&supply: &usize| tonnes(self.space.supplies[supply].micros);
        let commodities =
            routes.contested.iter().map(|own| Commodity { supply: supply(own), unmet: penalty }).collect();
        let mut shared = SharedFlows::new(commodities, capacities.map(tonnes).collect());
        match shared.solve(&routes) {
            Ok(allocation) => Ok(SolvedFlows { routes, unlimited, shared, allocation }),
            Err(shortage) => Err(Box::new(HeldUp { shortage, contested: routes.contested })),
        }
    }
}

/// Returns millionths as units.
pub(super) fn tonnes(micros: i64) -> RBig {
    RBig::from(micros) / RBig::from(MICROS as i64)
}

/// Adds fractions.
pub(super) fn sum_of<'a>(fractions: impl IntoIterator<Item = &'a RBig>) -> RBig {
    fractions.into_iter().fold(RBig::ZERO, |sum, fraction| sum + fraction)
}
