//! The curve of the cheapest cost in one parameter is what searching at one value after another finds.

use corridor_kernel::graph::Graph;
use corridor_kernel::{CostLine, Fraction, Parametric, ParametricError, ParametricPiece, Query, cheapest};
use petgraph::algo::dijkstra;
use petgraph::graph::{DiGraph, NodeIndex};
use proptest::prelude::*;

use crate::holds_for;
use crate::random::Dice;

/// Is a graph whose arcs weigh `fixed + slope * t` while `t` is in an interval, sorted by tail.
#[derive(Clone, Debug)]
struct Sloping {
    nodes: usize,
    arcs: Vec<(u32, u32)>,
    fixed: Vec<i64>,
    slopes: Vec<i64>,
    ranks: Vec<u64>,
    interval: [Fraction; 2],
    queries: Vec<Query>,
    seed: u64,
}

impl Sloping {
    fn graph(&self) -> Graph {
        Graph::from_sorted(self.nodes, self.arcs.iter().copied())
    }
}

/// Returns layered graphs in which most arcs lead on: their weights fall and rise, small ones that tie often and ones so
/// great that they cannot be counted in `f64`.
fn layered() -> impl Strategy<Value = Sloping> {
    let ends = (-30..30_i128, 1..8_i128, 0..60_i128, 1..8_i128);
    (1..7_u32, 1..6_u32, ends, any::<u64>()).prop_flat_map(|(layers, width, (low, over, more, under), seed)| {
        let low = Fraction::new(low, over);
        let interval = [low, low + Fraction::new(more, under)];
        let nodes = layers * width;
        let slope =
            prop_oneof![2 => Just(0_i64), 3 => -4..6_i64, 2 => -3_000..5_000_i64, 1 => -900_000_000..900_000_000_i64];
        let least = prop_oneof![3 => 0..4_i64, 2 => 0..3_000_i64, 1 => 0..2_000_000_000_000_i64];
        let arc = (0..nodes, 0..nodes, any::<bool>(), slope, least, 0..20_u8, 1..4_u64);
        let query = (0..nodes, 0..nodes);
        (prop::collection::vec(arc, 0..70), prop::collection::vec(query, 1..5)).prop_map(move |(mut arcs, queries)| {
            arcs.sort_by_key(|arc| arc.0);
            // The least whole number by which the arc weighs nothing less than nothing at either end.
            let floor = |slope: i64| {
                let at_end = |end: &Fraction| -(Fraction::from_integer(slope.into()) * end);
                interval.iter().map(at_end).max().expect("two ends").ceil().to_integer() as i64
            };
            let fixed = |arc: &(u32, u32, bool, i64, i64, u8, u64)| {
                if arc.5 == 0 { Parametric::NO_ARC } else { floor(arc.3) + arc.4 }
            };
            let head = |arc: &(u32, u32, bool, i64, i64, u8, u64)| {
                if arc.2 { arc.1 } else { (arc.0 / width + 1) * width + arc.1 % width }.min(nodes - 1)
            };
            Sloping {
                nodes: nodes as usize,
                fixed: arcs.iter().map(fixed).collect(),
                slopes: arcs.iter().map(|arc| arc.3).collect(),
                ranks: arcs.iter().map(|arc| arc.6).collect(),
                arcs: arcs.iter().map(|arc| (arc.0, head(arc))).collect(),
                interval,
                queries: queries.into_iter().map(|(source, target)| Query { source, target }).collect(),
                seed,
            }
        })
    })
}

/// Returns what a question costs at a value of the parameter times its denominator, by petgraph.
fn by_petgraph(graph: &Graph, sloping: &Sloping, query: &Query, at: Fraction) -> Option<i128> {
    let mut other: DiGraph<(), i128> = DiGraph::new();
    for _ in 0..graph.nodes() {
        other.add_node(());
    }
    for (arc, &(tail, head)) in sloping.arcs.iter().enumerate() {
        if sloping.fixed[arc] != Parametric::NO_ARC {
            let weight = i128::from(sloping.fixed[arc]) * at.denom() + i128::from(sloping.slopes[arc]) * at.numer();
            other.add_edge(NodeIndex::new(tail as usize), NodeIndex::new(head as usize), weight);
        }
    }
    let found = dijkstra(&other, NodeIndex::new(query.source as usize), None, |edge| *edge.weight());
    found.get(&NodeIndex::new(query.target as usize)).copied()
}

/// Checks that a curve covers its interval, bends down at every corner, and that each piece is what its path costs.
fn is_curve(graph: &Graph, sloping: &Sloping, query: &Query, curve: &[ParametricPiece]) -> Result<(), TestCaseError> {
    let [low, high] = sloping.interval;
    let (Some(first), Some(last)) = (curve.first(), curve.last()) else { return Ok(()) };
    prop_assert_eq!((first.from, last.to), (low, high));
    prop_assert!(low < high || curve.len() == 1);
    for two in curve.windows(2) {
        prop_assert_eq!(two[0].to, two[1].from);
        prop_assert!(two[0].line.slope > two[1].line.slope, "every corner bends down");
        prop_assert_eq!(two[0].line.at(two[0].to), two[1].line.at(two[0].to), "both cost the same at a corner");
    }
    for piece in curve {
        prop_assert!(piece.from < piece.to || low == high, "no piece is empty");
        let mut at = query.source;
        let mut line = CostLine { fixed: 0, slope: 0 };
        for &arc in &piece.arcs {
            prop_assert!(graph.out(at).contains(&(arc as usize)), "the arcs follow each other");
            line.fixed += sloping.fixed[arc as usize];
            line.slope += sloping.slopes[arc as usize];
            at = graph.head(arc as usize);
        }
        prop_assert_eq!(at, query.target, "the path ends at the target");
        prop_assert_eq!(line, piece.line);
    }
    Ok(())
}

