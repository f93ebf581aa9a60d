//! The routes worth choosing where cost is not all that counts.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::analysis::verdict::Verdict;
use crate::analysis::{Answered, Cell, Column};
use crate::answer::{Answer, MONEY, NamedPlaces, PlaceName, ScenarioUsed};
use crate::units::{Duration, Grade, Mass, Money, words};

use super::question::Axis;

/// The routes that no other beats in everything that counts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Pareto {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// Whether the figures decide who is cheapest, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// What routes are compared by, the one first by which they are sorted: `cost`, `time`, `co2e`, `transfers`.
    #[schemars(with = "Vec<String>")]
    pub axes: Vec<Axis>,
    /// The hours that a route may take, if that was asked for.
    #[serde(rename = "deadline_h", serialize_with = "in_hours")]
    #[schemars(with = "Option<f64>")]
    pub deadline: Option<Duration>,
    /// How many routes were recomputed from the model alone, if that was asked for.
    pub audited: Option<usize>,
    /// Every place named in the answer, by key.
    pub places: NamedPlaces,
    /// The demands in the order of the file.
    pub demands: Vec<ParetoDemand>,
}

#[expect(clippy::ref_option, reason = "serde passes fields so")]
fn in_hours<S: Serializer>(time: &Option<Duration>, to: S) -> Result<S::Ok, S::Error> {
    time.map(Duration::as_hours).serialize(to)
}

impl Pareto {
    /// Returns whether something counts.
    pub fn has(&self, axis: Axis) -> bool {
        self.axes.contains(&axis)
    }
}

impl Answered for Pareto {
    fn is_answered(&self) -> bool {
        self.demands.iter().any(|demand| !demand.front.is_empty())
    }
}

/// The front of one demand over all corridors.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ParetoDemand {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The customs procedure of the goods: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// Its yearly tonnes, if given.
    pub tonnes_per_year: Option<f64>,
    /// Its routes, sorted by the first axis.
    pub front: Vec<ParetoPoint>,
    /// The fastest route, of equal ones the cheapest, where every one misses the deadline.
    pub fastest_too_late: Option<Answer>,
    /// What the cheapest route costs without the deadline, where there is one and cost counts.
    #[serde(rename = "cheapest_without_deadline_per_t", serialize_with = "total")]
    #[schemars(with = "Option<Money>")]
    pub cheapest_without_deadline: Option<Answer>,
    /// The price of a day on leaving the cheapest route for the next faster: what a tonne of cargo pays more, divided by
    /// the days saved, which may be less than one.
    pub first_day_saved: Option<Money>,
    /// The front of each corridor.
    pub corridors: Vec<ParetoCorridor>,
}

#[expect(clippy::ref_option, reason = "serde passes fields so")]
fn total<S: Serializer>(answer: &Option<Answer>, to: S) -> Result<S::Ok, S::Error> {
    answer.as_ref().and_then(|answer| answer.total_per_t).serialize(to)
}

/// The front of a demand by one corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ParetoCorridor {
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    pub corridor_title: String,
    /// `answered`, `too-late` or `no-route`.
    #[schemars(with = "String")]
    pub status: ParetoStatus,
    /// Why there is no route, as a sentence, where it was asked.
    pub reason: Option<String>,
    /// Its routes, sorted by the first axis.
    pub front: Vec<ParetoPoint>,
    /// Its fastest route, where every one misses the deadline.
    pub fastest_too_late: Option<Answer>,
    /// The price of a day on leaving its cheapest route for the next faster: what a tonne of cargo pays more, divided by
    /// the days saved, which may be less than one.
    pub first_day_saved: Option<Money>,
}

words! {
    /// Whether a corridor has a route that arrives in time.
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    ParetoStatus {
        /// It has one.
        Answered = "answered",
        /// All its routes miss the deadline.
        TooLate = "too-late",
        /// It has no route.
        NoRoute = "no-route",
    }
}

/// A route that no other of its front beats in everything that counts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ParetoPoint {
    /// Its changes of mode, service or gauge.
    pub transfers: u32,
    /// The keys of all corridors of the demand whose front has a route with the same sums.
    pub corridors: Vec<String>,
    /// Whether no route by any corridor asked beats it.
    pub is_on_front: bool,
    /// Whether it is least by some weights on all that counts; a weighted sum finds no others.
    pub is_supported: bool,
    /// What a tonne pays for each day saved against the next cheaper route; only for routes that no other of the front
    /// beats in cost and time together.
    pub per_day_saved: Option<Trade>,
    /// What a tonne of CO2e avoided costs against the next cheaper route; only for routes that no other of the front
    /// beats in cost and emissions together.
    pub per_tonne_co2e_avoided: Option<Trade>,
    /// What a day must be worth to a tonne for this route to be the best by cost and time; only for those that are the
    /// best at some worth of a day, against the one that is best below it.
    pub best_from_day_worth: Option<Trade>,
    /// What a tonne of CO2e must cost for this route to be the best by cost and emissions, in the same way.
    pub best_from_co2e_worth: Option<Trade>,
    /// What a tonne pays for each late day avoided against the next cheaper route, where late days count; only for routes
    /// that no other of the front beats in cost and late days together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_late_day_avoided: Option<Trade>,
    /// What a day of buffer must cost a tonne for this route to be the best by cost and late days, in the same way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_from_late_day_worth: Option<Trade>,
    /// The route as a whole answer.
    pub answer: Answer,
}

