//! Who leads where while two figures move: the exact partition of a rectangle of their values.
//!
//! In two figures, or their reciprocals, every route costs `a + b u + c v + d u v`. All routes that are cheapest somewhere
//! are found by [`envelope`], but for such as are nowhere cheaper by more than the parts of a millionth that searches count
//! in; where which of them leads is told by [`slab`]. As for one figure, what the figures move is not rounded to
//! millionths, so a lead is certain except within the width of that rounding.

mod result;

pub use result::{
    Plane, PlaneAxis, PlaneCell, PlaneDemand, PlaneEdge, PlaneLevel, PlaneRow, PlaneShare, PlaneStep, PlaneStrip,
    PlaneTerms,
};

mod envelope;
mod root;
mod slab;
mod steps;
mod tile;

use std::collections::BTreeSet;

use num_traits::Signed;
use rayon::prelude::*;

use crate::analysis::breakeven::{Lead, Shape};
use crate::answer::Prepared;
use crate::answer::{PlaceName, place_name};
use crate::ids::{CorridorId, DemandId, FigureId};
use crate::model::Model;
use crate::units::{Decimal, Exact, to_f64};

use super::ground::Ground;
use super::lead::{in_units, way};
use super::line::Span;
use super::truth::{Truth, leaders};
use super::{BreakEvenError, asked_span, corridors, keys, led, moved_figure, sensible_span, structure, turns};

use envelope::{AtCorners, Envelope};
use root::Root;
use slab::{Slab, Terms, crossing, minus, order, simplified, slabs};
use tile::{Axes, Known, NoTile, Tile};

/// How many lines are laid through the plane, beside today's.
const ROWS: i64 = 17;
/// How many lines are laid through a strip to measure its cells.
const MEASURED: usize = 32;

/// Is a route that is cheapest somewhere on a tile.
struct Route {
    /// In millionths.
    terms: Terms,
    at_corners: AtCorners,
    corridors: Vec<CorridorId>,
    form: &'static str,
    way: Vec<PlaceName>,
}

/// Is a tile with all that may lead on it.
struct Parted {
    tile: Tile,
    axes: Axes,
    routes: Vec<Route>,
}

/// Finds out who leads some demands where while two figures move.
///
/// Where nothing is said a figure moves between its bounds, or from half to twice its value.
///
/// # Errors
/// Says why there is no such partition.
pub fn plane(
    case: &Prepared,
    demands: &[DemandId],
    figures: [FigureId; 2],
    between: [Option<(Decimal, Decimal)>; 2],
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
    let found: Result<Vec<(PlaneDemand, [Shape; 2])>, NoTile> = demands
        .par_iter()
        .map(
            case.watch()
                .counting(demands.len(), |&demand: &DemandId| of_demand(case, demand, figures, shaping, &sides)),
        )
        .collect();
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
        let Span { from, to } = sides[place].clone();
        PlaneAxis { figure: moved_figure(model, figures[place]), from, to, shape: shapes[place] }
    };
    Ok(Plane {
        used: case.used(),
        axes: [axis(0), axis(1)],
        corridors: corridors(model),
        demands: found.into_iter().map(|(demand, _)| demand).collect(),
    })
}

/// Returns the values of a figure that are looked at.
fn side(model: &Model, figure: FigureId, between: Option<(Decimal, Decimal)>) -> Result<Span, BreakEvenError> {
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
    let span = Span { from: from.max(sensible.from), to: to.min(sensible.to) };
    if span.from < span.to { Ok(span) } else { Err(BreakEvenError::NoInterval(path)) }
}

