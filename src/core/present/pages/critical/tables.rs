//! The tables of what is critical: who is cut off, who pays more, what each corridor loses.

use crate::analysis::critical::{CorridorLoss, Critical, CriticalElement, LostDemand};
use crate::answer::PlaceName;

use super::words::{a_year, in_words, instead, money, names, names_of, origins, tonnes};
use crate::present::page::{Page, Table};
use crate::present::words::{Lang, and, fixed};

/// The most rows of a table.
pub(super) const MAX_ROWS: usize = 20;

/// Lists what cuts demands off from every corridor.
pub(super) fn cut_off(page: &mut Page, found: &Critical, lang: Lang) {
    let mut cut = in_series(found.elements.iter().filter(|element| !element.lost.is_empty()));
    if cut.is_empty() {
        return;
    }
    cut.sort_by_key(|row| std::cmp::Reverse(row[0].lost.len()));
    page.heading(2, "No route left");
    let mut table = Table::new().words("Without").numbers("Demands cut off").numbers("of");
    if found.tonnes_per_year.is_some() {
        table = table.numbers("t a year");
    }
    table = table.words("From").words("To");
    for row in cut.iter().take(MAX_ROWS) {
        let lost = &row[0].lost;
        let mut cells = vec![in_words(&row[0].name, lang), lost.len().to_string(), found.demands.to_string()];
        if found.tonnes_per_year.is_some() {
            cells.push(tonnes(row[0].lost_tonnes_per_year));
        }
        cells.extend([ends(lost, |lost| &lost.from, lang), ends(lost, |lost| &lost.to, lang)]);
        table.row(cells);
    }
    page.table(table);
    more(page, cut.len());
}

/// Names the different origins or destinations of some demands.
fn ends(lost: &[LostDemand], pick: fn(&LostDemand) -> &PlaceName, lang: Lang) -> String {
    let mut places: Vec<&PlaceName> = Vec::new();
    for place in lost.iter().map(pick) {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    names(&places, lang)
}

/// Lists what makes the cheapest corridor of demands dearer.
pub(super) fn dearer(page: &mut Page, found: &Critical, lang: Lang) {
    let dear = in_series(found.elements.iter().filter(|element| element.demands > 0));
    if dear.is_empty() {
        return;
    }
    page.heading(2, "Dearer for those who still have a route");
    page.table(dearer_table(found, &dear, lang));
    more(page, dear.len());
    if found.demands == 1 {
        page.text(
            "It goes instead: how it went and goes then, by corridor, the port where it goes to sea, and the form in which \
             it travels where that changes.",
        );
        return;
    }
    page.text(
        "Most hit: the origins that lose most. Days more are a mean of all that are hit: those that change their form or \
         corridor may arrive much earlier or later.",
    );
    page.text(
        "How the demands hit went, and where they go instead: by corridor, the port where they go to sea, and the form in \
         which they travel where that changes; the most first:",
    );
    let ways = dear.iter().take(MAX_ROWS);
    page.list(ways.map(|row| format!("{}: {}.", names_of(row, lang), instead(&row[0].moves, lang))).collect());
}

fn dearer_table(found: &Critical, dear: &[Vec<&CriticalElement>], lang: Lang) -> Table {
    let has_tonnes = found.tonnes_per_year.is_some();
    let unit = &found.scenario.currency;
    // Of one demand there is nothing to count and no mean.
    let has_many = found.demands > 1;
    let mut table = Table::new().words(without(found));
    table = if has_many {
        table.numbers("Demands").numbers(format!("Mean {unit}/t")).numbers(format!("Worst {unit}/t"))
    } else {
        table.numbers(format!("{unit}/t more"))
    };
    if has_tonnes {
        table = table.numbers(format!("{unit} a year"));
    }
    table = table.numbers("Days more");
    table = if has_many { table.numbers("Change corridor").words("Most hit") } else { table.words("It goes instead") };
    for row in dear.iter().take(MAX_ROWS) {
        let element = row[0];
        let mut cells = vec![names_of(row, lang)];
        if has_many {
            cells.extend([element.demands.to_string(), money(element.mean_per_t)]);
        }
        cells.push(money(element.worst_per_t));
        if has_tonnes {
            cells.push(a_year(element.per_year));
        }
        cells.push(fixed(element.days_more, 1));
        if has_many {
            cells.extend([element.change_corridor.to_string(), origins(element, lang)]);
        } else {
            cells.push(instead(&element.moves, lang));
        }
        table.row(cells);
    }
    table
}

/// Elements whose loss means the same, with the corridors that lose the same by it.
struct CorridorRow<'a> {
    elements: Vec<&'a CriticalElement>,
    corridors: Vec<&'a CorridorLoss>,
}

