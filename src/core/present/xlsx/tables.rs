//! The tables of a scenario as sheets that are read back as they are.

use std::io;

use crate::answer::Prepared;

use super::{BookColumn, SheetBook, refused, width};

/// Writes a sheet for each table, with the texts of its files; those that a number reads back to are numbers.
pub(super) fn write(scenario: &Prepared, book: &mut SheetBook) -> io::Result<()> {
    for table in scenario.written_tables() {
        let heading = book.looks.heading.clone();
        let sheet = book.add(&table.title)?;
        sheet.set_freeze_panes(1, 1).map_err(refused)?;
        let mut widths: Vec<usize> = table.columns.iter().map(|name| width(name)).collect();
        for (at, name) in table.columns.iter().enumerate() {
            sheet.write_string_with_format(0, at as u16, name, &heading).map_err(refused)?;
        }
        for (row, cells) in (1..).zip(&table.rows) {
            for (at, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                match number(text) {
                    Some(number) => sheet.write_number(row, at as u16, number),
                    None => sheet.write_string(row, at as u16, text),
                }
                .map_err(refused)?;
                widths[at] = widths[at].max(width(text));
            }
        }
        book.columns = widths.into_iter().map(|width| BookColumn { unit: None, width }).collect();
    }
    Ok(())
}

/// Returns the number that is written as a text, and read back as the same text.
fn number(text: &str) -> Option<f64> {
    let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
    // A spreadsheet program keeps 15 digits of what is typed there.
    (text.len() <= 15 && number.to_string() == text).then_some(number)
}
