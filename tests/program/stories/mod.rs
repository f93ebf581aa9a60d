//! What people come for, story by story, run through the program as they run it.

mod alternatives;
mod ask;
mod audit;
mod breakeven;
mod catchment;
mod certainty;
mod change;
mod compare;
mod critical;
mod discover;
mod evidence;
mod flow;
mod flows;
mod folder;
mod import;
mod law;
mod limits;
mod meeting;
mod newcomer;
mod own;
mod pareto;
mod plan;
mod planner;
mod plot;
mod quotation;
mod report;
mod risk;
mod screen;
mod scripts;
mod sensitivity;
mod serve;
mod silence;
mod study;
mod trust;
mod watch;
#[cfg(feature = "xlsx")]
mod workbook;

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

const HUNCHUN: &str = "scenarios/hunchun-ningbo-2019.toml";
const RAJIN: &str = "scenarios/rajin-coal-2011.toml";
const JILIN: &str = "scenarios/jilin-maize-2017.toml";
const PARTS: [&str; 11] = [
    "rail_haulage",
    "road_haulage",
    "sea_haulage",
    "handling",
    "border",
    "storage",
    "holding",
    "loss",
    "carbon",
    "equipment",
    "support",
];

/// Is what a run of the program left.
struct Outcome {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn program() -> Command {
    let mut command = Command::cargo_bin("corridor").expect("the program");
    command.env_remove("NO_COLOR").env_remove("COLUMNS").current_dir(root());
    command
}

/// Runs the program in the folder of this package.
fn run(arguments: &[&str]) -> Outcome {
    let output = program().args(arguments).output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Runs the program and returns its answer.
fn answer(arguments: &[&str]) -> String {
    let outcome = run(arguments);
    assert_eq!(outcome.code, Some(0), "{arguments:?}\n{}", outcome.stderr);
    outcome.stdout
}

/// Runs a command and returns its JSON; numbers keep the digits that were written.
fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&answer(&[arguments, &["--format", "json"]].concat())).expect("JSON")
}

/// Returns the answers in the JSON of `compare`.
fn answers(arguments: &[&str]) -> Vec<Value> {
    json(arguments)["answers"].as_array().expect("answers").clone()
}

/// Reads an amount of money with exactly six places as whole millionths.
fn micros(text: &str) -> i64 {
    let (units, places) = text.split_once('.').unwrap_or_else(|| panic!("{text} has no places"));
    assert!(places.len() == 6 && places.bytes().all(|byte| byte.is_ascii_digit()), "{text} has not six places");
    let size = units.trim_start_matches('-').parse::<i64>().expect("digits") * 1_000_000
        + places.parse::<i64>().expect("digits");
    if units.starts_with('-') { -size } else { size }
}

fn money(value: &Value) -> i64 {
    micros(&value.as_number().unwrap_or_else(|| panic!("{value} is no number")).to_string())
}

/// Returns the total of the answer by a corridor.
fn total(answers: &[Value], corridor: &str) -> i64 {
    let answer = answers.iter().find(|answer| answer["corridor"] == corridor).expect("an answer by that corridor");
    money(&answer["total_per_t"])
}
