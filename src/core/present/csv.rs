//! Tables as rows: CSV (RFC 4180) with a header, blank where there is nothing, and nothing that a spreadsheet would run; or
//! the sheets of a workbook.

use std::collections::BTreeSet;
use std::io::{self, Write};

use rayon::prelude::*;

use crate::analysis::listing::Listing;
use crate::analysis::{Cell, Column};
use crate::answer::CellKind;
use crate::problem::nearest;

use super::words::{Lang, write_plain};

/// What a table is written to cell by cell, in place of text.
pub(super) trait CellSink {
    /// Begins a table.
    fn begin(&mut self, title: Option<&str>, headings: &[TableHeading<'_>]) -> io::Result<()>;

    /// Writes a row.
    fn row(&mut self, cells: &[Cell<'_>], lang: Lang) -> io::Result<()>;

    /// Writes a note below the rows.
    fn note(&mut self, text: &str) -> io::Result<()>;
}

/// The heading of a column of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct TableHeading<'a> {
    /// The heading.
    pub(super) name: &'a str,
    /// The unit as [`Column::unit`] gives it; none where texts are written as they look.
    #[cfg_attr(not(feature = "xlsx"), expect(dead_code, reason = "CSV has names alone"))]
    pub(super) unit: Option<&'static str>,
    /// The type of the cells.
    #[cfg_attr(not(feature = "formats"), expect(dead_code, reason = "CSV has names alone"))]
    pub(super) kind: CellKind,
}

/// How many rows one thread writes at once.
const ROWS_TOGETHER: usize = 1024;

/// Where tables are written to, row by row: as CSV, of several with a blank line before each but the first, or as sheets.
pub struct CsvTables<'a> {
    to: Written<'a>,
    /// The headings of the columns that are written, in their order; all where there are none.
    only: &'a [String],
    is_first: bool,
    has_inert: bool,
}

/// What is written.
enum Written<'a> {
    Text(&'a mut dyn Write),
    #[cfg_attr(not(any(feature = "xlsx", feature = "formats")), expect(dead_code, reason = "all else is text"))]
    Cells(&'a mut dyn CellSink),
}

/// Some rows in the making.
struct CsvRows {
    writer: ::csv::Writer<Vec<u8>>,
    /// The text of the cell at hand.
    cell: String,
    has_inert: bool,
}

impl<'a> CsvTables<'a> {
    /// Begins to write.
    pub const fn new(to: &'a mut dyn Write) -> Self {
        Self { to: Written::Text(to), only: &[], is_first: true, has_inert: false }
    }

    /// Begins to write cells.
    #[cfg(any(feature = "xlsx", feature = "formats"))]
    pub(super) const fn of_cells(to: &'a mut dyn CellSink) -> Self {
        Self { to: Written::Cells(to), only: &[], is_first: true, has_inert: false }
    }

    /// Writes only the columns with some headings, in their order; all where there are none.
    #[must_use]
    pub const fn only(self, only: &'a [String]) -> Self {
        Self { only, ..self }
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
        let heading =
            |column: &Column<R>| TableHeading { name: column.heading, unit: Some(column.unit), kind: column.kind() };
        let headings = columns.iter().map(heading);
        self.cells(None, &headings.collect::<Vec<_>>(), rows, |row, column| (columns[column].cell)(row), lang)
    }

    /// Writes a table of texts.
    pub(super) fn texts(&mut self, header: &[String], rows: impl IntoIterator<Item = Vec<String>>) -> io::Result<()> {
        self.titled(None, header, rows)
    }

    fn titled(
        &mut self,
        title: Option<&str>,
        header: &[String],
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> io::Result<()> {
        let headings: Vec<_> =
            header.iter().map(|name| TableHeading { name, unit: None, kind: CellKind::Text }).collect();
        self.cells(title, &headings, rows, |row, column| (&row[column]).into(), Lang::default())
    }

    /// Writes a table of which a function knows the cells.
    pub(super) fn cells<R: Send + Sync>(
        &mut self,
        title: Option<&str>,
        headings: &[TableHeading<'_>],
        rows: impl IntoIterator<Item = R>,
        cell: impl for<'r> Fn(&'r R, usize) -> Cell<'r> + Sync,
        lang: Lang,
    ) -> io::Result<()> {
        let chosen = chosen(&headings.iter().map(|heading| heading.name).collect::<Vec<_>>(), self.only)?;
        let some: Vec<TableHeading<'_>> = chosen.iter().map(|&column| headings[column]).collect();
        if let Written::Cells(to) = &mut self.to {
            to.begin(title, &some)?;
            return rows.into_iter().try_for_each(|row| {
                to.row(&chosen.iter().map(|&column| cell(&row, column)).collect::<Vec<_>>(), lang)
            });
        }
        self.header(&some)?;
        self.body(rows, |to, row| chosen.iter().try_for_each(|&column| to.cell(&cell(row, column), lang)))
    }

    /// Writes lists one after the other; of columns that are asked for each has those that it knows.
    pub(super) fn listings(&mut self, listings: &[Listing]) -> io::Result<()> {
        let only = std::mem::take(&mut self.only);
        let headings: BTreeSet<&str> = listings.iter().flat_map(|list| &list.columns).map(String::as_str).collect();
        chosen(&headings.into_iter().collect::<Vec<_>>(), only)?;
        for Listing { title, columns, rows, notes, .. } in listings {
            let known = |name: &String| columns.iter().position(|heading| heading == name);
            let some: Vec<usize> = match only {
                [] => (0..columns.len()).collect(),
                only => only.iter().filter_map(known).collect(),
            };
            let of = |row: &Vec<String>| some.iter().map(|&column| row[column].clone()).collect::<Vec<String>>();
            if !some.is_empty() {
                self.titled(Some(title), &of(columns), rows.iter().map(of))?;
            }
            if let Written::Cells(to) = &mut self.to {
                notes.iter().try_for_each(|note| to.note(note))?;
            }
        }
        Ok(())
    }

    fn header(&mut self, headings: &[TableHeading<'_>]) -> io::Result<()> {
        let mut to = CsvRows::new();
        if !std::mem::take(&mut self.is_first) {
            self.keep_bytes(b"\r\n")?;
        }
        headings.iter().try_for_each(|heading| to.text(heading.name))?;
        to.end()?;
        self.keep(to)
    }

    /// Writes rows, many at once on all threads.
    fn body<R: Send + Sync>(
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
        self.keep_bytes(&rows.writer.into_inner().map_err(::csv::IntoInnerError::into_error)?)
    }

    fn keep_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.to {
            Written::Text(to) => to.write_all(bytes),
            Written::Cells(_) => Ok(()),
        }
    }
}

impl CsvRows {
    fn new() -> Self {
        let mut options = ::csv::WriterBuilder::new();
        let writer = options.terminator(::csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
        Self { writer, cell: String::new(), has_inert: false }
    }

    /// Writes the next cell of the row, by what it is.
    fn cell(&mut self, cell: &Cell<'_>, lang: Lang) -> io::Result<()> {
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

/// Returns the positions of the columns with some headings, in their order; of all where there are none.
pub(super) fn chosen(headings: &[&str], only: &[String]) -> io::Result<Vec<usize>> {
    let position = |name: &String| {
        headings.iter().position(|heading| heading == name).ok_or_else(|| {
            let known = headings.join(", ");
            let text = match nearest(name, headings.iter().copied()) {
                Some(near) => format!("there is no column `{name}`; did you mean `{near}`? There are {known}"),
                None => format!("there is no column `{name}`; there are {known}"),
            };
            io::Error::new(io::ErrorKind::InvalidInput, text)
        })
    };
    if let Some((_, name)) = only.iter().enumerate().find(|(at, name)| only[..*at].contains(name)) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("the column `{name}` is named twice")));
    }
    match only {
        [] => Ok((0..headings.len()).collect()),
        only => only.iter().map(position).collect(),
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
    use super::{CsvTables, into_text};

    #[test]
    fn a_text_that_a_spreadsheet_would_run_is_made_inert_and_numbers_stay() {
        let table = |headings: &[&str], row: &[&str]| {
            let [headings, row] =
                [headings, row].map(|cells| cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>());
            into_text(|to| to.texts(&headings, [row]))
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
            let (text, has_inert) = table(&["a", "n"], &[cell, "1"]);
            assert_eq!(text, format!("a,n\r\n{written},1\r\n"));
            assert_eq!(has_inert, cell != written, "{cell:?}");
        }
        let (quoted, _) = table(&["=a"], &["=HYPERLINK(\"x\",1)"]);
        assert_eq!(quoted, "'=a\r\n\"'=HYPERLINK(\"\"x\"\",1)\"\r\n");
    }

    #[test]
    fn only_the_columns_asked_for_are_written_and_others_are_named() {
        let write = |only: &[&str]| {
            let (only, mut bytes): (Vec<String>, _) = (only.iter().map(|&name| name.to_owned()).collect(), Vec::new());
            let header = ["from", "to", "rank"].map(String::from);
            let rows = [header.each_ref().map(|heading| format!("{heading} 1")).to_vec()];
            CsvTables::new(&mut bytes).only(&only).texts(&header, rows).map_err(|error| error.to_string())?;
            Ok::<_, String>(String::from_utf8(bytes).expect("text"))
        };
        assert_eq!(write(&["rank", "from"]).as_deref(), Ok("rank,from\r\nrank 1,from 1\r\n"));
        let said = "there is no column `ran`; did you mean `rank`? There are from, to, rank";
        assert_eq!(write(&["to", "ran"]), Err(said.to_owned()));
    }

    #[test]
    fn rows_that_many_threads_write_stay_in_their_order() {
        let rows = (0..10_000).map(|row| vec![row.to_string(), "x".to_owned()]);
        let (text, _) = into_text(|to| to.texts(&["n".to_owned(), "x".to_owned()], rows));
        let lines: Vec<String> = (0..10_000).map(|row| format!("{row},x\r\n")).collect();
        assert_eq!(text, format!("n,x\r\n{}", lines.concat()));
    }
}
