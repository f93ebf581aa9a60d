//! The timing of a ride: the wait for a departure or a day, formalities in opening hours, legs in their seasons.

use std::sync::Arc;

use crate::cost::DatedHours;
use crate::ids::ArcId;
use crate::model::{Departing, OpenSpans, RunningDays, hours, seconds};

/// What an arc of a ride is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RidePart {
    /// The boarding, with the wait.
    Board,
    /// The formalities at the border.
    Cross,
    /// The run over the leg.
    Move,
    /// All of it: a haul that is priced from station to station.
    Whole,
}

/// The wait before a ride.
#[derive(Clone, Debug)]
pub(super) struct BoardTimes {
    /// The hours of the scenario's rule.
    pub(super) usual_h: f64,
    /// The dated departures, if the service has some.
    pub(super) departures: Option<Arc<Vec<Departing>>>,
}

/// The formalities on a leg.
#[derive(Clone, Debug)]
pub(super) struct BorderTimes {
    /// The hours of each row.
    pub(super) terms: Vec<f64>,
    /// The opening hours, if they are known.
    pub(super) open: Option<Arc<OpenSpans>>,
}

/// One leg of a ride.
#[derive(Clone, Debug)]
pub(super) struct LegTimes {
    /// The running time as a number, and what it is divided by if it is a length.
    pub(super) run: (f64, Option<f64>),
    /// What the calendar does to it, if anything.
    pub(super) days: Option<Arc<RunningDays>>,
    /// The formalities before it, if it crosses a border here.
    pub(super) border: Option<BorderTimes>,
    /// Whether the leg is run: an arc may be its border alone.
    pub(super) is_run: bool,
}

/// An operation that begins in opening hours, before a ride: the wait for them counts towards storage as that for a
/// departure does.
#[derive(Clone, Debug)]
pub(super) struct OperationTimes {
    pub(super) arc: ArcId,
    pub(super) usual: [f64; 4],
    pub(super) open: Arc<OpenSpans>,
}

/// A ride: the arcs that it takes, with their usual hours, and what its times depend on.
#[derive(Clone, Debug)]
pub(super) struct RideTimes {
    pub(super) arcs: Vec<(RidePart, ArcId, [f64; 4])>,
    pub(super) operation: Option<OperationTimes>,
    pub(super) board: Option<BoardTimes>,
    pub(super) legs: Vec<LegTimes>,
}

/// An arc that is passed, with its times.
#[derive(Clone, Copy, Debug)]
pub(super) struct PartTimes {
    pub(super) arc: ArcId,
    pub(super) begins: i64,
    pub(super) ends: i64,
    /// The hours, where they are not the usual ones.
    pub(super) hours: Option<DatedHours>,
}

/// What a ride takes, added up leg by leg.
#[derive(Clone, Copy, Debug, Default)]
struct RideHours {
    /// Waiting for the opening before boarding, which counts towards storage alone.
    opening: f64,
    boarding: f64,
    moving: f64,
    border: f64,
    /// Waiting on the way for a leg that is shut.
    stopped: f64,
}

impl OperationTimes {
    /// Returns the seconds that the operation itself takes.
    fn takes(&self) -> i64 {
        seconds(self.usual.iter().sum())
    }

    /// Returns the operation for cargo that comes at a second, and the seconds that it waits for the opening.
    pub(super) fn at(&self, comes: i64) -> Option<(PartTimes, i64)> {
        let opens = self.open.next(comes)?;
        let [moving, waiting, handling, border] = self.usual;
        let hours = [moving, waiting + hours(opens - comes), handling, border];
        let dated = DatedHours { hours, longer_h: 0.0, by_started_days: false };
        let hours = (opens > comes).then_some(dated);
        Some((PartTimes { arc: self.arc, begins: comes, ends: opens + self.takes(), hours }, opens - comes))
    }
}

impl BorderTimes {
    fn hours(&self) -> f64 {
        self.terms.iter().fold(0.0, |sum, term| sum + term)
    }

    fn next_open(&self, second: i64) -> Option<i64> {
        self.open.as_ref().map_or(Some(second), |open| open.next(second))
    }
}

impl LegTimes {
    /// Adds the hours of a run that begins at a second to a sum, term by term as the book adds them.
    fn add_run(&self, second: i64, sum: f64) -> Option<f64> {
        let (amount, divisor) = self.run;
        let over = |amount: f64| divisor.map_or(amount, |divisor| amount / divisor);
        let Some(days) = &self.days else { return Some(sum + over(amount)) };
        let kind = days.at(second)?;
        let run = over(kind.factors.iter().fold(amount, |product, factor| product * factor));
        Some(kind.extra_h.iter().fold(sum + run, |sum, extra| sum + extra))
    }

