//! Distance queries between two nodes of a hierarchy, along its elimination tree.
//!
//! # Source
//! Dibbelt, Strasser and Wagner (as for the hierarchy), section 7.2: queries along the elimination tree.

#![allow(clippy::float_cmp)] // Sums of whole numbers are exact.
#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use crate::Path;
use crate::lanes::{Lanes, Weight, Work, dispatch};
use crate::order::NONE;

use super::customize::relax;
use super::{DOWN, Hierarchy, Metric, Slot, UP};

/// A query along the elimination tree: a search from each end to the common ancestors; its memory is reused between
/// queries.
///
/// # Shape
/// `labels` has one entry for each rank: the distance from the source to it, and from it to the target. Between queries
/// all are unreached.
pub struct TreeQuery<W> {
    labels: Vec<Slot<W>>,
}

impl<W: Weight> TreeQuery<W> {
    /// Allocates the memory for queries of a hierarchy.
    pub fn new(hierarchy: &Hierarchy) -> Self {
        Self { labels: vec![[W::UNREACHED; 2]; hierarchy.nodes()] }
    }

    /// Returns the least weight of a path between two nodes, infinite where there is none.
    ///
    /// # Panics
    /// Where the metric or the scratch memory is another hierarchy's.
    pub fn distance(&mut self, hierarchy: &Hierarchy, metric: &Metric<W>, source: u32, target: u32) -> W {
        self.meet(hierarchy, metric, source, target, false).0
    }

    /// Searches upwards from both ends; returns the least distance with the rank where the two searches meet, and
    /// resets all labels unless `keep` is set.
    fn meet(&mut self, hierarchy: &Hierarchy, metric: &Metric<W>, source: u32, target: u32, keep: bool) -> (W, u32) {
        assert_eq!(metric.slots.len(), hierarchy.slots(), "the metric is of this hierarchy");
        assert_eq!(self.labels.len(), hierarchy.nodes(), "the memory is of this hierarchy");
        let ends = [source, target].map(|end| hierarchy.ranks[end as usize]);
        self.labels[ends[0] as usize][UP] = W::ZERO;
        self.labels[ends[1] as usize][DOWN] = W::ZERO;
        dispatch(TreeQueryRun { hierarchy, metric, labels: &mut self.labels, ends, keep })
    }
}

impl TreeQuery<f64> {
    /// Returns a cheapest path between two nodes as arcs of the graph; of parallel arcs of equal weight the first.
    ///
    /// # Shape
    /// `weights` are those that the metric was customized from.
    ///
    /// # Panics
    /// Where the metric is another hierarchy's or was customized from other weights.
    pub fn path(
        &mut self,
        hierarchy: &Hierarchy,
        metric: &Metric<f64>,
        weights: &[f64],
        source: u32,
        target: u32,
    ) -> Option<Path> {
        assert_eq!(weights.len(), hierarchy.arcs(), "one weight for each arc");
        let (cost, top) = self.meet(hierarchy, metric, source, target, true);
        let ends = [source, target].map(|end| hierarchy.ranks[end as usize]);
        let path = (cost < f64::INFINITY).then(|| {
            let mut ranks = self.chain(hierarchy, metric, ends[0], top, UP);
            ranks.reverse();
            ranks.push(top);
            ranks.extend(self.chain(hierarchy, metric, ends[1], top, DOWN));
            let arcs: Vec<u32> = hierarchy.unpack(metric, weights, &ranks);
            // Arcs have no ranks here, so every arc counts as 1.
            Path { cost, rank: arcs.len() as u64, arcs }
        });
        for end in ends {
            for x in hierarchy.ancestors(end) {
                self.labels[x as usize] = [f64::INFINITY; 2];
            }
        }
        path
    }

    /// Returns the ranks through which the label at `top` was reached from one end, the highest first, without `top`.
    fn chain(&self, hierarchy: &Hierarchy, metric: &Metric<f64>, end: u32, top: u32, direction: usize) -> Vec<u32> {
        let below: Vec<u32> = hierarchy.ancestors(end).take_while(|&x| x != top).collect();
        let mut chain = Vec::new();
        let mut head = top;
        for &x in below.iter().rev() {
            let label = self.labels[x as usize][direction];
            let leads = |slot: usize| label + metric.slots[slot][direction] == self.labels[head as usize][direction];
            if label < f64::INFINITY && head != end && hierarchy.slot(x, head).is_some_and(leads) {
                chain.push(x);
                head = x;
            }
        }
        chain
    }
}

