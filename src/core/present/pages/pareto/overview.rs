//! Many demands: how many routes are worth choosing for each, and what its ends cost and take.

use crate::analysis::pareto::{Axis, Pareto, ParetoCorridor};
use crate::answer::Answer;
use crate::units::Money;

use crate::present::digits::Digits;
use crate::present::page::{Page, Table};
use crate::present::words::{Lang, count, days, fixed};

const NOTHING: &str = "–";

/// The counts of a corridor over many demands.
struct Over<'a> {
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
        let ends = [&most.from, &most.to].map(|place| lang.name(place));
        text.push(format!(" From {} to {} there are most: {}.", ends[0], ends[1], most.front.len()));
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

fn corridors(found: &Pareto) -> Table {
    let currency = &found.scenario.currency;
    let mut table = Table::new().words("Corridor").words("Title").numbers("Answered");
    if found.deadline.is_some() {
        table = table.numbers("Too late");
    }
    table = table.numbers("Routes").numbers("On fronts").numbers("Cheapest for").numbers("Fastest for");
    if found.has(Axis::Cost) && found.has(Axis::Time) {
        table = table.numbers(format!("{currency}/t a day saved, first"));
    }
    let count = found.demands.first().map_or(0, |demand| demand.corridors.len());
    for position in 0..count {
        let over = over(found, position);
        let Some(named) = found.demands.first().map(|demand| &demand.corridors[position]) else { continue };
        let routes: usize = over.answered.iter().map(|corridor| corridor.front.len()).sum();
        let mean = routes as f64 / over.answered.len().max(1) as f64;
        let mut cells = vec![named.corridor.clone(), named.corridor_title.clone(), over.answered.len().to_string()];
        if found.deadline.is_some() {
            cells.push(over.late.to_string());
        }
        cells.extend([fixed(mean, 1), over.on_front.to_string(), over.cheapest.to_string(), over.fastest.to_string()]);
        if found.has(Axis::Cost) && found.has(Axis::Time) {
            let mut prices: Vec<Money> = over.answered.iter().filter_map(|corridor| corridor.first_day_saved).collect();
            prices.sort_unstable();
            let median = prices.get(prices.len() / 2);
            cells.push(median.map_or_else(|| NOTHING.to_owned(), |&price| Digits::Cents.text(price)));
        }
        table.row(cells);
    }
    table
}

fn over(found: &Pareto, position: usize) -> Over<'_> {
    let own = || found.demands.iter().map(|demand| (demand, &demand.corridors[position]));
    let holds = |axis: Axis| {
        own()
            .filter(|(demand, corridor)| {
                demand.least(axis).is_some_and(|point| point.corridors.contains(&corridor.corridor))
            })
            .count()
    };
    Over {
        answered: own().map(|(_, corridor)| corridor).filter(|corridor| !corridor.front.is_empty()).collect(),
        late: own().filter(|(_, corridor)| corridor.fastest_too_late.is_some()).count(),
        cheapest: holds(Axis::Cost),
        fastest: holds(Axis::Time),
        on_front: own().flat_map(|(_, corridor)| &corridor.front).filter(|point| point.is_on_front).count(),
    }
}

fn demands(found: &Pareto, lang: Lang) -> Table {
    let currency = &found.scenario.currency;
    let mut table = Table::new()
        .words("From")
        .words("To")
        .numbers("Routes")
        .words("Cheapest by")
        .numbers(format!("{currency}/t"))
        .numbers("Days")
        .words("Fastest by")
        .numbers("Days")
        .numbers(format!("{currency}/t"))
        .numbers("A day saved");
    let ends = |answer: &Answer| (Digits::Cents.text(answer.total_per_t.unwrap_or_default()), days(answer.time()));
    for demand in &found.demands {
        let mut cells =
            vec![lang.name(&demand.from).to_owned(), lang.name(&demand.to).to_owned(), demand.front.len().to_string()];
        match (demand.least(Axis::Cost), demand.least(Axis::Time), demand.fastest_too_late.as_ref()) {
            (Some(cheapest), Some(fastest), _) => {
                let (cost, time) = ends(&cheapest.answer);
                cells.extend([cheapest.answer.corridor.clone(), cost, time]);
                let (cost, time) = ends(&fastest.answer);
                cells.extend([fastest.answer.corridor.clone(), time, cost]);
            }
            (_, _, Some(late)) => {
                let (cost, time) = ends(late);
                cells.extend([NOTHING; 3].map(str::to_owned));
                cells.extend([format!("{} (too late)", late.corridor), time, cost]);
            }
            _ => cells.extend([NOTHING; 6].map(str::to_owned)),
        }
        cells.push(demand.first_day_saved.map_or_else(|| NOTHING.to_owned(), |price| Digits::Cents.text(price)));
        table.row(cells);
    }
    table
}
