//! `sweep`: says how large a study is, writes its partitions, and stops between two of them when asked.

use std::path::{Path, PathBuf};

use clap::Args;

use corridor::analysis::Changes;
use corridor::answer::{PrepareError, Selection as Selected};
use corridor::draws::HeldFigure;
use corridor::present::{Lang, RunsFormat};
use corridor::problem::path_in_words;
use corridor::scenario::{Override, ScenarioFiles};
use corridor::sweep::store::{Existing, Store, StoreError};
use corridor::sweep::{FiguresDrawn, Runs, Study, StudyOutline};

use super::arguments::{ChangeArguments, Choice, SelectionArguments, one_of};
use super::door::INERT;
use super::failure::{Exit, Failure, draw, say};
use super::output::{counted, spare, this_process, to_stdout};
use super::prepare::{readable, use_machine};
use super::progress::{ProgressDisplay, in_words, timed};
use super::signals::{is_stopped, stop_between_partitions};

/// The examples of `sweep`.
pub(super) const EXAMPLES: &str = "\
Examples:
  corridor sweep scenarios/hunchun-ningbo-2019.toml --plan scenarios/plans/freight-and-value.toml -o sweep
  corridor sweep scenarios/hunchun-ningbo-2019.toml --plan scenarios/plans/freight-and-value.toml -o sweep --resume
  corridor sweep scenarios/hunchun-ningbo-2019.toml --plan scenarios/plans/freight-and-value.toml -o part-1 --shard 1/8
  corridor merge part-* -o sweep
  corridor verify sweep";

/// Arguments of `sweep`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct SweepArguments {
    /// The scenario file, or a shipped one such as shipped:hunchun-ningbo-2019
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// The plan (TOML): which figures are varied, and how; described by `corridor schema plan`
    #[arg(long, value_name = "FILE")]
    plan: PathBuf,
    /// The folder to write to, one file for each partition
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Go on with a study that was stopped: keep the partitions that are whole, write the others
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// Write only the partitions of one of several machines: 1/8 to 8/8
    #[arg(long, value_name = "I/N", value_parser = Shard::parse, default_value = "1/1")]
    shard: Shard,
    /// The form of the partitions
    #[arg(long, value_parser = one_of(&FORMS), default_value = "csv")]
    format: RunsFormat,
    /// Begin anew in a folder that holds a study already
    #[arg(long)]
    force: bool,
    /// Only say how large the study is and how long it takes
    #[arg(long)]
    dry_run: bool,
    /// Begin however large the study is
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    changes: ChangeArguments,
}

/// The rows and bytes beyond which a study must be asked for twice.
const MAX_ROWS: u64 = 20_000_000;
const MAX_BYTES: f64 = 2e10;
/// The time beyond which it must be asked for twice, in seconds.
const MAX_SECONDS: f64 = 7.0 * 86400.0;
/// The runs on which a study is measured.
const MEASURED: u64 = 512;
/// The same where each takes some draws.
const MEASURED_DRAWING: u64 = 64;
/// The draws of each that are timed: what they take more at the second number is what draws take.
const MEASURED_DRAWS: [u64; 2] = [16, 272];

/// The forms of a partition.
const FORMS: [Choice<RunsFormat>; 2] = [
    Choice::new("csv", RunsFormat::Csv, "For spreadsheets and everything else"),
    Choice::new("parquet", RunsFormat::Parquet, "For large studies and data frames: less space, typed columns"),
];

/// One of several machines that share a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shard {
    /// Which, counted from 0.
    index: u64,
    /// Of how many.
    of: u64,
}

