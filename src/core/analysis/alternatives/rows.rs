//! The routes beside the cheapest as rows: one for each route.

use crate::analysis::{Cell, Column};
use crate::answer::{Answer, ScenarioUsed};
use crate::units::Money;

use super::result::{Alternative, Alternatives, AlternativesList, Difference};

/// A row of the table for spreadsheets: one route of a demand by a corridor, or the reason why there is none.
pub struct AlternativesRow<'a> {
    alternatives: &'a Alternatives,
    list: &'a AlternativesList,
    route: Option<&'a Alternative>,
}

impl Alternatives {
    /// Returns one row for each route; a demand without a route by a corridor has one row with the reason.
    pub fn rows(&self) -> impl Iterator<Item = AlternativesRow<'_>> {
        self.lists.iter().flat_map(move |list| {
            let none = list.routes.is_empty().then_some(None);
            let row = move |route| AlternativesRow { alternatives: self, list, route };
            list.routes.iter().map(Some).chain(none).map(row)
        })
    }
}

impl<'a> AlternativesRow<'a> {
    fn route<T: Into<Cell<'a>>>(&self, pick: impl Fn(&'a Alternative) -> T) -> Cell<'a> {
        self.route.map(pick).into()
    }

    fn yes(&self, pick: fn(&Alternative) -> bool) -> Cell<'a> {
        self.route(|route| if pick(route) { "yes" } else { "no" })
    }

    fn answer<T: Into<Cell<'a>>>(&self, pick: fn(&'a Answer) -> T) -> Cell<'a> {
        self.route(|route| pick(&route.answer))
    }

    fn part(&self, part: usize) -> Cell<'a> {
        self.route(|route| route.answer.costs().0[part])
    }

    /// Reads an amount that the cheapest route has none of.
    fn more(&self, pick: fn(&Difference) -> f64) -> Cell<'a> {
        self.route(|route| route.against_cheapest.as_ref().map_or(0.0, pick))
    }

    fn more_of(&self, part: usize) -> Cell<'a> {
        self.route(|route| route.against_cheapest.as_ref().map_or(Money::ZERO, |against| against.parts.0[part]))
    }

    fn legs(&self, pick: fn(&'a Difference) -> &'a Vec<String>) -> Cell<'a> {
        self.route(|route| route.against_cheapest.as_ref().map(|against| pick(against).join(";")))
    }

    fn used(&self) -> Option<&'a ScenarioUsed> {
        self.alternatives.manifest.scenarios.first()
    }

    /// Returns the columns of the rows.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method by itself has another lifetime")]
    pub const fn columns() -> [Column<Self>; 45] {
        const MONEY: &str = "currency per tonne";
        [
            Column::new("scenario", "", |row| row.used().map(|used| &used.name).into()),
            Column::new("from", "", |row| (&row.list.from.key).into()),
            Column::new("to", "", |row| (&row.list.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.list.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.list.to)),
            Column::new("corridor", "", |row| (&row.list.corridor).into()),
            Column::new("status", "", |row| if row.route.is_some() { "answered" } else { "no-route" }.into()),
            Column::new("reason", "", |row| row.list.reason.as_ref().into()),
            Column::new("ended", "", |row| row.list.ended.as_str().into()),
            Column::new("rank", "", |row| row.answer(|answer| answer.rank.map(u64::from))),
            Column::new("is_cheap", "", |row| row.yes(|route| route.is_cheap)),
            Column::new("is_different", "", |row| row.yes(|route| route.is_different)),
            Column::new("has_loop", "", |row| row.yes(|route| route.has_loop)),
            Column::new("form", "", |row| row.answer(|answer| answer.form.as_ref())),
            Column::new("currency", "", |row| row.route.and(row.used()).map(|used| &used.currency).into()),
            Column::new("total_per_t", MONEY, |row| row.answer(|answer| answer.total_per_t.unwrap_or_default())),
            Column::new("more_than_cheapest", MONEY, |row| {
                row.answer(|answer| answer.more_than_best.unwrap_or_default())
            }),
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
            Column::new("more_rail_haulage", MONEY, |row| row.more_of(0)),
            Column::new("more_road_haulage", MONEY, |row| row.more_of(1)),
            Column::new("more_sea_haulage", MONEY, |row| row.more_of(2)),
            Column::new("more_handling", MONEY, |row| row.more_of(3)),
            Column::new("more_border", MONEY, |row| row.more_of(4)),
            Column::new("more_storage", MONEY, |row| row.more_of(5)),
            Column::new("more_holding", MONEY, |row| row.more_of(6)),
            Column::new("more_loss", MONEY, |row| row.more_of(7)),
            Column::new("more_carbon", MONEY, |row| row.more_of(8)),
            Column::new("more_equipment", MONEY, |row| row.more_of(9)),
            Column::new("days", "days", |row| row.answer(|answer| answer.time().as_days())),
            Column::new("more_days", "days", |row| row.more(|against| against.days)),
            Column::new("km", "km", |row| row.answer(|answer| answer.length().as_km())),
            Column::new("co2e_kg_per_t", "kg/t", |row| row.answer(|answer| answer.emissions().as_kilograms())),
            Column::new("elsewhere_share", "share", |row| row.more(|against| against.share)),
            Column::new("route", "", |row| row.answer(Answer::places_in_order)),
            Column::new("own_legs", "", |row| row.legs(|against| &against.own_legs)),
            Column::new("others_legs", "", |row| row.legs(|against| &against.others_legs)),
        ]
    }
}
