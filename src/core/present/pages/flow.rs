//! Flows: what goes by which way, what limits it, and what each limit is worth.

use std::io;

use crate::analysis::flow::{
    FlowBottleneck, FlowCapacity, FlowCongestion, FlowCorridor, FlowPeriod, FlowRoute, FlowSpread, Flows, SpreadOf,
};
use crate::answer::ScenarioUsed;
use crate::units::Money;

use super::compare::header;
use crate::present::csv::CsvTables;
use crate::present::demand::named;
use crate::present::digits::{Digits, Look};
use crate::present::page::{BarRow, Columns, Page, Table};
use crate::present::shown::{ALL_BUT_HTML, Format, Shown};
use crate::present::verdict::AT_VALUE;
use crate::present::words::{Lang, NOTHING, a_year, and, count, fixed, or_nothing, percent};

/// The most routes that are listed; the others are in the rows.
const MAX_ROUTES: usize = 20;

impl Shown for Flows {
    const FORM: &'static str = "flow";
    const FORMATS: &'static [Format] = ALL_BUT_HTML;

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        for used in &self.scenarios {
            header(&mut page, used, Digits::Cents);
        }
        page.lead(summary(self));
        page.text(binding(self));
        if let Some(congestion) = &self.congestion {
            page.text(settled(self, congestion));
        }
        page.heading(2, "By corridor");
        page.table(corridors(self));
        page.bars("Tonnes by corridor", bars(self));
        if self.months.len() > 1 {
            page.heading(2, "Month by month, tonnes");
            page.table(months(self));
        }
        if !self.capacities.is_empty() {
            page.heading(2, "How far capacities are used");
            page.table(capacities(self));
            super::figure_keys(&mut page, found_names(self));
            page.text(
                "Worth: what one unit more in each period would save in all. A unit is a tonne, or a box or wagon with its \
                 payload.",
            );
        }
        let full: Vec<PricedPeriod<'_>> = priced(self);
        if !full.is_empty() {
            page.heading(2, "What one unit more or less is worth");
            page.table(prices(self, &full));
            page.text(
                "The shadow price of a full capacity: what one unit more saves, and for how many more it saves as much; \
                 what one unit less costs, and for how many fewer.",
            );
        }
        if !self.bottlenecks.is_empty() {
            page.heading(2, "Bottleneck behind bottleneck");
            page.table(bottlenecks(self));
            page.text(
                "Each row takes away the limit of the capacity that is worth the most when those above it limit nothing any more.",
            );
        }
        if let Some(spread) = &self.spread {
            page.heading(2, format!("In {} draws of the uncertain figures", spread.draws));
            page.table(spreads(self, spread));
            page.text(format!(
                "Seed {}; half of the draws lie below the middle, one in twenty below the first and above the last number. \
                 Prices move, capacities and networks do not.",
                spread.seed
            ));
        }
        page.heading(2, "Routes");
        let all = route_tonnes(self);
        let (listed, others) = all.split_at(all.len().min(MAX_ROUTES));
        page.table(routes(self, listed, look.lang));
        if !others.is_empty() {
            let left: f64 = others.iter().map(|sum| sum.tonnes).sum();
            let others = count(others.len(), "other route");
            page.text(format!("Beside these: {others} with {} t; --format csv has all.", tonnes(left)));
        }
        page.text(proof(self));
        page.text(AT_VALUE);
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&FlowRoute::columns(), self.routes.iter().cloned(), lang)
    }

    fn geojson(&self, lang: Lang) -> String {
        crate::present::geojson::flows(self, lang)
    }
}

/// Writes tonnes without decimals, unless there are so few that these count.
fn tonnes(number: f64) -> String {
    if number == 0.0 || number >= 100.0 { fixed(number, 0) } else { fixed(number, 1) }
}

fn currency(found: &Flows) -> &str {
    found.scenarios.first().map_or("", |used: &ScenarioUsed| &used.currency)
}

/// Returns the title of a corridor, with its scenario where there are several.
fn title(found: &Flows, corridor: &FlowCorridor) -> String {
    let title = named(&corridor.title, &corridor.corridor);
    if found.scenarios.len() > 1 { format!("{title} ({})", corridor.scenario) } else { title.to_owned() }
}

/// Returns the names of the capacities with their rows.
fn found_names(found: &Flows) -> impl Iterator<Item = (&String, &String)> {
    found.capacities.iter().filter_map(|own| Some((own.name.as_ref()?, &own.row)))
}

/// Returns how the time that is asked about is called.
fn span(found: &Flows) -> String {
    match &found.months[..] {
        [] => String::new(),
        [one] => format!("in {one}"),
        [first, .., last] => format!("from {first} to {last}"),
    }
}

