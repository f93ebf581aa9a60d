//! Bytes of a spreadsheet's CSV as rows of cells: encoding, separator and decimal sign are guessed, and the guesses kept.

use std::ops::Range;
use std::sync::Arc;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};

use crate::problem::{SourceFile, Span};
use crate::scenario::unread::typed_number;

/// The separators that are looked for, the likeliest first.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// The lines by which the separator is guessed.
const MAX_LINES_LOOKED_AT: usize = 50;

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct GridCell {
    /// The text without quotes and surrounding space.
    pub(super) text: String,
    /// The bytes in the text of the file.
    pub(super) at: Range<usize>,
}

/// The rows of a file or sheet; blank ones are kept, so that rows are counted as a person counts them.
#[derive(Debug)]
pub(super) struct SheetGrid {
    /// The text with its name.
    pub(super) source: Arc<SourceFile>,
    /// The rows.
    pub(super) rows: Vec<Vec<GridCell>>,
    /// Where a quote opens that nothing closes.
    pub(super) open_at: Option<usize>,
    /// Whether the cells were told apart by separators, and not by a workbook or map.
    pub(super) is_text: bool,
    /// The cells that a workbook shows and does not hold, each with what is wrong and the remedy.
    pub(super) faults: Vec<(Range<usize>, String, &'static str)>,
}

impl SheetGrid {
    /// Returns the position of a cell; of a missing one, that of its row.
    pub(super) fn span(&self, row: usize, column: usize) -> Span {
        let cells = &self.rows[row];
        let at = cells.get(column).or(cells.last()).map_or(0..0, |cell| cell.at.clone());
        Span { source: self.source.clone(), start: at.start, end: at.end }
    }

    /// Splits the text of a file into rows and cells.
    pub(super) fn split(source: Arc<SourceFile>, separator: char) -> Self {
        let (rows, open_at) = split(&source.text, separator);
        Self { source, rows, open_at, is_text: true, faults: Vec::new() }
    }
}

/// Splits a text at a separator and at line ends, both outside quotes; the second value is where a quote opens that nothing
/// closes. A quote opens a cell only at its beginning: `5" pipe` is a text.
fn split(text: &str, separator: char) -> (Vec<Vec<GridCell>>, Option<usize>) {
    let (mut rows, mut row, mut begin, mut is_quoted, mut open_at) = (Vec::new(), Vec::new(), 0, false, 0);
    let ends = text.char_indices().chain([(text.len(), '\n')]);
    for (at, letter) in ends {
        let is_end = at == text.len();
        if letter == '"' && (is_quoted || text[begin..at].trim_matches(' ').is_empty()) {
            (is_quoted, open_at) = (!is_quoted, if is_quoted { open_at } else { at });
        } else if letter == '"' && text[..at].ends_with('"') && text[begin..at].trim_start_matches(' ').starts_with('"')
        {
            // The second of two quotes inside a quoted cell, which stand for one.
            is_quoted = true;
        }
        if (is_quoted && !is_end) || (letter != separator && letter != '\n') {
            continue;
        }
        let written = &text[begin..at];
        let trimmed = written.trim();
        let inner = trimmed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let own = inner.map_or_else(|| trimmed.to_owned(), |inner| inner.replace("\"\"", "\"").trim().to_owned());
        row.push(GridCell { text: own, at: begin..at });
        begin = (at + letter.len_utf8()).min(text.len());
        if letter == '\n' {
            rows.push(std::mem::take(&mut row));
        }
    }
    // A line end at the end of the file begins no row.
    if rows.last().is_some_and(|row| row.iter().all(|cell| cell.text.is_empty())) {
        rows.pop();
    }
    (rows, is_quoted.then_some(open_at))
}

/// Returns the encoding of a name that people give, such as `gbk`.
pub(super) fn encoding_named(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.trim().as_bytes())
}

/// Decodes bytes by the encoding that is asked for, or by the likeliest, and returns the text with the encoding's name.
/// The third value is whether some bytes are none of the encoding: each of them is a `\u{FFFD}` in the text.
pub(super) fn decode(bytes: &[u8], asked: Option<&'static Encoding>) -> (String, &'static str, bool) {
    let encoding = asked.unwrap_or_else(|| guess(bytes));
    let (text, used, is_damaged) = encoding.decode(bytes);
    (text.into_owned(), used.name(), is_damaged)
}

