//! CSV (RFC 4180): a header, blank where there is nothing, and nothing that a spreadsheet would run.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::analysis::listing::Listing;
use crate::analysis::{Cell, Column};

use super::words::{Lang, write_plain};

/// How many rows one thread writes at once.
const ROWS_TOGETHER: usize = 1024;

/// Where tables are written to as CSV, row by row; of several, a blank line is before each but the first.
pub struct CsvTables<'a> {
    to: &'a mut dyn Write,
    is_first: bool,
    has_inert: bool,
}

/// Some rows in the making.
pub(super) struct CsvRows {
    writer: ::csv::Writer<Vec<u8>>,
    /// The text of the cell at hand.
    cell: String,
    has_inert: bool,
}

impl<'a> CsvTables<'a> {
    /// Begins to write.
    pub const fn new(to: &'a mut dyn Write) -> Self {
        Self { to, is_first: true, has_inert: false }
    }

    /// Returns whether a cell was made inert.
    pub const fn has_inert(&self) -> bool {
        self.has_inert
    }

    /// Writes a table by a list of columns.
    ///
    /// # Errors
    /// Returns why they cannot be written, as all that write do.
    pub fn rows<R: Send + Sync>(
        &mut self,
        columns: &[Column<R>],
        rows: impl IntoIterator<Item = R>,
        lang: Lang,
    ) -> io::Result<()> {
        self.header(columns.iter().map(|column| column.heading))?;
        self.body(rows, |to, row| columns.iter().try_for_each(|column| to.cell(&(column.cell)(row), lang)))
    }

    /// Writes a table of texts.
    pub(super) fn texts(&mut self, header: &[String], rows: impl IntoIterator<Item = Vec<String>>) -> io::Result<()> {
        self.header(header.iter().map(String::as_str))?;
        self.body(rows, |to, row| row.iter().try_for_each(|text| to.text(text)))
    }

    /// Writes lists with the same columns as one table; lists that differ follow each other.
    pub(super) fn listings(&mut self, listings: &[Listing]) -> io::Result<()> {
        listings.iter().try_for_each(|listing| self.texts(&listing.columns, listing.rows.iter().cloned()))
    }

    pub(super) fn header<'h>(&mut self, headings: impl Iterator<Item = &'h str>) -> io::Result<()> {
        if !std::mem::take(&mut self.is_first) {
            self.to.write_all(b"\r\n")?;
        }
        let mut to = CsvRows::new();
        headings.into_iter().try_for_each(|heading| to.text(heading))?;
        to.end()?;
        self.keep(to)
    }

    /// Writes rows, many at once on all threads.
    pub(super) fn body<R: Send + Sync>(
        &mut self,
        rows: impl IntoIterator<Item = R>,
        write: impl Fn(&mut CsvRows, &R) -> io::Result<()> + Sync,
    ) -> io::Result<()> {
        let mut rows = rows.into_iter();
        loop {
            let some: Vec<R> = rows.by_ref().take(ROWS_TOGETHER * rayon::current_num_threads()).collect();
            if some.is_empty() {
                return Ok(());
            }
            let written = |rows: &[R]| {
                let mut to = CsvRows::new();
                rows.iter().try_for_each(|row| write(&mut to, row).and_then(|()| to.end())).map(|()| to)
            };
            let parts: Vec<io::Result<CsvRows>> = some.par_chunks(ROWS_TOGETHER).map(written).collect();
            parts.into_iter().try_for_each(|part| self.keep(part?))?;
        }
    }

    fn keep(&mut self, rows: CsvRows) -> io::Result<()> {
        self.has_inert |= rows.has_inert;
        let bytes = rows.writer.into_inner().map_err(::csv::IntoInnerError::into_error)?;
        self.to.write_all(&bytes)
    }
}

