//! Small worlds, each of which holds one rule: `tests/rules/<rule>/` with what is expected inside the scenario.

#![allow(clippy::unwrap_used)] // A world that cannot be read is a fault of the test.

use std::fs;
use std::path::{Path, PathBuf};

use corridor::case::Case;
use corridor::results::{Answer, StepKind};
use corridor::units::Money;

fn world(rule: &str) -> Case {
    prepare(&Path::new("tests/rules").join(rule))
}

fn prepare(folder: &Path) -> Case {
    Case::prepare(&folder.join("scenario.toml"), &[])
        .unwrap_or_else(|problems| panic!("{}:\n{problems}", folder.display()))
}

fn legs(answer: &Answer) -> Vec<&String> {
    answer.steps.iter().filter(|step| step.kind == StepKind::Ride).flat_map(|step| &step.legs).collect()
}

fn yuan(amount: i64) -> Money {
    Money::from_micros(amount * Money::SCALE)
}

#[test]
fn every_rule_holds_and_the_audit_agrees() {
    let mut folders: Vec<PathBuf> = fs::read_dir("tests/rules").unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let mut broken = Vec::new();
    let mut held = 0;
    for folder in folders {
        let case = prepare(&folder);
        let answers = case.answers();
        if let Err(error) = case.audit(&answers) {
            broken.push(format!("{}: {error}", folder.display()));
        }
        for expectation in case.expectations(&answers) {
            if expectation.met {
                held += 1;
            } else {
                broken.push(format!("{}: {} but is {}", expectation.place, expectation.text, expectation.found));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(held >= 20, "only {held} expectations");
}

#[test]
fn which_of_two_equal_ways_is_taken_depends_on_nothing_else_that_is_asked() {
    let alone = world("ties-alone").answers();
    let with_another = world("ties-with-another-demand").answers();
    let same = with_another.iter().find(|answer| answer.from.key == alone[0].from.key).unwrap();
    assert_eq!(legs(&alone[0]), legs(same));
    assert_eq!(alone[0].steps, same.steps);
}

#[test]
fn the_bounds_of_a_band_move_what_a_haul_beyond_it_costs() {
    // 100 km at 1, and the 400 km beyond at 0.5, between 0.1 and 0.9.
    let answers = world("bounds-of-a-band").answers();
    let banded = answers.iter().find(|answer| answer.corridor == "p").unwrap();
    assert_eq!(banded.total_per_t, Some(yuan(300)));
    assert_eq!(banded.range_per_t, Some((yuan(140), yuan(460))));
}

#[test]
fn a_refused_option_leaves_home_once() {
    // Leaving twice by cheap legs would cost 4; the one exit that a permission could cover costs 11.
    let case = world("a-way-that-leaves-twice");
    let explanation = &case.explain(None, None)[0];
    let refused = explanation.answers[0].refused.as_ref().expect("a cheaper way that is refused");
    assert_eq!(refused.total_per_t, yuan(11));
}
