//! The corridors that lead where two figures move: the exact partition of a rectangle of their values.
//!
//! In two figures, or their reciprocals, every route costs `a + b u + c v + d u v`. All routes that are cheapest somewhere
//! are found by `envelope`, but for such as are nowhere cheaper by more than the parts of a millionth that searches count
//! in; `slab` finds which of them leads where. As for one figure, what the figures move is not rounded to
//! millionths, so a lead is certain except within the width of that rounding.

mod columns;
mod envelope;
mod parted;
mod result;
mod root;
mod rows;
mod slab;
mod steps;
mod strips;
mod tile;

use rayon::prelude::*;

use crate::answer::{Prepared, Progress, place_name};
use crate::ids::{DemandId, FigureId};
use crate::model::Model;
use crate::units::{Decimal, Exact};

use super::base::BaseNetwork;
use super::each::lead_curve;
use super::error::BreakEvenError;
use super::flip::turns;
use super::line::FigureSpan;
use super::names::{corridors, keys, moved_figure};
use super::range::{asked_span, sensible_span};
use super::result::Shape;
use super::rounded::{RoundedAnswers, leaders};
use super::structure;

pub use columns::PlaneCellRow;
pub use result::{
    AxisFlips, Plane, PlaneAxis, PlaneCell, PlaneDemand, PlaneLevel, PlaneRow, PlaneShare, PlaneStep, PlaneStrip,
    PlaneTerms, WhichAxis,
};

use parted::part;
use rows::{levels, row, shares};
use strips::strips;
use tile::NoTile;

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
    let path = |figure: FigureId| model.register.figure(figure).path.clone();
    let paths = figures.map(path);
    if figures[0] == figures[1] {
        return Err(BreakEvenError::Same(path(figures[0])));
    }
    let shaping = figures.map(|figure| case.network_change(figure).is_some());
    for (place, &figure) in figures.iter().enumerate() {
        if model.register.figure(figure).role.is_band_edge() {
            return Err(BreakEvenError::Edge(path(figure)));
        }
        if !shaping[place] && case.priced().costs().moved_by(figure).is_empty() {
            return Err(BreakEvenError::Still(path(figure)));
        }
    }
    let [first, second] = paths;
    if shaping == [true; 2] {
        return Err(BreakEvenError::BothShape(first, second));
    }
    let sides = [side(model, figures[0], between[0])?, side(model, figures[1], between[1])?];
    let one = |&demand: &DemandId| of_demand(case, demand, figures, shaping, &sides);
    let found: Result<Vec<(PlaneDemand, [Shape; 2])>, NoTile> =
        demands.par_iter().map(progress.counting(demands.len(), one)).collect();
    let found = found.map_err(|error| match error {
        NoTile::Bent(place) => BreakEvenError::Bent(path(figures[place])),
        NoTile::Stepped => BreakEvenError::Stepped(first, second),
        NoTile::Divides(place) => BreakEvenError::Divides(path(figures[place])),
        NoTile::Joint => BreakEvenError::Joint(first, second),
        NoTile::Senseless => BreakEvenError::Senseless(first, second),
    })?;
    // Where no way of a demand depends on a figure its shape is not known; so that of any demand counts.
    let shapes = shapes(found.iter().map(|(_, shapes)| *shapes));
    let axis = |place: usize| {
        let FigureSpan { from, to } = sides[place].clone();
        PlaneAxis {
            figure: moved_figure(model, figures[place]),
            from: from.into(),
            to: to.into(),
            shape: shapes[place],
        }
    };
    Ok(Plane {
        scenario: case.used(),
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
    shaping: [bool; 2],
    sides: &[FigureSpan; 2],
) -> Result<(PlaneDemand, [Shape; 2]), NoTile> {
    let model = case.model();
    let answers = RoundedAnswers::new(case, demand);
    let mut parted = Vec::new();
    match shaping.iter().position(|&shapes| shapes) {
        None => parted.extend(part(&BaseNetwork::new(model, answers.priced().clone()), demand, figures, sides)?),
        Some(axis) => {
            for (span, layout) in structure::layouts(model, &[demand], figures[axis], &sides[axis]) {
                let mut sides = sides.clone();
                sides[axis] = span;
                parted.extend(part(&BaseNetwork::new(&layout.model, layout.priced), demand, figures, &sides)?);
            }
        }
    }
    let alone = figures.map(|figure| alone(case, &answers, figure));
    let by_tile: Vec<Vec<PlaneStrip>> = parted.iter().map(|part| strips(model, part)).collect();
    let shares = shares(&parted, &by_tile, sides);
    let mut strips: Vec<PlaneStrip> = by_tile.into_iter().flatten().collect();
    strips.sort_by(|one, other| {
        (&one.second_from.near, &one.first_from).cmp(&(&other.second_from.near, &other.first_from))
    });
    let asked = &model.demands[demand];
    let today = answers.today();
    let second = model.register.figure(figures[1]).value.to_exact();
    let found = PlaneDemand {
        from: place_name(model, asked.from),
        to: place_name(model, asked.to),
        regime: asked.customs.as_str(),
        leaders: keys(model, &leaders(&today)),
        total_per_t: today.iter().flatten().min().copied(),
        alone,
        rows: levels(&sides[1], &second).into_iter().map(|at| row(model, &parted, at)).collect(),
        shares,
        steps: steps::steps(&strips),
        strips,
    };
    Ok((found, shapes(parted.iter().map(|part| part.axes.shapes))))
}

/// Finds the flips of a figure that moves alone.
fn alone(case: &Prepared, answers: &RoundedAnswers<'_>, figure: FigureId) -> AxisFlips {
    let model = case.model();
    let Ok(curve) = lead_curve(case, answers, figure, &sensible_span(model, figure)) else {
        return AxisFlips::default();
    };
    let [below, above] = turns(model, answers, &curve, figure);
    AxisFlips { below, above }
}

/// Returns how either figure enters wherever it enters at all.
fn shapes(all: impl Iterator<Item = [Shape; 2]>) -> [Shape; 2] {
    let reciprocal = |known, shape| if shape == Shape::Reciprocal { shape } else { known };
    all.fold([Shape::Straight; 2], |[x, y], shapes| [reciprocal(x, shapes[0]), reciprocal(y, shapes[1])])
}
