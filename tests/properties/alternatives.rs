//! The routes listed are all the routes that there are.

use std::collections::{BTreeMap, BTreeSet};

use corridor::analysis::alternatives::{Alternative, AlternativesAsked, AlternativesList, Ended, alternatives};
use corridor::answer::{Answer, Progress, StepKind};
use corridor::units::Money;
use proptest::prelude::*;

use crate::holds_for;
use crate::oracle::routes;
use crate::random::{ALL, Dice, Plan, ROUGH, SUPPORT, plans, world};
use crate::support::world::World;

/// Asks for all routes.
const EVERY: AlternativesAsked =
    AlternativesAsked { cheapest: None, different: 1, min_difference: 0.3, within_per_t: None, most_paths: 200_000 };

fn lists(world: &World, asked: &AlternativesAsked, audit: bool) -> Vec<AlternativesList> {
    let case = world.case();
    let pairs: Vec<_> = case.model().pairs().collect();
    alternatives(&case, &pairs, asked, audit, &Progress::default()).expect("an audit that agrees").lists
}

/// Is a form with legs, each with the place where it ends.
type Named = (String, Vec<(String, String)>);

fn named(answer: &Answer) -> Named {
    let rides = answer.steps.iter().filter(|step| step.kind == StepKind::Ride);
    let legs = rides.flat_map(|step| {
        let ends = step.through.iter().skip(1).map(|place| place.key.clone());
        step.legs.iter().cloned().zip(ends)
    });
    (answer.form.clone().expect("a form"), legs.collect())
}

fn total(route: &Alternative) -> i64 {
    route.answer.total_per_t.expect("a total").micros()
}

#[test]
fn every_route_without_a_loop_is_listed_once_at_its_least_total() {
    let seen = std::cell::Cell::new((0, 0));
    holds_for(60, &plans(ALL | SUPPORT, ROUGH), |plan| {
        let world = world(&plan);
        let answers = world.answers();
        let pairs = world.demands.iter().flat_map(|demand| world.corridors.iter().map(move |one| (demand, one)));
        for ((list, best), (demand, corridor)) in lists(&world, &EVERY, true).iter().zip(&answers).zip(pairs) {
            prop_assert_eq!(list.ended, Ended::All);
            prop_assert_eq!(list.routes.len(), list.routes_met);
            let first = list.routes.first();
            prop_assert_eq!(first.map(total), best.total_per_t.map(Money::micros));
            prop_assert_eq!(first.map(|route| named(&route.answer)), best.is_answered().then(|| named(best)));
            prop_assert!(list.routes.windows(2).all(|pair| total(&pair[0]) <= total(&pair[1])));
            let mut wanted = routes(&world, demand, corridor);
            if let Some(first) = first.filter(|route| route.has_loop) {
                wanted.insert(named(&first.answer), total(first));
            }
            let found: BTreeMap<Named, i64> =
                list.routes.iter().map(|route| (named(&route.answer), total(route))).collect();
            prop_assert_eq!(found.len(), list.routes.len(), "a route comes once");
            prop_assert_eq!(&found, &wanted);
            let (many, loops) = seen.get();
            seen.set((many + found.len(), loops + usize::from(first.is_some_and(|route| route.has_loop))));
        }
        Ok(())
    });
    let (many, loops) = seen.get();
    assert!(many > 500, "{many} routes were compared, {loops} of them with a loop");
}

#[test]
fn the_routes_chosen_are_those_that_a_list_of_all_of_them_gives() {
    holds_for(40, &(plans(ALL, ROUGH), 1..6_usize, 1..5_usize, 0..4_usize), |(plan, cheapest, different, tenths)| {
        let world = world(&plan);
        let min_difference = [0.1, 0.4, 0.7, 1.0][tenths];
        let within = (tenths == 2).then(|| Money::from_micros(40_000_000));
        let asked = AlternativesAsked {
            cheapest: Some(cheapest),
            different,
            min_difference,
            within_per_t: within,
            most_paths: 200_000,
        };
        for (some, every) in lists(&world, &asked, true).iter().zip(lists(&world, &EVERY, false)) {
            let best = every.routes.first().map_or(0, total);
            let may = |route: &&Alternative| within.is_none_or(|within| total(route) - best <= within.micros());
            let mut kept: Vec<&Alternative> = Vec::new();
            let mut wanted: Vec<(Named, bool, bool)> = Vec::new();
            for (position, route) in every.routes.iter().filter(may).enumerate() {
                let is_different = kept.len() < different
                    && kept.iter().all(|other| apart(&world, &route.answer, &other.answer) >= min_difference);
                if is_different {
                    kept.push(route);
                }
                if position < cheapest || is_different {
                    wanted.push((named(&route.answer), position < cheapest, is_different));
                }
            }
            let chosen = some.routes.iter().map(|route| (named(&route.answer), route.is_cheap, route.is_different));
            prop_assert_eq!(chosen.collect::<Vec<_>>(), wanted);
            for route in &some.routes {
                let cheaper = every.routes.iter().filter(|other| total(other) < total(route)).count() as u32;
                prop_assert_eq!(route.answer.rank, Some(cheaper + 1));
                prop_assert_eq!(route.answer.more_than_best, Some(Money::from_micros(total(route) - best)));
                let difference = route.against_cheapest.as_ref();
                prop_assert!(difference.is_none_or(|more| Some(more.parts.total()) == route.answer.more_than_best));
            }
            let beyond = every.routes.iter().filter(may).skip(cheapest).map(total).next();
            let dearest = some.routes.iter().filter(|route| route.is_cheap).map(total).next_back();
            prop_assert_eq!(some.tied_with_more, beyond.is_some() && beyond == dearest);
        }
        Ok(())
    });
}

