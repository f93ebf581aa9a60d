//! The total of every demand by every corridor: how often each is cheapest, and a matrix where it can be read.

use std::io;

use crate::analysis::totals::{
    CorridorTotal, DemandTotals, MATRIX_LABELS, MatrixRow, RouteFacts, ScenarioTotals, Totals, TotalsDetail,
};
use crate::answer::{CellKind, MONEY};
use crate::present::csv::{CsvTables, TableHeading};
use crate::present::digits::{Digits, Look};
use crate::present::page::{Columns, Page};
use crate::present::shown::Shown;
use crate::present::words::{Lang, count, days, fixed};

use super::compare::{header, recomputed, too_many};

/// The most demands that are listed one by one.
const MAX_ROWS: usize = 200;

impl Shown for Totals {
    const FORM: &'static str = "totals";

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        for (used, scenario) in self.manifest.scenarios.iter().zip(&self.scenarios) {
            header(&mut page, used, look.digits);
            lay_out(&mut page, scenario, look);
        }
        recomputed(&mut page, self.manifest.audited, "route");
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        if self.detail == TotalsDetail::Matrix {
            return matrix(self, to);
        }
        to.rows(&self.columns(), self.rows(), lang)
    }
}

/// Writes a row for each corridor, customs regime and origin, and a column for each destination.
fn matrix(found: &Totals, to: &mut CsvTables<'_>) -> io::Result<()> {
    let (headings, rows) = found.matrix();
    let headings = headings.iter().enumerate().map(|(place, name)| {
        let is_label = place < MATRIX_LABELS.len();
        let (unit, kind) = if is_label { ("", CellKind::Text) } else { (MONEY, CellKind::Money) };
        TableHeading { name, unit: Some(unit), kind }
    });
    to.cells(None, &headings.collect::<Vec<_>>(), rows, MatrixRow::cell, Lang::default())
}

fn lay_out(page: &mut Page, scenario: &ScenarioTotals, Look { lang, digits }: Look) {
    let ScenarioTotals { demands, corridors, currency, places, .. } = scenario;
    let wins = |place: usize| {
        demands.iter().filter(|demand| demand.by_corridor[place].as_ref().is_some_and(|total| total.rank == 1)).count()
    };
    let answered = |place: usize| demands.iter().filter(|demand| demand.by_corridor[place].is_some()).count();
    let columns = Columns::new()
        .words("Corridor", |&place: &usize| corridors[place].key.clone())
        .words("Title", |&place| corridors[place].title.clone())
        .numbers("Cheapest for", |&place| wins(place).to_string())
        .numbers("Answered", |&place| answered(place).to_string())
        .numbers("No route", |&place| (demands.len() - answered(place)).to_string());
    page.lead(format!("{} by {}.", count(demands.len(), "demand"), count(corridors.len(), "corridor")));
    page.table(columns.table(&(0..corridors.len()).collect::<Vec<usize>>()));
    page.text("Whether the figures carry who is cheapest is not looked at here: compare without --detail and risk do.");
    page.heading(2, "Demand by demand");
    if demands.len() > MAX_ROWS {
        page.text(too_many(demands.len()));
        return;
    }
    let name = |place: u32| lang.name(&places[place as usize]).to_owned();
    let mut columns = Columns::new()
        .words("From", move |demand: &DemandTotals| name(demand.from))
        .words("To", move |demand| name(demand.to))
        .keyed();
    for (place, corridor) in corridors.iter().enumerate() {
        columns = columns.numbers(format!("{}, {currency}/t", corridor.key), move |demand: &DemandTotals| {
            demand.by_corridor[place]
                .as_ref()
                .map_or_else(|| "no route".to_owned(), |total| digits.text(total.total_per_t))
        });
    }
    page.table(columns.table(demands));
    routes(page, scenario, lang, digits);
}

/// A demand, the position of a corridor, and what its route costs and is.
type RouteRow<'a> = (&'a DemandTotals, usize, &'a CorridorTotal, &'a RouteFacts);

/// Lays out what each route takes and passes, where that was worked out.
fn routes(page: &mut Page, scenario: &ScenarioTotals, lang: Lang, digits: Digits) {
    let ScenarioTotals { demands, corridors, currency, places, .. } = scenario;
    let name = |place: u32| lang.name(&places[place as usize]).to_owned();
    let found: Vec<RouteRow<'_>> = demands
        .iter()
        .flat_map(|demand| {
            demand.by_corridor.iter().enumerate().filter_map(move |(place, total)| {
                let total = total.as_ref()?;
                Some((demand, place, total, total.route.as_deref()?))
            })
        })
        .collect();
    let Some(has_stops) = found.first().map(|(.., route)| route.stops.is_some()) else { return };
    let through = move |demand: &DemandTotals, route: &RouteFacts| {
        let stops = route.stops.iter().flat_map(|stops| stops.iter().copied());
        std::iter::once(demand.from).chain(stops).map(name).collect::<Vec<_>>().join(", ")
    };
    let columns = Columns::new()
        .words("From", move |row: &RouteRow<'_>| name(row.0.from))
        .words("To", move |(demand, ..)| name(demand.to))
        .words("Corridor", |(_, place, ..)| corridors[*place].key.clone())
        .keyed()
        .words("Form", |(.., route)| route.measures.form.to_owned())
        .numbers(format!("{currency}/t"), move |(.., total, _)| digits.text(total.total_per_t))
        .numbers("Days", |(.., route)| days(route.measures.hours.total()))
        .numbers("km", |(.., route)| fixed(route.measures.km.total().as_km(), 0))
        .numbers("kg CO2e/t", |(.., route)| fixed(route.measures.co2e.as_kilograms(), 1))
        .with(has_stops, |columns| columns.words("Way", move |(demand, .., route)| through(demand, route)));
    page.heading(2, "Route by route");
    page.table(columns.table(&found));
}
