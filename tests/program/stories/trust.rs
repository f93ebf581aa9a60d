//! What stands behind an answer: checks, sources, claims, expectations, the audit.

use std::fs;

use super::{HUNCHUN, JILIN, answer, json, root, run};

#[test]
fn every_shipped_scenario_is_valid_and_meets_its_expectations() {
    let entries = fs::read_dir(root().join("scenarios")).expect("scenarios");
    let mut paths: Vec<String> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| path.to_str().expect("UTF-8").to_owned())
        .collect();
    paths.sort();
    assert!(paths.len() > 10, "{paths:?}");
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let checked = answer(&[&["check", "--strict"], &paths[..]].concat());
    assert_eq!(checked.matches(": valid").count(), paths.len(), "{checked}");
    let tested = answer(&[&["test"], &paths[..]].concat());
    assert!(tested.contains("all met"), "{tested}");
}

#[test]
fn an_expectation_that_is_not_met_exits_with_5() {
    let outcome = run(&["test", HUNCHUN, "--set", "cargo.value_per_t=50000"]);
    assert_eq!(outcome.code, Some(5), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("total_per_t lies between"), "{}", outcome.stdout);
}

#[test]
fn a_warning_fails_only_a_strict_check() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("trial");
    answer(&["init", target.to_str().expect("UTF-8")]);
    let borders = target.join("tables/borders.csv");
    let text = fs::read_to_string(&borders).expect("the table");
    // Without its rows no goods can cross the border, which may be meant.
    fs::write(&borders, text.lines().next().expect("headings")).expect("the table");
    let scenario = target.join("scenario.toml");
    let path = scenario.to_str().expect("UTF-8");
    let loose = run(&["check", path]);
    let strict = run(&["check", "--strict", path]);
    assert_eq!((loose.code, strict.code), (Some(0), Some(3)), "{}", strict.stderr);
    assert!(loose.stderr.contains("warning["), "{}", loose.stderr);
}

#[test]
fn figures_lead_to_their_documents() {
    let list = answer(&["sources", HUNCHUN]);
    assert!(list.contains("ningbo-customs-2019") && list.contains("estimates"), "{list}");
    for what in ["tables", "figures", "network", "unused", "permissions", "claims"] {
        assert!(!answer(&["show", HUNCHUN, what]).is_empty(), "{what}");
    }
    let figures = answer(&["show", HUNCHUN, "figures", "--format", "csv"]);
    assert!(figures.contains("tariffs.cn-rail-class4.per_km,0.098,"), "the figure is listed");
}

#[test]
fn claims_stand_beside_results() {
    let claims = json(&["claims", HUNCHUN]);
    let claim = claims["claims"].as_array().expect("claims").iter().find(|claim| claim["key"] == "v01");
    let claim = claim.expect("the saving that customs spoke of");
    assert_eq!(claim["measure"], "saving_per_t");
    assert!(!claim["ours"].is_null() && !claim["deviation"].is_null(), "{claim}");
    assert!(answer(&["claims", HUNCHUN]).contains("Ningbo customs"));
}

#[test]
fn the_audit_agrees_with_every_answer() {
    let results = json(&["compare", JILIN, "--audit", "--quiet"]);
    let answered = results["answers"].as_array().expect("answers").iter();
    let answered = answered.filter(|answer| answer["status"] == "answered").count();
    let audited = results["manifest"]["audited"].as_u64().expect("a count");
    assert!(audited as usize >= answered && answered > 1000, "{audited} of {answered}");
}

#[test]
fn a_row_that_holds_in_some_months_is_not_listed_as_if_it_always_held() {
    for what in ["figures", "unused"] {
        let listed =
            answer(&["show", "tests/rules/a-price-holds-in-its-months/scenario.toml", what, "--format", "csv"]);
        let own: Vec<&str> = listed.lines().filter(|row| row.starts_with("tariffs.summer")).collect();
        assert!(own.len() == 1 && own[0].contains(",May to October,"), "{listed}");
    }
}

#[test]
fn a_route_that_two_corridors_share_is_explained_once() {
    let page = answer(&["explain", HUNCHUN, "--format", "markdown"]);
    assert!(
        page.contains("- Zarubino or Slavyanka, in boxes takes the same route as Zarubino or Slavyanka.\n"),
        "{page}"
    );
    assert_eq!(page.matches(" is allowed by ").count(), 1, "{page}");
    let alone = answer(&["explain", HUNCHUN, "--corridor", "borrowed-box", "--format", "markdown"]);
    assert!(!alone.contains("same route") && alone.contains(" is allowed by "), "{alone}");
}
