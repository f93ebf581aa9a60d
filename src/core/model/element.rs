//! Elements that a scenario could lose - a leg, a place, a service, a permission - and the model without them.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{Id, LegId, PermissionId, PlaceId, ServiceId};
use crate::units::words;

use super::{Leg, Model};

/// A row that a scenario could lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    /// A row of `legs.csv` in both directions, identified by its first.
    Leg(LegId),
    /// A place with every leg that begins or ends there.
    Place(PlaceId),
    /// A service with every leg that it runs.
    Service(ServiceId),
    /// A row of `permissions.csv`.
    Permission(PermissionId),
}

impl Element {
    /// Returns its kind.
    pub const fn kind(&self) -> ElementKind {
        match self {
            Self::Leg(_) => ElementKind::Leg,
            Self::Place(_) => ElementKind::Place,
            Self::Service(_) => ElementKind::Service,
            Self::Permission(_) => ElementKind::Permission,
        }
    }
}

words! {
    /// The kind of a row that a scenario could lose.
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    ElementKind {
        /// A row of `legs.csv`.
        Leg = "leg",
        /// A row of `places.csv`.
        Place = "place",
        /// A row of `services.csv`.
        Service = "service",
        /// A row of `permissions.csv`.
        Permission = "permission",
    }
}

/// A model without some elements.
#[derive(Clone, Debug)]
pub struct ReducedModel {
    /// The remaining model. Places, services and demands keep their ids.
    pub model: Model,
    /// The id that each leg had before.
    pub legs: Vec<LegId>,
    /// The id that each permission had before.
    pub permissions: Vec<PermissionId>,
}

impl Model {
    /// Returns the elements in force on the date: legs, places, services and permissions, each kind in the order of its
    /// keys.
    pub fn elements(&self) -> Vec<Element> {
        let legs = self
            .legs
            .enumerate()
            .filter(|(_, leg)| !leg.backwards && leg.quote.is_none())
            .map(|(id, _)| Element::Leg(id));
        let permitted = self.permissions.enumerate().filter(|(_, row)| row.period.contains(self.date));
        legs.chain(self.places.list.ids().map(Element::Place))
            .chain(self.services.ids().map(Element::Service))
            .chain(permitted.map(|(id, _)| Element::Permission(id)))
            .collect()
    }

    /// Returns whether a leg is lost with an element.
    pub fn goes_with(&self, leg: &Leg, element: Element) -> bool {
        match element {
            Element::Leg(id) => self.legs[id].key == leg.key,
            Element::Place(place) => leg.from == place || leg.to == place,
            Element::Service(service) => leg.service == Some(service),
            Element::Permission(_) => false,
        }
    }

    /// Returns the model without some elements, as if their rows and all rows that refer to them did not exist.
    pub fn without(&self, removed: &[Element]) -> ReducedModel {
        let stays = |leg: &Leg| !removed.iter().any(|&element| self.goes_with(leg, element));
        let legs: Vec<LegId> = self.legs.enumerate().filter(|(_, leg)| stays(leg)).map(|(id, _)| id).collect();
        let permissions: Vec<PermissionId> =
            self.permissions.ids().filter(|&id| !removed.contains(&Element::Permission(id))).collect();
        let model = Self {
            legs: legs.iter().map(|&id| self.legs[id].clone()).collect(),
            permissions: permissions.iter().map(|&id| self.permissions[id].clone()).collect(),
            ..self.clone()
        };
        ReducedModel { model, legs, permissions }
    }

    /// Returns the elements with which some leg with a multiplier goes.
    pub fn elements_with_multiplier(&self) -> BTreeSet<Element> {
        let mut elements = BTreeSet::new();
        let mut keys = BTreeSet::new();
        for leg in self.legs.iter().filter(|leg| leg.factor.is_some()) {
            keys.insert(&leg.key);
            elements.extend([leg.from, leg.to].map(Element::Place));
            elements.extend(leg.service.map(Element::Service));
        }
        let is_own = |leg: &Leg| !keys.is_empty() && keys.contains(&leg.key);
        elements.extend(self.legs.enumerate().filter(|(_, leg)| is_own(leg)).map(|(id, _)| Element::Leg(id)));
        elements
    }

    /// Returns whether, without some elements, another schedule has no leg left with a multiplier. Its hauls may then
    /// be laid out as straight lines and rounded differently, wherever they go.
    pub fn lays_out_otherwise(&self, removed: &[Element]) -> bool {
        let names = |legs: &mut dyn Iterator<Item = &Leg>| -> BTreeSet<usize> {
            legs.filter(|leg| leg.factor.is_some()).filter_map(|leg| leg.tariff).map(Id::index).collect()
        };
        let goes = |leg: &&Leg| removed.iter().any(|&element| self.goes_with(leg, element));
        let gone = names(&mut self.legs.iter().filter(goes));
        if gone.is_empty() {
            return false;
        }
        let left = names(&mut self.legs.iter().filter(|leg| !goes(leg)));
        gone.into_iter().any(|tariff| {
            let schedule = &self.schedules[Id::new(tariff)];
            !left.contains(&tariff) && schedule.rows.iter().any(|row| row.km != (None, None))
        })
    }
}
