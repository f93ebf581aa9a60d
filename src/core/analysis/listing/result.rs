//! Plain lists: what a scenario holds, and what was expected of its answers.

use serde::Serialize;

/// Is a titled list of rows, every cell as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// What the rows are.
    pub title: String,
    /// The headings.
    pub columns: Vec<String>,
    /// The rows; each has one cell per heading.
    pub rows: Vec<Vec<String>>,
    /// Sentences that belong below the list.
    pub notes: Vec<String>,
}

/// Is what a scenario expects of an answer, with what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Expectation {
    /// Where it stands, as `file:line:column`.
    pub place: String,
    /// What is expected, as a sentence.
    pub text: String,
    /// Whether the answers keep it.
    pub met: bool,
    /// What was found.
    pub found: String,
}