impl CsvRows {
    fn new() -> Self {
        let mut options = ::csv::WriterBuilder::new();
        let writer = options.terminator(::csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
        Self { writer, cell: String::new(), has_inert: false }
    }

    /// Writes the next cell of the row, by what it is.
    pub(super) fn cell(&mut self, cell: &Cell<'_>, lang: Lang) -> io::Result<()> {
        match cell {
            Cell::Blank => self.text(""),
            Cell::Text(text) => self.text(text),
            Cell::Name(place) => self.text(lang.name(place)),
            Cell::Money(amount) => self.number(|text| amount.write_to(text)),
            Cell::Number(number) => self.number(|text| write_plain(*number, text)),
            Cell::Decimal(number) => self.text(&number.to_string()),
            Cell::Count(number) => self.text(&number.to_string()),
        }
    }

    /// Writes a number, which needs no quotation marks and is inert.
    fn number(&mut self, write: impl FnOnce(&mut String)) -> io::Result<()> {
        self.cell.clear();
        write(&mut self.cell);
        Ok(self.writer.write_field(&self.cell)?)
    }

    /// Writes a text as the next cell of the row, with `'` before it if a spreadsheet would run it.
    fn text(&mut self, text: &str) -> io::Result<()> {
        // Words such as `-inf` are no numbers to a spreadsheet.
        let is_number = || text.ends_with(|last: char| last.is_ascii_digit()) && text.parse::<f64>().is_ok();
        if is_run(text) && !is_number() {
            self.has_inert = true;
            return Ok(self.writer.write_field(format!("'{text}"))?);
        }
        Ok(self.writer.write_field(text)?)
    }

    /// Ends the row.
    fn end(&mut self) -> io::Result<()> {
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }
}

/// Returns whether a spreadsheet runs a text that is no number.
fn is_run(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Writes tables into memory; returns whether a cell was made inert.
pub(super) fn into_text(write: impl FnOnce(&mut CsvTables<'_>) -> io::Result<()>) -> (String, bool) {
    let mut bytes = Vec::new();
    let mut tables = CsvTables::new(&mut bytes);
    // Writing into memory cannot fail.
    if write(&mut tables).is_err() {
        debug_assert!(false, "rows are always writable into memory");
    }
    let has_inert = tables.has_inert();
    (String::from_utf8(bytes).unwrap_or_default(), has_inert)
}

#[cfg(test)]
mod tests {
    use super::into_text;

    #[test]
    fn a_text_that_a_spreadsheet_would_run_is_made_inert_and_numbers_stay() {
        let table = |heading: &str, row: &[&str]| {
            let row = row.iter().map(|&cell| cell.to_owned()).collect();
            into_text(|to| to.texts(&[heading.to_owned()], [row]))
        };
        let rows = [
            ("=1+2", "'=1+2"),
            ("+7 (800) 555", "'+7 (800) 555"),
            ("-rail", "'-rail"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("-2+3", "'-2+3"),
            ("-inf", "'-inf"),
            ("-5.2", "-5.2"),
            ("+5", "+5"),
            ("-1e-7", "-1e-7"),
            ("a=b", "a=b"),
            ("'s", "'s"),
            ("", ""),
        ];
        for (cell, written) in rows {
            let (text, has_inert) = table("a", &[cell, "1"]);
            assert_eq!(text, format!("a\r\n{written},1\r\n"));
            assert_eq!(has_inert, cell != written, "{cell:?}");
        }
        let (quoted, _) = table("=a", &["=HYPERLINK(\"x\",1)"]);
        assert_eq!(quoted, "'=a\r\n\"'=HYPERLINK(\"\"x\"\",1)\"\r\n");
    }

    #[test]
    fn rows_that_many_threads_write_stay_in_their_order() {
        let rows = (0..10_000).map(|row| vec![row.to_string(), "x".to_owned()]);
        let (text, _) = into_text(|to| to.texts(&["n".to_owned(), "x".to_owned()], rows));
        let lines: Vec<String> = (0..10_000).map(|row| format!("{row},x\r\n")).collect();
        assert_eq!(text, format!("n,x\r\n{}", lines.concat()));
    }
}
