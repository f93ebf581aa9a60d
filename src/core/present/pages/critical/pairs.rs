//! Pairs of elements that are each other's alternative, for people.

use crate::analysis::critical::{Critical, Joint};

use super::tables::{MAX_ROWS, more};
use super::words::{a_year, any_of, money};
use crate::present::page::{Page, Table};
use crate::present::words::Lang;

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
            joint_table(page, found, &some, lang);
        }
    }
    page.text(
        "Cut off: demands that have a route without either, and none without both. Demands: those that pay more \
         without both than the sum of what they pay more without each; the means are over them.",
    );
}

fn joint_table(page: &mut Page, found: &Critical, pairs: &[&Joint], lang: Lang) {
    let unit = &found.scenario.currency;
    let has_cut = pairs.iter().any(|joint| !joint.lost.is_empty());
    let mut table = Table::new().words("Without").words("and without");
    if has_cut {
        table = table.numbers("Cut off");
    }
    table = table.numbers("Demands");
    table = table.numbers(format!("First alone, {unit}/t")).numbers(format!("Second alone, {unit}/t"));
    table = table.numbers(format!("Both more than the sum, {unit}/t"));
    if found.tonnes_per_year.is_some() {
        table = table.numbers(format!("{unit} a year"));
    }
    for joint in pairs.iter().take(MAX_ROWS) {
        let mut cells = vec![any_of(joint.first.iter(), lang), any_of(joint.second.iter(), lang)];
        if has_cut {
            cells.push(joint.lost.len().to_string());
        }
        cells.push(joint.demands.to_string());
        cells.push(money(joint.first_alone_mean_per_t));
        cells.push(money(joint.second_alone_mean_per_t));
        cells.push(money(joint.excess_mean_per_t));
        if found.tonnes_per_year.is_some() {
            cells.push(a_year(joint.excess_per_year));
        }
        table.row(cells);
    }
    page.table(table);
    more(page, pairs.len());
}
