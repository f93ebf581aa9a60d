//! What is counted of many draws.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::Money;

/// The spread of the total of one corridor over the draws.
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

/// The amount above the cheapest corridor of a draw that still counts as near it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Near {
    /// So much per tonne.
    PerTonne(Money),
    /// So many millionths of the cheapest total.
    Millionths(u32),
}

impl Near {
    /// The usual amount: 5 % of the cheapest total.
    pub const USUAL: Self = Self::Millionths(50_000);

    /// Returns whether a total is near the cheapest one, both in millionths.
    pub fn holds(self, total: i64, best: i64) -> bool {
        match self {
            Self::PerTonne(most) => total - best <= most.micros(),
            Self::Millionths(share) => i128::from(total - best) * 1_000_000 <= i128::from(best) * i128::from(share),
        }
    }
}

/// A figure that was not drawn although it is uncertain, or not moved although costs depend on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeldFigure {
    /// Its path.
    pub path: String,
    /// Why: another value would take another network, or what it does is no curve.
    pub why: &'static str,
}
