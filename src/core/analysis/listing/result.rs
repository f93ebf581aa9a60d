//! Plain lists: what a scenario holds, and how two differ.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::Answered;

/// Plain lists, one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Listings {
    /// The lists.
    pub listings: Vec<Listing>,
}

impl Answered for Listings {
    fn is_answered(&self) -> bool {
        true
    }
}

/// A titled list of rows, every cell as text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Listing {
    /// What the rows are.
    pub title: String,
    /// The headings.
    pub columns: Vec<String>,
    /// The rows; each has one cell for each heading.
    pub rows: Vec<Vec<String>>,
    /// Sentences that belong below the list.
    pub notes: Vec<String>,
    /// How many columns after the first are needed to tell rows apart.
    #[serde(skip)]
    pub more_keys: usize,
}

impl Listing {
    /// Starts a list without rows, whose first column tells them apart.
    pub fn new(title: impl Into<String>, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        Self { title: title.into(), columns, ..Self::default() }
    }
}
