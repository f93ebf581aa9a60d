//! The ways of hauls that are priced from station to station, as trees: a way is a shorter way and one leg more, so no
//! list of legs is stored for a pair of stations.

use std::collections::BTreeMap;

use crate::ids::{Id, IdVec, LegId, WayId};

/// The last leg of a way, and the way before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct LastLeg {
    leg: LegId,
    /// The way before the leg; of a way of one leg the way itself.
    before: WayId,
    /// The number of legs before it.
    legs_before: u32,
}

/// The ways of the hauls of a network, numbered in the order of their lists of legs: each comes after its beginnings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HaulWays {
    ways: IdVec<WayId, LastLeg>,
}

impl HaulWays {
    /// Returns the number of ways.
    pub fn len(&self) -> usize {
        self.ways.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    /// Iterates over the ways, each after its beginnings.
    pub fn ids(&self) -> impl Iterator<Item = WayId> + use<> {
        self.ways.ids()
    }

    /// Returns the first leg of a way.
    pub fn first(&self, way: WayId) -> LegId {
        self.beginnings(way).last().map_or(self.last(way), |first| self.last(first))
    }

    /// Returns the last leg of a way.
    pub fn last(&self, way: WayId) -> LegId {
        self.ways[way].leg
    }

    /// Returns the way before the last leg; `None` where there is only that.
    pub fn before(&self, way: WayId) -> Option<WayId> {
        let before = self.ways[way].before;
        (before != way).then_some(before)
    }

    /// Returns the number of legs before the last.
    pub fn legs_before(&self, way: WayId) -> usize {
        self.ways[way].legs_before as usize
    }

    /// Iterates over a way and its beginnings, the longest first.
    pub fn beginnings(&self, way: WayId) -> impl Iterator<Item = WayId> + '_ {
        std::iter::successors(Some(way), |&way| self.before(way))
    }

    /// Returns the legs of a way in order.
    pub fn legs(&self, way: WayId) -> Vec<LegId> {
        let mut legs: Vec<LegId> = self.beginnings(way).map(|way| self.last(way)).collect();
        legs.reverse();
        legs
    }
}

/// Sums along ways: that of a way is the sum of the way before its last leg, and the leg's share. Those of the way asked for
/// last and of its beginnings are remembered, so that ways in their order take one step each.
#[derive(Clone, Debug)]
pub struct AlongWays<N> {
    known: Vec<(WayId, N)>,
    open: Vec<WayId>,
}

impl<N> Default for AlongWays<N> {
    fn default() -> Self {
        Self { known: Vec::new(), open: Vec::new() }
    }
}

impl<N: Copy> AlongWays<N> {
    /// Returns the sum of a way; `add` adds a leg to the sum of the legs before it, of which the first has none.
    pub fn sum(&mut self, ways: &HaulWays, way: WayId, mut add: impl FnMut(Option<N>, LegId) -> N) -> N {
        let mut at = way;
        let mut sum = loop {
            if let Some(&(_, sum)) = self.known.get(ways.legs_before(at)).filter(|known| known.0 == at) {
                break sum;
            }
            let Some(before) = ways.before(at) else { break self.keep(ways, at, add(None, ways.last(at))) };
            self.open.push(at);
            at = before;
        };
        while let Some(way) = self.open.pop() {
            sum = self.keep(ways, way, add(Some(sum), ways.last(way)));
        }
        sum
    }

    fn keep(&mut self, ways: &HaulWays, way: WayId, sum: N) -> N {
        self.known.truncate(ways.legs_before(way));
        self.known.push((way, sum));
        sum
    }
}

/// Ways in the order in which they are found.
#[derive(Default)]
pub(super) struct WaysFound {
    ways: IdVec<WayId, LastLeg>,
    /// The ways of one leg.
    first: BTreeMap<LegId, WayId>,
    /// Of each way one that is longer by a leg, and the next that has the same way before its last leg.
    longer: IdVec<WayId, [Option<WayId>; 2]>,
}

impl WaysFound {
    /// Returns the way that goes on from another by a leg, or begins with it.
    pub(super) fn extended(&mut self, before: Option<WayId>, leg: LegId) -> WayId {
        let way = WayId::new(self.ways.len());
        let Some(before) = before else {
            let known = *self.first.entry(leg).or_insert(way);
            if known == way {
                self.push(LastLeg { leg, before: way, legs_before: 0 }, None);
            }
            return known;
        };
        let [mut next, _] = self.longer[before];
        let first = next;
        while let Some(known) = next {
            if self.ways[known].leg == leg {
                return known;
            }
            next = self.longer[known][1];
        }
        self.push(LastLeg { leg, before, legs_before: self.ways[before].legs_before + 1 }, first);
        self.longer[before][0] = Some(way);
        way
    }

    fn push(&mut self, way: LastLeg, next: Option<WayId>) {
        self.ways.push(way);
        self.longer.push([None, next]);
    }

    /// Numbers the ways in the order of their lists of legs; returns also the new number of each.
    pub(super) fn sorted(&self) -> (HaulWays, IdVec<WayId, WayId>) {
        let mut numbers: IdVec<WayId, WayId> = self.ways.ids().collect();
        let mut ways = IdVec::new();
        let mut open: Vec<WayId> = self.first.values().rev().copied().collect();
        while let Some(way) = open.pop() {
            let own = self.ways[way];
            numbers[way] = WayId::new(ways.len());
            ways.push(LastLeg { before: numbers[own.before], ..own });
            let from = open.len();
            open.extend(std::iter::successors(self.longer[way][0], |&next| self.longer[next][1]));
            open[from..].sort_unstable_by_key(|&next| std::cmp::Reverse(self.ways[next].leg));
        }
        (HaulWays { ways }, numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::WaysFound;
    use crate::ids::{Id, LegId};

    #[test]
    fn ways_share_their_beginnings_and_are_numbered_in_the_order_of_their_legs() {
        let lists: [&[usize]; 6] = [&[5, 1], &[2, 7, 3], &[5], &[2, 7], &[2, 4, 9], &[2, 7, 3]];
        let mut found = WaysFound::default();
        let ways = lists.map(|legs| {
            let extend = |way, &leg: &usize| Some(found.extended(way, LegId::new(leg)));
            legs.iter().fold(None, extend).expect("a leg")
        });
        let (sorted, numbers) = found.sorted();
        // Besides the five lists only their beginnings 2 and 2, 4.
        assert_eq!(sorted.len(), 7);
        let mut in_order: Vec<_> = ways.map(|way| numbers[way]).into_iter().zip(lists).collect();
        in_order.sort_by_key(|&(_, legs)| legs);
        assert!(in_order.is_sorted_by_key(|&(way, _)| way), "{in_order:?}");
        for (way, legs) in in_order {
            assert_eq!(sorted.legs(way).into_iter().map(Id::index).collect::<Vec<_>>(), legs);
            assert_eq!(sorted.legs_before(way) + 1, legs.len());
        }
    }
}
