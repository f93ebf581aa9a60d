//! The corridors that lead where two figures move: the exact partition of a rectangle of their values.
//!
//! All routes that are cheapest somewhere are found as for one figure, but for such as are nowhere cheaper by more than the
//! parts of a millionth that searches count in; `slab` finds which of them leads where. What the figures move is not
//! rounded to millionths, so a lead is certain except within the width of that rounding.

mod parted;
mod result;
mod root;
mod rows;
mod slab;
mod steps;

use rayon::prelude::*;

use crate::answer::{Prepared, Progress, place_name};
use crate::ids::{DemandId, FigureId};
use crate::model::Model;
use crate::units::{Decimal, Exact};

use super::base::BaseNetwork;
use super::figures::{asked_span, corridors, keys, moved_figure, sensible_span};
use super::line::FigureSpan;
use super::question::BreakEvenError;
use super::result::Shape;
use super::rounded::{RoundedAnswers, Side};
use super::structure::{layouts, lead_curve};

pub use result::{
    AxisFlips, Plane, PlaneAxis, PlaneCell, PlaneCellRow, PlaneDemand, PlaneLevel, PlaneRow, PlaneShare, PlaneStep,
    PlaneStrip, PlaneTerms, WhichAxis,
};

use parted::{PartedTile, part};
use rows::{levels, row, shares};

/// Finds the corridors that lead some demands where two figures move.
///
/// Where nothing is said a figure moves between its bounds, or from half to twice its value.
///
/// # Errors
/// Returns why there is no such partition.
pub fn plane(
    case: &Prepared,
    demands: &[DemandId],
    figures: [FigureId; 2],
    between: [Option<(Decimal, Decimal)>; 2],
    progress: &Progress,
) -> Result<Plane, BreakEvenError> {
    let model = case.model();
    let paths = figures.map(|figure| model.register.figure(figure).path.clone());
    if figures[0] == figures[1] {
        return Err(BreakEvenError::Same(paths[0].clone()));
    }
    let shaping = figures.map(|figure| case.network_change(figure).is_some());
    for (axis, &figure) in figures.iter().enumerate() {
        if model.register.figure(figure).role.is_band_edge() {
            return Err(BreakEvenError::Edge(paths[axis].clone()));
        }
        if !shaping[axis] && case.priced().costs().moved_by(figure).is_empty() {
            return Err(BreakEvenError::Still(paths[axis].clone()));
        }
    }
    if shaping == [true; 2] {
        let [first, second] = paths;
        return Err(BreakEvenError::BothShape(first, second));
    }
    let sides = [side(model, figures[0], between[0])?, side(model, figures[1], between[1])?];
    let one = |&demand: &DemandId| of_demand(case, demand, figures, &sides);
    let found: Vec<(PlaneDemand, [Shape; 2])> =
        demands.par_iter().map(progress.counting(demands.len(), one)).collect::<Result<_, _>>()?;
    // Where no way of a demand depends on a figure its shape is not known; so that of any demand counts.
    let shapes = shapes(found.iter().map(|(_, shapes)| *shapes));
    let axis = |axis: usize| PlaneAxis {
        figure: moved_figure(model, figures[axis]),
        from: sides[axis].from.clone().into(),
        to: sides[axis].to.clone().into(),
        shape: shapes[axis],
    };
    Ok(Plane {
        scenario: case.used(),
        verdicts: Vec::new(),
        first: axis(0),
        second: axis(1),
        corridors: corridors(model),
        demands: found.into_iter().map(|(demand, _)| demand).collect(),
    })
}

/// Returns the values of a figure that are looked at.
fn side(model: &Model, figure: FigureId, between: Option<(Decimal, Decimal)>) -> Result<FigureSpan, BreakEvenError> {
    let known = model.register.figure(figure);
    let path = known.path.clone();
    let value = known.value.to_exact();
    if let Some(between) = between {
        return asked_span(model, figure, between);
    }
    let two = Exact::from_integer(2.into());
    let mut ends = [&value / &two, &value * &two];
    ends.sort();
    let [mut from, mut to] = ends;
    if let Some(low) = known.low {
        from = low.to_exact().min(value.clone());
    }
    if let Some(high) = known.high {
        to = high.to_exact().max(value.clone());
    }
    let sensible = sensible_span(model, figure);
    let span = FigureSpan { from: from.max(sensible.from), to: to.min(sensible.to) };
    if span.from < span.to { Ok(span) } else { Err(BreakEvenError::NoInterval(path)) }
}

/// Finds the corridors that lead one demand, and how the figures enter its costs.
fn of_demand(
    case: &Prepared,
    demand: DemandId,
    figures: [FigureId; 2],
    sides: &[FigureSpan; 2],
) -> Result<(PlaneDemand, [Shape; 2]), BreakEvenError> {
    let model = case.model();
    let answers = RoundedAnswers::new(case, demand);
    let mut parted: Vec<PartedTile> = Vec::new();
    match figures.iter().position(|&figure| case.network_change(figure).is_some()) {
        None => parted.extend(part(answers.base(), figures, sides.clone())?),
        Some(axis) => {
            for (span, layout) in layouts(model, &[demand], figures[axis], &sides[axis]) {
                let mut sides = sides.clone();
                sides[axis] = span;
                let base = BaseNetwork::new(&layout.model, layout.priced.clone(), &[demand]);
                parted.extend(part(&base, figures, sides)?);
            }
        }
    }
    let by_tile: Vec<Vec<PlaneStrip>> = parted.iter().map(|part| part.strips(model)).collect();
    let shares = shares(&parted, &by_tile, sides);
    let mut strips: Vec<PlaneStrip> = by_tile.into_iter().flatten().collect();
    strips.sort_by(|one, other| {
        (&one.second_from.near, &one.first_from).cmp(&(&other.second_from.near, &other.first_from))
    });
    let asked = &model.demands[demand];
    let found = PlaneDemand {
        from: place_name(model, asked.from),
        to: place_name(model, asked.to),
        regime: asked.customs.as_str(),
        leaders: keys(model, &answers.leaders),
        total_per_t: answers.today.iter().flatten().min().copied(),
        alone: figures.map(|figure| alone(&answers, figure)),
        rows: levels(&sides[1], answers.value(figures[1])).into_iter().map(|at| row(model, &parted, at)).collect(),
        shares,
        steps: steps::steps(&strips),
        strips,
    };
    Ok((found, shapes(parted.iter().map(|part| part.shapes))))
}

/// Finds the flips of a figure that moves alone.
fn alone(answers: &RoundedAnswers<'_>, figure: FigureId) -> AxisFlips {
    let Ok(curve) = lead_curve(answers, figure, &sensible_span(answers.case.model(), figure)) else {
        return AxisFlips::default();
    };
    let [below, above] = [Side::Below, Side::Above].map(|side| curve.flip(answers, figure, side));
    AxisFlips { below, above }
}

/// Returns how either figure enters wherever it enters at all.
fn shapes(all: impl Iterator<Item = [Shape; 2]>) -> [Shape; 2] {
    let reciprocal = |known, shape| if shape == Shape::Reciprocal { shape } else { known };
    all.fold([Shape::Straight; 2], |[x, y], shapes| [reciprocal(x, shapes[0]), reciprocal(y, shapes[1])])
}
