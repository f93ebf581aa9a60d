//! Warnings of amounts that no box, loss, rate or map has: a slip of the decimal point, a percentage in place of a
//! share, a sign that was lost.

use crate::problem::{Code, Problem, Problems};
use crate::scenario::{Row, Scenario, TableName};
use crate::units::{Decimal, great_circle_km};

/// A box of ISO 668 with the mass that it has empty.
struct IsoBox {
    unit: &'static str,
    name: &'static str,
    /// The greatest gross mass in tonnes. New boxes of both lengths may have 36 t since amendment 2 of 2016; most
    /// 20-foot boxes in use are plated for 30.48 t.
    gross_t: f64,
    empty_t: f64,
    teu: f64,
}

const BOXES: [IsoBox; 2] = [
    IsoBox { unit: "box20", name: "20-foot box", gross_t: 30.48, empty_t: 2.2, teu: 1.0 },
    IsoBox { unit: "box40", name: "40-foot box", gross_t: 36.0, empty_t: 3.8, teu: 2.0 },
];

/// The losses in per cent of the mass between which nothing is asked: a share typed for a percentage is below.
const USUAL_LOSS_PCT: std::ops::RangeInclusive<f64> = 0.01..=10.0;

/// How far a position may lie from the station or quay that a leg ends at, in kilometres.
const POSITION_KM: f64 = 8.0;

/// How many times the straight line a leg is long at most.
const MAX_DETOUR: f64 = 3.0;

/// Warns of every doubtful amount of a scenario and its tables.
pub(super) fn check(scenario: &Scenario, problems: &mut Problems) {
    holding_is_a_share(scenario, problems);
    scenario.tables.rows(TableName::Equipment).iter().for_each(|row| boxes_are_boxes(row, problems));
    for table in [TableName::Handling, TableName::Borders, TableName::Subsidies] {
        scenario.tables.rows(table).iter().for_each(|row| prices_are_shares(row, problems));
    }
    for table in [TableName::Handling, TableName::Vehicles] {
        scenario.tables.rows(table).iter().for_each(|row| losses_are_percentages(row, problems));
    }
    positions_are_whole(scenario, problems);
    legs_fit_the_map(scenario, problems);
}

fn holding_is_a_share(scenario: &Scenario, problems: &mut Problems) {
    let rate = &scenario.document.cargo.holding_rate_per_year;
    if rate.value.compare(Decimal::whole(1)).is_gt() {
        let hundredth = Decimal::parse("0.01").ok().and_then(|hundredth| rate.value.times(hundredth));
        let percent = rate.value.times(Decimal::whole(100)).unwrap_or(rate.value);
        let message = format!(
            "holding goods for a year costs {percent} % of their value: `cargo.holding_rate_per_year` is {}, a share",
            rate.value
        );
        let problem = Problem::new(Code::PercentOrShare, message).placed(rate.span.as_ref());
        problems.push(match hundredth {
            Some(share) => problem.help(format!("write {share} if {} % a year is meant", rate.value)),
            None => problem,
        });
    }
}

/// Warns of a loading unit that holds more, or is larger, than its name says.
fn boxes_are_boxes(row: Row<'_>, problems: &mut Problems) {
    let Some(iso) = BOXES.iter().find(|iso| row.text("unit") == Some(iso.unit)) else { return };
    let IsoBox { name, gross_t, empty_t, teu, .. } = *iso;
    let payload_t = gross_t - empty_t;
    let above = |column: &&str| row.number(column).is_some_and(|payload| payload.to_f64() > payload_t);
    if let Some((column, payload)) =
        ["payload_t", "high"].into_iter().find(above).and_then(|it| Some((it, row.number(it)?)))
    {
        let message = format!(
            "`{}`: `{column}` is {payload} t, and a {name} holds at most {payload_t:.2} t: {gross_t} t gross (ISO 668), \
             {empty_t} t of it its own",
            row.key()
        );
        let problem = Problem::new(Code::BoxBeyondIso, message).at(&row.span_of(column));
        problems.push(problem.help("check the decimal point, and whether this is the cargo of one box"));
    }
    if let Some(size) = row.number("teu").filter(|size| (size.to_f64() - teu).abs() > 1e-9) {
        let message = format!("`{}`: `teu` is {size}, and a {name} is {teu} TEU", row.key());
        let problem = Problem::new(Code::BoxBeyondIso, message).at(&row.span_of("teu"));
        problems.push(problem.help(format!("write {teu}, or correct `unit`")));
    }
}

