//! Handling rows, indexed by operation and place.

use std::collections::BTreeMap;

use crate::ids::PlaceId;

use super::HandlingRow;
use super::words::Operation;

/// The handling rows in force.
///
/// Every arc of a network selects its rows, so rows about other places and operations must not be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Handling {
    rows: Vec<HandlingRow>,
    /// The positions of the rows of an operation at a place, or at any place.
    at: BTreeMap<(Operation, Option<PlaceId>), Vec<u32>>,
}

impl Handling {
    /// Iterates over all rows in the order of their keys.
    pub fn all(&self) -> impl Iterator<Item = &HandlingRow> {
        self.rows.iter()
    }

    /// Replaces the rows of an operation at a place; they are tried before the rows for any place.
    ///
    /// A row for any place among them keeps its specificity; where it ties with itself, the first is used.
    pub(super) fn replace(&mut self, operation: Operation, place: PlaceId, rows: Vec<HandlingRow>) {
        let first = self.rows.len() as u32;
        self.rows.extend(rows);
        self.at.insert((operation, Some(place)), (first..self.rows.len() as u32).collect());
    }

    /// Iterates over the rows of an operation at a place, then over those for any place.
    pub fn at(&self, operation: Operation, place: PlaceId) -> impl Iterator<Item = &HandlingRow> {
        let rows = [Some(place), None].into_iter().filter_map(move |place| self.at.get(&(operation, place)));
        rows.flatten().map(|&row| &self.rows[row as usize])
    }
}

impl From<Vec<HandlingRow>> for Handling {
    fn from(rows: Vec<HandlingRow>) -> Self {
        let mut at: BTreeMap<_, Vec<u32>> = BTreeMap::new();
        for (position, row) in rows.iter().enumerate() {
            at.entry((row.operation, row.place)).or_default().push(position as u32);
        }
        Self { rows, at }
    }
}
