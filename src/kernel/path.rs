//! The question and the answer of all shortest-path searches.

/// One shortest-path question: the cheapest path from one node to the cheapest of several targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The node where paths begin.
    pub source: u32,
    /// The nodes where paths may end; of equally cheap targets the first in the list is taken.
    pub targets: Vec<u32>,
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

/// Groups the positions of queries that have the same end node.
pub(crate) fn grouped<Q>(queries: &[Q], end: impl Fn(&Q) -> u32) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..queries.len()).collect();
    order.sort_by_key(|&index| (end(&queries[index]), index));
    order.chunk_by(|&left, &right| end(&queries[left]) == end(&queries[right])).map(<[usize]>::to_vec).collect()
}
