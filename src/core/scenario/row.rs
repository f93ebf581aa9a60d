//! Rows and cells of the tables, checked against their columns but not yet interpreted.

use std::collections::BTreeMap;

use crate::problem::{Span, is_same_name, meant};
use crate::units::{Date, Decimal, Grade, Months, Period};

use super::columns::TableName;

/// The word behind an `@` that names the period without a first day of a row that does not hold on the date.
pub(super) const ALWAYS: &str = "always";

/// The value of a cell, of the kind of its column.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A key, name, choice or reference.
    Text(String),
    /// A number with all its digits.
    Number(Decimal),
    /// `yes` or `no`.
    Flag(bool),
    /// The first day of a validity.
    From(Date),
    /// The last day of a validity.
    To(Date),
    /// A set of months.
    Months(Months),
    /// Words or references.
    Words(Vec<String>),
}

/// One cell that is not blank.
#[derive(Clone, Debug, PartialEq)]
pub struct TableCell {
    /// The value of the cell.
    pub value: Value,
    /// The position; for a value set from outside the file, the position of the file's own value.
    pub span: Span,
}

impl TableCell {
    /// Returns the words of a cell that holds words.
    pub(super) fn words(&self) -> &[String] {
        match &self.value {
            Value::Words(words) => words,
            _ => &[],
        }
    }

    /// Returns the position of one of the words of the cell.
    pub(super) fn span_of(&self, word: &str) -> Span {
        let mut at = self.span.start;
        for piece in self.span.text().split(';') {
            if piece.trim().trim_matches('"').trim() == word {
                let start = at + piece.find(word).unwrap_or(0);
                return Span { source: self.span.source.clone(), start, end: start + word.len() };
            }
            at += piece.len() + 1;
        }
        self.span.clone()
    }
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The table of the row.
    pub table: TableName,
    /// One entry for each of the table's columns, in their order; blank cells are `None`.
    pub cells: Vec<Option<TableCell>>,
    /// The position of the start of the row.
    pub span: Span,
}

impl Row {
    fn position(&self, column: &str) -> Option<usize> {
        self.table.columns().iter().position(|known| known.name == column)
    }

    /// Returns a cell by the name of its column, unless it is blank.
    pub fn cell(&self, column: &str) -> Option<&TableCell> {
        self.cells[self.position(column)?].as_ref()
    }

    /// Replaces a cell, for overrides; `None` makes it blank.
    pub(super) fn set_cell(&mut self, column: &str, cell: Option<TableCell>) {
        if let Some(index) = self.position(column) {
            self.cells[index] = cell;
        }
    }

    /// Returns the path of the row: rows that do not hold on a date are named with the first day of their period.
    pub fn path(&self, date: Date) -> String {
        let (table, key, period) = (self.table, self.key(), self.period());
        match (period.contains(date), period.from) {
            (true, _) => format!("{table}.{key}"),
            (false, Some(from)) => format!("{table}.{key}@{from}"),
            (false, None) => format!("{table}.{key}@{ALWAYS}"),
        }
    }

    /// Returns the row's key.
    pub fn key(&self) -> &str {
        self.text("key").unwrap_or("")
    }

