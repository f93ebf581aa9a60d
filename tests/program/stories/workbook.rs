//! A planner works in a spreadsheet: tables as a workbook there and back, answers as a workbook, CSV that it reads at once.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{HUNCHUN, Outcome, program, run};

fn refused(arguments: &[&str], code: i32) -> String {
    let outcome = run(arguments);
    assert_eq!(outcome.code, Some(code), "{arguments:?}\n{}", outcome.stderr);
    outcome.stderr
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

#[test]
fn the_tables_go_into_a_workbook_and_the_answer_comes_from_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let book = path(&folder, "book.xlsx");
    let Outcome { code, stdout, .. } = run(&["show", HUNCHUN, "-o", &book]);
    assert_eq!((code, stdout.as_str()), (Some(0), ""));
    let compare = ["compare", HUNCHUN, "--draws", "0", "--format", "csv"];
    let there = run(&[&compare[..], &["--tables", &book]].concat());
    assert_eq!(there.code, Some(0), "{}", there.stderr);
    assert_eq!(there.stdout, run(&compare).stdout);
    // The book is read by the run, so that it is not replaced, and it is among the files that the answer names.
    let said = refused(&[&compare[..4], &["--tables", &book, "-o", &book, "--force"]].concat(), 1);
    assert!(said.contains("is read by this run"), "{said}");
    let json = run(&["compare", HUNCHUN, "--draws", "0", "--tables", &book, "--format", "json"]).stdout;
    assert!(json.contains("book.xlsx\"") && !json.contains("tariffs.csv"));
    assert!(refused(&["compare", "--from", "a", "--to", "b", "--tables", &book], 2).contains("name the scenario file"));
}

#[test]
fn a_scenario_names_a_workbook_in_place_of_a_folder_and_every_problem_has_its_cell() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let init = program().current_dir(folder.path()).args(["init", "trial"]).output().expect("the program runs");
    assert!(init.status.success());
    let scenario = path(&folder, "trial/scenario.toml");
    let legs = at("trial/tables/legs.csv");
    let sound = fs::read_to_string(&legs).expect("legs");
    assert_eq!(run(&["show", &scenario, "-o", &path(&folder, "trial/sound.xlsx")]).code, Some(0));
    // A folder with a fault cannot be shown, so the fault is put into the book's own text.
    let text = fs::read_to_string(&scenario).expect("the scenario");
    let named = text.replace("tables = \"tables\"", "tables = \"sound.xlsx\"");
    assert_ne!(named, text);
    fs::write(&scenario, &named).expect("room for it");
    fs::remove_dir_all(at("trial/tables")).expect("the folder");
    assert_eq!(run(&["compare", &scenario]).code, Some(0));
    assert!(sound.lines().count() > 3);
    fs::write(&scenario, named.replace("sound.xlsx", "sond.xlsx")).expect("room for it");
    assert!(refused(&["compare", &scenario], 3).contains("a file `sound.xlsx` stands there"));
    let said =
        refused(&["check", &path(&folder, "trial/scenario.toml"), "--tables", "tests/problems/T027/book.xlsx"], 3);
    assert!(said.contains("--> tests/problems/T027/book.xlsx, sheet factors, cell B3\n"), "{said}");
}

#[test]
fn what_is_no_workbook_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("room for it");
        path.display().to_string()
    };
    let locked = write("locked.xlsx", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    let text = write("text.xlsx", b"key,name\n");
    let cut = write("cut.xlsx", &fs::read("tests/problems/T027/book.xlsx").expect("a book")[..900]);
    for (book, words) in
        [(locked, "it has a password or is of the old kind"), (text, "it is no workbook"), (cut, "it is damaged")]
    {
        let said = refused(&["compare", HUNCHUN, "--tables", &book], 3);
        assert!(said.contains("error[F001]") && said.contains(words), "{said}");
        assert!(said.lines().count() < 12, "{said}");
    }
}

#[test]
fn an_answer_is_a_workbook_where_a_file_is_named_so() {
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in
        [&["compare", HUNCHUN, "--draws", "0"][..], &["route", HUNCHUN], &["sources", HUNCHUN], &["test", HUNCHUN]]
    {
        let file = path(&folder, &format!("{}.xlsx", arguments[0]));
        let outcome = run(&[arguments, &["-o", &file]].concat());
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert!(fs::read(&file).is_ok_and(|bytes| bytes.starts_with(b"PK")));
        // The same question to a file of another name is the same book.
        let other = path(&folder, "other.xlsx");
        run(&[arguments, &["-o", &other, "--force"]].concat());
        assert!(fs::read(&file).ok() == fs::read(&other).ok(), "{arguments:?}");
    }
    let explained = path(&folder, "explained.xlsx");
    assert!(refused(&["explain", HUNCHUN, "-o", &explained], 2).contains("there is no xlsx of this answer"));
    assert!(!Path::new(&explained).exists());
    let said = refused(&["compare", HUNCHUN, "--columns", "from,nowhere", "-o", &explained], 2);
    assert!(said.contains("there is no column `nowhere`"), "{said}");
}

#[test]
fn a_study_reads_its_tables_from_the_workbook_again_when_it_is_verified() {
    let folder = tempfile::tempdir().expect("a folder");
    let (book, plan, study) = (path(&folder, "book.xlsx"), path(&folder, "plan.toml"), path(&folder, "study"));
    assert_eq!(run(&["show", HUNCHUN, "-o", &book]).code, Some(0));
    let text = "schema = 1\ndesign = \"halton\"\nruns = 4\n[factors]\n\"cargo.value_per_t\" = [1600, 1900]\n";
    fs::write(&plan, text).expect("room for it");
    let sweep = run(&["sweep", HUNCHUN, "--plan", &plan, "--tables", &book, "-o", &study]);
    assert_eq!(sweep.code, Some(0), "{}", sweep.stderr);
    let verify = run(&["verify", &study]);
    assert!(verify.code == Some(0) && verify.stdout.contains("every byte as in a new run"), "{}", verify.stderr);
    fs::remove_file(&book).expect("the book");
    assert!(refused(&["verify", &study], 3).contains("there is no file"));
}

#[test]
fn csv_begins_with_a_mark_where_that_is_asked_for() {
    let plain = run(&["show", HUNCHUN, "places", "--format", "csv"]).stdout;
    assert_eq!(run(&["show", HUNCHUN, "places", "--format", "csv", "--bom"]).stdout, format!("\u{feff}{plain}"));
    assert!(!plain.starts_with('\u{feff}'));
    assert!(refused(&["show", HUNCHUN, "places", "--bom"], 2).contains("--bom is for CSV"));
}
