//! Fronts of random scenarios are those of every route there is, and the audit agrees with each route.

use std::cell::Cell;

use corridor::analysis::pareto::{Axis, Pareto, ParetoAsked, ParetoPoint, audit_pareto, pareto};
use corridor::answer::{Answer, Detail, Prepared, Progress};
use corridor::ids::{ArcId, Id};
use corridor::units::Duration;
use corridor_kernel::graph::Graph;
use corridor_kernel::{Query, cheapest};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::{ALL, SUPPORT, plans, world};

const ALL_AXES: [Axis; 4] = [Axis::Cost, Axis::Time, Axis::Co2e, Axis::Transfers];
/// The kinds of sums of an arc: those of the axes, and the squares of late minutes.
const SUMS: usize = 5;
/// The most routes that are listed for one question; a world with more is passed over.
const MOST_ROUTES: usize = 4000;

fn found(case: &Prepared, axes: &[Axis], deadline: Option<Duration>) -> Pareto {
    let asked = ParetoAsked {
        demands: case.model().demands.ids().collect(),
        corridors: case.model().corridors.ids().collect(),
        axes: axes.to_vec(),
        deadline,
        detail: Detail::Whole,
    };
    pareto(case, &asked, &Progress::default()).expect("sound axes")
}

/// Returns what counts of every arc: millionths, milliseconds, milligrams, transfers, squares of late minutes.
fn criteria(case: &Prepared) -> Vec<[u64; SUMS]> {
    let (costs, prices) = (case.priced().costs(), case.priced().prices());
    let (weights, ranks) = (costs.weights(prices), costs.ranks(prices));
    (0..weights.len())
        .map(|arc| {
            let priced = costs.priced(prices, ArcId::new(arc));
            let time = (priced.hours.iter().sum::<f64>() * 3.6e6).round();
            let late = (priced.late_days * 1440.0).round() as u64;
            let milligrams = (priced.co2e_kg_per_t * 1e6).round() as u64;
            [weights[arc] as u64, time as u64, milligrams, ranks[arc] >> 48, late * late]
        })
        .collect()
}

/// Lists the sums of every path that passes no node twice; nothing where there are too many.
fn every_path(graph: &Graph, criteria: &[[u64; SUMS]], source: u32, target: u32) -> Option<Vec<[u64; SUMS]>> {
    let mut all = Vec::new();
    let mut steps = 0;
    let mut open = vec![(source, [0_u64; SUMS], vec![source])];
    while let Some((node, sums, passed)) = open.pop() {
        steps += 1;
        if all.len() > MOST_ROUTES || steps > 40 * MOST_ROUTES {
            return None;
        }
        if node == target {
            all.push(sums);
            continue;
        }
        for arc in graph.out(node) {
            let head = graph.head(arc);
            if !passed.contains(&head) {
                let sums = std::array::from_fn(|index| sums[index] + criteria[arc][index]);
                open.push((head, sums, [passed.as_slice(), &[head]].concat()));
            }
        }
    }
    Some(all)
}

/// Returns the sums that no others are better than, by comparing each with each.
fn undominated(mut all: Vec<Vec<u64>>) -> Vec<Vec<u64>> {
    all.sort_unstable();
    all.dedup();
    let beats =
        |left: &[u64], right: &[u64]| left != right && left.iter().zip(right).all(|(left, right)| left <= right);
    all.iter().filter(|own| !all.iter().any(|other| beats(other, own))).cloned().collect()
}

/// Returns the sums of routes as they are written out, by some axes.
fn written(points: &[ParetoPoint], axes: &[Axis]) -> Vec<Vec<u64>> {
    let sum = |point: &ParetoPoint, axis: &Axis| match axis {
        Axis::Cost => point.answer.total_per_t.expect("a total").micros() as u64,
        Axis::Time => (point.answer.time().as_hours() * 3.6e6).round() as u64,
        Axis::Co2e => (point.answer.emissions().as_kilograms() * 1e6).round() as u64,
        Axis::Transfers => u64::from(point.transfers),
        Axis::Late => {
            let minutes = point.answer.buffer.expect("a buffer").independent_late_days * 1440.0;
            (minutes * minutes).round() as u64
        }
    };
    points.iter().map(|point| axes.iter().map(|axis| sum(point, axis)).collect()).collect()
}

