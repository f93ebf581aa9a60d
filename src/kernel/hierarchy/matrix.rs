//! Distances from many nodes to many others.
//!
//! # Source
//! Delling, Goldberg and Werneck, Faster batched shortest paths in road networks, ATMOS 2011: the downward sweep is
//! restricted to the ancestors of the targets, and serves several sources at once.

#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use rayon::prelude::*;

use crate::lanes::{Block, LANES, Lanes, Weight, Work, dispatch};
use crate::order::NONE;

use super::weight::DOWN;
use super::{Hierarchy, Metric, sweep};

/// The number of blocks of sources in one downward sweep.
const BLOCKS: usize = 2;
/// The number of sources in one downward sweep.
const SOURCES: usize = BLOCKS * LANES;

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
    /// Groups of sources are processed in parallel.
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
    /// let hierarchy = Hierarchy::new(&graph, &Order::min_degree(&graph));
    /// let metric = hierarchy.customize(&[1.0, 2.0]);
    /// let matrix = Targets::new(&hierarchy, &[1, 2]).matrix(&hierarchy, &metric, &[0, 2]);
    /// assert_eq!(matrix, [1.0, 3.0, f64::INFINITY, 0.0]);
    /// ```
    pub fn matrix(&self, hierarchy: &Hierarchy, metric: &Metric<f64>, sources: &[u32]) -> Vec<f64> {
        let mut matrix = vec![0.0; sources.len() * self.columns.len()];
        self.matrix_into(hierarchy, metric, sources, &mut matrix);
        matrix
    }

    /// Writes the distances from some sources into the memory of an earlier matrix of the same shape.
    ///
    /// # Panics
    /// As [`Targets::matrix`], and where the shape differs.
    pub fn matrix_into(&self, hierarchy: &Hierarchy, metric: &Metric<f64>, sources: &[u32], matrix: &mut [f64]) {
        assert_eq!(matrix.len(), sources.len() * self.columns.len(), "one entry for each source and target");
        assert_eq!(metric.slots.len(), hierarchy.slots(), "the metric is of this hierarchy");
        assert_eq!(self.local.len(), hierarchy.nodes(), "the targets are of this hierarchy");
        if matrix.is_empty() {
            return;
        }
        let down: Vec<(u32, f64)> =
            self.slots.iter().map(|&(slot, to)| (to, metric.slots[slot as usize][DOWN])).collect();
        let scratch = || {
            let upward = vec![f64::INFINITY; hierarchy.nodes()];
            (upward, vec![[Block::UNREACHED; BLOCKS]; self.ranks.len()], vec![false; self.ranks.len()])
        };
        let rows = matrix.par_chunks_mut(SOURCES * self.columns.len()).zip(sources.par_chunks(SOURCES));
        rows.for_each_init(scratch, |(upward, labels, begun), (matrix, sources)| {
            dispatch(MatrixRows {
                hierarchy,
                metric,
                targets: self,
                down: &down,
                sources,
                upward,
                labels,
                begun,
                matrix,
            });
        });
    }
}

/// The work of some rows of a matrix, as [`dispatch`] runs it.
///
/// # Shape
/// `upward` has one entry for each rank and is unreached before and after; `labels` and `begun` have one for each
/// selected rank. A label is valid only where `begun` is set, so that the labels of earlier sources need not be
/// cleared.
struct MatrixRows<'a> {
    hierarchy: &'a Hierarchy,
    metric: &'a Metric<f64>,
    targets: &'a Targets,
    down: &'a [(u32, f64)],
    sources: &'a [u32],
    upward: &'a mut [f64],
    labels: &'a mut [[Block; BLOCKS]],
    begun: &'a mut [bool],
    matrix: &'a mut [f64],
}

impl Work for MatrixRows<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let Self { hierarchy, metric, targets, down, sources, upward, labels, begun, matrix } = self;
        for (lane, &source) in sources.iter().enumerate() {
            let source = hierarchy.ranks[source as usize];
            upward[source as usize] = 0.0;
            sweep::search_up(lanes, hierarchy, metric, upward, source);
            for x in hierarchy.ancestors(source) {
                let label = std::mem::replace(&mut upward[x as usize], f64::INFINITY);
                let place = targets.local[x as usize] as usize;
                if let (Some(place), Some(is_begun)) = (labels.get_mut(place), begun.get_mut(place)) {
                    if !std::mem::replace(is_begun, true) {
                        *place = [Block::UNREACHED; BLOCKS];
                    }
                    place[lane / LANES].0[lane % LANES] = label;
                }
            }
        }
        for place in 0..labels.len() {
            let (above, rest) = labels.split_at_mut(place);
            let is_begun = std::mem::replace(&mut begun[place], false);
            let begin = if is_begun { rest[0] } else { [Block::UNREACHED; BLOCKS] };
            let mut least = begin.map(|label| label.hold(lanes));
            for &(to, weight) in &down[targets.first[place] as usize..targets.first[place + 1] as usize] {
                let weight = lanes.splat(weight);
                for (least, over) in least.iter_mut().zip(&above[to as usize]) {
                    *least = lanes.min(lanes.add(weight, over.hold(lanes)), *least);
                }
            }
            for (label, least) in rest[0].iter_mut().zip(least) {
                label.put(lanes, least);
            }
        }
        // One cache line of targets at a time, so that reads stay in the cache and writes are whole lines.
        let width = targets.columns.len();
        for (block, places) in targets.columns.chunks(LANES).enumerate() {
            for lane in 0..sources.len() {
                let row = &mut matrix[lane * width + block * LANES..][..places.len()];
                for (entry, &place) in row.iter_mut().zip(places) {
                    *entry = labels[place as usize][lane / LANES].0[lane % LANES];
                }
            }
        }
    }
}
