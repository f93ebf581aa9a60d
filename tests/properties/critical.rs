//! What is said to be lost is, to the last digit, what the program answers to the scenario without the row.

use std::collections::{BTreeMap, BTreeSet};

use corridor::analysis::critical::{Critical, CriticalAsked, CriticalElement, ElementKind, critical};
use corridor::answer::{Answer, Prepared, Progress};
use corridor::model::Slowdown;
use corridor::scenario::{Override, TableName};
use corridor::units::Money;
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, PERMISSIONS, RULES, SERVICES, plans, world};
use crate::support::world::{Row, World, row};

fn asked(case: &Prepared, slow: Option<Slowdown>, pairs: bool) -> CriticalAsked {
    CriticalAsked {
        demands: case.model().demands.ids().collect(),
        corridors: case.model().corridors.ids().collect(),
        kinds: ElementKind::ALL.to_vec(),
        slow,
        pairs,
    }
}

/// Returns the world without a row and all that speaks of it.
fn without(world: &World, kind: &str, key: &str) -> World {
    let mut left = world.clone();
    let speaks =
        |row: &Row, columns: &[&str]| columns.iter().any(|column| row.get(*column).is_some_and(|cell| cell == key));
    let mut drop_rows = |table: TableName, columns: &[&str]| {
        let rows = left.rows_mut(table);
        let gone: Vec<Row> = rows.iter().filter(|row| speaks(row, columns)).cloned().collect();
        rows.retain(|row| !speaks(row, columns));
        gone
    };
    let legs = match kind {
        "leg" => drop_rows(TableName::Legs, &["key"]),
        "service" => {
            drop_rows(TableName::Services, &["key"]);
            drop_rows(TableName::Legs, &["service"])
        }
        "permission" => {
            drop_rows(TableName::Permissions, &["key"]);
            Vec::new()
        }
        _ => {
            drop_rows(TableName::Places, &["key"]);
            drop_rows(TableName::Handling, &["place"]);
            drop_rows(TableName::Borders, &["place"]);
            drop_rows(TableName::Calendar, &["place"]);
            drop_rows(TableName::Permissions, &["exit_point", "transit_port", "entry_port"]);
            let legs = drop_rows(TableName::Legs, &["from", "to"]);
            left.demands.retain(|demand| demand.from != key && demand.to != key);
            legs
        }
    };
    for leg in &legs {
        for table in [TableName::Borders, TableName::Calendar] {
            left.rows_mut(table).retain(|row| row.get("leg") != Some(&leg["key"]));
        }
    }
    left
}

