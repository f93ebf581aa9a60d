//! The cost and the days for each of many ready dates.
//!
//! Prices, permissions and rates of exchange are those of the ready date: the scenario is made anew where a dated row of a
//! table begins or ends to hold. The calendar, departures and opening hours are followed within the plans.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::analysis::breakeven::NamedCorridor;
use crate::analysis::{Ask, Refusal};
use crate::answer::{Aim, PlanError, PlanTotal, Prepared, place_name};
use crate::ids::Pair;
use crate::scenario::{Override, TableName};
use crate::units::{Date, Moment, Money, TimeOfDay};

use super::result::{ReadyCalendar, ReadyCost, ReadyDay, ReadyDemand};
use super::{DATE, PlanAsked, audit_plans};

const HOURS_PER_DAY: f64 = 24.0;
const SECONDS_PER_HOUR: f64 = 3600.0;

/// What the plans of some ready dates in a row come to: for each pair one entry for each day, or what is wrong with the
/// scenario on them; and how many plans were recomputed.
type SpanPlans = Result<(Vec<Vec<Option<PlanTotal>>>, usize), SpanError>;

/// Why there are no plans for some days.
enum SpanError {
    /// The scenario has problems on them.
    Problem(String),
    /// The whole question is refused.
    Refused(Refusal),
}

/// Plans each of some ready dates, which lie so many days apart.
pub(super) fn calendar(
    case: &Prepared,
    asked: &PlanAsked,
    (days, every_days): (&[Date], u32),
    ask: &Ask<'_>,
) -> Result<ReadyCalendar, Refusal> {
    let model = case.model();
    let pairs = asked.pairs();
    let changes = changes(case, days);
    let spans: Vec<&[Date]> =
        days.chunk_by(|before, day| changes.range(before.next()..=*day).next().is_none()).collect();
    let of_span = |span: &&[Date]| plans_of(case, asked, span, &pairs, &changes, ask);
    let found: Vec<SpanPlans> = spans.par_iter().map(ask.progress.counting(spans.len(), of_span)).collect();
    let mut of_pair: Vec<Vec<Option<PlanTotal>>> = pairs.iter().map(|_| Vec::new()).collect();
    let (mut problems, mut audited): (Vec<Option<String>>, usize) = (Vec::new(), 0);
    for (span, found) in spans.iter().zip(found) {
        let (totals, problem) = match found {
            Ok((totals, own)) => {
                audited += own;
                (totals, None)
            }
            Err(SpanError::Problem(problem)) => (pairs.iter().map(|_| vec![None; span.len()]).collect(), Some(problem)),
            Err(SpanError::Refused(refusal)) => return Err(refusal),
        };
        of_pair.iter_mut().zip(totals).for_each(|(all, more)| all.extend(more));
        problems.extend(span.iter().map(|_| problem.clone()));
    }
    let name = |&corridor: &_| {
        let corridor = &model.corridors[corridor];
        NamedCorridor { key: corridor.key.clone(), title: corridor.title.clone() }
    };
    let corridors: Vec<NamedCorridor> = asked.corridors.iter().map(name).collect();
    let demands = asked.demands.iter().zip(of_pair.chunks(asked.corridors.len().max(1))).map(|(&demand, totals)| {
        let own = &model.demands[demand];
        let day = |(place, &ready): (usize, &Date)| ready_day(ready, place, totals, &corridors, (asked, &problems));
        let days: Vec<ReadyDay> = days.iter().enumerate().map(day).collect();
        let [from, to] = [own.from, own.to].map(|place| place_name(model, place));
        summed(
            ReadyDemand {
                from,
                to,
                regime: own.customs.as_str(),
                best: None,
                worst: None,
                mean_per_t: None,
                spread_per_t: None,
                days,
            },
            &corridors,
        )
    });
    Ok(ReadyCalendar {
        scenario: case.used(),
        from: *days.first().unwrap_or(&model.date),
        to: *days.last().unwrap_or(&model.date),
        every_days,
        fastest: asked.aim == Aim::Earliest,
        audited: asked.audit.then_some(audited),
        demands: demands.collect(),
        corridors,
    })
}

/// Returns the days on which prices, permissions or rates of exchange may change.
fn changes(case: &Prepared, ready: &[Date]) -> BTreeSet<Date> {
    let mut days = BTreeSet::new();
    let followed = [TableName::Calendar, TableName::Departures, TableName::Opening];
    let mut by_month = false;
    for table in TableName::ALL.into_iter().filter(|table| !followed.contains(table)) {
        for row in case.scenario().tables.rows(table) {
            let period = row.period();
            days.extend(period.from.into_iter().chain(period.to.map(Date::next)));
            by_month |= table != TableName::Legs && row.months("months").is_some();
        }
    }
    days.extend(case.scenario().document.quotes.iter().flat_map(|quote| {
        let period = quote.period;
        period.from.into_iter().chain(period.to.map(Date::next))
    }));
    let all = || ready.iter().copied().chain([case.model().date]);
    if let (Some(first), Some(last), true) = (all().min(), all().max(), by_month) {
        days.extend(Date::months_between(first, last));
    }
    days
}

