//! The search against every way there is, on small timetables.

use proptest::prelude::*;

use super::{Aim, BackwardGraph, Bound, DatedGraph, DatedQuery, DatedSearch, Passage, TimedArcs};
use crate::graph::Graph;

/// An arc that can be passed at any time, or by departures; each departure has its own time and price, and waiting costs by
/// started blocks after some that are free, so a later arrival may be dearer or cheaper.
#[derive(Clone, Debug)]
enum TimedArc {
    Plain { seconds: i64, cost: i64 },
    Dated { departures: Vec<(i64, i64, i64)>, free: i64, per_block: i64 },
}

const BLOCK: i64 = 4;

impl TimedArc {
    fn ways(&self, ready: i64) -> Vec<(i64, i64)> {
        match self {
            Self::Plain { seconds, cost } => vec![(ready + seconds, *cost)],
            Self::Dated { departures, free, per_block } => {
                let caught = departures.iter().filter(|(leaves, ..)| *leaves >= ready);
                let way = |&(leaves, seconds, cost): &(i64, i64, i64)| {
                    let blocks = ((leaves - ready - free).max(0) + BLOCK - 1) / BLOCK;
                    (leaves + seconds, cost + blocks * per_block)
                };
                caught.map(way).collect()
            }
        }
    }

    fn pass(&self, ready: i64, way: u32) -> Option<Passage> {
        let ways = self.ways(ready);
        let &(arrives, cost) = ways.get(way as usize)?;
        let rest = &ways[way as usize + 1..];
        let bound = |pick: fn(&(i64, i64)) -> i64| rest.iter().map(pick).min();
        let later = bound(|way| way.0).zip(bound(|way| way.1));
        let later = later.map(|(arrives, cost)| Bound { arrives, cost, way: way + 1 });
        Some(Passage { arrives, cost, later })
    }

    fn least(&self) -> Option<(i64, i64)> {
        match self {
            Self::Plain { seconds, cost } => Some((*cost, *seconds)),
            Self::Dated { departures, .. } => {
                let least = |pick: fn(&(i64, i64, i64)) -> i64| departures.iter().map(pick).min();
                least(|departure| departure.2).zip(least(|departure| departure.1))
            }
        }
    }
}

fn timed_arc() -> impl Strategy<Value = TimedArc> {
    let departures = prop::collection::vec((0..40_i64, 0..9_i64, 0..9_i64), 0..5);
    prop_oneof![
        (0..9_i64, 0..9_i64).prop_map(|(seconds, cost)| TimedArc::Plain { seconds, cost }),
        (departures, 0..9_i64, 0..4_i64).prop_map(|(mut departures, free, per_block)| {
            departures.sort_unstable();
            TimedArc::Dated { departures, free, per_block }
        }),
    ]
}

/// The number of nodes, and the arcs with their ends.
type Timetable = (usize, Vec<((u32, u32), TimedArc)>);

struct Arcs<'a>(&'a [((u32, u32), TimedArc)]);

impl TimedArcs for Arcs<'_> {
    fn pass(&self, arc: u32, ready: i64, way: u32) -> Option<Passage> {
        self.0[arc as usize].1.pass(ready, way)
    }

    fn latest(&self, arc: u32, by: i64) -> Option<i64> {
        match &self.0[arc as usize].1 {
            TimedArc::Plain { seconds, .. } => Some(by - seconds),
            TimedArc::Dated { departures, .. } => {
                let in_time = departures.iter().filter(|(leaves, seconds, _)| leaves + seconds <= by);
                in_time.map(|(leaves, ..)| *leaves).max()
            }
        }
    }
}

/// A timetable whose arcs lead from a smaller to a greater node: every way through it can be listed.
fn timetable() -> impl Strategy<Value = Timetable> {
    let nodes = 6_u32;
    let arc = (0..nodes, 0..nodes, timed_arc()).prop_filter_map("an arc", |(left, right, arc)| {
        (left != right).then(|| ((left.min(right), left.max(right)), arc))
    });
    prop::collection::vec(arc, 1..14).prop_map(move |mut arcs| {
        arcs.sort_by_key(|(ends, _)| *ends);
        (nodes as usize, arcs)
    })
}

