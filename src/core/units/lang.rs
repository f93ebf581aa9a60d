//! The languages that the program speaks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The language of names and titles, and of reports and pictures; the sentences of other pages are English in all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese, where the tables give it.
    Zh,
    /// Russian, where the tables give it.
    Ru,
}

impl Lang {
    /// Returns what keys and columns that give a text in the language end with; nothing for English, whose have no ending.
    pub const fn ending(self) -> Option<&'static str> {
        match self {
            Self::En => None,
            Self::Zh => Some("_zh"),
            Self::Ru => Some("_ru"),
        }
    }

    /// Returns the name in the language of what has an English name and others.
    pub fn choose<'a>(self, english: Option<&'a str>, zh: Option<&'a str>, ru: Option<&'a str>) -> Option<&'a str> {
        match self {
            Self::En => english,
            Self::Zh => zh.or(english),
            Self::Ru => ru.or(english),
        }
    }
}
