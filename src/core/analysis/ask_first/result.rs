//! Which documents and quotations to get first.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::given::GivenClaims;
use crate::analysis::{Answered, Column};
use crate::answer::{PlaceName, ScenarioUsed};
use crate::units::{Grade, Money, words};

words! {
    /// What is asked for.
    #[derive(Serialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    AskedFor {
        /// One figure.
        Figure = "figure",
        /// Whether something is so.
        Hypothesis = "hypothesis",
        /// All uncertain figures of a row: a quotation.
        Row = "row",
        /// The prices of a market: a price list.
        Market = "market",
        /// All uncertain figures that rest on a document: a newer or fuller edition of it.
        Document = "document",
    }
}

/// Which documents and quotations to get first, by what knowing them would be worth.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AskFirst {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// The published claims on which the draws are given; none unless that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<GivenClaims>,
    /// The number of draws.
    pub draws: u64,
    /// What the random numbers begin with.
    pub seed: u64,
    /// Whether amounts are per year; else they are per tonne, the mean over the demands, since not all have tonnes.
    pub yearly: bool,
    /// The demands, with what is chosen without knowing more.
    pub demands: Vec<AskFirstDemand>,
    /// What knowing every figure before choosing would be worth, in the currency, per year or per tonne.
    pub worth_of_all: f64,
    /// How many uncertain figures were drawn.
    pub figures: usize,
    /// What could be asked for, first what is worth most.
    pub asks: Vec<ToAsk>,
}

impl Answered for AskFirst {
    fn is_answered(&self) -> bool {
        !self.demands.is_empty()
    }
}

/// A demand with what is chosen for it without knowing more.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AskFirstDemand {
    /// The origin.
    pub from: PlaceName,
    /// The destination.
    pub to: PlaceName,
    /// The tonnes of a year; none where not all demands have them.
    pub tonnes_per_year: Option<f64>,
    /// The key of the corridor with the least mean total.
    pub here_and_now: String,
    /// Its title.
    #[serde(skip)]
    pub here_and_now_title: String,
    /// Its mean total.
    pub mean_per_t: Money,
    /// What knowing every figure would be worth, per tonne.
    pub worth_of_all_per_t: Money,
    /// The share of draws in which another corridor would be chosen if every figure were known.
    pub changes_if_all_known: f64,
}

/// Something that could be asked for.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ToAsk {
    /// What it is.
    pub kind: AskedFor,
    /// The path of the figure or switch, or the key of the row, market or source.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What knowing it before choosing would be worth, in the currency, per year or per tonne: see `yearly`.
    #[serde(skip)]
    pub worth: f64,
    /// The standard error of that.
    #[serde(skip)]
    pub error: f64,
    /// What knowing it before choosing would be worth in a year; none where not all demands have tonnes.
    pub worth_per_year: Option<f64>,
    /// The standard error of that.
    pub standard_error_per_year: Option<f64>,
    /// Whether it is more than two standard errors above nothing.
    pub is_sure: bool,
    /// What knowing it would be worth per tonne; where not all demands have tonnes each of them counts alike.
    pub worth_per_t: Money,
    /// The standard error of that.
    pub standard_error_per_t: Money,
    /// The share of draws, weighed by tonnes, in which another corridor would be chosen.
    pub changes: f64,
    /// How many uncertain figures it would settle.
    pub settles: usize,
    /// Those that alone are worth most, twelve at most; its worth counts these.
    pub figures: Vec<AskedFigure>,
    /// What is known of a hypothesis.
    pub reason: Option<String>,
    /// The titles of the sources that the figures rest on today.
    pub sources: Vec<String>,
}

/// A figure that would be settled.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AskedFigure {
    /// Its path.
    pub path: String,
    /// Its plain name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Its value.
    pub value: f64,
    /// The value that one draw of twenty stays below.
    pub low: f64,
    /// The value that one draw of twenty is above.
    pub high: f64,
    /// Its grade.
    pub grade: Grade,
    /// Whether it is a time.
    #[serde(skip)]
    pub is_time: bool,
    /// Whether it is a price.
    #[serde(skip)]
    pub is_price: bool,
}

/// A row of the table for spreadsheets: something that could be asked for.
pub struct AskRow<'a> {
    found: &'a AskFirst,
    ask: &'a ToAsk,
}

impl AskFirst {
    /// Returns the columns of the rows; the claims on which the draws are given only where they are.
    pub fn columns(&self) -> Vec<Column<AskRow<'_>>> {
        let mut columns = Vec::from(AskRow::columns());
        if self.given.is_some() {
            columns
                .push(Column::new("given_claims", "", |row| row.found.given.as_ref().map(GivenClaims::listed).into()));
        }
        columns
    }

    /// Returns one row for each thing that could be asked for.
    pub fn rows(&self) -> impl Iterator<Item = AskRow<'_>> {
        self.asks.iter().map(|ask| AskRow { found: self, ask })
    }
}

impl AskRow<'_> {
    const fn columns() -> [Column<Self>; 13] {
        [
            Column::new("kind", "", |row| row.ask.kind.as_str().into()),
            Column::new("key", "", |row| (&row.ask.key).into()),
            Column::new("name", "", |row| (&row.ask.name).into()),
            Column::new("worth_per_year", "currency", |row| row.ask.worth_per_year.into()),
            Column::new("standard_error_per_year", "currency", |row| row.ask.standard_error_per_year.into()),
            Column::new("is_sure", "", |row| row.ask.is_sure.into()),
            Column::new("worth_per_t", "currency/t", |row| row.ask.worth_per_t.into()),
            Column::new("standard_error_per_t", "currency/t", |row| row.ask.standard_error_per_t.into()),
            Column::new("changes", "share", |row| row.ask.changes.into()),
            Column::new("settles", "count", |row| row.ask.settles.into()),
            Column::new("figures", "", |row| {
                row.ask.figures.iter().map(|figure| figure.path.clone()).collect::<Vec<_>>().join("; ").into()
            }),
            Column::new("reason", "", |row| row.ask.reason.as_ref().into()),
            Column::new("sources", "", |row| row.ask.sources.join("; ").into()),
        ]
    }
}
