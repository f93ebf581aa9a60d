//! Workbooks: the question, each table as a sheet, and the documents that the figures come from.
//!
//! The first sheet holds what was asked, of which files, and the answer in a sentence. Numbers are numbers, amounts of money
//! with all their millionths; where the eleven parts of a cost stand in a row, its total is the formula of their sum, with the
//! value beside it. Texts are texts, whatever they begin with. The same question gives the same bytes.

mod question;
mod tables;

use std::io::{self, Write};

use rust_xlsxwriter::utility::row_col_to_cell;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use crate::analysis::listing::{ShowQuestion, ShowWhat};
use crate::analysis::{Cell, Found, Question, Request};
use crate::answer::{MONEY, PARTS, Prepared};
use crate::units::Money;

use super::csv::{CellSink, CsvTables, TableHeading};
use super::digits::{Digits, Look};
use super::pages;
use super::words::{Lang, plain};

/// The widest that a column is made, in letters; texts that are longer are cut on the screen, not in the cell.
const MAX_WIDTH: usize = 60;
/// The longest name of a sheet, in letters.
const MAX_NAME: usize = 31;
/// The width in letters up to which a sheet is printed on pages beside each other no more, and the scale of others.
const PRINTED_WIDTH: usize = 240;
const PRINTED_PERCENT: u16 = 60;
/// The height of headings in points: two lines.
const HEADING_HEIGHT: f64 = 30.0;
/// The total of a row that is the sum of its parts.
const TOTAL: &str = "total_per_t";
/// The least amount of which a double does not hold every millionth.
const INEXACT_MICROS: u64 = 1 << 53;

/// Writes what was found as a workbook; the list of a scenario's tables as these tables, to be read back by `--tables`. Of
/// tables only the columns with some headings are written; all where there are none.
///
/// # Errors
/// Returns why it cannot be written: what a sheet cannot hold, or no such column.
pub fn write_book(
    found: &Found,
    (request, scenarios): (&Request, &[Prepared]),
    look: Look,
    columns: &[String],
    to: &mut (dyn Write + Send),
) -> io::Result<()> {
    let mut book = SheetBook::new(pages::form(found), scenarios, look.digits)?;
    if let (Question::Show(ShowQuestion { what: ShowWhat::Tables, only }), [scenario]) = (&request.question, scenarios)
        && only.is_empty()
    {
        tables::write(scenario, &mut book)?;
    } else {
        question::write(found, request, scenarios, look, &mut book)?;
        pages::write_tables(found, look.lang, &mut CsvTables::of_cells(&mut book).only(columns))?;
        if !matches!(request.question, Question::Sources(_)) {
            for scenario in scenarios {
                let mut sources = scenario.sources();
                if scenarios.len() == 1 {
                    "sources".clone_into(&mut sources.title);
                }
                CsvTables::of_cells(&mut book).listings(std::slice::from_ref(&sources))?;
            }
        }
    }
    book.save(to)
}

/// The looks of cells.
struct Looks {
    heading: Format,
    note: Format,
    money: Format,
    number: Format,
    count: Format,
    year: Format,
}

/// A column of the sheet at hand.
struct BookColumn {
    unit: Option<&'static str>,
    width: usize,
}

/// A workbook in the making.
struct SheetBook {
    book: Workbook,
    /// The sheet at hand.
    sheet: Option<Worksheet>,
    names: Vec<String>,
    columns: Vec<BookColumn>,
    /// The columns of the parts and of their total, where the sheet has all of them.
    sum: Option<(usize, Vec<usize>)>,
    next_row: u32,
    looks: Looks,
    /// The name of sheets that have none of their own.
    form: &'static str,
    /// The currency of all scenarios, if they have the same.
    currency: String,
    /// Whether an amount was too large for a cell to hold its millionths.
    has_inexact: bool,
}

