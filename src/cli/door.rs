//! The command line as a door: arguments become a request, what was found becomes text.

use std::path::PathBuf;

use clap::Args;

use corridor::analysis::{self, Extent, Found, Question, Refusal, Request, Selection as Selected};
use corridor::answer::Progress;
use corridor::present::{self, Digits, Look as Reading};

use super::arguments::{ChangeArguments, LookArguments, Running, SelectionArguments};
use super::failure::{Exit, Failure};
use super::prepare::{ScenarioFile, prepare_files, with_threads};
use super::progress::Watching;
use super::typed::Typed;

/// What every command takes that answers a question about scenarios.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// Scenario files (TOML); those that are shipped by `shipped:` and their name
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    changes: ChangeArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    typed: Typed,
    /// Recompute the answer from the tables alone and fail where it differs
    #[arg(long)]
    audit: bool,
    #[command(flatten)]
    look: LookArguments,
}

impl Asked {
    /// Puts a question and writes what was found, with the usual decimals.
    pub(super) fn answer(&self, question: Question) -> Result<Exit, Failure> {
        self.answer_with(question, Digits::Cents)
    }

    /// Puts a question and writes what was found.
    pub(super) fn answer_with(&self, question: Question, digits: Digits) -> Result<Exit, Failure> {
        self.answer_about(question, self.selected(), digits)
    }

    /// Returns the demands and corridors that are selected.
    pub(super) fn selected(&self) -> Selected {
        (&self.selection).into()
    }

    /// Puts a question about some demands and corridors and writes what was found.
    pub(super) fn answer_about(&self, question: Question, select: Selected, digits: Digits) -> Result<Exit, Failure> {
        let request =
            Request { question, select, changes: (&self.changes).into(), audit: self.audit, extent: Extent::Whole };
        let scenarios = self.asked_of(&request)?;
        answer(&scenarios, request, &self.changes.running, &self.look, digits)
    }
}

impl Asked {
    /// Returns the scenarios that are asked: files, or one that was typed in.
    fn asked_of(&self, request: &Request) -> Result<Vec<ScenarioFile>, Failure> {
        match (self.scenarios.is_empty(), self.typed.is_given()) {
            (true, _) => Ok(vec![ScenarioFile::Typed(self.typed.scenario(&self.selection, &request.changes)?)]),
            (false, true) => Err(Failure::Usage(
                "--commodity and --tonnes ask without a scenario file: leave them out, or the file".to_owned(),
            )),
            (false, false) => Ok(self.scenarios.iter().cloned().map(ScenarioFile::Path).collect()),
        }
    }
}

/// Puts a request to scenario files and writes what was found.
pub(super) fn answer(
    scenarios: &[ScenarioFile],
    request: Request,
    running: &Running,
    look: &LookArguments,
    digits: Digits,
) -> Result<Exit, Failure> {
    look.check(present::formats(&request.question))?;
    let extent = if present::Format::from(look.format).is_page() { Extent::Page } else { Extent::Whole };
    let request = Request { extent, ..request };
    with_threads(running.threads, || {
        let prepared = prepare_files(scenarios, &request.changes.overrides().map_err(Failure::Invalid)?, running)?;
        let progress = Progress::default();
        let watching = Watching::of(&progress, running.quiet);
        let found = analysis::answer(&prepared, &request, &progress)?;
        drop(watching);
        let format = present::Format::from(look.format);
        let text = present::write(&found, format, Reading { lang: look.language(), digits }, look.screen());
        look.write(&text.unwrap_or_default())?;
        let exit = Exit::of(&found);
        // The program ends here, and all its memory goes back at once: taking it apart would be wasted time.
        std::mem::forget((found, prepared));
        Ok(exit)
    })
}

impl Exit {
    /// Returns how the program ends on something that was found.
    fn of(found: &Found) -> Self {
        match found {
            Found::Test(expectations) if !expectations.are_met => Self::Unmet,
            _ if found.is_answered() => Self::Answered,
            _ => Self::NoRoute,
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Request(cause) => Self::Usage(cause.to_string()),
            Refusal::Invalid(problems) => Self::Invalid(problems),
            Refusal::Nothing { .. } => Self::Nothing(refusal.to_string()),
            Refusal::Audit(_) | Refusal::Failed { .. } => Self::Failed(refusal.to_string()),
        }
    }
}
