//! The routes worth choosing, for people: what each day and each tonne of CO2e costs.

mod overview;

use crate::results::{Answer, Axis, Pareto, ParetoCorridor, ParetoDemand, ParetoPoint, Trade};
use crate::units::{Duration, Grade, Money};

use super::compare::header;
use super::demand::{money, route, title};
use super::digits::Digits;
use super::page::{Page, Table};
use super::words::{Lang, and, count, days, fixed, percent, sentence};

/// The most demands that are laid out one by one; more of them make an overview, which needs no more of their routes
/// than [`crate::results::Detail::Sums`].
const MOST_IN_DETAIL: usize = 4;
const NOTHING: &str = "–";

/// Tells whether so many demands are summed up and not laid out one by one.
pub const fn is_summed_up(demands: usize) -> bool {
    demands > MOST_IN_DETAIL
}

/// Lays out fronts.
pub fn page(found: &Pareto, lang: Lang) -> Page {
    let mut page = Page::new();
    header(&mut page, &found.used, Digits::Cents);
    page.text(about(found));
    if is_summed_up(found.demands.len()) {
        overview::lay_out(&mut page, found, lang);
    } else {
        for demand in &found.demands {
            detail(&mut page, found, demand, lang);
        }
    }
    if let Some(audited) = found.audited {
        page.text(format!("{} recomputed from the tables alone: no difference.", count(audited, "route")));
    }
    page
}

/// Says what counts and what a front is.
fn about(found: &Pareto) -> String {
    let axes: Vec<String> = found.axes.iter().map(|&axis| in_words(axis).to_owned()).collect();
    let deadline =
        found.deadline.map_or_else(String::new, |time| format!(" Only routes within {} are shown.", span(time)));
    format!(
        "What counts: {}. Shown is every route that no other equals or beats in all of these, forms of cargo and \
         corridors competing; none is missing.{deadline}",
        and(&axes)
    )
}

const fn in_words(axis: Axis) -> &'static str {
    match axis {
        Axis::Cost => "cost",
        Axis::Time => "time",
        Axis::Co2e => "CO2e",
        Axis::Transfers => "transfers",
    }
}

/// Writes a time as `20 days`, or in hours where it is not whole tenths of days.
fn span(time: Duration) -> String {
    let tenths = time.as_days() * 10.0;
    if tenths.fract() == 0.0 {
        let days = fixed(time.as_days(), usize::from(time.as_days().fract() != 0.0));
        if days == "1" { "1 day".to_owned() } else { format!("{days} days") }
    } else {
        format!("{} h", fixed(time.as_hours(), usize::from(time.as_hours().fract() != 0.0)))
    }
}

/// Writes what a route costs and takes: `250.20 CNY/t in 19.5 days`.
fn terms(answer: &Answer, currency: &str) -> String {
    let total = answer.total_per_t.unwrap_or_default();
    format!("{} {currency}/t in {} days", Digits::Cents.text(total), days(answer.hours.total()))
}

fn detail(page: &mut Page, found: &Pareto, demand: &ParetoDemand, lang: Lang) {
    let currency = &found.used.currency;
    page.heading(2, format!("{} to {}", lang.name(&demand.from), lang.name(&demand.to)));
    if let Some(tonnes) = demand.tonnes_per_year {
        page.text(format!("{} t a year.", fixed(tonnes, 0)));
    }
    page.lead(lead(found, demand));
    if !demand.points.is_empty() {
        page.table(points(found, &demand.points));
        let ways = demand.points.iter().enumerate();
        page.list(ways.map(|(number, point)| way(number + 1, point, lang)).collect());
        page.text(prices_in_words(found, currency));
        page.text(unsupported(&demand.points));
    }
    if demand.corridors.len() > 1 {
        page.heading(3, "By corridor");
        page.table(by_corridor(found, demand));
    }
    page.list(demand.corridors.iter().filter_map(|corridor| without(corridor, currency)).collect());
}

