//! What was found, in every format: one place that knows which question has which.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::analysis::{Cell, Column};
use crate::units::words;

use super::json::document;
use super::page::Page;
use super::words::{Lang, plain};
use super::{Look, csv, markdown};

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
        /// For maps.
        Geojson = "geojson",
    }
}

impl Format {
    /// Returns whether it is read by people, who see no more than a page shows.
    pub const fn is_page(self) -> bool {
        matches!(self, Self::Table | Self::Markdown)
    }
}

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
    const FORMATS: &'static [Format] = &[Format::Table, Format::Markdown, Format::Json, Format::Csv];

    /// Lays it out for people.
    fn page(&self, look: Look) -> Page;

    /// Writes it as CSV.
    fn csv(&self, _lang: Lang) -> String {
        String::new()
    }

    /// Writes it as GeoJSON.
    fn geojson(&self, _lang: Lang) -> String {
        String::new()
    }

    /// Writes it as JSON.
    fn json(&self) -> String {
        document(Self::FORM, self)
    }
}

/// Writes rows as CSV, by a list of columns.
pub fn rows<R>(columns: &[Column<R>], rows: impl IntoIterator<Item = R>, lang: Lang) -> String {
    let header = columns.iter().map(|column| column.heading.to_owned()).collect();
    let cells = |row: R| columns.iter().map(|column| text(&(column.cell)(&row), lang)).collect();
    csv::write(header, rows.into_iter().map(cells))
}

/// Writes a cell as text.
pub(super) fn text(cell: &Cell<'_>, lang: Lang) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => text.clone().into_owned(),
        Cell::Name(place) => lang.name(place).to_owned(),
        Cell::Money(amount) => amount.to_string(),
        Cell::Number(number) => plain(*number),
        Cell::Decimal(number) => number.to_string(),
        Cell::Count(number) => number.to_string(),
    }
}

/// Writes a result in a format that it has.
pub(super) fn render<T: Shown>(found: &T, format: Format, look: Look, screen: Screen) -> String {
    match format {
        Format::Table => on_screen(&found.page(look), screen),
        Format::Markdown => markdown::render(&found.page(look)),
        Format::Json => found.json(),
        Format::Csv => found.csv(look.lang),
        Format::Geojson => found.geojson(look.lang),
    }
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
        /// Writes what was found; none where it has no such format, see `formats`.
        pub fn write(
            found: &$crate::analysis::Found,
            format: $crate::present::Format,
            look: $crate::present::Look,
            screen: $crate::present::Screen,
        ) -> Option<String> {
            #[allow(unused_parens, reason = "they are around what is found where a question has one kind of result")]
            match found {
                $($crate::analysis::Found::$name($($kind)?(found)) => {
                    <$found as $crate::present::Shown>::FORMATS
                        .contains(&format)
                        .then(|| $crate::present::shown::render(found, format, look, screen))
                })+
            }
        }

        /// Returns the formats in which the answer to a question can be written.
        pub const fn formats(question: &$crate::analysis::Question) -> &'static [$crate::present::Format] {
            #[allow(unreachable_patterns, reason = "of a question with several lines the first one counts")]
            match question {
                $($crate::analysis::Question::$name(_) => <$found as $crate::present::Shown>::FORMATS,)+
            }
        }

        /// The JSON forms.
        pub(in $crate::present) const FORMS: &[$crate::present::shown::Described] =
            &[$($crate::present::shown::described::<$found>()),+];
    };
}

pub(super) use shown;
