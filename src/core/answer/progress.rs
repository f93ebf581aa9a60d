//! How far a long answer is, counted while it is worked out; whoever waits for it no more ends it at its next step.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Counts the steps of long answers about a case, for whoever shows them; it changes no answer.
///
/// Copies count together.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<StepCounts>);

#[derive(Debug, Default)]
struct StepCounts {
    done: AtomicU64,
    total: AtomicU64,
    is_cancelled: AtomicBool,
    keeper: Option<Box<dyn Keeper>>,
}

/// A place where a long answer keeps what it has worked out so far, to go on from there if it is stopped.
pub trait Keeper: Debug + Send + Sync {
    /// Returns what was kept last, if anything was.
    fn kept(&self) -> Option<String>;

    /// Keeps something in place of what was kept before.
    fn keep(&self, state: String);

    /// Notes that the answer goes on from what was kept, after how many of how many draws.
    fn resumed(&self, done: u64, of: u64);
}

/// The end of an answer for which nobody waits any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

impl Progress {
    /// Begins to count steps of an answer that keeps what it has worked out.
    pub fn keeping(keeper: impl Keeper + 'static) -> Self {
        Self(Arc::new(StepCounts { keeper: Some(Box::new(keeper)), ..StepCounts::default() }))
    }

    /// Returns where what is worked out is kept, if anywhere.
    pub fn keeper(&self) -> Option<&dyn Keeper> {
        self.0.keeper.as_deref()
    }

    /// Adds so many steps to those that are to be done.
    pub fn begin(&self, steps: usize) {
        self.0.total.fetch_add(steps as u64, Ordering::Relaxed);
    }

    /// Counts each call of something that is done so many times.
    pub fn counting<T, R>(&self, steps: usize, act: impl Fn(T) -> R) -> impl Fn(T) -> R {
        self.begin(steps);
        move |item| {
            let done = act(item);
            self.done();
            done
        }
    }

    /// Counts one more step as done; where the answer is cancelled, ends it there by unwinding to [`Progress::until_cancelled`].
    pub fn done(&self) {
        self.0.done.fetch_add(1, Ordering::Relaxed);
        if self.0.is_cancelled.load(Ordering::Relaxed) {
            // No message is written: nothing went wrong.
            resume_unwind(Box::new(Cancelled));
        }
    }

    /// Lets the answer end at its next step; only for one that is worked out in [`Progress::until_cancelled`].
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Works out an answer unless it is cancelled meanwhile. Any other panic goes on.
    ///
    /// # Errors
    /// Returns that it was cancelled.
    pub fn until_cancelled<T>(&self, answer: impl FnOnce() -> T) -> Result<T, Cancelled> {
        // What was in the works is given up as a whole; prepared scenarios are only read.
        catch_unwind(AssertUnwindSafe(answer)).map_err(|cause| match cause.downcast::<Cancelled>() {
            Ok(cancelled) => *cancelled,
            Err(cause) => resume_unwind(cause),
        })
    }

    /// Returns how many steps are done, and of how many.
    pub fn now(&self) -> (u64, u64) {
        (self.0.done.load(Ordering::Relaxed), self.0.total.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::{Cancelled, Progress};

    #[test]
    fn a_cancelled_answer_ends_at_its_next_step_on_whatever_thread() {
        let progress = Progress::default();
        let step = progress.counting(1000, |number: u64| {
            if number == 3 {
                progress.cancel();
            }
            number
        });
        let sum = || (0..1000_u64).into_par_iter().map(step).sum::<u64>();
        assert_eq!(progress.until_cancelled(sum), Err(Cancelled));
        assert!(progress.now().0 < 1000, "the steps behind it are not taken");
        assert_eq!(Progress::default().until_cancelled(|| 7), Ok(7));
    }
}
