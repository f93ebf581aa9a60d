//! Sample data in place of a run, until the flow lands; to be replaced.

use std::fmt;
use std::path::Path;

use crate::problem::{Problem, Problems};
use crate::results::{Answer, ClaimResult, Expectation, Explanation, Listing, Results};
use crate::scenario::{Override, TableName};

#[allow(clippy::duplicate_mod)]
#[path = "present/sample.rs"]
mod sample;

/// Is a scenario ready to be answered.
pub struct Case {
    name: String,
    warnings: Problems,
}

/// Says that the audit disagrees.
#[derive(Debug)]
pub struct AuditError;

impl fmt::Display for AuditError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the audit finds another total")
    }
}

/// Chooses what is listed of a scenario.
pub enum ShowWhat {
    /// The tables with their rows counted.
    Tables,
    /// The rows of one table.
    Table(TableName),
    /// The register of figures.
    Figures,
    /// Places and legs as they hang together.
    Network,
    /// Rows that no answer can use.
    Unused,
}

impl Case {
    /// Reads and checks a scenario.
    ///
    /// # Errors
    /// Returns every problem of its files.
    pub fn prepare(path: &Path, _overrides: &[Override]) -> Result<Self, Problems> {
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name == "bad" {
            return Err(Problem::new(crate::problem::Code::X, "bad scenario").into());
        }
        Ok(Self { name, warnings: Problems::new() })
    }

    /// Returns what does not stop the run.
    pub fn warnings(&self) -> &Problems {
        &self.warnings
    }

    /// Answers every demand by every corridor.
    pub fn answers(&self) -> Vec<Answer> {
        if self.name == "many" { sample::many().answers } else { sample::results().answers }
    }

    /// Recomputes answers.
    ///
    /// # Errors
    /// Fails where they differ.
    pub fn audit(&self, answers: &[Answer]) -> Result<usize, AuditError> {
        Ok(answers.len())
    }

    /// Explains the answers.
    pub fn explain(&self, _from: Option<&str>, _to: Option<&str>) -> Vec<Explanation> {
        sample::explanations()
    }

    /// Checks what is expected.
    pub fn expectations(&self, _answers: &[Answer]) -> Vec<Expectation> {
        vec![Expectation {
            place: format!("{}.toml:30:1", self.name),
            text: "Hunchun to Ningbo: borrowed is cheapest".into(),
            met: self.name != "failing",
            found: "borrowed at 214.31 CNY/t".into(),
        }]
    }

    /// Lists what the scenario holds.
    pub fn show(&self, _what: ShowWhat) -> Listing {
        listing()
    }

    /// Lists the sources.
    pub fn sources(&self) -> Listing {
        listing()
    }
}

fn listing() -> Listing {
    Listing {
        title: "Tables".into(),
        columns: ["table", "blank", "rows", "what"].map(String::from).to_vec(),
        rows: vec![
            ["places", "", "116", "珲春 and others"].map(String::from).to_vec(),
            ["legs", "", "7", ""].map(String::from).to_vec(),
        ],
        notes: vec!["Rows valid on the date are counted".into()],
    }
}

/// Compares.
///
/// # Errors
/// Fails where the audit disagrees.
pub fn compare(cases: &[Case], audit: bool) -> Result<Results, AuditError> {
    let mut results = if cases[0].name == "many" { sample::many() } else { sample::results() };
    if !audit {
        results.manifest.audited = None;
    }
    if cases.len() > 1 {
        let mut other = results.clone();
        other.manifest.scenarios[0].name = "second".into();
        other.summary[0].scenario = "second".into();
        for answer in &mut other.answers {
            answer.scenario = "second".into();
        }
        results.manifest.scenarios.extend(other.manifest.scenarios);
        results.answers.extend(other.answers);
        results.summary.extend(other.summary);
    }
    if cases[0].name == "none" {
        results.answers.retain(|answer| !answer.is_answered());
    }
    Ok(results)
}

/// Sets claims beside results.
pub fn claims(_cases: &[Case]) -> Vec<ClaimResult> {
    sample::claims()
}

/// Lists differences.
pub fn diff(_a: &Case, _b: &Case) -> Vec<Listing> {
    vec![listing()]
}
