//! A study: all its runs in memory, or partitions in a folder that many processes fill.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use corridor::analysis::{Selection, parse};
use corridor::answer::Prepared;
use corridor::present::RunsFormat;
use corridor::scenario::Plan;
use corridor::sweep::Study;
use corridor::sweep::store::{Existing, FolderLock, Store};

use super::wait::{NoAnswer, worked};

/// The most runs that are answered between two looks at whether they are still wanted.
const RUNS_TOGETHER: u64 = 4096;

/// The runs of a plan of a scenario.
#[pyclass(frozen, module = "corridor._corridor")]
pub(super) struct StudyRuns {
    study: Arc<Study>,
    format: RunsFormat,
}

impl StudyRuns {
    /// Reads and checks a plan; files that are given as texts are not read.
    pub(super) fn of(
        case: &Prepared,
        plan: &Path,
        given: Vec<(PathBuf, String)>,
        select: &str,
        format: &str,
    ) -> Result<Self, NoAnswer> {
        let format = RunsFormat::named(format).ok_or_else(|| NoAnswer::no("format", format, &["csv", "parquet"]))?;
        let select: Selection = parse(select).map_err(|error| NoAnswer::of(&error))?;
        let case = case.selected_again(case.overrides(), &select)?;
        let plan = Plan::load_given(plan, given, case.scenario())?;
        Ok(Self { study: Arc::new(Study::of(case, select, plan)), format })
    }
}

#[pymethods]
impl StudyRuns {
    /// Answers all runs, as one table in the format.
    fn rows(&self, py: Python<'_>) -> PyResult<Py<PyBytes>> {
        let (study, format) = (self.study.clone(), self.format);
        let bytes = worked(py, move |progress| {
            let mut all = study.answer(0..0);
            let end = study.plan().runs;
            let starts: Vec<u64> = (0..end).step_by(RUNS_TOGETHER as usize).collect();
            let some = |start: u64| study.answer(start..end.min(start + RUNS_TOGETHER));
            for runs in starts.iter().copied().map(progress.counting(starts.len(), some)) {
                all.runs.extend(runs.runs);
            }
            format.render(&all).map(|(bytes, _)| bytes).map_err(|error| NoAnswer::of(&error))
        })?;
        Ok(PyBytes::new(py, &bytes).unbind())
    }

    /// Writes the outline of the study as JSON.
    fn outline(&self) -> PyResult<String> {
        let outline = self.study.outline(self.format.as_str());
        serde_json::to_string(&outline).map_err(|error| NoAnswer::of(&error).into())
    }

    /// Begins the study in a folder, or goes on with it there; others are told who holds the folder.
    fn begin(&self, py: Python<'_>, folder: PathBuf, holder: String) -> PyResult<StudyFolder> {
        let runs = self.shared();
        worked(py, move |_| {
            let store = runs.store(&folder)?;
            let lock = store.begin(&holder).map_err(|error| NoAnswer::of(&error))?;
            Ok(StudyFolder { store: Arc::new(store), lock: Mutex::new(Some(lock)) })
        })
    }

    /// Writes some partitions into a folder in which the study was begun, as one of several writers; returns their rows.
    fn write(&self, py: Python<'_>, folder: PathBuf, partitions: Vec<u64>, writer: String) -> PyResult<u64> {
        let runs = self.shared();
        worked(py, move |progress| {
            let (store, study) = (runs.store(&folder)?, &runs.study);
            let all = store.outline().partitions;
            if let Some(number) = partitions.iter().find(|&&number| number >= all) {
                let text = format!("there is no partition {number}: the study has {all}");
                return Err(NoAnswer::of(&std::io::Error::other(text)));
            }
            let write = |number: u64| {
                let answered = study.answer(study.plan().partition(number));
                let (bytes, _) = runs.format.render(&answered).map_err(|error| NoAnswer::of(&error))?;
                store.keep_among(number, &bytes, &writer).map_err(|error| NoAnswer::of(&error))
            };
            let step = progress.counting(partitions.len(), write);
            let rows =
                partitions.iter().map(|&number| step(number).map(|record| record.rows)).sum::<Result<u64, _>>()?;
            study.check_unchanged().map_err(|error| NoAnswer::of(&error))?;
            Ok(rows)
        })
    }
}

impl StudyRuns {
    fn shared(&self) -> Self {
        Self { study: self.study.clone(), format: self.format }
    }

    fn store(&self, folder: &Path) -> Result<Store, NoAnswer> {
        let outline = self.study.outline(self.format.as_str());
        Store::at(folder, outline, Existing::Resume).map_err(|error| NoAnswer::of(&error))
    }
}

/// The folder of a study, locked against others that would begin it.
#[pyclass(frozen, module = "corridor._corridor")]
pub(super) struct StudyFolder {
    store: Arc<Store>,
    lock: Mutex<Option<FolderLock>>,
}

#[pymethods]
impl StudyFolder {
    /// Lists the partitions that are not there and whole.
    fn open(&self, py: Python<'_>) -> PyResult<Vec<u64>> {
        let store = self.store.clone();
        worked(py, move |_| Ok(store.open_of((0..store.outline().partitions).collect()).0))
    }

    /// Checks every partition and writes the manifest.
    fn join(&self, py: Python<'_>) -> PyResult<()> {
        let store = self.store.clone();
        worked(py, move |_| store.join().map_err(|error| NoAnswer::of(&error)))
    }

    /// Lets the folder go.
    fn release(&self) {
        drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}
