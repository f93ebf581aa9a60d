//! Every kind of problem has a small scenario that shows it: `tests/problems/<CODE>/`.
//!
//! A folder holds `scenario.toml`, what it needs besides `tests/problems/base/`, `overrides.txt` if the problem
//! comes from the command line, `request.json` if it is met by a question alone, or, in place of a scenario, `plan.toml`,
//! a plan of `base.toml`, `import.csv`, a table to import, or `network/`, and `expected.txt`: the problems, one a line.

use std::fs;
use std::path::{Path, PathBuf};

use corridor::analysis::network_flow::NetworkFlowQuestion;
use corridor::analysis::{self, Question, Refusal, Request};
use corridor::answer::{Prepared, Progress};
use corridor::problem::{Code, Problem, Problems};
use corridor::scenario::{ImportFile, ImportOptions, Override, Plan, Scenario, import_tables};
use corridor::units::Date;

fn folder(name: &str) -> PathBuf {
    Path::new("tests/problems").join(name)
}

/// Reads a case's overrides; those that cannot be read are problems too.
fn overrides(folder: &Path) -> Result<Vec<Override>, Problem> {
    let text = fs::read_to_string(folder.join("overrides.txt")).unwrap_or_default();
    text.lines().map(Override::parse).collect()
}

/// Returns the problems that a question meets, one a line.
fn met(case: &Prepared, request: &str) -> String {
    let request: Request = serde_json::from_str(request).expect("a request");
    match analysis::answer(std::slice::from_ref(case), &request, &Progress::default()) {
        Err(Refusal::Invalid(problems)) => problems.to_string(),
        other => format!("{other:?}"),
    }
}

/// Returns the problems of a case, one a line.
fn found(folder: &Path) -> String {
    let overrides = match overrides(folder) {
        Ok(overrides) => overrides,
        Err(problem) => return Problems::from(problem).to_string(),
    };
    let plan = folder.join("plan.toml");
    if plan.exists() {
        let base = Scenario::load(Path::new("tests/problems/base/base.toml"), &[]).expect("the base has no problems");
        return match Plan::load(&plan, &base) {
            Ok(_) => String::new(),
            Err(problems) => problems.to_string(),
        };
    }
    let network = folder.join("network");
    if network.exists() {
        let request = Request::from(Question::NetworkFlow(NetworkFlowQuestion { network }));
        let refusal = analysis::answer(&[], &request, &Progress::default()).map(|_| "an answer").expect_err("no flow");
        return refusal.to_string();
    }
    let table = folder.join("import.csv");
    if let Ok(bytes) = fs::read(&table) {
        let options = ImportOptions::new(Date::parse("2024-01-01").expect("a day"));
        let made = import_tables(&[ImportFile { path: &table, bytes: &bytes }], &options);
        return made.map_or_else(|error| error.to_string(), |made| made.problems.to_string());
    }
    match Prepared::prepare(&folder.join("scenario.toml"), &overrides) {
        Ok(case) => match fs::read_to_string(folder.join("request.json")) {
            Ok(request) => met(&case, &request),
            Err(_) => case.warnings().to_string(),
        },
        Err(problems) => problems.to_string(),
    }
}

fn check(name: &str) -> Result<(), String> {
    let folder = folder(name);
    let expected = fs::read_to_string(folder.join("expected.txt")).map_err(|error| format!("{name}: {error}"))?;
    let found = found(&folder);
    if expected.trim_end() == found {
        Ok(())
    } else {
        Err(format!("{name}: expected\n{}\nfound\n{found}\n", expected.trim_end()))
    }
}

#[test]
fn every_code_is_shown_by_a_case() {
    let mut faults = Vec::new();
    for code in Code::ALL {
        let name = code.as_str();
        match check(name) {
            Ok(()) => {
                let expected = fs::read_to_string(folder(name).join("expected.txt")).expect("checked above");
                if !expected.contains(&format!("[{name}]")) {
                    faults.push(format!("{name}: the case does not show its code"));
                }
            }
            Err(fault) => faults.push(fault),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_case_is_checked() {
    let known = |name: &str| {
        matches!(name, "base" | "thirty-faults" | "plan-faults" | "a-spoilt-extends" | "all-stages")
            || Code::ALL.iter().any(|code| code.as_str() == name)
    };
    for entry in fs::read_dir("tests/problems").expect("the cases") {
        let name = entry.expect("a case").file_name().to_string_lossy().into_owned();
        assert!(known(&name), "tests/problems/{name} is checked by no test");
    }
}

#[test]
fn the_base_of_all_cases_has_no_problems() {
    let base = Scenario::load(&folder("base").join("base.toml"), &[]);
    assert!(base.is_ok_and(|scenario| scenario.warnings.is_empty()));
}

#[test]
fn thirty_faults_in_several_files_are_reported_at_once() {
    check("thirty-faults").unwrap_or_else(|fault| panic!("{fault}"));
    let lines = found(&folder("thirty-faults")).lines().count();
    assert_eq!(lines, 30);
}

#[test]
fn what_stands_in_a_file_that_could_not_be_named_is_not_called_missing() {
    check("a-spoilt-extends").unwrap_or_else(|fault| panic!("{fault}"));
}

#[test]
fn all_faults_of_a_plan_are_reported_at_once() {
    check("plan-faults").unwrap_or_else(|fault| panic!("{fault}"));
    let lines = found(&folder("plan-faults")).lines().count();
    assert_eq!(lines, 20);
}

#[test]
fn a_negative_price_is_reported_beside_an_amount_that_cannot_be_read() {
    check("all-stages").unwrap_or_else(|fault| panic!("{fault}"));
}
