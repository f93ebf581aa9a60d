//! The least move of a figure that changes the answer to one of many demands.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use num_traits::Signed;

use crate::answer::Prepared;
use crate::ids::{CorridorId, DemandId, FigureId};
use crate::model::Model;
use crate::units::{Exact, to_f64};

use super::base::{BaseNetwork, MAX_ARC_MICROS};
use super::lead::LeadCurve;
use super::line::FigureSpan;
use super::probe::{Probe, ProbeMemory, ProbePoint, may_turn};
use super::rounded::{RoundedAnswers, Side, Turn, leaders};

/// The distance of the first value that is looked at, as a share of today's; the next is twice as far, and so on.
const FIRST_STEP: f64 = 1.0 / 64.0;
/// Where the leaders of more demands than this may change, intervals are first cut to find which change first.
const MAX_DEMANDS_AT_ONCE: usize = 3;
/// The greatest number of cuts of an interval, one within the other.
const MAX_DEPTH: u32 = 5;
/// The parts that an interval is cut into.
const PARTS: u32 = 8;

/// Some demands, each with its own network, which is laid out when it is first asked for.
pub(super) struct Demands<'a> {
    case: &'a Prepared,
    model: &'a Model,
    ids: &'a [DemandId],
    exact: Vec<Exact>,
    known: Vec<OnceLock<(RoundedAnswers<'a>, BaseNetwork<'a>)>>,
}

impl<'a> Demands<'a> {
    /// Prepares some demands.
    pub(super) fn new(case: &'a Prepared, ids: &'a [DemandId]) -> Self {
        Self {
            case,
            model: case.model(),
            exact: case.model().register.exact_values(),
            ids,
            known: ids.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// Returns the demands.
    pub(super) const fn ids(&self) -> &'a [DemandId] {
        self.ids
    }

    /// Returns today's values of all figures.
    pub(super) fn exact(&self) -> &[Exact] {
        &self.exact
    }

    fn get(&self, demand: usize) -> &(RoundedAnswers<'a>, BaseNetwork<'a>) {
        self.known[demand].get_or_init(|| {
            let answers = RoundedAnswers::new(self.case, self.ids[demand]);
            let base = BaseNetwork::new(self.model, answers.priced().clone());
            (answers, base)
        })
    }
}

/// The flip of a demand that is nearest to today's value on one side.
#[derive(Clone, Debug)]
pub(super) struct NearestFlip {
    /// The demand's place among those asked.
    pub(super) demand: usize,
    pub(super) old: Vec<CorridorId>,
    pub(super) exact: Exact,
    pub(super) turn: Turn,
}

/// The search for flips of a figure on one side of today's value.
pub(super) struct Search<'a, 'm> {
    pub(super) demands: &'a Demands<'m>,
    pub(super) probe: &'a Probe,
    pub(super) figure: FigureId,
    pub(super) side: Side,
    /// All values that make sense of the figure.
    pub(super) span: &'a FigureSpan,
    /// The values at which bounds of charges begin or cease to apply.
    pub(super) cuts: &'a [f64],
}

impl Search<'_, '_> {
    /// Finds the flip that needs the least move.
    pub(super) fn nearest(&self, memory: &mut ProbeMemory) -> Option<NearestFlip> {
        let points = self.points(memory);
        let mut known = BTreeMap::new();
        points.windows(2).find_map(|ends| self.between(memory, &ends[0], &ends[1], 0, &mut known))
    }

    /// Looks at values from today's outwards, as far as costs make sense.
    fn points(&self, memory: &mut ProbeMemory) -> Vec<ProbePoint> {
        let today = to_f64(&self.demands.model.register.figure(self.figure).value.to_exact());
        let end = to_f64(if self.side == Side::Above { &self.span.to } else { &self.span.from });
        let size = if today == 0.0 { 1.0 } else { today.abs() };
        let sign = if self.side == Side::Above { 1.0 } else { -1.0 };
        let is_inside = |value: f64| (value - today) * sign > 0.0 && (end - value) * sign > 0.0;
        let mut values = vec![today, end];
        let mut step = size * FIRST_STEP;
        while is_inside(today + sign * step) {
            values.push(today + sign * step);
            step *= 2.0;
        }
        // Towards nothing the steps become smaller again: a divisor does most there.
        let mut rest = size;
        while self.side == Side::Below && end >= 0.0 && rest > size * 1e-6 {
            rest /= 4.0;
            values.extend(Some(end + rest).filter(|&value| is_inside(value)));
        }
        values.extend(self.cuts.iter().copied().filter(|&value| is_inside(value)));
        values.sort_by(|one, other| (one * sign).total_cmp(&(other * sign)));
        values.dedup();
        let mut points = self.probe.at(memory, self.figure, &values, MAX_ARC_MICROS as f64);
        points.truncate(points.iter().take_while(|point| point.makes_sense).count());
        points
    }

