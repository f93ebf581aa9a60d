//! Plain lists of what a scenario holds, and expectations as such a list.

use std::io;

use crate::analysis::expect::Expectations;
use crate::analysis::listing::{Listing, Listings};

use crate::present::csv::CsvTables;
use crate::present::digits::Look;
use crate::present::page::{Align, Columns, Page, Table};
use crate::present::shown::Shown;
use crate::present::words::{Lang, sentence};

impl Shown for Listings {
    const FORM: &'static str = "listing";

    fn page(&self, look: Look) -> Page {
        page(&self.listings, look.lang)
    }

    fn write_csv(&self, _lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.listings(&self.listings)
    }
}

impl Shown for Expectations {
    const FORM: &'static str = "listing";

    fn page(&self, look: Look) -> Page {
        page(&self.listings, look.lang)
    }

    fn write_csv(&self, _lang: Lang, to: &mut CsvTables<'_>) -> io::Result<()> {
        to.listings(&self.listings)
    }
}

/// Lays out lists, one after the other; columns that are blank throughout are left out, and names in other languages than
/// that asked for, where the list does not keep them.
fn page(listings: &[Listing], lang: Lang) -> Page {
    let mut page = Page::new();
    for listing in listings {
        page.heading(1, &*listing.title);
        if listing.rows.is_empty() {
            page.text("Nothing.");
        } else {
            page.table(table(listing, lang));
        }
        for note in &listing.notes {
            page.text(sentence(note));
        }
    }
    page
}

fn table(listing: &Listing, lang: Lang) -> Table {
    let cell = |row: &Vec<String>, column: usize| row.get(column).cloned().unwrap_or_default();
    let is_read = |column: usize| match listing.columns[column].rsplit_once('_') {
        Some((_, "zh")) => lang == Lang::Zh,
        Some((_, "ru")) => lang == Lang::Ru,
        _ => true,
    };
    let kept: Vec<usize> = (0..listing.columns.len())
        .filter(|&column| listing.keeps_all_names || is_read(column))
        .filter(|&column| column == 0 || listing.rows.iter().any(|row| !cell(row, column).is_empty()))
        .collect();
    let keys = kept.iter().filter(|&&column| column <= listing.more_keys).count();
    let mut columns = Columns::new();
    for &column in &kept {
        let mut cells = listing.rows.iter().map(|row| cell(row, column));
        let is_number = column > 0 && cells.all(|cell| cell.is_empty() || cell.parse::<f64>().is_ok());
        let title = &*listing.columns[column];
        let align = match title {
            "path" | "key" => Align::Path,
            _ if is_number => Align::Right,
            _ => Align::Left,
        };
        columns = columns.column(align, title, move |row| cell(row, column));
    }
    Table { keys, ..columns.table(&listing.rows) }
}

#[cfg(test)]
mod tests {
    use super::{Expectations, Lang, Listing, Listings, Look, Shown};
    use crate::analysis::expect::Expectation;
    use crate::present::markdown;
    #[cfg(feature = "formats")]
    use crate::present::sample::screen;

    fn sample() -> Listings {
        let mut listing = Listing::new("legs of 珲春", &["key", "note", "distance_km"]);
        listing.rows = [["a", "", "12.5"], ["b", "", ""]].map(|row| row.map(String::from).to_vec()).to_vec();
        listing.notes.push("Only rows valid on the date".into());
        Listings { listings: vec![listing] }
    }

    #[test]
    fn blank_columns_are_left_out_for_people_only() {
        insta::assert_snapshot!(markdown::render(&sample().page(Look::default())), @r"
        # legs of 珲春

        | key | distance\_km |
        | --- | ---: |
        | a | 12.5 |
        | b |  |

        Only rows valid on the date.
        ");
        assert_eq!(sample().csv(Lang::En), "key,note,distance_km\r\na,,12.5\r\nb,,\r\n");
    }

    #[test]
    fn unmet_expectations_come_first() {
        let expectation =
            |text: &str, met| Expectation { place: "a.toml:1:1".into(), text: text.into(), met, found: "x".into() };
        let expectations = Expectations::new(&[expectation("one", true), expectation("two", false)]);
        let listing = &expectations.listings[0];
        assert!(!expectations.are_met);
        assert_eq!(listing.rows[0], ["NOT MET", "two", "x", "a.toml:1:1"]);
        assert_eq!(listing.notes, ["2 expectations, 1 not met"]);
    }

    /// Returns a list whose rows are told apart by two columns.
    #[cfg(feature = "formats")]
    fn pairs() -> Listings {
        let mut listing =
            Listing::new("Results", &["from", "to", "before-the-change", "after-the-change", "difference"]);
        let row =
            |to: &str, after: &str, more: &str| ["hunchun", to, "184.310000", after, more].map(String::from).to_vec();
        listing.rows = vec![row("ningbo", "186.310000", "2.000000"), row("shanghai", "181.310000", "-3.000000")];
        listing.more_keys = 1;
        Listings { listings: vec![listing] }
    }

    #[cfg(feature = "formats")]
    #[test]
    fn each_piece_of_a_wide_list_names_its_rows() {
        insta::assert_snapshot!(screen(&pairs(), 60), @r"
        Results
        ═══════

        ───────────────────────────────────────────────────────────
         from      to         before-the-change   after-the-change
        ───────────────────────────────────────────────────────────
         hunchun   ningbo            184.310000         186.310000
         hunchun   shanghai          184.310000         181.310000
        ───────────────────────────────────────────────────────────

        ─────────────────────────────────
         from      to         difference
        ─────────────────────────────────
         hunchun   ningbo       2.000000
         hunchun   shanghai    -3.000000
        ─────────────────────────────────
        ");
    }

    #[test]
    fn a_list_looks_like_this_to_programs() {
        insta::assert_snapshot!(sample().json(), @r#"
        {
          "schema": "corridor.listing",
          "version": 1,
          "program": "corridor 0.1.0",
          "listings": [
            {
              "title": "legs of 珲春",
              "columns": [
                "key",
                "note",
                "distance_km"
              ],
              "rows": [
                [
                  "a",
                  "",
                  "12.5"
                ],
                [
                  "b",
                  "",
                  ""
                ]
              ],
              "notes": [
                "Only rows valid on the date"
              ]
            }
          ]
        }
        "#);
    }
}
