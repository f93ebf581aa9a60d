//! The answers of scenarios side by side, for programs and as rows.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::given::GivenClaims;
use crate::analysis::{Answered, Cell, Column};
use crate::answer::{Answer, MONEY, Manifest, NamedPlaces};
use crate::units::{Grade, Mass};

use super::Summary;
use crate::analysis::verdict::Verdict;

/// One answer for each scenario, demand and corridor, in the order of the files.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Results {
    /// What was run, on which inputs.
    pub manifest: Manifest,
    /// Every place named in the answer, by key.
    pub places: NamedPlaces,
    /// The answers.
    pub answers: Vec<Answer>,
    /// Whether the figures decide who is cheapest, one entry for each scenario and demand.
    pub verdicts: Vec<Verdict>,
    /// Who wins where, one entry for each scenario; empty where only a part of the answers was asked for.
    pub summary: Vec<Summary>,
}

impl Results {
    /// Puts answers together with the places that they name.
    pub fn new(manifest: Manifest, answers: Vec<Answer>, summary: Vec<Summary>) -> Self {
        let places = NamedPlaces::of(&answers);
        Self { manifest, places, answers, verdicts: Vec::new(), summary }.named()
    }

    /// Collects the places that are named.
    pub(super) fn named(mut self) -> Self {
        self.places = NamedPlaces::of(&self.answers);
        for origin in self.summary.iter().flat_map(|summary| &summary.origins) {
            self.places.add(&origin.from);
        }
        self
    }

    /// Returns one row for each answer.
    pub fn rows(&self) -> impl Iterator<Item = AnswerRow<'_>> {
        let mut verdicts = self.verdicts.iter().peekable();
        self.answers.iter().map(move |answer| {
            // Both are in the order of the scenarios and their demands.
            while verdicts.next_if(|verdict| !verdict.is_about(answer)).is_some() {}
            AnswerRow { answer, verdict: verdicts.peek().copied(), currency: self.currency(answer) }
        })
    }

    /// Returns the currency of an answer's amounts.
    pub(in crate::analysis) fn currency(&self, answer: &Answer) -> Option<&str> {
        let used = self.manifest.scenarios.iter().find(|used| used.name == answer.scenario);
        used.map(|used| used.currency.as_str())
    }
}

impl Results {
    /// Returns the columns of the rows; those of the buffer against late days only where one is held, the claims on which
    /// chances are given only where they are.
    pub fn columns(&self) -> Vec<Column<AnswerRow<'_>>> {
        let mut columns = Vec::from(AnswerRow::columns());
        if self.verdicts.iter().any(|verdict| verdict.given.is_some()) {
            columns.push(Column::new("given_claims", "", |row| {
                row.verdict.and_then(|verdict| verdict.given.as_ref()).map(GivenClaims::listed).into()
            }));
        }
        if self.answers.iter().any(|answer| answer.buffer.is_some()) {
            columns.push(Column::new("late_days", "days", |row| row.answer.buffer.map(|own| own.late_days).into()));
            columns.push(Column::new("independent_late_days", "days", |row| {
                row.answer.buffer.map(|own| own.independent_late_days).into()
            }));
            columns.push(Column::new("buffer", MONEY, |row| row.answer.buffer.map(|own| own.per_t).into()));
        }
        columns
    }
}

impl Answered for Results {
    fn is_answered(&self) -> bool {
        self.answers.iter().any(Answer::is_answered)
    }
}

/// A row of the table for spreadsheets: one demand of a scenario by one corridor.
pub struct AnswerRow<'a> {
    answer: &'a Answer,
    verdict: Option<&'a Verdict>,
    currency: Option<&'a str>,
}

