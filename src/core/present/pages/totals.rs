//! The total of every demand by every corridor: how often each is cheapest, and a matrix where it can be read.

use crate::analysis::totals::{DemandTotals, ScenarioTotals, Totals};
use crate::present::digits::Look;
use crate::present::page::{Columns, Page};
use crate::present::shown::{Shown, rows};
use crate::present::words::{Lang, count};

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

    fn csv(&self, lang: Lang) -> String {
        rows(&self.columns(), self.rows(), lang)
    }
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
}
