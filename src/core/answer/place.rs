//! Places as results name them.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use crate::model::Place;
use crate::problem::is_same_name;

/// A place with its names, which all results of a scenario share; results for programs give its key alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlaceName(Arc<Place>);

impl From<Place> for PlaceName {
    fn from(place: Place) -> Self {
        Self(place.into())
    }
}

impl From<&Arc<Place>> for PlaceName {
    fn from(place: &Arc<Place>) -> Self {
        Self(place.clone())
    }
}

impl Deref for PlaceName {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.0
    }
}

impl PlaceName {
    /// Returns whether a word is its key or one of its names.
    pub fn is_called(&self, word: &str) -> bool {
        self.names().any(|name| is_same_name(name, word))
    }

    /// Returns its key and its names in all languages.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = [Some(&self.key), Some(&self.name), self.name_zh.as_ref(), self.name_ru.as_ref()];
        names.into_iter().flatten().map(String::as_str)
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
