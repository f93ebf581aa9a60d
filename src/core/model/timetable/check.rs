//! Checks of departures against the legs of their services and against each other.

use crate::model::legs::Leg;
use crate::model::world::Model;
use crate::problem::{Code, Problem, Problems};
use crate::units::{Date, Moment, TimeOfDay};

use super::{DepartureRow, Opening};

/// The days of departures of a row that are checked, from the first on or after the scenario's date.
const CHECKED_DAYS: i32 = 400;

/// Checks the departures and the opening hours of a model.
pub(in crate::model) fn check(model: &Model, problems: &mut Problems) {
    for row in &model.openings {
        let Opening::Leg(key) = &row.of else { continue };
        let is_at_home = |leg: &&Leg| leg.key == *key && !model.is_crossing(leg);
        if model.legs.iter().any(|leg| is_at_home(&leg)) {
            let message = format!("the opening hours `{}` are of leg `{key}`, which crosses no border", row.key);
            let help = "name the leg on which goods cross the border, or in `place` where they are handled";
            problems.push(Problem::new(Code::BadOpening, message).at(&row.span).help(help));
        }
    }
    for (position, row) in model.departures.iter().enumerate() {
        let key = &row.key;
        let service = &model.services[row.service].key;
        let legs: Vec<&Leg> = model.legs.iter().filter(|leg| leg.service == Some(row.service)).collect();
        let from_place = |leg: &&&Leg| row.place.is_none_or(|place| leg.from == place);
        let leaving: Vec<&Leg> = legs.iter().filter(from_place).copied().collect();
        let mut report = |message: String, help: &str| {
            problems.push(Problem::new(Code::BadDeparture, message).at(&row.span).help(help));
        };
        if let (Some(place), true) = (row.place, leaving.is_empty() && !legs.is_empty()) {
            let place = &model.places.list[place].key;
            report(
                format!("departure `{key}` is at `{place}`, which no leg of service `{service}` leaves"),
                "name the place where a leg of the service begins, or leave `place` blank for any",
            );
        }
        let several = legs.iter().any(|leg| leg.mode.runs_through() && leg.key != legs[0].key);
        if row.hours.is_some() && several {
            report(
                format!("departure `{key}` has `hours`, and service `{service}` runs over several legs"),
                "leave `hours` blank: the legs have running times; or give each leg a service of its own",
            );
        }
        let departures = departures_of(model, row);
        let ever = (row.period.from.unwrap_or(model.date.later(-CHECKED_DAYS)), model.date.later(CHECKED_DAYS));
        let ever = [ever.0, ever.1.max(ever.0.later(CHECKED_DAYS))].map(|day| Moment::of(day, TimeOfDay::default()));
        let is_over = row.period.to.is_some_and(|last| last < model.date);
        if departures.is_empty() && !is_over && row.departures(model, (ever[0], ever[1])).is_empty() {
            report(
                format!("departure `{key}` never departs: none of its days lies in its period, or all are cancelled"),
                "correct its days, `valid_from`, `valid_to` or `cancelled`, or take the row out",
            );
        }
        let is_idle = |day: &&Date| {
            let day = [TimeOfDay::default(), TimeOfDay::MIDNIGHT].map(|time| Moment::of(**day, time));
            row.planned(model, (day[0], day[1].later(-1))).is_empty()
        };
        if let Some(day) = row.cancelled.iter().find(is_idle) {
            report(
                format!("departure `{key}` is cancelled on {day}, when it does not depart"),
                "correct the day in `cancelled`, or take it out",
            );
        }
        let is_other = |other: &&DepartureRow| {
            let is_same_place = row.place.is_none() || other.place.is_none() || row.place == other.place;
            row.service == other.service && is_same_place && row.switch == other.switch
        };
        let twice = model.departures[..position].iter().filter(is_other).find_map(|other| {
            let others = departures_of(model, other);
            departures.iter().find(|leaves| others.binary_search(leaves).is_ok()).map(|leaves| (other, leaves))
        });
        if let Some((other, leaves)) = twice {
            report(
                format!("departure `{key}` is at {leaves}, and so is `{}`", other.key),
                "give each departure of a service once: their periods, days or times must differ",
            );
        }
        let is_shut = |leaves: &&Moment| {
            let runs = |leg: &&Leg| leg.runs_on(leaves.day(), model.switches);
            !leaving.is_empty() && !leaving.iter().any(runs)
        };
        let shut: Vec<&Moment> = departures.iter().filter(is_shut).collect();
        if let [first, ..] = shut[..] {
            let message = format!(
                "`{key}` departs on {}, when no leg of service `{service}` can be used, as on {} of the {} days looked at",
                first.day(),
                shut.len(),
                departures.len(),
            );
            let help = "check `open_months` of the legs and the closures of calendar.csv, or cancel these days";
            problems.push(Problem::new(Code::ClosedDeparture, message).at(&row.span).help(help));
        }
    }
}

/// Returns the departures of a row in the days that are checked: all that have their own dates, and of others a year.
fn departures_of(model: &Model, row: &DepartureRow) -> Vec<Moment> {
    let from = row.period.from.map_or(model.date, |from| from.max(model.date));
    let year = from.later(CHECKED_DAYS);
    let ends: [Date; 2] = match &row.days {
        super::DepartureDays::Dates(dates) => {
            let days = || dates.iter().chain(&row.added).copied();
            [days().min().unwrap_or(from), days().max().unwrap_or(year)]
        }
        _ => [from, year],
    };
    let [first, last] = ends.map(|day| Moment::of(day, TimeOfDay::default()));
    let last = last.later(86_400);
    let mut found = row.departures(model, (first, last));
    // Single days far ahead are looked at without all those between.
    let added = row.added.iter().filter(|day| !row.cancelled.contains(day)).map(|&day| Moment::of(day, row.time));
    found.extend(added.filter(|leaves| *leaves > last));
    found.sort_unstable();
    found.dedup();
    found
}
