//! Tables in memory: the positions of cells in their files, column by column.
//!
//! Nothing is copied out of a file, and a value is read from its cell when it is asked for: reading has checked that it
//! can be. Only texts that differ from what is written are kept beside the positions: changed cells, and those in which
//! quotes are doubled.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::problem::{SourceFile, Span};

use super::columns::TableName;
use super::key_index::KeyIndex;
use super::sheet::unquoted;

/// The bytes of a cell in its file, without quotes around it; equal ends where it is blank.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct CellPlace {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl CellPlace {
    /// Creates the place of some bytes; files are shorter than 4 GB.
    pub(super) const fn of(bytes: &Range<usize>) -> Self {
        Self { start: bytes.start as u32, end: bytes.end as u32 }
    }
}

/// The file of a row, and the bytes of its first cell there.
#[derive(Clone, Copy, Debug, PartialEq)]
struct RowPlace {
    source: u32,
    first: CellPlace,
}

/// The rows of one table, column by column.
#[derive(Clone, Debug)]
pub struct StoredTable {
    /// Which table it is.
    pub(super) name: TableName,
    sources: Vec<Arc<SourceFile>>,
    rows: Vec<RowPlace>,
    /// The cells of each column; no cells where no row gives it.
    columns: Vec<Vec<CellPlace>>,
    /// The texts that are not those of the file, by row and column; `None` for cells made blank.
    texts: BTreeMap<(u32, u8), Option<Arc<str>>>,
    /// The rows in the order of their keys, those of one key in their own order.
    by_key: OnceLock<Vec<u32>>,
    /// The rows by their keys.
    index: OnceLock<KeyIndex>,
}

impl PartialEq for StoredTable {
    fn eq(&self, other: &Self) -> bool {
        let Self { name, sources, rows, columns, texts, by_key: _, index: _ } = self;
        (name, sources, rows, columns, texts)
            == (&other.name, &other.sources, &other.rows, &other.columns, &other.texts)
    }
}

impl StoredTable {
    /// Creates a table without rows.
    pub(super) fn new(name: TableName) -> Self {
        let columns = name.columns().iter().map(|_| Vec::new()).collect();
        let (sources, rows, texts) = (Vec::new(), Vec::new(), BTreeMap::new());
        Self { name, sources, rows, columns, texts, by_key: OnceLock::new(), index: OnceLock::new() }
    }

    /// Adds a row without cells, and returns its position.
    pub(super) fn push(&mut self, source: &Arc<SourceFile>, first: CellPlace) -> usize {
        let place = self.place(source, first);
        self.rows.push(place);
        for column in self.columns.iter_mut().filter(|column| !column.is_empty()) {
            column.push(CellPlace::default());
        }
        (self.by_key, self.index) = (OnceLock::new(), OnceLock::new());
        self.rows.len() - 1
    }

    fn place(&mut self, source: &Arc<SourceFile>, first: CellPlace) -> RowPlace {
        let known = self.sources.iter().rposition(|known| Arc::ptr_eq(known, source)).unwrap_or_else(|| {
            self.sources.push(source.clone());
            self.sources.len() - 1
        });
        RowPlace { source: known as u32, first }
    }

    /// Sets the position of a cell.
    pub(super) fn put(&mut self, row: usize, column: usize, cell: CellPlace) {
        let column = &mut self.columns[column];
        if column.is_empty() {
            column.resize(self.rows.len(), CellPlace::default());
        }
        column[row] = cell;
    }

    /// Gives a cell another text than that of the file; `None` makes it blank.
    pub(super) fn set(&mut self, row: usize, column: usize, text: Option<&str>) {
        self.texts.insert((row as u32, column as u8), text.map(Arc::from));
    }

    /// Adds a row of another table of the same name.
    pub(super) fn add(&mut self, other: &Self, at: usize) {
        let own = self.push(other.source(at), other.rows[at].first);
        self.copy(own, other, at);
    }

    /// Puts a row of another table of the same name in place of one.
    pub(super) fn replace(&mut self, own: usize, other: &Self, at: usize) {
        self.rows[own] = self.place(other.source(at), other.rows[at].first);
        let before = self.texts.range((own as u32, 0)..=(own as u32, u8::MAX)).map(|(&at, _)| at);
        for at in before.collect::<Vec<_>>() {
            self.texts.remove(&at);
        }
        self.copy(own, other, at);
    }

