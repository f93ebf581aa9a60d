//! Workbooks (`.xlsx`): each sheet as the CSV text that a person would have saved it as.
//!
//! The text of a number is the shortest decimal that reads back to the same double, a day is written as `2017-08-08`. What
//! shows something else than it holds, such as a percentage, is never guessed at: it is a [`SheetFault`] at its cell.

mod parts;
mod sheet;
mod shown;

use parts::{BookParts, Xml, attribute};
use shown::CellFormat;

pub(super) use parts::BookError;

/// A cell that cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SheetFault {
    /// The bytes of its text in that of the sheet.
    pub(super) bytes: std::ops::Range<usize>,
    /// What is wrong.
    pub(super) message: String,
    /// The remedy.
    pub(super) help: &'static str,
    /// The range of cells, such as `A3:A5`, where the fault is that they are merged.
    pub(super) merged: Option<String>,
}

/// A sheet as text.
#[derive(Debug, Default, PartialEq)]
pub(super) struct SheetText {
    /// Its rows as records of CSV; a row without cells is a blank line.
    pub(super) text: String,
    /// The first byte of each row.
    pub(super) rows: Vec<usize>,
    /// The cells that cannot be read.
    pub(super) faults: Vec<SheetFault>,
}

/// What all sheets of a book share.
#[derive(Debug, Default)]
struct Shared {
    texts: Vec<String>,
    formats: Vec<CellFormat>,
    /// Whether days are counted from 1904 and not from 1900.
    from_1904: bool,
}

/// A sheet by its name, and the name of its part; none of a chart.
#[derive(Debug, PartialEq)]
struct NamedSheet {
    name: String,
    part: Option<String>,
}

/// A workbook, of which the sheets are read one by one.
pub(super) struct XlsxBook<'a> {
    parts: BookParts<'a>,
    sheets: Vec<NamedSheet>,
    shared: Shared,
}

impl<'a> XlsxBook<'a> {
    /// Opens a workbook.
    ///
    /// # Errors
    /// Returns why the bytes are none that can be read.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, BookError> {
        let mut parts = BookParts::open(bytes)?;
        let links = relations(&parts.text("_rels/.rels")?, "")?;
        let of_kind = |links: &[Relation], kind: &str| {
            links.iter().find(|link| link.kind.ends_with(kind)).map(|link| link.target.clone())
        };
        let main = of_kind(&links, "/officeDocument").ok_or(BookError::NoBook)?;
        let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
        let links = relations(&parts.text(&format!("{folder}/_rels/{file}.rels"))?, folder)?;
        let (sheets, from_1904) = sheets(&parts.text(&main)?, &links)?;
        let mut shared = Shared { from_1904, ..Shared::default() };
        if let Some(part) = of_kind(&links, "/sharedStrings") {
            shared.texts = shared_texts(&parts.text(&part)?)?;
        }
        if let Some(part) = of_kind(&links, "/styles") {
            shared.formats = shown::formats(&parts.text(&part)?)?;
        }
        Ok(Self { parts, sheets, shared })
    }

    /// Returns the names of the sheets.
    pub(super) fn names(&self) -> Vec<String> {
        self.sheets.iter().map(|sheet| sheet.name.clone()).collect()
    }

    /// Reads the sheet of a name.
    ///
    /// # Errors
    /// Returns why it cannot be read.
    pub(super) fn sheet(&mut self, name: &str) -> Result<SheetText, BookError> {
        let part = self.sheets.iter().find(|sheet| sheet.name == name).and_then(|sheet| sheet.part.clone());
        let Some(part) = part else { return Ok(SheetText::default()) };
        sheet::read(&self.parts.text(&part)?, &self.shared)
    }
}

/// A link from one part of a book to another.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

/// Reads the links of a part in a folder.
fn relations(text: &str, folder: &str) -> Result<Vec<Relation>, BookError> {
    let mut links = Vec::new();
    let mut xml = Xml::new(text);
    while let Some(start) = xml.next_start(b"Relationship")? {
        let [id, kind, target] =
            ["Id", "Type", "Target"].map(|name| attribute(&start, name).map(Option::unwrap_or_default));
        let target = target?;
        let target = match target.strip_prefix('/') {
            Some(whole) => whole.to_owned(),
            None if folder.is_empty() => target,
            None => format!("{folder}/{target}"),
        };
        links.push(Relation { id: id?, kind: kind?, target });
    }
    Ok(links)
}

/// Reads which sheets a book has, and whether its days are counted from 1904.
fn sheets(text: &str, links: &[Relation]) -> Result<(Vec<NamedSheet>, bool), BookError> {
    let (mut sheets, mut from_1904) = (Vec::new(), false);
    let mut xml = Xml::new(text);
    while let Some(start) = xml.next_start(b"")? {
        match start.local_name().as_ref() {
            "workbookPr" => {
                from_1904 = attribute(&start, "date1904")?.is_some_and(|value| value == "1" || value == "true");
            }
            "sheet" => {
                let id = attribute(&start, "id")?.unwrap_or_default();
                let link = links.iter().find(|link| link.id == id && link.kind.ends_with("/worksheet"));
                let name = attribute(&start, "name")?.unwrap_or_default();
                sheets.push(NamedSheet { name, part: link.map(|link| link.target.clone()) });
            }
            _ => {}
        }
    }
    Ok((sheets, from_1904))
}

