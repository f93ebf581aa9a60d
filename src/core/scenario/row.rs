//! Rows and cells of the tables, checked against their columns but not yet given a meaning.

use std::collections::BTreeMap;

use crate::problem::Span;
use crate::units::{Date, Decimal, Grade, Months, Period};

use super::columns::TableName;

/// Is what a cell says, read as its column asks.
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

/// Is one cell that is not blank.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// What it says.
    pub value: Value,
    /// Where it stands; for a value set from outside the file, where the file's own value stands.
    pub span: Span,
}

/// Is one row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its table.
    pub table: TableName,
    /// One entry for each of the table's columns, in their order; blank cells are `None`.
    pub cells: Vec<Option<Cell>>,
    /// Where the row begins.
    pub span: Span,
}

impl Row {
    /// Returns a cell by the name of its column, unless it is blank.
    pub fn cell(&self, column: &str) -> Option<&Cell> {
        let index = self.table.columns().iter().position(|known| known.name == column)?;
        self.cells[index].as_ref()
    }

    /// Lends a cell for overrides, unless it is blank.
    pub(super) fn cell_mut(&mut self, column: &str) -> Option<&mut Cell> {
        let index = self.table.columns().iter().position(|known| known.name == column)?;
        self.cells[index].as_mut()
    }

    /// Replaces a cell for overrides; `None` makes it blank.
    pub(super) fn set_cell(&mut self, column: &str, cell: Option<Cell>) {
        if let Some(index) = self.table.columns().iter().position(|known| known.name == column) {
            self.cells[index] = cell;
        }
    }

    /// Returns the row's key.
    pub fn key(&self) -> &str {
        self.text("key").unwrap_or("")
    }

    /// Returns the text of a cell that holds a key, name, choice or reference.
    pub fn text(&self, column: &str) -> Option<&str> {
        match &self.cell(column)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the text of a selecting cell; blank and `*` are `None`: any.
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

    /// Tells whether a cell says `yes`.
    pub fn flag(&self, column: &str) -> bool {
        matches!(self.cell(column).map(|cell| &cell.value), Some(Value::Flag(true)))
    }

    /// Returns the words of a cell; none where it is blank.
    pub fn words(&self, column: &str) -> &[String] {
        match self.cell(column).map(|cell| &cell.value) {
            Some(Value::Words(words)) => words,
            _ => &[],
        }
    }

    /// Returns the months of a cell.
    pub fn months(&self, column: &str) -> Option<Months> {
        match self.cell(column)?.value {
            Value::Months(months) => Some(months),
            _ => None,
        }
    }

    /// Returns the days on which the row holds: those of a service are from its first to its last departure.
    pub fn period(&self) -> Period {
        match self.table {
            TableName::Services => self.period_of("first", "last"),
            _ => self.period_of("valid_from", "valid_to"),
        }
    }

    /// Returns a period from two of its columns.
    pub fn period_of(&self, from: &str, to: &str) -> Period {
        let from = match self.cell(from).map(|cell| &cell.value) {
            Some(Value::From(date)) => Some(*date),
            _ => None,
        };
        let to = match self.cell(to).map(|cell| &cell.value) {
            Some(Value::To(date)) => Some(*date),
            _ => None,
        };
        Period { from, to }
    }

    /// Returns the row's grade; rows of tables without grades count as published.
    pub fn grade(&self) -> Grade {
        self.text("grade").and_then(|word| word.parse().ok()).unwrap_or(Grade::Published)
    }

    /// Returns the span of a cell, or of the row where the cell is blank.
    pub fn span_of(&self, column: &str) -> &Span {
        self.cell(column).map_or(&self.span, |cell| &cell.span)
    }
}

/// Holds the layered tables of a scenario: later layers replace rows of equal key and period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    rows: BTreeMap<TableName, Vec<Row>>,
}

impl Tables {
    /// Returns the rows of a table in file order; none where the table is absent.
    pub fn rows(&self, table: TableName) -> &[Row] {
        self.rows.get(&table).map_or(&[], Vec::as_slice)
    }

    /// Lends the rows of a table for layering and overrides.
    pub(super) fn rows_mut(&mut self, table: TableName) -> &mut Vec<Row> {
        self.rows.entry(table).or_default()
    }
}
