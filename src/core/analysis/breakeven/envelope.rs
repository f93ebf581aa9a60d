//! The lowest of some costs along a figure, exactly: the values at which another one may be cheaper.
//!
//! Along one figure every cost is a straight line between the ends of an interval, so the lowest of all is concave: it is
//! known all over the interval once it is right at every corner of the envelope of the costs known so far, for what is
//! concave is above the chords of its points.
//!
//! # Source
//! Eisner and Severance, Mathematical techniques for efficient record segmentation in large shared databases, J. ACM 23
//! (1976).

use std::collections::BTreeSet;

use num_traits::Signed;

use crate::units::Exact;

/// What something costs at both ends of an interval.
pub(super) type AtEnds = [Exact; 2];

/// A corner of the envelope.
#[derive(Clone, Debug)]
struct Vertex {
    /// Its place on the interval: 0 at one end, 1 at the other.
    at: Exact,
    cost: Exact,
    /// The costs that meet in it, by their places.
    tight: BTreeSet<usize>,
    is_sure: bool,
}

/// The lower envelope of some costs.
#[derive(Clone, Debug)]
pub(super) struct Envelope {
    costs: usize,
    vertices: Vec<Vertex>,
}

impl Envelope {
    /// Begins with one cost.
    pub(super) fn of(first: &AtEnds) -> Self {
        let vertex =
            |(at, cost): (Exact, &Exact)| Vertex { at, cost: cost.clone(), tight: BTreeSet::from([0]), is_sure: false };
        Self { vertices: [Exact::ZERO, Exact::ONE].into_iter().zip(first).map(vertex).collect(), costs: 1 }
    }

    /// Returns the place of a corner of the envelope that has not been confirmed, and what it costs there.
    pub(super) fn open(&self) -> Option<(Exact, Exact)> {
        let vertex = self.vertices.iter().find(|vertex| !vertex.is_sure)?;
        Some((vertex.at.clone(), vertex.cost.clone()))
    }

    /// Records that nothing is cheaper at a place.
    pub(super) fn confirm(&mut self, at: &Exact) {
        for vertex in self.vertices.iter_mut().filter(|vertex| vertex.at == *at) {
            vertex.is_sure = true;
        }
    }

    /// Adds a cost, which cuts off all corners above it.
    pub(super) fn lower(&mut self, cost: &AtEnds) {
        let own = self.costs;
        let slack: Vec<Exact> = self.vertices.iter().map(|vertex| between(cost, &vertex.at) - &vertex.cost).collect();
        let mut new = Vec::new();
        for (vertex, over) in self.vertices.iter().zip(&slack).filter(|(_, slack)| slack.is_negative()) {
            if vertex.at.is_zero() || vertex.at.is_one() {
                // An end of the interval stays one, lower down.
                let lowered = &vertex.cost + over;
                new.push(Vertex { cost: lowered, tight: BTreeSet::from([own]), is_sure: false, ..vertex.clone() });
            }
            for (kept, under) in self.vertices.iter().zip(&slack).filter(|(_, slack)| slack.is_positive()) {
                let mut tight: BTreeSet<usize> = vertex.tight.intersection(&kept.tight).copied().collect();
                // Corners that no cost joins have others between them.
                if tight.is_empty() {
                    continue;
                }
                let share = under / (under - over);
                let on_edge = |from: &Exact, to: &Exact| from + (to - from) * &share;
                tight.insert(own);
                let (at, cost) = (on_edge(&kept.at, &vertex.at), on_edge(&kept.cost, &vertex.cost));
                new.push(Vertex { at, cost, tight, is_sure: false });
            }
        }
        for (vertex, slack) in self.vertices.iter_mut().zip(&slack) {
            if slack.is_zero() {
                vertex.tight.insert(own);
            }
        }
        let mut slack = slack.into_iter();
        self.vertices.retain(|_| slack.next().is_none_or(|slack| !slack.is_negative()));
        self.vertices.extend(new);
        self.costs += 1;
    }

    /// Returns the places of the costs that are lowest somewhere, in the order in which they were added.
    fn lowest(&self) -> BTreeSet<usize> {
        self.vertices.iter().flat_map(|vertex| &vertex.tight).copied().collect()
    }

    /// Drops the things that are lowest nowhere; `all` has one for each cost, in the order in which these were added.
    pub(super) fn keep_lowest<T>(&self, all: &mut Vec<T>) {
        let lowest = self.lowest();
        let mut places = 0..;
        all.retain(|_| places.next().is_some_and(|place| lowest.contains(&place)));
    }
}

/// Returns what something costs at a place between the ends.
pub(super) fn between([from, to]: &AtEnds, at: &Exact) -> Exact {
    from + (to - from) * at
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{AtEnds, Envelope, between};
    use crate::units::{Exact, fraction};

    fn at_ends(numbers: [i64; 2]) -> AtEnds {
        numbers.map(Exact::from)
    }

    fn envelope(costs: &[[i64; 2]]) -> Envelope {
        let mut all = costs.iter().copied().map(at_ends);
        let mut envelope = Envelope::of(&all.next().expect("one at least"));
        all.for_each(|cost| envelope.lower(&cost));
        envelope
    }

    #[test]
    fn two_costs_part_the_interval_where_they_are_equal() {
        let found = envelope(&[[0, 10], [10, 0]]);
        let inner: Vec<_> = found.vertices.iter().filter(|vertex| vertex.tight.len() == 2).collect();
        assert_eq!((inner.len(), found.vertices.len()), (1, 3));
        assert_eq!((&inner[0].at * Exact::from(2), &inner[0].cost), (at_ends([1, 0])[0].clone(), &at_ends([5, 0])[0]));
    }

    #[test]
    fn what_is_nowhere_lowest_leaves_no_corner() {
        let found = envelope(&[[0, 6], [6, 0], [3, 4], [6, 0]]);
        assert_eq!(found.lowest(), BTreeSet::from([0, 1, 3]));
    }

    proptest! {
        #[test]
        fn a_cost_is_lowest_somewhere_if_it_meets_a_corner_and_corners_lie_on_the_envelope(
            costs in prop::collection::vec(prop::array::uniform2(0_i64..12), 1..9),
            points in prop::collection::vec(0_i64..25, 20),
        ) {
            let found = envelope(&costs);
            let exact: Vec<AtEnds> = costs.iter().copied().map(at_ends).collect();
            for vertex in &found.vertices {
                let all: Vec<Exact> = exact.iter().map(|cost| between(cost, &vertex.at)).collect();
                prop_assert_eq!(all.iter().min(), Some(&vertex.cost));
                let meeting: BTreeSet<usize> = (0..all.len()).filter(|&place| all[place] == vertex.cost).collect();
                prop_assert_eq!(&meeting, &vertex.tight);
            }
            // Wherever one looks, the lowest cost there is one that is known to be lowest somewhere.
            let lowest = found.lowest();
            for point in points {
                let at = fraction(point, 24);
                let least = exact.iter().map(|cost| between(cost, &at)).min();
                prop_assert!(lowest.iter().any(|&place| Some(between(&exact[place], &at)) == least));
            }
        }
    }
}
