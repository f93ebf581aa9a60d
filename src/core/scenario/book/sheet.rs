//! The cells of one sheet, row by row, as CSV text.

use super::parts::{BookError, Xml, attribute, is_named};
use super::shown::{self, CellFault};
use super::{Shared, SheetFault, SheetText};

use quick_xml::events::BytesStart;

/// The most rows and columns of a sheet.
const MAX_ROWS: usize = 1_048_576;
const MAX_COLUMNS: usize = 16_384;
/// The most bytes of text that are made of a sheet.
const MAX_TEXT_BYTES: usize = 250_000_000;

/// The text of a cell, or why it has none.
type WrittenText = Result<String, CellFault>;

/// Reads the sheet of a part.
pub(super) fn read(text: &str, shared: &Shared) -> Result<SheetText, BookError> {
    let mut rows = RowsWritten::default();
    let (mut row, mut cells) = (0, Vec::new());
    let mut merged = Vec::new();
    let mut xml = Xml::new(text);
    while let Some(start) = xml.next_start(b"")? {
        if is_named(&start, b"row") {
            rows.write(row, &mut cells)?;
            let next = attribute(&start, "r")?.map_or(Some(row + 1), |number| number.parse().ok());
            row = next.filter(|next| (row + 1..=MAX_ROWS).contains(next)).ok_or_else(out_of_order)?;
        } else if is_named(&start, b"c") {
            let place = attribute(&start, "r")?;
            let next = cells.last().map_or(0, |(column, _)| column + 1);
            let column = place.map_or(Some(next), |place| column(&place));
            let column = column.filter(|column| (next..MAX_COLUMNS).contains(column)).ok_or_else(out_of_order)?;
            if row == 0 {
                return Err(out_of_order());
            }
            cells.push((column, cell(&mut xml, &start, shared)?));
        } else if is_named(&start, b"mergeCell") {
            merged.extend(attribute(&start, "ref")?);
        }
    }
    rows.write(row, &mut cells)?;
    for range in merged {
        rows.refuse_merged(&range);
    }
    Ok(rows.sheet)
}

fn out_of_order() -> BookError {
    BookError::Damaged("the cells of a sheet are out of order".to_owned())
}

/// Returns the column, counted from 0, of the name of a cell such as `D17`.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.take(4).fold(0, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1)
}

/// Reads a cell to its end.
fn cell(xml: &mut Xml<'_>, start: &BytesStart<'_>, shared: &Shared) -> Result<WrittenText, BookError> {
    let kind = attribute(start, "t")?;
    let style: usize = attribute(start, "s")?.and_then(|style| style.parse().ok()).unwrap_or(0);
    let content = xml.content()?;
    if content.has_formula && !content.has_value {
        let help = "open the book in a spreadsheet program and save it: values are then kept beside formulas";
        return Ok(Err(CellFault::new("the cell has a formula without its value".to_owned(), help)));
    }
    if !content.has_value {
        return Ok(Ok(String::new()));
    }
    let text = content.text;
    Ok(match kind.as_deref() {
        Some("s") => {
            let text = text.parse().ok().and_then(|index: usize| shared.texts.get(index));
            return text
                .map(|text| Ok(text.clone()))
                .ok_or_else(|| BookError::Damaged("a cell has a text that is not in the book".to_owned()));
        }
        Some("str" | "inlineStr") => Ok(text),
        Some("b") => Ok(if text == "1" { "TRUE" } else { "FALSE" }.to_owned()),
        Some("e") => Err(CellFault::new(format!("the cell shows the error {text}"), "correct its formula")),
        Some("d") => Ok(text.strip_suffix("T00:00:00").unwrap_or(&text).to_owned()),
        _ => shown::text(&text, shared.formats.get(style).copied().unwrap_or_default(), shared.from_1904),
    })
}

/// Rows as they are written.
#[derive(Default)]
struct RowsWritten {
    sheet: SheetText,
    /// The number of cells of the heading: other rows have at least as many.
    headings: usize,
}

impl RowsWritten {
    /// Writes the cells of a row, and takes them; rows before it that are not written yet are blank.
    fn write(&mut self, number: usize, cells: &mut Vec<(usize, WrittenText)>) -> Result<(), BookError> {
        let is_blank = |text: &WrittenText| text.as_ref().is_ok_and(|text| text.trim().is_empty());
        let cells = std::mem::take(cells);
        let Some(last) = cells.iter().rfind(|(_, text)| !is_blank(text)).map(|(column, _)| column + 1) else {
            return Ok(());
        };
        let SheetText { text, rows, faults } = &mut self.sheet;
        while rows.len() + 1 < number {
            rows.push(text.len());
            text.push('\n');
        }
        rows.push(text.len());
        if self.headings == 0 {
            self.headings = last;
        }
        let mut commas = 0;
        for (column, own) in cells.into_iter().take_while(|(column, _)| *column < last) {
            text.extend(std::iter::repeat_n(',', column - commas));
            commas = column;
            let begin = text.len();
            match own {
                Ok(own) => quote(&own, text),
                Err(CellFault { message, help }) => {
                    text.push('?');
                    faults.push(SheetFault { bytes: begin..text.len(), message, help, merged: None });
                }
            }
            if text.len() > MAX_TEXT_BYTES {
                return Err(BookError::TooLarge);
            }
        }
        text.extend(std::iter::repeat_n(',', last.max(self.headings) - 1 - commas));
        text.push('\n');
        if text.len() > MAX_TEXT_BYTES { Err(BookError::TooLarge) } else { Ok(()) }
    }

    /// Refuses the cells of a range that are merged, if any is in a row that says something.
    fn refuse_merged(&mut self, range: &str) {
        let row: Option<usize> =
            range.split(':').next().and_then(|first| first.trim_start_matches(char::is_alphabetic).parse().ok());
        let begin = row.and_then(|row| self.sheet.rows.get(row.checked_sub(1)?));
        let (Some(&begin), Some(column)) = (begin, column(range)) else { return };
        // The byte behind so many commas outside quotes.
        let (mut commas, mut is_quoted) = (0, false);
        let place = self.sheet.text[begin..].bytes().position(|byte| {
            let is_here = commas == column;
            is_quoted ^= byte == b'"';
            commas += usize::from(byte == b',' && !is_quoted);
            is_here || (byte == b'\n' && !is_quoted)
        });
        let at = begin + place.unwrap_or(0);
        self.sheet.faults.push(SheetFault {
            bytes: at..at,
            message: format!("the cells {range} are merged into one"),
            help: "unmerge them and give each row and column a cell of its own; a table begins with its headings",
            merged: Some(range.to_owned()),
        });
    }
}

/// Writes the text of a cell of CSV.
fn quote(own: &str, text: &mut String) {
    if own.contains([',', '"', '\n', '\r']) || own.starts_with('#') {
        text.push('"');
        text.push_str(&own.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(own);
    }
}
