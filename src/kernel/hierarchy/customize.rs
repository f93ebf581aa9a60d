//! Customization: computes the weights of a hierarchy from the weights of the graph's arcs.

#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use crate::lanes::{Lanes, Weight, Work, dispatch};

use super::{DOWN, Hierarchy, Slot, UP};

/// The least weight between the two ends of each slot through lower nodes, for one or eight sets of prices.
///
/// # Shape
/// `slots` has one entry for each slot of its hierarchy.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric<W> {
    pub(super) slots: Vec<Slot<W>>,
}

impl Hierarchy {
    /// Computes the metric of a hierarchy from the weights of the arcs.
    ///
    /// # Shape
    /// `weights` has one entry for each arc of the graph.
    ///
    /// # Panics
    /// Where there are more or fewer weights than arcs.
    pub fn customize<W: Weight>(&self, weights: &[W]) -> Metric<W> {
        let mut metric = Metric { slots: Vec::new() };
        self.customize_into(weights, &mut metric);
        metric
    }

    /// Computes the metric of a hierarchy, reusing the memory of an earlier metric.
    ///
    /// # Panics
    /// Where there are more or fewer weights than arcs.
    pub fn customize_into<W: Weight>(&self, weights: &[W], metric: &mut Metric<W>) {
        assert_eq!(weights.len(), self.arcs(), "one weight for each arc");
        metric.slots.clear();
        metric.slots.resize(self.slots(), [W::UNREACHED; 2]);
        dispatch(Customization { hierarchy: self, weights, slots: &mut metric.slots });
    }
}

/// The work of one customization: every arc, then for each rank every triangle through a lower rank, whose slots are
/// final by then.
struct Customization<'a, W> {
    hierarchy: &'a Hierarchy,
    weights: &'a [W],
    slots: &'a mut [Slot<W>],
}

impl<W: Weight> Work for Customization<'_, W> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let Self { hierarchy, weights, slots } = self;
        let places = slots.as_flattened_mut();
        for arc_slot in &hierarchy.arc_slots {
            let place = &mut places[arc_slot.place as usize];
            let least = W::min(lanes, weights[arc_slot.arc as usize].hold(lanes), place.hold(lanes));
            place.put(lanes, least);
        }
        for triangles in &hierarchy.lower_triangles {
            let (done, own) = slots.split_at_mut(triangles.to as usize);
            let by = &done[triangles.by as usize];
            // From the rank down to the lower rank and up again, and the same path back.
            let by = [by[DOWN].hold(lanes), by[UP].hold(lanes)];
            let over = &done[triangles.from as usize..][..triangles.count as usize];
            // The check of each index keeps the compiler from unrolling loops that mostly run once or twice.
            for (index, over) in over.iter().enumerate() {
                relax(lanes, &mut own[index], by, over);
            }
        }
    }
}

/// Lowers both weights of a slot to those of the path through a lower rank: `own = min(own, by + over)`.
#[inline(always)]
pub(super) fn relax<L: Lanes, W: Weight>(lanes: L, own: &mut Slot<W>, by: [W::Held<L>; 2], over: &Slot<W>) {
    for direction in [UP, DOWN] {
        let sum = W::add(lanes, by[direction], over[direction].hold(lanes));
        let least = W::min(lanes, sum, own[direction].hold(lanes));
        own[direction].put(lanes, least);
    }
}
