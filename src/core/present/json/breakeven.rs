//! Where the answer turns, as JSON: exact numbers as fractions beside decimals.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::breakeven::{BreakEven, CurvePiece, DateSteps, FigureFlip, Flip, FlipList, Lead, MovedFigure};
use crate::answer::ScenarioUsed;
use crate::draws::HeldFigure;
use crate::units::{Date, Decimal, Exact, Money, fraction_text};

use super::form::{Form, document};

/// The digits of decimals beside fractions.
const DIGITS: i32 = 15;

/// Holds the cost of each corridor as an exact function of one figure.
#[derive(Serialize, JsonSchema)]
pub(super) struct BreakEvenOut<'a> {
    /// What was asked, of which files.
    scenario: &'a ScenarioUsed,
    /// The figure that moves.
    figure: FigureOut<'a>,
    /// The least value looked at.
    from: ExactOut,
    /// The greatest value looked at.
    to: ExactOut,
    /// Whether it moves prices that are rounded to steps, as quotations are: curves leave the steps out, flips do not.
    is_stepped: bool,
    /// The demands in the order of the file.
    demands: Vec<DemandOut<'a>>,
}

impl Form for BreakEvenOut<'_> {
    const NAME: &'static str = "breakeven";
}

/// Is a figure with all that is known about it.
#[derive(Serialize, JsonSchema)]
pub(super) struct FigureOut<'a> {
    /// Its path, as `--set` takes it.
    path: &'a str,
    /// Its unit.
    unit: &'a str,
    /// Its value today.
    value: Decimal,
    /// Its lower bound, if given.
    low: Option<Decimal>,
    /// Its upper bound, if given.
    high: Option<Decimal>,
    /// How well it is known.
    grade: &'static str,
    /// The titles of its sources.
    sources: &'a [String],
    /// What its row notes.
    note: Option<&'a str>,
}

/// Names a corridor that was compared.
#[derive(Serialize, JsonSchema)]
pub(super) struct CorridorOut<'a> {
    /// The corridor's key.
    corridor: &'a str,
    /// The corridor's title.
    title: &'a str,
}

/// Is an exact number, as a fraction and as the nearest decimal of some digits.
#[derive(Serialize, JsonSchema)]
pub(super) struct ExactOut {
    /// The number as `numerator/denominator`, or a whole number.
    fraction: String,
    /// The nearest decimal of 15 digits.
    decimal: Option<Decimal>,
}

/// Is what the figure does to one demand.
#[derive(Serialize, JsonSchema)]
struct DemandOut<'a> {
    /// The key of the origin.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// How the goods stand to customs: `domestic`, `bonded`, `export` or `import`.
    regime: &'a str,
    /// The keys of the corridors that are cheapest today; several where they cost the same.
    leaders: &'a [String],
    /// What the cheapest costs today.
    total_per_t: Option<Money>,
    /// The next flip below today's value.
    below: Option<FlipOut<'a>>,
    /// The next flip above it.
    above: Option<FlipOut<'a>>,
    /// Who leads where, from the least value to the greatest.
    leads: Vec<LeadOut<'a>>,
    /// The cost of each corridor.
    curves: Vec<CurveOut<'a>>,
}

/// Is where the lead changes hands.
#[derive(Serialize, JsonSchema)]
pub(super) struct FlipOut<'a> {
    /// Where it does, to as many places as are certain.
    value: Decimal,
    /// One unit of the last place: so much nearer to today's value the leader still leads, so much further it does
    /// not.
    step: Decimal,
    /// Where it does in the unrounded model.
    exact: ExactOut,
    /// The keys of the corridors that lead beyond it.
    to: &'a [String],
    /// How far it is from today's value, in the figure's unit; negative where the figure must fall.
    distance: Decimal,
    /// That distance as a share of today's value, where that is not 0.
    share: Option<f64>,
    /// That distance as a share of what lies between today's value and the figure's bound on that side, where it has one:
    /// up to 1 the figure's own uncertainty reaches it.
    of_bound: Option<f64>,
}

/// Is an interval on which the same corridors are cheapest.
#[derive(Serialize, JsonSchema)]
pub(super) struct LeadOut<'a> {
    /// Where it begins.
    from: ExactOut,
    /// Where it ends.
    to: ExactOut,
    /// Their keys, several where they cost the same; none where nothing has a route.
    corridors: &'a [String],
}

