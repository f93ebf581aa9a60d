//! One answer as JSON; what there is none of is `null`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use crate::answer::{Answer, Grades, Hours, KmByMode, Parts, PermissionUsed, Refused, Status, Step, StepKind};
use crate::units::{Distance, Grade, Money};

/// Is the answer to one demand by one corridor; money is per tonne of cargo in the scenario's currency.
#[derive(Serialize, JsonSchema)]
pub(super) struct AnswerOut<'a> {
    /// The file name without ending.
    scenario: &'a str,
    /// The key of the origin.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// Its English name.
    from_name: &'a str,
    /// Its English name.
    to_name: &'a str,
    /// How the goods stand to customs: `domestic`, `bonded`, `export` or `import`.
    regime: &'static str,
    /// The corridor's key.
    corridor: &'a str,
    /// The corridor's title.
    corridor_title: &'a str,
    /// Whether there is a route.
    status: Status,
    /// Why there is no route, as a sentence.
    reason: Option<&'a str>,
    /// What kind of reason: `permission`, `constraint` or `no-connection`.
    reason_kind: Option<&'a str>,
    /// 1 for the cheapest corridor of the demand; equal totals share a rank.
    rank: Option<u32>,
    /// The form in which the cargo travels: `bulk`, `bag`, `box20` or `box40`.
    form: Option<&'a str>,
    /// The yearly tonnes of the demand, if given.
    tonnes_per_year: Option<f64>,
    /// The generalised cost of a tonne: the sum of its ten parts, exactly.
    total_per_t: Option<Money>,
    /// The total with every bounded figure at its favourable bound.
    low_per_t: Option<Money>,
    /// The total with every bounded figure at its unfavourable bound.
    high_per_t: Option<Money>,
    /// The total with its own bounded figures at their favourable bounds and those that it shares with the cheapest
    /// other route as they are: below the total of that route it could be cheapest.
    challenge_per_t: Option<Money>,
    /// Its ten parts.
    parts: Option<Parts>,
    /// The total less that of the cheapest corridor.
    more_than_best: Option<Money>,
    /// The total of the baseline corridor less this one.
    saving_per_t: Option<Money>,
    /// The time, by what the cargo does in it.
    hours: Option<HoursOut>,
    /// Days in all.
    days: Option<f64>,
    /// Kilometres by mode.
    km: Option<KmOut>,
    /// Kilometres by the country of the leg's beginning.
    km_by_country: Option<ByCountry<'a>>,
    /// Kilograms of CO2e per tonne of cargo.
    co2e_kg_per_t: Option<f64>,
    /// The shares of the total that rest on figures of each grade; they add up to 1.
    grades: Option<Grades>,
    /// The rows that the way rests on.
    permissions: Vec<PermissionOut<'a>>,
    /// The cheaper or only option that permissions refuse, if there is one.
    refused: Option<RefusedOut<'a>>,
    /// The itinerary; its parts add up to the answer's.
    steps: Vec<StepOut<'a>>,
}

/// Splits hours by what the cargo does in them.
#[derive(Serialize, JsonSchema)]
struct HoursOut {
    /// Hours under way.
    moving: f64,
    /// Hours lying for a service or a lot.
    waiting: f64,
    /// Hours being loaded, unloaded, transhipped, changed in gauge.
    handling: f64,
    /// Hours at borders.
    border: f64,
    /// Hours in all.
    total: f64,
}

/// Splits kilometres by mode.
#[derive(Serialize, JsonSchema)]
struct KmOut {
    /// Kilometres by rail.
    rail: f64,
    /// Kilometres by road.
    road: f64,
    /// Kilometres by sea.
    sea: f64,
    /// Kilometres by inland waterway.
    waterway: f64,
    /// Kilometres in all.
    total: f64,
}

/// Writes a list of countries with kilometres as an object.
struct ByCountry<'a>(&'a [(String, Distance)]);

impl Serialize for ByCountry<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(country, distance)| (country, distance.as_km())))
    }
}

impl JsonSchema for ByCountry<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "ByCountry".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<BTreeMap<String, f64>>()
    }
}

/// Is a row of permissions.csv.
#[derive(Serialize, JsonSchema)]
struct PermissionOut<'a> {
    /// Its key.
    key: &'a str,
    /// The notice or agreement.
    instrument: &'a str,
    /// Its validity in words.
    period: &'a str,
    /// The titles of its sources.
    sources: &'a [String],
    /// How well it is known.
    grade: Grade,
    /// The switch that turns it on, if it is contested.
    switch: Option<&'a str>,
}

/// Is an option that permissions refuse, with its price.
#[derive(Serialize, JsonSchema)]
struct RefusedOut<'a> {
    /// What it would cost per tonne.
    total_per_t: Money,
    /// The region that the goods come from.
    region: &'a str,
    /// The goods.
    commodity: &'a str,
    /// Their form.
    form: &'a str,
    /// The key of the place where they would leave the country.
    exit_point: &'a str,
    /// The key of the foreign port.
    transit_port: Option<&'a str>,
    /// The key of the place where they would come back.
    entry_port: &'a str,
    /// The rows that come nearest to allowing it.
    nearest: Vec<NearestOut<'a>>,
}

