//! Curves in figures that shape the network: a lot, a payload, the length of a haul that is priced as a whole.
//!
//! What shapes a network compares such a figure with others - does the lot fill a wagon, which band holds, which way is
//! shortest - and each comparison holds on one interval. So a network that is the same near both ends of an interval is
//! the same all over it, and on it every cost is a line as for any other figure.

use std::collections::BTreeSet;

use num_traits::Signed;

use crate::answer::PricedNetwork;
use crate::ids::{DemandId, FigureId, Id};
use crate::model::Model;
use crate::network::{LayerQuery, Waive};
use crate::units::{Decimal, Exact};

use super::base::BaseNetwork;
use super::bounds::NoCurve;
use super::lead::LeadCurve;
use super::line::FigureSpan;

/// The digits of values at which networks are laid out.
const DIGITS: i32 = 12;
/// Intervals narrower than one part in so many of their ends are not looked at more closely: a network changes there.
const MIN_WIDTH_PARTS: i64 = 1_000_000_000;
/// How near to the ends of an interval networks are compared, as a share of it.
const NEAR: i64 = 1024;

/// Finds the corridors that lead some demands along a figure that shapes the network, which is laid out for all of them
/// together.
///
/// # Shape
/// The result has one entry for each demand.
pub(super) fn lead_curves(
    model: &Model,
    demands: &[DemandId],
    figure: FigureId,
    within: &FigureSpan,
) -> Result<Vec<LeadCurve>, NoCurve> {
    let mut all: Vec<Vec<LeadCurve>> = demands.iter().map(|_| Vec::new()).collect();
    for (span, layout) in layouts(model, demands, figure, within) {
        let base = BaseNetwork::new(&layout.model, layout.priced);
        let curves = within_one(&base, demands, figure, &span)?;
        if demands.len() > 1 && curves.iter().any(|curve| !curve.covers(&span)) {
            // Where the costs of some demand make no sense any more those of another may.
            for (own, &demand) in all.iter_mut().zip(demands) {
                own.extend(within_one(&of_one(&base, demand), &[demand], figure, &span)?);
            }
        } else {
            all.iter_mut().zip(curves).for_each(|(own, curve)| own.push(curve));
        }
    }
    Ok(all.into_iter().map(LeadCurve::joined).collect())
}

/// Finds the corridors that lead some demands on an interval on which their network is the same.
fn within_one(
    base: &BaseNetwork<'_>,
    demands: &[DemandId],
    figure: FigureId,
    span: &FigureSpan,
) -> Result<Vec<LeadCurve>, NoCurve> {
    match LeadCurve::of(base, demands, figure, span) {
        // On some intervals nothing may depend on the figure: a payload above the lot. A still curve is one too.
        Err(NoCurve::Still) => Ok(LeadCurve::still(base, demands, span)),
        curves => curves,
    }
}

/// Reduces a network that was laid out for several demands to what would be laid out for one of them: all that can be
/// reached from its origin, but for the ends of others.
fn of_one<'a>(base: &BaseNetwork<'a>, demand: DemandId) -> BaseNetwork<'a> {
    let network = base.priced.network();
    let (graph, questions) = (network.graph(), network.questions());
    let (own, others): (Vec<&LayerQuery>, Vec<&LayerQuery>) =
        questions.iter().partition(|question| question.demand == demand);
    let mut ends: BTreeSet<u32> = others.iter().filter_map(|question| question.target).collect();
    for target in own.iter().filter_map(|question| question.target) {
        ends.remove(&target);
    }
    let (mut is_reached, mut is_own) = (vec![false; graph.nodes()], vec![false; graph.arcs()]);
    let mut open: Vec<u32> = own.iter().map(|question| question.source).collect();
    while let Some(node) = open.pop() {
        if std::mem::replace(&mut is_reached[node as usize], true) {
            continue;
        }
        for arc in graph.out(node).filter(|&arc| !ends.contains(&graph.head(arc))) {
            is_own[arc] = true;
            open.push(graph.head(arc));
        }
    }
    let queries: Vec<usize> = base.queries_of(demand).collect();
    let kept = |arcs: &Vec<u32>| arcs.iter().copied().filter(|&arc| is_own[arc as usize]).collect();
    BaseNetwork {
        queries: queries.iter().map(|&query| base.queries[query].clone()).collect(),
        questions: queries.iter().map(|&query| base.questions[query]).collect(),
        arcs: base.arcs.iter().map(kept).collect(),
        ..base.clone()
    }
}

/// Lays out the network of some demands on each interval of a figure on which it is the same.
pub(super) fn layouts(
    model: &Model,
    demands: &[DemandId],
    figure: FigureId,
    within: &FigureSpan,
) -> Vec<(FigureSpan, Layout)> {
    let unit = &model.register.figure(figure).unit;
    // Comparisons are with figures of the same unit, more often than not.
    let like: BTreeSet<Exact> = model
        .register
        .iter()
        .filter(|(_, other)| &other.unit == unit)
        .map(|(_, other)| other.value.to_exact())
        .filter(|value| *value > within.from && *value < within.to)
        .collect();
    let ends: Vec<&Exact> = std::iter::once(&within.from).chain(&like).chain(std::iter::once(&within.to)).collect();
    let spans = ends.windows(2).map(|ends| FigureSpan { from: ends[0].clone(), to: ends[1].clone() });
    let mut open: Vec<FigureSpan> = spans.collect();
    open.reverse();
    let mut all = Vec::new();
    while let Some(span) = open.pop() {
        let part = |numerator: i64| {
            let share = Exact::new(numerator.into(), NEAR.into());
            &span.from + (&span.to - &span.from) * share
        };
        let middle = part(NEAR / 2);
        let layout = |at: &Exact| Layout::new(model, demands, figure, at);
        let (Some(first), Some(own), Some(last)) = (layout(&part(1)), layout(&middle), layout(&part(NEAR - 1))) else {
            continue;
        };
        if !(own.is_like(&first) && own.is_like(&last)) {
            let width = (&span.to - &span.from) * Exact::from_integer(MIN_WIDTH_PARTS.into());
            if width > span.to.abs() {
                open.push(FigureSpan { from: middle.clone(), to: span.to.clone() });
                open.push(FigureSpan { from: span.from.clone(), to: middle });
            }
            continue;
        }
        all.push((span, own));
    }
    all
}

/// The network of some demands at one value of a figure.
pub(super) struct Layout {
    pub(super) model: Model,
    pub(super) priced: PricedNetwork,
}

impl Layout {
    fn new(model: &Model, demands: &[DemandId], figure: FigureId, at: &Exact) -> Option<Self> {
        let mut values: Vec<Decimal> = model.register.iter().map(|(_, known)| known.value).collect();
        values[figure.index()] = (0..=30).find_map(|less| Decimal::near(at, DIGITS - less))?;
        let numbers: Vec<f64> = values.iter().map(|value| value.to_f64()).collect();
        let model = model.with_values(&values);
        let by_all = |&demand: &DemandId| model.corridors.ids().map(move |corridor| (demand, corridor));
        let pairs: Vec<_> = demands.iter().flat_map(by_all).collect();
        let priced = PricedNetwork::new(&model, &numbers, &pairs, Waive::default());
        Some(Self { model, priced })
    }

    fn is_like(&self, other: &Self) -> bool {
        self.priced.network() == other.priced.network() && self.priced.costs() == other.priced.costs()
    }
}
