//! What scripts rely on: JSON as described, plain numbers, exit codes, pipes, the same bytes.

use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{HUNCHUN, JILIN, answer, program, run};

/// The forms of JSON documents, each with a command that writes it.
const DOCUMENTS: &str = include_str!("../documents.txt");

#[test]
fn json_names_its_form_and_writes_numbers_plainly() {
    let documents = DOCUMENTS.lines().filter(|line| !line.starts_with('#'));
    let documents: Vec<(&str, &str)> = documents.filter_map(|line| line.split_once(": ")).collect();
    assert!(documents.len() > 15, "the documents are found");
    for (form, command) in documents {
        let arguments: Vec<&str> = command.split(' ').chain(["--format", "json", "--quiet"]).collect();
        let value: Value = serde_json::from_str(&answer(&arguments)).expect("JSON");
        assert_eq!(value["schema"], *format!("corridor.{}", form.trim_start_matches("corridor.")), "{command}");
        no_exponents(&value, "$");
    }
}

/// Checks that numbers are written plainly, and money with six places.
fn no_exponents(value: &Value, at: &str) {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            assert!(!text.contains(['e', 'E']), "{at}: {text}");
            if at.ends_with("_per_t") && !at.contains("co2e") || at.contains(".parts.") {
                super::micros(&text);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| no_exponents(item, at)),
        Value::Object(map) => map.iter().for_each(|(name, value)| no_exponents(value, &format!("{at}.{name}"))),
        _ => {}
    }
}

#[test]
fn money_in_csv_has_six_places_and_no_number_an_exponent() {
    let text = answer(&["compare", JILIN, "--quiet", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().expect("headings").clone();
    let first = headers.iter().position(|heading| heading == "total_per_t").expect("the total");
    let last = headers.iter().position(|heading| heading == "saving_per_t").expect("the saving");
    let text_from = headers.iter().position(|heading| heading == "route").expect("the route");
    for record in reader.records() {
        let record = record.expect("a row");
        for position in (first..=last).filter(|&position| !record[position].is_empty()) {
            super::micros(&record[position]);
        }
        let is_word = |position: usize| ["decided", "undecided_because"].contains(&&headers[position]);
        let mut numbers = (first..text_from).filter(|&position| !is_word(position));
        assert!(numbers.all(|position| !record[position].contains(['e', 'E'])), "{record:?}");
    }
}

#[test]
fn answers_do_not_depend_on_threads() {
    let once = answer(&["compare", JILIN, "--quiet", "--format", "json", "--threads", "1"]);
    assert!(once == answer(&["compare", JILIN, "--quiet", "--format", "json", "--threads", "3"]));
}

#[test]
fn each_exit_code_means_what_it_says() {
    for (code, arguments) in [
        (0, &["compare", HUNCHUN][..]),
        (1, &["compare", "nowhere.toml"]),
        (2, &["compare", HUNCHUN, "--format", "xml"]),
        (2, &["compare", HUNCHUN, "--corridor", "nowhere"]),
        (3, &["compare", HUNCHUN, "--set", "nothing=1"]),
        (4, &["compare", HUNCHUN, "--date", "2017-08-01", "--corridor", "borrowed"]),
        (5, &["test", HUNCHUN, "--set", "cargo.value_per_t=*28"]),
    ] {
        let outcome = run(arguments);
        assert_eq!(outcome.code, Some(code), "{arguments:?}\n{}", outcome.stderr);
        assert_eq!(outcome.stdout.is_empty(), (1..=3).contains(&code), "{arguments:?}");
        assert_eq!(outcome.stderr.is_empty(), !(1..=3).contains(&code), "{arguments:?}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let program = program();
    let mut child = Command::new(program.get_program())
        .args(["compare", JILIN, "--quiet", "--format", "json"])
        .current_dir(super::root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdout = child.stdout.take().expect("stdout");
    stdout.read_exact(&mut [0]).expect("the first byte");
    drop(stdout);
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
