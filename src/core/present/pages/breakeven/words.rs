//! Moved figures, flips and corridors in words.

use crate::analysis::breakeven::{Flip, MovedFigure, NamedCorridor};
use crate::present::demand::money;
use crate::present::digits::Digits;
use crate::present::words::{and, fixed, or_nothing};
use crate::units::{Decimal, Exact, Grade, Money, to_f64};

/// Writes how well a figure is known.
pub(in crate::present::pages) fn known(figure: &MovedFigure) -> String {
    let bounds = match (figure.low, figure.high) {
        (Some(low), Some(high)) => format!(", between {low} and {high}"),
        (Some(low), None) => format!(", not below {low}"),
        (None, Some(high)) => format!(", not above {high}"),
        (None, None) => String::new(),
    };
    let grade = match figure.grade {
        Grade::Estimate => ", an estimate",
        Grade::Computed => ", computed",
        Grade::Published => ", published",
        Grade::Quoted => ", quoted",
        Grade::Official => ", official",
    };
    format!("{bounds}{grade}")
}

/// Writes a value with its unit.
pub(in crate::present::pages) fn in_unit(value: &str, unit: &str) -> String {
    if unit.is_empty() { value.to_owned() } else { format!("{value} {unit}") }
}

/// Returns the title of a corridor; its key where it has none.
fn titled<'a>(corridors: &'a [NamedCorridor], key: &'a str) -> &'a str {
    let known = corridors.iter().find(|known| known.key == key && !known.title.is_empty());
    known.map_or(key, |known| &known.title)
}

/// Names corridors that lead together.
pub(in crate::present::pages) fn named(corridors: &[NamedCorridor], keys: &[String]) -> String {
    if keys.is_empty() {
        return "nothing, there is no route".to_owned();
    }
    and(&keys.iter().map(|key| titled(corridors, key).to_owned()).collect::<Vec<_>>())
}

/// Writes that some corridors lead.
pub(super) fn leads(corridors: &[NamedCorridor], keys: &[String]) -> String {
    match keys.len() {
        0 => "no corridor has a route".to_owned(),
        1 => format!("{} leads", named(corridors, keys)),
        _ => format!("{} lead", named(corridors, keys)),
    }
}

/// Writes which corridors lead today, and for how much; whether the figures decide that is for the verdict to say.
pub(super) fn leads_today(
    corridors: &[NamedCorridor],
    keys: &[String],
    total: Option<Money>,
    currency: &str,
) -> String {
    let total = total.map_or_else(String::new, |total| format!(" for {}", money(total, currency, Digits::Cents)));
    format!("With every figure at its value {} today{total}", leads(corridors, keys))
}

/// Writes an exact number with some digits.
pub(super) fn number(number: &Exact, digits: i32) -> String {
    Decimal::of_digits(number, digits).map_or_else(|| fixed(to_f64(number), 6), |decimal| decimal.to_string())
}

/// Writes what the keys of corridors mean.
pub(in crate::present::pages) fn legend(corridors: &[NamedCorridor]) -> String {
    let titled = corridors.iter().filter(|known| !known.title.is_empty());
    let lines: Vec<String> = titled.map(|known| format!("{}: {}", known.key, known.title)).collect();
    if lines.is_empty() { String::new() } else { format!("{}.", lines.join("; ")) }
}

/// Writes a share in percent, with its sign.
pub(super) fn percent(share: f64) -> String {
    let places = if share.abs() < 0.01 { 3 } else { usize::from(share.abs() < 0.1) };
    let sign = if share > 0.0 { "+" } else { "" };
    format!("{sign}{} %", fixed(share * 100.0, places))
}

/// The multiple of the distance to its own bound that is rounded to it.
pub(super) const JUST_BEYOND: f64 = 1.05;

/// Writes the distance of a flip as a multiple of that to the figure's own bound.
pub(super) fn of_bound(flip: &Flip) -> String {
    or_nothing(flip.of_bound, |of| format!("{} x", fixed(of, if of < 10.0 { 2 } else { 0 })))
}

/// Writes the values of a figure, below and above today's, at which other corridors become the cheapest.
pub(super) fn turns(corridors: &[NamedCorridor], unit: &str, flips: [&Option<Flip>; 2]) -> Vec<String> {
    let turn = |(flip, word): (&Option<Flip>, &str)| {
        let flip = flip.as_ref()?;
        let share = flip.share.map_or_else(String::new, |share| format!(", {}", percent(share)));
        let bound = match flip.of_bound {
            None => String::new(),
            Some(of) if of <= 1.0 => ", within its own bounds".to_owned(),
            Some(of) if of < JUST_BEYOND => ", just beyond its own bounds".to_owned(),
            Some(of) => format!(", {} times as far as its own bound", fixed(of, 1)),
        };
        Some(format!(
            "{word} {} {} ({} away{share}{bound})",
            in_unit(&flip.value.to_string(), unit),
            leads(corridors, &flip.to),
            in_unit(&flip.distance.to_string(), unit),
        ))
    };
    flips.into_iter().zip(["below", "above"]).filter_map(turn).collect()
}