/// Lists what each corridor loses where that does not show in the cheapest of all.
pub(super) fn by_corridor(page: &mut Page, found: &Critical, lang: Lang) {
    if found.corridors.len() < 2 {
        return;
    }
    let rows = corridor_rows(found);
    if rows.is_empty() {
        return;
    }
    page.heading(2, "By corridor");
    page.text(
        "What each corridor loses by itself, whether it is the cheapest or not; first what matters to dearer corridors \
         only, so that no demand loses by it.",
    );
    let unit = &found.scenario.currency;
    let mut table = Table::new().words(without(found)).words("Corridor");
    let takes_away = found.slower.is_none();
    if takes_away {
        table = table.numbers("Carries no longer");
    }
    table = table.numbers("Dearer for");
    table = table.numbers(format!("Mean {unit}/t")).numbers(format!("Worst {unit}/t"));
    for row in rows.iter().take(MAX_ROWS) {
        let loss = row.corridors[0];
        let keys: Vec<String> = row.corridors.iter().map(|loss| loss.corridor.clone()).collect();
        let mut cells = vec![names_of(&row.elements, lang), and(&keys)];
        if takes_away {
            cells.push(loss.lost.to_string());
        }
        cells.push(loss.dearer.to_string());
        cells.extend([money(loss.mean_per_t), money(loss.worst_per_t)]);
        table.row(cells);
    }
    page.table(table);
    more(page, rows.len());
}

/// Returns most of what a corridor can lose first, those whose loss the cheapest of a demand feels last.
fn corridor_rows(found: &Critical) -> Vec<CorridorRow<'_>> {
    let numbers = |loss: &CorridorLoss| (loss.lost, loss.dearer, loss.mean_per_t, loss.worst_per_t);
    let mut rows: Vec<CorridorRow<'_>> = Vec::new();
    for elements in in_series(found.elements.iter()) {
        for corridor in &elements[0].corridors {
            let last = rows.last_mut().filter(|row| row.elements[0].series == elements[0].series);
            match last.filter(|row| numbers(row.corridors[0]) == numbers(corridor)) {
                Some(row) => row.corridors.push(corridor),
                None => rows.push(CorridorRow { elements: elements.clone(), corridors: vec![corridor] }),
            }
        }
    }
    rows.sort_by_key(|row| {
        let (element, loss) = (row.elements[0], row.corridors[0]);
        let is_felt = element.demands > 0 || !element.lost.is_empty();
        (is_felt, std::cmp::Reverse((loss.lost, loss.dearer, loss.mean_per_t)))
    });
    rows
}

/// Returns the heading of the column of elements.
fn without(found: &Critical) -> &'static str {
    if found.slower.is_some() { "Slower" } else { "Without" }
}

/// Puts elements of one series, which follow each other, into one row each.
fn in_series<'a>(elements: impl Iterator<Item = &'a CriticalElement>) -> Vec<Vec<&'a CriticalElement>> {
    let mut rows: Vec<Vec<&CriticalElement>> = Vec::new();
    for element in elements {
        match rows.last_mut() {
            Some(row) if row[0].series == element.series => row.push(element),
            _ => rows.push(vec![element]),
        }
    }
    rows
}

/// Writes how many rows a table leaves out, if it does.
pub(super) fn more(page: &mut Page, all: usize) {
    if all > MAX_ROWS {
        page.text(format!("{} more: take all of them with --format csv.", all - MAX_ROWS));
    }
}
