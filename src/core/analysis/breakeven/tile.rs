//! Boxes of the values of one or two figures on which every cost is one formula of them, and all routes that are cheapest
//! somewhere on them.
//!
//! A cost is a sum of products of figures, so in one figure or two, or their reciprocals `u` and `v`, every route costs
//! `a + b u + c v + d u v` where no bound of a charge begins or ceases to apply. Routes are found by searches with costs in
//! binary numbers; what each costs is then written down exactly.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use num_traits::{One, Signed};

use crate::answer::{PlaceName, place_name};
use crate::cost::{Costs, Drafts, Formula, Formulas, Powers};
use crate::ids::{ArcId, CorridorId, DemandId, FigureId, Id, PlaceId};
use crate::model::Model;
use crate::network::{ArcKind, Network};
use crate::units::{Exact, to_f64};
use corridor_kernel::{Path, Query, cheapest};

use super::base::BaseNetwork;
use super::envelope::{AtCorners, Envelope, corner, mean};
use super::line::FigureSpan;
use super::question::BreakEvenError;
use super::result::Shape;

/// Routes are looked for with costs in this many parts of a millionth.
const PARTS: f64 = 65_536.0;
/// The greatest number of cuts of a box, one within the other.
const MAX_CUTS: usize = 4096;

/// The constants of 1, `u`, `v` and `u v`, where `u` and `v` are the figures or their reciprocals.
pub(super) type Terms = [Exact; 4];

/// The values of the first figure and of the second; where there is no second it is 0.
pub(super) type FigureBox = [FigureSpan; 2];

/// The formulas of classes, in millionths and binary numbers, by the numbers of the classes.
pub(super) type DraftedClasses = Vec<(u32, [f64; 4])>;

/// One or two figures that move, with how they enter costs.
pub(super) struct Moving<'a> {
    model: &'a Model,
    costs: &'a Costs,
    figures: [Option<FigureId>; 2],
    pub(super) shapes: [Shape; 2],
    /// The classes of arcs whose costs they move.
    pub(super) classes: BTreeSet<u32>,
    /// Those of the classes with bounds of charges that they move.
    bounded: BTreeSet<u32>,
}

impl<'a> Moving<'a> {
    /// Finds out how figures enter the costs of those classes of arcs that are used.
    ///
    /// A figure that moves nothing is taken as it is.
    ///
    /// # Errors
    /// Refuses a figure that enters some cost neither as itself nor as its reciprocal.
    pub(super) fn new(
        model: &'a Model,
        costs: &'a Costs,
        figures: [Option<FigureId>; 2],
        is_used: impl Fn(u32) -> bool,
    ) -> Result<Self, BreakEvenError> {
        let shapes = [Shape::Straight; 2];
        let mut moving = Self { model, costs, figures, shapes, classes: BTreeSet::new(), bounded: BTreeSet::new() };
        for (axis, figure) in figures.iter().enumerate() {
            let Some(figure) = *figure else { continue };
            let classes: Vec<u32> = costs.moved_by(figure).iter().copied().filter(|&class| is_used(class)).collect();
            let powers: Vec<Powers> = classes.iter().map(|&class| costs.powers(class, figure)).collect();
            match powers.iter().fold(Powers::default(), |all, &own| all.and(own)).beside_zero().as_deref() {
                // The step to which a quotation is rounded enters no formula.
                Some([]) => continue,
                Some([1]) => {}
                Some([-1]) => moving.shapes[axis] = Shape::Reciprocal,
                _ => return Err(BreakEvenError::Bent(moving.path(axis))),
            }
            let bounded = classes.iter().zip(&powers).filter(|(_, powers)| powers.turns()).map(|(&class, _)| class);
            moving.bounded.extend(bounded);
            moving.classes.extend(classes);
        }
        Ok(moving)
    }

    pub(super) fn path(&self, axis: usize) -> String {
        self.figures[axis].map_or_else(String::new, |figure| self.model.register.figure(figure).path.clone())
    }

    /// Refuses figures together of which costs are no formulas.
    fn refused(&self) -> BreakEvenError {
        match self.figures[1] {
            Some(_) => BreakEvenError::Joint(self.path(0), self.path(1)),
            None => BreakEvenError::Bent(self.path(0)),
        }
    }

    /// Returns the powers of the figures in each term.
    fn powers(&self) -> [(i8, i8); 4] {
        let [x, y] = self.shapes.map(|shape| if shape == Shape::Straight { 1 } else { -1 });
        [(0, 0), (x, 0), (0, y), (x, y)]
    }

    fn terms(&self, formula: &Formula) -> Result<Terms, BreakEvenError> {
        let all = self.powers();
        if !formula.powers().all(|powers| all.contains(&powers)) {
            return Err(self.refused());
        }
        Ok(all.map(|powers| formula.coefficient(powers)))
    }