/// Returns the share of the shorter of two routes that does not go where the other goes.
fn apart(world: &World, one: &Answer, other: &Answer) -> f64 {
    let links = |answer: &Answer| -> BTreeMap<(String, String, &str), f64> {
        let rides = answer.steps.iter().filter(|step| step.kind == StepKind::Ride);
        let legs = rides.flat_map(|step| {
            let ends = step.through.windows(2).map(|ends| (ends[0].key.clone(), ends[1].key.clone()));
            step.legs.iter().zip(ends).map(|(leg, (from, to))| {
                let mut rows = world.rows(corridor::scenario::TableName::Legs).iter();
                let row = rows.find(|row| &row["key"] == leg).expect("the leg");
                let km = row.get("distance_km").map_or(0.0, |km| km.parse().expect("kilometres"));
                ((from, to, step.mode.expect("a mode")), km)
            })
        });
        legs.collect()
    };
    let (one, other) = (links(one), links(other));
    let [length, its_length] = [&one, &other].map(|links| links.values().sum::<f64>());
    let both: BTreeSet<_> = one.keys().filter(|link| other.contains_key(*link)).collect();
    // Halfway between the shares that are asked for and those that rounding might give.
    let near = 1e-9;
    if length == 0.0 || its_length == 0.0 {
        1.0 - both.len() as f64 / one.len().min(other.len()) as f64 + near
    } else {
        let common: f64 = both.iter().map(|link| one[*link].min(other[*link])).sum();
        1.0 - common / length.min(its_length) + near
    }
}

#[test]
fn the_order_of_rows_changes_no_list() {
    holds_for(20, &plans(ALL, ROUGH), |plan| {
        let world = world(&plan);
        let mut shuffled = world.clone();
        let mut dice = Dice::new(plan.seed);
        for rows in shuffled.tables.values_mut() {
            dice.shuffle(rows);
        }
        let routes = |world: &World| -> Vec<Vec<(Named, i64)>> {
            let of_list = |list: &AlternativesList| {
                list.routes.iter().map(|route| (named(&route.answer), total(route))).collect::<Vec<_>>()
            };
            lists(world, &EVERY, false).iter().map(of_list).collect()
        };
        prop_assert_eq!(routes(&shuffled), routes(&world));
        Ok(())
    });
}

#[test]
fn of_legs_beside_each_other_over_a_border_a_price_that_jumps_takes_the_shortest() {
    // A minimum charge is that of a haul from port to port, which goes the shortest way; here another leg between the
    // same two ports is longer and, for a surcharge on the shorter one, would be cheaper.
    let world = world(&Plan { seed: 2_328_140_095_107_469_999, places: 3, extra_legs: 1, features: 6_324_667 });
    let lists = lists(&world, &EVERY, true);
    let pairs = world.demands.iter().flat_map(|demand| world.corridors.iter().map(move |one| (demand, one)));
    let mut hauls = 0;
    for (list, (demand, corridor)) in lists.iter().zip(pairs) {
        let found: BTreeMap<Named, i64> =
            list.routes.iter().map(|route| (named(&route.answer), total(route))).collect();
        assert_eq!(found, routes(&world, demand, corridor));
        hauls += found.keys().filter(|(_, legs)| legs.iter().any(|(leg, _)| leg == "l1")).count();
    }
    assert!(hauls > 0, "the shorter leg is ridden");
}

#[test]
fn a_haul_may_come_by_where_it_began_and_go_on() {
    // Changing from ship to lorry abroad is what the permission asks for; from there the lorry may turn back at the next
    // place and pass the port again, still on its first haul.
    let world = world(&Plan { seed: 2_160_344_261_157_676_308, places: 4, extra_legs: 3, features: 15_239_101 });
    let lists = lists(&world, &EVERY, true);
    let pairs = world.demands.iter().flat_map(|demand| world.corridors.iter().map(move |one| (demand, one)));
    for (list, (demand, corridor)) in lists.iter().zip(pairs) {
        let found: BTreeMap<Named, i64> =
            list.routes.iter().map(|route| (named(&route.answer), total(route))).collect();
        assert_eq!(found, routes(&world, demand, corridor));
    }
}
