//! Figures with their bounds and sources, and bounds of shares, in words.

use crate::analysis::sensitivity::{Estimated, Sensitivity, VariedFigure};
use crate::present::page::Page;
use crate::present::words::{fixed, plain, sentence};

use super::super::figure_keys;

/// The greatest number of figures whose sources are listed.
const MAX_SOURCES: usize = 6;

/// Writes a value with what it may be and its unit.
pub(super) fn bounds(figure: &VariedFigure) -> String {
    let (low, high) = figure.set_to.unwrap_or((figure.low, figure.high));
    let text = format!("{} ({} to {}) {}", short(figure.value), short(low), short(high), figure.unit);
    text.trim_end().to_owned()
}

/// Writes a number with at most four decimals, unless it is smaller than that.
fn short(number: f64) -> String {
    if number.abs() < 0.01 { plain(number) } else { plain((number * 1e4).round() / 1e4) }
}

/// Returns the decimals of a percentage that its bounds bear out.
fn places(of: Estimated) -> usize {
    usize::from(of.high - of.low < 0.01)
}

/// Writes an estimated amount with as many digits as its bounds bear out.
pub(super) fn amount(value: f64, of: Estimated) -> String {
    let error = (of.high - of.low) / 2.0;
    fixed(
        value,
        if error >= 5.0 {
            0
        } else if error >= 0.5 {
            1
        } else {
            2
        },
    )
}

/// Writes an estimated share with as many digits as its bounds bear out.
pub(super) fn told(of: Estimated) -> String {
    match fixed(of.estimate * 100.0, places(of)).as_str() {
        "0" if of.estimate > 0.0 => "under 1 %".to_owned(),
        "0.0" if of.estimate > 0.0 => "under 0.1 %".to_owned(),
        text => format!("{text} %"),
    }
}

/// Writes the bounds of a share.
pub(super) fn between(of: Estimated) -> String {
    let percent = |share: f64| fixed(share.clamp(0.0, 1.0) * 100.0, places(of));
    format!("{} to {} %", percent(of.low), percent(of.high))
}

/// Writes the sources of the first figures.
pub(super) fn find_out(page: &mut Page, found: &Sensitivity, figures: impl Iterator<Item = usize>) {
    let line = |figure: &VariedFigure| {
        let note = figure.note.as_deref().map_or_else(String::new, |note| format!(" Note: {}", sentence(note)));
        format!("{} ({}), {}, from: {}.{note}", figure.name, figure.path, figure.grade, figure.sources.join("; "))
    };
    let figures: Vec<&VariedFigure> = figures.map(|figure| &found.figures[figure]).collect();
    let lines: Vec<String> = figures.iter().copied().take(MAX_SOURCES).map(line).collect();
    if !lines.is_empty() {
        page.text("What to go and find out first:");
        page.list(lines);
    }
    figure_keys(page, figures.iter().skip(MAX_SOURCES).map(|figure| (&figure.name, &figure.path)));
}