/// Guesses an encoding: by its mark, by zero bytes, as valid UTF-8, else by the commonest letters.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let zeros = |first: usize| bytes.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count() * 8;
    match (zeros(0) > bytes.len(), zeros(1) > bytes.len()) {
        (true, false) => return UTF_16BE,
        (false, true) => return UTF_16LE,
        _ => {}
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    // In Chinese text most pairs are punctuation or one of the 3,755 common characters of the first level of GB 2312.
    let (mut pairs, mut common, mut at) = (0, 0, 0);
    while at < bytes.len() {
        let is_pair = bytes[at] >= 0x80;
        if is_pair {
            pairs += 1;
            let is_level = matches!(bytes[at], 0xA1..=0xA9 | 0xB0..=0xD7);
            common += usize::from(is_level && bytes.get(at + 1).is_some_and(|&byte| byte >= 0xA1));
        }
        at += 1 + usize::from(is_pair);
    }
    let high = bytes.iter().filter(|&&byte| byte >= 0x80).count();
    let cyrillic = bytes.iter().filter(|&&byte| matches!(byte, 0xC0..=0xFF | 0xA8 | 0xB8 | 0xB9)).count();
    if common * 5 >= pairs * 4 && !GB18030.decode(bytes).2 {
        GB18030
    } else if cyrillic * 5 >= high * 4 && has_words(bytes) {
        WINDOWS_1251
    } else {
        WINDOWS_1252
    }
}

/// Returns whether most letters beyond ASCII stand beside another, as in a script of its own, and not alone, as accents do.
fn has_words(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|&&byte| byte >= 0xC0).count();
    let beside = bytes.windows(2).filter(|pair| pair[0] >= 0xC0 && pair[1] >= 0xC0).count();
    beside * 2 > high
}

/// Guesses the separator: the one that splits most lines into equally many cells.
pub(super) fn separator(text: &str) -> char {
    let end = text.match_indices('\n').nth(MAX_LINES_LOOKED_AT).map_or(text.len(), |(at, _)| at);
    let lines_alike = |separator: char| {
        let counts: Vec<usize> =
            split(&text[..end], separator).0.iter().map(Vec::len).filter(|&count| count > 1).collect();
        counts
            .iter()
            .map(|count| (counts.iter().filter(|other| *other == count).count(), *count))
            .max()
            .unwrap_or((0, 0))
    };
    // Of equally good ones the first is taken.
    SEPARATORS.into_iter().rev().max_by_key(|&separator| lines_alike(separator)).unwrap_or(',')
}

/// What a comma between digits is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalMark {
    /// Decimals begin at a point; commas group thousands.
    Point,
    /// Decimals begin at a comma.
    Comma,
}

/// Guesses the decimal sign from all cells; nothing where commas may be either.
pub(super) fn decimal_sign(rows: &[Vec<GridCell>]) -> Option<DecimalMark> {
    let (mut commas, mut points, mut doubtful) = (false, false, false);
    for cell in rows.iter().flatten() {
        let text = cell.text.trim_start_matches(['+', '-']);
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let plain = text.replace([' ', '\u{A0}', '\u{202F}'], "");
        if let Some((whole, decimals)) = plain.split_once(',').filter(|(_, rest)| is_number(rest)) {
            let is_group = decimals.len() == 3 && is_number(whole) && (1..=3).contains(&whole.len()) && whole != "0";
            commas |= !is_group && is_number(&whole.replace('.', ""));
            doubtful |= is_group;
        } else if let Some((whole, decimals)) = plain.rsplit_once('.') {
            points |= is_number(&whole.replace(',', "")) && is_number(decimals);
        }
    }
    match (commas, points) {
        (true, false) => Some(DecimalMark::Comma),
        (false, false) if doubtful => None,
        _ => Some(DecimalMark::Point),
    }
}

/// The signs that group thousands beside the comma or point: spaces and apostrophes.
const GROUP_SIGNS: [char; 6] = [' ', '\u{A0}', '\u{202F}', '\u{2009}', '\'', '’'];

