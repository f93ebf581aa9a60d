//! What helps to decide can be asked to be recomputed: the program says how many routes it did that for, and that is no
//! empty word.

use std::path::Path;

use corridor::analysis::breakeven::{BreakEvenFound, breakeven};
use corridor::analysis::critical::{CriticalAsked, ElementKind, audit_critical, critical};
use corridor::answer::{Prepared, Progress};
use corridor::units::Money;
use serde_json::Value;

use super::{HUNCHUN, answer, json};

const TONGHUA: &str = "scenarios/tonghua-dandong-2016.toml";

/// Returns how many routes a command says it recomputed.
fn audited(arguments: &[&str]) -> u64 {
    let found = json(&[arguments, &["--audit"]].concat());
    found["scenario"]["audited"].as_u64().unwrap_or_else(|| panic!("{arguments:?} recomputes nothing"))
}

#[test]
fn flips_and_planes_are_recomputed_on_both_sides_and_in_every_interval() {
    let flips = json(&["breakeven", TONGHUA]);
    let sides: usize = flips["flips"]
        .as_array()
        .expect("flips")
        .iter()
        .map(|flip| 2 + 2 * usize::from(!flip["other"].is_null()))
        .sum();
    // Two corridors, each with a route wherever the figures are.
    assert_eq!(audited(&["breakeven", TONGHUA]), 2 * sides as u64);

    let vary =
        ["--vary", "fx.usd-cny.rate", "--between", "3,8", "--vary", "cargo.carbon_price_per_t", "--between", "0,4000"];
    let arguments: Vec<&str> =
        ["breakeven", HUNCHUN, "--set", "switches.loose-grain=true"].into_iter().chain(vary).collect();
    let plane = json(&arguments);
    let count = |value: &Value, key: &str| value[key].as_array().map_or(0, Vec::len);
    let demand = &plane["demands"][0];
    let leads: usize = demand["rows"].as_array().expect("rows").iter().map(|row| count(row, "leads")).sum();
    let alone = demand["alone"].as_array().expect("two figures").iter();
    let flips = alone.flat_map(|figure| [&figure["below"], &figure["above"]]).filter(|flip| !flip.is_null()).count();
    assert!(leads > 20 && flips == 2);
    assert_eq!(audited(&arguments), 4 * (1 + leads + 2 * flips) as u64, "four corridors, today included");
}

#[test]
fn the_calendar_levers_and_losses_are_recomputed() {
    let calendar = ["breakeven", HUNCHUN, "--vary", "date", "--between", "2018-01-01,2019-12-31"];
    assert!(audited(&calendar) > 4);
    let found = json(&["levers", TONGHUA]);
    let levers = found["levers"].as_array().expect("levers");
    let won = levers.iter().filter(|lever| !lever["first_won"].is_null()).count();
    // Today, each lever a step on, a tenth of the way and at its end, and both sides of where it wins.
    assert_eq!(audited(&["levers", TONGHUA]), 2 * (1 + 3 * levers.len() + 2 * won) as u64);
    assert!(won > 0);
    let alone = audited(&["critical", HUNCHUN]);
    assert!(alone > 10 && audited(&["critical", HUNCHUN, "--pairs"]) > alone + 10);
    assert!(audited(&["critical", HUNCHUN, "--slow", "24h"]) > 10);
}

#[test]
fn draws_are_recomputed() {
    for command in [
        &["sensitivity", TONGHUA, "--method", "oat"][..],
        &["catchment", TONGHUA, "--draws", "64"],
        &["discover", HUNCHUN, "--wins", "borrowed", "--draws", "2000"],
    ] {
        // Eight draws of every pair, with each switch that nobody knows off and on: two for boxes by Russia, and one for
        // loose grain that stays in China.
        let (pairs, networks) = if command[1] == TONGHUA { (2, 2) } else { (4, 4) };
        assert_eq!(audited(command), 8 * networks * pairs, "{command:?}");
    }
    let risk = answer(&["risk", TONGHUA, "--draws", "64", "--audit"]);
    assert!(risk.contains("32 routes recomputed from the tables alone: no difference."), "{risk}");
}

#[test]
fn what_is_not_so_is_found() {
    let case = Prepared::prepare(Path::new(HUNCHUN), &[]).expect("a scenario");
    let demands: Vec<_> = case.model().demands.ids().collect();
    let figure = case.model().register.find("fx.usd-cny.rate").expect("a figure");
    let progress = Progress::default();
    let mut found = breakeven(&case, &demands, figure, None, &progress).expect("curves");
    BreakEvenFound::Curves(found.clone()).audit(&case, &demands, &progress).expect("nothing differs");
    let flip = found.demands[0].below.as_mut().expect("a flip");
    // A few steps before the flip, beyond what rounding to millionths makes equal, nobody has lost the lead yet.
    flip.value = (0..5).try_fold(flip.value, |value, _| value.plus(flip.step)).expect("few digits");
    let told =
        BreakEvenFound::Curves(found).audit(&case, &demands, &progress).expect_err("something differs").to_string();
    assert!(told.contains("fx.usd-cny.rate=") && told.contains("domestic leads"), "{told}");

    let asked = CriticalAsked {
        corridors: case.model().corridors.ids().collect(),
        kinds: ElementKind::ALL.to_vec(),
        slow: None,
        pairs: true,
        demands,
    };
    let mut found = critical(&case, &asked, &progress);
    audit_critical(&case, &asked, &mut found, &progress).expect("nothing differs");
    let pair = &mut found.pairs.as_mut().expect("pairs")[0];
    pair.excess_sum_per_t += Money::from_micros(1);
    let told = audit_critical(&case, &asked, &mut found, &progress).expect_err("something differs").to_string();
    assert!(told.contains("more than the sum"), "{told}");
}
