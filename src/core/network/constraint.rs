//! The constraints of a corridor as allowed legs and as via constraints that a route has met or not.

use crate::ids::{IdVec, LegId, PlaceId};
use crate::model::{Corridor, CorridorItem, Form, Leg, Mode, Model};

/// The constraints of one corridor for every leg and place.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    /// Whether a leg may be used.
    pub(super) allowed: IdVec<LegId, bool>,
    /// The via constraints that using a leg meets, one bit each.
    pub(super) by_leg: IdVec<LegId, u16>,
    /// The via constraints that passing a place meets, one bit each; running through a port does not pass it.
    pub(super) by_place: IdVec<PlaceId, u16>,
    /// The via constraints that changing to or from a ship, beginning or ending at a place meets, one bit each.
    pub(super) by_use: IdVec<PlaceId, u16>,
    /// All via constraints.
    pub(super) all: u16,
    /// The place where the cargo must first board a ship, and the bit of that constraint.
    gateway: Option<(PlaceId, u16)>,
}

impl Rules {
    /// Computes the constraints of a corridor; with `bare` only those of the cargo, not those of the corridor.
    pub(super) fn of(model: &Model, corridor: &Corridor, form: Form, bare: bool) -> Self {
        let cargo = model.cargo_class(form, corridor.switches);
        let usable: IdVec<_, bool> = model.schedules.iter().map(|schedule| schedule.select(&cargo).is_some()).collect();
        let keeps_rules = |leg: &Leg| {
            let within = |place: PlaceId| {
                corridor.within.is_empty() || corridor.within.iter().any(|known| known == model.country(place))
            };
            let avoids = |item: &CorridorItem| !item.touches(leg, model);
            (corridor.modes.is_empty() || corridor.modes.contains(&leg.mode))
                && within(leg.from)
                && within(leg.to)
                && corridor.avoid.iter().all(avoids)
        };
        let allowed = model
            .legs
            .iter()
            .map(|leg| {
                leg.is_open(corridor.switches)
                    && leg.carries(form)
                    && model.is_timed(leg, &cargo)
                    && leg.tariff.is_none_or(|tariff| usable[tariff])
                    && leg.service.is_none_or(|service| corridor.switches.allows(model.services[service].switch))
                    && (bare || keeps_rules(leg))
            })
            .collect();
        let via: &[Vec<CorridorItem>] = if bare { &[] } else { &corridor.via };
        let bits = |meets: &dyn Fn(&CorridorItem) -> bool| {
            via.iter()
                .enumerate()
                .filter(|(_, group)| group.iter().any(meets))
                .fold(0, |bits, (bit, _)| bits | 1 << bit)
        };
        let gateway = corridor.gateway.filter(|_| !bare).map(|place| (place, 1 << via.len()));
        let places = || model.places.list.ids();
        let passed =
            |item: &CorridorItem, place: PlaceId| matches!(item, CorridorItem::Country(_)) || !model.is_port(place);
        Self {
            allowed,
            by_leg: model.legs.iter().map(|leg| bits(&|item| item.is_leg(leg))).collect(),
            by_place: places().map(|place| bits(&|item| item.is_at(place, model) && passed(item, place))).collect(),
            by_use: places().map(|place| bits(&|item| item.is_at(place, model))).collect(),
            all: via.iter().enumerate().fold(gateway.map_or(0, |(_, bit)| bit), |bits, (bit, _)| bits | 1 << bit),
            gateway,
        }
    }

    /// Returns the via constraints met after boarding at a place, or `None` where the first ship must be boarded
    /// elsewhere.
    pub(super) fn boards(&self, vias_met: u16, place: PlaceId, mode: Mode) -> Option<u16> {
        match self.gateway {
            Some((gateway, bit)) if mode == Mode::Sea && vias_met & bit == 0 => {
                (place == gateway).then_some(vias_met | bit)
            }
            _ => Some(vias_met),
        }
    }
}
