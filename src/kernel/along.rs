//! What adds up along the cheapest paths of very many queries: nodes that only pass paths on are taken out first, and
//! paths with the same end share what is behind the node where they meet; so it is added up once for all of them.

use std::sync::OnceLock;

use rayon::prelude::*;

use crate::graph::Graph;

use super::backward::{QueryGroups, ReversedGraph, WeightedGraph};
use super::contraction::{Core, MIN_SEARCHES};
use super::dijkstra::{Dijkstra, Label};
use super::path::Query;

/// What adds up along a path.
pub trait Along: Sync {
    /// What is added up; nothing by default.
    type Sum: Clone + Default + Send + Sync;

    /// Returns the sum of one arc.
    fn arc(&self, arc: u32) -> Self::Sum;

    /// Returns the sum of a path after another.
    fn join(&self, before: &Self::Sum, after: &Self::Sum) -> Self::Sum;
}

/// Finds the same paths as [`cheapest`](super::cheapest), and keeps of each only what is made of its label and of what
/// adds up along it.
///
/// # Shape
/// As [`cheapest`](super::cheapest); `make` is given the position of a query.
///
/// # Panics
/// As [`cheapest`](super::cheapest).
pub fn cheapest_along<A: Along, T: Send>(
    graph: &Graph,
    weights: &[f64],
    ranks: &[u64],
    queries: &[Query],
    along: &A,
    make: impl Fn(usize, Label, A::Sum) -> T + Sync,
) -> Vec<Option<T>> {
    let weighted = WeightedGraph::new(graph, weights, ranks);
    let QueryGroups { groups, by_target } = QueryGroups::new(queries);
    let ways = CoreWays::of(weighted, queries, groups.len(), by_target, along);
    let core = WeightedGraph::new(&ways.graph, &ways.weights, &ways.ranks);
    let (back, whole_back) = (core.reversed(), OnceLock::new());
    let answer = |(search, known): &mut (Dijkstra, KnownSums<A>), group: &Vec<usize>| {
        known.forget();
        let ends = |index: usize| {
            let Query { source, target } = queries[index];
            if by_target { (source, target) } else { (target, source) }
        };
        let (_, begin) = ends(group[0]);
        back.run(search, begin, group.iter().map(|&index| ends(index).0));
        let mut tied = Vec::new();
        let mut made: Vec<(usize, Option<T>)> = Vec::with_capacity(group.len());
        for &index in group {
            let (far, _) = ends(index);
            match search.label(far) {
                None => made.push((index, None)),
                Some(label) => match known.of(&ways, core, search, (far, begin)) {
                    Some(sum) => made.push((index, Some(make(index, label, sum)))),
                    None => tied.push(index),
                },
            }
        }
        if !tied.is_empty() {
            // Several paths are equally good: the choice among them is made arc by arc.
            let reversed: Option<&ReversedGraph> = by_target.then(|| whole_back.get_or_init(|| weighted.reversed()));
            weighted.answer(reversed, search, queries, &tied, |index, path| {
                let made_of = path.map(|path| {
                    let arcs = path.arcs.iter().map(|&arc| along.arc(arc));
                    let sum = arcs.reduce(|before, arc| along.join(&before, &arc)).unwrap_or_default();
                    make(index, Label { cost: path.cost, rank: path.rank }, sum)
                });
                made.push((index, made_of));
            });
        }
        made
    };
    let start = || (Dijkstra::new(graph.nodes()), KnownSums::new(graph.nodes()));
    let found: Vec<Vec<(usize, Option<T>)>> = groups.par_iter().map_init(start, answer).collect();
    let mut answers: Vec<Option<T>> = queries.iter().map(|_| None).collect();
    for (index, made) in found.into_iter().flatten() {
        answers[index] = made;
    }
    answers
}

/// A way between two nodes.
#[derive(Clone, Copy)]
struct CoreWay {
    label: Label,
    /// Whether there is another one that is as good.
    is_tied: bool,
    /// What it consists of, by the position among the links.
    link: u32,
}

/// What a way consists of.
#[derive(Clone, Copy)]
enum CoreLink {
    Arc(u32),
    /// Two others, in the order of the path.
    Both(u32, u32),
}

/// The ways that are left of a graph, from the far ends of queries to the node where searches begin.
struct CoreWays<'a, A: Along> {
    along: &'a A,
    graph: Graph,
    weights: Vec<f64>,
    ranks: Vec<u64>,
    list: Vec<CoreWay>,
    links: Vec<CoreLink>,
    /// What adds up along each way.
    sums: Vec<OnceLock<Box<A::Sum>>>,
    /// Whether ways are run from their heads to their tails.
    is_reversed: bool,
}

