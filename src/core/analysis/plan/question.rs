//! What is asked: when cargo is ready, on one day or on many.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::Aim;
use crate::units::{Date, DateError, Moment, MomentError, TimeOfDay};

/// The most ready dates of one question: ten years of days.
const MAX_READY_DATES: usize = 3_660;

/// The dated plan for cargo that is ready at a moment, or its cost for each of many ready dates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PlanQuestion {
    /// When the cargo is ready at its origin, such as 2018-09-14 or 2018-09-14T08:30; otherwise at the beginning of the
    /// scenario's date.
    pub ready: Option<String>,
    /// Whether the earliest arrival is asked for, not the least cost.
    pub fastest: bool,
    /// The first ready date of many.
    pub from_date: Option<String>,
    /// The last ready date of many.
    pub to_date: Option<String>,
    /// How many days lie between ready dates; every day without it.
    pub every_days: Option<u32>,
}

/// When cargo is ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ReadyAt {
    /// At one moment.
    Once(Moment),
    /// At the beginning of each of some days, in order.
    Each(Vec<Date>),
}

/// A time that cannot be asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanTimeError {
    /// A moment cannot be read.
    #[error("`{0}` is no moment: {1}")]
    Moment(String, MomentError),
    /// A day cannot be read.
    #[error("`{0}` is no day: {1}")]
    Day(String, DateError),
    /// Only one end of the ready dates is given.
    #[error("give both the first and the last ready date")]
    OneEnd,
    /// A moment and many dates are given.
    #[error("ask for one ready date or for many, not for both")]
    OneAndMany,
    /// The last ready date is before the first.
    #[error("the last ready date is before the first")]
    Backwards,
    /// There are too many ready dates.
    #[error("{0} ready dates are more than {MAX_READY_DATES}: take them further apart")]
    TooMany(usize),
    /// Ready dates lie no days apart.
    #[error("ready dates are at least a day apart")]
    NoStep,
}

impl PlanQuestion {
    /// Returns what plans are the best in.
    pub const fn aim(&self) -> Aim {
        if self.fastest { Aim::Earliest } else { Aim::Cheapest }
    }

    /// Returns when cargo is ready; on the scenario's date if nothing is said.
    pub(super) fn ready_at(&self, today: Date) -> Result<ReadyAt, PlanTimeError> {
        let day = |text: &String| Date::parse(text).map_err(|error| PlanTimeError::Day(text.clone(), error));
        let (first, last) = match (&self.from_date, &self.to_date) {
            (None, None) => {
                let moment =
                    |text: &String| Moment::parse(text).map_err(|error| PlanTimeError::Moment(text.clone(), error));
                let today = Moment::of(today, TimeOfDay::default());
                return self.ready.as_ref().map_or(Ok(today), moment).map(ReadyAt::Once);
            }
            (Some(_), Some(_)) if self.ready.is_some() => return Err(PlanTimeError::OneAndMany),
            (Some(first), Some(last)) => (day(first)?, day(last)?),
            _ => return Err(PlanTimeError::OneEnd),
        };
        let step = self.every_days.unwrap_or(1);
        if first > last {
            return Err(PlanTimeError::Backwards);
        }
        if step == 0 {
            return Err(PlanTimeError::NoStep);
        }
        let count = last.days_since(first) as usize / step as usize + 1;
        if count > MAX_READY_DATES {
            return Err(PlanTimeError::TooMany(count));
        }
        let days = (0..count).map(|number| first.later((number * step as usize) as i32));
        Ok(ReadyAt::Each(days.collect()))
    }
}
