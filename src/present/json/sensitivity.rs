//! What drives a difference, as JSON.

use serde::Serialize;

use crate::results::{
    Driver, Drivers, Estimated, HeldFigure, Leading, ScenarioUsed, Sensitivity, Uncontested, VariedFigure,
};
use crate::units::Money;

use super::{VERSION, write};

#[derive(Serialize)]
struct SensitivityOut<'a> {
    schema: &'static str,
    version: u32,
    scenario: &'a ScenarioUsed,
    method: &'a str,
    evaluations: u64,
    samples: Option<u64>,
    seed: Option<u64>,
    estimates: usize,
    figures: &'a [VariedFigure],
    irrelevant: &'a [String],
    unpriced: &'a [String],
    held: &'a [HeldFigure],
    settled: &'a [String],
    correlated: &'a [Vec<String>],
    demands: Vec<DemandOut<'a>>,
    uncontested: &'a [Uncontested],
    leading: &'a [Leading],
}

#[derive(Serialize)]
struct DemandOut<'a> {
    from: &'a str,
    to: &'a str,
    corridor: &'a str,
    corridor_title: &'a str,
    against: &'a str,
    against_title: &'a str,
    leader: &'a str,
    central_per_t: Money,
    difference_per_t: DriversOut<'a>,
    flip: DriversOut<'a>,
}

#[derive(Serialize)]
struct DriversOut<'a> {
    mean: Option<Estimated>,
    points: u64,
    standard_deviation: Option<f64>,
    is_told: bool,
    moving: usize,
    interactions: Option<Estimated>,
    figures: Vec<DriverOut<'a>>,
    pairs: Vec<PairOut<'a>>,
}

#[derive(Serialize)]
struct DriverOut<'a> {
    rank: usize,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_order: Option<Estimated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Estimated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standard_deviation_if_known: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shapley: Option<Estimated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mu: Option<Estimated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mu_star: Option<Estimated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sigma: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_high: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flips_at_low: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    flips_at_high: Option<bool>,
}

#[derive(Serialize)]
struct PairOut<'a> {
    paths: [&'a str; 2],
    second_order: Estimated,
}

/// Writes what drives a difference.
pub fn sensitivity(found: &Sensitivity) -> String {
    let demands = found
        .demands
        .iter()
        .map(|demand| DemandOut {
            from: &demand.from.key,
            to: &demand.to.key,
            corridor: &demand.corridor.0,
            corridor_title: &demand.corridor.1,
            against: &demand.against.0,
            against_title: &demand.against.1,
            leader: &demand.leader.0,
            central_per_t: demand.central_per_t,
            difference_per_t: drivers(found, &demand.difference),
            flip: drivers(found, &demand.flip),
        })
        .collect();
    write(&SensitivityOut {
        schema: "corridor.sensitivity",
        version: VERSION,
        scenario: &found.used,
        method: found.method,
        evaluations: found.evaluations,
        samples: found.samples,
        seed: found.seed,
        estimates: found.estimates,
        figures: &found.figures,
        irrelevant: &found.irrelevant,
        unpriced: &found.unpriced,
        held: &found.held,
        settled: &found.settled,
        correlated: &found.correlated,
        demands,
        uncontested: &found.uncontested,
        leading: &found.leading,
    })
}

fn drivers<'a>(found: &'a Sensitivity, drivers: &Drivers) -> DriversOut<'a> {
    let path = |figure: usize| found.figures[figure].path.as_str();
    let driver = |driver: &Driver| DriverOut {
        rank: driver.rank,
        path: path(driver.figure),
        first_order: driver.first,
        total: driver.total,
        standard_deviation_if_known: driver.left,
        shapley: driver.share,
        mu: driver.mean_effect,
        mu_star: driver.size,
        sigma: driver.deviation,
        at_low: driver.ends.map(|(low, _)| low),
        at_high: driver.ends.map(|(_, high)| high),
        flips_at_low: driver.flips.map(|(low, _)| low),
        flips_at_high: driver.flips.map(|(_, high)| high),
    };
    DriversOut {
        mean: drivers.mean,
        points: drivers.points,
        standard_deviation: drivers.deviation,
        is_told: drivers.is_told,
        moving: drivers.moving,
        interactions: drivers.interactions,
        figures: drivers.listed.iter().map(driver).collect(),
        pairs: drivers
            .pairs
            .iter()
            .map(|pair| PairOut { paths: pair.figures.map(path), second_order: pair.share })
            .collect(),
    }
}
