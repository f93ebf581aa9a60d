//! What each arc of a network takes of the capacities of its model.

use std::collections::BTreeMap;

use crate::ids::{ArcId, FigureId, Id, LegId, PlaceId};
use crate::model::{Basis, Capacity, CargoClass, Customs, Limited, Mode, Model, Operation};

use super::arcs::{ArcKind, NetworkArc};
use super::expanded::Network;

/// What a tonne of cargo on an arc takes of a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CapacityUse {
    /// The position of the capacity in the model.
    pub capacity: u16,
    /// The tonnes that one unit of the capacity holds; `None` where it counts tonnes.
    pub payload_t: Option<FigureId>,
}

/// What each arc takes of each capacity.
///
/// # Shape
/// `first` has one entry for each arc and one more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CapacityUses {
    first: Vec<u32>,
    uses: Vec<CapacityUse>,
}

impl CapacityUses {
    /// Returns what an arc takes, each capacity once.
    pub fn of(&self, arc: ArcId) -> &[CapacityUse] {
        let ends = &self.first[arc.index()..arc.index() + 2];
        &self.uses[ends[0] as usize..ends[1] as usize]
    }

    /// Returns whether no arc takes anything.
    pub fn is_empty(&self) -> bool {
        self.uses.is_empty()
    }
}

impl Network {
    /// Returns what each arc takes of the capacities of the model that it was laid out from.
    ///
    /// A quota of a permission is taken where domestic goods leave, in a model that has no other permission: of several that
    /// would do, the network does not say which one a route uses.
    pub fn capacity_uses(&self, model: &Model) -> CapacityUses {
        let mut limits: BTreeMap<&Limited, Vec<usize>> = BTreeMap::new();
        for (position, capacity) in model.capacities.iter().enumerate() {
            limits.entry(&capacity.limited).or_default().push(position);
        }
        let mut all = CapacityUses { first: vec![0], uses: Vec::new() };
        for arc in self.arcs() {
            if !limits.is_empty() {
                all.uses.extend(self.uses_of(model, arc, &limits));
            }
            all.first.push(all.uses.len() as u32);
        }
        all
    }

    fn uses_of(&self, model: &Model, arc: &NetworkArc, limits: &BTreeMap<&Limited, Vec<usize>>) -> Vec<CapacityUse> {
        let cargo = self.cargo_class(model, arc.layer);
        let customs = &self.layers()[usize::from(arc.layer)].customs;
        let taken = Taken { model, network: self, cargo, customs, kind: &arc.kind };
        let mut uses = Vec::new();
        for (subject, modes) in taken.subjects() {
            for &position in limits.get(&subject).into_iter().flatten() {
                let capacity = &model.capacities[position];
                let is_meant = capacity.mode.is_none_or(|mode| modes.contains(&Some(mode)));
                if is_meant && capacity.cargo.score(&taken.cargo).is_some() {
                    uses.extend(taken.of(position, capacity));
                }
            }
        }
        uses.sort_unstable();
        uses.dedup();
        uses
    }
}

/// An arc, as capacities see it.
struct Taken<'a> {
    model: &'a Model,
    network: &'a Network,
    cargo: CargoClass<'a>,
    customs: &'a Customs,
    kind: &'a ArcKind,
}

/// What may be limited of an arc, with the modes that are at work.
type Subject = (Limited, [Option<Mode>; 2]);

impl Taken<'_> {
    /// Returns what a tonne takes of a capacity; nothing where it counts units that the cargo does not travel in.
    fn of(&self, position: usize, capacity: &Capacity) -> Option<CapacityUse> {
        let payload_t = match capacity.unit {
            Basis::Tonne | Basis::Consignment => None,
            unit => Some(self.model.equipment_for(unit, &self.cargo)?.payload_t),
        };
        Some(CapacityUse { capacity: position as u16, payload_t })
    }

    fn subjects(&self) -> Vec<Subject> {
        match *self.kind {
            ArcKind::Load { place, to, .. } => self.handled(Operation::Load, place, [None, Some(to)]),
            ArcKind::Tranship { place, from, to, .. } => {
                self.handled(Operation::Tranship, place, [Some(from), Some(to)])
            }
            ArcKind::Gauge { place } => self.handled(Operation::Gauge, place, [Some(Mode::Rail); 2]),
            ArcKind::Unload { place, from, .. } => self.handled(Operation::Unload, place, [Some(from), None]),
            ArcKind::Board { ride, .. } => self.boarded(ride).into_iter().collect(),
            ArcKind::Move { leg, .. } => vec![self.ridden(leg)],
            ArcKind::Cross { leg } => self.crossed(leg),
            ArcKind::Haul { way, ride, .. } => {
                let legs = self.network.ways().legs(way);
                let crossings = legs.iter().filter(|&&leg| self.model.is_crossing(&self.model.legs[leg]));
                let crossed = crossings.flat_map(|&leg| self.crossed(leg));
                legs.iter().map(|&leg| self.ridden(leg)).chain(crossed).chain(self.boarded(ride)).collect()
            }
            ArcKind::Alight { .. } => Vec::new(),
        }
    }

    fn handled(&self, operation: Operation, place: PlaceId, modes: [Option<Mode>; 2]) -> Vec<Subject> {
        let [from, to] = modes;
        let rows = self.model.handling_for(place, operation, from, to, &self.cargo).into_iter();
        let rows = rows.map(|row| (Limited::HandlingRow(row.key.clone()), modes));
        rows.chain([(Limited::Place(place), modes)]).collect()
    }

    fn ridden(&self, leg: LegId) -> Subject {
        let leg = &self.model.legs[leg];
        (Limited::Leg(leg.key.clone()), [Some(leg.mode), None])
    }

    fn boarded(&self, ride: u16) -> Option<Subject> {
        let ride = self.network.ride(ride);
        let service = &self.model.services[ride.service?];
        Some((Limited::Service(service.key.clone()), [Some(ride.mode), None]))
    }

    fn crossed(&self, leg: LegId) -> Vec<Subject> {
        let leg = &self.model.legs[leg];
        let rows = self.model.borders_for(leg, self.customs.regime(), &self.cargo).into_iter();
        let rows = rows.map(|row| Limited::BorderRow(row.key.clone()));
        let ends = [leg.from, leg.to].map(Limited::Crossing);
        let is_left = match self.customs {
            Customs::Domestic(home) => self.model.country(leg.from) == &**home,
            Customs::Foreign(_) => false,
        };
        let permission = self
            .model
            .permissions
            .iter()
            .next()
            .filter(|first| is_left && self.model.permissions.iter().all(|row| row.key == first.key));
        let quota = permission.map(|row| Limited::Permission(row.key.clone()));
        rows.chain(ends).chain(quota).map(|subject| (subject, [Some(leg.mode), None])).collect()
    }
}
