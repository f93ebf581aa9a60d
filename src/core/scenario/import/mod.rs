//! Networks of other people's files as a scenario: spreadsheets, lists of places, maps.
//!
//! Every reader collects places and legs in one [`ImportedWorld`], which completes what files leave out - countries, lengths,
//! speeds, prices of nothing - and says in the notes of the rows that it did. What cannot be read is a problem at its cell;
//! the rest is imported.

mod geojson;
mod headings;
#[cfg(feature = "xlsx")]
mod osm;
mod question;
mod records;
mod rows;
mod sheet;
mod synonyms;
mod tables;
mod text;
mod units;
mod unlocode;
mod words;
mod world;

use std::path::Path;
use std::sync::Arc;

use encoding_rs::Encoding;

use crate::problem::{Code, Problem, Problems, SourceFile, Span};
use crate::units::{Date, Decimal};

pub use headings::{HeadingRead, SheetKind};
pub use text::DecimalMark;
use text::{SheetGrid, decimal_sign, decode, encoding_named, separator};
use world::ImportedWorld;

/// What a file does not say, and how it is to be read.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The country of places without one, by its two letters.
    pub country: Option<String>,
    /// The currency of prices whose heading names none, and of the scenario where there are no prices.
    pub currency: String,
    /// The day that the scenario asks for.
    pub date: Date,
    /// The place from which the scenario asks; else one end of the way with the most legs.
    pub from: Option<String>,
    /// The place to which it asks; else the other end.
    pub to: Option<String>,
    /// The mode of legs that name none.
    pub mode: Option<String>,
    /// What straight lines are multiplied by to be lengths of ways; else a usual factor of each mode.
    pub winding: Option<Decimal>,
    /// The kilometres within which ends of lines are one place.
    pub snap_km: f64,
    /// The kilometres within which places without legs are joined by a leg.
    pub link_km: Option<f64>,
    /// The encoding of texts; else it is guessed.
    pub encoding: Option<String>,
    /// What a comma in a number is; else it is guessed.
    pub decimal: Option<DecimalMark>,
    /// The saved headings of an earlier import.
    pub mapping: Option<Arc<SourceFile>>,
}

impl ImportOptions {
    /// Returns the options of an import of which only the day is said.
    pub fn new(date: Date) -> Self {
        let (country, from, to, mode, winding, link_km, encoding, decimal, mapping) = Default::default();
        let (currency, snap_km) = ("EUR".to_owned(), 1.0);
        Self { country, currency, date, from, to, mode, winding, snap_km, link_km, encoding, decimal, mapping }
    }
}

/// A file to import.
#[derive(Clone, Copy, Debug)]
pub struct ImportFile<'a> {
    /// Its path, for messages.
    pub path: &'a Path,
    /// Its bytes.
    pub bytes: &'a [u8],
}

impl ImportFile<'_> {
    fn name(self) -> String {
        super::shipped::shown(self.path)
    }
}

/// Why nothing is imported.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ImportError {
    /// The options name what is not there.
    #[error("{0}")]
    Option(String),
    /// The files have no leg that can be read.
    #[error("no leg can be read")]
    Problems(Problems),
}

/// How a file or sheet was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRead {
    /// The name of the file, with that of the sheet.
    pub name: String,
    /// The encoding; nothing for a sheet of a workbook.
    pub encoding: Option<&'static str>,
    /// The separator; nothing for a sheet of a workbook.
    pub separator: Option<char>,
    /// What a comma in a number is taken for.
    pub decimal: DecimalMark,
    /// What its rows are, and the row of the headings, counted from 1; nothing where it is not read.
    pub table: Option<(SheetKind, usize)>,
    /// The headings.
    pub headings: Vec<HeadingRead>,
    /// The number of rows that were read.
    pub rows: usize,
    /// The cells of its first row with several, where it is not read.
    pub first_row: Vec<String>,
}

/// A scenario made of files.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The files by their path in the scenario's folder.
    pub files: Vec<(&'static str, String)>,
    /// How each file or sheet was read.
    pub sheets: Vec<SheetRead>,
    /// The number of places.
    pub places: usize,
    /// The number of legs.
    pub legs: usize,
    /// The legs whose length was computed from coordinates, by mode with the winding factor.
    pub computed: Vec<(&'static str, usize, String)>,
    /// The legs without a price.
    pub without_price: usize,
    /// The legs that run at a usual speed, as they have neither a time nor a speed.
    pub at_usual_speed: usize,
    /// The legs of whose direction nothing is said and for whose reverse a row stands: they lead one way.
    pub one_way_by_rows: usize,
    /// The other legs of whose direction nothing is said: they lead both ways.
    pub without_direction: usize,
    /// The places whose country nothing says.
    pub without_country: usize,
    /// The ends of lines that were moved to a place, and the furthest of these moves in kilometres.
    pub snapped: (usize, f64),
    /// The lines that were left out because both their ends are one place within the distance of snapping.
    pub shorter: usize,
    /// The currencies other than the scenario's, for which a rate is needed.
    pub other_currencies: Vec<String>,
    /// The ends of the example question.
    pub asked: (String, String),
    /// What could not be read (errors) and what was supposed (warnings), each with its place.
    pub problems: Problems,
}

/// Returns the encoding that is asked for.
fn asked_encoding(options: &ImportOptions) -> Result<Option<&'static Encoding>, ImportError> {
    let Some(name) = &options.encoding else { return Ok(None) };
    let unknown = || ImportError::Option(format!("no encoding is called `{name}`; such are gbk, utf-16, windows-1251"));
    encoding_named(name).map(Some).ok_or_else(unknown)
}

