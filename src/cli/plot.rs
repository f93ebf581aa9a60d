//! `plot`: a picture of an answer.

use std::mem::discriminant;
use std::path::PathBuf;

use clap::Args;

use corridor::analysis::breakeven::Interval;
use corridor::analysis::plan::PlanQuestion;
use corridor::analysis::risk::MAX_DRAWS;
use corridor::analysis::{self, Changes, Question, Request};
use corridor::answer::Progress;
use corridor::present::Lang;
use corridor::present::drawing::kinds::{Canvas, Kind, KindOptions};
use corridor::present::drawing::{FontError, PngError, Styled, Typefaces, outlined_svg, pdf, png, svg};
use corridor::problem::path_in_words;
use corridor::scenario::read_file;

use super::arguments::{ChangeArguments, Choice, LANGUAGES, SelectionArguments, one_of};
use super::breakeven::{interval, varied};
use super::failure::{Exit, Failure};
use super::memory;
use super::output::{replaceable, spare, to_stdout, write_file};
use super::prepare::{ScenarioFile, prepare_files, use_machine};
use super::progress::Watching;

/// The examples below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor plot scenarios/hunchun-ningbo-2019.toml --kind staircase -o staircase.svg
  corridor plot scenarios/jilin-maize-2017.toml --from suifenhe --to ningbo --kind map --lang zh -o map.png --dpi 300";

/// Pixels of an inch, and millimetres of an inch.
const PIXELS_PER_INCH: f64 = 96.0;
const MM_PER_INCH: f64 = 25.4;
/// The least and the greatest width and height in millimetres.
const SIZES_MM: std::ops::RangeInclusive<f64> = 40.0..=2000.0;

/// Arguments of `plot`.
#[derive(Debug, Args)]
pub(super) struct PlotArguments {
    /// A scenario file (TOML), or a shipped one such as shipped:hunchun-ningbo-2019
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// What is drawn
    #[arg(long, value_parser = one_of(&KINDS), default_value = "staircase")]
    kind: Kind,
    /// Write to this file, by its ending as SVG, PNG, PDF, or JSON: the drawing as data; otherwise SVG to stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the output file
    #[arg(long)]
    force: bool,
    /// The language of words, names and numbers
    #[arg(long, value_parser = one_of(&LANGUAGES), default_value = "en")]
    lang: Lang,
    /// Width and height in millimetres
    #[arg(long, value_name = "WxHmm", default_value = "170x120mm", value_parser = size)]
    size: Size,
    /// Of PNG: dots of an inch
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(36..=2400))]
    dpi: u32,
    /// Of SVG: keep text as text, to be searched and edited, instead of outlines that look the same everywhere
    #[arg(long)]
    text: bool,
    /// A TrueType or OpenType font for characters that the built-in ones (Latin, Cyrillic, Chinese) lack
    #[arg(long, value_name = "FILE")]
    font: Option<PathBuf>,
    /// Of curve and plane: the figure that moves, by its path as `--set` takes it
    #[arg(long, value_name = "PATH")]
    vary: Vec<String>,
    /// Of curve and plane: move it between two values, once for each --vary
    #[arg(long, value_name = "A,B", value_parser = interval, requires = "vary", allow_hyphen_values = true)]
    between: Vec<Interval>,
    /// Of risk and catchment: how often the uncertain figures are drawn; of queues: how often the days are run
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MAX_DRAWS))]
    draws: Option<u64>,
    /// Draw the answer to this question in place of the usual one of the kind, as JSON such as {"simulate": {"runs": 50}}
    #[arg(long, value_name = "JSON", value_parser = question, conflicts_with_all = ["vary", "draws"])]
    question: Option<Question>,
    #[command(flatten)]
    changes: ChangeArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    /// Recompute the answer from the tables alone and fail where it differs
    #[arg(long)]
    audit: bool,
}

const KINDS: [Choice<Kind>; 15] = [
    Choice::new("staircase", Kind::Staircase, "Cost and time along both routes"),
    Choice::new("map", Kind::Map, "Both routes on a map"),
    Choice::new("waterfall", Kind::Waterfall, "The difference by cost part"),
    Choice::new("breakeven", Kind::Breakeven, "How far each figure must move until another corridor is cheapest"),
    Choice::new("curve", Kind::Curve, "The cost of each corridor as one figure moves: --vary PATH"),
    Choice::new("plane", Kind::Plane, "Who is cheapest where two figures move: --vary PATH --vary PATH"),
    Choice::new("risk", Kind::Risk, "The spread of totals over random draws, and the chances"),
    Choice::new("tornado", Kind::Tornado, "What each uncertain figure does to the difference"),
    Choice::new("pareto", Kind::Pareto, "The routes worth choosing by cost and time"),
    Choice::new("catchment", Kind::Catchment, "Which corridor origins should use, on a map"),
    Choice::new("months", Kind::Months, "The cost of each corridor over the year of the date"),
    Choice::new("calendar", Kind::Calendar, "Cost and days by the date on which cargo is ready"),
    Choice::new("flow", Kind::Flow, "Where all tonnes of a year go, on a map"),
    Choice::new("capacities", Kind::Capacities, "How far capacities are used, and what one unit more is worth"),
    Choice::new("queues", Kind::Queues, "How long consignments take, and how many wait for what"),
];

/// Reads a question that is written as JSON.
fn question(text: &str) -> Result<Question, String> {
    analysis::parse(text).map_err(|fault| fault.to_string())
}