    /// Finds the flip between two values that is nearest to the first.
    fn between(
        &self,
        memory: &mut ProbeMemory,
        near: &ProbePoint,
        far: &ProbePoint,
        depth: u32,
        known: &mut BTreeMap<usize, Option<NearestFlip>>,
    ) -> Option<NearestFlip> {
        let open: Vec<usize> = (0..near.seen.len()).filter(|&demand| may_turn(near, far, demand)).collect();
        if open.is_empty() {
            return None;
        }
        let open = self.probe.still_open(memory, self.figure, [near.value, far.value], &open);
        let (turned, mut asked): (Vec<usize>, Vec<usize>) = open.into_iter().partition(|&demand| far.is_turned(demand));
        if turned.len() > MAX_DEMANDS_AT_ONCE && depth < MAX_DEPTH {
            // The doubtful ones are asked one by one; of the others cuts of the interval show which changes first.
            let found = self.nearest_of(&asked, far, known);
            let at = |part: u32| near.value + (far.value - near.value) * f64::from(part) / f64::from(PARTS);
            let values: Vec<f64> = (0..=PARTS).map(at).collect();
            let points = self.probe.at(memory, self.figure, &values, f64::INFINITY);
            let closer = points.windows(2).find_map(|ends| self.between(memory, &ends[0], &ends[1], depth + 1, known));
            return self.nearer(found, closer);
        }
        asked.extend(turned);
        self.nearest_of(&asked, far, known)
    }

    /// Finds the flip of some demands that is nearest to today's value, and not beyond another value.
    fn nearest_of(
        &self,
        demands: &[usize],
        far: &ProbePoint,
        known: &mut BTreeMap<usize, Option<NearestFlip>>,
    ) -> Option<NearestFlip> {
        let mut best = None;
        for &demand in demands {
            let found = known.entry(demand).or_insert_with(|| self.exactly(demand));
            let is_here = |found: &&NearestFlip| match self.side {
                Side::Above => to_f64(&found.exact) <= far.value,
                Side::Below => to_f64(&found.exact) >= far.value,
            };
            best = self.nearer(best, found.as_ref().filter(is_here).cloned());
        }
        best
    }

    fn nearer(&self, one: Option<NearestFlip>, other: Option<NearestFlip>) -> Option<NearestFlip> {
        let today = self.demands.model.register.figure(self.figure).value.to_exact();
        let away = |found: &NearestFlip| (&found.exact - &today).abs();
        match (one, other) {
            (Some(one), Some(other)) => Some(if away(&other) < away(&one) { other } else { one }),
            (one, other) => one.or(other),
        }
    }

    /// Finds the nearest flip of one demand from its exact curves.
    fn exactly(&self, demand: usize) -> Option<NearestFlip> {
        let (answers, base) = self.demands.get(demand);
        let today = self.demands.model.register.figure(self.figure).value.to_exact();
        let span = match self.side {
            Side::Above => FigureSpan { from: today.clone(), to: self.span.to.clone() },
            Side::Below => FigureSpan { from: self.span.from.clone(), to: today.clone() },
        };
        let curve = LeadCurve::of(base, &[self.demands.ids[demand]], self.figure, &span).ok()?.pop()?;
        let old = leaders(&answers.today());
        let (exact, blur) = curve.next_turn(&today, self.side, &old)?;
        let turn = answers.turn(self.figure, &exact, self.side, &old, &blur)?;
        Some(NearestFlip { demand, old, exact, turn })
    }

    /// Returns the demands, by their places, that other corridors lead where the figure has a value.
    pub(super) fn turned_at(&self, memory: &mut ProbeMemory, bound: f64) -> Vec<usize> {
        let points = self.probe.at(memory, self.figure, &[bound], f64::INFINITY);
        let Some(point) = points.first() else { return Vec::new() };
        (0..point.seen.len()).filter(|&demand| point.is_turned(demand)).collect()
    }
}
