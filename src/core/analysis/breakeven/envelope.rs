//! The lowest of some costs all over a box of values, exactly: the corners at which another one may be cheaper.
//!
//! A cost `a + b u + c v + d u v` is known by what it is at the corners of a box: in between it is their mean, weighted by
//! the position. If the weights of a rectangle may be any - they form a tetrahedron, of which the rectangle is a curved
//! sheet - every cost is linear in them and the lowest of all is concave. So it is known all over the tetrahedron, and
//! with it all over the rectangle, once it is right at every corner of the envelope of the costs known so far: what is
//! concave is above the chords of its points. In one figure the box is an interval with two corners, and the tetrahedron
//! that interval itself.
//!
//! # Source
//! Eisner and Severance, Mathematical techniques for efficient record segmentation in large shared databases, J. ACM 23
//! (1976), for the corners; Motzkin, Raiffa, Thompson and Thrall, The double description method, Contributions to the
//! Theory of Games II (1953), and Fukuda and Prodon, Double description method revisited (1996), for the envelope.

use std::collections::BTreeSet;

use num_traits::Signed;

use crate::units::Exact;

/// Weights of the corners of a box, none below 0, with the sum 1; or costs at the corners.
pub(super) type AtCorners = Vec<Exact>;

/// A corner of the envelope.
#[derive(Clone, Debug)]
struct Vertex {
    at: AtCorners,
    cost: Exact,
    /// Which weights are 0, a bit for each.
    zeros: u8,
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
    pub(super) fn of(first: &AtCorners) -> Self {
        let corners = first.len();
        let vertex = |own: usize| Vertex {
            at: corner(corners, own),
            cost: first[own].clone(),
            zeros: !(1 << own) & ((1 << corners) - 1),
            tight: BTreeSet::from([0]),
            is_sure: false,
        };
        Self { vertices: (0..corners).map(vertex).collect(), costs: 1 }
    }

    /// Returns the weights of a corner of the envelope that has not been confirmed, and what it costs there.
    pub(super) fn open(&self) -> Option<(AtCorners, Exact)> {
        let vertex = self.vertices.iter().find(|vertex| !vertex.is_sure)?;
        Some((vertex.at.clone(), vertex.cost.clone()))
    }

    /// Records that nothing is cheaper at some weights.
    pub(super) fn confirm(&mut self, at: &AtCorners) {
        for vertex in self.vertices.iter_mut().filter(|vertex| vertex.at == *at) {
            vertex.is_sure = true;
        }
    }

