//! Break-even distances: how far from the border a corridor leads along one of its routes.

use std::collections::BTreeMap;

use crate::answer::{Answer, Step, StepKind};
use crate::ids::{Id, PlaceId};
use crate::model::{Mode, Model};

use super::frame::Frame;
use super::result::Reach;

/// The parts of a kilometre that distances are counted in.
const PER_KM: f64 = 10.0;

/// A route up to where it leaves the country by land or boards its first ship.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Approach {
    /// Where that is.
    pub(super) anchor: PlaceId,
    /// The origins passed, the nearest to the anchor first, with their distance from it.
    pub(super) stops: Vec<(usize, f64)>,
}

impl Approach {
    /// Follows an answer's route; nothing where it goes by land and leaves no country.
    pub(super) fn of(frame: &Frame, answer: &Answer) -> Option<Self> {
        let model = frame.case.model();
        let sea = Some(Mode::Sea.as_str());
        let ends = |step: &Step| step.kind == StepKind::Cross || step.mode == sea && step.kind == StepKind::Ride;
        let end = answer.steps.iter().position(ends)?;
        let place = |key: &str| model.places.by_key.get(key).copied();
        let anchor = place(&answer.steps[end].from.key)?;
        let mut passed = vec![(place(&answer.from.key)?, 0.0)];
        let mut km = 0.0;
        for step in answer.steps[..end].iter().filter(|step| step.kind == StepKind::Ride) {
            let mut at = place(&step.from.key)?;
            for leg in &step.legs {
                let leg = &model.legs[model.leg_from(leg, at)?];
                km += leg.distance_km.map_or(0.0, |id| frame.case.values()[id.index()]);
                at = leg.to;
                passed.push((at, km));
            }
        }
        let mut stops: Vec<(usize, f64)> = Vec::new();
        for (at, from_origin) in passed.into_iter().rev() {
            let origin = frame.origins.iter().position(|&origin| origin == at);
            // Cities and their yards may be in one place: of those the one nearer to the anchor counts.
            if let Some(origin) = origin.filter(|origin| stops.iter().all(|(known, _)| known != origin)) {
                stops.push((origin, km - from_origin));
            }
        }
        Some(Self { anchor, stops })
    }

    /// Returns the distance of its origin from the anchor.
    pub(super) fn length(&self) -> f64 {
        self.stops.last().map_or(0.0, |&(_, km)| km)
    }
}

/// Returns for each corridor but the reference, and each place where its routes leave, the one that passes most origins.
///
/// With `along` only routes from that origin count.
pub(super) fn lines(frame: &Frame, approaches: &[Option<Approach>], along: Option<PlaceId>) -> Vec<(usize, Approach)> {
    let model = frame.case.model();
    let mut best: BTreeMap<(usize, PlaceId), &Approach> = BTreeMap::new();
    for (pair, approach) in approaches.iter().enumerate() {
        let (demand, corridor) = (pair / frame.corridors, pair % frame.corridors);
        let origin = frame.origins[frame.demands[demand].origin];
        let Some(approach) = approach else { continue };
        if corridor == frame.reference || along.is_some_and(|along| along != origin) {
            continue;
        }
        let known = best.entry((corridor, approach.anchor)).or_insert(approach);
        if is_better(model, frame, approach, known) {
            *known = approach;
        }
    }
    let whole = |((corridor, anchor), approach): ((usize, PlaceId), &Approach)| {
        let own = approaches.iter().skip(corridor).step_by(frame.corridors.max(1)).flatten();
        (corridor, with_nearer(approach, own.filter(|other| other.anchor == anchor)))
    };
    best.into_iter().map(whole).collect()
}

/// Returns a route with the origins before its first stop whose own routes leave at the same place: the town at the
/// border is often beside the line.
fn with_nearer<'a>(approach: &Approach, others: impl Iterator<Item = &'a Approach>) -> Approach {
    let first = approach.stops.first().map_or(0.0, |&(_, km)| km);
    let mut nearer: BTreeMap<usize, f64> = BTreeMap::new();
    for &(origin, km) in others.filter_map(|other| other.stops.last()).filter(|(_, km)| *km < first) {
        let known = nearer.entry(origin).or_insert(km);
        *known = known.min(km);
    }
    let mut stops: Vec<(usize, f64)> = nearer.into_iter().collect();
    stops.retain(|(origin, _)| approach.stops.iter().all(|(known, _)| known != origin));
    stops.sort_by(|left, right| left.1.total_cmp(&right.1).then(left.0.cmp(&right.0)));
    stops.extend(&approach.stops);
    Approach { anchor: approach.anchor, stops }
}

