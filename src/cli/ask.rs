//! `ask`: a request that was written as JSON, put to scenarios like any other.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use corridor::analysis::Request;
use corridor::present::Digits;

use super::arguments::{LookArguments, Running};
use super::door::answer;
use super::failure::{Exit, Failure};
use super::prepare::ScenarioFile;

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor ask scenarios/hunchun-ningbo-2019.toml request.json
  echo '{ \"question\": { \"risk\": { \"draws\": 1000 } } }' | corridor ask scenarios/hunchun-ningbo-2019.toml -
`corridor schema request` describes requests.";

/// Arguments of `ask`.
#[derive(Debug, Args)]
pub(super) struct AskArguments {
    /// Scenario files (TOML)
    #[arg(required = true, value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    /// The request (JSON); - reads it from stdin
    #[arg(value_name = "REQUEST")]
    request: PathBuf,
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
        let text = read(&self.request)?;
        let request: Request = serde_json::from_str(&text).map_err(|error| {
            let name = self.request.display();
            Failure::Usage(format!(
                "{name}: no request: {error}; `corridor schema request` describes what may be asked"
            ))
        })?;
        let digits = if self.exact { Digits::All } else { Digits::Cents };
        let scenarios: Vec<ScenarioFile> = self.scenarios.iter().cloned().map(ScenarioFile::Path).collect();
        answer(&scenarios, request, &self.running, &self.look, digits)
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map_err(|error| Failure::file("cannot read", path, &error))?;
        return Ok(text);
    }
    fs::read_to_string(path).map_err(|error| Failure::file("cannot read", path, &error))
}
