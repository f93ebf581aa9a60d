//! What was run, on which inputs: enough to run it again.

use schemars::JsonSchema;
use serde::Serialize;

use super::QuoteUsed;
use crate::scenario::{CountedAmount, InputFile};

/// The name of the program, as results give it: the library has another name as a package.
pub const PROGRAM: &str = "corridor";
/// Its version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// One scenario of the run.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ScenarioUsed {
    /// The file name without ending.
    pub name: String,
    /// The title.
    pub title: String,
    /// The question and how to read the answer.
    pub reading: String,
    /// The day that picks dated rows.
    pub date: String,
    /// Whether that day was asked for in place of the scenario's own, which the title may name.
    pub date_asked: bool,
    /// The currency of its amounts.
    pub currency: String,
    /// The commodity.
    pub commodity: String,
    /// The name of the commodity, in the language in which the scenario was read.
    #[serde(skip)]
    pub goods: String,
    /// The lot in tonnes.
    pub lot_t: f64,
    /// How waiting is counted.
    pub wait: &'static str,
    /// The switches that are on.
    pub switches: Vec<String>,
    /// The changes of `[set]` and `--set`, as `path = change`.
    pub set: Vec<String>,
    /// The demands whose yearly tonnes count for several pairs of places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tonnes_of_each_pair: Vec<TonnesOfEachPair>,
    /// The amounts of goods that are given in boxes or wagons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counted: Vec<CountedAmount>,
    /// The quotations, each with what it replaces and whether an answer rests on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<QuoteUsed>,
    /// Every file read.
    pub inputs: Vec<InputFile>,
    /// How many routes that a decision rests on were recomputed from the model alone, if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audited: Option<usize>,
}

/// A demand whose yearly tonnes count once for each of several pairs of places.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TonnesOfEachPair {
    /// The number of the demand in the file, from 1.
    pub demand: usize,
    /// The pairs of an origin and a destination.
    pub pairs: usize,
    /// The tonnes of each pair.
    pub tonnes_per_year: f64,
}

/// What was run.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Manifest {
    /// The program's name.
    pub program: &'static str,
    /// The program's version.
    pub version: &'static str,
    /// The scenarios in the order asked.
    pub scenarios: Vec<ScenarioUsed>,
    /// Answers that the audit recomputed, if it ran.
    pub audited: Option<usize>,
}
