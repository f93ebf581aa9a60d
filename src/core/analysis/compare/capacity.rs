//! Capacities that the demands ask more of than there is: answers do not keep to capacities, so readers are told.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::Prepared;
use crate::ids::{ArcId, CorridorId, DemandId, Id};

/// The months of a year.
const MONTHS: f64 = 12.0;

/// The days of a mean month.
const DAYS_OF_MONTH: f64 = 365.25 / MONTHS;

/// A row whose capacity is less than what all demands of a corridor would bring to it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CapacityExceeded {
    /// The row, such as `legs.border`.
    pub row: String,
    /// The key of the corridor by which it is asked the most of.
    pub corridor: String,
    /// What the row gives in a month.
    pub capacity_t_per_month: f64,
    /// A twelfth of the yearly tonnes of the demands whose routes by the corridor use it.
    pub asked_t_per_month: f64,
}

/// A row of which the demands by one corridor ask more than it has, with those that use it.
pub(in crate::analysis) struct ExceededRow {
    pub(in crate::analysis) exceeded: CapacityExceeded,
    pub(in crate::analysis) corridor: CorridorId,
    pub(in crate::analysis) demands: Vec<DemandId>,
}

/// What the demands by one corridor ask of a capacity.
#[derive(Default)]
struct AskedOfCapacity {
    units: f64,
    tonnes: f64,
    demands: Vec<DemandId>,
}

/// Returns the capacities that are exceeded if every demand goes by the same corridor.
///
/// Routes are found anew, but only where there are both capacities and tonnes.
pub(in crate::analysis) fn exceeded(case: &Prepared) -> Vec<ExceededRow> {
    let model = case.model();
    if model.capacities.is_empty() || model.demands.ids().all(|demand| model.tonnes_per_year(demand).is_none()) {
        return Vec::new();
    }
    let uses = case.priced().network().capacity_uses(model);
    let mut asked: BTreeMap<(u16, CorridorId), AskedOfCapacity> = BTreeMap::new();
    for (pair, best) in case.priced().best() {
        let Some(tonnes) = model.tonnes_per_year(pair.demand).map(|tonnes| tonnes / MONTHS) else { continue };
        for own in best.path.arcs.iter().flat_map(|&arc| uses.of(ArcId::new(arc as usize))) {
            let sum = asked.entry((own.capacity, pair.corridor)).or_default();
            sum.units += tonnes / own.payload_t.map_or(1.0, |payload| model.register.figure(payload).value.to_f64());
            sum.tonnes += tonnes;
            if sum.demands.last() != Some(&pair.demand) {
                sum.demands.push(pair.demand);
            }
        }
    }
    let exceeded = asked.into_iter().filter_map(|((position, corridor), asked)| {
        let capacity = &model.capacities[usize::from(position)];
        let units = capacity.in_month(model, DAYS_OF_MONTH);
        (asked.units > units).then(|| {
            let exceeded = CapacityExceeded {
                row: capacity.row.clone(),
                corridor: model.corridors[corridor].key.clone(),
                capacity_t_per_month: units * asked.tonnes / asked.units,
                asked_t_per_month: asked.tonnes,
            };
            ExceededRow { exceeded, corridor, demands: asked.demands }
        })
    });
    exceeded.collect()
}

/// Returns each row once, with the corridor that asks the most of it.
pub(super) fn worst(exceeded: &[ExceededRow]) -> Vec<CapacityExceeded> {
    let mut worst: BTreeMap<&str, &CapacityExceeded> = BTreeMap::new();
    for own in exceeded.iter().map(|row| &row.exceeded) {
        let known = worst.entry(&own.row).or_insert(own);
        if known.asked_t_per_month < own.asked_t_per_month {
            *known = own;
        }
    }
    worst.into_values().cloned().collect()
}
