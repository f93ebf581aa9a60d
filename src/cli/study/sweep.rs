//! `sweep`: says how large a study is, writes its partitions, and stops between two of them when asked.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use corridor::scenario::{Override, changed};
use corridor::sweep::Study;
use corridor::sweep::{FiguresDrawn, Runs};

use super::super::failure::{Exit, Failure, draw, say};
use super::super::output::to_stdout;
use super::super::prepare::{overrides, readable, use_threads};
use super::super::progress::{Progress, in_words, timed};
use super::arguments::{Form, SweepArguments};
use super::folder::{Fault, Folder};
use super::{bytes_in_words, counted, render};

/// The rows and bytes beyond which a study must be asked for twice.
const MOST_ROWS: u64 = 20_000_000;
const MOST_BYTES: f64 = 2e10;
/// The time beyond which it must be asked for twice, in seconds.
const MOST_SECONDS: f64 = 7.0 * 86400.0;
/// The runs on which a study is measured.
const MEASURED: u64 = 512;
/// The same where each takes some draws.
const MEASURED_DRAWING: u64 = 64;
/// The draws of each that are timed: what they take more at the second number is what draws take.
const MEASURED_DRAWS: [u64; 2] = [16, 272];

/// Reads and checks what a study needs.
pub(super) fn prepare(scenario: &Path, overrides: &[Override], plan: &Path, quiet: bool) -> Result<Study, Failure> {
    readable(scenario)?;
    readable(plan)?;
    let study = Study::prepare(scenario, overrides, plan).map_err(Failure::Invalid)?;
    if !quiet {
        draw(study.case().warnings());
    }
    Ok(study)
}

/// Fails where a file that the study reads has changed since.
pub(super) fn unchanged(study: &Study) -> Result<(), Failure> {
    let inputs = [&study.case().scenario().inputs, &study.plan().inputs];
    match inputs.into_iter().find_map(|inputs| changed(inputs)) {
        Some(input) => Err(Failure::Failed(format!("{} has changed while the study ran", input.path))),
        None => Ok(()),
    }
}

/// Answers some runs, each with so many draws.
fn answered(study: &Study, runs: Range<u64>, draws: u64) -> Result<Runs<'_>, Failure> {
    study.answer_drawing(runs, draws).map_err(|error| Failure::Failed(error.to_string()))
}

/// Returns the bytes of a partition.
pub(super) fn partition(study: &Study, number: u64, form: Form) -> Result<Vec<u8>, Failure> {
    render(&answered(study, study.plan().partition(number), study.plan().draws)?, form)
}

/// Runs a study.
pub(in crate::cli) fn sweep(arguments: &SweepArguments) -> Result<Exit, Failure> {
    let changes = &arguments.changes;
    use_threads(changes.running.threads);
    let study = prepare(&arguments.scenario, &overrides(changes), &arguments.plan, changes.running.quiet)?;
    let outline = study.outline(arguments.format.as_str());
    let mine = (0..outline.partitions).filter(|&number| arguments.shard.has(number)).collect::<Vec<u64>>();
    if arguments.dry_run {
        size(&study, &mine, arguments)?;
        return Ok(Exit::Answered);
    }
    let folder = Folder::at(&arguments.output, outline, arguments.resume, arguments.force)?;
    let open = if arguments.resume { still_open(&folder, mine, changes.running.quiet) } else { mine };
    // A study that is refused for its size leaves no trace.
    size(&study, &open, arguments)?;
    folder.begin(arguments.force)?;
    write(&study, &folder, &open, arguments)?;
    unchanged(&study)?;
    finish(&folder, arguments)
}

/// Leaves out the partitions that are there and whole.
fn still_open(folder: &Folder, partitions: Vec<u64>, quiet: bool) -> Vec<u64> {
    let all = partitions.len();
    let mut open = partitions;
    open.retain(|&number| match folder.read(number) {
        Ok(_) => false,
        Err(Fault::Missing) => true,
        Err(Fault::Damaged(what)) => {
            say_unless(quiet, &format!("{what}; it is written again"));
            true
        }
    });
    say_unless(quiet, &format!("{} of {all} partitions are there and whole", all - open.len()));
    open
}

/// Says how much some partitions are, measured on a few of their runs, and refuses what is absurd.
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
    say_unless(arguments.changes.running.quiet, &text);
    if let Some(drawn) = study.drawn().filter(|_| !arguments.changes.running.quiet) {
        say(&in_a_line(&drawn));
    }
    if !arguments.yes && !arguments.dry_run && (rows > MOST_ROWS || bytes > MOST_BYTES || seconds > MOST_SECONDS) {
        let help = "take fewer levels, runs or draws, a --shard of it, or give --yes";
        return Err(Failure::Usage(format!("this study is very large: {text}; {help}")));
    }
    Ok(())
}

