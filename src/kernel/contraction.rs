//! Graphs out of which nodes are taken that only pass paths on, so that many searches are over a graph of a few times
//! the ends.
//!
//! # Source
//! Carre, An algebra for network routing problems, IMA Journal of Applied Mathematics 7 (1971), for taking nodes out;
//! Geisberger, Sanders, Schultes and Delling, Contraction hierarchies, WEA (2008), for doing so before many searches.

use super::path::Query;

/// Fewer searches than this do not pay for taking nodes out.
pub(super) const MIN_SEARCHES: usize = 8;

/// A node with more arcs than these is not taken out: the time to do so grows with the square of their number.
const MAX_ARCS: usize = 256;

/// What is left of a graph while nodes are taken out of it.
pub(super) struct Core<W, T, O> {
    /// The arcs out of each node, one to each head.
    out: Vec<Vec<(u32, W)>>,
    /// The tails of the arcs into each node.
    into: Vec<Vec<u32>>,
    /// Returns one way after the other as one.
    then: T,
    /// Chooses between two ways with the same ends.
    or: O,
}

impl<W: Clone, T: FnMut(&W, &W) -> W, O: Fn(&mut W, W)> Core<W, T, O> {
    /// Collects arcs by tail, head and way.
    ///
    /// # Shape
    /// All arcs with the same tail follow each other, or all with the same head.
    pub(super) fn of(nodes: usize, arcs: impl Iterator<Item = (u32, u32, W)>, then: T, or: O) -> Self {
        let mut core = Self { out: vec![Vec::new(); nodes], into: vec![Vec::new(); nodes], then, or };
        // For each head the tail of the arc that came last, and for each tail the head, both with its place.
        let mut last = [vec![(u32::MAX, 0); nodes], vec![(u32::MAX, 0); nodes]];
        for (tail, head, way) in arcs.filter(|(tail, head, _)| tail != head) {
            let of_ends = [(last[0][head as usize], tail), (last[1][tail as usize], head)];
            let known = of_ends.iter().find(|((other, _), end)| other == end).map(|&((_, place), _)| place);
            let out = &mut core.out[tail as usize];
            if let Some(place) = known {
                (core.or)(&mut out[place].1, way);
            } else {
                (last[0][head as usize], last[1][tail as usize]) = ((tail, out.len()), (head, out.len()));
                out.push((head, way));
                core.into[head as usize].push(tail);
            }
        }
        core
    }

    /// Adds an arc, or chooses between it and the one that there is between its ends.
    fn join(&mut self, tail: u32, head: u32, way: W) {
        let out = &mut self.out[tail as usize];
        if let Some(arc) = out.iter_mut().find(|arc| arc.0 == head) {
            (self.or)(&mut arc.1, way);
        } else {
            out.push((head, way));
            self.into[head as usize].push(tail);
        }
    }

    /// Removes every node at which no query begins or ends and that leaves no more arcs behind than it has.
    pub(super) fn contract(&mut self, queries: &[Query]) {
        let mut is_end = vec![false; self.out.len()];
        for end in queries.iter().flat_map(|query| [query.source, query.target]) {
            is_end[end as usize] = true;
        }
        let mut open: Vec<u32> = (0..is_end.len() as u32).rev().collect();
        let mut is_open = vec![true; is_end.len()];
        while let Some(node) = open.pop() {
            is_open[node as usize] = false;
            if is_end[node as usize] || !self.is_passed_on(node) {
                continue;
            }
            for neighbour in self.take_out(node) {
                if !std::mem::replace(&mut is_open[neighbour as usize], true) {
                    open.push(neighbour);
                }
            }
        }
    }

    /// Returns the arcs that are left out of each node.
    pub(super) fn into_lists(self) -> Vec<Vec<(u32, W)>> {
        self.out
    }

    fn is_passed_on(&self, node: u32) -> bool {
        let (out, into) = (&self.out[node as usize], &self.into[node as usize]);
        if out.len() + into.len() > MAX_ARCS || out.len() * into.len() > 2 * (out.len() + into.len()) {
            return false;
        }
        let back = into.iter().filter(|tail| out.iter().any(|arc| arc.0 == **tail)).count();
        out.len() * into.len() - back <= out.len() + into.len()
    }

    /// Replaces a node by the paths through it; returns its neighbours.
    fn take_out(&mut self, node: u32) -> Vec<u32> {
        let (out, into) = (std::mem::take(&mut self.out[node as usize]), std::mem::take(&mut self.into[node as usize]));
        for &(head, _) in &out {
            self.into[head as usize].retain(|&tail| tail != node);
        }
        for &tail in &into {
            let arcs = &mut self.out[tail as usize];
            let Some(place) = arcs.iter().position(|arc| arc.0 == node) else { continue };
            let (_, before) = arcs.swap_remove(place);
            for (head, after) in out.iter().filter(|arc| arc.0 != tail) {
                let way = (self.then)(&before, after);
                self.join(tail, *head, way);
            }
        }
        let mut neighbours = into;
        neighbours.extend(out.into_iter().map(|arc| arc.0));
        neighbours
    }
}