/// Says in a sentence what is worth choosing.
fn lead(found: &Pareto, demand: &ParetoDemand) -> String {
    let currency = &found.used.currency;
    let axis = if found.has(Axis::Cost) { Axis::Cost } else { found.axes[0] };
    let Some(first) = demand.least(axis) else {
        return match (demand.late(), found.deadline) {
            (Some(late), Some(deadline)) => format!(
                "No route arrives within {}; the fastest takes {} days for {}, by {}.{}",
                span(deadline),
                days(late.hours.total()),
                money(late.total_per_t.unwrap_or_default(), currency, Digits::Cents),
                title(late),
                demand
                    .unhurried
                    .as_ref()
                    .map_or_else(String::new, |answer| format!(" The cheapest is {}.", terms(answer, currency)))
            ),
            _ => "No corridor has a route.".to_owned(),
        };
    };
    let rests = format!(
        "{} of the {} total rests on estimates.",
        percent(first.answer.grades.share(Grade::Estimate)),
        if axis == Axis::Cost { "cheapest" } else { "first" }
    );
    if let (Some(deadline), Some(unhurried), Axis::Cost) = (found.deadline, &demand.unhurried, axis) {
        let more = first.answer.total_per_t.unwrap_or_default() - unhurried.total_per_t.unwrap_or_default();
        let against = if more == Money::ZERO {
            "as cheap as without a deadline".to_owned()
        } else {
            format!(
                "{} more than without a deadline ({})",
                money(more, currency, Digits::Cents),
                terms(unhurried, currency)
            )
        };
        return format!(
            "Cheapest within {}: {}, {}, {against}. {rests}",
            span(deadline),
            title(&first.answer),
            terms(&first.answer, currency),
        );
    }
    if demand.points.len() == 1 {
        return format!(
            "One route is worth choosing, {}: {}, best in all that counts. {rests}",
            terms(&first.answer, currency),
            title(&first.answer)
        );
    }
    let other = if axis == Axis::Cost && found.has(Axis::Time) { Axis::Time } else { last_but(found, axis) };
    let last = demand.least(other).unwrap_or(first);
    let day = demand.first_day().map_or_else(String::new, |price| {
        format!(" The first day bought costs {} for each day.", money(price, currency, Digits::Cents))
    });
    format!(
        "{} routes are worth choosing, from the {} ({}, {}) to the {} ({}, {}).{day} {rests}",
        demand.points.len(),
        superlative(axis),
        title(&first.answer),
        terms(&first.answer, currency),
        superlative(other),
        title(&last.answer),
        terms(&last.answer, currency),
    )
}

/// Returns the last axis that is not a given one.
fn last_but(found: &Pareto, axis: Axis) -> Axis {
    found.axes.iter().copied().rev().find(|&other| other != axis).unwrap_or(axis)
}

const fn superlative(axis: Axis) -> &'static str {
    match axis {
        Axis::Cost => "cheapest",
        Axis::Time => "fastest",
        Axis::Co2e => "cleanest",
        Axis::Transfers => "one with the fewest transfers",
    }
}

/// Writes days with as many decimals as tell neighbours apart, one at the least.
fn told_apart(points: &[ParetoPoint]) -> usize {
    let times: Vec<f64> = points.iter().map(|point| point.answer.hours.total().as_days()).collect();
    let differ = |left: f64, right: f64, places: usize| {
        (left - right).abs() < 1e-6 || fixed(left, places) != fixed(right, places)
    };
    let all = |places: usize| times.windows(2).all(|pair| differ(pair[0], pair[1], places));
    (1..4).find(|&places| all(places)).unwrap_or(4)
}

fn points(found: &Pareto, points: &[ParetoPoint]) -> Table {
    let currency = &found.used.currency;
    let has_prices = found.has(Axis::Cost);
    let mut table = Table::new()
        .numbers("Route")
        .words("Corridor")
        .words("Form")
        .numbers(format!("{currency}/t"))
        .numbers("Days")
        .numbers("kg CO2e/t")
        .numbers("Transfers");
    if has_prices && found.has(Axis::Time) {
        table = table.numbers(format!("{currency}/t a day saved"));
    }
    if has_prices && found.has(Axis::Co2e) {
        table = table.numbers(format!("{currency} a t CO2e avoided"));
    }
    table = table.words("By weights").numbers("On estimates");
    let places = told_apart(points);
    for (number, point) in points.iter().enumerate() {
        let answer = &point.answer;
        let mut cells = vec![
            (number + 1).to_string(),
            point.corridors.join(", "),
            answer.form.clone().unwrap_or_default(),
            Digits::Cents.text(answer.total_per_t.unwrap_or_default()),
            fixed(answer.hours.total().as_days(), places),
            fixed(answer.co2e.as_kilograms(), 1),
            point.transfers.to_string(),
        ];
        if has_prices && found.has(Axis::Time) {
            cells.push(price(point.per_day_saved, number));
        }
        if has_prices && found.has(Axis::Co2e) {
            cells.push(price(point.per_tonne_co2e_avoided, number));
        }
        cells.push(if point.is_supported { "yes" } else { "no" }.to_owned());
        cells.push(percent(answer.grades.share(Grade::Estimate)));
        table.row(cells);
    }
    table
}