    /// Returns `u` and `v` at each corner of a box: first `u` changes, from the least value of the figure to the greatest.
    fn corners(&self, sides: &FigureBox) -> Vec<[Exact; 2]> {
        let ends = [0, 1].map(|axis| [&sides[axis].from, &sides[axis].to].map(|end| self.shapes[axis].input(end)));
        let corners = 1 << self.figures.iter().flatten().count();
        (0..corners).map(|corner| [ends[0][corner % 2].clone(), ends[1][corner / 2].clone()]).collect()
    }

    /// Cuts a box where bounds of charges begin or cease to apply.
    ///
    /// # Shape
    /// `exact` has one entry for each figure of the register.
    pub(super) fn boxes(&self, exact: &[Exact], sides: FigureBox) -> Result<Vec<FigureBox>, BreakEvenError> {
        let mut open = vec![(sides, 0)];
        let mut boxes = Vec::new();
        while let Some((sides, depth)) = open.pop() {
            let cuts = self.cuts(exact, &sides)?;
            let Some(&(axis, ref first)) = cuts.first() else {
                boxes.push(sides);
                continue;
            };
            if depth == MAX_CUTS {
                return Err(self.refused());
            }
            // What decides between two amounts may be another formula on the other side of a cut.
            let at = match self.figures[1] {
                Some(_) => BTreeSet::from([first]),
                None => cuts.iter().map(|(_, at)| at).collect(),
            };
            // The lowest part is looked at first, so that boxes come from below.
            for part in sides[axis].cut_at(at).into_iter().rev() {
                let mut own = sides.clone();
                own[axis] = part;
                open.push((own, depth + 1));
            }
        }
        Ok(boxes)
    }

    /// Finds the values, each of one of the figures, at which bounds begin or cease to apply within a box.
    fn cuts(&self, exact: &[Exact], sides: &FigureBox) -> Result<Vec<(usize, Exact)>, BreakEvenError> {
        let formulas = self.formulas(exact, sides);
        let mut cuts = Vec::new();
        for &class in &self.bounded {
            for turn in self.costs.moved(class, &formulas).ok_or_else(|| self.refused())?.turns {
                cuts.extend(self.cut_by(&turn, sides)?);
            }
        }
        Ok(cuts)
    }

    fn formulas<'b>(&self, exact: &'b [Exact], sides: &FigureBox) -> Formulas<'b> {
        Formulas::at(exact, self.figures, sides.each_ref().map(FigureSpan::middle))
    }

    /// Returns the figure, and its value, at which a formula changes its sign within a box.
    fn cut_by(&self, turn: &Formula, sides: &FigureBox) -> Result<Option<(usize, Exact)>, BreakEvenError> {
        let is_inside = |&(axis, ref at): &(usize, Exact)| *at > sides[axis].from && *at < sides[axis].to;
        let alone = |axis: usize| turn.powers().all(|(x, y)| [y, x][axis] == 0);
        if let Some(axis) = [0, 1].into_iter().find(|&axis| alone(axis)) {
            return Ok(self.root(turn, axis)?.map(|at| (axis, at)).filter(is_inside));
        }
        let terms = self.terms(turn)?;
        let signs: Vec<Exact> = self.corners(sides).iter().map(|[u, v]| value(&terms, u, v)).collect();
        if !(signs.iter().any(Signed::is_positive) && signs.iter().any(Signed::is_negative)) {
            return Ok(None);
        }
        // A product of what depends on the one figure and what depends on the other is zero where either is.
        let [fixed, of_u, of_v, of_both] = &terms;
        if of_both.is_zero() || fixed * of_both != of_u * of_v {
            return Err(self.refused());
        }
        let of_axis = |(axis, at): (usize, Exact)| {
            let is_nowhere = self.shapes[axis] == Shape::Reciprocal && at.is_zero();
            (!is_nowhere).then(|| (axis, self.shapes[axis].input(&at)))
        };
        let factors = [(0, -of_v / of_both), (1, -of_u / of_both)];
        Ok(factors.into_iter().filter_map(of_axis).find(is_inside))
    }

    /// Returns the value at which a formula of one figure alone is zero; nothing where there is none.
    fn root(&self, formula: &Formula, axis: usize) -> Result<Option<Exact>, BreakEvenError> {
        let fixed = formula.coefficient((0, 0));
        let coefficient = |power: i8| formula.coefficient(if axis == 0 { (power, 0) } else { (0, power) });
        let powers: Vec<i8> = formula.powers().map(|(x, y)| [x, y][axis]).filter(|&power| power != 0).collect();
        match powers[..] {
            [] => Ok(None),
            [1] => Ok(Some(-fixed / coefficient(1))),
            [-1] => Ok((!fixed.is_zero()).then(|| -coefficient(-1) / fixed)),
            _ => Err(self.refused()),
        }
    }

    /// Writes down what the classes cost on each of some boxes.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub(super) fn drafted(&self, values: &[f64], boxes: Vec<FigureBox>) -> Vec<(FigureBox, DraftedClasses)> {
        let powers = self.powers();
        let draft = |class: u32, sides: &FigureBox| {
            let at = sides.each_ref().map(|span| to_f64(&span.middle()));
            let draft = self.costs.drafted(class, Drafts::at(values, self.figures, at));
            (class, powers.map(|powers| draft.coefficient(powers)))
        };
        // Most classes have no bound: one formula holds for them everywhere.
        let is_free = |class: &&u32| !self.bounded.contains(class);
        let free: DraftedClasses = boxes
            .first()
            .into_iter()
            .flat_map(|at| self.classes.iter().filter(is_free).map(|&class| draft(class, at)))
            .collect();
        let whole = |sides: FigureBox| {
            let mut free = free.iter();
            let class = |class: &u32| {
                let own = if self.bounded.contains(class) { None } else { free.next().copied() };
                own.unwrap_or_else(|| draft(*class, &sides))
            };
            let classes = self.classes.iter().map(class).collect();
            (sides, classes)
        };
        boxes.into_iter().map(whole).collect()
    }
}

