//! Which uncertain figures drive what one corridor costs more than another.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::verdict::Verdict;
use crate::analysis::{Answered, Cell, Column};
use crate::answer::{PlaceName, ScenarioUsed};
use crate::draws::{DrawnHypothesis, HeldFigure};
use crate::units::{Grade, Money};

use super::question::MethodName;

/// An estimated number with the bounds that it is between with 95 % confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Estimated {
    /// The number.
    pub estimate: f64,
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
}

/// A figure that was varied.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct VariedFigure {
    /// Its path.
    pub path: String,
    /// Its plain name.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// The least and the greatest value that it can have.
    pub low: f64,
    /// See `low`.
    pub high: f64,
    /// The values that `oat` sets it to, where they are not the least and the greatest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_to: Option<(f64, f64)>,
    /// Its unit.
    pub unit: String,
    /// How well it is known.
    pub grade: Grade,
    /// The titles of its sources.
    pub sources: Vec<String>,
    /// What its row notes.
    pub note: Option<String>,
}

/// What one figure does to one number; a method leaves out what it does not measure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Driver {
    /// Its place by the measure of the method, counted from 1; equal ones keep the order of their paths.
    pub rank: usize,
    /// Its path.
    pub path: String,
    /// Its plain name.
    pub name: String,
    /// The figure's place among those varied.
    #[serde(skip)]
    pub figure: usize,
    /// Its Sobol' index of first order: the share of the variance that it makes alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_order: Option<Estimated>,
    /// Its total Sobol' index: the share that it has a part in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Estimated>,
    /// The standard deviation that would be left, in the mean square, if the figure were known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard_deviation_if_known: Option<f64>,
    /// Its Shapley effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shapley: Option<Estimated>,
    /// The mean of its elementary effects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mu: Option<Estimated>,
    /// The mean of their sizes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mu_star: Option<Estimated>,
    /// Their standard deviation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sigma: Option<f64>,
    /// The number with the figure at its lower end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_low: Option<f64>,
    /// The number with the figure at its upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_high: Option<f64>,
    /// Whether today's leader is beaten at its lower end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flips_at_low: Option<bool>,
    /// Whether today's leader is beaten at its upper end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flips_at_high: Option<bool>,
}

impl Driver {
    /// Returns the number by which it ranks: the total index, the Shapley effect, mu*, or the distance between its ends.
    pub fn measure(&self) -> f64 {
        let estimated = self.total.or(self.shapley).or(self.mu_star).map(|of| of.estimate);
        let swing = || self.at_low.zip(self.at_high).map(|(low, high)| (high - low).abs());
        estimated.or_else(swing).unwrap_or(0.0)
    }
}

/// A pair of figures, with the share of a variance that the two make together beyond what each makes alone.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DrivingPair {
    /// Their paths.
    pub paths: [String; 2],
    /// Their plain names.
    pub names: [String; 2],
    /// Their Sobol' index of second order.
    pub second_order: Estimated,
}

/// The figures that drive a number: a difference in units of the currency per tonne, or the chance that the lead is lost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Drivers {
    /// Its mean over the sample, if there is one.
    pub mean: Option<Estimated>,
    /// The points of the sample that count.
    pub points: u64,
    /// Its standard deviation.
    pub standard_deviation: Option<f64>,
    /// Whether it varies enough in the sample for its drivers to be found.
    pub is_told: bool,
    /// The number of figures that move it.
    pub moving: usize,
    /// The share of its variance that belongs to no figure alone.
    pub interactions: Option<Estimated>,
    /// Its drivers, the strongest first; the first of many where there are many demands.
    pub figures: Vec<Driver>,
    /// Its pairs of figures whose share differs from 0 with 95 % confidence, the strongest first.
    pub pairs: Vec<DrivingPair>,
}

/// One demand with the two corridors that are compared.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SensitivityDemand {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    pub corridor_title: String,
    /// The key of the corridor that it is compared with.
    pub against: String,
    /// The title of that one.
    pub against_title: String,
    /// The key of the corridor that is cheapest with every figure at its value.
    pub leader: String,
    /// The title of that one.
    #[serde(skip)]
    pub leader_title: String,
    /// The amount that the corridor costs more with every figure at its value.
    pub central_per_t: Money,
    /// The figures that drive that difference.
    pub difference_per_t: Drivers,
    /// The figures that drive the chance that the leader is beaten by any corridor.
    pub flip: Drivers,
}

/// A demand without two corridors that can be compared.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Uncontested {
    /// The origin's key.
    pub from: String,
    /// The destination's key.
    pub to: String,
}

/// A figure, with the number of demands whose difference it drives most.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LeadingFigure {
    /// The figure's path.
    pub path: String,
    /// Its plain name.
    pub name: String,
    /// The figure's place among those varied, counted from 0.
    pub figure: usize,
    /// The demands for which it comes first.
    pub first: usize,
    /// The demands for which it is among the first three.
    pub among_three: usize,
    /// The greatest measure by which it ranks, among the demands for which it comes first; 0 where it does so for none.
    pub greatest: f64,
    /// The demand of that, by the keys of its ends; blank where there is none.
    pub at: (String, String),
}

