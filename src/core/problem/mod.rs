//! Problems in input files: all of them at once, each with a code, a position and a remedy.

mod cause;
mod code;
mod names;
#[cfg(feature = "formats")]
mod render;

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

pub use cause::{cause_in_words, clean, path_in_words};
pub use code::{Code, Severity};
pub use names::{folded, is_same_name, meant, nearest};
#[cfg(feature = "formats")]
pub use render::{render, render_in_short};

/// A file as it was read, the text that positions refer to.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as the user would write it.
    pub name: String,
    /// The whole text, without a byte-order mark.
    pub text: String,
    /// The first byte of each line, found when a position is first asked for.
    lines: OnceLock<Vec<usize>>,
    /// The sheet that the text was made of, if it was one.
    sheet: Option<SheetPlace>,
}

/// A sheet of a workbook.
#[derive(Debug)]
struct SheetPlace {
    /// The path of the workbook.
    book: String,
    /// The first byte of each row in the text.
    rows: Vec<usize>,
}

impl SourceFile {
    /// Creates a file that was read.
    pub const fn new(name: String, text: String) -> Self {
        Self { name, text, lines: OnceLock::new(), sheet: None }
    }

    /// Creates the text, as CSV, of a sheet of a workbook, with the first byte of each of its rows.
    pub fn of_sheet(book: &str, sheet: &str, text: String, rows: Vec<usize>) -> Self {
        let name = format!("{book}, sheet {sheet}");
        Self { name, text, lines: OnceLock::new(), sheet: Some(SheetPlace { book: book.to_owned(), rows }) }
    }

    /// Returns the path of the file: of a sheet, that of its workbook.
    pub fn path(&self) -> &str {
        self.sheet.as_ref().map_or(&self.name, |sheet| &sheet.book)
    }

    /// Returns whether the text is that of a sheet.
    #[cfg(feature = "formats")]
    pub(crate) const fn is_sheet(&self) -> bool {
        self.sheet.is_some()
    }

    /// Returns the name of the cell of a byte, where the text is that of a sheet.
    fn cell_at(&self, at: usize) -> Option<String> {
        let rows = &self.sheet.as_ref()?.rows;
        let row = rows.partition_point(|&start| start <= at).max(1);
        let before = self.text.get(*rows.get(row - 1)?..at.min(self.text.len()))?;
        let commas = before.split('"').step_by(2).map(|outside| outside.matches(',').count());
        Some(format!("{}{row}", column_letters(commas.sum())))
    }

    /// Returns the number of the line of a byte, counted from 0, and the bytes of the line without its end.
    pub(crate) fn line_at(&self, at: usize) -> (usize, Range<usize>) {
        let find = || std::iter::once(0).chain(self.text.match_indices('\n').map(|(newline, _)| newline + 1)).collect();
        let lines: &Vec<usize> = self.lines.get_or_init(find);
        let line = lines.partition_point(|&start| start <= at) - 1;
        let end = lines.get(line + 1).map_or(self.text.len(), |next| next - 1);
        let text = self.text[lines[line]..end].trim_end_matches('\r');
        (line, lines[line]..lines[line] + text.len())
    }
}

impl PartialEq for SourceFile {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.text) == (&other.name, &other.text)
    }
}

impl Eq for SourceFile {}

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
        let at = self.start.min(self.source.text.len());
        let (line, bytes) = self.source.line_at(at);
        (line + 1, self.source.text[bytes.start..at].chars().count() + 1)
    }

    /// Returns the file and the number of the line of the start.
    pub(crate) fn line(&self) -> (&str, usize) {
        (&self.source.name, self.source.line_at(self.start).0)
    }

    /// Returns the marked text.
    pub fn text(&self) -> &str {
        self.source.text.get(self.start..self.end).unwrap_or("")
    }
}

/// Returns the letters of a column of a sheet, counted from 0: A, B, .. Z, AA.
fn column_letters(column: usize) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    if column < 26 { last.to_string() } else { format!("{}{last}", column_letters(column / 26 - 1)) }
}

/// The text `file:line:column`, or `book.xlsx, sheet legs, cell D17`.
impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(cell) = self.source.cell_at(self.start) {
            return write!(out, "{}, cell {cell}", clean(&self.source.name));
        }
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

