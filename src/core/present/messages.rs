//! Sentences and words in English, Chinese and Russian: one file of messages for each page.
//!
//! A message has a key and a wording in each language, with places in braces where values go: `{amount}`. A wording
//! that depends on a count is written once for each plural form of its language; the count is the value of `{n}`. The
//! page in a browser reads the same files by the same rules.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::words::Lang;

/// The messages of one page.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Messages(BTreeMap<String, Message>);

/// One message in all languages.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    en: Wording,
    zh: Wording,
    ru: Wording,
}

/// The wording of a message in one language.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Wording {
    /// One for all counts, or without a count.
    Plain(String),
    /// One for each plural form: `one`, `few`, `many`, `other`.
    Counted(BTreeMap<String, String>),
}

macro_rules! message_files {
    ($($(#[doc = $doc:literal])+ $name:ident = $file:literal;)+) => {
        $($(#[doc = $doc])+
        pub static $name: LazyLock<Messages> = LazyLock::new(|| Messages::read(include_str!(concat!("messages/", $file, ".json"))));)+
        /// All messages by the name of their file.
        pub static MESSAGES: &[(&str, &LazyLock<Messages>)] = &[$(($file, &$name)),+];
    };
}

message_files! {
    /// Questions to those who know a figure.
    ASK_FIRST = "ask-first";
    /// Units and words that all pages share.
    COMMON = "common";
    /// Charts and maps.
    DRAWINGS = "drawings";
    /// The local page.
    SERVE = "serve";
    /// The report.
    REPORT = "report";
}

impl Messages {
    fn read(text: &str) -> Self {
        serde_json::from_str(text).expect("the files of messages are checked by the tests")
    }

    /// Returns whether there is a message.
    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// Returns a message with its values filled in.
    ///
    /// # Panics
    /// Where there is no such message: keys are written in the code.
    pub fn say(&self, lang: Lang, key: &str, values: &[(&str, &str)]) -> String {
        let message = self.0.get(key).unwrap_or_else(|| panic!("no message `{key}`"));
        let value_of = |name: &str| values.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
        let wording = match message.of(lang) {
            Wording::Plain(wording) => wording,
            Wording::Counted(forms) => {
                let form = plural_form(lang, value_of("n").unwrap_or_default());
                forms.get(form).or_else(|| forms.get("other")).map_or("", String::as_str)
            }
        };
        fill(wording, value_of)
    }
}

impl Message {
    const fn of(&self, lang: Lang) -> &Wording {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
            Lang::Ru => &self.ru,
        }
    }
}

/// Puts values in the places of a wording; a place without a value stays as it is.
fn fill<'v>(wording: &str, value_of: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut text = String::with_capacity(wording.len());
    let mut rest = wording;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        if let Some((value, after)) = after.split_once('}').and_then(|(name, after)| Some((value_of(name)?, after))) {
            text.push_str(value);
            rest = after;
        } else {
            text.push('{');
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

/// Returns the plural form that a language takes with a number as it is written.
///
/// # Source
/// Unicode CLDR, Language Plural Rules: `en`, `ru`, `zh`.
fn plural_form(lang: Lang, number: &str) -> &'static str {
    let is_whole = !number.contains(['.', ',']);
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let last = |count: usize| digits[digits.len().saturating_sub(count)..].parse::<u8>().unwrap_or_default();
    match lang {
        Lang::En if is_whole && digits == "1" => "one",
        Lang::Ru if is_whole => match (last(1), last(2)) {
            (1, tens) if tens != 11 => "one",
            (2..=4, tens) if !(12..=14).contains(&tens) => "few",
            _ => "many",
        },
        _ => "other",
    }
}

impl Lang {
    /// All languages.
    pub const ALL: [Self; 3] = [Self::En, Self::Zh, Self::Ru];

    /// Returns its tag, as in HTML.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-Hans",
            Self::Ru => "ru",
        }
    }

    /// Writes a decimal number, such as `-1234.50`, as the language does: digits in groups of three, the decimal mark, a
    /// minus sign.
    pub fn number(self, decimal: &str) -> String {
        let (sign, digits) = decimal.strip_prefix('-').map_or(("", decimal), |digits| ("\u{2212}", digits));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        // Russian groups digits from five on.
        let (group, mark, least) = match self {
            Self::En | Self::Zh => (',', '.', 4),
            Self::Ru => ('\u{a0}', ',', 5),
        };
        let mut text = sign.to_owned();
        for (place, digit) in whole.chars().enumerate() {
            let left = whole.len() - place;
            if place > 0 && whole.len() >= least && left.is_multiple_of(3) {
                text.push(group);
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push(mark);
            text.push_str(fraction);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{COMMON, Lang, MESSAGES, Wording, plural_form};

    fn places(wording: &str) -> BTreeSet<&str> {
        wording.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
    }

    #[test]
    fn every_message_has_the_same_places_in_every_language_and_all_plural_forms() {
        for (file, messages) in MESSAGES {
            for (key, message) in &messages.0 {
                let mut known: Option<BTreeSet<&str>> = None;
                for lang in Lang::ALL {
                    let wordings: Vec<&str> = match message.of(lang) {
                        Wording::Plain(wording) => vec![wording],
                        Wording::Counted(forms) => {
                            let needed: &[&str] = match lang {
                                Lang::En => &["one", "other"],
                                Lang::Zh => &["other"],
                                Lang::Ru => &["few", "many", "one", "other"],
                            };
                            assert_eq!(forms.keys().collect::<Vec<_>>(), needed, "{file}: {key} in {lang:?}");
                            forms.values().map(String::as_str).collect()
                        }
                    };
                    for wording in wordings {
                        assert!(!wording.trim().is_empty(), "{file}: {key} in {lang:?} has no wording");
                        let own = places(wording);
                        assert_eq!(*known.get_or_insert_with(|| own.clone()), own, "{file}: {key} in {lang:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_count_takes_the_form_of_its_language() {
        let days = |lang, n| COMMON.say(lang, "unit.days", &[("n", n)]);
        assert_eq!([days(Lang::En, "1"), days(Lang::En, "1.0")], ["1 day", "1.0 days"]);
        assert_eq!(
            [days(Lang::Ru, "21"), days(Lang::Ru, "11"), days(Lang::Ru, "3,5")],
            ["21 день", "11 дней", "3,5 дня"]
        );
        assert_eq!([days(Lang::Ru, "2"), days(Lang::Zh, "2")], ["2 дня", "2 天"]);
        assert_eq!(plural_form(Lang::Ru, "112"), "many");
    }

    #[test]
    fn numbers_are_grouped_and_marked_as_people_write_them() {
        let written = |lang: Lang| ["-1234.50", "12345", "999.5"].map(|number| lang.number(number));
        assert_eq!(written(Lang::En), ["\u{2212}1,234.50", "12,345", "999.5"]);
        assert_eq!(written(Lang::Ru), ["\u{2212}1234,50", "12\u{a0}345", "999,5"]);
    }
}
