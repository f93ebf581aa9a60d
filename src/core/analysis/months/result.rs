//! What is found month by month, for programs and as rows.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::breakeven::NamedCorridor;
use crate::analysis::verdict::Verdict;
use crate::analysis::{Answered, Cell, Column};
use crate::answer::{Answer, MONEY, PlaceName, ScenarioUsed};
use crate::units::{Date, Money};

/// What every demand costs and takes in each month of a year.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MonthTable {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// Whether the figures decide who is cheapest on the scenario's own date, demand by demand.
    pub verdicts: Vec<Verdict>,
    /// The year: that of the scenario's date.
    pub year: i16,
    /// The corridors that were compared, in the order of the file.
    pub corridors: Vec<NamedCorridor>,
    /// The number of days that were asked: the first of each month, and each later one on which an answer may change.
    pub days_asked: usize,
    /// The demands in the order of the file.
    pub demands: Vec<DemandMonths>,
}

/// One demand month by month.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DemandMonths {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The customs regime of the goods: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// The answers of each month, from January; a month has several where its answer changes within it.
    pub months: Vec<MonthAnswer>,
}

/// The answers on a span of days of one month.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MonthAnswer {
    /// The month, from 1 to 12.
    pub month: u8,
    /// The first day on which these answers hold.
    pub from: Date,
    /// The last day of the month on which they hold.
    pub to: Date,
    /// The keys of the cheapest corridors; none where there is no route.
    pub leaders: Vec<String>,
    /// The answer by each corridor, in the order of the file.
    pub corridors: Vec<MonthCorridor>,
    /// The first problem of the scenario on those days, if it cannot be answered.
    pub problem: Option<String>,
}

impl MonthAnswer {
    /// Returns whether another answer, of the days that follow, is of the same month and no different.
    pub(super) fn is_same_month_as(&self, next: &Self) -> bool {
        (self.month, &self.corridors, &self.problem) == (next.month, &next.corridors, &next.problem)
    }
}

/// What a demand costs and takes by one corridor in a month.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MonthCorridor {
    /// The corridor's key.
    pub corridor: String,
    /// The rank of its total among the corridors; the cheapest has 1.
    pub rank: Option<usize>,
    /// The form of the cargo: `bulk`, `bag`, `box20`, `box40` or `box35`.
    pub form: Option<&'static str>,
    /// Its total; none where there is no route.
    pub total_per_t: Option<Money>,
    /// Its expected days from door to door.
    pub days: Option<f64>,
    /// Why there is no route, where at most four demands are asked.
    pub reason: Option<String>,
}

impl MonthTable {
    /// Returns the total that was found for the demand and corridor of an answer on a day.
    pub(super) fn total_on(&self, answer: &Answer, day: Date) -> Option<Money> {
        let is_it = |own: &&DemandMonths| {
            (&own.from.key, &own.to.key, own.regime) == (&answer.from.key, &answer.to.key, answer.regime)
        };
        let demand = self.demands.iter().find(is_it)?;
        let month = demand.months.iter().find(|own| own.from <= day && day <= own.to)?;
        month.corridors.iter().find(|own| own.corridor == answer.corridor)?.total_per_t
    }

    /// Returns one row for each corridor in each month of each demand.
    pub fn rows(&self) -> impl Iterator<Item = MonthRow<'_>> {
        let months = self.demands.iter().flat_map(|demand| demand.months.iter().map(move |month| (demand, month)));
        months.flat_map(move |(demand, month)| {
            month.corridors.iter().map(move |corridor| MonthRow { found: self, demand, month, corridor })
        })
    }
}

impl Answered for MonthTable {
    fn is_answered(&self) -> bool {
        self.rows().any(|row| row.corridor.total_per_t.is_some())
    }
}

/// A row of the table for spreadsheets: one demand by one corridor in one month.
pub struct MonthRow<'a> {
    found: &'a MonthTable,
    demand: &'a DemandMonths,
    month: &'a MonthAnswer,
    corridor: &'a MonthCorridor,
}

impl MonthRow<'_> {
    /// Returns the columns of the rows.
    pub const fn columns() -> [Column<Self>; 17] {
        [
            Column::new("scenario", "", |row| (&row.found.scenario.name).into()),
            Column::new("from", "", |row| (&row.demand.from.key).into()),
            Column::new("to", "", |row| (&row.demand.to.key).into()),
            Column::new("from_name", "", |row| Cell::Name(&row.demand.from)),
            Column::new("to_name", "", |row| Cell::Name(&row.demand.to)),
            Column::new("regime", "", |row| row.demand.regime.into()),
            Column::new("month", "", |row| format!("{:04}-{:02}", row.found.year, row.month.month).into()),
            Column::new("first_day", "", |row| row.month.from.to_string().into()),
            Column::new("last_day", "", |row| row.month.to.to_string().into()),
            Column::new("corridor", "", |row| (&row.corridor.corridor).into()),
            Column::new("rank", "count", |row| row.corridor.rank.into()),
            Column::new("form", "", |row| row.corridor.form.into()),
            Column::new("total_per_t", MONEY, |row| row.corridor.total_per_t.into()),
            Column::new("days", "days", |row| row.corridor.days.into()),
            Column::new("currency", "", |row| (&row.found.scenario.currency).into()),
            Column::new("reason", "", |row| row.corridor.reason.as_ref().into()),
            Column::new("problem", "", |row| row.month.problem.as_ref().into()),
        ]
    }
}
