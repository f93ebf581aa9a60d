//! Dated plans step by step, and the calendar of ready dates.

use std::io;

use crate::analysis::plan::{
    DatedPlan, PlanCorridor, PlanDemand, PlanRow, ReadyCalendar, ReadyDay, ReadyDemand, ReadyRow, ServiceWait,
};
use crate::answer::{ScenarioUsed, Step, StepKind, StepTimes, WaitKind};
use crate::present::csv::CsvTables;
use crate::present::demand::{named, no_route, pair, permitted, route, title};
use crate::present::digits::{Digits, Look};
use crate::present::page::{Columns, Page, Table};
use crate::present::shown::Shown;
use crate::present::verdict::AT_VALUE;
use crate::present::words::{Lang, and, fixed, or_nothing, sparkline};
use crate::units::{Date, Moment, Money};

use super::compare::{header, recomputed, too_many};
use super::route::{made_up_of, place, what};

/// The most demands that are laid out one by one.
const MAX_LAID_OUT: usize = 12;

/// The most demands that have a row each.
const MAX_ROWS: usize = 200;

/// How many days are written without a gap.
const DAYS_TOGETHER: usize = 16;

impl Shown for DatedPlan {
    const FORM: &'static str = "dated-plan";

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        header(&mut page, &self.scenario, look.digits);
        let aim = if self.fastest { "arrives first" } else { "costs least" };
        page.text(format!(
            "Cargo is ready on {}. Shown is what {aim}, by departures, opening hours and seasons of the day on which each \
             step happens; prices, permissions and rates are those of {}. All times are by one clock: time zones are not looked at.",
            written(self.ready),
            self.scenario.date,
        ));
        page.list(waits(&self.services));
        if self.demands.len() > MAX_LAID_OUT {
            page.table(leaders(&self.demands, &self.scenario.currency, look));
            page.list(left_out(self.demands.len()));
        } else {
            for demand in &self.demands {
                page.heading(2, pair(&demand.from, &demand.to, look.lang));
                page.lead(leader(demand, self.fastest, &self.scenario.currency, look.digits));
                for corridor in &demand.corridors {
                    lay_out(&mut page, corridor, &self.scenario, look);
                }
                page.heading(3, "In all");
                page.table(in_all(demand, &self.scenario.currency, look.digits));
            }
            page.text(
                "Half, full and collected: what the cheapest route of the corridor costs where cargo waits half the \
                 interval, the whole interval, or half the days in which a lot collects, and not for the dated departures.",
            );
        }
        page.text(AT_VALUE);
        recomputed(&mut page, self.audited, "plan");
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&PlanRow::columns(), self.rows(), lang)
    }
}

/// Writes a moment for people: without the time where that is the beginning of a day.
fn written(moment: Moment) -> String {
    let text = moment.to_string().replace('T', " ");
    text.strip_suffix(" 00:00").unwrap_or(&text).to_owned()
}

/// Names the services that are waited for by what their departures are known from.
fn waits(services: &[ServiceWait]) -> Vec<String> {
    let kinds = [
        (WaitKind::Dated, "Dated departures of departures.csv"),
        (WaitKind::Regular, "Departures counted from the weekdays, or the interval and the first day, of services.csv"),
        (
            WaitKind::Average,
            "Cargo waits as long as the rule for averages says: no departure is dated, or ships come when a lot is there",
        ),
    ];
    let line = |(kind, words): (WaitKind, &str)| {
        let names: Vec<String> = services
            .iter()
            .filter(|own| own.wait == kind)
            .map(|own| format!("{} at {}", own.service, own.place))
            .collect();
        (!names.is_empty()).then(|| format!("{words}: {}.", and(&names)))
    };
    kinds.into_iter().filter_map(line).collect()
}

/// Writes that not all of many demands have a row.
fn left_out(demands: usize) -> Vec<String> {
    (demands > MAX_ROWS)
        .then(|| format!("The first {MAX_ROWS} are listed. {}", too_many(demands)))
        .into_iter()
        .collect()
}

