//! CSV (RFC 4180): a header, blank where there is nothing, and nothing that a spreadsheet would run.

use crate::analysis::listing::Listing;

/// Writes lists with the same columns as one table; lists that differ follow each other, a blank line between them.
pub fn listings(listings: &[Listing]) -> String {
    let texts: Vec<String> =
        listings.iter().map(|listing| write(listing.columns.clone(), listing.rows.iter().cloned())).collect();
    texts.join("\r\n")
}

/// Writes a table.
pub(super) fn write(header: Vec<String>, rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for record in std::iter::once(header).chain(rows) {
        let record: Vec<String> = record.into_iter().map(inert).collect();
        // Writing into memory cannot fail.
        if writer.write_record(&record).is_err() {
            debug_assert!(false, "records are always writable into memory");
        }
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// Returns whether a spreadsheet runs a text that is no number.
fn is_run(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Puts `'` before a text that a spreadsheet would run; numbers stay numbers.
fn inert(cell: String) -> String {
    // Words such as `-inf` are no numbers to a spreadsheet.
    let is_number = || cell.ends_with(|last: char| last.is_ascii_digit()) && cell.parse::<f64>().is_ok();
    if is_run(&cell) && !is_number() { format!("'{cell}") } else { cell }
}

/// Returns whether a text in this format has a cell that was made inert.
pub fn has_inert(text: &str) -> bool {
    text.match_indices('\'')
        .any(|(at, mark)| (at == 0 || text[..at].ends_with([',', '"', '\n'])) && is_run(&text[at + mark.len()..]))
}

#[cfg(test)]
mod tests {
    use super::{has_inert, write};

    #[test]
    fn a_text_that_a_spreadsheet_would_run_is_made_inert_and_numbers_stay() {
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
            let text = write(vec!["a".to_owned()], [vec![cell.to_owned(), "1".to_owned()]]);
            assert_eq!(text, format!("a\r\n{written},1\r\n"));
            assert_eq!(has_inert(&text), cell != written, "{cell:?}");
        }
        let quoted = write(vec!["=a".to_owned()], [vec!["=HYPERLINK(\"x\",1)".to_owned()]]);
        assert_eq!(quoted, "'=a\r\n\"'=HYPERLINK(\"\"x\"\",1)\"\r\n");
    }
}
