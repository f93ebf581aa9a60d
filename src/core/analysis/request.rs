//! What is asked: one question, the demands and corridors that it is about, the figures that are changed for it.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problem::{Code, Problem, Problems};
use crate::scenario::{FittedDraws, Override};
use crate::units::Date;

use super::Question;
use crate::answer::Selection;

/// A question about scenarios, with everything but the scenario files that decides its answer.
///
/// It is plain data: the command line, a JSON file, a page in a browser and Python all make the same request.
///
/// # Example
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the project");
/// use std::path::Path;
/// use corridor::analysis::{self, Found, Request};
/// use corridor::answer::{Prepared, Progress};
///
/// let request: Request = serde_json::from_str(r#"{ "question": { "risk": { "draws": 1000 } } }"#).expect("a request");
/// let prepared = Prepared::prepare(Path::new("scenarios/hunchun-ningbo-2019.toml"), &request.changes.overrides()?)?;
/// let found = analysis::answer(&[prepared], &request, &Progress::default()).expect("an answer");
/// assert!(matches!(found, Found::Risk(_)));
/// # Ok::<(), corridor::problem::Problems>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// The question with its options.
    pub question: Question,
    /// The demands and corridors that it is about; all without it.
    #[serde(default)]
    pub select: Selection,
    /// The figures that are changed for it.
    #[serde(default)]
    pub changes: Changes,
    /// Whether the answer is recomputed from the tables alone, and refused where it differs.
    #[serde(default)]
    pub audit: bool,
    /// The folder that `calibrate` wrote, on whose claims chances are given; without it nothing is conditioned on claims.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<PathBuf>,
    /// How much of each answer is worked out: the door asks for no more than it shows.
    #[serde(skip)]
    pub extent: Extent,
}

impl From<Question> for Request {
    /// Asks a question of all demands and corridors, with all figures as they are in the files.
    fn from(question: Question) -> Self {
        let (select, changes, extent) = (Selection::default(), Changes::default(), Extent::default());
        Self { question, select, changes, audit: false, with: None, extent }
    }
}

impl Request {
    /// Returns the files besides those of the scenarios that the answer is read from; a door that opens no file refuses it.
    pub fn files(&self) -> Vec<PathBuf> {
        let fit = self.with.as_deref().map(FittedDraws::files);
        self.question.files().into_iter().chain(fit.into_iter().flatten()).collect()
    }
}

/// Changes to the figures of every scenario that is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Changes {
    /// Changes as `--set` takes them, such as `fx.usd-cny.rate=*1.05`.
    pub set: Vec<String>,
    /// Quotations as `--quote` takes them, such as `zarubino>ningbo=38 USD/t`: prices in place of those of the tables.
    pub quote: Vec<String>,
    /// The day that picks dated rows, such as 2017-08-08; otherwise that of the scenario.
    pub date: Option<String>,
}

impl Changes {
    /// Returns the changes: quotations first, the date last.
    ///
    /// # Errors
    /// Returns every change that cannot be read.
    pub fn overrides(&self) -> Result<Vec<Override>, Problems> {
        let mut problems = Problems::new();
        let mut overrides: Vec<Override> = self.quote.iter().map(|text| Override::quote(text)).collect();
        for text in &self.set {
            match Override::parse(text) {
                Ok(change) => overrides.push(change),
                Err(problem) => problems.push(problem),
            }
        }
        if let Some(day) = &self.date {
            match Date::parse(day) {
                Ok(day) => overrides.push(Override::set("date", day)),
                Err(error) => problems.push(Problem::new(Code::BadDate, error.to_string())),
            }
        }
        if problems.is_empty() { Ok(overrides) } else { Err(problems) }
    }
}

/// How much of each answer is worked out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// All of it, as programs read it.
    #[default]
    Whole,
    /// What a page shows: many demands are summed up there.
    Page,
}