/// Sets the best plans of many demands below each other.
fn leaders(demands: &[PlanDemand], currency: &str, look: Look) -> Table {
    let best = |demand: &PlanDemand| demand.corridors.iter().position(|own| own.answer.rank == Some(1));
    let of = |demand: &PlanDemand, write: &dyn Fn(&PlanCorridor) -> String| {
        or_nothing(best(demand), |place| write(&demand.corridors[place]))
    };
    Columns::new()
        .words("From", |demand: &PlanDemand| look.lang.name(&demand.from).to_owned())
        .words("To", |demand| look.lang.name(&demand.to).to_owned())
        .words("Best", |demand| of(demand, &|own| own.answer.corridor.clone()))
        .numbers(format!("{currency}/t"), |demand| of(demand, &|own| look.digits.text(own.answer.total())))
        .numbers("Days", |demand| of(demand, &|own| fixed(own.answer.days.unwrap_or_default(), 1)))
        .words("Arrives", |demand| of(demand, &|own| or_nothing(own.arrives, written)))
        .table(demands.iter().take(MAX_ROWS))
}

/// Writes which corridor is the best, when it arrives and by how much it leads.
fn leader(demand: &PlanDemand, fastest: bool, currency: &str, digits: Digits) -> String {
    let mut plans: Vec<&PlanCorridor> = demand.corridors.iter().filter(|own| own.is_answered()).collect();
    plans.sort_by_key(|own| own.answer.rank);
    let terms = |own: &PlanCorridor| {
        let arrives = own.arrives.map_or_else(String::new, written);
        format!("{} {currency}/t, there on {arrives}", digits.text(own.answer.total()))
    };
    let what = if fastest { "arrives first" } else { "is cheapest" };
    match plans.as_slice() {
        [] => "No corridor has a plan.".to_owned(),
        [only] => format!("Only {} has a plan: {}.", title(&only.answer), terms(only)),
        [first, second, ..] if second.answer.rank == Some(1) => {
            let names: Vec<String> = plans
                .iter()
                .filter(|own| own.answer.rank == Some(1))
                .map(|own| title(&own.answer).to_owned())
                .collect();
            format!("{} are equally good: {}.", and(&names), terms(first))
        }
        [first, second, ..] => {
            format!(
                "{} {what}: {}. Next is {}: {}.",
                title(&first.answer),
                terms(first),
                title(&second.answer),
                terms(second)
            )
        }
    }
}

fn lay_out(page: &mut Page, corridor: &PlanCorridor, used: &ScenarioUsed, look: Look) {
    let answer = &corridor.answer;
    page.heading(3, title(answer));
    if !corridor.is_answered() {
        page.text(no_route(answer, &used.currency, &used.date, look));
        return;
    }
    page.text(format!("{}.", route(answer, look.lang)));
    page.table(steps(corridor, &used.currency, look));
    page.list(answer.permissions.iter().map(|row| format!("Allowed by {}.", permitted(row))).collect());
}

/// A step with its number, its times, and its cost as it is printed.
type PlanStep<'a> = (usize, &'a Step, &'a StepTimes, Money);

