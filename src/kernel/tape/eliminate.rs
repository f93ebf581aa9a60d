//! Elimination of nodes: each in turn is replaced by the paths through it, until only the ends of queries are left.
//!
//! # Source
//! Order of pivots: Markowitz, The elimination form of the inverse, Management Science 3 (1957): next the node with the
//! fewest paths through it; of several the one that a mark made from the graph alone puts first, so that what is proved
//! irrelevant on the way does not depend on how nodes are numbered. Shortest paths by elimination: Carre, An algebra for network routing problems, IMA Journal
//! of Applied Mathematics 7 (1971).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::Query;

use super::marks::Marks;
use super::record::{RecordedArc, Recording, ValueId};

/// Records the answers to all queries; `None` where there is no path.
pub(super) fn answers(
    nodes: u32,
    arcs: &[RecordedArc],
    queries: &[Query],
    record: &mut Recording,
) -> Vec<Option<ValueId>> {
    // Every source and target gets a node of its own, beyond those of the graph, which can then all be eliminated.
    let sources = numbered(nodes, queries.iter().map(|query| query.source));
    let targets = numbered(nodes + sources.len() as u32, queries.iter().map(|query| query.target));
    let mut shrinking = EliminationGraph::new(nodes as usize + sources.len() + targets.len());
    let marks = Marks::of(nodes, arcs, queries, record);
    let mut arcs: Vec<RecordedArc> = arcs.iter().filter(|arc| arc.head != arc.tail).copied().collect();
    // Which of parallel arcs are left out depends on which come first.
    arcs.sort_by_key(|arc| marks.values[arc.weight as usize]);
    for RecordedArc { tail, head, weight } in arcs {
        let parallel = shrinking.arc(tail, head);
        let least = parallel.map_or(weight, |known| record.smaller(known, weight));
        shrinking.set(tail, head, least);
    }
    let nothing = record.constant(0.0);
    for (&node, &end) in &sources {
        shrinking.set(end, node, nothing);
    }
    for (&node, &end) in &targets {
        shrinking.set(node, end, nothing);
    }
    shrinking.eliminate(&marks.nodes, record);
    queries.iter().map(|query| shrinking.arc(sources[&query.source], targets[&query.target])).collect()
}

/// Numbers nodes in ascending order from `first` on.
fn numbered(first: u32, nodes: impl Iterator<Item = u32>) -> BTreeMap<u32, u32> {
    let distinct: BTreeSet<u32> = nodes.collect();
    distinct.into_iter().zip(first..).collect()
}

/// A directed graph whose nodes are eliminated; between two nodes there is at most one arc.
#[derive(Debug)]
struct EliminationGraph {
    /// The arcs out of each node, by their heads in ascending order.
    out: Vec<Vec<(u32, ValueId)>>,
    /// The tails of the arcs into each node, in ascending order.
    into: Vec<Vec<u32>>,
}

impl EliminationGraph {
    fn new(nodes: usize) -> Self {
        Self { out: vec![Vec::new(); nodes], into: vec![Vec::new(); nodes] }
    }

    fn arc(&self, tail: u32, head: u32) -> Option<ValueId> {
        let out = &self.out[tail as usize];
        out.binary_search_by_key(&head, |arc| arc.0).ok().map(|place| out[place].1)
    }

    /// Sets the arc between two nodes.
    fn set(&mut self, tail: u32, head: u32, value: ValueId) {
        let (out, into) = (&mut self.out[tail as usize], &mut self.into[head as usize]);
        match out.binary_search_by_key(&head, |arc| arc.0) {
            Ok(place) => out[place].1 = value,
            Err(place) => {
                out.insert(place, (head, value));
                into.insert(into.partition_point(|&known| known < tail), tail);
            }
        }
    }

    /// Returns the number of paths of two arcs through a node.
    fn ways(&self, node: u32) -> usize {
        self.out[node as usize].len() * self.into[node as usize].len()
    }

    /// Eliminates all nodes that have a mark; the nodes beyond are ends and remain.
    fn eliminate(&mut self, marks: &[u64], record: &mut Recording) {
        let below = marks.len() as u32;
        let mut open: BinaryHeap<Reverse<(usize, u64, u32)>> =
            (0..below).map(|node| Reverse((self.ways(node), marks[node as usize], node))).collect();
        let mut gone = vec![false; below as usize];
        while let Some(Reverse((ways, mark, node))) = open.pop() {
            if gone[node as usize] {
                continue;
            }
            let now = self.ways(node);
            if now != ways {
                open.push(Reverse((now, mark, node)));
                continue;
            }
            gone[node as usize] = true;
            for neighbour in self.remove(node, record) {
                if neighbour < below && !gone[neighbour as usize] {
                    open.push(Reverse((self.ways(neighbour), marks[neighbour as usize], neighbour)));
                }
            }
        }
    }

    /// Replaces a node by the paths through it and returns its neighbours.
    fn remove(&mut self, node: u32, record: &mut Recording) -> Vec<u32> {
        let into: Vec<(u32, ValueId)> = std::mem::take(&mut self.into[node as usize])
            .into_iter()
            .filter_map(|tail| {
                let out = &mut self.out[tail as usize];
                let place = out.binary_search_by_key(&node, |arc| arc.0).ok()?;
                Some((tail, out.remove(place).1))
            })
            .collect();
        let out = std::mem::take(&mut self.out[node as usize]);
        for &(head, _) in &out {
            let into = &mut self.into[head as usize];
            into.remove(into.partition_point(|&tail| tail < node));
        }
        for &(tail, first) in &into {
            for &(head, second) in &out {
                // Weights are never negative, so a path back to its start is never shorter.
                if tail != head {
                    let value = record.least(self.arc(tail, head), first, second);
                    self.set(tail, head, value);
                }
            }
        }
        into.into_iter().map(|(tail, _)| tail).chain(out.into_iter().map(|(head, _)| head)).collect()
    }
}