/// Width and height in pixels.
#[derive(Clone, Copy, Debug)]
struct Size([f64; 2]);

/// Reads a width and a height in millimetres.
fn size(text: &str) -> Result<Size, String> {
    let help =
        || format!("give a width and a height of {} to {} mm, such as 160x90mm", SIZES_MM.start(), SIZES_MM.end());
    let (width, height) = text.trim().strip_suffix("mm").and_then(|text| text.split_once('x')).ok_or_else(help)?;
    let side = |text: &str| text.trim().parse().ok().filter(|mm: &f64| SIZES_MM.contains(mm)).ok_or_else(help);
    Ok(Size([side(width)?, side(height)?].map(|mm| mm * PIXELS_PER_INCH / MM_PER_INCH)))
}

impl PlotArguments {
    /// Draws a picture.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let format = self.format()?;
        if self.text && format != PlotFormat::Svg {
            return Err(Failure::Usage("--text is for SVG: give a file that ends in .svg".to_owned()));
        }
        if let Some(path) = &self.output {
            replaceable(path, self.force)?;
        }
        let font = self.font.as_deref().map(|path| {
            let read = read_file(path).map_err(|error| Failure::file("cannot read", path, &error));
            read.map(|bytes| (path, bytes))
        });
        let font = font.transpose()?;
        let faces = Typefaces::new(font.as_ref().map(|(_, bytes)| bytes.as_slice())).map_err(|error| {
            let path = font.as_ref().map(|(path, _)| path_in_words(path)).unwrap_or_default();
            Failure::Failed(format!("cannot use {path}: {error}"))
        })?;
        let vary = varied(&self.vary, &self.between)?;
        if self.question.is_none() && vary.len() != self.kind.moved_figures() {
            let text = match self.kind.moved_figures() {
                0 => format!("--vary is for curve and plane, not for {}", self.kind),
                1 => {
                    "name the figure of the curve: --vary PATH; `corridor breakeven` lists those that matter".to_owned()
                }
                _ => "name the two figures of the plane: --vary PATH --vary PATH".to_owned(),
            };
            return Err(Failure::Usage(text));
        }
        let changes: Changes = (&self.changes).into();
        let overrides = changes.overrides().map_err(Failure::Invalid)?;
        let running = &self.changes.running;
        use_machine(running);
        let files = ScenarioFile::paths(std::slice::from_ref(&self.scenario), self.changes.tables.as_deref());
        let prepared = prepare_files(&files, &overrides, running, self.lang)?;
        let year = prepared.first().map_or(0, |case| case.model().date.year());
        let ready = prepared.first().map(PlanQuestion::of_year).unwrap_or_default();
        let usual = self.kind.question(&KindOptions { vary, year, draws: self.draws, ready });
        let question = self.question.clone().unwrap_or_else(|| usual.clone());
        if discriminant(&question) != discriminant(&usual) {
            return Err(Failure::Usage(format!("{} draws the answer to another question", self.kind)));
        }
        let select = (&self.selection).into();
        let request = Request { select, changes, audit: self.audit, ..Request::from(question) };
        let read = prepared.iter().flat_map(|case| &case.scenario().inputs).map(|input| PathBuf::from(&input.path));
        spare(self.output.as_deref(), read.chain([self.scenario.clone()]))?;
        let progress = Progress::default();
        let watching = Watching::of(&progress, running.quiet);
        let found = analysis::answer(&prepared, &request, &progress)?;
        drop(watching);
        memory::check(running.max_memory)?;
        let Some(drawing) = self.kind.draw(&found, Canvas { lang: self.lang, size: self.size.0 }) else {
            return Err(Failure::Nothing(self.kind.nothing().to_owned()));
        };
        let no_glyph = |error: FontError| Failure::Failed(error.to_string());
        let bytes = match format {
            PlotFormat::Svg if self.text => svg(&drawing, Styled::Alone).into_bytes(),
            PlotFormat::Svg => outlined_svg(&drawing, &faces).map_err(no_glyph)?.into_bytes(),
            PlotFormat::Pdf => pdf(&drawing, &faces).map_err(no_glyph)?,
            PlotFormat::Png => png(&drawing, &faces, self.dpi.into()).map_err(|error| match error {
                PngError::TooLarge(..) => Failure::Usage(error.to_string()),
                PngError::Font(_) => Failure::Failed(error.to_string()),
            })?,
            PlotFormat::Json => serde_json::to_vec(&drawing).map_err(|error| Failure::Failed(error.to_string()))?,
        };
        match &self.output {
            Some(path) => write_file(path, &bytes, self.force)?,
            None => to_stdout(&bytes)?,
        }
        Ok(Exit::Answered)
    }

    /// Returns the format by the ending of the output file.
    fn format(&self) -> Result<PlotFormat, Failure> {
        let Some(path) = &self.output else { return Ok(PlotFormat::Svg) };
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            Some("svg") => Ok(PlotFormat::Svg),
            Some("png") => Ok(PlotFormat::Png),
            Some("pdf") => Ok(PlotFormat::Pdf),
            Some("json") => Ok(PlotFormat::Json),
            _ => {
                let text =
                    format!("{} is to end in .svg, .png, .pdf or .json: that chooses the format", path_in_words(path));
                Err(Failure::Usage(text))
            }
        }
    }
}

/// A format of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PlotFormat {
    Svg,
    Png,
    Pdf,
    Json,
}
