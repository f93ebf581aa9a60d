//! Rows and cells of the tables, checked against their columns but not yet interpreted.

use std::borrow::Cow;

use crate::problem::{Span, is_same_name};
use crate::units::{Date, Decimal, Grade, Lang, Months, Period, TimeOfDay};

use super::cell::{self, WEEKDAYS};
use super::columns::{Kind, TableColumn, TableName};
use super::stored::StoredTable;
use super::value::Value;

/// The word behind an `@` that names the period without a first day of a row that does not hold on the date.
pub(super) const ALWAYS: &str = "always";

/// One row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a StoredTable,
    position: u32,
}

/// One cell that is not blank.
#[derive(Clone, Copy, Debug)]
pub struct TableCell<'a> {
    row: Row<'a>,
    column: usize,
    text: &'a str,
}

impl<'a> TableCell<'a> {
    /// Returns the text, without quotes around it.
    pub const fn text(self) -> &'a str {
        self.text
    }

    /// Returns the value; nothing where the text is none for its column, which reading reports.
    pub fn value(self) -> Option<Value> {
        cell::read(self.text, self.kind()).ok().flatten()
    }

    fn kind(self) -> &'static TableColumn {
        &self.row.table.name.columns()[self.column]
    }

    /// Returns the words of a cell of words, or the only word of another.
    pub(super) fn words(self) -> impl Iterator<Item = &'a str> + Clone {
        let is_list = self.kind().kind.is_list();
        let alone = (!is_list && self.text != "*").then_some(self.text);
        cell::words(if is_list { self.text } else { "" }).chain(alone)
    }

    /// Returns the position; for a text set from outside the file, that of the file's own text.
    pub fn span(self) -> Span {
        self.row.table.span(self.row.position(), self.column).unwrap_or_else(|| self.row.span())
    }
}

/// Returns the position of one of the words of a cell.
pub(super) fn span_of_word(cell: Span, word: &str) -> Span {
    let mut at = cell.start;
    for piece in cell.text().split(';') {
        if piece.trim().trim_matches('"').trim() == word {
            let start = at + piece.find(word).unwrap_or(0);
            return Span { source: cell.source.clone(), start, end: start + word.len() };
        }
        at += piece.len() + 1;
    }
    cell
}

impl<'a> Row<'a> {
    pub(super) const fn new(table: &'a StoredTable, position: usize) -> Self {
        Self { table, position: position as u32 }
    }

    /// Returns the table of the row.
    pub const fn table(self) -> TableName {
        self.table.name
    }

    /// Returns the position of the row in its table.
    pub const fn position(self) -> usize {
        self.position as usize
    }