/// Lays out the steps of a plan; the costs that are printed add up to the total that is.
fn steps(corridor: &PlanCorridor, currency: &str, look: Look) -> Table {
    let Look { lang, digits } = look;
    let answer = &corridor.answer;
    let total = answer.total();
    let digits = digits.for_total(total);
    let costs: Vec<Money> = answer.steps.iter().map(|step| step.total_per_t).collect();
    let costs = digits.rounded(&costs, digits.round(total));
    let rows: Vec<PlanStep<'_>> = answer
        .steps
        .iter()
        .zip(&corridor.times)
        .zip(costs)
        .zip(1..)
        .map(|(((step, times), cost), number)| (number, step, times, cost))
        .collect();
    let mut table = Columns::new()
        .words("#", |(number, ..): &PlanStep<'_>| number.to_string())
        .words("Step", |(_, step, times, _)| with_departure(step, times))
        .words("Where", |(_, step, ..)| place(step, lang))
        .words("From", |(_, _, times, _)| written(times.begins))
        .words("To", |(_, _, times, _)| written(times.ends))
        .numbers("h", |(_, step, ..)| fixed(step.hours.total().as_hours(), 1))
        .numbers(format!("{currency}/t"), |(.., cost)| digits.write(*cost))
        .words("Made up of", |(_, step, _, cost)| made_up_of(&digits.rounded(&step.parts.0, *cost), digits))
        .table(&rows);
    table.gap();
    let arrives = corridor.arrives.map_or_else(String::new, written);
    table.row(["", "Total", "", "", &arrives, &fixed(answer.time().as_hours(), 1), &digits.text(total), ""]);
    table
}

/// Names a step; a wait with its departure and the time by which cargo must be there.
fn with_departure(step: &Step, times: &StepTimes) -> String {
    let what = what(step);
    match (step.kind, times.wait, times.cutoff, times.departs) {
        (StepKind::Wait, Some(WaitKind::Average), ..) => format!("{what}, on average"),
        (StepKind::Wait, _, Some(cutoff), Some(departs)) if cutoff == times.begins && cutoff < departs => {
            format!("{what} of {}, from the cut-off", written(departs))
        }
        (StepKind::Wait, _, Some(cutoff), Some(departs)) => {
            let cutoff = if cutoff == departs { "" } else { ", to the cut-off" };
            format!("{what} of {}{cutoff}", written(departs))
        }
        _ => what,
    }
}

/// Sets the corridors of a demand side by side, with what they cost by rules for averages.
fn in_all(demand: &PlanDemand, currency: &str, digits: Digits) -> Table {
    Columns::new()
        .words("Corridor", |own: &PlanCorridor| title(&own.answer).to_owned())
        .numbers("Rank", |own| or_nothing(own.answer.rank, |rank| rank.to_string()))
        .numbers(format!("{currency}/t"), |own| digits.cell(own.answer.total_per_t))
        .numbers("Days", |own| or_nothing(own.answer.days, |days| fixed(days, 1)))
        .words("Arrives", |own| or_nothing(own.arrives, written))
        .numbers("Half", |own| digits.cell(own.averages.half_headway_per_t))
        .numbers("Full", |own| digits.cell(own.averages.full_headway_per_t))
        .numbers("Collected", |own| digits.cell(own.averages.collected_for_ship_per_t))
        .table(&demand.corridors)
}

impl Shown for ReadyCalendar {
    const FORM: &'static str = "ready-dates";

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        header(&mut page, &self.scenario, look.digits);
        let aim = if self.fastest { "the earliest arrival" } else { "the least cost" };
        page.text(format!(
            "Each day from {} to {} on which cargo may be ready, with {aim} of each: departures, opening hours and seasons are \
             those of the days on the way; prices, permissions and rates are those of the ready date.",
            self.from, self.to
        ));
        if self.demands.len() > MAX_LAID_OUT {
            page.table(extremes_of_all(self, look));
            page.list(left_out(self.demands.len()));
        } else {
            for demand in &self.demands {
                page.heading(2, pair(&demand.from, &demand.to, look.lang));
                page.lead(extremes(self, demand, look.digits));
                page.table(months(self, demand, look.digits));
                page.list(problems(demand));
            }
            page.list(legend(self));
        }
        page.text(AT_VALUE);
        recomputed(&mut page, self.audited, "plan");
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&ReadyRow::columns(), self.rows(), lang)
    }
}

/// Writes what the best and the worst ready date cost.
fn extremes(found: &ReadyCalendar, demand: &ReadyDemand, digits: Digits) -> String {
    let currency = &found.scenario.currency;
    let on = |day: Date| demand.days.iter().find(|own| own.ready == day);
    let named = |day: Date| {
        let cost = on(day).and_then(|own| own.best(&found.corridors));
        cost.map(|cost| format!("{day}: {} {currency}/t, {} days", digits.text(cost.total_per_t), fixed(cost.days, 1)))
    };
    let (Some(best), Some(worst)) = (demand.best.and_then(named), demand.worst.and_then(named)) else {
        return "No corridor has a plan on any of these days.".to_owned();
    };
    if demand.best == demand.worst {
        return format!("All ready dates cost the same; the first is {best}.");
    }
    format!(
        "The cheapest ready date is {best}; the dearest {worst}. The mean is {} {currency}/t, the spread {}.",
        digits.cell(demand.mean_per_t),
        digits.cell(demand.spread_per_t)
    )
}

