//! CSV text as cells with their positions.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::problem::{Code, Problem, Problems, SourceFile, Span};

/// One cell as written, without quotes and surrounding space.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WrittenCell<'a> {
    /// The text of the cell; empty where the cell is blank.
    pub(super) text: Cow<'a, str>,
    /// The bytes of the cell, with its quotes; a point where it is blank.
    pub(super) at: Range<usize>,
}

impl WrittenCell<'_> {
    /// Returns the position in the file of the sheet.
    pub(super) fn span(&self, source: &Arc<SourceFile>) -> Span {
        Span { source: source.clone(), start: self.at.start, end: self.at.end }
    }
}

/// A CSV file, read record by record.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    /// The file.
    pub(super) source: &'a Arc<SourceFile>,
    /// The cells of the first record.
    pub(super) headings: Vec<WrittenCell<'a>>,
    /// Whether every quote so far is closed; records after an open quote are lost.
    pub(super) complete: bool,
    /// Whether records of blank cells are kept.
    with_blanks: bool,
    /// The byte at which the next record begins.
    next: usize,
    /// The number of records read.
    records: usize,
    raw: RawRecord,
}

/// The most records that are read of a file.
const MAX_RECORDS: usize = 2_000_000;

/// The most cells of a record that are told apart; the last holds the rest.
const MAX_CELLS: usize = 10_000;

impl<'a> Sheet<'a> {
    /// Opens a CSV text: commas, quotes doubled inside quotes, lines of comments after `#`.
    ///
    /// Returns `None` where the text has no heading or is not separated by commas.
    pub(super) fn open(source: &'a Arc<SourceFile>, problems: &mut Problems) -> Option<Self> {
        Self::open_as(source, problems, false)
    }

    /// Opens a CSV text as [`Sheet::open`] does, and keeps records of blank cells: runs that change nothing. A line without
    /// a comma or a quote is no record.
    pub(super) fn open_with_blanks(source: &'a Arc<SourceFile>, problems: &mut Problems) -> Option<Self> {
        Self::open_as(source, problems, true)
    }

    fn open_as(source: &'a Arc<SourceFile>, problems: &mut Problems, with_blanks: bool) -> Option<Self> {
        let next = record_start(source.text.as_bytes(), 0);
        let (headings, raw) = (Vec::new(), RawRecord::default());
        let mut sheet = Self { source, headings, complete: true, with_blanks, next, records: 0, raw };
        let mut headings = Vec::new();
        if !sheet.scan(&mut headings, problems) {
            let problem = Problem::new(Code::NoHeading, "the file is empty: the first line names the columns");
            problems.push(problem.at(&Span { source: source.clone(), start: 0, end: 0 }));
            return None;
        }
        if let [only] = headings.as_slice()
            && let Some(mark) = [(';', "semicolons"), ('\t', "tabs")].iter().find(|(sign, _)| only.text.contains(*sign))
        {
            let problem = Problem::new(Code::WrongSeparator, format!("the cells are separated by {}", mark.1));
            problems.push(problem.at(&only.span(source)).help("save the table with commas between the cells"));
            return None;
        }
        Some(Self { headings, ..sheet })
    }

    /// Reads the next record that says something, and returns whether there is one.
    pub(super) fn read(&mut self, cells: &mut Vec<WrittenCell<'a>>, problems: &mut Problems) -> bool {
        while self.scan(cells, problems) {
            let is_written =
                |cell: &WrittenCell<'_>| !cell.text.is_empty() || (self.with_blanks && !cell.at.is_empty());
            let is_record = cells.iter().any(is_written) || (self.with_blanks && cells.len() > 1);
            // A record with an open quote includes other records, so its cells are meaningless.
            if is_record && self.raw.unclosed.is_none() {
                self.records += 1;
                return self.records <= MAX_RECORDS || self.end(problems);
            }
        }
        false
    }

    /// Reads no more of a file with too many records; there is none.
    fn end(&mut self, problems: &mut Problems) -> bool {
        let message = format!("`{}` has more than 2 million rows, the most that are read", self.source.name);
        let problem = Problem::new(Code::CannotRead, message).at(&Span {
            source: self.source.clone(),
            start: self.next,
            end: self.next,
        });
        problems.push(problem.help("leave out rows that no question needs, or ask in parts"));
        (self.next, self.complete) = (self.source.text.len(), false);
        false
    }

