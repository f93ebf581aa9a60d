//! Curves on one network: what every question costs as a function of one figure.

use std::collections::{BTreeMap, BTreeSet};

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::answer::PricedNetwork;
use crate::cost::{Drafts, Formula};
use crate::ids::{ArcId, DemandId, FigureId, Id};
use crate::model::Model;
use crate::units::{Decimal, Exact, to_f64};
use corridor_kernel::{Fraction, Parametric, ParametricError, ParametricPiece, Query};

use super::bounds::{NoCurve, cuts, middle, moved, shape};
use super::line::{ExactLine, FigureSpan, lowest};
use super::result::Shape;

/// The dearest that an arc may become: 100,000 currency units a tonne. Values of a figure beyond that are not looked at.
pub(super) const MAX_ARC_MICROS: i64 = 100_000_000_000;
/// The digits of the ends between which paths are looked for.
const DIGITS: i32 = 12;
/// The greatest whole number that costs are counted up to; binary numbers hold those below it to eight digits of a million.
const MAX_WHOLE: f64 = 1e18;
/// The decimal places of a millionth that costs are counted in, where they fit: a millionth of a millionth.
const MAX_PLACES: u32 = 6;

/// A network at today's prices, ready for one figure after the other to move.
#[derive(Clone)]
pub(super) struct BaseNetwork<'a> {
    pub(super) model: &'a Model,
    pub(super) priced: PricedNetwork,
    pub(super) exact: Vec<Exact>,
    pub(super) values: Vec<f64>,
    pub(super) queries: Vec<Query>,
    /// The question of each query.
    pub(super) questions: Vec<usize>,
    pub(super) weights: Vec<f64>,
    pub(super) ranks: Vec<u64>,
    /// The arcs of each class.
    pub(super) arcs: Vec<Vec<u32>>,
}

/// A part of the cost of one question on which one path is cheapest.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) span: FigureSpan,
    pub(super) line: ExactLine,
    pub(super) arcs: Vec<u32>,
}

/// An interval of the figure on which every cost is one line, with the segments of each query.
#[derive(Clone, Debug)]
pub(super) struct FigureStretch {
    pub(super) span: FigureSpan,
    pub(super) shape: Shape,
    pub(super) segments: Vec<Vec<Segment>>,
}

/// What the arcs of a class cost on an interval, in binary numbers: `fixed + slope * x`, or with the reciprocal of `x`.
#[derive(Clone, Copy, Debug)]
struct ClassLine {
    class: u32,
    fixed: f64,
    slope: f64,
}

/// Intervals that follow each other, with the lines of the classes on each.
type Drafted = Vec<(FigureSpan, Vec<ClassLine>)>;

/// The figure that moves, with how it enters costs.
#[derive(Clone, Copy, Debug)]
struct Moving {
    figure: FigureId,
    shape: Shape,
}

impl<'a> BaseNetwork<'a> {
    /// Prepares a priced network.
    pub(super) fn new(model: &'a Model, priced: PricedNetwork) -> Self {
        let (network, costs) = (priced.network(), priced.costs());
        let asked = network.questions().iter().enumerate();
        let (questions, queries) = asked
            .filter_map(|(index, question)| Some((index, Query { source: question.source, target: question.target? })))
            .unzip();
        let mut arcs = vec![Vec::new(); costs.classes()];
        for arc in network.arcs().ids() {
            arcs[costs.entry_number(arc) as usize].push(arc.index() as u32);
        }
        let (weights, ranks) = (costs.weights(priced.prices()), costs.ranks(priced.prices()));
        Self {
            model,
            exact: model.register.exact_values(),
            values: model.register.values(),
            queries,
            questions,
            weights,
            ranks,
            arcs,
            priced,
        }
    }

