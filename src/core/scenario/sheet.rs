//! CSV text as cells with their positions.

use std::ops::Range;
use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, SourceFile, Span};

/// One cell as written, without quotes and surrounding space.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WrittenCell {
    /// The text of the cell; empty where the cell is blank.
    pub(super) text: String,
    /// The position, including quotes; a point where the cell is blank.
    pub(super) span: Span,
}

/// A CSV file as records of cells.
#[derive(Debug)]
pub(super) struct Sheet {
    /// The cells of the first record.
    pub(super) headings: Vec<WrittenCell>,
    /// The cells of the other records; those that are entirely blank only where they were asked for.
    pub(super) records: Vec<Vec<WrittenCell>>,
    /// Whether every quote is closed; records after an open quote are lost.
    pub(super) complete: bool,
}

impl Sheet {
    /// Parses a CSV text: commas, quotes doubled inside quotes, lines of comments after `#`.
    ///
    /// Returns `None` where the text has no heading or is not separated by commas.
    pub(super) fn read(source: &Arc<SourceFile>, problems: &mut Problems) -> Option<Self> {
        Self::read_records(source, problems, false)
    }

    /// Parses a CSV text as [`Sheet::read`] does, and keeps records of blank cells: runs that change nothing. A line
    /// without a comma or a quote is no record.
    pub(super) fn read_with_blanks(source: &Arc<SourceFile>, problems: &mut Problems) -> Option<Self> {
        Self::read_records(source, problems, true)
    }

    fn read_records(source: &Arc<SourceFile>, problems: &mut Problems, with_blanks: bool) -> Option<Self> {
        let bytes = source.text.as_bytes();
        let mut records = Vec::new();
        let mut complete = true;
        let mut at = record_start(bytes, 0);
        while at < bytes.len() {
            let raw = RawRecord::scan(bytes, at);
            raw.report(source, problems);
            complete &= raw.unclosed.is_none();
            let cells: Vec<WrittenCell> = raw.cells.iter().map(|range| cell(source, range.clone())).collect();
            // A record with an open quote includes other records, so its cells are meaningless.
            let is_written =
                |cell: &WrittenCell| !cell.text.is_empty() || (with_blanks && !cell.span.text().is_empty());
            let is_record = cells.iter().any(is_written) || (with_blanks && cells.len() > 1);
            let says_something = raw.unclosed.is_none() && is_record;
            if records.is_empty() || says_something {
                records.push(cells);
            }
            at = record_start(bytes, raw.cells.last().map_or(bytes.len(), |range| range.end));
        }
        let mut records = records.into_iter();
        let Some(headings) = records.next() else {
            let problem = Problem::new(Code::NoHeading, "the file is empty: the first line names the columns");
            problems.push(problem.at(&Span { source: source.clone(), start: 0, end: 0 }));
            return None;
        };
        if let [only] = headings.as_slice()
            && let Some(mark) = [(';', "semicolons"), ('\t', "tabs")].iter().find(|(sign, _)| only.text.contains(*sign))
        {
            let problem = Problem::new(Code::WrongSeparator, format!("the cells are separated by {}", mark.1));
            problems.push(problem.at(&only.span).help("save the table with commas between the cells"));
            return None;
        }
        Some(Self { headings, records: records.collect(), complete })
    }
}

/// The positions of the cells of one record, and the defects of its quotes.
#[derive(Debug, Default, PartialEq)]
struct RawRecord {
    cells: Vec<Range<usize>>,
    unclosed: Option<usize>,
    stray: Option<usize>,
}

impl RawRecord {
    /// Scans the record that begins at a byte.
    fn scan(bytes: &[u8], mut at: usize) -> Self {
        let mut found = Self::default();
        loop {
            let start = at;
            if bytes.get(at) == Some(&b'"') {
                at = found.skip_quoted(bytes, at);
            } else {
                let shown = bytes[start..].iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
                if bytes.get(start + shown) == Some(&b'"') && !bytes[start..start + shown].contains(&b'\n') {
                    found.stray.get_or_insert(start + shown);
                }
            }
            while bytes.get(at).is_some_and(|byte| !matches!(byte, b',' | b'\r' | b'\n')) {
                at += 1;
            }
            found.cells.push(start..at);
            if bytes.get(at) != Some(&b',') {
                return found;
            }
            at += 1;
        }
    }

    /// Returns the byte after a quoted text, and records defects of its quotes.
    fn skip_quoted(&mut self, bytes: &[u8], open: usize) -> usize {
        let mut at = open + 1;
        loop {
            match (bytes.get(at), bytes.get(at + 1)) {
                (Some(b'"'), Some(b'"')) => at += 2,
                (Some(b'"'), next) => {
                    if next.is_some_and(|byte| !matches!(byte, b',' | b'\r' | b'\n' | b' ')) {
                        self.stray.get_or_insert(at);
                    }
                    return at + 1;
                }
                (Some(_), _) => at += 1,
                (None, _) => {
                    self.unclosed = Some(open);
                    return at;
                }
            }
        }
    }