/// Is the cost of a corridor as a function of the figure.
#[derive(Serialize, JsonSchema)]
struct CurveOut<'a> {
    /// The corridor's key.
    corridor: &'a str,
    /// The corridor's title.
    title: &'a str,
    /// Its pieces, from the least value to the greatest; none where it has no route.
    pieces: Vec<PieceOut<'a>>,
}

/// Is a part of a curve on which one route is cheapest.
#[derive(Serialize, JsonSchema)]
struct PieceOut<'a> {
    /// Where it begins.
    from: ExactOut,
    /// Where it ends.
    to: ExactOut,
    /// How the cost depends on the figure x: `straight` is fixed + slope x, `reciprocal` is fixed + slope / x.
    shape: &'static str,
    /// The cost of a tonne, but for what the figure adds.
    fixed: ExactOut,
    /// What each unit of the figure, or of its reciprocal, adds.
    slope: ExactOut,
    /// The form in which the cargo travels: `bulk`, `bag`, `box20` or `box40`.
    form: &'a str,
    /// The keys of the places where cargo is loaded, changes mode, service or ship, and is unloaded.
    way: Vec<&'a str>,
}

/// Ranks the figures by how little they must move to turn an answer.
#[derive(Serialize, JsonSchema)]
pub(super) struct FlipListOut<'a> {
    /// What was asked, of which files.
    scenario: &'a ScenarioUsed,
    /// The corridors that were compared, in the order of the file.
    corridors: Vec<CorridorOut<'a>>,
    /// How many demands were asked.
    demands: usize,
    /// The figures that can turn an answer: first those whose own bounds suffice, then by the share of their value.
    flips: Vec<FigureFlipOut<'a>>,
    /// How many figures move some cost but turn no answer, whatever sensible value they take.
    figures_that_turn_nothing: usize,
    /// Figures that stayed at their value, and why.
    held: &'a [HeldFigure],
}

impl Form for FlipListOut<'_> {
    const NAME: &'static str = "flips";
}

/// Is a figure with the least move that turns an answer.
#[derive(Serialize, JsonSchema)]
struct FigureFlipOut<'a> {
    /// The figure.
    figure: FigureOut<'a>,
    /// The key of the origin of the demand whose answer turns first.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// How the goods stand to customs: `domestic`, `bonded`, `export` or `import`.
    regime: &'a str,
    /// The keys of the corridors that are cheapest today; several where they cost the same.
    leaders: &'a [String],
    /// The flip that needs the smaller move.
    nearest: FlipOut<'a>,
    /// The flip on the other side, if there is one.
    other: Option<FlipOut<'a>>,
    /// How many demands turn within the figure's own bounds.
    turned_within_bounds: usize,
}

/// Writes the curves of one figure.
pub fn breakeven(found: &BreakEven) -> String {
    let demands = found.demands.iter().map(|demand| DemandOut {
        from: &demand.from.key,
        to: &demand.to.key,
        regime: demand.regime,
        leaders: &demand.leaders,
        total_per_t: demand.total_per_t,
        below: demand.below.as_ref().map(flip),
        above: demand.above.as_ref().map(flip),
        leads: demand.leads.iter().map(lead).collect(),
        curves: demand
            .curves
            .iter()
            .map(|curve| CurveOut {
                corridor: &curve.corridor,
                title: &curve.title,
                pieces: curve.pieces.iter().map(piece).collect(),
            })
            .collect(),
    });
    document(
        BreakEvenOut::NAME,
        &BreakEvenOut {
            scenario: &found.used,
            figure: figure(&found.figure),
            from: exact(&found.between.0),
            to: exact(&found.between.1),
            is_stepped: found.is_stepped,
            demands: demands.collect(),
        },
    )
}

/// Writes the list of figures that could turn the answer.
pub fn flips(found: &FlipList) -> String {
    let flips = found.flips.iter().map(|found: &FigureFlip| FigureFlipOut {
        figure: figure(&found.figure),
        from: &found.from.key,
        to: &found.to.key,
        regime: found.regime,
        leaders: &found.leaders,
        nearest: flip(&found.nearest),
        other: found.other.as_ref().map(flip),
        turned_within_bounds: found.turned_within_bounds,
    });
    document(
        FlipListOut::NAME,
        &FlipListOut {
            scenario: &found.used,
            corridors: corridors(&found.corridors),
            demands: found.demands,
            flips: flips.collect(),
            figures_that_turn_nothing: found.never,
            held: &found.held,
        },
    )
}

