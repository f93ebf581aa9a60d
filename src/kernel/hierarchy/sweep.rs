//! Distances from one node to all nodes.
//!
//! # Source
//! Delling, Goldberg, Nowatzyk and Werneck, PHAST: hardware-accelerated shortest path trees, IPDPS 2011.

#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use crate::lanes::{Lanes, Weight, Work, dispatch};

use super::weight::{DOWN, UP};
use super::{Hierarchy, Metric};

/// A search from one node to all others (PHAST); its memory is reused between runs.
///
/// # Shape
/// `labels` has one entry for each rank.
pub struct Sweep<W> {
    labels: Vec<W>,
}

impl<W: Weight> Sweep<W> {
    /// Allocates the memory for a hierarchy.
    pub fn new(hierarchy: &Hierarchy) -> Self {
        Self { labels: vec![W::UNREACHED; hierarchy.nodes()] }
    }

    /// Finds the distances from a source: an upward search, then one downward sweep over all ranks.
    ///
    /// # Panics
    /// Where the metric or the scratch memory is another hierarchy's.
    pub fn run(&mut self, hierarchy: &Hierarchy, metric: &Metric<W>, source: u32) {
        assert_eq!(metric.slots.len(), hierarchy.slots(), "the metric is of this hierarchy");
        assert_eq!(self.labels.len(), hierarchy.nodes(), "the memory is of this hierarchy");
        let source = hierarchy.ranks[source as usize];
        dispatch(SweepRun { hierarchy, metric, labels: &mut self.labels, source });
    }

    /// Returns the distance that the last run found to a node, infinite where there is no path.
    pub fn distance(&self, hierarchy: &Hierarchy, node: u32) -> W {
        self.labels[hierarchy.ranks[node as usize] as usize]
    }
}

/// The work of one run, as [`dispatch`] runs it.
struct SweepRun<'a, W> {
    hierarchy: &'a Hierarchy,
    metric: &'a Metric<W>,
    labels: &'a mut [W],
    source: u32,
}

impl<W: Weight> Work for SweepRun<'_, W> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let Self { hierarchy, metric, labels, source } = self;
        labels.fill(W::UNREACHED);
        labels[source as usize] = W::ZERO;
        search_up(lanes, hierarchy, metric, labels, source);
        let mut end = hierarchy.slots();
        for x in (0..labels.len()).rev() {
            let begin = hierarchy.first[x] as usize;
            let mut least = labels[x].hold(lanes);
            for (over, &head) in metric.slots[begin..end].iter().zip(&hierarchy.heads[begin..end]) {
                let sum = W::add(lanes, over[DOWN].hold(lanes), labels[head as usize].hold(lanes));
                least = W::min(lanes, sum, least);
            }
            labels[x].put(lanes, least);
            end = begin;
        }
    }
}

/// Lowers the labels of all ancestors of a source to the least weight of a path that only goes up.
#[inline(always)]
pub(super) fn search_up<L: Lanes, W: Weight>(
    lanes: L,
    hierarchy: &Hierarchy,
    metric: &Metric<W>,
    labels: &mut [W],
    source: u32,
) {
    for x in hierarchy.ancestors(source) {
        let label = labels[x as usize].hold(lanes);
        if !W::any_less(lanes, label, W::UNREACHED.hold(lanes)) {
            continue;
        }
        let range = hierarchy.slots_of(x);
        for (over, &head) in metric.slots[range.clone()].iter().zip(&hierarchy.heads[range]) {
            let sum = W::add(lanes, label, over[UP].hold(lanes));
            let least = W::min(lanes, sum, labels[head as usize].hold(lanes));
            labels[head as usize].put(lanes, least);
        }
    }
}
