//! Many demands: how many routes are worth choosing for each, and what its ends cost and take.

use crate::analysis::pareto::{Axis, Pareto, ParetoCorridor, ParetoDemand};
use crate::answer::Answer;
use crate::units::Money;

use crate::present::demand::pair;
use crate::present::digits::Digits;
use crate::present::page::{Columns, Page, Table};
use crate::present::words::{Lang, count, days, fixed, or_nothing};

/// A corridor over many demands, counted.
struct Over<'a> {
    named: &'a ParetoCorridor,
    answered: Vec<&'a ParetoCorridor>,
    late: usize,
    cheapest: usize,
    fastest: usize,
    on_front: usize,
}

/// Lays out many demands in a row each.
pub(super) fn lay_out(page: &mut Page, found: &Pareto, lang: Lang) {
    let answered = found.demands.iter().filter(|demand| !demand.front.is_empty()).count();
    let routes: usize = found.demands.iter().map(|demand| demand.front.len()).sum();
    let late = found.demands.iter().filter(|demand| demand.fastest_too_late.as_ref().is_some()).count();
    let in_time = if found.deadline.is_some() { " in time" } else { "" };
    let mut text =
        vec![format!("{routes} routes are worth choosing for {} with a route{in_time}.", count(answered, "demand"))];
    if let Some(most) = found.demands.iter().rev().max_by_key(|demand| demand.front.len()) {
        text.push(format!(" From {} there are most: {}.", pair(&most.from, &most.to, lang), most.front.len()));
    }
    if late > 0 {
        text.push(format!(" For {} no route arrives in time.", count(late, "demand")));
    }
    page.lead(text.concat());
    page.heading(2, "By corridor");
    page.table(corridors(found));
    page.text(
        "Routes: on the corridor's own fronts, on average of the demands it answers. On fronts: those of them that no \
         other corridor equals or beats. Cheapest and fastest for: demands for which it holds that end of the front. A \
         day saved, first: what the next faster route than the cheapest costs for each day that it saves; of a corridor \
         the median.",
    );
    page.heading(2, "Demand by demand");
    page.table(demands(found, lang));
    page.text("Ask with --from or --to for the routes of a demand, or take all of them with --format csv.");
}

impl Over<'_> {
    /// Returns the mean number of routes of the demands that it answers.
    fn mean_routes(&self) -> f64 {
        let routes: usize = self.answered.iter().map(|corridor| corridor.front.len()).sum();
        routes as f64 / self.answered.len().max(1) as f64
    }

    /// Returns the median of the prices of the first day saved.
    fn first_day_saved(&self) -> Option<Money> {
        let mut prices: Vec<Money> = self.answered.iter().filter_map(|corridor| corridor.first_day_saved).collect();
        prices.sort_unstable();
        prices.get(prices.len() / 2).copied()
    }
}

fn corridors(found: &Pareto) -> Table {
    let currency = &found.scenario.currency;
    let named = found.demands.first().map_or(&[][..], |demand| &demand.corridors);
    let over: Vec<Over<'_>> = named.iter().enumerate().map(|(position, named)| over(found, position, named)).collect();
    Columns::new()
        .words("Corridor", |over: &Over<'_>| over.named.corridor.clone())
        .words("Title", |over| over.named.corridor_title.clone())
        .numbers("Answered", |over| over.answered.len().to_string())
        .with(found.deadline.is_some(), |columns| columns.numbers("Too late", |over| over.late.to_string()))
        .numbers("Routes", |over| fixed(over.mean_routes(), 1))
        .numbers("On fronts", |over| over.on_front.to_string())
        .numbers("Cheapest for", |over| over.cheapest.to_string())
        .numbers("Fastest for", |over| over.fastest.to_string())
        .with(found.has(Axis::Cost) && found.has(Axis::Time), |columns| {
            let title = format!("{currency}/t a day saved, first");
            columns.numbers(title, |over| Digits::Cents.cell(over.first_day_saved()))
        })
        .table(&over)
}

fn over<'a>(found: &'a Pareto, position: usize, named: &'a ParetoCorridor) -> Over<'a> {
    let own = || found.demands.iter().map(|demand| (demand, &demand.corridors[position]));
    let holds = |axis: Axis| {
        let is_least = |(demand, corridor): &(&ParetoDemand, &ParetoCorridor)| {
            demand.least(axis).is_some_and(|point| point.corridors.contains(&corridor.corridor))
        };
        own().filter(is_least).count()
    };
    Over {
        named,
        answered: own().map(|(_, corridor)| corridor).filter(|corridor| !corridor.front.is_empty()).collect(),
        late: own().filter(|(_, corridor)| corridor.fastest_too_late.is_some()).count(),
        cheapest: holds(Axis::Cost),
        fastest: holds(Axis::Time),
        on_front: own().flat_map(|(_, corridor)| &corridor.front).filter(|point| point.is_on_front).count(),
    }
}

fn demands(found: &Pareto, lang: Lang) -> Table {
    let currency = &found.scenario.currency;
    let total = |answer: Option<&Answer>| or_nothing(answer, |answer| Digits::Cents.text(answer.total()));
    let time = |answer: Option<&Answer>| or_nothing(answer, |answer| days(answer.time()));
    let corridor = |answer: Option<&Answer>| or_nothing(answer, |answer| answer.corridor.clone());
    let fastest_by = |demand: &ParetoDemand| match &demand.fastest_too_late {
        Some(late) => format!("{} (too late)", late.corridor),
        None => corridor(fastest(demand)),
    };
    Columns::new()
        .words("From", |demand: &ParetoDemand| lang.name(&demand.from).to_owned())
        .words("To", |demand| lang.name(&demand.to).to_owned())
        .keyed()
        .numbers("Routes", |demand| demand.front.len().to_string())
        .words("Cheapest by", |demand| corridor(cheapest(demand)))
        .numbers(format!("{currency}/t"), |demand| total(cheapest(demand)))
        .numbers("Days", |demand| time(cheapest(demand)))
        .words("Fastest by", fastest_by)
        .numbers("Days", |demand| time(fastest(demand)))
        .numbers(format!("{currency}/t"), |demand| total(fastest(demand)))
        .numbers("A day saved", |demand| Digits::Cents.cell(demand.first_day_saved))
        .table(&found.demands)
}

/// Returns the cheapest route on the front of a demand.
fn cheapest(demand: &ParetoDemand) -> Option<&Answer> {
    demand.least(Axis::Cost).map(|point| &point.answer)
}

/// Returns the fastest route on the front of a demand, or the fastest of all where none arrives in time.
fn fastest(demand: &ParetoDemand) -> Option<&Answer> {
    demand.least(Axis::Time).map(|point| &point.answer).or(demand.fastest_too_late.as_ref())
}
