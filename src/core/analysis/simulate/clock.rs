//! The days of a simulation: when ways are shut, what seasons add, and when services leave.

use crate::answer::Prepared;
use crate::ids::{FigureId, ServiceId};
use crate::model::{Leg, Service, SwitchSet};
use crate::scenario::{Row, TableName};
use crate::units::{Date, Months, Period};

/// The seconds of an hour and of a day.
pub(super) const HOUR: f64 = 3600.0;
pub(super) const DAY: u64 = 86_400;
/// The days within which something that is shut must open again; else it stays shut.
const MAX_SHUT_DAYS: u64 = 800;
/// The words of services for the days of a week.
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// The days of a week.
const WEEK: u64 = 7;

/// The calendar of the seconds of a run.
#[derive(Clone, Copy, Debug)]
pub(super) struct SimulatedClock {
    /// The day that begins with second 0.
    pub(super) first: Date,
}

/// What the calendar does to a leg at times, whatever the scenario's date.
#[derive(Clone, Debug)]
pub(super) struct SeasonDays {
    period: Period,
    months: Option<Months>,
    is_closed: bool,
    /// The multiplier of the running time.
    pub(super) time_factor: Option<FigureId>,
    /// The hours added to the running time.
    pub(super) extra_h: Option<FigureId>,
}

/// When a leg can be used.
#[derive(Clone, Debug)]
pub(super) struct LegCalendar {
    open_months: Option<Months>,
    seasons: Vec<SeasonDays>,
}

/// The departures of a service.
#[derive(Clone, Debug)]
pub(super) struct ServiceCalendar {
    period: Period,
    /// The interval in seconds, from the first departure or else from the scenario's date; nothing where it has weekdays.
    every: Option<(f64, Date)>,
    weekdays: Vec<u32>,
}

impl SimulatedClock {
    /// Returns the day of a second.
    pub(super) fn day(self, second: u64) -> Date {
        self.first.later((second / DAY) as i32)
    }

    /// Returns the seconds until a share of the week that begins on Monday is open, 0 where it is.
    pub(super) fn until_open(self, second: u64, open_days: f64) -> u64 {
        let week = WEEK * DAY;
        let into = (u64::from(self.first.weekday()) * DAY + second) % week;
        if (into as f64) < open_days * DAY as f64 { 0 } else { week - into }
    }

    /// Returns the seconds until all of some legs are open, 0 where they are; so long as nobody waits where they stay shut.
    pub(super) fn until_legs_open(self, second: u64, legs: &[(LegCalendar, f64)]) -> u64 {
        let is_open = |day: Date| legs.iter().all(|(leg, _)| leg.is_open(day));
        let mut wait = 0;
        for days in 0..MAX_SHUT_DAYS {
            if is_open(self.day(second + wait)) {
                return wait;
            }
            wait = (days + 1) * DAY - second % DAY;
        }
        u64::from(u32::MAX)
    }

    /// Returns the first departure of a service at or after a second.
    pub(super) fn departure(self, of: &ServiceCalendar, from: u64) -> Option<u64> {
        let Some((every, anchor)) = of.every else {
            let first = from.div_ceil(DAY);
            let runs = |day: &u64| {
                let date = self.first.later(*day as i32);
                of.weekdays.contains(&date.weekday()) && of.period.contains(date)
            };
            return (first..first + MAX_SHUT_DAYS).find(runs).map(|day| day * DAY);
        };
        let anchor = anchor.days_since(self.first) * DAY as i64;
        let second = |number: i64| anchor + (number as f64 * every).round() as i64;
        let mut number = ((from as i64 - anchor) as f64 / every).ceil() as i64 - 1;
        if of.period.from.is_some() {
            number = number.max(0);
        }
        while second(number) < from as i64 {
            number += 1;
        }
        let second = u64::try_from(second(number)).ok()?;
        of.period.to.is_none_or(|last| self.day(second) <= last).then_some(second)
    }
}

impl SeasonDays {
    /// Returns whether it acts on a day.
    pub(super) fn is_on(&self, day: Date) -> bool {
        self.period.contains(day) && self.months.is_none_or(|months| months.contains(day.month()))
    }
}

