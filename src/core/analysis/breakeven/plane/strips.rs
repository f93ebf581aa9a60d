//! The strips of a tile, as results describe them.

use crate::model::Model;
use crate::units::Exact;

use super::super::lead::in_units;
use super::super::line::FigureSpan;
use super::super::names::keys;
use super::parted::PartedTile;
use super::result::{PlaneCell, PlaneLevel, PlaneStrip, PlaneTerms};
use super::root::Root;
use super::slab::{Slab, Terms, crossing, minus, simplified, slabs};

/// Lays out the strips of a tile, from the least value of the second figure to the greatest.
pub(super) fn strips(model: &Model, part: &PartedTile) -> Vec<PlaneStrip> {
    let costs = part.terms();
    let (us, vs) = (part.span(0), part.span(1));
    let mut all: Vec<PlaneStrip> = slabs(&costs, &us, &vs).into_iter().map(|slab| strip(model, part, slab)).collect();
    if part.is_reciprocal(1) {
        all.reverse();
    }
    all
}

/// Describes one strip of a tile.
fn strip(model: &Model, part: &PartedTile, slab: Slab) -> PlaneStrip {
    let (us, first) = (part.span(0), part.tile.sides[0].clone());
    let ends = [slab.from, slab.to];
    let mut order = slab.order;
    let mut levels = ends.each_ref().map(|end| if part.is_reciprocal(1) { end.recip() } else { end.clone() });
    let mut looks = ends.map(|end| end.near());
    if part.is_reciprocal(1) {
        levels.reverse();
        looks.reverse();
    }
    if part.is_reciprocal(0) {
        order.reverse();
    }
    let cells = order.iter().enumerate().map(|(place, &own)| {
        let route = &part.routes[own];
        let next = order.get(place + 1).map(|&next| &part.routes[next].terms);
        let ends_where = next.map(|next| simplified(minus(&route.terms, next)));
        PlaneCell {
            corridors: keys(model, &route.corridors),
            form: route.form,
            way: route.way.clone(),
            cost_per_t: route.terms.each_ref().map(|term| in_units(term.clone())).into(),
            ends_at: looks.each_ref().map(|v| end(part, &us, ends_where.as_ref(), v).into()),
            ends_where: ends_where.map(PlaneTerms::from),
        }
    });
    let cells = cells.collect();
    let [second_from, second_to] = levels.map(|Root { quadratic, low, high }| {
        let near = (low + high) / Exact::from_integer(2.into());
        PlaneLevel::new(near, quadratic)
    });
    PlaneStrip { first_from: first.from.into(), first_to: first.to.into(), second_from, second_to, cells }
}

/// Returns the first figure where a cell ends at a value of `v`.
fn end(part: &PartedTile, us: &FigureSpan, ends_where: Option<&Terms>, v: &Exact) -> Exact {
    let Some(boundary) = ends_where else { return part.tile.sides[0].to.clone() };
    // A boundary has a value wherever it parts two cells; what is computed beyond a side is that side.
    let u = crossing(boundary, v).unwrap_or_else(|| us.to.clone());
    part.figure(0, &u.clamp(us.from.clone(), us.to.clone()))
}
