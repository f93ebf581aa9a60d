//! Repeated shortest-path queries on one graph, each time with a few arcs closed or given another weight.
//!
//! The reversed graph and the position of each arc in it do not change and are computed once, so a query costs one
//! search from each of its targets and nothing else.

use crate::graph::Graph;

use super::backward::{ReversedGraph, WeightedGraph};
use super::{Dijkstra, Path, grouped};

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

/// A graph prepared for many queries that each change a few of its arcs.
pub struct PerturbedGraph<'a> {
    weighted: WeightedGraph<'a>,
    reversed: ReversedGraph,
    /// The position of each arc among the reversed arcs.
    reversed_position: Vec<u32>,
}

/// The working memory of one thread.
pub struct PerturbationMemory {
    weights: Vec<f64>,
    ranks: Vec<u64>,
    reversed: ReversedGraph,
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
        assert!(weights.len() == graph.arcs() && ranks.len() == graph.arcs(), "one weight and rank for each arc");
        assert!(ranks.iter().all(|&rank| rank > 0), "every arc has a rank above 0");
        let weighted = WeightedGraph { graph, weights, ranks };
        let reversed = weighted.reversed();
        let mut reversed_position = vec![0; graph.arcs()];
        for (position, &arc) in reversed.arcs.iter().enumerate() {
            reversed_position[arc as usize] = position as u32;
        }
        Self { weighted, reversed, reversed_position }
    }

    /// Allocates the memory of one thread.
    pub fn memory(&self) -> PerturbationMemory {
        PerturbationMemory {
            weights: self.weighted.weights.to_vec(),
            ranks: self.weighted.ranks.to_vec(),
            reversed: self.reversed.clone(),
            search: Dijkstra::new(self.weighted.graph.nodes()),
        }
    }

    /// Answers queries, each a source and a target, with some arcs changed; the paths are those of [`super::cheapest`].
    ///
    /// # Shape
    /// The answer has one entry for each query.
    pub fn answer(
        &self,
        memory: &mut PerturbationMemory,
        changes: &[ArcChange],
        queries: &[(u32, u32)],
    ) -> Vec<Option<Path>> {
        for &ArcChange { arc, weight, rank } in changes {
            self.set(memory, arc, weight, rank);
        }
        let mut answers = vec![None; queries.len()];
        let PerturbationMemory { weights, ranks, reversed, search } = memory;
        let weighted = WeightedGraph { weights, ranks, ..self.weighted };
        let (from_source, from_target) = (grouped(queries, |query| query.0), grouped(queries, |query| query.1));
        if from_target.len() <= from_source.len() {
            for group in from_target {
                let target = queries[group[0]].1;
                reversed.run(search, target, group.iter().map(|&index| queries[index].0));
                for index in group {
                    answers[index] = weighted.path(search, queries[index].0, target);
                }
            }
        } else {
            for group in from_source {
                let targets = group.iter().map(|&index| queries[index].1);
                search.run(weighted.graph, weighted.weights, weighted.ranks, queries[group[0]].0, targets);
                for index in group {
                    answers[index] = search.best_path(weighted.graph, &[queries[index].1]);
                }
            }
        }
        for &ArcChange { arc, .. } in changes {
            self.set(memory, arc, self.weighted.weights[arc as usize], self.weighted.ranks[arc as usize]);
        }
        answers
    }

    fn set(&self, memory: &mut PerturbationMemory, arc: u32, weight: f64, rank: u64) {
        let reversed = self.reversed_position[arc as usize] as usize;
        memory.weights[arc as usize] = weight;
        memory.ranks[arc as usize] = rank;
        memory.reversed.weights[reversed] = weight;
        memory.reversed.ranks[reversed] = rank;
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
            let perturbed = PerturbedGraph::new(&graph, &weights, &ranks);
            let mut memory = perturbed.memory();
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
                let asked: Vec<Query> =
                    queries.iter().map(|&(source, target)| Query { source, targets: vec![target] }).collect();
                let expected = cheapest(&graph, &weights, &ranks, &asked);
                prop_assert_eq!(perturbed.answer(&mut memory, &changes, &queries), expected);
            }
        }
    }
}
