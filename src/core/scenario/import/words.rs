//! Words of cells in English, Chinese and Russian: modes of transport, yes and no, countries.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

/// The words of the four modes.
const MODES: [(&str, &[&str]); 4] = [
    (
        "rail",
        &[
            "rail",
            "rails",
            "railway",
            "railroad",
            "train",
            "铁路",
            "铁运",
            "火车",
            "班列",
            "жд",
            "ж/д",
            "ж.д.",
            "ж.-д.",
            "железная дорога",
            "железнодорожный",
            "железнодорожная",
            "железнодорожным",
            "поезд",
        ],
    ),
    (
        "road",
        &[
            "road",
            "truck",
            "trucks",
            "trucking",
            "lorry",
            "highway",
            "公路",
            "汽车",
            "汽运",
            "卡车",
            "陆运",
            "авто",
            "автомобильный",
            "автомобильная",
            "автомобильным",
            "автотранспорт",
            "автодорога",
            "дорога",
            "грузовик",
        ],
    ),
    (
        "sea",
        &[
            "sea",
            "ship",
            "vessel",
            "ocean",
            "coastal",
            "ferry",
            "海运",
            "海上",
            "航运",
            "轮船",
            "море",
            "морем",
            "морской",
            "морская",
            "морским",
            "судно",
            "паром",
        ],
    ),
    (
        "waterway",
        &[
            "waterway",
            "barge",
            "river",
            "inland waterway",
            "水运",
            "水路",
            "内河",
            "河运",
            "驳船",
            "река",
            "речной",
            "речная",
            "речным",
            "баржа",
        ],
    ),
];

/// The words for yes and for no; of a direction, those for both and for one.
const YES: [&str; 17] = [
    "yes",
    "y",
    "true",
    "1",
    "both",
    "both ways",
    "two way",
    "two-way",
    "双向",
    "往返",
    "双程",
    "是",
    "да",
    "д",
    "оба",
    "в обе стороны",
    "туда и обратно",
];
const NO: [&str; 18] = [
    "no",
    "n",
    "false",
    "0",
    "one way",
    "one-way",
    "oneway",
    "single",
    "one",
    "单向",
    "单程",
    "否",
    "нет",
    "н",
    "одно",
    "в одну сторону",
    "односторонний",
    "туда",
];

/// A line for each country: its two letters, its three letters, and names.
///
/// # Source
/// ISO 3166-1 for the letters.
const COUNTRIES: &str = include_str!("countries.csv");

/// The two letters of countries by all that they are called, folded.
static BY_NAME: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let names = |line: &'static str| {
        let code = line.split(',').next().unwrap_or_default();
        line.split(',').map(move |name| (folded(name), code))
    };
    COUNTRIES.lines().flat_map(names).collect()
});

/// The most bytes of a text in which a mode is looked for.
const MAX_MODE_BYTES: usize = 200;

/// Returns a text as texts are compared: composed, in small letters, with single spaces.
pub(super) fn folded(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the bytes of a word in a text where it stands alone; Chinese words need no space around them.
pub(super) fn place_of(text: &str, word: &str) -> Option<std::ops::Range<usize>> {
    let joins = |left: Option<char>, right: Option<char>| {
        let is_letter = |letter: char| letter.is_alphabetic() && !matches!(letter, '\u{3000}'..='\u{9FFF}');
        left.zip(right).is_some_and(|(left, right)| is_letter(left) && is_letter(right))
    };
    text.match_indices(word).map(|(at, _)| at..at + word.len()).find(|at| {
        let (before, behind) = (text[..at.start].chars().next_back(), text[at.end..].chars().next());
        !joins(before, word.chars().next()) && !joins(word.chars().next_back(), behind)
    })
}

/// Returns the mode of a word.
pub(super) fn mode_named(word: &str) -> Option<&'static str> {
    let word = folded(word);
    MODES.into_iter().find(|(_, words)| words.contains(&word.as_str())).map(|(mode, _)| mode)
}

/// Returns the mode of a text in which one mode alone is named, such as `TAZARA rail`.
pub(super) fn mode_within(text: &str) -> Option<&'static str> {
    if text.len() > MAX_MODE_BYTES {
        return None;
    }
    let mut words: Vec<(&str, &str)> =
        MODES.iter().flat_map(|(mode, words)| words.iter().map(move |word| (*word, *mode))).collect();
    // A longer word hides the shorter one in it: `железная дорога` is no road.
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    let (mut text, mut mode) = (folded(text), None);
    for (word, own) in words {
        while let Some(at) = place_of(&text, word) {
            text.replace_range(at, "\u{1}");
            if mode.is_some_and(|known| known != own) {
                return None;
            }
            mode = Some(own);
        }
    }
    mode
}

/// Returns whether a word means yes; nothing for a word that means neither yes nor no.
pub(super) fn yes_or_no(word: &str) -> Option<bool> {
    let word = folded(word);
    let is_yes = YES.contains(&word.as_str());
    (is_yes || NO.contains(&word.as_str())).then_some(is_yes)
}

/// Returns the two letters of a country that is written as two letters, as three, or by its name.
pub(super) fn country(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() == 2 && text.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        return Some(text.to_ascii_uppercase());
    }
    BY_NAME.get(&folded(text)).map(|code| (*code).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{country, mode_within, yes_or_no};

    #[test]
    fn one_mode_alone_is_read_of_a_text() {
        for (text, expected) in [
            ("TAZARA rail", Some("rail")),
            ("inland waterway barge", Some("waterway")),
            ("Железная дорога", Some("rail")),
            ("铁路运输", Some("rail")),
            ("truck + vessel", None),
            ("train ferry", None),
            ("seaside", None),
            ("", None),
        ] {
            assert_eq!(mode_within(text), expected, "{text}");
        }
    }

    #[test]
    fn countries_and_answers_are_read_in_three_languages() {
        for (text, expected) in [
            ("usa", Some("US")),
            ("Kazakhstan", Some("KZ")),
            ("中国", Some("CN")),
            ("РФ", Some("RU")),
            ("Atlantis", None),
        ] {
            assert_eq!(country(text).as_deref(), expected, "{text}");
        }
        for (word, expected) in [("N", Some(false)), ("单程", Some(false)), ("Да", Some(true)), ("maybe", None)] {
            assert_eq!(yes_or_no(word), expected, "{word}");
        }
    }
}