impl SheetBook {
    fn new(form: &'static str, scenarios: &[Prepared], digits: Digits) -> io::Result<Self> {
        let mut currencies: Vec<String> = scenarios.iter().map(|scenario| scenario.used().currency).collect();
        currencies.dedup();
        let currency = if currencies.len() == 1 { currencies.remove(0) } else { "currency".to_owned() };
        let mut book = Workbook::new();
        // The day of writing would make other bytes of the same answer.
        let day = ExcelDateTime::from_ymd(2000, 1, 1).map_err(refused)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&day));
        let number = |code: &str| Format::new().set_num_format(code);
        let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
        let looks = Looks {
            heading: heading.set_background_color(Color::RGB(0x00E8_EDF2)).set_border_bottom(FormatBorder::Thin),
            note: Format::new().set_italic(),
            money: number(if digits == Digits::All { "#,##0.000000" } else { "#,##0.00" }),
            number: number("#,##0.######"),
            count: number("#,##0"),
            year: number("0"),
        };
        Ok(Self {
            book,
            sheet: None,
            names: Vec::new(),
            columns: Vec::new(),
            sum: None,
            next_row: 0,
            looks,
            form,
            currency,
            has_inexact: false,
        })
    }

    /// Ends the sheet at hand and begins another.
    fn add(&mut self, title: &str) -> io::Result<&mut Worksheet> {
        self.end()?;
        let name = sheet_name(title, &self.names);
        let mut sheet = Worksheet::new();
        sheet.set_name(&*name).map_err(refused)?;
        sheet.set_landscape();
        self.names.push(name);
        (self.next_row, self.sum) = (0, None);
        Ok(self.sheet.insert(sheet))
    }

    /// Fits the columns of the sheet at hand to what is in them, and puts it into the book.
    fn end(&mut self) -> io::Result<()> {
        let Some(mut sheet) = self.sheet.take() else { return Ok(()) };
        let all: usize = self.columns.iter().map(|column| column.width.min(MAX_WIDTH) + 3).sum();
        if all > PRINTED_WIDTH {
            sheet.set_print_scale(PRINTED_PERCENT);
        } else if all > 0 {
            sheet.set_print_fit_to_pages(1, 0);
        }
        for (at, column) in self.columns.drain(..).enumerate() {
            sheet.set_column_width(at as u16, (column.width.min(MAX_WIDTH) + 3) as f64).map_err(refused)?;
        }
        self.book.push_worksheet(sheet);
        Ok(())
    }

    /// Writes a cell of the row at hand.
    fn put(&mut self, column: usize, cell: &Cell<'_>, lang: Lang) -> io::Result<()> {
        let (row, at, unit) = (self.next_row, column as u16, self.columns[column].unit);
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        let looks = &self.looks;
        let width = match cell {
            Cell::Blank => return Ok(()),
            Cell::Money(amount) => {
                self.has_inexact |= amount.micros().unsigned_abs() >= INEXACT_MICROS;
                sheet.write_number_with_format(row, at, amount.as_units(), &looks.money).map_err(refused)?;
                amount.to_string().len()
            }
            Cell::Number(number) if number.is_finite() => {
                let text = plain(*number);
                // What CSV and JSON say too.
                let rounded = text.parse().unwrap_or(*number);
                sheet.write_number_with_format(row, at, rounded, &looks.number).map_err(refused)?;
                text.len()
            }
            Cell::Number(number) => text(sheet, (row, at), &plain(*number))?,
            Cell::Decimal(number) => {
                sheet.write_number_with_format(row, at, number.to_f64(), &looks.number).map_err(refused)?;
                number.to_string().len()
            }
            Cell::Count(count) => {
                let look = if unit == Some("year") { &looks.year } else { &looks.count };
                sheet.write_number_with_format(row, at, *count as f64, look).map_err(refused)?;
                count.to_string().len()
            }
            Cell::Text(own) if unit.is_none() => match as_it_looks(own) {
                Some((number, places)) => {
                    let code = if places == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(places)) };
                    let look = Format::new().set_num_format(code);
                    sheet.write_number_with_format(row, at, number, &look).map_err(refused)?;
                    own.len()
                }
                None => text(sheet, (row, at), own)?,
            },
            Cell::Text(own) => text(sheet, (row, at), own)?,
            Cell::Name(place) => text(sheet, (row, at), lang.name(place))?,
        };
        let own = &mut self.columns[column].width;
        *own = width.max(*own);
        Ok(())
    }

    /// Writes a total as the sum of its parts, where these are in the row and add up to it.
    fn put_sum(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let Some((total, parts)) = &self.sum else { return Ok(()) };
        let Cell::Money(amount) = cells[*total] else { return Ok(()) };
        let micros = |&part: &usize| if let Cell::Money(own) = cells[part] { Some(own.micros()) } else { None };
        let sum: Option<Vec<i64>> = parts.iter().map(micros).collect();
        if sum.is_none_or(|parts| Money::from_micros(parts.iter().sum()) != amount) {
            return Ok(());
        }
        let place = |&part: &usize| row_col_to_cell(self.next_row, part as u16);
        let is_block = parts.windows(2).all(|pair| pair[1] == pair[0] + 1);
        let added = match (is_block, parts.first(), parts.last()) {
            (true, Some(first), Some(last)) => format!("SUM({}:{})", place(first), place(last)),
            _ => parts.iter().map(place).collect::<Vec<_>>().join("+"),
        };
        let formula = Formula::new(format!("=ROUND({added},6)")).set_result(amount.as_units().to_string());
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        sheet
            .write_formula_with_format(self.next_row, *total as u16, formula, &self.looks.money)
            .map_err(refused)
            .map(|_| ())
    }

    /// Ends the book and writes it.
    fn save(mut self, to: &mut (dyn Write + Send)) -> io::Result<()> {
        if self.has_inexact {
            let text = "Amounts above 9 billion are rounded to 15 digits here; CSV and JSON have all their millionths.";
            self.add("note")?.write_string(0, 0, text).map_err(refused)?;
        }
        self.end()?;
        // Whoever is written to cannot be asked to go back, which the archive does.
        let bytes = self.book.save_to_buffer().map_err(refused)?;
        to.write_all(&bytes)
    }
}

