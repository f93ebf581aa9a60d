//! The first screen of a report: the question, the answer with its certainty, the corridors side by side.

use serde::Serialize;

use crate::analysis::outside::{OLD_AFTER_YEARS, OutsideModel};
use crate::analysis::report::Report;
use crate::analysis::verdict::{Doubt, SavingClaim, Verdict};
use crate::answer::Answer;
use crate::present::drawing::Tint;
use crate::units::Grade;

use super::words::Words;

/// The answer in five lines, and what speaks for and against it.
#[derive(Serialize)]
pub(super) struct Headline {
    /// Whether it is decided; nothing where there is no route.
    is_decided: Option<bool>,
    certainty: String,
    begins: String,
    /// What is cheapest over all pairs, where there are several, and which pair the lines are about.
    all: Option<String>,
    example: Option<String>,
    which: String,
    by: String,
    sure: String,
    /// What the page says of that where figures are moved.
    pub(super) sure_moved: String,
    turns: Option<String>,
    find_out: Option<String>,
    reasons: Vec<String>,
}

/// One corridor beside the others.
#[derive(Serialize)]
pub(super) struct Card {
    /// The position of the corridor in the file.
    position: usize,
    title: String,
    /// The corridors that take the same route.
    also: String,
    /// Whether an earlier corridor takes the same route, and its card is shown.
    is_repeated: bool,
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
        let answers = &report.results.answers;
        let example = (report.demands > 1).then(|| {
            let ends = answers.first().map_or(("", ""), |own| (words.place(&own.from), words.place(&own.to)));
            words.say("example", &[("from", ends.0), ("to", ends.1)])
        });
        let (which, by) = lines(answers, words);
        let mut headline = Self {
            is_decided: None,
            certainty: String::new(),
            begins: words.say("answer.as_written", &[]),
            all: (report.demands > 1).then(|| overview(report, words)).flatten(),
            example,
            which,
            by,
            sure: String::new(),
            sure_moved: words.say("sure.moved_only", &[]),
            turns: None,
            find_out: None,
            reasons: Vec::new(),
        };
        let Some(verdict) = report.results.verdicts.first().filter(|own| !own.cheapest.is_empty()) else {
            return headline;
        };
        headline.is_decided = Some(verdict.decided);
        headline.certainty = words.say(if verdict.decided { "certainty.decided" } else { "certainty.undecided" }, &[]);
        headline.sure = sure(report, verdict, words);
        if let (Some(chance), false) = (chance(verdict), has_no_ranges(report)) {
            headline.sure_moved = words.say("sure.moved", &[("share", &words.share(chance))]);
        }
        headline.turns = turns(report, verdict, words);
        headline.find_out = find_out(report, words);
        headline.reasons = reasons(verdict, words);
        headline
    }
}

/// Groups the corridors that take one route: their positions, in the order of the file.
pub(super) fn groups(answers: &[Answer]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (position, answer) in answers.iter().enumerate() {
        match groups.iter_mut().find(|own| answers[own[0]].is_same_route(answer)) {
            Some(own) => own.push(position),
            None => groups.push(vec![position]),
        }
    }
    groups
}

/// Returns whether no figure has a range, so that draws say nothing.
pub(super) fn has_no_ranges(report: &Report) -> bool {
    report.risk.as_ref().is_some_and(|own| own.studies.iter().all(|study| study.figures_drawn == 0))
}

/// Returns whether the tables know how long anything takes.
pub(super) fn knows_time(answers: &[Answer]) -> bool {
    answers.iter().any(|answer| answer.days.is_some_and(|days| days > 0.0))
}

