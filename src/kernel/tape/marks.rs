//! Marks: numbers of nodes and recorded weights that depend on what a graph looks like, not on how it is numbered.
//!
//! # Source
//! Refinement of marks: Weisfeiler and Leman, A reduction of a graph to a canonical form, Nauchno-Technicheskaya
//! Informatsia 2 (1968). Mixing of bits: Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA
//! (2014).

use crate::Query;

use super::record::{RecordedArc, Recording};

/// The role of a node beside another one, which keeps what is mixed for either of them apart.
#[derive(Clone, Copy)]
enum MarkedEnd {
    Tail = 1,
    Head,
    Source,
    Target,
}

/// The marks of a graph: what differs in its bounds, its arcs or its queries, however far away, has different marks.
///
/// # Shape
/// `nodes` has one entry for each node, `values` one for each recorded value.
#[derive(Clone)]
pub(super) struct Marks {
    pub(super) nodes: Vec<u64>,
    pub(super) values: Vec<u64>,
}

impl Marks {
    /// Marks the nodes of a graph and the weights of its arcs.
    pub(super) fn of(nodes: u32, arcs: &[RecordedArc], queries: &[Query], record: &Recording) -> Self {
        let of_bounds = |(low, high): (f64, f64)| mixed([(low + 0.0).to_bits(), (high + 0.0).to_bits(), 0]);
        let values = (0..record.len() as u32).map(|value| of_bounds(record.bounds(value))).collect();
        let mut marks = Self { nodes: vec![0; nodes as usize], values };
        let (mut before, mut distinct) = (0, marks.distinct());
        while before < distinct {
            marks = marks.refined(arcs, queries);
            (before, distinct) = (distinct, marks.distinct());
        }
        marks
    }

    /// Adds to every mark what is next to it. Sums know no order.
    fn refined(&self, arcs: &[RecordedArc], queries: &[Query]) -> Self {
        let mut refined = self.clone();
        let node = |node: u32| self.nodes[node as usize];
        let mut add = |own: u32, end: MarkedEnd, other: u32, over: u64| {
            let mark = &mut refined.nodes[own as usize];
            *mark = mark.wrapping_add(mixed([node(other), over, end as u64]));
        };
        for &Query { source, target } in queries {
            add(source, MarkedEnd::Source, target, 0);
            add(target, MarkedEnd::Target, source, 0);
        }
        for &RecordedArc { tail, head, weight } in arcs {
            let over = self.values[weight as usize];
            add(tail, MarkedEnd::Tail, head, over);
            add(head, MarkedEnd::Head, tail, over);
            let mark = &mut refined.values[weight as usize];
            *mark = mark.wrapping_add(mixed([node(tail), node(head), 0]));
        }
        refined
    }

    /// Returns the number of different marks.
    fn distinct(&self) -> usize {
        let count = |marks: &[u64]| {
            let mut marks = marks.to_vec();
            marks.sort_unstable();
            marks.dedup();
            marks.len()
        };
        count(&self.nodes) + count(&self.values)
    }
}

/// Mixes three numbers into one.
fn mixed(numbers: [u64; 3]) -> u64 {
    numbers.into_iter().fold(0, |before: u64, number| {
        let mixed = (before ^ number).wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    })
}
