//! Days, opening hours and departures on one line of whole seconds.

use crate::ids::{FigureId, Id, PlaceId, ServiceId};
use crate::units::{Date, Moment, TimeOfDay};

use super::super::legs::{Leg, Season};
use super::super::rows::SwitchSet;
use super::super::world::Model;
use super::{Departure, OpeningRow};

const SECONDS_PER_DAY: i64 = 86_400;
const SECONDS_PER_HOUR: f64 = 3600.0;

/// Converts hours to whole seconds.
pub fn seconds(hours: f64) -> i64 {
    (hours * SECONDS_PER_HOUR).round() as i64
}

/// Converts seconds to hours.
pub fn hours(seconds: i64) -> f64 {
    seconds as f64 / SECONDS_PER_HOUR
}

/// The days in which plans and simulations lie; second 0 is the beginning of the first.
#[derive(Clone, Debug)]
pub struct Timeline {
    first: Moment,
    days: Vec<Date>,
}

impl Timeline {
    /// Begins with a day and ends with another.
    pub fn new(first: Date, last: Date) -> Self {
        Self { first: Moment::of(first, TimeOfDay::default()), days: first.up_to(last).collect() }
    }

    /// Returns the second of a moment.
    pub fn second(&self, moment: Moment) -> i64 {
        moment.seconds_since(self.first)
    }

    /// Returns the moment of a second.
    pub fn moment(&self, second: i64) -> Moment {
        self.first.later(second)
    }

    /// Returns the first and the last moment.
    pub fn ends(&self) -> (Moment, Moment) {
        (self.first, self.first.later(self.days.len() as i64 * SECONDS_PER_DAY - 1))
    }
}

fn day_of(second: i64) -> usize {
    usize::try_from(second.div_euclid(SECONDS_PER_DAY)).unwrap_or(0)
}

/// What the calendar does to a leg on some days.
#[derive(Clone, Debug, PartialEq)]
pub struct DayKind {
    /// Whether the leg is shut.
    pub is_shut: bool,
    /// The multipliers of its running time.
    pub factors: Vec<f64>,
    /// The hours added to its running time.
    pub extra_h: Vec<f64>,
}

/// What the calendar does to a leg day by day.
#[derive(Clone, Debug)]
pub struct RunningDays {
    /// The kind of each day.
    of_day: Vec<u8>,
    /// The kinds that there are.
    pub kinds: Vec<DayKind>,
}

impl RunningDays {
    /// Collects the days of a leg; nothing where the calendar does nothing to it on any day.
    pub fn of(timeline: &Timeline, leg: &Leg, switches: SwitchSet, values: &[f64]) -> Option<Self> {
        let value = |figure: Option<FigureId>| figure.map(|figure| values[figure.index()]);
        let mut kinds: Vec<DayKind> = Vec::new();
        let mut of_day = Vec::with_capacity(timeline.days.len());
        // Of consecutive days most are alike: effects are looked up where a season begins or ends.
        let mut before: Option<(Vec<bool>, bool, u8)> = None;
        for &day in &timeline.days {
            let holds: Vec<bool> = leg.seasons.iter().map(|season: &Season| season.holds_on(day)).collect();
            let is_month = leg.open_months.is_none_or(|months| months.contains(day.month()));
            if let Some(same) = before.as_ref().filter(|own| own.0 == holds && own.1 == is_month) {
                of_day.push(same.2);
                continue;
            }
            let kind = DayKind {
                is_shut: !leg.runs_on(day, switches),
                factors: leg.effects_on(day, switches).filter_map(|effect| value(effect.time_factor)).collect(),
                extra_h: leg.effects_on(day, switches).filter_map(|effect| value(effect.extra_h)).collect(),
            };
            let number = kinds.iter().position(|known| *known == kind).unwrap_or_else(|| {
                kinds.push(kind);
                kinds.len() - 1
            });
            of_day.push(number as u8);
            before = Some((holds, is_month, number as u8));
        }
        let is_plain = |kind: &DayKind| !kind.is_shut && kind.factors.is_empty() && kind.extra_h.is_empty();
        (!kinds.iter().all(is_plain)).then_some(Self { of_day, kinds })
    }

