//! The curves of the corridors of one demand along one figure, and which of them leads where.

use std::collections::BTreeSet;

use num_traits::Signed;

use crate::ids::{CorridorId, DemandId, FigureId};
use crate::model::Model;
use crate::units::{Exact, Money, to_f64};

use super::base::{BaseNetwork, MAX_ARC_MICROS};
use super::figures::keys;
use super::line::{ExactLine, FigureSpan, lowest};
use super::question::BreakEvenError;
use super::result::{Curve, CurvePiece, Flip, Lead, Shape};
use super::rounded::{RoundedAnswers, Side};
use super::tile::{DraftedClasses, Moving, Route, Tile};

/// What one figure does to one demand.
#[derive(Default)]
pub(super) struct LeadCurve {
    stretches: Vec<LeadStretch>,
    /// The greatest number of amounts of a route that the figure moves and that are rounded.
    rounded: u32,
}

/// An interval on which the cost of every route is one line.
struct LeadStretch {
    shape: Shape,
    span: FigureSpan,
    routes: Vec<Route>,
    leads: Vec<StretchLead>,
}

/// A part of a stretch on which the same corridors are cheapest.
struct StretchLead {
    span: FigureSpan,
    line: ExactLine,
    corridors: BTreeSet<CorridorId>,
}

impl LeadCurve {
    /// Finds the corridors that lead a network's one demand along a figure, as far as costs make sense on either side of today's value:
    /// none below zero, none beyond what anyone pays.
    ///
    /// # Errors
    /// Refuses a figure in which some cost is no straight line, nor in its reciprocal.
    pub(super) fn of(base: &BaseNetwork<'_>, figure: FigureId, within: &FigureSpan) -> Result<Self, BreakEvenError> {
        let demand = base.queries.first().map(|&(question, _)| base.priced.network().questions()[question].demand);
        Ok(Self::of_each(base, demand.as_slice(), figure, within)?.pop().unwrap_or_default())
    }

    /// Finds the corridors that lead each demand of a network along a figure, as far as all their costs make sense.
    ///
    /// # Shape
    /// The result has one entry for each of the demands.
    ///
    /// # Errors
    /// Refuses a figure in which some cost is no straight line, nor in its reciprocal.
    pub(super) fn of_each(
        base: &BaseNetwork<'_>,
        demands: &[DemandId],
        figure: FigureId,
        within: &FigureSpan,
    ) -> Result<Vec<Self>, BreakEvenError> {
        let is_used = |class: u32| !base.arcs[class as usize].is_empty();
        let moving = Moving::new(base.model, base.priced.costs(), figure, is_used)?;
        let shape = moving.shape;
        let today = base.model.register.figure(figure).value.to_exact();
        let mut span = within.clone();
        if shape == Shape::Reciprocal {
            // A divisor is never nothing; the least that is looked at is a millionth of today's value.
            span.from = span.from.max(&today / Exact::from(1_000_000));
        }
        let parts = moving.parts(&base.exact, span)?;
        let mut curves: Vec<Self> = demands.iter().map(|_| Self::default()).collect();
        for part in sensible(moving.drafted(&base.values, parts), shape, &today) {
            let mut routes = Tile::new(base, &moving, &part).routes()?;
            let (span, _) = part;
            for (curve, demand) in curves.iter_mut().zip(demands) {
                let own = routes.remove(demand).unwrap_or_default();
                curve.rounded = own.iter().map(|route| route.moved).fold(curve.rounded, u32::max);
                curve.stretches.push(LeadStretch::new(shape, span.clone(), own));
            }
        }
        Ok(curves)
    }

    /// Returns whether the curve reaches from one end of an interval to the other.
    pub(super) fn covers(&self, span: &FigureSpan) -> bool {
        let ends = self.stretches.first().zip(self.stretches.last());
        ends.is_some_and(|(first, last)| first.span.from == span.from && last.span.to == span.to)
    }

