//! The first screen of a report: the question, the answer with its certainty, the corridors side by side.

use serde::Serialize;

use crate::analysis::outside::{OLD_AFTER_YEARS, OutsideModel};
use crate::analysis::report::Report;
use crate::analysis::verdict::{Doubt, SavingClaim, Verdict};
use crate::answer::Answer;
use crate::present::drawing::Tint;
use crate::present::words::Lang;
use crate::units::Grade;

use super::words::Words;

/// The answer in a sentence, and what speaks for and against it.
#[derive(Serialize)]
pub(super) struct Headline {
    /// Whether it is settled; nothing where there is no route.
    is_decided: Option<bool>,
    certainty: String,
    begins: String,
    sentence: String,
    reasons: Vec<String>,
}

/// One corridor beside the others.
#[derive(Serialize)]
pub(super) struct Card {
    title: String,
    tint: &'static str,
    is_cheapest: bool,
    total: Option<String>,
    gap: String,
    days: String,
    facts: Vec<String>,
    way: String,
    reason: Option<String>,
}

impl Headline {
    pub(super) fn of(report: &Report, words: Words<'_>) -> Self {
        let (begins, none) = (words.say("answer.as_written", &[]), words.say("answer.none", &[]));
        let Some(verdict) = report.results.verdicts.first().filter(|own| !own.cheapest.is_empty()) else {
            return Self { is_decided: None, certainty: String::new(), begins, sentence: none, reasons: Vec::new() };
        };
        let certainty = if verdict.decided { "certainty.decided" } else { "certainty.undecided" };
        Self {
            is_decided: Some(verdict.decided),
            certainty: words.say(certainty, &[]),
            begins,
            sentence: sentence(&report.results.answers, words),
            reasons: turns(report, words)
                .into_iter()
                .chain(reasons(verdict, words))
                .chain(overview(report, words))
                .collect(),
        }
    }
}

/// Writes who is cheapest, by how much, and who is faster.
fn sentence(answers: &[Answer], words: Words<'_>) -> String {
    let mut ranked: Vec<&Answer> = answers.iter().filter(|answer| answer.is_answered()).collect();
    ranked.sort_by_key(|answer| answer.total_per_t);
    let Some((first, others)) = ranked.split_first() else { return words.say("answer.none", &[]) };
    let total = words.money(first.total());
    let leader = first.corridor_title.as_str();
    let equal: Vec<String> = ranked
        .iter()
        .filter(|own| own.total_per_t == first.total_per_t)
        .map(|own| own.corridor_title.clone())
        .collect();
    if equal.len() > 1 {
        let leaders = words.and(&equal);
        let Some(rival) = ranked.get(equal.len()) else {
            return words.say("answer.equal", &[("total", &total), ("leaders", &leaders)]);
        };
        let gap = words.money(rival.total() - first.total());
        let values = [("total", &*total), ("leaders", &leaders), ("gap", &gap), ("rival", &rival.corridor_title)];
        return words.say("answer.equal_leads", &values);
    }
    let Some(rival) = others.first() else {
        return words.say("answer.alone", &[("leader", leader), ("total", &total)]);
    };
    let gap = words.money(rival.total() - first.total());
    let said = words
        .say("answer.leads", &[("leader", leader), ("total", &total), ("gap", &gap), ("rival", &rival.corridor_title)]);
    let more_days = first.days.unwrap_or_default() - rival.days.unwrap_or_default();
    let days = words.days(more_days.abs());
    // Of tables without any hours it would be no finding that the ways are as fast.
    if [first, rival].iter().all(|answer| answer.days.unwrap_or_default() <= 0.0) {
        return said;
    }
    let time = match more_days {
        _ if days == words.days(0.0) => words.say("answer.as_fast", &[]),
        more if more > 0.0 => words.say("answer.slower", &[("days", &days)]),
        _ => words.say("answer.faster", &[("days", &days)]),
    };
    format!("{said}{}{time}", if words.lang == Lang::Zh { "" } else { " " })
}