/// Writes an amount of all months together.
fn in_all(found: &Flows, amount: Money) -> String {
    let text = a_year(amount.as_units(), currency(found));
    let is_year = found.months.len() == 12;
    text.strip_suffix(" a year").filter(|_| !is_year).map_or(text.clone(), str::to_owned)
}

/// Writes in one sentence what goes where and what the limits cost.
fn summary(found: &Flows) -> String {
    let mut carried: Vec<&FlowCorridor> = found.corridors.iter().filter(|own| own.tonnes > 0.0).collect();
    carried.sort_by(|one, other| other.tonnes.total_cmp(&one.tonnes));
    let (all, span) = (tonnes(found.tonnes), span(found));
    let goes = match &carried[..] {
        [] => format!("None of {all} t {span} goes."),
        [only] if found.unmet_t == 0.0 => format!("All {all} t {span} go by {}.", title(found, only)),
        several => {
            let by = |own: &&FlowCorridor| {
                let share = percent(own.tonnes / found.tonnes);
                format!("{} t ({share}) go by {}", tonnes(own.tonnes), title(found, own))
            };
            let mut parts: Vec<String> = several.iter().map(by).collect();
            if found.unmet_t > 0.0 {
                let share = percent(found.unmet_t / found.tonnes);
                parts.push(format!("{} t ({share}) do not go", tonnes(found.unmet_t)));
            }
            format!("Of {all} t {span}, {}.", and(&parts))
        }
    };
    let more = found.cost + -found.cost_without_limits;
    let limits = if more > Money::ZERO {
        let share = more.as_units() / found.cost_without_limits.as_units();
        let share = or_empty(share.is_finite().then(|| format!(" ({})", percent(share))));
        format!("{}{share} more than if nothing were limited", in_all(found, more))
    } else {
        "no capacity makes it dearer".to_owned()
    };
    let penalty = if found.unmet_t > 0.0 { ", penalties included" } else { "" };
    format!("{goes} All together cost {}{penalty}: {limits}.", in_all(found, found.cost))
}

/// Writes what waiting costs, and how far the flows are settled.
fn settled(found: &Flows, own: &FlowCongestion) -> String {
    let gap = if own.gap < 1e-6 { "less than a millionth".to_owned() } else { format!("{:.1e}", own.gap) };
    format!(
        "Lots wait for each other, the longer the more goes through a capacity: {} of the cost is for that, {} {} for a tonne \
         and day. After {} the flows are settled: with other routes at these waits all together would save {gap} of the \
         cost. Prices of a tonne are without waits.",
        in_all(found, own.waiting),
        Digits::Cents.text(own.per_t_day),
        currency(found),
        count(own.steps as usize, "step"),
    )
}

/// Names what binds first, second and third.
fn binding(found: &Flows) -> String {
    let [first, rest @ ..] = &found.bottlenecks[..] else { return String::new() };
    let behind =
        |own: &FlowBottleneck| format!("{} ({})", called(own.name.as_ref(), &own.row), in_all(found, own.saves));
    let behind: Vec<String> = rest.iter().map(behind).collect();
    let behind =
        if behind.is_empty() { String::new() } else { format!(" Behind it binds {}.", behind.join(", then ")) };
    let saved = in_all(found, first.saves);
    format!(
        "What binds first is {}: without its limit all would cost {saved} less.{behind}",
        called(first.name.as_ref(), &first.row)
    )
}

/// Returns what people call a capacity; its row where it has no name.
fn called(name: Option<&String>, row: &str) -> String {
    name.map_or_else(|| row.to_owned(), Clone::clone)
}

fn corridors(found: &Flows) -> Table {
    Columns::new()
        .words("Corridor", |own: &FlowCorridor| title(found, own))
        .numbers("t", |own| tonnes(own.tonnes))
        .numbers("Share", |own| percent(own.tonnes / found.tonnes))
        .numbers("t without limits", |own| tonnes(own.tonnes_without_limits))
        .numbers(format!("{}/t", currency(found)), |own| Digits::Cents.cell(own.mean_per_t))
        .table(&found.corridors)
}

fn bars(found: &Flows) -> Vec<BarRow> {
    found.corridors.iter().map(|own| BarRow::size(title(found, own), tonnes(own.tonnes), own.tonnes)).collect()
}

fn months(found: &Flows) -> Table {
    let carried: Vec<&FlowCorridor> = found.corridors.iter().filter(|own| own.tonnes > 0.0).collect();
    let mut table = Table::across("Month", carried.iter().map(|own| title(found, own)));
    for (month, name) in found.months.iter().enumerate() {
        let cells = carried.iter().map(|own| tonnes(own.tonnes_by_month[month]));
        table.row(std::iter::once(name.clone()).chain(cells));
    }
    table
}

