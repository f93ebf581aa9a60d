//! Problems in input files: all of them at once, each with a code, a position and a remedy.

mod cause;
mod code;
mod names;
#[cfg(feature = "formats")]
mod render;

use std::fmt;
use std::sync::Arc;

pub use cause::{cause_in_words, clean, path_in_words};
pub use code::{Code, Severity};
pub use names::{folded, is_same_name, meant, nearest};
#[cfg(feature = "formats")]
pub use render::{render, render_in_short};

/// A file as it was read, the text that positions refer to.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path as the user would write it.
    pub name: String,
    /// The whole text, without a byte-order mark.
    pub text: String,
}

/// A range of bytes in a source file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The file.
    pub source: Arc<SourceFile>,
    /// The first byte of the range.
    pub start: usize,
    /// The byte after its end; equal to `start` for a point.
    pub end: usize,
}

impl Span {
    /// Returns line and column of the start, both counted from 1, columns in characters.
    pub fn line_and_column(&self) -> (usize, usize) {
        let before = &self.source.text[..self.start.min(self.source.text.len())];
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }

    /// Returns the marked text.
    pub fn text(&self) -> &str {
        self.source.text.get(self.start..self.end).unwrap_or("")
    }
}

/// The text `file:line:column`.
impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.line_and_column();
        write!(out, "{}:{line}:{column}", clean(&self.source.name))
    }
}

/// One thing that is wrong with the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The kind of problem.
    pub code: Code,
    /// What is wrong, with the values concerned.
    pub message: String,
    /// The position in a file, if the problem has one.
    pub span: Option<Span>,
    /// The remedy.
    pub help: Option<String>,
    /// Other positions that explain the problem, each with a label.
    pub related: Vec<(Span, String)>,
}

impl Problem {
    /// Creates a problem without a position.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), span: None, help: None, related: Vec::new() }
    }

    /// Sets the position of the problem.
    #[must_use]
    pub fn at(mut self, span: &Span) -> Self {
        self.span = Some(span.clone());
        self
    }

    /// Sets the position of the problem, if one is known.
    #[must_use]
    pub fn placed(mut self, span: Option<&Span>) -> Self {
        self.span = span.cloned().or(self.span);
        self
    }

    /// Sets the remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the remedy to the known name nearest to a misspelt one, if any is near enough.
    #[must_use]
    pub fn suggest<'a>(mut self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        self.help = nearest(word, known).map(|near| format!("did you mean {near}?")).or(self.help);
        self
    }

    /// Adds another position that explains the problem.
    #[must_use]
    pub fn related(mut self, span: &Span, label: impl Into<String>) -> Self {
        self.related.push((span.clone(), label.into()));
        self
    }
}

/// One line: `file:line:column: error[code]: message; help: ..`.
impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(span) = &self.span {
            write!(out, "{span}: ")?;
        }
        let word = match self.code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(out, "{word}[{}]: {}", self.code.as_str(), clean(&self.message))?;
        if let Some(help) = &self.help {
            write!(out, "; help: {}", clean(help))?;
        }
        Ok(())
    }
}

/// A collection of problems in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    /// Creates an empty collection.
    pub const fn new() -> Self {
        Self { list: Vec::new() }
    }

    /// Adds a problem.
    pub fn push(&mut self, problem: Problem) {
        self.list.push(problem);
    }

    /// Adds all problems of another collection.
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// Returns whether any problem stops the run.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|problem| problem.code.severity() == Severity::Error)
    }

    /// Returns whether there are no problems.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the number of problems.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Iterates over the problems.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.list.iter()
    }

    /// Writes the errors for a cell of a table: their codes and words, without places.
    pub fn in_a_line(&self) -> String {
        let errors = self.iter().filter(|problem| problem.code.severity() == Severity::Error);
        errors.map(|problem| format!("{}: {}", problem.code, problem.message)).collect::<Vec<_>>().join("; ")
    }

    /// Sorts the problems by file and position, those without a position last.
    pub fn sort(&mut self) {
        self.list.sort_by(|left, right| {
            let place = |problem: &Problem| match &problem.span {
                Some(span) => (0, span.source.name.clone(), span.start),
                None => (1, String::new(), 0),
            };
            place(left).cmp(&place(right)).then(left.code.as_str().cmp(right.code.as_str()))
        });
    }

    /// Returns a value and the warnings if no problem stops the run.
    ///
    /// # Errors
    /// Returns all problems if one of them is an error.
    pub fn or<T>(self, value: T) -> Result<(T, Self), Self> {
        if self.has_errors() { Err(self) } else { Ok((value, self)) }
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self { list: vec![problem] }
    }
}

/// One line per problem.
impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, problem) in self.list.iter().enumerate() {
            if position > 0 {
                writeln!(out)?;
            }
            write!(out, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
