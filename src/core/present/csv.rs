//! CSV: one row for each demand and corridor (RFC 4180, a header, blank where there is nothing).

mod alternatives;
mod catchment;
mod critical;
mod pareto;

use crate::analysis::claims::ClaimResult;
use crate::analysis::compare::Results;
use crate::analysis::listing::Listing;
use crate::answer::{Answer, PARTS};
use crate::units::Grade;

use super::demand::moves;
use super::words::{Lang, plain};

pub use alternatives::alternatives;
pub use catchment::catchment;
pub use critical::critical;
pub use pareto::pareto;

/// Writes one row per scenario, demand and corridor.
pub fn render(results: &Results, lang: Lang) -> String {
    let mut header = vec![
        "scenario",
        "from",
        "to",
        "from_name",
        "to_name",
        "regime",
        "corridor",
        "status",
        "reason",
        "rank",
        "form",
        "currency",
    ];
    header.push("total_per_t");
    header.extend(PARTS);
    header.extend([
        "low_per_t",
        "high_per_t",
        "more_than_best",
        "saving_per_t",
        "moving_h",
        "waiting_h",
        "handling_h",
        "border_h",
        "days",
    ]);
    header.extend(["rail_km", "road_km", "sea_km", "waterway_km", "co2e_kg_per_t"]);
    header.extend(["official_share", "published_share", "computed_share", "estimate_share", "route", "permissions"]);
    let rows = results.answers.iter().map(|answer| {
        let used = results.manifest.scenarios.iter().find(|used| used.name == answer.scenario);
        row(answer, used.map_or("", |used| &used.currency), lang)
    });
    write(header.into_iter().map(String::from).collect(), rows)
}

fn row(answer: &Answer, currency: &str, lang: Lang) -> Vec<String> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let money = |amount: Option<crate::units::Money>| amount.map_or_else(String::new, |amount| amount.to_string());
    let found = |value: f64| if answer.is_answered() { plain(value) } else { String::new() };
    let mut cells = vec![
        answer.scenario.clone(),
        answer.from.key.clone(),
        answer.to.key.clone(),
        lang.name(&answer.from).to_owned(),
        lang.name(&answer.to).to_owned(),
        answer.regime.to_owned(),
        answer.corridor.clone(),
        if answer.is_answered() { "answered" } else { "no-route" }.to_owned(),
        text(answer.reason.as_ref().map(|reason| reason.text.as_str())),
        answer.rank.map_or_else(String::new, |rank| rank.to_string()),
        text(answer.form.as_deref()),
        currency.to_owned(),
        money(answer.total_per_t),
    ];
    cells.extend(answer.parts.iter().map(|(_, amount)| money(answer.is_answered().then_some(amount))));
    let range = answer.range_per_t;
    cells.extend([money(range.map(|(low, _)| low)), money(range.map(|(_, high)| high))]);
    cells.extend([money(answer.more_than_best), money(answer.saving_per_t)]);
    let hours = &answer.hours;
    cells.extend([hours.moving, hours.waiting, hours.handling, hours.border].map(|time| found(time.as_hours())));
    cells.push(found(hours.total().as_days()));
    let km = &answer.km;
    cells.extend([km.rail, km.road, km.sea, km.waterway].map(|distance| found(distance.as_km())));
    cells.push(found(answer.co2e.as_kilograms()));
    cells.extend(Grade::ALL.map(|grade| found(answer.grades.share(grade))));
    cells.push(route(answer));
    cells.push(answer.permissions.iter().map(|permission| permission.key.as_str()).collect::<Vec<_>>().join(";"));
    cells
}

/// Writes the places where the cargo stops or crosses a border, by their keys.
fn route(answer: &Answer) -> String {
    if !answer.is_answered() {
        return String::new();
    }
    let mut places = vec![answer.from.key.as_str()];
    places.extend(answer.steps.iter().filter(|step| moves(step)).map(|step| step.to.key.as_str()));
    places.join(" > ")
}

/// Writes one row per step of every itinerary.
pub fn steps(results: &Results, lang: Lang) -> String {
    let mut header =
        vec!["scenario", "from", "to", "corridor", "step", "kind", "step_from", "step_to", "step_from_name"];
    header.extend(["step_to_name", "mode", "legs", "tariff", "service", "regime", "km", "moving_h", "waiting_h"]);
    header.extend(["handling_h", "border_h", "currency", "total_per_t"]);
    header.extend(PARTS);
    header.extend(["co2e_kg_per_t", "grade"]);
    let mut rows = Vec::new();
    for answer in &results.answers {
        let used = results.manifest.scenarios.iter().find(|used| used.name == answer.scenario);
        for (position, step) in answer.steps.iter().enumerate() {
            let hours = [step.hours.moving, step.hours.waiting, step.hours.handling, step.hours.border];
            let mut cells = vec![
                answer.scenario.clone(),
                answer.from.key.clone(),
                answer.to.key.clone(),
                answer.corridor.clone(),
                (position + 1).to_string(),
                step.kind.as_str().to_owned(),
                step.from.key.clone(),
                step.to.key.clone(),
                lang.name(&step.from).to_owned(),
                lang.name(&step.to).to_owned(),
                step.mode.unwrap_or_default().to_owned(),
                step.legs.join(";"),
                step.tariff.clone().unwrap_or_default(),
                step.service.clone().unwrap_or_default(),
                step.regime.unwrap_or_default().to_owned(),
                plain(step.km.as_km()),
            ];
            cells.extend(hours.map(|time| plain(time.as_hours())));
            cells.push(used.map_or_else(String::new, |used| used.currency.clone()));
            cells.push(step.parts.total().to_string());
            cells.extend(step.parts.iter().map(|(_, amount)| amount.to_string()));
            cells.extend([plain(step.co2e_kg_per_t), step.grade.to_string()]);
            rows.push(cells);
        }
    }
    write(header.into_iter().map(String::from).collect(), rows)
}

