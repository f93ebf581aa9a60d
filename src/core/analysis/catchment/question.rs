//! What is asked: how often figures are drawn, what distances are measured along, and points between the origins.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::UnknownName;
use crate::units::Money;

/// The most points of a grid.
pub(super) const MAX_POINTS: usize = 20_000;

/// Which corridor and gateway each origin should use, and up to where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CatchmentQuestion {
    /// How often the uncertain figures are drawn.
    pub draws: u64,
    /// What the random numbers begin with: the same seed gives the same draws on any machine.
    pub seed: u64,
    /// The origin, by key or name, along whose routes break-even distances are measured; otherwise they are measured
    /// along the routes that pass most origins.
    pub along: Option<String>,
    /// Points between the origins, each of which is connected by road to its nearest origins; none without it.
    pub grid: Option<Grid>,
}

impl Default for CatchmentQuestion {
    fn default() -> Self {
        Self { draws: 10_000, seed: 1, along: None, grid: None }
    }
}

/// Points at equal distances between the origins, and what it costs to reach an origin from them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// The distance between points in kilometres.
    pub step_km: f64,
    /// What a tonne costs a kilometre by road, in the scenario's currency; otherwise the price of the one road tariff
    /// there.
    #[serde(default)]
    pub access_per_km: Option<Money>,
    /// How much longer the road is than the straight line: a factor.
    #[serde(default = "usual_detour")]
    pub detour: f64,
}

impl Grid {
    /// How much longer a road is than the straight line unless another factor is given: an estimate.
    pub const USUAL_DETOUR: f64 = 1.3;

    /// Refuses distances and factors that are not above 0, and prices below 0.
    pub(super) fn check(&self) -> Result<(), CatchmentError> {
        let is_price = self.access_per_km.is_none_or(|price| price >= Money::ZERO);
        if !(self.step_km > 0.0 && self.detour > 0.0) {
            Err(CatchmentError::NotAboveZero)
        } else if !is_price {
            Err(CatchmentError::NoPrice)
        } else {
            Ok(())
        }
    }
}

const fn usual_detour() -> f64 {
    Grid::USUAL_DETOUR
}

/// Why there is no catchment.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CatchmentError {
    /// No draw is asked for.
    #[error("take at least one draw")]
    NoDraw,
    /// No demand has the origin whose routes are followed, or several have its name.
    #[error(transparent)]
    Along(#[from] UnknownName),
    /// The tables have no single price of a road kilometre.
    #[error("the tables do not say what a kilometre to the next station costs by road: {0}; give --access-per-km")]
    NoRate(String),
    /// A distance or factor of the grid is not above 0.
    #[error("take a number above 0, such as 25 or 1.3")]
    NotAboveZero,
    /// The price of a road kilometre is below 0.
    #[error("take a price per tonne and km such as 0.38")]
    NoPrice,
    /// There would be too many points.
    #[error(
        "a grid of {step_km} km has {points} points between the origins, and at most {MAX_POINTS} are drawn: widen it"
    )]
    TooFine {
        /// The distance between points.
        step_km: f64,
        /// How many there would be.
        points: usize,
    },
}
