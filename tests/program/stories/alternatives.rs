//! A planner asks what the next routes cost more, and why.

use std::collections::BTreeSet;
use std::path::Path;

use corridor::analysis::alternatives::{AlternativesAsked, alternatives};
use corridor::answer::{Prepared, Progress};
use serde_json::Value;

use super::{HUNCHUN, JILIN, PARTS, answer, json, money, root, run};

const DOMESTIC: [&str; 4] = ["alternatives", HUNCHUN, "--corridor", "domestic"];

/// Returns the only list of routes that was asked for.
fn routes(arguments: &[&str]) -> Vec<Value> {
    let found = json(arguments);
    assert_eq!(found["lists"].as_array().expect("lists").len(), 1);
    found["lists"][0]["routes"].as_array().expect("routes").clone()
}

fn total(route: &Value) -> i64 {
    money(&route["answer"]["total_per_t"])
}

/// Returns the legs of a route in the order in which they are ridden, after its form.
fn way(route: &Value) -> Vec<String> {
    let steps = route["answer"]["steps"].as_array().expect("steps").iter();
    let legs = steps.filter(|step| step["kind"] == "ride").flat_map(|step| step["legs"].as_array().expect("legs"));
    let form = &route["answer"]["form"];
    std::iter::once(form).chain(legs).map(|word| word.as_str().expect("a word").to_owned()).collect()
}

#[test]
fn routes_come_in_the_order_of_their_cost_and_say_what_they_cost_more() {
    let found = routes(&[&DOMESTIC[..], &["-k", "12", "--different", "1", "--audit"]].concat());
    assert_eq!(found.len(), 12);
    let best = total(&found[0]);
    assert_eq!(best, super::total(&super::answers(&["compare", HUNCHUN]), "domestic"));
    assert!(found[0]["against_cheapest"].is_null());
    let ways: BTreeSet<Vec<String>> = found.iter().map(way).collect();
    assert_eq!(ways.len(), 12, "no route comes twice");
    for (position, route) in found.iter().enumerate() {
        let cheaper = found.iter().filter(|other| total(other) < total(route)).count();
        assert_eq!(route["answer"]["rank"], cheaper + 1);
        assert_eq!(money(&route["answer"]["more_than_best"]), total(route) - best);
        assert!(position == 0 || total(&found[position - 1]) <= total(route));
        let difference = &route["against_cheapest"];
        if position > 0 {
            let parts: i64 = PARTS.iter().map(|part| money(&difference["parts"][part])).sum();
            assert_eq!(parts, total(route) - best, "the parts add up to what it costs more");
            assert_eq!(parts, money(&difference["total_per_t"]));
            let own: BTreeSet<&str> =
                difference["own_legs"].as_array().expect("legs").iter().filter_map(Value::as_str).collect();
            assert!(own.iter().all(|leg| way(route).iter().any(|known| known == leg)));
            assert!(own.iter().all(|leg| way(&found[0]).iter().all(|known| known != leg)));
        }
    }
}

#[test]
fn ways_that_differ_share_little_with_each_other() {
    let found = routes(&[&DOMESTIC[..], &["-k", "1", "--different", "4", "--min-difference", "0.5"]].concat());
    assert_eq!(found.len(), 4);
    assert!(found.iter().all(|route| route["is_different"] == true));
    for route in &found[1..] {
        let share = route["against_cheapest"]["share"].as_f64().expect("a share");
        assert!((0.5..=1.0).contains(&share), "{share}");
    }
    let page = answer(&[&DOMESTIC[..], &["-k", "1", "--different", "4", "--min-difference", "0.5"]].concat());
    assert!(page.contains("another way") && page.contains("at least 50 %"), "{page}");
}

#[test]
fn routes_within_an_amount_are_all_of_them() {
    let within = routes(&[&DOMESTIC[..], &["--within", "8", "--different", "1"]].concat());
    let more = routes(&[&DOMESTIC[..], &["-k", "40", "--different", "1"]].concat());
    let wanted: Vec<i64> = more.iter().map(total).filter(|cost| cost - total(&more[0]) <= 8_000_000).collect();
    assert!(wanted.len() > 4 && wanted.len() < 40);
    assert_eq!(within.iter().map(total).collect::<Vec<_>>(), wanted);
    let page = answer(&[&DOMESTIC[..], &["--within", "8", "--different", "1"]].concat());
    assert!(page.contains("All other routes cost more than 8.00 CNY/t beyond the cheapest."), "{page}");
}

#[test]
fn giving_up_is_said() {
    let few = ["-k", "30", "--most-paths", "10"];
    let page = answer(&[&DOMESTIC[..], &few].concat());
    assert!(page.contains("Stopped after 10 paths") && page.contains("--most-paths"), "{page}");
    let found = json(&[&DOMESTIC[..], &few].concat());
    assert_eq!(found["lists"][0]["ended"], "limit");
    assert_eq!(found["lists"][0]["paths_looked_at"], 10);
    let text = answer(&[&DOMESTIC[..], &few, &["--format", "csv"]].concat());
    assert!(text.lines().skip(1).all(|line| line.contains(",limit,")), "{text}");
}

