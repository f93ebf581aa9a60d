//! A planner asks in a planner's words, and has the answer on one page: each question is one command on a shipped scenario.

use super::{HUNCHUN, answer, answers, json, money, total};

/// The lines of a sheet in small print.
const PAGE: usize = 90;

/// Returns the page that a command prints, after checking that it is one.
fn page(arguments: &[&str]) -> String {
    let page = answer(arguments);
    assert!(page.lines().count() <= PAGE, "{} lines are more than a page\n{page}", page.lines().count());
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_if_we_can_ship_only_twenty_boxes_a_week() {
    let asked = [
        "simulate",
        HUNCHUN,
        "--corridor",
        "borrowed-box",
        "--departures",
        "on-time",
        "--arrivals",
        "even",
        "--set",
        "cargo.lot_t=20 box20",
        "--set",
        "demand.1.tonnes_per_year=20 box20/week",
        "--runs",
        "20",
    ];
    let page = page(&asked);
    assert!(page.contains("25480 t a year by Zarubino or Slavyanka, in boxes, in lots of 490 t (box20)"), "{page}");
    assert!(page.contains("20 boxes of 20 feet a week = 25480 t a year (24.5 t each by"), "{page}");
    assert!(page.contains("Lots come at equal intervals, and as many in every season"), "{page}");
    let found = json(&asked);
    let route = &found["routes"][0];
    // 52 lots in 364 days, one more in the last day or not.
    assert!((52.0..=53.0).contains(&route["came"].as_f64().expect("lots")), "{route}");
    // A ship each 18 days is waited for nine on average, whenever a lot comes.
    let resources = found["resources"].as_array().expect("resources").iter();
    let ship = resources.clone().find(|own| own["key"] == "zarubino-feeder").expect("the ship");
    let wait = &ship["wait_h"];
    let days = |value: &serde_json::Value| value.as_f64().expect("hours") / 24.0;
    assert!((days(&wait["mean"]) - 9.0).abs() < 1.5, "{ship}");
}

#[test]
fn what_if_the_ship_comes_twice_a_month() {
    let asked = ["compare", HUNCHUN, "--corridor", "borrowed", "--corridor", "domestic", "--set", "wait=half-headway"];
    let every = |days: &'static str| [&asked[..], &["--set", days]].concat();
    let page = page(&every("services.zarubino-feeder.every_days=15"));
    assert!(page.contains("Liaoning port and coastal ship"), "{page}");
    // A day more between ships is half a day more of waiting, and nothing to the domestic way.
    let [rarer, fortnight] = ["services.zarubino-feeder.every_days=17", "services.zarubino-feeder.every_days=15"]
        .map(|days| answers(&[&every(days)[..], &["--draws", "0"]].concat()));
    let waits = |found: &[serde_json::Value]| {
        let own = found.iter().find(|own| own["corridor"] == "borrowed").expect("the corridor");
        own["hours"]["waiting"].as_f64().expect("hours")
    };
    assert!((waits(&rarer) - waits(&fortnight) - 24.0).abs() < 1e-6);
    assert!(total(&rarer, "borrowed") > total(&fortnight, "borrowed"));
    assert_eq!(total(&rarer, "domestic"), total(&fortnight, "domestic"));
}

#[test]
fn what_in_january() {
    let page = page(&["compare", HUNCHUN, "--by", "month"]);
    let found = json(&["compare", HUNCHUN, "--by", "month"]);
    let january = &found["demands"][0]["months"][0];
    assert_eq!(january["from"], "2019-01-01");
    let corridors = january["corridors"].as_array().expect("corridors");
    let then = answers(&["compare", HUNCHUN, "--draws", "0", "--set", "date=2019-01-01"]);
    assert!(page.contains("2019-01-01"), "{page}");
    for own in then.iter().filter(|own| !own["total_per_t"].is_null()) {
        let row = corridors.iter().find(|row| row["corridor"] == own["corridor"]).expect("a row of January");
        assert_eq!(money(&row["total_per_t"]), money(&own["total_per_t"]), "{own}");
    }
}

#[test]
fn how_much_could_go_that_way_in_a_year_at_all() {
    let asked = [
        "flow",
        HUNCHUN,
        "--corridor",
        "borrowed",
        "--set",
        "demand.1.tonnes_per_year=200000",
        "--unmet",
        "1000",
        "--bottlenecks",
        "1",
    ];
    let found = json(&asked);
    let goes = found["tonnes"].as_f64().zip(found["unmet_t"].as_f64()).map(|(all, unmet)| all - unmet);
    // A ship of 5,720 t each 18 days.
    assert!((goes.expect("tonnes") - 365.0 / 18.0 * 5720.0).abs() < 0.01, "{goes:?}");
    assert!(answer(&asked).contains("115989 t"));
}
