//! What is asked in the body of a request, and how it is answered.

use hyper::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use corridor::analysis::{self, Extent, Found, Refusal, Request};
use corridor::answer::{Prepared, Progress};
use corridor::present::drawing::kinds::{Canvas, Kind};
use corridor::present::drawing::{Styled, svg};
use corridor::present::page::PageBlock;
use corridor::present::{self, Digits, Format, Lang, Look, Screen};

use super::reply::{HttpRefusal, JSON, ProblemFound};
use super::scenarios::{PutDemand, Shelf, ShelfError};

/// The least and the most pixels of a side of a drawing.
const MIN_PIXELS: u16 = 200;
const MAX_PIXELS: u16 = 4000;

/// The body of a question: a request as `corridor ask` takes it, with the scenario that it is put to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PutQuestion {
    /// The scenario, by the key that `/api/scenarios` gives.
    scenario: String,
    /// The scenarios that are asked besides; for `diff` the second one.
    #[serde(default)]
    also: Vec<String>,
    /// A demand in place of those of the scenario.
    demand: Option<PutDemand>,
    /// The request.
    request: Request,
    /// The language of titles and names, and of reports and drawings.
    #[serde(default)]
    lang: Lang,
    /// Whether pages give amounts with all six decimals.
    #[serde(default)]
    exact: bool,
    /// Whether a page is sent as Markdown and not as blocks.
    #[serde(default)]
    markdown: bool,
    /// Width and height in pixels of the drawings that go with a page of blocks; without it there are none.
    drawings: Option<[u16; 2]>,
    /// Whether the answer takes long: it is worked out while others are answered, and `/api/jobs/ID` has it in the end.
    #[serde(default)]
    pub(super) job: bool,
    /// A name for whoever asks: of its requests a newer one takes the place of those that wait.
    pub(super) client: Option<String>,
    /// The number of the request among those of the client, each greater than the one before.
    #[serde(default)]
    pub(super) sequence: u64,
}

/// What an answer is sent as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnswerForm {
    /// The document for programs, byte for byte that of the command.
    Document,
    /// What people read.
    Page,
    /// A report: one file for a browser.
    Report,
}

/// A page for people, as it is sent.
#[derive(Serialize, JsonSchema)]
pub(super) struct PageDocument<'a> {
    /// Whether a route was found, or whatever else was asked for.
    is_answered: bool,
    /// Its blocks from top to bottom.
    blocks: Vec<PageBlock>,
    /// Drawings of the answer as SVG, whose style rules are those of the page.
    drawings: Vec<String>,
    /// The warnings of the scenarios as they were asked.
    warnings: Vec<ProblemFound>,
    /// The request that was answered, as `corridor ask` takes it.
    request: &'a Request,
}

/// An answer with its content type.
pub(super) type WrittenAnswer = (&'static str, Vec<u8>);

impl PutQuestion {
    /// Answers the question.
    ///
    /// # Errors
    /// Refuses what cannot be asked, is invalid or has no answer.
    pub(super) fn answer(
        &self,
        shelf: &Shelf,
        form: AnswerForm,
        progress: &Progress,
    ) -> Result<WrittenAnswer, HttpRefusal> {
        if let Some(file) = self.request.files().first() {
            let reason =
                format!("no file is opened for a request: ask this with the command line, of {}", file.display());
            return Err(HttpRefusal::new(StatusCode::BAD_REQUEST, reason));
        }
        let keys: Vec<&str> = std::iter::once(&self.scenario).chain(&self.also).map(String::as_str).collect();
        let cases = shelf.cases(&keys, self.demand.as_ref(), &self.request.changes, self.lang)?;
        let extent = if form == AnswerForm::Page { Extent::Page } else { Extent::Whole };
        let request = Request { extent, ..self.request.clone() };
        let found = analysis::answer(&cases, &request, progress)?;
        let look = Look { lang: self.lang, digits: if self.exact { Digits::All } else { Digits::Cents } };
        let written = |format| {
            let screen = Screen { columns: 0, colour: false };
            let mut bytes = Vec::new();
            let written = present::write_to(&found, format, look, screen, &[], &mut bytes);
            written.map(|_| bytes).map_err(|_| {
                let reason = format!("there is no {} of this answer", format.as_str());
                HttpRefusal::new(StatusCode::BAD_REQUEST, reason)
            })
        };
        match form {
            AnswerForm::Document => Ok((JSON, written(Format::Json)?)),
            AnswerForm::Report => Ok(("text/html; charset=utf-8", written(Format::Html)?)),
            AnswerForm::Page if self.markdown => Ok(("text/markdown; charset=utf-8", written(Format::Markdown)?)),
            AnswerForm::Page => {
                let blocks = present::lay_out(&found, look).blocks;
                let document = PageDocument {
                    is_answered: found.is_answered(),
                    blocks: blocks.into_iter().filter(|block| !block.is_for_terminal()).collect(),
                    drawings: self.drawings.map(|size| drawings(&found, self.lang, size)).unwrap_or_default(),
                    warnings: cases.iter().map(Prepared::warnings).flat_map(ProblemFound::list).collect(),
                    request: &self.request,
                };
                Ok((JSON, serde_json::to_vec(&document).unwrap_or_default()))
            }
        }
    }
}

/// Draws all that there is to draw of an answer.
fn drawings(found: &Found, lang: Lang, size: [u16; 2]) -> Vec<String> {
    let canvas = Canvas { lang, size: size.map(|pixels| f64::from(pixels.clamp(MIN_PIXELS, MAX_PIXELS))) };
    let drawn = Kind::ALL.into_iter().filter_map(|kind| kind.draw(found, canvas));
    drawn.map(|picture| svg(&picture, Styled::ByPage)).collect()
}

impl From<ShelfError> for HttpRefusal {
    fn from(error: ShelfError) -> Self {
        match error {
            ShelfError::Unknown(_) => Self::new(StatusCode::NOT_FOUND, error),
            ShelfError::Invalid(problems) => Self::invalid(problems),
        }
    }
}

impl From<Refusal> for HttpRefusal {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid(problems) => Self::invalid(problems),
            Refusal::Request(_) => Self::new(StatusCode::BAD_REQUEST, refusal),
            Refusal::Nothing { .. } | Refusal::Failed { .. } => Self::new(StatusCode::UNPROCESSABLE_ENTITY, refusal),
            Refusal::Audit(_) => Self::new(StatusCode::INTERNAL_SERVER_ERROR, refusal),
        }
    }
}
