//! Which of the answers are shown.

use std::collections::BTreeSet;

use corridor::analysis::compare::Results;
use corridor::answer::{Answer, PlaceName};
use corridor::ids::{CorridorId, DemandId};
use corridor::problem::nearest;

use super::arguments::Selection;
use super::failure::Failure;

/// The most choices that are listed.
const MOST_CHOICES: usize = 20;

/// Keeps the answers that are asked for.
///
/// A summary counts all demands of its scenario, so it goes where only a part of them is kept.
pub(super) fn keep(results: &mut Results, selection: &Selection) -> Result<(), Failure> {
    for from in &selection.from {
        known("origin", from, results.answers.iter().map(|answer| &answer.from))?;
    }
    for to in &selection.to {
        known("destination", to, results.answers.iter().map(|answer| &answer.to))?;
    }
    for corridor in &selection.corridor {
        if !results.answers.iter().any(|answer| answer.corridor == *corridor) {
            return Err(unknown("corridor", corridor, results.answers.iter().map(|answer| answer.corridor.as_str())));
        }
    }
    let before = results.answers.len();
    results.answers.retain(|answer| {
        any(&answer.from, &selection.from)
            && any(&answer.to, &selection.to)
            && (selection.corridor.is_empty() || selection.corridor.contains(&answer.corridor))
    });
    if results.answers.is_empty() && before > 0 {
        return Err(Failure::Usage("no demand goes that way by such a corridor".to_owned()));
    }
    if results.answers.len() < before {
        results.summary.clear();
    }
    Ok(())
}

/// Returns the demands, given with their ends, that are asked for.
pub(super) fn demands(
    all: &[(DemandId, PlaceName, PlaceName)],
    selection: &Selection,
) -> Result<Vec<DemandId>, Failure> {
    for from in &selection.from {
        known("origin", from, all.iter().map(|(_, from, _)| from))?;
    }
    for to in &selection.to {
        known("destination", to, all.iter().map(|(_, _, to)| to))?;
    }
    let is_asked =
        |(_, from, to): &&(DemandId, PlaceName, PlaceName)| any(from, &selection.from) && any(to, &selection.to);
    let asked: Vec<DemandId> = all.iter().filter(is_asked).map(|&(id, _, _)| id).collect();
    if asked.is_empty() { Err(Failure::Usage("no demand goes that way".to_owned())) } else { Ok(asked) }
}

/// Returns the corridors, given with their keys, that are asked for; all where none is named.
pub(super) fn corridors(all: &[(CorridorId, &str)], selection: &Selection) -> Result<Vec<CorridorId>, Failure> {
    let keys = || all.iter().map(|&(_, key)| key);
    if let Some(word) = selection.corridor.iter().find(|word| !keys().any(|key| key == *word)) {
        return Err(unknown("corridor", word, keys()));
    }
    let is_asked = |key: &str| selection.corridor.is_empty() || selection.corridor.iter().any(|word| word == key);
    Ok(all.iter().filter(|(_, key)| is_asked(key)).map(|&(id, _)| id).collect())
}

/// Fails with the choices where answers to more than one demand are left.
pub(super) fn only_demand(answers: &[Answer]) -> Result<(), Failure> {
    let mut demands: Vec<(&str, &str)> = Vec::new();
    for answer in answers {
        let demand = (answer.from.key.as_str(), answer.to.key.as_str());
        if !demands.contains(&demand) {
            demands.push(demand);
        }
    }
    if demands.len() <= 1 {
        return Ok(());
    }
    let mut lines = vec![format!("a route is of one demand, and there are {}; choose one:", demands.len())];
    lines.extend(demands.iter().take(MOST_CHOICES).map(|(from, to)| format!("  --from {from} --to {to}")));
    if demands.len() > MOST_CHOICES {
        lines.push("  ...".to_owned());
    }
    Err(Failure::Usage(lines.join("\n")))
}

/// Returns whether a place is one of those asked for; all are where none is named.
fn any(place: &PlaceName, words: &[String]) -> bool {
    words.is_empty() || words.iter().any(|word| is(place, word))
}

/// Tells whether a word is the key or one of the names of a place.
fn is(place: &PlaceName, word: &str) -> bool {
    let same = |name: &str| name.to_lowercase() == word.to_lowercase();
    place.key == word
        || same(&place.name)
        || place.name_zh.as_deref().is_some_and(same)
        || place.name_ru.as_deref().is_some_and(same)
}

fn known<'a>(what: &str, word: &str, places: impl Iterator<Item = &'a PlaceName> + Clone) -> Result<(), Failure> {
    if places.clone().any(|place| is(place, word)) {
        return Ok(());
    }
    Err(unknown(what, word, places.map(|place| place.key.as_str())))
}

fn unknown<'a>(what: &str, word: &str, keys: impl Iterator<Item = &'a str>) -> Failure {
    let keys: BTreeSet<&str> = keys.collect();
    let help = match nearest(word, keys.iter().copied()) {
        Some(near) => format!("; did you mean {near}?"),
        None if keys.len() <= MOST_CHOICES => format!("; there are {}", Vec::from_iter(keys).join(", ")),
        None => {
            let first: Vec<&str> = keys.iter().copied().take(MOST_CHOICES).collect();
            format!("; there are {}, such as {}", keys.len(), first.join(", "))
        }
    };
    Failure::Usage(format!("no demand has the {what} {word}{help}"))
}
