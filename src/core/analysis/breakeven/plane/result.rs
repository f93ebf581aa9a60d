//! The corridors that lead where two figures move: the exact partition of a plane.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::verdict::Verdict;
use crate::analysis::{Cell, Column};
use crate::answer::{PlaceName, ScenarioUsed};
use crate::units::{Exact, ExactDecimal, ExactFraction, ExactNumber, Money, decimal_text, to_f64};

use super::super::result::{Flip, Lead, MovedFigure, NamedCorridor, Shape};

/// The constants of a formula in two figures; of a figure that enters as a divisor it is the reciprocal that counts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaneTerms {
    /// The constant of 1.
    pub fixed: ExactFraction,
    /// The constant of the first figure, or of its reciprocal.
    pub first: ExactFraction,
    /// The constant of the second.
    pub second: ExactFraction,
    /// The constant of their product.
    pub both: ExactFraction,
}

impl From<[Exact; 4]> for PlaneTerms {
    fn from(terms: [Exact; 4]) -> Self {
        let [fixed, first, second, both] = terms.map(ExactFraction);
        Self { fixed, first, second, both }
    }
}

impl PlaneTerms {
    /// Returns the constants of 1, of the one figure, of the other and of their product.
    pub fn all(&self) -> [&Exact; 4] {
        [&self.fixed, &self.first, &self.second, &self.both]
    }
}

/// One of the two figures that move.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaneAxis {
    /// The figure.
    pub figure: MovedFigure,
    /// The least value looked at.
    pub from: ExactNumber,
    /// The greatest.
    pub to: ExactNumber,
    /// How it enters costs: `straight` or, by its reciprocal, `reciprocal`.
    pub shape: Shape,
}

/// A value of the second figure at which a strip ends: a fraction, or the root of a quadratic.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaneLevel {
    /// The nearest decimal of 15 digits.
    // Of a value that is no fraction this is a fraction so near to it that no number printed tells them apart.
    #[serde(rename = "decimal")]
    pub near: ExactDecimal,
    /// The fraction, where it is one.
    pub fraction: Option<ExactFraction>,
    /// The constants of 1, z and z z in the quadratic whose root it is, where it is none; z is the second figure.
    pub root_of: Option<[ExactFraction; 3]>,
}

impl PlaneLevel {
    /// Makes the level at a fraction, or at the root of a quadratic that is near it.
    pub(crate) fn new(near: Exact, quadratic: Option<[Exact; 3]>) -> Self {
        Self {
            fraction: quadratic.is_none().then(|| near.clone().into()),
            near: near.into(),
            root_of: quadratic.map(|constants| constants.map(ExactFraction)),
        }
    }
}

/// A part of a strip on which one way is cheapest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaneCell {
    /// The keys of the corridors that lead; several where they cost the same all over it.
    pub corridors: Vec<String>,
    /// The form in which the cargo travels: `bulk`, `bag`, `box20`, `box40` or `box35`.
    pub form: &'static str,
    /// The keys of the places where cargo is loaded, changes mode, service or ship, and is unloaded.
    pub way: Vec<PlaceName>,
    /// What it costs a tonne, in the scenario's currency.
    pub cost_per_t: PlaneTerms,
    /// The formula that is 0 where the cell ends towards greater values of the first figure; nothing at the edge of the
    /// plane.
    pub ends_where: Option<PlaneTerms>,
    /// The first figure where it ends, at both ends of the strip.
    pub ends_at: [ExactDecimal; 2],
}

impl PlaneCell {
    /// Returns the first figure at the end of the cell for a value of the second, in binary numbers; nothing at the edge
    /// of the plane.
    ///
    /// # Shape
    /// `shapes` is how the first and the second figure enter.
    pub fn end_at(&self, shapes: [Shape; 2], second: f64) -> Option<f64> {
        let turned = |axis: usize, number: f64| match shapes[axis] {
            Shape::Straight => number,
            Shape::Reciprocal => number.recip(),
        };
        let [fixed, of_first, of_second, of_both] = self.ends_where.as_ref()?.all().map(to_f64);
        let second = turned(1, second);
        Some(turned(0, -(fixed + of_second * second) / (of_first + of_both * second)))
    }
}

/// A strip of the plane in which the same cells follow each other.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaneStrip {
    /// The least value of the first figure.
    pub first_from: ExactNumber,
    /// The greatest.
    pub first_to: ExactNumber,
    /// The value of the second figure at which it begins.
    pub second_from: PlaneLevel,
    /// The value at which it ends.
    pub second_to: PlaneLevel,
    /// Its cells as the first figure grows.
    pub cells: Vec<PlaneCell>,
}

/// One of two figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WhichAxis {
    /// The figure that was named first.
    First,
    /// The other one.
    Second,
}

/// A line on which one of the figures is constant and the cheapest corridors change: at a level, or where a network or a
/// charge is another one beyond it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaneStep {
    /// Which figure is constant: `first` or `second`.
    pub stays: WhichAxis,
    /// Its value.
    pub at: ExactDecimal,
    /// Where the line begins, a value of the other figure.
    pub from: ExactDecimal,
    /// Where it ends.
    pub to: ExactDecimal,
    /// The keys of the corridors that lead below the value.
    pub before: Vec<String>,
    /// The keys of those that lead above it.
    pub after: Vec<String>,
}

/// A line through the plane: the corridors that lead along the first figure at one value of the second.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaneRow {
    /// The second figure on it.
    pub second: ExactNumber,
    /// The corridors that lead along the first.
    pub leads: Vec<Lead>,
}

/// The part of the plane that some corridors lead.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaneShare {
    /// Their keys.
    pub corridors: Vec<String>,
    /// The share of the rectangle, from 0 to 1.
    pub share: f64,
}

