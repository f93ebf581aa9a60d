//! Costs along the calendar: dated rows and quotations make them steps, so each is asked once.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::answer::{PairTable, Prepared, Progress, place_name};
use crate::ids::DemandId;
use crate::model::Model;
use crate::scenario::{Override, TableName};
use crate::units::{Date, Money, Period};

use super::figures::{corridors, keys};
use super::result::{DateStep, DateSteps, DemandSteps};
use super::rounded::leaders;

/// The path by which the date is moved.
pub(super) const DATE: &str = "date";
/// How many years before and after the scenario's date are looked at if nothing is said.
const YEARS: i16 = 5;

/// Asks some demands on every day on which a row of the tables or a quotation begins or ends to hold, and at the beginning of every
/// month where anything depends on months.
pub fn dates(case: &Prepared, demands: &[DemandId], between: Option<(Date, Date)>, progress: &Progress) -> DateSteps {
    let today = case.model().date;
    let (first, last) = between.unwrap_or_else(|| {
        let year = |year: i16| Date::parse_range(&format!("{year:04}")).ok();
        let first = year(today.year() - YEARS).map_or(today, |(first, _)| first);
        (first, year(today.year() + YEARS).map_or(today, |(_, last)| last))
    });
    let days: Vec<Date> = changes(case, first, last).into_iter().collect();
    let asked: Vec<Result<PairTable<Option<Money>>, String>> = days
        .par_iter()
        .map(progress.counting(days.len(), |&day: &Date| on_day(case, day).map(|then| then.totals())))
        .collect();
    let ends = days.iter().skip(1).map(|day| day.before()).chain([last]);
    let spans: Vec<(Date, Date)> = days.iter().copied().zip(ends).collect();
    let model = case.model();
    let demands = demands.iter().map(|&demand| DemandSteps {
        from: place_name(model, model.demands[demand].from),
        to: place_name(model, model.demands[demand].to),
        regime: model.demands[demand].customs.as_str(),
        steps: steps(model, &spans, asked.iter().map(|day| day.as_ref().map(|totals| totals.of_demand(demand)))),
    });
    DateSteps {
        scenario: case.used(),
        verdicts: Vec::new(),
        from: first,
        to: last,
        today,
        corridors: corridors(model),
        days_asked: days.len(),
        demands: demands.collect(),
    }
}

/// Joins spans of days that follow each other with the same answers to a demand.
///
/// # Shape
/// `asked` has the totals of each corridor, or what is wrong with the scenario, for each span.
fn steps<'a>(
    model: &Model,
    spans: &[(Date, Date)],
    asked: impl Iterator<Item = Result<&'a [Option<Money>], &'a String>>,
) -> Vec<DateStep> {
    let mut steps: Vec<DateStep> = Vec::new();
    for (&(from, to), asked) in spans.iter().zip(asked) {
        let (totals, problem) = match asked {
            Ok(totals) => (totals.to_vec(), None),
            Err(problem) => (vec![None; model.corridors.len()], Some(problem.clone())),
        };
        let leaders = keys(model, &leaders(&totals));
        let named = model.corridors.iter().map(|corridor| corridor.key.clone()).zip(totals);
        let totals_per_t: BTreeMap<String, Option<Money>> = named.collect();
        match steps.last_mut() {
            Some(before) if before.totals_per_t == totals_per_t && before.problem == problem => before.to = to,
            _ => steps.push(DateStep { from, to, leaders, totals_per_t, problem }),
        }
    }
    steps
}

/// Returns the days on which an answer may change, the first of those looked at included.
pub(in crate::analysis) fn changes(case: &Prepared, first: Date, last: Date) -> BTreeSet<Date> {
    let mut days = BTreeSet::from([first]);
    let mut by_month = false;
    for table in TableName::ALL {
        for row in case.scenario().tables.rows(table) {
            days.extend(edges(row.period()));
            by_month |= ["months", "open_months"].into_iter().any(|column| row.months(column).is_some());
        }
    }
    days.extend(case.scenario().document.quotes.iter().flat_map(|quote| edges(quote.period)));
    if by_month {
        days.extend(Date::months_between(first, last));
    }
    days.retain(|day| (first..=last).contains(day));
    days
}

/// Returns the first day of a period and the one after its last.
fn edges(period: Period) -> impl Iterator<Item = Date> {
    period.from.into_iter().chain(period.to.map(Date::next))
}

/// Asks the same scenario on another day; returns what is wrong with it then.
pub(in crate::analysis) fn on_day(case: &Prepared, day: Date) -> Result<Prepared, String> {
    let then = case.with_set(&[Override::set(DATE, day)]).map_err(|problems| {
        problems.iter().next().map_or_else(String::new, |problem| format!("{}: {}", problem.code, problem.message))
    })?;
    let number = |case: &Prepared| (case.model().demands.len(), case.model().corridors.len());
    if number(&then) == number(case) { Ok(then) } else { Err("other demands are asked on that day".to_owned()) }
}
