//! A customizable contraction hierarchy: the shape of a graph is worked through once, its weights often, and then
//! questions are cheap.
//!
//! # Source
//! Dibbelt, Strasser and Wagner, Customizable contraction hierarchies, ACM J. Experimental Algorithmics 21 (2016).

mod climb;
mod customize;
mod matrix;
mod sweep;
mod topology;
mod unpack;
mod weight;

use std::ops::Range;

use super::order::NONE;

pub use climb::Climb;
pub use customize::Metric;
pub use matrix::Targets;
pub use sweep::Sweep;

/// Holds the shape of a contracted graph: which detours there can be, whatever the arcs weigh.
///
/// Nodes are known by their rank. A slot stands for the ways between two of them over lower ones, in both directions;
/// slots that no path can use in either direction are left out, however many contraction adds.
///
/// # Shape
/// `ranks` has one entry for each node, `nodes` and `parents` one for each rank. The slots to the higher neighbours of
/// rank `x` are `first[x]..first[x + 1]`; they lead to `heads`, ascending. `first_detour` and `first_input` part
/// `detours` and `inputs` likewise.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    ranks: Vec<u32>,
    nodes: Vec<u32>,
    /// The next higher rank that a climb goes to.
    parents: Vec<u32>,
    first: Vec<u32>,
    heads: Vec<u32>,
    first_detour: Vec<u32>,
    detours: Vec<Detour>,
    first_input: Vec<u32>,
    inputs: Vec<Input>,
    arcs: usize,
}

/// Is a row of triangles between a lower rank `v`, the rank `x` that it is listed under, and a run of higher ones.
///
/// The slots `from..from + count` of `v` lead to the same ranks as the slots `to..to + count` of `x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Detour {
    /// The slot from `v` to `x`.
    by: u32,
    from: u32,
    to: u32,
    count: u32,
}

/// Is an arc of the graph at its place among the slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Input {
    arc: u32,
    /// Twice the number of the slot, and 1 more if the arc leads down.
    place: u32,
}

impl Hierarchy {
    /// Returns the number of nodes.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// Returns the number of arcs of the graph.
    pub fn arcs(&self) -> usize {
        self.arcs
    }

    /// Returns the number of slots: pairs of nodes with a weight in each direction.
    pub fn slots(&self) -> usize {
        self.heads.len()
    }

    /// Returns the number of triangles that each set of prices goes through.
    pub fn triangles(&self) -> u64 {
        self.detours.iter().map(|detour| u64::from(detour.count)).sum()
    }

    /// Returns the slots to the higher neighbours of a rank.
    fn slots_of(&self, x: u32) -> Range<usize> {
        self.first[x as usize] as usize..self.first[x as usize + 1] as usize
    }

    /// Returns the detours between a rank and higher ones.
    fn detours_of(&self, x: u32) -> &[Detour] {
        &self.detours[self.first_detour[x as usize] as usize..self.first_detour[x as usize + 1] as usize]
    }

    /// Returns a rank and all that a climb from it comes by.
    fn ancestors(&self, from: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(from), |&x| Some(self.parents[x as usize]).filter(|&parent| parent != NONE))
    }
}
