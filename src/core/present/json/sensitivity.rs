//! What drives a difference, as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::sensitivity::{Driver, Drivers, Estimated, Leading, Sensitivity, Uncontested, VariedFigure};
use crate::answer::ScenarioUsed;
use crate::draws::HeldFigure;
use crate::units::Money;

use super::form::{Form, document};

/// Tells which figures drive a difference of costs, and the chance that the lead flips.
#[derive(Serialize, JsonSchema)]
pub(super) struct SensitivityOut<'a> {
    /// What was asked, of which files.
    scenario: &'a ScenarioUsed,
    /// `oat`, `morris`, `sobol` or `shapley`.
    method: &'a str,
    /// How often the scenario was evaluated.
    evaluations: u64,
    /// What was drawn: the walks of `morris` and `shapley`, the rows of each matrix of `sobol`; nothing of `oat`.
    samples: Option<u64>,
    /// What the random numbers begin with.
    seed: Option<u64>,
    /// How many of the figures are estimates.
    estimates: usize,
    /// The figures that were varied.
    figures: &'a [VariedFigure],
    /// The paths of figures that cannot matter: no value within their bounds changes an answer.
    irrelevant: &'a [String],
    /// The paths of figures that no route of the scenario pays.
    unpriced: &'a [String],
    /// Figures that stayed at their value, and why.
    held: &'a [HeldFigure],
    /// Figures that have a distribution but were set on the command line, and so are certain.
    settled: &'a [String],
    /// The groups of figures that were drawn together.
    correlated: &'a [Vec<String>],
    /// The demands with their differences.
    demands: Vec<DemandOut<'a>>,
    /// Demands that one corridor alone serves.
    uncontested: &'a [Uncontested],
    /// The figures that come first for some demand or are among its first three, those of most demands first.
    leading: &'a [Leading],
}

impl Form for SensitivityOut<'_> {
    const NAME: &'static str = "sensitivity";
}

/// Is one difference of a demand.
#[derive(Serialize, JsonSchema)]
struct DemandOut<'a> {
    /// The key of the origin.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// The corridor's key.
    corridor: &'a str,
    /// The corridor's title.
    corridor_title: &'a str,
    /// The key of the corridor that it is compared with.
    against: &'a str,
    /// The title of that one.
    against_title: &'a str,
    /// The key of the corridor that is cheapest with every figure at its value.
    leader: &'a str,
    /// What the corridor costs more with every figure at its value.
    central_per_t: Money,
    /// What drives the difference.
    difference_per_t: DriversOut<'a>,
    /// What drives the chance that the lead flips.
    flip: DriversOut<'a>,
}

/// Is what drives a number.
#[derive(Serialize, JsonSchema)]
struct DriversOut<'a> {
    /// Its mean over the sample.
    mean: Option<Estimated>,
    /// The points of the sample that count.
    points: u64,
    /// Its standard deviation.
    standard_deviation: Option<f64>,
    /// Whether it varies enough for its drivers to be told.
    is_told: bool,
    /// How many figures move it.
    moving: usize,
    /// The share of its variance that belongs to no figure alone.
    interactions: Option<Estimated>,
    /// Its drivers, the strongest first.
    figures: Vec<DriverOut<'a>>,
    /// Its pairs of figures, the strongest first.
    pairs: Vec<PairOut<'a>>,
}

/// Is one figure.
#[derive(Serialize, JsonSchema)]
struct DriverOut<'a> {
    /// Its place, counted from 1.
    rank: usize,
    /// Its path.
    path: &'a str,
    /// Its Sobol' index of first order.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_order: Option<Estimated>,
    /// Its total Sobol' index.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Estimated>,
    /// The standard deviation that is left if the figure is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    standard_deviation_if_known: Option<f64>,
    /// Its Shapley effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    shapley: Option<Estimated>,
    /// The mean of its elementary effects.
    #[serde(skip_serializing_if = "Option::is_none")]
    mu: Option<Estimated>,
    /// The mean of their sizes.
    #[serde(skip_serializing_if = "Option::is_none")]
    mu_star: Option<Estimated>,
    /// Their standard deviation.
    #[serde(skip_serializing_if = "Option::is_none")]
    sigma: Option<f64>,
    /// The number with the figure at its lower bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_low: Option<f64>,
    /// The number with the figure at its upper bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_high: Option<f64>,
    /// Whether the lead flips at its lower bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    flips_at_low: Option<bool>,
    /// Whether the lead flips at its upper bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    flips_at_high: Option<bool>,
}

/// Is a pair of figures.
#[derive(Serialize, JsonSchema)]
struct PairOut<'a> {
    /// Their paths.
    paths: [&'a str; 2],
    /// Their Sobol' index of second order.
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
    document(
        SensitivityOut::NAME,
        &SensitivityOut {
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
        },
    )
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