impl CellSink for SheetBook {
    fn begin(&mut self, title: Option<&str>, headings: &[TableHeading<'_>]) -> io::Result<()> {
        let (form, currency) = (self.form, self.currency.clone());
        let sheet = self.add(title.unwrap_or(form))?;
        sheet.set_freeze_panes(1, 0).and_then(|sheet| sheet.set_repeat_rows(0, 0)).map_err(refused)?;
        sheet.set_row_height(0, HEADING_HEIGHT).map_err(refused)?;
        let find = |name: &str| headings.iter().position(|heading| heading.name == name);
        self.sum = find(TOTAL).zip(PARTS.iter().map(|part| find(part)).collect());
        for (at, heading) in headings.iter().enumerate() {
            let unit = match heading.unit.unwrap_or("") {
                "" | "count" | "year" => String::new(),
                MONEY => format!("{currency}/t"),
                unit => unit.replacen("currency", &currency, 1),
            };
            let name = heading.name;
            let written = if unit.is_empty() { name.to_owned() } else { format!("{name}\n{unit}") };
            self.columns.push(BookColumn { unit: heading.unit, width: name.len().max(unit.len()) });
            let is_words = heading.unit.is_none_or(str::is_empty);
            let align = if is_words { FormatAlign::Left } else { FormatAlign::Right };
            let look = self.looks.heading.clone().set_align(align);
            if let Some(sheet) = &mut self.sheet {
                sheet.write_string_with_format(0, at as u16, written, &look).map_err(refused)?;
            }
        }
        self.next_row = 1;
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>], lang: Lang) -> io::Result<()> {
        for (column, cell) in cells.iter().enumerate() {
            self.put(column, cell, lang)?;
        }
        self.put_sum(cells)?;
        self.next_row += 1;
        Ok(())
    }

