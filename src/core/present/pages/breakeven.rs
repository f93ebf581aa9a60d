//! Where the answer turns while one figure moves, or the calendar does, for people.

use crate::analysis::breakeven::{BreakEven, BreakEvenDemand, CurvePiece, DateSteps, Flip, MovedFigure, Shape};
use crate::units::{Decimal, Exact, Grade, magnitude, to_f64};

use super::compare::header;
use crate::present::demand::money;
use crate::present::digits::Digits;
use crate::present::page::{Page, Table};
use crate::present::words::{Lang, and, capital, count, fixed};

/// The digits of exact numbers in tables.
const DIGITS: i32 = 10;
/// The most demands that are laid out one by one.
const MOST_IN_DETAIL: usize = 8;
const NOTHING: &str = "–";

/// Lays out the curves of one figure.
pub fn page(found: &BreakEven, lang: Lang) -> Page {
    let mut page = Page::new();
    header(&mut page, &found.used, Digits::Cents);
    page.text(format!(
        "{} is {}{}. It is moved from {} to {}{}, everything else stays. Where the lead changes is exact; a value is \
         printed to the last digit that is certain when all amounts are rounded to millionths.",
        found.figure.path,
        in_unit(&found.figure.value.to_string(), &found.figure.unit),
        known(&found.figure),
        number(&found.between.0),
        number(&found.between.1),
        if found.is_narrower { ", as far as costs make sense" } else { "" },
    ));
    if found.is_stepped {
        page.text(
            "It moves prices that are rounded to steps, as quotations are. The curves leave the steps out, so a cost on them \
             may be a step from what compare says; the flips that each demand begins with are tried out with the steps.",
        );
    }
    for demand in found.demands.iter().take(MOST_IN_DETAIL) {
        detail(&mut page, found, demand, lang);
    }
    if found.demands.len() > MOST_IN_DETAIL {
        overview(&mut page, found, lang);
    }
    page
}

/// Says how well a figure is known.
pub(crate) fn known(figure: &MovedFigure) -> String {
    let bounds = match &figure.bounds {
        (Some(low), Some(high)) => format!(", between {low} and {high}"),
        (Some(low), None) => format!(", not below {low}"),
        (None, Some(high)) => format!(", not above {high}"),
        (None, None) => String::new(),
    };
    let grade = match figure.grade {
        Grade::Estimate => ", an estimate",
        Grade::Computed => ", computed",
        Grade::Published => ", published",
        Grade::Official => ", official",
    };
    format!("{bounds}{grade}")
}

pub(crate) fn in_unit(value: &str, unit: &str) -> String {
    if unit.is_empty() { value.to_owned() } else { format!("{value} {unit}") }
}

/// Writes an exact number with some digits.
fn number(number: &Exact) -> String {
    Decimal::of_digits(number, DIGITS).map_or_else(|| fixed(to_f64(number), 6), |decimal| decimal.to_string())
}

fn titled<'a>(corridors: &'a [(String, String)], key: &'a str) -> &'a str {
    corridors
        .iter()
        .find(|(known, _)| known == key)
        .map_or(key, |(_, title)| if title.is_empty() { key } else { title })
}

/// Names corridors that lead together.
pub(crate) fn named(corridors: &[(String, String)], keys: &[String]) -> String {
    if keys.is_empty() {
        return "nothing, there is no route".to_owned();
    }
    and(&keys.iter().map(|key| titled(corridors, key).to_owned()).collect::<Vec<_>>())
}

/// Says that some corridors lead.
pub(crate) fn leads(corridors: &[(String, String)], keys: &[String]) -> String {
    match keys.len() {
        0 => "no corridor has a route".to_owned(),
        1 => format!("{} leads", named(corridors, keys)),
        _ => format!("{} lead", named(corridors, keys)),
    }
}

/// Says what the keys of corridors stand for.
pub(crate) fn legend(corridors: &[(String, String)]) -> String {
    let titled = corridors.iter().filter(|(_, title)| !title.is_empty());
    let lines: Vec<String> = titled.map(|(key, title)| format!("{key}: {title}")).collect();
    if lines.is_empty() { String::new() } else { format!("{}.", lines.join("; ")) }
}

