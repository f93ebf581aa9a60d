//! The audit agrees with every answer, and with no answer that was tampered with.

use corridor::answer::{Answer, PARTS, StepKind};
use corridor::scenario::TableName;
use corridor::units::Money;
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ABROAD, ALL, PERMISSIONS, ROUGH, SUPPORT, plans, world};
use crate::support::world::row;

#[test]
fn the_audit_agrees_on_every_answer() {
    let answered = std::cell::Cell::new(0);
    holds_for(1500, &plans(ALL | SUPPORT, 0), |plan| {
        let case = world(&plan).case();
        let answers = case.answers();
        let audited = case.audit(&answers);
        prop_assert!(audited.is_ok(), "{}", audited.unwrap_err());
        answered.set(answered.get() + audited.unwrap());
        Ok(())
    });
    assert!(answered.get() > 3000, "only {} answers were audited", answered.get());
}

/// Returns the parts of an answer that has a route, to change them.
fn parts(answer: &mut Answer) -> &mut [Money; PARTS.len()] {
    &mut answer.parts.as_mut().expect("a route").0
}

#[test]
fn an_answer_that_was_tampered_with_is_found_out() {
    let tampered = std::cell::Cell::new([0_usize; 4]);
    let count = |kind: usize| {
        let mut counts = tampered.get();
        counts[kind] += 1;
        tampered.set(counts);
    };
    holds_for(250, &(plans(ALL, ROUGH), 0..PARTS.len()), |(plan, part)| {
        let case = world(&plan).case();
        let answers = case.answers();
        let refuses = |change: &dyn Fn(&mut Answer), index: usize| {
            let mut wrong = answers[index].clone();
            change(&mut wrong);
            case.audit(&[wrong]).is_err()
        };
        for index in (0..answers.len()).filter(|&index| answers[index].is_answered()) {
            let more = Money::from_micros(1);
            prop_assert!(refuses(&|answer| parts(answer)[part] += more, index), "a part of answer {index}");
            count(0);
            prop_assert!(refuses(&|answer| answer.total_per_t = answer.total_per_t.map(|total| total + more), index));
            count(1);
            // A millionth moved from one part to another leaves the total as it is.
            let moved = |answer: &mut Answer| {
                parts(answer)[part] += more;
                parts(answer)[(part + 1) % PARTS.len()] += -more;
            };
            prop_assert!(refuses(&moved, index), "a millionth moved in answer {index}");
            count(2);
            let rides = answers[index].steps.iter().enumerate().filter(|(_, step)| step.kind == StepKind::Ride);
            for (ride, step) in rides {
                let legs = case.model().legs.iter().map(|leg| &leg.key);
                for key in legs.filter(|key| !step.legs.contains(key)) {
                    let other_leg = |answer: &mut Answer| answer.steps[ride].legs[0].clone_from(key);
                    prop_assert!(refuses(&other_leg, index), "leg `{key}` in answer {index}");
                    count(3);
                }
            }
        }
        Ok(())
    });
    assert!(tampered.get().iter().all(|&count| count > 400), "{:?}", tampered.get());
}

#[test]
fn a_transhipment_that_is_left_out_is_found_out() {
    let found_out = std::cell::Cell::new(0);
    holds_for(600, &plans(ALL, 0), |plan| {
        let case = world(&plan).case();
        for answer in case.answers().iter().filter(|answer| answer.is_answered()) {
            let changes = |step: &corridor::answer::Step| step.kind == StepKind::Tranship;
            for index in (0..answer.steps.len()).filter(|&index| changes(&answer.steps[index])) {
                let modes = [&answer.steps[index - 1], &answer.steps[index]].map(|step| step.mode);
                if !modes.contains(&Some("sea")) {
                    continue;
                }
                // The sums are those of the steps that are left: only the rule can tell that one is missing.
                let mut wrong = answer.clone();
                let left_out = wrong.steps.remove(index);
                for (part, amount) in parts(&mut wrong).iter_mut().zip(left_out.parts.0) {
                    *part += -amount;
                }
                wrong.total_per_t = wrong.parts.map(|parts| parts.total());
                prop_assert!(case.audit(&[wrong]).is_err(), "step {index} of {answer:?}");
                found_out.set(found_out.get() + 1);
            }
        }
        Ok(())
    });
    assert!(found_out.get() > 300, "only {} transhipments were left out", found_out.get());
}

#[test]
fn an_operation_that_a_row_closes_is_found_out() {
    let found_out = std::cell::Cell::new(0);
    holds_for(100, &plans(ALL, 0), |plan| {
        let mut world = world(&plan);
        let answers = world.answers();
        let Some(loads) = answers.iter().find(|answer| answer.is_answered()) else { return Ok(()) };
        let place = &loads.steps[0].from.key;
        let shut = row! { key = "shut", place = place, operation = "load", component = "shut", price = 0, basis = "t",
        currency = "CNY", closed = "yes" };
        world.put(TableName::Handling, shut);
        let case = world.case();
        for answer in answers.iter().filter(|answer| answer.is_answered()) {
            prop_assert_eq!(case.audit(std::slice::from_ref(answer)).is_err(), answer.steps[0].from.key == *place);
            found_out.set(found_out.get() + i32::from(answer.steps[0].from.key == *place));
        }
        Ok(())
    });
    assert!(found_out.get() > 60, "only {} answers began there", found_out.get());
}

#[test]
fn a_route_without_its_permission_is_found_out() {
    let found_out = std::cell::Cell::new(0);
    holds_for(600, &plans(ALL, ABROAD | PERMISSIONS), |plan| {
        let mut world = world(&plan);
        let answers = world.answers();
        let rests = |answer: &Answer| !answer.permissions.is_empty();
        if !answers.iter().any(rests) {
            return Ok(());
        }
        let used: Vec<String> =
            answers.iter().flat_map(|answer| &answer.permissions).map(|row| row.key.clone()).collect();
        world.rows_mut(TableName::Permissions).retain(|row| !used.contains(&row["key"]));
        // A switch that no row speaks of any more would be a problem of its own.
        world.put(TableName::Factors, row! { key = "unused", value = 1, switch = "planned" });
        let case = world.case();
        for answer in answers.into_iter().filter(rests) {
            prop_assert!(case.audit(&[answer]).is_err());
            found_out.set(found_out.get() + 1);
        }
        Ok(())
    });
    assert!(found_out.get() > 30, "only {} answers rested on a permission", found_out.get());
}
