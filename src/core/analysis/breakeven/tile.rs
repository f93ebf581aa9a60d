//! Intervals of the values of a figure on which every cost is one formula of it, and all routes that are cheapest somewhere
//! on them.
//!
//! A cost is a sum of products of figures, so in one figure, or its reciprocal, every route is a straight line where no
//! bound of a charge begins or ceases to apply. Routes are found by searches with costs in binary numbers; what each costs
//! is then written down exactly.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::answer::{PlaceName, place_name};
use crate::cost::{Costs, Drafts, Formula, Formulas, Powers};
use crate::ids::{ArcId, CorridorId, DemandId, FigureId, Id, PlaceId};
use crate::model::Model;
use crate::network::{ArcKind, Network};
use crate::units::{Exact, to_f64};
use corridor_kernel::{Path, Query, cheapest};

use super::base::BaseNetwork;
use super::envelope::{AtEnds, Envelope, between};
use super::line::{ExactLine, FigureSpan};
use super::question::BreakEvenError;
use super::result::Shape;

/// Routes are looked for with costs in this many parts of a millionth.
const PARTS: f64 = 65_536.0;
/// The greatest number of cuts of an interval, one within the other.
const MAX_CUTS: usize = 4096;

/// The lines of classes, in millionths and binary numbers, by the numbers of the classes: what is fixed, and the slope.
pub(super) type DraftedClasses = Vec<(u32, [f64; 2])>;

/// A figure that moves, with how it enters costs.
pub(super) struct Moving<'a> {
    model: &'a Model,
    costs: &'a Costs,
    figure: FigureId,
    pub(super) shape: Shape,
    /// The classes of arcs whose costs it moves.
    pub(super) classes: BTreeSet<u32>,
    /// Those of the classes with bounds of charges that it moves.
    bounded: BTreeSet<u32>,
}

impl<'a> Moving<'a> {
    /// Finds out how a figure enters the costs of those classes of arcs that are used.
    ///
    /// A figure that moves nothing is taken as it is.
    ///
    /// # Errors
    /// Refuses a figure that enters some cost neither as itself nor as its reciprocal.
    pub(super) fn new(
        model: &'a Model,
        costs: &'a Costs,
        figure: FigureId,
        is_used: impl Fn(u32) -> bool,
    ) -> Result<Self, BreakEvenError> {
        let classes: BTreeSet<u32> = costs.moved_by(figure).iter().copied().filter(|&class| is_used(class)).collect();
        let powers: Vec<Powers> = classes.iter().map(|&class| costs.powers(class, figure)).collect();
        let bounded =
            classes.iter().zip(&powers).filter(|(_, powers)| powers.turns()).map(|(&class, _)| class).collect();
        let moving = Self { model, costs, figure, shape: Shape::Straight, classes, bounded };
        match powers.iter().fold(Powers::default(), |all, &own| all.and(own)).beside_zero().as_deref() {
            // The step to which a quotation is rounded enters no formula.
            Some([]) => Ok(Self { classes: BTreeSet::new(), bounded: BTreeSet::new(), ..moving }),
            Some([1]) => Ok(moving),
            Some([-1]) => Ok(Self { shape: Shape::Reciprocal, ..moving }),
            _ => Err(moving.refused()),
        }
    }

    pub(super) fn path(&self) -> String {
        self.model.register.figure(self.figure).path()
    }

    /// Refuses a figure of which costs are no lines.
    fn refused(&self) -> BreakEvenError {
        BreakEvenError::Bent(self.path())
    }

    /// Returns the power of the figure in the slope of costs.
    const fn power(&self) -> i8 {
        match self.shape {
            Shape::Straight => 1,
            Shape::Reciprocal => -1,
        }
    }

    /// Cuts an interval where bounds of charges begin or cease to apply; the least values come first.
    ///
    /// # Shape
    /// `exact` has one entry for each figure of the register.
    pub(super) fn parts(&self, exact: &[Exact], span: FigureSpan) -> Result<Vec<FigureSpan>, BreakEvenError> {
        let mut open = vec![(span, 0)];
        let mut parts = Vec::new();
        while let Some((span, depth)) = open.pop() {
            let cuts = self.cuts(exact, &span)?;
            if cuts.is_empty() {
                parts.push(span);
                continue;
            }
            if depth == MAX_CUTS {
                return Err(self.refused());
            }
            // The lowest part is looked at first, so that parts come from below. What decides between two amounts may be
            // another formula on the other side of a cut.
            open.extend(span.cut_at(&cuts).into_iter().rev().map(|part| (part, depth + 1)));
        }
        Ok(parts)
    }

