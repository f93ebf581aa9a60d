//! What is measured of a route: its cost by part, its time, its distance, and how well known its figures are.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::units::{Distance, Duration, Grade, Money};

/// The names of the ten cost parts in the order in which they are always given.
pub const PARTS: [&str; 10] = [
    "rail_haulage",
    "road_haulage",
    "sea_haulage",
    "handling",
    "border",
    "storage",
    "holding",
    "loss",
    "carbon",
    "equipment",
];

/// The ten cost parts per tonne, in the order of [`PARTS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts(pub [Money; 10]);

impl Parts {
    /// Adds them up; exact.
    pub fn total(&self) -> Money {
        self.0.iter().copied().sum()
    }

    /// Adds another ten, part by part.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }

    /// Iterates over names and amounts.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Money)> + '_ {
        PARTS.into_iter().zip(self.0)
    }
}

impl Serialize for Parts {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter())
    }
}

impl JsonSchema for Parts {
    fn schema_name() -> Cow<'static, str> {
        "Parts".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        numbers_by_name(generator, "The ten cost parts per tonne of cargo.", PARTS)
    }
}

/// Describes an object that has a number under each of some names.
fn described_numbers(
    generator: &mut SchemaGenerator,
    description: &str,
    fields: &[(&'static str, &'static str)],
) -> Schema {
    let mut properties = serde_json::Map::new();
    for (name, meaning) in fields {
        let mut number = generator.subschema_for::<f64>();
        number.insert("description".to_owned(), (*meaning).into());
        properties.insert((*name).to_owned(), number.to_value());
    }
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    json_schema!({ "description": description, "type": "object", "properties": properties, "required": names })
}

/// Describes an object that has a number under each of some names, and nothing else.
fn numbers_by_name(
    generator: &mut SchemaGenerator,
    description: &str,
    names: impl IntoIterator<Item = &'static str>,
) -> Schema {
    let number = generator.subschema_for::<f64>();
    let names: Vec<&str> = names.into_iter().collect();
    let properties: serde_json::Map<_, _> =
        names.iter().map(|name| ((*name).to_owned(), number.clone().to_value())).collect();
    json_schema!({
        "description": description,
        "type": "object",
        "required": names,
        "properties": properties,
        "additionalProperties": false,
    })
}

/// The time of a route or a step, by what the cargo does in it; programs get the sum as well.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hours {
    /// Under way.
    pub moving: Duration,
    /// Waiting for a service, or as long as a handling row says.
    pub waiting: Duration,
    /// Being loaded, unloaded, transhipped, changed in gauge.
    pub handling: Duration,
    /// At a border: formalities and queue.
    pub border: Duration,
}

impl Hours {
    /// Adds them up.
    pub fn total(&self) -> Duration {
        self.moving + self.waiting + self.handling + self.border
    }

    /// Adds another four, kind by kind.
    pub fn add(&mut self, other: &Self) {
        self.moving += other.moving;
        self.waiting += other.waiting;
        self.handling += other.handling;
        self.border += other.border;
    }
}

impl Serialize for Hours {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Hours", 5)?;
        fields.serialize_field("moving", &self.moving)?;
        fields.serialize_field("waiting", &self.waiting)?;
        fields.serialize_field("handling", &self.handling)?;
        fields.serialize_field("border", &self.border)?;
        fields.serialize_field("total", &self.total())?;
        fields.end()
    }
}

impl JsonSchema for Hours {
    fn schema_name() -> Cow<'static, str> {
        "Hours".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let fields = [
            ("moving", "Hours under way."),
            ("waiting", "Hours waiting for a service or a lot."),
            ("handling", "Hours being loaded, unloaded, transhipped, changed in gauge."),
            ("border", "Hours at borders."),
            ("total", "Hours in all."),
        ];
        described_numbers(generator, "Hours by what the cargo does in them.", &fields)
    }
}

/// The length of a route by mode; programs get the sum as well.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct KmByMode {
    /// By rail.
    pub rail: Distance,
    /// By road.
    pub road: Distance,
    /// By sea.
    pub sea: Distance,
    /// By inland waterway.
    pub waterway: Distance,
}

impl KmByMode {
    /// Adds them up.
    pub fn total(&self) -> Distance {
        self.rail + self.road + self.sea + self.waterway
    }

    /// Adds up rail and road.
    pub fn land(&self) -> Distance {
        self.rail + self.road
    }
}

impl Serialize for KmByMode {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("KmByMode", 5)?;
        fields.serialize_field("rail", &self.rail)?;
        fields.serialize_field("road", &self.road)?;
        fields.serialize_field("sea", &self.sea)?;
        fields.serialize_field("waterway", &self.waterway)?;
        fields.serialize_field("total", &self.total())?;
        fields.end()
    }
}

impl JsonSchema for KmByMode {
    fn schema_name() -> Cow<'static, str> {
        "Km".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let fields = [
            ("rail", "Kilometres by rail."),
            ("road", "Kilometres by road."),
            ("sea", "Kilometres by sea."),
            ("waterway", "Kilometres by inland waterway."),
            ("total", "Kilometres in all."),
        ];
        described_numbers(generator, "Kilometres by mode.", &fields)
    }
}

/// The shares of a total by the grade of the figures that it is computed from; they add up to 1.
///
/// An amount counts as its least well known figure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Grades(pub [f64; 4]);

impl Grades {
    /// Turns amounts into shares of whole millionths that add up to 1.
    ///
    /// # Shape
    /// One amount for each grade, best first.
    pub fn of(amounts: [f64; 4]) -> Self {
        let total: f64 = amounts.iter().sum();
        if total <= 0.0 {
            return Self([1.0, 0.0, 0.0, 0.0]);
        }
        let mut micros = amounts.map(|amount| (amount / total * 1e6).round().max(0.0));
        let missing = 1e6 - micros.iter().sum::<f64>();
        let largest = (0..4).max_by(|&left, &right| micros[left].total_cmp(&micros[right])).unwrap_or(0);
        micros[largest] += missing;
        Self(micros.map(|share| share / 1e6))
    }

    /// Returns the share of one grade.
    pub fn share(&self, grade: Grade) -> f64 {
        self.0[grade as usize]
    }
}

impl Serialize for Grades {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(Grade::ALL.into_iter().map(|grade| (grade.as_str(), self.share(grade))))
    }
}

impl JsonSchema for Grades {
    fn schema_name() -> Cow<'static, str> {
        "Grades".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let names = Grade::ALL.into_iter().map(Grade::as_str);
        numbers_by_name(generator, "Shares from 0 to 1 by grade; they add up to 1.", names)
    }
}
