//! Where the answer changes while figures move, for people.

mod curves;
mod dates;
mod flips;
mod plane;
mod words;

pub(super) use words::{in_unit, known, legend, named};
