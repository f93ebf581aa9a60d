//! Curves in a figure at some values of which support exceeds the cost of steps.
//!
//! Searches shift the costs of arcs so that none is below nothing, and one shift does not serve all values of a figure. So the
//! values are cut into intervals with a shift each, and where they end a whole route would cost less than nothing: there the
//! scenario is refused.

use corridor_kernel::Query;
use num_traits::Signed;

use crate::answer::{Prepared, PricedNetwork};
use crate::ids::{DemandId, FigureId, Id};
use crate::model::Model;
use crate::units::{Decimal, Exact, to_f64};

use super::base::BaseNetwork;
use super::lead::LeadCurve;
use super::line::FigureSpan;
use super::question::BreakEvenError;
use super::rounded::RoundedAnswers;

/// The most intervals on one side of a value, and the most that are tried.
const MAX_INTERVALS: usize = 64;
const MAX_TRIALS: usize = 1024;
/// Intervals narrower than this share of their ends are not looked at.
const MIN_WIDTH: f64 = 1e-9;
/// What a value at which a route costs nothing is rounded by at the most, as a share of it.
const MAX_ROUNDING: f64 = 1e-8;
/// The most decimals of the value at which a route costs nothing.
const MAX_PLACES: i32 = 12;

/// Returns whether some cost that a figure moves may fall below nothing on an interval as searches shift it today.
pub(super) fn is_beyond(case: &Prepared, figure: FigureId, span: &FigureSpan) -> bool {
    let priced = case.priced();
    priced.costs().is_supported() && priced.may_fall_below(figure, &bounds_on(case.values(), figure, span))
}

/// Returns the values of all figures as bounds, with one of them anywhere on an interval.
fn bounds_on(values: &[f64], figure: FigureId, span: &FigureSpan) -> Vec<(f64, f64)> {
    let mut bounds: Vec<(f64, f64)> = values.iter().map(|&value| (value, value)).collect();
    bounds[figure.index()] = (to_f64(&span.from), to_f64(&span.to));
    bounds
}

/// Cuts an interval of a figure into intervals, the least first, on each of which one shift keeps every arc at or above
/// nothing. One of them begins or ends at the model's value; they reach as far as no route of any demand costs less than
/// nothing, or less far where a figure raises both a cost and the support against it: intervals become narrow there.
pub(super) fn held_spans(
    model: &Model,
    priced: &PricedNetwork,
    figure: FigureId,
    within: &FigureSpan,
) -> Vec<FigureSpan> {
    let (_, queries) = priced.queries();
    let search = HeldSearch { priced, values: &model.register.values(), figure, queries };
    let today = model.register.figure(figure).value.to_exact();
    let mut spans = search.outwards(&today, &within.from);
    spans.reverse();
    spans.extend(search.outwards(&today, &within.to));
    spans
}

struct HeldSearch<'a> {
    priced: &'a PricedNetwork,
    values: &'a [f64],
    figure: FigureId,
    queries: Vec<Query>,
}

impl HeldSearch<'_> {
    /// Returns intervals that follow each other from a value towards an end.
    fn outwards(&self, from: &Exact, end: &Exact) -> Vec<FigureSpan> {
        let (mut near, mut far, mut end) = (from.clone(), end.clone(), end.clone());
        let mut spans = Vec::new();
        for _ in 0..MAX_TRIALS {
            let (one, other) = (to_f64(&near), to_f64(&far));
            let is_narrow = (one - other).abs() <= MIN_WIDTH * one.abs().max(other.abs());
            if near == far || is_narrow || spans.len() == MAX_INTERVALS {
                break;
            }
            let span = FigureSpan { from: near.clone().min(far.clone()), to: near.clone().max(far.clone()) };
            let Err(walk) =
                self.priced.held_within(self.values, &bounds_on(self.values, self.figure, &span), &self.queries)
            else {
                // Near to the end each interval is a share of what is left, and smaller than the one before.
                let next = &far + (&far - &near);
                let is_past = (&next - &end).is_positive() == (&end - &near).is_positive();
                spans.push(span);
                near = far;
                far = if is_past { end.clone() } else { next };
                continue;
            };
            if walk.arcs.is_empty() {
                // Costs beyond counting: only nearer by far it can be seen which route it is.
                far = &near + (&far - &near) / Exact::from(64);
                continue;
            }
            let cost = |value: f64| {
                let mut values = self.values.to_vec();
                values[self.figure.index()] = value;
                let costs = self.priced.costs();
                walk.arcs.iter().map(|&arc| costs.priced_at(arc, &values).total()).sum::<f64>()
            };
            if cost(other) < 0.0 {
                let Some(last) = last_above(one, other, cost) else { break };
                (far, end) = (last.clone(), last);
            } else {
                // The bounds of each arc alone say less than the route does: narrower ones say more.
                far = span.middle();
            }
        }
        spans
    }
}

