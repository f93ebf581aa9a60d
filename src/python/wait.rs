//! Work in threads of its own, and the wait for it.

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use corridor::analysis::Refusal;
use corridor::answer::{PrepareError, Progress};
use corridor::problem::Problems;

use super::{ProblemFields, listed};

pyo3::import_exception!(corridor, CorridorError);

/// How long a signal waits at most until it is noticed.
const BETWEEN_SIGNALS: Duration = Duration::from_millis(50);

/// Why there is no answer: in words, and the problems of files where these are the cause.
pub(super) struct NoAnswer {
    message: String,
    problems: Vec<ProblemFields>,
}

impl NoAnswer {
    /// Refuses for a reason without a place in a file.
    pub(super) fn of(cause: &dyn Error) -> Self {
        Self { message: cause.to_string(), problems: Vec::new() }
    }

    /// Refuses a word that is none of those that are known.
    pub(super) fn no(what: &str, word: &str, known: &[&str]) -> Self {
        Self { message: format!("there is no {what} `{word}`; there are {}", known.join(", ")), problems: Vec::new() }
    }
}

impl From<Problems> for NoAnswer {
    fn from(problems: Problems) -> Self {
        Self { message: problems.to_string().trim_end().to_owned(), problems: listed(&problems) }
    }
}

impl From<PrepareError> for NoAnswer {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Invalid(problems) => problems.into(),
            PrepareError::Selection(nothing) => Self::of(&nothing),
        }
    }
}

impl From<Refusal> for NoAnswer {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Invalid(problems) => problems.into(),
            other => Self::of(&other),
        }
    }
}

impl From<NoAnswer> for PyErr {
    fn from(refused: NoAnswer) -> Self {
        CorridorError::new_err((refused.message, refused.problems))
    }
}

/// Returns the threads of this process: one that was forked has none of those of its parent.
fn pool() -> PyResult<Arc<ThreadPool>> {
    static POOL: Mutex<Option<(u32, Arc<ThreadPool>)>> = Mutex::new(None);
    let mut kept = POOL.lock().unwrap_or_else(PoisonError::into_inner);
    let process = std::process::id();
    if let Some((own, pool)) = &*kept
        && *own == process
    {
        return Ok(pool.clone());
    }
    let pool = ThreadPoolBuilder::new().build().map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
    let pool = Arc::new(pool);
    // The threads of a parent are not here to be waited for.
    std::mem::forget(kept.replace((process, pool.clone())));
    Ok(pool)
}

/// Does some work in other threads while the interpreter goes on. A signal whose handler raises, as that of Ctrl-C does,
/// ends the wait at once, and the work at its next step.
///
/// # Errors
/// Raises why there is no answer, or what a handler of signals raised.
pub(super) fn worked<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce(&Progress) -> Result<T, NoAnswer> + Send + 'static,
) -> PyResult<T> {
    let progress = Progress::default();
    let (done, is_done) = channel();
    let of_work = progress.clone();
    pool()?.spawn(move || {
        // Prepared scenarios are only read, and what the work has made so far is given up.
        let answer = catch_unwind(AssertUnwindSafe(|| of_work.until_cancelled(|| work(&of_work))));
        // Whoever waited may have gone.
        let _ = done.send(answer);
    });
    let mut is_done = is_done;
    loop {
        let is_done = &mut is_done;
        match py.detach(move || is_done.recv_timeout(BETWEEN_SIGNALS)) {
            Ok(Ok(Ok(answer))) => return answer.map_err(PyErr::from),
            Err(RecvTimeoutError::Timeout) => py.check_signals().inspect_err(|_| progress.cancel())?,
            _ => return Err(PyRuntimeError::new_err("this met a fault of the program. Please report it")),
        }
    }
}
