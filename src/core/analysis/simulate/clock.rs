//! The days of a simulation: when ways, crossings and places are shut, and when services leave.

use crate::answer::Prepared;
use crate::ids::{LegId, PlaceId, ServiceId};
use crate::model::{Departing, Model, OpenSpans, Opening, Sailing, SwitchSet, Timeline, departing};
use crate::units::Date;

/// The seconds of an hour and of a day.
pub(super) const HOUR: f64 = 3600.0;
pub(super) const DAY: u64 = 86_400;
/// The days within which something that is shut must open again; else it stays shut.
const MAX_SHUT_DAYS: u32 = 800;
/// What is waited where something stays shut, in seconds: longer than any run.
const FOR_EVER: u64 = u32::MAX as u64;
/// The days of a week.
const WEEK: u64 = 7;

/// The calendar of the seconds of a run.
#[derive(Clone, Debug)]
pub(super) struct SimulatedClock {
    /// The day that begins with second 0.
    pub(super) first: Date,
    timeline: Timeline,
}

/// The departures of a service at a place, in order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ServiceCalendar(Vec<Departing>);

impl SimulatedClock {
    /// Begins with a day and goes on for so many days.
    pub(super) fn new(first: Date, days: u32) -> Self {
        Self { first, timeline: Timeline::new(first, first.later((days + MAX_SHUT_DAYS) as i32)) }
    }

    /// Returns the day of a second.
    pub(super) fn day(&self, second: u64) -> Date {
        self.first.later((second / DAY) as i32)
    }

    /// Returns the seconds until a share of the week that begins on Monday is open, 0 where it is.
    pub(super) fn until_open(&self, second: u64, open_days: f64) -> u64 {
        let week = WEEK * DAY;
        let into = (u64::from(self.first.weekday()) * DAY + second) % week;
        if (into as f64) < open_days * DAY as f64 { 0 } else { week - into }
    }

    /// Returns the seconds until a crossing or place is open, 0 where it is.
    pub(super) fn until_opening(second: u64, open: &OpenSpans) -> u64 {
        open.next(second as i64).map_or(FOR_EVER, |opens| opens as u64 - second)
    }

    /// Returns the seconds until all of some legs run, 0 where they do; so long as nobody waits where they stay shut.
    pub(super) fn until_running(&self, second: u64, legs: &[(LegId, f64)], on: (&Model, SwitchSet)) -> u64 {
        let runs = |day: Date| legs.iter().all(|(leg, _)| on.0.legs[*leg].runs_on(day, on.1));
        let shut = (0..=MAX_SHUT_DAYS).find(|&days| runs(self.day(second).later(days as i32)));
        shut.map_or(FOR_EVER, |days| (u64::from(days) * DAY).saturating_sub(if days > 0 { second % DAY } else { 0 }))
    }

    /// Returns the opening hours that opening.csv gives a crossing or place; nothing where it gives none.
    pub(super) fn opening(&self, model: &Model, of: &Opening, switches: SwitchSet) -> Option<OpenSpans> {
        let rows: Vec<_> = model.openings.iter().filter(|row| row.of == *of).collect();
        (!rows.is_empty()).then(|| OpenSpans::of(&self.timeline, &rows, switches))
    }
}

impl ServiceCalendar {
    /// Collects the departures of a service at a place: those of departures.csv; or else by services.csv, at an interval
    /// without a first day from the scenario's date.
    pub(super) fn of(
        case: &Prepared,
        clock: &SimulatedClock,
        (service, place): (ServiceId, PlaceId),
        switches: SwitchSet,
    ) -> Self {
        let (model, values, timeline) = (case.model(), case.values(), &clock.timeline);
        if model.sailing(service, place, switches) != Sailing::Average {
            return Self(departing(timeline, model, (service, place), switches, values));
        }
        let regular = model.regular_departures(service, model.date, timeline.ends()).into_iter();
        Self(regular.map(|departure| departure.on(timeline, model, service, values)).collect())
    }

    /// Keeps the departures on the days that a test passes.
    pub(super) fn retain_days(&mut self, clock: &SimulatedClock, runs: impl Fn(Date) -> bool) {
        self.0.retain(|departing| runs(clock.day(departing.leaves as u64)));
    }

    /// Returns the first departure at or after a second.
    pub(super) fn next(&self, from: u64) -> Option<&Departing> {
        self.0.get(self.0.partition_point(|departing| departing.leaves < from as i64))
    }

    /// Returns the departure at a second.
    pub(super) fn at(&self, second: u64) -> Option<&Departing> {
        self.next(second).filter(|departing| departing.leaves == second as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, SimulatedClock};
    use crate::units::Date;

    #[test]
    fn a_crossing_of_five_days_is_shut_from_saturday_to_monday() {
        let clock = SimulatedClock::new(Date::parse("2019-06-26").expect("a date"), 10);
        // Wednesday, Friday's last second, Saturday, Sunday's last second.
        let waits = [0, 3 * DAY - 1, 3 * DAY, 5 * DAY - 1].map(|second| clock.until_open(second, 5.0));
        assert_eq!(waits, [0, 0, 2 * DAY, 1]);
        assert_eq!(clock.until_open(4 * DAY, 7.0), 0);
    }
}
