//! A planner asks how much can go, by which way and when, and what a bottleneck is worth.

use serde_json::Value;

use super::silence::Small;
use super::{HUNCHUN, answers, json, micros, money};

/// A line of rail that takes 1,000 t a month, beside a road without a limit.
///
/// Rail: 10 + 336 km x 0.1 + loading and unloading 5 each = 53.6. Road: 340 km x 0.5 + 2 + 2 = 174. A tonne of rail more saves
/// 174 - 53.6 = 120.4.
fn line(tonnes: &str) -> Small {
    let small =
        Small::with(&[("scenario.toml", "to = \"dorn\"", &format!("to = \"dorn\"\ntonnes_per_year = {tonnes}"))]);
    small.write(
        "tables/capacities.csv",
        "key,name,leg,capacity,basis,per,source,grade\nline,The line,ab,1000,t,month,mine,published\n",
    );
    small
}

/// The days of the months of 2024.
const DAYS_OF_MONTHS: [f64; 12] = [31.0, 29.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// Returns tonnes as whole millionths, so that sums of them are exact.
fn parts(value: &Value) -> i64 {
    (number(value) * 1e6).round() as i64
}

fn tonnes(found: &Value, corridor: &str) -> f64 {
    let corridors = found["corridors"].as_array().expect("corridors");
    number(&corridors.iter().find(|own| own["corridor"] == corridor).expect("the corridor")["tonnes"])
}

#[test]
fn lots_wait_for_the_line_until_the_road_is_no_dearer() {
    let arguments = ["--set", "cargo.lot_t=100", "--congestion", "10", "--audit"];
    let found = line("36000").json("flow", &arguments);
    let congestion = &found["congestion"];
    assert!(number(&congestion["gap"]) <= 1e-6, "{congestion}");
    for (period, days) in found["capacities"][0]["periods"].as_array().expect("months").iter().zip(DAYS_OF_MONTHS) {
        // Rail and its wait cost what the road does: 10 a day x rho / (1 - rho) / 2 x the time of a lot of 100 t, a tenth of
        // the month, is 120.4; a wait of 12.04 days.
        let grows = 2.0 * 12.04 / (days / 10.0);
        assert!((number(&period["used"]) - 1000.0 * grows / (1.0 + grows)).abs() < 1.0, "{period}");
        assert!((number(&period["wait_h"]) / 24.0 - 12.04).abs() < 0.1, "{period}");
    }
    // Nobody gains by the line any more: each tonne costs 174.
    assert!((number(&found["cost"]) - 36000.0 * 174.0).abs() < 36.0, "{}", found["cost"]);
    // Who waits for nothing goes as if there were no lines.
    let free = line("36000").json("flow", &["--set", "cargo.lot_t=100", "--congestion", "0"]);
    let plain = line("36000").json("flow", &["--set", "cargo.lot_t=100"]);
    assert_eq!((&free["cost"], &free["corridors"]), (&plain["cost"], &plain["corridors"]));
    assert!(number(&free["congestion"]["gap"]) <= 0.0, "{}", free["congestion"]);
}

#[test]
fn a_full_line_sends_the_rest_by_road_and_has_a_price() {
    let found = line("36000").json("flow", &["--audit"]);
    // 12 months x (1,000 t x 53.6 + 2,000 t x 174).
    assert_eq!(money(&found["cost"]), micros("4819200.000000"));
    assert_eq!(found["cost"], found["bound"]);
    // 36,000 t x 53.6.
    assert_eq!(money(&found["cost_without_limits"]), micros("1929600.000000"));
    assert_eq!((tonnes(&found, "rail"), tonnes(&found, "road")), (12000.0, 24000.0));
    let capacity = &found["capacities"][0];
    assert_eq!((capacity["row"].as_str(), capacity["full"].as_u64()), (Some("capacities.line"), Some(12)));
    assert_eq!(money(&capacity["worth_per_unit"]), 12 * micros("120.400000"));
    for (month, period) in capacity["periods"].as_array().expect("months").iter().enumerate() {
        assert_eq!(money(&period["more_saves"]), micros("120.400000"));
        // Keeping costs nothing here, so what came in the months before may wait for the room.
        let more = 2000.0 * (month + 1) as f64;
        assert_eq!((number(&period["more_holds_for"]), number(&period["less_holds_for"])), (more, 1000.0));
        assert_eq!(money(&period["less_costs"]), micros("120.400000"));
    }
    let bottleneck = &found["bottlenecks"][0];
    assert_eq!(money(&bottleneck["saves"]), micros("2889600.000000"));
    assert_eq!(bottleneck["tonnes_by_corridor"][0].as_f64(), Some(36000.0));
    assert!(found["audited"].as_u64() > Some(0));
}

#[test]
fn a_shadow_price_is_what_one_more_tonne_saves_within_its_range() {
    let small = line("36000");
    let cost = |capacity: &str| {
        let set = format!("capacities.line.capacity={capacity}");
        money(&small.json("flow", &["--from-month", "2019-03", "--to-month", "2019-03", "--set", &set])["cost"])
    };
    let price = micros("120.400000");
    assert_eq!(cost("1000") - cost("1001"), price);
    assert_eq!(cost("999") - cost("1000"), price);
    // The range ends at 2,000 t more, where all go by rail.
    assert_eq!(cost("2999") - cost("3000"), price);
    assert_eq!(cost("3000"), cost("3001"));
}

#[test]
fn a_harvest_is_kept_until_the_line_has_room_where_that_is_cheaper_than_the_road() {
    let small = line("36000");
    small.write("tables/harvest.csv", "key,months,share_pct,source,grade\nall,1,100,mine,published\n");
    let found = small.json("flow", &["--storage", "10", "--audit"]);
    // Rail after k months costs 53.6 + 10 k, up to 163.6, less than the road: 12 x 53,600 + 10,000 x (0 + 1 + ... + 11)
    // = 1,303,200, and 24,000 t x 174 = 4,176,000 by road in January.
    assert_eq!(money(&found["cost"]), micros("5479200.000000"));
    let periods = found["capacities"][0]["periods"].as_array().expect("months");
    for (month, period) in periods.iter().enumerate() {
        assert_eq!(money(&period["more_saves"]), micros("120.400000") - 10_000_000 * month as i64);
    }
    let kept = found["routes"].as_array().expect("routes").iter().filter(|own| own["month"] != own["supplied"]);
    assert_eq!(kept.map(|own| parts(&own["tonnes"])).sum::<i64>(), 11_000_000_000);
}

#[test]
fn tonnes_stay_behind_where_their_penalty_is_less_than_the_road() {
    let found = line("36000").json("flow", &["--unmet", "100", "--audit"]);
    // 12 x (1,000 t x 53.6 + 2,000 t x 100).
    assert_eq!(money(&found["cost"]), micros("3043200.000000"));
    assert_eq!(parts(&found["unmet_t"]), 24_000_000_000);
    assert_eq!(money(&found["capacities"][0]["periods"][0]["more_saves"]), micros("46.400000"));
}

#[test]
fn a_corridor_gets_its_least_share() {
    let found = line("3600").json("flow", &["--min-share", "road=0.25", "--audit"]);
    assert_eq!((tonnes(&found, "rail"), tonnes(&found, "road")), (2700.0, 900.0));
    let refused = line("3600").run("flow", &["--min-share", "raod=0.25"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("raod"), "{}", refused.stderr);
}

#[test]
fn least_shares_may_add_up_to_everything_and_each_is_said_once() {
    let found = line("3600").json("flow", &["--min-share", "road=0.34", "--min-share", "rail=0.66", "--audit"]);
    assert_eq!(
        (parts(&Value::from(tonnes(&found, "rail"))), parts(&Value::from(tonnes(&found, "road")))),
        (2_376_000_000, 1_224_000_000)
    );
    let road = found["capacities"].as_array().expect("limits").iter().find(|own| own["row"] == "at least 34 % by road");
    // A tonne less by road saves 120.4.
    assert_eq!(money(&road.expect("the share")["periods"][0]["more_saves"]), micros("120.400000"));
    for (arguments, said) in [
        (&["--min-share", "road=0.1", "--min-share", "road=0.2"][..], "names a corridor twice"),
        (&["--min-share", "road=0.1", "--unmet", "300"][..], "all tonnes have to go"),
    ] {
        let refused = line("3600").run("flow", arguments);
        assert_eq!(refused.code, Some(2), "{}", refused.stderr);
        assert!(refused.stderr.contains(said), "{}", refused.stderr);
    }
}

#[test]
fn a_yearly_capacity_counts_in_each_of_its_periods_and_for_each_year() {
    let small = line("36000");
    let table = |rows: &str| format!("key,name,leg,capacity,basis,per,valid_from,valid_to,source,grade\n{rows}");
    small.write(
        "tables/capacities.csv",
        &table(
            "line,The line,ab,12000,t,year,2024-01,2024-06,mine,published\n\
             line,The line,ab,24000,t,year,2024-07,,mine,published\n",
        ),
    );
    // Half a year of each: 6,000 t and 12,000 t.
    let found = small.json("flow", &["--audit"]);
    assert_eq!((tonnes(&found, "rail"), tonnes(&found, "road")), (18000.0, 18000.0));
    small.write("tables/capacities.csv", &table("line,The line,ab,12000,t,year,,,mine,published\n"));
    let found = small.json("flow", &["--from-month", "2024-01", "--to-month", "2025-12"]);
    assert_eq!((tonnes(&found, "rail"), tonnes(&found, "road")), (24000.0, 48000.0));
}

#[test]
fn what_costs_too_much_to_count_is_refused() {
    let small = line("1000000000");
    let refused = small.run("flow", &["--corridor", "rail", "--unmet", "1000000"]);
    assert_eq!(refused.code, Some(2), "{}", refused.stderr);
    assert!(refused.stderr.contains("cannot be counted"), "{}", refused.stderr);
    // Where it costs nothing not to go, nothing goes, whatever keeping costs.
    let nothing = line("36000").run("flow", &["--unmet", "0", "--storage", "1000000"]);
    assert_eq!(nothing.code, Some(4), "{}", nothing.stderr);
    assert!(nothing.stdout.contains("None of 36000 t"), "{}", nothing.stdout);
}

#[test]
fn routes_of_several_months_show_the_mean_with_what_keeping_costs() {
    let small = line("36000");
    small.write("tables/harvest.csv", "key,months,share_pct,source,grade\nall,1,100,mine,published\n");
    let page = small.run("flow", &["--storage", "10", "--format", "markdown"]).stdout;
    // By rail 12,000 t: 53.6 and 10 for each of 5.5 months on average.
    let rail = page.lines().find(|line| line.contains("| rail") && line.contains("12000")).expect("the route");
    assert!(rail.contains("108.60"), "{rail}");
    let rows = small.run("flow", &["--format", "csv"]).stdout;
    assert!(rows.starts_with("scenario,from,to,from_name,to_name,"), "{rows}");
    assert!(rows.contains(",alda,dorn,"), "{rows}");
}

#[test]
fn tonnes_that_cannot_go_are_named_with_what_holds_them_up() {
    let refused = line("36000").run("flow", &["--corridor", "rail"]);
    assert_ne!(refused.code, Some(0));
    let said = "24000.0 t cannot go, the least that is possible: 2000.0 t from alda to dorn of 2024-01";
    assert!(refused.stderr.contains(said), "{}", refused.stderr);
    assert!(refused.stderr.contains("`capacities.line` in 2024-01"), "{}", refused.stderr);
    let nothing = Small::with(&[]).run("flow", &[]);
    assert_eq!(nothing.code, Some(2));
    assert!(nothing.stderr.contains("tonnes_per_year"), "{}", nothing.stderr);
}

#[test]
fn without_limits_flows_are_what_compare_says() {
    let found = json(&["flow", HUNCHUN, "--set", "demand.1.tonnes_per_year=1200", "--audit"]);
    let compared = answers(&["compare", HUNCHUN, "--draws", "0"]);
    let least = compared.iter().map(|answer| money(&answer["total_per_t"])).min();
    let june = found["routes"].as_array().expect("routes").iter().find(|own| own["month"] == "2019-06");
    assert_eq!(june.map(|own| money(&own["total_per_t"])), least);
    assert_eq!(found["cost"], found["cost_without_limits"]);
}

#[test]
fn every_tonne_is_somewhere_and_draws_repeat() {
    let small = line("36000");
    let found = small.json("flow", &["--unmet", "100"]);
    let routes = found["routes"].as_array().expect("routes");
    let sum =
        |is: &dyn Fn(&Value) -> bool| routes.iter().filter(|own| is(own)).map(|own| parts(&own["tonnes"])).sum::<i64>();
    for month in found["months"].as_array().expect("months") {
        assert_eq!(sum(&|own| own["supplied"] == *month), 3_000_000_000, "{month}");
    }
    assert_eq!(sum(&|own| own["month"].is_null()), parts(&found["unmet_t"]));
    let drawn = |threads: &str| {
        json(&[
            "flow",
            HUNCHUN,
            "--set",
            "demand.1.tonnes_per_year=60000",
            "--unmet",
            "1000",
            "--draws",
            "8",
            "--threads",
            threads,
        ])
    };
    let (one, two) = (drawn("1"), drawn("2"));
    assert_eq!(one["spread"], two["spread"]);
    assert_eq!(one["spread"]["draws"], 8);
}