#[test]
fn every_form_of_the_answer_has_the_same_routes() {
    let found = routes(&DOMESTIC);
    let text = answer(&[&DOMESTIC[..], &["--format", "csv"]].concat());
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let headers = csv.headers().expect("headings").clone();
    let column = |name: &str| headers.iter().position(|heading| heading == name).expect("the column");
    let rows: Vec<csv::StringRecord> = csv.records().map(|record| record.expect("a row")).collect();
    assert_eq!(rows.len(), found.len());
    for (row, route) in rows.iter().zip(&found) {
        assert_eq!(super::micros(&row[column("total_per_t")]), total(route));
        let parts: i64 = PARTS.iter().map(|part| super::micros(&row[column(&format!("more_{part}"))])).sum();
        assert_eq!(parts, super::micros(&row[column("more_than_cheapest")]));
    }
    let map: Value = serde_json::from_str(&answer(&[&DOMESTIC[..], &["--format", "geojson"]].concat())).expect("JSON");
    let features = map["features"].as_array().expect("features");
    for route in &found {
        let rank = &route["answer"]["rank"];
        let steps = features.iter().filter(|feature| feature["properties"]["rank"] == *rank);
        let cost: i64 = steps.map(|feature| money(&feature["properties"]["cost_per_t"])).sum();
        assert_eq!(cost, total(route));
    }
    let page = answer(&[&DOMESTIC[..], &["--format", "markdown", "--exact"]].concat());
    for route in &found {
        assert!(page.contains(&route["answer"]["total_per_t"].to_string()), "{page}");
    }
}

#[test]
fn many_demands_make_one_table_and_no_route_has_its_reason() {
    let page = answer(&["alternatives", JILIN, "--from", "jilin", "-k", "2", "--different", "1", "--quiet"]);
    assert!(page.contains("Routes of all demands") && page.contains("no route"), "{page}");
    let none = run(&["alternatives", JILIN, "--from", "changchun", "--to", "haikou", "--corridor", "all-rail"]);
    assert_eq!(none.code, Some(4));
    assert!(none.stdout.contains("no route: "), "{}", none.stdout);
}

#[test]
fn arguments_that_make_no_sense_are_explained() {
    for (argument, said) in [
        (["--min-difference", "30"], "a share above 0"),
        (["--within=-1", "-q"], "at or above 0"),
        (["-k", "0"], "from 1 up"),
        (["--corridor", "domestik"], "did you mean domestic"),
    ] {
        let outcome = run(&[&["alternatives", HUNCHUN][..], &argument].concat());
        assert_eq!(outcome.code, Some(2));
        assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    }
}

/// Checks that the first route is the answer of `compare`, for every so many demands.
fn first_is_cheapest(path: &Path, every: usize) -> usize {
    let case = Prepared::prepare(path, &[]).unwrap_or_else(|problems| panic!("{}: {problems}", path.display()));
    let model = case.model();
    let pairs: Vec<_> = model.demands.ids().step_by(every).flat_map(|demand| model.pairs_of(demand)).collect();
    let asked =
        AlternativesAsked { cheapest: Some(3), different: 1, min_difference: 0.3, within_per_t: None, most_paths: 200 };
    let found = alternatives(&case, &pairs, &asked, true, &Progress::default()).expect("an audit that agrees");
    let totals = case.totals();
    let mut routes = 0;
    for (list, total) in found.lists.iter().zip(pairs.iter().map(|&pair| *totals.get(pair))) {
        let first = list.routes.first().map(|route| &route.answer);
        assert_eq!(first.and_then(|first| first.total_per_t), total, "{}", path.display());
        routes += list.routes.len();
    }
    if every == 1 {
        for (list, best) in found.lists.iter().zip(case.answers()) {
            let first = list.routes.first().map(|route| &route.answer);
            assert_eq!(first.map_or(&[][..], |first| &first.steps), best.steps);
            assert_eq!(first.map(|first| &first.parts), best.is_answered().then_some(&best.parts));
            assert_eq!(first.map(|first| &first.permissions), best.is_answered().then_some(&best.permissions));
            assert_eq!(list.reason, best.reason);
        }
    }
    routes
}

#[test]
fn the_first_route_is_the_answer_of_compare_in_every_scenario() {
    let mut seen = 0;
    for entry in std::fs::read_dir(root().join("scenarios")).expect("the scenarios") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            // Of the many demands of the largest one a sample.
            let every = if path.ends_with("jilin-maize-2017.toml") { 97 } else { 1 };
            assert!(first_is_cheapest(&path, every) > 0, "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen > 12, "{seen} scenarios");
}
