//! Itineraries step by step: the answers of `compare` with every step laid out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::compare::{Results, answer_selected, usual_draws};
use crate::analysis::{Analysis, Answered, Ask, Cell, Column, Refusal};
use crate::answer::{Answer, Detail, MONEY, Step};

/// The itinerary of every demand by every corridor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RouteQuestion {}

impl Analysis for RouteQuestion {
    type Found = Itineraries;

    fn answer(&self, ask: &Ask<'_>) -> Result<Itineraries, Refusal> {
        Ok(Itineraries { results: answer_selected(ask, |_| Detail::Whole, usual_draws)? })
    }
}

/// The same document as that of `compare`; pages and rows show the steps of its answers.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Itineraries {
    /// The answers.
    pub results: Results,
}

impl Answered for Itineraries {
    fn is_answered(&self) -> bool {
        self.results.is_answered()
    }
}

/// A row of the table for spreadsheets: one step of an itinerary.
pub struct StepRow<'a> {
    answer: &'a Answer,
    currency: Option<&'a str>,
    number: usize,
    step: &'a Step,
}

impl Itineraries {
    /// Returns one row for each step of every itinerary.
    pub fn rows(&self) -> impl Iterator<Item = StepRow<'_>> {
        self.results.answers.iter().flat_map(|answer| {
            let currency = self.results.currency(answer);
            (1..).zip(&answer.steps).map(move |(number, step)| StepRow { answer, currency, number, step })
        })
    }
}

impl<'a> StepRow<'a> {
    fn part(&self, part: usize) -> Cell<'a> {
        self.step.parts.0[part].into()
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 35] {
        [
            Column::new("scenario", "", |row| (&row.answer.scenario).into()),
            Column::new("from", "", |row| (&row.answer.from.key).into()),
            Column::new("to", "", |row| (&row.answer.to.key).into()),
            Column::new("corridor", "", |row| (&row.answer.corridor).into()),
            Column::new("step", "count", |row| row.number.into()),
            Column::new("kind", "", |row| row.step.kind.as_str().into()),
            Column::new("step_from", "", |row| (&row.step.from.key).into()),
            Column::new("step_to", "", |row| (&row.step.to.key).into()),
            Column::new("step_from_name", "", |row| Cell::Name(&row.step.from)),
            Column::new("step_to_name", "", |row| Cell::Name(&row.step.to)),
            Column::new("mode", "", |row| row.step.mode.into()),
            Column::new("legs", "", |row| row.step.legs.join(";").into()),
            Column::new("tariff", "", |row| row.step.tariff.as_ref().into()),
            Column::new("service", "", |row| row.step.service.as_ref().into()),
            Column::new("regime", "", |row| row.step.regime.into()),
            Column::new("km", "km", |row| row.step.km.as_km().into()),
            Column::new("moving_h", "h", |row| row.step.hours.moving.as_hours().into()),
            Column::new("waiting_h", "h", |row| row.step.hours.waiting.as_hours().into()),
            Column::new("handling_h", "h", |row| row.step.hours.handling.as_hours().into()),
            Column::new("border_h", "h", |row| row.step.hours.border.as_hours().into()),
            Column::new("currency", "", |row| row.currency.into()),
            Column::new("total_per_t", MONEY, |row| row.step.total_per_t.into()),
            Column::new("rail_haulage", MONEY, |row| row.part(0)),
            Column::new("road_haulage", MONEY, |row| row.part(1)),
            Column::new("sea_haulage", MONEY, |row| row.part(2)),
            Column::new("handling", MONEY, |row| row.part(3)),
            Column::new("border", MONEY, |row| row.part(4)),
            Column::new("storage", MONEY, |row| row.part(5)),
            Column::new("holding", MONEY, |row| row.part(6)),
            Column::new("loss", MONEY, |row| row.part(7)),
            Column::new("carbon", MONEY, |row| row.part(8)),
            Column::new("equipment", MONEY, |row| row.part(9)),
            Column::new("support", MONEY, |row| row.part(10)),
            Column::new("co2e_kg_per_t", "kg/t", |row| row.step.co2e_kg_per_t.into()),
            Column::new("grade", "", |row| row.step.grade.into()),
        ]
    }
}
