//! Rectangles on which every cost is one formula of two figures, and all ways that are cheapest somewhere on them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use num_traits::{Signed, Zero};

use crate::cost::{Formula, Formulas, Sketch};
use crate::ids::{FigureId, Id};
use crate::units::{Exact, to_f64};
use corridor_kernel::{Query, cheapest};

use super::super::base::{BaseNetwork, MAX_ARC_MICROS, id};
use super::super::bounds::{NoCurve, middle, shape};
use super::super::line::FigureSpan;
use super::super::result::Shape;
use super::envelope::{AtCorners, CORNERS, Envelope, mean};

/// Ways are looked for with costs in this many parts of a millionth; what each costs is then written down exactly.
const PARTS: f64 = 65_536.0;
/// The greatest number of cuts of a rectangle, one within the other.
const MAX_CUTS: usize = 4096;

/// The two figures that move, with how they enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Axes {
    pub(super) figures: [FigureId; 2],
    pub(super) shapes: [Shape; 2],
}

/// A rectangle on which no bound of a charge begins or ceases to apply.
#[derive(Clone, Debug)]
pub(super) struct Tile {
    /// The values of either figure.
    pub(super) sides: [FigureSpan; 2],
    /// The classes that either figure moves, with a sketch of what they cost at the corners, in millionths.
    classes: BTreeMap<u32, [f64; CORNERS]>,
}

/// A way that is cheapest for its question somewhere on a tile.
#[derive(Clone, Debug)]
pub(super) struct TileWay {
    pub(super) arcs: Vec<u32>,
    /// The constants of 1, `u`, `v` and `u v`, in millionths, where `u` and `v` are the figures or their reciprocals.
    pub(super) terms: [Exact; 4],
    pub(super) at_corners: AtCorners,
}

/// The costs of classes: the constants of 1, `u`, `v` and `u v`.
pub(super) type ClassTerms = BTreeMap<u32, [Exact; 4]>;

/// Why there is no plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoTile {
    /// A figure, by its place, enters some cost neither as itself nor as its reciprocal.
    Bent(usize),
    /// A figure moves an amount that is rounded to steps.
    Stepped,
    /// A figure, by its place, divides and is asked for at nothing.
    Divides(usize),
    /// Whether a bound of some charge applies depends on both figures.
    Joint,
    /// Some cost is below nothing, or beyond what anyone pays.
    Senseless,
}

impl Axes {
    /// Finds out how two figures enter, and which classes have bounds that either moves.
    ///
    /// A figure that moves nothing is taken as it is.
    pub(super) fn of(base: &BaseNetwork<'_>, figures: [FigureId; 2]) -> Result<(Self, Vec<u32>), NoTile> {
        let costs = base.priced.costs();
        let mut shapes = [Shape::Straight; 2];
        let mut bounded = Vec::new();
        for (place, &figure) in figures.iter().enumerate() {
            match shape(costs, figure, &costs.moved_by(figure)) {
                Ok((own, more)) => {
                    shapes[place] = own;
                    bounded.extend(more);
                }
                Err(NoCurve::Still) => {}
                Err(NoCurve::Bent) => return Err(NoTile::Bent(place)),
            }
        }
        bounded.sort_unstable();
        bounded.dedup();
        Ok((Self { figures, shapes }, bounded))
    }

    /// Returns the powers in which the figures enter.
    pub(super) fn powers(&self) -> [i8; 2] {
        self.shapes.map(|shape| if shape == Shape::Straight { 1 } else { -1 })
    }

    /// Returns the constants of a formula: those of 1, `u`, `v` and `u v`; nothing where it has other terms.
    fn terms(&self, formula: &Formula) -> Option<[Exact; 4]> {
        let [x, y] = self.powers();
        let all = [(0, 0), (x, 0), (0, y), (x, y)];
        formula.powers().all(|powers| all.contains(&powers)).then(|| all.map(|powers| formula.coefficient(powers)))
    }
}

