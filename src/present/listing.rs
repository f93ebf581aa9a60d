//! Plain lists of what a scenario holds, and expectations as such a list.

use crate::results::{Expectation, Listing};

use super::page::{Page, Table};
use super::words::{count, sentence};

/// Lays out lists, one after the other; columns that are blank throughout are left out.
pub fn page(listings: &[Listing]) -> Page {
    let mut page = Page::new();
    for listing in listings {
        page.heading(1, &*listing.title);
        if listing.rows.is_empty() {
            page.text("Nothing.");
        } else {
            page.table(table(listing));
        }
        for note in &listing.notes {
            page.text(sentence(note));
        }
    }
    page
}

/// Makes a list of expectations, those that are not met first.
pub fn expectations(expectations: &[Expectation]) -> Listing {
    let failed = expectations.iter().filter(|expectation| !expectation.met).count();
    let ordered = expectations
        .iter()
        .filter(|expectation| !expectation.met)
        .chain(expectations.iter().filter(|expectation| expectation.met));
    let rows = ordered.map(|expectation| {
        let met = if expectation.met { "met" } else { "NOT MET" };
        [met, &expectation.text, &expectation.found, &expectation.place].map(String::from).to_vec()
    });
    let note = match (expectations.len(), failed) {
        (0, _) => "The scenarios expect nothing".to_owned(),
        (all, 0) => format!("{}, all met", count(all, "expectation")),
        (all, failed) => format!("{}, {failed} not met", count(all, "expectation")),
    };
    Listing {
        title: "Expectations".to_owned(),
        columns: ["result", "expected", "found", "place"].map(String::from).to_vec(),
        rows: rows.collect(),
        notes: vec![note],
    }
}

fn table(listing: &Listing) -> Table {
    let cell = |row: &Vec<String>, column: usize| row.get(column).cloned().unwrap_or_default();
    let kept: Vec<usize> = (0..listing.columns.len())
        .filter(|&column| column == 0 || listing.rows.iter().any(|row| !cell(row, column).is_empty()))
        .collect();
    let mut table = Table::new();
    for &column in &kept {
        let mut cells = listing.rows.iter().map(|row| cell(row, column));
        let is_number = column > 0 && cells.all(|cell| cell.is_empty() || cell.parse::<f64>().is_ok());
        let title = &*listing.columns[column];
        table = if is_number { table.numbers(title) } else { table.words(title) };
    }
    for row in &listing.rows {
        table.row(kept.iter().map(|&column| cell(row, column)));
    }
    table
}
