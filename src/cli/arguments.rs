//! The arguments, as `--help` and the manual pages tell them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use corridor::kernel::lanes::InstructionSet;
use corridor::present::Lang;
use corridor::present::schema::result_forms;
use corridor::scenario::{Override, TableName};
use corridor::units::Date;

use super::answers::{COMPARE_EXAMPLES, CompareArguments, ROUTE_EXAMPLES};
use super::door::Asked;
use super::inspect::{DiffArguments, ScenariosArguments, ShowArguments};
use super::study::{EXAMPLES as SWEEP_EXAMPLES, MergeArguments, SweepArguments, VerifyArguments};
use super::{alternatives, ask, breakeven, catchment, critical, discover, guide, levers, pareto, risk, sensitivity};

const ABOUT: &str = "Compare borrowing a foreign port to go to the sea with all-domestic routes";

const EXIT_CODES: &str = "\
Exit codes:
  0  answered
  1  failed: a file cannot be read or written, a study is stopped or differs, or the audit disagrees
  2  the arguments make no sense
  3  a scenario or table is invalid; every problem is listed
  4  no route: not a single answer that was asked for has one; nothing to find for `discover`
  5  an expectation of `corridor test` is not met

Units: money per tonne (1000 kg) of cargo in the scenario's currency, km, hours, days, kg CO2e.
The answer goes to stdout, everything else to stderr.";

const FIRST_STEPS: &str = "\
First steps:
  corridor init trial                          write a small scenario with its tables
  corridor compare trial/scenario.toml         the corridors side by side
  corridor explain trial/scenario.toml         why, in sentences
  corridor compare trial/scenario.toml --set tariffs.sea-zarubino.per_haul='*1.2'";

const SET_HELP: &str = "\
Change one figure: a value, `*1.2` to multiply, `+5` or `+-5` to add; may be repeated. \
A path is TABLE.KEY.COLUMN or a key of the scenario such as cargo.lot_t";

const COLOUR_HELP: &str = "Whether headings are bold; auto looks at the terminal and NO_COLOR";

/// Compares routes; see the subcommands.
#[derive(Debug, Parser)]
#[command(name = "corridor", version, about = ABOUT, after_help = format!("{FIRST_STEPS}\n\n{EXIT_CODES}"), max_term_width = 110)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Compare the corridors of one or more scenarios
    #[command(after_help = format!("{COMPARE_EXAMPLES}\n\n{EXIT_CODES}"))]
    Compare(CompareArguments),
    /// Show the itinerary of each demand step by step
    #[command(after_help = format!("{ROUTE_EXAMPLES}\n\n{EXIT_CODES}"))]
    Route(CompareArguments),
    /// List the routes beside the cheapest: the next ones, and those that go another way
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", alternatives::EXAMPLES))]
    Alternatives(alternatives::AlternativesArguments),
    /// Say in sentences why an answer is what it is
    #[command(after_help = EXIT_CODES)]
    Explain(Asked),
    /// Put a request that was written as JSON to scenarios
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", ask::EXAMPLES))]
    Ask(ask::AskArguments),
    /// Check scenarios and their tables; list every problem
    #[command(after_help = EXIT_CODES)]
    Check(CheckArguments),
    /// List what a scenario holds: tables, one table, figures, the network, unused rows
    #[command(after_help = EXIT_CODES)]
    Show(ShowArguments),
    /// List the documents that the figures of a scenario come from
    #[command(after_help = EXIT_CODES)]
    Sources(ScenariosArguments),
    /// List what differs between two scenarios
    #[command(after_help = EXIT_CODES)]
    Diff(DiffArguments),
    /// Check the expectations that scenarios state about their answers
    #[command(after_help = EXIT_CODES)]
    Test(ScenariosArguments),
    /// Answer a scenario many times with figures varied by a plan
    #[command(after_help = format!("{SWEEP_EXAMPLES}\n\n{EXIT_CODES}"))]
    Sweep(SweepArguments),
    /// Join the shards of a study that several machines have run
    #[command(after_help = EXIT_CODES)]
    Merge(MergeArguments),
    /// Run a study again and compare every byte
    #[command(after_help = EXIT_CODES)]
    Verify(VerifyArguments),
    /// Draw the uncertain figures many times: how often each corridor is cheapest, and how its total is spread
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", risk::EXAMPLES))]
    Risk(risk::RiskArguments),
    /// Find where the answer turns: exact curves in one figure, or what must move least to turn it
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", breakeven::EXAMPLES))]
    Breakeven(breakeven::BreakevenArguments),
    /// Tell what one step of each fee, hour, tariff and wait is worth, and whom it wins
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", levers::EXAMPLES))]
    Levers(levers::LeversArguments),
    /// Show every route worth choosing where cost, time, CO2e and transfers count, and what a day or a tonne costs
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", pareto::EXAMPLES))]
    Pareto(pareto::ParetoArguments),
    /// Rank the uncertain figures by how much they drive the difference between corridors
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", sensitivity::EXAMPLES))]
    Sensitivity(sensitivity::SensitivityArguments),
    /// Take each leg, place, service and permission away in turn: what that costs, whom, and where they go instead
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", critical::EXAMPLES))]
    Critical(critical::CriticalArguments),
    /// Find the box of uncertain figures in which a corridor is cheapest, and check it on other draws
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", discover::EXAMPLES))]
    Discover(discover::DiscoverArguments),
    /// Tell which corridor and gateway each origin should use, and up to where, with a map
    #[command(after_help = format!("{}\n\n{EXIT_CODES}", catchment::EXAMPLES))]
    Catchment(catchment::CatchmentArguments),
    /// Read the guide: one chapter a command, and topics such as first-hour, quotation or glossary
    Guide(guide::GuideArguments),
    /// Write a small scenario with its tables to begin with, or the shipped ones
    #[command(after_help = EXIT_CODES)]
    Init(InitArguments),
    /// Print the JSON Schema of scenarios, of plans, of results or of a table
    #[command(after_help = EXIT_CODES)]
    Schema(SchemaArguments),
    /// Print a completion script for a shell
    Completions(CompletionsArguments),
    /// Print the manual page, or write all manual pages to a folder
    Man(ManArguments),
    /// Set published claims beside the results
    #[command(after_help = EXIT_CODES)]
    Claims(Asked),
}

