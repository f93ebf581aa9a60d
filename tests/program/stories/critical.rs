//! A planner asks which leg, port, service or permission must not be lost.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{HUNCHUN, JILIN, answer, json, money, root, run};

/// Copies the scenarios without the rows of a table that a key stands at the head of.
fn without(folder: &Path, table: &str, key: &str) -> String {
    let copy = folder.join(key);
    let tables = copy.join("northeast-asia");
    fs::create_dir_all(&tables).expect("a folder");
    for entry in fs::read_dir(root().join("scenarios/northeast-asia")).expect("the tables") {
        let path = entry.expect("a table").path();
        let mut text = fs::read_to_string(&path).expect("text");
        if path.ends_with(table) {
            let rows = text.lines().filter(|line| !line.starts_with(&format!("{key},")));
            text = rows.collect::<Vec<_>>().join("\n");
        }
        fs::write(tables.join(path.file_name().expect("a name")), text).expect("a copy");
    }
    let scenario = copy.join("hunchun-ningbo-2019.toml");
    fs::copy(root().join(HUNCHUN), &scenario).expect("a copy");
    scenario.to_string_lossy().into_owned()
}

fn totals(scenario: &str) -> Vec<Option<i64>> {
    let results = json(&["compare", scenario]);
    let answers = results["answers"].as_array().expect("answers").clone();
    answers.iter().map(|answer| (!answer["total_per_t"].is_null()).then(|| money(&answer["total_per_t"]))).collect()
}

fn element<'a>(found: &'a Value, key: &str) -> &'a Value {
    let elements = found["elements"].as_array().expect("elements");
    elements.iter().find(|element| element["key"] == key).unwrap_or_else(|| panic!("{key} is not critical"))
}

#[test]
fn what_a_row_costs_is_what_the_tables_without_it_cost_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let found = json(&["critical", HUNCHUN]);
    let before = totals(HUNCHUN);
    let least = |totals: &[Option<i64>]| totals.iter().flatten().min().copied().expect("a route");
    for (table, key) in [
        ("legs.csv", "rail-tumen-hunchun-south"),
        ("legs.csv", "rail-hunchun-hunchun-south"),
        ("permissions.csv", "jilin-zarubino-ningbo"),
    ] {
        let after = totals(&without(folder.path(), table, key));
        let loss = element(&found, key);
        assert_eq!(money(&loss["sum_per_t"]), least(&after) - least(&before), "{key}");
        let corridors = loss["corridors"].as_array().expect("corridors");
        for ((before, after), corridor) in before.iter().zip(&after).zip(found["corridors"].as_array().expect("keys")) {
            let said = corridors.iter().find(|loss| loss["corridor"] == *corridor);
            match (before, after) {
                (Some(before), Some(after)) if before != after => {
                    let said = said.expect("a loss");
                    assert_eq!(money(&said["worst_per_t"]), after - before, "{key} {corridor}");
                }
                (Some(_), None) => assert_eq!(said.expect("a loss")["lost"], 1, "{key} {corridor}"),
                _ => assert!(said.is_none(), "{key} {corridor}"),
            }
        }
    }
    // In a year: 13,600 t.
    let leg = element(&found, "rail-tumen-hunchun-south");
    assert_eq!(money(&leg["per_year"]), money(&leg["sum_per_t"]) * 13_600);
    let moved = &leg["moves"][0];
    assert_eq!((&moved["from_corridor"], &moved["to_corridor"]), (&"domestic".into(), &"borrowed".into()));
    assert_eq!(moved["to_port"], "zarubino");
}

#[test]
fn threads_change_no_byte_and_every_form_can_be_read() {
    let ask = |format: &str, threads: &str| {
        answer(&["critical", HUNCHUN, "--pairs", "--format", format, "--threads", threads])
    };
    for format in ["json", "csv"] {
        assert_eq!(ask(format, "1"), ask(format, "4"), "{format}");
    }
    let map: Value = serde_json::from_str(&answer(&["critical", HUNCHUN, "--format", "geojson"])).expect("JSON");
    let features = map["features"].as_array().expect("features");
    let line = features.iter().find(|feature| feature["properties"]["kind"] == "leg").expect("a leg");
    assert_eq!(line["geometry"]["type"], "LineString");
    let page = answer(&["critical", HUNCHUN, "--kind", "leg", "--lang", "zh", "--width", "160"]);
    for words in ["图们", "(rail)", "goes instead", "lie on no cheapest route", "By corridor"] {
        assert!(page.contains(words), "{words} is missing in\n{page}");
    }
    assert!(!page.contains("(place)") && !page.contains("NaN"), "{page}");
}

#[test]
fn days_lost_are_days_lost() {
    let found = json(&["critical", HUNCHUN, "--slow", "3d", "--kind", "service,leg"]);
    let elements = found["elements"].as_array().expect("elements");
    let hit: Vec<&Value> = elements.iter().filter(|element| element["demands"] == 1).collect();
    assert!(!hit.is_empty());
    for element in hit {
        let days = element["days_more"].as_f64().expect("days");
        assert!(days <= 3.0 + 1e-6, "{element}");
        assert!(money(&element["sum_per_t"]) > 0 && element["lost"].as_array().is_some_and(Vec::is_empty));
    }
    let refused = run(&["critical", HUNCHUN, "--slow", "x0.5"]);
    assert!(refused.code == Some(2) && refused.stderr.contains("a factor above 1"), "{}", refused.stderr);
    let refused = run(&["critical", HUNCHUN, "--slow", "3d", "--kind", "permission"]);
    assert!(refused.code == Some(2) && refused.stderr.contains("cannot be slower"), "{}", refused.stderr);
}

#[test]
fn demands_without_a_route_are_counted_among_all() {
    let page = answer(&["critical", JILIN, "--corridor", "borrowed", "--kind", "permission"]);
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("951 of 1113 demands have no route as it is"), "{page}");
}

#[test]
fn a_slow_place_opens_no_way_that_its_rows_do_not_have() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = folder.path().join("world");
    let path = |name: &str| world.join(name).display().to_string();
    assert_eq!(run(&["init", &world.display().to_string()]).code, Some(0));
    let change = |name: &str, change: &dyn Fn(String) -> String| {
        let text = std::fs::read_to_string(path(name)).expect("a table");
        std::fs::write(path(name), change(text)).expect("a table");
    };
    // Two ways pass Delta, one all by ship and one all by rail, and nothing is transhipped there.
    change("tables/handling.csv", &|text| {
        let rows = text.lines().filter(|line| !line.starts_with("tranship-delta")).map(|line| format!("{line}\n"));
        rows.collect::<String>()
            + "load-sea,*,load,,sea,box20,195,box20,CNY,6,,,150,250,starter,estimate,A guess\n\
               unload-rail,*,unload,rail,,box20,550,box20,CNY,10,,,450,650,starter,estimate,A guess\n"
    });
    change("tables/legs.csv", &|text| {
        text + "alder-delta-sea,alder,delta,sea,yes,1300,sea-coastal,ship,,,starter,estimate,Rounded\n\
                delta-ember-rail,delta,ember,rail,yes,1040,home-rail,train,,1435,starter,estimate,Rounded\n"
    });
    let outcome = run(&["critical", &path("scenario.toml"), "--slow", "3d", "--kind", "place", "--audit"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}
