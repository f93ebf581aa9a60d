//! What is to go: the tonnes of each demand that come in each month.

use std::collections::BTreeSet;

use crate::answer::Prepared;
use crate::ids::{DemandId, FigureId};
use crate::model::Model;
use crate::units::{Date, Decimal};

use super::limits::MICROS;

/// The tonnes of a demand that come in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Supply {
    /// The position of the scenario.
    pub(super) scenario: usize,
    /// The demand.
    pub(super) demand: DemandId,
    /// The position of the month in which they come.
    pub(super) month: usize,
    /// The tonnes, in millionths.
    pub(super) micros: i64,
}

/// Lists what is to go: each demand with tonnes in each month in which some come, scenario by scenario.
///
/// The tonnes of a year come by the harvest of the origin's region and the goods, evenly where none is given. What the months of
/// a year round off comes in its last one, so that they add up.
pub(super) fn supplies(scenarios: &[(&Prepared, BTreeSet<DemandId>)], months: &[Date]) -> Vec<Supply> {
    let mut supplies = Vec::new();
    for (scenario, (prepared, demands)) in scenarios.iter().enumerate() {
        let model = prepared.model();
        for &demand in demands {
            let Some(figure) = model.demands[demand].tonnes_per_year else { continue };
            let of_year = by_month(model, demand, model.register.figure(figure).value);
            for (month, day) in months.iter().enumerate() {
                let micros = of_year[day.month() as usize - 1];
                if micros > 0 {
                    supplies.push(Supply { scenario, demand, month, micros });
                }
            }
        }
    }
    supplies
}

/// Divides the yearly tonnes of a demand over the months from January to December.
fn by_month(model: &Model, demand: DemandId, tonnes: Decimal) -> [i64; 12] {
    let micros = (tonnes.to_f64() * MICROS).round() as i64;
    let shares: [f64; 12] = match model.harvest_of(demand) {
        Some(harvest) => harvest.shares_pct.map(|share| {
            let value = |figure: FigureId| model.register.figure(figure).value.to_f64() / 100.0;
            share.map_or(0.0, value)
        }),
        None => [1.0 / 12.0; 12],
    };
    let mut parts = shares.map(|share| (micros as f64 * share).floor() as i64);
    let last = shares.iter().rposition(|&share| share > 0.0).unwrap_or(11);
    parts[last] += micros - parts.iter().sum::<i64>();
    parts
}
