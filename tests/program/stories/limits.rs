//! What no input may do: spoil an answer by an absurd bound, take all memory, or end the program without words.

use std::fs;
use std::path::{Path, PathBuf};

use super::run;

/// Writes the world of `corridor init` with a text of one of its files replaced.
fn world(name: &str, file: &str, from: &str, to: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("limits").join(name);
    let _ = fs::remove_dir_all(&folder);
    assert_eq!(run(&["init", &folder.display().to_string()]).code, Some(0));
    let path = folder.join(file);
    let text = fs::read_to_string(&path).expect("a file of the world");
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(&path, text.replace(from, to)).expect("the changed file");
    folder.join("scenario.toml")
}

/// Returns what every command that answers a scenario says on stderr, all of which leave with 3.
fn refused(scenario: &Path, set: &[&str]) -> Vec<String> {
    let scenario = scenario.display().to_string();
    ["check", "compare", "risk"]
        .map(|command| {
            let outcome = run(&[&[command, &scenario], set].concat());
            assert_eq!(outcome.code, Some(3), "{command}: {}{}", outcome.stdout, outcome.stderr);
            outcome.stderr
        })
        .to_vec()
}

#[test]
fn a_bound_that_its_figure_could_not_have_is_refused_with_its_line() {
    for (name, file, from, to, words) in [
        (
            "interval",
            "services.csv",
            "7,24,7,14",
            "7,24,-7,14",
            "`low` is -7, which `every_days` cannot be: at least 0.01",
        ),
        ("payload", "equipment.csv", "CNY,22,26", "CNY,-22,26", "`low` is -22, which `payload_t` cannot be"),
        ("rate", "fx.csv", "0.10,0.12", "-0.10,0.12", "`low` is -0.10, which `rate` cannot be"),
        ("speed", "vehicles.csv", "rail,15,40", "rail,15,4000", "`high` is 4000, which `speed_kmh` cannot be"),
    ] {
        for said in refused(&world(name, &format!("tables/{file}"), from, to), &[]) {
            assert!(
                said.contains("error[T008]") && said.contains(words) && said.contains(&format!("{file}:")),
                "{said}"
            );
        }
    }
    let untouched = world("untouched", "scenario.toml", "20000", "20000");
    for said in refused(&untouched, &["--set", "services.cove-ember.low=-7"]) {
        assert!(said.contains("error[T008]: `low` is -7"), "{said}");
    }
}

#[test]
fn bounds_that_cannot_be_counted_are_refused_and_those_that_open_no_way_are_said() {
    let wide = world("wide", "tables/fx.csv", "0.10,0.12", "0.10,1000000000");
    for said in refused(&wide, &[]) {
        assert!(said.contains("error[M021]: with the figures at their unfavourable bounds, transhipping"), "{said}");
        assert!(said.contains("fx.csv:2:13"), "the rate is to blame: {said}");
    }
    let paid = world("paid", "tables/handling.csv", "150,250,starter", "-5000,250,starter").display().to_string();
    let outcome = run(&["compare", &paid]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("warning[M035]") && outcome.stderr.contains("handling.csv:2:30"),
        "{}",
        outcome.stderr
    );
    let line =
        |name: &str| outcome.stdout.lines().find(|line| line.contains(name)).map(str::to_owned).unwrap_or_default();
    assert!(line("At the favourable bounds").contains("no way there"), "{}", outcome.stdout);
    assert!(!line("At the unfavourable bounds").contains("no way there"), "{}", outcome.stdout);
}
