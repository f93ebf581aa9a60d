//! The latest time at each node from which a target can still be reached by a given time.

use std::collections::BinaryHeap;

use super::TimedArcs;
use super::least::{BackwardGraph, LeastLeft};

/// For each node a second after which the target cannot be reached in time from it.
///
/// # Shape
/// As in [`LeastLeft`].
pub(super) struct LatestTimes {
    first: u32,
    seconds: Vec<i64>,
}

impl LatestTimes {
    /// Searches backwards from a target that is to be reached by a second, through times that are not before another.
    pub(super) fn of(
        backward: &BackwardGraph,
        left: &LeastLeft,
        (target, by): (u32, i64),
        not_before: i64,
        arcs: &impl TimedArcs,
    ) -> Self {
        let (first, nodes) = left.nodes();
        let mut found = Self { first, seconds: vec![i64::MIN; nodes] };
        let mut open = BinaryHeap::from([(by, target)]);
        while let Some((time, node)) = open.pop() {
            let place = (node - first) as usize;
            if found.seconds[place] > i64::MIN {
                continue;
            }
            found.seconds[place] = time;
            for (tail, arc) in backward.into(node) {
                let is_open = !found.allows(tail, i64::MIN + 1);
                let latest = arcs.latest(arc, time).filter(|latest| is_open && *latest >= not_before);
                open.extend(latest.map(|latest| (latest, tail)));
            }
        }
        found
    }

    /// Returns whether the target may still be reached in time from a node at a second.
    pub(super) fn allows(&self, node: u32, second: i64) -> bool {
        let place = node.checked_sub(self.first).map(|place| place as usize);
        place.and_then(|place| self.seconds.get(place)).is_some_and(|&latest| second <= latest)
    }
}
