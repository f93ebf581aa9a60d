//! Published claims beside our results.

use crate::results::ClaimResult;

use super::page::{Page, Table};
use super::words::{fixed, percent, sentence};

/// Lays out claims: the numbers in a table, their definitions below.
pub fn page(claims: &[ClaimResult]) -> Page {
    let mut page = Page::new();
    page.heading(1, "Published claims beside these results");
    if claims.is_empty() {
        page.text("The tables hold no claims.");
        return page;
    }
    let mut table = Table::new()
        .words("Claim")
        .numbers("Claimed")
        .numbers("Ours")
        .numbers("Ours less claimed")
        .numbers("In %")
        .words("Unit")
        .numbers("Ours on estimates")
        .words("Grade of the claim");
    for claim in claims {
        table.row([
            claim.key.clone(),
            bounded(claim),
            number(claim.ours, 2),
            number(claim.deviation, 2),
            number(claim.deviation_pct, 0),
            claim.unit.clone(),
            claim.estimate_share.map_or_else(|| "–".to_owned(), percent),
            claim.grade.to_string(),
        ]);
    }
    page.table(table);
    page.text("What each of them says, and what ours is measured on:");
    page.list(claims.iter().map(definition).collect());
    page
}

fn number(value: Option<f64>, places: usize) -> String {
    value.map_or_else(|| "–".to_owned(), |value| fixed(value, places))
}

fn bounded(claim: &ClaimResult) -> String {
    match &claim.bounds {
        (Some(low), Some(high)) => format!("{} ({low} to {high})", claim.value),
        (Some(low), None) => format!("{} (from {low})", claim.value),
        (None, Some(high)) => format!("{} (up to {high})", claim.value),
        (None, None) => claim.value.clone(),
    }
}

fn definition(claim: &ClaimResult) -> String {
    let mut text = format!("{}", claim.key);
    if let Some(year) = &claim.year {
        text.push_str(&format!(" ({year})"));
    }
    text.push_str(&format!(": {} Compared with {}", sentence(&claim.claim), claim.measure));
    if let Some(on) = &claim.measured_on {
        text.push_str(&format!(" of {on}"));
    }
    text.push('.');
    if !claim.sources.is_empty() {
        text.push_str(&format!(" Source: {}.", claim.sources.join("; ")));
    }
    if let Some(note) = &claim.note {
        text.push_str(&format!(" {}", sentence(note)));
    }
    text
}