/// The values at which the cheapest corridors change if one figure moves alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct AxisFlips {
    /// The next flip below today's value.
    pub below: Option<Flip>,
    /// The next flip above it.
    pub above: Option<Flip>,
}

/// What two figures do to one demand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlaneDemand {
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
    /// What either figure does alone.
    pub alone: [AxisFlips; 2],
    /// The parts of the plane that corridors lead, the greatest share first.
    pub shares: Vec<PlaneShare>,
    /// Lines through the plane from the least to the greatest value of the second figure, today's among them.
    pub rows: Vec<PlaneRow>,
    /// The lines on which the cheapest corridors change while one of the figures is constant; those inside strips are
    /// edges of cells.
    pub steps: Vec<PlaneStep>,
    /// The partition, from the least value of the second figure to the greatest.
    pub strips: Vec<PlaneStrip>,
}

/// The corridors that lead where two figures move, exactly.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Plane {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// The figure along rows.
    pub first: PlaneAxis,
    /// The figure from row to row.
    pub second: PlaneAxis,
    /// The corridors in the order of the file.
    #[serde(skip)]
    pub corridors: Vec<NamedCorridor>,
    /// The demands in the order of the file.
    pub demands: Vec<PlaneDemand>,
}

impl Plane {
    /// Returns the two figures.
    pub const fn axes(&self) -> [&PlaneAxis; 2] {
        [&self.first, &self.second]
    }
}

/// A row of the table for spreadsheets: one cell of a strip of a demand.
pub struct PlaneCellRow<'a> {
    plane: &'a Plane,
    demand: &'a PlaneDemand,
    strip: &'a PlaneStrip,
    cell: &'a PlaneCell,
    /// The first figure where the cell begins, at both ends of the strip.
    begins_at: [&'a Exact; 2],
}

impl Plane {
    /// Returns one row for each cell of each strip of each demand.
    pub fn table(&self) -> impl Iterator<Item = PlaneCellRow<'_>> {
        let strips = self.demands.iter().flat_map(|demand| demand.strips.iter().map(move |strip| (demand, strip)));
        strips.flat_map(move |(demand, strip)| {
            let first = [&*strip.first_from; 2];
            let ends = strip.cells.iter().map(|cell| [&*cell.ends_at[0], &*cell.ends_at[1]]);
            let begins = std::iter::once(first).chain(ends);
            let row = move |(cell, begins_at)| PlaneCellRow { plane: self, demand, strip, cell, begins_at };
            strip.cells.iter().zip(begins).map(row)
        })
    }
}

fn boundary<'a>(row: &PlaneCellRow<'a>, pick: fn(&PlaneTerms) -> &Exact) -> Cell<'a> {
    row.cell.ends_where.as_ref().map(|terms| decimal_text(pick(terms))).into()
}

impl PlaneCellRow<'_> {
    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 29] {
        const MONEY: &str = "currency per tonne";
        const UNIT: &str = "the figure's";
        [
            Column::new("scenario", "", |row| (&row.plane.scenario.name).into()),
            Column::new("first", "", |row| (&row.plane.first.figure.path).into()),
            Column::new("first_unit", "", |row| (&row.plane.first.figure.unit).into()),
            Column::new("first_shape", "", |row| row.plane.first.shape.as_str().into()),
            Column::new("second", "", |row| (&row.plane.second.figure.path).into()),
            Column::new("second_unit", "", |row| (&row.plane.second.figure.unit).into()),
            Column::new("second_shape", "", |row| row.plane.second.shape.as_str().into()),
            Column::new("from", "", |row| (&row.demand.from.key).into()),
            Column::new("to", "", |row| (&row.demand.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.demand.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.demand.to)),
            Column::new("leaders", "", |row| row.cell.corridors.join(";").into()),
            Column::new("form", "", |row| row.cell.form.into()),
            Column::new("way", "", |row| {
                row.cell.way.iter().map(|place| place.key.as_str()).collect::<Vec<_>>().join(">").into()
            }),
            Column::new("second_from", UNIT, |row| decimal_text(&row.strip.second_from.near).into()),
            Column::new("second_to", UNIT, |row| decimal_text(&row.strip.second_to.near).into()),
            Column::new("first_from_at_second_from", UNIT, |row| decimal_text(row.begins_at[0]).into()),
            Column::new("first_to_at_second_from", UNIT, |row| decimal_text(&row.cell.ends_at[0]).into()),
            Column::new("first_from_at_second_to", UNIT, |row| decimal_text(row.begins_at[1]).into()),
            Column::new("first_to_at_second_to", UNIT, |row| decimal_text(&row.cell.ends_at[1]).into()),
            Column::new("cost_fixed_per_t", MONEY, |row| decimal_text(&row.cell.cost_per_t.fixed).into()),
            Column::new("cost_first_per_t", MONEY, |row| decimal_text(&row.cell.cost_per_t.first).into()),
            Column::new("cost_second_per_t", MONEY, |row| decimal_text(&row.cell.cost_per_t.second).into()),
            Column::new("cost_both_per_t", MONEY, |row| decimal_text(&row.cell.cost_per_t.both).into()),
            Column::new("boundary_fixed", "", |row| boundary(row, |terms| &terms.fixed)),
            Column::new("boundary_first", "", |row| boundary(row, |terms| &terms.first)),
            Column::new("boundary_second", "", |row| boundary(row, |terms| &terms.second)),
            Column::new("boundary_both", "", |row| boundary(row, |terms| &terms.both)),
            Column::new("currency", "", |row| (&row.plane.scenario.currency).into()),
        ]
    }
}