fn capacities(found: &Flows) -> Table {
    let has_departures = found.capacities.iter().any(|own| own.departure_t.is_some());
    let worth = |own: &FlowCapacity, units: f64| {
        let amount = own.worth_per_unit.as_units() * units;
        if amount == 0.0 { NOTHING.to_owned() } else { fixed(amount, 2) }
    };
    Columns::new()
        .words("Capacity", |own: &FlowCapacity| called(own.name.as_ref(), &own.row))
        .words("Unit", |own| own.unit.to_owned())
        .numbers("There is", |own| tonnes(own.capacity))
        .numbers("Used", |own| tonnes(own.used))
        .numbers("Share", |own| percent(own.share()))
        .with(found.congestion.is_some(), |columns| {
            columns.numbers("Hours waited, most", |own| {
                let waits = own.periods.iter().filter_map(|period| period.wait_h);
                or_nothing(waits.max_by(f64::total_cmp), |hours| fixed(hours, 1))
            })
        })
        .numbers("Full", |own| format!("{} of {}", own.full, own.periods.len()))
        .numbers(format!("Worth, {}", currency(found)), |own| worth(own, 1.0))
        .with(has_departures, |columns| {
            columns.numbers("One departure more in each", |own| or_nothing(own.departure_t, |load| worth(own, load)))
        })
        .table(&found.capacities)
}

/// Periods of a capacity that follow each other with the same prices.
struct PricedPeriod<'a> {
    capacity: &'a FlowCapacity,
    first: &'a FlowPeriod,
    last: &'a FlowPeriod,
}

/// Returns the full periods of all capacities; those that follow each other at the same price as one.
fn priced(found: &Flows) -> Vec<PricedPeriod<'_>> {
    let mut priced: Vec<PricedPeriod<'_>> = Vec::new();
    for capacity in &found.capacities {
        let mut was_full = false;
        for period in &capacity.periods {
            let is_full = period.more_saves > Money::ZERO || period.less_costs.is_none_or(|costs| costs > Money::ZERO);
            let key = |own: &FlowPeriod| {
                (
                    own.more_saves,
                    own.less_costs,
                    own.more_holds_for.map(f64::to_bits),
                    own.less_holds_for.map(f64::to_bits),
                )
            };
            match priced.last_mut() {
                Some(before) if is_full && was_full && key(before.last) == key(period) => before.last = period,
                _ if is_full => priced.push(PricedPeriod { capacity, first: period, last: period }),
                _ => {}
            }
            was_full = is_full;
        }
    }
    priced
}

fn prices(found: &Flows, full: &[PricedPeriod<'_>]) -> Table {
    let when = |own: &PricedPeriod<'_>| match (&own.first.month, &own.last.month) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(first), _) => first.clone(),
        (None, _) => "all months".to_owned(),
    };
    let holds = |units: Option<f64>| or_nothing(units, tonnes);
    Columns::new()
        .words("Capacity", |own: &PricedPeriod<'_>| called(own.capacity.name.as_ref(), &own.capacity.row))
        .words("When", when)
        .words("Unit", |own| own.capacity.unit.to_owned())
        .keyed()
        .numbers(format!("One more saves, {}", currency(found)), |own| Digits::Cents.text(own.first.more_saves))
        .numbers("for up to", |own| holds(own.first.more_holds_for))
        .numbers("One less costs", |own| {
            own.first.less_costs.map_or_else(|| "cannot be".to_owned(), |costs| Digits::Cents.text(costs))
        })
        .numbers("for up to", |own| holds(own.first.less_holds_for))
        .table(full)
}

fn bottlenecks(found: &Flows) -> Table {
    let carried: Vec<usize> = (0..found.corridors.len())
        .filter(|&at| {
            found.corridors[at].tonnes > 0.0 || found.bottlenecks.iter().any(|own| own.tonnes_by_corridor[at] > 0.0)
        })
        .collect();
    let mut columns = Columns::new()
        .words("Without the limit of", |own: &FlowBottleneck| called(own.name.as_ref(), &own.row))
        .numbers(format!("Saves, {}", currency(found)), |own| fixed(own.saves.as_units(), 0));
    for at in carried {
        let heading = format!("t by {}", title(found, &found.corridors[at]));
        columns = columns.numbers(heading, move |own| tonnes(own.tonnes_by_corridor[at]));
    }
    columns
        .with(found.unmet_t > 0.0, |columns| columns.numbers("t that do not go", |own| tonnes(own.unmet_t)))
        .table(&found.bottlenecks)
}

/// Lays out how the cost, the tonnes and the worth of capacities spread.
fn spreads(found: &Flows, spread: &FlowSpread) -> Table {
    let mut table = Table::across("", ["5 %", "Middle", "95 %", "Mean", "Above 0 in"]);
    let mut row = |name: String, own: &SpreadOf, places: usize| {
        let numbers = [own.p5, own.p50, own.p95, own.mean].map(|number| fixed(number, places));
        table.row([name].into_iter().chain(numbers).chain([percent(own.share_above_0)]));
    };
    row(format!("Cost, {}", currency(found)), &spread.cost, 0);
    for (corridor, own) in found.corridors.iter().zip(&spread.tonnes_by_corridor) {
        row(format!("t by {}", title(found, corridor)), own, 0);
    }
    for (capacity, own) in found.capacities.iter().zip(&spread.worth_per_unit) {
        let name = called(capacity.name.as_ref(), &capacity.row);
        row(format!("One {} more: {name}, {}", capacity.unit, currency(found)), own, 2);
    }
    table
}

/// A route in all months together.
struct RouteTonnes<'a> {
    route: &'a FlowRoute,
    tonnes: f64,
    /// What all tonnes cost, storage included.
    cost: f64,
    /// The days of all tonnes.
    days: f64,
}

