//! Why the program ends as it does.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use corridor::problem::{self, Problems, cause_in_words, clean, path_in_words};
use corridor::scenario::near_file;

/// The exit code of the program; the numbers are a promise to scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// The question is answered.
    Answered = 0,
    /// A file could not be read or written, or the audit disagrees.
    Failed = 1,
    /// The arguments make no sense.
    Usage = 2,
    /// A scenario or table is invalid.
    Invalid = 3,
    /// Not a single answer that was asked for has a route, or there is nothing to find.
    NoRoute = 4,
    /// An expectation is not met.
    Unmet = 5,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The reason why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// Reading, writing or the audit failed.
    #[error("{0}")]
    Failed(String),
    /// The arguments make no sense.
    #[error("{0}")]
    Usage(String),
    /// A scenario or table is invalid.
    #[error("{0}")]
    Invalid(Problems),
    /// There is nothing to answer.
    #[error("{0}")]
    Nothing(String),
}

impl Failure {
    /// Describes what could not be done with a file, and why.
    pub(super) fn file(what: &str, path: &Path, error: &io::Error) -> Self {
        Self::Failed(format!("{what} {}: {}", path_in_words(path), cause_in_words(error)))
    }

    /// Describes a file that is not there.
    pub(super) fn missing(path: &Path) -> Self {
        let near = near_file(path).map_or_else(
            || "; check its name, and the folder that you are in".to_owned(),
            |near| format!("; a file {} is there", clean(&near)),
        );
        Self::Failed(format!("there is no file {}{near}", path_in_words(path)))
    }

    /// Returns the exit that it leads to.
    pub(super) const fn exit(&self) -> Exit {
        match self {
            Self::Failed(_) => Exit::Failed,
            Self::Usage(_) => Exit::Usage,
            Self::Invalid(_) => Exit::Invalid,
            Self::Nothing(_) => Exit::NoRoute,
        }
    }

    /// Writes it to stderr.
    pub(super) fn report(&self) {
        match self {
            Self::Invalid(problems) => draw(problems),
            Self::Nothing(why) => say(why),
            other => say(&format!("error: {other}")),
        }
    }
}

/// Draws problems on stderr.
pub(super) fn draw(problems: &Problems) {
    if !problems.is_empty() {
        // `anstream` takes colours out again where stderr does not want them.
        let _ = writeln!(anstream::stderr(), "{}", problem::render(problems, true));
    }
}

/// Draws the warnings of a scenario that is asked something on stderr, many of one kind in short.
pub(super) fn draw_in_short(problems: &Problems) {
    if !problems.is_empty() {
        let _ = writeln!(anstream::stderr(), "{}", problem::render_in_short(problems, true));
    }
}

/// Writes lines to stderr, harmless on a terminal whatever names are in them; a stderr that is gone is no failure.
pub(super) fn say(text: &str) {
    let lines: Vec<String> = text.split('\n').map(clean).collect();
    let _ = writeln!(anstream::stderr(), "{}", lines.join("\n"));
}
