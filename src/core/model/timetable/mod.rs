//! Timetables: the dated departures of services and the opening hours of crossings and places.

mod check;
mod days;
mod read;

use crate::ids::{FigureId, PlaceId, ServiceId};
use crate::problem::Span;
use crate::scenario::Wait;
use crate::units::{Date, Grade, Moment, Months, Period, TimeOfDay};

use super::legs::{Leg, Season};
use super::rows::SwitchSet;
use super::world::Model;

pub(super) use check::check;
pub use days::{DayKind, Departing, OpenSpans, RunningDays, Timeline, departing, hours, seconds};
pub(super) use read::{departures, openings};

const SECONDS_PER_DAY: f64 = 86_400.0;

/// The regular days of a row of departures.csv.
#[derive(Clone, Debug, PartialEq)]
pub enum DepartureDays {
    /// Days of the week, 0 for Monday.
    Weekdays(Vec<u32>),
    /// Single days.
    Dates(Vec<Date>),
    /// An interval in days, and the day of the first departure.
    Every(FigureId, Date),
}

/// A row of departures.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct DepartureRow {
    /// Its key.
    pub key: String,
    /// The service that departs.
    pub service: ServiceId,
    /// The place where it departs; absent for wherever the service is boarded.
    pub place: Option<PlaceId>,
    /// The regular days.
    pub days: DepartureDays,
    /// The time of day.
    pub time: TimeOfDay,
    /// The hours before departure at which cargo must be at the place, in place of those of the service.
    pub cutoff_h: Option<FigureId>,
    /// The hours under way, in place of the running time of the leg.
    pub hours: Option<FigureId>,
    /// The tonnes that one departure carries.
    pub capacity_t: Option<FigureId>,
    /// Days of departure besides.
    pub added: Vec<Date>,
    /// Days without a departure.
    pub cancelled: Vec<Date>,
    /// The days on which the row holds.
    pub period: Period,
    /// The switch that the row depends on.
    pub switch: Option<u8>,
    /// How well it is known.
    pub grade: Grade,
    /// The position of the row.
    pub span: Span,
}

/// The crossing or the place that a row of opening.csv is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// The formalities on a leg, by its key.
    Leg(String),
    /// The operations at a place.
    Place(PlaceId),
}

/// A row of opening.csv.
#[derive(Clone, Debug, PartialEq)]
pub struct OpeningRow {
    /// Its key.
    pub key: String,
    /// What opens.
    pub of: Opening,
    /// The days of the week that it is about, 0 for Monday; none for all.
    pub weekdays: Vec<u32>,
    /// The hours between which it is open; absent where it is shut on these days.
    pub hours: Option<(TimeOfDay, TimeOfDay)>,
    /// The months that it is about; absent for all.
    pub months: Option<Months>,
    /// The days on which the row holds.
    pub period: Period,
    /// The switch that the row depends on.
    pub switch: Option<u8>,
    /// The position of the row.
    pub span: Span,
}

/// One dated departure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Departure {
    /// When it departs.
    pub leaves: Moment,
    /// The position of its row among the departures of the model; absent where services.csv dates it.
    pub row: Option<usize>,
}

/// The source of the departures of a service at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sailing {
    /// Rows of departures.csv.
    Dated,
    /// Weekdays, or an interval with a first day, of services.csv.
    Regular,
    /// Nothing: cargo waits as long as the scenario's rule says.
    Average,
}

impl DepartureRow {
    /// Returns whether it is about departures at a place under a set of switches.
    fn is_at(&self, service: ServiceId, place: PlaceId, switches: SwitchSet) -> bool {
        self.service == service && self.place.is_none_or(|own| own == place) && switches.allows(self.switch)
    }

    /// Returns whether a whole lot goes with one departure.
    fn carries_lot(&self, model: &Model) -> bool {
        let value = |figure: FigureId| model.register.figure(figure).value.to_f64();
        self.capacity_t.is_none_or(|capacity| value(capacity) >= value(model.cargo.lot_t))
    }

