//! `ask`: a request that was written as JSON, put to scenarios like any other.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use corridor::analysis::Request;
use corridor::problem::path_in_words;
use corridor::scenario::{MAX_TEXT_BYTES, read_at_most, read_file};

use super::arguments::{LookArguments, Running};
use super::door::{answer, decimals};
use super::failure::{Exit, Failure};
use super::output::spare;
use super::prepare::ScenarioFile;
use super::typed::Typed;

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor ask scenarios/hunchun-ningbo-2019.toml request.json
  echo '{ \"question\": { \"risk\": { \"draws\": 1000 } } }' | corridor ask scenarios/hunchun-ningbo-2019.toml -
`corridor schema request` describes requests.";

/// Arguments of `ask`.
#[derive(Debug, Args)]
#[command(override_usage = "corridor ask [OPTIONS] [SCENARIO]... <REQUEST>")]
pub(super) struct AskArguments {
    /// Scenario files (TOML), then the request (JSON), of which - is read from stdin; without a scenario file the request
    /// selects from and to, and --commodity and --tonnes give the rest
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    typed: Typed,
    /// A workbook (.xlsx) with a sheet for each table, or a folder of tables, in place of the tables that the scenario names
    #[arg(long, value_name = "BOOK")]
    tables: Option<PathBuf>,
    /// Print amounts in tables with all six decimals instead of rounding them to the cent
    #[arg(long)]
    exact: bool,
    #[command(flatten)]
    running: Running,
    #[command(flatten)]
    look: LookArguments,
}

impl AskArguments {
    /// Puts the request.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let Some((path, scenarios)) = self.files.split_last() else { return Ok(Exit::Usage) };
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text =
                format!("{} is a scenario: name the request (JSON) behind it, or - for stdin", path_in_words(path));
            return Err(Failure::Usage(text));
        }
        let text = read(path)?;
        let given = if path == Path::new("-") { Path::new("/dev/stdin") } else { path };
        spare(self.look.output.as_deref().into_iter().chain(self.typed.kept()), [given])?;
        let request = Request::parse(&text).map_err(|fault| {
            let name = if path == Path::new("-") { "stdin".to_owned() } else { path_in_words(path) };
            Failure::Usage(format!("{name}: {fault}\n`corridor schema request` describes what may be asked"))
        })?;
        if scenarios.is_empty() && (request.select.from.is_empty() || request.select.to.is_empty()) {
            let text = "name a scenario file before the request; without one its \"select\" gives \"from\" and \"to\", and \
                        --commodity and --tonnes the rest";
            return Err(Failure::Usage(text.to_owned()));
        }
        let scenarios = ScenarioFile::asked((scenarios, self.tables.as_deref()), &self.typed, &request, &self.look)?;
        answer(&scenarios, request, &self.running, &self.look, decimals(self.exact))
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    let bytes = if path == Path::new("-") { read_at_most(io::stdin(), MAX_TEXT_BYTES) } else { read_file(path) };
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData.into()));
    text.map_err(|error| Failure::file("cannot read", path, &error))
}
