//! `merge` joins the folders of shards into one study; `verify` runs a study again and compares every byte.

use std::path::Path;

use corridor::scenario::Override;

use super::super::failure::{Exit, Failure};
use super::super::output::to_stdout;
use super::super::prepare::use_threads;
use super::super::progress::Progress;
use super::arguments::{Form, MergeArguments, VerifyArguments};
use super::counted;
use super::folder::{Fault, Folder, difference};
use super::sweep::{partition, prepare, unchanged};

/// Joins shards.
pub(in crate::cli) fn merge(arguments: &MergeArguments) -> Result<Exit, Failure> {
    let folders: Result<Vec<Folder>, Failure> = arguments.folders.iter().map(|path| Folder::open(path)).collect();
    let folders = folders?;
    let Some(first) = folders.first() else { return Ok(Exit::Usage) };
    for other in &folders[1..] {
        if let Some(what) = difference(&first.outline, &other.outline) {
            let text = format!("{} and {} are not of one study: {what}", first.shown(), other.shown());
            return Err(Failure::Failed(text));
        }
    }
    let mut found = Vec::new();
    let mut faults = Vec::new();
    for number in 0..first.outline.partitions {
        let file = first.file_of(number);
        match folders.iter().filter(|folder| folder.has(number)).collect::<Vec<_>>().as_slice() {
            [] => faults.push(format!("{file} is in none of the folders")),
            [folder] => match folder.read(number) {
                Ok(_) => found.push(*folder),
                Err(Fault::Missing) => faults.push(format!("{}/{file} is not finished", folder.shown())),
                Err(Fault::Damaged(what)) => faults.push(what),
            },
            [one, other, ..] => faults.push(format!("{file} is in {} and in {}", one.shown(), other.shown())),
        }
    }
    if !faults.is_empty() {
        let more = faults.len().saturating_sub(5);
        faults.truncate(5);
        let more = if more > 0 { format!("; and {}", counted(more as u64, "more such fault")) } else { String::new() };
        return Err(Failure::Failed(format!("these folders are not one whole study: {}{more}", faults.join("; "))));
    }
    if arguments.folders.iter().any(|folder| is_same(folder, &arguments.output)) {
        return Err(Failure::Usage("shards cannot be joined into the folder of one of them".to_owned()));
    }
    let joined = Folder::at(&arguments.output, first.outline.clone(), false, arguments.force)?;
    joined.begin(arguments.force)?;
    let mut records = Vec::new();
    for (number, folder) in (0..).zip(found) {
        let changed = |_| Failure::Failed(format!("{} has changed meanwhile", folder.file_of(number)));
        let (_, bytes) = folder.read(number).map_err(changed)?;
        records.push(joined.keep(number, &bytes)?);
    }
    joined.finish(records)?;
    let outline = &joined.outline;
    let (rows, partitions) = (counted(outline.rows, "row"), counted(outline.partitions, "partition"));
    to_stdout(format!("{}: {rows} in {partitions}, whole\n", joined.shown()).as_bytes())?;
    Ok(Exit::Answered)
}

fn is_same(one: &Path, other: &Path) -> bool {
    one.canonicalize().ok().zip(other.canonicalize().ok()).is_some_and(|(one, other)| one == other)
}

/// Runs a study again and compares.
pub(in crate::cli) fn verify(arguments: &VerifyArguments) -> Result<Exit, Failure> {
    use_threads(arguments.threads);
    let folder = Folder::open(&arguments.folder)?;
    let outline = &folder.outline;
    let differs = |what: String| Failure::Failed(format!("{}: {what}", folder.shown()));
    let form = Form::named(&outline.format).ok_or_else(|| differs(format!("no form is called {}", outline.format)))?;
    let overrides: Result<Vec<Override>, _> = outline.set.iter().map(|text| Override::parse(text)).collect();
    let overrides = overrides.map_err(|problem| differs(problem.message))?;
    let study = prepare(Path::new(&outline.scenario), &overrides, Path::new(&outline.plan), arguments.quiet)?;
    if let Some(what) = difference(outline, &study.outline(&outline.format)) {
        return Err(differs(what));
    }
    let mut progress = Progress::new(outline.runs, "runs", arguments.quiet);
    let mut records = Vec::new();
    for number in 0..outline.partitions {
        let file = folder.file_of(number);
        let (record, bytes) = folder.read(number).map_err(|fault| match fault {
            Fault::Missing => differs(format!("{file} is not there")),
            Fault::Damaged(what) => Failure::Failed(what),
        })?;
        let again = partition(&study, number, form)?;
        if let Some(at) = first_difference(&bytes, &again) {
            return Err(differs(format!("{file} differs from a new run, first at byte {}", at + 1)));
        }
        progress.add(record.runs);
        records.push(record);
    }
    progress.end();
    unchanged(&study)?;
    if let Some(what) = folder.fault(records)? {
        return Err(differs(what));
    }
    let (rows, partitions) = (counted(outline.rows, "row"), counted(outline.partitions, "partition"));
    to_stdout(format!("{}: {rows} in {partitions}, every byte as in a new run\n", folder.shown()).as_bytes())?;
    Ok(Exit::Answered)
}

fn first_difference(left: &[u8], right: &[u8]) -> Option<usize> {
    let shorter = left.len().min(right.len());
    let differs = (0..shorter).find(|&at| left[at] != right[at]);
    differs.or_else(|| (left.len() != right.len()).then_some(shorter))
}
