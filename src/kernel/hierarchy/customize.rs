//! Customization: computes the weights of a hierarchy from the weights of the graph's arcs.

use super::{DOWN, Hierarchy, Slot, UP};

/// The least weight between the two ends of each slot through lower nodes.
///
/// # Shape
/// `slots` has one entry for each slot of its hierarchy.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    pub(super) slots: Vec<Slot>,
}

impl Hierarchy {
    /// Computes the metric of a hierarchy from the weights of the arcs.
    ///
    /// # Shape
    /// `weights` has one entry for each arc of the graph.
    ///
    /// # Panics
    /// Where there are more or fewer weights than arcs.
    pub fn customize(&self, weights: &[f64]) -> Metric {
        assert_eq!(weights.len(), self.arcs(), "one weight for each arc");
        let mut slots = vec![[f64::INFINITY; 2]; self.slots()];
        let places = slots.as_flattened_mut();
        for arc_slot in &self.arc_slots {
            let place = &mut places[arc_slot.place as usize];
            *place = place.min(weights[arc_slot.arc as usize]);
        }
        // By the order of the triangles the slots through a lower rank are final when they are used.
        for triangles in &self.lower_triangles {
            let (done, own) = slots.split_at_mut(triangles.to as usize);
            let by = done[triangles.by as usize];
            let over = &done[triangles.from as usize..][..triangles.count as usize];
            for (own, over) in own.iter_mut().zip(over) {
                // From the rank down to the lower rank and up again, and the same path back.
                own[UP] = own[UP].min(by[DOWN] + over[UP]);
                own[DOWN] = own[DOWN].min(by[UP] + over[DOWN]);
            }
        }
        Metric { slots }
    }
}
