//! TOML text as a tree with positions; parsing continues after a syntax error.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::problem::{Code, Problem, Problems, SourceFile, Span};
use crate::units::{Decimal, TradeUnit, percentage};

use super::document::Given;
use super::unread;

/// A value of a scenario file.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// A text.
    Text(String),
    /// A number with its digits as written, including `inf` and `nan`.
    Number(String),
    /// A truth value.
    Flag(bool),
    /// A date or time as written.
    Date(String),
    /// A list.
    List(Vec<Item>),
    /// Keys and values.
    Table(Vec<Entry>),
    /// A value from outside TOML, to be read by the kind of its key.
    Bare(String),
}

/// A value with its position; without one if it came from the command line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    /// The value.
    pub(super) node: Node,
    /// The position.
    pub(super) span: Option<Span>,
}

/// Returns the number of a text in a unit of the trade or in per cent; whether it fits the key has been checked.
fn with_unit(text: &str) -> Option<Decimal> {
    let share = || percentage(text).and_then(|(number, _)| number.times(Decimal::parse("0.01").ok()?));
    TradeUnit::convert(text).map(|(number, _)| number).or_else(share)
}

impl Item {
    /// Returns the number of a value that is a valid one.
    pub(super) fn decimal(&self) -> Option<Decimal> {
        match &self.node {
            Node::Number(digits) => Decimal::parse(digits).ok(),
            Node::Bare(text) => Decimal::parse(text).ok().or_else(|| with_unit(text)),
            Node::Text(text) => with_unit(text),
            _ => None,
        }
    }

    /// Returns the texts of a list; a single text counts as a list of one.
    pub(super) fn texts(&self) -> Vec<Given<String>> {
        let given = |item: &Self| {
            let value = item.node.text()?.to_owned();
            Some(Given { value, span: item.span.clone() })
        };
        match &self.node {
            Node::List(items) => items.iter().filter_map(given).collect(),
            _ => given(self).into_iter().collect(),
        }
    }
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// The key.
    pub(super) key: String,
    /// The position of the key.
    pub(super) span: Option<Span>,
    /// The value.
    pub(super) item: Item,
}

impl Node {
    /// Returns the kind of the value in words.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::Bare(_) => "a text",
            Self::Number(_) => "a number",
            Self::Flag(_) => "true or false",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }

    /// Returns the keys and values of a table; none for other values.
    pub(super) fn entries(&self) -> &[Entry] {
        match self {
            Self::Table(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the text of a value as it is written; `None` for lists and tables.
    pub(super) fn written(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Bare(text) | Self::Number(text) | Self::Date(text) => Some(text),
            Self::Flag(flag) => Some(if *flag { "true" } else { "false" }),
            Self::List(_) | Self::Table(_) => None,
        }
    }

    /// Returns the text of a text value.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Bare(text) => Some(text),
            _ => None,
        }
    }
}

/// Returns the value of a key.
pub(super) fn get<'a>(entries: &'a [Entry], key: &str) -> Option<&'a Item> {
    entries.iter().find(|entry| entry.key == key).map(|entry| &entry.item)
}

/// Returns the keys and values of a section; none where it is missing or no section.
pub(super) fn section<'a>(entries: &'a [Entry], key: &str) -> &'a [Entry] {
    get(entries, key).map_or(&[], |item| item.node.entries())
}

/// Returns the items of a list; none where it is missing or no list.
pub(super) fn list<'a>(entries: &'a [Entry], key: &str) -> &'a [Item] {
    match get(entries, key).map(|item| &item.node) {
        Some(Node::List(items)) => items,
        _ => &[],
    }
}

/// Sets the value of a key.
pub(super) fn set(entries: &mut Vec<Entry>, key: &str, item: Item) {
    match entries.iter_mut().find(|entry| entry.key == key) {
        Some(entry) => entry.item = item,
        None => entries.push(Entry { key: key.to_owned(), span: item.span.clone(), item }),
    }
}

/// The keys whose absence cannot be trusted after syntax errors.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Doubts {
    /// The keys on lines with an error.
    keys: BTreeSet<String>,
    /// Whether an error may have hidden any key.
    all: bool,
    /// Whether the heading of a section has an error.
    pub(super) heading: bool,
}

impl Doubts {
    /// Returns doubts about every key, for a file that could not be read.
    pub(super) fn everything() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// Adds the doubts about another file.
    pub(super) fn extend(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.all |= other.all;
        self.heading |= other.heading;
    }

