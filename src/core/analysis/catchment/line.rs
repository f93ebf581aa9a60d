//! Break-even distances: how far from the border a corridor leads along one of its routes.

use std::collections::BTreeMap;

use crate::answer::{PairTable, Step, StepKind};
use crate::ids::{CorridorId, Id, Pair, PlaceId};
use crate::model::{Form, Mode};

use super::frame::Frame;
use super::result::Reach;
use super::site::Savings;

/// The parts of a kilometre that distances are counted in.
const PER_KM: f64 = 10.0;

/// A route up to where it leaves the country by land or boards its first ship.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Approach {
    pub(super) corridor: CorridorId,
    /// Where it ends.
    pub(super) anchor: PlaceId,
    /// The positions of the origins passed, the nearest to the anchor first, with their distance from it.
    pub(super) stops: Vec<(usize, f64)>,
}

impl Approach {
    /// Follows the route of a pair; nothing where it goes by land and leaves no country.
    pub(super) fn of(frame: &Frame, pair: Pair) -> Option<Self> {
        let (model, answer) = (frame.model(), frame.answers.get(pair));
        let sea = Some(Mode::Sea.as_str());
        let ends = |step: &Step| step.kind == StepKind::Cross || step.mode == sea && step.kind == StepKind::Ride;
        let end = answer.steps.iter().position(ends)?;
        let form = answer.form.as_deref().and_then(Form::named)?;
        let place = |key: &str| model.places.keyed(key);
        let anchor = place(&answer.steps[end].from.key)?;
        let mut passed = vec![(place(&answer.from.key)?, 0.0)];
        let mut km = 0.0;
        for step in answer.steps[..end].iter().filter(|step| step.kind == StepKind::Ride) {
            let mut at = place(&step.from.key)?;
            for leg in &step.legs {
                let leg = &model.legs[model.leg_from(leg, at, form)?];
                km += leg.distance_km.map_or(0.0, |id| frame.case.values()[id.index()]);
                at = leg.to;
                passed.push((at, km));
            }
        }
        let mut stops: Vec<(usize, f64)> = Vec::new();
        for (at, from_origin) in passed.into_iter().rev() {
            let origin = frame.origins.iter().position(|origin| origin.place == at);
            // Cities and their yards may be in one place: of those the one nearer to the anchor counts.
            if let Some(origin) = origin.filter(|origin| stops.iter().all(|(known, _)| known != origin)) {
                stops.push((origin, km - from_origin));
            }
        }
        Some(Self { corridor: pair.corridor, anchor, stops })
    }

    /// Returns the distance of its origin from the anchor.
    pub(super) fn length(&self) -> f64 {
        self.stops.last().map_or(0.0, |&(_, km)| km)
    }

    /// Returns how far the corridor leads that saves so much at each stop, with savings straight between stops.
    ///
    /// It is the end of the lead that begins nearest to the anchor.
    fn reach(&self, saving: impl Fn(usize) -> i64) -> Reach {
        let Some(first) = self.stops.iter().position(|&(origin, _)| saving(origin) > 0) else { return Reach::Nowhere };
        let rest = &self.stops[first..];
        let Some(end) = rest.iter().position(|&(origin, _)| saving(origin) <= 0) else { return Reach::Whole };
        let ((last, from), (next, to)) = (rest[end - 1], rest[end]);
        let (lead, arrears) = (saving(last) as f64, saving(next) as f64);
        Reach::Km(from + (to - from) * lead / (lead - arrears))
    }

    /// Returns how far the corridor leads in one draw, given the savings of each origin; where it does not serve an origin
    /// it does not lead.
    pub(super) fn reach_in(&self, savings: &[Savings], draw: usize) -> Reach {
        self.reach(|origin| savings[origin][self.corridor].as_ref().map_or(0, |savings| savings[draw]))
    }