/// Returns the value furthest from one at which a cost is not below nothing, which it is at another; to as few decimals as
/// show it. Nothing where it is below nothing at either.
fn last_above(near: f64, far: f64, cost: impl Fn(f64) -> f64) -> Option<Exact> {
    let (mut good, mut bad) = (near, far);
    if cost(good) < 0.0 {
        return None;
    }
    while (good - bad).abs() > f64::EPSILON * 4.0 * good.abs().max(bad.abs()) {
        let middle = f64::midpoint(good, bad);
        if cost(middle) < 0.0 { bad = middle } else { good = middle }
    }
    let exact = Exact::try_from(good).ok()?;
    let is_it = |value: &Decimal| {
        let value = value.to_f64();
        cost(value) >= 0.0 && (value - good).abs() <= MAX_ROUNDING * good.abs()
    };
    let rounded = (0..=MAX_PLACES).filter_map(|places| Decimal::near(&exact, places)).find(is_it);
    Some(rounded.map_or(exact, Decimal::to_exact))
}

/// Finds the curve of one demand on such intervals.
///
/// # Errors
/// Refuses a figure in which some cost is no straight line, nor in its reciprocal.
pub(super) fn held_curve(
    answers: &RoundedAnswers<'_>,
    figure: FigureId,
    spans: &[FigureSpan],
) -> Result<LeadCurve, BreakEvenError> {
    let (model, priced) = (answers.case.model(), &answers.base().priced);
    let mut curves = held_curves(model, priced, &[answers.demand], figure, spans);
    curves.pop().unwrap_or_else(|| Ok(LeadCurve::default()))
}

/// Finds the curves of some demands of a network on such intervals.
///
/// # Shape
/// The result has one entry for each of the demands.
pub(super) fn held_curves(
    model: &Model,
    priced: &PricedNetwork,
    demands: &[DemandId],
    figure: FigureId,
    spans: &[FigureSpan],
) -> Vec<Result<LeadCurve, BreakEvenError>> {
    let today = model.register.figure(figure).value.to_exact();
    let mut whole: Vec<Result<LeadCurve, BreakEvenError>> = demands.iter().map(|_| Ok(LeadCurve::default())).collect();
    for span in spans {
        let near = if span.to <= today { &span.to } else { &span.from };
        let moved = (*near != today).then(|| {
            let mut values: Vec<Decimal> = model.register.iter().map(|(_, known)| known.value).collect();
            let own = &mut values[figure.index()];
            *own = (0..=30).find_map(|less| Decimal::near(near, 30 - less)).unwrap_or(*own);
            model.with_values(&values)
        });
        let model = moved.as_ref().unwrap_or(model);
        let numbers = model.register.values();
        let Some(held) = priced.held_between(&numbers, &bounds_on(&numbers, figure, span)) else { continue };
        let base = BaseNetwork::new(model, held, demands);
        match LeadCurve::of_each(&base, demands, figure, span) {
            Ok(curves) => {
                for (whole, next) in whole.iter_mut().zip(curves) {
                    if let Ok(whole) = whole {
                        whole.append(next);
                    }
                }
            }
            Err(error) => whole.iter_mut().for_each(|own| *own = Err(error.clone())),
        }
    }
    whole
}