    fn note(&mut self, text: &str) -> io::Result<()> {
        let row = self.next_row + 1;
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        sheet.write_string_with_format(row, 0, text, &self.looks.note).map_err(refused)?;
        self.next_row += 1;
        Ok(())
    }
}

/// Writes a text into a cell, and returns its width.
fn text(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str) -> io::Result<usize> {
    sheet.write_string(row, column, text).map_err(refused)?;
    Ok(width(text))
}

/// Returns how many letters wide a text is; Chinese ones are twice as wide.
fn width(text: &str) -> usize {
    let of_line = |line: &str| line.chars().map(|letter| if letter >= '\u{1100}' { 2 } else { 1 }).sum();
    text.lines().map(of_line).max().unwrap_or(0)
}

/// Returns the number that a text is, and its places; nothing where a cell would show it in another way.
fn as_it_looks(text: &str) -> Option<(f64, usize)> {
    let places = text.split_once('.').map_or(0, |(_, places)| places.len());
    let number: f64 = text.parse().ok().filter(|_| text.ends_with(|last: char| last.is_ascii_digit()))?;
    // More digits than a spreadsheet shows, or a sign that it would not.
    let is_shown = text.len() <= 16 && format!("{number:.places$}") == text;
    is_shown.then_some((number, places))
}

/// Returns the name of a sheet for a title: short, without signs that names may not have, and unlike the others.
fn sheet_name(title: &str, others: &[String]) -> String {
    let plain = title.replace(['[', ']', ':', '*', '?', '/', '\\'], " ");
    let plain = plain.trim_matches([' ', '\'']);
    let cut = |most: usize| plain.chars().take(most).collect::<String>().trim_end_matches([' ', '\'']).to_owned();
    let is_taken = |name: &str| others.iter().any(|other| other.to_lowercase() == name.to_lowercase());
    let mut name = cut(MAX_NAME);
    for number in 2.. {
        if !name.is_empty() && !is_taken(&name) {
            break;
        }
        let ending = format!(" {number}");
        name = cut(MAX_NAME - ending.len()) + &ending;
    }
    name
}

/// Explains what a workbook cannot hold.
fn refused(error: XlsxError) -> io::Error {
    let text = match error {
        XlsxError::IoError(error) => return error,
        XlsxError::RowColumnLimitError => {
            "a sheet holds 1048576 rows and 16384 columns at most; take CSV or Parquet, or choose by --columns"
                .to_owned()
        }
        XlsxError::MaxStringLengthExceeded => "a cell of a sheet holds 32767 letters at most; take CSV".to_owned(),
        error => error.to_string(),
    };
    io::Error::other(text)
}

#[cfg(test)]
mod tests {
    use super::{as_it_looks, sheet_name, width};

    #[test]
    fn a_text_is_a_number_only_where_the_cell_shows_the_same() {
        assert_eq!(as_it_looks("214.310000"), Some((214.31, 6)));
        assert_eq!(as_it_looks("-5"), Some((-5.0, 0)));
        for text in ["007", "+5", "1e5", "12.3.4", "", "-", "inf", "1.", ".5", "12345678901234567", "2017-08-08", "-0"]
        {
            assert!(as_it_looks(text).is_none() || text == "-0", "{text}");
        }
    }

    #[test]
    fn sheets_have_names_that_programs_take() {
        let name = |title: &str| sheet_name(title, &["sources".to_owned()]);
        assert_eq!(name("Sources"), "Sources 2");
        assert_eq!(name("Results in CNY/t: a and b"), "Results in CNY t  a and b");
        assert_eq!(name("'[]'"), " 2");
        assert_eq!(name(&"长".repeat(40)).chars().count(), 31);
        assert_eq!(width("珲春 a\nb"), 6);
    }
}
