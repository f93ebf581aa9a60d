//! What many draws of the uncertain figures say of each corridor.

use schemars::JsonSchema;
use serde::Serialize;

use crate::units::Money;

use super::{PlaceName, ScenarioUsed};

/// Is what draws say of one demand by one corridor that has a route.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RiskAnswer {
    /// The origin.
    pub from: PlaceName,
    /// The destination.
    pub to: PlaceName,
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    pub corridor_title: String,
    /// The total with every figure at its value: what `compare` says.
    pub central_per_t: Option<Money>,
    /// What was found; none where there is no route.
    pub spread: Option<Spread>,
}

/// Is how the total of one corridor is spread over the draws.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Spread {
    /// The mean total.
    pub mean_per_t: Money,
    /// The standard error of that mean.
    pub standard_error_per_t: Money,
    /// The total that 5, 50 and 95 of 100 draws stay below or meet.
    pub p5_per_t: Money,
    /// See `p5_per_t`.
    pub p50_per_t: Money,
    /// See `p5_per_t`.
    pub p95_per_t: Money,
    /// The mean of the dearest 5 % of draws: the conditional value at risk.
    pub cvar95_per_t: Money,
    /// The width of the steps in which totals were counted: quantiles lie within one of the exact ones.
    pub resolution_per_t: Money,
    /// The share of draws in which no corridor of the demand is cheaper.
    pub chance_cheapest: f64,
    /// The bounds of that chance with 95 % confidence.
    pub chance_bounds: (f64, f64),
    /// The mean of what it costs more than the cheapest corridor of each draw: the expected regret of always taking it.
    pub regret_per_t: Money,
    /// The regret that 95 of 100 draws stay below or meet.
    pub p95_regret_per_t: Money,
    /// The greatest regret of any draw.
    pub max_regret_per_t: Money,
    /// The width of the steps in which regrets were counted: their quantile lies within one of the exact one.
    pub regret_resolution_per_t: Money,
    /// The share of draws in which it costs no more above the cheapest corridor than counts as near.
    pub chance_near: f64,
    /// The mean of what the baseline corridor costs more in the same draw, where both have a route.
    pub saving_per_t: Option<Money>,
    /// The standard error of that mean; draws are paired, so it is smaller than those of the totals suggest.
    pub saving_standard_error_per_t: Option<Money>,
    /// The share of draws in which it costs less than the baseline.
    pub chance_saves: Option<f64>,
    /// The mean total after the first quarter, half, three quarters and all of the draws.
    pub convergence_per_t: [Money; 4],
}

/// Is what draws say of one demand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RiskDemand {
    /// The answers, one for each corridor in the order of the file.
    pub answers: Vec<RiskAnswer>,
    /// The corridor with the least mean total: the one to choose here and now, before the figures are known.
    pub here_and_now: Option<String>,
    /// Its mean total.
    pub here_and_now_per_t: Option<Money>,
    /// The mean total of the cheapest corridor of each draw: wait and see, and choose when the figures are known.
    pub wait_and_see_per_t: Option<Money>,
    /// The corridor with the least 95th percentile of regret: the robust choice, which is seldom far from the best.
    pub robust: Option<String>,
    /// That percentile.
    pub robust_p95_regret_per_t: Option<Money>,
    /// The corridor with the least maximal regret of all draws.
    pub minimax_regret: Option<String>,
    /// That maximum.
    pub minimax_regret_per_t: Option<Money>,
    /// The corridor that is near the cheapest in the greatest share of draws.
    pub oftenest_near: Option<String>,
    /// That share.
    pub oftenest_near_chance: Option<f64>,
}

/// Says how much more than the cheapest corridor of a draw still counts as near it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Near {
    /// So much per tonne.
    PerTonne(Money),
    /// So many millionths of the cheapest total.
    Millionths(u32),
}

impl Near {
    /// Is what counts as near unless another is asked for: 5 % of the cheapest total.
    pub const USUAL: Self = Self::Millionths(50_000);

    /// Tells whether a total is near the cheapest one, both in millionths.
    pub fn holds(self, total: i64, best: i64) -> bool {
        match self {
            Self::PerTonne(most) => total - best <= most.micros(),
            Self::Millionths(share) => i128::from(total - best) * 1_000_000 <= i128::from(best) * i128::from(share),
        }
    }
}

/// Holds everything that one run of `risk` found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Risk {
    /// The scenario.
    pub used: ScenarioUsed,
    /// The corridor that differences are taken against.
    pub baseline: Option<String>,
    /// The number of draws.
    pub draws: u64,
    /// What the random numbers begin with.
    pub seed: u64,
    /// What counts as near the cheapest corridor.
    pub near: Near,
    /// How many figures were drawn that can move an answer.
    pub figures_drawn: usize,
    /// How many of them are estimates.
    pub estimates_drawn: usize,
    /// Figures that have a distribution but stayed at their value, because another value would change the network.
    pub held: Vec<HeldFigure>,
    /// Figures that have a distribution but were set on the command line, and so are certain.
    pub settled: Vec<String>,
    /// The demands in the order of the file.
    pub demands: Vec<RiskDemand>,
}

/// Is a figure that was not drawn although it is uncertain, or not moved although costs depend on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeldFigure {
    /// Its path.
    pub path: String,
    /// Why: another value would take another network, or what it does is no curve.
    pub why: &'static str,
}