    /// Goes on with what was found out on an interval that follows.
    pub(super) fn append(&mut self, next: Self) {
        self.stretches.extend(next.stretches);
        self.rounded = self.rounded.max(next.rounded);
    }

    pub(super) fn curves(&self, model: &Model) -> Vec<Curve> {
        let curve = |corridor: CorridorId| Curve {
            corridor: model.corridors[corridor].key.clone(),
            title: model.corridors[corridor].title.clone(),
            pieces: joined(self.stretches.iter().flat_map(|stretch| stretch.pieces(model, corridor))),
        };
        model.corridors.ids().map(curve).collect()
    }

    /// Returns the corridors that lead, from the least value to the greatest.
    pub(super) fn leads(&self, model: &Model) -> Vec<Lead> {
        let mut all: Vec<Lead> = Vec::new();
        for StretchLead { span, corridors, .. } in self.stretches.iter().flat_map(|stretch| &stretch.leads) {
            let corridors = keys(model, corridors);
            match all.last_mut() {
                Some(before) if before.corridors == corridors => before.to = span.to.clone().into(),
                _ => all.push(Lead { from: span.from.clone().into(), to: span.to.clone().into(), corridors }),
            }
        }
        all
    }

    /// Finds the nearest value on one side of today's at which none of today's leaders leads any more.
    pub(super) fn flip(&self, answers: &RoundedAnswers<'_>, figure: FigureId, side: Side) -> Option<Flip> {
        let today = answers.value(figure);
        let is_here = |lead: &StretchLead| match side {
            Side::Above => lead.span.to > today,
            Side::Below => lead.span.from < today,
        };
        let mut leads: Vec<(Shape, &StretchLead)> = Vec::new();
        for LeadStretch { shape, leads: own, .. } in &self.stretches {
            leads.extend(own.iter().filter(|lead| is_here(lead)).map(|lead| (*shape, lead)));
        }
        if side == Side::Below {
            leads.reverse();
        }
        let is_old = |corridor: &CorridorId| answers.leaders.contains(corridor);
        let turned = leads.iter().position(|(_, lead)| !lead.corridors.iter().any(is_old))?;
        let (shape, lead) = leads[turned];
        let at = if side == Side::Above { &lead.span.from } else { &lead.span.to };
        if turned == 0 && *at != today {
            // Today's leader is only one within rounding.
            return None;
        }
        let before = turned.checked_sub(1).map(|before| &leads[before].1.line);
        let difference = before.map_or(Exact::ZERO, |before| (&before.slope - &lead.line.slope).abs());
        answers.flip(figure, side, at.clone(), &blur(&difference, shape, at, self.rounded))
    }
}

impl LeadStretch {
    fn new(shape: Shape, span: FigureSpan, routes: Vec<Route>) -> Self {
        let lines: Vec<ExactLine> = routes.iter().map(|route| route.line.clone()).collect();
        let lead = |(span, owners): (FigureSpan, Vec<usize>)| StretchLead {
            span,
            line: lines[owners[0]].clone(),
            corridors: owners.into_iter().flat_map(|place| routes[place].corridors.clone()).collect(),
        };
        let leads = lowest(&lines, shape, &span).into_iter().map(lead).collect();
        Self { shape, span, routes, leads }
    }

    /// Returns the pieces of the curve of a corridor, in units of the currency.
    fn pieces(&self, model: &Model, corridor: CorridorId) -> Vec<CurvePiece> {
        let routes: Vec<&Route> = self.routes.iter().filter(|route| route.corridors.contains(&corridor)).collect();
        let lines: Vec<ExactLine> = routes.iter().map(|route| route.line.clone()).collect();
        let parts = lowest(&lines, self.shape, &self.span);
        parts.into_iter().map(|(span, own)| self.piece(model, routes[own[0]], &lines[own[0]], span)).collect()
    }

