//! Scenario files, read and checked for the commands that ask something of them.

use std::path::{Path, PathBuf};

use corridor::answer::Prepared;
use corridor::kernel::lanes;
use corridor::problem::Problems;
use corridor::scenario::{Change, Override, SHIPPED, Scenario};

use super::arguments::{ChangeArguments, Running};
use super::failure::{Failure, draw};
use super::typed::TypedScenario;

/// Settles how many threads there are; 0 is one for each core.
pub(super) fn use_threads(number: usize) {
    // A second pool in one process fails; the first one then serves as well.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(number).build_global();
}

/// Returns the changes of the command line, the date last.
pub(super) fn overrides(changes: &ChangeArguments) -> Vec<Override> {
    let date =
        changes.date.map(|date| Override { path: "date".to_owned(), change: Change::To(date.to_string()), span: None });
    changes.set.iter().cloned().chain(date).collect()
}

/// Reads and checks scenarios; warnings go to stderr, problems of all of them into the failure.
pub(super) fn prepare(paths: &[PathBuf], changes: &ChangeArguments) -> Result<Vec<Prepared>, Failure> {
    use_threads(changes.running.threads);
    prepare_with(paths, &overrides(changes), &changes.running)
}

/// Works in a pool of so many threads; 0 is one for each core.
pub(super) fn with_threads<T: Send>(
    number: usize,
    work: impl FnOnce() -> Result<T, Failure> + Send,
) -> Result<T, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(number).build();
    pool.map_err(|error| Failure::Failed(error.to_string()))?.install(work)
}

/// A scenario that is asked.
pub(super) enum ScenarioFile {
    /// A file, or one that is shipped.
    Path(PathBuf),
    /// One that was typed in.
    Typed(TypedScenario),
}

impl ScenarioFile {
    fn read(&self, overrides: &[Override]) -> Result<Result<Prepared, Problems>, Failure> {
        Ok(match self {
            Self::Path(path) => {
                if !path.to_string_lossy().starts_with(SHIPPED) {
                    readable(path)?;
                }
                Prepared::prepare(path, overrides)
            }
            Self::Typed(typed) => Scenario::load_text(&typed.path, &typed.text, overrides)
                .and_then(|scenario| Prepared::of(scenario, overrides)),
        })
    }
}

/// Reads and checks scenario files with some changes; warnings go to stderr, problems of all of them into the failure.
pub(super) fn prepare_with(
    paths: &[PathBuf],
    overrides: &[Override],
    running: &Running,
) -> Result<Vec<Prepared>, Failure> {
    let files: Vec<ScenarioFile> = paths.iter().cloned().map(ScenarioFile::Path).collect();
    prepare_files(&files, overrides, running)
}

/// Reads and checks scenarios with some changes; warnings go to stderr, problems of all of them into the failure.
pub(super) fn prepare_files(
    files: &[ScenarioFile],
    overrides: &[Override],
    running: &Running,
) -> Result<Vec<Prepared>, Failure> {
    if let Some(level) = running.instructions {
        lanes::choose(level);
    }
    let mut cases = Vec::new();
    let mut problems = Problems::new();
    for file in files {
        match file.read(overrides)? {
            Ok(case) => {
                if !running.quiet {
                    draw(case.warnings());
                }
                cases.push(case);
            }
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(cases) } else { Err(Failure::Invalid(problems)) }
}

/// Fails where there is no file to read.
pub(super) fn readable(path: &Path) -> Result<(), Failure> {
    match std::fs::metadata(path) {
        Ok(about) if about.is_dir() => Err(Failure::Failed(format!("{} is a folder, not a file", path.display()))),
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::file("cannot read", path, &error)),
    }
}
