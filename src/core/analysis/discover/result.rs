//! Scenario discovery: the box of figures in which a corridor is cheapest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::verdict::Verdict;
use crate::analysis::{Answered, Column};
use crate::answer::{PlaceName, ScenarioUsed};
use crate::draws::{DrawnHypothesis, HeldFigure};
use crate::units::{Decimal, Grade, Money};

/// The way in which a box is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BoxMethod {
    /// Patient rule induction: thin slices are peeled off all draws, then pasted back.
    #[default]
    Prim,
}

/// The draws that a box holds, and those of them that a corridor wins.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BoxCount {
    /// The seed of the random numbers.
    pub seed: u64,
    /// All draws.
    pub draws: u64,
    /// The draws that the corridor wins: no other is cheaper.
    pub wins: u64,
    /// The draws in the box.
    pub inside: u64,
    /// The draws in the box that the corridor wins.
    pub wins_inside: u64,
    /// The share of its wins that are in the box.
    pub coverage: Option<f64>,
    /// The share of the draws in the box that it wins: the mean of winning inside.
    pub density: Option<f64>,
    /// The mean of what the cheapest other corridor costs more, over the draws in the box; negative where it costs less.
    pub lead_inside_per_t: Option<Money>,
    /// The same over all other draws.
    pub lead_outside_per_t: Option<Money>,
}

/// The limits of a box for one figure, or for a switch.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BoxLimit {
    /// Its path.
    pub path: String,
    /// Its plain name.
    pub name: String,
    /// Whether it is a switch that nobody knows to be on (1) or off (0).
    pub is_switch: bool,
    /// Its unit.
    pub unit: String,
    /// How well it is known.
    pub grade: Grade,
    /// Its value today.
    pub value: Decimal,
    /// Whether that is in the box.
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

/// A box on the way of peeling.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BoxOnTheWay {
    /// The draws in it.
    pub inside: u64,
    /// The draws in it that the corridor wins.
    pub wins_inside: u64,
    /// The share of its wins that are in it.
    pub coverage: f64,
    /// The share of the draws in it that the corridor wins.
    pub density: f64,
    /// The number of figures that it limits.
    pub limited: usize,
    /// Whether it is the one that the box was made from.
    pub chosen: bool,
}

/// The box of figures in which a corridor is cheapest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Discovery {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// How the box was found: `prim`.
    pub method: BoxMethod,
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The number of demands that this one was chosen from, as the one in which the corridor's win is least settled.
    pub chosen_from: usize,
    /// The key of the corridor that is to win.
    pub corridor: String,
    /// Its title.
    pub corridor_title: String,
    /// The key of the corridor that is cheapest with every figure at its value.
    pub leader: Option<String>,
    /// The keys of the corridors that it is compared with.
    pub against: Vec<String>,
    /// The number of figures that were drawn and can move an answer.
    pub figures_drawn: usize,
    /// The switches that are on in a share of the draws: the box may be limited to those with one on, or off.
    pub hypotheses: Vec<DrawnHypothesis>,
    /// The number of figures drawn that are estimates.
    pub estimates_drawn: usize,
    /// Figures that stayed at their value, and why.
    pub held: Vec<HeldFigure>,
    /// Figures that have a distribution but were set on the command line, and so are certain.
    pub settled: Vec<String>,
    /// Whether the values of today are in the box.
    pub today_is_inside: bool,
    /// The limits of the box, the one without which it would be least dense first; none where there is no box.
    pub limits: Vec<BoxLimit>,
    /// The box on the draws that it was found on.
    pub found_on: BoxCount,
    /// The same box on other draws.
    pub checked_on: BoxCount,
    /// The boxes on the way of peeling, the box of all draws first.
    pub way: Vec<BoxOnTheWay>,
}

impl Answered for Discovery {
    fn is_answered(&self) -> bool {
        true
    }
}

/// A row of the table for spreadsheets: a limit of the box, with the box as a whole.
pub struct BoxLimitRow<'a> {
    found: &'a Discovery,
    limit: &'a BoxLimit,
}

impl Discovery {
    /// Returns one row for each figure that the box limits.
    pub fn rows(&self) -> impl Iterator<Item = BoxLimitRow<'_>> {
        self.limits.iter().map(|limit| BoxLimitRow { found: self, limit })
    }
}

impl BoxLimitRow<'_> {
    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 28] {
        const UNIT: &str = "the figure's";
        [
            Column::new("scenario", "", |row| (&row.found.scenario.name).into()),
            Column::new("from", "", |row| (&row.found.from.key).into()),
            Column::new("to", "", |row| (&row.found.to.key).into()),
            Column::new("corridor", "", |row| (&row.found.corridor).into()),
            Column::new("seed", "count", |row| row.found.found_on.seed.into()),
            Column::new("draws", "count", |row| row.found.found_on.draws.into()),
            Column::new("wins", "count", |row| row.found.found_on.wins.into()),
            Column::new("inside", "count", |row| row.found.found_on.inside.into()),
            Column::new("wins_inside", "count", |row| row.found.found_on.wins_inside.into()),
            Column::new("coverage", "share", |row| row.found.found_on.coverage.into()),
            Column::new("density", "share", |row| row.found.found_on.density.into()),
            Column::new("checked_seed", "count", |row| row.found.checked_on.seed.into()),
            Column::new("checked_coverage", "share", |row| row.found.checked_on.coverage.into()),
            Column::new("checked_density", "share", |row| row.found.checked_on.density.into()),
            Column::new("path", "", |row| (&row.limit.path).into()),
            Column::new("name", "", |row| (&row.limit.name).into()),
            Column::new("unit", "", |row| (&row.limit.unit).into()),
            Column::new("grade", "", |row| row.limit.grade.into()),
            Column::new("low", UNIT, |row| row.limit.low.into()),
            Column::new("high", UNIT, |row| row.limit.high.into()),
            Column::new("value", UNIT, |row| row.limit.value.into()),
            Column::new("value_inside", "", |row| row.limit.value_inside.into()),
            Column::new("drawn_low", UNIT, |row| row.limit.drawn.0.into()),
            Column::new("drawn_high", UNIT, |row| row.limit.drawn.1.into()),
            Column::new("share_kept", "share", |row| row.limit.share_kept.into()),
            Column::new("density_without", "share", |row| row.limit.density_without.into()),
            Column::new("coverage_without", "share", |row| row.limit.coverage_without.into()),
            Column::new("by_chance", "probability", |row| row.limit.by_chance.into()),
        ]
    }
}
