//! Rectangles on which the network is the same, with the routes that may lead on them.

use std::collections::BTreeSet;

use num_traits::Signed;

use crate::ids::FigureId;
use crate::model::Model;
use crate::units::Exact;

use super::super::base::BaseNetwork;
use super::super::envelope::Envelope;
use super::super::figures::keys;
use super::super::lead::in_units;
use super::super::line::FigureSpan;
use super::super::question::BreakEvenError;
use super::super::result::Shape;
use super::super::tile::{FigureBox, Moving, Route, Terms, Tile};
use super::result::{PlaneCell, PlaneLevel, PlaneStrip, PlaneTerms};
use super::slab::{Slab, crossing, minus, simplified, slabs};

/// A rectangle on which every cost is one formula, with all routes that are cheapest somewhere on it.
pub(super) struct PartedTile {
    pub(super) sides: FigureBox,
    pub(super) shapes: [Shape; 2],
    pub(super) routes: Vec<Route>,
}

/// Finds all routes that may lead on a rectangle on which the network is the same.
pub(super) fn part(
    base: &BaseNetwork<'_>,
    figures: [FigureId; 2],
    sides: FigureBox,
) -> Result<Vec<PartedTile>, BreakEvenError> {
    let costs = base.priced.costs();
    let moving = Moving::new(base.model, costs, figures.map(Some), |_| true)?;
    let is_nothing = |&axis: &usize| moving.shapes[axis] == Shape::Reciprocal && !sides[axis].from.is_positive();
    if let Some(axis) = [0, 1].into_iter().find(is_nothing) {
        return Err(BreakEvenError::Divides(moving.path(axis)));
    }
    let both = BTreeSet::from(figures);
    if (0..costs.classes() as u32).any(|class| costs.is_stepped(class, &both)) {
        return Err(BreakEvenError::Stepped(moving.path(0), moving.path(1)));
    }
    let boxes = moving.drafted(&base.values, moving.boxes(&base.exact, sides)?);
    let tiles: Vec<Tile<'_>> = boxes.iter().map(|part| Tile::new(base, &moving, part)).collect();
    if !tiles.iter().all(Tile::makes_sense) {
        return Err(BreakEvenError::Senseless(moving.path(0), moving.path(1)));
    }
    let parted = |(tile, (sides, _)): (&Tile<'_>, &(FigureBox, _))| {
        Ok(PartedTile {
            sides: sides.clone(),
            shapes: moving.shapes,
            routes: shared(tile.routes()?.into_values().flatten().collect()),
        })
    };
    tiles.iter().zip(&boxes).map(parted).collect()
}

/// Joins routes that cost the same all over a rectangle, and drops those that are cheapest nowhere.
fn shared(routes: Vec<Route>) -> Vec<Route> {
    let mut all: Vec<Route> = Vec::new();
    for route in routes {
        match all.iter_mut().find(|known| known.terms == route.terms) {
            Some(known) => known.corridors.extend(route.corridors),
            None => all.push(route),
        }
    }
    if let [first, others @ ..] = &all[..] {
        let mut envelope = Envelope::of(&first.at_corners);
        for other in others {
            envelope.lower(&other.at_corners);
        }
        envelope.keep_lowest(&mut all);
    }
    all
}

impl PartedTile {
    /// Returns the costs of the routes, in millionths.
    pub(super) fn terms(&self) -> Vec<&Terms> {
        self.routes.iter().map(|route| &route.terms).collect()
    }

    /// Lays out its strips, from the least value of the second figure to the greatest.
    pub(super) fn strips(&self, model: &Model) -> Vec<PlaneStrip> {
        let vs = self.sides[1].input(self.shapes[1]);
        let slabs = slabs(&self.terms(), self.shapes[0], &self.sides[0], &vs);
        let mut all: Vec<PlaneStrip> = slabs.into_iter().map(|slab| self.strip(model, slab)).collect();
        if self.shapes[1] == Shape::Reciprocal {
            all.reverse();
        }
        all
    }

    fn strip(&self, model: &Model, Slab { from, to, order }: Slab) -> PlaneStrip {
        let mut levels = [from, to];
        if self.shapes[1] == Shape::Reciprocal {
            levels = levels.map(|level| level.recip());
            levels.reverse();
        }
        let heights = levels.each_ref().map(|level| self.shapes[1].input(&level.near));
        let next = order.iter().skip(1).map(|&next| Some(&self.routes[next])).chain([None]);
        let cells = order.iter().zip(next).map(|(&own, next)| self.cell(model, &self.routes[own], next, &heights));
        let FigureSpan { from, to } = self.sides[0].clone();
        let cells = cells.collect();
        let [second_from, second_to] = levels.map(|level| PlaneLevel::new(level.near, level.quadratic));
        PlaneStrip { first_from: from.into(), first_to: to.into(), second_from, second_to, cells }
    }

    /// Describes the part of a strip, between two values of `v`, on which a route is cheapest.
    fn cell(&self, model: &Model, own: &Route, next: Option<&Route>, heights: &[Exact; 2]) -> PlaneCell {
        let ends_where = next.map(|next| simplified(minus(&own.terms, &next.terms)));
        PlaneCell {
            corridors: keys(model, &own.corridors),
            form: own.form,
            way: own.places(model),
            cost_per_t: own.terms.each_ref().map(|term| in_units(term.clone())).into(),
            ends_at: heights.each_ref().map(|v| self.end(ends_where.as_ref(), v).into()),
            ends_where: ends_where.map(PlaneTerms::from),
        }
    }

    /// Returns the first figure where a cell ends at a value of `v`.
    fn end(&self, ends_where: Option<&Terms>, v: &Exact) -> Exact {
        let Some(boundary) = ends_where else { return self.sides[0].to.clone() };
        // A boundary has a value wherever it parts two cells; what is computed beyond a side is that side.
        let FigureSpan { from, to } = self.sides[0].input(self.shapes[0]);
        let u = crossing(boundary, v).unwrap_or_else(|| to.clone());
        self.shapes[0].input(&u.clamp(from, to))
    }
}
