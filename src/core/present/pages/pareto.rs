//! The routes worth choosing, for people: what each day and each tonne of CO2e costs.

mod overview;

use std::io;

use crate::analysis::pareto::{Axis, MAX_DEMANDS_IN_DETAIL, Pareto, ParetoCorridor, ParetoDemand, ParetoPoint, Trade};
use crate::answer::Answer;
use crate::units::{Duration, Grade, Money};

use super::alternatives::NEAR_DAYS;
use super::compare::{judged, recomputed};
use crate::present::csv::CsvTables;
use crate::present::demand::{money, named, pair, route, title, without_route};
use crate::present::digits::{Digits, Look};
use crate::present::geojson;
use crate::present::page::{Columns, Page};
use crate::present::shown::{ALL_BUT_HTML, Format, Shown};
use crate::present::words::{Lang, NOTHING, and, count, days, fixed, or_nothing, percent};

/// The number of routes up to which all of them are shown.
const SHORT_FRONT: usize = 8;
/// The share of the emissions of a route that another must save to be told from it.
const NEAR_CO2E: f64 = 0.01;
/// The most places by which ways are distinguished.
const MAX_PASSED: usize = 4;

impl Shown for Pareto {
    const FORM: &'static str = "pareto";
    const FORMATS: &'static [Format] = ALL_BUT_HTML;

    fn page(&self, look: Look) -> Page {
        let lang = look.lang;
        let mut page = Page::new();
        judged(&mut page, &self.scenario, Digits::Cents, &self.verdicts, look.lang);
        page.text(about(self));
        if self.demands.len() > MAX_DEMANDS_IN_DETAIL {
            overview::lay_out(&mut page, self, lang);
        } else {
            for demand in &self.demands {
                detail(&mut page, self, demand, lang);
            }
        }
        recomputed(&mut page, self.audited, "route");
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&self.columns(), self.rows(), lang)
    }

    fn geojson(&self, lang: Lang) -> String {
        geojson::pareto(self, lang)
    }
}