    /// Finds the curves of all questions while a figure moves over an interval around today's value, or over as much of
    /// it as costs make sense on: none below zero, none beyond what anyone pays.
    ///
    /// Returns beside them, for each query, how many amounts of a route are rounded that the figure moves, at most.
    pub(super) fn stretches(
        &self,
        figure: FigureId,
        within: &FigureSpan,
    ) -> Result<(Vec<FigureStretch>, Vec<u32>), NoCurve> {
        let costs = self.priced.costs();
        let is_used = |&class: &u32| !self.arcs[class as usize].is_empty();
        let classes: Vec<u32> = costs.moved_by(figure).into_iter().filter(is_used).collect();
        if classes.is_empty() {
            return Err(NoCurve::Still);
        }
        let (parts, shape) = self.formulas(figure, &classes, within)?;
        let today = self.model.register.figure(figure).value.to_exact();
        let mut stretches = Vec::new();
        for (span, lines) in sensible(parts, shape, &today) {
            let segments = self.segments(&span, Moving { figure, shape }, &lines);
            stretches.push(FigureStretch { span, shape, segments });
        }
        let moved = |segment: &Segment| {
            let is_moved = |arc: &&u32| classes.binary_search(&self.priced.costs().entry_number(id(**arc))).is_ok();
            segment.arcs.iter().filter(is_moved).count() as u32
        };
        let mut rounded = vec![0; self.queries.len()];
        for stretch in &stretches {
            for (most, segments) in rounded.iter_mut().zip(&stretch.segments) {
                *most = segments.iter().map(moved).fold(*most, u32::max);
            }
        }
        Ok((stretches, rounded))
    }

