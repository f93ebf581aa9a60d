//! Where the answer changes while a figure moves: curves, the corridors that lead along them, and flips.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::given::GivenClaims;
use crate::analysis::verdict::Verdict;
use crate::analysis::{Cell, Column};
use crate::answer::{PlaceName, ScenarioUsed};
use crate::draws::HeldFigure;
use crate::units::{Date, Decimal, ExactNumber, Grade, Money, decimal_text, words};

/// A figure that is moved, with all that is known about it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MovedFigure {
    /// Its path, as `--set` takes it.
    pub path: String,
    /// Its plain name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Its value today.
    pub value: Decimal,
    /// Its lower bound, if given.
    pub low: Option<Decimal>,
    /// Its upper bound, if given.
    pub high: Option<Decimal>,
    /// How well it is known.
    pub grade: Grade,
    /// The titles of its sources.
    pub sources: Vec<String>,
    /// What its row notes.
    pub note: Option<String>,
}

/// A corridor that was compared, by its key and its title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NamedCorridor {
    /// The corridor's key.
    #[serde(rename = "corridor")]
    pub key: String,
    /// The corridor's title.
    pub title: String,
}

words! {
    /// How a cost depends on a figure.
    #[derive(Serialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    Shape {
        /// As `fixed + slope * x`.
        Straight = "straight",
        /// As `fixed + slope / x`: a speed, a payload, a lot.
        Reciprocal = "reciprocal",
    }
}

/// A part of a corridor's curve on which one route is cheapest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CurvePiece {
    /// The value of the figure at which it begins.
    pub from: ExactNumber,
    /// The value at which it ends.
    pub to: ExactNumber,
    /// How the cost depends on the figure x: `straight` is fixed + slope x, `reciprocal` is fixed + slope / x.
    pub shape: Shape,
    /// The cost of a tonne in the scenario's currency, but for what the figure adds.
    pub fixed: ExactNumber,
    /// What each unit of the figure, or of its reciprocal, adds.
    pub slope: ExactNumber,
    /// The form in which the cargo travels: `bulk`, `bag`, `box20`, `box40` or `box35`.
    pub form: &'static str,
    /// The keys of the places where cargo is loaded, changes mode, service or ship, and is unloaded.
    pub way: Vec<PlaceName>,
    /// The cost where the piece begins.
    #[serde(skip)]
    pub cost_from: ExactNumber,
    /// The cost where it ends.
    #[serde(skip)]
    pub cost_to: ExactNumber,
}

/// The cost of a corridor as a function of the figure.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Curve {
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    pub title: String,
    /// Its pieces, from the least value of the figure to the greatest; none where the corridor has no route.
    pub pieces: Vec<CurvePiece>,
}

/// An interval of the figure's values on which the same corridors are cheapest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Lead {
    /// The value at which it begins.
    pub from: ExactNumber,
    /// The value at which it ends.
    pub to: ExactNumber,
    /// The keys of the corridors, several where they cost the same; none where nothing has a route.
    pub corridors: Vec<String>,
}

/// The value of a figure at which other corridors become the cheapest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Flip {
    /// The value, to as many decimal places as are certain.
    pub value: Decimal,
    /// One unit of the last place: so much nearer to today's value the leader is still cheapest, so much further it is
    /// not.
    pub step: Decimal,
    /// The value in the unrounded model.
    pub exact: ExactNumber,
    /// The keys of the corridors that lead beyond it.
    pub to: Vec<String>,
    /// The distance from today's value, in the figure's unit; negative where the figure must fall.
    pub distance: Decimal,
    /// That distance as a share of today's value, where that is not 0.
    pub share: Option<f64>,
    /// That distance as a share of the distance between today's value and the figure's bound on that side, where it has one:
    /// up to 1 the figure's own uncertainty reaches it. Of a speed and whatever else divides, the reciprocals are taken.
    pub of_bound: Option<f64>,
}

/// What one figure does to one demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BreakEvenDemand {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The customs regime of the goods: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// The keys of the corridors that are cheapest today; several where they cost the same.
    pub leaders: Vec<String>,
    /// What the cheapest costs today.
    pub total_per_t: Option<Money>,
    /// The next flip below today's value.
    pub below: Option<Flip>,
    /// The next flip above it.
    pub above: Option<Flip>,
    /// The corridors that lead, from the least value to the greatest.
    pub leads: Vec<Lead>,
    /// The cost of each corridor.
    pub curves: Vec<Curve>,
}

/// The cost of each corridor as an exact function of one figure.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BreakEven {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// The figure that moves.
    pub figure: MovedFigure,
    /// The least value looked at.
    pub from: ExactNumber,
    /// The greatest value looked at.
    pub to: ExactNumber,
    /// Whether less is looked at than was asked for, because costs make no sense beyond.
    #[serde(skip)]
    pub is_narrower: bool,
    /// Whether it moves prices that are rounded to steps, as quotations are: curves leave the steps out, flips do not.
    pub is_stepped: bool,
    /// The corridors in the order of the file.
    #[serde(skip)]
    pub corridors: Vec<NamedCorridor>,
    /// The demands in the order of the file.
    pub demands: Vec<BreakEvenDemand>,
}

