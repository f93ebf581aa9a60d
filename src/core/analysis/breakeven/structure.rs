//! Curves of many demands, also in figures that shape the network: a lot, a payload, the length of a haul that is priced
//! as a whole.
//!
//! What shapes a network compares such a figure with others - does the lot fill a wagon, which band holds, which way is
//! shortest - and each comparison holds on one interval. So a network that is the same near both ends of an interval is
//! the same all over it, and on it every cost is a line as for any other figure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use num_traits::Signed;
use rayon::prelude::*;

use crate::answer::{Prepared, PricedNetwork};
use crate::ids::{DemandId, FigureId, Id, Pair, PlaceId};
use crate::model::Model;
use crate::network::{KeptNetwork, Waive};
use crate::units::{Decimal, Exact, fraction, to_f64};

use super::base::BaseNetwork;
use super::held::{held_curve, held_curves, held_spans, is_beyond};
use super::lead::LeadCurve;
use super::line::FigureSpan;
use super::question::BreakEvenError;
use super::rounded::RoundedAnswers;

/// The digits of values at which networks are laid out.
const DIGITS: i32 = 12;
/// Intervals narrower than one part in so many of their ends are not looked at more closely: a network changes there.
const MIN_WIDTH_PARTS: i64 = 1_000_000_000;
/// How near to the ends of an interval networks are compared, as a share of it.
const NEAR: i64 = 1024;