    /// Returns the queries of a demand.
    pub(super) fn queries_of(&self, demand: DemandId) -> impl Iterator<Item = usize> + '_ {
        let questions = self.priced.network().questions();
        (0..self.queries.len()).filter(move |&query| questions[self.questions[query]].demand == demand)
    }

    /// Returns what questions cost on an interval on which nothing moves them.
    pub(super) fn still(&self, span: &FigureSpan) -> FigureStretch {
        let moving = Moving { figure: self.model.cargo.value_per_t, shape: Shape::Straight };
        FigureStretch { segments: self.segments(span, moving, &[]), span: span.clone(), shape: moving.shape }
    }

    /// Cuts an interval where bounds of charges begin or cease to apply, and writes down the lines of the classes on each part.
    fn formulas(&self, figure: FigureId, classes: &[u32], within: &FigureSpan) -> Result<(Drafted, Shape), NoCurve> {
        let costs = self.priced.costs();
        let (shape, bounded) = shape(costs, figure, classes)?;
        let mut span = within.clone();
        if shape == Shape::Reciprocal {
            // A divisor is never nothing; the least that is looked at is a millionth of today's value.
            let today = self.model.register.figure(figure).value.to_exact();
            span.from = span.from.max(today / Exact::from_integer(1_000_000.into()));
        }
        let cuts = cuts(&self.exact, costs, figure, &bounded, &span)?;
        let ends: Vec<&Exact> = std::iter::once(&span.from).chain(&cuts).chain(std::iter::once(&span.to)).collect();
        // Most classes have no bound: one line holds for them everywhere.
        let lines_of = |classes: &[u32], at: &Exact| -> Vec<ClassLine> {
            let drafts = Drafts::at(&self.values, figure, to_f64(at));
            let line = |&class: &u32| {
                let [reciprocal, fixed, straight] = costs.drafted(class, drafts);
                let slope = if shape == Shape::Straight { straight } else { reciprocal };
                ClassLine { class, fixed, slope }
            };
            classes.iter().map(line).collect()
        };
        let free: Vec<u32> = classes.iter().copied().filter(|class| !bounded.contains(class)).collect();
        let everywhere = lines_of(&free, &middle(&span));
        let mut parts = Vec::new();
        for ends in ends.windows(2) {
            let part = FigureSpan { from: ends[0].clone(), to: ends[1].clone() };
            let mut own = everywhere.clone();
            own.extend(lines_of(&bounded, &middle(&part)));
            parts.push((part, own));
        }
        Ok((parts, shape))
    }

    /// Finds the cheapest paths of all queries on an interval on which every cost is one line.
    ///
    /// Paths are found by drafts; what each costs is then written down exactly.
    fn segments(&self, span: &FigureSpan, moving: Moving, lines: &[ClassLine]) -> Vec<Vec<Segment>> {
        let Moving { figure, shape } = moving;
        let ends = match shape {
            Shape::Straight => [span.from.clone(), span.to.clone()],
            Shape::Reciprocal => [span.to.recip(), span.from.recip()],
        };
        let moved_by: BTreeSet<u32> = lines.iter().map(|own| own.class).collect();
        let mut known: BTreeMap<u32, ExactLine> = BTreeMap::new();
        let pieces = (0..=MAX_PLACES).rev().find_map(|places| self.pieces(&ends, lines, places));
        let pieces = pieces.unwrap_or_else(|| vec![Vec::new(); self.queries.len()]);
        let costs = self.priced.costs();
        let mut exact = |arcs: &[u32]| {
            let mut sum = ExactLine { fixed: Exact::zero(), slope: Exact::zero() };
            let mut whole = 0.0;
            for &arc in arcs {
                let class = costs.entry_number(id(arc));
                if !moved_by.contains(&class) {
                    whole += self.weights[arc as usize];
                    continue;
                }
                let own = known.entry(class).or_insert_with(|| {
                    // That there is such a line is known from the powers of the figure in it.
                    let found = moved(&self.exact, costs, figure, class, middle(span)).ok();
                    let nothing = ExactLine { fixed: Exact::zero(), slope: Exact::zero() };
                    found.map_or(nothing, |found| line(&found.total, shape))
                });
                sum.fixed += &own.fixed;
                sum.slope += &own.slope;
            }
            sum.fixed += Exact::from_integer(BigInt::from(whole as i64));
            sum
        };
        let mut all = Vec::with_capacity(self.queries.len());
        for of_query in pieces {
            // Pieces come in the order of the parameter; where that is the reciprocal the figure runs the other way.
            let mut own: Vec<(ExactLine, Vec<u32>)> =
                of_query.into_iter().map(|piece| (exact(&piece.arcs), piece.arcs)).collect();
            if shape == Shape::Reciprocal {
                own.reverse();
            }
            let named: Vec<(usize, &ExactLine)> = own.iter().map(|(line, _)| line).enumerate().collect();
            let parts = lowest(&named, shape, span);
            let segment = |(span, places): (FigureSpan, Vec<usize>)| {
                let (line, arcs) = own[places[0]].clone();
                Segment { span, line, arcs }
            };
            all.push(parts.into_iter().map(segment).collect());
        }
        all
    }

    /// Asks for the curves with costs counted in parts of a millionth; nothing where such numbers are too great.
    fn pieces(&self, ends: &[Exact; 2], lines: &[ClassLine], places: u32) -> Option<Vec<Vec<ParametricPiece>>> {
        let scale = libm::pow(10.0, f64::from(places));
        // The parameter runs up to between a tenth and 1, so that slopes keep as many digits as costs.
        let unit = power_of_ten_above(&ends[1]);
        let whole = |number: f64| {
            let scaled = (number * scale).round();
            (scaled.abs() < MAX_WHOLE).then_some(scaled as i64)
        };
        let usable = |weight: f64| weight.is_finite() && weight >= 0.0;
        let weights = self.weights.iter();
        let mut fixed: Vec<i64> = weights
            .map(|&weight| if usable(weight) { whole(weight) } else { Some(Parametric::NO_ARC) })
            .collect::<Option<_>>()?;
        let mut slopes = vec![0; fixed.len()];
        // Paths are looked for between ends of a dozen digits; on which part each is cheapest is worked out exactly.
        let ends = ends.each_ref().map(|end| fraction(&Decimal::near(&(end / &unit), DIGITS)?.to_exact()));
        let [low, high] = [ends[0]?, ends[1]?];
        let unit = to_f64(&unit);
        for line in lines {
            let (mut own, slope) = (whole(line.fixed)?, whole(line.slope * unit)?);
            // Rounding must not turn a cost of nothing into less than nothing.
            for at in [low, high] {
                let cost = corridor_kernel::CostLine { fixed: own, slope }.at(at);
                own += if cost.is_negative() { i64::try_from(-cost.floor().to_integer()).ok()? } else { 0 };
            }
            for &arc in &self.arcs[line.class as usize] {
                (fixed[arc as usize], slopes[arc as usize]) = (own, slope);
            }
        }
        let graph = self.priced.network().graph();
        match Parametric::new(graph, &fixed, &slopes, &self.ranks, [low, high], &self.queries) {
            Ok(problem) => Some(problem.curves()),
            Err(ParametricError::TooGreat | ParametricError::Negative { .. } | ParametricError::Backwards { .. }) => {
                None
            }
        }
    }
}

