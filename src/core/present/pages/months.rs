//! The months of a year: the cheapest corridor of each, for people.

use std::io;

use crate::analysis::months::{DemandMonths, MAX_DEMANDS_IN_DETAIL, MonthAnswer, MonthRow, MonthTable};
use crate::present::csv::CsvTables;
use crate::present::demand::pair;
use crate::present::digits::{Digits, Look};
use crate::present::page::{Columns, Page, Table};
use crate::present::shown::Shown;
use crate::present::words::{Lang, and, count, fixed, or_nothing, sentence};
use crate::units::Money;

use super::breakeven::{legend, named};
use super::compare::judged;

impl Shown for MonthTable {
    const FORM: &'static str = "months";

    fn page(&self, look: Look) -> Page {
        let mut page = Page::new();
        judged(&mut page, &self.scenario, look.digits, &self.verdicts, look.lang);
        page.text(format!(
            "Month by month in {}: each month is asked on its first day, and on each later day on which a row of the \
             tables begins or ends to hold, {} in all. Prices, rates, permissions, closures and seasons are those of \
             the day; all else stays.",
            self.year,
            count(self.days_asked, "day"),
        ));
        if self.demands.len() > MAX_DEMANDS_IN_DETAIL {
            page.heading(2, "For how many demands each corridor is cheapest");
            page.text(
                "Counted on the first day of each month; equal ones all count. --from and --to show single demands, \
                 --format csv all.",
            );
            page.table(wins(self));
        } else {
            for demand in &self.demands {
                page.heading(2, pair(&demand.from, &demand.to, look.lang));
                page.lead(leads(self, demand));
                page.text(extremes(self, demand, look.digits));
                page.table(months(self, demand, look.digits));
                page.list(no_routes(self, demand));
            }
        }
        page.text(legend(&self.corridors));
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&MonthRow::columns(), self.rows(), lang)
    }
}

/// Writes which corridor is cheapest when.
fn leads(found: &MonthTable, demand: &DemandMonths) -> String {
    let runs: Vec<&[MonthAnswer]> = demand.months.chunk_by(|month, next| month.leaders == next.leaders).collect();
    let run = |run: &&[MonthAnswer]| {
        let (first, last) = (&run[0], &run[run.len() - 1]);
        format!("{} from {} to {}", named(&found.corridors, &first.leaders), first.from, last.to)
    };
    match &runs[..] {
        [only] => format!("Cheapest in {}: {}, all year.", found.year, named(&found.corridors, &only[0].leaders)),
        _ => format!("Cheapest in {}: {}.", found.year, runs.iter().map(run).collect::<Vec<_>>().join("; ")),
    }
}

/// Writes when the cheapest total is the least and the greatest of the year.
fn extremes(found: &MonthTable, demand: &DemandMonths, digits: Digits) -> String {
    let least_of = |month: &MonthAnswer| month.corridors.iter().filter_map(|own| own.total_per_t).min();
    let known: Vec<(Money, &MonthAnswer)> =
        demand.months.iter().filter_map(|month| Some((least_of(month)?, month))).collect();
    // Of equal months the first is named.
    let least = known.iter().min_by_key(|(total, _)| *total);
    let greatest = known.iter().rev().max_by_key(|(total, _)| *total);
    let (Some((low, when_low)), Some((high, when_high))) = (least, greatest) else { return String::new() };
    if low == high {
        return format!("Its total is {} {}/t in every month.", digits.text(*low), found.scenario.currency);
    }
    format!(
        "The total of the cheapest is least from {} ({} {currency}/t) and greatest from {} ({} {currency}/t).",
        when_low.from,
        digits.text(*low),
        when_high.from,
        digits.text(*high),
        currency = found.scenario.currency,
    )
}

/// Lists the months of a demand with the total and the days by each corridor.
fn months(found: &MonthTable, demand: &DemandMonths, digits: Digits) -> Table {
    let mut columns = Columns::new()
        .words("From", |month: &MonthAnswer| month.from.to_string())
        .words("To", |month| month.to.to_string())
        .keyed()
        .words("Cheapest", |month| match &month.problem {
            Some(problem) => problem.clone(),
            None if month.leaders.is_empty() => "no route".to_owned(),
            None => month.leaders.join(", "),
        });
    for (place, corridor) in found.corridors.iter().enumerate() {
        let (key, currency) = (&corridor.key, &found.scenario.currency);
        columns = columns
            .numbers(format!("{key}, {currency}/t"), move |month| digits.cell(month.corridors[place].total_per_t))
            .numbers(format!("{key}, days"), move |month| {
                or_nothing(month.corridors[place].days, |days| fixed(days, 1))
            });
    }
    columns.table(&demand.months)
}

/// Writes when corridors have no route, with the reason of the first month.
fn no_routes(found: &MonthTable, demand: &DemandMonths) -> Vec<String> {
    let of_corridor = |place: usize| {
        let has_none = move |month: &MonthAnswer| month.corridors[place].total_per_t.is_none();
        let without = || demand.months.iter().filter(move |month| has_none(month));
        let reason = without().find_map(|month| month.corridors[place].reason.as_deref())?;
        let runs =
            demand.months.chunk_by(|month, next| has_none(month) == has_none(next)).filter(|run| has_none(&run[0]));
        let spans: Vec<String> = runs.map(|run| format!("from {} to {}", run[0].from, run[run.len() - 1].to)).collect();
        Some(format!("{} has no route {}: {}", found.corridors[place].key, and(&spans), sentence(reason)))
    };
    (0..found.corridors.len()).filter_map(of_corridor).collect()
}

/// Counts for each month the demands for which each corridor is cheapest.
fn wins(found: &MonthTable) -> Table {
    let headings = found.corridors.iter().map(|corridor| corridor.key.clone()).chain(["no route".to_owned()]);
    let mut table = Table::across("Month", headings);
    for number in 1..=12 {
        let months = || found.demands.iter().filter_map(|own| own.months.iter().find(|month| month.month == number));
        let wins = |key: &String| months().filter(|month| month.leaders.contains(key)).count().to_string();
        let none = months().filter(|month| month.leaders.is_empty()).count().to_string();
        let counts = found.corridors.iter().map(|corridor| wins(&corridor.key)).chain([none]);
        table.row(std::iter::once(format!("{:04}-{number:02}", found.year)).chain(counts));
    }
    table
}
