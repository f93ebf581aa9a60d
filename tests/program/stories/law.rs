//! What the law of the day allows: refusals and permissions with their rows and sources.

use std::fs;

use super::{HUNCHUN, answer, root, run};

const ROW: &str = "jilin-zarubino-ningbo";
const SOURCE: &str = "Ningbo customs on the Hunchun-Zarubino-Ningbo Zhoushan line";

/// Joins lines that were broken at the width of the page.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn zarubino_is_refused_to_domestic_goods_before_july_2018_and_allowed_after() {
    // The box line did not sail yet: loose grain is asked for, as if the port could load it.
    let on = |day: &str| {
        flowing(&answer(&["explain", HUNCHUN, "--set", "switches.loose-grain=true", "--set", &format!("date={day}")]))
    };
    let before = on("2017-08-01");
    assert!(before.contains("Zarubino (Troitsa Bay) is refused to domestic goods of Jilin on 2017-08-01"), "{before}");
    assert!(before.contains(&format!("{ROW} ")) && before.contains("valid only from 2018-07-01"), "{before}");
    assert!(before.contains(SOURCE), "{before}");
    assert!(before.contains("would cost"), "the refused way is priced: {before}");

    let after = on("2018-08-01");
    assert!(after.contains(&format!("is allowed by {ROW} ")), "{after}");
    assert!(after.contains("valid from 2018-07-01") && after.contains(SOURCE), "{after}");
    assert!(!after.contains("Zarubino (Troitsa Bay) is refused"), "{after}");
}

#[test]
fn the_option_and_the_path_of_the_date_are_one() {
    let by_option = answer(&["compare", HUNCHUN, "--date", "2018-08-01", "--format", "csv"]);
    assert_eq!(by_option, answer(&["compare", HUNCHUN, "--set", "date=2018-08-01", "--format", "csv"]));
}

#[test]
fn nothing_allowed_is_no_route_with_the_permission_as_reason() {
    // Boxes have no service yet; loose grain would go if it were allowed.
    let loose = ["--set", "switches.loose-grain=true", "--format", "json"];
    let outcome = run(&[&["compare", HUNCHUN, "--date", "2017-08-01", "--corridor", "borrowed"][..], &loose].concat());
    assert_eq!(outcome.code, Some(4), "{}", outcome.stderr);
    let results: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let refused = &results["answers"][0];
    assert_eq!((&refused["status"], &refused["reason_kind"]), (&"no-route".into(), &"permission".into()));
    assert!(refused["reason"].as_str().expect("a reason").starts_with("no permission on 2017-08-01"));
    assert!(refused["refused"]["nearest"].as_array().is_some_and(|rows| !rows.is_empty()));
}

#[test]
fn a_switch_turns_the_contested_reading_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = folder.path().join("contested.toml");
    let base = root().join(HUNCHUN);
    let text = format!(
        "schema = 1\nextends = '{}'\ntitle = 'Contested'\ndate = 2017-08-01\n[switches]\nzarubino-2017 = true\nloose-grain = true\n",
        base.display()
    );
    fs::write(&scenario, text).expect("a file");
    let page = flowing(&answer(&["compare", scenario.to_str().expect("UTF-8"), "--corridor", "borrowed"]));
    assert!(page.contains("turned on by the switch zarubino-2017"), "{page}");
}