/// The most draws: what is counted of them fits into 32 bits.
pub(super) const MOST_DRAWS: u64 = 4_000_000_000;

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    #[command(flatten)]
    pub(super) input: Input,
    /// Fail on warnings too
    #[arg(long)]
    pub(super) strict: bool,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// The folder to write to; files that are there already are never replaced
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// Write the shipped scenarios and tables instead, to change them
    #[arg(long)]
    pub(super) from_shipped: bool,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub(super) struct SchemaArguments {
    /// scenario, plan, request, the JSON of a command such as compare or breakeven, or a table such as legs
    #[arg(value_name = "WHAT", default_value = "scenario", value_parser = schema_name)]
    pub(super) what: SchemaName,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(super) shell: Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub(super) struct ManArguments {
    /// The folder to write all pages to, one for each command
    #[arg(value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,
    /// Replace pages that are there already
    #[arg(long)]
    pub(super) force: bool,
}

/// Which scenarios, with which changes.
#[derive(Debug, Args)]
pub(super) struct Input {
    /// Scenario files (TOML)
    #[arg(required = true, value_name = "SCENARIO")]
    pub(super) scenarios: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) changes: Changes,
}

/// Changes to every scenario named.
#[derive(Clone, Debug, Args)]
pub(super) struct Changes {
    #[arg(long, value_name = "PATH=VALUE", help = SET_HELP, value_parser = change)]
    pub(super) set: Vec<Override>,
    /// Ask as of another day: picks the rows that are valid then (2017-08-08)
    #[arg(long, value_name = "DAY", value_parser = Date::parse)]
    pub(super) date: Option<Date>,
    #[command(flatten)]
    pub(super) running: Running,
}

