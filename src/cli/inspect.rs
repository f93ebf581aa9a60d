//! The commands that look into scenarios: `check`, `show`, `sources`, `diff`, `test`.

use std::path::PathBuf;

use clap::Args;

use corridor::analysis::listing::{DiffQuestion, ShowQuestion, ShowWhat};
use corridor::analysis::{Question, Request};
use corridor::present::Digits;
use corridor::problem::Problems;

use super::arguments::{ChangeArguments, CheckArguments, LookArguments};
use super::door::answer;
use super::failure::{Exit, Failure, draw};
use super::output::to_stdout;
use super::prepare::{ScenarioFile, prepare};

/// Checks scenarios and says of each whether it is valid.
pub(super) fn check(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let mut lines = Vec::new();
    let mut exit = Exit::Answered;
    for path in &arguments.input.scenarios {
        // Warnings belong to the answer of this command, so they are shown even where it is to be quiet.
        let mut quiet = arguments.input.changes.clone();
        quiet.running.quiet = true;
        let name = path.display();
        match prepare(std::slice::from_ref(path), &quiet) {
            Ok(cases) => {
                let warnings: usize = cases.iter().map(|case| case.warnings().len()).sum();
                for case in &cases {
                    draw(case.warnings());
                }
                lines.push(match warnings {
                    0 => format!("{name}: valid\n"),
                    1 => format!("{name}: valid, 1 warning\n"),
                    number => format!("{name}: valid, {number} warnings\n"),
                });
                if arguments.strict && warnings > 0 {
                    exit = Exit::Invalid;
                }
            }
            Err(Failure::Invalid(problems)) => {
                draw(&problems);
                lines.push(format!("{name}: not valid, {}\n", counted(&problems)));
                exit = Exit::Invalid;
            }
            Err(other) => return Err(other),
        }
    }
    to_stdout(lines.concat().as_bytes())?;
    Ok(exit)
}

fn counted(problems: &Problems) -> String {
    if problems.len() == 1 { "1 problem".to_owned() } else { format!("{} problems", problems.len()) }
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
    /// The scenario file
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// tables, figures, network, unused, or the name of a table such as legs
    #[arg(value_name = "WHAT", default_value = "tables")]
    what: String,
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
        of_whole(&self.scenarios, question, &self.changes, &self.look)
    }
}

impl ShowArguments {
    /// Lists what a scenario holds.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let Self { scenario, what, changes, look } = self;
        let what = ShowWhat::try_from(what.clone()).map_err(|error| Failure::Usage(error.to_string()))?;
        of_whole(std::slice::from_ref(scenario), Question::Show(ShowQuestion { what }), changes, look)
    }
}

impl DiffArguments {
    /// Lists what differs between two scenarios.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let Self { first, second, changes, look } = self;
        of_whole(&[first.clone(), second.clone()], Question::Diff(DiffQuestion {}), changes, look)
    }
}

/// Puts a question about whole scenarios.
fn of_whole(
    scenarios: &[PathBuf],
    question: Question,
    changes: &ChangeArguments,
    look: &LookArguments,
) -> Result<Exit, Failure> {
    let request = Request { changes: changes.into(), ..Request::from(question) };
    let scenarios: Vec<ScenarioFile> = scenarios.iter().cloned().map(ScenarioFile::Path).collect();
    answer(&scenarios, request, &changes.running, look, Digits::Cents)
}
