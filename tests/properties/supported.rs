//! Support that is more than the step that it is paid for keeps every answer exact; support that pays for a whole route is
//! refused.

use std::cell::Cell;

use corridor::analysis::payers::{Party, PayersQuestion, Payment};
use corridor::analysis::{Found, Question, Request, answer};
use corridor::answer::Progress;
use corridor::ids::{ArcId, Id};
use corridor::problem::Code;
use corridor::units::Money;
use proptest::prelude::*;

use crate::holds_for;
use crate::oracle::cheapest;
use crate::random::{ALL, ROUGH, lavish, plans};
use crate::support::world::totals;

#[test]
fn lavish_support_is_counted_exactly_or_refused_by_its_rows() {
    // Answers with support, those with an arc below nothing, worlds refused.
    let counts = Cell::new([0_usize; 3]);
    let count = |kind: usize| {
        let mut known = counts.get();
        known[kind] += 1;
        counts.set(known);
    };
    holds_for(160, &plans(ALL, ROUGH), |plan| {
        let world = lavish(&plan);
        let case = match world.prepare(&[]) {
            Ok(case) => case,
            Err(problems) => {
                let paid = problems.iter().filter(|problem| problem.code == Code::PaidRoute);
                let named = paid.filter(|own| own.message.contains("`aid") && own.message.contains("costs -"));
                prop_assert!(named.count() > 0, "{problems:?}");
                count(2);
                return Ok(());
            }
        };
        let answers = case.answers();
        let all = world.demands.iter().flat_map(|demand| world.corridors.iter().map(move |own| (demand, own)));
        let oracle: Vec<Option<i64>> = all.map(|(demand, corridor)| cheapest(&world, demand, corridor)).collect();
        prop_assert_eq!(totals(&answers), oracle);
        let by_tree: Vec<Option<i64>> =
            case.priced().totals(case.model()).into_items().into_iter().map(|own| own.map(Money::micros)).collect();
        prop_assert_eq!(totals(&answers), by_tree);
        for answer in &answers {
            prop_assert_eq!(answer.total_per_t, answer.parts.map(|parts| parts.total()));
            let of_steps: Money = answer.steps.iter().map(|step| step.total_per_t).sum();
            prop_assert_eq!(answer.total(), of_steps);
            if answer.costs().support() < Money::ZERO {
                prop_assert!(answer.route_cost_per_t > answer.total_per_t);
                count(0);
            }
        }
        let request = Request::from(Question::Payers(PayersQuestion::default()));
        let found = answer(std::slice::from_ref(&case), &request, &Progress::default());
        let Ok(Found::Payers(payments)) = found else { return Err(TestCaseError::fail("no payments")) };
        let of_corridors = payments.demands.iter().flat_map(|demand| &demand.corridors);
        for (corridor, answer) in of_corridors.zip(&answers) {
            let of = |party: Option<Party>| {
                let is_meant = |own: &&Payment| party.is_none_or(|party| own.party == party.as_str());
                corridor.payments.iter().filter(is_meant).map(|own| own.per_t).sum::<Money>()
            };
            prop_assert_eq!((&corridor.corridor, of(None)), (&answer.corridor, Money::ZERO));
            prop_assert_eq!(of(Some(Party::Supporter)), answer.costs().support());
        }
        let audited = case.audit(&answers);
        prop_assert!(audited.is_ok(), "{}", audited.unwrap_err());
        let (costs, prices) = (case.priced().costs(), case.priced().prices());
        let arcs = (0..case.priced().network().graph().arcs()).map(ArcId::new);
        let is_paid = |arc| costs.priced(prices, arc).parts.iter().sum::<f64>() < 0.0;
        if arcs.into_iter().any(is_paid) {
            count(1);
        }
        Ok(())
    });
    let [supported, paid, refused] = counts.get();
    assert!(supported > 100 && paid > 30 && refused > 8, "{supported} answers, {paid} worlds, {refused} refused");
}
