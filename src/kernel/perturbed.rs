//! Repeated shortest-path queries on one graph, each time with a few arcs closed or given another weight.
//!
//! The reversed graph and the position of each arc in it do not change and are computed once, so a query costs one
//! search from each of its targets and nothing else. Where changes make nothing cheaper, no path is cheaper than in the
//! unchanged graph: with its labels a search looks at little more than the detour.
//!
//! # Source
//! Hart, Nilsson and Raphael, A formal basis for the heuristic determination of minimum cost paths, IEEE Transactions on
//! Systems Science and Cybernetics 4 (1968).

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::graph::Graph;

use super::backward::{QueryGroups, ReversedGraph, WeightedGraph};
use super::dijkstra::{Dijkstra, Label};
use super::path::{Path, Query};

/// The most labels that are kept, of all sources together.
const MAX_LABELS: usize = 1 << 24;

/// Another weight and rank for one arc; an infinite weight closes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArcChange {
    /// The number of the arc.
    pub arc: u32,
    /// The weight, a whole number at or above 0, or infinite.
    pub weight: f64,
    /// The rank, at least 1.
    pub rank: u64,
}

/// A graph prepared for many queries that each change a few of its arcs; each thread clones its own.
#[derive(Clone)]
pub struct PerturbedGraph<'a> {
    unchanged: WeightedGraph<'a>,
    weights: Vec<f64>,
    ranks: Vec<u64>,
    reversed: ReversedGraph,
    /// The position of each arc among the reversed arcs.
    reversed_position: Vec<u32>,
    /// The labels of all nodes in the unchanged graph, by the source of their paths.
    labels: Arc<BTreeMap<u32, Vec<Label>>>,
    search: Dijkstra,
}

impl<'a> PerturbedGraph<'a> {
    /// Prepares a graph with its unchanged weights and ranks, which have the same meaning as in [`super::cheapest`].
    ///
    /// # Shape
    /// `weights` and `ranks` have one entry for each arc.
    ///
    /// # Panics
    /// Where `weights` or `ranks` have more or fewer entries than arcs, or a rank is 0.
    pub fn new(graph: &'a Graph, weights: &'a [f64], ranks: &'a [u64]) -> Self {
        let unchanged = WeightedGraph::new(graph, weights, ranks);
        let reversed = unchanged.reversed();
        let mut reversed_position = vec![0; graph.arcs()];
        for (position, &arc) in reversed.arcs.iter().enumerate() {
            reversed_position[arc as usize] = position as u32;
        }
        let search = Dijkstra::new(graph.nodes());
        let (weights, ranks, labels) = (weights.to_vec(), ranks.to_vec(), Arc::default());
        Self { unchanged, weights, ranks, reversed, reversed_position, labels, search }
    }

    /// Prepares for queries from some sources, as many as memory allows.
    #[must_use]
    pub fn from_sources(self, sources: impl IntoIterator<Item = u32>) -> Self {
        let WeightedGraph { graph, weights, ranks } = self.unchanged;
        let mut sources: Vec<u32> = sources.into_iter().collect();
        sources.sort_unstable();
        sources.dedup();
        sources.truncate(MAX_LABELS / graph.nodes().max(1));
        let labels = |search: &mut Dijkstra, &source: &u32| {
            search.run(graph, weights, ranks, source, []);
            (source, search.labels().to_vec())
        };
        let labels = sources.par_iter().map_init(|| Dijkstra::new(graph.nodes()), labels).collect();
        Self { labels: Arc::new(labels), ..self }
    }

