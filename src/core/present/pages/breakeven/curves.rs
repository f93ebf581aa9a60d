//! The curves of one figure, for people.

use crate::analysis::breakeven::{BreakEven, BreakEvenDemand, CurvePiece, CurveRow, Flip, Shape};
use crate::present::demand::money;
use crate::present::digits::{Digits, Look};
use crate::present::page::{Page, Table};
use crate::present::shown::{Format, Shown, rows};
use crate::present::words::{Lang, capital, count, fixed};
use crate::units::{Decimal, Exact, magnitude, to_f64};

use super::super::compare::header;
use super::words::{NOTHING, in_unit, known, leads, legend, named, turns};

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
        number(&found.from),
        number(&found.to),
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

/// Writes an exact number with some digits.
fn number(number: &Exact) -> String {
    Decimal::of_digits(number, DIGITS).map_or_else(|| fixed(to_f64(number), 6), |decimal| decimal.to_string())
}

fn detail(page: &mut Page, found: &BreakEven, demand: &BreakEvenDemand, lang: Lang) {
    page.heading(2, format!("{} to {}", lang.name(&demand.from), lang.name(&demand.to)));
    page.lead(verdict(found, demand));
    let unit = &found.figure.unit;
    let mut leads = Table::new().numbers(format!("From ({unit})")).numbers("To").words("Cheapest");
    for lead in &demand.leads {
        leads.row([number(&lead.from), number(&lead.to), named(&found.corridors, &lead.corridors)]);
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
            let none = [curve.corridor.clone(), NOTHING.into(), NOTHING.into(), "no route".into()];
            curves.row(none.into_iter().chain([NOTHING.to_owned(), NOTHING.to_owned(), String::new()]));
        }
        for (position, piece) in curve.pieces.iter().enumerate() {
            let way = way(piece, lang);
            let route = routes.iter().position(|known| *known == way).unwrap_or_else(|| {
                routes.push(way);
                routes.len() - 1
            });
            curves.row([
                if position == 0 { curve.corridor.clone() } else { String::new() },
                number(&piece.from),
                number(&piece.to),
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
    let each = number_short(&piece.slope);
    match piece.shape {
        Shape::Straight => each,
        Shape::Reciprocal => format!("{each} / value"),
    }
}

fn number_short(number: &Exact) -> String {
    let value = to_f64(number);
    if value == 0.0 { "0".to_owned() } else { fixed(value, (5 - magnitude(number)).clamp(0, 12) as usize) }
}

fn way(piece: &CurvePiece, lang: Lang) -> String {
    let places: Vec<&str> = piece.way.iter().map(|place| lang.name(place)).collect();
    format!("{}, in {}", places.join(" - "), piece.form)
}

/// Writes the corridors that lead, and the values at which that changes.
fn verdict(found: &BreakEven, demand: &BreakEvenDemand) -> String {
    let today = demand
        .total_per_t
        .map_or_else(String::new, |total| format!(" for {}", money(total, &found.scenario.currency, Digits::Cents)));
    let leads = capital(&leads(&found.corridors, &demand.leaders));
    let turns = turns(&found.corridors, &found.figure.unit, [&demand.below, &demand.above]);
    if turns.is_empty() {
        return format!("{leads} today{today}, and no value of the figure that makes sense turns that.");
    }
    format!("{leads} today{today}; {}.", turns.join("; "))
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
    let mut still = 0;
    for demand in &found.demands {
        if demand.below.is_none() && demand.above.is_none() {
            still += 1;
            continue;
        }
        let value = |flip: &Option<Flip>| flip.as_ref().map_or_else(|| NOTHING.into(), |flip| flip.value.to_string());
        let to = |flip: &Option<Flip>| flip.as_ref().map_or_else(String::new, |flip| named(&found.corridors, &flip.to));
        table.row([
            lang.name(&demand.from).to_owned(),
            lang.name(&demand.to).to_owned(),
            named(&found.corridors, &demand.leaders),
            value(&demand.below),
            to(&demand.below),
            value(&demand.above),
            to(&demand.above),
        ]);
    }
    if !table.rows.is_empty() {
        page.table(table);
    }
    if still > 0 {
        page.text(format!("No value of the figure turns {}.", count(still, "demand")));
    }
}

#[cfg(all(test, feature = "formats"))]
#[path = "../../../../../tests/pages/breakeven_curves.rs"]
mod snapshots;