    /// Adds the origins before the first stop whose own routes leave at the same place: the town at the border is often
    /// beside the line.
    fn with_nearer<'a>(&self, others: impl Iterator<Item = &'a Self>) -> Self {
        let first = self.stops.first().map_or(0.0, |&(_, km)| km);
        let mut nearer: BTreeMap<usize, f64> = BTreeMap::new();
        for &(origin, km) in others.filter_map(|other| other.stops.last()).filter(|(_, km)| *km < first) {
            let known = nearer.entry(origin).or_insert(km);
            *known = known.min(km);
        }
        let mut stops: Vec<(usize, f64)> = nearer.into_iter().collect();
        stops.retain(|(origin, _)| self.stops.iter().all(|(known, _)| known != origin));
        stops.sort_by(|left, right| left.1.total_cmp(&right.1).then(left.0.cmp(&right.0)));
        stops.extend(&self.stops);
        Self { stops, ..*self }
    }

    /// Returns whether a route shows more of where the lead changes than another: it passes more origins, then it is longer.
    fn is_better(&self, frame: &Frame, other: &Self) -> bool {
        let key = |approach: &Self| {
            let (origin, _) = *approach.stops.last()?;
            Some(&frame.model().places.list[frame.origins[origin].place].key)
        };
        let more = self.stops.len().cmp(&other.stops.len());
        more.then(self.length().total_cmp(&other.length())).then_with(|| key(other).cmp(&key(self))).is_gt()
    }
}

/// Returns for each corridor but the reference, and each place where its routes leave, the one that passes most origins.
///
/// With `along` only routes from that origin count.
pub(super) fn lines(frame: &Frame, approaches: &PairTable<Option<Approach>>, along: Option<PlaceId>) -> Vec<Approach> {
    let mut best: BTreeMap<(CorridorId, PlaceId), &Approach> = BTreeMap::new();
    for (pair, approach) in approaches.enumerate() {
        let Some(approach) = approach else { continue };
        let origin = frame.model().demands[pair.demand].from;
        if pair.corridor == frame.reference || along.is_some_and(|along| along != origin) {
            continue;
        }
        let known = best.entry((pair.corridor, approach.anchor)).or_insert(approach);
        if approach.is_better(frame, known) {
            *known = approach;
        }
    }
    let whole = |((corridor, anchor), approach): ((CorridorId, PlaceId), &Approach)| {
        let own = approaches.of_corridor(corridor).flatten();
        approach.with_nearer(own.filter(|other| other.anchor == anchor))
    };
    best.into_iter().map(whole).collect()
}

/// The counts of how far a corridor leads along a line in many draws.
#[derive(Clone, Debug)]
pub(super) struct Reaches {
    /// The length of the line in kilometres.
    length: f64,
    pub(super) nowhere: u64,
    pub(super) whole: u64,
    /// The draws that end in each tenth of a kilometre.
    tenths: Vec<u64>,
}

impl Reaches {
    /// Prepares to count along a line of some length.
    pub(super) fn over(length: f64) -> Self {
        Self { length, nowhere: 0, whole: 0, tenths: vec![0; (length * PER_KM).ceil() as usize + 1] }
    }

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
    pub(super) fn percentile(&self, percent: u64) -> f64 {
        let draws = self.nowhere + self.whole + self.tenths.iter().sum::<u64>();
        let wanted = (draws * percent).div_ceil(100).max(1);
        let mut below = self.nowhere;
        if below >= wanted {
            return 0.0;
        }
        let reached = self.tenths.iter().position(|count| {
            below += count;
            below >= wanted
        });
        reached.map_or(self.length, |tenth| tenth as f64 / PER_KM)
    }
}

#[cfg(test)]
mod tests {
    use super::{Approach, Reach, Reaches};
    use crate::ids::{CorridorId, Id, PlaceId};

    #[test]
    fn a_lead_ends_where_the_line_between_two_stops_crosses_nothing() {
        let stops = vec![(0, 10.0), (1, 30.0), (2, 80.0), (3, 180.0)];
        let line = Approach { corridor: CorridorId::new(1), anchor: PlaceId::new(0), stops };
        let savings = [6, 4, -1, -5];
        assert_eq!(line.reach(|stop| savings[stop]), Reach::Km(70.0));
        assert_eq!(line.reach(|stop| savings[stop] - 9), Reach::Nowhere);
        assert_eq!(line.reach(|stop| savings[stop] + 9), Reach::Whole);
        // Nothing saved is no lead; one that begins later counts up to its end.
        let later = [0, 5, 5, -5];
        assert_eq!(line.reach(|stop| later[stop]), Reach::Km(130.0));
    }

    #[test]
    fn draws_that_lead_nowhere_count_as_no_distance() {
        let mut reaches = Reaches::over(180.0);
        for reach in [Reach::Nowhere, Reach::Km(70.04), Reach::Km(12.0), Reach::Whole] {
            reaches.add(reach);
        }
        let percentiles = [5, 50, 75, 95].map(|percent| reaches.percentile(percent));
        assert_eq!(percentiles.map(f64::to_bits), [0.0, 12.0, 70.0, 180.0_f64].map(f64::to_bits));
    }
}
