//! Places as results name them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use crate::problem::is_same_name;

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
    /// Whether another place has one of its names, so that people are shown its key.
    pub has_namesake: bool,
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
