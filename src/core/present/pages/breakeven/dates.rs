//! The answers along the calendar, for people.

use crate::analysis::breakeven::DateSteps;
use crate::present::csv;
use crate::present::digits::{Digits, Look};
use crate::present::page::{Page, Table};
use crate::present::shown::{Format, Shown};
use crate::present::words::{Lang, count};

use super::super::compare::header;
use super::words::{NOTHING, leads, legend};

impl Shown for DateSteps {
    const FORM: &'static str = "dates";
    const FORMATS: &'static [Format] = super::FORMATS;

    fn page(&self, look: Look) -> Page {
        page(self, look.lang)
    }

    fn csv(&self, lang: Lang) -> String {
        csv(self, lang)
    }
}

/// Lays out the answers along the calendar.
fn page(found: &DateSteps, lang: Lang) -> Page {
    let mut page = Page::new();
    header(&mut page, &found.scenario, Digits::Cents);
    page.text(format!(
        "From {} to {} an answer can change on {}: where a dated row begins or ends to hold, and with the month where \
         anything depends on it. Each was asked, everything else stays; values in currency of the day are converted by \
         its rates.",
        found.from,
        found.to,
        count(found.days_asked, "day"),
    ));
    for demand in &found.demands {
        page.heading(2, format!("{} to {}", lang.name(&demand.from), lang.name(&demand.to)));
        let mut table = Table::new().words("From").words("To").words("Cheapest");
        for corridor in &found.corridors {
            table = table.numbers(format!("{} ({}/t)", corridor.key, found.scenario.currency));
        }
        for step in &demand.steps {
            let leads = match &step.problem {
                Some(problem) => problem.clone(),
                None if step.leaders.is_empty() => "no route".to_owned(),
                None => step.leaders.join(", "),
            };
            let totals = found.totals(step);
            let totals =
                totals.map(|total| total.map_or_else(|| NOTHING.to_owned(), |total| Digits::Cents.text(total)));
            table.row([step.from.to_string(), step.to.to_string(), leads].into_iter().chain(totals));
        }
        let changes = demand.steps.windows(2).filter(|steps| steps[0].leaders != steps[1].leaders).count();
        let now = demand.steps.iter().find(|step| step.from <= found.today && found.today <= step.to);
        let leader = now.map_or_else(String::new, |step| {
            format!("On {} {}; ", found.today, leads(&found.corridors, &step.leaders))
        });
        page.lead(format!("{leader}the lead {}.", changes_hands(changes)));
        page.table(table);
    }
    page.text(legend(&found.corridors));
    page
}

fn changes_hands(number: usize) -> String {
    match number {
        0 => "never changes hands".to_owned(),
        1 => "changes hands once".to_owned(),
        _ => format!("changes hands {number} times"),
    }
}

/// Writes one row for each span of days of each demand; each corridor has a column.
fn csv(found: &DateSteps, lang: Lang) -> String {
    let first = ["scenario", "from", "to", "from_name", "to_name", "first_day", "last_day", "leaders", "problem"];
    let mut header: Vec<String> = first.map(String::from).to_vec();
    header.extend(found.corridors.iter().map(|corridor| format!("{}_per_t", corridor.key)));
    header.push("currency".to_owned());
    let spans = found.demands.iter().flat_map(|demand| demand.steps.iter().map(move |step| (demand, step)));
    let rows = spans.map(|(demand, step)| {
        let mut cells = vec![
            found.scenario.name.clone(),
            demand.from.key.clone(),
            demand.to.key.clone(),
            lang.name(&demand.from).to_owned(),
            lang.name(&demand.to).to_owned(),
            step.from.to_string(),
            step.to.to_string(),
            step.leaders.join(";"),
            step.problem.clone().unwrap_or_default(),
        ];
        cells.extend(found.totals(step).map(|total| total.map_or_else(String::new, |total| total.to_string())));
        cells.push(found.scenario.currency.clone());
        cells
    });
    csv::write(header, rows)
}

#[cfg(all(test, feature = "formats"))]
#[path = "../../../../../tests/pages/breakeven_dates.rs"]
mod snapshots;