    fn next_running(&self, second: i64) -> Option<i64> {
        self.days.as_ref().map_or(Some(second), |days| days.next_running(second))
    }

    /// Returns the least hours of a run on any day; nothing where it never runs.
    fn least_run(&self) -> Option<f64> {
        let (amount, divisor) = self.run;
        let over = |amount: f64| divisor.map_or(amount, |divisor| amount / divisor);
        let Some(days) = &self.days else { return Some(over(amount)) };
        let runs = days.kinds.iter().filter(|kind| !kind.is_shut).map(|kind| {
            let run = over(kind.factors.iter().fold(amount, |product, factor| product * factor));
            kind.extra_h.iter().fold(run, |sum, extra| sum + extra)
        });
        runs.min_by(f64::total_cmp)
    }
}

impl RideTimes {
    /// Returns whether its times depend on the day or the hour.
    pub(super) fn is_dated(&self) -> bool {
        let is_open = |leg: &LegTimes| leg.border.as_ref().is_some_and(|border| border.open.is_some());
        self.operation.is_some()
            || self.departures().is_some()
            || self.legs.iter().any(|leg| leg.days.is_some() || is_open(leg))
    }

    pub(super) fn departures(&self) -> Option<&[Departing]> {
        self.board.as_ref()?.departures.as_deref().map(Vec::as_slice)
    }

    /// Returns the seconds of the formalities on the first leg.
    pub(super) fn formalities(&self) -> i64 {
        self.legs.first().and_then(|leg| leg.border.as_ref()).map_or(0, |border| seconds(border.hours()))
    }

    /// Returns the least seconds from being ready to a departure, after the operation.
    pub(super) fn before_leaving(&self) -> Option<i64> {
        let cutoff = self.departures()?.iter().map(|departing| departing.cutoff).min()?;
        Some(cutoff.max(self.formalities()))
    }

    /// Returns the seconds of the operation.
    pub(super) fn operates(&self) -> i64 {
        self.operation.as_ref().map_or(0, OperationTimes::takes)
    }

    fn has_opening_hours(&self) -> bool {
        self.legs.iter().any(|leg| leg.border.as_ref().is_some_and(|border| border.open.is_some()))
    }

    /// Returns the times of a ride for which cargo is ready at a second, by a departure where it has them; nothing where
    /// that cannot be caught, or something stays shut.
    pub(super) fn at(&self, ready: i64, departure: Option<&Departing>) -> Option<Vec<PartTimes>> {
        let operation = match &self.operation {
            Some(operation) => Some(operation.at(ready)?),
            None => None,
        };
        let ready = operation.map_or(ready, |(part, _)| part.ends);
        let mut sums = RideHours { opening: hours(operation.map_or(0, |(_, waits)| waits)), ..RideHours::default() };
        let mut at = ready;
        // The ends of boarding, border and run of the first leg; the parts of a ride over several legs are one.
        let mut crossed = (at, at);
        for (position, leg) in self.legs.iter().enumerate() {
            let formal = leg.border.as_ref().map_or(0.0, BorderTimes::hours);
            let board = self.board.as_ref().filter(|_| position == 0);
            if let Some(board) = board {
                sums.boarding = board.usual_h;
                at += if departure.is_some() { 0 } else { seconds(board.usual_h) };
            }
            let opens = leg.border.as_ref().map_or(Some(at), |border| border.next_open(at))?;
            let done = opens + seconds(formal);
            sums.border = leg.border.iter().flat_map(|border| &border.terms).fold(sums.border, |sum, term| sum + term);
            crossed = if position == 0 { (opens, done) } else { crossed };
            if let Some(departing) = departure.filter(|_| position == 0) {
                let runs = !leg.is_run || leg.next_running(departing.leaves) == Some(departing.leaves);
                if departing.leaves < done.max(ready + departing.cutoff) || !runs {
                    return None;
                }
                sums.boarding = hours(departing.leaves - ready - seconds(formal));
                at = departing.leaves;
            } else {
                sums.border += hours(opens - at);
                at = done;
                if leg.is_run {
                    let runs = leg.next_running(at)?;
                    if runs > at && board.is_some() {
                        sums.boarding += hours(runs - at);
                        crossed = (crossed.0 + runs - at, runs);
                    } else {
                        sums.stopped += hours(runs - at);
                    }
                    at = runs;
                }
            }
            if leg.is_run {
                let fixed = departure.filter(|_| position == 0).and_then(|departing| departing.hours);
                let moving = match fixed {
                    Some(hours) => sums.moving + hours,
                    None => leg.add_run(at, sums.moving)?,
                };
                at += seconds(moving - sums.moving);
                sums.moving = moving;
            }
        }
        let parts = self.parts(ready, (crossed, at), sums, departure);
        Some(operation.map(|(part, _)| part).into_iter().chain(parts).collect())
    }

