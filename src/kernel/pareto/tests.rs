//! The front against every path there is.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Front, FrontPoint, Workspace, front_of, supported};
use crate::graph::Graph;
use crate::{Query, cheapest};

/// A graph with the criteria and the rank of each arc, sorted by tail.
#[derive(Clone, Debug)]
struct Small {
    nodes: usize,
    arcs: Vec<(u32, u32, [u64; 4], u64)>,
}

impl Small {
    fn graph(&self) -> Graph {
        Graph::from_sorted(self.nodes, self.arcs.iter().map(|&(tail, head, ..)| (tail, head)))
    }

    fn front<'a, const D: usize>(&self, graph: &'a Graph) -> Front<'a, D> {
        let criteria = |arc: &(u32, u32, [u64; 4], u64)| std::array::from_fn(|index| arc.2[index]);
        let ranks = self.arcs.iter().map(|arc| u128::from(arc.3)).collect();
        Front::new(graph, self.arcs.iter().map(criteria).collect(), ranks)
    }
}

/// Few different numbers make many ties; some arcs cannot be used.
fn small_graphs() -> impl Strategy<Value = Small> {
    let number = || prop_oneof![4 => 0..6_u64, 1 => 0..1_000_000_u64];
    let criteria = prop_oneof![12 => [number(), number(), number(), number()], 1 => Just([u64::MAX, 0, 0, 0])];
    (2..7_u32).prop_flat_map(move |nodes| {
        prop::collection::vec((0..nodes, 0..nodes, criteria.clone(), 1..3_u64), 0..18).prop_map(move |mut arcs| {
            arcs.sort_by_key(|arc| arc.0);
            Small { nodes: nodes as usize, arcs }
        })
    })
}

/// Returns the sums and ranks of every path without a ring: one with a ring is never better, and its rank is greater.
fn every_path<const D: usize>(front: &Front<'_, D>, source: u32, target: u32) -> Vec<FrontPoint<D>> {
    fn walk<const D: usize>(
        front: &Front<'_, D>,
        passed: &mut Vec<u32>,
        arcs: &mut Vec<u32>,
        all: &mut Vec<FrontPoint<D>>,
    ) {
        let (&node, &target) = (passed.last().expect("a node"), &passed[0]);
        if node == target {
            let rank = arcs.iter().map(|&arc| front.ranks[arc as usize]).sum();
            all.push(FrontPoint { sums: front.sums(arcs), rank, arcs: arcs.clone() });
            return;
        }
        for arc in front.graph.out(node).filter(|&arc| front.is_usable(arc)) {
            let head = front.graph.head(arc);
            if !passed[1..].contains(&head) {
                passed.push(head);
                arcs.push(arc as u32);
                walk(front, passed, arcs, all);
                passed.pop();
                arcs.pop();
            }
        }
    }
    let mut all = Vec::new();
    walk(front, &mut vec![target, source], &mut Vec::new(), &mut all);
    all
}

/// Chooses among all paths: the front by comparing each with each, the path by rank and then by its arcs from the last.
fn by_enumeration<const D: usize>(all: &[FrontPoint<D>], most: [u64; D]) -> Vec<FrontPoint<D>> {
    let at_most = |left: &[u64; D], right: &[u64; D]| left.iter().zip(right).all(|(left, right)| left <= right);
    let mut chosen: BTreeMap<[u64; D], &FrontPoint<D>> = BTreeMap::new();
    let key = |point: &FrontPoint<D>| (point.rank, point.arcs.iter().rev().copied().collect::<Vec<u32>>());
    for point in all {
        let is_better_than = |other: &FrontPoint<D>| other.sums != point.sums && at_most(&other.sums, &point.sums);
        if at_most(&point.sums, &most) && !all.iter().any(is_better_than) {
            let known = chosen.entry(point.sums).or_insert(point);
            if key(point) < key(known) {
                *known = point;
            }
        }
    }
    chosen.into_values().cloned().collect()
}

