//! Fronts as CSV: one row for each route of each corridor's front.

use crate::analysis::pareto::{Pareto, ParetoCorridor, ParetoDemand, ParetoPoint, Trade};
use crate::answer::{Answer, PARTS};
use crate::units::{Grade, Money};

use super::super::words::{Lang, plain};
use super::write;

/// Writes one row per scenario, demand, corridor and route; a corridor without one has a row that says why.
///
/// Prices are those of the corridor's own front.
pub fn pareto(found: &Pareto, lang: Lang) -> String {
    let mut header = vec!["scenario", "from", "to", "from_name", "to_name", "regime", "corridor", "status", "reason"];
    header.extend(["route_number", "is_on_front", "is_supported", "form", "currency", "total_per_t"]);
    header.extend(PARTS);
    header.extend(["days", "hours", "transfers", "co2e_kg_per_t", "per_day_saved", "per_tonne_co2e_avoided"]);
    header.extend(["best_from_day_worth", "best_from_co2e_worth"]);
    header.extend(["rail_km", "road_km", "sea_km", "waterway_km", "estimate_share", "route", "permissions"]);
    let rows = found
        .demands
        .iter()
        .flat_map(|demand| demand.corridors.iter().flat_map(move |corridor| rows(found, demand, corridor, lang)));
    write(header.into_iter().map(String::from).collect(), rows)
}

fn rows(found: &Pareto, demand: &ParetoDemand, corridor: &ParetoCorridor, lang: Lang) -> Vec<Vec<String>> {
    let begin = || {
        vec![
            found.used.name.clone(),
            demand.from.key.clone(),
            demand.to.key.clone(),
            lang.name(&demand.from).to_owned(),
            lang.name(&demand.to).to_owned(),
            demand.regime.to_owned(),
            corridor.key.clone(),
            corridor.status().to_owned(),
            corridor.reason.as_ref().map_or_else(String::new, |reason| reason.text.clone()),
        ]
    };
    let currency = found.used.currency.as_str();
    let row = |number: usize, answer: &Answer, point: Option<&ParetoPoint>| {
        let of_point = |cell: &dyn Fn(&ParetoPoint) -> String| point.map_or_else(String::new, cell);
        let mut cells = begin();
        cells.push(of_point(&|_| number.to_string()));
        cells.extend([of_point(&|point| yes(point.is_on_front)), of_point(&|point| yes(point.is_supported))]);
        cells.extend([answer.form.clone().unwrap_or_default(), currency.to_owned()]);
        cells.push(answer.total_per_t.map_or_else(String::new, |total: Money| total.to_string()));
        cells.extend(answer.costs().iter().map(|(_, amount)| amount.to_string()));
        let time = answer.time();
        cells.extend([plain(time.as_days()), plain(time.as_hours())]);
        cells.extend([of_point(&|point| point.transfers.to_string()), plain(answer.emissions().as_kilograms())]);
        cells.push(of_point(&|point| price(point.per_day_saved)));
        cells.push(of_point(&|point| price(point.per_tonne_co2e_avoided)));
        cells.push(of_point(&|point| price(point.best_from_day_worth)));
        cells.push(of_point(&|point| price(point.best_from_co2e_worth)));
        cells.extend(way(answer));
        cells
    };
    match &corridor.late {
        Some(late) => vec![row(0, late, None)],
        None if corridor.points.is_empty() => vec![begin()],
        None => (1..).zip(&corridor.points).map(|(number, point)| row(number, &point.answer, Some(point))).collect(),
    }
}

fn way(answer: &Answer) -> Vec<String> {
    let km = answer.km.unwrap_or_default();
    let mut cells: Vec<String> =
        [km.rail, km.road, km.sea, km.waterway].into_iter().map(|distance| plain(distance.as_km())).collect();
    cells.push(plain(answer.share(Grade::Estimate)));
    cells.push(answer.places_in_order());
    cells.push(answer.permissions.iter().map(|permission| permission.key.as_str()).collect::<Vec<_>>().join(";"));
    cells
}

fn yes(is_so: bool) -> String {
    if is_so { "yes" } else { "no" }.to_owned()
}

fn price(trade: Option<Trade>) -> String {
    trade.map_or_else(String::new, |trade| trade.price.to_string())
}
