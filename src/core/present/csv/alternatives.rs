//! Routes beside the cheapest as CSV: one row for each route.

use crate::analysis::alternatives::{Alternative, Alternatives};
use crate::answer::PARTS;
use crate::units::Money;

use super::super::words::{Lang, plain};
use super::write;

/// Writes one row per route; a demand without a route by a corridor has one row with the reason.
pub fn alternatives(found: &Alternatives, lang: Lang) -> String {
    let mut header = vec!["scenario", "from", "to", "from_name", "to_name", "corridor", "status", "reason", "ended"];
    header.extend(["rank", "is_cheap", "is_different", "has_loop", "form", "currency", "total_per_t"]);
    header.push("more_than_cheapest");
    header.extend(PARTS);
    let more: Vec<String> = PARTS.iter().map(|part| format!("more_{part}")).collect();
    header.extend(more.iter().map(String::as_str));
    header.extend(["days", "more_days", "km", "co2e_kg_per_t", "elsewhere_share", "route", "own_legs", "others_legs"]);
    let currency = found.manifest.scenarios.first().map_or("", |used| &used.currency);
    let rows = found.lists.iter().flat_map(|list| {
        let asked = &list.asked;
        let of_list = move |status: &str| -> Vec<String> {
            vec![
                asked.scenario.clone(),
                asked.from.key.clone(),
                asked.to.key.clone(),
                lang.name(&asked.from).to_owned(),
                lang.name(&asked.to).to_owned(),
                asked.corridor.clone(),
                status.to_owned(),
                asked.reason.clone().unwrap_or_default(),
                list.ended.as_str().to_owned(),
            ]
        };
        let columns = header.len();
        let none = list.routes.is_empty().then(|| {
            let mut cells = of_list("no-route");
            cells.resize(columns, String::new());
            cells
        });
        let routes = list.routes.iter().map(move |route| [of_list("answered"), cells(route, currency)].concat());
        routes.chain(none)
    });
    let rows: Vec<Vec<String>> = rows.collect();
    write(header.into_iter().map(String::from).collect(), rows)
}

fn cells(route: &Alternative, currency: &str) -> Vec<String> {
    let answer = &route.answer;
    let against = route.against_cheapest.as_ref();
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let money = |amount: Option<Money>| amount.unwrap_or_default().to_string();
    let legs = |legs: Option<&Vec<String>>| legs.map_or_else(String::new, |legs| legs.join(";"));
    let mut cells = vec![
        answer.rank.map_or_else(String::new, |rank| rank.to_string()),
        yes(route.is_cheap),
        yes(route.is_different),
        yes(route.has_loop),
        answer.form.clone().unwrap_or_default(),
        currency.to_owned(),
        money(answer.total_per_t),
        money(answer.more_than_best),
    ];
    cells.extend(answer.costs().iter().map(|(_, amount)| amount.to_string()));
    let parts = against.map(|against| against.parts).unwrap_or_default();
    cells.extend(parts.iter().map(|(_, amount)| amount.to_string()));
    cells.extend([
        plain(answer.time().as_days()),
        plain(against.map_or(0.0, |against| against.days)),
        plain(answer.length().as_km()),
        plain(answer.emissions().as_kilograms()),
        plain(against.map_or(0.0, |against| against.share)),
        answer.places_in_order(),
        legs(against.map(|against| &against.own_legs)),
        legs(against.map(|against| &against.others_legs)),
    ]);
    cells
}
