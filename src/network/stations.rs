//! Hauls from station to station, for tariffs that are no least of straight lines: the shortest way is charged.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::rc::Rc;

use crate::ids::{LegId, PlaceId};
use crate::units::Decimal;

use super::expand::{Expansion, Node};

/// Is one haul from a station to another.
#[derive(Clone, Debug)]
pub(super) struct StationHaul {
    pub(super) to: PlaceId,
    pub(super) permit: u16,
    pub(super) duties: u16,
    pub(super) legs: Vec<LegId>,
}

/// Is where a haul has got: place, permit, duties.
type At = (PlaceId, u16, u16);
/// Is the length to somewhere in millionths of a kilometre, and the last leg with where it began.
type Reached = (u64, Option<(At, LegId)>);
/// Is where hauls begin: layer, ride, place, permit, duties.
pub(super) type HaulKey = (u16, u16, PlaceId, u16, u16);

impl Expansion<'_> {
    /// Returns the hauls of a ride from a node to every station with every state that it can arrive in, each by its
    /// shortest way.
    pub(super) fn station_hauls(&mut self, node: Node, ride: u16) -> Rc<Vec<StationHaul>> {
        let key = (node.layer, ride, node.place, node.permit, node.duties);
        if let Some(known) = self.hauls.get(&key) {
            return Rc::clone(known);
        }
        let start: At = (node.place, node.permit, node.duties);
        // Lengths are compared as whole millionths of a kilometre: exact, and the same on every machine.
        let mut best: BTreeMap<At, Reached> = BTreeMap::from([(start, (0, None))]);
        let mut open = BinaryHeap::from([Reverse((0_u64, start))]);
        let mut done = Vec::new();
        while let Some(Reverse((length, at))) = open.pop() {
            if best[&at].0 < length {
                continue;
            }
            done.push(at);
            let here = Node { place: at.0, permit: at.1, duties: at.2, ..node };
            for leg in self.legs_on(here, ride) {
                let permit = if self.model.is_crossing(&self.model.legs[leg]) {
                    match self.crosses(here, leg) {
                        Some(permit) => permit,
                        None => continue,
                    }
                } else {
                    at.1
                };
                let next: At = (self.model.legs[leg].to, permit, self.duties(here, leg));
                let longer = length + self.micro_km(leg);
                if best.get(&next).is_none_or(|&(known, _)| longer < known) {
                    best.insert(next, (longer, Some((at, leg))));
                    open.push(Reverse((longer, next)));
                }
            }
        }
        let hauls = done.into_iter().filter(|&at| at.0 != node.place).map(|at| StationHaul {
            to: at.0,
            permit: at.1,
            duties: at.2,
            legs: legs_to(at, &best),
        });
        let hauls = Rc::new(hauls.collect::<Vec<_>>());
        self.hauls.insert(key, Rc::clone(&hauls));
        hauls
    }

    fn micro_km(&self, leg: LegId) -> u64 {
        let distance =
            self.model.legs[leg].distance_km.map_or(Decimal::ZERO, |id| self.model.register.figure(id).value);
        (distance.to_f64() * 1e6).round() as u64
    }
}

fn legs_to(end: At, best: &BTreeMap<At, Reached>) -> Vec<LegId> {
    let mut legs = Vec::new();
    let mut at = end;
    while let Some((before, leg)) = best[&at].1 {
        legs.push(leg);
        at = before;
    }
    legs.reverse();
    legs
}
