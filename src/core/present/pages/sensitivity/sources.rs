//! The sources of the figures that come first.

use crate::analysis::sensitivity::{Sensitivity, VariedFigure};
use crate::present::page::Page;
use crate::present::words::sentence;

/// The greatest number of figures whose sources are listed.
const MAX_SOURCES: usize = 6;

/// Writes the sources of the first figures.
pub(super) fn find_out(page: &mut Page, found: &Sensitivity, figures: impl Iterator<Item = usize>) {
    let line = |figure: &VariedFigure| {
        let note = figure.note.as_deref().map_or_else(String::new, |note| format!(" Note: {}", sentence(note)));
        format!("{}, {}, from: {}.{note}", figure.path, figure.grade, figure.sources.join("; "))
    };
    let lines: Vec<String> = figures.take(MAX_SOURCES).map(|figure| line(&found.figures[figure])).collect();
    if !lines.is_empty() {
        page.text("What to go and find out first:");
        page.list(lines);
    }
}
