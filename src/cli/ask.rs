//! `ask`: a request that was written as JSON, put to scenarios like any other.

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::error::Category;

use corridor::analysis::Request;
use corridor::problem::{nearest, path_in_words};
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

/// What a question is called that every version has: the names beside it are those of questions.
const A_QUESTION: &str = "compare";

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
        let request: Request = serde_json::from_str(&text).map_err(|error| {
            let name = if path == Path::new("-") { "stdin".to_owned() } else { path_in_words(path) };
            let fault = fault(&text, &error);
            Failure::Usage(format!("{name}: {fault}\n`corridor schema request` describes what may be asked"))
        })?;
        if scenarios.is_empty() && (request.select.from.is_empty() || request.select.to.is_empty()) {
            let text = "name a scenario file before the request; without one its \"select\" gives \"from\" and \"to\", and \
                        --commodity and --tonnes the rest";
            return Err(Failure::Usage(text.to_owned()));
        }
        let scenarios = ScenarioFile::asked(scenarios, &self.typed, &request, &self.look)?;
        answer(&scenarios, request, &self.running, &self.look, decimals(self.exact))
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    let bytes = if path == Path::new("-") { read_at_most(io::stdin(), MAX_TEXT_BYTES) } else { read_file(path) };
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData.into()));
    text.map_err(|error| Failure::file("cannot read", path, &error))
}

/// Describes what is wrong with a request, where, and what was probably meant.
fn fault(text: &str, error: &serde_json::Error) -> String {
    if text.trim().is_empty() {
        return "the request is empty; the shortest is { \"question\": { \"compare\": {} } }".to_owned();
    }
    let place = format!("line {}, column {}", error.line(), error.column());
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    match error.classify() {
        Category::Eof => format!("{place}: the request ends too early: a bracket or a quotation mark is not closed"),
        Category::Syntax => format!("{place}: this is no JSON: {message}"),
        Category::Data | Category::Io => format!("{place}: {}", mismatch(message)),
    }
}

/// Describes JSON that is no request, by what its reader reports.
fn mismatch(message: &str) -> String {
    // The reader marks names by backquotes: first the one that it has met, then those that it knows.
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let [name, known @ ..] = names.as_slice() else { return in_words(message) };
    let what = match message {
        _ if message.starts_with("missing field") => {
            return format!("`{name}` is missing, such as \"question\": {{ \"compare\": {{}} }}");
        }
        _ if message.starts_with("unknown variant") && known.contains(&A_QUESTION) => "question",
        _ if message.starts_with("unknown variant") => "choice",
        _ if message.starts_with("unknown field") => "field",
        _ => return in_words(message),
    };
    let known_names = known.join(", ");
    let near = nearest(name, known.iter().copied());
    let help = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    match (known.is_empty(), help.is_empty()) {
        (true, _) => format!("there is no {what} `{name}`: nothing can be given here"),
        (false, true) => format!("there is no {what} `{name}`; there are {known_names}"),
        (false, false) => format!("there is no {what} `{name}`{help} There are {known_names}"),
    }
}

/// Replaces the names of types by words.
fn in_words(message: &str) -> String {
    let types = [
        ("invalid type: ", "this is a wrong value: "),
        ("invalid value: ", "this is a wrong value: "),
        ("floating point", "the number"),
        ("integer", "the number"),
        ("string", "the text"),
        ("boolean", "the word"),
        ("a map", "{ .. }"),
        ("map", "{ .. }"),
        ("a sequence", "[ .. ]"),
        ("sequence", "[ .. ]"),
        ("expected u64", "expected a whole number"),
        ("expected u32", "expected a whole number"),
        ("expected usize", "expected a whole number"),
        ("expected f64", "expected a number"),
        ("expected a the text", "expected a text"),
        ("expected a the word", "expected true or false"),
    ];
    if message.contains("unit variant") {
        return "a question is written with its options, such as { \"risk\": {} }".to_owned();
    }
    let plain = types.iter().fold(message.to_owned(), |text, (from, to)| text.replace(from, to));
    match plain.split_once("expected struct ") {
        Some((before, _)) => format!("{before}expected {{ .. }}"),
        None => plain,
    }
}
