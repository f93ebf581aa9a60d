//! All paths worth choosing where several things count: the complete front of two to four criteria, exactly.
//!
//! A path is on the front where no other is at least as good in every criterion and better in one. Of paths with equal
//! sums one stands for all: that of the least rank, then the one whose last differing arc has the smaller number, as in
//! [`super::cheapest`].
//!
//! # Method
//! Labels are settled in lexicographic order of what a path through them comes to at the least, so no label is ever
//! changed: its sums so far and, for each criterion alone, the least that is still to come, from one search against the
//! arcs. In that order no later label is better in the first criterion, so that the dominance test at a node needs the
//! other criteria only (dimensionality reduction): one number for two criteria, one binary search in a staircase for
//! three. A label that a path already found would dominate at the target, or that cannot keep a limit, goes no further.
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

pub use bounds::Bounds;
pub use hull::{front_of, supported};
pub use search::Workspace;

use bounds::Turned;

/// Is a path that no other is better than in everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point<const D: usize> {
    /// The sum of each criterion.
    pub sums: [u64; D],
    /// The sum of the ranks, by which one of the paths with equal sums is chosen.
    pub rank: u128,
    /// The arcs from source to target.
    pub arcs: Vec<u32>,
}

/// Is a graph whose arcs count in several criteria, ready to be asked for fronts.
///
/// # Example
/// ```
/// use corridor::{graph::Graph, solve::{Front, Workspace}};
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
    turned: Turned,
    criteria: Vec<[u64; D]>,
    ranks: Vec<u128>,
}

impl<'a, const D: usize> Front<'a, D> {
    /// Limits no criterion.
    pub const UNLIMITED: [u64; D] = [u64::MAX; D];

    /// Takes a graph with the criteria of its arcs, the one that points are sorted by first.
    ///
    /// Ranks are at least 1, and sums along any path stay below 2^64, of ranks below 2^128. An arc with a criterion of
    /// `u64::MAX` cannot be used.
    ///
    /// # Shape
    /// `criteria` and `ranks` have one entry for each arc.
    ///
    /// # Panics
    /// If they have more or fewer, or a rank is 0.
    pub fn new(graph: &'a Graph, criteria: Vec<[u64; D]>, ranks: Vec<u128>) -> Self {
        const { assert!(D >= 2 && D <= 4, "two to four criteria") };
        assert_eq!(criteria.len(), graph.arcs(), "criteria for each arc");
        assert_eq!(ranks.len(), graph.arcs(), "one rank for each arc");
        // Every arc raises the rank, so labels of equal sums have parents that were settled before them.
        assert!(ranks.iter().all(|&rank| rank > 0), "every arc has a rank above 0");
        Self { graph, turned: Turned::of(graph), criteria, ranks }
    }

    /// Finds the least that is still to come to a target from every node, in each criterion alone.
    pub fn bounds(&self, target: u32) -> Bounds<D> {
        Bounds::new(&self.turned, &self.criteria, target)
    }

    /// Finds the complete front from a source to the target of some bounds, in lexicographic order.
    ///
    /// Only points within `most` are found: of those not a single one is missing. With the bounds of
    /// [`Bounds::nothing`] the points are the same and the search is wide: the oracle and the yardstick.
    pub fn from(&self, source: u32, bounds: &Bounds<D>, most: [u64; D], workspace: &mut Workspace<D>) -> Vec<Point<D>> {
        workspace.run(self, source, bounds, most)
    }

    /// Adds up the criteria of some arcs.
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
