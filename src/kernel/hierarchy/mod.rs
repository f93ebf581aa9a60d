//! A customizable contraction hierarchy: preprocessing of the topology once, customization of the weights often, then
//! fast queries.
//!
//! # Source
//! Dibbelt, Strasser and Wagner, Customizable contraction hierarchies, ACM J. Experimental Algorithmics 21 (2016).

mod customize;
mod matrix;
mod topology;

use std::ops::Range;

use super::order::NONE;

pub use customize::Metric;
pub use matrix::Targets;

/// The topology of a contracted graph: all triangles that can shorten a path, whatever the arcs weigh.
///
/// Nodes are identified by their rank. A slot is an edge between two ranks for the paths between them through lower
/// ranks, in both directions. Slots that no path can use in either direction are left out, although contraction adds
/// them.
///
/// # Shape
/// `ranks` has one entry for each node, `parents` one for each rank. The slots to the higher neighbours of rank `x` are
/// `first[x]..first[x + 1]`; `heads` has their upper ends, ascending. `lower_triangles` and `arc_slots` are in the order
/// of the ranks under which they are listed and of their places.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    ranks: Vec<u32>,
    /// The parent of each rank in the elimination tree.
    parents: Vec<u32>,
    first: Vec<u32>,
    heads: Vec<u32>,
    lower_triangles: Vec<LowerTriangles>,
    arc_slots: Vec<ArcSlot>,
    arcs: usize,
}

/// The weights of a slot: from its lower to its upper end, and back.
type Slot = [f64; 2];

/// The index of the weight from the lower to the upper end of a slot.
const UP: usize = 0;
/// The index of the weight from the upper to the lower end of a slot.
const DOWN: usize = 1;

/// A run of lower triangles, each between a lower rank `v`, the rank `x` under which the run is listed, and a higher
/// rank.
///
/// The slots `from..from + count` of `v` have the same upper ends as the slots `to..to + count` of `x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct LowerTriangles {
    /// The slot from `v` to `x`.
    by: u32,
    from: u32,
    to: u32,
    count: u32,
}

/// An arc of the graph with its slot and direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ArcSlot {
    /// Twice the number of the slot, plus 1 if the arc leads down.
    place: u32,
    arc: u32,
}

impl Hierarchy {
    /// Returns the number of nodes.
    pub fn nodes(&self) -> usize {
        self.ranks.len()
    }

    /// Returns the number of arcs of the graph.
    pub fn arcs(&self) -> usize {
        self.arcs
    }

    /// Returns the number of slots: pairs of nodes with a weight in each direction.
    pub fn slots(&self) -> usize {
        self.heads.len()
    }

    /// Returns the number of triangles that each customization processes.
    pub fn triangles(&self) -> u64 {
        self.lower_triangles.iter().map(|triangles| u64::from(triangles.count)).sum()
    }

    /// Returns the slots to the higher neighbours of a rank.
    fn slots_of(&self, x: u32) -> Range<usize> {
        self.first[x as usize] as usize..self.first[x as usize + 1] as usize
    }

    /// Returns a rank and all its ancestors in the elimination tree.
    fn ancestors(&self, from: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(from), |&x| Some(self.parents[x as usize]).filter(|&parent| parent != NONE))
    }
}