/// Returns whether a route shows more of where the lead changes: it passes more origins, then it is longer.
fn is_better(model: &Model, frame: &Frame, one: &Approach, other: &Approach) -> bool {
    let key = |approach: &Approach| {
        let (origin, _) = approach.stops.last()?;
        Some(&model.places.list[frame.origins[*origin]].key)
    };
    let more = one.stops.len().cmp(&other.stops.len());
    more.then(one.length().total_cmp(&other.length())).then_with(|| key(other).cmp(&key(one))).is_gt()
}

/// Returns how far a corridor leads that saves so much at each stop of a line, with savings straight between stops.
///
/// It is the end of the lead that begins nearest to the anchor.
pub(super) fn reach(stops: &[(usize, f64)], saving: impl Fn(usize) -> i64) -> Reach {
    let Some(first) = stops.iter().position(|&(origin, _)| saving(origin) > 0) else { return Reach::Nowhere };
    let rest = &stops[first..];
    let Some(end) = rest.iter().position(|&(origin, _)| saving(origin) <= 0) else { return Reach::Whole };
    let ((last, from), (next, to)) = (rest[end - 1], rest[end]);
    let (lead, arrears) = (saving(last) as f64, saving(next) as f64);
    Reach::Km(from + (to - from) * lead / (lead - arrears))
}

/// The counts of how far a corridor leads along a line in many draws.
#[derive(Clone, Debug)]
pub(super) struct Reaches {
    pub(super) nowhere: u64,
    pub(super) whole: u64,
    /// The draws that end in each tenth of a kilometre.
    tenths: Vec<u64>,
}

impl Reaches {
    /// Prepares to count along a line of some length.
    pub(super) fn over(length: f64) -> Self {
        Self { nowhere: 0, whole: 0, tenths: vec![0; (length * PER_KM).ceil() as usize + 1] }
    }

    /// Counts a draw.
    pub(super) fn add(&mut self, reach: Reach) {
        match reach {
            Reach::Nowhere => self.nowhere += 1,
            Reach::Whole => self.whole += 1,
            Reach::Km(km) => {
                let last = self.tenths.len() - 1;
                self.tenths[((km * PER_KM).round() as usize).min(last)] += 1;
            }
        }
    }

    /// Returns the kilometres that so many of 100 draws stay below or meet: 0 is nowhere, the length of the line all of
    /// it.
    pub(super) fn percentile(&self, percent: u64, length: f64) -> f64 {
        let draws = self.nowhere + self.whole + self.tenths.iter().sum::<u64>();
        let wanted = (draws * percent).div_ceil(100).max(1);
        let mut below = self.nowhere;
        if below >= wanted {
            return 0.0;
        }
        for (tenth, &count) in self.tenths.iter().enumerate() {
            below += count;
            if below >= wanted {
                return tenth as f64 / PER_KM;
            }
        }
        length
    }
}

#[cfg(test)]
mod tests {
    use super::super::result::Reach;
    use super::{Reaches, reach};

    const STOPS: [(usize, f64); 4] = [(0, 10.0), (1, 30.0), (2, 80.0), (3, 180.0)];

    #[test]
    fn a_lead_ends_where_the_line_between_two_stops_crosses_nothing() {
        let savings = [6, 4, -1, -5];
        assert_eq!(reach(&STOPS, |stop| savings[stop]), Reach::Km(70.0));
        assert_eq!(reach(&STOPS, |stop| savings[stop] - 9), Reach::Nowhere);
        assert_eq!(reach(&STOPS, |stop| savings[stop] + 9), Reach::Whole);
        // Nothing saved is no lead; one that begins later counts up to its end.
        let later = [0, 5, 5, -5];
        assert_eq!(reach(&STOPS, |stop| later[stop]), Reach::Km(130.0));
    }

    #[test]
    fn draws_that_lead_nowhere_count_as_no_distance() {
        let mut reaches = Reaches::over(180.0);
        for reach in [Reach::Nowhere, Reach::Km(70.04), Reach::Km(12.0), Reach::Whole] {
            reaches.add(reach);
        }
        let percentiles = [5, 50, 75, 95].map(|percent| reaches.percentile(percent, 180.0));
        assert_eq!(percentiles.map(f64::to_bits), [0.0, 12.0, 70.0, 180.0_f64].map(f64::to_bits));
    }
}
