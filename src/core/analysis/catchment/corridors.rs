//! Corridors as a catchment names them: by position for pages and maps, by key for programs.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

/// One of the corridors compared; results for programs give its key alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedCorridor {
    /// Its position among the corridors compared.
    pub position: usize,
    /// Its key.
    pub key: String,
}

impl Serialize for ComparedCorridor {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.key)
    }
}

impl JsonSchema for ComparedCorridor {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CorridorKey".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<String>()
    }
}

/// Something known of each corridor compared, or nothing; as JSON an object by key without those of which nothing is.
#[derive(Clone, Debug, PartialEq)]
pub struct ByCorridor<T> {
    keys: Arc<[String]>,
    values: Vec<Option<T>>,
}

impl<T> ByCorridor<T> {
    /// Puts together what is known of each corridor, in the order of their keys.
    pub fn new(keys: &Arc<[String]>, value: impl Fn(usize) -> Option<T>) -> Self {
        Self { keys: Arc::clone(keys), values: (0..keys.len()).map(value).collect() }
    }

    /// Returns what is known of a corridor.
    pub fn of(&self, position: usize) -> Option<&T> {
        self.values[position].as_ref()
    }

    /// Returns what is known, with the positions of the corridors.
    pub fn known(&self) -> impl Iterator<Item = (usize, &T)> {
        self.values.iter().enumerate().filter_map(|(position, value)| Some((position, value.as_ref()?)))
    }
}

impl<T: Serialize> Serialize for ByCorridor<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let by_key: BTreeMap<&String, &T> =
            self.known().map(|(position, value)| (&self.keys[position], value)).collect();
        by_key.serialize(to)
    }
}

impl<T: JsonSchema> JsonSchema for ByCorridor<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}ByCorridor", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<BTreeMap<String, T>>()
    }
}