fn reasons(verdict: &Verdict, words: Words<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let leader = verdict.title(&verdict.cheapest[0]);
    let chance = |key: &str| words.share(verdict.chance(key).unwrap_or_default());
    let mut rivals: Vec<_> = verdict.chances.iter().filter(|own| !verdict.cheapest.contains(&own.corridor)).collect();
    rivals.sort_by(|one, other| other.share.total_cmp(&one.share));
    if let (Some(draws), Some(rival)) = (verdict.draws, rivals.first()) {
        lines.push(words.say(
            "reason.chance",
            &[
                ("leader", leader),
                ("share", &chance(&verdict.cheapest[0])),
                ("draws", &words.number(draws as f64, 0)),
                ("rival", verdict.title(&rival.corridor)),
                ("other", &words.share(rival.share)),
            ],
        ));
    } else if verdict.doubts.contains(&Doubt::RangesOverlap) {
        lines.push(words.say("reason.overlap", &[]));
    }
    if !verdict.hypotheses.is_empty() {
        let switch = |own: &crate::draws::DrawnHypothesis| {
            words.say("reason.switch", &[("name", &own.switch), ("share", &words.share(own.weight))])
        };
        let switches: Vec<String> = verdict.hypotheses.iter().map(switch).collect();
        lines.push(words.say("reason.switches", &[("switches", &words.and(&switches))]));
    }
    if let Some(faster) = &verdict.faster {
        let values = [("corridor", verdict.title(&faster.corridor)), ("days", &words.days(faster.days))];
        lines.push(words.say("reason.faster", &values));
    }
    lines.extend(verdict.evidence.iter().map(|claim| evidence(claim, verdict, words)));
    lines.extend(verdict.outside.iter().filter_map(|own| outside(own, verdict, words)));
    if let Some(prices) = verdict.prices.filter(|own| own.older > 0) {
        let values = [
            ("n", prices.older.to_string()),
            ("all", prices.dated.to_string()),
            ("years", OLD_AFTER_YEARS.to_string()),
        ];
        lines.push(words.say("reason.prices_old", &values.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    lines
}

/// Writes which single figure would turn the answer first.
fn turns(report: &Report, words: Words<'_>) -> Option<String> {
    let found = report.breakeven.as_deref()?;
    let Some(flip) = found.flips.first() else { return Some(words.say("reason.turns_none", &[])) };
    let title = |key: &String| {
        found.corridors.iter().find(|own| own.key == *key).map_or_else(|| key.clone(), |own| own.title.clone())
    };
    let then: Vec<String> = flip.nearest.to.iter().map(title).collect();
    let figure = &flip.figure;
    Some(words.say(
        "reason.turns",
        &[
            ("rival", &words.and(&then)),
            ("figure", &figure.name),
            ("today", &words.written(&figure.value.to_string())),
            ("value", &words.short(flip.nearest.value)),
            ("unit", &figure.unit),
        ],
    ))
}

/// Writes how many of all demands each corridor is cheapest for.
fn overview(report: &Report, words: Words<'_>) -> Option<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for answer in report.overview.iter().filter(|answer| answer.is_answered() && answer.is_cheapest()) {
        match counts.iter_mut().find(|(title, _)| *title == answer.corridor_title) {
            Some((_, count)) => *count += 1,
            None => counts.push((&answer.corridor_title, 1)),
        }
    }
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let number = |count: usize| words.number(count as f64, 0);
    let count =
        |&(title, count): &(&str, usize)| words.say("reason.count", &[("corridor", title), ("n", &number(count))]);
    let said: Vec<String> = counts.iter().map(count).collect();
    let values = [("n", &*number(report.demands)), ("counts", &words.and(&said))];
    (!said.is_empty()).then(|| words.say("reason.overview", &values))
}

fn evidence(claim: &SavingClaim, verdict: &Verdict, words: Words<'_>) -> String {
    let key = if claim.contradicts { "reason.claim_contradicts" } else { "reason.claim_agrees" };
    let source = claim.sources.iter().chain(&claim.year).cloned().collect::<Vec<_>>().join(", ");
    words.say(
        key,
        &[
            ("source", &source),
            ("corridor", verdict.title(&claim.corridor)),
            ("against", verdict.title(&claim.against)),
            ("value", &words.written(&claim.value)),
            ("unit", &claim.unit),
            ("ours", &words.number(claim.ours, 0)),
        ],
    )
}

fn outside(own: &OutsideModel, verdict: &Verdict, words: Words<'_>) -> Option<String> {
    Some(match own {
        OutsideModel::CapacityExceeded(own) => {
            words.say("reason.capacity", &[("row", &own.row), ("corridor", verdict.title(&own.corridor))])
        }
        OutsideModel::PricesOld(_) => return None,
        OutsideModel::RefusedCheaper(way) => {
            words.say("reason.refused", &[("corridor", &way.title), ("total", &words.money(way.total_per_t))])
        }
        OutsideModel::CorridorLeftOut(way) => {
            words.say("reason.left_out", &[("corridor", &way.title), ("total", &words.money(way.total_per_t))])
        }
    })
}

impl Card {
    pub(super) fn of(position: usize, answer: &Answer, words: Words<'_>) -> Self {
        let mut facts = Vec::new();
        if let Some(km) = &answer.km {
            facts.push(words.say("card.km", &[("km", &words.number(km.total().as_km(), 0))]));
        }
        if let Some(form) = &answer.form {
            facts.push(words.say(&format!("form.{form}"), &[]));
        }
        if let Some(co2e) = answer.co2e {
            facts.push(words.say("card.co2e", &[("kg", &words.number(co2e.as_kilograms(), 1))]));
        }
        if let Some((low, high)) = answer.low_per_t.zip(answer.high_per_t) {
            facts.push(words.say("card.range", &[("low", &words.bare(low)), ("high", &words.bare(high))]));
        }
        if let Some(grades) = &answer.grades {
            facts.push(words.say("card.estimates", &[("share", &words.share(grades.share(Grade::Estimate)))]));
        }
        let gap = match answer.more_than_best {
            Some(more) if answer.is_answered() && !answer.is_cheapest() => {
                words.say("card.more", &[("gap", &words.bare(more))])
            }
            _ if answer.is_cheapest() => words.say("card.cheapest", &[]),
            _ => words.say("card.none", &[]),
        };
        Self {
            title: answer.corridor_title.clone(),
            tint: Tint::corridor(position).as_str(),
            is_cheapest: answer.is_cheapest(),
            total: answer.total_per_t.map(|total| words.bare(total)),
            gap,
            days: answer.days.map_or_else(String::new, |days| words.say("card.days", &[("days", &words.days(days))])),
            facts,
            way: words.way(answer),
            reason: answer.reason.clone(),
        }
    }
}