impl Shard {
    /// Reads `1/8`, with what to do where it cannot be read.
    fn parse(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((index, of)) if (1..=of).contains(&index) => Ok(Self { index: index - 1, of }),
            _ => Err("write I/N: the first of eight is 1/8, the last 8/8".to_owned()),
        }
    }

    /// Explains that there are more shards than partitions, and what to do.
    fn idle(self, outline: &StudyOutline) -> Option<String> {
        let (partitions, runs) = (outline.partitions, outline.runs);
        if partitions >= self.of {
            return None;
        }
        let help = match runs / self.of {
            0 => String::new(),
            each => format!("; `partition_runs = {each}` in the plan gives each of them a share"),
        };
        let idle = self.of - partitions;
        Some(format!(
            "the study has {} in {}, so {idle} of {} shards {} nothing to do{help}",
            counted(runs, "run"),
            counted(partitions, "partition"),
            self.of,
            if idle == 1 { "has" } else { "have" },
        ))
    }

    /// Returns whether a partition is its work.
    const fn has(self, partition: u64) -> bool {
        partition % self.of == self.index
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::HoldsStudy(_) => {
                Self::Failed(format!("{error}; give --resume to go on with it, --force to begin anew"))
            }
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// The files that a study is made of, with what is changed and selected.
pub(super) struct StudyFiles<'a> {
    pub(super) scenario: ScenarioFiles<'a>,
    pub(super) plan: &'a Path,
    pub(super) overrides: &'a [Override],
    pub(super) select: Selected,
}

impl StudyFiles<'_> {
    /// Reads and checks them.
    pub(super) fn prepare(self, quiet: bool) -> Result<Study, Failure> {
        readable(self.scenario.path)?;
        readable(self.plan)?;
        let prepared = Study::prepare_selected(self.scenario, self.overrides, self.plan, self.select);
        let study = prepared.map_err(|error| match error {
            PrepareError::Invalid(problems) => Failure::Invalid(problems),
            PrepareError::Selection(nothing) => Failure::Usage(nothing.to_string()),
        })?;
        if !quiet {
            draw(study.case().warnings());
        }
        Ok(study)
    }
}

/// Fails where a file that the study reads has changed since.
pub(super) fn check_unchanged(study: &Study) -> Result<(), Failure> {
    study.check_unchanged().map_err(|error| Failure::Failed(error.to_string()))
}

/// Writes some runs.
fn render(runs: &Runs<'_>, format: RunsFormat) -> Result<(Vec<u8>, bool), Failure> {
    format.render(runs).map_err(|error| Failure::Failed(error.to_string()))
}

/// Returns the bytes of a partition.
pub(super) fn partition(study: &Study, number: u64, format: RunsFormat) -> Result<(Vec<u8>, bool), Failure> {
    render(&study.answer(study.plan().partition(number)), format)
}

impl SweepArguments {
    /// Runs a study.
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let changes = &self.changes;
        use_machine(&changes.running);
        let study = StudyFiles {
            scenario: ScenarioFiles { path: &self.scenario, tables: changes.tables.as_deref(), lang: Lang::En },
            plan: &self.plan,
            overrides: &Changes::from(changes).overrides().map_err(Failure::Invalid)?,
            select: (&self.selection).into(),
        };
        let study = study.prepare(changes.running.quiet)?;
        let outline = study.outline(self.format.as_str());
        let mine = (0..outline.partitions).filter(|&number| self.shard.has(number)).collect::<Vec<u64>>();
        let idle = self.shard.idle(&outline);
        if self.dry_run {
            if let Some(idle) = idle.filter(|_| mine.is_empty()) {
                to_stdout(format!("{idle}\n").as_bytes())?;
            }
            size(&study, &mine, self)?;
            return Ok(Exit::Answered);
        }
        let existing = match (self.resume, self.force) {
            (true, _) => Existing::Resume,
            (false, true) => Existing::Replace,
            (false, false) => Existing::Refuse,
        };
        let store = Store::at(&self.output, outline, existing)?;
        let inputs =
            study.case().scenario().inputs.iter().chain(&study.plan().inputs).map(|input| Path::new(&input.path));
        spare(store.files()?.iter().map(PathBuf::as_path), inputs.chain([&*self.scenario, &*self.plan]))?;
        let mine_is_empty = mine.is_empty();
        let open = if self.resume { still_open(&store, mine, changes.running.quiet) } else { mine };
        if let Some(idle) = idle.filter(|_| !mine_is_empty) {
            say_unless(changes.running.quiet, &idle);
        }
        // A study that is refused for its size leaves no trace.
        size(&study, &open, self)?;
        stop_between_partitions(changes.running.quiet);
        let _lock = store.begin(&this_process())?;
        write(&study, &store, &open, self)?;
        check_unchanged(&study)?;
        finish(&store, self)
    }
}