/// A route that is cheapest for one of its demand's questions somewhere on a box.
#[derive(Clone, Debug)]
pub(super) struct Route {
    /// The corridor that has it, or all that have one at the same cost.
    pub(super) corridors: BTreeSet<CorridorId>,
    /// The form in which the cargo travels.
    pub(super) form: &'static str,
    /// The places at which more happens than passing.
    way: Vec<PlaceId>,
    /// Its cost in millionths.
    pub(super) terms: Terms,
    pub(super) at_corners: AtCorners,
    /// The number of its arcs whose costs the figures move.
    pub(super) moved: u32,
}

impl Route {
    pub(super) fn places(&self, model: &Model) -> Vec<PlaceName> {
        self.way.iter().map(|&place| place_name(model, place)).collect()
    }
}

/// A box on which no bound of a charge begins or ceases to apply.
pub(super) struct Tile<'a> {
    base: &'a BaseNetwork<'a>,
    moving: &'a Moving<'a>,
    sides: &'a FigureBox,
    corners: Vec<[Exact; 2]>,
    /// What the arcs of each class that moves cost at the corners, in millionths; the last may be none.
    classes: Vec<(u32, [f64; 4])>,
}

impl<'a> Tile<'a> {
    /// Prepares to look for the routes of a demand on a box.
    pub(super) fn new(
        base: &'a BaseNetwork<'a>,
        moving: &'a Moving<'a>,
        (sides, drafted): &'a (FigureBox, DraftedClasses),
    ) -> Self {
        let corners = moving.corners(sides);
        let near: Vec<[f64; 2]> = corners.iter().map(|at| at.each_ref().map(to_f64)).collect();
        let cost =
            |&[fixed, of_u, of_v, of_both]: &[f64; 4], [u, v]: [f64; 2]| fixed + of_u * u + (of_v + of_both * u) * v;
        let at_corners = |terms: &[f64; 4]| std::array::from_fn(|at| near.get(at).map_or(0.0, |&at| cost(terms, at)));
        let classes = drafted.iter().map(|(class, terms)| (*class, at_corners(terms))).collect();
        Self { base, moving, sides, corners, classes }
    }

    /// Writes down exactly what the arcs of a class cost.
    fn class_terms(&self, class: u32) -> Result<Terms, BreakEvenError> {
        let Self { base, moving, sides, .. } = self;
        let formula = moving.costs.moved(class, &moving.formulas(&base.exact, sides));
        moving.terms(&formula.ok_or_else(|| moving.refused())?.total)
    }

    /// Finds all routes that are cheapest for a question somewhere on the box, by demands.
    pub(super) fn routes(&self) -> Result<BTreeMap<DemandId, Vec<Route>>, BreakEvenError> {
        let weights = self.base.weights.iter().map(|weight| weight * PARTS).collect();
        let mut search = RouteSearch { tile: self, weights, at_corners: Vec::new(), known: BTreeMap::new() };
        // At the corners of the box one search finds the paths of many questions.
        let queries: Vec<Query> = self.base.queries.iter().map(|&(_, query)| query).collect();
        for own in 0..self.corners.len() {
            let paths = search.paths(&queries, &corner(self.corners.len(), own));
            search.at_corners.push(paths);
        }
        let mut all: BTreeMap<DemandId, Vec<Route>> = BTreeMap::new();
        for (place, &(question, _)) in self.base.queries.iter().enumerate() {
            let demand = self.base.priced.network().questions()[question].demand;
            all.entry(demand).or_default().extend(search.routes(place)?);
        }
        Ok(all)
    }
}

