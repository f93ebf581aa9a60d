//! The tables of what is critical: who is cut off, who pays more, what each corridor loses, which pairs are each other's
//! alternative.

use std::cmp::Reverse;

use crate::analysis::critical::{CorridorLoss, Critical, CriticalElement, Joint, LostDemand};
use crate::answer::PlaceName;
use crate::present::digits::Digits;
use crate::present::page::{Columns, Page};
use crate::present::words::{Lang, and, fixed, or_nothing};

use super::words::{any_of, in_words, instead, names, names_of, origins, whole};

/// The most rows of a table.
const MAX_ROWS: usize = 20;

/// Elements whose loss means the same.
type Series<'a> = Vec<&'a CriticalElement>;

/// Adds a table of the first rows, and how many are left out.
fn table<R>(page: &mut Page, columns: &Columns<'_, R>, rows: &[R]) {
    page.table(columns.table(rows.iter().take(MAX_ROWS)));
    if rows.len() > MAX_ROWS {
        page.text(format!("{} more: take all of them with --format csv.", rows.len() - MAX_ROWS));
    }
}

/// Lists what cuts demands off from every corridor.
pub(super) fn cut_off(page: &mut Page, found: &Critical, lang: Lang) {
    let mut cut = in_series(found.elements.iter().filter(|element| !element.lost.is_empty()));
    if cut.is_empty() {
        return;
    }
    cut.sort_by_key(|row| Reverse(row[0].lost.len()));
    page.heading(2, "No route left");
    let tonnes = |row: &Series<'_>| or_nothing(row[0].lost_tonnes_per_year, |tonnes| fixed(tonnes, 0));
    let columns = Columns::new()
        .words("Without", |row: &Series<'_>| in_words(&row[0].name, lang))
        .numbers("Demands cut off", |row| row[0].lost.len().to_string())
        .numbers("of", |_| found.demands.to_string())
        .with(found.tonnes_per_year.is_some(), |columns| columns.numbers("t a year", tonnes))
        .words("From", |row| ends(&row[0].lost, |lost| &lost.from, lang))
        .words("To", |row| ends(&row[0].lost, |lost| &lost.to, lang));
    table(page, &columns, &cut);
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
    table(page, &dearer_columns(found, lang), &dear);
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

fn dearer_columns<'a>(found: &Critical, lang: Lang) -> Columns<'a, Series<'a>> {
    let unit = &found.scenario.currency;
    // Of one demand there is nothing to count and no mean.
    let has_many = found.demands > 1;
    let worst = if has_many { format!("Worst {unit}/t") } else { format!("{unit}/t more") };
    Columns::new()
        .words(without(found), move |row: &Series<'_>| names_of(row, lang))
        .with(has_many, |columns| {
            columns
                .numbers("Demands", |row| row[0].demands.to_string())
                .numbers(format!("Mean {unit}/t"), |row| Digits::Cents.cell(row[0].mean_per_t))
        })
        .numbers(worst, |row| Digits::Cents.cell(row[0].worst_per_t))
        .with(found.tonnes_per_year.is_some(), |columns| {
            columns.numbers(format!("{unit} a year"), |row| or_nothing(row[0].per_year, whole))
        })
        .numbers("Days more", |row| fixed(row[0].days_more, 1))
        .with(has_many, |columns| {
            columns
                .numbers("Change corridor", |row| row[0].change_corridor.to_string())
                .words("Most hit", move |row| origins(row[0], lang))
        })
        .with(!has_many, |columns| columns.words("It goes instead", move |row| instead(&row[0].moves, lang)))
}

/// Elements whose loss means the same, with the corridors that lose the same by it.
struct CorridorRow<'a> {
    elements: Series<'a>,
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
    let keys = |row: &CorridorRow<'_>| and(&row.corridors.iter().map(|loss| loss.corridor.clone()).collect::<Vec<_>>());
    let columns = Columns::new()
        .words(without(found), |row: &CorridorRow<'_>| names_of(&row.elements, lang))
        .words("Corridor", keys)
        .with(found.slower.is_none(), |columns| {
            columns.numbers("Carries no longer", |row| row.corridors[0].lost.to_string())
        })
        .numbers("Dearer for", |row| row.corridors[0].dearer.to_string())
        .numbers(format!("Mean {unit}/t"), |row| Digits::Cents.cell(row.corridors[0].mean_per_t))
        .numbers(format!("Worst {unit}/t"), |row| Digits::Cents.cell(row.corridors[0].worst_per_t));
    table(page, &columns, &rows);
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
fn in_series<'a>(elements: impl Iterator<Item = &'a CriticalElement>) -> Vec<Series<'a>> {
    let mut rows: Vec<Series<'_>> = Vec::new();
    for element in elements {
        match rows.last_mut() {
            Some(row) if row[0].series == element.series => row.push(element),
            _ => rows.push(vec![element]),
        }
    }
    rows
}

/// Lists the pairs that are each other's alternative.
pub(super) fn joint(page: &mut Page, found: &Critical, pairs: &[Joint], lang: Lang) {
    page.heading(2, "Each other's alternative");
    if pairs.is_empty() {
        page.text("No two together cost any demand more than the sum of each alone.");
        return;
    }
    // What cuts demands off and what makes them dearer are two questions: neither hides the other.
    let (cut, dear): (Vec<&Joint>, Vec<&Joint>) = pairs.iter().partition(|joint| !joint.lost.is_empty());
    for (some, title) in [(cut, "Both lost cut demands off:"), (dear, "Both lost cost more than the sum of each:")] {
        if !some.is_empty() {
            page.text(title);
            table(page, &joint_columns(found, !some[0].lost.is_empty(), lang), &some);
        }
    }
    page.text(
        "Cut off: demands that have a route without either, and none without both. Demands: those that pay more \
         without both than the sum of what they pay more without each; the means are over them.",
    );
}

fn joint_columns<'a>(found: &Critical, are_cut: bool, lang: Lang) -> Columns<'a, &'a Joint> {
    let unit = &found.scenario.currency;
    Columns::new()
        .words("Without", move |joint: &&Joint| any_of(joint.first.iter(), lang))
        .words("and without", move |joint| any_of(joint.second.iter(), lang))
        .with(are_cut, |columns| columns.numbers("Cut off", |joint| joint.lost.len().to_string()))
        .numbers("Demands", |joint| joint.demands.to_string())
        .numbers(format!("First alone, {unit}/t"), |joint| Digits::Cents.cell(joint.first_alone_mean_per_t))
        .numbers(format!("Second alone, {unit}/t"), |joint| Digits::Cents.cell(joint.second_alone_mean_per_t))
        .numbers(format!("Both more than the sum, {unit}/t"), |joint| Digits::Cents.cell(joint.excess_mean_per_t))
        .with(found.tonnes_per_year.is_some(), |columns| {
            columns.numbers(format!("{unit} a year"), |joint| or_nothing(joint.excess_per_year, whole))
        })
}