impl<'a> AnswerRow<'a> {
    fn part(&self, part: usize) -> Cell<'a> {
        self.answer.parts.map(|parts| parts.0[part]).into()
    }

    fn share(&self, grade: Grade) -> Cell<'a> {
        self.answer.grades.map(|grades| grades.share(grade)).into()
    }

    fn permissions(&self) -> Cell<'a> {
        let keys: Vec<&str> = self.answer.permissions.iter().map(|permission| permission.key.as_str()).collect();
        keys.join(";").into()
    }

    /// Returns the columns of the rows.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method by itself has another lifetime")]
    pub const fn columns() -> [Column<Self>; 51] {
        [
            Column::new("scenario", "", |row| (&row.answer.scenario).into()),
            Column::new("from", "", |row| (&row.answer.from.key).into()),
            Column::new("to", "", |row| (&row.answer.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.answer.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.answer.to)),
            Column::new("regime", "", |row| row.answer.regime.into()),
            Column::new("corridor", "", |row| (&row.answer.corridor).into()),
            Column::new("status", "", |row| row.answer.status.as_str().into()),
            Column::new("reason", "", |row| row.answer.reason.as_ref().into()),
            Column::new("rank", "count", |row| row.answer.rank.map(u64::from).into()),
            Column::new("form", "", |row| row.answer.form.as_ref().into()),
            Column::new("currency", "", |row| row.currency.into()),
            Column::new("total_per_t", MONEY, |row| row.answer.total_per_t.into()),
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
            Column::new("route_cost_per_t", MONEY, |row| row.answer.route_cost_per_t.into()),
            Column::new("low_per_t", MONEY, |row| row.answer.low_per_t.into()),
            Column::new("high_per_t", MONEY, |row| row.answer.high_per_t.into()),
            Column::new("more_than_best", MONEY, |row| row.answer.more_than_best.into()),
            Column::new("saving_per_t", MONEY, |row| row.answer.saving_per_t.into()),
            Column::new("decided", "", |row| row.verdict.map(|verdict| verdict.decided).into()),
            Column::new("undecided_because", "", |row| row.verdict.map(Verdict::doubts_in_words).into()),
            Column::new("chance_cheapest", "share", |row| {
                row.verdict.and_then(|verdict| verdict.chance(&row.answer.corridor)).into()
            }),
            Column::new("moving_h", "h", |row| row.answer.hours.map(|hours| hours.moving.as_hours()).into()),
            Column::new("waiting_h", "h", |row| row.answer.hours.map(|hours| hours.waiting.as_hours()).into()),
            Column::new("handling_h", "h", |row| row.answer.hours.map(|hours| hours.handling.as_hours()).into()),
            Column::new("border_h", "h", |row| row.answer.hours.map(|hours| hours.border.as_hours()).into()),
            Column::new("days", "days", |row| row.answer.days.into()),
            Column::new("rail_km", "km", |row| row.answer.km.map(|km| km.rail.as_km()).into()),
            Column::new("road_km", "km", |row| row.answer.km.map(|km| km.road.as_km()).into()),
            Column::new("sea_km", "km", |row| row.answer.km.map(|km| km.sea.as_km()).into()),
            Column::new("waterway_km", "km", |row| row.answer.km.map(|km| km.waterway.as_km()).into()),
            Column::new("co2e_kg_per_t", "kg/t", |row| row.answer.co2e.map(Mass::as_kilograms).into()),
            Column::new("official_share", "share", |row| row.share(Grade::Official)),
            Column::new("quoted_share", "share", |row| row.share(Grade::Quoted)),
            Column::new("published_share", "share", |row| row.share(Grade::Published)),
            Column::new("computed_share", "share", |row| row.share(Grade::Computed)),
            Column::new("estimate_share", "share", |row| row.share(Grade::Estimate)),
            Column::new("first_price_year", "year", |row| {
                row.answer.years_of_prices().next().map(|own| own.0 as u64).into()
            }),
            Column::new("last_price_year", "year", |row| {
                row.answer.years_of_prices().last().map(|own| own.0 as u64).into()
            }),
            Column::new("route", "", |row| row.answer.places_in_order().into()),
            Column::new("permissions", "", |row| row.permissions()),
        ]
    }
}
