//! Fronts as rows: one for each route of each corridor's front.

use crate::analysis::{Cell, Column};
use crate::answer::Answer;
use crate::units::{Grade, Mass};

use super::result::{Pareto, ParetoCorridor, ParetoDemand, ParetoPoint, Trade};

/// A row of the table for spreadsheets: one route of a demand by a corridor, or the reason why there is none.
///
/// Prices are those of the corridor's own front.
pub struct ParetoRow<'a> {
    pareto: &'a Pareto,
    demand: &'a ParetoDemand,
    corridor: &'a ParetoCorridor,
    /// The number of the route in the front, counted from 1, with the route; nothing for one that is too late.
    point: Option<(usize, &'a ParetoPoint)>,
    answer: Option<&'a Answer>,
}

impl Pareto {
    /// Returns one row for each demand, corridor and route; a corridor without a route has a row with the reason.
    pub fn rows(&self) -> impl Iterator<Item = ParetoRow<'_>> {
        self.demands
            .iter()
            .flat_map(move |demand| demand.corridors.iter().flat_map(move |corridor| self.rows_of(demand, corridor)))
    }

    fn rows_of<'a>(&'a self, demand: &'a ParetoDemand, corridor: &'a ParetoCorridor) -> Vec<ParetoRow<'a>> {
        let row = |point: Option<(usize, &'a ParetoPoint)>, answer| ParetoRow {
            pareto: self,
            demand,
            corridor,
            point,
            answer,
        };
        let late = corridor.fastest_too_late.as_ref();
        if late.is_some() || corridor.front.is_empty() {
            return vec![row(None, late)];
        }
        (1..).zip(&corridor.front).map(|(number, point)| row(Some((number, point)), Some(&point.answer))).collect()
    }
}

impl<'a> ParetoRow<'a> {
    fn point<T: Into<Cell<'a>>>(&self, pick: fn(&'a ParetoPoint) -> T) -> Cell<'a> {
        self.point.map(|(_, point)| pick(point)).into()
    }

    fn yes(&self, pick: fn(&ParetoPoint) -> bool) -> Cell<'a> {
        self.point.map(|(_, point)| if pick(point) { "yes" } else { "no" }).into()
    }

    fn price(&self, pick: fn(&ParetoPoint) -> Option<Trade>) -> Cell<'a> {
        self.point.and_then(|(_, point)| pick(point)).map(|trade| trade.price).into()
    }

    fn answer<T: Into<Cell<'a>>>(&self, pick: fn(&'a Answer) -> T) -> Cell<'a> {
        self.answer.map(pick).into()
    }

    fn part(&self, part: usize) -> Cell<'a> {
        self.answer.map(|answer| answer.costs().0[part]).into()
    }

    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 40] {
        const MONEY: &str = "currency per tonne";
        [
            Column::new("scenario", "", |row| (&row.pareto.scenario.name).into()),
            Column::new("from", "", |row| (&row.demand.from.key).into()),
            Column::new("to", "", |row| (&row.demand.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.demand.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.demand.to)),
            Column::new("regime", "", |row| row.demand.regime.into()),
            Column::new("corridor", "", |row| (&row.corridor.corridor).into()),
            Column::new("status", "", |row| row.corridor.status.as_str().into()),
            Column::new("reason", "", |row| row.corridor.reason.as_ref().into()),
            Column::new("route_number", "", |row| row.point.map(|(number, _)| number).into()),
            Column::new("is_on_front", "", |row| row.yes(|point| point.is_on_front)),
            Column::new("is_supported", "", |row| row.yes(|point| point.is_supported)),
            Column::new("form", "", |row| row.answer(|answer| answer.form.as_ref())),
            Column::new("currency", "", |row| row.answer.map(|_| &row.pareto.scenario.currency).into()),
            Column::new("total_per_t", MONEY, |row| row.answer(|answer| answer.total_per_t)),
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
            Column::new("days", "days", |row| row.answer(|answer| answer.time().as_days())),
            Column::new("hours", "h", |row| row.answer(|answer| answer.time().as_hours())),
            Column::new("transfers", "", |row| row.point(|point| u64::from(point.transfers))),
            Column::new("co2e_kg_per_t", "kg/t", |row| row.answer(|answer| answer.co2e.map(Mass::as_kilograms))),
            Column::new("per_day_saved", MONEY, |row| row.price(|point| point.per_day_saved)),
            Column::new("per_tonne_co2e_avoided", "currency", |row| row.price(|point| point.per_tonne_co2e_avoided)),
            Column::new("best_from_day_worth", MONEY, |row| row.price(|point| point.best_from_day_worth)),
            Column::new("best_from_co2e_worth", "currency", |row| row.price(|point| point.best_from_co2e_worth)),
            Column::new("rail_km", "km", |row| row.answer(|answer| answer.km.map(|km| km.rail.as_km()))),
            Column::new("road_km", "km", |row| row.answer(|answer| answer.km.map(|km| km.road.as_km()))),
            Column::new("sea_km", "km", |row| row.answer(|answer| answer.km.map(|km| km.sea.as_km()))),
            Column::new("waterway_km", "km", |row| row.answer(|answer| answer.km.map(|km| km.waterway.as_km()))),
            Column::new("estimate_share", "share", |row| row.answer(|answer| answer.share(Grade::Estimate))),
            Column::new("route", "", |row| row.answer(Answer::places_in_order)),
            Column::new("permissions", "", |row| row.answer(permissions)),
        ]
    }
}

/// Writes the keys of the permissions that allow a route.
fn permissions(answer: &Answer) -> String {
    answer.permissions.iter().map(|permission| permission.key.as_str()).collect::<Vec<_>>().join(";")
}
