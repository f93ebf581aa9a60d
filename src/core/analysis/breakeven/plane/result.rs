//! Who leads where while two figures move: the exact partition of a plane.

use crate::units::{Exact, Money, to_f64};

use crate::analysis::breakeven::{Flip, Lead, MovedFigure, Shape};
use crate::answer::{PlaceName, ScenarioUsed};

/// Is the constants of 1, `x`, `y` and `x y` in a formula, where `x` and `y` are the two figures; of an axis whose shape is
/// reciprocal it is the reciprocal of the figure that counts.
pub type PlaneTerms = [Exact; 4];

/// Is one of the two figures that move.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneAxis {
    /// The figure.
    pub figure: MovedFigure,
    /// The least value looked at.
    pub from: Exact,
    /// The greatest.
    pub to: Exact,
    /// How it enters costs.
    pub shape: Shape,
}

/// Is a value of the second figure at which a strip ends.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneLevel {
    /// The value; where it is no fraction, one so near to it that no number printed tells them apart.
    pub near: Exact,
    /// The constants of 1, `z` and `z z` of the quadratic whose root it is, where it is no fraction; `z` is the second
    /// figure.
    pub quadratic: Option<[Exact; 3]>,
}

/// Is where a cell ends towards greater values of the first figure.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneEdge {
    /// The formula that is 0 on it; nothing at the edge of what is looked at.
    pub boundary: Option<PlaneTerms>,
    /// The first figure where the strip begins, as near as [`PlaneLevel::near`].
    pub at_from: Exact,
    /// The first figure where the strip ends.
    pub at_to: Exact,
}

impl PlaneEdge {
    /// Returns the first figure on the edge at a value of the second, in binary numbers; nothing at the edge of what is
    /// looked at.
    ///
    /// # Shape
    /// `shapes` is how the first and the second figure enter.
    pub fn first_at(&self, shapes: [Shape; 2], second: f64) -> Option<f64> {
        let turned = |axis: usize, number: f64| match shapes[axis] {
            Shape::Straight => number,
            Shape::Reciprocal => number.recip(),
        };
        let [fixed, of_first, of_second, of_both] = self.boundary.as_ref()?.each_ref().map(to_f64);
        let second = turned(1, second);
        Some(turned(0, -(fixed + of_second * second) / (of_first + of_both * second)))
    }
}

/// Is a part of a strip on which one way is cheapest.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneCell {
    /// The keys of the corridors that lead; several where they cost the same all over it.
    pub corridors: Vec<String>,
    /// The form in which the cargo travels.
    pub form: &'static str,
    /// The places where it is loaded, changes mode, service or ship, and is unloaded.
    pub way: Vec<PlaceName>,
    /// What it costs a tonne in the scenario's currency.
    pub cost: PlaneTerms,
    /// Where it ends.
    pub until: PlaneEdge,
}

/// Is a strip of the plane in which the same cells follow each other.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneStrip {
    /// The least and the greatest value of the first figure.
    pub first: (Exact, Exact),
    /// The value of the second figure at which it begins.
    pub from: PlaneLevel,
    /// The value at which it ends.
    pub to: PlaneLevel,
    /// Its cells as the first figure grows.
    pub cells: Vec<PlaneCell>,
}

/// Is a line on which one of the figures stays and the lead changes hands: at a level, or where a network or a charge is
/// another one beyond it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneStep {
    /// The place of the figure that stays: 0 for the first, 1 for the second.
    pub stays: usize,
    /// Its value, as near as [`PlaneLevel::near`].
    pub at: Exact,
    /// Where the line begins, a value of the other figure.
    pub from: Exact,
    /// Where it ends.
    pub to: Exact,
    /// The keys of the corridors that lead below the value.
    pub before: Vec<String>,
    /// The keys of those that lead above it.
    pub after: Vec<String>,
}

/// Is a line through the plane: who leads along the first figure at one value of the second.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneRow {
    /// The second figure.
    pub at: Exact,
    /// Who leads where along the first.
    pub leads: Vec<Lead>,
}

/// Is how much of the plane some corridors lead.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneShare {
    /// Their keys.
    pub corridors: Vec<String>,
    /// The share of the rectangle, from 0 to 1.
    pub share: f64,
}

/// Is what two figures do to one demand.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneDemand {
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
    /// For either figure the next flip below and above today's value, if it moves alone.
    pub alone: [[Option<Flip>; 2]; 2],
    /// The partition.
    pub strips: Vec<PlaneStrip>,
    /// The lines along which the lead changes hands while one of the figures stays; those in strips are edges of cells.
    pub steps: Vec<PlaneStep>,
    /// Lines through it from the least to the greatest value of the second figure, today's among them.
    pub rows: Vec<PlaneRow>,
    /// How much of it is whose, the greatest share first.
    pub shares: Vec<PlaneShare>,
}

/// Holds who leads some demands where while two figures move.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// The scenario.
    pub used: ScenarioUsed,
    /// The two figures.
    pub axes: [PlaneAxis; 2],
    /// The corridors in the order of the file, by key and title.
    pub corridors: Vec<(String, String)>,
    /// The demands.
    pub demands: Vec<PlaneDemand>,
}
