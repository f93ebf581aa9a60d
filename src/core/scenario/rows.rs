//! The tables of a scenario, and the rows of each in their own order and in that of their keys.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::problem::meant;

use super::columns::TableName;
use super::row::Row;
use super::stored::StoredTable;

/// The rows of a table in file order.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    table: Option<&'a StoredTable>,
}

impl<'a> Rows<'a> {
    /// Returns the rows of a table that was read.
    pub(super) const fn of(table: &'a StoredTable) -> Self {
        Self { table: Some(table) }
    }

    /// Returns the number of rows.
    pub fn len(self) -> usize {
        self.table.map_or(0, StoredTable::len)
    }

    /// Returns whether there is none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Iterates over the rows.
    pub fn iter(self) -> RowIter<'a> {
        RowIter { rows: self, positions: 0..self.len() }
    }

    /// Returns a row by its position, if there is one.
    pub fn get(self, position: usize) -> Option<Row<'a>> {
        self.table.filter(|table| position < table.len()).map(|table| Row::new(table, position))
    }

    /// Returns the row of a position.
    ///
    /// # Panics
    /// There is no such row.
    pub fn at(self, position: usize) -> Row<'a> {
        self.get(position).expect("a row of the table")
    }

    /// Returns the positions of the rows in the order of their keys, those of one key in their own order.
    pub fn by_key(self) -> &'a [u32] {
        self.table.map_or(&[], StoredTable::by_key)
    }

    /// Iterates over the rows in the order of their keys.
    pub fn in_key_order(self) -> impl Iterator<Item = Row<'a>> + Clone {
        self.by_key().iter().filter_map(move |&row| self.get(row as usize))
    }

    /// Iterates over the rows of a key in their own order.
    pub fn of_key(self, key: &str) -> impl Iterator<Item = Row<'a>> + use<'a> {
        let order = self.by_key();
        let key_of = |row: u32| self.table.map_or("", |table| table.key(row as usize));
        let first = order.partition_point(|&row| key_of(row) < key);
        let count = order[first..].iter().take_while(|&&row| key_of(row) == key).count();
        order[first..first + count].iter().filter_map(move |&row| self.get(row as usize))
    }

    /// Returns whether a row has a key.
    pub fn has_key(self, key: &str) -> bool {
        self.first_of_key(key).is_some()
    }

    /// Returns the first row of a key.
    pub fn first_of_key(self, key: &str) -> Option<Row<'a>> {
        self.get(self.table?.row_of(key)?)
    }
}

impl<'a> IntoIterator for Rows<'a> {
    type Item = Row<'a>;
    type IntoIter = RowIter<'a>;

    fn into_iter(self) -> RowIter<'a> {
        self.iter()
    }
}

/// An iterator over the rows of a table.
#[derive(Clone, Debug)]
pub struct RowIter<'a> {
    rows: Rows<'a>,
    positions: Range<usize>,
}

impl<'a> Iterator for RowIter<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        self.rows.get(self.positions.next()?)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.positions.size_hint()
    }
}

impl ExactSizeIterator for RowIter<'_> {}

/// The layered tables of a scenario: later layers replace rows of equal key and period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    tables: BTreeMap<TableName, Arc<StoredTable>>,
}

impl Tables {
    /// Returns the rows of a table in file order; no rows where the table is absent.
    pub fn rows(&self, table: TableName) -> Rows<'_> {
        Rows { table: self.tables.get(&table).map(|table| &**table) }
    }

    /// Returns a table for layering and overrides to change.
    pub(super) fn table_mut(&mut self, name: TableName) -> &mut StoredTable {
        Arc::make_mut(self.tables.entry(name).or_insert_with(|| Arc::new(StoredTable::new(name))))
    }

    /// Keeps a table that was read as it is.
    pub(super) fn keep(&mut self, table: StoredTable) {
        self.tables.insert(table.name, Arc::new(table));
    }
}

/// Returns the rows that a word calls: the one whose key it is, or else those of that name in any language.
pub fn called_rows<'a>(rows: Rows<'a>, word: &str) -> Vec<Row<'a>> {
    let of_key = rows.of_key(word).next();
    of_key.map_or_else(|| rows.iter().filter(|row| row.is_called(word)).collect(), |row| vec![row])
}

/// Returns the rows that a word calls by their keys or names, or else those that someone may have meant by it.
pub fn similar_rows<'a>(rows: Rows<'a>, word: &str) -> Vec<Row<'a>> {
    let called = called_rows(rows, word);
    if !called.is_empty() {
        return called;
    }
    let named: Vec<(Row<'a>, Vec<&str>)> = rows.iter().map(|row| (row, row.names().collect())).collect();
    meant(word, &named)
}