fn prices_are_shares(row: Row<'_>, problems: &mut Problems) {
    let price = row.number("price").filter(|price| price.compare(Decimal::whole(1)).is_gt());
    let Some(price) = price.filter(|_| row.text("basis") == Some("value")) else { return };
    let message = format!("the price of `{}` is {price} times the value of the goods", row.key());
    let problem = Problem::new(Code::PercentOrShare, message).at(&row.span_of("price"));
    let share = Decimal::parse("0.01").ok().and_then(|hundredth| price.times(hundredth));
    problems.push(match share {
        Some(share) => problem.help(format!("write {share} if {price} % is meant")),
        None => problem,
    });
}

fn losses_are_percentages(row: Row<'_>, problems: &mut Problems) {
    let Some(loss) = row.number("loss_pct").filter(|loss| !loss.is_zero()) else { return };
    if USUAL_LOSS_PCT.contains(&loss.to_f64()) {
        return;
    }
    let (factor, what) = if loss.to_f64() < 1.0 {
        (Decimal::whole(100), format!("{loss} % of the mass is lost, {} g of a tonne", loss.to_f64() * 1e4))
    } else {
        (Decimal::parse("0.01").unwrap_or(Decimal::ZERO), format!("{loss} % of the mass is lost"))
    };
    let message = format!("`{}`: {what}: `loss_pct` is in per cent", row.key());
    let problem = Problem::new(Code::PercentOrShare, message).at(&row.span_of("loss_pct"));
    problems.push(match loss.times(factor) {
        Some(other) if loss.to_f64() < 1.0 => problem.help(format!("write {other} if {loss} was meant as a share")),
        Some(other) => problem.help(format!("write {other} if {other} % is meant")),
        None => problem,
    });
}

fn positions_are_whole(scenario: &Scenario, problems: &mut Problems) {
    for row in scenario.tables.rows(TableName::Places) {
        let [lat, lon] = ["lat_deg", "lon_deg"].map(|column| row.cell(column).is_some());
        if lat != lon {
            let (given, missing) = if lat { ("lat_deg", "lon_deg") } else { ("lon_deg", "lat_deg") };
            let message = format!("`{}` has `{given}` without `{missing}`: it is on no map", row.key());
            let problem = Problem::new(Code::HalfPosition, message).at(&row.span_of(given));
            problems.push(problem.help(format!("fill in `{missing}`, or leave both blank")));
        }
    }
}

/// Warns of legs that are shorter than the straight line between their ends, or many times longer.
fn legs_fit_the_map(scenario: &Scenario, problems: &mut Problems) {
    let places = scenario.tables.rows(TableName::Places);
    for row in scenario.tables.rows(TableName::Legs) {
        let position = |column: &str| {
            let place = places.first_of_key(row.text(column)?)?;
            Some((place.number("lon_deg")?.to_f64(), place.number("lat_deg")?.to_f64()))
        };
        let (Some(from), Some(to), Some(length)) = (position("from"), position("to"), row.number("distance_km")) else {
            continue;
        };
        let (straight, km) = (great_circle_km(from, to), length.to_f64());
        let message = if km < straight - 2.0 * POSITION_KM {
            format!("leg `{}` is {length} km long, and its ends lie {straight:.0} km apart", row.key())
        } else if km > straight * MAX_DETOUR + 2.0 * POSITION_KM {
            let times = if straight < 1.0 { String::new() } else { format!(", {:.1} times as far", km / straight) };
            format!("leg `{}` is {length} km long{times}, and its ends lie {straight:.0} km apart", row.key())
        } else {
            continue;
        };
        let ends = [row.text("from").unwrap_or_default(), row.text("to").unwrap_or_default()];
        let help = format!("check `distance_km`, and the positions of {} and {} with their signs", ends[0], ends[1]);
        problems.push(Problem::new(Code::LegAgainstMap, message).at(&row.span_of("distance_km")).help(help));
    }
}