    /// Scans the next record, and returns whether there is one.
    fn scan(&mut self, cells: &mut Vec<WrittenCell<'a>>, problems: &mut Problems) -> bool {
        let bytes = self.source.text.as_bytes();
        cells.clear();
        if self.next >= bytes.len() {
            return false;
        }
        self.raw.scan(bytes, self.next);
        self.raw.report(self.source, problems);
        self.complete &= self.raw.unclosed.is_none();
        cells.extend(self.raw.cells.iter().map(|range| cell(&self.source.text, range.clone())));
        self.next = record_start(bytes, self.raw.cells.last().map_or(bytes.len(), |range| range.end));
        true
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
    fn scan(&mut self, bytes: &[u8], mut at: usize) {
        self.cells.clear();
        (self.unclosed, self.stray) = (None, None);
        loop {
            let start = at;
            if bytes.get(at) == Some(&b'"') {
                at = self.skip_quoted(bytes, at);
            } else {
                let is_shown = |byte: &u8| !byte.is_ascii_whitespace() || matches!(byte, b'\r' | b'\n');
                let shown = bytes[start..].iter().position(is_shown).unwrap_or(0);
                if bytes.get(start + shown) == Some(&b'"') {
                    self.stray.get_or_insert(start + shown);
                }
            }
            while bytes.get(at).is_some_and(|byte| !matches!(byte, b',' | b'\r' | b'\n')) {
                at += 1;
            }
            let is_full = self.cells.len() == MAX_CELLS;
            match self.cells.last_mut() {
                Some(last) if is_full => last.end = at,
                _ => self.cells.push(start..at),
            }
            if bytes.get(at) != Some(&b',') {
                return;
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

/// Returns the cell in a range of a text, without the surrounding space.
fn cell(text: &str, range: Range<usize>) -> WrittenCell<'_> {
    let raw = text.get(range.clone()).unwrap_or("");
    let start = range.start + (raw.len() - raw.trim_start().len());
    let at = start..start + raw.trim().len();
    let text = match raw.strip_prefix('"') {
        None => Cow::Borrowed(raw.trim()),
        Some(rest) => match rest.trim_end().strip_suffix('"') {
            Some(plain) if !plain.contains('"') => Cow::Borrowed(plain.trim()),
            _ => Cow::Owned(unquoted(rest).trim().to_owned()),
        },
    };
    WrittenCell { text, at }
}

/// Returns the text of a cell from behind its first quote, without the last one, and with single quotes for those doubled
/// in it.
pub(super) fn unquoted(mut rest: &str) -> String {
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

    use super::{MAX_CELLS, MAX_RECORDS, RawRecord, Sheet};
    use crate::problem::{Problems, SourceFile, Span};

    /// The records of a text, the heading first: the text and the position of each cell.
    type Records = Vec<Vec<(String, Span)>>;

    fn sheet(text: &str) -> (Option<Records>, Problems) {
        let mut problems = Problems::new();
        let source = Arc::new(SourceFile::new("a.csv".to_owned(), text.to_owned()));
        let Some(mut sheet) = Sheet::open(&source, &mut problems) else { return (None, problems) };
        let (mut records, mut cells) = (vec![sheet.headings.clone()], Vec::new());
        while sheet.read(&mut cells, &mut problems) {
            records.push(cells.clone());
        }
        let own = |record: Vec<super::WrittenCell<'_>>| {
            record.iter().map(|cell| (cell.text.clone().into_owned(), cell.span(&source))).collect()
        };
        (Some(records.into_iter().map(own).collect()), problems)
    }

    #[test]
    fn every_cell_knows_where_it_stands() {
        let text =
            "# a comment\n\nkey,name\r\n\r\n# more, \"of\" it\na-1,\"Hunchun, \"\"the\"\"\nborder\" , x\r\nb,珲春,,y\n";
        let (sheet, problems) = sheet(text);
        let sheet = sheet.expect("a sheet");
        assert!(problems.is_empty(), "{problems}");
        assert_eq!(sheet[1][1].0, "Hunchun, \"the\"\nborder");
        assert_eq!(sheet[1][1].1.text(), "\"Hunchun, \"\"the\"\"\nborder\"");
        assert_eq!(sheet[1][2].1.text(), "x");
        assert_eq!(sheet[2][1].1.line_and_column(), (8, 3));
        assert_eq!(sheet[2][2].1.text(), "");
        assert_eq!(sheet[2][3].1.line_and_column(), (8, 7));
    }

    #[test]
    fn rows_and_cells_beyond_all_measure_are_not_read() {
        let (rows, problems) = sheet(&format!("k\n{}", "a\n".repeat(MAX_RECORDS + 1)));
        assert!(rows.is_some_and(|rows| rows.len() == MAX_RECORDS + 1));
        assert!(problems.to_string().contains("error[F001]: `a.csv` has more than 2 million rows"), "{problems}");
        let mut record = RawRecord::default();
        record.scan("a,".repeat(MAX_CELLS * 2).as_bytes(), 0);
        assert!(record.cells.len() == MAX_CELLS && record.cells.last().is_some_and(|last| last.end == MAX_CELLS * 4));
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
            for (cell, span) in sheet.iter().flatten().flatten() {
                let raw = span.text();
                prop_assert!(raw.contains('"') || raw == cell, "{raw:?} {cell:?}");
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
                prop_assert_eq!(&sheet[1][index].0, cell.trim());
                prop_assert_eq!(sheet[1][index].1.text(), &quoted[index]);
            }
        }
    }
}