/// Writes who is cheapest, and by how much and how much faster or slower.
fn lines(answers: &[Answer], words: Words<'_>) -> (String, String) {
    let titles = |own: &[usize]| own.iter().map(|&at| answers[at].corridor_title.clone()).collect::<Vec<_>>();
    let mut ranked: Vec<(&Answer, String)> = groups(answers)
        .iter()
        .filter(|own| answers[own[0]].is_answered())
        .map(|own| (&answers[own[0]], words.also(&titles(own))))
        .collect();
    ranked.sort_by_key(|(answer, _)| answer.total_per_t);
    let Some((first, title)) = ranked.first() else { return (words.say("answer.none", &[]), String::new()) };
    let total = words.money(first.total());
    let equal: Vec<String> =
        ranked.iter().filter(|(own, _)| own.total_per_t == first.total_per_t).map(|(_, title)| title.clone()).collect();
    let rival = ranked.get(equal.len());
    let which = match (&equal[..], rival) {
        ([_], None) => words.say("answer.alone", &[("leader", title), ("total", &total)]),
        ([_], Some(_)) => words.say("answer.leads", &[("leader", title), ("total", &total)]),
        (all, _) => words.say("answer.equal", &[("total", &total), ("leaders", &words.and(all))]),
    };
    let Some((rival, _)) = rival else { return (which, words.say("by.none", &[])) };
    let gap = words.money(rival.total() - first.total());
    let more_days = first.days.unwrap_or_default() - rival.days.unwrap_or_default();
    let days = words.days(more_days.abs());
    let key = match more_days {
        _ if !knows_time(answers) => "by.unknown",
        _ if days == words.days(0.0) => "by.as_fast",
        more if more > 0.0 => "by.slower",
        _ => "by.faster",
    };
    let values = [("gap", gap.as_str()), ("rival", rival.corridor_title.as_str()), ("days", &days)];
    let has_days = matches!(key, "by.slower" | "by.faster");
    (which, words.say(key, if has_days { &values } else { &values[..2] }))
}

/// Returns the chance of the cheapest corridor, if draws were made.
fn chance(verdict: &Verdict) -> Option<f64> {
    verdict.draws.and_then(|_| verdict.chance(&verdict.cheapest[0]))
}

/// Writes how sure it is which corridor is cheapest.
fn sure(report: &Report, verdict: &Verdict, words: Words<'_>) -> String {
    if has_no_ranges(report) {
        return words.say("sure.no_ranges", &[]);
    }
    let answers = &report.results.answers;
    let answer = |key: &str| answers.iter().find(|own| own.corridor == key);
    // A corridor that takes the route of the cheapest is no rival of it.
    let is_rival = |key: &str| {
        let leaders = verdict.cheapest.iter().filter_map(|own| answer(own));
        answer(key).is_some_and(|own| leaders.clone().all(|leader| !own.is_same_route(leader)))
    };
    let mut rivals: Vec<_> = verdict.chances.iter().filter(|own| is_rival(&own.corridor)).collect();
    rivals.sort_by(|one, other| other.share.total_cmp(&one.share));
    match (chance(verdict), verdict.draws, rivals.first()) {
        (Some(chance), Some(draws), Some(rival)) => words.say(
            "sure.chance",
            &[
                ("share", &words.share(chance)),
                ("draws", &words.number(draws as f64, 0)),
                ("rival", verdict.title(&rival.corridor)),
                ("other", &words.share(rival.share)),
            ],
        ),
        (_, None, _) if verdict.doubts.contains(&Doubt::RangesOverlap) => words.say("reason.overlap", &[]),
        (_, None, _) => words.say("sure.bounds", &[]),
        _ => String::new(),
    }
}