/// Holds the answers along the calendar.
#[derive(Serialize, JsonSchema)]
pub(super) struct DatesOut<'a> {
    /// What was asked, of which files.
    scenario: &'a ScenarioUsed,
    /// The first day looked at.
    from: Date,
    /// The last day.
    to: Date,
    /// The corridors that were compared, in the order of the file.
    corridors: Vec<CorridorOut<'a>>,
    /// On how many days an answer could have changed, and was asked.
    days_asked: usize,
    /// The demands in the order of the file.
    demands: Vec<DatesDemandOut<'a>>,
}

impl Form for DatesOut<'_> {
    const NAME: &'static str = "dates";
}

/// Is one demand along the calendar.
#[derive(Serialize, JsonSchema)]
struct DatesDemandOut<'a> {
    /// The key of the origin.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// How the goods stand to customs: `domestic`, `bonded`, `export` or `import`.
    regime: &'a str,
    /// Its answers from the first day to the last.
    steps: Vec<DateStepOut<'a>>,
}

/// Is a span of days with the same answers.
#[derive(Serialize, JsonSchema)]
struct DateStepOut<'a> {
    /// The first day.
    from: Date,
    /// The last day.
    to: Date,
    /// The keys of the corridors that lead; none where there is no route.
    leaders: &'a [String],
    /// The total of each corridor, by key.
    totals_per_t: BTreeMap<&'a str, Option<Money>>,
    /// The first problem of the scenario on those days, if it cannot be answered.
    problem: Option<&'a str>,
}

/// Writes the answers along the calendar.
pub fn dates(found: &DateSteps) -> String {
    let keys = || found.corridors.iter().map(|(key, _)| key.as_str());
    let demands = found.demands.iter().map(|demand| {
        let steps = demand.steps.iter().map(|step| DateStepOut {
            from: step.from,
            to: step.to,
            leaders: &step.leaders,
            totals_per_t: keys().zip(step.totals_per_t.iter().copied()).collect(),
            problem: step.problem.as_deref(),
        });
        DatesDemandOut { from: &demand.from.key, to: &demand.to.key, regime: demand.regime, steps: steps.collect() }
    });
    document(
        DatesOut::NAME,
        &DatesOut {
            scenario: &found.used,
            from: found.between.0,
            to: found.between.1,
            corridors: corridors(&found.corridors),
            days_asked: found.days_asked,
            demands: demands.collect(),
        },
    )
}

pub(super) fn corridors(named: &[(String, String)]) -> Vec<CorridorOut<'_>> {
    named.iter().map(|(corridor, title)| CorridorOut { corridor, title }).collect()
}

pub(super) fn figure(figure: &MovedFigure) -> FigureOut<'_> {
    FigureOut {
        path: &figure.path,
        unit: &figure.unit,
        value: figure.value,
        low: figure.bounds.0,
        high: figure.bounds.1,
        grade: figure.grade.as_str(),
        sources: &figure.sources,
        note: figure.note.as_deref(),
    }
}

pub(super) fn lead(lead: &Lead) -> LeadOut<'_> {
    LeadOut { from: exact(&lead.from), to: exact(&lead.to), corridors: &lead.corridors }
}

pub(super) fn exact(number: &Exact) -> ExactOut {
    ExactOut { fraction: fraction_text(number), decimal: Decimal::of_digits(number, DIGITS) }
}

pub(super) fn flip(flip: &Flip) -> FlipOut<'_> {
    FlipOut {
        value: flip.value,
        step: flip.step,
        exact: exact(&flip.exact),
        to: &flip.to,
        distance: flip.distance,
        share: flip.share,
        of_bound: flip.of_bound,
    }
}

fn piece(piece: &CurvePiece) -> PieceOut<'_> {
    PieceOut {
        from: exact(&piece.from),
        to: exact(&piece.to),
        shape: piece.shape.as_str(),
        fixed: exact(&piece.fixed),
        slope: exact(&piece.slope),
        form: piece.form,
        way: piece.way.iter().map(|place| place.key.as_str()).collect(),
    }
}
