//! Plain lists of what a scenario holds, and expectations as such a list.

use crate::analysis::listing::{Expectation, Listing};

use crate::present::page::{Page, Table};
use crate::present::words::{count, sentence};

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
        table = match title {
            "path" | "key" => table.paths(title),
            _ if is_number => table.numbers(title),
            _ => table.words(title),
        };
    }
    for row in &listing.rows {
        table.row(kept.iter().map(|&column| cell(row, column)));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{Expectation, Listing, expectations, page};
    use crate::present::{csv, json, markdown};

    fn listing() -> Listing {
        Listing {
            title: "legs of 珲春".into(),
            columns: ["key", "note", "distance_km"].map(String::from).to_vec(),
            rows: vec![["a", "", "12.5"].map(String::from).to_vec(), ["b", "", ""].map(String::from).to_vec()],
            notes: vec!["Only rows valid on the date".into()],
        }
    }

    #[test]
    fn blank_columns_are_left_out_for_people_only() {
        insta::assert_snapshot!(markdown::render(&page(&[listing()])), @r"
        # legs of 珲春

        | key | distance\_km |
        | --- | ---: |
        | a | 12.5 |
        | b |  |

        Only rows valid on the date.
        ");
        assert_eq!(csv::listings(&[listing()]), "key,note,distance_km\r\na,,12.5\r\nb,,\r\n");
        let value: serde_json::Value = serde_json::from_str(&json::listings(&[listing()])).expect("JSON");
        assert_eq!(value["listings"][0]["rows"][0][2], "12.5");
    }

    #[test]
    fn unmet_expectations_come_first() {
        let expectation =
            |text: &str, met| Expectation { place: "a.toml:1:1".into(), text: text.into(), met, found: "x".into() };
        let listing = expectations(&[expectation("one", true), expectation("two", false)]);
        assert_eq!(listing.rows[0], ["NOT MET", "two", "x", "a.toml:1:1"]);
        assert_eq!(listing.notes, ["2 expectations, 1 not met"]);
    }
}