    /// Returns whether a key that is not found may have been written nevertheless.
    pub(super) fn concern(&self, key: &str) -> bool {
        self.all || self.keys.contains(key)
    }

    /// Records a line with an error.
    ///
    /// An error in a plain `key = value` concerns that key alone; brackets and multi-line texts continue on other
    /// lines.
    fn note(&mut self, line: &str) {
        match line.split_once('=') {
            Some((key, value))
                if !value.contains(['[', '{']) && !value.contains("\"\"\"") && !value.contains("'''") =>
            {
                self.keys.extend(key.split('.').map(|part| part.trim().trim_matches(['"', '\'']).to_owned()));
            }
            _ => {
                self.all = true;
                self.heading |= line.trim_start().starts_with('[');
            }
        }
    }
}

/// Parses a TOML text and returns the doubts that its syntax errors raise.
///
/// Values on a line with a syntax error are left out, because they may differ from what was meant.
pub(super) fn parse(source: &Arc<SourceFile>, problems: &mut Problems) -> (Vec<Entry>, Doubts) {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    let mut spoilt: Vec<(usize, usize)> = Vec::new();
    let mut doubts = Doubts::default();
    for error in &errors {
        let end = source.text.len();
        let (start, end) = error.span().map_or((end, end), |span| (span.start.min(end), span.end.min(end)));
        let start = source.text.floor_char_boundary(start);
        let span = Span { source: source.clone(), start, end: source.text.floor_char_boundary(end).max(start) };
        let (first, last) = line_of(&source.text, start);
        // The parser reports several errors for one fault; its first message is the clearest.
        if !spoilt.contains(&(first, last)) {
            let line = source.text.get(first..last).unwrap_or("");
            problems.push(syntax(error.message(), line).at(&span));
            doubts.note(line);
            spoilt.push((first, last));
        }
    }
    let is_spoilt = |start: usize| spoilt.iter().any(|&(first, last)| first <= start && start <= last);
    let maker = Maker { source, is_spoilt: &is_spoilt };
    (maker.entries(table.get_ref()), doubts)
}

/// Returns the problem of a syntax error, with a remedy.
fn syntax(message: &str, line: &str) -> Problem {
    if message.starts_with("duplicate key") {
        let problem = Problem::new(Code::RepeatedKey, "the key is given twice");
        return problem.help("keep one; tables such as [cargo] are written once");
    }
    let problem = Problem::new(Code::Syntax, message);
    let (key, value) = line.split_once('=').map_or((line, ""), |(key, value)| (key.trim(), value));
    let value = value.split('#').next().unwrap_or(value).trim();
    let is_digit = |letter: char| letter.is_ascii_digit();
    let has_comma =
        value.split_once(',').is_some_and(|(left, right)| left.ends_with(is_digit) && right.starts_with(is_digit));
    if message.starts_with("invalid date") || message.starts_with("invalid time") {
        problem.help("write a date such as 2017-08-08")
    } else if key.starts_with('[') {
        problem.help("write [section], or [[section]] for one of a list, on a line of its own")
    } else if message.contains("unquoted key") {
        problem.help("put keys with other letters than a to z, digits, `-` and `_` between double quotes")
    } else if has_comma && !value.starts_with('[') {
        problem.help(unread::comma_help(value, ""))
    } else if let Some(number) = unread::typed_number(value) {
        problem.help(format!("write {number}"))
    } else if value.starts_with(is_digit) && message.contains("string") {
        problem.help("write the number alone, without a unit, or a text between double quotes")
    } else if message.contains("string") {
        problem.help("texts stand between double quotes, on one line")
    } else {
        problem
    }
}

/// Returns the first and the last byte of the line of a byte.
fn line_of(text: &str, at: usize) -> (usize, usize) {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    (start, end)
}

struct Maker<'a> {
    source: &'a Arc<SourceFile>,
    is_spoilt: &'a dyn Fn(usize) -> bool,
}