/// Measures on a few runs how many bytes and seconds some partitions take.
fn measure(study: &Study, runs: u64, partitions: &[u64], form: Form) -> Result<(f64, f64), Failure> {
    let draws = study.plan().draws;
    let most = if draws > 0 { MEASURED_DRAWING } else { MEASURED };
    let range = study.plan().partition(partitions[0]);
    let sample = range.start..range.end.min(range.start + most);
    let count = (sample.end - sample.start) as f64;
    // What draws need is made once, and is no part of what each of them takes.
    let _ = study.drawn();
    let [few, more] = MEASURED_DRAWS.map(|most| draws.min(most));
    let (answers, answering) = timed(|| answered(study, sample.clone(), few));
    let (bytes, writing) = timed(|| size_of(answers?, runs, partitions.len() as u64, form));
    let mut per_run = (answering + writing).as_secs_f64() / count;
    if more > few {
        let (again, longer) = timed(|| answered(study, sample, more).map(|_| ()));
        again?;
        let per_draw = (longer.as_secs_f64() - answering.as_secs_f64()).max(0.0) / (count * (more - few) as f64);
        per_run += per_draw * (draws - few) as f64;
    }
    Ok((bytes?, per_run * runs as f64))
}

/// Returns about how many bytes so many runs in so many partitions have, by some of them.
///
/// A file has its head and lists of what its columns hold, however few rows follow: two sizes tell these from the rows.
fn size_of(mut sample: Runs<'_>, runs: u64, partitions: u64, form: Form) -> Result<f64, Failure> {
    let all = sample.runs.len();
    let whole = render(&sample, form)?.len() as f64;
    sample.runs.truncate(all.div_ceil(2));
    let half = sample.runs.len();
    if half == all {
        return Ok(whole * runs as f64);
    }
    let per_run = (whole - render(&sample, form)?.len() as f64) / (all - half) as f64;
    let per_file = (whole - per_run * all as f64).max(0.0);
    Ok(per_file * partitions as f64 + per_run * runs as f64)
}

/// Says which figures are drawn, and which are not though they are uncertain.
fn in_a_line(drawn: &FiguresDrawn) -> String {
    let figures = counted(drawn.figures as u64, "uncertain figure");
    let held: Vec<&str> = drawn.held.iter().map(|figure| figure.path.as_str()).collect();
    let held = match held.as_slice() {
        [] => String::new(),
        held => format!("; held at their value, because another takes another network: {}", held.join(", ")),
    };
    format!("each run draws {figures}, {} of them estimates{held}", drawn.estimates)
}

/// Writes partitions; Ctrl-C ends it after the one at hand.
fn write(study: &Study, folder: &Folder, open: &[u64], arguments: &SweepArguments) -> Result<(), Failure> {
    let stopped = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stopped);
    // Without a handler Ctrl-C ends the program at once, and nothing that is written is lost by that either.
    let _ = ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::SeqCst) {
            std::process::exit(Exit::Failed as i32);
        }
        say("stopping after the partition at hand; again to stop at once");
    });
    let plan = study.plan();
    let length = |number: u64| plan.partition(number).end - plan.partition(number).start;
    let mut progress =
        Progress::new(open.iter().map(|&number| length(number)).sum(), "runs", arguments.changes.running.quiet);
    for (position, &number) in open.iter().enumerate() {
        if stopped.load(Ordering::SeqCst) {
            progress.end();
            let text = format!(
                "stopped with {} to go; give the same command with --resume to go on",
                counted((open.len() - position) as u64, "partition")
            );
            return Err(Failure::Failed(text));
        }
        folder.keep(number, &partition(study, number, arguments.format)?)?;
        progress.add(length(number));
    }
    progress.end();
    Ok(())
}

/// Writes the manifest where all partitions of the study are there, and says what is.
fn finish(folder: &Folder, arguments: &SweepArguments) -> Result<Exit, Failure> {
    let outline = &folder.outline;
    let mut records = Vec::new();
    for number in 0..outline.partitions {
        match folder.read(number) {
            Ok((record, _)) => records.push(record),
            Err(_) if !arguments.shard.has(number) => {}
            Err(_) => return Err(Failure::Failed(format!("{} did not stay as written", folder.file_of(number)))),
        }
    }
    let rows: u64 = records.iter().map(|record| record.rows).sum();
    let there = format!("{} in {}", counted(rows, "row"), counted(records.len() as u64, "partition"));
    let text = if records.len() as u64 == outline.partitions {
        folder.finish(records)?;
        format!("{}: {there}, whole\n", folder.shown())
    } else {
        format!("{}: {there} of {}; `corridor merge` joins shards\n", folder.shown(), outline.partitions)
    };
    to_stdout(text.as_bytes())?;
    Ok(Exit::Answered)
}

fn say_unless(quiet: bool, text: &str) {
    if !quiet {
        say(text);
    }
}
