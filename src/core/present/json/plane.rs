//! Who leads where while two figures move, as JSON: levels and boundaries as fractions and formulas beside decimals.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::breakeven::plane::{
    Plane, PlaneAxis, PlaneCell, PlaneDemand, PlaneLevel, PlaneRow, PlaneStep, PlaneStrip, PlaneTerms,
};
use crate::answer::ScenarioUsed;
use crate::units::{Decimal, Money, fraction_text};

use super::breakeven::{ExactOut, FigureOut, FlipOut, LeadOut, exact, figure, flip, lead};
use super::form::{Form, document};

/// The digits of decimals that stand alone.
const DIGITS: i32 = 15;

/// Holds who leads where while two figures move, exactly.
#[derive(Serialize, JsonSchema)]
pub(super) struct PlaneOut<'a> {
    /// What was asked, of which files.
    scenario: &'a ScenarioUsed,
    /// The figure along rows.
    first: AxisOut<'a>,
    /// The figure from row to row.
    second: AxisOut<'a>,
    /// The demands in the order of the file.
    demands: Vec<DemandOut<'a>>,
}

impl Form for PlaneOut<'_> {
    const NAME: &'static str = "plane";
}

/// Is one of the two figures.
#[derive(Serialize, JsonSchema)]
struct AxisOut<'a> {
    /// The figure.
    figure: FigureOut<'a>,
    /// The least value looked at.
    from: ExactOut,
    /// The greatest.
    to: ExactOut,
    /// How it enters costs: `straight` or, by its reciprocal, `reciprocal`.
    shape: &'static str,
}

/// Is what two figures do to one demand.
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
    /// What either figure does alone.
    alone: [AloneOut<'a>; 2],
    /// How much of the plane is whose, the greatest share first.
    shares: Vec<ShareOut<'a>>,
    /// Lines through the plane, today's value of the second figure among them.
    rows: Vec<RowOut<'a>>,
    /// The lines on which the lead changes while one of the figures stays.
    steps: Vec<StepOut<'a>>,
    /// The partition, from the least value of the second figure to the greatest.
    strips: Vec<StripOut<'a>>,
}

/// Is where the lead changes if one figure moves alone.
#[derive(Serialize, JsonSchema)]
struct AloneOut<'a> {
    /// The next flip below today's value.
    below: Option<FlipOut<'a>>,
    /// The next flip above it.
    above: Option<FlipOut<'a>>,
}

/// Is how much of the plane some corridors lead.
#[derive(Serialize, JsonSchema)]
struct ShareOut<'a> {
    /// Their keys.
    corridors: &'a [String],
    /// The share of the rectangle, from 0 to 1.
    share: f64,
}

/// Is a line through the plane.
#[derive(Serialize, JsonSchema)]
struct RowOut<'a> {
    /// The second figure on it.
    second: ExactOut,
    /// Who leads where along the first.
    leads: Vec<LeadOut<'a>>,
}

/// Is a line on which one of the figures stays and the lead changes hands.
#[derive(Serialize, JsonSchema)]
struct StepOut<'a> {
    /// Which figure stays: `first` or `second`.
    stays: &'static str,
    /// Its value.
    at: Option<Decimal>,
    /// Where the line begins, a value of the other figure.
    from: Option<Decimal>,
    /// Where it ends.
    to: Option<Decimal>,
    /// The keys of the corridors that lead below the value.
    before: &'a [String],
    /// The keys of those that lead above it.
    after: &'a [String],
}

/// Is a strip of the plane in which the same cells follow each other.
#[derive(Serialize, JsonSchema)]
struct StripOut<'a> {
    /// The least value of the first figure.
    first_from: ExactOut,
    /// The greatest.
    first_to: ExactOut,
    /// The value of the second figure at which it begins.
    second_from: LevelOut,
    /// The value at which it ends.
    second_to: LevelOut,
    /// Its cells as the first figure grows.
    cells: Vec<CellOut<'a>>,
}

/// Is a fraction, or the quadratic whose root is meant.
#[derive(Serialize, JsonSchema)]
struct LevelOut {
    /// The nearest decimal of 15 digits.
    decimal: Option<Decimal>,
    /// The fraction, where it is one.
    fraction: Option<String>,
    /// The constants of 1, z and z z in the quadratic whose root it is, where it is none; z is the second figure.
    root_of: Option<[String; 3]>,
}

/// Is a part of a strip on which one way is cheapest.
#[derive(Serialize, JsonSchema)]
struct CellOut<'a> {
    /// The keys of the corridors that lead; several where they cost the same all over it.
    corridors: &'a [String],
    /// The form in which the cargo travels: `bulk`, `bag`, `box20` or `box40`.
    form: &'a str,
    /// The keys of the places where cargo is loaded, changes mode, service or ship, and is unloaded.
    way: Vec<&'a str>,
    /// What it costs a tonne.
    cost_per_t: TermsOut,
    /// The formula that is 0 where the cell ends; nothing at the edge of the plane.
    ends_where: Option<TermsOut>,
    /// The first figure where it ends, at both ends of the strip.
    ends_at: [Option<Decimal>; 2],
}

/// Is the constants of 1, of the one figure, of the other and of their product.
#[derive(Serialize, JsonSchema)]
struct TermsOut {
    /// The constant of 1.
    fixed: String,
    /// The constant of the first figure, or of its reciprocal.
    first: String,
    /// The constant of the second.
    second: String,
    /// The constant of their product.
    both: String,
}

/// Writes the partition of the plane of two figures.
pub fn plane(found: &Plane) -> String {
    let [first, second] = &found.axes;
    document(
        PlaneOut::NAME,
        &PlaneOut {
            scenario: &found.used,
            first: axis(first),
            second: axis(second),
            demands: found.demands.iter().map(demand).collect(),
        },
    )
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
