//! What many draws of the uncertain figures say of each corridor.

use serde::Serialize;

use crate::units::Money;

use crate::answer::{PlaceName, ScenarioUsed};
use crate::draws::{HeldFigure, Near, Spread};

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
