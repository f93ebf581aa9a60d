//! Contraction orders that always contract the node that is cheapest at that moment.
//!
//! # Source
//! Tinney and Walker, Direct solutions of sparse network equations by optimally ordered triangular factorization,
//! Proc. IEEE 55 (1967): their second and third schemes.

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

    fn are_adjacent(&self, one: u32, other: u32) -> bool {
        self.adjacent[one as usize].binary_search(&other).is_ok()
    }

    fn connect(&mut self, one: u32, other: u32) {
        for (from, to) in [(one, other), (other, one)] {
            let list = &mut self.adjacent[from as usize];
            if let Err(at) = list.binary_search(&to) {
                list.insert(at, to);
            }
        }
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

/// Contracts the node whose neighbours lack the fewest arcs among themselves.
pub(super) fn min_fill(neighbours: &Graph) -> Vec<u32> {
    let mut left = RemainingGraph::new(neighbours);
    let mut missing: Vec<usize> = (0..neighbours.nodes() as u32).map(|node| lacking(&left, node)).collect();
    let key = |left: &RemainingGraph, missing: &[usize], node: u32| {
        Reverse((missing[node as usize], left.degree(node), left.depth[node as usize], node))
    };
    let mut queue: BinaryHeap<_> = (0..neighbours.nodes() as u32).map(|node| key(&left, &missing, node)).collect();
    let mut changed = Vec::new();
    while let Some(entry) = queue.pop() {
        let node = entry.0.3;
        if left.gone[node as usize] || entry != key(&left, &missing, node) {
            continue;
        }
        changed.clear();
        let around = left.take(node);
        for &other in &around {
            // The pairs of the contracted node with neighbours of `other` that are not its own neighbours.
            let apart = left.degree(other) - shared(&left.adjacent[other as usize], &around).count();
            missing[other as usize] -= apart;
            changed.push(other);
        }
        for (index, &one) in around.iter().enumerate() {
            for &other in &around[index + 1..] {
                if left.are_adjacent(one, other) {
                    continue;
                }
                let mut both = 0;
                for between in shared(&left.adjacent[one as usize], &left.adjacent[other as usize]) {
                    missing[between as usize] -= 1;
                    changed.push(between);
                    both += 1;
                }
                missing[one as usize] += left.degree(one) - both;
                missing[other as usize] += left.degree(other) - both;
                left.connect(one, other);
            }
        }
        changed.sort_unstable();
        changed.dedup();
        queue.extend(changed.iter().map(|&other| key(&left, &missing, other)));
    }
    left.order
}

/// Returns the number of pairs of a node's neighbours that are not adjacent.
fn lacking(left: &RemainingGraph, node: u32) -> usize {
    let around = &left.adjacent[node as usize];
    let pairs = around.len() * around.len().saturating_sub(1) / 2;
    let present: usize = around.iter().map(|&one| shared(&left.adjacent[one as usize], around).count()).sum();
    pairs - present / 2
}

/// Returns the nodes that are in both ascending lists.
fn shared<'a>(one: &'a [u32], other: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let mut rest = other.iter().copied().peekable();
    one.iter().copied().filter(move |node| {
        while rest.next_if(|other| other < node).is_some() {}
        rest.next_if_eq(node).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::{RemainingGraph, lacking, min_degree, min_fill};
    use crate::order::neighbours::from_lists;

    #[test]
    fn the_fewest_neighbours_go_first_and_a_limit_stops_it() {
        // A ring of six nodes with one chord, and a node by itself.
        let ring = from_lists(&[vec![1, 5], vec![0, 2], vec![1, 3, 5], vec![2, 4], vec![3, 5], vec![0, 2, 4], vec![]]);
        assert_eq!(min_degree(&ring, usize::MAX).order[..2], [6, 0]);
        let left = min_degree(&ring, 1);
        assert_eq!((left.order.clone(), left.rest().0), (vec![6], vec![0, 1, 2, 3, 4, 5]));
    }

    #[test]
    fn the_count_of_missing_arcs_is_kept_up_to_date() {
        // Each contraction is checked against a count from scratch by contracting in the order that was found.
        let lists: Vec<Vec<u32>> = (0..40_u32)
            .map(|node| (0..40).filter(|&other| other != node && (node * other + node + other) % 7 == 0).collect())
            .collect();
        let neighbours = from_lists(&lists);
        let order = min_fill(&neighbours);
        let mut left = RemainingGraph::new(&neighbours);
        for &node in &order {
            let least = (0..40).filter(|&other| !left.gone[other as usize]).map(|other| lacking(&left, other)).min();
            assert_eq!(Some(lacking(&left, node)), least);
            let around = left.take(node);
            for (index, &one) in around.iter().enumerate() {
                for &other in &around[index + 1..] {
                    left.connect(one, other);
                }
            }
        }
        assert_eq!(order.len(), 40);
    }
}