    /// Returns its departures from one moment to another, both included, in order.
    fn departures(&self, model: &Model, between: (Moment, Moment)) -> Vec<Moment> {
        let mut found = self.planned(model, between);
        found.retain(|leaves| !self.cancelled.contains(&leaves.day()));
        found
    }

    /// Returns the same with those that are cancelled.
    fn planned(&self, model: &Model, between: (Moment, Moment)) -> Vec<Moment> {
        let mut found = match &self.days {
            DepartureDays::Weekdays(weekdays) => on_weekdays(weekdays, self.time, self.period, between),
            DepartureDays::Dates(dates) => {
                let valid = dates.iter().filter(|&&day| self.period.contains(day));
                valid.map(|&day| Moment::of(day, self.time)).collect()
            }
            DepartureDays::Every(days, first) => {
                let days = model.register.figure(*days).value.to_f64();
                let first = Moment::of(*first, self.time);
                every(days, first, between, self.period)
            }
        };
        found.extend(self.added.iter().map(|&day| Moment::of(day, self.time)));
        found.retain(|leaves| (between.0..=between.1).contains(leaves));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Returns the day of its last departure; nothing where there is always another.
    pub fn last_day(&self) -> Option<Date> {
        let regular = match &self.days {
            DepartureDays::Dates(dates) => dates.iter().max().copied(),
            _ => Some(self.period.to?),
        };
        regular.into_iter().chain(self.added.iter().copied()).max()
    }
}

impl OpeningRow {
    /// Returns whether it says when a crossing or place is open on a day.
    pub fn holds_on(&self, day: Date, switches: SwitchSet) -> bool {
        self.period.contains(day)
            && self.months.is_none_or(|months| months.contains(day.month()))
            && switches.allows(self.switch)
    }

    /// Returns whether it is about the weekday of a day.
    pub fn is_for(&self, day: Date) -> bool {
        self.weekdays.is_empty() || self.weekdays.contains(&day.weekday())
    }
}

impl Model {
    /// Returns the model for plans in some days: without the calendar, which plans apply day by day, and with all legs open
    /// that can be used on any of these days.
    #[must_use]
    pub fn open_between(&self, first: Date, last: Date) -> Self {
        let days: Vec<Date> = first.up_to(last).collect();
        let mut model = self.clone();
        // Few legs differ in their seasons.
        let mut known: Vec<(Vec<Season>, Option<Months>, bool)> = Vec::new();
        for leg in &mut model.legs {
            if leg.seasons.is_empty() && leg.open_months.is_none() {
                continue;
            }
            let same = known.iter().find(|(seasons, months, _)| (seasons, months) == (&leg.seasons, &leg.open_months));
            let runs = same.map(|own| own.2);
            let runs = runs.unwrap_or_else(|| {
                let all = SwitchSet::default();
                let runs = days.iter().any(|&day| leg.runs_on(day, all));
                known.push((leg.seasons.clone(), leg.open_months, runs));
                runs
            });
            let row = leg.row_mut();
            row.calendar = Vec::new();
            row.in_season = row.idle_service.is_none() && runs;
        }
        model
    }

    /// Returns whether the hours are known on the model's date between which the formalities on a leg begin, so that no
    /// average wait for them counts; single days on which it is shut come beside that wait.
    pub fn keeps_hours(&self, leg: &Leg, switches: SwitchSet) -> bool {
        let is_of_leg = |row: &OpeningRow| matches!(&row.of, Opening::Leg(key) if *key == leg.key);
        let holds = |row: &OpeningRow| row.period.contains(self.date) && switches.allows(row.switch);
        self.openings.iter().any(|row| row.hours.is_some() && is_of_leg(row) && holds(row))
    }