impl RouteTonnes<'_> {
    fn add(&mut self, route: &FlowRoute) {
        let per_t = [route.total_per_t, route.storage_per_t].into_iter().flatten().map(Money::as_units).sum::<f64>();
        self.tonnes += route.tonnes;
        self.cost += route.tonnes * per_t;
        self.days += route.tonnes * route.days.unwrap_or_default();
    }

    /// Returns the mean of a sum over all tonnes; nothing where they do not go.
    fn mean(&self, sum: f64) -> Option<f64> {
        self.route.corridor.is_some().then(|| sum / self.tonnes)
    }
}

fn route_tonnes(found: &Flows) -> Vec<RouteTonnes<'_>> {
    let mut sums: Vec<RouteTonnes<'_>> = Vec::new();
    for route in &found.routes {
        let key = |own: &FlowRoute| {
            (
                own.scenario.clone(),
                own.from.key.clone(),
                own.to.key.clone(),
                own.corridor.clone(),
                own.form.clone(),
                own.route.clone(),
            )
        };
        let place = sums.iter().position(|sum| key(sum.route) == key(route)).unwrap_or_else(|| {
            sums.push(RouteTonnes { route, tonnes: 0.0, cost: 0.0, days: 0.0 });
            sums.len() - 1
        });
        sums[place].add(route);
    }
    sums.sort_by(|one, other| other.tonnes.total_cmp(&one.tonnes));
    sums
}

fn routes(found: &Flows, sums: &[RouteTonnes<'_>], lang: Lang) -> Table {
    Columns::new()
        .words("From", |sum: &RouteTonnes<'_>| lang.name(&sum.route.from).to_owned())
        .words("To", |sum| lang.name(&sum.route.to).to_owned())
        .words("Corridor", |sum| sum.route.corridor.clone().unwrap_or_else(|| "does not go".to_owned()))
        .keyed()
        .words("Route", |sum| sum.route.route.clone().unwrap_or_default())
        .words("Form", |sum| sum.route.form.clone().unwrap_or_default())
        .numbers("t", |sum| tonnes(sum.tonnes))
        .numbers(format!("{}/t", currency(found)), |sum| or_nothing(sum.mean(sum.cost), |per_t| fixed(per_t, 2)))
        .numbers("Days", |sum| or_nothing(sum.mean(sum.days), |days| fixed(days, 1)))
        .table(sums)
}

/// Describes how the optimum is proved and what the question supposes.
fn proof(found: &Flows) -> String {
    let gap = found.cost + -found.bound;
    let proved = if found.congestion.is_some() {
        "At these waits and loads no other division costs less.".to_owned()
    } else if gap == Money::ZERO {
        "Proved: no other division costs less, to the last millionth.".to_owned()
    } else {
        format!("No division costs {gap} {} less than this one.", currency(found))
    };
    let audited = or_empty(found.audited.map(|rules| {
        format!(
            " Audited: {} recomputed from the tables alone, with the rules of an optimum in exact fractions.",
            count(rules, "supply and route")
        )
    }));
    let penalty = match found.unmet_per_t {
        Some(penalty) => format!("a tonne that does not go costs {} {}", Digits::Cents.text(penalty), currency(found)),
        None => "every tonne has to go".to_owned(),
    };
    let storage: Vec<String> = found.storage_per_t_month.iter().map(|&own| Digits::Cents.text(own)).collect();
    format!(
        "{proved}{audited} Prices, seasons and permissions of a month are those of the scenario's day in it; keeping a tonne at its \
         origin for a month costs {} {}; {penalty}. A tonne is divided at will: lots, sailings and days of the week are not looked at.",
        and(&storage),
        currency(found),
    )
}

fn or_empty(text: Option<String>) -> String {
    text.unwrap_or_default()
}
