//! A question of one's own: begin, check, ask, keep the answer.

use std::fs;

use super::{HUNCHUN, answer, program, run};

#[test]
fn a_scenario_is_begun_checked_and_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("trial");
    let scenario = target.join("scenario.toml");
    let scenario = scenario.to_str().expect("UTF-8");
    answer(&["init", target.to_str().expect("UTF-8")]);
    answer(&["check", "--strict", scenario]);
    let page = answer(&["compare", scenario]);
    assert!(page.contains("Borrowing a port to go to the sea") && page.contains("All-domestic"), "{page}");
    answer(&["explain", scenario]);
    answer(&["test", scenario]);
    // Its place does not matter: paths are relative to the file.
    let mut inside = program();
    let inside = inside.current_dir(&target).args(["compare", "scenario.toml"]).output().expect("the program runs");
    assert_eq!(inside.status.code(), Some(0));
}

#[test]
fn a_fault_is_shown_at_its_place_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("trial");
    answer(&["init", target.to_str().expect("UTF-8")]);
    let scenario = target.join("scenario.toml");
    let text = fs::read_to_string(&scenario).expect("the scenario");
    fs::write(&scenario, text.replace("commodity = \"maize\"", "commodity = \"maise\"")).expect("the scenario");
    let outcome = run(&["compare", scenario.to_str().expect("UTF-8")]);
    assert_eq!(outcome.code, Some(3));
    assert!(outcome.stdout.is_empty(), "{}", outcome.stdout);
    for word in ["error[", "scenario.toml:", "maise", "maize", "1 error\n"] {
        assert!(outcome.stderr.contains(word), "{word} is missing in\n{}", outcome.stderr);
    }
}

#[test]
fn an_answer_is_kept_whole_and_replaced_only_by_force() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("answer.json");
    let path = file.to_str().expect("UTF-8");
    let keep = ["compare", HUNCHUN, "--format", "json", "-o", path];
    assert_eq!(answer(&keep), "", "nothing goes to stdout");
    let first = fs::read_to_string(&file).expect("the answer");
    assert_eq!(first, answer(&["compare", HUNCHUN, "--format", "json"]));
    let again = run(&["compare", HUNCHUN, "--format", "csv", "-o", path]);
    assert_eq!(again.code, Some(1));
    assert!(again.stderr.contains("--force"), "{}", again.stderr);
    assert_eq!(fs::read_to_string(&file).expect("the answer"), first);
    answer(&["compare", HUNCHUN, "--format", "csv", "-o", path, "--force"]);
    assert!(fs::read_to_string(&file).expect("the answer").starts_with("scenario,"));
    let left: Vec<_> =
        fs::read_dir(folder.path()).expect("the folder").map(|entry| entry.expect("it").path()).collect();
    assert_eq!(left, [file], "no temporary file is left");
    let nowhere = folder.path().join("nowhere/answer.json");
    assert_eq!(run(&["compare", HUNCHUN, "-o", nowhere.to_str().expect("UTF-8")]).code, Some(1));
}