    fn copy(&mut self, own: usize, other: &Self, at: usize) {
        for column in 0..self.columns.len() {
            let cell = other.columns[column].get(at).copied().unwrap_or_default();
            if cell != CellPlace::default() || !self.columns[column].is_empty() {
                self.put(own, column, cell);
            }
        }
        let texts = other.texts.range((at as u32, 0)..=(at as u32, u8::MAX));
        self.texts.extend(texts.map(|(&(_, column), text)| ((own as u32, column), text.clone())));
    }

    /// Returns the number of rows.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns the text of a cell; nothing where it is blank.
    pub(super) fn text(&self, row: usize, column: usize) -> Option<&str> {
        if !self.texts.is_empty()
            && let Some(text) = self.texts.get(&(row as u32, column as u8))
        {
            return text.as_deref();
        }
        let CellPlace { start, end } = *self.columns[column].get(row)?;
        if start == end { None } else { self.source(row).text.get(start as usize..end as usize) }
    }

    /// Returns the text of a cell as its file has it; nothing where it is blank there.
    pub(super) fn written(&self, row: usize, column: usize) -> Option<Cow<'_, str>> {
        let CellPlace { start, end } = *self.columns[column].get(row)?;
        let text = self.source(row).text.get(start as usize..end as usize).filter(|text| !text.is_empty())?;
        // Where quotes are doubled, the place has those around it.
        Some(text.strip_prefix('"').map_or(Cow::Borrowed(text), |rest| Cow::Owned(unquoted(rest))))
    }

    /// Returns the position of a cell in its file, with the quotes around it; nothing where it is blank there.
    pub(super) fn span(&self, row: usize, column: usize) -> Option<Span> {
        let CellPlace { start, end } = *self.columns[column].get(row)?;
        if start == end {
            return None;
        }
        let (source, start, end) = (self.source(row), start as usize, end as usize);
        let bytes = source.text.as_bytes();
        let is_quoted = start > 0 && bytes[start - 1] == b'"' && bytes.get(end) == Some(&b'"');
        let around = usize::from(is_quoted);
        Some(Span { source: source.clone(), start: start - around, end: end + around })
    }

    /// Returns the position of the first cell of a row.
    pub(super) fn span_of_row(&self, row: usize) -> Span {
        let CellPlace { start, end } = self.rows[row].first;
        Span { source: self.source(row).clone(), start: start as usize, end: end as usize }
    }

    /// Returns the file of a row.
    pub(super) fn source(&self, row: usize) -> &Arc<SourceFile> {
        &self.sources[self.rows[row].source as usize]
    }

    /// Returns the rows in the order of their keys, those of one key in their own order.
    pub(super) fn by_key(&self) -> &[u32] {
        self.by_key.get_or_init(|| {
            // Most keys are told apart by their first bytes, which are at hand.
            let beginning = |key: &str| {
                let mut bytes = [0; 8];
                let length = key.len().min(bytes.len());
                bytes[..length].copy_from_slice(&key.as_bytes()[..length]);
                u64::from_be_bytes(bytes)
            };
            let mut order: Vec<(u64, u32)> =
                (0..self.rows.len() as u32).map(|row| (beginning(self.key(row as usize)), row)).collect();
            order.sort_unstable_by(|(left, row), (right, other)| {
                let by_key = || self.key(*row as usize).cmp(self.key(*other as usize));
                left.cmp(right).then_with(by_key).then(row.cmp(other))
            });
            order.into_iter().map(|(_, row)| row).collect()
        })
    }

    /// Returns the first row of a key in the order of the table.
    pub(super) fn row_of(&self, key: &str) -> Option<usize> {
        let key_of = |row: u32| self.key(row as usize);
        let index = self.index.get_or_init(|| KeyIndex::of(self.rows.len(), key_of));
        index.find(key, key_of).map(|row| row as usize)
    }

    /// Returns the key of a row, which is in the first column of every table; empty where it is blank.
    pub(super) fn key(&self, row: usize) -> &str {
        self.text(row, 0).unwrap_or("")
    }
}
