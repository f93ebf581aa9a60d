//! The places that a result names, for programs: results give their keys.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Answer, PlaceName};

/// The places named in a result, by key: what programs need beside the keys that results give.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct NamedPlaces(BTreeMap<String, NamedPlace>);

/// The names and the position of a place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "Place")]
pub struct NamedPlace {
    /// The English name.
    pub name: String,
    /// The Chinese name, if given.
    pub name_zh: Option<String>,
    /// The Russian name, if given.
    pub name_ru: Option<String>,
    /// Degrees north.
    pub lat_deg: Option<f64>,
    /// Degrees east.
    pub lon_deg: Option<f64>,
}

impl NamedPlaces {
    /// Collects the places that some answers name: their ends, the places on the way and those of a refused route.
    pub fn of<'a>(answers: impl IntoIterator<Item = &'a Answer>) -> Self {
        let mut places = Self::default();
        for answer in answers {
            places.add_answer(answer);
        }
        places
    }

    /// Adds the places that an answer names.
    pub fn add_answer(&mut self, answer: &Answer) {
        self.add(&answer.from);
        self.add(&answer.to);
        for step in &answer.steps {
            for place in [&step.from, &step.to].into_iter().chain(&step.through) {
                self.add(place);
            }
        }
        if let Some(refused) = &answer.refused {
            for place in [&refused.exit_point, &refused.entry_port].into_iter().chain(&refused.transit_port) {
                self.add(place);
            }
        }
    }

    /// Adds a place, unless one of its key is there.
    pub fn add(&mut self, place: &PlaceName) {
        if self.0.contains_key(&place.key) {
            return;
        }
        let named = NamedPlace {
            name: place.name.clone(),
            name_zh: place.name_zh.clone(),
            name_ru: place.name_ru.clone(),
            lat_deg: place.position.map(|(lat, _)| lat),
            lon_deg: place.position.map(|(_, lon)| lon),
        };
        self.0.insert(place.key.clone(), named);
    }
}