/// What fitted claims leave of a figure: inferred from what was published.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FittedRange {
    /// The value below which one draw of twenty lies, the median, and the value above which one of twenty lies.
    pub range: [f64; 3],
    /// The share of the draws in which the figure lies beyond its nearest flip or beyond that on the other side.
    pub beyond: f64,
}

/// A figure with the least move of it that changes an answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FigureFlip {
    /// The figure.
    pub figure: MovedFigure,
    /// The key of the origin of the demand whose answer changes first.
    pub from: PlaceName,
    /// The key of its destination.
    pub to: PlaceName,
    /// The customs regime of its goods: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// The keys of the corridors that are cheapest today; several where they cost the same.
    pub leaders: Vec<String>,
    /// The flip that needs the smaller move.
    pub nearest: Flip,
    /// The flip on the other side, if there is one.
    pub other: Option<Flip>,
    /// The number of demands whose answer changes within the figure's own bounds.
    pub turned_within_bounds: usize,
    /// What the fitted claims leave of the figure; none unless the answer was to be given on some, and the figure is drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fitted: Option<FittedRange>,
}

/// The figures of a scenario, ranked by how little they must move to change an answer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FlipList {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// The published claims on which ranges and chances are given; none unless that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<GivenClaims>,
    /// The corridors that were compared, in the order of the file.
    pub corridors: Vec<NamedCorridor>,
    /// The number of demands that were asked.
    pub demands: usize,
    /// Whether any of those demands has a route.
    #[serde(skip)]
    pub is_answered: bool,
    /// The figures that can change an answer: those first that must move least beside the way to their own
    /// bound, then those without bounds, by the share of their value. Given claims, those first that are oftenest beyond a
    /// flip.
    pub flips: Vec<FigureFlip>,
    /// The number of figures that move some cost but change no answer, whatever sensible value they take.
    pub figures_that_turn_nothing: usize,
    /// Figures that stayed at their value, and why.
    pub held: Vec<HeldFigure>,
}

/// A span of days on which one demand has the same answers.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DateStep {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The keys of the corridors that lead; none where there is no route.
    pub leaders: Vec<String>,
    /// The total of each corridor, by key.
    pub totals_per_t: BTreeMap<String, Option<Money>>,
    /// The first problem of the scenario on those days, if it cannot be answered.
    pub problem: Option<String>,
}

/// One demand along the calendar.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DemandSteps {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The customs regime of the goods: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// Its answers from the first day to the last.
    pub steps: Vec<DateStep>,
}

/// The answers to some demands along the calendar.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DateSteps {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// The first day looked at.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The scenario's own date.
    #[serde(skip)]
    pub today: Date,
    /// The corridors that were compared, in the order of the file.
    pub corridors: Vec<NamedCorridor>,
    /// The number of days on which an answer could have changed, and was asked.
    pub days_asked: usize,
    /// The demands in the order of the file.
    pub demands: Vec<DemandSteps>,
}

impl DateSteps {
    /// Iterates over the spans of days of all demands.
    pub(super) fn steps(&self) -> impl Iterator<Item = &DateStep> {
        self.demands.iter().flat_map(|demand| &demand.steps)
    }

    /// Returns the total of each corridor on a span of days, in the order of the file.
    pub fn totals<'a>(&'a self, step: &'a DateStep) -> impl Iterator<Item = Option<Money>> + 'a {
        self.corridors.iter().map(|corridor| step.totals_per_t.get(&corridor.key).copied().flatten())
    }
}

/// A row of the table for spreadsheets: one piece of the curve of a corridor.
pub struct CurveRow<'a> {
    found: &'a BreakEven,
    demand: &'a BreakEvenDemand,
    curve: &'a Curve,
    piece: &'a CurvePiece,
}

impl BreakEven {
    /// Returns one row for each piece of each corridor's curve.
    pub fn rows(&self) -> impl Iterator<Item = CurveRow<'_>> {
        let curves = self.demands.iter().flat_map(|demand| demand.curves.iter().map(move |curve| (demand, curve)));
        curves.flat_map(move |(demand, curve)| {
            curve.pieces.iter().map(move |piece| CurveRow { found: self, demand, curve, piece })
        })
    }
}

