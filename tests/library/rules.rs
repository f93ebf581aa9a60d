//! Small worlds, each of which holds one rule: `tests/rules/<rule>/` with what is expected inside the scenario.

#![allow(clippy::unwrap_used)] // A world that cannot be read is a fault of the test.

use std::fs;
use std::path::{Path, PathBuf};

use corridor::analysis::explain::explain;
use corridor::answer::Prepared;
use corridor::answer::{Answer, PlaceName, ReasonKind, StepKind};
use corridor::model::Place;
use corridor::units::Money;

fn world(rule: &str) -> Prepared {
    prepare(&Path::new("tests/rules").join(rule))
}

fn prepare(folder: &Path) -> Prepared {
    Prepared::prepare(&folder.join("scenario.toml"), &[])
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
    assert_eq!((banded.low_per_t, banded.high_per_t), (Some(yuan(140)), Some(yuan(460))));
}

#[test]
fn a_refused_option_leaves_home_once() {
    // Leaving twice by cheap legs would cost 4; the one exit that a permission could cover costs 11.
    let case = world("a-way-that-leaves-twice");
    let explanation = &explain(&case, |_| true)[0];
    let refused = explanation.answers[0].refused.as_ref().expect("a cheaper way that is refused");
    assert_eq!(refused.total_per_t, yuan(11));
}

/// Puts one ride in the place of some steps of an answer.
fn ride_instead(answer: &mut Answer, steps: std::ops::Range<usize>, legs: &[&str], to: &Answer) {
    let mut ride = answer.steps[steps.start].clone();
    ride.legs = legs.iter().map(|&leg| leg.to_owned()).collect();
    ride.to = to.to.clone();
    answer.steps.splice(steps, [ride]);
}

#[test]
fn the_audit_refuses_a_ship_that_sails_on() {
    let case = world("a-ship-ends-its-haul-where-it-calls");
    let answers = case.answers();
    let good = answers.iter().find(|answer| answer.to.key == "e").unwrap();
    let rides: Vec<usize> = (0..good.steps.len()).filter(|&index| good.steps[index].kind == StepKind::Ride).collect();
    let [first, second] = rides[..] else { panic!("two rides: {:?}", good.steps) };
    let mut bad = good.clone();
    ride_instead(&mut bad, first..second + 1, &["ak", "ke"], good);
    let error = case.audit(&[bad]).unwrap_err().to_string();
    assert!(error.contains("sails on"), "{error}");
}

#[test]
fn the_audit_refuses_a_second_foreign_port() {
    let case = world("a-hub-abroad-is-a-second-foreign-port");
    let good = case.answers().remove(0);
    let voyage = good.steps.iter().position(|step| step.legs == ["fe"] && step.kind == StepKind::Ride).unwrap();
    let tranship = good.steps.iter().position(|step| step.kind == StepKind::Tranship).unwrap();
    // Over the hub `h` instead of straight: ride there, change ships, ride on.
    let hub = PlaceName::from(Place { key: "h".to_owned(), ..Place::default() });
    let (mut there, mut change, mut on) =
        (good.steps[voyage].clone(), good.steps[tranship].clone(), good.steps[voyage].clone());
    (there.legs, there.to) = (vec!["fh".to_owned()], hub.clone());
    (change.from, change.to) = (hub.clone(), hub.clone());
    (on.legs, on.from) = (vec!["he".to_owned()], hub);
    let mut bad = good;
    bad.steps.splice(voyage..=voyage, [there, change, on]);
    bad.steps.retain(|step| step.kind != StepKind::Cross);
    let error = case.audit(&[bad]).unwrap_err().to_string();
    assert!(error.contains("to or from a ship abroad more than once"), "{error}");
}

#[test]
fn a_way_with_two_foreign_ports_is_refused_for_what_it_is() {
    let case = world("no-way-but-by-two-foreign-ports");
    let answer = case.answers().remove(0);
    let reason = answer.reason.expect("a reason");
    assert_eq!(answer.reason_kind, Some(ReasonKind::Permission));
    assert!(reason.contains("one foreign port") && reason.contains("a > f > h > e"), "{reason}");
}

#[test]
fn a_service_that_does_not_run_yet_is_named_as_the_reason() {
    let case = world("a-service-that-has-not-begun");
    let reason = case.answers().remove(0).reason.expect("a reason");
    assert!(reason.contains("no service runs: line (from 2018-09-14)"), "{reason}");
}

#[test]
fn what_two_routes_share_does_not_make_one_of_them_the_cheaper() {
    // By `x` 130, by `y` 100; both pay the same tariff per km, which may be a tenth of what it is. At its best the way by
    // `x` costs 13, less than 100: but so does the other then.
    let answers = world("a-figure-that-both-routes-use").answers();
    let dearer = answers.iter().find(|answer| answer.corridor == "x").unwrap();
    assert_eq!(dearer.low_per_t, Some(yuan(13)));
    assert_eq!(dearer.challenge_per_t, Some(yuan(130)));
}
