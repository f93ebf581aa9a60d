//! A planner asks for the dated plan of a consignment, and a researcher for all ready dates of a year.

use serde_json::Value;

use super::silence::Small;
use super::{HUNCHUN, RAJIN, answer, json, money, run};

/// The case of `tests/golden/timetable/working.md`: a train, a ship and a lorry.
const TIMETABLE: &str = "tests/golden/timetable/scenario.toml";

fn corridor<'a>(found: &'a Value, key: &str) -> &'a Value {
    let corridors = found["demands"][0]["corridors"].as_array().expect("corridors");
    corridors.iter().find(|own| own["answer"]["corridor"] == key).expect("the corridor")
}

/// Returns the departures of a plan, in order.
fn departures(plan: &Value) -> Vec<&str> {
    let times = plan["times"].as_array().expect("times");
    let mut found: Vec<&str> = times.iter().filter_map(|times| times["departs"].as_str()).collect();
    found.dedup();
    found
}

#[test]
fn the_plans_of_the_timetable_are_those_worked_by_hand() {
    let hand = [
        ("2024-01-01", "97.600000", "2024-01-04T16:00", ["2024-01-01T08:00", "2024-01-03T00:00"], "2024-01-02T06:00"),
        (
            "2024-01-01T20:00",
            "110.000000",
            "2024-01-07T16:00",
            ["2024-01-04T08:00", "2024-01-06T00:00"],
            "2024-01-03T02:00",
        ),
        (
            "2024-01-04T18:00",
            "116.200000",
            "2024-01-11T16:00",
            ["2024-01-08T08:00", "2024-01-10T00:00"],
            "2024-01-06T00:00",
        ),
    ];
    for (ready, total, arrives, by, earliest) in hand {
        let cheapest = json(&["plan", TIMETABLE, "--ready", ready, "--audit"]);
        let plan = corridor(&cheapest, "any");
        assert_eq!(plan["answer"]["total_per_t"].to_string(), total, "{ready}");
        assert_eq!((&plan["arrives"], departures(plan)), (&Value::from(arrives), by.to_vec()), "{ready}");
        assert_eq!(cheapest["audited"], 3);
        let fastest = json(&["plan", TIMETABLE, "--ready", ready, "--fastest", "--audit"]);
        assert_eq!(corridor(&fastest, "any")["arrives"], earliest, "{ready}");
        assert_eq!(corridor(&fastest, "road")["answer"]["rank"], 1);
        assert_eq!(corridor(&fastest, "rail-and-sea")["answer"]["rank"], 3);
    }
}

#[test]
fn a_calendar_may_begin_on_the_day_of_the_scenario() {
    let found = json(&["plan", HUNCHUN, "--from-date", "2019-06-24", "--to-date", "2019-06-25"]);
    assert_eq!(found["demands"][0]["days"].as_array().map(Vec::len), Some(2));
}

#[test]
fn the_last_day_that_can_be_written_ends_every_search() {
    let found = json(&["plan", TIMETABLE, "--ready", "9999-12-31"]);
    assert_eq!(corridor(&found, "road")["answer"]["status"], "answered");
    let months = run(&["compare", TIMETABLE, "--date", "9999-12-31", "--by", "month"]);
    assert_eq!(months.code, Some(0), "{}", months.stderr);
}

#[test]
fn cargo_after_the_last_departure_has_no_plan_and_spoils_no_other_day() {
    let late = run(&["plan", RAJIN, "--ready", "2011-01-11", "--corridor", "rajin"]);
    assert_eq!(late.code, Some(4), "{}", late.stderr);
    let found = json(&["plan", RAJIN, "--from-date", "2010-12-07", "--to-date", "2011-01-11", "--corridor", "rajin"]);
    let days = found["demands"][0]["days"].as_array().expect("days");
    let answered = |day: &Value| !day["by_corridor"][0].is_null();
    assert!(answered(&days[0]) && !answered(&days[35]), "{days:?}");
}

#[test]
fn a_departure_that_carries_less_than_the_lot_is_left_out() {
    let goes = run(&["plan", RAJIN, "--ready", "2010-12-07", "--corridor", "rajin"]);
    let left = run(&["plan", RAJIN, "--ready", "2010-12-07", "--corridor", "rajin", "--set", "cargo.lot_t=20001"]);
    assert_eq!((goes.code, left.code), (Some(0), Some(4)), "{}", left.stderr);
}

#[test]
fn each_ready_date_of_a_calendar_is_the_plan_of_that_day() {
    let dates = ["--from-date", "2024-01-01", "--to-date", "2024-01-14"];
    let found = json(&[&["plan", TIMETABLE, "--audit"], &dates[..]].concat());
    assert_eq!(found["audited"], 14 * 3);
    let days = found["demands"][0]["days"].as_array().expect("days");
    assert_eq!(days.len(), 14);
    for day in days {
        let plan = json(&["plan", TIMETABLE, "--ready", day["ready"].as_str().expect("a day")]);
        let own = corridor(&plan, "any");
        assert_eq!(day["by_corridor"][0]["total_per_t"], own["answer"]["total_per_t"]);
        assert_eq!(day["by_corridor"][0]["arrives"], own["arrives"]);
    }
    let demand = &found["demands"][0];
    assert_eq!((&demand["best"], &demand["worst"]), (&Value::from("2024-01-01"), &Value::from("2024-01-05")));
    // The timetable repeats weekly, and so do the costs.
    let totals = |from: usize| -> Vec<&Value> {
        days[from..from + 7].iter().map(|day| &day["by_corridor"][0]["total_per_t"]).collect()
    };
    assert_eq!(totals(0), totals(7));
    let weekly = json(&[&["plan", TIMETABLE, "--every", "7d"], &dates[..]].concat());
    assert_eq!(weekly["demands"][0]["days"].as_array().map(Vec::len), Some(2));
    let rows = answer(&[&["plan", TIMETABLE, "--format", "csv"], &dates[..]].concat());
    assert_eq!(rows.lines().count(), 1 + 14 * 3);
}

