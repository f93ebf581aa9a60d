//! Scenario files, read and checked for the commands that ask something of them.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use corridor::analysis::Request;
use corridor::answer::{Prepared, tell_apart};
use corridor::kernel::lanes;
use corridor::present::Lang;
use corridor::problem::{Problems, path_in_words};
use corridor::scenario::{Override, SHIPPED, Scenario, ScenarioFiles, check_shipped};

use super::arguments::{LookArguments, Running};
use super::failure::{Failure, draw_in_short, say};
use super::memory;
use super::typed::{Typed, TypedScenario, tables_alone};

/// The most threads for each core: more only wait for one another.
const MAX_THREADS_PER_CORE: usize = 4;

/// Settles how many threads there are and how much memory there may be. No answer depends on it.
pub(super) fn use_machine(running: &Running) {
    memory::watch(running.max_memory);
    use_threads(running.threads, running.quiet);
}

/// Settles how many threads there are; 0 is one for each core.
pub(super) fn use_threads(number: usize, quiet: bool) {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let most = cores * MAX_THREADS_PER_CORE;
    if number > most && !quiet {
        say(&format!("note: {most} threads, not {number}: more are of no use on this machine"));
    }
    let threads = rayon::ThreadPoolBuilder::new();
    if threads.num_threads(number.min(most)).build_global().is_err() {
        // Where the system gives no more threads, this one does all; where there is a pool already, it serves as well.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    }
}

/// A scenario that is asked.
pub(super) enum ScenarioFile {
    /// A file, or one that is shipped, and what stands for its tables.
    Path(PathBuf, Option<PathBuf>),
    /// One that was typed in.
    Typed(TypedScenario),
    /// A folder of tables without a question.
    Tables(PathBuf),
}

impl ScenarioFile {
    /// Returns the scenarios that a request is put to: files, or one that was typed in.
    pub(super) fn asked(
        (files, tables): (&[PathBuf], Option<&Path>),
        typed: &Typed,
        request: &Request,
        look: &LookArguments,
    ) -> Result<Vec<Self>, Failure> {
        if files.is_empty() {
            if tables.is_some() {
                let text =
                    "--tables gives a scenario its tables: name the scenario file, or give CORRIDOR_TABLES a folder";
                return Err(Failure::Usage(text.to_owned()));
            }
            typed.check(look)?;
            return Ok(vec![Self::Typed(typed.scenario(&request.select, &request.changes)?)]);
        }
        if typed.is_given() {
            let text = "--commodity, --tonnes and --save are for a question without a scenario file: leave them out, or \
                        the file";
            return Err(Failure::Usage(text.to_owned()));
        }
        Ok(Self::paths(files, tables))
    }

    /// Returns scenarios that are all files, and take their tables from elsewhere if that is given.
    pub(super) fn paths(files: &[PathBuf], tables: Option<&Path>) -> Vec<Self> {
        files.iter().map(|file| Self::Path(file.clone(), tables.map(Path::to_owned))).collect()
    }

    fn read(&self, overrides: &[Override], lang: Lang) -> Result<Result<Prepared, Problems>, Failure> {
        Ok(match self {
            Self::Path(path, tables) => {
                readable(path)?;
                Prepared::prepare(ScenarioFiles { path, tables: tables.as_deref(), lang }, overrides)
            }
            Self::Typed(typed) => {
                let files = ScenarioFiles { lang, ..(&typed.path).into() };
                Scenario::load_given(files, vec![(typed.path.clone(), typed.text.clone())], overrides)
                    .and_then(|scenario| Prepared::of(scenario, overrides))
            }
            Self::Tables(folder) => tables_alone(folder).and_then(|scenario| Prepared::of(scenario, overrides)),
        })
    }

    /// Returns the path of the file, if it is one.
    pub(super) fn path(&self) -> Option<PathBuf> {
        match self {
            Self::Path(path, _) => Some(path.clone()),
            _ => None,
        }
    }

    /// Returns the workbook or folder that stands for its tables, if one is given.
    pub(super) fn tables(&self) -> Option<PathBuf> {
        match self {
            Self::Path(_, tables) => tables.clone(),
            _ => None,
        }
    }

    /// Returns the scenario that was typed in, if it is one.
    pub(super) const fn typed(&self) -> Option<&TypedScenario> {
        match self {
            Self::Typed(typed) => Some(typed),
            _ => None,
        }
    }
}

/// Reads and checks scenarios with some changes; warnings go to stderr, problems of all of them into the failure.
pub(super) fn prepare_files(
    files: &[ScenarioFile],
    overrides: &[Override],
    running: &Running,
    lang: Lang,
) -> Result<Vec<Prepared>, Failure> {
    if let Some(level) = running.instructions {
        lanes::choose(level);
    }
    let mut cases = Vec::new();
    let mut problems = Problems::new();
    for file in files {
        match file.read(overrides, lang)? {
            Ok(case) => {
                if !running.quiet {
                    draw_in_short(case.warnings());
                }
                cases.push(case);
            }
            Err(found) => problems.extend(found),
        }
    }
    tell_apart(&mut cases);
    if problems.is_empty() { Ok(cases) } else { Err(Failure::Invalid(problems)) }
}

/// Fails where there is no file to read, in the file system or shipped.
pub(super) fn readable(path: &Path) -> Result<(), Failure> {
    if path.to_string_lossy().starts_with(SHIPPED) {
        return check_shipped(path).map_err(|error| Failure::Failed(error.to_string()));
    }
    match std::fs::metadata(path) {
        Ok(about) if about.is_dir() => Err(Failure::Failed(format!("{} is a folder, not a file", path_in_words(path)))),
        Ok(_) => Ok(()),
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::file("cannot read", path, &error)),
        Err(_) => Err(match shipped_as(path) {
            Some(shipped) => Failure::Failed(format!(
                "there is no file {} here; the program carries it: name it {shipped}, or write all shipped files out with \
                 `corridor init --from-shipped DIR`",
                path_in_words(path)
            )),
            None => Failure::missing(path),
        }),
    }
}

/// Returns the name of the shipped file that a path would lead to in the folder of the project.
fn shipped_as(path: &Path) -> Option<String> {
    let shipped = format!("{SHIPPED}{}", path.strip_prefix("scenarios").unwrap_or(path).with_extension("").display());
    check_shipped(Path::new(&shipped)).is_ok().then_some(shipped)
}
