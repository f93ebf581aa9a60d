//! Support, selected and summed up for the audit by itself: each row in force whose words fit the goods and the step.

use crate::model::{CargoClass, Demand, Leg, Operation, Subsidy, SupportedStep};
use crate::units::Exact;

use super::exact::Figures;

/// A step of a route, as support may be paid for it.
#[derive(Clone, Copy)]
pub(super) enum AuditedStep<'a> {
    /// An operation at the place of a key.
    Operation(Operation, &'a str),
    /// A run over a leg.
    Run(&'a Leg),
    /// The boarding of the service of a leg, by cargo that does not stay on board.
    Boarding(&'a Leg),
}

/// The goods that support may be paid for.
#[derive(Clone, Copy)]
pub(super) struct SupportedGoods<'a> {
    pub(super) figures: Figures<'a>,
    pub(super) demand: &'a Demand,
    pub(super) cargo: CargoClass<'a>,
}

impl SupportedGoods<'_> {
    /// Returns what support takes off the cost of a step: below nothing, or nothing.
    pub(super) fn support(&self, step: AuditedStep<'_>) -> Exact {
        let mut off = Exact::ZERO;
        for row in self.figures.model.subsidies.iter().filter(|row| self.is_for_the_goods(row)) {
            if self.is_for(row, step) {
                off -= self.figures.per_tonne(&row.price, &self.cargo);
            }
        }
        off
    }

    fn is_for_the_goods(&self, row: &Subsidy) -> bool {
        let in_regions = |regions: &[String], place| {
            let region = self.figures.model.places.list[place].region.as_deref().unwrap_or("");
            regions.is_empty() || regions.iter().any(|own| own == region)
        };
        in_regions(&row.origins, self.demand.from)
            && in_regions(&row.destinations, self.demand.to)
            && row.cargo.form.is_none_or(|form| form == self.cargo.form)
            && self.cargo.switches.allows(row.cargo.switch)
            && row.cargo.commodity.as_ref().is_none_or(|goods| self.cargo.commodities.contains(goods))
    }

    fn is_for(&self, row: &Subsidy, step: AuditedStep<'_>) -> bool {
        match (&row.step, step) {
            (None, AuditedStep::Operation(operation, _)) => operation == Operation::Load,
            (Some(SupportedStep::Place(place, kind)), AuditedStep::Operation(operation, at)) => {
                let is_there = place.is_none_or(|place| self.figures.model.places.list[place].key == at);
                is_there && kind.unwrap_or(operation) == operation
            }
            (Some(SupportedStep::Leg(None)), AuditedStep::Run(_)) => true,
            (Some(SupportedStep::Leg(Some(key))), AuditedStep::Run(leg)) => *key == leg.key,
            (Some(SupportedStep::Service(None)), AuditedStep::Boarding(leg)) => leg.service.is_some(),
            (Some(SupportedStep::Service(service)), AuditedStep::Boarding(leg)) => leg.service == *service,
            _ => false,
        }
    }
}