/// Leaves out the partitions that are there and whole.
fn still_open(store: &Store, partitions: Vec<u64>, quiet: bool) -> Vec<u64> {
    let all = partitions.len();
    let (open, faults) = store.open_of(partitions);
    for fault in faults {
        say_unless(quiet, &format!("{fault}; it is written again"));
    }
    say_unless(quiet, &format!("{} of {all} partitions are there and whole", all - open.len()));
    open
}

/// Reports how much some partitions are, measured on a few of their runs, and refuses what is absurd.
fn size(study: &Study, partitions: &[u64], arguments: &SweepArguments) -> Result<(), Failure> {
    let plan = study.plan();
    let runs: u64 = partitions.iter().map(|&number| plan.partition(number)).map(|runs| runs.end - runs.start).sum();
    let rows = runs * study.questions().len() as u64;
    if partitions.is_empty() {
        return Ok(());
    }
    let (bytes, seconds) = measure(study, runs, partitions, arguments.format)?;
    let draws = if plan.draws > 0 { format!(" with {} each", counted(plan.draws, "draw")) } else { String::new() };
    let text = format!(
        "{} of {}{draws}, {} in {}, about {}; about {}",
        counted(runs, "run"),
        counted(study.questions().len() as u64, "question"),
        counted(rows, "row"),
        counted(partitions.len() as u64, "partition"),
        bytes_in_words(bytes),
        in_words(seconds),
    );
    let drawn = study.drawn().map(|drawn| in_a_line(&drawn) + "\n").unwrap_or_default();
    if arguments.dry_run {
        to_stdout(format!("{text}\n{drawn}").as_bytes())?;
    } else {
        say_unless(arguments.changes.running.quiet, format!("{text}\n{drawn}").trim_end());
    }
    if !arguments.yes && !arguments.dry_run && (rows > MAX_ROWS || bytes > MAX_BYTES || seconds > MAX_SECONDS) {
        let help = "take fewer levels, runs or draws, a --shard of it, or give --yes";
        return Err(Failure::Usage(format!("this study is very large: {text}; {help}")));
    }
    Ok(())
}

/// Measures on a few runs how many bytes and seconds some partitions take.
fn measure(study: &Study, runs: u64, partitions: &[u64], format: RunsFormat) -> Result<(f64, f64), Failure> {
    let draws = study.plan().draws;
    let most = if draws > 0 { MEASURED_DRAWING } else { MEASURED };
    let range = study.plan().partition(partitions[0]);
    let sample = range.start..range.end.min(range.start + most);
    let count = (sample.end - sample.start) as f64;
    // What draws need is made once, and is no part of what each of them takes.
    let _ = study.drawn();
    let [few, more] = MEASURED_DRAWS.map(|most| draws.min(most));
    let (answers, answering) = timed(|| study.answer_drawing(sample.clone(), few));
    let (bytes, writing) = timed(|| size_of(answers, runs, partitions.len() as u64, format));
    let mut per_run = (answering + writing).as_secs_f64() / count;
    if more > few {
        let (_, longer) = timed(|| study.answer_drawing(sample, more));
        let per_draw = (longer.as_secs_f64() - answering.as_secs_f64()).max(0.0) / (count * (more - few) as f64);
        per_run += per_draw * (draws - few) as f64;
    }
    Ok((bytes?, per_run * runs as f64))
}

/// Returns about how many bytes so many runs in so many partitions have, by some of them.
///
/// A file has its head and lists of what its columns hold, however few rows follow: two sizes tell these from the rows.
fn size_of(mut sample: Runs<'_>, runs: u64, partitions: u64, format: RunsFormat) -> Result<f64, Failure> {
    let all = sample.runs.len();
    let whole = render(&sample, format)?.0.len() as f64;
    sample.runs.truncate(all.div_ceil(2));
    let half = sample.runs.len();
    if half == all {
        return Ok(whole * runs as f64);
    }
    let per_run = (whole - render(&sample, format)?.0.len() as f64) / (all - half) as f64;
    let per_file = (whole - per_run * all as f64).max(0.0);
    Ok(per_file * partitions as f64 + per_run * runs as f64)
}

