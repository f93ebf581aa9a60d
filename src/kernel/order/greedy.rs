//! The contraction order that always contracts the node with the fewest neighbours at that moment.
//!
//! # Source
//! Tinney and Walker, Direct solutions of sparse network equations by optimally ordered triangular factorization,
//! Proc. IEEE 55 (1967): their second scheme.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::graph::Graph;

use super::neighbours::from_lists;

/// The remaining graph while its nodes are contracted.
///
/// # Shape
/// Each node has its neighbours, ascending.
pub(super) struct RemainingGraph {
    adjacent: Vec<Vec<u32>>,
    gone: Vec<bool>,
    /// The number of contractions that must come before each node: among equally cheap nodes the least deep is taken,
    /// which keeps the tree flat.
    depth: Vec<u32>,
    /// The nodes in the order of their contraction.
    pub(super) order: Vec<u32>,
}

impl RemainingGraph {
    fn new(neighbours: &Graph) -> Self {
        let count = neighbours.nodes();
        Self {
            adjacent: (0..count as u32).map(|node| neighbours.heads(node).to_vec()).collect(),
            gone: vec![false; count],
            depth: vec![0; count],
            order: Vec::with_capacity(count),
        }
    }

    /// Returns the nodes that are not contracted, ascending, and the graph between them with its fill.
    pub(super) fn rest(&self) -> (Vec<u32>, Graph) {
        let nodes = (0..self.gone.len() as u32).filter(|&node| !self.gone[node as usize]).collect();
        (nodes, from_lists(&self.adjacent))
    }

    /// Removes a node and returns its neighbours.
    fn take(&mut self, node: u32) -> Vec<u32> {
        let around = std::mem::take(&mut self.adjacent[node as usize]);
        self.gone[node as usize] = true;
        self.order.push(node);
        for &other in &around {
            let list = &mut self.adjacent[other as usize];
            if let Ok(at) = list.binary_search(&node) {
                list.remove(at);
            }
            self.depth[other as usize] = self.depth[other as usize].max(self.depth[node as usize] + 1);
        }
        around
    }

    fn degree(&self, node: u32) -> usize {
        self.adjacent[node as usize].len()
    }
}

/// Contracts the node with the fewest neighbours until all remaining nodes have more than `most`.
pub(super) fn min_degree(neighbours: &Graph, most: usize) -> RemainingGraph {
    let mut left = RemainingGraph::new(neighbours);
    let key = |left: &RemainingGraph, node: u32| Reverse((left.degree(node), left.depth[node as usize], node));
    let mut queue: BinaryHeap<_> = (0..neighbours.nodes() as u32).map(|node| key(&left, node)).collect();
    let mut merged = Vec::new();
    while let Some(entry) = queue.pop() {
        let node = entry.0.2;
        if left.gone[node as usize] || entry != key(&left, node) {
            continue;
        }
        if left.degree(node) > most {
            break;
        }
        let around = left.take(node);
        for &other in &around {
            merge(&left.adjacent[other as usize], &around, other, &mut merged);
            std::mem::swap(&mut left.adjacent[other as usize], &mut merged);
            queue.push(key(&left, other));
        }
    }
    left
}

/// Merges two ascending lists without one node.
fn merge(one: &[u32], other: &[u32], without: u32, merged: &mut Vec<u32>) {
    merged.clear();
    let mut rest = other.iter().copied().filter(|&node| node != without).peekable();
    for &node in one {
        while let Some(before) = rest.next_if(|&other| other < node) {
            merged.push(before);
        }
        rest.next_if_eq(&node);
        merged.push(node);
    }
    merged.extend(rest);
}

#[cfg(test)]
mod tests {
    use super::min_degree;
    use crate::order::neighbours::from_lists;

    #[test]
    fn the_fewest_neighbours_go_first_and_a_limit_stops_it() {
        // A ring of six nodes with one chord, and a node by itself.
        let ring = from_lists(&[vec![1, 5], vec![0, 2], vec![1, 3, 5], vec![2, 4], vec![3, 5], vec![0, 2, 4], vec![]]);
        assert_eq!(min_degree(&ring, usize::MAX).order[..2], [6, 0]);
        let left = min_degree(&ring, 1);
        assert_eq!((left.order.clone(), left.rest().0), (vec![6], vec![0, 1, 2, 3, 4, 5]));
    }
}