/// The figures that drive differences of costs, and the chance that the lead is lost.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Sensitivity {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// `oat`, `morris`, `sobol` or `shapley`.
    pub method: MethodName,
    /// How often the scenario was evaluated; each time answers all demands.
    pub evaluations: u64,
    /// The number of draws: the walks of `morris` and `shapley`, the rows of each matrix of `sobol`; nothing of `oat`.
    pub samples: Option<u64>,
    /// What the random numbers begin with.
    pub seed: Option<u64>,
    /// Switches that nobody knows to be on or off: they stay off here, as the scenario has them.
    pub hypotheses_off: Vec<DrawnHypothesis>,
    /// The number of figures that are estimates.
    pub estimates: usize,
    /// The figures that were varied, in the order of their paths.
    pub figures: Vec<VariedFigure>,
    /// The paths of figures that cannot matter: no value within their bounds changes an answer.
    pub irrelevant: Vec<String>,
    /// The paths of figures that no route of the scenario pays.
    pub unpriced: Vec<String>,
    /// Figures that stayed at their value, and why.
    pub held: Vec<HeldFigure>,
    /// Figures that have a distribution but were set on the command line, and so are certain.
    pub settled: Vec<String>,
    /// The groups of figures that go together; `oat` and `morris` move them one by one all the same.
    pub correlated: Vec<Vec<String>>,
    /// Whether figures of one market were varied as if they were independent: only `shapley` lets them go together.
    pub markets_apart: bool,
    /// The demands with their differences, in the order of the file.
    pub demands: Vec<SensitivityDemand>,
    /// Demands that one corridor alone serves.
    pub uncontested: Vec<Uncontested>,
    /// The figures that come first for some demand or are among its first three, those of most demands first.
    pub leading: Vec<LeadingFigure>,
}

impl Answered for Sensitivity {
    fn is_answered(&self) -> bool {
        !self.demands.is_empty()
    }
}

/// A row of the table for spreadsheets: a figure that drives a difference (`difference_per_t`) or the lead (`flip`).
pub struct DriverRow<'a> {
    found: &'a Sensitivity,
    demand: &'a SensitivityDemand,
    output: &'static str,
    driver: &'a Driver,
}

impl SensitivityDemand {
    /// Returns the two numbers whose drivers are listed, by name.
    fn outputs(&self) -> [(&'static str, &Drivers); 2] {
        [("difference_per_t", &self.difference_per_t), ("flip", &self.flip)]
    }
}

impl Sensitivity {
    /// Returns one row for each demand, number and figure that drives it.
    pub fn rows(&self) -> impl Iterator<Item = DriverRow<'_>> {
        let outputs = self.demands.iter().flat_map(|demand| demand.outputs().map(|output| (demand, output)));
        outputs.filter(|(_, (_, drivers))| drivers.is_told).flat_map(move |(demand, (output, drivers))| {
            drivers.figures.iter().map(move |driver| DriverRow { found: self, demand, output, driver })
        })
    }
}

impl DriverRow<'_> {
    fn figure(&self) -> &VariedFigure {
        &self.found.figures[self.driver.figure]
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 39] {
        const UNIT: &str = "the figure's";
        const OUTPUT: &str = "currency per tonne, or chance";
        [
            Column::new("scenario", "", |row| (&row.found.scenario.name).into()),
            Column::new("from", "", |row| (&row.demand.from.key).into()),
            Column::new("to", "", |row| (&row.demand.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.demand.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.demand.to)),
            Column::new("corridor", "", |row| (&row.demand.corridor).into()),
            Column::new("against", "", |row| (&row.demand.against).into()),
            Column::new("leader", "", |row| (&row.demand.leader).into()),
            Column::new("output", "", |row| row.output.into()),
            Column::new("method", "", |row| row.found.method.as_str().into()),
            Column::new("rank", "count", |row| row.driver.rank.into()),
            Column::new("figure", "", |row| (&row.driver.path).into()),
            Column::new("name", "", |row| (&row.driver.name).into()),
            Column::new("value", UNIT, |row| row.figure().value.into()),
            Column::new("low", UNIT, |row| row.figure().low.into()),
            Column::new("high", UNIT, |row| row.figure().high.into()),
            Column::new("unit", "", |row| (&row.figure().unit).into()),
            Column::new("grade", "", |row| row.figure().grade.into()),
            Column::new("sources", "", |row| row.figure().sources.join(";").into()),
            Column::new("total", "share", |row| estimate(row.driver.total)),
            Column::new("total_low", "share", |row| low(row.driver.total)),
            Column::new("total_high", "share", |row| high(row.driver.total)),
            Column::new("first_order", "share", |row| estimate(row.driver.first_order)),
            Column::new("first_order_low", "share", |row| low(row.driver.first_order)),
            Column::new("first_order_high", "share", |row| high(row.driver.first_order)),
            Column::new("shapley", "share", |row| estimate(row.driver.shapley)),
            Column::new("shapley_low", "share", |row| low(row.driver.shapley)),
            Column::new("shapley_high", "share", |row| high(row.driver.shapley)),
            Column::new("mu_star", OUTPUT, |row| estimate(row.driver.mu_star)),
            Column::new("mu_star_low", OUTPUT, |row| low(row.driver.mu_star)),
            Column::new("mu_star_high", OUTPUT, |row| high(row.driver.mu_star)),
            Column::new("mu", OUTPUT, |row| estimate(row.driver.mu)),
            Column::new("mu_low", OUTPUT, |row| low(row.driver.mu)),
            Column::new("mu_high", OUTPUT, |row| high(row.driver.mu)),
            Column::new("sigma", OUTPUT, |row| row.driver.sigma.into()),
            Column::new("at_low", OUTPUT, |row| row.driver.at_low.into()),
            Column::new("at_high", OUTPUT, |row| row.driver.at_high.into()),
            Column::new("flips_at_low", "", |row| row.driver.flips_at_low.into()),
            Column::new("flips_at_high", "", |row| row.driver.flips_at_high.into()),
        ]
    }
}

fn estimate<'a>(of: Option<Estimated>) -> Cell<'a> {
    of.map(|of| of.estimate).into()
}

fn low<'a>(of: Option<Estimated>) -> Cell<'a> {
    of.map(|of| of.low).into()
}

fn high<'a>(of: Option<Estimated>) -> Cell<'a> {
    of.map(|of| of.high).into()
}