/// Writes what counts and what a front is.
fn about(found: &Pareto) -> String {
    let axes: Vec<String> = found.axes.iter().map(|&axis| in_words(axis).to_owned()).collect();
    let deadline =
        found.deadline.map_or_else(String::new, |time| format!(" Only routes within {} are shown.", span(time)));
    format!(
        "What counts: {}. Found is every route that no other equals or beats in all of these, forms of cargo and \
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
        Axis::Late => "late days, where delays are independent of each other",
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
    let total = answer.total();
    format!("{} {currency}/t in {} days", Digits::Cents.text(total), days(answer.time()))
}

fn detail(page: &mut Page, found: &Pareto, demand: &ParetoDemand, lang: Lang) {
    let currency = &found.scenario.currency;
    page.heading(2, pair(&demand.from, &demand.to, lang));
    if let Some(tonnes) = demand.tonnes_per_year {
        page.text(format!("{} t a year.", fixed(tonnes, 0)));
    }
    page.lead(lead(found, demand));
    if !demand.front.is_empty() {
        let shown = told_apart(found, demand);
        points(page, found, &demand.front, &shown);
        let ways = ways(&demand.front, lang).into_iter().zip(&shown).filter(|(_, is_shown)| **is_shown);
        page.list(ways.map(|(way, _)| way).collect());
        let left_out = shown.iter().filter(|is_shown| !**is_shown).count();
        if left_out > 0 {
            page.text(format!(
                "{} left out of this list that gain less than {NEAR_DAYS} days, or {} of the CO2e, on a cheaper one of \
                 it; a price against one of them carries its number. --format csv has them.",
                if left_out == 1 { "1 route is".to_owned() } else { format!("{left_out} routes are") },
                percent(NEAR_CO2E),
            ));
        }
        page.text(prices_in_words(found));
        page.text(unsupported(&demand.front));
    }
    if demand.corridors.len() > 1 {
        page.heading(3, "By corridor");
        by_corridor(page, found, demand);
    }
    page.list(demand.corridors.iter().filter_map(|corridor| without(corridor, currency)).collect());
}

/// Writes in a sentence what is worth choosing.
fn lead(found: &Pareto, demand: &ParetoDemand) -> String {
    let currency = &found.scenario.currency;
    let axis = if found.has(Axis::Cost) { Axis::Cost } else { found.axes[0] };
    let Some(first) = demand.least(axis) else {
        return match (demand.fastest_too_late.as_ref(), found.deadline) {
            (Some(late), Some(deadline)) => format!(
                "No route arrives within {}; the fastest takes {} days for {}, by {}.{}",
                span(deadline),
                days(late.time()),
                money(late.total(), currency, Digits::Cents),
                title(late),
                demand
                    .cheapest_without_deadline
                    .as_ref()
                    .map_or_else(String::new, |answer| format!(" The cheapest is {}.", terms(answer, currency)))
            ),
            _ => "No corridor has a route.".to_owned(),
        };
    };
    let rests = format!(
        "{} of the {} total rests on estimates.",
        percent(first.answer.share(Grade::Estimate)),
        if axis == Axis::Cost { "cheapest" } else { "first" }
    );
    if let (Some(deadline), Some(unhurried), Axis::Cost) = (found.deadline, &demand.cheapest_without_deadline, axis) {
        let more = first.answer.total() - unhurried.total();
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
    if demand.front.len() == 1 {
        return format!(
            "One route is worth choosing, {}: {}, best in all that counts. {rests}",
            terms(&first.answer, currency),
            title(&first.answer)
        );
    }
    let other = if axis == Axis::Cost && found.has(Axis::Time) { Axis::Time } else { last_but(found, axis) };
    let last = demand.least(other).unwrap_or(first);
    let day = demand.first_faster().map_or_else(String::new, |(faster, trade)| {
        let more = faster.answer.total() - first.answer.total();
        format!(
            " The next faster one than the cheapest costs {} more and saves {}: {} for a day.",
            money(more, currency, Digits::Cents),
            saved(&first.answer, &faster.answer),
            money(trade.price, currency, Digits::Cents)
        )
    });
    format!(
        "{} routes are worth choosing, from the {} ({}, {}) to the {} ({}, {}).{day} {rests}",
        demand.front.len(),
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
        Axis::Late => "surest",
    }
}

/// Returns the late days of a route whose delays are independent.
fn late_days(answer: &Answer) -> f64 {
    answer.buffer.map_or(0.0, |buffer| buffer.independent_late_days)
}

/// Returns the decimals of days by which neighbours differ, one at the least.
fn day_places(points: &[ParetoPoint]) -> usize {
    let times: Vec<f64> = points.iter().map(|point| point.answer.time().as_days()).collect();
    let differ = |left: f64, right: f64, places: usize| {
        (left - right).abs() < 1e-6 || fixed(left, places) != fixed(right, places)
    };
    let all = |places: usize| times.windows(2).all(|pair| differ(pair[0], pair[1], places));
    (1..4).find(|&places| all(places)).unwrap_or(4)
}

/// Writes how much time a route saves against another.
fn saved(slower: &Answer, faster: &Answer) -> String {
    let days = slower.days_more_than(faster);
    if days < 0.95 { format!("{} h", fixed(days * 24.0, 1)) } else { format!("{} days", fixed(days, 1)) }
}

/// A column of prices: what counts, its heading, which price.
type PriceList = (Axis, &'static str, fn(&ParetoPoint) -> Option<Trade>);

/// The columns of prices, where cost and what they are for count.
const PRICES: [PriceList; 6] = [
    (Axis::Time, "a day saved", |point| point.per_day_saved),
    (Axis::Time, "best from a day worth", |point| point.best_from_day_worth),
    (Axis::Co2e, "a t CO2e avoided", |point| point.per_tonne_co2e_avoided),
    (Axis::Co2e, "best from a t CO2e worth", |point| point.best_from_co2e_worth),
    (Axis::Late, "a late day avoided", |point| point.per_late_day_avoided),
    (Axis::Late, "best from a late day worth", |point| point.best_from_late_day_worth),
];

fn prices(found: &Pareto) -> impl Iterator<Item = PriceList> {
    let has_cost = found.has(Axis::Cost);
    PRICES.into_iter().filter(move |(axis, ..)| has_cost && found.has(*axis))
}

/// Returns of each route whether it is shown: in a long front those that a reader can tell from a cheaper one, those that
/// some weights make the best, and the best of each thing that counts.
fn told_apart(found: &Pareto, demand: &ParetoDemand) -> Vec<bool> {
    let points = &demand.front;
    let gains = |point: &ParetoPoint, other: &ParetoPoint| {
        let (one, two) = (&point.answer, &other.answer);
        let [own, others] = [one, two].map(|answer| answer.emissions().as_kilograms());
        found.axes.iter().any(|axis| match axis {
            Axis::Cost => one.total() < two.total(),
            Axis::Time => two.days_more_than(one) >= NEAR_DAYS,
            Axis::Co2e => others - own >= NEAR_CO2E * others,
            Axis::Transfers => point.transfers < other.transfers,
            Axis::Late => late_days(two) - late_days(one) >= NEAR_DAYS,
        })
    };
    let is_best = |point: &ParetoPoint| {
        found.axes.iter().any(|&axis| demand.least(axis).is_some_and(|best| std::ptr::eq(best, point)))
    };
    let mut shown: Vec<bool> = Vec::new();
    for point in points {
        let is_apart = points.iter().zip(&shown).all(|(known, is_shown)| !is_shown || gains(point, known));
        shown.push(points.len() <= SHORT_FRONT || point.is_supported || is_best(point) || is_apart);
    }
    shown
}

fn points(page: &mut Page, found: &Pareto, points: &[ParetoPoint], shown: &[bool]) {
    let currency = &found.scenario.currency;
    let places = day_places(points);
    let mut columns = Columns::new()
        .numbers("Route", |&(position, point): &(usize, &ParetoPoint)| {
            format!("{}{}", position + 1, if point.is_supported { "" } else { "*" })
        })
        .words("Corridor", |(_, point)| point.corridors.join(", "))
        .words("Form", |(_, point)| point.answer.form.clone().unwrap_or_default())
        .numbers(format!("{currency}/t"), |(_, point)| Digits::Cents.text(point.answer.total()))
        .numbers("Days", |(_, point)| fixed(point.answer.time().as_days(), places))
        .numbers("kg CO2e/t", |(_, point)| fixed(point.answer.emissions().as_kilograms(), 1))
        .numbers("Changes", |(_, point)| point.transfers.to_string())
        .with(found.has(Axis::Late), |columns| {
            columns.numbers("Late days", |(_, point)| fixed(late_days(&point.answer), 1))
        });
    for (axis, name, pick) in prices(found) {
        let unit = if axis == Axis::Co2e { "" } else { "/t" };
        columns = columns.numbers(format!("{currency}{unit} {name}"), move |&(position, point)| {
            // The cheaper neighbour is the row before that has a price, or the first row.
            let mut before = (1..position).rev().filter(|&row| shown[row]);
            let before = before.find(|&row| pick(&points[row]).is_some()).unwrap_or(0);
            or_nothing(pick(point), |trade| price(trade, before))
        });
    }
    let rows: Vec<(usize, &ParetoPoint)> = points.iter().enumerate().filter(|(row, _)| shown[*row]).collect();
    page.table(columns.table(&rows));
}

/// Writes a price; with the route that it is against where that is not the one to expect.
fn price(trade: Trade, expected: usize) -> String {
    let price = Digits::Cents.text(trade.price);
    if trade.against == expected { price } else { format!("{price} (to {})", trade.against + 1) }
}

/// Writes the ways of routes; those that stop at the same places are distinguished by the places or legs on the way.
fn ways(points: &[ParetoPoint], lang: Lang) -> Vec<String> {
    let texts: Vec<String> = points.iter().map(|point| route(&point.answer, lang)).collect();
    let way = |(number, point): (usize, &ParetoPoint)| {
        let others: Vec<&Answer> = (0..points.len())
            .filter(|&other| other != number && texts[other] == texts[number])
            .map(|other| &points[other].answer)
            .collect();
        let apart = if others.is_empty() { String::new() } else { apart(&point.answer, &others, lang) };
        format!("{}: {}{apart}.", number + 1, texts[number])
    };
    points.iter().enumerate().map(way).collect()
}

/// Writes what a route passes, or else rides, that not all others with the same stops do.
fn apart(answer: &Answer, others: &[&Answer], lang: Lang) -> String {
    let passed = |answer: &Answer| -> Vec<String> {
        let places = answer.steps.iter().flat_map(|step| &step.through);
        places.map(|place| lang.name(place).to_owned()).collect()
    };
    let legs = |answer: &Answer| -> Vec<String> { answer.steps.iter().flat_map(|step| step.legs.clone()).collect() };
    let own = |of: &dyn Fn(&Answer) -> Vec<String>| {
        let mut own = of(answer);
        own.retain(|item| !others.iter().all(|other| of(other).contains(item)));
        own.dedup();
        own
    };
    let (places, legs) = (own(&passed), own(&legs));
    if !places.is_empty() {
        let between = if places.len() > MAX_PASSED { "; ..; " } else { ", " };
        let few: Vec<String> = match places.as_slice() {
            [first, .., last] if places.len() > MAX_PASSED => vec![first.clone(), last.clone()],
            all => all.to_vec(),
        };
        format!(" (past {})", few.join(between))
    } else if !legs.is_empty() {
        format!(" (by {})", legs.join(", "))
    } else {
        format!(" ({})", answer.form.as_deref().unwrap_or("in another way"))
    }
}

/// Explains the columns of prices.
fn prices_in_words(found: &Pareto) -> String {
    let things: Vec<Axis> = prices(found).map(|(axis, ..)| axis).collect();
    let pairs: Vec<&str> = [(Axis::Time, "cost and time"), (Axis::Co2e, "cost and CO2e")]
        .into_iter()
        .filter(|(axis, _)| things.contains(axis))
        .map(|(_, name)| name)
        .collect();
    if pairs.is_empty() {
        return String::new();
    }
    let pairs = pairs.join(", or in ");
    let blank = if found.axes.len() > 2 {
        format!(" {NOTHING} stands where another route beats it in those two, which are not all that counts.")
    } else {
        String::new()
    };
    format!(
        "Saved or avoided: what a route costs more than the nearest row above with such a price, or else row 1, for each \
         day or tonne that it saves, among the routes that no other beats in {pairs}.{blank} Best from: what a \
         day or tonne must be worth for the route to be the best of all in {pairs}."
    )
}

/// Writes how many routes no weighted sum finds.
fn unsupported(points: &[ParetoPoint]) -> String {
    match points.iter().filter(|point| !point.is_supported).count() {
        0 => String::new(),
        many => format!(
            "* {} that no weights on what counts make the best: a mixture of others would be better, but no cargo \
             travels by a mixture.",
            count(many, "route")
        ),
    }
}

fn by_corridor(page: &mut Page, found: &Pareto, demand: &ParetoDemand) {
    let currency = &found.scenario.currency;
    let (has_cost, has_time) = (found.has(Axis::Cost), found.has(Axis::Time));
    let total = |point: &ParetoPoint| Digits::Cents.text(point.answer.total());
    let time = |point: &ParetoPoint| days(point.answer.time());
    let on_front = |own: &ParetoCorridor| own.front.iter().filter(|point| point.is_on_front).count().to_string();
    let columns = Columns::new()
        .words("Corridor", |own: &ParetoCorridor| own.corridor.clone())
        .words("Title", |own| own.corridor_title.clone())
        .numbers("Routes", |own| own.front.len().to_string())
        .numbers("On the front above", on_front)
        .with(has_cost, |columns| {
            columns
                .numbers(format!("Cheapest, {currency}/t"), move |own| or_nothing(own.least(Axis::Cost), total))
                .numbers("its days", move |own| or_nothing(own.least(Axis::Cost), time))
        })
        .with(has_time, |columns| {
            columns
                .numbers("Fastest, days", move |own| or_nothing(own.least(Axis::Time), time))
                .numbers(format!("its {currency}/t"), move |own| or_nothing(own.least(Axis::Time), total))
        })
        .with(has_cost && has_time, |columns| {
            columns.numbers(format!("{currency}/t a day saved, first"), |own| Digits::Cents.cell(own.first_day_saved))
        });
    page.table(columns.table(&demand.corridors));
}

/// Writes why a corridor has no route to show.
fn without(corridor: &ParetoCorridor, currency: &str) -> Option<String> {
    let name = named(&corridor.corridor_title, &corridor.corridor);
    if let Some(late) = &corridor.fastest_too_late {
        return Some(format!("{name} has no route in time: its fastest is {}.", terms(late, currency)));
    }
    corridor.reason.as_ref().map(|reason| without_route(name, Some(reason)))
}

#[cfg(test)]
#[path = "../../../../tests/pages/pareto.rs"]
mod snapshots;