/// A search for routes on a tile.
struct RouteSearch<'a> {
    tile: &'a Tile<'a>,
    /// The weights of all arcs, in parts of a millionth; those that move are set anew by each look.
    weights: Vec<f64>,
    /// The path of each question at each corner of the box.
    at_corners: Vec<Vec<Option<Path>>>,
    /// What classes cost that routes have used.
    known: BTreeMap<u32, Terms>,
}

impl RouteSearch<'_> {
    /// Finds all routes that are cheapest for a question, by its place among the queries; none where there is no way at
    /// all.
    fn routes(&mut self, place: usize) -> Result<Vec<Route>, BreakEvenError> {
        let first = corner(self.tile.corners.len(), 0);
        let Some(first) = self.cheapest(place, &first)? else { return Ok(Vec::new()) };
        let mut envelope = Envelope::of(&first.at_corners);
        let mut all = vec![first];
        while let Some((at, cost)) = envelope.open() {
            let found = self.cheapest(place, &at)?;
            match found.filter(|found| mean(&found.at_corners, &at) < cost) {
                Some(found) => {
                    envelope.lower(&found.at_corners);
                    all.push(found);
                }
                None => envelope.confirm(&at),
            }
        }
        envelope.keep_lowest(&mut all);
        Ok(all)
    }

    /// Finds the route that is cheapest where the corners weigh so much.
    fn cheapest(&mut self, place: usize, at: &AtCorners) -> Result<Option<Route>, BreakEvenError> {
        let (question, query) = self.tile.base.queries[place];
        let path = match at.iter().position(One::is_one) {
            Some(corner) => self.at_corners[corner][place].clone(),
            None => self.paths(&[query], at).pop().flatten(),
        };
        path.map(|path| self.route(question, &path.arcs)).transpose()
    }

    /// Finds the cheapest paths where the corners weigh so much.
    fn paths(&mut self, queries: &[Query], at: &AtCorners) -> Vec<Option<Path>> {
        let Tile { base, classes, .. } = self.tile;
        let at: Vec<f64> = at.iter().map(to_f64).collect();
        for &(class, ref costs) in classes {
            let cost: f64 = at.iter().zip(costs).map(|(weight, cost)| weight * cost).sum();
            for &arc in &base.arcs[class as usize] {
                self.weights[arc as usize] = (cost * PARTS).round().max(0.0);
            }
        }
        cheapest(base.priced.network().graph(), &self.weights, &base.ranks, queries)
    }

    /// Writes down a route and what it costs.
    fn route(&mut self, question: usize, arcs: &[u32]) -> Result<Route, BreakEvenError> {
        let Tile { base, corners, classes, .. } = self.tile;
        let mut terms: Terms = std::array::from_fn(|_| Exact::ZERO);
        let (mut whole, mut moved) = (0.0, 0);
        for &arc in arcs {
            let class = base.class(arc);
            if classes.binary_search_by_key(&class, |&(class, _)| class).is_err() {
                whole += base.weights[arc as usize];
                continue;
            }
            moved += 1;
            let own = match self.known.entry(class) {
                Entry::Occupied(own) => own.into_mut(),
                Entry::Vacant(place) => place.insert(self.tile.class_terms(class)?),
            };
            for (sum, own) in terms.iter_mut().zip(own) {
                *sum += &*own;
            }
        }
        terms[0] += Exact::from(whole as i64);
        let network = base.priced.network();
        let asked = &network.questions()[question];
        Ok(Route {
            corridors: BTreeSet::from([asked.corridor]),
            form: network.layers()[usize::from(asked.layer)].form.as_str(),
            way: way(network, arcs),
            at_corners: corners.iter().map(|[u, v]| value(&terms, u, v)).collect(),
            terms,
            moved,
        })
    }
}

/// Returns what something costs at `u` and `v`.
pub(super) fn value(terms: &Terms, u: &Exact, v: &Exact) -> Exact {
    let [fixed, of_u, of_v, of_both] = terms;
    fixed + of_u * u + (of_v + of_both * u) * v
}

/// Returns the places of a route at which more happens than passing.
fn way(network: &Network, arcs: &[u32]) -> Vec<PlaceId> {
    let mut places: Vec<PlaceId> = Vec::new();
    for &arc in arcs {
        let place = match &network.arcs()[ArcId::new(arc as usize)].kind {
            ArcKind::Load { place, .. }
            | ArcKind::Tranship { place, .. }
            | ArcKind::Gauge { place }
            | ArcKind::Unload { place, .. } => *place,
            _ => continue,
        };
        if places.last() != Some(&place) {
            places.push(place);
        }
    }
    places
}