    /// Answers queries with some arcs changed; the paths are those of [`super::cheapest`].
    ///
    /// # Shape
    /// The answer has one entry for each query.
    pub fn answer(&mut self, changes: &[ArcChange], queries: &[Query]) -> Vec<Option<Path>> {
        let WeightedGraph { graph, weights, ranks } = self.unchanged;
        let is_no_better = |&ArcChange { arc, weight, rank }: &ArcChange| {
            (weight, rank) >= (weights[arc as usize], ranks[arc as usize])
        };
        let may_be_better = !changes.iter().all(is_no_better);
        for &change in changes {
            self.set(change);
        }
        let weighted = WeightedGraph { graph, weights: &self.weights, ranks: &self.ranks };
        let mut answers = vec![None; queries.len()];
        let of_source = |index: usize| self.labels.get(&queries[index].source).filter(|_| !may_be_better);
        let (asked, others): (Vec<usize>, Vec<usize>) =
            (0..queries.len()).partition(|&index| of_source(index).is_some());
        let mut to_target: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for index in asked {
            to_target.entry(queries[index].target).or_default().push(index);
        }
        for (target, asked) in to_target {
            let labels = |&index: &usize| Some((queries[index].source, &of_source(index)?[..]));
            let sources: BTreeMap<u32, &[Label]> = asked.iter().filter_map(labels).collect();
            self.reversed.run_towards(&mut self.search, target, &sources);
            for index in asked {
                answers[index] = weighted.path(&self.search, queries[index].source, target);
            }
        }
        let rest: Vec<Query> = others.iter().map(|&index| queries[index]).collect();
        let QueryGroups { groups, by_target } = QueryGroups::new(&rest);
        let reversed = by_target.then_some(&self.reversed);
        for group in groups {
            weighted.answer(reversed, &mut self.search, &rest, &group, |index, path| answers[others[index]] = path);
        }
        for &ArcChange { arc, .. } in changes {
            let (weight, rank) = (self.unchanged.weights[arc as usize], self.unchanged.ranks[arc as usize]);
            self.set(ArcChange { arc, weight, rank });
        }
        answers
    }

    fn set(&mut self, ArcChange { arc, weight, rank }: ArcChange) {
        let reversed = self.reversed_position[arc as usize] as usize;
        self.weights[arc as usize] = weight;
        self.ranks[arc as usize] = rank;
        self.reversed.weights[reversed] = weight;
        self.reversed.ranks[reversed] = rank;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ArcChange, PerturbedGraph};
    use crate::graph::Graph;
    use crate::{Query, cheapest};

    /// Returns arcs of a small graph, few prices among them so that many ways are equally good.
    fn arcs() -> impl Strategy<Value = Vec<(u32, u32, u32, u64)>> {
        prop::collection::vec((0..9_u32, 0..9_u32, 0..4_u32, 1..3_u64), 1..40).prop_map(|mut arcs| {
            arcs.sort_unstable();
            arcs
        })
    }

    proptest! {
        #[test]
        fn a_question_with_changes_is_answered_as_if_the_graph_had_always_been_so(
            arcs in arcs(),
            rounds in prop::collection::vec(
                (
                    prop::collection::vec((any::<prop::sample::Index>(), 0..5_u32, 1..3_u64), 0..6),
                    prop::collection::vec((0..9_u32, 0..9_u32), 1..12),
                ),
                1..5,
            ),
        ) {
            let graph = Graph::from_sorted(9, arcs.iter().map(|&(tail, head, ..)| (tail, head)));
            let weights: Vec<f64> = arcs.iter().map(|arc| f64::from(arc.2)).collect();
            let ranks: Vec<u64> = arcs.iter().map(|arc| arc.3).collect();
            // Of half of all sources the labels are known.
            let mut perturbed = PerturbedGraph::new(&graph, &weights, &ranks).from_sources((0..9).step_by(2));
            for (changes, queries) in rounds {
                let weight = |number: u32| if number == 4 { f64::INFINITY } else { f64::from(number) };
                let change = |(arc, number, rank): (prop::sample::Index, u32, u64)| {
                    ArcChange { arc: arc.index(arcs.len()) as u32, weight: weight(number), rank }
                };
                let changes: Vec<ArcChange> = changes.into_iter().map(change).collect();
                let (mut weights, mut ranks) = (weights.clone(), ranks.clone());
                for change in &changes {
                    weights[change.arc as usize] = change.weight;
                    ranks[change.arc as usize] = change.rank;
                }
                let queries: Vec<Query> = queries.iter().map(|&(source, target)| Query { source, target }).collect();
                let expected = cheapest(&graph, &weights, &ranks, &queries);
                prop_assert_eq!(perturbed.answer(&changes, &queries), expected);
            }
        }
    }
}
