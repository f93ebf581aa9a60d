//! The rows of a list that some words name.

use std::collections::BTreeMap;

use crate::answer::Prepared;
use crate::model::FigureOwner;
use crate::problem::folded;
use crate::scenario::{Kind, Row, TableName, is_like};

use super::{Listing, ShowWhat};

/// The columns whose texts are sentences, which hold words by chance.
const SENTENCES: [&str; 2] = ["note", "source"];

/// A row of a list with what else it may be called by: the cells of its table, and the names of its places.
struct Named<'a> {
    cells: &'a [String],
    own: Option<Row<'a>>,
}

impl Prepared {
    /// Keeps the rows of a list that all words name, and says how many they are.
    ///
    /// A word names a row that holds it in a cell or in a name of one of its places; a word with `*` names a row of which a
    /// whole cell is like it.
    pub(super) fn keep_only(&self, list: &mut Listing, what: ShowWhat, only: &[String]) {
        if only.is_empty() {
            return;
        }
        let all = list.rows.len();
        let owners = self.owners(what);
        let places = self.scenario.tables.rows(TableName::Places);
        let places: BTreeMap<&str, Row<'_>> = places.iter().map(|row| (row.key(), row)).collect();
        let silent: Vec<bool> = list.columns.iter().map(|column| SENTENCES.contains(&column.as_str())).collect();
        let rows = std::mem::take(&mut list.rows);
        let kept = rows.into_iter().enumerate().filter(|(position, cells)| {
            let named = Named { cells, own: owners.get(*position).copied().flatten() };
            only.iter().all(|word| named.holds(word, &silent, &places))
        });
        list.rows = kept.map(|(_, cells)| cells).collect();
        list.notes.push(format!("{} of {all} rows hold {}", list.rows.len(), only.join(" and ")));
    }

    /// Returns the rows of tables that the rows of a list are about, where they are about one.
    fn owners(&self, what: ShowWhat) -> Vec<Option<Row<'_>>> {
        let tables = &self.scenario.tables;
        match what {
            ShowWhat::Table(table) => tables.rows(table).iter().map(Some).collect(),
            ShowWhat::Figures => {
                let of = |owner: FigureOwner| match owner {
                    FigureOwner::Row(table, row) => tables.rows(table).get(row),
                    _ => None,
                };
                self.model.register.iter().map(|(_, figure)| of(figure.owner)).collect()
            }
            ShowWhat::Tables | ShowWhat::Network | ShowWhat::Unused => Vec::new(),
        }
    }
}

impl Named<'_> {
    fn holds(&self, word: &str, silent: &[bool], places: &BTreeMap<&str, Row<'_>>) -> bool {
        let lower = folded(word);
        let is_named = |text: &str| {
            let text = folded(text);
            if lower.contains('*') { is_like(&text, &lower) } else { text.contains(&lower) }
        };
        let cells = self.cells.iter().zip(silent).filter(|(_, silent)| !**silent);
        cells.into_iter().any(|(cell, _)| is_named(cell))
            || self.own.is_some_and(|row| texts(row, places).any(is_named))
    }
}

/// Returns the texts of a row's cells, and the names of the places that they are.
fn texts<'a>(row: Row<'a>, places: &'a BTreeMap<&str, Row<'a>>) -> impl Iterator<Item = &'a str> {
    let columns = row.table().columns().iter().filter(|column| !SENTENCES.contains(&column.name));
    columns.filter_map(move |column| Some((column, row.text(column.name)?))).flat_map(move |(column, text)| {
        let is_place = matches!(column.kind, Kind::Ref(TableName::Places) | Kind::RefOrAny(TableName::Places));
        let place = if is_place { places.get(text) } else { None };
        std::iter::once(text).chain(place.into_iter().flat_map(|place| place.names()))
    })
}
