//! Where the answer turns, as JSON: exact numbers as fractions beside decimals.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::results::{
    BreakEven, CurvePiece, DateSteps, FigureFlip, Flip, FlipList, HeldFigure, Lead, MovedFigure, ScenarioUsed,
};
use crate::units::{Date, Decimal, Exact, Money, fraction_text};

use super::{VERSION, write};

/// The digits of decimals beside fractions.
const DIGITS: i32 = 15;

#[derive(Serialize)]
struct BreakEvenOut<'a> {
    schema: &'static str,
    version: u32,
    scenario: &'a ScenarioUsed,
    figure: FigureOut<'a>,
    from: ExactOut,
    to: ExactOut,
    demands: Vec<DemandOut<'a>>,
}

#[derive(Serialize)]
pub(super) struct FigureOut<'a> {
    path: &'a str,
    unit: &'a str,
    value: Decimal,
    low: Option<Decimal>,
    high: Option<Decimal>,
    grade: &'static str,
    sources: &'a [String],
    note: Option<&'a str>,
}

/// Is an exact number, as a fraction and as the nearest decimal of some digits.
#[derive(Serialize)]
pub(super) struct ExactOut {
    fraction: String,
    decimal: Option<Decimal>,
}

#[derive(Serialize)]
struct DemandOut<'a> {
    from: &'a str,
    to: &'a str,
    regime: &'a str,
    leaders: &'a [String],
    total_per_t: Option<Money>,
    below: Option<FlipOut<'a>>,
    above: Option<FlipOut<'a>>,
    leads: Vec<LeadOut<'a>>,
    curves: Vec<CurveOut<'a>>,
}

#[derive(Serialize)]
pub(super) struct FlipOut<'a> {
    value: Decimal,
    step: Decimal,
    exact: ExactOut,
    to: &'a [String],
    distance: Decimal,
    share: Option<f64>,
    of_bound: Option<f64>,
}

#[derive(Serialize)]
pub(super) struct LeadOut<'a> {
    from: ExactOut,
    to: ExactOut,
    corridors: &'a [String],
}

#[derive(Serialize)]
struct CurveOut<'a> {
    corridor: &'a str,
    title: &'a str,
    pieces: Vec<PieceOut<'a>>,
}

#[derive(Serialize)]
struct PieceOut<'a> {
    from: ExactOut,
    to: ExactOut,
    shape: &'static str,
    fixed: ExactOut,
    slope: ExactOut,
    form: &'a str,
    way: Vec<&'a str>,
}

#[derive(Serialize)]
struct FlipListOut<'a> {
    schema: &'static str,
    version: u32,
    scenario: &'a ScenarioUsed,
    demands: usize,
    flips: Vec<FigureFlipOut<'a>>,
    figures_that_turn_nothing: usize,
    held: &'a [HeldFigure],
}

#[derive(Serialize)]
struct FigureFlipOut<'a> {
    figure: FigureOut<'a>,
    from: &'a str,
    to: &'a str,
    regime: &'a str,
    leaders: &'a [String],
    nearest: FlipOut<'a>,
    other: Option<FlipOut<'a>>,
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
    write(&BreakEvenOut {
        schema: "corridor.breakeven",
        version: VERSION,
        scenario: &found.used,
        figure: figure(&found.figure),
        from: exact(&found.between.0),
        to: exact(&found.between.1),
        demands: demands.collect(),
    })
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
    write(&FlipListOut {
        schema: "corridor.flips",
        version: VERSION,
        scenario: &found.used,
        demands: found.demands,
        flips: flips.collect(),
        figures_that_turn_nothing: found.never,
        held: &found.held,
    })
}

#[derive(Serialize)]
struct DatesOut<'a> {
    schema: &'static str,
    version: u32,
    scenario: &'a ScenarioUsed,
    from: Date,
    to: Date,
    days_asked: usize,
    demands: Vec<DatesDemandOut<'a>>,
}

#[derive(Serialize)]
struct DatesDemandOut<'a> {
    from: &'a str,
    to: &'a str,
    steps: Vec<DateStepOut<'a>>,
}

#[derive(Serialize)]
struct DateStepOut<'a> {
    from: Date,
    to: Date,
    leaders: &'a [String],
    totals_per_t: BTreeMap<&'a str, Option<Money>>,
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
        DatesDemandOut { from: &demand.from.key, to: &demand.to.key, steps: steps.collect() }
    });
    write(&DatesOut {
        schema: "corridor.dates",
        version: VERSION,
        scenario: &found.used,
        from: found.between.0,
        to: found.between.1,
        days_asked: found.days_asked,
        demands: demands.collect(),
    })
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
