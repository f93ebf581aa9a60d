//! Elimination of nodes: each in turn is replaced by the ways through it, until only ends are left.
//!
//! # Source
//! Order of pivots: Markowitz, The elimination form of the inverse, Management Science 3 (1957): the node with the
//! fewest ways through it next. Shortest paths by elimination: Carre, An algebra for network routing problems,
//! IMA Journal of Applied Mathematics 7 (1971).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::record::{Record, Value};

/// Is a directed graph that shrinks; between two nodes there is at most one arc.
#[derive(Debug)]
pub(super) struct Shrinking {
    /// The arcs out of each node.
    out: Vec<BTreeMap<u32, Value>>,
    /// The tails of the arcs into each node.
    into: Vec<BTreeSet<u32>>,
}

impl Shrinking {
    pub(super) fn new(nodes: usize) -> Self {
        Self { out: vec![BTreeMap::new(); nodes], into: vec![BTreeSet::new(); nodes] }
    }

    pub(super) fn arc(&self, tail: u32, head: u32) -> Option<Value> {
        self.out[tail as usize].get(&head).copied()
    }

    /// Sets the arc between two nodes.
    pub(super) fn set(&mut self, tail: u32, head: u32, value: Value) {
        self.out[tail as usize].insert(head, value);
        self.into[head as usize].insert(tail);
    }

    /// Returns how many ways lead through a node.
    fn ways(&self, node: u32) -> usize {
        self.out[node as usize].len() * self.into[node as usize].len()
    }

    /// Eliminates all nodes below a number, which are then without arcs; those above it are ends.
    pub(super) fn eliminate(&mut self, below: u32, record: &mut Record) {
        let mut open: BinaryHeap<Reverse<(usize, u32)>> =
            (0..below).map(|node| Reverse((self.ways(node), node))).collect();
        let mut gone = vec![false; below as usize];
        while let Some(Reverse((ways, node))) = open.pop() {
            if gone[node as usize] {
                continue;
            }
            let now = self.ways(node);
            if now != ways {
                open.push(Reverse((now, node)));
                continue;
            }
            gone[node as usize] = true;
            for neighbour in self.remove(node, record) {
                if neighbour < below && !gone[neighbour as usize] {
                    open.push(Reverse((self.ways(neighbour), neighbour)));
                }
            }
        }
    }

    /// Replaces a node by the ways through it and returns its neighbours.
    fn remove(&mut self, node: u32, record: &mut Record) -> Vec<u32> {
        let into: Vec<(u32, Value)> = std::mem::take(&mut self.into[node as usize])
            .into_iter()
            .filter_map(|tail| Some((tail, self.out[tail as usize].remove(&node)?)))
            .collect();
        let out = std::mem::take(&mut self.out[node as usize]);
        for &head in out.keys() {
            self.into[head as usize].remove(&node);
        }
        for &(tail, first) in &into {
            for (&head, &second) in &out {
                // Weights are never negative: a way back to where it began shortens nothing.
                if tail != head {
                    let value = record.least(self.arc(tail, head), first, second);
                    self.set(tail, head, value);
                }
            }
        }
        into.into_iter().map(|(tail, _)| tail).chain(out.into_keys()).collect()
    }
}
