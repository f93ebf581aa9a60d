//! The rows of departures.csv and opening.csv.

use crate::ids::{IdVec, ServiceId};
use crate::model::legs::Service;
use crate::model::places::Places;
use crate::model::rows::{Basics, InForce};
use crate::problem::{Code, Problem, Problems};
use crate::scenario::{Row, TableName};
use crate::units::{Date, TimeOfDay};

use super::{DepartureDays, DepartureRow, Opening, OpeningRow};

const DAYS_PER_WEEK: u32 = 7;
const HOURS_PER_DAY: f64 = 24.0;

/// Reads the departures of the services that run on the date, in the order of their keys.
pub(in crate::model) fn departures(
    basics: &Basics<'_>,
    places: &Places,
    services: &IdVec<ServiceId, Service>,
    problems: &mut Problems,
) -> Vec<DepartureRow> {
    let mut found = Vec::new();
    for held in basics.of_any_day(TableName::Departures) {
        let row = held.row;
        let Some(days) = days(basics, &held, problems) else { continue };
        let named = row.text("service").unwrap_or_default();
        let Some((service, own)) = services.enumerate().find(|(_, service)| service.key == named) else { continue };
        let cutoff_h = held.figure("cutoff_h");
        let hours = cutoff_h.or(own.cutoff_h).map(|figure| basics.register.figure(figure).value.to_f64());
        let interval = shortest_interval_days(basics, &days).map(|days| days * HOURS_PER_DAY);
        if let Some((cutoff, interval)) = hours.zip(interval).filter(|(cutoff, interval)| cutoff >= interval) {
            let message =
                format!("cargo for `{}` must be there {cutoff} h before, and it departs every {interval} h", row.key());
            let help =
                "a cut-off is shorter than the interval between departures: check `cutoff_h` here and in services.csv";
            problems.push(Problem::new(Code::BadDeparture, message).at(&row.span_of("cutoff_h")).help(help));
        }
        if row.time("time") == Some(TimeOfDay::MIDNIGHT) {
            let message = format!("`{}` departs at 24:00, which is on the next day", row.key());
            let help = "write 00:00, and the day after in place of the day";
            problems.push(Problem::new(Code::BadDeparture, message).at(&row.span_of("time")).help(help));
        }
        let (added, cancelled) = (row.days("added"), row.days("cancelled"));
        if let Some(day) = added.iter().find(|day| cancelled.contains(day)) {
            let message = format!("`{}` has {day} both in `added` and in `cancelled`", row.key());
            let help = "keep the day in one of the two";
            problems.push(Problem::new(Code::BadDeparture, message).at(&row.span_of("added")).help(help));
        }
        found.push(DepartureRow {
            key: held.key(),
            service,
            place: places.named(row, "place"),
            days,
            time: row.time("time").unwrap_or_default(),
            cutoff_h,
            hours: held.figure("hours"),
            capacity_t: held.figure("capacity_t"),
            added,
            cancelled,
            period: row.period(),
            switch: basics.switch(row),
            grade: row.grade(),
            span: row.span(),
        });
    }
    found
}

/// Reads the regular days of a row.
fn days(basics: &Basics<'_>, held: &InForce<'_>, problems: &mut Problems) -> Option<DepartureDays> {
    let row = held.row;
    let (weekdays, dates, every) = (row.weekdays("weekdays"), row.days("dates"), held.figure("every_days"));
    let given = [!weekdays.is_empty(), !dates.is_empty(), every.is_some()];
    let mut refuse = |row: Row<'_>, column: &str, help: &str| {
        let message = format!("nothing clear says on which days `{}` departs", row.key());
        problems.push(Problem::new(Code::BadDeparture, message).at(&row.span_of(column)).help(help));
        None
    };
    match (given.iter().filter(|given| **given).count(), every, row.period().from) {
        (0, ..) => {
            let dates = row.days("added");
            if dates.is_empty() {
                return refuse(row, "service", "give it `weekdays`, `dates`, or `every_days` with `valid_from`");
            }
            Some(DepartureDays::Dates(dates))
        }
        (2.., ..) => {
            refuse(row, "weekdays", "keep one of `weekdays`, `dates` and `every_days`; days besides go to `added`")
        }
        (_, Some(_), None) => refuse(
            row,
            "every_days",
            "give it `valid_from`: the day of the first departure, from which the interval counts",
        ),
        (_, Some(every), Some(first)) if basics.register.figure(every).value.to_f64() > 0.0 => {
            Some(DepartureDays::Every(every, first))
        }
        _ if given[0] => Some(DepartureDays::Weekdays(weekdays)),
        _ => Some(DepartureDays::Dates(dates)),
    }
}

/// Returns the shortest interval between two departures of a row in days; nothing where there is only one.
fn shortest_interval_days(basics: &Basics<'_>, days: &DepartureDays) -> Option<f64> {
    match days {
        DepartureDays::Every(every, _) => Some(basics.register.figure(*every).value.to_f64()),
        DepartureDays::Weekdays(weekdays) => {
            let next = |place: usize| weekdays.get(place + 1).copied().unwrap_or(weekdays[0] + DAYS_PER_WEEK);
            weekdays.iter().enumerate().map(|(place, &day)| f64::from(next(place) - day)).min_by(f64::total_cmp)
        }
        DepartureDays::Dates(dates) => {
            let mut dates: Vec<Date> = dates.clone();
            dates.sort_unstable();
            dates.dedup();
            dates.windows(2).map(|pair| pair[1].days_since(pair[0]) as f64).min_by(f64::total_cmp)
        }
    }
}

/// Reads the opening hours, in the order of their keys.
pub(in crate::model) fn openings(basics: &Basics<'_>, places: &Places, problems: &mut Problems) -> Vec<OpeningRow> {
    let mut found = Vec::new();
    for held in basics.of_any_day(TableName::Opening) {
        let row = held.row;
        let of = match (row.text("leg"), places.named(row, "place")) {
            (Some(leg), None) => Some(Opening::Leg(leg.to_owned())),
            (None, Some(place)) => Some(Opening::Place(place)),
            _ => None,
        };
        let given = [row.time("opens"), row.time("closes")];
        let hours = (given[0].unwrap_or_default(), given[1].unwrap_or(TimeOfDay::MIDNIGHT));
        let is_shut = row.flag("closed");
        let fault = if of.is_none() {
            Some(("leg", "name a `leg` whose formalities keep these hours, or a `place`, and not both"))
        } else if is_shut && given.iter().any(Option::is_some) {
            Some(("closed", "a row with `closed` says no hours: it is shut on the whole of its days"))
        } else if hours.0 >= hours.1 {
            Some(("closes", "it closes after it opens; hours over midnight are two rows, to 24:00 and from 00:00"))
        } else {
            None
        };
        if let Some((column, help)) = fault {
            let message = format!("the opening hours `{}` do not make sense", row.key());
            problems.push(Problem::new(Code::BadOpening, message).at(&row.span_of(column)).help(help));
            continue;
        }
        found.extend(of.map(|of| OpeningRow {
            key: held.key(),
            of,
            weekdays: row.weekdays("weekdays"),
            hours: (!is_shut).then_some(hours),
            months: row.months("months"),
            period: row.period(),
            switch: basics.switch(row),
            span: row.span_of("leg"),
        }));
    }
    found
}
