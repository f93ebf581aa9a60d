//! The curves of one figure, for people.

use crate::analysis::breakeven::{BreakEven, BreakEvenDemand, CurvePiece, CurveRow, Flip, Shape};
use crate::present::digits::{Digits, Look};
use crate::present::page::{Page, Table};
use crate::present::shown::{Format, Shown, rows};
use crate::present::words::{Lang, count, fixed};
use crate::units::{Exact, magnitude, to_f64};

use super::super::compare::header;
use super::words::{NOTHING, in_unit, known, leads_today, legend, named, number, turns};

/// The digits of exact numbers in tables.
const DIGITS: i32 = 10;
/// The greatest number of demands that are laid out one by one.
const MAX_IN_DETAIL: usize = 8;

impl Shown for BreakEven {
    const FORM: &'static str = "breakeven";
    const FORMATS: &'static [Format] = super::FORMATS;

    fn page(&self, look: Look) -> Page {
        page(self, look.lang)
    }

    fn csv(&self, lang: Lang) -> String {
        rows(&CurveRow::columns(), self.rows(), lang)
    }
}

/// Lays out the curves of one figure.
fn page(found: &BreakEven, lang: Lang) -> Page {
    let mut page = Page::new();
    header(&mut page, &found.scenario, Digits::Cents);
    page.text(format!(
        "{} is {}{}. It is moved from {} to {}{}, everything else stays. Where the lead changes is exact; a value is \
         printed to the last digit that is certain when all amounts are rounded to millionths.",
        found.figure.path,
        in_unit(&found.figure.value.to_string(), &found.figure.unit),
        known(&found.figure),
        number(&found.from, DIGITS),
        number(&found.to, DIGITS),
        if found.is_narrower { ", as far as costs make sense" } else { "" },
    ));
    if found.is_stepped {
        page.text(
            "It moves prices that are rounded to steps, as quotations are. The curves leave the steps out, so a cost on them \
             may be a step from what compare says; the flips that each demand begins with are tried out with the steps.",
        );
    }
    for demand in found.demands.iter().take(MAX_IN_DETAIL) {
        detail(&mut page, found, demand, lang);
    }
    if found.demands.len() > MAX_IN_DETAIL {
        overview(&mut page, found, lang);
    }
    page
}

fn detail(page: &mut Page, found: &BreakEven, demand: &BreakEvenDemand, lang: Lang) {
    page.heading(2, format!("{} to {}", lang.name(&demand.from), lang.name(&demand.to)));
    page.lead(verdict(found, demand));
    let unit = &found.figure.unit;
    let mut leads = Table::new().numbers(format!("From ({unit})")).numbers("To").words("Cheapest");
    for lead in &demand.leads {
        leads.row([number(&lead.from, DIGITS), number(&lead.to, DIGITS), named(&found.corridors, &lead.corridors)]);
    }
    page.table(leads);
    let currency = &found.scenario.currency;
    let mut curves = Table::new()
        .words("Corridor")
        .numbers(format!("From ({unit})"))
        .numbers("To")
        .numbers(format!("{currency}/t at the one"))
        .numbers("At the other")
        .numbers("For each unit")
        .words("Route");
    let mut routes: Vec<String> = Vec::new();
    for curve in &demand.curves {
        if curve.pieces.is_empty() {
            curves.row([&*curve.corridor, NOTHING, NOTHING, "no route", NOTHING, NOTHING, ""]);
        }
        for (position, piece) in curve.pieces.iter().enumerate() {
            let way = way(piece, lang);
            let route = routes.iter().position(|known| *known == way).unwrap_or_else(|| {
                routes.push(way);
                routes.len() - 1
            });
            curves.row([
                if position == 0 { curve.corridor.clone() } else { String::new() },
                number(&piece.from, DIGITS),
                number(&piece.to, DIGITS),
                cents(&piece.cost_from),
                cents(&piece.cost_to),
                slope(piece),
                (route + 1).to_string(),
            ]);
        }
    }
    page.table(curves);
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
    let mut table = Table::new()
        .words("From")
        .words("To")
        .words("Cheapest today")
        .numbers(format!("Turns below ({unit})"))
        .words("to")
        .numbers("Turns above")
        .words("to");
    let (still, turned): (Vec<&BreakEvenDemand>, Vec<&BreakEvenDemand>) =
        found.demands.iter().partition(|demand| demand.below.is_none() && demand.above.is_none());
    for demand in turned {
        let flip = |flip: &Option<Flip>| match flip {
            Some(flip) => [flip.value.to_string(), named(&found.corridors, &flip.to)],
            None => [NOTHING.to_owned(), String::new()],
        };
        let ends = [&demand.from, &demand.to].map(|end| lang.name(end).to_owned());
        let leaders = named(&found.corridors, &demand.leaders);
        let flips = [&demand.below, &demand.above].map(flip).concat();
        table.row(ends.into_iter().chain([leaders]).chain(flips));
    }
    if !table.rows.is_empty() {
        page.table(table);
    }
    if !still.is_empty() {
        page.text(format!("No value of the figure turns {}.", count(still.len(), "demand")));
    }
}

#[cfg(all(test, feature = "formats"))]
#[path = "../../../../../tests/pages/breakeven_curves.rs"]
mod snapshots;
