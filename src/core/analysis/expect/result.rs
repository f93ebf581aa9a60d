//! Expectations with what was found, as a list.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::Answered;
use crate::analysis::listing::Listing;

/// What a scenario expects of an answer, with what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// The position in the scenario, as `file:line:column`.
    pub place: String,
    /// What is expected, as a sentence.
    pub text: String,
    /// Whether the answers keep it.
    pub met: bool,
    /// What was found.
    pub found: String,
}

/// What scenarios expect of their answers, as plain lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Expectations {
    /// The lists.
    pub listings: Vec<Listing>,
    /// Whether every expectation is met.
    #[serde(skip)]
    pub are_met: bool,
}

impl Expectations {
    /// Lists expectations, those that are not met first.
    pub fn new(expectations: &[Expectation]) -> Self {
        let failed = expectations.iter().filter(|expectation| !expectation.met);
        let ordered = failed.chain(expectations.iter().filter(|expectation| expectation.met));
        let rows: Vec<Vec<String>> = ordered.map(row).collect();
        let unmet = expectations.iter().filter(|expectation| !expectation.met).count();
        let counted = match expectations.len() {
            1 => "1 expectation".to_owned(),
            number => format!("{number} expectations"),
        };
        let note = match (expectations.len(), unmet) {
            (0, _) => "The scenarios expect nothing".to_owned(),
            (_, 0) => format!("{counted}, all met"),
            (_, unmet) => format!("{counted}, {unmet} not met"),
        };
        let mut listing = Listing::new("Expectations", &["result", "expected", "found", "place"]);
        listing.rows = rows;
        listing.notes.push(note);
        Self { listings: vec![listing], are_met: unmet == 0 }
    }
}

fn row(expectation: &Expectation) -> Vec<String> {
    let Expectation { place, text, met, found } = expectation;
    let met = if *met { "met" } else { "NOT MET" };
    [met, text, found, place].map(String::from).to_vec()
}

impl Answered for Expectations {
    fn is_answered(&self) -> bool {
        true
    }
}
