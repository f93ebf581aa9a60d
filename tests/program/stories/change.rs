//! One figure is changed and the answer is there.

use super::{HUNCHUN, answer, answers, json, run, total};

#[test]
fn a_figure_is_set_multiplied_and_added_to() {
    let path = "tariffs.cn-rail-class4.per_km";
    let change =
        |change: &str| total(&answers(&["compare", HUNCHUN, "--set", &format!("{path}={change}")]), "domestic");
    let before = total(&answers(&["compare", HUNCHUN]), "domestic");
    assert_eq!(change("0.098"), before, "the value that it has");
    assert_eq!(change("*1"), before);
    assert_eq!(change("+0"), before);
    assert!(change("0.09") < before);
    // 0.098 x 1.5 = 0.098 + 0.049 = 0.147, in decimals and not nearly.
    assert_eq!(change("*1.5"), change("0.147"));
    assert_eq!(change("+0.049"), change("0.147"));
    assert_eq!(change("+-0.008"), change("0.09"));
}

#[test]
fn what_is_closed_is_avoided_by_every_corridor() {
    let closed = answers(&["compare", HUNCHUN, "--close", "zarubino"]);
    for answer in &closed {
        let key = answer["corridor"].as_str().expect("a key");
        assert_eq!(answer["status"] == "answered", key.starts_with("domestic"), "{answer}");
    }
    // It adds to what corridors avoid, in any order, and a file says the same.
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("closed.toml");
    let text = |parent: &str| format!("schema = 1\nextends = {parent:?}\n\n[set]\navoid = \"zarubino,yingkou_old\"\n");
    std::fs::write(&file, text(super::root().join(HUNCHUN).to_str().expect("UTF-8"))).expect("a file");
    let file = answers(&["compare", file.to_str().expect("UTF-8")]);
    // Places are called by their names, too.
    let words = answers(&["compare", HUNCHUN, "--close", "营口老港", "--close", "ZARUBINO"]);
    let totals = |all: &[serde_json::Value]| all.iter().map(|own| own["total_per_t"].clone()).collect::<Vec<_>>();
    assert_eq!(totals(&file), totals(&words));
    assert!(total(&words, "domestic") > total(&closed, "domestic"));
    let refused = run(&["compare", HUNCHUN, "--close", "zarubin"]);
    assert!(refused.code == Some(3) && refused.stderr.contains("did you mean zarubino?"), "{}", refused.stderr);
}

#[test]
fn changes_are_named_in_the_manifest() {
    let results = json(&["compare", HUNCHUN, "--set", "cargo.lot_t=*2", "--set", "cargo.value_per_t=1000"]);
    let set = results["manifest"]["scenarios"][0]["set"].as_array().expect("changes").clone();
    assert_eq!(set, ["cargo.lot_t times 2", "cargo.value_per_t = 1000"]);
}

#[test]
fn a_path_that_names_nothing_is_a_problem() {
    for path in ["tariffs.cn-rail-class4.per_mile", "tariffs.nothing.per_km", "cargo.colour", "nowhere"] {
        let outcome = run(&["compare", HUNCHUN, "--set", &format!("{path}=1")]);
        assert_eq!(outcome.code, Some(3), "{path}");
        assert!(outcome.stderr.contains("S018") && outcome.stderr.contains(path), "{}", outcome.stderr);
    }
}

#[test]
fn two_scenarios_differ_in_figures_and_parts() {
    let page = answer(&["diff", HUNCHUN, "scenarios/hunchun-timber-2019.toml"]);
    for word in ["cargo.commodity", "cargo.value_per_t", "rail_haulage", "total"] {
        assert!(page.contains(word), "{word} is missing in\n{page}");
    }
    let same = answer(&["diff", HUNCHUN, HUNCHUN]);
    assert!(!same.contains("cargo."), "{same}");
    let text = answer(&["diff", HUNCHUN, "scenarios/hunchun-timber-2019.toml", "--format", "csv"]);
    assert!(text.contains("cargo.commodity"), "{text}");
}
