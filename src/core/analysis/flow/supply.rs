//! What is to go: the tonnes of each demand that come in each month.

use std::collections::BTreeSet;

use crate::answer::Prepared;
use crate::ids::{DemandId, FigureId};
use crate::model::{Harvest, Model};
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
    let shares: [f64; 12] = match harvest_of(model, demand) {
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

/// Returns the harvest by which the goods of a demand come: the region counts more than the goods.
fn harvest_of(model: &Model, demand: DemandId) -> Option<&Harvest> {
    let demand = &model.demands[demand];
    let region = model.places.list[demand.from].region.as_deref();
    let form = model.corridors.iter().flat_map(|corridor| &corridor.forms).copied().next()?;
    let cargo = model.cargo_class(form, model.switches);
    let score = |harvest: &&Harvest| {
        let of_region = match &harvest.region {
            None => 0,
            Some(own) if Some(own.as_str()) == region => 1000,
            Some(_) => return None,
        };
        Some(of_region + harvest.cargo.score(&cargo)?)
    };
    let mut fitting: Vec<(u32, &Harvest)> =
        model.harvests.iter().filter_map(|harvest| Some((score(&harvest)?, harvest))).collect();
    fitting.sort_by_key(|&(score, _)| std::cmp::Reverse(score));
    fitting.first().map(|&(_, harvest)| harvest)
}