    fn piece(&self, model: &Model, route: &Route, line: &ExactLine, span: FigureSpan) -> CurvePiece {
        let cost = |at: &Exact| in_units(line.at(&self.shape.input(at))).into();
        CurvePiece {
            // A constant is written as a straight line, however the figure enters elsewhere.
            shape: if line.slope.is_zero() { Shape::Straight } else { self.shape },
            fixed: in_units(line.fixed.clone()).into(),
            slope: in_units(line.slope.clone()).into(),
            form: route.form,
            way: route.places(model),
            cost_from: cost(&span.from),
            cost_to: cost(&span.to),
            from: span.from.into(),
            to: span.to.into(),
        }
    }
}

/// Returns how far the rounding of some amounts to millionths moves where two lines cross.
fn blur(difference: &Exact, shape: Shape, at: &Exact, rounded: u32) -> Exact {
    if difference.is_zero() {
        return Exact::ZERO;
    }
    let off = Exact::from(rounded.max(1)) / difference;
    match shape {
        Shape::Straight => off,
        Shape::Reciprocal => off * at * at,
    }
}

/// Joins pieces that follow each other by the same route and line.
fn joined(pieces: impl Iterator<Item = CurvePiece>) -> Vec<CurvePiece> {
    let mut all: Vec<CurvePiece> = Vec::new();
    for piece in pieces {
        match all.last_mut() {
            Some(before)
                if (&before.fixed, &before.slope, &before.way, before.form)
                    == (&piece.fixed, &piece.slope, &piece.way, piece.form) =>
            {
                (before.to, before.cost_to) = (piece.to, piece.cost_to);
            }
            _ => all.push(piece),
        }
    }
    all
}

/// Returns millionths as units of a currency.
fn in_units(micros: Exact) -> Exact {
    micros / Exact::from(Money::SCALE)
}

/// Cuts off where some cost is below zero or beyond what anyone pays, on either side of today's value.
fn sensible(
    parts: Vec<(FigureSpan, DraftedClasses)>,
    shape: Shape,
    today: &Exact,
) -> Vec<(FigureSpan, DraftedClasses)> {
    let good = parts.into_iter().filter_map(|(span, classes)| Some((trimmed(span, &classes, shape)?, classes)));
    let good: Vec<(FigureSpan, DraftedClasses)> = good.collect();
    // Only intervals that join on to the one with today's value are kept.
    let Some(home) = good.iter().position(|(span, _)| span.from <= *today && *today <= span.to) else {
        return Vec::new();
    };
    let is_gap = |&at: &usize| good[at - 1].0.to != good[at].0.from;
    let first = (1..=home).rev().find(is_gap).unwrap_or(0);
    let end = (home + 1..good.len()).find(is_gap).unwrap_or(good.len());
    good.into_iter().skip(first).take(end - first).collect()
}

/// Returns the part of an interval on which all costs make sense.
fn trimmed(mut span: FigureSpan, classes: &DraftedClasses, shape: Shape) -> Option<FigureSpan> {
    let most = MAX_ARC_MICROS as f64;
    // A cost of nothing may be drafted a little below it: each of its parts is rounded.
    let least = -(crate::answer::PARTS.len() as f64);
    let is_good = |&[fixed, slope]: &[f64; 2], value: f64| {
        let moved = if shape == Shape::Straight { slope * value } else { slope / value };
        (least..=most + 1.0).contains(&(fixed + moved))
    };
    let (mut from, mut to) = (to_f64(&span.from), to_f64(&span.to));
    for line in classes.iter().map(|(_, line)| line).filter(|line| line[1] != 0.0) {
        if is_good(line, from) && is_good(line, to) {
            continue;
        }
        // Every line is monotone, so it meets nothing, or the most, at one value at most.
        for limit in [0.0, most] {
            let at = (limit - line[0]) / line[1];
            let at = if shape == Shape::Straight { at } else { 1.0 / at };
            if !(at > from && at < to) {
                continue;
            }
            let end = Exact::try_from(at).unwrap_or(Exact::ZERO);
            if is_good(line, from) { (to, span.to) = (at, end) } else { (from, span.from) = (at, end) }
        }
        if !is_good(line, from) || !is_good(line, to) {
            return None;
        }
    }
    (span.from < span.to).then_some(span)
}
