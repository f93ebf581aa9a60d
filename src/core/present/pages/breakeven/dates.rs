//! The answers along the calendar, for people.

use std::io;

use crate::analysis::breakeven::{DateStep, DateSteps, DemandSteps, NamedCorridor};
use crate::present::csv::CsvTables;
use crate::present::demand::pair;
use crate::present::digits::{Digits, Look};
use crate::present::page::{Columns, Page, Table};
use crate::present::shown::Shown;
use crate::present::words::{Lang, count, fixed, sparkline};
use crate::units::{Date, Money};

use super::super::compare::judged;
use super::words::{leads, legend};

impl Shown for DateSteps {
    const FORM: &'static str = "dates";

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        judged(&mut page, &self.scenario, Digits::Cents, &self.verdicts, look.lang);
        page.text(format!(
            "From {} to {} an answer can change on {}: where a dated row begins or ends to hold, and with the month \
             where anything depends on it. Each was asked, everything else stays; values in currency of the day are \
             converted by its rates.",
            self.from,
            self.to,
            count(self.days_asked, "day"),
        ));
        for demand in &self.demands {
            page.heading(2, pair(&demand.from, &demand.to, look.lang));
            let changes = demand.steps.windows(2).filter(|steps| steps[0].leaders != steps[1].leaders).count();
            let now = demand.steps.iter().find(|step| step.from <= self.today && self.today <= step.to);
            let leader = now.map_or_else(
                || " ".to_owned(),
                |step| format!(" {} on {}; ", leads(&self.corridors, &step.leaders), self.today),
            );
            page.lead(format!("With every figure at its value{leader}the lead {}.", changes_hands(changes)));
            page.table(steps(self, demand));
            page.list(lines(self, demand));
        }
        page.text(legend(&self.corridors));
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        csv(self, lang, to)
    }
}

/// Writes the total of each corridor month by month as a line of blocks, all on one scale.
fn lines(found: &DateSteps, demand: &DemandSteps) -> Vec<String> {
    let months = Date::months_between(found.from, found.to);
    let on = |day: Date| demand.steps.iter().find(|step| step.from <= day && day <= step.to);
    let totals = |place: usize| -> Vec<Option<f64>> {
        let total = |&day: &Date| found.totals(on(day)?).nth(place).flatten().map(Money::as_units);
        months.iter().map(total).collect()
    };
    let all: Vec<Vec<Option<f64>>> = (0..found.corridors.len()).map(totals).collect();
    let known = || all.iter().flatten().flatten().copied();
    let ends = [known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max)];
    if months.len() < 2 || ends[0] >= ends[1] {
        return Vec::new();
    }
    let line = |(corridor, totals): (&NamedCorridor, &Vec<Option<f64>>)| {
        format!("{} on the first of each month: {}", corridor.key, sparkline(totals, ends))
    };
    let scale = format!("▁ is {}, █ is {} {}/t.", fixed(ends[0], 2), fixed(ends[1], 2), found.scenario.currency);
    found.corridors.iter().zip(&all).map(line).chain([scale]).collect()
}

fn steps(found: &DateSteps, demand: &DemandSteps) -> Table {
    let mut columns = Columns::new()
        .words("From", |step: &DateStep| step.from.to_string())
        .words("To", |step| step.to.to_string())
        .words("Cheapest", |step| match &step.problem {
            Some(problem) => problem.clone(),
            None if step.leaders.is_empty() => "no route".to_owned(),
            None => step.leaders.join(", "),
        });
    for (place, corridor) in found.corridors.iter().enumerate() {
        let title = format!("{} ({}/t)", corridor.key, found.scenario.currency);
        columns = columns.numbers(title, move |step| Digits::Cents.cell(found.totals(step).nth(place).flatten()));
    }
    columns.table(&demand.steps)
}

fn changes_hands(number: usize) -> String {
    match number {
        0 => "never changes hands".to_owned(),
        1 => "changes hands once".to_owned(),
        _ => format!("changes hands {number} times"),
    }
}

/// Writes one row for each span of days of each demand; each corridor has a column.
fn csv(found: &DateSteps, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
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
    to.texts(&header, rows)
}

#[cfg(all(test, feature = "formats"))]
#[path = "../../../../../tests/pages/breakeven_dates.rs"]
mod snapshots;
