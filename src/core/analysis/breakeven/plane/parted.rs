//! Rectangles on which the network is the same, with the routes that may lead on them.

use num_traits::Signed;

use crate::answer::PlaceName;
use crate::ids::{CorridorId, DemandId, FigureId};
use crate::units::Exact;

use super::super::base::BaseNetwork;
use super::super::lead::way;
use super::super::line::FigureSpan;
use super::super::result::Shape;
use super::envelope::{AtCorners, Envelope};
use super::slab::Terms;
use super::tile::{Axes, ClassTerms, NoTile, Tile};

/// A route that is cheapest somewhere on a tile.
pub(super) struct TileRoute {
    /// Its cost in millionths.
    pub(super) terms: Terms,
    at_corners: AtCorners,
    pub(super) corridors: Vec<CorridorId>,
    pub(super) form: &'static str,
    pub(super) way: Vec<PlaceName>,
}

/// A tile with all routes that may lead on it.
pub(super) struct PartedTile {
    pub(super) tile: Tile,
    pub(super) axes: Axes,
    pub(super) routes: Vec<TileRoute>,
}

/// Finds all routes that may lead on a rectangle on which the network is the same.
pub(super) fn part(
    base: &BaseNetwork<'_>,
    demand: DemandId,
    figures: [FigureId; 2],
    sides: &[FigureSpan; 2],
) -> Result<Vec<PartedTile>, NoTile> {
    let network = base.priced.network();
    let (axes, bounded) = Axes::of(base, figures)?;
    let is_nothing = |axis: usize| axes.shapes[axis] == Shape::Reciprocal && !sides[axis].from.is_positive();
    if let Some(axis) = [0, 1].into_iter().find(|&axis| is_nothing(axis)) {
        return Err(NoTile::Divides(axis));
    }
    let mut all = Vec::new();
    for tile in Tile::cut(base, &axes, &bounded, sides)? {
        let mut routes: Vec<TileRoute> = Vec::new();
        let mut known = ClassTerms::new();
        for (query, &place) in base.queries.iter().zip(&base.questions) {
            let question = &network.questions()[place];
            if question.demand != demand {
                continue;
            }
            for found in tile.ways(base, &axes, query, &mut known)? {
                match routes.iter_mut().find(|route| route.terms == found.terms) {
                    Some(same) if same.corridors.contains(&question.corridor) => {}
                    Some(same) => same.corridors.push(question.corridor),
                    None => routes.push(TileRoute {
                        corridors: vec![question.corridor],
                        form: network.layers()[usize::from(question.layer)].form.as_str(),
                        way: way(base.model, network, &found.arcs),
                        terms: found.terms,
                        at_corners: found.at_corners,
                    }),
                }
            }
        }
        let mut corners = routes.iter().map(|route| route.at_corners.clone());
        if let Some(first) = corners.next() {
            let mut envelope = Envelope::of(first);
            corners.for_each(|cost| envelope.lower(cost));
            envelope.keep_lowest(&mut routes);
        }
        for route in &mut routes {
            route.corridors.sort();
        }
        all.push(PartedTile { tile, axes, routes });
    }
    Ok(all)
}

impl PartedTile {
    /// Returns the costs of the routes, in millionths.
    pub(super) fn terms(&self) -> Vec<&Terms> {
        self.routes.iter().map(|route| &route.terms).collect()
    }

    /// Returns `u` or `v` between the ends of a side, from the least to the greatest.
    pub(super) fn span(&self, axis: usize) -> FigureSpan {
        let mut ends = self.tile.ends(&self.axes, axis);
        ends.sort();
        let [from, to] = ends;
        FigureSpan { from, to }
    }

    /// Returns whether a figure enters as a divisor.
    pub(super) fn is_reciprocal(&self, axis: usize) -> bool {
        self.axes.shapes[axis] == Shape::Reciprocal
    }

    /// Returns the value of a figure at `u` or `v`.
    pub(super) fn figure(&self, axis: usize, at: &Exact) -> Exact {
        if self.is_reciprocal(axis) { at.recip() } else { at.clone() }
    }
}
