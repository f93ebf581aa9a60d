//! Places as results name them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::Answer;

/// A place with its names; results for programs give its key alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaceName {
    /// The key of its row.
    pub key: String,
    /// The English name.
    pub name: String,
    /// The Chinese name, if given.
    pub name_zh: Option<String>,
    /// The Russian name, if given.
    pub name_ru: Option<String>,
    /// Latitude and longitude in degrees, if given.
    pub position: Option<(f64, f64)>,
}

impl PlaceName {
    /// Returns whether a word is its key or one of its names.
    pub fn is_called(&self, word: &str) -> bool {
        let names = [Some(&self.key), Some(&self.name), self.name_zh.as_ref(), self.name_ru.as_ref()];
        // Cyrillic has capitals too.
        names.into_iter().flatten().any(|name| name.to_lowercase() == word.to_lowercase())
    }
}

impl Serialize for PlaceName {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.key)
    }
}

impl JsonSchema for PlaceName {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "PlaceKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

/// The places named in a result, by key: what programs need beside the keys that results give.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Places(BTreeMap<String, Place>);

/// The names and the position of a place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Place {
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

impl Places {
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
        let named = Place {
            name: place.name.clone(),
            name_zh: place.name_zh.clone(),
            name_ru: place.name_ru.clone(),
            lat_deg: place.position.map(|(lat, _)| lat),
            lon_deg: place.position.map(|(_, lon)| lon),
        };
        self.0.insert(place.key.clone(), named);
    }
}