impl Maker<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span { source: self.source.clone(), start: range.start, end: range.end }
    }

    fn entries(&self, table: &DeTable<'_>) -> Vec<Entry> {
        let mut pairs: Vec<_> = table.iter().collect();
        // The parser sorts by key; problems are reported in the order of the file.
        pairs.sort_by_key(|(key, value)| (key.span().start, value.span().start));
        let kept = pairs.into_iter().filter(|(key, value)| {
            let whole = matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_));
            // After a broken heading the parser assigns the lines below to another section.
            !(self.is_spoilt)(value.span().start) && (whole || !(self.is_spoilt)(key.span().start))
        });
        kept.map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            span: Some(self.span(key.span())),
            item: self.item(value.get_ref(), value.span(), key.span()),
        })
        .collect()
    }

    fn item(&self, value: &DeValue<'_>, range: Range<usize>, key: Range<usize>) -> Item {
        let node = match value {
            DeValue::String(text) => Node::Text(text.to_string()),
            DeValue::Integer(digits) if digits.radix() == 10 => Node::Number(digits.as_str().to_owned()),
            DeValue::Integer(digits) => Node::Number(
                i128::from_str_radix(digits.as_str(), digits.radix())
                    .map_or_else(|_| digits.to_string(), |value| value.to_string()),
            ),
            DeValue::Float(digits) => Node::Number(digits.as_str().to_owned()),
            DeValue::Boolean(flag) => Node::Flag(*flag),
            DeValue::Datetime(date) => Node::Date(date.to_string()),
            DeValue::Array(items) => Node::List(
                items
                    .iter()
                    .filter(|item| !(self.is_spoilt)(item.span().start))
                    .map(|item| self.item(item.get_ref(), item.span(), key.clone()))
                    .collect(),
            ),
            DeValue::Table(table) => Node::Table(self.entries(table)),
        };
        // The position of a section is its heading, without one its key; that of a table in braces is the table.
        let text = self.source.text.get(range.clone()).unwrap_or("");
        let range = match node {
            Node::Table(_) if text.starts_with('[') => {
                range.start..range.start + text.lines().next().unwrap_or("").trim_end().len()
            }
            Node::Table(_) if !text.starts_with('{') => key,
            _ => range,
        };
        Item { node, span: Some(self.span(range)) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::{any, proptest};

    use super::{Node, get, parse};
    use crate::problem::{Code, Problems, SourceFile, Span};

    fn tree(text: &str) -> (Vec<super::Entry>, Problems) {
        let mut problems = Problems::new();
        let source = Arc::new(SourceFile::new("a.toml".to_owned(), text.to_owned()));
        (parse(&source, &mut problems).0, problems)
    }

    #[test]
    fn numbers_keep_their_digits_and_keys_their_order() {
        let (entries, problems) = tree("b = 12.30\na = 500_000\nc = 0x10\nd = nan\n");
        assert!(problems.is_empty());
        let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["b", "a", "c", "d"]);
        assert_eq!(entries[0].item.node, Node::Number("12.30".to_owned()));
        assert_eq!(entries[2].item.node, Node::Number("16".to_owned()));
        assert_eq!(entries[3].item.node, Node::Number("nan".to_owned()));
    }

    #[test]
    fn places_are_those_of_the_file() {
        let (entries, _) = tree("[cargo]\nform = \"bulk\"\n\n[[demand]]\nfrom = \"a\"\n[corridors.x]\n");
        let place = |key: &str| get(&entries, key).and_then(|item| item.span.clone()).expect("a place");
        assert_eq!(place("cargo").text(), "[cargo]");
        let demand = get(&entries, "demand").expect("a list");
        let Node::List(items) = &demand.node else { panic!("a list") };
        assert_eq!(items[0].span.as_ref().map(Span::text), Some("[[demand]]"));
        let corridors = get(&entries, "corridors").expect("a table");
        assert_eq!(corridors.node.entries()[0].item.span.as_ref().map(Span::text), Some("[corridors.x]"));
    }

    #[test]
    fn several_syntax_errors_are_found_at_once() {
        let (entries, problems) = tree("a = \nb = 1\nc = \"x\nd = 2\nd = 3\nlot = 1,5\n");
        let codes: Vec<Code> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [Code::Syntax, Code::Syntax, Code::Syntax, Code::RepeatedKey]);
        assert!(problems.to_string().contains("write 1.5, with a decimal point"), "{problems}");
        assert!(get(&entries, "b").is_some());
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = tree(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn anything_like_toml_is_parsed_or_refused(text in "[\\[\\]{}=,.\"'a-c0-9é\r\n# -]{0,80}") {
            let _ = tree(&text);
        }
    }
}
