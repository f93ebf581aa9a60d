//! The ends of hauls: cargo goes on by another ride, is transhipped, changes gauge, or is unloaded.

use crate::ids::PlaceId;
use crate::model::{Mode, Operation};

use super::arcs::{ArcKind, PriorOperation, Ride};
use super::expand::Expansion;
use super::node::{CargoNode, Stage, Track};

impl Expansion<'_> {
    /// Ends a haul: cargo continues by another ride, is transhipped, changes gauge, or is unloaded.
    pub(super) fn end_haul(&mut self, tail: u32, node: CargoNode, ride: u16) {
        if let Some(way) = self.stays(node, ride) {
            self.board_all(tail, node, way, Some(ride), PriorOperation::Staying);
        }
        for (head, kind) in self.leaving(node, ride) {
            self.arc(tail, head, kind);
        }
    }

    /// Returns whether cargo can do anything at the end of a haul, and would not have to go on by the same ride; that of any
    /// demand counts, so that the hauls laid out for one demand are those laid out for all.
    pub(super) fn can_end_haul(&mut self, node: CargoNode, ride: u16) -> bool {
        self.is_destination[node.place]
            || self.stays(node, ride).is_some_and(|way| !self.boards(node, way, Some(ride)).is_empty())
            || !self.leaving(node, ride).is_empty()
    }

    /// Returns the mode and the track by which cargo may go on from the end of a haul without leaving its train or lorry.
    fn stays(&self, node: CargoNode, ride: u16) -> Option<(Mode, Track)> {
        let came = self.ride(ride);
        let is_on_way = self.through[usize::from(ride)].is_some_and(|(_, to)| to != node.place);
        (came.mode.runs_through() && !is_on_way).then_some((came.mode, Track::Gauge(came.gauge_mm)))
    }

    /// Returns the arcs by which cargo leaves its vehicle at the end of a haul, each with its head.
    fn leaving(&mut self, node: CargoNode, ride: u16) -> Vec<(CargoNode, ArcKind)> {
        let came = self.ride(ride);
        if let Some(way) = self.through[usize::from(ride)].filter(|(_, to)| *to != node.place) {
            return self.change_gauge(node, came, Some(way));
        }
        let cargo = self.cargo(node.layer);
        let mut found = Vec::new();
        for mode in self.modes_from(node) {
            if self.model.handling_for(node.place, Operation::Tranship, Some(came.mode), Some(mode), &cargo).is_empty()
            {
                continue;
            }
            let Some(permit) = self.changes(node, came.mode, mode) else { continue };
            // From train to train the gauge stays: changing it is an operation of its own.
            let track = if mode == came.mode { Track::Gauge(came.gauge_mm) } else { Track::Any };
            let met = self.work(node.layer).rules.by_use[node.place];
            let vias_met = node.vias_met | if came.mode.changes_ship(mode) { met } else { 0 };
            for is_next in self.terminal_options(node, mode) {
                let prior = PriorOperation::From(came.mode);
                let stage = Stage::Ready { mode, track, prior, is_included: is_next };
                let is_included = is_next || self.is_terminal[usize::from(ride)];
                let kind = ArcKind::Tranship { place: node.place, from: came.mode, to: mode, is_included };
                found.push((CargoNode { stage, permit, vias_met, ..node }, kind));
            }
        }
        found.extend(self.change_gauge(node, came, None));
        let work = self.work(node.layer);
        let met = node.vias_met | work.rules.by_use[node.place];
        let arrived = work.destinations[node.place] && met == work.rules.all;
        if arrived && !self.model.handling_for(node.place, Operation::Unload, Some(came.mode), None, &cargo).is_empty()
        {
            let head = CargoNode { stage: Stage::Done, permit: 0, vias_met: 0, ..node };
            let is_included = self.is_terminal[usize::from(ride)];
            found.push((head, ArcKind::Unload { place: node.place, from: came.mode, is_included }));
        }
        found
    }

    /// Returns the changes of the gauge of a train, which goes on with the way through that it is on, if it is on one.
    fn change_gauge(&self, node: CargoNode, came: Ride, way: Option<(PlaceId, PlaceId)>) -> Vec<(CargoNode, ArcKind)> {
        let (rail, cargo) = (Some(Mode::Rail), self.cargo(node.layer));
        if came.mode != Mode::Rail
            || self.model.handling_for(node.place, Operation::Gauge, rail, rail, &cargo).is_empty()
        {
            return Vec::new();
        }
        let exits = self.exits(node.layer);
        let rides = exits.rides(node.place).map(|ride| self.ride(ride));
        let mut gauges: Vec<_> = rides.filter(|other| other.mode == Mode::Rail).map(|other| other.gauge_mm).collect();
        gauges.retain(|&gauge| gauge != came.gauge_mm);
        gauges.dedup();
        let change = |gauge| {
            let (mode, prior, is_included) = (Mode::Rail, PriorOperation::Regauged, way.is_some());
            let track = way.map_or(Track::Gauge(gauge), |way| Track::Through(gauge, way));
            let head = CargoNode { stage: Stage::Ready { mode, track, prior, is_included }, ..node };
            (head, ArcKind::Gauge { place: node.place })
        };
        gauges.into_iter().map(change).collect()
    }
}