/// Writes a price; with the route that it is against where that does not stand just above.
fn price(trade: Option<Trade>, own: usize) -> String {
    trade.map_or_else(
        || NOTHING.to_owned(),
        |trade| {
            let price = Digits::Cents.text(trade.price);
            if trade.against + 1 == own { price } else { format!("{price} (to {})", trade.against + 1) }
        },
    )
}

fn way(number: usize, point: &ParetoPoint, lang: Lang) -> String {
    format!("{number}: {}.", route(&point.answer, lang))
}

/// Explains the columns of prices.
fn prices_in_words(found: &Pareto, currency: &str) -> String {
    let things = [(Axis::Time, "a day saved", "days"), (Axis::Co2e, "a t CO2e avoided", "tonnes of CO2e")];
    let asked: Vec<String> = things
        .into_iter()
        .filter(|(axis, ..)| found.has(*axis) && found.has(Axis::Cost))
        .map(|(axis, name, unit)| {
            format!(
                "{currency} {name}: what a route costs more than the next cheaper one, divided by the {unit} it saves, \
                 among the routes that no other equals or beats in cost and {} together",
                in_words(axis)
            )
        })
        .collect();
    if asked.is_empty() {
        return String::new();
    }
    let rest = if found.axes.len() > 2 {
        format!(
            "; (to 1) names that cheaper one where it does not stand just above, {NOTHING} a route that others beat in those two or the cheapest"
        )
    } else {
        String::new()
    };
    format!("{}{rest}.", asked.join(". "))
}

/// Says which routes no weighted sum finds.
fn unsupported(points: &[ParetoPoint]) -> String {
    let missed: Vec<String> = (1..=points.len())
        .filter(|&number| !points[number - 1].is_supported)
        .map(|number| number.to_string())
        .collect();
    match missed.as_slice() {
        [] => String::new(),
        [only] => format!(
            "No weights on what counts find route {only} (By weights: no): mixtures of others are better, but no cargo travels by a mixture."
        ),
        _ => format!(
            "No weights on what counts find routes {} (By weights: no): mixtures of others are better, but no cargo travels by a mixture.",
            and(&missed)
        ),
    }
}

fn by_corridor(found: &Pareto, demand: &ParetoDemand) -> Table {
    let currency = &found.used.currency;
    let mut table = Table::new().words("Corridor").words("Title").numbers("Routes").numbers("On the front above");
    let (has_cost, has_time) = (found.has(Axis::Cost), found.has(Axis::Time));
    if has_cost {
        table = table.numbers(format!("Cheapest, {currency}/t")).numbers("its days");
    }
    if has_time {
        table = table.numbers("Fastest, days").numbers(format!("its {currency}/t"));
    }
    if has_cost && has_time {
        table = table.numbers(format!("First day, {currency}/t"));
    }
    for corridor in &demand.corridors {
        let front = corridor.points.iter().filter(|point| point.is_on_front).count();
        let mut cells =
            vec![corridor.key.clone(), corridor.title.clone(), corridor.points.len().to_string(), front.to_string()];
        cells.extend(ends(corridor, has_cost, has_time));
        table.row(cells);
    }
    table
}

/// Writes the cheapest and the fastest route of a corridor, and the price of the first day.
fn ends(corridor: &ParetoCorridor, has_cost: bool, has_time: bool) -> Vec<String> {
    let total = |point: &ParetoPoint| Digits::Cents.text(point.answer.total_per_t.unwrap_or_default());
    let time = |point: &ParetoPoint| days(point.answer.hours.total());
    let or_nothing = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
    let mut cells = Vec::new();
    if has_cost {
        let cheapest = corridor.least(Axis::Cost);
        cells.extend([or_nothing(cheapest.map(total)), or_nothing(cheapest.map(time))]);
    }
    if has_time {
        let fastest = corridor.least(Axis::Time);
        cells.extend([or_nothing(fastest.map(time)), or_nothing(fastest.map(total))]);
    }
    if has_cost && has_time {
        cells.push(or_nothing(corridor.first_day().map(|price| Digits::Cents.text(price))));
    }
    cells
}

/// Says why a corridor has no route to show.
fn without(corridor: &ParetoCorridor, currency: &str) -> Option<String> {
    let name = if corridor.title.is_empty() { &corridor.key } else { &corridor.title };
    if let Some(late) = &corridor.late {
        return Some(format!("{name} has no route in time: its fastest is {}.", terms(late, currency)));
    }
    let reason = corridor.reason.as_ref()?;
    Some(format!("{name} has no route: {}", sentence(&reason.text)))
}