fn of_demand(
    case: &Prepared,
    demand: DemandId,
    figures: [FigureId; 2],
    shaping: [bool; 2],
    sides: &[Span; 2],
) -> Result<(PlaneDemand, [Shape; 2]), NoTile> {
    let model = case.model();
    let truth = Truth::new(case, demand);
    let mut parted = Vec::new();
    match shaping.iter().position(|&shapes| shapes) {
        None => parted.extend(part(&Ground::new(model, truth.priced().clone()), demand, figures, sides)?),
        Some(axis) => {
            for (span, layout) in structure::layouts(model, &[demand], figures[axis], &sides[axis]) {
                let mut sides = sides.clone();
                sides[axis] = span;
                parted.extend(part(&Ground::new(&layout.model, layout.priced), demand, figures, &sides)?);
            }
        }
    }
    let alone = figures.map(|figure| match led(case, &truth, figure, &sensible_span(model, figure)) {
        Ok(led) => turns(model, &truth, &led, figure),
        Err(_) => [None, None],
    });
    let by_tile: Vec<Vec<PlaneStrip>> = parted.iter().map(|part| strips(model, part)).collect();
    let shares = shares(&parted, &by_tile, sides);
    let mut strips: Vec<PlaneStrip> = by_tile.into_iter().flatten().collect();
    strips.sort_by(|one, other| (&one.from.near, &one.first.0).cmp(&(&other.from.near, &other.first.0)));
    let asked = &model.demands[demand];
    let today = truth.today();
    let second = model.register.figure(figures[1]).value.to_exact();
    let found = PlaneDemand {
        from: place_name(model, asked.from),
        to: place_name(model, asked.to),
        regime: asked.customs.as_str(),
        leaders: keys(model, &leaders(&today)),
        total_per_t: today.iter().flatten().min().copied(),
        alone,
        rows: rows(&sides[1], &second).into_iter().map(|at| row(model, &parted, at)).collect(),
        shares,
        steps: steps::steps(&strips),
        strips,
    };
    Ok((found, shapes(parted.iter().map(|part| part.axes.shapes))))
}

/// Returns how either figure enters wherever it enters at all.
fn shapes(all: impl Iterator<Item = [Shape; 2]>) -> [Shape; 2] {
    let reciprocal = |known, shape| if shape == Shape::Reciprocal { shape } else { known };
    all.fold([Shape::Straight; 2], |[x, y], shapes| [reciprocal(x, shapes[0]), reciprocal(y, shapes[1])])
}

