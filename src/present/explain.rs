//! Why an answer is what it is, in plain sentences.

use crate::results::{Answer, EstimateShare, Explanation, PartDifference};
use crate::units::{Grade, Money};

use super::demand::{money, pair, permitted, refusal, route, slower, sources, title};
use super::page::Page;
use super::words::{Lang, and, days, fixed, is_small, part, percent, sentence, size};

/// The most estimates that are named.
const MOST_ESTIMATES: usize = 5;

/// Lays out explanations, one after the other.
pub fn page(explanations: &[Explanation], lang: Lang) -> Page {
    let mut page = Page::new();
    for explanation in explanations {
        lay_out(&mut page, explanation, lang);
    }
    if explanations.is_empty() {
        page.text("There is nothing to explain: no demand is left.");
    }
    page
}

fn lay_out(page: &mut Page, explanation: &Explanation, lang: Lang) {
    let Some(first) = explanation.answers.first() else {
        return;
    };
    let (currency, date) = (&explanation.currency, &explanation.date);
    page.heading(1, pair(first, lang));
    if first.is_answered() {
        page.lead(cheapest(first, currency, date, lang));
        page.text(format!("It goes {}.", route(first, lang)));
        page.text(made_of(first, currency));
        page.list(
            explanation.answers[1..]
                .iter()
                .filter(|answer| answer.is_answered())
                .map(|answer| {
                    let differences = explanation.differences.iter().find(|(corridor, _)| *corridor == answer.corridor);
                    next(first, answer, differences.map_or(&[], |(_, parts)| parts.as_slice()), currency)
                })
                .collect(),
        );
    } else {
        page.lead(format!("There is no way from {} on {date} by any corridor.", pair(first, lang)));
    }
    let without = explanation.answers.iter().filter(|answer| !answer.is_answered());
    page.list(without.map(no_route).collect());
    let refused = explanation.answers.iter().filter_map(|answer| Some((answer, answer.refused.as_ref()?)));
    page.list(refused.map(|(answer, refused)| refusal(answer, refused, currency, date, lang)).collect());
    page.list(explanation.answers.iter().flat_map(allowed).collect());
    if first.is_answered() {
        rests_on(page, first, &explanation.estimates, currency);
    }
}

fn cheapest(answer: &Answer, currency: &str, date: &str, lang: Lang) -> String {
    format!(
        "The cheapest way from {} on {date} is {} at {:.2} {currency}/t: {} days, {} km, {} kg CO2e per tonne.",
        pair(answer, lang),
        title(answer),
        answer.total_per_t.unwrap_or_default(),
        days(answer.hours.total()),
        fixed(answer.km.total().as_km(), 0),
        fixed(answer.co2e.as_kilograms(), 1),
    )
}

fn made_of(answer: &Answer, currency: &str) -> String {
    let mut parts: Vec<(&str, Money)> = answer.parts.iter().filter(|&(_, amount)| !is_small(amount)).collect();
    parts.sort_by_key(|&(_, amount)| std::cmp::Reverse(amount));
    let words: Vec<String> = parts.iter().map(|(name, amount)| format!("{amount:.2} {}", part(name))).collect();
    let hours = &answer.hours;
    let times: Vec<String> = [
        ("moving", hours.moving),
        ("waiting", hours.waiting),
        ("handling", hours.handling),
        ("at borders", hours.border),
    ]
    .into_iter()
    .filter(|&(_, time)| fixed(time.as_days(), 1) != "0.0")
    .map(|(kind, time)| format!("{} {kind}", days(time)))
    .collect();
    let mut text = String::new();
    if !words.is_empty() {
        text.push_str(&format!("Of its {currency}/t, largest first: {}.", and(&words)));
    }
    if !times.is_empty() {
        text.push_str(&format!(" Of its days: {}.", and(&times)));
    }
    text
}

/// Says how much more another corridor costs, and in which parts.
fn next(winner: &Answer, answer: &Answer, differences: &[PartDifference], currency: &str) -> String {
    let more = answer.more_than_best.unwrap_or_default();
    let lead = match (more == Money::ZERO, answer.rank) {
        (true, _) => format!("{} costs exactly the same", title(answer)),
        (false, Some(2)) => format!("Next comes {}: {} more", title(answer), money(more, currency)),
        (false, _) => format!("Then {}: {} more", title(answer), money(more, currency)),
    };
    let time = slower(answer.days_more_than(winner));
    format!("{lead}, and it is {time}.{}", because(differences, title(winner)))
}

fn because(differences: &[PartDifference], winner: &str) -> String {
    let list = |dearer: bool| {
        let mut parts: Vec<&PartDifference> = differences
            .iter()
            .filter(|part| !is_small(part.difference) && (part.difference > Money::ZERO) == dearer)
            .collect();
        parts.sort_by_key(|part| if dearer { -part.difference } else { part.difference });
        let words: Vec<String> = parts
            .iter()
            .map(|difference| format!("{} on {}", size(difference.difference), part(difference.part)))
            .collect();
        and(&words)
    };
    let (saves, costs) = (list(false), list(true));
    match (saves.is_empty(), costs.is_empty()) {
        (true, true) => String::new(),
        (false, false) => format!(" Against {winner} it saves {saves}, but costs more by {costs}."),
        (false, true) => format!(" Against {winner} it saves {saves}."),
        (true, false) => format!(" Against {winner} it costs more by {costs}, and saves nothing."),
    }
}

fn no_route(answer: &Answer) -> String {
    let reason = answer.reason.as_ref().map_or("no reason is given", |reason| reason.text.as_str());
    format!("{} has no route: {}", title(answer), sentence(reason))
}

fn allowed(answer: &Answer) -> Vec<String> {
    let rows = answer.permissions.iter();
    rows.map(|permission| format!("{} is allowed by {}.", title(answer), permitted(permission))).collect()
}

fn rests_on(page: &mut Page, answer: &Answer, estimates: &[EstimateShare], currency: &str) {
    let share = percent(answer.grades.share(Grade::Estimate));
    let named = &estimates[..estimates.len().min(MOST_ESTIMATES)];
    if named.is_empty() {
        page.text(format!("{share} of the total rests on estimates."));
        return;
    }
    page.text(format!(
        "{share} of the total of {} rests on estimates; the largest {}:",
        title(answer),
        if named.len() == 1 { "is" } else { "are" }
    ));
    page.list(named.iter().map(|estimate| estimated(estimate, currency)).collect());
    if named.len() < estimates.len() {
        page.text(format!(
            "Others: {}.",
            and(&estimates[named.len()..].iter().map(|estimate| estimate.path.clone()).collect::<Vec<_>>())
        ));
    }
}

fn estimated(estimate: &EstimateShare, currency: &str) -> String {
    let bounds = match &estimate.bounds {
        Some((low, high)) => format!(", between {low} and {high}"),
        None => ", without bounds".to_owned(),
    };
    let note = match &estimate.note {
        Some(note) => format!(" {}", sentence(note)),
        None => String::new(),
    };
    format!(
        "{} = {} {}{bounds}: charges of {:.2} {currency}/t rest on it{}.{note}",
        estimate.path,
        estimate.value,
        estimate.unit,
        estimate.amount_per_t,
        sources(&estimate.sources),
    )
}
