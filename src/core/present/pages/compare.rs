//! The main answer: corridors side by side, for each scenario in turn.

use std::io;

use crate::analysis::compare::{MAX_DEMANDS_IN_DETAIL, Results, Summary};
use crate::analysis::verdict::Verdict;
use crate::answer::{Answer, CountedAmount, ScenarioUsed, TonnesOfEachPair};

use crate::present::csv::CsvTables;
use crate::present::digits::{Digits, Look};
use crate::present::page::Page;
use crate::present::shown::{ALL_BUT_HTML, Format, Shown};
use crate::present::words::{Lang, and, count, fixed, plain, sentence};
use crate::present::{demand, geojson, matrix, verdict};

use super::quotes::quotations;

impl Shown for Results {
    const FORM: &'static str = "compare";
    const FORMATS: &'static [Format] = ALL_BUT_HTML;

    fn page(&self, look: Look) -> Page {
        let scenarios = scenarios(self);
        let mut page = Page::new();
        for scenario in &scenarios {
            header(&mut page, scenario.used, look.digits);
            limits(&mut page, scenario.summary);
            if scenario.demands.is_empty() {
                page.text("No demand is left to answer.");
            } else if scenario.demands.len() > MAX_DEMANDS_IN_DETAIL {
                matrix::lay_out(&mut page, scenario, look);
            } else {
                for (answers, verdict) in scenario.demands.iter().zip(&scenario.verdicts) {
                    demand::lay_out(&mut page, scenario, answers, *verdict, look);
                }
            }
        }
        if scenarios.len() > 1 {
            matrix::side_by_side(&mut page, &scenarios, look);
        }
        recomputed(&mut page, self.manifest.audited, "answer");
        page
    }

    fn write_csv(&self, lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.rows(&self.columns(), self.rows(), lang)
    }

    fn geojson(&self, lang: Lang) -> String {
        geojson::render(self, lang)
    }
}

/// Names the capacities that the demands ask more of than there is, and the support that they ask for beyond its cap.
fn limits(page: &mut Page, summary: Option<&Summary>) {
    let exceeded = summary.map_or(&[][..], |summary| &summary.capacity_exceeded);
    page.list(
        exceeded
            .iter()
            .map(|own| {
                format!(
                    "The capacity of `{}` is {} t a month, and the demands that use it by {} ask {} t: not enforced.",
                    own.row,
                    fixed(own.capacity_t_per_month, 0),
                    own.corridor,
                    fixed(own.asked_t_per_month, 0)
                )
            })
            .collect(),
    );
    let beyond = summary.map_or(&[][..], |summary| &summary.support_beyond_cap);
    page.list(
        beyond
            .iter()
            .map(|own| {
                format!(
                    "Support `{}` is paid for {} t a year, and the demands that ask for it by {} have {} t: not enforced.",
                    own.row,
                    fixed(own.cap_t_per_year, 0),
                    own.corridor,
                    fixed(own.asked_t_per_year, 0)
                )
            })
            .collect(),
    );
}

/// A scenario with its answers, demand by demand.
pub(crate) struct ScenarioAnswers<'a> {
    pub(crate) used: &'a ScenarioUsed,
    pub(crate) summary: Option<&'a Summary>,
    pub(crate) demands: Vec<&'a [Answer]>,
    /// Whether the figures decide each of them.
    pub(crate) verdicts: Vec<Option<&'a Verdict>>,
}

/// Splits the answers of a run by scenario and demand, in their order.
pub(crate) fn scenarios(results: &Results) -> Vec<ScenarioAnswers<'_>> {
    let mut scenarios: Vec<ScenarioAnswers<'_>> = results
        .manifest
        .scenarios
        .iter()
        .map(|used| ScenarioAnswers {
            used,
            summary: results.summary.iter().find(|summary| summary.scenario == used.name),
            demands: Vec::new(),
            verdicts: Vec::new(),
        })
        .collect();
    let answers = &results.answers;
    let mut verdicts = results.verdicts.iter().peekable();
    let mut start = 0;
    for end in 1..=answers.len() {
        let first = &answers[start];
        let ends = answers.get(end).is_none_or(|next| {
            (&next.scenario, &next.from.key, &next.to.key) != (&first.scenario, &first.from.key, &first.to.key)
                || next.corridor == first.corridor
        });
        if ends {
            if let Some(scenario) = scenarios.iter_mut().find(|scenario| scenario.used.name == first.scenario) {
                scenario.demands.push(&answers[start..end]);
                while verdicts.next_if(|verdict| !verdict.is_about(first)).is_some() {}
                scenario.verdicts.push(verdicts.peek().copied());
            }
            start = end;
        }
    }
    scenarios
}

