//! Handling rows, found by what is done and where.

use std::collections::BTreeMap;

use crate::ids::PlaceId;

use super::HandlingRow;
use super::words::Operation;

/// Holds the handling rows in force.
///
/// Every arc of a network asks which rows hold for it, so rows about other places and operations must not be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Handling {
    rows: Vec<HandlingRow>,
    /// The positions of the rows of an operation at a place, or at any.
    at: BTreeMap<(Operation, Option<PlaceId>), Vec<u32>>,
}

impl Handling {
    /// Iterates over all rows in the order of their keys.
    pub fn all(&self) -> impl Iterator<Item = &HandlingRow> {
        self.rows.iter()
    }

    /// Gives a place rows of its own for an operation, which are asked before those that speak of any place.
    ///
    /// A row of any place among them is as specific as it was: where it ties with itself, the first is taken.
    pub(super) fn replace(&mut self, operation: Operation, place: PlaceId, rows: Vec<HandlingRow>) {
        let first = self.rows.len() as u32;
        self.rows.extend(rows);
        self.at.insert((operation, Some(place)), (first..self.rows.len() as u32).collect());
    }

    /// Iterates over the rows of an operation that speak of a place, then over those that speak of any.
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
