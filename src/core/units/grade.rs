//! Grades of evidence for figures.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Serialize;

/// The grade of evidence for a figure, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Stated by an authority, operator or exchange.
    Official,
    /// Stated by press, a trade page, a study or public code.
    Published,
    /// Computed from official or published figures, or with a named tool.
    Computed,
    /// Reasoned, or general knowledge whose document was not retrieved.
    Estimate,
}

impl Grade {
    /// All grades, best first.
    pub const ALL: [Self; 4] = [Self::Official, Self::Published, Self::Computed, Self::Estimate];

    /// Returns the word used in tables and results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Published => "published",
            Self::Computed => "computed",
            Self::Estimate => "estimate",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

impl FromStr for Grade {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|grade| grade.as_str() == word).ok_or(())
    }
}
