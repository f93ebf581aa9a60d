//! The clock of a walk along a plan.

use crate::answer::StepTimes;
use crate::units::{Exact, Moment, fraction};

/// The place in time on a walk along a plan.
pub(super) struct PlanWalk<'a> {
    /// The times of the steps, as the plan says them.
    pub(super) times: &'a [StepTimes],
    /// The step at hand.
    pub(super) step: usize,
    /// The moment at which the cargo is where it is.
    pub(super) now: Moment,
    /// How long the cargo waited for the opening before the last operation: that counts towards storage.
    pub(super) opened_late: Exact,
}

impl<'a> PlanWalk<'a> {
    /// Starts where the cargo is ready.
    pub(super) const fn new(times: &'a [StepTimes], ready: Moment) -> Self {
        Self { times, step: 0, now: ready, opened_late: Exact::ZERO }
    }
}

/// Rounds hours to whole seconds.
pub(super) fn seconds(hours: &Exact) -> i64 {
    (hours * fraction(3600, 1) + fraction(1, 2)).floor().try_into().unwrap_or(i64::MAX)
}

/// Converts seconds to hours.
pub(super) fn hours(seconds: i64) -> Exact {
    fraction(seconds, 3600)
}