    /// Returns where the departures of a service at a place are known from.
    pub fn sailing(&self, service: ServiceId, place: PlaceId, switches: SwitchSet) -> Sailing {
        let own = &self.services[service];
        if self.departures.iter().any(|row| row.is_at(service, place, switches)) {
            Sailing::Dated
        } else if self.wait == Wait::CollectedForShip && own.collects_t_per_day.is_some() {
            Sailing::Average
        } else if !own.weekdays.is_empty() || (own.every_days.is_some() && own.period.from.is_some()) {
            Sailing::Regular
        } else {
            Sailing::Average
        }
    }

    /// Returns the dated departures of a service at a place from one moment to another, both included, in order; none for
    /// a service that is waited for as the scenario's rule says.
    pub fn departures(
        &self,
        service: ServiceId,
        place: PlaceId,
        between: (Moment, Moment),
        switches: SwitchSet,
    ) -> Vec<Departure> {
        let own = &self.services[service];
        let mut found: Vec<Departure> = match self.sailing(service, place, switches) {
            Sailing::Average => Vec::new(),
            Sailing::Dated => {
                let rows = self.departures.iter().enumerate();
                let rows = rows.filter(|(_, row)| row.is_at(service, place, switches) && row.carries_lot(self));
                let of_row = |(position, row): (usize, &DepartureRow)| {
                    let departures = row.departures(self, between).into_iter();
                    departures.map(move |leaves| Departure { leaves, row: Some(position) })
                };
                rows.flat_map(of_row).collect()
            }
            Sailing::Regular => return self.regular_departures(service, self.date, between),
        };
        found.retain(|departure| own.period.contains(departure.leaves.day()));
        found.sort_unstable();
        found.dedup_by_key(|departure| departure.leaves);
        found
    }

    /// Returns the departures of a service by services.csv from one moment to another, both included, in order: on its
    /// weekdays, or at its interval from its first day on, or else before and after a given day.
    pub fn regular_departures(&self, service: ServiceId, or_on: Date, between: (Moment, Moment)) -> Vec<Departure> {
        let own = &self.services[service];
        let midnight = TimeOfDay::default();
        let leaves = match own.every_days {
            Some(figure) if own.period.from.is_some() || own.weekdays.is_empty() => {
                let days = self.register.figure(figure).value.to_f64();
                let first = own.period.from.map(|first| Moment::of(first, midnight));
                let first = first.unwrap_or_else(|| {
                    let before = Moment::of(or_on, midnight).seconds_since(between.0).max(0);
                    let step = step(days);
                    Moment::of(or_on, midnight).later(-(before / step * step))
                });
                every(days, first, between, own.period)
            }
            _ => on_weekdays(&own.weekdays, midnight, own.period, between),
        };
        let is_in = |leaves: &Moment| own.period.contains(leaves.day());
        leaves.into_iter().filter(is_in).map(|leaves| Departure { leaves, row: None }).collect()
    }
}

fn on_weekdays(weekdays: &[u32], time: TimeOfDay, period: Period, between: (Moment, Moment)) -> Vec<Moment> {
    let first = period.from.map_or(between.0.day(), |from| from.max(between.0.day()));
    let last = period.to.map_or(between.1.day(), |to| to.min(between.1.day()));
    let days = first.up_to(last).filter(|day| weekdays.contains(&day.weekday()));
    days.map(|day| Moment::of(day, time)).filter(|leaves| (between.0..=between.1).contains(leaves)).collect()
}

/// Returns an interval in days as whole seconds.
fn step(days: f64) -> i64 {
    ((days * SECONDS_PER_DAY).round() as i64).max(1)
}

/// Returns departures at an interval in days, to the whole second.
fn every(days: f64, first: Moment, between: (Moment, Moment), period: Period) -> Vec<Moment> {
    let step = step(days);
    let skipped = between.0.seconds_since(first).max(0).div_euclid(step);
    let departures = (skipped..).map(|number| first.later(number * step)).take_while(|leaves| *leaves <= between.1);
    departures.filter(|leaves| *leaves >= between.0 && period.contains(leaves.day())).collect()
}