    fn report(&self, source: &Arc<SourceFile>, problems: &mut Problems) {
        let span = |start: usize| Span { source: source.clone(), start, end: start + 1 };
        if let Some(open) = self.unclosed {
            let problem = Problem::new(Code::BadQuotes, "the quote that opens here is never closed").at(&span(open));
            problems.push(problem.help("close it with another \"; inside quotes, write \"\" for a quote"));
        }
        if let Some(stray) = self.stray {
            let problem =
                Problem::new(Code::BadQuotes, "this quote neither opens nor closes the cell").at(&span(stray));
            problems.push(problem.help("put the whole cell into quotes and write \"\" for a quote in it"));
        }
    }
}

/// Returns the cell in a range of a file, without the surrounding space.
fn cell(source: &Arc<SourceFile>, range: Range<usize>) -> WrittenCell {
    let text = source.text.get(range.clone()).unwrap_or("");
    let start = range.start + (text.len() - text.trim_start().len());
    let span = Span { source: source.clone(), start, end: start + text.trim().len() };
    WrittenCell { text: unquoted(text).trim().to_owned(), span }
}

/// Returns the text of a cell without the quotes around it, and with single quotes for those doubled in it.
fn unquoted(text: &str) -> String {
    let Some(mut rest) = text.strip_prefix('"') else { return text.to_owned() };
    let mut plain = String::new();
    while let Some((before, after)) = rest.split_once('"') {
        plain.push_str(before);
        let Some(more) = after.strip_prefix('"') else { return plain + after };
        plain.push('"');
        rest = more;
    }
    plain + rest
}

/// Returns the position of the first record from a byte on, after blank lines and comments.
fn record_start(bytes: &[u8], begin: usize) -> usize {
    let mut at = begin;
    loop {
        match bytes.get(at) {
            Some(b'\r' | b'\n') => at += 1,
            Some(b'#') => {
                while bytes.get(at).is_some_and(|&byte| byte != b'\n') {
                    at += 1;
                }
            }
            _ => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::Sheet;
    use crate::problem::{Problems, SourceFile};

    fn sheet(text: &str) -> (Option<Sheet>, Problems) {
        let mut problems = Problems::new();
        let source = Arc::new(SourceFile { name: "a.csv".to_owned(), text: text.to_owned() });
        (Sheet::read(&source, &mut problems), problems)
    }

    #[test]
    fn every_cell_knows_where_it_stands() {
        let text =
            "# a comment\n\nkey,name\r\n\r\n# more, \"of\" it\na-1,\"Hunchun, \"\"the\"\"\nborder\" , x\r\nb,珲春,,y\n";
        let (sheet, problems) = sheet(text);
        let sheet = sheet.expect("a sheet");
        assert!(problems.is_empty(), "{problems}");
        assert_eq!(sheet.records[0][1].text, "Hunchun, \"the\"\nborder");
        assert_eq!(sheet.records[0][1].span.text(), "\"Hunchun, \"\"the\"\"\nborder\"");
        assert_eq!(sheet.records[0][2].span.text(), "x");
        assert_eq!(sheet.records[1][1].span.line_and_column(), (8, 3));
        assert_eq!(sheet.records[1][2].span.text(), "");
        assert_eq!(sheet.records[1][3].span.line_and_column(), (8, 7));
    }

    #[test]
    fn quotes_that_are_not_closed_are_found_where_they_open() {
        let (_, problems) = sheet("key,name\na,\"b\nc,d\n");
        assert!(problems.to_string().starts_with("a.csv:2:3: error[T021]"), "{problems}");
        let (_, problems) = sheet("key,name\na, \"b\"\n");
        assert!(problems.to_string().starts_with("a.csv:2:4: error[T021]"), "{problems}");
        let (_, problems) = sheet("key,name\na,\"b\"c\n");
        assert!(problems.to_string().starts_with("a.csv:2:5: error[T021]"), "{problems}");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a-c\",;#\r\n\t é\u{3000}]{0,60}") {
            let (sheet, _) = sheet(&text);
            for cell in sheet.iter().flat_map(|sheet| sheet.records.iter().flatten().chain(&sheet.headings)) {
                let raw = cell.span.text();
                prop_assert!(raw.contains('"') || raw == cell.text, "{raw:?} {:?}", cell.text);
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = sheet(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn quoted_cells_read_the_same(cells in proptest::collection::vec("[a-c,\"\n é]{0,6}", 1..5)) {
            let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            let text = format!("h{}\n{},x", ",h".repeat(cells.len()), quoted.join(","));
            let (sheet, problems) = sheet(&text);
            prop_assert!(problems.is_empty(), "{problems}");
            let sheet = sheet.expect("a sheet");
            for (index, cell) in cells.iter().enumerate() {
                prop_assert_eq!(&sheet.records[0][index].text, cell.trim());
                prop_assert_eq!(sheet.records[0][index].span.text(), &quoted[index]);
            }
        }
    }
}