/// Tells whether sums of rounded times and emissions are those of routes that are rounded at their end.
fn agree(exact: &[Vec<u64>], written: &[Vec<u64>]) -> bool {
    const ARCS: u64 = 60;
    let near = |(left, right): (&u64, &u64)| left.abs_diff(*right) <= ARCS;
    exact.len() == written.len() && exact.iter().zip(written).all(|(left, right)| left.iter().zip(right).all(near))
}

/// Holds the fronts of a case by some axes against every route, and counts them and their routes; `at` are the positions of
/// the axes among the sums of an arc. Nothing is held where there are too many routes.
fn hold_fronts(
    case: &Prepared,
    axes: &[Axis],
    at: &[usize],
    (compared, members): (&Cell<usize>, &Cell<usize>),
) -> Result<(), TestCaseError> {
    let found = found(case, axes, None);
    let network = case.priced().network();
    let criteria = criteria(case);
    for (demand, front) in case.model().demands.ids().zip(&found.demands) {
        let mut all: Vec<Vec<u64>> = Vec::new();
        for (corridor, own) in case.model().corridors.ids().zip(&front.corridors) {
            let mut of_corridor = Vec::new();
            let asked = network
                .questions()
                .iter()
                .filter(|question| (question.demand, question.corridor) == (demand, corridor));
            for question in asked {
                let Some(target) = question.target else { continue };
                let Some(paths) = every_path(network.graph(), &criteria, question.source, target) else {
                    return Ok(());
                };
                of_corridor.extend(paths.iter().map(|sums| at.iter().map(|&at| sums[at]).collect::<Vec<u64>>()));
            }
            let wanted = undominated(of_corridor.clone());
            let got = written(&own.front, axes);
            prop_assert!(agree(&wanted, &got), "by {}: {:?} is not {:?}", own.corridor, got, wanted);
            members.set(members.get() + got.len());
            all.extend(of_corridor);
        }
        let (wanted, got) = (undominated(all), written(&front.front, axes));
        prop_assert!(agree(&wanted, &got), "in all: {:?} is not {:?}", got, wanted);
        for point in &front.front {
            prop_assert!(point.is_on_front && !point.corridors.is_empty());
        }
        compared.set(compared.get() + 1);
    }
    Ok(())
}

#[test]
fn fronts_are_those_of_every_route() {
    let (compared, members) = (Cell::new(0), Cell::new(0));
    holds_for(300, &(plans(ALL | SUPPORT, 0), 2..5_usize), |(plan, count)| {
        let case = world(&plan).case();
        hold_fronts(&case, &ALL_AXES[..count], &[0, 1, 2, 3][..count], (&compared, &members))
    });
    assert!(
        compared.get() > 250 && members.get() > 2 * compared.get(),
        "{} fronts of {} routes",
        compared.get(),
        members.get()
    );
}

#[test]
fn routes_by_cost_and_independent_delays_are_all_that_any_price_of_a_day_makes_the_best() {
    let (compared, members) = (Cell::new(0), Cell::new(0));
    holds_for(150, &plans(ALL, 0), |plan| {
        let mut world = world(&plan);
        world.cargo.insert("buffer_price_per_day", "0".to_owned());
        let case = world.case();
        hold_fronts(&case, &[Axis::Cost, Axis::Late], &[0, 4], (&compared, &members))?;
        // Along a front of two each route is dearer than the one before and surer, and each price is of that trade.
        for demand in &found(&case, &[Axis::Cost, Axis::Late], None).demands {
            for pair in demand.front.windows(2) {
                let late = |point: &ParetoPoint| point.answer.buffer.expect("a buffer").independent_late_days;
                let more = (pair[1].answer.total() - pair[0].answer.total()).as_units();
                let price = pair[1].per_late_day_avoided.expect("a price").price.as_units();
                let avoided = late(&pair[0]) - late(&pair[1]);
                prop_assert!(more > 0.0 && avoided > 0.0 && (price * avoided - more).abs() < 1e-4 * (1.0 + more));
            }
        }
        Ok(())
    });
    assert!(compared.get() > 120 && members.get() > compared.get(), "{} of {}", compared.get(), members.get());
}

#[test]
fn the_audit_agrees_with_every_route_of_a_front_also_where_cost_does_not_count() {
    let audited = Cell::new(0);
    holds_for(250, &plans(ALL | SUPPORT, 0), |plan| {
        let case = world(&plan).case();
        for axes in [&ALL_AXES[..], &[Axis::Time, Axis::Co2e], &[Axis::Transfers, Axis::Time]] {
            let mut found = found(&case, axes, None);
            let agrees = audit_pareto(&case, &mut found);
            prop_assert!(agrees.is_ok(), "{}", agrees.unwrap_err());
            audited.set(audited.get() + found.audited.unwrap_or(0));
        }
        Ok(())
    });
    assert!(audited.get() > 1500, "only {} routes were audited", audited.get());
}

