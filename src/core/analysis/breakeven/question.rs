//! What is asked of figures that move, and why they cannot be moved as asked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Date, Decimal};

/// The most whole boxes or wagons over which a figure moves.
pub(super) const MAX_UNITS: f64 = 200.0;

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

/// Why a figure cannot be moved as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BreakEvenError {
    /// Nothing that any route costs depends on it.
    #[error("no cost of these demands depends on `{0}`")]
    Still(String),
    /// It enters some cost neither as itself nor as its reciprocal.
    #[error(
        "`{0}` enters some cost neither in proportion nor as a divisor, so there is no curve of straight lines in it"
    )]
    Bent(String),
    /// It is the edge of a band, which cannot move without its neighbour.
    #[error("`{0}` is the edge of a band, and bands must join: vary the rates instead")]
    Edge(String),
    /// The interval does not hold today's value.
    #[error("`{path}` is {value} today, which does not lie between {low} and {high}: take an interval around it")]
    Outside {
        /// The figure's path.
        path: String,
        /// Its value.
        value: Decimal,
        /// The lower end.
        low: Decimal,
        /// The upper end.
        high: Decimal,
    },
    /// The interval goes beyond what makes sense of the figure.
    #[error("`{path}` is {bounds}, so there is nothing to look at beyond that")]
    Beyond {
        /// The figure's path.
        path: String,
        /// What it is at least and at most.
        bounds: String,
    },
    /// There is no interval to look at.
    #[error("`{0}` has no bounds and is 0 today, so it is not clear how far to move it: say so with --between A,B")]
    NoInterval(String),
    /// Each of very many numbers of whole boxes or wagons has another network.
    #[error(
        "`{0}` would pass over more than {MAX_UNITS} whole boxes or wagons: vary it alone, with a narrower --between, or take fill = \"part\""
    )]
    ManyUnits(String),
    /// A figure cannot be moved against itself.
    #[error("`{0}` is named twice: vary two different figures")]
    Same(String),
    /// A figure moves an amount that is rounded to steps.
    #[error(
        "a price that `{0}` moves is rounded to steps, as quotations are, so there is no exact line in it: vary it alone, \
         behind `{1}`, or both by the runs of `corridor sweep`"
    )]
    Stepped(String, String),
    /// Costs make no sense somewhere in the rectangle.
    #[error(
        "somewhere between these values of `{0}` and `{1}` a cost falls below nothing or rises beyond 100,000 a tonne: \
         look between nearer values with --between A,B --between C,D"
    )]
    Senseless(String, String),
}

/// Why a question about moving figures makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BreakEvenRequestError {
    /// More figures are moved than can be shown.
    #[error("one figure is moved, or two against each other; `corridor sweep` varies more")]
    TooManyFigures,
    /// The date is moved against a figure.
    #[error("a date is moved alone: vary it without another figure")]
    DateWithFigure,
    /// A date is to be between two values.
    #[error("dates lie between two days: 2014-01-01,2023-12-31")]
    ValuesOfDate,
    /// A figure is to be between two days.
    #[error("a figure lies between two values: 0,2000")]
    DaysOfFigure,
    /// There is no such figure.
    #[error("{message}; {help}")]
    UnknownFigure {
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}
