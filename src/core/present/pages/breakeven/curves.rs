//! The curves of one figure, for people.

use std::io;

use crate::analysis::breakeven::{BreakEven, BreakEvenDemand, CurvePiece, CurveRow, Flip, Lead, Shape};
use crate::present::csv::CsvTables;
use crate::present::demand::pair;
use crate::present::digits::{Digits, Look};
use crate::present::page::{Columns, Page};
use crate::present::shown::Shown;
use crate::present::words::{Lang, count, fixed, or_nothing};
use crate::units::{Exact, magnitude, to_f64};

use super::super::compare::judged;
use super::words::{in_unit, known, leads_today, legend, named, number, turns};

/// The digits of exact numbers in tables.
const DIGITS: i32 = 10;
/// The greatest number of demands that are laid out one by one.
const MAX_IN_DETAIL: usize = 8;

impl Shown for BreakEven {
    const FORM: &'static str = "breakeven";

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        judged(&mut page, &self.scenario, Digits::Cents, &self.verdicts, look.lang);
        page.text(moved(self));
        if self.is_stepped {
            page.text(
                "It moves prices that are rounded to steps, as quotations are. The curves leave the steps out, so a cost \
                 on them may be a step from what compare says; the flips that each demand begins with are tried out with \
                 the steps.",
            );
        }
        for demand in self.demands.iter().take(MAX_IN_DETAIL) {
            detail(&mut page, self, demand, look.lang);
        }
        if self.demands.len() > MAX_IN_DETAIL {
            overview(&mut page, self, look.lang);
        }
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&CurveRow::columns(), self.rows(), lang)
    }
}

/// Writes which figure is moved, from where to where.
fn moved(found: &BreakEven) -> String {
    format!(
        "{} ({}) is {}{}. It is moved from {} to {}{}, everything else stays. Where the lead changes is exact; a value is \
         printed to the last digit that is certain when all amounts are rounded to millionths.",
        found.figure.name,
        found.figure.path,
        in_unit(&found.figure.value.to_string(), &found.figure.unit),
        known(&found.figure),
        number(&found.from, DIGITS),
        number(&found.to, DIGITS),
        if found.is_narrower { ", as far as costs make sense" } else { "" },
    )
}

fn detail(page: &mut Page, found: &BreakEven, demand: &BreakEvenDemand, lang: Lang) {
    page.heading(2, pair(&demand.from, &demand.to, lang));
    page.lead(verdict(found, demand));
    let unit = &found.figure.unit;
    let leads = Columns::new()
        .numbers(format!("From ({unit})"), |lead: &Lead| number(&lead.from, DIGITS))
        .numbers("To", |lead| number(&lead.to, DIGITS))
        .words("Cheapest", |lead| named(&found.corridors, &lead.corridors));
    page.table(leads.table(&demand.leads));
    let currency = &found.scenario.currency;
    // Each piece of a curve, the first of a corridor with its key, and one row for a corridor without any.
    let mut rows: Vec<(&str, Option<&CurvePiece>)> = Vec::new();
    for curve in &demand.curves {
        let keys = std::iter::once(curve.corridor.as_str()).chain(std::iter::repeat(""));
        rows.extend(keys.zip(curve.pieces.iter().map(Some)));
        if curve.pieces.is_empty() {
            rows.push((&curve.corridor, None));
        }
    }
    let mut routes: Vec<String> = Vec::new();
    for way in rows.iter().filter_map(|(_, piece)| Some(way((*piece)?, lang))) {
        if !routes.contains(&way) {
            routes.push(way);
        }
    }
    let route = |piece: &CurvePiece| routes.iter().position(|known| *known == way(piece, lang));
    let curves = Columns::new()
        .words("Corridor", |(corridor, _): &(&str, Option<&CurvePiece>)| (*corridor).to_owned())
        .numbers(format!("From ({unit})"), |(_, piece)| or_nothing(*piece, |piece| number(&piece.from, DIGITS)))
        .numbers("To", |(_, piece)| or_nothing(*piece, |piece| number(&piece.to, DIGITS)))
        .numbers(format!("{currency}/t at the one"), |(_, piece)| {
            piece.map_or_else(|| "no route".to_owned(), |piece| cents(&piece.cost_from))
        })
        .numbers("At the other", |(_, piece)| or_nothing(*piece, |piece| cents(&piece.cost_to)))
        .numbers("For each unit", |(_, piece)| or_nothing(*piece, slope))
        .words("Route", |(_, piece)| piece.and_then(route).map_or_else(String::new, |route| (route + 1).to_string()));
    page.table(curves.table(&rows));
    page.list(routes.iter().enumerate().map(|(place, way)| format!("Route {}: {way}.", place + 1)).collect());
    page.text(legend(&found.corridors));
}

fn cents(units: &Exact) -> String {
    fixed(to_f64(units), 2)
}

/// Writes the amount that a unit of the figure adds.
fn slope(piece: &CurvePiece) -> String {
    let value = to_f64(&piece.slope);
    let places = (5 - magnitude(&piece.slope)).clamp(0, 12) as usize;
    let each = if value == 0.0 { "0".to_owned() } else { fixed(value, places) };
    match piece.shape {
        Shape::Straight => each,
        Shape::Reciprocal => format!("{each} / value"),
    }
}

fn way(piece: &CurvePiece, lang: Lang) -> String {
    let places: Vec<&str> = piece.way.iter().map(|place| lang.name(place)).collect();
    format!("{}, in {}", places.join(" - "), piece.form)
}

/// Writes the corridors that lead, and the values at which that changes.
fn verdict(found: &BreakEven, demand: &BreakEvenDemand) -> String {
    let currency = &found.scenario.currency;
    let leads = leads_today(&found.corridors, &demand.leaders, demand.total_per_t, currency);
    let turns = turns(&found.corridors, &found.figure.unit, [&demand.below, &demand.above]);
    if turns.is_empty() {
        return format!("{leads}, and no value of the figure that makes sense turns that.");
    }
    format!("{leads}; {}.", turns.join("; "))
}

/// Lays out many demands: the values at which the leaders of each change.
fn overview(page: &mut Page, found: &BreakEven, lang: Lang) {
    page.heading(2, format!("All {} demands", found.demands.len()));
    let unit = &found.figure.unit;
    let value = |flip: &Option<Flip>| or_nothing(flip.as_ref(), |flip| flip.value.to_string());
    let to = |flip: &Option<Flip>| flip.as_ref().map_or_else(String::new, |flip| named(&found.corridors, &flip.to));
    let columns = Columns::new()
        .words("From", |demand: &&BreakEvenDemand| lang.name(&demand.from).to_owned())
        .words("To", |demand| lang.name(&demand.to).to_owned())
        .keyed()
        .words("Cheapest today", |demand| named(&found.corridors, &demand.leaders))
        .numbers(format!("Turns below ({unit})"), |demand| value(&demand.below))
        .words("to", |demand| to(&demand.below))
        .numbers("Turns above", |demand| value(&demand.above))
        .words("to", |demand| to(&demand.above));
    let (still, turned): (Vec<&BreakEvenDemand>, Vec<&BreakEvenDemand>) =
        found.demands.iter().partition(|demand| demand.below.is_none() && demand.above.is_none());
    if !turned.is_empty() {
        page.table(columns.table(&turned));
    }
    if !still.is_empty() {
        page.text(format!("No value of the figure turns {}.", count(still.len(), "demand")));
    }
}

#[cfg(all(test, feature = "formats"))]
#[path = "../../../../../tests/pages/breakeven_curves.rs"]
mod snapshots;
