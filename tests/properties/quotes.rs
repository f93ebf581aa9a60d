//! A quotation takes the place of what it names, to the last digit, and of nothing else.

use std::collections::BTreeSet;

use corridor::answer::{Answer, Prepared, StepKind};
use corridor::ids::Id;
use corridor::model::{Form, QuotedSubject};
use corridor::scenario::Override;
use corridor::units::{Decimal, Money};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ABROAD, ALL, Dice, PERMISSIONS, RULES, plans, world};
use crate::support::world::totals;

/// Returns a quotation of a random haul, operation or crossing of a world.
fn quotation(case: &Prepared, dice: &mut Dice) -> String {
    let model = case.model();
    let place = |place| model.places.list[place].key.as_str();
    let legs: Vec<_> = model.legs.iter().collect();
    let leg = legs[dice.below(legs.len())];
    let amount = format!("{}.{:02}", dice.below(90), dice.below(100));
    let includes = dice.pick(&["", "", ", all in", ", terminal to terminal"]);
    let quoted = match dice.below(6) {
        0 => format!("leg {}={amount} CNY/t", leg.key),
        1 | 2 => format!("{} {}>{}={amount} CNY/t", leg.mode, place(leg.from), place(leg.to)),
        // Two legs of one mode in a row, where there are any.
        3 => {
            let on = legs.iter().find(|next| next.mode == leg.mode && next.from == leg.to && next.to != leg.from);
            let end = on.map_or(leg.to, |next| next.to);
            format!("{} {}>{}={amount} CNY/lot", leg.mode, place(leg.from), place(end))
        }
        4 => format!("handling {}={amount} CNY/t", place(leg.from)),
        _ => format!("border {}={amount} CNY/t", leg.key),
    };
    quoted + includes
}

/// Returns what a route pays for the legs of a quoted haul, where it rides all of them in one go and no other leg of the
/// mode before or after.
fn paid(case: &Prepared, answer: &Answer) -> Option<Money> {
    let model = case.model();
    let QuotedSubject::Haul { from, to, mode, .. } = &model.quotes.first()?.subject else { return None };
    let ends = [from, to].map(|&place| model.places.list[place].key.as_str());
    let rides: Vec<_> = answer.steps.iter().filter(|step| step.kind == StepKind::Ride).collect();
    let of_mode: Vec<_> = rides.iter().filter(|step| step.mode == Some(mode.as_str())).collect();
    let quoted: Vec<_> =
        of_mode.iter().filter(|step| step.tariff.as_ref().is_some_and(|name| name.starts_with("quotes."))).collect();
    let (first, last) = (quoted.first()?, quoted.last()?);
    let is_whole = quoted.len() == of_mode.len() && [first.from.key.as_str(), last.to.key.as_str()] == ends;
    is_whole.then(|| quoted.iter().map(|step| step.parts.0[..3].iter().copied().sum::<Money>()).sum())
}

#[test]
fn a_quoted_haul_costs_what_was_quoted_and_the_audit_agrees() {
    let (audited, hauls, changed) = (std::cell::Cell::new(0), std::cell::Cell::new(0), std::cell::Cell::new(0));
    holds_for(700, &(plans(ALL & !PERMISSIONS & !RULES, 0), any::<u64>()), |(plan, seed)| {
        let world = world(&plan);
        let before = world.case();
        let text = quotation(&before, &mut Dice::new(seed));
        // A word that names nothing, a haul by two modes, a crossing that is none: refused, and nothing is wrong.
        let Ok(case) = world.prepare(&[Override::quote(&text)]) else { return Ok(()) };
        let answers = case.answers();
        let agreed = case.audit(&answers);
        prop_assert!(agreed.is_ok(), "{text}: {}", agreed.unwrap_err());
        audited.set(audited.get() + agreed.unwrap());
        changed.set(changed.get() + i32::from(totals(&answers) != totals(&before.answers())));
        let lot = case.model().register.figure(case.model().cargo.lot_t).value.to_f64();
        let quote = &case.model().quotes[0];
        let amount = case.values()[quote.amount.index()] / if text.contains("/lot") { lot } else { 1.0 };
        for paid in answers.iter().filter_map(|answer| paid(&case, answer)) {
            // Each leg is rounded by itself.
            prop_assert!((paid.as_units() - amount).abs() < 1e-5, "{text}: {paid}");
            hauls.set(hauls.get() + 1);
        }
        // Another amount under the standing network is another quotation read anew.
        let dearer = Decimal::parse("61.5").expect("a number");
        let path = format!("quotes.{}.amount", quote.name);
        let set = [Override::quote(&text), Override::set(&path, dearer)];
        let anew = world.prepare(&set).expect("the same quotation");
        let mut values = case.values().to_vec();
        values[quote.amount.index()] = dearer.to_f64();
        let standing = case.priced().priced_at(&values);
        prop_assert!(
            case.network_change(quote.amount).is_none_or(|_| !answers.iter().any(Answer::is_answered)
                || !case.priced().costs().figures().contains(&quote.amount))
        );
        let standing: Vec<Option<i64>> =
            case.model().pairs().map(|pair| standing.totals(case.model()).get(pair).map(Money::micros)).collect();
        prop_assert_eq!(standing, totals(&anew.answers()), "{}", text);
        Ok(())
    });
    let counts = (audited.get(), hauls.get(), changed.get());
    assert!(counts.0 > 800 && counts.1 > 40 && counts.2 > 100, "{counts:?}");
}

#[test]
fn what_is_not_quoted_stays_as_it_was() {
    let compared = std::cell::Cell::new(0);
    holds_for(200, &(plans(ALL & !ABROAD, 0), any::<u64>()), |(plan, seed)| {
        let world = world(&plan);
        let before = world.case();
        let model = before.model();
        let text = quotation(&before, &mut Dice::new(seed)) + ", box40";
        let Ok(after) = world.prepare(&[Override::quote(&text)]) else { return Ok(()) };
        // Nobody ships in such boxes: every answer is what it was.
        let forms: BTreeSet<Form> = model.corridors.iter().flat_map(|corridor| &corridor.forms).copied().collect();
        if !forms.contains(&Form::Box40) {
            prop_assert_eq!(totals(&before.answers()), totals(&after.answers()));
            compared.set(compared.get() + 1);
        }
        Ok(())
    });
    assert!(compared.get() > 50, "only {} worlds", compared.get());
}