impl CurveRow<'_> {
    /// Returns whether the corridor leads somewhere on the piece.
    fn is_leading(&self) -> bool {
        let Self { demand, curve, piece, .. } = self;
        let mut leads = demand.leads.iter().filter(|lead| lead.from < piece.to && lead.to > piece.from);
        leads.any(|lead| lead.corridors.contains(&curve.corridor))
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 22] {
        const UNIT: &str = "the figure's";
        [
            Column::new("scenario", "", |row| (&row.found.scenario.name).into()),
            Column::new("figure", "", |row| (&row.found.figure.path).into()),
            Column::new("name", "", |row| (&row.found.figure.name).into()),
            Column::new("unit", "", |row| (&row.found.figure.unit).into()),
            Column::new("from", "", |row| (&row.demand.from.key).into()),
            Column::new("to", "", |row| (&row.demand.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.demand.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.demand.to)),
            Column::new("corridor", "", |row| (&row.curve.corridor).into()),
            Column::new("form", "", |row| row.piece.form.into()),
            Column::new("way", "", |row| {
                row.piece.way.iter().map(|place| place.key.as_str()).collect::<Vec<_>>().join(">").into()
            }),
            Column::new("shape", "", |row| row.piece.shape.as_str().into()),
            Column::new("value_from", UNIT, |row| decimal_text(&row.piece.from).into()),
            Column::new("value_to", UNIT, |row| decimal_text(&row.piece.to).into()),
            Column::new("value_from_exact", "", |row| row.piece.from.to_string().into()),
            Column::new("value_to_exact", "", |row| row.piece.to.to_string().into()),
            Column::new("fixed_per_t", "currency/t", |row| decimal_text(&row.piece.fixed).into()),
            Column::new("slope_per_t", "currency/t", |row| decimal_text(&row.piece.slope).into()),
            Column::new("cost_from_per_t", "currency/t", |row| decimal_text(&row.piece.cost_from).into()),
            Column::new("cost_to_per_t", "currency/t", |row| decimal_text(&row.piece.cost_to).into()),
            Column::new("leads", "", |row| if row.is_leading() { "somewhere" } else { "nowhere" }.into()),
            Column::new("currency", "", |row| (&row.found.scenario.currency).into()),
        ]
    }
}

/// A row of the table for spreadsheets: a figure with the least move of it that changes an answer.
pub struct FlipRow<'a> {
    found: &'a FlipList,
    flip: &'a FigureFlip,
}

impl FlipList {
    /// Returns the columns of the rows; the claims on which ranges are given only where they are.
    pub fn columns(&self) -> Vec<Column<FlipRow<'_>>> {
        let mut columns = Vec::from(FlipRow::columns());
        if self.given.is_some() {
            columns
                .push(Column::new("given_claims", "", |row| row.found.given.as_ref().map(GivenClaims::listed).into()));
        }
        columns
    }

    /// Returns one row for each figure that can change an answer.
    pub fn rows(&self) -> impl Iterator<Item = FlipRow<'_>> {
        self.flips.iter().map(|flip| FlipRow { found: self, flip })
    }
}

impl FlipRow<'_> {
    fn fitted(&self, place: usize) -> Option<f64> {
        self.flip.fitted.as_ref().map(|fitted| fitted.range[place])
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 28] {
        const UNIT: &str = "the figure's";
        [
            Column::new("scenario", "", |row| (&row.found.scenario.name).into()),
            Column::new("figure", "", |row| (&row.flip.figure.path).into()),
            Column::new("name", "", |row| (&row.flip.figure.name).into()),
            Column::new("unit", "", |row| (&row.flip.figure.unit).into()),
            Column::new("value", UNIT, |row| row.flip.figure.value.into()),
            Column::new("low", UNIT, |row| row.flip.figure.low.into()),
            Column::new("high", UNIT, |row| row.flip.figure.high.into()),
            Column::new("grade", "", |row| row.flip.figure.grade.into()),
            Column::new("turns_at", UNIT, |row| row.flip.nearest.value.into()),
            Column::new("step", UNIT, |row| row.flip.nearest.step.into()),
            Column::new("exact", "", |row| row.flip.nearest.exact.to_string().into()),
            Column::new("distance", UNIT, |row| row.flip.nearest.distance.into()),
            Column::new("share", "share", |row| row.flip.nearest.share.into()),
            Column::new("of_bound", "share", |row| row.flip.nearest.of_bound.into()),
            Column::new("leaders", "", |row| row.flip.leaders.join(";").into()),
            Column::new("then_leads", "", |row| row.flip.nearest.to.join(";").into()),
            Column::new("from", "", |row| (&row.flip.from.key).into()),
            Column::new("to", "", |row| (&row.flip.to.key).into()),
            Column::new("regime", "", |row| row.flip.regime.into()),
            Column::new("from_name", "", |row| Cell::Name(&row.flip.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.flip.to)),
            Column::new("other_turn", UNIT, |row| row.flip.other.as_ref().map(|other| other.value).into()),
            Column::new("turned_within_bounds", "count", |row| row.flip.turned_within_bounds.into()),
            Column::new("sources", "", |row| row.flip.figure.sources.join("; ").into()),
            Column::new("fitted_p5", UNIT, |row| row.fitted(0).into()),
            Column::new("fitted_p50", UNIT, |row| row.fitted(1).into()),
            Column::new("fitted_p95", UNIT, |row| row.fitted(2).into()),
            Column::new("beyond", "share", |row| row.flip.fitted.as_ref().map(|fitted| fitted.beyond).into()),
        ]
    }
}