impl<'a, A: Along> CoreWays<'a, A> {
    fn of(weighted: WeightedGraph<'_>, queries: &[Query], searches: usize, by_target: bool, along: &'a A) -> Self {
        let WeightedGraph { graph, weights, ranks } = weighted;
        let mut links = Vec::new();
        let usable: Vec<(u32, usize)> = graph.with_tails().filter(|&(_, arc)| weights[arc] < f64::INFINITY).collect();
        links.extend(usable.iter().map(|&(_, arc)| CoreLink::Arc(arc as u32)));
        let arcs = usable.into_iter().enumerate().map(|(link, (tail, arc))| {
            let label = Label { cost: weights[arc], rank: ranks[arc] };
            let way = CoreWay { label, is_tied: false, link: link as u32 };
            if by_target { (tail, graph.head(arc), way) } else { (graph.head(arc), tail, way) }
        });
        let then = |before: &CoreWay, after: &CoreWay| {
            let (first, second) = if by_target { (before, after) } else { (after, before) };
            links.push(CoreLink::Both(first.link, second.link));
            let label =
                Label { cost: before.label.cost + after.label.cost, rank: before.label.rank + after.label.rank };
            CoreWay { label, is_tied: before.is_tied || after.is_tied, link: (links.len() - 1) as u32 }
        };
        let or = |known: &mut CoreWay, other: CoreWay| {
            if other.label < known.label {
                *known = other;
            } else if other.label == known.label {
                known.is_tied = true;
            }
        };
        let mut core = Core::of(graph.nodes(), arcs, then, or);
        if searches >= MIN_SEARCHES {
            core.contract(queries);
        }
        let lists = core.into_lists();
        let arcs: Vec<(u32, u32)> =
            (0..).zip(&lists).flat_map(|(tail, own)| own.iter().map(move |&(head, _)| (tail, head))).collect();
        let ways: Vec<CoreWay> = lists.into_iter().flatten().map(|(_, way)| way).collect();
        Self {
            along,
            graph: Graph::from_sorted(graph.nodes(), arcs),
            weights: ways.iter().map(|way| way.label.cost).collect(),
            ranks: ways.iter().map(|way| way.label.rank).collect(),
            sums: ways.iter().map(|_| OnceLock::new()).collect(),
            list: ways,
            links,
            is_reversed: !by_target,
        }
    }

    /// Returns what adds up along a way.
    fn sum(&self, way: usize) -> &A::Sum {
        self.sums[way].get_or_init(|| {
            let mut open = vec![self.list[way].link];
            let mut sum: Option<A::Sum> = None;
            while let Some(link) = open.pop() {
                match self.links[link as usize] {
                    CoreLink::Both(first, second) => open.extend([second, first]),
                    CoreLink::Arc(arc) => {
                        let own = self.along.arc(arc);
                        sum = Some(sum.map_or_else(|| own.clone(), |sum| self.along.join(&sum, &own)));
                    }
                }
            }
            Box::new(sum.unwrap_or_default())
        })
    }
}

/// The sums between nodes and the node where a search began.
struct KnownSums<A: Along> {
    /// The position of a node's sum; none where it is not known.
    of_node: Vec<u32>,
    nodes: Vec<u32>,
    /// The sums; none where several paths are equally good.
    sums: Vec<Option<A::Sum>>,
}

const NONE: u32 = u32::MAX;

impl<A: Along> KnownSums<A> {
    fn new(nodes: usize) -> Self {
        Self { of_node: vec![NONE; nodes], nodes: Vec::new(), sums: Vec::new() }
    }

    fn forget(&mut self) {
        for node in self.nodes.drain(..) {
            self.of_node[node as usize] = NONE;
        }
        self.sums.clear();
    }

    /// Returns the sum between a node and the one where the search began, and keeps those of the nodes between; nothing where
    /// several paths are equally good.
    fn of(
        &mut self,
        ways: &CoreWays<'_, A>,
        core: WeightedGraph<'_>,
        search: &Dijkstra,
        (mut node, begin): (u32, u32),
    ) -> Option<A::Sum> {
        let mut passed = Vec::new();
        let mut sum = loop {
            if node == begin {
                break Some(A::Sum::default());
            }
            let known = self.of_node[node as usize];
            if known != NONE {
                break self.sums[known as usize].clone();
            }
            let mut tight = core.tight(search, node);
            let way = tight.next();
            passed.push((node, way));
            match way {
                Some(way) if tight.next().is_none() && !ways.list[way].is_tied => node = ways.graph.head(way),
                _ => break None,
            }
        };
        for (node, way) in passed.into_iter().rev() {
            sum = sum.zip(way).map(|(rest, way)| {
                let own = ways.sum(way);
                if ways.is_reversed { ways.along.join(&rest, own) } else { ways.along.join(own, &rest) }
            });
            self.of_node[node as usize] = self.sums.len() as u32;
            self.nodes.push(node);
            self.sums.push(sum.clone());
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Along, Graph, Query, cheapest_along};
    use crate::cheapest;

    /// The arcs themselves, in their order.
    struct Arcs;

    impl Along for Arcs {
        type Sum = Vec<u32>;

        fn arc(&self, arc: u32) -> Vec<u32> {
            vec![arc]
        }

        fn join(&self, before: &Vec<u32>, after: &Vec<u32>) -> Vec<u32> {
            [before.as_slice(), after].concat()
        }
    }

    proptest! {
        #[test]
        fn what_adds_up_is_what_is_on_the_cheapest_path(
            prices in 1_u32..60,
            arcs in prop::collection::btree_map((0_u32..30, 0_u32..30), (0_u32..1000, 1_u64..3), 0..200),
            sources in prop::collection::vec(0_u32..30, 1..20),
            targets in prop::collection::vec(0_u32..30, 1..20),
        ) {
            let graph = Graph::from_sorted(30, arcs.keys().copied());
            // Few prices, some of them 0, make many paths equal; many make few.
            let weights: Vec<f64> = arcs.values().map(|&(weight, _)| f64::from(weight % prices)).collect();
            let ranks: Vec<u64> = arcs.values().map(|&(_, rank)| rank).collect();
            let pairs = |&source: &u32| targets.iter().map(move |&target| Query { source, target }).collect::<Vec<_>>();
            let queries: Vec<Query> = sources.iter().flat_map(pairs).collect();
            let paths = cheapest(&graph, &weights, &ranks, &queries);
            let found = cheapest_along(&graph, &weights, &ranks, &queries, &Arcs, |index, label, arcs| (index, label, arcs));
            for (index, (found, path)) in found.into_iter().zip(paths).enumerate() {
                let expected = path.map(|path| (index, (path.cost, path.rank), path.arcs));
                prop_assert_eq!(found.map(|(index, label, arcs)| (index, (label.cost, label.rank), arcs)), expected);
            }
        }
    }
}
