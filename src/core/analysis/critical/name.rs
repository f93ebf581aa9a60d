//! The name of an element: what results and people call it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{PlaceName, place_name};
use crate::model::{Element, ElementKind, Model};

/// The name of a row that a scenario could lose.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ElementName {
    /// `leg`, `place`, `service` or `permission`.
    #[schemars(with = "String")]
    pub kind: ElementKind,
    /// The key of its row.
    pub key: String,
    /// What people call it, in English.
    pub name: String,
    /// The title of a service; the instrument of a permission.
    #[serde(skip)]
    pub title: Option<String>,
    /// The mode of a leg.
    pub mode: Option<&'static str>,
    /// The keys of the ends of a leg, of the place itself, or of the ends of the legs of a service one after the other.
    pub places: Vec<PlaceName>,
}

impl ElementName {
    /// Names an element.
    pub(super) fn of(model: &Model, element: Element) -> Self {
        let (key, title, mode, places) = match element {
            Element::Leg(leg) => {
                let leg = &model.legs[leg];
                (leg.key.clone(), None, Some(leg.mode.as_str()), vec![leg.from, leg.to])
            }
            Element::Place(place) => (model.places.list[place].key.clone(), None, None, vec![place]),
            Element::Service(id) => {
                let service = &model.services[id];
                let legs = model.legs.iter().filter(|leg| leg.service == Some(id) && !leg.backwards);
                let places = legs.flat_map(|leg| [leg.from, leg.to]).collect();
                (service.key.clone(), service.name.clone(), None, places)
            }
            Element::Permission(permission) => {
                let row = &model.permissions[permission];
                let places = [row.exit_point, row.transit_port, row.entry_port].into_iter().flatten().collect();
                (row.key.clone(), Some(row.instrument.clone()), None, places)
            }
        };
        let places = places.into_iter().map(|place| place_name(model, place)).collect();
        let mut own = Self { kind: element.kind(), key, name: String::new(), title, mode, places };
        own.name = own.in_words(|place| &place.name);
        own
    }

    /// Writes what people call it, with places by the names that are given for them: `Hunchun - Makhalino (rail)`,
    /// `Zarubino (place)`.
    pub fn in_words<'a>(&'a self, name: impl Fn(&'a PlaceName) -> &'a str) -> String {
        let places: Vec<&str> = self.places.iter().map(name).collect();
        match (self.kind, self.mode, places.as_slice()) {
            (ElementKind::Leg, Some(mode), [from, to]) => format!("{from} - {to} ({mode})"),
            (ElementKind::Place, _, [place]) => format!("{place} (place)"),
            (kind, ..) => {
                let title = self.title.as_ref().filter(|_| kind == ElementKind::Service);
                format!("{} ({})", title.unwrap_or(&self.key), kind.as_str())
            }
        }
    }
}