impl Tile {
    /// Cuts a rectangle where bounds of charges begin or cease to apply.
    pub(super) fn cut(
        base: &BaseNetwork<'_>,
        axes: &Axes,
        bounded: &[u32],
        sides: &[FigureSpan; 2],
    ) -> Result<Vec<Self>, NoTile> {
        let costs = base.priced.costs();
        let mut moved: Vec<u32> = axes.figures.iter().flat_map(|&figure| costs.moved_by(figure)).collect();
        moved.sort_unstable();
        moved.dedup();
        let figures = axes.figures.into_iter().collect();
        if moved.iter().any(|&class| costs.is_stepped(class, &figures)) {
            return Err(NoTile::Stepped);
        }
        // Formulas decide where bounds apply.
        let turns = |sides: &[FigureSpan; 2]| -> Result<Vec<Formula>, NoTile> {
            let at = sides.each_ref().map(middle);
            let formulas = Formulas::at(&base.exact, axes.figures.map(Some), at);
            let turns = |&class: &u32| Some(costs.moved(class, &formulas)?.turns);
            let all: Option<Vec<_>> = bounded.iter().map(turns).collect();
            Ok(all.ok_or(NoTile::Joint)?.into_iter().flatten().collect())
        };
        let mut open = vec![(sides.clone(), 0)];
        let mut tiles = Vec::new();
        while let Some((sides, depth)) = open.pop() {
            let cuts = turns(&sides)?.iter().map(|turn| cut_of(axes, turn, &sides)).collect::<Result<Vec<_>, _>>()?;
            if let Some((axis, at)) = cuts.into_iter().flatten().next() {
                if depth == MAX_CUTS {
                    return Err(NoTile::Joint);
                }
                // The lower part is looked at first, so that tiles come from below.
                let [mut below, mut above] = [sides.clone(), sides];
                (below[axis].to, above[axis].from) = (at.clone(), at);
                open.extend([(above, depth + 1), (below, depth + 1)]);
                continue;
            }
            let corners: [Vec<f64>; CORNERS] = std::array::from_fn(|corner| {
                let mut values = base.values.clone();
                for (axis, at) in [corner % 2, corner / 2].into_iter().enumerate() {
                    let FigureSpan { from, to } = &sides[axis];
                    values[axes.figures[axis].index()] = to_f64(if at == 0 { from } else { to });
                }
                values
            });
            let sketch = |values: &Vec<f64>, class: u32| costs.sketched(class, Sketch::at(values, axes.figures));
            let classes: BTreeMap<u32, [f64; CORNERS]> =
                moved.iter().map(|&class| (class, corners.each_ref().map(|values| sketch(values, class)))).collect();
            // A cost of nothing may be sketched as a little below it.
            let makes_sense = |cost: &f64| (-1.0..=MAX_ARC_MICROS as f64 + 1.0).contains(cost);
            if !classes.values().flatten().all(makes_sense) {
                return Err(NoTile::Senseless);
            }
            tiles.push(Self { sides, classes });
        }
        Ok(tiles)
    }

    /// Returns `u` or `v` at the ends of a side, in the order of the figure's values.
    pub(super) fn ends(&self, axes: &Axes, axis: usize) -> [Exact; 2] {
        ends(axes, axis, &self.sides)
    }

    /// Finds all ways that are cheapest for a question somewhere on the tile; none where there is no way at all.
    ///
    /// `known` keeps what classes cost on this tile.
    pub(super) fn ways(
        &self,
        base: &BaseNetwork<'_>,
        axes: &Axes,
        query: &Query,
        known: &mut ClassTerms,
    ) -> Result<Vec<TileWay>, NoTile> {
        let mut weights: Vec<f64> = base.weights.iter().map(|weight| weight * PARTS).collect();
        let mut look = |at: &AtCorners| {
            let at = at.each_ref().map(to_f64);
            for (class, costs) in &self.classes {
                let cost: f64 = at.iter().zip(costs).map(|(weight, cost)| weight * cost).sum();
                for &arc in &base.arcs[*class as usize] {
                    weights[arc as usize] = (cost * PARTS).round().max(0.0);
                }
            }
            let graph = base.priced.network().graph();
            let path = cheapest(graph, &weights, &base.ranks, std::slice::from_ref(query)).pop().flatten();
            path.map(|path| self.written(base, axes, path.arcs, known)).transpose()
        };
        let corner = std::array::from_fn(|corner| Exact::from_integer(i32::from(corner == 0).into()));
        let Some(first) = look(&corner)? else { return Ok(Vec::new()) };
        let mut envelope = Envelope::of(first.at_corners.clone());
        let mut all = vec![first];
        while let Some((at, cost)) = envelope.open() {
            match look(&at)?.filter(|found| mean(&found.at_corners, &at) < cost) {
                Some(found) => {
                    envelope.lower(found.at_corners.clone());
                    all.push(found);
                }
                None => envelope.confirm(&at),
            }
        }
        envelope.keep_lowest(&mut all);
        Ok(all)
    }