/// Lays out what was asked and under which assumptions.
pub(crate) fn header(page: &mut Page, used: &ScenarioUsed, digits: Digits) {
    let title = if used.title.is_empty() { &used.name } else { &used.title };
    // The title may name the scenario's own day.
    page.heading(1, if used.date_asked { format!("{title}, asked for {}", used.date) } else { title.clone() });
    let wait = match used.wait {
        "half-headway" => "cargo waits half the interval between departures",
        "collected-for-ship" => {
            "cargo waits half the days in which a lot collects where ships come for it, else half the interval between \
             departures"
        }
        "full-headway" => "cargo waits the whole interval between departures",
        "timetable" => "cargo waits half the interval between departures, and for dated ones in plans for a ready date",
        other => other,
    };
    let counted: String = used.counted.iter().map(counted).collect();
    page.text(format!(
        "{}: {} in lots of {} t, as of {}. Amounts are {} per tonne of cargo, {}; {wait}.{counted}",
        used.name,
        used.commodity,
        plain(used.lot_t),
        used.date,
        used.currency,
        digits.in_words(),
    ));
    page.text_behind(sentence(&used.reading));
    page.list(used.tonnes_of_each_pair.iter().map(each_pair).collect());
    if !used.switches.is_empty() {
        page.text(format!("Switched on: {}.", and(&used.switches)));
    }
    if !used.set.is_empty() {
        page.text(format!("Changed: {}.", used.set.join("; ")));
    }
    quotations(page, used);
    recomputed(page, used.audited, "route");
}

/// Lays out what was asked, and whether the figures decide who is cheapest.
pub(super) fn judged(page: &mut Page, used: &ScenarioUsed, digits: Digits, verdicts: &[Verdict], lang: Lang) {
    header(page, used, digits);
    verdict::lay_out(page, verdicts, &used.currency, lang);
}

/// Writes how many tonnes an amount is that is given in boxes or wagons.
fn counted(own: &CountedAmount) -> String {
    let CountedAmount { path, number, unit, period, periods_per_year, payload_t, equipment, tonnes } = own;
    let is_one = number.to_string() == "1";
    let (each, size) = match *unit {
        "box20" => ("box", " of 20 feet"),
        "box40" => ("box", " of 40 feet"),
        "box35" => ("box", " of 35 t gross"),
        _ => ("wagon", ""),
    };
    let things = match each {
        _ if is_one => each.to_owned(),
        "box" => "boxes".to_owned(),
        _ => format!("{each}s"),
    };
    let (of_period, a_year) = match period {
        Some("year") => (" a year".to_owned(), String::new()),
        Some(period) => (format!(" a {period}"), format!("; {periods_per_year} {period}s")),
        None => (String::new(), String::new()),
    };
    let year = if path.ends_with("per_year") { " a year" } else { "" };
    format!(
        " {path}: {number} {things}{size}{of_period} = {tonnes} t{year} ({payload_t} t each by {equipment}{a_year})."
    )
}

/// Writes what yearly tonnes add up to where they count for each pair of a demand.
fn each_pair(own: &TonnesOfEachPair) -> String {
    let TonnesOfEachPair { demand, pairs, tonnes_per_year } = *own;
    format!(
        "The {} t a year of demand {demand} count for each of its {pairs} pairs of places: {} t a year together.",
        fixed(tonnes_per_year, 0),
        fixed(tonnes_per_year * pairs as f64, 0)
    )
}

/// Writes that so many demands are not listed.
pub(crate) fn too_many(demands: usize) -> String {
    format!(
        "{} are too many to list here: ask with --from or --to, or take all of them with --format csv.",
        count(demands, "demand")
    )
}

/// Reports how many answers or routes were recomputed, if that was asked for.
pub(super) fn recomputed(page: &mut Page, audited: Option<usize>, what: &str) {
    if let Some(audited) = audited {
        page.text(format!("{} recomputed from the tables alone: no difference.", count(audited, what)));
    }
}

/// Returns how many answers of some scenarios were recomputed, if that was asked for.
pub(super) fn audited(scenarios: &[ScenarioUsed]) -> Option<usize> {
    let audited = scenarios.iter().map(|used| used.audited).sum::<Option<usize>>();
    audited.filter(|_| !scenarios.is_empty())
}

#[cfg(test)]
#[path = "../../../../tests/pages/compare.rs"]
mod tests;

#[cfg(test)]
#[path = "../../../../tests/pages/compare_documents.rs"]
mod documents;
