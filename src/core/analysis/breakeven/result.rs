//! Where the answer turns while figures move: exact curves, leads and flips.

use crate::units::{Date, Decimal, Exact, Grade, Money};

use crate::answer::{PlaceName, ScenarioUsed};
use crate::draws::HeldFigure;

/// Is a figure that is moved, with all that is known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct MovedFigure {
    /// Its path.
    pub path: String,
    /// Its unit.
    pub unit: String,
    /// Its value today.
    pub value: Decimal,
    /// Its bounds, as far as they are given.
    pub bounds: (Option<Decimal>, Option<Decimal>),
    /// How well it is known.
    pub grade: Grade,
    /// The titles of its sources.
    pub sources: Vec<String>,
    /// What its row notes.
    pub note: Option<String>,
}

/// Says how a cost depends on a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// As `fixed + slope * x`.
    Straight,
    /// As `fixed + slope / x`: a speed, a payload, a lot.
    Reciprocal,
}

impl Shape {
    /// Returns the word used in results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Straight => "straight",
            Self::Reciprocal => "reciprocal",
        }
    }
}

/// Is a part of a corridor's curve on which one route is cheapest.
#[derive(Clone, Debug, PartialEq)]
pub struct CurvePiece {
    /// Where it begins.
    pub from: Exact,
    /// Where it ends.
    pub to: Exact,
    /// The cost of a tonne in the scenario's currency, but for what the figure adds.
    pub fixed: Exact,
    /// What each unit of the figure, or of its reciprocal, adds.
    pub slope: Exact,
    /// How the figure enters.
    pub shape: Shape,
    /// The cost where the piece begins.
    pub cost_from: Exact,
    /// The cost where it ends.
    pub cost_to: Exact,
    /// The form in which the cargo travels.
    pub form: &'static str,
    /// The places where it is loaded, changes mode, service or ship, and is unloaded.
    pub way: Vec<PlaceName>,
}

/// Is the cost of a corridor as a function of the figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The corridor's key.
    pub corridor: String,
    /// Its title.
    pub title: String,
    /// Its pieces, from the least value of the figure to the greatest; none where it has no route.
    pub pieces: Vec<CurvePiece>,
}

/// Is an interval of the figure's values on which the same corridors are cheapest.
#[derive(Clone, Debug, PartialEq)]
pub struct Lead {
    /// Where it begins.
    pub from: Exact,
    /// Where it ends.
    pub to: Exact,
    /// The keys of the corridors, several where they cost the same; none where nothing has a route.
    pub corridors: Vec<String>,
}

/// Is where the lead changes hands.
#[derive(Clone, Debug, PartialEq)]
pub struct Flip {
    /// The value at which it does in the unrounded model, exactly.
    pub exact: Exact,
    /// The same to as many places as are certain.
    pub value: Decimal,
    /// One unit of its last place: that much nearer to today's value the leader still leads, that much further it does not.
    pub step: Decimal,
    /// The keys of the corridors that lead beyond it.
    pub to: Vec<String>,
    /// How far it is from today's value, in the figure's unit; negative where the figure must fall.
    pub distance: Decimal,
    /// The same as a share of today's value, where that is not 0.
    pub share: Option<f64>,
    /// The same as a share of what lies between today's value and the bound on that side, where there is one: up to 1
    /// the figure's own uncertainty reaches it.
    pub of_bound: Option<f64>,
}

/// Is what one figure does to one demand.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakEvenDemand {
    /// The origin.
    pub from: PlaceName,
    /// The destination.
    pub to: PlaceName,
    /// How the goods stand to customs.
    pub regime: &'static str,
    /// The keys of the corridors that lead today.
    pub leaders: Vec<String>,
    /// What they cost.
    pub total_per_t: Option<Money>,
    /// The cost of each corridor as a function of the figure.
    pub curves: Vec<Curve>,
    /// Who leads where.
    pub leads: Vec<Lead>,
    /// The next flip below today's value.
    pub below: Option<Flip>,
    /// The next flip above it.
    pub above: Option<Flip>,
}

/// Holds the curves of some demands in one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct BreakEven {
    /// The scenario.
    pub used: ScenarioUsed,
    /// The figure.
    pub figure: MovedFigure,
    /// The least and the greatest value looked at.
    pub between: (Exact, Exact),
    /// Whether that is less than was asked for, because costs make no sense beyond.
    pub is_narrower: bool,
    /// Whether it moves prices that are rounded to steps, as quotations are: curves leave the steps out.
    pub is_stepped: bool,
    /// The corridors in the order of the file, by key and title.
    pub corridors: Vec<(String, String)>,
    /// The demands.
    pub demands: Vec<BreakEvenDemand>,
}

/// Is a figure with the least move that turns an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureFlip {
    /// The figure.
    pub figure: MovedFigure,
    /// The origin of the demand whose answer turns first.
    pub from: PlaceName,
    /// Its destination.
    pub to: PlaceName,
    /// How its goods stand to customs.
    pub regime: &'static str,
    /// The keys of the corridors that lead it today.
    pub leaders: Vec<String>,
    /// The flip that needs the smaller move.
    pub nearest: Flip,
    /// The flip on the other side, if there is one.
    pub other: Option<Flip>,
    /// How many of the demands asked turn within the figure's own bounds.
    pub turned_within_bounds: usize,
}

/// Ranks the figures of a scenario by how little they must move to turn an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct FlipList {
    /// The scenario.
    pub used: ScenarioUsed,
    /// The corridors in the order of the file, by key and title.
    pub corridors: Vec<(String, String)>,
    /// How many demands were asked.
    pub demands: usize,
    /// The figures that can turn an answer: first those whose own bounds suffice, then by the share of their value.
    pub flips: Vec<FigureFlip>,
    /// How many figures move some cost but turn no answer, whatever sensible value they take.
    pub never: usize,
    /// Figures that were not moved, and why.
    pub held: Vec<HeldFigure>,
}

/// Is a span of days on which one demand has the same answers.
#[derive(Clone, Debug, PartialEq)]
pub struct DateStep {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The keys of the corridors that lead; none where there is no route.
    pub leaders: Vec<String>,
    /// The total of each corridor, in the order of the file.
    pub totals_per_t: Vec<Option<Money>>,
    /// The first problem of the scenario on those days, if it cannot be answered.
    pub problem: Option<String>,
}

/// Is one demand along the calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct DemandSteps {
    /// The origin.
    pub from: PlaceName,
    /// The destination.
    pub to: PlaceName,
    /// How the goods stand to customs.
    pub regime: &'static str,
    /// Its answers from the first day to the last.
    pub steps: Vec<DateStep>,
}

/// Holds the answers to some demands along the calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct DateSteps {
    /// The scenario.
    pub used: ScenarioUsed,
    /// The first and the last day looked at.
    pub between: (Date, Date),
    /// The scenario's own date.
    pub today: Date,
    /// The corridors in the order of the file, by key and title.
    pub corridors: Vec<(String, String)>,
    /// The demands.
    pub demands: Vec<DemandSteps>,
    /// On how many days an answer could have changed, and was asked.
    pub days_asked: usize,
}
