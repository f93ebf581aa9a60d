//! The flow of least cost through a network, for people: what each full leg is worth, and what limits next.

use std::io;

use crate::analysis::network_flow::{Bottleneck, FlowLeg, NetworkFlow, UnitWorth};
use crate::present::csv::CsvTables;
use crate::present::digits::Look;
use crate::present::page::{Columns, Page};
use crate::present::shown::Shown;
use crate::present::words::{Lang, NOTHING, and, count, or_nothing};
use crate::units::Decimal;

/// The most legs that are listed.
const MAX_LEGS: usize = 200;

impl Shown for NetworkFlow {
    const FORM: &'static str = "network-flow";

    fn page(&self, _: Look) -> Page {
        let mut page = Page::new();
        page.lead(format!("The least cost is {}.", self.cost));
        let used = self.legs.iter().filter(|leg| leg.flow > Decimal::ZERO).count();
        page.text(format!(
            "{} units go from {} to {} over {}, {} of them full. {}",
            self.sent,
            count(self.senders, "node"),
            self.receivers,
            count(used, "leg"),
            self.legs.iter().filter(|leg| leg.is_full && leg.flow > Decimal::ZERO).count(),
            if self.is_only {
                "No other flow costs as little."
            } else {
                "Other flows cost as little; the cost and all prices are the same for each of them."
            }
        ));
        full_legs(&mut page, self);
        next(&mut page, &self.bottlenecks);
        flows(&mut page, self);
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&FlowLeg::columns(), &self.legs, lang)
    }
}

/// Lays out what each full leg is worth.
fn full_legs(page: &mut Page, found: &NetworkFlow) {
    let is_worth = |worth: &Option<UnitWorth>| worth.as_ref().is_some_and(|worth| worth.price > Decimal::ZERO);
    let is_tight = |leg: &&FlowLeg| leg.is_full && (is_worth(&leg.more) || is_worth(&leg.fewer) || leg.fewer.is_none());
    let mut tight: Vec<&FlowLeg> = found.legs.iter().filter(is_tight).collect();
    if tight.is_empty() {
        page.text("No leg limits the flow: no capacity more would make it cheaper.");
        return;
    }
    let price = |worth: &Option<UnitWorth>| worth.as_ref().map_or(Decimal::ZERO, |worth| worth.price);
    tight.sort_by_key(|leg| std::cmp::Reverse((price(&leg.more), price(&leg.fewer))));
    page.heading(2, "Full legs");
    let saving = |leg: &&FlowLeg| or_nothing(leg.more.as_ref(), |worth| worth.price.to_string());
    let cost = |leg: &&FlowLeg| match (&leg.fewer, leg.flow > Decimal::ZERO) {
        (Some(worth), _) => worth.price.to_string(),
        (None, true) => "no flow".to_owned(),
        (None, false) => NOTHING.to_owned(),
    };
    let columns = Columns::new()
        .words("Leg", |leg: &&FlowLeg| leg.leg.clone())
        .words("From", |leg| leg.from.clone())
        .words("To", |leg| leg.to.clone())
        .keyed()
        .numbers("Capacity", |leg| leg.flow.to_string())
        .numbers("One more saves", saving)
        .numbers("For so many", |leg| units(leg.more.as_ref()))
        .numbers("One less costs", cost)
        .numbers("For so many", |leg| units(leg.fewer.as_ref()));
    page.table(columns.table(&tight));
    page.text(
        "Each price holds for so many units more or less of this leg alone; beyond, a unit more saves less and a unit less \
         costs more. Full legs that are not listed are worth nothing on either side.",
    );
}

fn units(worth: Option<&UnitWorth>) -> String {
    match worth {
        Some(UnitWorth { price, units: None }) if *price == Decimal::ZERO => NOTHING.to_owned(),
        Some(worth) => worth.units.map_or_else(|| "any".to_owned(), |units| units.to_string()),
        None => NOTHING.to_owned(),
    }
}

/// Lays out what limits the flow, one thing behind the other.
fn next(page: &mut Page, bottlenecks: &[Bottleneck]) {
    if bottlenecks.is_empty() {
        return;
    }
    page.heading(2, "What limits next");
    let mut items = Vec::new();
    for (bottleneck, when) in bottlenecks.iter().zip(["First", "Behind it", "Behind both"]) {
        let Bottleneck { legs, price, saved, cost } = bottleneck;
        let of = |leg: &crate::analysis::network_flow::BottleneckLeg| match leg.units {
            Some(units) => format!("{} ({units} more at this price)", leg.leg),
            None => leg.leg.clone(),
        };
        let legs: Vec<String> = legs.iter().map(of).collect();
        let then = match (saved, cost) {
            (Some(saved), Some(cost)) => {
                format!("without a limit there {saved} is saved, and the least cost is {cost}")
            }
            _ => "without a limit there is no end to what is saved".to_owned(),
        };
        items.push(format!("{when}: {}. One more saves {price}; {then}.", and(&legs)));
    }
    page.list(items);
}

fn flows(page: &mut Page, found: &NetworkFlow) {
    page.heading(2, "Flows");
    let used: Vec<&FlowLeg> = found.legs.iter().filter(|leg| leg.flow > Decimal::ZERO).collect();
    let columns = Columns::new()
        .words("Leg", |leg: &&FlowLeg| leg.leg.clone())
        .words("From", |leg| leg.from.clone())
        .words("To", |leg| leg.to.clone())
        .keyed()
        .numbers("Flow", |leg| leg.flow.to_string())
        .numbers("Capacity", |leg| or_nothing(leg.capacity, |capacity| capacity.to_string()))
        .numbers("Cost of a unit", |leg| leg.cost.to_string());
    page.table(columns.table(used.iter().take(MAX_LEGS)));
    if used.len() > MAX_LEGS {
        page.text(format!("{} legs more carry something: --format csv has all.", used.len() - MAX_LEGS));
    }
}
