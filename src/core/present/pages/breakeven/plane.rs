//! The corridors that lead where two figures move, for people: a map with the values at which the lead changes, and the
//! flips of either figure.

use std::io;

use crate::analysis::breakeven::plane::{Plane, PlaneAxis, PlaneDemand, PlaneLeadRow, PlaneRow};
use crate::present::csv::CsvTables;
use crate::present::demand::pair;
use crate::present::digits::{Digits, Look};
use crate::present::page::{Columns, Page, Table};
use crate::present::shown::Shown;
use crate::present::words::{Lang, and, count, percent};
use crate::units::Exact;

use super::super::compare::judged;
use super::words::{in_unit, known, leads_today, legend, number, turns};

/// The columns of a map.
const COLUMNS: i32 = 49;
/// The greatest number of demands that are laid out one by one.
const MAX_IN_DETAIL: usize = 4;
/// The digits of numbers beside a map.
const DIGITS: i32 = 6;
/// The mark in a map where none has a route.
const NOBODY: char = '.';
/// The mark in a map of the values of today.
const TODAY: char = '*';

impl Shown for Plane {
    const FORM: &'static str = "plane";

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        judged(&mut page, &self.scenario, Digits::Cents, &self.verdicts, look.lang);
        let [first, second] = self.axes();
        page.text(format!("{}; {}. Everything else stays.", axis("x", first), axis("y", second)));
        for demand in self.demands.iter().take(MAX_IN_DETAIL) {
            detail(&mut page, self, demand, look.lang);
        }
        if self.demands.len() > MAX_IN_DETAIL {
            overview(&mut page, self, look.lang);
        }
        page.text(legend(&self.corridors));
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&PlaneLeadRow::columns(), self.table(), lang)
    }
}

fn axis(name: &str, axis: &PlaneAxis) -> String {
    format!(
        "{name} is {} ({}): {} today{}. It moves from {} to {}",
        axis.figure.name,
        axis.figure.path,
        in_unit(&axis.figure.value.to_string(), &axis.figure.unit),
        known(&axis.figure),
        short(&axis.from),
        short(&axis.to),
    )
}

fn short(value: &Exact) -> String {
    number(value, DIGITS)
}

fn detail(page: &mut Page, found: &Plane, demand: &PlaneDemand, lang: Lang) {
    page.heading(2, pair(&demand.from, &demand.to, lang));
    page.lead(verdict(found, demand));
    if demand.shares.len() > 1 {
        page.table(map(found, demand));
        page.text(marks(found, demand));
    }
}

/// Writes the corridors that lead today and their shares of the plane, and the flips of either figure alone.
fn verdict(found: &Plane, demand: &PlaneDemand) -> String {
    let currency = &found.scenario.currency;
    let leads = leads_today(&found.corridors, &demand.leaders, demand.total_per_t, currency);
    let shares = demand.shares.iter().map(|own| {
        format!(
            "{} lead{} on about {}",
            and(&own.corridors),
            if own.corridors.len() == 1 { "s" } else { "" },
            percent(own.share)
        )
    });
    let shares = match demand.shares.len() {
        0 | 1 => format!(
            "Nothing turns that on the {} lines laid between these values; --between A,B --between C,D looks closer, or further",
            demand.rows.len()
        ),
        _ => format!("Of all pairs of values, each counted alike, {}", and(&shares.collect::<Vec<_>>())),
    };
    let alone = found.axes().into_iter().zip(&demand.alone).map(|(axis, alone)| {
        let turns = turns(&found.corridors, &axis.figure.unit, [&alone.below, &alone.above]);
        if turns.is_empty() {
            format!("Moved alone, {} turns it nowhere.", axis.figure.name)
        } else {
            format!("Moved alone, {}: {}.", axis.figure.name, turns.join("; "))
        }
    });
    format!("{leads}. {shares}. {}", alone.collect::<Vec<_>>().join(" "))
}

/// Returns the mark of a corridor that leads: a capital letter by its place in the file; of several that lead together a
/// small one by the order of what they lead.
fn mark(found: &Plane, demand: &PlaneDemand, corridors: &[String]) -> char {
    match corridors {
        [] => NOBODY,
        [own] => {
            let place = found.corridors.iter().position(|corridor| corridor.key == *own).unwrap_or(0);
            char::from(b'A' + (place % 26) as u8)
        }
        _ => {
            let mut ties = demand.shares.iter().filter(|own| own.corridors.len() > 1);
            let place = ties.position(|own| own.corridors == corridors).unwrap_or(0);
            char::from(b'a' + (place % 26) as u8)
        }
    }
}

/// Writes what the marks of a map mean.
fn marks(found: &Plane, demand: &PlaneDemand) -> String {
    let own =
        demand.shares.iter().map(|own| format!("{} {}", mark(found, demand, &own.corridors), and(&own.corridors)));
    format!("{TODAY} today; {}.", own.collect::<Vec<_>>().join("; "))
}

/// Draws a map: the second figure upwards, the first to the right.
fn map(found: &Plane, demand: &PlaneDemand) -> Table {
    let first = &found.first;
    let changes = |row: &PlaneRow| row.leads.windows(2).map(|leads| short(&leads[0].to)).collect::<Vec<_>>().join(", ");
    Columns::new()
        .numbers("y", |row: &PlaneRow| short(&row.second.to_exact()))
        .numbers(format!("x from {} to {}", short(&first.from), short(&first.to)), |row| line(found, demand, row))
        .words("The lead changes at x", changes)
        .table(demand.rows.iter().rev())
}

fn line(found: &Plane, demand: &PlaneDemand, row: &PlaneRow) -> String {
    let [first, second] = found.axes();
    let step = (&first.to.0 - &first.from.0) / Exact::from(COLUMNS);
    let column = |column: i32| {
        let from = &first.from.0 + &step * Exact::from(column);
        let to = &from + &step;
        let today = first.figure.value.to_exact();
        let is_last = column + 1 == COLUMNS;
        if row.second.compare(second.figure.value).is_eq() && from <= today && (today < to || is_last) {
            return TODAY;
        }
        let middle = (from + to) / Exact::from(2);
        let lead = row.leads.iter().find(|lead| *lead.from <= middle && middle <= *lead.to);
        lead.map_or(NOBODY, |lead| mark(found, demand, &lead.corridors))
    };
    (0..COLUMNS).map(column).collect()
}

/// Lays out many demands: the shares of the plane that corridors lead.
fn overview(page: &mut Page, found: &Plane, lang: Lang) {
    page.heading(2, format!("All {} demands", found.demands.len()));
    let (turned, still): (Vec<&PlaneDemand>, Vec<&PlaneDemand>) =
        found.demands.iter().partition(|demand| demand.shares.len() > 1);
    let shares = |demand: &&PlaneDemand| {
        let shares = demand.shares.iter().map(|own| format!("{} {}", and(&own.corridors), percent(own.share)));
        shares.collect::<Vec<_>>().join(", ")
    };
    let columns = Columns::new()
        .words("From", |demand: &&PlaneDemand| lang.name(&demand.from).to_owned())
        .words("To", |demand| lang.name(&demand.to).to_owned())
        .keyed()
        .words("Cheapest today", |demand| and(&demand.leaders))
        .words("Of all pairs of values", shares);
    if !turned.is_empty() {
        page.table(columns.table(&turned));
    }
    if !still.is_empty() {
        page.text(format!("Nothing on the lines laid between these values turns {}.", count(still.len(), "demand")));
    }
}

#[cfg(all(test, feature = "formats"))]
#[path = "../../../../../tests/pages/breakeven_plane.rs"]
mod snapshots;
