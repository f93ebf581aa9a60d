//! Where the answer changes while figures move, for people.

mod curves;
mod dates;
mod flips;
mod plane;
mod words;

use crate::present::shown::Format;

pub(super) use words::{in_unit, known};

/// The formats of all four kinds of result.
const FORMATS: &[Format] = &[Format::Table, Format::Markdown, Format::Json, Format::Csv];