/// How the program runs; no answer depends on it.
#[derive(Clone, Debug, Args)]
pub(super) struct Running {
    /// Use so many threads; 0 is one for each core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) threads: usize,
    /// The instruction set of the kernels; otherwise the widest that this machine has. All give the same answers
    #[arg(long, value_name = "SET", value_parser = instructions)]
    pub(super) instructions: Option<InstructionSet>,
    /// Say nothing on stderr but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// Which of the answers.
#[derive(Clone, Debug, Args)]
pub(super) struct Selection {
    /// Show only demands from this place, by key or name; may be repeated
    #[arg(long, value_name = "PLACE")]
    pub(super) from: Vec<String>,
    /// Show only demands to this place, by key or name; may be repeated
    #[arg(long, value_name = "PLACE")]
    pub(super) to: Vec<String>,
    /// Show only this corridor, by its key; may be repeated
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    pub(super) corridor: Vec<String>,
}

impl From<&Selection> for corridor::analysis::Selection {
    fn from(selection: &Selection) -> Self {
        let Selection { from, to, corridor } = selection.clone();
        Self { from, to, corridor }
    }
}

impl From<&Changes> for corridor::analysis::Changes {
    fn from(changes: &Changes) -> Self {
        let set = changes.set.iter().map(Override::as_argument).collect();
        Self { set, date: changes.date.map(|date| date.to_string()) }
    }
}

impl From<Format> for corridor::present::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Table => Self::Table,
            Format::Markdown => Self::Markdown,
            Format::Json => Self::Json,
            Format::Csv => Self::Csv,
            Format::Geojson => Self::Geojson,
        }
    }
}

/// How and where the answer is written.
#[derive(Debug, Args)]
pub(super) struct Look {
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(super) format: Format,
    /// Write to this file instead of stdout; a file that is there is kept unless --force is given
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Replace the output file
    #[arg(long)]
    pub(super) force: bool,
    /// The language of place names
    #[arg(long, value_enum, default_value_t = NameLanguage::En)]
    pub(super) lang: NameLanguage,
    #[arg(long, value_enum, help = COLOUR_HELP, default_value_t = Colour::Auto)]
    pub(super) color: Colour,
    /// The width of tables in columns; otherwise that of the terminal, or 100
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(40..=1000))]
    pub(super) width: Option<u16>,
}

/// The forms of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Tables and sentences for a terminal
    Table,
    /// The same for a report
    Markdown,
    /// For scripts; described by `corridor schema` and the name in `schema`, such as `corridor schema compare`
    Json,
    /// For spreadsheets: one row for each demand and corridor
    Csv,
    /// For maps: ways, areas and boundaries
    Geojson,
}

/// The languages that places have names in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum NameLanguage {
    /// English
    En,
    /// Chinese
    Zh,
    /// Russian
    Ru,
}

impl From<NameLanguage> for Lang {
    fn from(language: NameLanguage) -> Self {
        match language {
            NameLanguage::En => Self::En,
            NameLanguage::Zh => Self::Zh,
            NameLanguage::Ru => Self::Ru,
        }
    }
}

/// When to write in colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// Where stdout is a terminal that wants it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What `schema` describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SchemaName {
    /// Scenario files.
    Scenario,
    /// Plans of studies.
    Plan,
    /// Requests of `ask`.
    Request,
    /// One form of JSON results.
    Results(&'static str),
    /// The rows of a table.
    Table(TableName),
}

fn schema_name(word: &str) -> Result<SchemaName, String> {
    match word {
        "scenario" => Ok(SchemaName::Scenario),
        "plan" => Ok(SchemaName::Plan),
        "request" => Ok(SchemaName::Request),
        "results" => Ok(SchemaName::Results("compare")),
        // A table comes before a form of the same name, which its whole name still finds.
        _ => TableName::named(word)
            .map(SchemaName::Table)
            .or_else(|| {
                let short = word.strip_prefix("corridor.").unwrap_or(word);
                result_forms().find(|form| *form == short).map(SchemaName::Results)
            })
            .ok_or_else(|| {
                let forms: Vec<&str> = result_forms().collect();
                let tables: Vec<&str> = TableName::ALL.into_iter().map(TableName::as_str).collect();
                let (forms, tables) = (forms.join(", "), tables.join(", "));
                format!(
                    "take scenario, plan, request, one of the JSON results {forms}, or one of the tables {tables}; \
                    corridor.claims tells the results from the table"
                )
            }),
    }
}

/// Reads `--set`, with what to do where it cannot be read.
fn change(text: &str) -> Result<Override, String> {
    Override::parse(text).map_err(|problem| match problem.help {
        Some(help) => format!("{}; {help}", problem.message),
        None => problem.message,
    })
}

/// Reads the name of an instruction set that this machine has.
fn instructions(word: &str) -> Result<InstructionSet, String> {
    let names: Vec<&str> =
        InstructionSet::ALL.into_iter().filter(|level| level.is_available()).map(InstructionSet::as_str).collect();
    InstructionSet::named(word)
        .filter(|level| level.is_available())
        .ok_or_else(|| format!("this machine has {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_well_formed() {
        super::Arguments::command().debug_assert();
    }
}