/// Plans some ready dates on which the same rows hold.
fn plans_of(
    case: &Prepared,
    asked: &PlanAsked,
    span: &[Date],
    pairs: &[Pair],
    changes: &BTreeSet<Date>,
    ask: &Ask<'_>,
) -> SpanPlans {
    let (Some(&first), today) = (span.first(), case.model().date) else { return Ok((Vec::new(), 0)) };
    let is_as_today = first == today || changes.range(first.min(today).next()..=first.max(today)).next().is_none();
    let then = (!is_as_today).then(|| case.with_set(&[Override::set(DATE, first)])).transpose();
    let then = then.map_err(|problems| {
        let first = problems.iter().next();
        SpanError::Problem(first.map_or_else(String::new, |problem| format!("{}: {}", problem.code, problem.message)))
    })?;
    let then = then.as_ref().unwrap_or(case);
    let model = then.model();
    if pairs.iter().any(|pair| !model.pairs().any(|own| own == *pair)) {
        return Err(SpanError::Problem("other demands are asked on that day".to_owned()));
    }
    let ready: Vec<Moment> = span.iter().map(|&day| Moment::of(day, TimeOfDay::default())).collect();
    let refused = |error: PlanError| SpanError::Refused(ask.failed(case, error));
    let totals = then.plan_totals(pairs, &ready, asked.aim).map_err(refused)?;
    let mut audited = 0;
    for &moment in ready.iter().filter(|_| asked.audit) {
        let routes = then.planned(pairs, moment, asked.aim).map_err(refused)?;
        audited += audit_plans(then, &routes).map_err(SpanError::Refused)?;
    }
    Ok((totals, audited))
}

/// Puts together what one ready date of a demand costs.
fn ready_day(
    ready: Date,
    place: usize,
    totals: &[Vec<Option<PlanTotal>>],
    corridors: &[NamedCorridor],
    (asked, problems): (&PlanAsked, &[Option<String>]),
) -> ReadyDay {
    let begins = Moment::of(ready, TimeOfDay::default());
    let cost = |of_corridor: &Vec<Option<PlanTotal>>| {
        of_corridor[place].map(|PlanTotal { total_per_t, arrives }| ReadyCost {
            total_per_t,
            arrives,
            days: arrives.seconds_since(begins) as f64 / SECONDS_PER_HOUR / HOURS_PER_DAY,
        })
    };
    let by_corridor: Vec<Option<ReadyCost>> = totals.iter().map(cost).collect();
    let rank = |cost: &ReadyCost| match asked.aim {
        Aim::Cheapest => cost.total_per_t.micros(),
        Aim::Earliest => cost.arrives.seconds_since(begins),
    };
    let best = by_corridor.iter().flatten().map(rank).min();
    let leads = |cost: &Option<ReadyCost>| cost.as_ref().map(rank).is_some_and(|own| Some(own) == best);
    let leaders = corridors.iter().zip(&by_corridor).filter(|(_, cost)| leads(cost));
    let leaders = leaders.map(|(corridor, _)| corridor.key.clone()).collect();
    ReadyDay { ready, leaders, by_corridor, problem: problems[place].clone() }
}

/// Sums up the ready dates of a demand.
fn summed(demand: ReadyDemand, corridors: &[NamedCorridor]) -> ReadyDemand {
    let costs = demand.days.iter().filter_map(|day| Some((day.best(corridors)?.total_per_t, day.ready)));
    let costs: Vec<(Money, Date)> = costs.collect();
    let least = costs.iter().min().copied();
    let most = costs.iter().max_by_key(|(cost, day)| (*cost, std::cmp::Reverse(*day))).copied();
    let sum: i128 = costs.iter().map(|(cost, _)| i128::from(cost.micros())).sum();
    let mean = |number: i128| Money::from_micros((2 * sum + number).div_euclid(2 * number) as i64);
    ReadyDemand {
        best: least.map(|(_, day)| day),
        worst: most.map(|(_, day)| day),
        mean_per_t: (!costs.is_empty()).then(|| mean(costs.len() as i128)),
        spread_per_t: least.zip(most).map(|(least, most)| most.0 - least.0),
        ..demand
    }
}