/// Names the figures that are drawn, and those that are not though they are uncertain.
fn in_a_line(drawn: &FiguresDrawn) -> String {
    let figures = counted(drawn.figures as u64, "uncertain figure");
    let held: Vec<String> = drawn.held.iter().map(HeldFigure::called).collect();
    let held = match held.as_slice() {
        [] => String::new(),
        held => format!("; held at their value, because another takes another network: {}", held.join(", ")),
    };
    format!("each run draws {figures}, {} of them estimates{held}", drawn.estimates)
}

/// Writes partitions; Ctrl-C ends it after the one at hand.
fn write(study: &Study, store: &Store, open: &[u64], arguments: &SweepArguments) -> Result<(), Failure> {
    let plan = study.plan();
    let length = |number: u64| plan.partition(number).end - plan.partition(number).start;
    let mut progress =
        ProgressDisplay::new(open.iter().map(|&number| length(number)).sum(), "runs", arguments.changes.running.quiet);
    let mut is_noted = false;
    for (position, &number) in open.iter().enumerate() {
        if is_stopped() {
            progress.end();
            let text = format!(
                "stopped with {} to go; give the same command with --resume to go on",
                counted((open.len() - position) as u64, "partition")
            );
            return Err(Failure::Failed(text));
        }
        let (bytes, has_inert) = partition(study, number, arguments.format)?;
        store.keep(number, &bytes)?;
        if has_inert && !is_noted {
            say_unless(arguments.changes.running.quiet, INERT);
            is_noted = true;
        }
        progress.add(length(number));
    }
    progress.end();
    Ok(())
}

/// Writes the manifest where all partitions of the study are there, and reports what there is.
fn finish(store: &Store, arguments: &SweepArguments) -> Result<Exit, Failure> {
    let (outline, folder) = (store.outline(), path_in_words(store.folder()));
    let mut records = Vec::new();
    for number in 0..outline.partitions {
        match store.read(number) {
            Ok((record, _)) => records.push(record),
            Err(_) if !arguments.shard.has(number) => {}
            Err(_) => return Err(Failure::Failed(format!("{} did not stay as written", store.file_of(number)))),
        }
    }
    let rows: u64 = records.iter().map(|record| record.rows).sum();
    let there = format!("{} in {}", counted(rows, "row"), counted(records.len() as u64, "partition"));
    let text = if records.len() as u64 == outline.partitions {
        store.finish(records)?;
        format!("{folder}: {there}, whole\n")
    } else if let Some(idle) = arguments.shard.idle(outline).filter(|_| records.is_empty()) {
        format!("{folder}: this shard is empty; {idle}\n")
    } else {
        format!("{folder}: {there} of {}; `corridor merge` joins shards\n", outline.partitions)
    };
    to_stdout(text.as_bytes())?;
    Ok(Exit::Answered)
}

fn say_unless(quiet: bool, text: &str) {
    if !quiet {
        say(text);
    }
}

/// Writes a number of bytes as people say it.
fn bytes_in_words(bytes: f64) -> String {
    match bytes {
        b if b < 1e6 => format!("{:.0} kB", (b / 1e3).max(1.0)),
        b if b < 1e9 => format!("{:.0} MB", b / 1e6),
        b => format!("{:.1} GB", b / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::Shard;

    #[test]
    fn every_partition_belongs_to_one_shard() {
        let shards: Vec<Shard> = (1..=8).map(|index| Shard::parse(&format!("{index}/8")).expect("a shard")).collect();
        for partition in 0..100 {
            assert_eq!(shards.iter().filter(|shard| shard.has(partition)).count(), 1, "{partition}");
        }
        for text in ["0/8", "9/8", "8", "a/b", "1/0", "-1/8"] {
            assert!(Shard::parse(text).is_err(), "{text}");
        }
    }
}
