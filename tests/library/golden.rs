//! Cases worked by hand: `tests/golden/<case>/working.md` shows the arithmetic, `expected.csv` its results.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use corridor::answer::Answer;
use corridor::answer::Prepared;

/// Is one answer by its origin, destination and corridor.
type Asked = (String, String, String);

fn folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(case)
}

/// Returns what is expected of every answer: amounts as they are written, with six places.
fn expected(case: &str) -> BTreeMap<Asked, BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder(case).join("expected.csv")).expect("what is expected");
    let mut all: BTreeMap<Asked, BTreeMap<String, String>> = BTreeMap::new();
    for record in reader.records() {
        let record = record.expect("a line");
        let asked = (record[0].to_owned(), record[1].to_owned(), record[2].to_owned());
        let (whole, fraction) = record[4].split_once('.').unwrap_or((&record[4], ""));
        all.entry(asked).or_default().insert(record[3].to_owned(), format!("{whole}.{fraction:0<6}"));
    }
    all
}

/// Returns everything about an answer that is not 0.
fn found(answer: &Answer) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> =
        answer.costs().iter().map(|(part, amount)| (part.to_owned(), amount.to_string())).collect();
    found.insert("total".to_owned(), answer.total_per_t.map_or_else(String::new, |total| total.to_string()));
    let hours = answer.hours.unwrap_or_default();
    for (what, value) in [
        ("hours_moving", hours.moving.as_hours()),
        ("hours_waiting", hours.waiting.as_hours()),
        ("hours_handling", hours.handling.as_hours()),
        ("hours_border", hours.border.as_hours()),
        ("km", answer.length().as_km()),
        ("co2e_kg", answer.emissions().as_kilograms()),
    ] {
        found.insert(what.to_owned(), format!("{value:.6}"));
    }
    found.retain(|_, value| value != "0.000000");
    found
}

fn check(case: &str) {
    assert!(folder(case).join("working.md").is_file(), "the arithmetic of `{case}` is shown");
    let prepared =
        Prepared::prepare(&folder(case).join("scenario.toml"), &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let answers = prepared.answers();
    let expected = expected(case);
    assert_eq!(answers.len(), expected.len(), "every answer of `{case}` is expected");
    for answer in &answers {
        let asked = (answer.from.key.clone(), answer.to.key.clone(), answer.corridor.clone());
        assert_eq!(found(answer), expected[&asked], "{asked:?}");
    }
    assert_eq!(prepared.audit(&answers), Ok(answers.len()));
}

#[test]
fn a_haul_by_wagon_pays_every_component_once() {
    check("wagon-haul");
}

#[test]
fn boxes_that_wait_in_port_pay_hire_and_storage_beyond_the_free_days() {
    check("boxes-in-port");
}

#[test]
fn a_border_charges_by_regime_and_waits_for_its_open_days() {
    check("border-transit");
}

#[test]
fn banded_hauls_bend_jump_and_are_bounded() {
    check("banded-hauls");
}

#[test]
fn prices_in_units_of_the_trade_are_converted_exactly() {
    check("trade-units");
}
