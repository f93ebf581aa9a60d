//! A planner asks what a day costs, and what can arrive in time.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{HUNCHUN, JILIN, answer, answers, json, money, run, total};

fn front(found: &Value) -> &Vec<Value> {
    found["demands"][0]["front"].as_array().expect("a front")
}

fn days(point: &Value) -> f64 {
    point["answer"]["days"].as_f64().expect("days")
}

/// Returns a page as one line.
fn flat(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_front_begins_with_what_compare_says_and_each_day_has_its_price() {
    let found = json(&["pareto", HUNCHUN, "--audit"]);
    let compared = answers(&["compare", HUNCHUN]);
    let points = front(&found);
    let least = compared.iter().map(|answer| money(&answer["total_per_t"])).min();
    assert_eq!(Some(money(&points[0]["answer"]["total_per_t"])), least);
    for corridor in found["demands"][0]["corridors"].as_array().expect("corridors") {
        let key = corridor["corridor"].as_str().expect("a key");
        let first = &corridor["front"][0]["answer"];
        assert_eq!(money(&first["total_per_t"]), total(&compared, key));
        let same = compared.iter().find(|answer| answer["corridor"] == key).expect("the corridor");
        assert_eq!(first["steps"], same["steps"], "{key}");
    }
    let mut before = &points[0];
    let mut unsupported = 0;
    for (position, point) in points.iter().enumerate().skip(1) {
        let more = money(&point["answer"]["total_per_t"]) - money(&before["answer"]["total_per_t"]);
        let saved = days(before) - days(point);
        assert!(more > 0 && saved > 0.0, "each route costs more and is faster");
        let trade = &point["per_day_saved"];
        assert_eq!(trade["against"], position - 1);
        // Days have six decimals here.
        let price = money(&trade["price"]) as f64;
        assert!((price * saved - more as f64).abs() <= 1.0 + price * 1e-6, "{price} x {saved} is not {more}");
        unsupported += usize::from(point["is_supported"] == false);
        assert_eq!(point["is_supported"] == true, !point["best_from_day_worth"].is_null());
        before = point;
    }
    assert!(unsupported > 0, "some routes are found by no weighted sum");
    assert!(found["audited"].as_u64() > Some(points.len() as u64));
    let worth: Vec<i64> = points
        .iter()
        .filter(|point| !point["best_from_day_worth"].is_null())
        .map(|point| money(&point["best_from_day_worth"]["price"]))
        .collect();
    assert!(worth.len() > 2 && worth.is_sorted(), "the more a day is worth, the faster the best route: {worth:?}");
}

#[test]
fn a_deadline_leaves_what_arrives_and_says_what_it_costs() {
    let all = json(&["pareto", HUNCHUN]);
    let within = json(&["pareto", HUNCHUN, "--deadline", "10d"]);
    let wanted: Vec<&Value> =
        front(&all).iter().filter(|point| days(point) <= 10.0).map(|point| &point["answer"]).collect();
    assert_eq!(front(&within).iter().map(|point| &point["answer"]).collect::<Vec<_>>(), wanted);
    assert_eq!(
        answer(&["pareto", HUNCHUN, "--deadline", "240h", "--format", "csv"]),
        answer(&["pareto", HUNCHUN, "--deadline", "10", "--format", "csv"])
    );
    let page = flat(&answer(&["pareto", HUNCHUN, "--deadline", "10d"]));
    for words in [
        "Cheapest within 10 days: Liaoning port and coastal ship",
        "more than without a deadline",
        "has no route in time",
    ] {
        assert!(page.contains(words), "{words} is missing in\n{page}");
    }
    let late = run(&["pareto", HUNCHUN, "--deadline", "2.5d"]);
    assert_eq!(late.code, Some(4));
    let last = front(&all).last().expect("a route");
    assert!(last["answer"]["days"].as_f64() > Some(2.5));
    let words = format!(
        "No route arrives within 2.5 days; the fastest takes {:.1} days for {:.2} CNY/t",
        days(last),
        money(&last["answer"]["total_per_t"]) as f64 / 1e6
    );
    assert!(flat(&late.stdout).contains(&words), "{words} is missing in\n{}", late.stdout);
}

#[test]
fn three_things_that_count_give_carbon_a_price_too() {
    let arguments = ["pareto", JILIN, "--from", "changchun", "--to", "ningbo", "--axes", "cost,time,co2e"];
    let found = json(&arguments);
    let points = front(&found);
    assert!(
        points.iter().any(|point| !point["per_tonne_co2e_avoided"].is_null())
            || points.iter().all(|point| {
                point["answer"]["co2e_kg_per_t"].as_f64() >= points[0]["answer"]["co2e_kg_per_t"].as_f64()
            })
    );
    // The routes of two of the three are among them.
    let two = json(&[&arguments[..7], &["cost,time"]].concat());
    let ways: Vec<&Value> = points.iter().map(|point| &point["answer"]["total_per_t"]).collect();
    assert!(front(&two).iter().all(|point| ways.contains(&&point["answer"]["total_per_t"])));
    let page = answer(&arguments);
    for words in ["Saved or avoided", "By corridor", "What counts: cost, time and CO2e"] {
        assert!(flat(&page).contains(words), "{words} is missing in\n{page}");
    }
    assert_eq!(answer(&[&arguments[..], &["--threads", "1"]].concat()), page);
}

#[test]
fn rows_and_lines_are_those_of_the_front() {
    let found = json(&["pareto", HUNCHUN]);
    let text = answer(&["pareto", HUNCHUN, "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(|row| row.expect("a row")).collect();
    let corridors = found["demands"][0]["corridors"].as_array().expect("corridors");
    let points = || corridors.iter().flat_map(|corridor| corridor["front"].as_array().expect("a front"));
    assert_eq!(rows.len(), points().count());
    for (row, point) in rows.iter().zip(points()) {
        assert_eq!(row["total_per_t"], point["answer"]["total_per_t"].to_string());
        assert_eq!(row["days"], point["answer"]["days"].to_string());
        assert_eq!(row["transfers"], point["transfers"].to_string());
        assert_eq!(row["is_supported"] == "yes", point["is_supported"] == true);
    }
    let map: Value = serde_json::from_str(&answer(&["pareto", HUNCHUN, "--format", "geojson"])).expect("JSON");
    let numbers = map["features"].as_array().expect("features").iter();
    let most = numbers.filter_map(|feature| feature["properties"]["route_number"].as_u64()).max();
    assert_eq!(most, Some(front(&found).len() as u64));
}

#[test]
fn axes_and_deadlines_that_make_no_sense_are_refused_with_what_to_do() {
    for (arguments, words) in [
        (&["--axes", "cost"][..], "at least two axes"),
        (&["--axes", "cost,tme"], "did you mean time?"),
        (&["--axes", "cost,time,cost"], "named twice"),
        (&["--axes", "cost,co2e", "--deadline", "3d"], "needs time among the axes"),
        (&["--deadline", "soon"], "such as 20d or 480h"),
        (&["--deadline", "0d"], "such as 20d or 480h"),
        (&["--corridor", "borowed"], "did you mean borrowed?"),
    ] {
        let outcome = run(&[&["pareto", HUNCHUN], arguments].concat());
        assert_eq!(outcome.code, Some(2), "{arguments:?}");
        assert!(outcome.stderr.contains(words), "{words} is missing in\n{}", outcome.stderr);
    }
}