    /// Writes down what a way costs, exactly.
    fn written(
        &self,
        base: &BaseNetwork<'_>,
        axes: &Axes,
        arcs: Vec<u32>,
        known: &mut ClassTerms,
    ) -> Result<TileWay, NoTile> {
        let costs = base.priced.costs();
        let formulas = Formulas::at(&base.exact, axes.figures.map(Some), self.sides.each_ref().map(middle));
        let mut terms: [Exact; 4] = std::array::from_fn(|_| Exact::zero());
        let mut whole = 0.0;
        for &arc in &arcs {
            let class = costs.entry_number(id(arc));
            if !self.classes.contains_key(&class) {
                whole += base.weights[arc as usize];
                continue;
            }
            let own = match known.entry(class) {
                Entry::Occupied(own) => own.into_mut(),
                Entry::Vacant(place) => {
                    let formula = costs.moved(class, &formulas).ok_or(NoTile::Joint)?.total;
                    place.insert(axes.terms(&formula).ok_or(NoTile::Joint)?)
                }
            };
            for (sum, own) in terms.iter_mut().zip(own) {
                *sum += &*own;
            }
        }
        terms[0] += Exact::from_integer((whole as i64).into());
        Ok(TileWay { at_corners: at_corners(axes, &terms, &self.sides), arcs, terms })
    }
}

/// Returns `u` or `v` at the ends of a side, in the order of the figure's values.
fn ends(axes: &Axes, axis: usize, sides: &[FigureSpan; 2]) -> [Exact; 2] {
    let FigureSpan { from, to } = &sides[axis];
    if axes.shapes[axis] == Shape::Straight { [from.clone(), to.clone()] } else { [from.recip(), to.recip()] }
}

/// Returns what something costs at the corners of a rectangle.
fn at_corners(axes: &Axes, terms: &[Exact; 4], sides: &[FigureSpan; 2]) -> AtCorners {
    let [us, vs] = [0, 1].map(|axis| ends(axes, axis, sides));
    std::array::from_fn(|corner| value(terms, &us[corner % 2], &vs[corner / 2]))
}

/// Returns what something costs at `u` and `v`.
pub(super) fn value(terms: &[Exact; 4], u: &Exact, v: &Exact) -> Exact {
    let [fixed, of_u, of_v, of_both] = terms;
    fixed + of_u * u + (of_v + of_both * u) * v
}

/// Returns the figure, and its value, at which a bound begins or ceases to apply within a rectangle.
fn cut_of(axes: &Axes, turn: &Formula, sides: &[FigureSpan; 2]) -> Result<Option<(usize, Exact)>, NoTile> {
    let is_inside = |&(axis, ref at): &(usize, Exact)| *at > sides[axis].from && *at < sides[axis].to;
    let alone = |axis: usize| turn.powers().all(|(x, y)| [y, x][axis] == 0);
    if let Some(axis) = [0, 1].into_iter().find(|&axis| alone(axis)) {
        return Ok(root(turn, axis)?.map(|at| (axis, at)).filter(is_inside));
    }
    let terms = axes.terms(turn).ok_or(NoTile::Joint)?;
    let signs = at_corners(axes, &terms, sides);
    if !(signs.iter().any(Signed::is_positive) && signs.iter().any(Signed::is_negative)) {
        return Ok(None);
    }
    // A product of what depends on the one figure and what depends on the other is zero where either is.
    let [fixed, of_u, of_v, of_both] = &terms;
    if of_both.is_zero() || fixed * of_both != of_u * of_v {
        return Err(NoTile::Joint);
    }
    let of_axis = |(axis, at): (usize, Exact)| match axes.shapes[axis] {
        Shape::Straight => Some((axis, at)),
        Shape::Reciprocal => (!at.is_zero()).then(|| (axis, at.recip())),
    };
    let factors = [(0, -of_v / of_both), (1, -of_u / of_both)];
    Ok(factors.into_iter().filter_map(of_axis).find(is_inside))
}

/// Returns the value at which a formula of one figure alone is zero; nothing where there is none.
fn root(formula: &Formula, axis: usize) -> Result<Option<Exact>, NoTile> {
    let powers = |power: i8| if axis == 0 { (power, 0) } else { (0, power) };
    let own: Vec<i8> = formula.powers().map(|(x, y)| [x, y][axis]).filter(|&power| power != 0).collect();
    let fixed = formula.coefficient((0, 0));
    match own[..] {
        [] => Ok(None),
        [1] => Ok(Some(-fixed / formula.coefficient(powers(1)))),
        [-1] => Ok((!fixed.is_zero()).then(|| -formula.coefficient(powers(-1)) / fixed)),
        _ => Err(NoTile::Joint),
    }
}
