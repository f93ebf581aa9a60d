//! Rows of what was found: one list of columns for CSV, Parquet and data frames.

use std::borrow::Cow;

use super::PlaceName;
use crate::units::{Decimal, Grade, Money};

/// The unit of amounts of money.
pub const MONEY: &str = "currency per tonne";

/// The type of a column's cells that are not blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Words.
    Text,
    /// Whole numbers.
    Count,
    /// Numbers.
    Number,
    /// Amounts of money.
    Money,
}

/// A column of a table: its heading, the unit of its cells, and how a cell is read from a row.
pub struct Column<R> {
    /// The heading; it stays the same between versions.
    pub heading: &'static str,
    /// The unit of its numbers, in words, `count` for whole numbers without one; empty where there are none.
    pub unit: &'static str,
    /// The cell of a row.
    pub cell: fn(&R) -> Cell<'_>,
}

impl<R> Column<R> {
    /// Makes a column.
    pub const fn new(heading: &'static str, unit: &'static str, cell: fn(&R) -> Cell<'_>) -> Self {
        Self { heading, unit, cell }
    }

    /// Returns the type of its cells, which its unit tells.
    pub fn kind(&self) -> CellKind {
        match self.unit {
            "" => CellKind::Text,
            "count" | "year" => CellKind::Count,
            MONEY => CellKind::Money,
            _ => CellKind::Number,
        }
    }
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// There is nothing.
    Blank,
    /// A word or a sentence.
    Text(Cow<'a, str>),
    /// The name of a place, in the language of the table.
    Name(&'a PlaceName),
    /// An amount, with its six decimal places.
    Money(Money),
    /// A number, rounded to six decimal places where it is written as text.
    Number(f64),
    /// A number as it was written in a table.
    Decimal(Decimal),
    /// A count.
    Count(u64),
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text.as_str().into())
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Money> for Cell<'_> {
    fn from(amount: Money) -> Self {
        Self::Money(amount)
    }
}

impl From<Decimal> for Cell<'_> {
    fn from(number: Decimal) -> Self {
        Self::Decimal(number)
    }
}

impl From<Grade> for Cell<'_> {
    fn from(grade: Grade) -> Self {
        grade.as_str().into()
    }
}

impl From<bool> for Cell<'_> {
    fn from(is: bool) -> Self {
        if is { "yes" } else { "no" }.into()
    }
}

impl From<f64> for Cell<'_> {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        Self::Count(number)
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        Self::Count(number as u64)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Blank, Into::into)
    }
}