/// Returns the cost and the arrival of every way from a state to the last node.
fn all_ways(nodes: usize, arcs: &[((u32, u32), TimedArc)], at: u32, time: i64, cost: i64) -> Vec<(i64, i64)> {
    if at as usize + 1 == nodes {
        return vec![(cost, time)];
    }
    let out = arcs.iter().filter(|((tail, _), _)| *tail == at);
    let ways = out.flat_map(|((_, head), arc)| arc.ways(time).into_iter().map(move |way| (*head, way)));
    ways.flat_map(|(head, (arrives, paid))| all_ways(nodes, arcs, head, arrives, cost + paid)).collect()
}

fn search(nodes: usize, arcs: &[((u32, u32), TimedArc)], ready: i64, aim: Aim) -> Option<(i64, i64)> {
    search_by(nodes, arcs, (ready, 1_000_000_000), aim)
}

fn search_by(nodes: usize, arcs: &[((u32, u32), TimedArc)], (ready, by): (i64, i64), aim: Aim) -> Option<(i64, i64)> {
    let graph = Graph::from_sorted(nodes, arcs.iter().map(|(ends, _)| *ends));
    let is_dated: Vec<bool> = arcs.iter().map(|(_, arc)| matches!(arc, TimedArc::Dated { .. })).collect();
    let least: Vec<_> = arcs.iter().map(|(_, arc)| arc.least()).collect();
    let backward = BackwardGraph::new(&graph, &least, &is_dated);
    let left = backward.left(nodes as u32 - 1);
    let query = DatedQuery { source: 0, ready, target: nodes as u32 - 1, by };
    let transfers = vec![false; arcs.len()];
    let of = DatedGraph { graph: &graph, backward: &backward, transfers: &transfers, arcs: &Arcs(arcs) };
    let found = DatedSearch::default().find(&of, &left, query, aim).expect("few states");
    found.map(|path| {
        // What is passed adds up and joins.
        assert_eq!(path.passed.iter().map(|passed| passed.cost).sum::<i64>(), path.cost);
        assert!(path.passed.windows(2).all(|pair| pair[0].arrives == pair[1].ready));
        (path.cost, path.arrives)
    })
}

proptest! {
    #[test]
    fn the_cheapest_and_the_earliest_are_those_of_all_ways((nodes, arcs) in timetable(), ready in 0..20_i64) {
        let all = all_ways(nodes, &arcs, 0, ready, 0);
        prop_assert_eq!(search(nodes, &arcs, ready, Aim::Cheapest), all.iter().copied().min());
        let earliest = all.iter().map(|&(cost, arrives)| (arrives, cost)).min();
        let found = search(nodes, &arcs, ready, Aim::Earliest).map(|(cost, arrives)| (arrives, cost));
        prop_assert_eq!(found, earliest);
    }

    #[test]
    fn nothing_is_found_that_arrives_too_late((nodes, arcs) in timetable(), ready in 0..20_i64, by in 0..40_i64) {
        let all = all_ways(nodes, &arcs, 0, ready, 0);
        let in_time = || all.iter().copied().filter(|(_, arrives)| *arrives <= by);
        prop_assert_eq!(search_by(nodes, &arcs, (ready, by), Aim::Cheapest), in_time().min());
        let found = search_by(nodes, &arcs, (ready, by), Aim::Earliest).map(|(cost, arrives)| (arrives, cost));
        prop_assert_eq!(found, in_time().map(|(cost, arrives)| (arrives, cost)).min());
    }

    #[test]
    fn one_departure_more_never_costs_more(
        (nodes, mut arcs) in timetable(),
        (place, departure) in (0..14_usize, (0..40_i64, 0..9_i64, 0..9_i64)),
    ) {
        let before = search(nodes, &arcs, 0, Aim::Cheapest).map_or(i64::MAX, |found| found.0);
        let place = place % arcs.len();
        if let TimedArc::Dated { departures, .. } = &mut arcs[place].1 {
            departures.push(departure);
            departures.sort_unstable();
        }
        let after = search(nodes, &arcs, 0, Aim::Cheapest).map_or(i64::MAX, |found| found.0);
        prop_assert!(after <= before);
    }
}

#[test]
fn who_comes_after_the_last_departure_does_not_go_round_for_ever() {
    let road = || TimedArc::Plain { cost: 1, seconds: 1 };
    let ship = TimedArc::Dated { departures: vec![(5, 1, 1)], free: 0, per_block: 0 };
    let arcs = [((0, 1), road()), ((1, 0), road()), ((1, 2), ship)];
    for aim in [Aim::Cheapest, Aim::Earliest] {
        assert_eq!(search(3, &arcs, 4, aim).map(|found| found.1), Some(6));
        assert_eq!(search(3, &arcs, 5, aim), None);
    }
}
