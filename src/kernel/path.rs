//! The question and the answer of all shortest-path searches.

/// One shortest-path question: the cheapest path from one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    /// The node where paths begin.
    pub source: u32,
    /// The node where paths end.
    pub target: u32,
}

/// A cheapest path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The sum of the weights of the arcs, a whole number.
    pub cost: f64,
    /// The sum of the ranks, by which paths of equal cost are chosen.
    pub rank: u64,
    /// The arcs from source to target.
    pub arcs: Vec<u32>,
}