/// Writes one row per claim.
pub fn claims(claims: &[ClaimResult]) -> String {
    let header = [
        "key",
        "year",
        "claim",
        "measure",
        "measured_on",
        "value",
        "low",
        "high",
        "unit",
        "ours",
        "deviation",
        "deviation_pct",
        "estimate_share",
        "grade",
        "sources",
        "note",
    ];
    let rows = claims.iter().map(|claim| {
        let number = |value: Option<f64>| value.map_or_else(String::new, plain);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![
            claim.key.clone(),
            text(&claim.year),
            claim.claim.clone(),
            claim.measure.clone(),
            text(&claim.measured_on),
            claim.value.clone(),
            text(&claim.bounds.0),
            text(&claim.bounds.1),
            claim.unit.clone(),
            number(claim.ours),
            number(claim.deviation),
            number(claim.deviation_pct),
            number(claim.estimate_share),
            claim.grade.to_string(),
            claim.sources.join("; "),
            text(&claim.note),
        ]
    });
    write(header.map(String::from).to_vec(), rows)
}

/// Writes lists with the same columns as one table; lists that differ follow each other, a blank line between them.
pub fn listings(listings: &[Listing]) -> String {
    let texts: Vec<String> =
        listings.iter().map(|listing| write(listing.columns.clone(), listing.rows.iter().cloned())).collect();
    texts.join("\r\n")
}

/// Writes a table.
pub(super) fn write(header: Vec<String>, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for record in std::iter::once(header).chain(rows) {
        // Writing into memory cannot fail.
        if writer.write_record(&record).is_err() {
            debug_assert!(false, "records are always writable into memory");
        }
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::{Lang, PARTS, render};

    fn records(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        reader.deserialize().map(|record| record.expect("a record")).collect()
    }

    #[test]
    fn printed_parts_add_up_to_the_printed_total() {
        let rows = records(&render(&sample::results(), Lang::En));
        assert_eq!(rows.len(), 4);
        for row in rows.iter().filter(|row| row["status"] == "answered") {
            let micros = |name: &str| -> i64 { row[name].replace('.', "").parse().expect("six places") };
            assert_eq!(PARTS.iter().map(|part| micros(part)).sum::<i64>(), micros("total_per_t"));
        }
        let none = rows.iter().find(|row| row["status"] == "no-route").expect("one without a route");
        assert!(none["total_per_t"].is_empty() && none["rail_haulage"].is_empty() && none["days"].is_empty());
    }

    #[test]
    fn rows_look_like_this() {
        insta::assert_snapshot!(render(&sample::results(), Lang::Zh).replace("\r\n", "\n"), @"
        scenario,from,to,from_name,to_name,regime,corridor,status,reason,rank,form,currency,total_per_t,rail_haulage,road_haulage,sea_haulage,handling,border,storage,holding,loss,carbon,equipment,low_per_t,high_per_t,more_than_best,saving_per_t,moving_h,waiting_h,handling_h,border_h,days,rail_km,road_km,sea_km,waterway_km,co2e_kg_per_t,official_share,published_share,computed_share,estimate_share,route,permissions
        hunchun-2019,hunchun,ningbo,珲春,宁波舟山港,domestic,borrowed,answered,,1,box20,CNY,214.310000,39.433334,0.000000,95.000000,60.500000,9.090909,4.200000,0.717684,0.000000,1.096184,4.271889,184.310000,259.810000,0.000000,18.200000,75.5,84,36,19,8.9375,68,0,1694,0,21.753086,0,0.25,0.14,0.61,hunchun > makhalino > zarubino > ningbo,jilin-zarubino-ningbo-2018
        hunchun-2019,hunchun,ningbo,珲春,宁波舟山港,domestic,domestic,answered,,2,bulk,CNY,232.510000,128.510000,0.000000,57.000000,45.500000,0.000000,0.000000,1.500000,0.000000,0.000000,0.000000,202.510000,278.010000,18.200000,0.000000,96,36,26,0,6.583333,1301,0,1041,0,28.91358,0.55,0.25,0,0.2,hunchun > dalian > ningbo,
        hunchun-2019,hunchun,shanghai,珲春,上海,domestic,borrowed,no-route,no permission covers maize of Jilin by Zarubino to Shanghai on 2019-06-24,,,CNY,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,
        hunchun-2019,hunchun,shanghai,珲春,上海,domestic,domestic,answered,,1,bulk,CNY,232.510000,128.510000,0.000000,57.000000,45.500000,0.000000,0.000000,1.500000,0.000000,0.000000,0.000000,202.510000,278.010000,0.000000,0.000000,96,36,26,0,6.583333,1301,0,1041,0,28.91358,0.55,0.25,0,0.2,hunchun > dalian > shanghai,
        ");
    }
}