    /// Shares the hours of a ride out among its arcs.
    fn parts(
        &self,
        ready: i64,
        (crossed, arrives): ((i64, i64), i64),
        sums: RideHours,
        departure: Option<&Departing>,
    ) -> Vec<PartTimes> {
        let leaves = departure.map_or(crossed.1, |departing| departing.leaves);
        let is_run_anew = departure.is_some_and(|departing| departing.hours.is_some())
            || self.legs.iter().any(|leg| leg.days.is_some());
        let usual_h = self.board.as_ref().map_or(0.0, |board| board.usual_h);
        let longer_h = sums.boarding + sums.opening - usual_h;
        let by_started_days = departure.is_some();
        let part = |&(part, arc, usual): &(RidePart, ArcId, [f64; 4])| {
            let [moving, waiting, handling, border] = usual;
            let border = if self.has_opening_hours() { sums.border } else { border };
            let moving = if is_run_anew { sums.moving } else { moving };
            let (begins, ends, hours) = match part {
                RidePart::Board => {
                    let ends = if by_started_days { leaves } else { crossed.0 };
                    (ready, ends, [usual[0], sums.boarding, handling, usual[3]])
                }
                RidePart::Cross => (crossed.0, crossed.1, [usual[0], waiting, handling, border]),
                RidePart::Move => (leaves, arrives, [moving, waiting + sums.stopped, handling, usual[3]]),
                RidePart::Whole => (ready, arrives, [moving, sums.boarding + sums.stopped, handling, border]),
            };
            let is_storing = matches!(part, RidePart::Board | RidePart::Whole);
            let is_usual = hours.map(f64::to_bits) == usual.map(f64::to_bits)
                && !(is_storing && (by_started_days || sums.opening > 0.0));
            let longer_h = if is_storing { longer_h } else { 0.0 };
            let dated = DatedHours { hours, longer_h, by_started_days };
            PartTimes { arc, begins, ends, hours: (!is_usual).then_some(dated) }
        };
        self.arcs.iter().map(part).collect()
    }

    /// Returns the least that the ride can take in seconds, and the hours of its arcs then, where cargo waits at least so
    /// many hours for a departure; nothing where it never runs.
    pub(super) fn least(&self, waits: Option<f64>) -> Option<(i64, Vec<PartTimes>)> {
        let mut sums = RideHours::default();
        let mut taken = self.operates();
        let departures = self.departures();
        match (&self.board, departures) {
            (Some(_), Some(_)) => {
                let before = self.before_leaving()?;
                sums.boarding = waits.unwrap_or_else(|| hours(before - self.formalities()));
                taken += before - self.formalities();
            }
            (Some(board), None) => {
                sums.boarding = board.usual_h;
                taken += seconds(board.usual_h);
            }
            (None, _) => {}
        }
        for (position, leg) in self.legs.iter().enumerate() {
            let terms = leg.border.iter().flat_map(|border| &border.terms);
            sums.border = terms.fold(sums.border, |sum, term| sum + term);
            taken += leg.border.as_ref().map_or(0, |border| seconds(border.hours()));
            if leg.is_run {
                let given = departures.filter(|_| position == 0).into_iter().flatten();
                let given = given.filter_map(|departing| departing.hours).min_by(f64::total_cmp);
                let least = given.into_iter().chain(leg.least_run()).min_by(f64::total_cmp)?;
                // A little less, so that the order in which hours are added up does not matter.
                sums.moving += least * (1.0 - 1e-12);
                taken += seconds(least) - 1;
            }
        }
        let any = departures.and_then(<[_]>::first);
        let mut parts = self.parts(0, ((0, 0), 0), sums, any);
        let operation = self.operation.as_ref().map(|own| PartTimes { arc: own.arc, begins: 0, ends: 0, hours: None });
        for (part, (kind, _, usual)) in parts.iter_mut().zip(&self.arcs) {
            if matches!(kind, RidePart::Move | RidePart::Whole) {
                let usually = DatedHours { hours: *usual, longer_h: 0.0, by_started_days: false };
                let dated = part.hours.get_or_insert(usually);
                dated.hours[0] = sums.moving.min(usual[0]);
            }
        }
        parts.extend(operation);
        Some((taken.max(0), parts))
    }
}