impl LegCalendar {
    /// Reads what the tables say of a leg on any day.
    pub(super) fn of(case: &Prepared, leg: &Leg, switches: SwitchSet) -> Self {
        let (model, tables) = (case.model(), &case.scenario().tables);
        let ends = [leg.from, leg.to].map(|place| model.places.list[place].key.as_str());
        let concerns = |row: &Row<'_>| {
            let is = |column: &str, matches: &dyn Fn(&str) -> bool| row.selector(column).is_none_or(matches);
            is("leg", &|key| key == leg.key)
                && is("place", &|key| ends.contains(&key))
                && is("mode", &|word| word == leg.mode.as_str())
                && is("leg_tag", &|word| leg.tags.iter().any(|tag| tag == word))
                && switches.allows(row.text("switch").and_then(|name| model.switch_names.position(name)))
        };
        let season = |row: Row<'_>| {
            let figure = |column: &str| model.register.find(&format!("{}.{column}", row.path(model.date)));
            SeasonDays {
                period: row.period(),
                months: row.months("months"),
                is_closed: row.flag("closed"),
                time_factor: figure("time_factor"),
                extra_h: figure("extra_h"),
            }
        };
        let rows = tables.rows(TableName::Calendar).in_key_order().filter(concerns);
        let seasons = rows.map(season).collect();
        let own = tables.rows(TableName::Legs).of_key(&leg.key).find(|row| row.holds_on(model.date));
        Self { open_months: own.and_then(|row| row.months("open_months")), seasons }
    }

    fn is_open(&self, day: Date) -> bool {
        self.open_months.is_none_or(|months| months.contains(day.month()))
            && !self.seasons.iter().any(|season| season.is_closed && season.is_on(day))
    }

    /// Iterates over what acts on a day without closing the leg.
    pub(super) fn on(&self, day: Date) -> impl Iterator<Item = &SeasonDays> {
        self.seasons.iter().filter(move |season| !season.is_closed && season.is_on(day))
    }
}

impl ServiceCalendar {
    /// Reads when a service leaves: the one place that knows.
    pub(super) fn of(case: &Prepared, id: ServiceId) -> Self {
        let model = case.model();
        let service: &Service = &model.services[id];
        let row = case.scenario().tables.rows(TableName::Services).of_key(&service.key);
        let row = row.into_iter().find(|row| row.holds_on(model.date));
        let period = row.map(Row::period).unwrap_or_default();
        let days = |figure: FigureId| case.values()[crate::ids::Id::index(figure)];
        let every = service.every_days.map(|figure| (days(figure) * DAY as f64, period.from.unwrap_or(model.date)));
        let number = |word: &str| WEEKDAYS.iter().position(|name| *name == word).map(|day| day as u32);
        let weekdays = row.into_iter().flat_map(|row| row.words("weekdays").filter_map(number)).collect();
        Self { period, every, weekdays }
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, ServiceCalendar, SimulatedClock};
    use crate::units::{Date, Period};

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    #[test]
    fn a_service_leaves_every_so_many_days_from_its_first_departure_to_its_last() {
        // 2019-06-24 is a Monday.
        let clock = SimulatedClock { first: day("2019-06-24") };
        let period = Period { from: Some(day("2019-06-22")), to: Some(day("2019-07-10")) };
        let every = ServiceCalendar { period, every: Some((3.5 * DAY as f64, day("2019-06-22"))), weekdays: vec![] };
        let half = DAY / 2;
        assert_eq!(clock.departure(&every, 0), Some(DAY + half));
        assert_eq!(clock.departure(&every, DAY + half), Some(DAY + half));
        assert_eq!(clock.departure(&every, DAY + half + 1), Some(5 * DAY));
        // The next but one after the tenth is behind the last day.
        assert_eq!(clock.departure(&every, 16 * DAY), None);
        let weekly = ServiceCalendar { period: Period::default(), every: None, weekdays: vec![0, 3] };
        assert_eq!(
            [0, 1, 3 * DAY, 3 * DAY + 1].map(|from| clock.departure(&weekly, from)),
            [0, 3, 3, 7].map(|days| Some(days * DAY))
        );
    }

    #[test]
    fn a_crossing_of_five_days_is_shut_from_saturday_to_monday() {
        let clock = SimulatedClock { first: day("2019-06-26") };
        // Wednesday, Friday's last second, Saturday, Sunday's last second.
        let waits = [0, 3 * DAY - 1, 3 * DAY, 5 * DAY - 1].map(|second| clock.until_open(second, 5.0));
        assert_eq!(waits, [0, 0, 2 * DAY, 1]);
        assert_eq!(clock.until_open(4 * DAY, 7.0), 0);
    }
}
