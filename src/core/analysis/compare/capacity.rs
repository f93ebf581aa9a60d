//! Capacities that the demands ask more of than there is: answers do not keep to capacities, so readers are told.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::answer::{Answer, Detail, PairTable, Prepared, Step, StepKind};
use crate::ids::{CorridorId, DemandId};
use crate::model::{CargoClass, Form, Leg, Mode, Model, Operation, Regime};
use crate::scenario::Role;

/// The months of a year.
const MONTHS: f64 = 12.0;

/// The days of a mean month.
const DAYS_OF_MONTH: f64 = 365.25 / MONTHS;

/// A row whose capacity is less than what all demands of a corridor would bring to it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CapacityExceeded {
    /// The row, such as `legs.border`.
    pub row: String,
    /// The key of the corridor by which it is asked the most of.
    pub corridor: String,
    /// What the row gives in a month.
    pub capacity_t_per_month: f64,
    /// A twelfth of the yearly tonnes of the demands whose routes by the corridor use it.
    pub asked_t_per_month: f64,
}

/// A row of which the demands by one corridor ask more than it has, with those that use it.
pub(in crate::analysis) struct ExceededRow {
    pub(in crate::analysis) exceeded: CapacityExceeded,
    pub(in crate::analysis) corridor: CorridorId,
    pub(in crate::analysis) demands: Vec<DemandId>,
}

/// Returns the capacities that are exceeded if every demand goes by the same corridor.
///
/// Answers without steps are found anew, but only where there are both capacities and tonnes.
pub(in crate::analysis) fn exceeded(case: &Prepared, answers: &PairTable<Answer>) -> Vec<ExceededRow> {
    let model = case.model();
    let is_limit = |role: Role| matches!(role, Role::MonthlyCapacity | Role::DepartureCapacity);
    let has_limits = model.register.iter().any(|(_, figure)| is_limit(figure.role));
    let has_tonnes = model.demands.ids().any(|demand| model.tonnes_per_year(demand).is_some());
    if !has_limits || !has_tonnes {
        return Vec::new();
    }
    let has_steps = answers.enumerate().all(|(_, answer)| !answer.is_answered() || !answer.steps.is_empty());
    let own = (!has_steps).then(|| PairTable::of(model, case.answers_in(Detail::Routes)));
    let mut asked: BTreeMap<(String, CorridorId), (f64, Vec<DemandId>)> = BTreeMap::new();
    for (pair, answer) in own.as_ref().unwrap_or(answers).enumerate() {
        let Some(tonnes) = model.tonnes_per_year(pair.demand).filter(|_| answer.is_answered()) else { continue };
        let mut rows = rows_of(model, pair.corridor, answer);
        rows.sort_unstable();
        rows.dedup();
        for row in rows {
            let (sum, demands) = asked.entry((row, pair.corridor)).or_default();
            *sum += tonnes / MONTHS;
            demands.push(pair.demand);
        }
    }
    let exceeded = asked.into_iter().filter_map(|((row, corridor), (asked_t_per_month, demands))| {
        let capacity_t_per_month = capacity(model, &row).filter(|&capacity| asked_t_per_month > capacity)?;
        let key = model.corridors[corridor].key.clone();
        let exceeded = CapacityExceeded { row, corridor: key, capacity_t_per_month, asked_t_per_month };
        Some(ExceededRow { exceeded, corridor, demands })
    });
    exceeded.collect()
}

/// Returns each row once, with the corridor that asks the most of it.
pub(super) fn worst(exceeded: &[ExceededRow]) -> Vec<CapacityExceeded> {
    let mut worst: BTreeMap<&str, &CapacityExceeded> = BTreeMap::new();
    for own in exceeded.iter().map(|row| &row.exceeded) {
        let known = worst.entry(&own.row).or_insert(own);
        if known.asked_t_per_month < own.asked_t_per_month {
            *known = own;
        }
    }
    worst.into_values().cloned().collect()
}

/// Returns the tonnes that a row lets pass in a month, if it has a limit.
fn capacity(model: &Model, row: &str) -> Option<f64> {
    let figure = |column: &str| {
        let id = model.register.find(&format!("{row}.{column}"))?;
        Some(model.register.figure(id).value.to_f64())
    };
    if let Some(monthly) = figure("capacity_t_per_month") {
        return Some(monthly);
    }
    let of_departure = figure("capacity_t")?;
    let key = row.strip_prefix("services.")?;
    let service = model.services.iter().find(|service| service.key == key)?;
    let departures = match figure("every_days") {
        Some(every) => DAYS_OF_MONTH / every,
        None => service.gaps_days.len() as f64 * DAYS_OF_MONTH / 7.0,
    };
    Some(of_departure * departures)
}

/// Returns the rows with which a route rides, is handled and crosses borders.
fn rows_of(model: &Model, corridor: CorridorId, answer: &Answer) -> Vec<String> {
    let form = answer.form.as_deref().and_then(Form::named);
    let Some(form) = form else { return Vec::new() };
    let cargo = model.cargo_class(form, model.corridors[corridor].switches);
    let mut rows = Vec::new();
    let mut came: Option<Mode> = None;
    for step in &answer.steps {
        let mode = step.mode.and_then(Mode::named);
        match step.kind {
            StepKind::Ride => {
                rows.extend(step.legs.iter().map(|leg| format!("legs.{leg}")));
                rows.extend(step.service.iter().map(|service| format!("services.{service}")));
                came = mode;
            }
            StepKind::Cross => rows.extend(border_rows(model, step, &cargo)),
            StepKind::Load => rows.extend(handling_rows(model, step, Operation::Load, None, mode, &cargo)),
            StepKind::Tranship => rows.extend(handling_rows(model, step, Operation::Tranship, came, mode, &cargo)),
            StepKind::Gauge => {
                rows.extend(handling_rows(model, step, Operation::Gauge, Some(Mode::Rail), Some(Mode::Rail), &cargo));
            }
            StepKind::Unload => rows.extend(handling_rows(model, step, Operation::Unload, came, None, &cargo)),
            StepKind::Wait => {}
        }
    }
    rows
}

fn handling_rows(
    model: &Model,
    step: &Step,
    operation: Operation,
    from: Option<Mode>,
    to: Option<Mode>,
    cargo: &CargoClass<'_>,
) -> Vec<String> {
    let Some(place) = model.places.keyed(&step.from.key) else { return Vec::new() };
    let rows = model.handling_for(place, operation, from, to, cargo);
    rows.into_iter().map(|row| format!("handling.{}", row.key)).collect()
}

fn border_rows(model: &Model, step: &Step, cargo: &CargoClass<'_>) -> Vec<String> {
    let is_it = |leg: &&Leg| {
        let from = &model.places.list[leg.from].key;
        step.legs.contains(&leg.key) && *from == step.from.key
    };
    let Some(leg) = model.legs.iter().find(is_it) else { return Vec::new() };
    let Some(regime) = step.regime.and_then(Regime::named) else { return Vec::new() };
    model.borders_for(leg, regime, cargo).into_iter().map(|row| format!("borders.{}", row.key)).collect()
}