    /// Returns the kind of the day of a second; nothing beyond the last day.
    pub fn at(&self, second: i64) -> Option<&DayKind> {
        self.of_day.get(day_of(second)).map(|&kind| &self.kinds[usize::from(kind)])
    }

    /// Returns the first second, from one on, of a day on which the leg runs.
    pub fn next_running(&self, second: i64) -> Option<i64> {
        let today = day_of(second);
        let runs = |&day: &usize| !self.kinds[usize::from(self.of_day[day])].is_shut;
        let day = (today..self.of_day.len()).find(runs)?;
        Some(if day == today { second } else { day as i64 * SECONDS_PER_DAY })
    }
}

/// The spans of seconds in which a crossing or a place is open, in order; neither end of a span is that of another.
#[derive(Clone, Debug)]
pub struct OpenSpans(Vec<(i64, i64)>);

impl OpenSpans {
    /// Collects the spans from the rows of one crossing or place. On days of which no row says anything it is open.
    pub fn of(timeline: &Timeline, rows: &[&OpeningRow], switches: SwitchSet) -> Self {
        let mut spans: Vec<(i64, i64)> = Vec::new();
        for (number, &day) in timeline.days.iter().enumerate() {
            let holding: Vec<&&OpeningRow> = rows.iter().filter(|row| row.holds_on(day, switches)).collect();
            let of_day = || holding.iter().filter(|row| row.is_for(day));
            let mut open: Vec<(i64, i64)> = if holding.is_empty() {
                vec![(0, SECONDS_PER_DAY)]
            } else if of_day().any(|row| row.hours.is_none()) {
                Vec::new()
            } else {
                of_day()
                    .filter_map(|row| row.hours)
                    .map(|(opens, closes)| (opens.seconds(), closes.seconds()))
                    .collect()
            };
            open.sort_unstable();
            let midnight = number as i64 * SECONDS_PER_DAY;
            for (opens, closes) in open.into_iter().map(|(opens, closes)| (midnight + opens, midnight + closes)) {
                match spans.last_mut() {
                    Some(last) if opens <= last.1 => last.1 = last.1.max(closes),
                    _ => spans.push((opens, closes)),
                }
            }
        }
        Self(spans)
    }

    /// Returns the first second, from one on, at which it is open.
    pub fn next(&self, second: i64) -> Option<i64> {
        let span = self.0.get(self.0.partition_point(|span| span.1 <= second))?;
        Some(span.0.max(second))
    }
}

/// A departure on the line of seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Departing {
    /// The second at which it leaves.
    pub leaves: i64,
    /// How many seconds before cargo must be there.
    pub cutoff: i64,
    /// The hours under way, if they are given.
    pub hours: Option<f64>,
    /// The position of its row among the departures of the model; absent where services.csv dates it.
    pub row: Option<usize>,
}

/// Collects the dated departures of a service at a place, in order.
pub fn departing(
    timeline: &Timeline,
    model: &Model,
    (service, place): (ServiceId, PlaceId),
    switches: SwitchSet,
    values: &[f64],
) -> Vec<Departing> {
    let departures = model.departures(service, place, timeline.ends(), switches);
    departures.into_iter().map(|departure| departure.on(timeline, model, service, values)).collect()
}

impl Departure {
    /// Puts a departure of a service on the line of seconds.
    pub fn on(self, timeline: &Timeline, model: &Model, service: ServiceId, values: &[f64]) -> Departing {
        let value = |figure: FigureId| values[figure.index()];
        let row = self.row.map(|row| &model.departures[row]);
        let cutoff = row.and_then(|row| row.cutoff_h).or(model.services[service].cutoff_h).map_or(0.0, value);
        Departing {
            leaves: timeline.second(self.leaves),
            cutoff: seconds(cutoff),
            hours: row.and_then(|row| row.hours).map(value),
            row: self.row,
        }
    }
}