fn agrees<const D: usize>(small: &Small, source: u32, target: u32, limit: u64) -> Result<(), TestCaseError> {
    let graph = small.graph();
    let front: Front<'_, D> = small.front(&graph);
    let (mut workspace, bounds) = (Workspace::new(graph.nodes()), front.bounds(target));
    let all = every_path(&front, source, target);
    let mut limited = Front::UNLIMITED;
    limited[1] = limit;
    for most in [Front::UNLIMITED, limited] {
        let found = front.from(source, &bounds, most, &mut workspace);
        prop_assert_eq!(&found, &by_enumeration(&all, most));
    }
    // Each criterion's least is that of the paths that are least in it.
    let least = (0..D).map(|index| all.iter().map(|point| point.sums[index]).min());
    let least: Option<Vec<u64>> = least.collect();
    prop_assert_eq!(bounds.least(source).map(|least| least.to_vec()), least);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn the_front_is_that_of_every_path_and_each_point_has_its_best_path(
        small in small_graphs(), ends in (0..7_u32, 0..7_u32), limit in 0..25_u64,
    ) {
        let [source, target] = [ends.0, ends.1].map(|node| node % small.nodes as u32);
        agrees::<2>(&small, source, target, limit)?;
        agrees::<3>(&small, source, target, limit)?;
        agrees::<4>(&small, source, target, limit)?;
    }

    #[test]
    fn the_first_point_has_the_path_of_the_cheapest_question_where_nothing_else_counts_among_equals(
        small in small_graphs(), ends in (0..7_u32, 0..7_u32),
    ) {
        let [source, target] = [ends.0, ends.1].map(|node| node % small.nodes as u32);
        let graph = small.graph();
        let usable = |arc: &(u32, u32, [u64; 4], u64)| arc.2[0] != u64::MAX;
        let weights: Vec<f64> =
            small.arcs.iter().map(|arc| if usable(arc) { arc.2[0] as f64 } else { f64::INFINITY }).collect();
        let ranks: Vec<u64> = small.arcs.iter().map(|arc| arc.3).collect();
        let wanted = cheapest(&graph, &weights, &ranks, &[Query { source, target }]).swap_remove(0);
        let front: Front<'_, 2> = small.front(&graph);
        let found = front.from(source, &front.bounds(target), Front::UNLIMITED, &mut Workspace::new(graph.nodes()));
        prop_assert_eq!(found.first().map(|point| point.sums[0] as f64), wanted.as_ref().map(|path| path.cost));
        if let (Some(first), Some(path)) = (found.first(), wanted)
            && front.sums(&path.arcs) == first.sums
        {
            prop_assert_eq!(&first.arcs, &path.arcs);
            prop_assert_eq!(first.rank, u128::from(path.rank));
        }
    }

    #[test]
    fn a_supported_point_is_the_least_by_some_weights_and_another_by_none(
        points in prop::collection::vec(prop::array::uniform3(0..9_u64), 1..14),
    ) {
        let front: Vec<[u64; 3]> = front_of(&points).into_iter().map(|position| points[position]).collect();
        let by_weights = |point: &[u64; 3], weights: [u64; 3]| -> u64 {
            point.iter().zip(weights).map(|(sum, weight)| sum * weight).sum()
        };
        for (position, is_supported) in supported(&front).into_iter().enumerate() {
            // The extreme rays of a cone between such points are vector products of numbers up to 8: up to 128.
            let own = front[position];
            let is_least = |weights: [u64; 3]| {
                let least = by_weights(&own, weights);
                front.iter().all(|other| by_weights(other, weights) >= least)
            };
            let some = (1..40).any(|first| (1..40).any(|second| is_least([first, second, 20])));
            prop_assert!(is_supported || !some, "{:?} of {:?} is least by some weights", own, front);
            // No weights find a point above the middle of two others.
            let is_above_a_middle = front.iter().any(|left| front.iter().any(|right| {
                (0..3).all(|index| left[index] + right[index] <= 2 * own[index])
                    && (0..3).any(|index| left[index] + right[index] < 2 * own[index])
            }));
            prop_assert!(!is_supported || !is_above_a_middle, "{:?} of {:?} is above a middle", own, front);
        }
    }

    #[test]
    fn of_two_criteria_the_unsupported_points_lie_above_the_lower_hull(
        points in prop::collection::vec(prop::array::uniform2(0..60_u64), 1..25),
    ) {
        let front: Vec<[u64; 2]> = front_of(&points).into_iter().map(|position| points[position]).collect();
        let signed = |point: [u64; 2]| point.map(|sum| sum as i64);
        for (position, is_supported) in supported(&front).into_iter().enumerate() {
            let own = signed(front[position]);
            let is_above = |left: [i64; 2], right: [i64; 2]| {
                (own[0] - left[0]) * (right[1] - left[1]) < (own[1] - left[1]) * (right[0] - left[0])
            };
            let mut pairs = front[..position].iter().flat_map(|&left| {
                front[position + 1..].iter().map(move |&right| (signed(left), signed(right)))
            });
            prop_assert_eq!(is_supported, !pairs.any(|(left, right)| is_above(left, right)));
        }
    }
}

#[test]
fn sums_beyond_the_range_of_doubles_are_told_apart() {
    let great = 1_u64 << 60;
    let graph = Graph::from_sorted(2, [(0, 1), (0, 1), (0, 1)]);
    let front = Front::new(&graph, vec![[great, great], [great + 1, great - 1], [great + 1, great]], vec![1; 3]);
    let found = front.from(0, &front.bounds(1), Front::UNLIMITED, &mut Workspace::new(2));
    assert_eq!(found.iter().map(|point| point.arcs.clone()).collect::<Vec<_>>(), [[0], [1]]);
    assert_eq!(supported(&[[0, great], [great - 1, 2], [great, 0]]), [true, false, true]);
}