pub(super) fn id(arc: u32) -> ArcId {
    ArcId::new(arc as usize)
}

fn line(formula: &Formula, shape: Shape) -> ExactLine {
    let power = if shape == Shape::Straight { 1 } else { -1 };
    ExactLine { fixed: formula.coefficient((0, 0)), slope: formula.coefficient((power, 0)) }
}

/// Cuts off where some cost is below zero or beyond what anyone pays, on either side of today's value.
fn sensible(parts: Drafted, shape: Shape, today: &Exact) -> Drafted {
    let most = MAX_ARC_MICROS as f64;
    // A cost of nothing may be drafted a little below it.
    let is_good = |line: &ClassLine, value: f64| {
        let moved = if shape == Shape::Straight { line.slope * value } else { line.slope / value };
        (-1.0..=most + 1.0).contains(&(line.fixed + moved))
    };
    // Every line is monotone, so it meets nothing, or the most, at one value at most.
    let cut = |(mut span, lines): (FigureSpan, Vec<ClassLine>)| -> Option<(FigureSpan, Vec<ClassLine>)> {
        let (mut from, mut to) = (to_f64(&span.from), to_f64(&span.to));
        for line in lines.iter().filter(|line| line.slope != 0.0) {
            for limit in [0.0, most] {
                let at = (limit - line.fixed) / line.slope;
                let at = if shape == Shape::Straight { at } else { 1.0 / at };
                if !(at > from && at < to) {
                    continue;
                }
                let end = Exact::from_float(at).unwrap_or_else(Exact::zero);
                if is_good(line, from) { (to, span.to) = (at, end) } else { (from, span.from) = (at, end) }
            }
            if !is_good(line, from) || !is_good(line, to) {
                return None;
            }
        }
        (span.from < span.to).then_some((span, lines))
    };
    let mut good: Drafted = parts.into_iter().filter_map(cut).collect();
    // Only intervals that join on to the one with today's value are kept.
    let home = good.iter().position(|(span, _)| span.from <= *today && *today <= span.to);
    let Some(home) = home else { return Vec::new() };
    let joined = |one: &FigureSpan, other: &FigureSpan| one.to == other.from;
    let first =
        (1..=home).rev().take_while(|&at| joined(&good[at - 1].0, &good[at].0)).last().map_or(home, |at| at - 1);
    let last = (home..good.len() - 1).take_while(|&at| joined(&good[at].0, &good[at + 1].0)).last();
    good.truncate(last.map_or(home, |at| at + 1) + 1);
    good.split_off(first)
}

/// Returns the least power of ten that is not below a number above 0; 1 for other numbers.
fn power_of_ten_above(number: &Exact) -> Exact {
    let (mut power, ten) = (Exact::from_integer(1.into()), Exact::from_integer(10.into()));
    if !number.is_positive() {
        return power;
    }
    while power < *number {
        power *= &ten;
    }
    while &power / &ten >= *number {
        power /= &ten;
    }
    power
}

fn fraction(number: &Exact) -> Option<Fraction> {
    Some(Fraction::new(number.numer().to_i128()?, number.denom().to_i128()?))
}
