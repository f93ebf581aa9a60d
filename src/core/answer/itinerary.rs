//! One answer: a demand by a corridor.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use crate::units::{Distance, Duration, Grade, Mass, Money};

/// Names the ten cost parts in the order in which they are always given.
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

/// Holds the ten cost parts per tonne, in the order of [`PARTS`].
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
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
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

/// Splits hours by what the cargo does in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Hours {
    /// Under way.
    pub moving: Duration,
    /// Lying: for a service, or as long as a handling row says.
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

/// Splits kilometres by mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
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

/// Splits a total by how well the figures that it rests on are known; the shares add up to 1.
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
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
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
    /// Tells whether a word is its key or one of its names.
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

/// Tells whether there is a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The cheapest route was found.
    Answered,
    /// No route keeps the corridor's rules.
    NoRoute,
}

/// Says why there is no route.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// `permission`, `constraint` or `no-connection`.
    pub kind: &'static str,
    /// The reason as a sentence.
    pub text: String,
}

/// Is a permission row that the route rests on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PermissionUsed {
    /// The key of the row.
    pub key: String,
    /// The notice or agreement.
    pub instrument: String,
    /// Its validity in words.
    pub period: String,
    /// The titles of its sources.
    pub sources: Vec<String>,
    /// How well it is known.
    pub grade: Grade,
    /// The switch that turns it on, if it is contested.
    pub switch: Option<String>,
}

/// Is a permission row that would allow a refused route if something about it were different.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RefusedRow {
    /// The row.
    pub permission: PermissionUsed,
    /// What keeps it from allowing the route, such as `valid only from 2018-07-01`.
    pub why_not: String,
}

/// Is an option that the permissions refuse, with its price.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refused {
    /// What it would cost per tonne.
    pub total_per_t: Money,
    /// The region that the goods come from.
    pub region: String,
    /// The goods.
    pub commodity: String,
    /// Their form.
    pub form: String,
    /// Where they would leave the country.
    pub exit_point: PlaceName,
    /// The foreign port.
    pub transit_port: Option<PlaceName>,
    /// Where they would come back.
    pub entry_port: PlaceName,
    /// The rows that come nearest to allowing it.
    pub nearest: Vec<RefusedRow>,
}

/// Says what happens in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// Cargo is loaded at the origin.
    Load,
    /// Cargo waits for a service.
    Wait,
    /// Cargo rides some legs on one tariff.
    Ride,
    /// Cargo passes a border.
    Cross,
    /// Cargo changes mode or service.
    Tranship,
    /// Cargo or wagons change gauge.
    Gauge,
    /// Cargo is unloaded at the destination.
    Unload,
}

impl Status {
    /// Returns the word used in results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::NoRoute => "no-route",
        }
    }
}

impl StepKind {
    /// Returns the word used in results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Wait => "wait",
            Self::Ride => "ride",
            Self::Cross => "cross",
            Self::Tranship => "tranship",
            Self::Gauge => "gauge",
            Self::Unload => "unload",
        }
    }
}

/// Is one ride, wait, crossing or handling of an itinerary.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// What happens.
    pub kind: StepKind,
    /// Where it begins.
    pub from: PlaceName,
    /// Where it ends.
    pub to: PlaceName,
    /// The places passed on the way, both ends included, for a line on a map.
    pub through: Vec<PlaceName>,
    /// The mode of the ride or crossing, or the mode that handling leads to.
    pub mode: Option<&'static str>,
    /// The keys of the legs ridden.
    pub legs: Vec<String>,
    /// The schedule charged, if any.
    pub tariff: Option<String>,
    /// The service ridden or waited for, if any.
    pub service: Option<String>,
    /// How the goods stand to customs, at a crossing.
    pub regime: Option<&'static str>,
    /// The length of the ride.
    pub km: Distance,
    /// The time it takes.
    pub hours: Hours,
    /// What it costs per tonne.
    pub parts: Parts,
    /// Its emissions per tonne of cargo.
    pub co2e_kg_per_t: f64,
    /// The least well known grade among its figures.
    pub grade: Grade,
}

/// Is the answer to one demand by one corridor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// The scenario.
    pub scenario: String,
    /// The origin.
    pub from: PlaceName,
    /// The destination.
    pub to: PlaceName,
    /// How the goods stand to customs: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    pub corridor_title: String,
    /// Whether there is a route.
    pub status: Status,
    /// Why not, if not.
    pub reason: Option<Reason>,
    /// 1 for the cheapest corridor of this demand; equal totals share a rank.
    pub rank: Option<u32>,
    /// The form in which the cargo travels.
    pub form: Option<String>,
    /// The yearly tonnes of the demand, if given.
    pub tonnes_per_year: Option<f64>,
    /// The generalised cost of a tonne in the scenario's currency.
    pub total_per_t: Option<Money>,
    /// The total with every bounded figure at its favourable bound, and with every one at its unfavourable bound.
    pub range_per_t: Option<(Money, Money)>,
    /// The total with its own bounded figures at their favourable bounds and those that it shares with the cheapest
    /// other route of the demand as they are: below that route's total, the corridor could be cheapest.
    pub challenge_per_t: Option<Money>,
    /// Its ten parts.
    pub parts: Parts,
    /// The total less that of the cheapest corridor.
    pub more_than_best: Option<Money>,
    /// The total of the baseline corridor less this one.
    pub saving_per_t: Option<Money>,
    /// The time.
    pub hours: Hours,
    /// The kilometres.
    pub km: KmByMode,
    /// The kilometres by the country of the leg's beginning, in alphabetical order.
    pub km_by_country: Vec<(String, Distance)>,
    /// The emissions of a tonne of cargo.
    pub co2e: Mass,
    /// What the total rests on.
    pub grades: Grades,
    /// The permissions that the route rests on.
    pub permissions: Vec<PermissionUsed>,
    /// The cheaper or only option that permissions refuse, if there is one.
    pub refused: Option<Refused>,
    /// The itinerary.
    pub steps: Vec<Step>,
}

impl Answer {
    /// Tells whether the corridor has a route.
    pub fn is_answered(&self) -> bool {
        self.status == Status::Answered
    }

    /// Tells whether no corridor of the demand is cheaper.
    pub fn is_cheapest(&self) -> bool {
        self.rank == Some(1)
    }

    /// Returns by how many days this answer takes longer than another; negative where it is faster.
    pub fn days_more_than(&self, other: &Self) -> f64 {
        self.hours.total().as_days() - other.hours.total().as_days()
    }
}