/// Reads the texts that cells share.
fn shared_texts(text: &str) -> Result<Vec<String>, BookError> {
    let mut texts = Vec::new();
    let mut xml = Xml::new(text);
    while xml.next_start(b"si")?.is_some() {
        texts.push(xml.content()?.text);
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::{BookError, SheetText, XlsxBook};

    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// Packs parts.
    pub(super) fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            archive.start_file(*name, SimpleFileOptions::default()).expect("a part");
            archive.write_all(text.as_bytes()).expect("room for it");
        }
        archive.finish().expect("an archive").into_inner()
    }

    /// Packs a book with one sheet `legs`, whose styles are: 1 a day, 2 a percentage, 3 a day without its year.
    fn book(sheet: &str) -> Vec<u8> {
        let link = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
        };
        let links = |links: &[String]| format!("<Relationships>{}</Relationships>", links.concat());
        packed(&[
            ("_rels/.rels", &links(&[link("r1", "officeDocument", "xl/workbook.xml")])),
            (
                "xl/workbook.xml",
                "<workbook xmlns:r=\"r\"><sheets><sheet name=\"legs\" sheetId=\"1\" r:id=\"r1\"/><sheet name=\"chart\" \
                 r:id=\"r9\"/></sheets></workbook>",
            ),
            (
                "xl/_rels/workbook.xml.rels",
                &links(&[
                    link("r1", "worksheet", "/xl/worksheets/sheet1.xml"),
                    link("r2", "sharedStrings", "sharedStrings.xml"),
                    link("r3", "styles", "styles.xml"),
                ]),
            ),
            ("xl/sharedStrings.xml", "<sst><si><t>key</t></si><si/><si><t>a, \"b\"</t></si></sst>"),
            (
                "xl/styles.xml",
                "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts><cellStyleXfs><xf \
                 numFmtId=\"9\"/></cellStyleXfs><cellXfs><xf/><xf numFmtId=\"164\"/><xf numFmtId=\"10\"/><xf \
                 numFmtId=\"16\"/></cellXfs></styleSheet>",
            ),
            ("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>")),
        ])
    }

    fn read(sheet: &str) -> Result<SheetText, BookError> {
        let bytes = book(sheet);
        let mut book = XlsxBook::open(&bytes)?;
        assert_eq!(book.names(), ["legs", "chart"]);
        assert_eq!(book.sheet("chart"), Ok(SheetText::default()));
        book.sheet("legs")
    }

    #[test]
    fn cells_are_what_a_person_typed() {
        let sheet = read(
            "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is><r><t>na</t></r><r><t>me</t></r></is></c>\
             <c r=\"D2\" s=\"2\"/></row>\
             <row><c t=\"s\"><v>2</v></c><c><v>12.300000000000001</v></c><c s=\"1\"><v>42955</v></c></row>\
             <row r=\"5\"><c r=\"B5\" t=\"str\"><f>A1</f><v># x</v></c><c r=\"C5\" s=\"2\"><f>1/20</f><v>0.05</v></c></row>\
             <row r=\"6\"><c t=\"b\"><v>1</v></c><c t=\"d\"><v>2017-08-08T00:00:00</v></c></row>\
             <row r=\"7\"><c r=\"C7\" t=\"s\"><v>1</v></c></row>",
        )
        .expect("a sheet");
        assert_eq!(sheet.text, "\nkey,name\n\"a, \"\"b\"\"\",12.3,2017-08-08\n\n,\"# x\",5%\nTRUE,2017-08-08\n");
        assert_eq!(sheet.rows.len(), 6);
        assert!(sheet.faults.is_empty(), "{:?}", sheet.faults);
    }

    #[test]
    fn what_shows_something_else_than_a_table_can_hold_is_a_fault_at_its_cell() {
        let bytes = book(
            "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>0</v></c></row>\
             <row><c><f>A1</f></c><c t=\"e\"><v>#N/A</v></c><c s=\"3\"><v>42955</v></c><c s=\"1\"><v>1.5</v></c></row>\
             </sheetData><mergeCells><mergeCell ref=\"B2:C3\"/></mergeCells><sheetData>",
        );
        let sheet = XlsxBook::open(&bytes).expect("a book").sheet("legs").expect("a sheet");
        let faults: Vec<(&str, &str)> =
            sheet.faults.iter().map(|fault| (&sheet.text[..fault.bytes.start], fault.message.as_str())).collect();
        assert_eq!(
            faults,
            [
                ("key,key\n", "the cell has a formula without its value"),
                ("key,key\n?,", "the cell shows the error #N/A"),
                (
                    "key,key\n?,?,",
                    "the cell shows a day or month without its year: a spreadsheet program has made a date of what was typed"
                ),
                ("key,key\n?,?,?,", "the cell has the format of a date and holds 1.5, which is no day"),
                ("key,key\n?,", "the cells B2:C3 are merged into one"),
            ]
        );
    }

    #[test]
    fn a_sheet_beyond_all_measure_or_out_of_order_is_refused() {
        let damaged = |sheet: &str| assert!(matches!(read(sheet), Err(BookError::Damaged(_))), "{sheet}");
        damaged("<row r=\"1048577\"><c><v>1</v></c></row>");
        damaged("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>");
        damaged("<row r=\"2\"/><row r=\"1\"/>");
        damaged("<row r=\"1\"><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>");
        damaged("<row><c t=\"s\"><v>99</v></c></row>");
        damaged("<row><c><v>1</row>");
        // Two cells far apart are no more text than the rows between them.
        let far = "<row><c><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
        assert!(read(far).is_ok_and(|sheet| sheet.text.len() < 1_100_000));
        let bytes = book("");
        assert!((0..bytes.len()).step_by(7).all(|cut| XlsxBook::open(&bytes[..cut]).is_err()));
    }
}
