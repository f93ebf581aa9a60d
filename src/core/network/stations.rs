//! Hauls from station to station, for tariffs that are no minimum of straight lines: the shortest path is charged.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::rc::Rc;

use crate::ids::{FigureId, LegId};
use crate::model::CargoClass;

use super::expand::Expansion;
use super::node::{CargoNode, HaulState, StationHaul};

/// The length of a path of a haul, in the order in which paths are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct HaulLength {
    micro_km: u64,
    seconds: u64,
    legs: u32,
}

/// The shortest path to a state, and its last leg with the state where that begins.
type HaulPath = (HaulLength, Option<(HaulState, LegId)>);

impl Expansion<'_> {
    /// Returns the hauls of a ride from a node to every station in every state of arrival, each by its shortest path.
    pub(super) fn station_hauls(&mut self, node: CargoNode, ride: u16) -> Rc<Vec<StationHaul>> {
        let start = node.state();
        let key = (node.layer, ride, start);
        if let Some(known) = self.hauls.get(&key) {
            return Rc::clone(known);
        }
        // Lengths are compared as whole millionths of a kilometre: exact, and the same on every machine. Of equally
        // long paths the quicker is taken, then the one with fewer legs, then the one whose last leg's key comes first.
        let mut best: BTreeMap<HaulState, HaulPath> = BTreeMap::from([(start, (HaulLength::default(), None))]);
        let mut open = BinaryHeap::from([Reverse((HaulLength::default(), start))]);
        let cargo = self.cargo(node.layer);
        let runs_through = self.ride(ride).mode.runs_through();
        let mut settled = BTreeSet::new();
        let mut done = Vec::new();
        while let Some(Reverse((way, at))) = open.pop() {
            if !settled.insert(at) {
                continue;
            }
            done.push(at);
            if at != start && !runs_through {
                continue;
            }
            let here = node.in_state(node.stage, at);
            let exits = self.exits(node.layer);
            for &leg in exits.legs_on(at.place, ride) {
                let permit = if self.model.is_crossing(&self.model.legs[leg]) {
                    match self.crosses(here, leg) {
                        Some(permit) => permit,
                        None => continue,
                    }
                } else {
                    at.permit
                };
                let next = HaulState { place: self.model.legs[leg].to, permit, vias_met: self.vias_met(here, leg) };
                let (micro_km, seconds) = self.length_and_time(leg, &cargo);
                let longer = HaulLength {
                    micro_km: way.micro_km + micro_km,
                    seconds: way.seconds + seconds,
                    legs: way.legs + 1,
                };
                let better = match best.get(&next) {
                    None => true,
                    Some((known, None)) => longer < *known,
                    Some((known, Some((_, last)))) => (longer, leg) < (*known, *last),
                };
                if better {
                    best.insert(next, (longer, Some((at, leg))));
                    open.push(Reverse((longer, next)));
                }
            }
        }
        let hauls = done.into_iter().filter(|at| at.place != node.place).map(|to| {
            let (legs, passed) = legs_to(to, &best);
            StationHaul { to, legs, passed }
        });
        let hauls = Rc::new(hauls.collect::<Vec<_>>());
        self.hauls.insert(key, Rc::clone(&hauls));
        hauls
    }

    fn length_and_time(&self, leg: LegId, cargo: &CargoClass<'_>) -> (u64, u64) {
        let leg = &self.model.legs[leg];
        let value = |figure: FigureId| self.model.register.figure(figure).value.to_f64();
        let km = leg.distance_km.map_or(0.0, value);
        let speed = self.model.speed_of(leg, cargo);
        let hours = leg.time_h.map(value).or_else(|| speed.map(|speed| km / value(speed)));
        ((km * 1e6).round() as u64, (hours.unwrap_or(0.0) * 3600.0).round() as u64)
    }
}

/// Returns the legs to an end, and the states at their ends.
fn legs_to(end: HaulState, best: &BTreeMap<HaulState, HaulPath>) -> (Vec<LegId>, Vec<HaulState>) {
    let mut way = Vec::new();
    let mut at = end;
    while let Some((before, leg)) = best[&at].1 {
        way.push((leg, at));
        at = before;
    }
    way.into_iter().rev().unzip()
}
