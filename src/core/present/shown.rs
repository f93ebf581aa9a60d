//! What was found, in every format: one place that knows which question has which.

use std::io::{self, Write};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::analysis::Found;
use crate::units::words;

use super::csv::{self, CsvTables};
use super::json::{self, document};
use super::page::Page;
use super::words::Lang;
use super::{Look, markdown};

words! {
    /// An output format.
    Format {
        /// Tables and sentences for a terminal.
        Table = "table",
        /// The same for a report.
        Markdown = "markdown",
        /// For programs.
        Json = "json",
        /// For spreadsheets and data frames.
        Csv = "csv",
        /// A workbook.
        Xlsx = "xlsx",
        /// For maps.
        Geojson = "geojson",
        /// For data frames, with types.
        Parquet = "parquet",
        /// For a browser.
        Html = "html",
    }
}

impl Format {
    /// Returns whether it is read by people, who see no more than a page shows.
    pub const fn is_page(self) -> bool {
        matches!(self, Self::Table | Self::Markdown)
    }
}

/// The formats of what has pages and rows.
pub(super) const PAGES_AND_ROWS: &[Format] =
    &[Format::Table, Format::Markdown, Format::Json, Format::Csv, Format::Xlsx, Format::Parquet];

/// The formats of what can be shown on a map, too.
pub(super) const ALL_BUT_HTML: &[Format] =
    &[Format::Table, Format::Markdown, Format::Json, Format::Csv, Format::Xlsx, Format::Geojson, Format::Parquet];

/// The width and the colours of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// The width in columns.
    pub columns: u16,
    /// Whether headings are bold.
    pub colour: bool,
}

/// A result that can be written.
///
/// JSON and its schema are derived from the type, CSV comes from its list of columns; only the page is written by hand.
pub trait Shown: Serialize + JsonSchema {
    /// The name of its JSON form: what follows `corridor.` in the document's `schema`.
    const FORM: &'static str;
    /// The formats that it has.
    const FORMATS: &'static [Format] = PAGES_AND_ROWS;

    /// Lays it out for people.
    fn page(&self, look: Look) -> Page;

    /// Writes it as CSV.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    fn write_csv(&self, _lang: Lang, _to: &mut CsvTables<'_>) -> io::Result<()> {
        Ok(())
    }

    /// Returns it as CSV.
    fn csv(&self, lang: Lang) -> String {
        csv::into_text(|to| self.write_csv(lang, to)).0
    }

    /// Writes it as GeoJSON.
    fn geojson(&self, _lang: Lang) -> String {
        String::new()
    }

    /// Writes it as one page for a browser.
    fn html(&self, _lang: Lang) -> String {
        String::new()
    }

    /// Writes it as JSON.
    ///
    /// # Errors
    /// Returns why it cannot be written.
    fn write_json(&self, to: &mut dyn Write) -> io::Result<()> {
        document(Self::FORM, self, to)
    }

    /// Returns it as JSON.
    fn json(&self) -> String {
        json::into_text(|to| self.write_json(to))
    }
}

/// Writes a result in a format that it has; returns whether a cell was made inert.
pub(super) fn render<T: Shown>(
    found: &T,
    format: Format,
    look: Look,
    screen: Screen,
    columns: &[String],
    to: &mut (dyn Write + Send),
) -> io::Result<bool> {
    match format {
        Format::Table => to.write_all(on_screen(&found.page(look), screen).as_bytes())?,
        Format::Markdown => to.write_all(markdown::render(&found.page(look)).as_bytes())?,
        Format::Json => found.write_json(to)?,
        Format::Csv => {
            let mut tables = CsvTables::new(to).only(columns);
            found.write_csv(look.lang, &mut tables)?;
            return Ok(tables.has_inert());
        }
        // A workbook holds the question too: see `xlsx::write_book`.
        Format::Xlsx => return Err(io::ErrorKind::Unsupported.into()),
        #[cfg(feature = "formats")]
        Format::Parquet => super::parquet::into_file(to, columns, |tables| found.write_csv(look.lang, tables))?,
        #[cfg(not(feature = "formats"))]
        Format::Parquet => return Err(io::ErrorKind::Unsupported.into()),
        Format::Geojson => to.write_all(found.geojson(look.lang).as_bytes())?,
        Format::Html => to.write_all(found.html(look.lang).as_bytes())?,
    }
    Ok(false)
}