/// Is the totals of all demands by their corridors, by the keys of their ends.
type Totals = BTreeMap<(String, String, &'static str), Vec<(String, Option<i64>)>>;

fn totals(answers: &[Answer]) -> Totals {
    let mut totals = Totals::new();
    for answer in answers {
        let demand = (answer.from.key.clone(), answer.to.key.clone(), answer.regime);
        let total = answer.total_per_t.map(Money::micros);
        totals.entry(demand).or_default().push((answer.corridor.clone(), total));
    }
    totals
}

fn least(of_demand: &[(String, Option<i64>)]) -> Option<i64> {
    of_demand.iter().filter_map(|(_, total)| *total).min()
}

/// Works out from answers before and after what an element must be said to lose.
fn check(found: Option<&CriticalElement>, before: &Totals, after: &Totals) -> Result<bool, TestCaseError> {
    let (mut sum, mut dearer, mut worst, mut lost) = (0, 0, None, BTreeSet::new());
    let mut corridors: BTreeMap<String, (usize, i64, usize)> = BTreeMap::new();
    for (demand, then) in after {
        let now = &before[demand];
        match (least(now), least(then)) {
            (Some(now), Some(then)) if now != then => {
                (sum, dearer, worst) = (sum + then - now, dearer + 1, worst.max(Some(then - now)));
            }
            (Some(_), None) => drop(lost.insert((demand.0.clone(), demand.1.clone()))),
            _ => {}
        }
        for ((corridor, now), (_, then)) in now.iter().zip(then) {
            let counts = corridors.entry(corridor.clone()).or_default();
            match (now, then) {
                (Some(now), Some(then)) if now != then => {
                    (counts.0, counts.1) = (counts.0 + 1, counts.1.max(then - now));
                }
                (Some(_), None) => counts.2 += 1,
                _ => {}
            }
        }
    }
    corridors.retain(|_, counts| *counts != (0, 0, 0));
    let Some(found) = found else {
        prop_assert!(dearer == 0 && lost.is_empty() && corridors.is_empty(), "a loss is missing");
        return Ok(false);
    };
    prop_assert_eq!(found.sum_per_t.micros(), sum);
    prop_assert_eq!(found.demands, dearer);
    prop_assert_eq!(found.worst_per_t.map(Money::micros), worst);
    let found_lost = found.lost.iter().map(|lost| (lost.from.key.clone(), lost.to.key.clone()));
    prop_assert_eq!(found_lost.collect::<BTreeSet<_>>(), lost);
    let by_corridor = found.corridors.iter().map(|loss| {
        let worst = loss.worst_per_t.map_or(0, Money::micros);
        (loss.corridor.clone(), (loss.dearer, worst, loss.lost))
    });
    prop_assert_eq!(by_corridor.collect::<BTreeMap<_, _>>(), corridors);
    Ok(true)
}

/// Returns the rows of a world that could be lost.
fn rows(world: &World) -> Vec<(&'static str, String)> {
    let tables = [TableName::Legs, TableName::Places, TableName::Services, TableName::Permissions];
    let of_table = |(kind, table): (&'static str, TableName)| {
        world.rows(table).iter().map(move |row| (kind, row["key"].clone())).collect::<Vec<_>>()
    };
    ElementKind::ALL.map(ElementKind::as_str).into_iter().zip(tables).flat_map(of_table).collect()
}

fn element<'a>(found: &'a Critical, kind: &str, key: &str) -> Option<&'a CriticalElement> {
    found.elements.iter().find(|element| element.name.kind.as_str() == kind && element.name.key == key)
}

#[test]
fn the_loss_of_every_row_is_what_the_scenario_without_it_costs_more() {
    let (compared, losses) = (std::cell::Cell::new(0), std::cell::Cell::new([0; 4]));
    holds_for(180, &plans(ALL, SERVICES), |plan| {
        let world = world(&plan);
        let case = world.case();
        let found = critical(&case, &asked(&case, None, false), &Progress::default());
        let before = totals(&case.answers());
        for (kind, key) in rows(&world) {
            // A corridor that names the row no longer makes sense without it.
            let Ok(less) = without(&world, kind, &key).prepare(&[]) else { continue };
            compared.set(compared.get() + 1);
            if check(element(&found, kind, &key), &before, &totals(&less.answers()))? {
                let mut counts = losses.get();
                counts[ElementKind::ALL.iter().position(|known| known.as_str() == kind).expect("a kind")] += 1;
                losses.set(counts);
            }
        }
        Ok(())
    });
    let counts = losses.get();
    assert!(compared.get() > 500 && counts.iter().all(|&count| count > 4), "{} {counts:?}", compared.get());
}