/// Returns the problem of a text in which some bytes are none of its encoding.
fn not_of_encoding(source: &Arc<SourceFile>, encoding: &str) -> Problem {
    let at = source.text.find('\u{FFFD}').unwrap_or(0);
    let message = format!("`{}` is not read: some of its letters are none of {encoding}", source.name);
    let help = "say the encoding in which it was saved: --encoding gbk, utf-8, windows-1251 or another";
    Problem::new(Code::NotUtf8, message).at(&Span { source: source.clone(), start: at, end: at }).help(help)
}

/// Imports tables of legs and of places: CSV in any usual form, workbooks, and rows of UN/LOCODE.
///
/// # Errors
/// Returns why nothing can be imported.
pub fn import_tables(files: &[ImportFile<'_>], options: &ImportOptions) -> Result<Imported, ImportError> {
    let mut world = ImportedWorld::new(options)?;
    let encoding = asked_encoding(options)?;
    let mut grids = Vec::new();
    for file in files {
        if file.bytes.starts_with(b"PK") || file.bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            grids.extend(sheets(*file, &mut world.problems).into_iter().map(|grid| (grid, None)));
        } else {
            let (text, encoding, is_damaged) = decode(file.bytes, encoding);
            let separator = separator(&text);
            let source = Arc::new(SourceFile::new(file.name(), text));
            if is_damaged {
                world.problems.push(not_of_encoding(&source, encoding));
                continue;
            }
            let grid = SheetGrid::split(source.clone(), separator);
            if let Some(at) = grid.open_at {
                let problem = Problem::new(Code::BadQuotes, "a quote is not closed: what follows it is one cell");
                let span = Span { source, start: at, end: at + 1 };
                world.problems.push(problem.at(&span).help("close it, or remove it"));
            }
            grids.push((grid, Some((encoding, separator))));
        }
    }
    // Places first, so that legs find them whatever the order of the files.
    let mut tables = Vec::new();
    for (grid, form) in grids {
        let decimal = options.decimal.or_else(|| decimal_sign(&grid.rows));
        if unlocode::is_list(&grid) {
            let rows = unlocode::read(&grid, &mut world);
            let (encoding, separator) = form.unzip();
            world.sheets.push(SheetRead {
                name: grid.source.name.clone(),
                encoding,
                separator,
                decimal: decimal.unwrap_or(DecimalMark::Point),
                table: Some((SheetKind::Places, 0)),
                headings: unlocode::headings(),
                rows,
                first_row: Vec::new(),
            });
            continue;
        }
        tables.push((sheet::SheetTable::find(grid, &world.mapping()), form, decimal));
    }
    tables.sort_by_key(|(table, ..)| table.kind() != Some(SheetKind::Places));
    for (table, form, decimal) in tables {
        let rows = table.read(decimal, &mut world);
        let name = table.grid.source.name.clone();
        let (encoding, separator) = form.unzip();
        world.sheets.push(SheetRead {
            name,
            encoding,
            separator,
            decimal: decimal.unwrap_or(DecimalMark::Point),
            table: table.place(),
            headings: table.headings().to_vec(),
            rows,
            first_row: if table.kind().is_none() { table.first_row() } else { Vec::new() },
        });
    }
    world.finish()
}

/// Imports a map of lines and points: GeoJSON, or `OpenStreetMap` as XML.
///
/// # Errors
/// Returns why nothing can be imported.
pub fn import_map(file: ImportFile<'_>, options: &ImportOptions) -> Result<Imported, ImportError> {
    let mut world = ImportedWorld::new(options)?;
    geojson::read(file, asked_encoding(options)?, &mut world);
    world.finish()
}

/// Reads the sheets of a workbook.
#[cfg(feature = "xlsx")]
fn sheets(file: ImportFile<'_>, problems: &mut Problems) -> Vec<SheetGrid> {
    use super::book::XlsxBook;

    let mut grids = Vec::new();
    let mut read = || {
        let mut book = XlsxBook::open(file.bytes)?;
        for name in book.names() {
            let sheet = book.sheet(&name)?;
            let source = Arc::new(SourceFile::of_sheet(&file.name(), &name, sheet.text, sheet.rows));
            let mut grid = SheetGrid::split(source.clone(), ',');
            for fault in sheet.faults {
                match &fault.merged {
                    Some(range) => grid.fill_merged(range),
                    None => grid.faults.push((fault.bytes, fault.message, fault.help)),
                }
            }
            grid.is_text = false;
            grids.push(grid);
        }
        Ok::<_, super::book::BookError>(())
    };
    if let Err(error) = read() {
        problems.push(Problem::new(Code::CannotRead, format!("`{}` cannot be read: {error}", file.name())));
    }
    grids
}

#[cfg(not(feature = "xlsx"))]
fn sheets(file: ImportFile<'_>, problems: &mut Problems) -> Vec<SheetGrid> {
    let problem =
        Problem::new(Code::CannotRead, format!("`{}` is a workbook, which this build does not read", file.name()));
    problems.push(problem.help("save it as CSV"));
    Vec::new()
}