/// Returns both ends, all corners, what lies just beside them, the middles of pieces and some values in between.
fn values(curve: &[ParametricPiece], [low, high]: [Fraction; 2], dice: &mut Dice) -> Vec<Fraction> {
    let part = |from: Fraction, to: Fraction, share| from + (to - from) * share;
    let of_piece = |piece: &ParametricPiece| {
        let shares = [(0, 1), (1, 1_000), (1, 2), (999, 1_000), (1, 1)];
        shares.map(|(over, under)| part(piece.from, piece.to, Fraction::new(over, under)))
    };
    let mut values: Vec<Fraction> = curve.iter().flat_map(of_piece).collect();
    values.extend((0..6).map(|_| part(low, high, Fraction::new(dice.below(1_001) as i128, 1_000))));
    values
}

/// Checks the curves of all questions against petgraph and the kernel.
fn agree(sloping: &Sloping, curves: &[Vec<ParametricPiece>]) -> Result<(), TestCaseError> {
    let graph = sloping.graph();
    let mut dice = Dice::new(sloping.seed);
    for (query, curve) in sloping.queries.iter().zip(curves) {
        is_curve(&graph, sloping, query, curve)?;
        for at in values(curve, sloping.interval, &mut dice) {
            let piece = curve.iter().find(|piece| piece.from <= at && at <= piece.to);
            let cost = piece.map(|piece| piece.line.scaled(at));
            prop_assert_eq!(cost, by_petgraph(&graph, sloping, query, at), "at {}", at);
        }
        for piece in curve {
            // Wherever it is asked within a piece, the kernel takes the path of the piece.
            let at = piece.from + (piece.to - piece.from) * Fraction::new(1 + dice.below(8) as i128, 9);
            let weight = |arc: usize| match sloping.fixed[arc] {
                Parametric::NO_ARC => f64::INFINITY,
                fixed => CostLine { fixed, slope: sloping.slopes[arc] }.scaled(at) as f64,
            };
            let weights: Vec<f64> = (0..graph.arcs()).map(weight).collect();
            if piece.line.scaled(at) < 1 << 53 {
                let path = cheapest(&graph, &weights, &sloping.ranks, std::slice::from_ref(query)).remove(0);
                prop_assert_eq!(&path.expect("a path").arcs, &piece.arcs);
            }
        }
    }
    Ok(())
}

#[test]
fn every_curve_is_what_searches_find_at_and_beside_every_corner() {
    let seen = std::cell::Cell::new([0, 0]);
    holds_for(1500, &layered(), |sloping| {
        let graph = sloping.graph();
        let Sloping { fixed, slopes, ranks, interval, queries, .. } = &sloping;
        let problem = Parametric::new(&graph, fixed, slopes, ranks, *interval, queries).expect("weights above 0");
        let curves = problem.curves();
        agree(&sloping, &curves)?;
        let [curved, corners] = seen.get();
        let bent = curves.iter().filter(|curve| curve.len() > 1);
        seen.set([curved + bent.clone().count(), corners + bent.map(|curve| curve.len() - 1).sum::<usize>()]);
        Ok(())
    });
    let [curved, corners] = seen.get();
    assert!(curved > 400 && corners > 600, "{curved} curves have {corners} corners");
}

#[test]
fn what_cannot_be_found_exactly_is_refused() {
    let graph = Graph::from_sorted(2, [(0, 1), (0, 1)]);
    let queries = [Query { source: 0, target: 1 }];
    let ask = |fixed: [i64; 2], slopes: [i64; 2], ends: [(i128, i128); 2]| {
        let interval = ends.map(|(over, under)| Fraction::new(over, under));
        Parametric::new(&graph, &fixed, &slopes, &[1, 1], interval, &queries).map(|_| ())
    };
    let whole = Fraction::from_integer;
    let backwards = ParametricError::Backwards { low: Fraction::new(1, 2), high: Fraction::new(1, 3) };
    assert_eq!(ask([1, 1], [0, 0], [(1, 2), (1, 3)]), Err(backwards));
    assert_eq!(ask([1, 2], [0, -1], [(0, 1), (2, 1)]), Ok(()));
    assert_eq!(ask([1, 2], [0, -1], [(0, 1), (3, 1)]), Err(ParametricError::Negative { arc: 1, at: whole(3) }));
    assert_eq!(
        ask([0, 2], [1, 0], [(-1, 9), (3, 1)]),
        Err(ParametricError::Negative { arc: 0, at: Fraction::new(-1, 9) })
    );
    let great = 1 << 60;
    assert_eq!(ask([great, 0], [0, 0], [(0, 1), (1, 1)]), Err(ParametricError::TooGreat));
    assert_eq!(ask([0, 0], [great, 0], [(0, 1), (1, 1)]), Err(ParametricError::TooGreat));
    assert_eq!(ask([0, 0], [0, 0], [(0, 1), (great.into(), 1)]), Err(ParametricError::TooGreat));
    assert_eq!(ask([great / 2 - 1, 0], [great / 2 - 1, 0], [(0, 1), (i128::from(great) - 1, 1)]), Ok(()));
    // An arc that cannot be used weighs nothing at all, whatever its slope.
    assert_eq!(ask([1, Parametric::NO_ARC], [0, -1], [(0, 1), (3, 1)]), Ok(()));
}
