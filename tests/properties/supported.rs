//! Support that is more than the step that it is paid for keeps every answer exact; support that pays for a whole route is
//! refused.

use std::cell::Cell;

use corridor::analysis::breakeven::{BreakEvenFound, BreakEvenQuestion, breakeven};
use corridor::analysis::levers::LeversQuestion;
use corridor::analysis::payers::{Party, PayersQuestion, Payment};
use corridor::analysis::{Found, Question, Request, answer};
use corridor::answer::{Prepared, Progress, tell_apart};
use corridor::draws::{Distribution, Distributions, DrawError, Engine};
use corridor::ids::{ArcId, FigureId, Id};
use corridor::problem::Code;
use corridor::scenario::{Override, TableName};
use corridor::units::{Decimal, Money, fraction, to_f64};
use proptest::prelude::*;

use crate::engine::wide;
use crate::holds_for;
use crate::oracle::cheapest;
use crate::random::{ALL, ROUGH, ROUNDED, lavish, plans};
use crate::support::world::{Corridor, Spelling, World, row, totals};

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
                // It is a route that somebody asks for, or a ring.
                let all = world.demands.iter().flat_map(|demand| world.corridors.iter().map(move |own| (demand, own)));
                let pays = |(demand, corridor)| cheapest(&world, demand, corridor).is_some_and(|total| total < 0);
                let mut routes = problems.iter().filter_map(|problem| Some(problem.message.split_once("tonne: ")?.1));
                let is_ring = routes.any(|route| route.split(" - ").next() == route.split(" - ").last());
                prop_assert!(is_ring || all.into_iter().any(pays), "{problems:?}");
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

/// Draws support up to half as much again, and every other price a little.
fn drawn(case: &Prepared) -> Distributions {
    let mut all = wide(case);
    for (id, figure) in case.model().register.iter() {
        let value = figure.value.to_f64();
        if value > 0.0 {
            let most = if figure.path().starts_with("subsidies.") { 1.5 } else { 1.05 };
            let wanted = Distribution::Uniform { low: value / most, high: value * most };
            if all.set(id, wanted).is_err() || figure.path().ends_with("open_days") {
                all.set(id, Distribution::Constant(value)).expect("a constant");
            }
        }
    }
    all
}

#[test]
fn every_draw_of_lavish_support_is_what_the_program_says_with_its_values_set() {
    // Totals compared, those of worlds with an arc below nothing in the draw, worlds that cannot be drawn.
    let counts = Cell::new([0_usize; 3]);
    holds_for(60, &(plans(ALL, 0), any::<u64>()), |(plan, seed)| {
        let world = lavish(&plan);
        let Ok(case) = world.prepare(&[]) else { return Ok(()) };
        let engine = match Engine::new(&case, drawn(&case), seed) {
            Ok(engine) => engine,
            Err(error) => {
                prop_assert!(matches!(error, DrawError::PaidRoute { .. }), "{error}");
                counts.set([counts.get()[0], counts.get()[1], counts.get()[2] + 1]);
                return Ok(());
            }
        };
        let mut worker = engine.worker();
        let drawn = engine.answer(&mut worker, 8 * (seed % 100)).to_vec();
        for lane in [0, 5] {
            let draw = 8 * (seed % 100) + lane as u64;
            let set = |&figure: &FigureId| {
                Override::set(&case.model().register.figure(figure).path(), engine.value(figure, draw))
            };
            let then = case.again(&engine.figures().iter().map(set).collect::<Vec<_>>());
            let then = then.map_err(|problems| TestCaseError::fail(problems.to_string()))?;
            let totals = then.totals();
            let (costs, prices) = (then.priced().costs(), then.priced().prices());
            let arcs = (0..then.priced().network().graph().arcs()).map(ArcId::new);
            let is_paid = arcs.into_iter().any(|arc| costs.priced(prices, arc).parts.iter().sum::<f64>() < 0.0);
            for (drawn, alone) in drawn.iter().zip(totals.iter()) {
                let total = drawn.0[lane];
                prop_assert_eq!(total.is_finite().then_some(total as i64), alone.map(Money::micros));
                counts.set([counts.get()[0] + 1, counts.get()[1] + usize::from(is_paid), counts.get()[2]]);
            }
        }
        Ok(())
    });
    let [compared, paid, refused] = counts.get();
    assert!(
        compared > 200 && paid > 40 && refused < 30,
        "{compared} compared, {paid} paid, {refused} worlds not drawn"
    );
}

