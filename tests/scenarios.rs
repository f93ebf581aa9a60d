//! Every shipped scenario is read without an error, gives what it expects, and is audited.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use corridor::case::Case;
use corridor::results::Status;
use corridor::scenario::Scenario;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// Returns the scenario files of a folder in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    files.sort();
    files
}

#[test]
fn every_shipped_scenario_gives_what_it_expects_and_the_audit_agrees() {
    let files = files(&folder());
    assert!(files.len() >= 15, "only {} scenarios are shipped", files.len());
    let mut failures = Vec::new();
    for path in files {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let case = match Case::prepare(&path, &[]) {
            Ok(case) => case,
            Err(problems) => {
                failures.push(format!("{name} is refused:\n{problems}"));
                continue;
            }
        };
        let answers = case.answers();
        let expectations = case.expectations(&answers);
        if expectations.is_empty() {
            failures.push(format!("{name} expects nothing of its answers"));
        }
        for unmet in expectations.iter().filter(|expectation| !expectation.met) {
            failures.push(format!("{name}: {} but it is {}", unmet.text, unmet.found));
        }
        let answered = answers.iter().filter(|answer| answer.status == Status::Answered).count();
        match case.audit(&answers) {
            Ok(audited) if audited == answered && answered > 0 => {}
            Ok(audited) => failures.push(format!("{name}: {audited} of {answered} answers were audited")),
            Err(error) => failures.push(error.to_string()),
        }
        for refused in answers.iter().filter(|answer| answer.status == Status::NoRoute) {
            if refused.reason.is_none() {
                failures.push(format!("{name}: no reason why {} > {} has no route", refused.from.key, refused.to.key));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_lies_beside_the_tables_is_extended_by_a_scenario() {
    let read: BTreeSet<String> = files(&folder())
        .iter()
        .flat_map(|path| Scenario::load(path, &[]).unwrap_or_else(|problems| panic!("{problems}")).inputs)
        .filter_map(|input| Some(Path::new(&input.path).file_name()?.to_string_lossy().into_owned()))
        .collect();
    let mut parents = 0;
    for tables in fs::read_dir(folder()).expect("a folder").map(|entry| entry.expect("a file").path()) {
        for path in if tables.is_dir() { files(&tables) } else { Vec::new() } {
            assert!(Scenario::load(&path, &[]).is_err(), "{} asks nothing by itself", path.display());
            let name = path.file_name().expect("a name").to_string_lossy();
            assert!(read.contains(&*name), "no scenario extends {}", path.display());
            parents += 1;
        }
    }
    assert!(parents > 0, "the shipped scenarios share their defaults");
}
