//! Demands for which one figure after the other is moved: the least move that changes the answer to one of many.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use num_traits::Signed;
use rayon::prelude::*;

use crate::answer::{PairTable, PairTotals, Prepared};
use crate::ids::{DemandId, FigureId};
use crate::units::{Decimal, Exact, Money, to_f64};

use corridor_kernel::lanes::LANES;

use super::figures::sensible_span;
use super::held::{held_curve, held_spans, is_beyond};
use super::lead::LeadCurve;
use super::line::FigureSpan;
use super::probe::{Probe, ProbeInterval, ProbeMemory};
use super::question::BreakEvenError;
use super::result::Flip;
use super::rounded::{RoundedAnswers, Side, shaped_totals};
use super::tile::Moving;

/// The distance of the first value that is looked at, as a share of today's; the next is twice as far, and so on.
const FIRST_STEP: f64 = 1.0 / 64.0;
/// An interval on which more demands than this may turn is cut into parts before any of them is looked at exactly.
const MAX_EXACT: usize = 3;
/// The greatest number of cuts of an interval, one within the other, into parts.
const MAX_CUTS: usize = 6;
/// The parts of a cut: their ends are answered at once.
const PARTS: usize = LANES - 1;

/// Answers some demands while one figure after the other moves, none of which shapes the network.
pub(crate) struct Moves<'a> {
    case: &'a Prepared,
    demands: &'a [DemandId],
    exact: Vec<Exact>,
    probe: Probe,
    /// The answers to each demand, whose network is laid out when it is first asked for.
    answers: Vec<OnceLock<RoundedAnswers<'a>>>,
    /// Figures at some values of which support exceeds the cost of steps, with the intervals on which searches are held.
    held: BTreeMap<FigureId, Vec<FigureSpan>>,
}

