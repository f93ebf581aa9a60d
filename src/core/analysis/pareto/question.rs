//! What is asked: which quantities count, and by when the cargo has to arrive.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::Detail;
use crate::ids::{CorridorId, DemandId};
use crate::units::{Duration, words};

/// The most things that count.
const MAX_AXES: usize = 4;
/// The longest deadline in hours: ten years.
const MAX_DEADLINE_H: f64 = 87_600.0;

words! {
    /// A quantity that counts in the choice of a route; less of it is better.
    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    Axis {
        /// The generalised cost of a tonne, in whole millionths of the scenario's currency.
        Cost = "cost",
        /// The time from door to door; each move, wait and handling rounded once to a whole millisecond.
        Time = "time",
        /// The emissions of a tonne of cargo; each move and handling rounded once to a whole milligram.
        Co2e = "co2e",
        /// The changes of mode, service or gauge on the way.
        Transfers = "transfers",
        /// The late days of delays that are independent of each other: the root of the sum of their squares, each rounded
        /// once to a whole minute.
        Late = "late",
    }
}

/// Every route worth choosing where cost is not all that counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ParetoQuestion {
    /// What counts: two to four different axes; routes are sorted by the first.
    pub axes: Vec<Axis>,
    /// The hours within which cargo has to arrive, to the nearest second; any time without it.
    pub deadline_h: Option<f64>,
}

impl Default for ParetoQuestion {
    fn default() -> Self {
        Self { axes: vec![Axis::Cost, Axis::Time], deadline_h: None }
    }
}

impl ParetoQuestion {
    /// Returns the time within which cargo has to arrive.
    ///
    /// # Errors
    /// Refuses a time that is not above 0, and one beyond ten years.
    pub(super) fn deadline(&self) -> Result<Option<Duration>, ParetoError> {
        let is_allowed = |hours: f64| hours > 0.0 && hours <= MAX_DEADLINE_H;
        match self.deadline_h {
            Some(hours) if !is_allowed(hours) => Err(ParetoError::Deadline),
            hours => Ok(hours.map(Duration::hours)),
        }
    }
}

/// The question with the demands and corridors that it is put to.
#[derive(Clone, Debug)]
pub struct ParetoAsked {
    /// The demands.
    pub demands: Vec<DemandId>,
    /// The corridors; routes by them compete.
    pub corridors: Vec<CorridorId>,
    /// What counts: two to four different axes, the one by which routes are sorted first.
    pub axes: Vec<Axis>,
    /// The time within which cargo has to arrive, to the nearest second.
    pub deadline: Option<Duration>,
    /// How much is worked out of each route.
    pub detail: Detail,
}

impl ParetoAsked {
    /// Refuses fewer than two axes, repeated ones, and a deadline where time does not count.
    pub(super) fn check(&self) -> Result<(), ParetoError> {
        for (position, axis) in self.axes.iter().enumerate() {
            if self.axes[..position].contains(axis) {
                return Err(ParetoError::Twice(axis.as_str()));
            }
        }
        if self.axes.len() > MAX_AXES {
            return Err(ParetoError::ManyAxes);
        }
        if self.deadline.is_some() && !self.axes.contains(&Axis::Time) {
            return Err(ParetoError::DeadlineWithoutTime);
        }
        if self.axes.len() < 2 { Err(ParetoError::OneAxis) } else { Ok(()) }
    }
}

/// Why fronts cannot be found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParetoError {
    /// There is nothing to weigh against each other.
    #[error("a front needs at least two axes; take cost,time or cost,time,co2e")]
    OneAxis,
    /// There are too many things to weigh against each other.
    #[error("a front has at most {MAX_AXES} axes")]
    ManyAxes,
    /// Nothing is late, or the cost holds what is held against it.
    #[error(
        "late days are an axis where the goods have a buffer_price_per_day of 0: --set cargo.buffer_price_per_day=0 where \
             [cargo] gives one; otherwise the cost holds them already"
    )]
    Late,
    /// An axis is named twice.
    #[error("the axis {0} is named twice")]
    Twice(&'static str),
    /// A deadline limits a quantity that does not count.
    #[error("a deadline needs time among the axes; take cost,time or cost,time,co2e")]
    DeadlineWithoutTime,
    /// A deadline is no time, or too long.
    #[error("give a deadline above 0 and up to ten years, 87600 hours")]
    Deadline,
}