#[test]
fn two_rows_together_cost_what_the_scenario_without_both_costs_more() {
    let met = std::cell::Cell::new(0);
    holds_for(45, &plans(ALL & !RULES, PERMISSIONS), |plan| {
        let world = world(&plan);
        let case = world.case();
        let found = critical(&case, &asked(&case, None, true), &Progress::default());
        let before = totals(&case.answers());
        let said: BTreeMap<BTreeSet<(&str, String)>, (i64, usize)> = found
            .pairs
            .iter()
            .flatten()
            .flat_map(|joint| {
                let pairs = joint.first.iter().flat_map(|one| joint.second.iter().map(move |other| (one, other)));
                pairs.map(|(one, other)| {
                    let pair = [one, other].map(|name| (name.kind.as_str(), name.key.clone()));
                    (BTreeSet::from(pair), (joint.excess_sum_per_t.micros(), joint.lost.len()))
                })
            })
            .collect();
        let rows = rows(&world);
        let alone: Vec<Option<Totals>> = rows
            .iter()
            .map(|(kind, key)| Some(totals(&without(&world, kind, key).prepare(&[]).ok()?.answers())))
            .collect();
        // All pairs are too many to write: one in seven is looked at.
        let pairs = (0..rows.len()).flat_map(|one| (0..one).map(move |other| (one, other)));
        for (one, other) in pairs.filter(|(one, other)| (one * 31 + other) as u64 % 7 == plan.seed % 7) {
            let [first, second] = [one, other].map(|row| &rows[row]);
            let both = without(&without(&world, first.0, &first.1), second.0, &second.1);
            let (Ok(both), Some(one), Some(other)) = (both.prepare(&[]), &alone[one], &alone[other]) else { continue };
            let (mut excess, mut lost) = (0, 0);
            for (demand, then) in totals(&both.answers()) {
                let [before, one, other] =
                    [&before, one, other].map(|totals| totals.get(&demand).and_then(|all| least(all)));
                let (Some(before), Some(one), Some(other)) = (before, one, other) else { continue };
                match least(&then) {
                    Some(both) => excess += (both - one - other + before).max(0),
                    None => lost += 1,
                }
            }
            let key = BTreeSet::from([first.clone(), second.clone()]);
            prop_assert_eq!(said.get(&key).copied().unwrap_or_default(), (excess, lost), "{:?}", key);
            met.set(met.get() + usize::from(excess > 0 || lost > 0));
        }
        Ok(())
    });
    assert!(met.get() > 3, "only {} pairs are each other's alternative", met.get());
}

#[test]
fn a_slower_leg_or_service_costs_what_a_row_that_makes_it_slower_costs() {
    let losses = std::cell::Cell::new([0; 4]);
    holds_for(30, &plans(ALL, SERVICES), |plan| {
        let world = world(&plan);
        let case = world.case();
        let before = totals(&case.answers());
        for (text, column, value) in [("36h", "extra_h", "36"), ("x3", "time_factor", "3")] {
            let slow = Slowdown::parse(text).expect("a slowness");
            let found = critical(&case, &asked(&case, Some(slow), false), &Progress::default());
            for leg in world.rows(TableName::Legs) {
                let mut slower = world.clone();
                let mut effect = row! { key = "slower", leg = leg["key"] };
                effect.insert(column, value.to_owned());
                slower.put(TableName::Calendar, effect);
                let after = totals(&slower.answers());
                let loss = check(element(&found, "leg", &leg["key"]), &before, &after)?;
                let mut counts = losses.get();
                counts[usize::from(column == "extra_h")] += usize::from(loss);
                losses.set(counts);
            }
            for service in world.rows(TableName::Services) {
                let key = &service["key"];
                let is_by_lot = world.wait == "collected-for-ship" && service.contains_key("collects_t_per_day");
                let change = match (text, service.get("cutoff_h").is_some(), service.get("every_days").is_some()) {
                    ("36h", true, _) => format!("services.{key}.cutoff_h=+36"),
                    ("x3", _, true) if !is_by_lot => format!("services.{key}.every_days=*3"),
                    _ => continue,
                };
                let change = Override::parse(&change).expect("a change");
                let after = totals(&world.prepare(&[change]).expect("a good scenario").answers());
                let loss = check(element(&found, "service", key), &before, &after)?;
                let mut counts = losses.get();
                counts[2 + usize::from(text == "x3")] += usize::from(loss);
                losses.set(counts);
            }
        }
        Ok(())
    });
    assert!(losses.get().iter().all(|&count| count > 2), "{:?}", losses.get());
}