impl<'a> Moves<'a> {
    /// Prepares to move some figures.
    pub(crate) fn new(case: &'a Prepared, demands: &'a [DemandId], figures: &[FigureId]) -> Self {
        let held = |&figure: &FigureId| {
            let span = sensible_span(case.model(), figure);
            is_beyond(case, figure, &span).then(|| (figure, held_spans(case.model(), case.priced(), figure, &span)))
        };
        Self {
            held: figures.par_iter().filter_map(held).collect(),
            case,
            demands,
            exact: case.model().register.exact_values(),
            probe: Probe::new(case, demands, figures),
            answers: demands.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    pub(crate) fn memory(&self) -> ProbeMemory {
        self.probe.memory()
    }

    /// Returns the total of each pair with a figure at some values; none where there is no route, or the demand is not asked.
    pub(crate) fn totals(&self, memory: &mut ProbeMemory, figure: FigureId, values: &[f64]) -> Vec<PairTotals> {
        let model = self.case.model();
        if self.is_held(figure) {
            let laid_out = (self.demands.len() == model.demands.len()).then(|| self.case.priced());
            let at = |&value: &f64| {
                let value = Decimal::parse(&value.to_string()).ok()?;
                shaped_totals(self.case, laid_out, self.demands, figure, value)
            };
            let refused = || PairTable::new(model, |_| None);
            return values.iter().map(|value| at(value).unwrap_or_else(refused)).collect();
        }
        let pairs = || self.demands.iter().flat_map(|&demand| model.pairs_of(demand));
        let table = |totals: Vec<f64>| {
            let mut table = PairTable::new(model, |_| None);
            for (pair, total) in pairs().zip(totals) {
                *table.get_mut(pair) = total.is_finite().then(|| Money::from_kernel(total));
            }
            table
        };
        self.probe.totals(memory, figure, values).into_iter().map(table).collect()
    }

    /// Finds the flip that needs the least move of a figure to one side, and its demand.
    pub(crate) fn first_flip(
        &self,
        memory: &mut ProbeMemory,
        figure: FigureId,
        side: Side,
    ) -> Option<(DemandId, Flip)> {
        if self.is_held(figure) {
            let today = self.case.model().register.figure(figure).value.to_exact();
            let flip = |place| self.held_curve(place, figure).ok()?.flip(self.answers(place), figure, side);
            let all = (0..self.demands.len()).filter_map(|place| Some((self.demands[place], flip(place)?)));
            return all.min_by_key(|(_, flip)| (&*flip.exact - &today).abs());
        }
        let (demand, flip) = self.search(figure).ok()?.nearest(memory, side)?;
        Some((self.demands[demand], flip))
    }

    /// Returns the demands.
    pub(super) const fn demands(&self) -> &'a [DemandId] {
        self.demands
    }

    /// Returns whether support exceeds the cost of steps at some values of a figure, so that searches there are others.
    pub(super) fn is_held(&self, figure: FigureId) -> bool {
        self.held.contains_key(&figure)
    }

    /// Returns the values of a figure between which no route costs less than nothing, where support decides on that.
    pub(crate) fn range(&self, figure: FigureId) -> Option<(Exact, Exact)> {
        let spans = self.held.get(&figure)?;
        Some((spans.first()?.from.clone(), spans.last()?.to.clone()))
    }

    /// Finds the curve of a demand, by its place, along such a figure.
    pub(super) fn held_curve(&self, demand: usize, figure: FigureId) -> Result<LeadCurve, BreakEvenError> {
        held_curve(self.answers(demand), figure, self.held.get(&figure).map_or(&[][..], Vec::as_slice))
    }

    /// Counts the demands that other corridors lead where a figure has one of some values.
    pub(super) fn turned(&self, memory: &mut ProbeMemory, figure: FigureId, values: &[Decimal]) -> usize {
        let values: Vec<f64> = values.iter().map(|value| value.to_f64()).collect();
        self.probe.turned(memory, figure, &values).len()
    }

    /// Prepares to look for the flips of a figure.
    pub(super) fn search(&self, figure: FigureId) -> Result<FlipSearch<'_, 'a>, BreakEvenError> {
        let moving = Moving::new(self.case.model(), self.case.priced().costs(), figure, |_| true)?;
        if moving.classes.is_empty() {
            return Err(BreakEvenError::Still(moving.path()));
        }
        let span = sensible_span(self.case.model(), figure);
        let parts = moving.parts(&self.exact, span.clone())?;
        let cuts = parts.iter().skip(1).map(|span| to_f64(&span.from)).collect();
        Ok(FlipSearch { moves: self, figure, span, cuts })
    }

    /// Returns for each search whether it is certain that it finds nothing.
    pub(super) fn are_idle(&self, memory: &mut ProbeMemory, searches: &[&FlipSearch<'_, '_>]) -> Vec<bool> {
        let spans: Vec<(FigureId, [f64; 2])> =
            searches.iter().map(|search| (search.figure, [&search.span.from, &search.span.to].map(to_f64))).collect();
        let turn_nothing = self.probe.turn_nothing(memory, &spans);
        searches.iter().zip(turn_nothing).map(|(search, idle)| idle && search.cuts.is_empty()).collect()
    }

    /// Returns the answers to a demand, by its place.
    pub(super) fn answers(&self, demand: usize) -> &RoundedAnswers<'a> {
        self.answers[demand].get_or_init(|| RoundedAnswers::new(self.case, self.demands[demand]))
    }
}

/// The search for the flips of a figure.
pub(super) struct FlipSearch<'a, 'm> {
    moves: &'a Moves<'m>,
    figure: FigureId,
    /// All values that make sense of the figure.
    span: FigureSpan,
    /// The values at which bounds of charges begin or cease to apply.
    cuts: Vec<f64>,
}

impl FlipSearch<'_, '_> {
    /// Finds the flip that needs the least move to one side, and the place of its demand.
    pub(super) fn nearest(&self, memory: &mut ProbeMemory, side: Side) -> Option<(usize, Flip)> {
        let mut known = BTreeMap::new();
        let all: Vec<usize> = (0..self.moves.demands.len()).collect();
        let intervals = self.moves.probe.intervals(memory, self.figure, &self.values(side), &all);
        let mut sensible = intervals.iter().take_while(|interval| interval.makes_sense);
        sensible.find_map(|interval| self.within(memory, interval, side, MAX_CUTS, &mut known))
    }

    /// Finds the flip on an interval that is nearest to today's value, with as few exact searches as it takes.
    fn within(
        &self,
        memory: &mut ProbeMemory,
        interval: &ProbeInterval,
        side: Side,
        cuts: usize,
        known: &mut BTreeMap<usize, Option<Flip>>,
    ) -> Option<(usize, Flip)> {
        let unknown = interval.open.iter().filter(|open| !known.contains_key(&open.demand)).count();
        if unknown <= MAX_EXACT || cuts == 0 {
            return self.between(memory, interval, side, known);
        }
        let step = (interval.far - interval.near) / PARTS as f64;
        let mut values: Vec<f64> = (0..PARTS).map(|part| interval.near + step * part as f64).collect();
        values.push(interval.far);
        let open: Vec<usize> = interval.open.iter().map(|open| open.demand).collect();
        let parts = self.moves.probe.intervals(memory, self.figure, &values, &open);
        parts.iter().find_map(|part| self.within(memory, part, side, cuts - 1, known))
    }

