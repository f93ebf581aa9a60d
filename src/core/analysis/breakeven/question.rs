//! What is asked of figures that move.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Date, Decimal};

/// Where the answer changes: without a figure all figures are ranked by how little each must move to change it; one
/// figure gives curves, two are moved against each other, and `date` goes along the calendar.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BreakEvenQuestion {
    /// The figures that move: none, one or two.
    pub vary: Vec<Vary>,
}

/// A figure that moves, or the date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vary {
    /// Its path, as `--set` takes it, or `date`.
    pub path: String,
    /// The values or days between which it moves: of one figure otherwise wherever costs make sense, of two between their
    /// bounds or from half to twice their value, of the date five years either way.
    #[serde(default)]
    #[schemars(with = "Option<[String; 2]>")]
    pub between: Option<Interval>,
}

/// The lesser and the greater of two values, or two days; in JSON two strings, such as `["0", "2000"]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[String; 2]", into = "[String; 2]")]
pub enum Interval {
    /// Two values of a figure.
    Values(Decimal, Decimal),
    /// Two days.
    Days(Date, Date),
}

/// A text that is no interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write the lesser and the greater value, or two days")]
pub struct IntervalError;

impl TryFrom<[String; 2]> for Interval {
    type Error = IntervalError;

    fn try_from([low, high]: [String; 2]) -> Result<Self, IntervalError> {
        let days = Date::parse(&low).ok().zip(Date::parse(&high).ok());
        let values = Decimal::parse(&low).ok().zip(Decimal::parse(&high).ok());
        match (days, values) {
            (Some((first, last)), _) if first <= last => Ok(Self::Days(first, last)),
            (_, Some((low, high))) if low.compare(high).is_lt() => Ok(Self::Values(low, high)),
            _ => Err(IntervalError),
        }
    }
}

impl From<Interval> for [String; 2] {
    fn from(interval: Interval) -> Self {
        match interval {
            Interval::Values(low, high) => [low, high].map(|value| value.to_string()),
            Interval::Days(first, last) => [first, last].map(|day| day.to_string()),
        }
    }
}
