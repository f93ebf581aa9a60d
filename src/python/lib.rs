//! The library as a Python module: requests come in as JSON, answers go out as bytes. The package `corridor` around it is
//! what people use.
//!
//! Work is done in threads of its own while the interpreter goes on; a signal such as Ctrl-C ends the wait for it.

mod answer;
mod moving;
mod study;
mod wait;

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;

use corridor::analysis::{self, Changes, Request, Selection, parse};
use corridor::answer::{PrepareError, Prepared, Progress, tell_apart};
use corridor::present::Lang;
use corridor::present::schema::request_schema;
use corridor::problem::{Problem, Problems, Severity};
use corridor::scenario::{Scenario, ScenarioFiles};

use answer::FoundAnswer;
use moving::MovingCase;
use study::StudyRuns;
use wait::{NoAnswer, worked};

/// A problem as Python has it: code, message, help, file, line, column, and whether it is an error.
type ProblemFields = (&'static str, String, Option<String>, Option<String>, Option<usize>, Option<usize>, bool);

/// Lists problems.
fn listed(problems: &Problems) -> Vec<ProblemFields> {
    let fields = |problem: &Problem| {
        let place = problem.span.as_ref().map(|span| (span.source.name.clone(), span.line_and_column()));
        let (line, column) = place.as_ref().map(|&(_, place)| place).unzip();
        let is_error = problem.code.severity() == Severity::Error;
        let Problem { code, message, help, .. } = problem;
        (code.as_str(), message.clone(), help.clone(), place.map(|(file, _)| file), line, column, is_error)
    };
    problems.iter().map(fields).collect()
}

/// Reads changes that are written as JSON.
fn changes(text: &str) -> Result<Changes, NoAnswer> {
    parse(text).map_err(|error| NoAnswer::of(&error))
}

/// A scenario that was read, checked and priced.
#[pyclass(frozen, module = "corridor._corridor")]
struct Case(Arc<Prepared>);

#[pymethods]
impl Case {
    /// Reads and checks a scenario; files that are given as texts are not read.
    #[new]
    fn new(
        py: Python<'_>,
        path: PathBuf,
        tables: Option<PathBuf>,
        given: Vec<(PathBuf, String)>,
        changed: String,
    ) -> PyResult<Self> {
        worked(py, move |_| {
            let overrides = changes(&changed)?.overrides()?;
            let files = ScenarioFiles { path: &path, tables: tables.as_deref(), lang: Lang::En };
            let case = if given.is_empty() {
                Prepared::prepare(files, &overrides)?
            } else {
                Prepared::of(Scenario::load_given(files, given, &overrides)?, &overrides)?
            };
            Ok(Self(Arc::new(case)))
        })
    }

    /// Makes the same scenario with other changes, without reading a file.
    fn again(&self, py: Python<'_>, changed: String) -> PyResult<Self> {
        let case = self.0.clone();
        worked(py, move |_| {
            let overrides = changes(&changed)?.overrides()?;
            let again = case.selected_again(&overrides, &Selection::default()).map_err(NoAnswer::from)?;
            Ok(Self(Arc::new(again)))
        })
    }

    /// Lists the problems that do not stop an answer.
    fn warnings(&self) -> Vec<ProblemFields> {
        listed(self.0.warnings())
    }

    /// Reads and checks a plan of its runs.
    fn study(
        &self,
        py: Python<'_>,
        plan: PathBuf,
        given: Vec<(PathBuf, String)>,
        select: String,
        format: String,
    ) -> PyResult<StudyRuns> {
        let case = self.0.clone();
        worked(py, move |_| StudyRuns::of(&case, &plan, given, &select, &format))
    }

    /// Prepares to move figures.
    fn moving(&self, py: Python<'_>, paths: Vec<String>, select: String) -> PyResult<MovingCase> {
        let case = self.0.clone();
        worked(py, move |_| MovingCase::of(&case, paths, &select))
    }
}

/// Puts a request that is written as JSON to scenarios that have its changes.
#[pyfunction]
fn ask(py: Python<'_>, cases: Vec<Py<Case>>, request: String) -> PyResult<FoundAnswer> {
    let cases: Vec<Arc<Prepared>> = cases.into_iter().map(|case| case.get().0.clone()).collect();
    worked(py, move |progress| {
        let request = Request::parse(&request).map_err(|error| NoAnswer::of(&error))?;
        Ok(FoundAnswer::new(found(&cases, &request, progress)?))
    })
}

fn found(cases: &[Arc<Prepared>], request: &Request, progress: &Progress) -> Result<analysis::Found, NoAnswer> {
    let answer = |cases: &[Prepared]| analysis::answer(cases, request, progress).map_err(NoAnswer::from);
    match cases {
        [] => answer(&[]),
        [case] => answer(std::slice::from_ref(case)),
        // Several are asked side by side, each a copy of its own.
        cases => {
            let again = cases.iter().map(|case| case.selected_again(case.overrides(), &Selection::default()));
            let mut again = again.collect::<Result<Vec<_>, PrepareError>>()?;
            tell_apart(&mut again);
            answer(&again)
        }
    }
}

/// Returns the JSON Schema of requests.
#[pyfunction]
fn schema() -> String {
    request_schema().to_string()
}

/// Reads the word for a language.
fn language(word: &str) -> PyResult<Lang> {
    serde_json::from_value(word.into()).map_err(|_| NoAnswer::no("language", word, &["en", "zh", "ru"]).into())
}

#[pymodule]
mod _corridor {
    #[pymodule_export]
    use super::{Case, answer::FoundAnswer, ask, moving::MovingCase, schema, study::StudyFolder, study::StudyRuns};
}