    fn today(&self) -> Exact {
        self.moves.case.model().register.figure(self.figure).value.to_exact()
    }

    /// Returns the values that are looked at, from today's outwards.
    fn values(&self, side: Side) -> Vec<f64> {
        let (today, end, sign) = match side {
            Side::Above => (to_f64(&self.today()), to_f64(&self.span.to), 1.0),
            Side::Below => (to_f64(&self.today()), to_f64(&self.span.from), -1.0),
        };
        let size = if today == 0.0 { 1.0 } else { today.abs() };
        let is_inside = |value: f64| (value - today) * sign > 0.0 && (end - value) * sign > 0.0;
        let mut values = vec![today, end];
        let mut step = size * FIRST_STEP;
        while is_inside(today + sign * step) {
            values.push(today + sign * step);
            step *= 2.0;
        }
        // Towards nothing the steps become smaller again: a divisor does most there.
        let mut rest = size;
        while side == Side::Below && end >= 0.0 && rest > size * 1e-6 {
            rest /= 4.0;
            values.extend(Some(end + rest).filter(|&value| is_inside(value)));
        }
        values.extend(self.cuts.iter().copied().filter(|&value| is_inside(value)));
        values.sort_by(|one, other| (one * sign).total_cmp(&(other * sign)));
        values.dedup();
        values
    }

    /// Finds the flip on an interval that is nearest to today's value; of several demands that of the first.
    fn between(
        &self,
        memory: &mut ProbeMemory,
        interval: &ProbeInterval,
        side: Side,
        known: &mut BTreeMap<usize, Option<Flip>>,
    ) -> Option<(usize, Flip)> {
        let today = self.today();
        let away = |flip: &Flip| (&*flip.exact - &today).abs();
        let (near, mut far) = (interval.near, interval.far);
        let mut best: Option<(usize, Flip)> = None;
        let mut open = interval.open.clone();
        let mut asked = BTreeSet::new();
        // The demand that is furthest from being led by its old leader is the likeliest to turn first. Each flip that is
        // found leaves less to look at.
        while let Some(next) = open
            .iter()
            .filter(|next| !asked.contains(&next.demand))
            .max_by(|one, other| one.behind.total_cmp(&other.behind))
        {
            let demand = next.demand;
            asked.insert(demand);
            let nearest = || {
                // Where its rivals lead at the end they begin to do so before it.
                let before = (next.behind > 0.0).then(|| self.exactly(demand, side, Some(far))).flatten();
                before.or_else(|| self.exactly(demand, side, None))
            };
            let Some(flip) = known.entry(demand).or_insert_with(nearest) else { continue };
            let value = to_f64(&flip.exact);
            let is_beyond = if side == Side::Above { value > far } else { value < far };
            let is_nearer = |(first, best): &(usize, Flip)| (away(flip), demand) < (away(best), *first);
            if !is_beyond && best.as_ref().is_none_or(is_nearer) {
                best = Some((demand, flip.clone()));
                far = value;
                let places: Vec<usize> = open.iter().map(|open| open.demand).collect();
                let nearer = self.moves.probe.intervals(memory, self.figure, &[near, far], &places);
                open = nearer.into_iter().flat_map(|interval| interval.open).collect();
            }
        }
        best
    }

    /// Finds the nearest flip of one demand from its exact curves, which need reach no further than an end where there is one.
    fn exactly(&self, demand: usize, side: Side, end: Option<f64>) -> Option<Flip> {
        let answers = self.moves.answers(demand);
        let FigureSpan { from, to } = self.span.clone();
        let end = end.and_then(|end| Exact::try_from(end).ok());
        let (from, to) = (end.clone().unwrap_or(from), end.unwrap_or(to));
        let span = match side {
            Side::Above => FigureSpan { from: self.today(), to },
            Side::Below => FigureSpan { from, to: self.today() },
        };
        LeadCurve::of(answers.base(), self.figure, &span).ok()?.flip(answers, self.figure, side)
    }
}
