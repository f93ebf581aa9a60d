//! Numbers, names and small words as people write them.

use crate::answer::PlaceName;
pub use crate::units::Lang;
use crate::units::{Duration, Money};

impl Lang {
    /// Returns the name of a place; the English one where the language has none, the key where two places share a name.
    pub fn name(self, place: &PlaceName) -> &str {
        if place.has_namesake {
            return &place.key;
        }
        let english = Some(&*place.name).filter(|name| !name.is_empty());
        self.choose(english, place.name_zh.as_deref(), place.name_ru.as_deref()).unwrap_or(&place.key)
    }
}

/// The text where there is no value.
pub(super) const NOTHING: &str = "–";

/// Writes a value, or a dash where there is none.
pub(super) fn or_nothing<T>(value: Option<T>, write: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| NOTHING.to_owned(), write)
}

/// Writes a number with so many decimals, never as `-0`.
pub(super) fn fixed(value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
        _ => text,
    }
}

/// Writes the name of a figure before a verb: with a comma behind it where there is one in it.
pub(super) fn subject(name: &str) -> String {
    if name.contains(',') { format!("{name},") } else { name.to_owned() }
}

/// Writes money of a year as people say it: `1.2 million CNY a year`.
pub(super) fn a_year(amount: f64, currency: &str) -> String {
    match amount.abs() {
        1e9.. => format!("{} billion {currency} a year", fixed(amount / 1e9, 1)),
        1e6.. => format!("{} million {currency} a year", fixed(amount / 1e6, 1)),
        _ => format!("{} {currency} a year", fixed(amount, 0)),
    }
}

/// Writes a number rounded to six decimals, without needless zeros and never in exponent form.
pub(super) fn plain(value: f64) -> String {
    let mut text = String::new();
    write_plain(value, &mut text);
    text
}

/// Appends a number rounded to six decimals, without needless zeros and never in exponent form.
pub(super) fn write_plain(value: f64, text: &mut String) {
    let scaled = value.abs() * 1e6;
    let beyond = scaled.fract();
    // Of a number below this, the product is off by less than the distance from the midpoint, so whole millionths are
    // certain; of all others the decimals are worked out exactly.
    if scaled < 1e12 && (beyond - 0.5).abs() > 1e-3 {
        let micros = Money::from_micros(scaled.round() as i64 * if value < 0.0 { -1 } else { 1 });
        micros.write_to(text);
    } else {
        text.push_str(&fixed(value, 6));
    }
    text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
}

/// Writes a share from -1 to 1 as whole percent; a share that is there is never written as 0 %.
pub(super) fn percent(share: f64) -> String {
    if share != 0.0 && share.abs() < 0.005 { "under 1 %".to_owned() } else { format!("{} %", fixed(share * 100.0, 0)) }
}

/// Names the first eight of some things, and the number of the others.
pub(super) fn first_of<T: AsRef<str>>(names: impl ExactSizeIterator<Item = T>) -> String {
    const MAX_NAMED: usize = 8;
    let more = names.len().saturating_sub(MAX_NAMED);
    let mut text = String::new();
    for name in names.take(MAX_NAMED) {
        text.push_str(if text.is_empty() { "" } else { ", " });
        text.push_str(name.as_ref());
    }
    if more > 0 { format!("{text} and {more} more") } else { text }
}

/// Writes days with one decimal.
pub(super) fn days(time: Duration) -> String {
    fixed(time.as_days(), 1)
}

/// Writes a number with three significant digits, and all digits before its point.
pub(super) fn three_digits(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 {
        return plain(0.0);
    }
    let places = (2.0 - libm::floor(libm::log10(size))).max(0.0);
    fixed(value, places as usize)
}

/// Writes an amount of money without its sign.
pub(super) fn size(amount: Money) -> String {
    let amount = if amount < Money::ZERO { -amount } else { amount };
    format!("{amount:.2}")
}

/// Returns whether an amount prints as nothing.
pub(super) fn is_small(amount: Money) -> bool {
    size(amount) == "0.00"
}

/// Writes the name of a cost part for a sentence: `rail haulage`.
pub(super) fn part(name: &str) -> String {
    name.replace('_', " ")
}

/// Writes a text with a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Writes numbers as blocks between two ends, with a dot where there is none.
pub(super) fn sparkline(numbers: &[Option<f64>], [least, most]: [f64; 2]) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let block = |number: f64| {
        let share = ((number - least) / (most - least)).clamp(0.0, 1.0);
        BLOCKS[(share * (BLOCKS.len() - 1) as f64).round() as usize]
    };
    numbers.iter().map(|number| number.map_or('·', block)).collect()
}

/// Counts things: `1 origin`, `2 origins`.
pub(super) fn count(number: usize, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// Joins words for a sentence: `a, b and c`.
pub(super) fn and(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Ends a text with a full stop, unless it has an end already.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?', '。']) { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::{Lang, and, percent, plain, sparkline};
    use crate::answer::Place;

    #[test]
    fn numbers_never_have_an_exponent_or_a_negative_zero() {
        assert_eq!(plain(1e-9), "0");
        assert_eq!(plain(-1e-9), "0");
        assert_eq!(plain(1e17), "100000000000000000");
        assert_eq!(plain(0.1 + 0.2), "0.3");
        assert_eq!(plain(120.0), "120");
        // Near a midpoint the exact value of the double decides: these lie below, at and above theirs.
        for value in
            [0.000_000_5, 1.000_000_5, 2.000_001_5, -7.25, 0.015_625_5, 1e6 + 0.000_000_5, 123_456.789_012_499_9]
        {
            let exact = format!("{value:.6}");
            assert_eq!(plain(value), exact.trim_end_matches('0').trim_end_matches('.'));
        }
    }

    #[test]
    fn a_small_share_is_not_called_nothing() {
        assert_eq!(percent(0.0), "0 %");
        assert_eq!(percent(0.001), "under 1 %");
        assert_eq!(percent(-0.001), "under 1 %");
        assert_eq!(percent(0.614), "61 %");
    }

    #[test]
    fn a_missing_name_falls_back_to_english_and_then_to_the_key() {
        let named = |lang: Lang, place: &Place| lang.name(&place.clone().into()).to_owned();
        let mut place = Place { key: "hunchun".into(), name: "Hunchun".into(), ..Place::default() };
        assert_eq!(named(Lang::Zh, &place), "Hunchun");
        place.name.clear();
        assert_eq!(named(Lang::Ru, &place), "hunchun");
        place.name_zh = Some("珲春".into());
        assert_eq!(named(Lang::Zh, &place), "珲春");
        place.has_namesake = true;
        assert_eq!(named(Lang::Zh, &place), "hunchun");
    }

    #[test]
    fn a_line_of_blocks_rises_with_its_numbers() {
        let numbers = [Some(1.0), None, Some(2.0), Some(1.5), Some(9.0)];
        assert_eq!(sparkline(&numbers, [1.0, 2.0]), "▁·█▅█");
    }

    #[test]
    fn lists_read_like_a_sentence() {
        let words: Vec<String> = ["a", "b", "c"].map(String::from).into();
        assert_eq!(and(&words), "a, b and c");
        assert_eq!(and(&words[..1]), "a");
    }
}
