//! Unpacking of a path from slots of a hierarchy to arcs of the graph.

#![allow(clippy::float_cmp)] // Sums of whole numbers are exact.

use super::weight::{DOWN, UP};
use super::{Hierarchy, Metric};

impl Hierarchy {
    /// Returns the slot between two ranks.
    pub(super) fn slot(&self, low: u32, high: u32) -> Option<usize> {
        let range = self.slots_of(low);
        self.heads[range.clone()].binary_search(&high).ok().map(|at| range.start + at)
    }

    /// Returns the arcs of a path given by its ranks, of which consecutive ones are joined by a slot.
    pub(super) fn unpack(&self, metric: &Metric<f64>, weights: &[f64], ranks: &[u32]) -> Vec<u32> {
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