pub(crate) fn percent(share: f64) -> String {
    let places = if share.abs() < 0.01 { 3 } else { usize::from(share.abs() < 0.1) };
    let sign = if share > 0.0 { "+" } else { "" };
    format!("{sign}{} %", fixed(share * 100.0, places))
}

/// Says how far a flip lies beyond a figure's own bounds.
pub(crate) fn of_bound(flip: &Flip) -> String {
    flip.of_bound.map_or_else(|| NOTHING.to_owned(), |of| format!("{} x", fixed(of, if of < 10.0 { 2 } else { 0 })))
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
    let currency = &found.used.currency;
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

/// Says what a unit of the figure adds.
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

/// Says who leads and what would turn it.
fn verdict(found: &BreakEven, demand: &BreakEvenDemand) -> String {
    let today = demand
        .total_per_t
        .map_or_else(String::new, |total| format!(" for {}", money(total, &found.used.currency, Digits::Cents)));
    let leads = capital(&leads(&found.corridors, &demand.leaders));
    let turns = turns(&found.corridors, &found.figure.unit, [&demand.below, &demand.above]);
    if turns.is_empty() {
        return format!("{leads} today{today}, and no value of the figure that makes sense turns that.");
    }
    format!("{leads} today{today}; {}.", turns.join("; "))
}

/// Says where a figure turns the answer, below and above today's value.
pub(crate) fn turns(corridors: &[(String, String)], unit: &str, flips: [&Option<Flip>; 2]) -> Vec<String> {
    let turn = |(flip, word): (&Flip, &str)| {
        let share = flip.share.map_or_else(String::new, |share| format!(", {}", percent(share)));
        let bound = flip.of_bound.map_or_else(String::new, |of| {
            if of <= 1.0 {
                ", within its own bounds".to_owned()
            } else {
                format!(", {} times as far as its own bound", fixed(of, 1))
            }
        });
        format!(
            "{word} {} {} ({} away{share}{bound})",
            in_unit(&flip.value.to_string(), unit),
            leads(corridors, &flip.to),
            in_unit(&flip.distance.to_string(), unit),
        )
    };
    let [below, above] = flips;
    [(below, "below"), (above, "above")]
        .into_iter()
        .filter_map(|(flip, word)| Some(turn((flip.as_ref()?, word))))
        .collect()
}

/// Lays out many demands: where each turns.
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

/// Lays out the answers along the calendar.
pub fn dates(found: &DateSteps, lang: Lang) -> Page {
    let mut page = Page::new();
    header(&mut page, &found.used, Digits::Cents);
    page.text(format!(
        "From {} to {} an answer can change on {}: where a dated row begins or ends to hold, and with the month where \
         anything depends on it. Each was asked, everything else stays; values in currency of the day are converted by \
         its rates.",
        found.between.0,
        found.between.1,
        count(found.days_asked, "day"),
    ));
    for demand in &found.demands {
        page.heading(2, format!("{} to {}", lang.name(&demand.from), lang.name(&demand.to)));
        let mut table = Table::new().words("From").words("To").words("Cheapest");
        for (key, _) in &found.corridors {
            table = table.numbers(format!("{key} ({}/t)", found.used.currency));
        }
        for step in &demand.steps {
            let leads = match &step.problem {
                Some(problem) => problem.clone(),
                None if step.leaders.is_empty() => "no route".to_owned(),
                None => step.leaders.join(", "),
            };
            let totals = step
                .totals_per_t
                .iter()
                .map(|total| total.map_or_else(|| NOTHING.to_owned(), |total| Digits::Cents.text(total)));
            table.row([step.from.to_string(), step.to.to_string(), leads].into_iter().chain(totals));
        }
        let changes = demand.steps.windows(2).filter(|steps| steps[0].leaders != steps[1].leaders).count();
        let now = demand.steps.iter().find(|step| step.from <= found.today && found.today <= step.to);
        let leader = now.map_or_else(String::new, |step| {
            format!("On {} {}; ", found.today, leads(&found.corridors, &step.leaders))
        });
        page.lead(format!("{leader}the lead {}.", changes_hands(changes)));
        page.table(table);
    }
    page.text(legend(&found.corridors));
    page
}

fn changes_hands(number: usize) -> String {
    match number {
        0 => "never changes hands".to_owned(),
        1 => "changes hands once".to_owned(),
        _ => format!("changes hands {number} times"),
    }
}
