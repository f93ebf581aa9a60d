//! Which of the answers are shown.

use std::collections::BTreeSet;

use corridor::answer::PlaceName;
use corridor::ids::{CorridorId, DemandId};
use corridor::problem::nearest;

use super::arguments::Selection;
use super::failure::Failure;

/// The most choices that are listed.
const MOST_CHOICES: usize = 20;

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
