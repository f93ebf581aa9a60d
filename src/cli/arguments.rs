//! The arguments that several commands share, and those of the commands without a scenario.

use std::path::PathBuf;

use anstream::ColorChoice;
use bytesize::ByteSize;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap_complete::Shell;
use serde_json::Value;

use corridor::kernel::lanes::InstructionSet;
use corridor::present::schema::{request_schema, result_forms, results_schema};
use corridor::present::{Format, Lang};
use corridor::scenario::{Override, TableName, plan_schema, scenario_schema, table_schema};
use corridor::units::Date;

const SET_HELP: &str = "\
Change one figure: a value, `*1.2` to multiply, `+5` or `+-5` to add; may be repeated. \
A path is TABLE.KEY.COLUMN or a key of the scenario such as cargo.lot_t";

const QUOTE_HELP: &str = "\
Enter a price as it was quoted, in place of that of the tables: \"zarubino>ningbo=38 USD/t\", \
\"rail hunchun>zarubino=210 USD/box20\", \"port zarubino=7 USD/t\", \"border hunchun=5 USD/t\"; may be repeated";

const COLOUR_HELP: &str = "Whether headings are bold; auto looks at the terminal and NO_COLOR";

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
    #[arg(value_name = "WHAT", default_value = "scenario", value_parser = schema)]
    pub(super) schema: Value,
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

/// Changes to every scenario named.
#[derive(Clone, Debug, Args)]
pub(super) struct ChangeArguments {
    #[arg(long, value_name = "PATH=VALUE", help = SET_HELP, value_parser = change)]
    pub(super) set: Vec<Override>,
    #[arg(long, value_name = "QUOTATION", help = QUOTE_HELP)]
    pub(super) quote: Vec<String>,
    /// Close these to every corridor: places by key or name, legs, modes, countries or tag:WORD, with commas between
    #[arg(long, value_name = "PLACE,..", value_delimiter = ',')]
    pub(super) close: Vec<String>,
    /// Ask as of another day: picks the rows that are valid then (2017-08-08)
    #[arg(long, value_name = "DAY", value_parser = Date::parse)]
    pub(super) date: Option<Date>,
    /// A workbook (.xlsx) with a sheet for each table, or a folder of tables, in place of the tables that the scenario names;
    /// `corridor show SCENARIO -o book.xlsx` writes one
    #[arg(long, value_name = "BOOK")]
    pub(super) tables: Option<PathBuf>,
    #[command(flatten)]
    pub(super) running: Running,
}

/// How the program runs; no answer depends on it.
#[derive(Clone, Debug, Args)]
pub(super) struct Running {
    /// Use so many threads, at most four for each core; 0 is one for each core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) threads: usize,
    /// End with words before more memory than this is taken, such as 500MB or 4GB
    #[arg(long, value_name = "SIZE", value_parser = memory_size)]
    pub(super) max_memory: Option<ByteSize>,
    /// The instruction set of the kernels; otherwise the widest that this machine has. All give the same answers
    #[arg(long, value_name = "SET", value_parser = instructions)]
    pub(super) instructions: Option<InstructionSet>,
    /// Say nothing on stderr but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
}

fn memory_size(text: &str) -> Result<ByteSize, String> {
    match text.parse::<ByteSize>() {
        Ok(size) if size.as_u64() > 0 => Ok(size),
        _ => Err("write a size with its unit, such as 500MB or 4GB".to_owned()),
    }
}

/// Which of the answers.
#[derive(Clone, Debug, Args)]
pub(super) struct SelectionArguments {
    /// Show only demands from these places, by keys or names with commas between; may be repeated
    #[arg(long, value_name = "PLACE,..", value_delimiter = ',')]
    pub(super) from: Vec<String>,
    /// Show only demands to these places, by keys or names with commas between; may be repeated
    #[arg(long, value_name = "PLACE,..", value_delimiter = ',')]
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
        let closed = changes.close.iter().map(|item| Override::set("avoid", item).as_argument());
        let set = changes.set.iter().map(Override::as_argument).chain(closed).collect();
        Self { set, quote: changes.quote.clone(), date: changes.date.map(|date| date.to_string()) }
    }
}

