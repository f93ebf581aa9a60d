//! The parts of a workbook: XML files in a ZIP archive, unpacked within a limit.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::result::ZipError;

/// The most bytes that the parts of a book may have together when they are unpacked.
const MAX_UNPACKED_BYTES: u64 = 250_000_000;

/// The reason why a workbook cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::scenario) enum BookError {
    /// The bytes are no workbook.
    #[error("it is no workbook (.xlsx): save it as `Excel workbook (.xlsx)`")]
    NoBook,
    /// The workbook needs a password, or is of the old kind.
    #[error("it has a password or is of the old kind (.xls): save it without a password as `Excel workbook (.xlsx)`")]
    Locked,
    /// It is too large.
    #[error("unpacked it has more than {} MB, the most that is read of a book: give the large tables as CSV", MAX_UNPACKED_BYTES / 1_000_000)]
    TooLarge,
    /// It is damaged.
    #[error("it is damaged ({0}): open it in a spreadsheet program and save it anew")]
    Damaged(String),
}

impl From<quick_xml::Error> for BookError {
    fn from(error: quick_xml::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl From<ZipError> for BookError {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => Self::Locked,
            error => Self::Damaged(error.to_string()),
        }
    }
}

/// The parts of a book.
pub(super) struct BookParts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// How many more bytes may be unpacked.
    left: u64,
}

impl<'a> BookParts<'a> {
    /// Opens the archive.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, BookError> {
        Self::open_within(bytes, MAX_UNPACKED_BYTES)
    }

    /// Opens the archive, of which so many bytes may be unpacked.
    fn open_within(bytes: &'a [u8], left: u64) -> Result<Self, BookError> {
        // What is encrypted is packed into a file of the kind that old workbooks are.
        if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            return Err(BookError::Locked);
        }
        if !bytes.starts_with(b"PK") {
            return Err(BookError::NoBook);
        }
        Ok(Self { archive: ZipArchive::new(Cursor::new(bytes))?, left })
    }

    /// Unpacks a part.
    pub(super) fn text(&mut self, name: &str) -> Result<String, BookError> {
        let part = self.archive.by_name(name).map_err(|error| match error {
            ZipError::FileNotFound => BookError::NoBook,
            error => error.into(),
        })?;
        let mut bytes = Vec::new();
        // What is declared of the size is not trusted.
        let read = part.take(self.left + 1).read_to_end(&mut bytes);
        let read = read.map_err(|error| BookError::Damaged(error.to_string()))? as u64;
        self.left = self.left.checked_sub(read).ok_or(BookError::TooLarge)?;
        String::from_utf8(bytes).map_err(|_| BookError::Damaged(format!("`{name}` is not UTF-8 text")))
    }
}

/// What is in an element.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ElementContent {
    /// The text of its values, but of readings beside the letters.
    pub(super) text: String,
    /// Whether it has a value.
    pub(super) has_value: bool,
    /// Whether a formula is in it.
    pub(super) has_formula: bool,
}

/// The elements of a part, one after the other.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    /// Whether the last element that was begun ends at once.
    pub(super) is_empty: bool,
}

impl<'a> Xml<'a> {
    /// Begins to read.
    pub(super) fn new(text: &'a str) -> Self {
        Self { reader: Reader::from_str(text), is_empty: false }
    }

    /// Returns the next element that begins and has a name, or any where none is given; nothing at the end of the part.
    pub(super) fn next_start(&mut self, name: &[u8]) -> Result<Option<BytesStart<'a>>, BookError> {
        loop {
            let (start, is_empty) = match self.reader.read_event()? {
                Event::Start(start) => (start, false),
                Event::Empty(start) => (start, true),
                Event::Eof => return Ok(None),
                _ => continue,
            };
            if name.is_empty() || is_named(&start, name) {
                self.is_empty = is_empty;
                return Ok(Some(start));
            }
        }
    }

    /// Reads the element that was begun last to its end.
    pub(super) fn content(&mut self) -> Result<ElementContent, BookError> {
        let is_value = |start: &BytesStart<'_>| is_named(start, b"t") || is_named(start, b"v");
        let (mut content, mut depth, mut inside, mut reading) = (ElementContent::default(), 0_usize, false, false);
        if self.is_empty {
            return Ok(content);
        }
        loop {
            let text = &mut content.text;
            match self.reader.read_event()? {
                Event::Start(start) => {
                    depth += 1;
                    reading |= is_named(&start, b"rPh");
                    inside = is_value(&start) && !reading;
                    content.has_value |= inside;
                    content.has_formula |= is_named(&start, b"f");
                }
                // A formula that it shares with other cells.
                Event::Empty(start) => content.has_formula |= is_named(&start, b"f"),
                Event::End(end) => {
                    inside = false;
                    reading &= end.local_name().as_ref().as_bytes() != b"rPh";
                    let Some(less) = depth.checked_sub(1) else {
                        return Ok(ElementContent { text: unescaped(content.text), ..content });
                    };
                    depth = less;
                }
                Event::Text(more) if inside => text.push_str(&more.xml10_content()),
                Event::CData(more) if inside => text.push_str(&more),
                Event::GeneralRef(name) if inside => match name.resolve_char_ref()? {
                    Some(letter) => text.push(letter),
                    None => text.push_str(
                        resolve_predefined_entity(&name)
                            .ok_or_else(|| BookError::Damaged(format!("it has an entity `{}` of its own", &*name)))?,
                    ),
                },
                Event::Eof => return Err(BookError::Damaged("a part ends too early".to_owned())),
                _ => {}
            }
        }
    }
}