#[test]
fn the_ends_of_a_front_are_the_cheapest_and_the_fastest_route() {
    let (same_way, all) = (Cell::new(0), Cell::new(0));
    holds_for(300, &plans(ALL, 0), |plan| {
        let case = world(&plan).case();
        let found = found(&case, &[Axis::Cost, Axis::Time], None);
        let network = case.priced().network();
        let times: Vec<f64> = criteria(&case).iter().map(|sums| sums[1] as f64).collect();
        let mut answers = case.answers().into_iter();
        for (demand, front) in case.model().demands.ids().zip(&found.demands) {
            for (corridor, own) in case.model().corridors.ids().zip(&front.corridors) {
                let answer: Answer = answers.next().expect("an answer");
                let first = own.front.first().map(|point| &point.answer);
                prop_assert_eq!(first.and_then(|first| first.total_per_t), answer.total_per_t);
                if let Some(first) = first {
                    // An equally cheap route that is faster or slower is another; else it is that of compare, step by step.
                    let (own_time, time) = (first.time().as_hours(), answer.time().as_hours());
                    prop_assert!(own_time <= time + 1e-6);
                    if (own_time - time).abs() < 1e-6 {
                        prop_assert_eq!(&first.steps, &answer.steps);
                        prop_assert_eq!(&first.permissions, &answer.permissions);
                        same_way.set(same_way.get() + 1);
                    }
                    all.set(all.get() + 1);
                }
                let asked = network
                    .questions()
                    .iter()
                    .filter(|question| (question.demand, question.corridor) == (demand, corridor));
                let queries: Vec<Query> = asked
                    .filter_map(|question| Some(Query { source: question.source, target: question.target? }))
                    .collect();
                let fastest = cheapest(network.graph(), &times, &vec![1; times.len()], &queries);
                let fastest = fastest.into_iter().flatten().map(|path| path.cost as u64).min();
                let last = written(&own.front, &[Axis::Time]).pop().map(|sums| sums[0]);
                prop_assert_eq!(fastest.is_some(), last.is_some());
                prop_assert!(fastest.unwrap_or(0).abs_diff(last.unwrap_or(0)) <= 60, "{:?} is not {:?}", last, fastest);
            }
        }
        Ok(())
    });
    assert!(all.get() > 600 && same_way.get() * 10 > all.get() * 9, "{} of {} ways", same_way.get(), all.get());
}

#[test]
fn a_deadline_keeps_what_arrives_in_time_and_nothing_else() {
    let kept = Cell::new([0_usize; 2]);
    holds_for(300, &(plans(ALL, 0), 0..1000_usize), |(plan, pick)| {
        let case = world(&plan).case();
        let axes = &ALL_AXES[..3];
        let free = found(&case, axes, None);
        let times: Vec<Duration> =
            free.demands.iter().flat_map(|demand| &demand.front).map(|point| point.answer.time()).collect();
        let Some(&deadline) = times.get(pick % times.len().max(1)).filter(|time| time.as_hours() > 0.0) else {
            return Ok(());
        };
        let within = found(&case, axes, Some(deadline));
        let half_second = 0.5 / 3600.0;
        for (free, within) in free.demands.iter().zip(&within.demands) {
            let is_in_time = |point: &&ParetoPoint| point.answer.time().as_hours() <= deadline.as_hours() + half_second;
            let wanted: Vec<&Answer> = free.front.iter().filter(is_in_time).map(|point| &point.answer).collect();
            prop_assert_eq!(within.front.iter().map(|point| &point.answer).collect::<Vec<_>>(), wanted);
            let fastest = free.least(Axis::Time).map(|point| point.answer.time());
            prop_assert_eq!(
                within.fastest_too_late.as_ref().map(corridor::answer::Answer::time),
                fastest.filter(|_| within.front.is_empty())
            );
            let cheapest = free.least(Axis::Cost).and_then(|point| point.answer.total_per_t);
            prop_assert_eq!(within.cheapest_without_deadline.as_ref().and_then(|answer| answer.total_per_t), cheapest);
            let mut counts = kept.get();
            counts[usize::from(within.front.len() < free.front.len())] += 1;
            kept.set(counts);
        }
        Ok(())
    });
    assert!(kept.get().iter().all(|&count| count > 50), "{:?} demands keep all, lose some", kept.get());
}