/// How and where the answer is written.
#[derive(Clone, Debug, Args)]
pub(super) struct LookArguments {
    /// Output format; without it that of the ending of --output, such as .json, or else table, of reports html
    #[arg(long, value_parser = one_of(&FORMATS))]
    format: Option<Format>,
    /// The format where none is asked for.
    #[arg(skip = Format::Table)]
    pub(super) usual: Format,
    /// Write to this file instead of stdout; a file that is there is kept unless --force is given
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Replace the output file, or that of --save
    #[arg(long)]
    pub(super) force: bool,
    /// The columns of CSV, Parquet or a workbook that are written, by their headings, in this order; without it all
    #[arg(long, value_name = "NAME,..", value_delimiter = ',')]
    pub(super) columns: Vec<String>,
    /// Begin CSV with a byte-order mark, by which spreadsheet programs know that it is UTF-8
    #[arg(long)]
    pub(super) bom: bool,
    /// The language of titles and of the names of places and figures
    #[arg(long, value_parser = one_of(&LANGUAGES), default_value = "en")]
    pub(super) lang: Lang,
    #[arg(long, value_parser = one_of(&COLOURS), help = COLOUR_HELP, default_value = "auto")]
    pub(super) color: ColorChoice,
    /// The width of tables in columns; otherwise that of the terminal, or 100
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(40..=1000))]
    pub(super) width: Option<u16>,
    /// Answer again whenever a file of the scenario changes, until Ctrl-C
    #[arg(long)]
    pub(super) watch: bool,
}

impl LookArguments {
    /// Returns the output format: the one asked for, or else that of the ending of the output file.
    pub(super) fn format(&self) -> Format {
        let ending = self.output.as_deref().and_then(|path| path.extension()).map(std::ffi::OsStr::to_ascii_lowercase);
        let by_ending = match ending.as_deref().and_then(std::ffi::OsStr::to_str) {
            Some("json") => Some(Format::Json),
            Some("csv") => Some(Format::Csv),
            Some("xlsx") => Some(Format::Xlsx),
            Some("geojson") => Some(Format::Geojson),
            Some("parquet") => Some(Format::Parquet),
            Some("html" | "htm") => Some(Format::Html),
            Some("md" | "markdown") => Some(Format::Markdown),
            _ => None,
        };
        self.format.or(by_ending).unwrap_or(self.usual)
    }
}

/// One word that an argument may be, with its help and the value that it stands for.
pub(super) struct Choice<T: 'static> {
    word: &'static str,
    help: &'static str,
    value: T,
}

impl<T> Choice<T> {
    /// Makes a choice.
    pub(super) const fn new(word: &'static str, value: T, help: &'static str) -> Self {
        Self { word, help, value }
    }
}

const FORMATS: [Choice<Format>; 8] = [
    Choice::new("table", Format::Table, "Tables and sentences for a terminal"),
    Choice::new("markdown", Format::Markdown, "The same for a report"),
    Choice::new(
        "json",
        Format::Json,
        "For scripts; described by `corridor schema` and the name in `schema`, such as `corridor schema compare`",
    ),
    Choice::new("csv", Format::Csv, "For spreadsheets: one row for each demand and corridor"),
    Choice::new("xlsx", Format::Xlsx, "A workbook: the question, a sheet for each table, the sources; needs -o"),
    Choice::new("parquet", Format::Parquet, "For data frames: the rows of CSV with types"),
    Choice::new("geojson", Format::Geojson, "For maps: ways, areas and boundaries"),
    Choice::new("html", Format::Html, "For a browser: of reports alone"),
];

pub(super) const LANGUAGES: [Choice<Lang>; 3] = [
    Choice::new("en", Lang::En, "English"),
    Choice::new("zh", Lang::Zh, "Chinese"),
    Choice::new("ru", Lang::Ru, "Russian"),
];

const COLOURS: [Choice<ColorChoice>; 3] = [
    Choice::new("auto", ColorChoice::Auto, "Where stdout is a terminal that wants it"),
    Choice::new("always", ColorChoice::Always, "Always"),
    Choice::new("never", ColorChoice::Never, "Never"),
];

/// Reads one of some words as the value that it stands for.
pub(super) fn one_of<T: Copy + Send + Sync>(choices: &'static [Choice<T>]) -> impl TypedValueParser<Value = T> {
    let words = choices.iter().map(|choice| PossibleValue::new(choice.word).help(choice.help));
    PossibleValuesParser::new(words).try_map(|word| {
        let chosen = choices.iter().find(|choice| choice.word == word);
        chosen.map(|choice| choice.value).ok_or("no such word")
    })
}

/// Returns the JSON Schema of what a word names.
fn schema(word: &str) -> Result<Value, String> {
    match word {
        "scenario" => return Ok(scenario_schema()),
        "plan" => return Ok(plan_schema()),
        "request" => return Ok(request_schema()),
        _ => {}
    }
    // A table comes before a form of the same name, which its whole name still finds.
    let form = if word == "results" { "compare" } else { word.strip_prefix("corridor.").unwrap_or(word) };
    TableName::named(word).map(table_schema).or_else(|| results_schema(form)).ok_or_else(|| {
        let forms: Vec<&str> = result_forms().collect();
        let tables: Vec<&str> = TableName::ALL.into_iter().map(TableName::as_str).collect();
        let (forms, tables) = (forms.join(", "), tables.join(", "));
        format!(
            "take scenario, plan, request, one of the JSON results {forms}, or one of the tables {tables}; \
             corridor.claims tells the results from the table"
        )
    })
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