#[test]
fn along_lavish_support_curves_reach_as_far_as_the_scenario_can_be_asked_and_lead_as_it_says() {
    // Values compared, those beyond the ends that are refused, ends that are nearer than asked.
    let counts = Cell::new([0_usize; 3]);
    let count = |kind: usize| {
        let mut known = counts.get();
        known[kind] += 1;
        counts.set(known);
    };
    holds_for(40, &plans(ALL & !ROUNDED, 0), |plan| {
        let world = lavish(&plan);
        let Ok(case) = world.prepare(&[]) else { return Ok(()) };
        let demands: Vec<_> = case.model().demands.ids().collect();
        for row in &case.model().subsidies {
            let known = case.model().register.figure(row.price.amount);
            let most = known.value.times(Decimal::whole(4)).expect("few digits");
            let asked = (Decimal::ZERO, most);
            let Ok(found) = breakeven(&case, &demands, row.price.amount, Some(asked), &Progress::default()) else {
                continue;
            };
            if found.is_narrower {
                count(2);
            }
            for part in 0..=12 {
                let value = Decimal::near(&(most.to_exact() * fraction(part, 12)), 6).expect("few digits");
                let exact = value.to_exact();
                let then = case.again(&[Override::set(&known.path(), value)]);
                let is_within = (&*found.from..=&*found.to).contains(&&exact);
                let Ok(then) = then else {
                    prop_assert!(!is_within, "{} = {value} is refused", known.path());
                    count(1);
                    continue;
                };
                prop_assert!(
                    is_within,
                    "{} = {value} can be asked, and curves end at {}",
                    known.path(),
                    to_f64(&found.to)
                );
                let totals = then.totals();
                for (demand, own) in demands.iter().zip(&found.demands) {
                    let least = totals.of_demand(*demand).iter().flatten().min();
                    let lead = own.leads.iter().filter(|lead| (&*lead.from..=&*lead.to).contains(&&exact));
                    let leaders: Vec<&String> = lead.flat_map(|lead| &lead.corridors).collect();
                    let costs = case.model().corridors.iter().zip(totals.of_demand(*demand));
                    // Rounding to millionths can move where two meet.
                    let close = costs.filter(|(corridor, _)| leaders.contains(&&corridor.key)).all(|(_, total)| {
                        total.zip(least.copied()).is_some_and(|(own, least)| own <= least + Money::from_micros(100))
                    });
                    prop_assert!(
                        close && leaders.is_empty() == least.is_none(),
                        "{} = {value}: {leaders:?}",
                        known.path()
                    );
                    count(0);
                }
            }
        }
        Ok(())
    });
    let [compared, refused, narrower] = counts.get();
    assert!(
        compared > 300 && refused > 30 && narrower > 8,
        "{compared} compared, {refused} refused, {narrower} narrower"
    );
}

#[test]
fn flips_and_levers_of_supported_worlds_pass_their_audit() {
    let moved = Cell::new([0_usize; 2]);
    holds_for(12, &plans(ALL & !ROUNDED, 0), |plan| {
        let world = lavish(&plan);
        let Ok(case) = world.prepare(&[]) else { return Ok(()) };
        for question in [Question::Levers(LeversQuestion::default()), Question::BreakEven(BreakEvenQuestion::default())]
        {
            let request = Request { audit: true, ..Request::from(question) };
            match answer(std::slice::from_ref(&case), &request, &Progress::default()) {
                Ok(Found::Levers(found)) => {
                    let of_support = found.levers.iter().filter(|own| own.figure.path.starts_with("subsidies."));
                    moved.set([moved.get()[0] + of_support.count(), moved.get()[1]]);
                }
                Ok(Found::BreakEven(BreakEvenFound::Flips(found))) => {
                    moved.set([moved.get()[0], moved.get()[1] + found.flips.len()]);
                }
                Err(error) => return Err(TestCaseError::fail(error.to_string())),
                Ok(_) => return Err(TestCaseError::fail("another answer")),
            }
        }
        Ok(())
    });
    assert!(moved.get()[0] > 3 && moved.get()[1] > 20, "{:?} levers and flips", moved.get());
}

#[test]
fn scenarios_of_one_file_name_are_told_apart_and_pay_their_own_support() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = |price: &str| {
        let mut world = World::new();
        world.put(TableName::Commodities, row! { key = "maize", name = "Maize" });
        for key in ["a", "b"] {
            world.put(TableName::Places, row! { key = key, name = key, country = "CN", region = "R" });
        }
        world.put(
            TableName::Legs,
            row! { key = "ab", from = "a", to = "b", mode = "road", both_ways = "no",
            distance_km = 100, time_h = 2, cost_per_t = 300, currency = "CNY" },
        );
        for (key, operation) in [("l", "load"), ("u", "unload")] {
            world.put(
                TableName::Handling,
                row! { key = key, place = "*", operation = operation, price = 1, basis = "t", currency = "CNY" },
            );
        }
        world.put(
            TableName::Subsidies,
            row! { key = "aid", payer = "State", leg = "*", price = price, basis = "t", currency = "CNY" },
        );
        world.ask("a", "b");
        world.corridors.push(Corridor::free("road"));
        let own = folder.path().join(price);
        Prepared::prepare(world.write(&own, Spelling::Plain).as_path(), &[]).expect("a good scenario")
    };
    let mut cases = [world("10"), world("250")];
    tell_apart(&mut cases);
    let request = Request::from(Question::Payers(PayersQuestion::default()));
    let Ok(Found::Payers(found)) = answer(&cases, &request, &Progress::default()) else { panic!("no payments") };
    let paid = found.demands.iter().map(|demand| {
        let own = demand.corridors[0].payments.iter().find(|own| own.party == Party::Supporter.as_str());
        (demand.scenario.as_str(), own.expect("support").per_t)
    });
    let expected = [("10/world", Money::round(-10.0)), ("250/world", Money::round(-250.0))];
    assert_eq!(paid.collect::<Vec<_>>(), expected);
}