#[cfg(feature = "formats")]
fn on_screen(page: &Page, screen: Screen) -> String {
    super::terminal::render(page, screen.columns, screen.colour)
}

/// Without the crate that lays out terminal tables a page is written as Markdown.
#[cfg(not(feature = "formats"))]
fn on_screen(page: &Page, _screen: Screen) -> String {
    markdown::render(page)
}

/// The name of a JSON form, and what describes its body.
pub(super) type Described = (&'static str, fn(&mut SchemaGenerator) -> Schema);

pub(super) const fn described<T: Shown>() -> Described {
    (T::FORM, |generator| generator.root_schema_for::<T>())
}

/// One line a question: its variant and what is found. A question with several kinds of result has a line for each, with
/// the variant of what is found; all of them have the same formats.
macro_rules! shown {
    ($($name:ident($found:ty) $(as $kind:path)?;)+) => {
        /// Writes what was found, row by row; returns whether a cell was made inert for spreadsheets. Of CSV
        /// and Parquet only the columns with some headings are written; all where there are none.
        ///
        /// # Errors
        /// Returns why it cannot be written; where it has no such format, see `formats`, that is unsupported, and where it has
        /// no such column, invalid input. Workbooks are written by `xlsx::write_book`.
        pub fn write_to(
            found: &$crate::analysis::Found,
            format: $crate::present::Format,
            look: $crate::present::Look,
            screen: $crate::present::Screen,
            columns: &[String],
            to: &mut (dyn std::io::Write + Send),
        ) -> std::io::Result<bool> {
            #[allow(unused_parens, reason = "they are around what is found where a question has one kind of result")]
            match found {
                $($crate::analysis::Found::$name($($kind)?(found)) => {
                    if !<$found as $crate::present::Shown>::FORMATS.contains(&format) {
                        return Err(std::io::ErrorKind::Unsupported.into());
                    }
                    $crate::present::shown::render(found, format, look, screen, columns, to)
                })+
            }
        }

        /// Lays out what was found for people.
        pub fn page(found: &$crate::analysis::Found, look: $crate::present::Look) -> $crate::present::page::Page {
            #[allow(unused_parens, reason = "they are around what is found where a question has one kind of result")]
            match found {
                $($crate::analysis::Found::$name($($kind)?(found)) => $crate::present::Shown::page(found, look).closed(),)+
            }
        }

        /// Returns the formats in which the answer to a question can be written.
        pub const fn formats(question: &$crate::analysis::Question) -> &'static [$crate::present::Format] {
            #[allow(unreachable_patterns, reason = "of a question with several lines the first one counts")]
            match question {
                $($crate::analysis::Question::$name(_) => <$found as $crate::present::Shown>::FORMATS,)+
            }
        }

        /// Returns the name of the JSON form of what was found.
        #[cfg(feature = "xlsx")]
        pub(in $crate::present) const fn form(found: &$crate::analysis::Found) -> &'static str {
            #[allow(unused_parens, reason = "they are around what is found where a question has one kind of result")]
            match found {
                $($crate::analysis::Found::$name($($kind)?(_)) => <$found as $crate::present::Shown>::FORM,)+
            }
        }

        /// Writes the tables of what was found.
        #[cfg(feature = "xlsx")]
        pub(in $crate::present) fn write_tables(
            found: &$crate::analysis::Found,
            lang: $crate::present::Lang,
            to: &mut $crate::present::csv::CsvTables<'_>,
        ) -> std::io::Result<()> {
            #[allow(unused_parens, reason = "they are around what is found where a question has one kind of result")]
            match found {
                $($crate::analysis::Found::$name($($kind)?(found)) => {
                    $crate::present::Shown::write_csv(found, lang, to)
                })+
            }
        }

        /// The JSON forms.
        pub(in $crate::present) const FORMS: &[$crate::present::shown::Described] =
            &[$($crate::present::shown::described::<$found>()),+];
    };
}

pub(super) use shown;

/// Returns what was found as text; none where it has no such format, see [`formats`](super::formats).
pub fn write(found: &Found, format: Format, look: Look, screen: Screen) -> Option<String> {
    let mut bytes = Vec::new();
    super::write_to(found, format, look, screen, &[], &mut bytes).ok()?;
    String::from_utf8(bytes).ok()
}
