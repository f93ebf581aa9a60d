//! The commands for studies: `sweep`, `merge`, `verify`.

mod arguments;
mod folder;
mod merge;
mod sweep;

pub(super) use arguments::{EXAMPLES, MergeArguments, SweepArguments, VerifyArguments};
pub(super) use merge::{merge, verify};
pub(super) use sweep::sweep;

use corridor::present::{parquet, runs};
use corridor::sweep::Runs;

use super::failure::Failure;
use arguments::Form;

/// Writes some runs in a form.
fn render(runs: &Runs<'_>, form: Form) -> Result<Vec<u8>, Failure> {
    match form {
        Form::Csv => Ok(runs::render(runs).into_bytes()),
        Form::Parquet => parquet::render(runs).map_err(|error| Failure::Failed(error.to_string())),
    }
}

/// Writes a number of bytes as people say it.
fn bytes_in_words(bytes: f64) -> String {
    match bytes {
        b if b < 1e6 => format!("{:.0} kB", (b / 1e3).max(1.0)),
        b if b < 1e9 => format!("{:.0} MB", b / 1e6),
        b => format!("{:.1} GB", b / 1e9),
    }
}

/// Counts things as people say it: `1 run`, `2 runs`.
fn counted(number: u64, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}
