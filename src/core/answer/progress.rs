//! How far a long answer is, counted while it is worked out.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts the steps of long answers about a case, for whoever shows them; it changes no answer.
///
/// Copies count together.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<StepCounts>);

#[derive(Debug, Default)]
struct StepCounts {
    done: AtomicU64,
    total: AtomicU64,
}

impl Progress {
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

    /// Counts one more step as done.
    pub fn done(&self) {
        self.0.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns how many steps are done, and of how many.
    pub fn now(&self) -> (u64, u64) {
        (self.0.done.load(Ordering::Relaxed), self.0.total.load(Ordering::Relaxed))
    }
}
