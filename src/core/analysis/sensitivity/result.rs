//! Which uncertain figures drive what one corridor costs more than another.

use schemars::JsonSchema;
use serde::Serialize;

use crate::units::{Grade, Money};

use crate::answer::{PlaceName, ScenarioUsed};
use crate::draws::HeldFigure;

/// Is an estimated number with the bounds that it lies between with 95 % confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Estimated {
    /// The number.
    pub estimate: f64,
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
}

/// Is a figure that was varied.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct VariedFigure {
    /// Its path.
    pub path: String,
    /// Its value.
    pub value: f64,
    /// The least and the greatest value that it can take.
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

/// Is what one figure does to one output; what a method does not say is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Driver {
    /// The figure's place among those varied.
    pub figure: usize,
    /// The rank by the measure of the method, counted from 1; equal ones keep the order of their paths.
    pub rank: usize,
    /// The share of the variance that it makes alone: first order.
    pub first: Option<Estimated>,
    /// The share that it has a part in: the total index.
    pub total: Option<Estimated>,
    /// The standard deviation of the output that would be left, in the mean square, if the figure were known: of a
    /// difference in units of the currency per tonne.
    pub left: Option<f64>,
    /// Its Shapley effect.
    pub share: Option<Estimated>,
    /// The mean elementary effect, mu; of a difference in units of the currency per tonne.
    pub mean_effect: Option<Estimated>,
    /// The mean size of elementary effects, mu*.
    pub size: Option<Estimated>,
    /// The standard deviation of elementary effects, sigma.
    pub deviation: Option<f64>,
    /// The output with the figure at its lower and at its upper end.
    pub ends: Option<(f64, f64)>,
    /// Whether today's leader is beaten there.
    pub flips: Option<(bool, bool)>,
}

impl Driver {
    /// Returns the number by which it ranks: the total index, the Shapley effect, mu*, or how far apart its ends lie.
    pub fn measure(&self) -> f64 {
        let estimated = self.total.or(self.share).or(self.size).map(|of| of.estimate);
        estimated.or_else(|| self.ends.map(|(low, high)| (high - low).abs())).unwrap_or(0.0)
    }
}

/// Is the share of a variance that two figures make together beyond what each makes alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrivingPair {
    /// The places of the figures among those varied.
    pub figures: [usize; 2],
    /// The share.
    pub share: Estimated,
}

/// Is who drives one output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drivers {
    /// The mean: of a difference in units of the currency per tonne, of a lead lost the chance. Sampling methods only.
    pub mean: Option<Estimated>,
    /// The standard deviation.
    pub deviation: Option<f64>,
    /// The points of the sample that the mean is of.
    pub points: u64,
    /// Whether the sample says enough: an output that hardly ever changes has no drivers that could be told.
    pub is_told: bool,
    /// The figures that move it, the first of many where there are many demands.
    pub listed: Vec<Driver>,
    /// How many figures move it.
    pub moving: usize,
    /// The share of the variance that no figure makes alone.
    pub interactions: Option<Estimated>,
    /// Pairs whose share is told from 0 with 95 % confidence, the greatest first.
    pub pairs: Vec<DrivingPair>,
}

/// Is one demand with the two corridors that are set against each other.
#[derive(Clone, Debug, PartialEq)]
pub struct SensitivityDemand {
    /// The origin.
    pub from: PlaceName,
    /// The destination.
    pub to: PlaceName,
    /// The key and the title of the corridor whose total is looked at.
    pub corridor: (String, String),
    /// Those of the corridor whose total is taken off.
    pub against: (String, String),
    /// Those of the cheapest corridor with every figure at its value.
    pub leader: (String, String),
    /// What the corridor costs more than the other with every figure at its value.
    pub central_per_t: Money,
    /// What drives that difference.
    pub difference: Drivers,
    /// What drives whether the leader is beaten by any corridor.
    pub flip: Drivers,
}

/// Is a demand without two corridors to set against each other.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Uncontested {
    /// The origin's key.
    pub from: String,
    /// The destination's key.
    pub to: String,
}

/// Counts for how many demands a figure drives the difference most.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Leading {
    /// The figure's path.
    pub path: String,
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

/// Holds everything that one run of `sensitivity` found.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// The scenario.
    pub used: ScenarioUsed,
    /// The method by its word: oat, morris, sobol or shapley.
    pub method: &'static str,
    /// How many times the scenario was evaluated: each answers all demands.
    pub evaluations: u64,
    /// The rows of a Sobol' design, the walks of morris and shapley; none for oat.
    pub samples: Option<u64>,
    /// What the random numbers begin with; none for oat.
    pub seed: Option<u64>,
    /// The figures that were varied, in the order of their paths.
    pub figures: Vec<VariedFigure>,
    /// How many of them are estimates.
    pub estimates: usize,
    /// Figures that have bounds but provably move none of these answers within them.
    pub irrelevant: Vec<String>,
    /// Figures that have bounds but price nothing in the network as it stands.
    pub unpriced: Vec<String>,
    /// Figures that have bounds but stayed at their value, because another value would change the network.
    pub held: Vec<HeldFigure>,
    /// Figures that have bounds but were set on the command line, and so are certain.
    pub settled: Vec<String>,
    /// The figures that go together, by their paths; oat and morris move them one by one all the same.
    pub correlated: Vec<Vec<String>>,
    /// The demands with two corridors to compare, in the order of the file.
    pub demands: Vec<SensitivityDemand>,
    /// The demands without.
    pub uncontested: Vec<Uncontested>,
    /// The figures that come first for some demand, those of most demands first.
    pub leading: Vec<Leading>,
}