    /// Returns a cell by the name of its column, unless it is blank.
    pub fn cell(self, column: &str) -> Option<TableCell<'a>> {
        self.cell_of(self.table.name.position(column)?)
    }

    /// Returns a cell by the position of its column, unless it is blank.
    pub(super) fn cell_of(self, column: usize) -> Option<TableCell<'a>> {
        let text = self.table.text(self.position(), column)?;
        Some(TableCell { row: self, column, text })
    }

    /// Returns the text of a cell as its file has it, whatever it was set to; nothing where it is blank there.
    pub fn written(self, column: &str) -> Option<Cow<'a, str>> {
        self.table.written(self.position(), self.table.name.position(column)?)
    }

    /// Returns the path of the row: rows that do not hold on a date are named with the first day of their period.
    pub fn path(self, date: Date) -> String {
        let (table, key, period) = (self.table.name, self.key(), self.period());
        match (period.contains(date), period.from) {
            (true, _) => format!("{table}.{key}"),
            (false, Some(from)) => format!("{table}.{key}@{from}"),
            (false, None) => format!("{table}.{key}@{ALWAYS}"),
        }
    }

    /// Returns the row's key.
    pub fn key(self) -> &'a str {
        self.table.key(self.position())
    }

    /// Returns the key and the names that the row has, in any language.
    pub fn names(self) -> impl Iterator<Item = &'a str> {
        ["key", "name", "name_zh", "name_ru"].into_iter().filter_map(move |column| self.text(column))
    }

    /// Returns its name in a language, or else the English one.
    pub fn name(self, lang: Lang) -> Option<&'a str> {
        lang.choose(self.text("name"), self.text("name_zh"), self.text("name_ru"))
    }

    /// Returns whether a word is its key or one of its names.
    pub fn is_called(self, word: &str) -> bool {
        self.names().any(|name| is_same_name(name, word))
    }

    /// Returns the text of a cell that is a key, name, choice or reference.
    pub fn text(self, column: &str) -> Option<&'a str> {
        let cell = self.cell(column)?;
        cell.kind().kind.is_text().then_some(cell.text)
    }

    /// Returns the text of a selecting cell; `None` for blank and `*`, which select any.
    pub fn selector(self, column: &str) -> Option<&'a str> {
        self.text(column).filter(|&text| text != "*")
    }

    /// Returns the number of a cell.
    pub fn number(self, column: &str) -> Option<Decimal> {
        let cell = self.cell(column)?;
        matches!(cell.kind().kind, Kind::Number { .. }).then(|| Decimal::parse(cell.text).ok()).flatten()
    }

    /// Returns whether a cell is `yes`.
    pub fn flag(self, column: &str) -> bool {
        self.cell(column).is_some_and(|cell| cell.kind().kind == Kind::Flag && cell.text == "yes")
    }

    /// Returns the words of a cell of words; no words where it is blank.
    pub fn words(self, column: &str) -> impl Iterator<Item = &'a str> + Clone {
        let cell = self.cell(column).filter(|cell| cell.kind().kind.is_list());
        cell::words(cell.map_or("", TableCell::text))
    }

    /// Returns the months of a cell.
    pub fn months(self, column: &str) -> Option<Months> {
        Months::parse(self.cell(column)?.text)
    }

    /// Returns the days of a cell; none where it is blank.
    pub fn days(self, column: &str) -> Vec<Date> {
        match self.cell(column).and_then(TableCell::value) {
            Some(Value::Days(days)) => days,
            _ => Vec::new(),
        }
    }

    /// Returns the time of day of a cell.
    pub fn time(self, column: &str) -> Option<TimeOfDay> {
        match self.cell(column)?.value()? {
            Value::Time(time) => Some(time),
            _ => None,
        }
    }

    /// Returns the days of the week of a cell, 0 for Monday, in the order of the week; none where it is blank.
    pub fn weekdays(self, column: &str) -> Vec<u32> {
        let position = |word: &str| WEEKDAYS.iter().position(|day| *day == word).map(|day| day as u32);
        let mut days: Vec<u32> = self.words(column).filter_map(position).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Returns the days on which the row is in force: for a service, from its first to its last departure.
    pub fn period(self) -> Period {
        match self.table.name {
            TableName::Services => self.period_of("first", "last"),
            _ => self.period_of("valid_from", "valid_to"),
        }
    }

    /// Returns the period given by two columns of the row.
    pub fn period_of(self, from: &str, to: &str) -> Period {
        let day = |column: &str| match self.cell(column)?.value()? {
            Value::From(date) | Value::To(date) => Some(date),
            _ => None,
        };
        Period { from: day(from), to: day(to) }
    }

    /// Returns whether the row is in force on a day: in its period, and for a price, support or a capacity in its months of
    /// each year.
    pub fn holds_on(self, day: Date) -> bool {
        let is_seasonal = self.table.name.is_seasonal();
        let is_shut = is_seasonal && self.months("months").is_some_and(|months| !months.contains(day.month()));
        self.period().contains(day) && !is_shut
    }

    /// Returns the day whose prices the row's prices are at: the middle of `price_year`, if it is given.
    pub fn priced_on(self) -> Option<Date> {
        self.period_of("price_year", "price_year").from
    }

    /// Returns the row's grade; rows of tables without grades count as published.
    pub fn grade(self) -> Grade {
        self.text("grade").and_then(Grade::named).unwrap_or(Grade::Published)
    }

    /// Returns a column's unit with the row's own currency and basis.
    pub fn unit(self, of_column: &str) -> String {
        if let (Some(own), true) = (self.text("unit"), of_column.starts_with("as the unit")) {
            return own.to_owned();
        }
        if self.text("basis") == Some("value") && of_column.starts_with("currency/basis") {
            return "share of value".to_owned();
        }
        ["currency", "basis", "quote"].into_iter().fold(of_column.to_owned(), |unit, column| match self.text(column) {
            Some(word) => unit.replace(column, word),
            None => unit,
        })
    }

    /// Returns the position of the start of the row.
    pub fn span(self) -> Span {
        self.table.span_of_row(self.position())
    }

    /// Returns the position of a cell, or of the row where the cell is blank.
    pub fn span_of(self, column: &str) -> Span {
        self.cell(column).map_or_else(|| self.span(), TableCell::span)
    }
}