/// Sets the best and the worst ready dates of many demands below each other.
fn extremes_of_all(found: &ReadyCalendar, look: Look) -> Table {
    Columns::new()
        .words("From", |demand: &ReadyDemand| look.lang.name(&demand.from).to_owned())
        .words("To", |demand| look.lang.name(&demand.to).to_owned())
        .words("Cheapest", |demand| or_nothing(demand.best, |day| day.to_string()))
        .words("Dearest", |demand| or_nothing(demand.worst, |day| day.to_string()))
        .numbers(format!("Mean, {}/t", found.scenario.currency), |demand| look.digits.cell(demand.mean_per_t))
        .numbers("Spread", |demand| look.digits.cell(demand.spread_per_t))
        .table(found.demands.iter().take(MAX_ROWS))
}

/// Parts the days of a month, so that they fit a narrow screen.
fn parted(days: &str) -> String {
    let letters: Vec<char> = days.chars().collect();
    letters.chunks(DAYS_TOGETHER).map(|some| some.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// The mark of a corridor in the calendar.
fn mark(place: usize) -> char {
    (b'A'..=b'Z').nth(place).map_or('?', char::from)
}

/// Writes a row for each month: the cost of each day as a block, and the mark of its best corridor.
fn months(found: &ReadyCalendar, demand: &ReadyDemand, digits: Digits) -> Table {
    let total = |day: &ReadyDay| day.best(&found.corridors).map(|cost| cost.total_per_t);
    let totals = || demand.days.iter().filter_map(total).map(Money::as_units);
    let ends = [totals().fold(f64::INFINITY, f64::min), totals().fold(f64::NEG_INFINITY, f64::max)];
    let of_month = |first: &Date| -> Vec<Option<&ReadyDay>> {
        let days = first.up_to(first.later(first.days_of_month() as i32 - 1));
        days.map(|day| demand.days.iter().find(|own| own.ready == day)).collect()
    };
    let month_of = |day: Date| Date::parse_range(&day.to_string()[..7]).map_or(day, |(first, _)| first);
    let mut months: Vec<Date> = demand.days.iter().map(|day| month_of(day.ready)).collect();
    months.dedup();
    let blocks = |days: &[Option<&ReadyDay>]| {
        let costs: Vec<Option<f64>> = days.iter().map(|day| Some(total((*day)?)?.as_units())).collect();
        // Where all days cost the same there is nothing to shade.
        sparkline(&costs, if ends[0] < ends[1] { ends } else { [ends[0], ends[0] + 1.0] })
    };
    let marks = |days: &[Option<&ReadyDay>]| -> String {
        let leader = |day: &ReadyDay| found.corridors.iter().position(|own| day.leaders.contains(&own.key));
        days.iter().map(|day| day.and_then(leader).map_or('·', mark)).collect()
    };
    let extreme = |days: &[Option<&ReadyDay>], pick: fn(Vec<Money>) -> Option<Money>| {
        digits.cell(pick(days.iter().flatten().filter_map(|day| total(day)).collect()))
    };
    Columns::new()
        .words("Month", |first: &Date| first.to_string()[..7].to_owned())
        .words("Cost, days 1 to 31", |first| parted(&blocks(&of_month(first))))
        .words("Best, days 1 to 31", |first| parted(&marks(&of_month(first))))
        .numbers("Least", |first| extreme(&of_month(first), |costs| costs.into_iter().min()))
        .numbers("Most", |first| extreme(&of_month(first), |costs| costs.into_iter().max()))
        .table(&months)
}

/// Names what is wrong with the scenario on some of the days.
fn problems(demand: &ReadyDemand) -> Vec<String> {
    let mut spans: Vec<(Date, Date, &String)> = Vec::new();
    for day in &demand.days {
        let Some(problem) = &day.problem else { continue };
        match spans.last_mut() {
            Some((_, last, known)) if *known == problem => *last = day.ready,
            _ => spans.push((day.ready, day.ready, problem)),
        }
    }
    spans
        .into_iter()
        .map(|(first, last, problem)| format!("From {first} to {last} nothing is planned: {problem}"))
        .collect()
}

fn legend(found: &ReadyCalendar) -> Vec<String> {
    let corridors = found.corridors.iter().enumerate();
    let mut lines: Vec<String> = corridors
        .map(|(place, own)| format!("{}: {} ({}).", mark(place), named(&own.title, &own.key), own.key))
        .collect();
    lines.push(
        "▁ is the least cost of all days, █ the greatest; · is a day without a plan, or not asked for.".to_owned(),
    );
    lines
}