#[test]
fn the_voyage_by_rajin_is_told_as_it_happened() {
    let found = json(&["plan", RAJIN, "--ready", "2010-12-07", "--audit"]);
    let plan = corridor(&found, "rajin");
    let steps = plan["answer"]["steps"].as_array().expect("steps");
    let times = plan["times"].as_array().expect("times");
    let at = |kind: &str, from: &str| {
        let of = |(step, _): &(&Value, &Value)| step["kind"] == kind && step["from"] == from;
        steps.iter().zip(times).filter(of).map(|(step, times)| (step.clone(), times.clone())).collect::<Vec<_>>()
    };
    let waits = at("wait", "rajin");
    assert_eq!(waits.len(), 2, "collecting and loading");
    let hours = |step: &Value| step["hours"]["total"].as_f64().expect("hours");
    let [(collecting, until), (loading, sails)] = [&waits[0], &waits[1]].map(|(step, times)| (step, times));
    assert!((29.0..31.5).contains(&(hours(collecting) / 24.0)), "{} days", hours(collecting) / 24.0);
    assert_eq!(
        (&until["ends"], &sails["departs"]),
        (&Value::from("2011-01-07T10:30"), &Value::from("2011-01-11T10:30"))
    );
    // The formalities before sailing, 12 h, lie within the time from the cut-off to the departure.
    assert!((hours(loading) - 96.0).abs() < 1e-9);
    let sea = at("ride", "rajin");
    assert_eq!((hours(&sea[0].0), &sea[0].1["ends"]), (77.5, &Value::from("2011-01-14T16:00")));
    for (step, _) in waits.iter().chain(&sea) {
        assert!(money(&step["total_per_t"]) > 0, "each has its cost");
    }
    let late = run(&["plan", RAJIN, "--ready", "2011-02-01"]);
    assert!(late.stderr.contains("the last departure that departures.csv knows is on 2011-01-11"), "{}", late.stderr);
}

#[test]
fn a_time_that_cannot_be_asked_for_is_refused() {
    for (arguments, said) in [
        (&["--ready", "2018-13-01"][..], "`2018-13-01` is no moment"),
        (&["--ready", "2018-09"], "`2018-09` is no moment"),
        (&["--from-date", "2018-09-01", "--to-date", "2018-08-01"], "before the first"),
        (&["--from-date", "1990-01-01", "--to-date", "2018-08-01"], "more than 3660"),
        (&["--every", "0d", "--from-date", "2018-09-01", "--to-date", "2018-10-01"], "whole days from 1d"),
    ] {
        let outcome = run(&[&["plan", HUNCHUN], arguments].concat());
        assert!(outcome.stderr.contains(said), "{arguments:?}: {}", outcome.stderr);
    }
}

#[test]
fn late_days_are_the_95th_percentile_of_what_a_simulation_draws() {
    // Unloading takes no time and is up to two days late; what is early counts as no time at all.
    let small = Small::with(&[
        ("tables/handling.csv", "basis,currency,source", "basis,currency,late_days,source"),
        ("tables/handling.csv", "load-rail,*,load,,rail,5,t,CNY,", "load-rail,*,load,,rail,5,t,CNY,,"),
        ("tables/handling.csv", "load-road,*,load,,road,2,t,CNY,", "load-road,*,load,,road,2,t,CNY,,"),
        ("tables/handling.csv", "unload-rail,*,unload,rail,,5,t,CNY,", "unload-rail,*,unload,rail,,5,t,CNY,2,"),
        ("tables/handling.csv", "unload-road,*,unload,road,,2,t,CNY,", "unload-road,*,unload,road,,2,t,CNY,,"),
    ]);
    // A lot of 1,000 t a day.
    let asked = ["--corridor", "rail", "--tonnes-per-year", "365000", "--runs", "20"];
    let route = |more: &[&str]| small.json("simulate", &[&asked[..], more].concat())["routes"][0].clone();
    let days = |route: &Value, which: &str| route["days"][which].as_f64().expect("days");
    let (drawn, certain) = (route(&[]), route(&["--certain"]));
    let planned = drawn["planned_days"].as_f64().expect("days");
    assert!((days(&drawn, "p95") - planned - 2.0).abs() < 0.15, "{drawn}");
    assert!((days(&drawn, "p50") - planned).abs() < 0.05, "{drawn}");
    assert!((days(&certain, "max") - planned).abs() < 1e-6, "{certain}");
}
