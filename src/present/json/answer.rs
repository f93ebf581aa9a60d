//! One answer as JSON; what there is none of is `null`.

use serde::{Serialize, Serializer};

use crate::results::{Answer, Grades, Hours, KmByMode, Parts, PermissionUsed, Refused, Status, Step, StepKind};
use crate::units::{Distance, Grade, Money};

#[derive(Serialize)]
pub(super) struct AnswerOut<'a> {
    scenario: &'a str,
    from: &'a str,
    to: &'a str,
    from_name: &'a str,
    to_name: &'a str,
    regime: &'static str,
    corridor: &'a str,
    corridor_title: &'a str,
    status: Status,
    reason: Option<&'a str>,
    reason_kind: Option<&'a str>,
    rank: Option<u32>,
    form: Option<&'a str>,
    tonnes_per_year: Option<f64>,
    total_per_t: Option<Money>,
    low_per_t: Option<Money>,
    high_per_t: Option<Money>,
    challenge_per_t: Option<Money>,
    parts: Option<Parts>,
    more_than_best: Option<Money>,
    saving_per_t: Option<Money>,
    hours: Option<HoursOut>,
    days: Option<f64>,
    km: Option<KmOut>,
    km_by_country: Option<ByCountry<'a>>,
    co2e_kg_per_t: Option<f64>,
    grades: Option<Grades>,
    permissions: Vec<PermissionOut<'a>>,
    refused: Option<RefusedOut<'a>>,
    steps: Vec<StepOut<'a>>,
}

#[derive(Serialize)]
struct HoursOut {
    moving: f64,
    waiting: f64,
    handling: f64,
    border: f64,
    total: f64,
}

#[derive(Serialize)]
struct KmOut {
    rail: f64,
    road: f64,
    sea: f64,
    waterway: f64,
    total: f64,
}

/// Writes a list of countries with kilometres as an object.
struct ByCountry<'a>(&'a [(String, Distance)]);

impl Serialize for ByCountry<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(country, distance)| (country, distance.as_km())))
    }
}

#[derive(Serialize)]
struct PermissionOut<'a> {
    key: &'a str,
    instrument: &'a str,
    period: &'a str,
    sources: &'a [String],
    grade: Grade,
    switch: Option<&'a str>,
}

#[derive(Serialize)]
struct RefusedOut<'a> {
    total_per_t: Money,
    region: &'a str,
    commodity: &'a str,
    form: &'a str,
    exit_point: &'a str,
    transit_port: Option<&'a str>,
    entry_port: &'a str,
    nearest: Vec<NearestOut<'a>>,
}

#[derive(Serialize)]
struct NearestOut<'a> {
    permission: PermissionOut<'a>,
    why_not: &'a str,
}

#[derive(Serialize)]
struct StepOut<'a> {
    kind: StepKind,
    from: &'a str,
    to: &'a str,
    through: Vec<&'a str>,
    mode: Option<&'a str>,
    legs: &'a [String],
    tariff: Option<&'a str>,
    service: Option<&'a str>,
    regime: Option<&'a str>,
    km: f64,
    hours: HoursOut,
    total_per_t: Money,
    parts: Parts,
    co2e_kg_per_t: f64,
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
