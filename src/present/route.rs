//! Itineraries step by step.

use crate::results::{Answer, Results, Step, StepKind};

use super::compare::{header, scenarios};
use super::demand::{moves, pair, permitted, refusal, route, table, title};
use super::page::{Page, Table};
use super::words::{Lang, fixed, part, sentence};

/// Lays out the itinerary of every answer.
pub fn page(results: &Results, lang: Lang) -> Page {
    let mut page = Page::new();
    for scenario in scenarios(results) {
        header(&mut page, scenario.used);
        let (currency, date) = (&scenario.used.currency, &scenario.used.date);
        let baseline = scenario.summary.and_then(|summary| summary.baseline.as_deref());
        for answer in scenario.demands.iter().copied().flatten() {
            page.heading(2, format!("{}: {}", pair(answer, lang), title(answer)));
            if answer.is_answered() {
                page.lead(format!("{}.", route(answer, lang)));
                page.table(itinerary(answer, currency, lang));
                page.list(answer.permissions.iter().map(|row| format!("Allowed by {}.", permitted(row))).collect());
            } else {
                let reason = answer.reason.as_ref().map_or("no reason is given", |reason| reason.text.as_str());
                page.lead(format!("No route: {}", sentence(reason)));
            }
            if let Some(refused) = &answer.refused {
                page.text(refusal(answer, refused, currency, date, lang));
            }
            if answer.is_answered() {
                page.heading(3, "In all");
                page.table(table(std::slice::from_ref(answer), currency, baseline));
            }
        }
    }
    page
}

/// Lays out the steps of one answer; their costs have all six places and add up to the total.
fn itinerary(answer: &Answer, currency: &str, lang: Lang) -> Table {
    let mut table = Table::new()
        .words("#")
        .words("Step")
        .words("Where")
        .numbers("km")
        .numbers("h")
        .numbers(format!("{currency}/t"))
        .words("Made up of")
        .words("Charged by; legs");
    for (position, step) in answer.steps.iter().enumerate() {
        let km = if moves(step) { fixed(step.km.as_km(), 0) } else { String::new() };
        table.row([
            (position + 1).to_string(),
            what(step),
            place(step, lang),
            km,
            fixed(step.hours.total().as_hours(), 1),
            step.parts.total().to_string(),
            made_up_of(step),
            charged_by(step),
        ]);
    }
    table.gap();
    let total = answer.total_per_t.unwrap_or_default();
    table.row([
        "",
        "Total",
        "",
        &fixed(answer.km.total().as_km(), 0),
        &fixed(answer.hours.total().as_hours(), 1),
        &total.to_string(),
        "",
        "",
    ]);
    table
}

fn what(step: &Step) -> String {
    let mode = step.mode.unwrap_or_default();
    let text = match (step.kind, step.regime) {
        (StepKind::Load, _) => format!("load to {mode}"),
        (StepKind::Wait, _) => format!("wait for {mode}"),
        (StepKind::Ride, _) => mode.to_owned(),
        (StepKind::Cross, Some(regime)) => format!("{mode} over the border, {regime}"),
        (StepKind::Cross, None) => format!("{mode} over the border"),
        (StepKind::Tranship, _) => format!("tranship to {mode}"),
        (StepKind::Gauge, _) => "change gauge".to_owned(),
        (StepKind::Unload, _) => "unload".to_owned(),
    };
    text.trim_end_matches(" to ").trim_end_matches(" for ").to_owned()
}

fn place(step: &Step, lang: Lang) -> String {
    if step.from.key == step.to.key {
        return lang.name(&step.from).to_owned();
    }
    format!("{} → {}", lang.name(&step.from), lang.name(&step.to))
}

fn made_up_of(step: &Step) -> String {
    let parts: Vec<String> = step
        .parts
        .iter()
        .filter(|&(_, amount)| amount != crate::units::Money::ZERO)
        .map(|(name, amount)| format!("{} {amount:.2}", part(name)))
        .collect();
    parts.join(", ")
}

fn charged_by(step: &Step) -> String {
    let mut texts: Vec<String> = Vec::new();
    texts.extend(step.tariff.clone());
    texts.extend(step.service.as_ref().map(|service| format!("service {service}")));
    if !step.legs.is_empty() {
        texts.push(step.legs.join(", "));
    }
    texts.join("; ")
}