/// Finds all routes that may lead on a rectangle on which the network is the same.
fn part(
    ground: &Ground<'_>,
    demand: DemandId,
    figures: [FigureId; 2],
    sides: &[Span; 2],
) -> Result<Vec<Parted>, NoTile> {
    let network = ground.priced.network();
    let (axes, bounded) = Axes::of(ground, figures)?;
    let is_nothing = |axis: usize| axes.shapes[axis] == Shape::Reciprocal && !sides[axis].from.is_positive();
    if let Some(axis) = [0, 1].into_iter().find(|&axis| is_nothing(axis)) {
        return Err(NoTile::Divides(axis));
    }
    let mut all = Vec::new();
    for tile in Tile::cut(ground, &axes, &bounded, sides)? {
        let mut routes: Vec<Route> = Vec::new();
        let mut known = Known::new();
        for (query, &place) in ground.queries.iter().zip(&ground.questions) {
            let question = &network.questions()[place];
            if question.demand != demand {
                continue;
            }
            for found in tile.ways(ground, &axes, query, &mut known)? {
                match routes.iter_mut().find(|route| route.terms == found.terms) {
                    Some(same) if same.corridors.contains(&question.corridor) => {}
                    Some(same) => same.corridors.push(question.corridor),
                    None => routes.push(Route {
                        corridors: vec![question.corridor],
                        form: network.layers()[usize::from(question.layer)].form.as_str(),
                        way: way(ground.model, network, &found.arcs),
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
        all.push(Parted { tile, axes, routes });
    }
    Ok(all)
}

impl Parted {
    fn terms(&self) -> Vec<&Terms> {
        self.routes.iter().map(|route| &route.terms).collect()
    }

    /// Returns `u` or `v` between the ends of a side, from the least to the greatest.
    fn span(&self, axis: usize) -> Span {
        let mut ends = self.tile.ends(&self.axes, axis);
        ends.sort();
        let [from, to] = ends;
        Span { from, to }
    }

    fn is_reciprocal(&self, axis: usize) -> bool {
        self.axes.shapes[axis] == Shape::Reciprocal
    }

    /// Returns the value of a figure at `u` or `v`.
    fn figure(&self, axis: usize, at: &Exact) -> Exact {
        if self.is_reciprocal(axis) { at.recip() } else { at.clone() }
    }
}

/// Lays out the strips of a tile, from the least value of the second figure to the greatest.
fn strips(model: &Model, part: &Parted) -> Vec<PlaneStrip> {
    let costs = part.terms();
    let (us, vs) = (part.span(0), part.span(1));
    let mut all: Vec<PlaneStrip> = slabs(&costs, &us, &vs).into_iter().map(|slab| strip(model, part, slab)).collect();
    if part.is_reciprocal(1) {
        all.reverse();
    }
    all
}

fn strip(model: &Model, part: &Parted, slab: Slab) -> PlaneStrip {
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
    let edge = |own: usize, next: Option<&usize>| {
        let Some(&next) = next else {
            return PlaneEdge { boundary: None, at_from: first.to.clone(), at_to: first.to.clone() };
        };
        let boundary = simplified(minus(&part.routes[own].terms, &part.routes[next].terms));
        // A boundary has a value wherever it parts two cells; what is computed beyond a side is that side.
        let at = |v: &Exact| {
            let u = crossing(&boundary, v).unwrap_or_else(|| us.to.clone());
            part.figure(0, &u.clamp(us.from.clone(), us.to.clone()))
        };
        let [at_from, at_to] = looks.each_ref().map(at);
        PlaneEdge { boundary: Some(boundary), at_from, at_to }
    };
    let cells = order.iter().enumerate().map(|(place, &own)| {
        let route = &part.routes[own];
        PlaneCell {
            corridors: keys(model, &route.corridors),
            form: route.form,
            way: route.way.clone(),
            cost: route.terms.each_ref().map(|term| in_units(term.clone())),
            until: edge(own, order.get(place + 1)),
        }
    });
    let cells = cells.collect();
    let [from, to] = levels.map(|Root { quadratic, low, high }| PlaneLevel {
        near: (low + high) / Exact::from_integer(2.into()),
        quadratic,
    });
    PlaneStrip { first: (first.from, first.to), from, to, cells }
}

/// Returns the values of the second figure at which lines are laid through the plane.
fn rows(side: &Span, today: &Exact) -> BTreeSet<Exact> {
    let step = (&side.to - &side.from) / Exact::from_integer((ROWS - 1).into());
    let even = (0..ROWS).map(|row| &side.from + &step * Exact::from_integer(row.into()));
    even.chain([today.clone()]).collect()
}

/// Lays a line through the plane.
fn row(model: &Model, parted: &[Parted], at: Exact) -> PlaneRow {
    let last = parted.iter().map(|part| &part.tile.sides[1].to).max();
    let holds = |part: &&Parted| {
        let side = &part.tile.sides[1];
        side.from <= at && (at < side.to || (at == side.to && Some(&at) == last))
    };
    let mut own: Vec<&Parted> = parted.iter().filter(holds).collect();
    own.sort_by(|one, other| one.tile.sides[0].from.cmp(&other.tile.sides[0].from));
    let mut leads: Vec<Lead> = Vec::new();
    for part in own {
        let v = part.figure(1, &at);
        let mut spans = order(&part.terms(), &part.span(0), &v);
        if part.is_reciprocal(0) {
            spans.reverse();
        }
        for (span, own) in spans {
            let mut ends = [part.figure(0, &span.from), part.figure(0, &span.to)];
            ends.sort();
            let [from, to] = ends;
            let all: BTreeSet<CorridorId> =
                own.iter().flat_map(|&place| &part.routes[place].corridors).copied().collect();
            let corridors = keys(model, &all.into_iter().collect::<Vec<_>>());
            match leads.last_mut() {
                Some(before) if before.corridors == corridors && before.to == from => before.to = to,
                _ => leads.push(Lead { from, to, corridors }),
            }
        }
    }
    PlaneRow { at, leads }
}

/// Measures how much of the rectangle is whose, by lines through the middles of thin strips.
fn shares(parted: &[Parted], strips: &[Vec<PlaneStrip>], sides: &[Span; 2]) -> Vec<PlaneShare> {
    let length = |from: &Exact, to: &Exact| to_f64(to) - to_f64(from);
    let whole = length(&sides[0].from, &sides[0].to) * length(&sides[1].from, &sides[1].to);
    let mut all: Vec<PlaneShare> = Vec::new();
    let own = parted.iter().zip(strips).flat_map(|(part, strips)| strips.iter().map(move |strip| (part, strip)));
    for (part, strip) in own {
        let (low, height) = (to_f64(&strip.from.near), length(&strip.from.near, &strip.to.near) / MEASURED as f64);
        let ends = [&strip.first.0, &strip.first.1].map(to_f64);
        for line in 0..MEASURED {
            let second = low + height * (line as f64 + 0.5);
            let mut from = ends[0];
            for cell in &strip.cells {
                let to = cell.until.first_at(part.axes.shapes, second).map_or(ends[1], |to| to.clamp(from, ends[1]));
                let share = (to - from) * height / whole;
                match all.iter_mut().find(|known| known.corridors == cell.corridors) {
                    Some(known) => known.share += share,
                    None => all.push(PlaneShare { corridors: cell.corridors.clone(), share }),
                }
                from = to;
            }
        }
    }
    all.sort_by(|one, other| other.share.total_cmp(&one.share));
    all
}