/// Returns whether an element has a name, in whatever namespace.
pub(super) fn is_named(start: &BytesStart<'_>, name: &[u8]) -> bool {
    start.local_name().as_ref().as_bytes() == name
}

/// Returns the value of an attribute, in whatever namespace.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, BookError> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| BookError::Damaged(error.to_string()))?;
        if attribute.key.local_name().as_ref() == name {
            return Ok(Some(attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0)?.into_owned()));
        }
    }
    Ok(None)
}

/// Replaces `_x000D_` and the like, by which books write signs that XML cannot hold.
fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        let (before, code) = rest.split_at(at);
        plain.push_str(before);
        let digits = code.get(2..6).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let letter = digits.filter(|_| code.as_bytes().get(6) == Some(&b'_'));
        let letter = letter.and_then(|digits| char::from_u32(u32::from_str_radix(digits, 16).ok()?));
        let taken = if let Some(letter) = letter {
            plain.push(letter);
            7
        } else {
            plain.push_str("_x");
            2
        };
        rest = &code[taken..];
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::{BookError, BookParts, Xml, unescaped};

    #[test]
    fn what_is_no_workbook_is_refused_in_words() {
        let open = |bytes: &[u8]| BookParts::open(bytes).map(|_| ()).expect_err("a refusal");
        assert_eq!(open(b"key,name\n"), BookError::NoBook);
        assert_eq!(open(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]), BookError::Locked);
        assert!(matches!(open(b"PK\x03\x04 and nothing more"), BookError::Damaged(_)));
        assert!(BookError::TooLarge.to_string().contains("250 MB"));
    }

    #[test]
    fn no_more_is_unpacked_than_the_limit_whatever_is_declared() {
        let bytes = super::super::tests::packed(&[("a.xml", &"x".repeat(60_000)), ("b.xml", &"y".repeat(60_000))]);
        let unpacked = |limit| {
            let mut parts = BookParts::open_within(&bytes, limit)?;
            Ok::<_, BookError>([parts.text("a.xml")?.len(), parts.text("b.xml")?.len()])
        };
        assert_eq!(unpacked(120_000), Ok([60_000; 2]));
        assert_eq!(unpacked(119_999), Err(BookError::TooLarge));
        assert_eq!(unpacked(10), Err(BookError::TooLarge));
    }

    #[test]
    fn texts_come_without_their_looks_readings_and_escapes() {
        let text = |xml: &str| {
            let mut xml = Xml::new(xml);
            xml.next_start(b"si")?.expect("a text");
            xml.content().map(|content| content.text)
        };
        let rich = "<x:si><x:r><x:rPr/><x:t>珲&amp;</x:t></x:r><r><t xml:space=\"preserve\"> b</t></r><rPh><t>Hun</t></rPh></x:si>";
        assert_eq!(text(rich).as_deref(), Ok("珲& b"));
        assert_eq!(text("<si><t>a&#10;<![CDATA[<]]></t></si>").as_deref(), Ok("a\n<"));
        assert!(text("<!DOCTYPE a [<!ENTITY b \"bbb\">]><si><t>&b;</t></si>").is_err());
        assert!(text("<si><t>a").is_err());
        assert_eq!(unescaped("a_x000D__x_x005F_x0041_ _xZZZZ_".to_owned()), "a\r_x_x0041_ _xZZZZ_");
    }
}
