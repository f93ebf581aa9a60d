//! The main answer: corridors side by side, for each scenario in turn.

use crate::results::{Answer, Results, ScenarioUsed, Summary};

use super::page::Page;
use super::words::{Lang, and, count, plain, sentence};
use super::{demand, matrix};

/// The most demands of a scenario that are laid out one by one; more of them make a summary.
const MOST_IN_DETAIL: usize = 4;

/// Is a scenario with its answers, demand by demand.
pub(super) struct Scenario<'a> {
    pub(super) used: &'a ScenarioUsed,
    pub(super) summary: Option<&'a Summary>,
    pub(super) demands: Vec<&'a [Answer]>,
}

/// Lays out a comparison.
pub fn page(results: &Results, lang: Lang) -> Page {
    let scenarios = scenarios(results);
    let mut page = Page::new();
    for scenario in &scenarios {
        header(&mut page, scenario.used);
        if scenario.demands.is_empty() {
            page.text("No demand is left to answer.");
        } else if scenario.demands.len() <= MOST_IN_DETAIL {
            for answers in &scenario.demands {
                demand::lay_out(&mut page, scenario, answers, lang);
            }
        } else {
            matrix::lay_out(&mut page, scenario, lang);
        }
    }
    if scenarios.len() > 1 {
        matrix::side_by_side(&mut page, &scenarios, lang);
    }
    if let Some(audited) = results.manifest.audited {
        page.text(format!("{} recomputed from the tables alone: no difference.", count(audited, "answer")));
    }
    page
}

/// Splits the answers of a run by scenario and demand, in their order.
pub(super) fn scenarios(results: &Results) -> Vec<Scenario<'_>> {
    let mut scenarios: Vec<Scenario<'_>> = results
        .manifest
        .scenarios
        .iter()
        .map(|used| Scenario {
            used,
            summary: results.summary.iter().find(|summary| summary.scenario == used.name),
            demands: Vec::new(),
        })
        .collect();
    let answers = &results.answers;
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
            }
            start = end;
        }
    }
    scenarios
}

/// Lays out what was asked and under which assumptions.
pub(super) fn header(page: &mut Page, used: &ScenarioUsed) {
    page.heading(1, if used.title.is_empty() { &used.name } else { &used.title });
    let wait = match used.wait {
        "half-headway" => "cargo waits half the interval between departures",
        "full-headway" => "cargo waits the whole interval between departures",
        other => other,
    };
    page.text(format!(
        "{}: {} on {}, in lots of {} t. Amounts are {} per tonne of cargo; {wait}.",
        used.name,
        used.commodity,
        used.date,
        plain(used.lot_t),
        used.currency,
    ));
    page.text(sentence(&used.reading));
    if !used.switches.is_empty() {
        page.text(format!("Switched on: {}.", and(&used.switches)));
    }
    if !used.set.is_empty() {
        page.text(format!("Changed: {}.", used.set.join("; ")));
    }
}
