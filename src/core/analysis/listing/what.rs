//! What can be listed of a scenario, by its word.

use std::borrow::Cow;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

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

/// The words for what is no single table.
const WORDS: [(&str, ShowWhat); 4] = [
    ("tables", ShowWhat::Tables),
    ("figures", ShowWhat::Figures),
    ("network", ShowWhat::Network),
    ("unused", ShowWhat::Unused),
];

/// A word for which there is nothing to list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {word} to show{help}; take {words}, or a table: {tables}", help = did_you_mean(word), words = words(), tables = tables())]
pub struct NothingToShow {
    /// The word.
    pub word: String,
}

fn words() -> String {
    WORDS.map(|(word, _)| word).join(", ")
}

fn tables() -> String {
    TableName::ALL.map(TableName::as_str).join(", ")
}

fn did_you_mean(word: &str) -> String {
    let known = WORDS.iter().map(|(word, _)| *word).chain(TableName::ALL.into_iter().map(TableName::as_str));
    nearest(word, known).map_or_else(String::new, |near| format!("; did you mean {near}?"))
}

impl ShowWhat {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Table(table) => table.as_str(),
            Self::Tables => "tables",
            Self::Figures => "figures",
            Self::Network => "network",
            Self::Unused => "unused",
        }
    }
}

impl FromStr for ShowWhat {
    type Err = NothingToShow;

    fn from_str(text: &str) -> Result<Self, NothingToShow> {
        let known = WORDS.iter().find(|(word, _)| *word == text).map(|&(_, what)| what);
        let table = || TableName::named(text).map(Self::Table);
        known.or_else(table).ok_or_else(|| NothingToShow { word: text.to_owned() })
    }
}

impl TryFrom<String> for ShowWhat {
    type Error = NothingToShow;

    fn try_from(text: String) -> Result<Self, NothingToShow> {
        text.parse()
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
        let tables = TableName::ALL.into_iter().map(TableName::as_str);
        let words: Vec<&str> = WORDS.iter().map(|(word, _)| *word).chain(tables).collect();
        json_schema!({ "type": "string", "enum": words })
    }
}