/// A price between two routes of a front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Trade {
    /// The position of the next cheaper route in the same front, counted from 0.
    pub against: usize,
    /// The price in the scenario's currency: what a tonne of cargo pays for a day saved or worth it; or what a tonne of CO2e
    /// costs.
    pub price: Money,
}

impl ParetoDemand {
    /// Returns the route that is least by an axis, of equal ones the first.
    pub fn least(&self, axis: Axis) -> Option<&ParetoPoint> {
        least(&self.front, axis)
    }

    /// Returns the next route after the cheapest that saves time, with what it pays for each day.
    pub fn first_faster(&self) -> Option<(&ParetoPoint, Trade)> {
        first_faster(&self.front)
    }
}

impl ParetoCorridor {
    /// Returns the route that is least by an axis, of equal ones the first.
    pub fn least(&self, axis: Axis) -> Option<&ParetoPoint> {
        least(&self.front, axis)
    }
}

fn least(points: &[ParetoPoint], axis: Axis) -> Option<&ParetoPoint> {
    let value = |point: &ParetoPoint| match axis {
        Axis::Cost => point.answer.total().as_units(),
        Axis::Time => point.answer.time().as_hours(),
        Axis::Co2e => point.answer.emissions().as_kilograms(),
        Axis::Transfers => f64::from(point.transfers),
        Axis::Late => late_days(&point.answer),
    };
    points.iter().min_by(|left, right| value(left).total_cmp(&value(right)))
}

/// Returns the late days of a route whose delays are independent.
fn late_days(answer: &Answer) -> f64 {
    answer.buffer.map_or(0.0, |buffer| buffer.independent_late_days)
}

/// Returns the next route of a front after the cheapest that saves time, with what it pays for each day.
pub(super) fn first_faster(points: &[ParetoPoint]) -> Option<(&ParetoPoint, Trade)> {
    let faster = points.iter().filter_map(|point| Some((point, point.per_day_saved?)));
    faster.min_by_key(|(point, _)| point.answer.total_per_t)
}

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
    /// Returns the columns of the rows; those of late days only where they count.
    pub fn columns(&self) -> Vec<Column<ParetoRow<'_>>> {
        let mut columns = Vec::from(ParetoRow::columns());
        if self.has(Axis::Late) {
            columns.push(Column::new("late_days", "days", |row| row.answer(late_days)));
            columns
                .push(Column::new("per_late_day_avoided", MONEY, |row| row.price(|point| point.per_late_day_avoided)));
            columns.push(Column::new("best_from_late_day_worth", MONEY, |row| {
                row.price(|point| point.best_from_late_day_worth)
            }));
        }
        columns
    }

    /// Returns one row for each demand, corridor and route; a corridor without a route has a row with the reason.
    pub fn rows(&self) -> impl Iterator<Item = ParetoRow<'_>> {
        self.demands
            .iter()
            .flat_map(move |demand| demand.corridors.iter().flat_map(move |corridor| self.rows_of(demand, corridor)))
    }

    fn rows_of<'a>(&'a self, demand: &'a ParetoDemand, corridor: &'a ParetoCorridor) -> Vec<ParetoRow<'a>> {
        let late = corridor.fastest_too_late.as_ref();
        let none = ParetoRow { pareto: self, demand, corridor, point: None, answer: late };
        if late.is_some() || corridor.front.is_empty() {
            return vec![none];
        }
        let row = |numbered: (usize, &'a ParetoPoint)| ParetoRow {
            point: Some(numbered),
            answer: Some(&numbered.1.answer),
            ..none
        };
        (1..).zip(&corridor.front).map(row).collect()
    }
}

impl<'a> ParetoRow<'a> {
    fn point<T: Into<Cell<'a>>>(&self, pick: fn(&'a ParetoPoint) -> T) -> Cell<'a> {
        self.point.map(|(_, point)| pick(point)).into()
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
    pub const fn columns() -> [Column<Self>; 41] {
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
            Column::new("route_number", "count", |row| row.point.map(|(number, _)| number).into()),
            Column::new("is_on_front", "", |row| row.point(|point| point.is_on_front)),
            Column::new("is_supported", "", |row| row.point(|point| point.is_supported)),
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
            Column::new("support", MONEY, |row| row.part(10)),
            Column::new("days", "days", |row| row.answer(|answer| answer.time().as_days())),
            Column::new("hours", "h", |row| row.answer(|answer| answer.time().as_hours())),
            Column::new("transfers", "count", |row| row.point(|point| u64::from(point.transfers))),
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
