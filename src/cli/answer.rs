//! The commands that answer: `compare`, `route`, `explain`, `claims`.

use std::path::{Path, PathBuf};

use corridor::analysis;
use corridor::analysis::compare::Results;
use corridor::answer::Prepared;
use corridor::answer::{Answer, Detail, ScenarioUsed};
use corridor::kernel::lanes;
use corridor::present::pages::{
    claims as claims_page, compare as compare_page, explain as explain_page, route as route_page,
};
use corridor::present::{csv, geojson, json};
use corridor::problem::Problems;
use corridor::scenario::{Change, Override, SHIPPED, Scenario};

use super::arguments::{Changes, CompareArguments, ExplainArguments, Format, Running, ScenariosArguments};
use super::failure::{Exit, Failure, draw};
use super::select;
use super::typed::TypedScenario;

const ALL_FORMATS: &[Format] = &[Format::Table, Format::Markdown, Format::Json, Format::Csv, Format::Geojson];

/// Settles how many threads there are; 0 is one for each core.
pub(super) fn use_threads(number: usize) {
    // A second pool in one process fails; the first one then serves as well.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(number).build_global();
}

/// Returns the changes of the command line, the date last.
pub(super) fn overrides(changes: &Changes) -> Vec<Override> {
    let date =
        changes.date.map(|date| Override { path: "date".to_owned(), change: Change::To(date.to_string()), span: None });
    changes.set.iter().cloned().chain(date).collect()
}

/// Reads and checks scenarios; warnings go to stderr, problems of all of them into the failure.
pub(super) fn prepare(paths: &[PathBuf], changes: &Changes) -> Result<Vec<Prepared>, Failure> {
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

fn answered(answers: &[Answer]) -> Exit {
    if answers.iter().any(Answer::is_answered) { Exit::Answered } else { Exit::NoRoute }
}

fn results(cases: &[Prepared], arguments: &CompareArguments) -> Result<Results, Failure> {
    let mut results =
        analysis::compare::compare(cases, arguments.audit).map_err(|error| Failure::Failed(error.to_string()))?;
    select::keep(&mut results, &arguments.selection)?;
    Ok(results)
}

/// Answers no further than a page of all demands shows.
fn results_in_sums(cases: &[Prepared]) -> Results {
    analysis::compare::answer_in(cases, |case| {
        if compare_page::is_summed_up(case.model().demands.len()) { Detail::Sums } else { Detail::Whole }
    })
}

/// Compares corridors.
pub(super) fn compare(arguments: &CompareArguments) -> Result<Exit, Failure> {
    let look = &arguments.look;
    look.check("compare", ALL_FORMATS)?;
    let cases = prepare(&arguments.input.scenarios, &arguments.input.changes)?;
    let is_page = matches!(look.format, Format::Table | Format::Markdown);
    let results = if is_page && !arguments.audit && arguments.selection.is_all() {
        results_in_sums(&cases)
    } else {
        results(&cases, arguments)?
    };
    let language = look.language();
    look.write(&match look.format {
        Format::Table | Format::Markdown => look.page(&compare_page::page(&results, arguments.reading())),
        Format::Json => json::render(&results),
        Format::Csv => csv::render(&results, language),
        Format::Geojson => geojson::render(&results, language),
    })?;
    let exit = answered(&results.answers);
    // The program ends here, and all its memory goes back at once: taking it apart piece by piece would be wasted time.
    std::mem::forget((results, cases));
    Ok(exit)
}

/// Itemises the answers to one demand.
pub(super) fn route(arguments: &CompareArguments) -> Result<Exit, Failure> {
    let look = &arguments.look;
    look.check("route", ALL_FORMATS)?;
    let cases = prepare(&arguments.input.scenarios, &arguments.input.changes)?;
    let results = results(&cases, arguments)?;
    select::only_demand(&results.answers)?;
    let language = look.language();
    look.write(&match look.format {
        Format::Table | Format::Markdown => look.page(&route_page::page(&results, arguments.reading())),
        Format::Json => json::render(&results),
        Format::Csv => csv::steps(&results, language),
        Format::Geojson => geojson::render(&results, language),
    })?;
    Ok(answered(&results.answers))
}

/// Explains answers.
pub(super) fn explain(arguments: &ExplainArguments) -> Result<Exit, Failure> {
    let look = &arguments.look;
    look.check("explain", &[Format::Table, Format::Markdown, Format::Json])?;
    let cases = prepare(&arguments.input.scenarios, &arguments.input.changes)?;
    let mut explanations = Vec::new();
    for case in &cases {
        explanations.extend(case.explain(arguments.from.as_deref(), arguments.to.as_deref()));
    }
    if explanations.is_empty() && (arguments.from.is_some() || arguments.to.is_some()) {
        return Err(Failure::Usage("no demand goes from and to such places; give their keys".to_owned()));
    }
    look.write(&match look.format {
        Format::Json => json::explanations(&used(&cases), &explanations),
        _ => look.page(&explain_page::page(&explanations, look.language())),
    })?;
    let any = explanations.iter().any(|explanation| answered(&explanation.answers) == Exit::Answered);
    Ok(if any { Exit::Answered } else { Exit::NoRoute })
}

fn used(cases: &[Prepared]) -> Vec<ScenarioUsed> {
    cases.iter().map(Prepared::used).collect()
}

/// Sets published claims beside results.
pub(super) fn claims(arguments: &ScenariosArguments) -> Result<Exit, Failure> {
    let look = &arguments.look;
    look.check("claims", &[Format::Table, Format::Markdown, Format::Json, Format::Csv])?;
    let cases = prepare(&arguments.input.scenarios, &arguments.input.changes)?;
    let claims = analysis::claims::claims(&cases);
    look.write(&match look.format {
        Format::Json => json::claims(&used(&cases), &claims),
        Format::Csv => csv::claims(&claims),
        _ => look.page(&claims_page::page(&claims)),
    })?;
    Ok(Exit::Answered)
}
