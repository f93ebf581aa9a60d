//! Month by month: what every demand costs and takes by every corridor over the year of the scenario's date.
//!
//! Each month is asked on its first day, and again on every later day on which a row of the tables or a quotation begins
//! or ends to hold: prices, permissions, closures and series are those of the day.

mod result;

pub use result::{DemandMonths, MonthAnswer, MonthCorridor, MonthRow, MonthTable};

use std::collections::BTreeSet;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{Answer, Detail, MeasuredRoute, PairTable, Prepared, Progress, place_name, reasons};
use crate::ids::{CorridorId, DemandId, Id, Pair};
use crate::units::{Date, Money};

use super::breakeven::{changes, corridors, keys, leaders, on_day};
use super::{Analysis, Ask, Refusal};

/// The most demands for which it is said why a corridor has no route in a month.
pub const MAX_DEMANDS_IN_DETAIL: usize = 4;

/// Every demand by every corridor in each month of the year of the scenario's date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MonthsQuestion {}

impl Analysis for MonthsQuestion {
    type Found = MonthTable;

    fn answer(&self, ask: &Ask<'_>) -> Result<MonthTable, Refusal> {
        let prepared = ask.one()?;
        let among = ask.among_corridors(prepared)?;
        let prepared = among.as_ref().unwrap_or(prepared);
        let demands = ask.demands(prepared)?;
        let mut found = months(prepared, &demands, ask.progress);
        if ask.audit {
            found.scenario.audited = Some(audit(prepared, ask, &found)?);
        }
        found.verdicts = ask.verdicts()?;
        Ok(found)
    }
}

/// What was found on one day: the route of each pair with why some have none, or what is wrong with the scenario then.
type OnDay = Result<(PairTable<Option<MeasuredRoute>>, Vec<(Pair, String)>), String>;

/// Asks some demands in each month of the year of the scenario's date.
pub fn months(case: &Prepared, demands: &[DemandId], progress: &Progress) -> MonthTable {
    let model = case.model();
    let year = model.date.year();
    let spans = spans(case, year);
    let ask = progress.counting(spans.len(), |&(day, _): &(Date, Date)| found_on(case, demands, day));
    let asked: Vec<OnDay> = spans.par_iter().map(ask).collect();
    let of_demand = |&demand: &DemandId| {
        let known = &model.demands[demand];
        let mut months: Vec<MonthAnswer> = Vec::new();
        for (&(from, to), found) in spans.iter().zip(&asked) {
            let next = month_answer(case, demand, (from, to), found);
            match months.last_mut() {
                Some(before) if before.is_same_month_as(&next) => before.to = to,
                _ => months.push(next),
            }
        }
        DemandMonths {
            from: place_name(model, known.from),
            to: place_name(model, known.to),
            regime: known.customs.as_str(),
            months,
        }
    };
    MonthTable {
        scenario: case.used(),
        verdicts: Vec::new(),
        year,
        corridors: corridors(model),
        days_asked: spans.len(),
        demands: demands.iter().map(of_demand).collect(),
    }
}

/// Returns the spans of days of a year that are asked: each begins with a month or where an answer may change.
fn spans(case: &Prepared, year: i16) -> Vec<(Date, Date)> {
    let (first, last) = Date::parse_range(&format!("{year:04}")).unwrap_or((case.model().date, case.model().date));
    let mut days: BTreeSet<Date> = changes(case, first, last);
    days.extend(Date::months_between(first, last));
    let days: Vec<Date> = days.into_iter().collect();
    let ends = days.iter().skip(1).map(|day| day.before()).chain([last]);
    days.iter().copied().zip(ends).collect()
}

fn found_on(case: &Prepared, demands: &[DemandId], day: Date) -> OnDay {
    let then = on_day(case, day)?;
    let routes = then.measured(false);
    let has_none = |pair: &Pair| routes.get(*pair).is_none();
    let missing: Vec<Pair> = match demands.len() {
        0..=MAX_DEMANDS_IN_DETAIL => demands.iter().flat_map(|&own| routes.pairs_of(own)).filter(has_none).collect(),
        _ => Vec::new(),
    };
    let why = reasons(then.model(), then.values(), &missing);
    Ok((routes, why.into_iter().map(|(pair, reason)| (pair, reason.text)).collect()))
}

/// Writes down what one demand costs and takes on a span of days of one month.
fn month_answer(case: &Prepared, demand: DemandId, (from, to): (Date, Date), found: &OnDay) -> MonthAnswer {
    let model = case.model();
    let none = vec![None; model.corridors.len()];
    let routes = found.as_ref().map_or(&none[..], |(routes, _)| routes.of_demand(demand));
    let totals: Vec<Option<Money>> = routes.iter().map(|route| Some(route.as_ref()?.total_per_t)).collect();
    let corridor = |(place, route): (usize, &Option<MeasuredRoute>)| {
        let pair = Pair { demand, corridor: CorridorId::new(place) };
        let total = totals[place];
        let cheaper = |total: Money| totals.iter().flatten().filter(|&&other| other < total).count() + 1;
        let why = found.iter().flat_map(|(_, why)| why).find(|(own, _)| *own == pair);
        MonthCorridor {
            corridor: model.corridors[pair.corridor].key.clone(),
            rank: total.map(cheaper),
            form: route.as_ref().map(|route| route.measures.form),
            total_per_t: total,
            days: route.as_ref().map(|route| route.measures.hours.total().as_days()),
            reason: why.map(|(_, text)| text.clone()),
        }
    };
    MonthAnswer {
        month: from.month() as u8,
        from,
        to,
        leaders: keys(model, &leaders(&totals)),
        corridors: routes.iter().enumerate().map(corridor).collect(),
        problem: found.as_ref().err().cloned(),
    }
}

/// Recomputes every route of every day asked from the tables alone; returns how many there were.
fn audit(case: &Prepared, ask: &Ask<'_>, found: &MonthTable) -> Result<usize, Refusal> {
    let mut recomputed = 0;
    for (day, _) in spans(case, found.year) {
        let Ok(then) = on_day(case, day) else { continue };
        let answers = then.answers_in(Detail::Whole);
        let answers: Vec<Answer> = answers.into_iter().filter(|answer| ask.is_asked(answer)).collect();
        for answer in &answers {
            if found.total_on(answer, day) != answer.total_per_t {
                let text = format!("{} by {} costs another total on {day}", answer.from.key, answer.corridor);
                return Err(ask.failed(case, text));
            }
        }
        recomputed += then.audit(&answers)?;
    }
    Ok(recomputed)
}
