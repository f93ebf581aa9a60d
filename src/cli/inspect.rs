//! The commands that look into scenarios: `check`, `show`, `sources`, `diff`, `test`.

use std::path::{Path, PathBuf};

use clap::Args;

use corridor::analysis::listing::{DiffQuestion, NothingToShow, ShowQuestion, ShowWhat};
use corridor::analysis::{Changes, Question, Request};
use corridor::present::{Digits, Lang};
use corridor::problem::path_in_words;

use super::arguments::{ChangeArguments, LookArguments, Running};
use super::door::answer;
use super::failure::{Exit, Failure, draw};
use super::output::{counted, to_stdout};
use super::prepare::{ScenarioFile, prepare_files, use_machine};
use super::typed::tables;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Scenario files (TOML)
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    changes: ChangeArguments,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
}

/// Checks scenarios and says of each whether it is valid.
pub(super) fn check(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let mut lines = Vec::new();
    let mut exit = Exit::Answered;
    let CheckArguments { scenarios, changes, strict } = arguments;
    use_machine(&changes.running);
    let overrides = Changes::from(changes).overrides().map_err(Failure::Invalid)?;
    // Warnings belong to the answer of this command, so all are shown; where it is to be quiet, if they are errors.
    let draws_warnings = *strict || !changes.running.quiet;
    let quiet = Running { quiet: true, ..changes.running.clone() };
    for path in scenarios {
        let name = path_in_words(path);
        match prepare_files(
            &ScenarioFile::paths(std::slice::from_ref(path), changes.tables.as_deref()),
            &overrides,
            &quiet,
            Lang::En,
        ) {
            Ok(cases) => {
                let warnings: usize = cases.iter().map(|case| case.warnings().len()).sum();
                for case in cases.iter().filter(|_| draws_warnings) {
                    draw(case.warnings());
                }
                lines.push(match warnings {
                    0 => format!("{name}: valid\n"),
                    number => format!("{name}: valid, {}\n", counted(number as u64, "warning")),
                });
                if *strict && warnings > 0 {
                    exit = Exit::Invalid;
                }
            }
            Err(Failure::Invalid(problems)) => {
                draw(&problems);
                lines.push(format!("{name}: not valid, {}\n", counted(problems.len() as u64, "problem")));
                exit = Exit::Invalid;
            }
            Err(other) => return Err(other),
        }
    }
    to_stdout(lines.concat().as_bytes())?;
    Ok(exit)
}

/// Arguments of `sources` and `test`.
#[derive(Debug, Args)]
pub(super) struct ScenariosArguments {
    /// Scenario files (TOML)
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    changes: ChangeArguments,
    #[command(flatten)]
    look: LookArguments,
}

/// Arguments of `show`.
#[derive(Debug, Args)]
pub(super) struct ShowArguments {
    /// The scenario file; without it the shipped tables: `corridor show places`
    #[arg(value_name = "SCENARIO")]
    scenario: Option<PathBuf>,
    /// tables, figures, network, unused, or the name of a table such as legs; tables without it
    #[arg(value_name = "WHAT")]
    what: Option<String>,
    /// Show only rows that hold each of these words, also in the names of their places: zarubino handling, or a grade such as
    /// estimate; with *, that a whole cell is like: 'handling.*.price'
    #[arg(value_name = "WORD")]
    only: Vec<String>,
    #[command(flatten)]
    changes: ChangeArguments,
    #[command(flatten)]
    look: LookArguments,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// The first scenario
    #[arg(value_name = "A")]
    first: PathBuf,
    /// The second scenario
    #[arg(value_name = "B")]
    second: PathBuf,
    #[command(flatten)]
    changes: ChangeArguments,
    #[command(flatten)]
    look: LookArguments,
}

impl ScenariosArguments {
    /// Puts a question about whole scenarios.
    pub(super) fn run(&self, question: Question) -> Result<Exit, Failure> {
        of_whole(
            &ScenarioFile::paths(&self.scenarios, self.changes.tables.as_deref()),
            question,
            &self.changes,
            &self.look,
        )
    }
}

impl ShowArguments {
    /// Lists what a scenario holds.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let Self { changes, look, .. } = self;
        let (scenario, question) = self.listed()?;
        of_whole(&[scenario], Question::Show(question), changes, look)
    }

    /// Returns the scenario, or the shipped tables where none is named, with what is listed of them.
    fn listed(&self) -> Result<(ScenarioFile, ShowQuestion), Failure> {
        let parse = |word: &str| {
            ShowWhat::try_from(word.to_owned()).map_err(|error: NothingToShow| Failure::Usage(error.to_string()))
        };
        // A first word that names no file is what to list; the others are those of its rows.
        let is_file = |word: &str| word.contains(['.', '/', '\\', ':']) || Path::new(word).exists();
        let word = self.scenario.as_deref().and_then(Path::to_str).filter(|word| !is_file(word));
        // A scenario that is missing is no such word: `corridor show mistyped figures`.
        let is_listed = |word: &str| parse(word).is_ok();
        let word = word.filter(|word| is_listed(word) || !self.what.as_deref().is_some_and(is_listed));
        let words = self.what.iter().chain(&self.only);
        match (&self.scenario, word) {
            (Some(scenario), None) => {
                let what = self.what.as_deref().map_or(Ok(ShowWhat::Tables), parse)?;
                let question = ShowQuestion { what, only: self.only.clone() };
                Ok((ScenarioFile::Path(scenario.clone(), self.changes.tables.clone()), question))
            }
            (_, _) if self.changes.tables.is_some() => Err(Failure::Usage(
                "--tables gives a scenario its tables: name the scenario file before them".to_owned(),
            )),
            (_, word) => match word.map_or(Ok(ShowWhat::Tables), parse)? {
                ShowWhat::Network | ShowWhat::Unused => Err(Failure::Usage(
                    "this depends on what a scenario asks: name the scenario file before it".to_owned(),
                )),
                what => Ok((ScenarioFile::Tables(tables()), ShowQuestion { what, only: words.cloned().collect() })),
            },
        }
    }
}

impl DiffArguments {
    /// Lists what differs between two scenarios.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let Self { first, second, changes, look } = self;
        let files = ScenarioFile::paths(&[first.clone(), second.clone()], changes.tables.as_deref());
        of_whole(&files, Question::Diff(DiffQuestion {}), changes, look)
    }
}

/// Puts a question about whole scenarios.
fn of_whole(
    scenarios: &[ScenarioFile],
    question: Question,
    changes: &ChangeArguments,
    look: &LookArguments,
) -> Result<Exit, Failure> {
    let request = Request { changes: changes.into(), ..Request::from(question) };
    answer(scenarios, request, &changes.running, look, Digits::Cents)
}
