//! What scripts rely on: JSON as described, plain numbers, exit codes, pipes, the same bytes.

use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{HUNCHUN, JILIN, answer, program, run};

/// Checks a value against the words of JSON Schema that `corridor schema results` uses.
fn check(value: &Value, schema: &Value, root: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = root.pointer(name.trim_start_matches('#')).expect("a definition");
        return check(value, target, root, at);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        return check(value, &choices[usize::from(value.is_null())], root, at);
    }
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{at}: {value}");
    }
    if let Some(wanted) = schema.get("const") {
        assert_eq!(value.to_string(), wanted.to_string(), "{at}");
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = |wanted: &Value| wanted == kind || (wanted == "number" && kind == "integer");
    let kinds = &schema["type"];
    let is_kind = kinds.is_null() || fits(kinds) || kinds.as_array().is_some_and(|kinds| kinds.iter().any(fits));
    assert!(is_kind, "{at} is {kind}");
    if let Some(map) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            assert!(map.contains_key(name), "{at} lacks {name}");
        }
        for (name, value) in map {
            let known = schema["properties"].get(name).or_else(|| schema.get("additionalProperties"));
            let schema = known.unwrap_or_else(|| panic!("{at}.{name} is not described"));
            check(value, schema, root, &format!("{at}.{name}"));
        }
    }
    for (position, item) in value.as_array().into_iter().flatten().enumerate() {
        check(item, &schema["items"], root, &format!("{at}[{position}]"));
    }
}

#[test]
fn json_is_what_its_schema_describes() {
    let schema: Value = serde_json::from_str(&answer(&["schema", "results"])).expect("JSON");
    for arguments in [
        &["compare", HUNCHUN][..],
        &["compare", HUNCHUN, "--date", "2017-08-01"],
        &["compare", JILIN, "--quiet"],
        &["route", HUNCHUN, "--corridor", "borrowed"],
    ] {
        let text = answer(&[arguments, &["--format", "json"]].concat());
        let value: Value = serde_json::from_str(&text).expect("JSON");
        check(&value, &schema, &schema, "$");
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
        assert!((first..text_from).all(|position| !record[position].contains(['e', 'E'])), "{record:?}");
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
        (5, &["test", HUNCHUN, "--set", "cargo.value_per_t=50000"]),
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
