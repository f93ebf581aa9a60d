//! Who leads where while two figures move, as JSON: levels and boundaries as fractions and formulas beside decimals.

use serde::Serialize;

use crate::results::{
    Plane, PlaneAxis, PlaneCell, PlaneDemand, PlaneLevel, PlaneRow, PlaneStep, PlaneStrip, PlaneTerms, ScenarioUsed,
};
use crate::units::{Decimal, Money, fraction_text};

use super::breakeven::{ExactOut, FigureOut, FlipOut, LeadOut, exact, figure, flip, lead};
use super::{VERSION, write};

/// The digits of decimals that stand alone.
const DIGITS: i32 = 15;

#[derive(Serialize)]
struct PlaneOut<'a> {
    schema: &'static str,
    version: u32,
    scenario: &'a ScenarioUsed,
    first: AxisOut<'a>,
    second: AxisOut<'a>,
    demands: Vec<DemandOut<'a>>,
}

#[derive(Serialize)]
struct AxisOut<'a> {
    figure: FigureOut<'a>,
    from: ExactOut,
    to: ExactOut,
    shape: &'static str,
}

#[derive(Serialize)]
struct DemandOut<'a> {
    from: &'a str,
    to: &'a str,
    regime: &'a str,
    leaders: &'a [String],
    total_per_t: Option<Money>,
    alone: [AloneOut<'a>; 2],
    shares: Vec<ShareOut<'a>>,
    rows: Vec<RowOut<'a>>,
    steps: Vec<StepOut<'a>>,
    strips: Vec<StripOut<'a>>,
}

#[derive(Serialize)]
struct AloneOut<'a> {
    below: Option<FlipOut<'a>>,
    above: Option<FlipOut<'a>>,
}

#[derive(Serialize)]
struct ShareOut<'a> {
    corridors: &'a [String],
    share: f64,
}

#[derive(Serialize)]
struct RowOut<'a> {
    second: ExactOut,
    leads: Vec<LeadOut<'a>>,
}

/// Is a line on which one of the figures stays and the lead changes hands.
#[derive(Serialize)]
struct StepOut<'a> {
    stays: &'static str,
    at: Option<Decimal>,
    from: Option<Decimal>,
    to: Option<Decimal>,
    before: &'a [String],
    after: &'a [String],
}

#[derive(Serialize)]
struct StripOut<'a> {
    first_from: ExactOut,
    first_to: ExactOut,
    second_from: LevelOut,
    second_to: LevelOut,
    cells: Vec<CellOut<'a>>,
}

/// Is a fraction, or the quadratic whose root is meant.
#[derive(Serialize)]
struct LevelOut {
    decimal: Option<Decimal>,
    fraction: Option<String>,
    root_of: Option<[String; 3]>,
}

#[derive(Serialize)]
struct CellOut<'a> {
    corridors: &'a [String],
    form: &'a str,
    way: Vec<&'a str>,
    cost_per_t: TermsOut,
    ends_where: Option<TermsOut>,
    ends_at: [Option<Decimal>; 2],
}

/// Is the constants of 1, of the one figure, of the other and of their product.
#[derive(Serialize)]
struct TermsOut {
    fixed: String,
    first: String,
    second: String,
    both: String,
}

/// Writes the partition of the plane of two figures.
pub fn plane(found: &Plane) -> String {
    let [first, second] = &found.axes;
    write(&PlaneOut {
        schema: "corridor.plane",
        version: VERSION,
        scenario: &found.used,
        first: axis(first),
        second: axis(second),
        demands: found.demands.iter().map(demand).collect(),
    })
}

fn axis(axis: &PlaneAxis) -> AxisOut<'_> {
    AxisOut { figure: figure(&axis.figure), from: exact(&axis.from), to: exact(&axis.to), shape: axis.shape.as_str() }
}

fn demand(found: &PlaneDemand) -> DemandOut<'_> {
    DemandOut {
        from: &found.from.key,
        to: &found.to.key,
        regime: found.regime,
        leaders: &found.leaders,
        total_per_t: found.total_per_t,
        alone: found
            .alone
            .each_ref()
            .map(|[below, above]| AloneOut { below: below.as_ref().map(flip), above: above.as_ref().map(flip) }),
        shares: found.shares.iter().map(|own| ShareOut { corridors: &own.corridors, share: own.share }).collect(),
        rows: found.rows.iter().map(row).collect(),
        steps: found.steps.iter().map(step).collect(),
        strips: found.strips.iter().map(strip).collect(),
    }
}

fn row(row: &PlaneRow) -> RowOut<'_> {
    RowOut { second: exact(&row.at), leads: row.leads.iter().map(lead).collect() }
}

fn step(step: &PlaneStep) -> StepOut<'_> {
    let [at, from, to] = [&step.at, &step.from, &step.to].map(|number| Decimal::of_digits(number, DIGITS));
    let stays = if step.stays == 0 { "first" } else { "second" };
    StepOut { stays, at, from, to, before: &step.before, after: &step.after }
}

fn strip(strip: &PlaneStrip) -> StripOut<'_> {
    StripOut {
        first_from: exact(&strip.first.0),
        first_to: exact(&strip.first.1),
        second_from: level(&strip.from),
        second_to: level(&strip.to),
        cells: strip.cells.iter().map(cell).collect(),
    }
}

fn level(level: &PlaneLevel) -> LevelOut {
    LevelOut {
        decimal: Decimal::of_digits(&level.near, DIGITS),
        fraction: level.quadratic.is_none().then(|| fraction_text(&level.near)),
        root_of: level.quadratic.as_ref().map(|constants| constants.each_ref().map(fraction_text)),
    }
}

fn cell(cell: &PlaneCell) -> CellOut<'_> {
    CellOut {
        corridors: &cell.corridors,
        form: cell.form,
        way: cell.way.iter().map(|place| place.key.as_str()).collect(),
        cost_per_t: terms(&cell.cost),
        ends_where: cell.until.boundary.as_ref().map(terms),
        ends_at: [&cell.until.at_from, &cell.until.at_to].map(|end| Decimal::of_digits(end, DIGITS)),
    }
}

fn terms(terms: &PlaneTerms) -> TermsOut {
    let [fixed, first, second, both] = terms.each_ref().map(fraction_text);
    TermsOut { fixed, first, second, both }
}
