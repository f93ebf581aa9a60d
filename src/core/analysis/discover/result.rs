//! Scenario discovery: the box of figures in which a corridor is cheapest.

use schemars::JsonSchema;
use serde::Serialize;

use crate::units::{Decimal, Grade, Money};

use crate::answer::{PlaceName, ScenarioUsed};
use crate::draws::HeldFigure;

/// Is how many draws a box holds, and how many of them a corridor wins.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BoxCount {
    /// What the random numbers began with.
    pub seed: u64,
    /// All draws.
    pub draws: u64,
    /// The draws that the corridor wins: no other is cheaper.
    pub wins: u64,
    /// The draws in the box.
    pub inside: u64,
    /// The draws in the box that the corridor wins.
    pub wins_inside: u64,
    /// The share of its wins that lie in the box.
    pub coverage: Option<f64>,
    /// The share of the draws in the box that it wins: the mean of winning inside.
    pub density: Option<f64>,
    /// The mean of what the cheapest other corridor costs more, over the draws in the box; negative where it costs less.
    pub lead_inside_per_t: Option<Money>,
    /// The same over all other draws.
    pub lead_outside_per_t: Option<Money>,
}

/// Is what a box says of one figure.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BoxLimit {
    /// Its path.
    pub path: String,
    /// Its unit.
    pub unit: String,
    /// How well it is known.
    pub grade: Grade,
    /// Its value today.
    pub value: Decimal,
    /// Whether that lies in the box.
    pub value_inside: bool,
    /// The least that it is in the box; none where the box is open below.
    pub low: Option<Decimal>,
    /// The most that it is in the box; none where the box is open above.
    pub high: Option<Decimal>,
    /// The least and the most that it was drawn as.
    pub drawn: (f64, f64),
    /// The share of draws that keep to this limit alone.
    pub share_kept: f64,
    /// The density of the box without this limit.
    pub density_without: f64,
    /// The coverage of the box without this limit.
    pub coverage_without: f64,
    /// The probability that chance alone makes the box as dense as it is with this limit: one-sided, binomial.
    pub by_chance: f64,
}

/// Is a box on the way of peeling.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BoxOnTheWay {
    /// The draws in it.
    pub inside: u64,
    /// The draws in it that the corridor wins.
    pub wins_inside: u64,
    /// The share of its wins that lie in it.
    pub coverage: f64,
    /// The share of the draws in it that the corridor wins.
    pub density: f64,
    /// How many figures it limits.
    pub limited: usize,
    /// Whether it is the one that the box was made from.
    pub chosen: bool,
}

/// Holds everything that one run of `discover` found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Discovery {
    /// The scenario.
    pub used: ScenarioUsed,
    /// The origin of the demand.
    pub from: PlaceName,
    /// Its destination.
    pub to: PlaceName,
    /// How many demands it was chosen from, as the one in which the corridor's win is least settled.
    pub chosen_from: usize,
    /// The corridor that is to win.
    pub corridor: String,
    /// Its title.
    pub corridor_title: String,
    /// The corridor that is cheapest with every figure at its value.
    pub leader: Option<String>,
    /// The corridors that it is compared with.
    pub against: Vec<String>,
    /// The figures that were drawn and can move an answer.
    pub figures_drawn: usize,
    /// Those of them that are estimates.
    pub estimates_drawn: usize,
    /// Figures that have a distribution but stayed at their value, because another value would change the network.
    pub held: Vec<HeldFigure>,
    /// Figures that have a distribution but were set on the command line, and so are certain.
    pub settled: Vec<String>,
    /// The limits of the box, the one without which it would be least dense first; none where there is no box.
    pub limits: Vec<BoxLimit>,
    /// The box on the draws that it was found on.
    pub found_on: BoxCount,
    /// The same box on other draws.
    pub checked_on: BoxCount,
    /// The boxes on the way of peeling, the box of all draws first.
    pub way: Vec<BoxOnTheWay>,
}

impl Discovery {
    /// Tells whether the values of today lie in the box.
    pub fn today_is_inside(&self) -> bool {
        self.limits.iter().all(|limit| limit.value_inside)
    }
}