/// Returns a number's text with a point and without groups; nothing for what is no number, such as one with groups of other
/// than three digits.
pub(super) fn plain_number(text: &str, sign: DecimalMark) -> Option<String> {
    let typed = typed_number(text).unwrap_or_else(|| text.trim().to_owned());
    let (minus, digits) = match typed.strip_prefix(['+', '-']) {
        Some(rest) => (if typed.starts_with('-') { "-" } else { "" }, rest.trim_start()),
        None => ("", typed.as_str()),
    };
    let (mark, groups) = match sign {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = digits.split_once(mark).map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    if !decimals.is_none_or(|decimals| !decimals.is_empty() && is_digits(decimals)) {
        return None;
    }
    let between = whole.chars().find(|letter| *letter == groups || GROUP_SIGNS.contains(letter));
    let parts: Vec<&str> = between.map_or_else(|| vec![whole], |sign| whole.split(sign).collect());
    let is_group = |part: &&str| part.len() == 3;
    let has_groups = parts.len() == 1 || ((1..=3).contains(&parts[0].len()) && parts[1..].iter().all(is_group));
    let whole = parts.concat();
    if !has_groups || !is_digits(&whole) || (whole.is_empty() && decimals.is_none()) {
        return None;
    }
    let decimals = decimals.map_or_else(String::new, |decimals| format!(".{decimals}"));
    Some(format!("{minus}{whole}{decimals}"))
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GB18030, WINDOWS_1251};

    use super::{DecimalMark, decimal_sign, decode, plain_number, separator, split};

    #[test]
    fn encodings_are_told_apart() {
        let chinese = "起点,终点,里程（公里）\n长春,大连,702\n";
        let russian = "Откуда;Куда;Расстояние\nНаходка;Гродеково;200\n";
        let utf16: Vec<u8> = chinese.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = "\u{FEFF}a\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, text, name) in [
            (chinese.as_bytes().to_vec(), chinese, "UTF-8"),
            (GB18030.encode(chinese).0.into_owned(), chinese, "gb18030"),
            (WINDOWS_1251.encode(russian).0.into_owned(), russian, "windows-1251"),
            (utf16, chinese, "UTF-16LE"),
            (marked, "a\n", "UTF-16BE"),
            (b"Malm\xF6,K\xF8benhavn\n".to_vec(), "Malmö,København\n", "windows-1252"),
        ] {
            assert_eq!(decode(&bytes, None), (text.to_owned(), name, false));
        }
    }

    #[test]
    fn separators_and_decimal_signs_are_told_apart() {
        for (text, expected) in
            [("a,b\n1,2\n", ','), ("a;b;c\n1,5;2,5;x, y\n", ';'), ("a\tb\n1,5\t2\n", '\t'), ("", ',')]
        {
            assert_eq!(separator(text), expected, "{text}");
        }
        let sign = |text: &str| decimal_sign(&split(text, ';').0);
        assert_eq!(sign("1,5;2"), Some(DecimalMark::Comma));
        assert_eq!(sign("1.234,5"), Some(DecimalMark::Comma));
        assert_eq!(sign("1,234.5;2"), Some(DecimalMark::Point));
        assert_eq!(sign("1,234"), None);
        assert_eq!(sign("1,234;0,5"), Some(DecimalMark::Comma));
    }

    #[test]
    fn numbers_lose_groups_of_three_digits_and_nothing_else() {
        use DecimalMark::{Comma, Point};
        for (text, sign, expected) in [
            ("1 234,50", Comma, Some("1234.50")),
            ("1.234,5", Comma, Some("1234.5")),
            ("1,234,567.8", Point, Some("1234567.8")),
            ("12\u{202F}000", Point, Some("12000")),
            ("1'250.5", Point, Some("1250.5")),
            ("１２．５", Point, Some("12.5")),
            (".5", Point, Some(".5")),
            ("-3,5", Comma, Some("-3.5")),
            ("1,5", Point, None),
            ("12.5", Comma, None),
            ("12 15", Point, None),
            ("1 2 3", Point, None),
            ("5'5", Point, None),
            ("1 234,567", Point, None),
            ("1,2345", Point, None),
            ("about 300", Point, None),
            ("", Point, None),
        ] {
            assert_eq!(plain_number(text, sign).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn quotes_hold_separators_and_line_ends_only_where_a_cell_begins() {
        let texts = |text: &str| {
            let (rows, open_at) = split(text, ',');
            let own =
                |row: &Vec<super::GridCell>| row.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("|");
            (rows.iter().map(own).collect::<Vec<_>>(), open_at)
        };
        assert_eq!(texts("a,\"b, \"\"c\"\"\nd\",e\r\n,x\n").0, ["a|b, \"c\"\nd|e", "|x"]);
        assert_eq!(
            texts("A 5\" pipe,B,100,x\nC, \"D, E\",\"\"\n"),
            (vec!["A 5\" pipe|B|100|x".into(), "C|D, E|".into()], None)
        );
        assert_eq!(texts("a,\"\"\"x, y\"\"\",b\n").0, ["a|\"x, y\"|b"]);
        assert_eq!(texts("a,\"b\nc,d\n").1, Some(2));
    }
}