    /// Finds the values at which bounds begin or cease to apply within an interval.
    fn cuts(&self, exact: &[Exact], span: &FigureSpan) -> Result<BTreeSet<Exact>, BreakEvenError> {
        let formulas = self.formulas(exact, span);
        let mut cuts = BTreeSet::new();
        for &class in &self.bounded {
            for turn in self.costs.moved(class, &formulas).ok_or_else(|| self.refused())?.turns {
                cuts.extend(self.root(&turn)?.filter(|at| *at > span.from && *at < span.to));
            }
        }
        Ok(cuts)
    }

    fn formulas<'b>(&self, exact: &'b [Exact], span: &FigureSpan) -> Formulas<'b> {
        Formulas::at(exact, self.figure, span.middle())
    }

    /// Returns the value at which a formula is zero; nothing where there is none.
    fn root(&self, formula: &Formula) -> Result<Option<Exact>, BreakEvenError> {
        let fixed = formula.coefficient(0);
        let powers: Vec<i8> = formula.powers().filter(|&power| power != 0).collect();
        match powers[..] {
            [] => Ok(None),
            [1] => Ok(Some(-fixed / formula.coefficient(1))),
            [-1] => Ok((!fixed.is_zero()).then(|| -formula.coefficient(-1) / fixed)),
            _ => Err(self.refused()),
        }
    }

    /// Writes down what the classes cost on each of some intervals.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub(super) fn drafted(&self, values: &[f64], parts: Vec<FigureSpan>) -> Vec<(FigureSpan, DraftedClasses)> {
        let draft = |class: u32, span: &FigureSpan| {
            let drafts = Drafts::at(values, self.figure, to_f64(&span.middle()));
            let draft = self.costs.drafted(class, drafts);
            (class, [0, self.power()].map(|power| draft.coefficient(power)))
        };
        // Most classes have no bound: one formula holds for them everywhere.
        let is_free = |class: &&u32| !self.bounded.contains(class);
        let free: DraftedClasses = parts
            .first()
            .into_iter()
            .flat_map(|at| self.classes.iter().filter(is_free).map(|&class| draft(class, at)))
            .collect();
        let whole = |span: FigureSpan| {
            let mut free = free.iter();
            let class = |class: &u32| {
                let own = if self.bounded.contains(class) { None } else { free.next().copied() };
                own.unwrap_or_else(|| draft(*class, &span))
            };
            let classes = self.classes.iter().map(class).collect();
            (span, classes)
        };
        parts.into_iter().map(whole).collect()
    }
}

/// A route that is cheapest for one of its demand's questions somewhere on an interval.
#[derive(Clone, Debug)]
pub(super) struct Route {
    /// The corridor that has it, or all that have one at the same cost.
    pub(super) corridors: BTreeSet<CorridorId>,
    /// The form in which the cargo travels.
    pub(super) form: &'static str,
    /// The places at which more happens than passing.
    way: Vec<PlaceId>,
    /// Its cost in millionths.
    pub(super) line: ExactLine,
    at_ends: AtEnds,
    /// The number of its arcs whose costs the figure moves.
    pub(super) moved: u32,
}

impl Route {
    pub(super) fn places(&self, model: &Model) -> Vec<PlaceName> {
        self.way.iter().map(|&place| place_name(model, place)).collect()
    }
}

/// An interval on which no bound of a charge begins or ceases to apply.
pub(super) struct Tile<'a> {
    base: &'a BaseNetwork<'a>,
    moving: &'a Moving<'a>,
    span: &'a FigureSpan,
    /// What the figure enters costs with at both ends.
    inputs: [Exact; 2],
    /// What the arcs of each class that moves cost at both ends, in millionths.
    classes: Vec<(u32, [f64; 2])>,
}

impl<'a> Tile<'a> {
    /// Prepares to look for the routes of a demand on an interval.
    pub(super) fn new(
        base: &'a BaseNetwork<'a>,
        moving: &'a Moving<'a>,
        (span, drafted): &'a (FigureSpan, DraftedClasses),
    ) -> Self {
        let inputs = [&span.from, &span.to].map(|end| moving.shape.input(end));
        let near = inputs.each_ref().map(to_f64);
        let at_ends = |&(class, [fixed, slope]): &(u32, [f64; 2])| (class, near.map(|input| fixed + slope * input));
        Self { base, moving, span, inputs, classes: drafted.iter().map(at_ends).collect() }
    }

