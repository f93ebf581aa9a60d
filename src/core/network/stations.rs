//! Hauls from station to station, for tariffs that are no minimum of straight lines: the shortest path is charged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use crate::ids::{FigureId, LegId, WayId};
use crate::model::CargoClass;

use super::expand::Expansion;
use super::node::{CargoNode, HaulState, Stage, StationHauls};
use super::rides::{HaulLength, HaulPath, RideStations, StationExit};

impl Expansion<'_> {
    /// Returns the hauls of a ride from a node to every station in every state of arrival, each by its shortest path.
    pub(super) fn station_hauls(&mut self, node: CargoNode, ride: u16) -> Rc<StationHauls> {
        let key = (node.layer, ride, node.state());
        if let Some(known) = self.hauls.get(&key) {
            return Rc::clone(known);
        }
        let mut stations = self.stations.remove(&(node.layer, ride)).unwrap_or_default();
        let mut hauls = StationHauls::default();
        for end in self.search(&mut stations, node, ride) {
            let to = stations.states[end];
            if to.place != node.place {
                let way = self.way_to(&mut stations, end);
                if self.is_end(&mut stations, node, ride, end) {
                    hauls.ends.push((to, way));
                } else {
                    hauls.dead_ends.push(way);
                }
            }
        }
        self.stations.insert((node.layer, ride), stations);
        let hauls = Rc::new(hauls);
        self.hauls.insert(key, Rc::clone(&hauls));
        hauls
    }

    /// Finds the shortest path to every station; returns their numbers, the nearest first.
    fn search(&mut self, stations: &mut RideStations, node: CargoNode, ride: u16) -> Vec<usize> {
        stations.paths.fill(None);
        let start = stations.number(node.state());
        stations.paths[start] = Some(HaulPath::default());
        // Lengths are compared as whole millionths of a kilometre: exact, and the same on every machine. Of equally
        // long paths the quicker is taken, then the one with fewer legs, then the one whose last leg's key comes first.
        let mut open = BinaryHeap::from([Reverse((HaulLength::default(), node.state(), start))]);
        let runs_through = self.ride(ride).mode.runs_through();
        let mut settled = Vec::new();
        while let Some(Reverse((length, _, at))) = open.pop() {
            let path = stations.paths[at].get_or_insert_default();
            if std::mem::replace(&mut path.is_settled, true) {
                continue;
            }
            settled.push(at);
            if at != start && !runs_through {
                continue;
            }
            for exit in self.exits_of(stations, node, ride, at).iter() {
                let longer = HaulLength {
                    micro_km: length.micro_km + exit.micro_km,
                    seconds: length.seconds + exit.seconds,
                    legs: length.legs + 1,
                };
                let better = stations.paths[exit.to].as_ref().is_none_or(|known| match known.last {
                    None => longer < known.length,
                    Some((_, last)) => (longer, exit.leg) < (known.length, last),
                });
                if better {
                    let last = Some((at, exit.leg));
                    stations.paths[exit.to] = Some(HaulPath { length: longer, last, is_settled: false, way: None });
                    open.push(Reverse((longer, stations.states[exit.to], exit.to)));
                }
            }
        }
        settled
    }

    /// Returns the legs of a ride out of a station.
    fn exits_of(&mut self, stations: &mut RideStations, node: CargoNode, ride: u16, at: usize) -> Rc<[StationExit]> {
        if let Some(known) = &stations.exits[at] {
            return Rc::clone(known);
        }
        let state = stations.states[at];
        let (here, cargo) = (node.in_state(node.stage, state), self.cargo(node.layer));
        let mut found = Vec::new();
        for &leg in self.exits(node.layer).legs_on(state.place, ride) {
            let Some(to) = self.state_after(here, leg) else { continue };
            let (micro_km, seconds) = self.length_and_time(leg, &cargo);
            found.push(StationExit { leg, to: stations.number(to), micro_km, seconds });
        }
        let found: Rc<[StationExit]> = found.into();
        stations.exits[at] = Some(Rc::clone(&found));
        found
    }

    /// Returns the state of the cargo after a leg; `None` where it may not cross the border there.
    pub(super) fn state_after(&mut self, node: CargoNode, leg: LegId) -> Option<HaulState> {
        let is_crossing = self.model.is_crossing(&self.model.legs[leg]);
        let permit = if is_crossing { self.crosses(node, leg)? } else { node.permit };
        Some(HaulState { place: self.model.legs[leg].to, permit, vias_met: self.vias_met(node, leg) })
    }

    fn is_end(&mut self, stations: &mut RideStations, node: CargoNode, ride: u16, at: usize) -> bool {
        let arrived = node.in_state(Stage::Arrived { ride }, stations.states[at]);
        *stations.is_end[at].get_or_insert_with(|| self.can_end_haul(arrived, ride))
    }

    /// Returns the way of the path to a station other than the start.
    fn way_to(&mut self, stations: &mut RideStations, end: usize) -> WayId {
        let (mut at, mut open) = (end, Vec::new());
        let mut way = None;
        while let Some(HaulPath { last: Some((before, leg)), way: known, .. }) = &stations.paths[at] {
            if known.is_some() {
                way = *known;
                break;
            }
            open.push((at, *leg));
            at = *before;
        }
        for (at, leg) in open.into_iter().rev() {
            way = Some(self.ways.extended(way, leg));
            if let Some(path) = &mut stations.paths[at] {
                path.way = way;
            }
        }
        way.expect("a path to another station has a leg")
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
