//! The arguments that several commands share, and those of the commands without a scenario.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use clap_complete::Shell;

use corridor::kernel::lanes::InstructionSet;
use corridor::present::Lang;
use corridor::present::schema::result_forms;
use corridor::scenario::{Override, TableName};
use corridor::units::Date;

const SET_HELP: &str = "\
Change one figure: a value, `*1.2` to multiply, `+5` or `+-5` to add; may be repeated. \
A path is TABLE.KEY.COLUMN or a key of the scenario such as cargo.lot_t";

const COLOUR_HELP: &str = "Whether headings are bold; auto looks at the terminal and NO_COLOR";

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
    pub(super) changes: ChangeArguments,
}

/// Changes to every scenario named.
#[derive(Clone, Debug, Args)]
pub(super) struct ChangeArguments {
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
pub(super) struct SelectionArguments {
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

impl From<&SelectionArguments> for corridor::analysis::Selection {
    fn from(selection: &SelectionArguments) -> Self {
        let SelectionArguments { from, to, corridor } = selection.clone();
        Self { from, to, corridor }
    }
}

impl From<&ChangeArguments> for corridor::analysis::Changes {
    fn from(changes: &ChangeArguments) -> Self {
        let set = changes.set.iter().map(Override::as_argument).collect();
        Self { set, date: changes.date.map(|date| date.to_string()) }
    }
}

impl From<FormatName> for corridor::present::Format {
    fn from(format: FormatName) -> Self {
        match format {
            FormatName::Table => Self::Table,
            FormatName::Markdown => Self::Markdown,
            FormatName::Json => Self::Json,
            FormatName::Csv => Self::Csv,
            FormatName::Geojson => Self::Geojson,
        }
    }
}

/// How and where the answer is written.
#[derive(Debug, Args)]
pub(super) struct LookArguments {
    /// Output format
    #[arg(long, value_enum, default_value_t = FormatName::Table)]
    pub(super) format: FormatName,
    /// Write to this file instead of stdout; a file that is there is kept unless --force is given
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Replace the output file, or that of --save
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
pub(super) enum FormatName {
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
