//! Figures, shares and bounds in words.

use crate::analysis::sensitivity::{Estimated, VariedFigure};
use crate::present::words::{fixed, plain};

/// The greatest number of figures that are named in a sentence.
const MAX_NAMED: usize = 8;

/// Names some figures, the first of many.
pub(super) fn named(paths: &[String]) -> String {
    let more = paths.len().saturating_sub(MAX_NAMED);
    let names = paths.iter().take(MAX_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if more > 0 { format!("{names} and {more} more") } else { names }
}

/// Writes a value with what it may be and its unit.
pub(super) fn bounds(figure: &VariedFigure) -> String {
    let (low, high) = figure.set_to.unwrap_or((figure.low, figure.high));
    let text = format!("{} ({} to {}) {}", short(figure.value), short(low), short(high), figure.unit);
    text.trim_end().to_owned()
}

/// Writes a number with at most four decimals, unless it is smaller than that.
pub(super) fn short(number: f64) -> String {
    if number.abs() < 0.01 { plain(number) } else { plain((number * 1e4).round() / 1e4) }
}

/// Writes a share in percent; one that is there is never written as 0 %.
pub(super) fn share(share: f64) -> String {
    match fixed(share * 100.0, 1).as_str() {
        "0.0" if share > 0.0 => "under 0.1 %".to_owned(),
        "100.0" if share < 1.0 => "over 99.9 %".to_owned(),
        text => format!("{text} %"),
    }
}

/// Writes the bounds of a share.
pub(super) fn between(of: Estimated) -> String {
    let percent = |share: f64| fixed(share.clamp(0.0, 1.0) * 100.0, 1);
    format!("{} to {} %", percent(of.low), percent(of.high))
}
