//! Distances from many nodes to many others.
//!
//! # Source
//! Delling, Goldberg and Werneck, Faster batched shortest paths in road networks, ATMOS 2011: the downward sweep is
//! restricted to the ancestors of the targets, and serves several sources at once.

#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use rayon::prelude::*;

use crate::lanes::{Block, LANES, Lanes, Work, dispatch};
use crate::order::NONE;

use super::{DOWN, Hierarchy, Metric, UP};

/// The part of a hierarchy above a set of targets (RPHAST).
///
/// # Shape
/// `ranks` are the targets and all their ancestors, the highest first; `local` has for every rank its position in
/// `ranks`, or `NONE`. The slots of the `i`th are `first[i]..first[i + 1]`: each is a slot of the hierarchy and the
/// position in `ranks` of its upper end. `columns` are the positions in `ranks` of the targets.
#[derive(Clone, Debug)]
pub struct Targets {
    ranks: Vec<u32>,
    local: Vec<u32>,
    first: Vec<u32>,
    slots: Vec<(u32, u32)>,
    columns: Vec<u32>,
}

impl Targets {
    /// Selects the ancestors of some targets, which may repeat.
    pub fn new(hierarchy: &Hierarchy, targets: &[u32]) -> Self {
        let mut local = vec![NONE; hierarchy.nodes()];
        let mut ranks = Vec::new();
        for &target in targets {
            for x in hierarchy.ancestors(hierarchy.ranks[target as usize]) {
                // A 0 marks this rank and all its ancestors as seen; the position is set once all are sorted.
                if std::mem::replace(&mut local[x as usize], 0) == 0 {
                    break;
                }
                ranks.push(x);
            }
        }
        ranks.sort_unstable_by(|one, other| other.cmp(one));
        let mut first = vec![0];
        let mut slots = Vec::new();
        for (place, &x) in ranks.iter().enumerate() {
            local[x as usize] = place as u32;
            slots.extend(hierarchy.slots_of(x).map(|slot| (slot as u32, local[hierarchy.heads[slot] as usize])));
            first.push(slots.len() as u32);
        }
        let columns = targets.iter().map(|&target| local[hierarchy.ranks[target as usize] as usize]).collect();
        Self { ranks, local, first, slots, columns }
    }

    /// Returns the distances from some sources, infinite where there is no path; sources may repeat.
    ///
    /// Groups of eight sources are processed in parallel.
    ///
    /// # Shape
    /// One row for each source, with one entry for each target.
    ///
    /// # Panics
    /// Where the metric is of another hierarchy than the targets.
    ///
    /// # Example
    /// ```
    /// use corridor_kernel::{graph::Graph, Hierarchy, Order, Targets};
    ///
    /// let graph = Graph::from_sorted(3, [(0, 1), (1, 2)]);
    /// let hierarchy = Hierarchy::new(&graph, &Order::dissection(&graph, None));
    /// let metric = hierarchy.customize(&[1.0, 2.0]);
    /// let matrix = Targets::new(&hierarchy, &[1, 2]).matrix(&hierarchy, &metric, &[0, 2]);
    /// assert_eq!(matrix, [1.0, 3.0, f64::INFINITY, 0.0]);
    /// ```
    pub fn matrix(&self, hierarchy: &Hierarchy, metric: &Metric, sources: &[u32]) -> Vec<f64> {
        assert_eq!(metric.slots.len(), hierarchy.slots(), "the metric is of this hierarchy");
        assert_eq!(self.local.len(), hierarchy.nodes(), "the targets are of this hierarchy");
        let width = self.columns.len();
        let mut matrix = vec![0.0; sources.len() * width];
        if matrix.is_empty() {
            return matrix;
        }
        let down: Vec<(u32, f64)> =
            self.slots.iter().map(|&(slot, to)| (to, metric.slots[slot as usize][DOWN])).collect();
        let scratch = || (vec![f64::INFINITY; hierarchy.nodes()], vec![Block::splat(f64::INFINITY); self.ranks.len()]);
        let rows = matrix.par_chunks_mut(LANES * width).zip(sources.par_chunks(LANES));
        rows.for_each_init(scratch, |(upward, labels), (matrix, sources)| {
            labels.fill(Block::splat(f64::INFINITY));
            for (lane, &source) in sources.iter().enumerate() {
                self.search_up(hierarchy, metric, source, upward, |place, distance| labels[place].0[lane] = distance);
            }
            dispatch(DownwardSweep { first: &self.first, down: &down, labels });
            for (lane, row) in matrix.chunks_mut(width).enumerate() {
                for (entry, &place) in row.iter_mut().zip(&self.columns) {
                    *entry = labels[place as usize].0[lane];
                }
            }
        });
        matrix
    }

    /// Calls back with the position of each selected ancestor of a source and its distance by a path that only goes up.
    ///
    /// # Shape
    /// `upward` has one entry for each rank and is unreached before and after.
    fn search_up(
        &self,
        hierarchy: &Hierarchy,
        metric: &Metric,
        source: u32,
        upward: &mut [f64],
        mut found: impl FnMut(usize, f64),
    ) {
        let source = hierarchy.ranks[source as usize];
        upward[source as usize] = 0.0;
        for x in hierarchy.ancestors(source) {
            let distance = std::mem::replace(&mut upward[x as usize], f64::INFINITY);
            if self.local[x as usize] != NONE {
                found(self.local[x as usize] as usize, distance);
            }
            for slot in hierarchy.slots_of(x) {
                let above = &mut upward[hierarchy.heads[slot] as usize];
                *above = above.min(distance + metric.slots[slot][UP]);
            }
        }
    }
}

/// The work of one downward sweep, as [`dispatch`] runs it.
///
/// # Shape
/// `labels` has one entry for each selected rank, the highest first; the rest is as in [`Targets`].
struct DownwardSweep<'a> {
    first: &'a [u32],
    down: &'a [(u32, f64)],
    labels: &'a mut [Block],
}

impl Work for DownwardSweep<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let Self { first, down, labels } = self;
        for place in 0..labels.len() {
            let mut least = lanes.load(&labels[place]);
            for &(to, weight) in &down[first[place] as usize..first[place + 1] as usize] {
                let through = lanes.add(lanes.splat(weight), lanes.load(&labels[to as usize]));
                least = lanes.min(through, least);
            }
            lanes.store(least, &mut labels[place]);
        }
    }
}