/// Finds the curves of some demands along a figure, and makes something of each.
///
/// # Shape
/// The result has one entry for each demand.
pub(super) fn each<T: Send>(
    case: &Prepared,
    demands: &[DemandId],
    figure: FigureId,
    span: &FigureSpan,
    make: impl Fn(&RoundedAnswers<'_>, &Result<LeadCurve, BreakEvenError>) -> T + Sync,
) -> Vec<T> {
    if case.network_change(figure).is_none() {
        let held = is_beyond(case, figure, span).then(|| held_spans(case.model(), case.priced(), figure, span));
        let alone = |&demand: &DemandId| {
            let answers = RoundedAnswers::new(case, demand);
            let curve = match &held {
                Some(spans) => held_curve(&answers, figure, spans),
                None => LeadCurve::of(answers.base(), figure, span),
            };
            make(&answers, &curve)
        };
        return demands.par_iter().map(alone).collect();
    }
    each_shaped(case, demands, figure, span, |demand, curve| make(&RoundedAnswers::new(case, demand), curve))
}

/// Finds the curves of some demands along a figure that shapes the network, and makes something of each.
///
/// # Shape
/// The result has one entry for each demand.
pub(super) fn each_shaped<T: Send>(
    case: &Prepared,
    demands: &[DemandId],
    figure: FigureId,
    span: &FigureSpan,
    make: impl Fn(DemandId, &Result<LeadCurve, BreakEvenError>) -> T + Sync,
) -> Vec<T> {
    // The network is laid out for all demands of an origin together.
    let mut origins: BTreeMap<PlaceId, Vec<DemandId>> = BTreeMap::new();
    for &demand in demands {
        origins.entry(case.model().demands[demand].from).or_default().push(demand);
    }
    let of_origin = |own: &Vec<DemandId>| shaped_curves(case.model(), own, figure, span);
    let curves: BTreeMap<DemandId, _> =
        origins.into_values().collect::<Vec<_>>().par_iter().flat_map_iter(of_origin).collect();
    demands.par_iter().map(|demand| make(*demand, &curves[demand])).collect()
}

/// Finds the curve of one demand along any figure.
pub(super) fn lead_curve(
    answers: &RoundedAnswers<'_>,
    figure: FigureId,
    span: &FigureSpan,
) -> Result<LeadCurve, BreakEvenError> {
    if answers.case.network_change(figure).is_none() {
        if is_beyond(answers.case, figure, span) {
            let spans = held_spans(answers.case.model(), answers.case.priced(), figure, span);
            return held_curve(answers, figure, &spans);
        }
        return LeadCurve::of(answers.base(), figure, span);
    }
    let mut curves = shaped_curves(answers.case.model(), &[answers.demand], figure, span);
    curves.pop().map_or_else(|| Ok(LeadCurve::default()), |(_, curve)| curve)
}

/// Finds the curves of some demands along a figure that shapes their network, which is laid out for all together.
fn shaped_curves(
    model: &Model,
    demands: &[DemandId],
    figure: FigureId,
    within: &FigureSpan,
) -> Vec<(DemandId, Result<LeadCurve, BreakEvenError>)> {
    let layouts = layouts(model, demands, figure, within);
    let on_layout = |(span, layout): &(FigureSpan, Arc<Layout>)| layout.curves(demands, figure, span);
    let parts: Vec<Vec<Result<LeadCurve, BreakEvenError>>> = layouts.par_iter().map(on_layout).collect();
    let mut whole: Vec<_> = demands.iter().map(|&demand| (demand, Ok(LeadCurve::default()))).collect();
    for part in parts {
        for ((_, whole), next) in whole.iter_mut().zip(part) {
            match (&mut *whole, next) {
                (Ok(whole), Ok(next)) => whole.append(next),
                (Ok(_), Err(refused)) => *whole = Err(refused),
                (Err(_), _) => {}
            }
        }
    }
    whole
}

/// Lays out the network of some demands on each interval of a figure on which it is the same, at the end that is nearer to
/// today's value.
pub(super) fn layouts(
    model: &Model,
    demands: &[DemandId],
    figure: FigureId,
    within: &FigureSpan,
) -> Vec<(FigureSpan, Arc<Layout>)> {
    let moved = model.register.figure(figure);
    // Comparisons are with figures of the same unit, more often than not; today's value is one of them.
    let like: BTreeSet<Exact> = model
        .register
        .iter()
        .filter(|(_, other)| other.unit() == moved.unit())
        .map(|(_, other)| other.value.to_exact())
        .filter(|value| *value > within.from && *value < within.to)
        .collect();
    let today = moved.value.to_exact();
    // Each interval with the networks near the ends of what it was cut from: it is likely to have one of them.
    let mut open: Vec<(FigureSpan, Vec<Arc<Layout>>)> =
        within.cut_at(&like).into_iter().rev().map(|span| (span, Vec::new())).collect();
    let mut all: Vec<(FigureSpan, Arc<Layout>)> = Vec::new();
    while let Some((span, mut near)) = open.pop() {
        near.extend(all.last().map(|(_, before)| Arc::clone(before)));
        let layout = |numerator: i64, near: &[Arc<Layout>]| {
            let share = fraction(numerator, NEAR);
            let at = &span.from + (&span.to - &span.from) * share;
            Layout::new(model, demands, figure, &at, near).map(Arc::new)
        };
        let Some(first) = layout(1, &near) else { continue };
        near.push(Arc::clone(&first));
        let Some(last) = layout(NEAR - 1, &near) else { continue };
        if !first.is_like(&last) {
            let width = (&span.to - &span.from) * Exact::from(MIN_WIDTH_PARTS);
            if width > span.to.abs() {
                let parts = span.cut_at([&span.middle()]).into_iter().rev();
                open.extend(parts.map(|part| (part, vec![Arc::clone(&first), Arc::clone(&last)])));
            }
            continue;
        }
        match all.last_mut() {
            // Today's value parts what is above it from what is below: costs may make sense near it alone.
            Some((before, known)) if before.to == span.from && before.to != today && known.is_like(&first) => {
                before.to = span.to;
                if before.to <= today {
                    *known = last;
                }
            }
            _ => all.push(if span.to <= today { (span, last) } else { (span, first) }),
        }
    }
    all
}

/// The network of some demands at one value of a figure.
pub(super) struct Layout {
    pub(super) model: Model,
    pub(super) priced: PricedNetwork,
}

impl Layout {
    /// Lays out the network at a value of a figure, unless it is one of those that are known near it.
    fn new(model: &Model, demands: &[DemandId], figure: FigureId, at: &Exact, near: &[Arc<Self>]) -> Option<Self> {
        let mut values: Vec<Decimal> = model.register.iter().map(|(_, known)| known.value).collect();
        values[figure.index()] = (0..=30).find_map(|less| Decimal::near(at, DIGITS - less))?;
        let numbers: Vec<f64> = values.iter().map(|value| value.to_f64()).collect();
        let model = model.with_values(&values);
        let pairs: Vec<Pair> = demands.iter().flat_map(|&demand| model.pairs_of(demand)).collect();
        let is_kept =
            |known: &&Arc<Self>| known.priced.network().kept_at(&known.model, &values, || &model) == KeptNetwork::Sums;
        let priced = match near.iter().find(is_kept) {
            Some(known) => known.priced.priced_at(&numbers),
            None => PricedNetwork::new(&model, &numbers, &pairs, Waive::default()),
        };
        Some(Self { model, priced })
    }

    /// Finds the curves of some demands on an interval on which the network is this one.
    fn curves(
        &self,
        demands: &[DemandId],
        figure: FigureId,
        span: &FigureSpan,
    ) -> Vec<Result<LeadCurve, BreakEvenError>> {
        let ends = (to_f64(&span.from), to_f64(&span.to));
        let numbers = self.model.register.values();
        let mut bounds: Vec<(f64, f64)> = numbers.iter().map(|&value| (value, value)).collect();
        bounds[figure.index()] = ends;
        if self.priced.costs().is_supported() && self.priced.may_fall_below(figure, &bounds) {
            let spans = held_spans(&self.model, &self.priced, figure, span);
            return held_curves(&self.model, &self.priced, demands, figure, &spans);
        }
        let of = |demands: &[DemandId]| {
            LeadCurve::of_each(&BaseNetwork::new(&self.model, self.priced.clone(), demands), demands, figure, span)
        };
        match of(demands) {
            Ok(curves) if curves.iter().all(|curve| curve.covers(span)) => curves.into_iter().map(Ok).collect(),
            // Where the costs of some demand make no sense, or have no formula, those of another may.
            _ => demands.iter().map(|&demand| Ok(of(&[demand])?.pop().unwrap_or_default())).collect(),
        }
    }

    fn is_like(&self, other: &Self) -> bool {
        let (one, other) = (&self.priced, &other.priced);
        one.has_sums_of(other) || one.network() == other.network() && one.costs().has_terms_of(other.costs())
    }
}