/// Is a row that would allow a refused option if something about it were different.
#[derive(Serialize, JsonSchema)]
struct NearestOut<'a> {
    /// The row.
    permission: PermissionOut<'a>,
    /// What keeps it from allowing the way.
    why_not: &'a str,
}

/// Is one ride, wait, crossing or handling.
#[derive(Serialize, JsonSchema)]
struct StepOut<'a> {
    /// What happens.
    kind: StepKind,
    /// The key of the place where it begins.
    from: &'a str,
    /// The key of the place where it ends.
    to: &'a str,
    /// The keys of the places passed, both ends included.
    through: Vec<&'a str>,
    /// `rail`, `road`, `sea` or `waterway`.
    mode: Option<&'a str>,
    /// The rows of legs.csv.
    legs: &'a [String],
    /// The schedule charged.
    tariff: Option<&'a str>,
    /// The service ridden or waited for.
    service: Option<&'a str>,
    /// How the goods stand to customs, at a crossing.
    regime: Option<&'a str>,
    /// Its length in kilometres.
    km: f64,
    /// The time it takes.
    hours: HoursOut,
    /// What it costs per tonne.
    total_per_t: Money,
    /// The same by part.
    parts: Parts,
    /// Kilograms of CO2e per tonne of cargo.
    co2e_kg_per_t: f64,
    /// The least well known grade among its figures.
    grade: Grade,
}

impl<'a> AnswerOut<'a> {
    pub(super) fn new(answer: &'a Answer) -> Self {
        let found = answer.is_answered();
        Self {
            scenario: &answer.scenario,
            from: &answer.from.key,
            to: &answer.to.key,
            from_name: &answer.from.name,
            to_name: &answer.to.name,
            regime: answer.regime,
            corridor: &answer.corridor,
            corridor_title: &answer.corridor_title,
            status: answer.status,
            reason: answer.reason.as_ref().map(|reason| reason.text.as_str()),
            reason_kind: answer.reason.as_ref().map(|reason| reason.kind),
            rank: answer.rank,
            form: answer.form.as_deref(),
            tonnes_per_year: answer.tonnes_per_year,
            total_per_t: answer.total_per_t,
            low_per_t: answer.range_per_t.map(|(low, _)| low),
            high_per_t: answer.range_per_t.map(|(_, high)| high),
            challenge_per_t: answer.challenge_per_t,
            parts: found.then_some(answer.parts),
            more_than_best: answer.more_than_best,
            saving_per_t: answer.saving_per_t,
            hours: found.then(|| HoursOut::new(&answer.hours)),
            days: found.then(|| answer.hours.total().as_days()),
            km: found.then(|| KmOut::new(&answer.km)),
            km_by_country: found.then_some(ByCountry(&answer.km_by_country)),
            co2e_kg_per_t: found.then(|| answer.co2e.as_kilograms()),
            grades: found.then_some(answer.grades),
            permissions: answer.permissions.iter().map(PermissionOut::new).collect(),
            refused: answer.refused.as_ref().map(RefusedOut::new),
            steps: answer.steps.iter().map(StepOut::new).collect(),
        }
    }
}

impl HoursOut {
    fn new(hours: &Hours) -> Self {
        Self {
            moving: hours.moving.as_hours(),
            waiting: hours.waiting.as_hours(),
            handling: hours.handling.as_hours(),
            border: hours.border.as_hours(),
            total: hours.total().as_hours(),
        }
    }
}

impl KmOut {
    fn new(km: &KmByMode) -> Self {
        Self {
            rail: km.rail.as_km(),
            road: km.road.as_km(),
            sea: km.sea.as_km(),
            waterway: km.waterway.as_km(),
            total: km.total().as_km(),
        }
    }
}

impl<'a> PermissionOut<'a> {
    fn new(permission: &'a PermissionUsed) -> Self {
        Self {
            key: &permission.key,
            instrument: &permission.instrument,
            period: &permission.period,
            sources: &permission.sources,
            grade: permission.grade,
            switch: permission.switch.as_deref(),
        }
    }
}

impl<'a> RefusedOut<'a> {
    fn new(refused: &'a Refused) -> Self {
        let nearest = refused.nearest.iter();
        Self {
            total_per_t: refused.total_per_t,
            region: &refused.region,
            commodity: &refused.commodity,
            form: &refused.form,
            exit_point: &refused.exit_point.key,
            transit_port: refused.transit_port.as_ref().map(|port| port.key.as_str()),
            entry_port: &refused.entry_port.key,
            nearest: nearest
                .map(|row| NearestOut { permission: PermissionOut::new(&row.permission), why_not: &row.why_not })
                .collect(),
        }
    }
}

impl<'a> StepOut<'a> {
    fn new(step: &'a Step) -> Self {
        Self {
            kind: step.kind,
            from: &step.from.key,
            to: &step.to.key,
            through: step.through.iter().map(|place| place.key.as_str()).collect(),
            mode: step.mode,
            legs: &step.legs,
            tariff: step.tariff.as_deref(),
            service: step.service.as_deref(),
            regime: step.regime,
            km: step.km.as_km(),
            hours: HoursOut::new(&step.hours),
            total_per_t: step.parts.total(),
            parts: step.parts,
            co2e_kg_per_t: step.co2e_kg_per_t,
            grade: step.grade,
        }
    }
}