/// The most problems of one kind that are written where there are very many.
const MAX_OF_A_KIND: usize = 500;

/// The most errors, and the most warnings, that are kept; more are counted.
const MAX_KEPT: usize = 100_000;

/// A collection of problems in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
    /// The numbers of errors and warnings found, those that are not kept among them.
    found: [usize; 2],
}

impl Problems {
    /// Creates an empty collection.
    pub const fn new() -> Self {
        Self { list: Vec::new(), found: [0; 2] }
    }

    /// Adds a problem.
    pub fn push(&mut self, problem: Problem) {
        let found = &mut self.found[problem.code.severity() as usize];
        *found += 1;
        if *found <= MAX_KEPT {
            self.list.push(problem);
        }
    }

    /// Adds all problems of another collection.
    pub fn extend(&mut self, other: Self) {
        let before = self.found;
        other.list.into_iter().for_each(|problem| self.push(problem));
        self.found = [0, 1].map(|severity| before[severity] + other.found[severity]);
    }

    /// Returns how many errors or warnings there are.
    pub const fn count(&self, severity: Severity) -> usize {
        self.found[severity as usize]
    }

    /// Returns whether any problem stops the run.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Returns whether there are no problems.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the number of problems, those that are not kept among them.
    pub const fn len(&self) -> usize {
        self.found[0] + self.found[1]
    }

    /// Iterates over the problems.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.list.iter()
    }

    /// Writes the errors for a cell of a table: their codes and words, without places; of very many the first.
    pub fn in_a_line(&self) -> String {
        let errors = || self.iter().filter(|problem| problem.code.severity() == Severity::Error);
        let words = errors().take(MAX_OF_A_KIND).map(|problem| format!("{}: {}", problem.code, problem.message));
        let more = self.count(Severity::Error).saturating_sub(MAX_OF_A_KIND);
        words.chain((more > 0).then(|| format!("and {more} more"))).collect::<Vec<_>>().join("; ")
    }

    /// Sorts the problems by file and position, those without a position last.
    pub fn sort(&mut self) {
        fn place(problem: &Problem) -> (bool, Option<(&str, usize)>) {
            let place = problem.span.as_ref().map(|span| (span.source.name.as_str(), span.start));
            (place.is_none(), place)
        }
        self.list.sort_by(|left, right| {
            place(left).cmp(&place(right)).then_with(|| left.code.as_str().cmp(right.code.as_str()))
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
        let mut problems = Self::new();
        problems.push(problem);
        problems
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{SourceFile, Span};

    #[test]
    fn a_position_is_found_in_any_line() {
        let text = "a\r\n\n珲春,x\nlast";
        let source = Arc::new(SourceFile::new("a.csv".to_owned(), text.to_owned()));
        let place = |marked: &str| {
            let start = text.find(marked).expect("a marked text");
            Span { source: source.clone(), start, end: start + marked.len() }
        };
        assert_eq!(place("a\r").line_and_column(), (1, 1));
        assert_eq!(place("\n珲").line_and_column(), (2, 1));
        assert_eq!(place("x").line_and_column(), (3, 4));
        assert_eq!(place("ast").line_and_column(), (4, 2));
        let end = Span { source: source.clone(), start: 99, end: 99 };
        assert_eq!(end.line_and_column(), (4, 5));
        assert_eq!(source.line_at(0), (0, 0..1));
    }

    #[test]
    fn a_position_in_a_sheet_is_its_cell() {
        let text = "key,note,km\n\na,\"two, \"\"lines\"\"\nlong\",12km\n";
        let rows = vec![0, text.find("\n\n").expect("a blank row") + 1, text.find("a,").expect("a row")];
        let source = Arc::new(SourceFile::of_sheet("b.xlsx", "legs", text.to_owned(), rows));
        let place = |marked: &str| {
            let start = text.find(marked).expect("a marked text");
            Span { source: source.clone(), start, end: start + 1 }.to_string()
        };
        assert_eq!(source.path(), "b.xlsx");
        assert_eq!(place("key"), "b.xlsx, sheet legs, cell A1");
        assert_eq!(place("\"two"), "b.xlsx, sheet legs, cell B3");
        assert_eq!(place("12km"), "b.xlsx, sheet legs, cell C3");
        assert_eq!([0, 25, 26, 701, 702].map(super::column_letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
