//! Enumerations whose values are words of files and results.

use schemars::JsonSchema;
use serde::Serialize;

/// Declares an enumeration, the word of each value, and the conversions between both.
macro_rules! words {
    ($(#[$of_type:meta])* $name:ident { $($(#[$of_item:meta])* $item:ident = $word:literal),* $(,)? }) => {
        $(#[$of_type])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$of_item])* $item),* }

        impl $name {
            /// All values, in their usual order.
            pub const ALL: [Self; Self::WORDS.len()] = [$(Self::$item),*];
            /// The words of all values, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// Returns the word used in files and results.
            pub const fn as_str(self) -> &'static str {
                Self::WORDS[self as usize]
            }

            /// Returns the value of a word.
            pub fn named(word: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|item| item.as_str() == word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.pad(self.as_str())
            }
        }
    };
}

pub(crate) use words;

words! {
    /// The grade of evidence for a figure, from best to worst.
    #[derive(Serialize, JsonSchema)]
    #[serde(rename_all = "lowercase")]
    Grade {
        /// Stated by an authority, operator or exchange.
        Official = "official",
        /// Quoted for this transport by who would carry, handle or clear the goods.
        Quoted = "quoted",
        /// Stated by press, a trade page, a study or public code.
        Published = "published",
        /// Computed from official or published figures, or with a named tool.
        Computed = "computed",
        /// Reasoned, or general knowledge whose document was not retrieved.
        Estimate = "estimate",
    }
}

/// One amount for each grade, best first.
pub type GradeAmounts = [f64; Grade::ALL.len()];
