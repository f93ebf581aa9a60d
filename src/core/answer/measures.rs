//! What is measured of a route: its cost by part, its time, its distance, and how well known its figures are.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde::ser::Serializer;

use crate::cost::PricedArc;
use crate::model::{Mode, Part};
use crate::units::{Distance, Duration, Grade, GradeAmounts, Mass, Money};

/// The names of the eleven cost parts in the order in which they are always given.
pub const PARTS: [&str; 11] = [
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
    "support",
];

/// The position of support among the parts.
pub const SUPPORT: usize = Part::Support as usize;

/// The eleven cost parts per tonne, in the order of [`PARTS`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts(pub [Money; PARTS.len()]);

impl Parts {
    /// Returns the parts of an arc.
    pub(super) fn of(priced: &PricedArc) -> Self {
        Self(priced.parts.map(Money::from_kernel))
    }

    /// Adds them up: what the shipper pays; exact.
    pub fn total(&self) -> Money {
        self.0.iter().copied().sum()
    }

    /// Returns what others pay of the cost, below nothing or nothing.
    pub const fn support(&self) -> Money {
        self.0[SUPPORT]
    }

    /// Adds up all parts but support: what the route costs, whoever pays; exact.
    pub fn before_support(&self) -> Money {
        self.total() + -self.support()
    }

    /// Returns what of the cost of boarding is for lying at the place: storage, holding and the hire of boxes.
    pub(super) fn lying(priced: &PricedArc, hire: f64) -> Self {
        let all = Self::of(priced);
        let mut parts = Self::default();
        for part in [Part::Storage, Part::Holding] {
            parts.0[part as usize] = all.0[part as usize];
        }
        parts.0[Part::Equipment as usize] = Money::from_kernel(hire);
        parts
    }

    /// Adds another eleven, part by part.
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
        numbers_by_name(generator, "The eleven cost parts per tonne of cargo; support is at or below 0.", PARTS)
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
    const FIELDS: [(&'static str, &'static str); 5] = [
        ("moving", "Hours under way."),
        ("waiting", "Hours waiting for a service or a lot."),
        ("handling", "Hours being loaded, unloaded, transhipped, changed in gauge."),
        ("border", "Hours at borders."),
        ("total", "Hours in all."),
    ];

    /// Returns the hours of an arc.
    pub(super) fn of(priced: &PricedArc) -> Self {
        let [moving, waiting, handling, border] = priced.hours.map(Duration::hours);
        Self { moving, waiting, handling, border }
    }

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
        let values = [self.moving, self.waiting, self.handling, self.border, self.total()];
        to.collect_map(Self::FIELDS.into_iter().map(|(name, _)| name).zip(values))
    }
}

impl JsonSchema for Hours {
    fn schema_name() -> Cow<'static, str> {
        "Hours".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        described_numbers(generator, "Hours by what the cargo does in them.", &Self::FIELDS)
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
    /// Adds a length by a mode.
    pub(super) fn add(&mut self, mode: Mode, length: Distance) {
        match mode {
            Mode::Rail => self.rail += length,
            Mode::Road => self.road += length,
            Mode::Sea => self.sea += length,
            Mode::Waterway => self.waterway += length,
        }
    }

    /// Adds another four, mode by mode.
    pub(super) fn add_all(&mut self, other: &Self) {
        self.rail += other.rail;
        self.road += other.road;
        self.sea += other.sea;
        self.waterway += other.waterway;
    }

    const FIELDS: [(&'static str, &'static str); 5] = [
        ("rail", "Kilometres by rail."),
        ("road", "Kilometres by road."),
        ("sea", "Kilometres by sea."),
        ("waterway", "Kilometres by inland waterway."),
        ("total", "Kilometres in all."),
    ];

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
        let values = [self.rail, self.road, self.sea, self.waterway, self.total()];
        to.collect_map(Self::FIELDS.into_iter().map(|(name, _)| name).zip(values))
    }
}

impl JsonSchema for KmByMode {
    fn schema_name() -> Cow<'static, str> {
        "Km".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        described_numbers(generator, "Kilometres by mode.", &Self::FIELDS)
    }
}

/// The shares of a total by the grade of the figures that it is computed from; they add up to 1.
///
/// An amount counts as its least well known figure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Grades(pub GradeAmounts);

impl Grades {
    /// Turns amounts into shares of whole millionths that add up to 1.
    ///
    /// # Shape
    /// One amount for each grade, best first.
    pub fn of(amounts: GradeAmounts) -> Self {
        let total: f64 = amounts.iter().sum();
        if total <= 0.0 {
            let mut shares = GradeAmounts::default();
            shares[Grade::Official as usize] = 1.0;
            return Self(shares);
        }
        let mut micros = amounts.map(|amount| (amount / total * 1e6).round().max(0.0));
        let missing = 1e6 - micros.iter().sum::<f64>();
        let largest = (0..micros.len()).max_by(|&left, &right| micros[left].total_cmp(&micros[right])).unwrap_or(0);
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

/// What a total holds at the prices of one year.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PriceYear {
    /// The year; that of the scenario's date for prices in force on it, nothing where the tables do not say.
    pub year: Option<i16>,
    /// The amount per tonne of cargo.
    pub per_t: Money,
}

/// The most years that prices may lie apart and still be added up without a word.
pub const MAX_YEARS_APART: i16 = 2;

/// What is held in hand on a route because goods may be late.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Buffer {
    /// The late days of all services, crossings and handling on the way, added up.
    pub late_days: f64,
    /// The square root of the sum of their squares: as many days cover 95 of 100 consignments where delays are normal and
    /// independent of each other, and never more than those added up.
    pub independent_late_days: f64,
    /// The cost of the buffer against the days added up, per tonne; holding contains it.
    pub per_t: Money,
}

/// What is measured of a route, beside its total.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RouteMeasures {
    /// The form of the cargo: `bulk`, `bag`, `box20`, `box40` or `box35`.
    pub form: &'static str,
    /// The eleven cost parts per tonne.
    pub parts: Parts,
    /// The time by what the cargo does.
    pub hours: Hours,
    /// The length by mode.
    pub km: KmByMode,
    /// The kilograms of CO2e per tonne of cargo.
    #[serde(rename = "co2e_kg_per_t")]
    pub co2e: Mass,
}

/// What adds up along a route, arc by arc.
#[derive(Clone, Debug, Default)]
pub(crate) struct RouteSums {
    pub(crate) parts: Parts,
    pub(crate) hours: Hours,
    pub(crate) co2e: Mass,
    pub(crate) late_days: f64,
    pub(crate) late_squares: f64,
    graded: GradeAmounts,
}

impl RouteSums {
    /// Adds an arc, with its amounts by the grade of their least well known figure.
    pub(crate) fn add(&mut self, priced: &PricedArc, graded: GradeAmounts) {
        self.parts.add(&Parts::of(priced));
        self.hours.add(&Hours::of(priced));
        self.co2e += Mass::kilograms(priced.co2e_kg_per_t);
        self.late_days += priced.late_days;
        self.late_squares += priced.late_days * priced.late_days;
        for (sum, amount) in self.graded.iter_mut().zip(graded) {
            *sum += amount;
        }
    }

    /// Returns the shares of the total by grade.
    pub(crate) fn grades(&self) -> Grades {
        Grades::of(self.graded)
    }
}
