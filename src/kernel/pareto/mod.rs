//! Multi-objective shortest paths: the complete Pareto front of two to four criteria, exactly.
//!
//! A path is on the front if no other is at least as good in every criterion and better in one. Of paths with equal
//! sums only one is returned: the one of the least rank, then the one whose last differing arc has the smaller number,
//! as in [`super::cheapest`].
//!
//! # Method
//! Labels are settled in lexicographic order of the lower bounds on the sums of a path through them: the sums so far
//! plus, for each criterion alone, the least that remains, from one search backwards. So no label is ever changed. In
//! that order no later label is better in the first criterion, so the dominance test at a node needs only the other
//! criteria (dimensionality reduction): one number for two criteria, one binary search in a staircase for three. A
//! label that a known path dominates at the target, or that cannot keep a limit, is dropped.
//!
//! # Source
//! Hernandez, Yeoh, Baier, Zhang, Suazo, Koenig and Salzman, Simple and efficient bi-objective search algorithms via fast
//! dominance checks, Artificial Intelligence 314 (2023), and their Multi-objective search via lazy and efficient dominance
//! checks, IJCAI (2023); Ren, Zhan, Rathinam, Likhachev and Choset, Enhanced multi-objective A* using balanced binary
//! search trees, Symposium on
//! Combinatorial Search (2022); Pulido, Mandow and Pérez de la Cruz, Dimensionality reduction in multiobjective shortest
//! path search, Computers & Operations Research 64 (2015).

mod bounds;
mod hull;
mod search;
mod skyline;

use crate::graph::Graph;

pub use bounds::FrontBounds;
pub use hull::{front_of, supported};
pub use search::Workspace;

/// A point of a Pareto front with its path, which no other path dominates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontPoint<const D: usize> {
    /// The sum of each criterion.
    pub sums: [u64; D],
    /// The sum of the ranks, by which one of the paths with equal sums is chosen.
    pub rank: u128,
    /// The arcs from source to target.
    pub arcs: Vec<u32>,
}

/// A graph whose arcs count in several criteria, ready for queries of Pareto fronts.
///
/// # Example
/// ```
/// use corridor_kernel::{graph::Graph, Front, Workspace};
///
/// // Straight, cheap and slow; over node 1, dear and fast; or over node 2, no better than straight in anything.
/// let graph = Graph::from_sorted(4, [(0, 1), (0, 2), (0, 3), (1, 3), (2, 3)]);
/// let front = Front::new(&graph, vec![[4, 1], [2, 9], [3, 9], [3, 1], [2, 9]], vec![1; 5]);
/// let found = front.from(0, &front.bounds(3), Front::UNLIMITED, &mut Workspace::new(4));
/// assert_eq!(found.iter().map(|point| point.sums).collect::<Vec<_>>(), [[3, 9], [7, 2]]);
/// assert_eq!(found[1].arcs, [0, 3]);
/// ```
pub struct Front<'a, const D: usize> {
    graph: &'a Graph,
    criteria: Vec<[u64; D]>,
    ranks: Vec<u128>,
    reversed: Graph,
    /// The criteria of the reversed arcs.
    reversed_criteria: Vec<[u64; D]>,
}

impl<'a, const D: usize> Front<'a, D> {
    /// Limits that exclude no path.
    pub const UNLIMITED: [u64; D] = [u64::MAX; D];

    /// Creates the problem from a graph and the criteria of its arcs; points are sorted by the first criterion first.
    ///
    /// Ranks are at least 1, and sums along any path stay below 2^64, of ranks below 2^128. An arc with a criterion of
    /// `u64::MAX` cannot be used.
    ///
    /// # Shape
    /// `criteria` and `ranks` have one entry for each arc.
    ///
    /// # Panics
    /// Where `criteria` or `ranks` have more or fewer entries than arcs, or a rank is 0.
    pub fn new(graph: &'a Graph, criteria: Vec<[u64; D]>, ranks: Vec<u128>) -> Self {
        const { assert!(D >= 2 && D <= 4, "two to four criteria") };
        assert_eq!(criteria.len(), graph.arcs(), "criteria for each arc");
        assert_eq!(ranks.len(), graph.arcs(), "one rank for each arc");
        // Every arc raises the rank, so labels of equal sums have parents that were settled before them.
        assert!(ranks.iter().all(|&rank| rank > 0), "every arc has a rank above 0");
        let (reversed, original) = graph.reversed();
        let reversed_criteria = original.into_iter().map(|arc| criteria[arc as usize]).collect();
        Self { graph, criteria, ranks, reversed, reversed_criteria }
    }

    /// Computes lower bounds on the rest of a path to a target from every node, in each criterion alone.
    pub fn bounds(&self, target: u32) -> FrontBounds<D> {
        FrontBounds::new(&self.reversed, &self.reversed_criteria, target)
    }

    /// Finds the complete front from a source to the target of some bounds, in lexicographic order.
    ///
    /// The result has exactly the points within `most`.
    pub fn from(
        &self,
        source: u32,
        bounds: &FrontBounds<D>,
        most: [u64; D],
        workspace: &mut Workspace<D>,
    ) -> Vec<FrontPoint<D>> {
        workspace.run(self, source, bounds, most)
    }

    /// Returns the sums of the criteria of some arcs.
    pub fn sums(&self, arcs: &[u32]) -> [u64; D] {
        let mut sums = [0; D];
        for &arc in arcs {
            for (sum, criterion) in sums.iter_mut().zip(self.criteria[arc as usize]) {
                *sum += criterion;
            }
        }
        sums
    }

    fn is_usable(&self, arc: usize) -> bool {
        is_usable(&self.criteria[arc])
    }
}

fn is_usable(criteria: &[u64]) -> bool {
    !criteria.contains(&u64::MAX)
}

#[cfg(test)]
mod tests;