    /// Adds a cost, which cuts off all corners above it.
    pub(super) fn lower(&mut self, cost: &AtCorners) {
        let own = self.costs;
        let slack: Vec<Exact> = self.vertices.iter().map(|vertex| mean(cost, &vertex.at) - &vertex.cost).collect();
        let mut new = Vec::new();
        for (place, vertex) in self.vertices.iter().enumerate() {
            if !slack[place].is_negative() {
                continue;
            }
            if vertex.zeros.count_ones() as usize == cost.len() - 1 {
                // A corner of the box stays one, lower down.
                let lowered = &vertex.cost + &slack[place];
                new.push(Vertex { cost: lowered, tight: BTreeSet::from([own]), is_sure: false, ..vertex.clone() });
            }
            let kept = (0..self.vertices.len()).filter(|&kept| slack[kept].is_positive());
            for kept in kept.filter(|&kept| self.is_edge(kept, place)) {
                let share = &slack[kept] / (&slack[kept] - &slack[place]);
                let other = &self.vertices[kept];
                let between = |(from, to): (&Exact, &Exact)| from + (to - from) * &share;
                let mut tight: BTreeSet<usize> = vertex.tight.intersection(&other.tight).copied().collect();
                tight.insert(own);
                new.push(Vertex {
                    at: other.at.iter().zip(&vertex.at).map(between).collect(),
                    cost: between((&other.cost, &vertex.cost)),
                    zeros: vertex.zeros & other.zeros,
                    tight,
                    is_sure: false,
                });
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

    /// Returns whether two corners are the ends of one edge: no third one is on all that they both are on.
    fn is_edge(&self, one: usize, other: usize) -> bool {
        let [first, second] = [&self.vertices[one], &self.vertices[other]];
        let zeros = first.zeros & second.zeros;
        let shared: BTreeSet<usize> = first.tight.intersection(&second.tight).copied().collect();
        let is_on_all = |third: &Vertex| third.zeros & zeros == zeros && shared.is_subset(&third.tight);
        let mut others = self.vertices.iter().enumerate().filter(|&(place, _)| place != one && place != other);
        !shared.is_empty() && !others.any(|(_, third)| is_on_all(third))
    }
}

/// Returns the weights that are those of one corner alone.
pub(super) fn corner(corners: usize, own: usize) -> AtCorners {
    (0..corners).map(|corner| Exact::from(i32::from(corner == own))).collect()
}

/// Returns the mean of what something costs at the corners.
pub(super) fn mean(cost: &AtCorners, at: &AtCorners) -> Exact {
    let nothing = Exact::ZERO;
    cost.iter().zip(at).filter(|(_, weight)| !weight.is_zero()).fold(nothing, |sum, (cost, weight)| sum + cost * weight)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::{AtCorners, Envelope, mean};
    use crate::units::{Exact, fraction};

    fn at_corners(numbers: [i64; 4]) -> AtCorners {
        numbers.map(|number| Exact::from(number)).into()
    }

    fn envelope(costs: &[[i64; 4]]) -> Envelope {
        let mut all = costs.iter().copied().map(at_corners);
        let mut envelope = Envelope::of(&all.next().expect("one at least"));
        all.for_each(|cost| envelope.lower(&cost));
        envelope
    }

    #[test]
    fn two_costs_part_the_tetrahedron_where_they_are_equal() {
        let found = envelope(&[[0, 0, 10, 10], [10, 10, 0, 0]]);
        let inner: Vec<_> = found.vertices.iter().filter(|vertex| vertex.tight.len() == 2).collect();
        // On the four edges between a corner that the one wins and a corner that the other wins.
        assert_eq!(inner.len(), 4);
        assert!(inner.iter().all(|vertex| vertex.cost == Exact::from(5)));
        assert_eq!(found.vertices.len(), 8);
    }

    #[test]
    fn what_is_nowhere_lowest_leaves_no_corner() {
        let found = envelope(&[[0, 5, 5, 5], [5, 0, 5, 5], [3, 3, 6, 6], [5, 0, 5, 5]]);
        assert_eq!(found.lowest(), BTreeSet::from([0, 1, 3]));
    }

    proptest! {
        #[test]
        fn a_cost_is_lowest_somewhere_if_it_meets_a_corner_and_corners_lie_on_the_envelope(
            costs in prop::collection::vec(prop::array::uniform4(0_i64..12), 1..9),
            points in prop::collection::vec(prop::array::uniform4(0_i64..7), 40),
        ) {
            let found = envelope(&costs);
            let exact: Vec<AtCorners> = costs.iter().copied().map(at_corners).collect();
            for vertex in &found.vertices {
                let all: Vec<Exact> = exact.iter().map(|cost| mean(cost, &vertex.at)).collect();
                prop_assert_eq!(all.iter().min(), Some(&vertex.cost));
                let meeting: BTreeSet<usize> = (0..all.len()).filter(|&place| all[place] == vertex.cost).collect();
                prop_assert_eq!(&meeting, &vertex.tight);
            }
            // Wherever one looks, the lowest cost there is one that is known to be lowest somewhere.
            let lowest = found.lowest();
            for point in points {
                let sum: i64 = point.iter().sum();
                if sum == 0 {
                    continue;
                }
                let at = point.map(|weight| fraction(weight, sum)).to_vec();
                let least = exact.iter().map(|cost| mean(cost, &at)).min().unwrap_or(Exact::ZERO);
                prop_assert!(lowest.iter().any(|&place| mean(&exact[place], &at) == least));
            }
        }
    }
}
