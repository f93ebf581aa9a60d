//! Plain lists, and what can be listed of a scenario by its word.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::analysis::Answered;
use crate::problem::nearest;
use crate::scenario::TableName;

/// What is listed of a scenario.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ShowWhat {
    /// The tables with their rows counted.
    #[default]
    Tables,
    /// The rows of one table.
    Table(TableName),
    /// The register of figures.
    Figures,
    /// Places and legs as they are connected.
    Network,
    /// Rows that no arc of the network uses.
    Unused,
}

/// A word for which there is nothing to list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {word} to show{help}; take {words}, or a table: {tables}", help = did_you_mean(word), words = joined(&ShowWhat::OTHERS), tables = joined(&tables()))]
pub struct NothingToShow {
    /// The word.
    pub word: String,
}

fn tables() -> [ShowWhat; TableName::ALL.len()] {
    TableName::ALL.map(ShowWhat::Table)
}

fn joined(all: &[ShowWhat]) -> String {
    all.iter().map(|what| what.as_str()).collect::<Vec<_>>().join(", ")
}

fn did_you_mean(word: &str) -> String {
    nearest(word, ShowWhat::all().map(ShowWhat::as_str))
        .map_or_else(String::new, |near| format!("; did you mean {near}?"))
}

impl ShowWhat {
    /// What is no single table.
    const OTHERS: [Self; 4] = [Self::Tables, Self::Figures, Self::Network, Self::Unused];

    fn all() -> impl Iterator<Item = Self> {
        Self::OTHERS.into_iter().chain(tables())
    }

    /// Returns the word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table(table) => table.as_str(),
            Self::Tables => "tables",
            Self::Figures => "figures",
            Self::Network => "network",
            Self::Unused => "unused",
        }
    }
}

impl TryFrom<String> for ShowWhat {
    type Error = NothingToShow;

    fn try_from(word: String) -> Result<Self, NothingToShow> {
        Self::all().find(|what| what.as_str() == word).ok_or(NothingToShow { word })
    }
}

impl From<ShowWhat> for String {
    fn from(what: ShowWhat) -> Self {
        what.as_str().to_owned()
    }
}

impl JsonSchema for ShowWhat {
    fn schema_name() -> Cow<'static, str> {
        "ShowWhat".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": Self::all().map(Self::as_str).collect::<Vec<_>>() })
    }
}

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
    /// Whether names in every language are shown, not in the asked one alone: places are found by any of their names.
    #[serde(skip)]
    pub keeps_all_names: bool,
}

impl Listing {
    /// Starts a list without rows, whose first column tells them apart.
    pub fn new(title: impl Into<String>, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        Self { title: title.into(), columns, ..Self::default() }
    }
}
