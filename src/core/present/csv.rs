//! CSV (RFC 4180): a header, blank where there is nothing.

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
        // Writing into memory cannot fail.
        if writer.write_record(&record).is_err() {
            debug_assert!(false, "records are always writable into memory");
        }
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