    /// Writes down exactly what the arcs of a class cost.
    fn class_line(&self, class: u32) -> Result<ExactLine, BreakEvenError> {
        let Self { base, moving, span, .. } = self;
        let formula = moving.costs.moved(class, &moving.formulas(&base.exact, span));
        let (total, power) = (formula.ok_or_else(|| moving.refused())?.total, moving.power());
        if !total.powers().all(|own| own == 0 || own == power) {
            return Err(moving.refused());
        }
        Ok(ExactLine { fixed: total.coefficient(0), slope: total.coefficient(power) })
    }

    /// Finds all routes that are cheapest for a question somewhere on the interval, by demands.
    pub(super) fn routes(&self) -> Result<BTreeMap<DemandId, Vec<Route>>, BreakEvenError> {
        let weights = self.base.weights.iter().map(|weight| weight * PARTS).collect();
        let mut search = RouteSearch { tile: self, weights, at_ends: Vec::new(), known: BTreeMap::new() };
        // At the ends of the interval one search finds the paths of many questions.
        let queries: Vec<Query> = self.base.queries.iter().map(|&(_, query)| query).collect();
        for end in [Exact::ZERO, Exact::ONE] {
            let paths = search.paths(&queries, &end);
            search.at_ends.push(paths);
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
    /// The path of each question at each end of the interval.
    at_ends: Vec<Vec<Option<Path>>>,
    /// What classes cost that routes have used.
    known: BTreeMap<u32, ExactLine>,
}

impl RouteSearch<'_> {
    /// Finds all routes that are cheapest for a question, by its place among the queries; none where there is no way at
    /// all.
    fn routes(&mut self, place: usize) -> Result<Vec<Route>, BreakEvenError> {
        let Some(first) = self.cheapest(place, &Exact::ZERO)? else { return Ok(Vec::new()) };
        let mut envelope = Envelope::of(&first.at_ends);
        let mut all = vec![first];
        while let Some((at, cost)) = envelope.open() {
            let found = self.cheapest(place, &at)?;
            match found.filter(|found| between(&found.at_ends, &at) < cost) {
                Some(found) => {
                    envelope.lower(&found.at_ends);
                    all.push(found);
                }
                None => envelope.confirm(&at),
            }
        }
        envelope.keep_lowest(&mut all);
        Ok(all)
    }

    /// Finds the route that is cheapest at a place between the ends.
    fn cheapest(&mut self, place: usize, at: &Exact) -> Result<Option<Route>, BreakEvenError> {
        let (question, query) = self.tile.base.queries[place];
        let path = if at.is_zero() || at.is_one() {
            self.at_ends[usize::from(at.is_one())][place].clone()
        } else {
            self.paths(&[query], at).pop().flatten()
        };
        path.map(|path| self.route(question, &path.arcs)).transpose()
    }

    /// Finds the cheapest paths at a place between the ends.
    fn paths(&mut self, queries: &[Query], at: &Exact) -> Vec<Option<Path>> {
        let Tile { base, classes, .. } = self.tile;
        let [from, to] = [to_f64(&(Exact::ONE - at)), to_f64(at)];
        for &(class, [first, last]) in classes {
            let cost = from * first + to * last;
            for &arc in &base.arcs[class as usize] {
                self.weights[arc as usize] = (cost * PARTS).round().max(0.0);
            }
        }
        cheapest(base.priced.network().graph(), &self.weights, &base.ranks, queries)
    }

    /// Writes down a route and what it costs.
    fn route(&mut self, question: usize, arcs: &[u32]) -> Result<Route, BreakEvenError> {
        let Tile { base, inputs, classes, .. } = self.tile;
        let mut line = ExactLine { fixed: Exact::ZERO, slope: Exact::ZERO };
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
                Entry::Vacant(place) => place.insert(self.tile.class_line(class)?),
            };
            line.fixed += &own.fixed;
            line.slope += &own.slope;
        }
        line.fixed += Exact::from(whole as i64);
        let network = base.priced.network();
        let asked = &network.questions()[question];
        Ok(Route {
            corridors: BTreeSet::from([asked.corridor]),
            form: network.layers()[usize::from(asked.layer)].form.as_str(),
            way: way(network, arcs),
            at_ends: inputs.each_ref().map(|input| line.at(input)),
            line,
            moved,
        })
    }
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