    /// Returns the key and the names that the row has, in any language.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        ["key", "name", "name_zh", "name_ru"].into_iter().filter_map(|column| self.text(column))
    }

    /// Returns whether a word is its key or one of its names.
    pub fn is_called(&self, word: &str) -> bool {
        self.names().any(|name| is_same_name(name, word))
    }

    /// Returns the text of a cell that is a key, name, choice or reference.
    pub fn text(&self, column: &str) -> Option<&str> {
        match &self.cell(column)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the text of a selecting cell; `None` for blank and `*`, which select any.
    pub fn selector(&self, column: &str) -> Option<&str> {
        self.text(column).filter(|&text| text != "*")
    }

    /// Returns the number of a cell.
    pub fn number(&self, column: &str) -> Option<Decimal> {
        match self.cell(column)?.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Returns whether a cell is `yes`.
    pub fn flag(&self, column: &str) -> bool {
        matches!(self.cell(column).map(|cell| &cell.value), Some(Value::Flag(true)))
    }

    /// Returns the words of a cell; no words where it is blank.
    pub fn words(&self, column: &str) -> &[String] {
        self.cell(column).map_or(&[], TableCell::words)
    }

    /// Returns the months of a cell.
    pub fn months(&self, column: &str) -> Option<Months> {
        match self.cell(column)?.value {
            Value::Months(months) => Some(months),
            _ => None,
        }
    }

    /// Returns the days on which the row is in force: for a service, from its first to its last departure.
    pub fn period(&self) -> Period {
        match self.table {
            TableName::Services => self.period_of("first", "last"),
            _ => self.period_of("valid_from", "valid_to"),
        }
    }

    /// Returns the period given by two columns of the row.
    pub fn period_of(&self, from: &str, to: &str) -> Period {
        let day = |column: &str| match self.cell(column)?.value {
            Value::From(date) | Value::To(date) => Some(date),
            _ => None,
        };
        Period { from: day(from), to: day(to) }
    }

    /// Returns whether the row is in force on a day: in its period, and for a price in its months of each year.
    pub fn holds_on(&self, day: Date) -> bool {
        let prices = matches!(self.table, TableName::Tariffs | TableName::Handling | TableName::Borders);
        let is_shut = prices && self.months("months").is_some_and(|months| !months.contains(day.month()));
        self.period().contains(day) && !is_shut
    }

    /// Returns the day whose prices the row's prices are at: the middle of `price_year`, if it is given.
    pub fn priced_on(&self) -> Option<Date> {
        self.period_of("price_year", "price_year").from
    }

    /// Returns the row's grade; rows of tables without grades count as published.
    pub fn grade(&self) -> Grade {
        self.text("grade").and_then(Grade::named).unwrap_or(Grade::Published)
    }

    /// Returns a column's unit with the row's own currency and basis.
    pub fn unit(&self, of_column: &str) -> String {
        if let (Some(own), true) = (self.text("unit"), of_column.starts_with("as the unit")) {
            return own.to_owned();
        }
        ["currency", "basis", "quote"].into_iter().fold(of_column.to_owned(), |unit, column| match self.text(column) {
            Some(word) => unit.replace(column, word),
            None => unit,
        })
    }

    /// Returns the position of a cell, or of the row where the cell is blank.
    pub fn span_of(&self, column: &str) -> &Span {
        self.cell(column).map_or(&self.span, |cell| &cell.span)
    }
}

/// Returns the rows that a word calls: the one whose key it is, or else those of that name in any language.
pub fn called_rows<'a>(rows: &'a [Row], word: &str) -> Vec<&'a Row> {
    let of_key = rows.iter().find(|row| row.key() == word);
    of_key.map_or_else(|| rows.iter().filter(|row| row.is_called(word)).collect(), |row| vec![row])
}

/// Returns the rows that a word calls by their keys or names, or else those that someone may have meant by it.
pub fn similar_rows<'a>(rows: &'a [Row], word: &str) -> Vec<&'a Row> {
    let called = called_rows(rows, word);
    if !called.is_empty() {
        return called;
    }
    let named: Vec<(&Row, Vec<&str>)> = rows.iter().map(|row| (row, row.names().collect())).collect();
    meant(word, &named)
}

/// The layered tables of a scenario: later layers replace rows of equal key and period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    rows: BTreeMap<TableName, Vec<Row>>,
}

impl Tables {
    /// Returns the rows of a table in file order; no rows where the table is absent.
    pub fn rows(&self, table: TableName) -> &[Row] {
        self.rows.get(&table).map_or(&[], Vec::as_slice)
    }

    /// Returns the rows of a table for layering and overrides to change.
    pub(super) fn rows_mut(&mut self, table: TableName) -> &mut Vec<Row> {
        self.rows.entry(table).or_default()
    }
}