fn reasons(verdict: &Verdict, words: Words<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if !verdict.hypotheses.is_empty() {
        let switch = |own: &crate::draws::DrawnHypothesis| {
            let name = if own.reason.is_empty() { &own.switch } else { &own.reason };
            let name = format!("{} – {name}", own.switch);
            words.say("reason.switch", &[("name", &name), ("share", &words.share(own.weight))])
        };
        let switches: Vec<String> = verdict.hypotheses.iter().map(switch).collect();
        lines.push(words.say("reason.switches", &[("switches", &switches.join(words.semicolon()))]));
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

/// Writes which single figure would turn the answer first, and how often several together do.
fn turns(report: &Report, verdict: &Verdict, words: Words<'_>) -> Option<String> {
    let found = report.breakeven.as_deref()?;
    let chance = chance(verdict).filter(|share| *share < 1.0 && !has_no_ranges(report));
    let several = chance.map(|chance| words.say("turns.several", &[("share", &words.share(1.0 - chance))]));
    let several = several.unwrap_or_default();
    let Some(flip) = found.flips.first() else { return Some(words.say("turns.none", &[("several", &several)])) };
    let title = |key: &String| {
        found.corridors.iter().find(|own| own.key == *key).map_or_else(|| key.clone(), |own| own.title.clone())
    };
    let rival = flip.nearest.to.first().map(title).unwrap_or_default();
    let figure = &flip.figure;
    let (today, value) = (words.quantity(figure.value, ""), words.quantity(flip.nearest.value, &figure.unit));
    let values = [("figure", figure.name.as_str()), ("today", &today), ("value", &value), ("rival", &rival)];
    if flip.nearest.of_bound.is_some_and(|times| times <= 1.0) {
        return Some(words.say("turns.within", &values));
    }
    let times = flip.nearest.of_bound.map(|times| words.say("turns.times", &[("times", &words.times(times))]));
    let times = times.unwrap_or_default();
    let values: Vec<(&str, &str)> = values.into_iter().chain([("several", &*several), ("times", &*times)]).collect();
    Some(words.say("turns.beyond", &values))
}

/// Names the figure that is to be found out first: the first of the table that says so.
fn find_out(report: &Report, words: Words<'_>) -> Option<String> {
    let found = report.sensitivity.as_deref()?;
    let driver = found.demands.first()?.difference_per_t.figures.first()?;
    let figure = found.figures.get(driver.figure)?;
    let grade = words.say(&format!("grade.{}", figure.grade), &[]);
    Some(words.say("find_out", &[("figure", &figure.name), ("grade", &grade)]))
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
    let (unit, ours) = (words.lang.unit(&claim.unit), words.number(claim.ours, 0));
    let dearer = words.say("reason.dearer", &[("amount", &words.number(claim.ours.abs(), 0)), ("unit", &unit)]);
    let (name, ours) = if claim.contradicts { ("dearer", &dearer) } else { ("ours", &ours) };
    words.say(
        key,
        &[
            ("source", &source),
            ("corridor", verdict.title(&claim.corridor)),
            ("against", verdict.title(&claim.against)),
            ("value", &words.written(&claim.value)),
            ("unit", &unit),
            (name, ours),
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
    /// Makes the cards, those of cheaper corridors first.
    pub(super) fn all(answers: &[Answer], words: Words<'_>) -> Vec<Self> {
        let mut cards = Vec::new();
        for group in groups(answers) {
            let others: Vec<String> = group[1..].iter().map(|&at| answers[at].corridor_title.clone()).collect();
            let also = if others.is_empty() {
                String::new()
            } else {
                words.say("card.also", &[("others", &others.join(words.comma()))])
            };
            for &position in &group {
                let (also, is_repeated) =
                    if position == group[0] { (also.clone(), false) } else { (String::new(), true) };
                let card = Self::of((position, &answers[position]), knows_time(answers), words);
                cards.push(Self { also, is_repeated, ..card });
            }
        }
        let total = |card: &Self| answers[card.position].total_per_t;
        cards.sort_by_key(|card| (total(card).is_none(), total(card), card.position));
        cards
    }

    fn of((position, answer): (usize, &Answer), knows_time: bool, words: Words<'_>) -> Self {
        let mut facts = Vec::new();
        if let Some(km) = &answer.km {
            facts.push(words.say("card.km", &[("km", &words.number(km.total().as_km(), 0))]));
        }
        if let Some(form) = &answer.form {
            facts.push(words.say(&format!("form.{form}"), &[]));
        }
        if let Some(co2e) = answer.co2e {
            let kg = co2e.as_kilograms();
            facts.push(if kg > 0.0 {
                words.say("card.co2e", &[("kg", &words.number(kg, 1))])
            } else {
                words.say("card.no_co2e", &[])
            });
        }
        if let Some((low, high)) = answer.low_per_t.zip(answer.high_per_t).filter(|(low, high)| low != high) {
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
        let days = match answer.days {
            Some(days) if knows_time => words.say("card.days", &[("days", &words.days(days))]),
            Some(_) => words.say("card.no_days", &[]),
            None => String::new(),
        };
        Self {
            position,
            also: String::new(),
            is_repeated: false,
            title: answer.corridor_title.clone(),
            tint: Tint::corridor(position).as_str(),
            is_cheapest: answer.is_cheapest(),
            total: answer.total_per_t.map(|total| words.bare(total)),
            gap,
            days,
            facts,
            way: words.way(answer),
            reason: answer.reason.clone(),
        }
    }
}