/// The work of one query, as [`dispatch`] runs it.
struct TreeQueryRun<'a, W> {
    hierarchy: &'a Hierarchy,
    metric: &'a Metric<W>,
    labels: &'a mut [Slot<W>],
    ends: [u32; 2],
    keep: bool,
}

impl<W: Weight> Work for TreeQueryRun<'_, W> {
    type Output = (W, u32);

    #[inline(always)]
    fn run<L: Lanes>(mut self, lanes: L) -> (W, u32) {
        let mut best = W::UNREACHED;
        let mut top = NONE;
        let [mut one, mut other] = self.ends;
        // Each end goes up alone while it is the lower one, up to the first common ancestor; `NONE` is above all ranks.
        while one != other {
            let x = one.min(other);
            self.step(lanes, x, best);
            let parent = self.hierarchy.parents[x as usize];
            if one == x {
                one = parent;
            } else {
                other = parent;
            }
        }
        while one != NONE {
            let [there, back] = self.labels[one as usize].map(|label| label.hold(lanes));
            let sum = W::add(lanes, there, back);
            if W::any_less(lanes, sum, best.hold(lanes)) {
                best.put(lanes, W::min(lanes, sum, best.hold(lanes)));
                top = one;
            }
            self.step(lanes, one, best);
            one = self.hierarchy.parents[one as usize];
        }
        (best, top)
    }
}

impl<W: Weight> TreeQueryRun<'_, W> {
    /// Relaxes the slots from a rank to all higher neighbours, unless no path from there can beat the best one found.
    #[inline(always)]
    fn step<L: Lanes>(&mut self, lanes: L, x: u32, best: W) {
        let label = self.labels[x as usize];
        let by = label.map(|label| label.hold(lanes));
        let best = best.hold(lanes);
        if W::any_less(lanes, by[UP], best) || W::any_less(lanes, by[DOWN], best) {
            let range = self.hierarchy.slots_of(x);
            for (over, &head) in self.metric.slots[range.clone()].iter().zip(&self.hierarchy.heads[range]) {
                relax(lanes, &mut self.labels[head as usize], by, over);
            }
        }
        if !self.keep {
            self.labels[x as usize] = [W::UNREACHED; 2];
        }
    }
}

impl Hierarchy {
    /// Returns the arcs of a path given by its ranks, of which consecutive ones are joined by a slot.
    fn unpack(&self, metric: &Metric<f64>, weights: &[f64], ranks: &[u32]) -> Vec<u32> {
        let mut arcs = Vec::new();
        // Pairs of ranks from the end of the path to its beginning, so that the next pair is popped first.
        let mut open: Vec<(u32, u32)> = ranks.windows(2).rev().map(|pair| (pair[0], pair[1])).collect();
        while let Some((from, to)) = open.pop() {
            match self.cheapest_arc(metric, weights, from, to) {
                Ok(arc) => arcs.push(arc),
                Err(between) => open.extend([(between, to), (from, between)]),
            }
        }
        arcs
    }

    /// Returns the first arc with the weight of the slot between two ranks, or else the middle rank of the triangle
    /// that has it.
    fn cheapest_arc(&self, metric: &Metric<f64>, weights: &[f64], from: u32, to: u32) -> Result<u32, u32> {
        let (low, high) = (from.min(to), from.max(to));
        let direction = if from == low { UP } else { DOWN };
        let Some(slot) = self.slot(low, high) else { panic!("ranks of a path have a slot between them") };
        let weight = metric.slots[slot][direction];
        let place = (2 * slot + direction) as u32;
        let begin = self.arc_slots.partition_point(|arc_slot| arc_slot.place < place);
        let here = self.arc_slots[begin..].iter().take_while(|arc_slot| arc_slot.place == place);
        if let Some(arc_slot) = here.into_iter().find(|arc_slot| weights[arc_slot.arc as usize] == weight) {
            return Ok(arc_slot.arc);
        }
        for triangles in self.lower_triangles_of(low) {
            let Some(further) = slot.checked_sub(triangles.to as usize) else { continue };
            if further >= triangles.count as usize {
                continue;
            }
            let by = metric.slots[triangles.by as usize][1 - direction];
            let over = metric.slots[triangles.from as usize + further][direction];
            if by + over == weight {
                return Err(self.first.partition_point(|&first| first <= triangles.by) as u32 - 1);
            }
        }
        panic!("the metric was made from other weights");
    }
}
