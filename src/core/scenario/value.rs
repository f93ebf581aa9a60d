//! The values of cells, of the kinds of their columns.

use crate::units::{Date, Decimal, Months, TimeOfDay};

/// The value of a cell, of the kind of its column.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A key, name, choice or reference.
    Text(String),
    /// A number with all its digits.
    Number(Decimal),
    /// `yes` or `no`.
    Flag(bool),
    /// The first day of a validity.
    From(Date),
    /// The last day of a validity.
    To(Date),
    /// A set of months.
    Months(Months),
    /// Days.
    Days(Vec<Date>),
    /// A time of day.
    Time(TimeOfDay),
    /// Words or references.
    Words(Vec<String>),
}
