//! The remedy for a text that is no number: the number that was meant, where the text leaves no other reading.
//!
//! Advice never changes an amount. Where a text can be read in two ways, both are shown; where its unit is not the
//! figure's, no number is offered at all.

use crate::units::{Decimal, DecimalError};

use super::degrees;

/// The signs that people and programs write for a minus, besides the hyphen of the keyboard.
const MINUS_SIGNS: &[char] =
    &['\u{2212}', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{FE63}', '\u{FF0D}'];

/// The characters that separate groups of digits.
const GAPS: &[char] = &[' ', '\u{A0}', '\u{2009}', '\u{202F}', '\''];

/// The other ways of writing a unit.
const SAME_UNITS: &[(&str, &[&str])] = &[
    ("km", &["kilometres", "kilometers", "公里"]),
    ("h", &["hours", "hour", "hrs", "小时"]),
    ("days", &["day", "d", "天"]),
    ("t", &["tonnes", "tonne", "吨"]),
    ("km/h", &["kmh", "kph"]),
    ("mm", &["millimetres"]),
    ("degrees north", &["degrees", "deg", "°"]),
    ("degrees east", &["degrees", "deg", "°"]),
];

/// Returns what is wrong with a text that is no number, and the remedy.
pub(super) fn explain(text: &str, unit: &str, error: DecimalError) -> (String, String) {
    match error {
        DecimalError::Empty => ("there is no number".to_owned(), format!("write a number ({unit})")),
        DecimalError::NotFinite => (format!("`{text}` is not finite"), format!("write a finite number ({unit})")),
        DecimalError::TooLong => (format!("`{text}` has too many digits"), "write at most 35 digits".to_owned()),
        DecimalError::Comma => (format!("a comma stands in the number `{text}`"), comma_help(text, unit)),
        DecimalError::Malformed => malformed(text.trim(), unit),
    }
}

/// Returns the remedy for a number with commas; `unit` may be empty where it is not known.
pub(super) fn comma_help(text: &str, unit: &str) -> String {
    let plain = typed(text);
    let end = plain.find(|letter: char| !letter.is_ascii_digit() && !"+-.,_".contains(letter)).unwrap_or(plain.len());
    let (digits, rest) = plain.split_at(end);
    if !rest.trim().is_empty() && !is_unit(rest.trim(), unit) {
        if let Some(help) = digits.matches(',').next().and_then(|_| of_degrees(&plain.replacen(',', ".", 1), unit)) {
            return help;
        }
        return format!("write the number alone{}, with a decimal point and no commas", in_unit(unit));
    }
    let without = digits.replace(',', "");
    let commas = digits.matches(',').count();
    let first = digits.trim_start_matches(['+', '-']);
    if groups_thousands(digits) && Decimal::parse(&without).is_ok() {
        let decimals = digits.replacen(',', ".", 1);
        return match commas {
            1 if first.starts_with('0') => format!("write {decimals}"),
            1 if !digits.contains('.') => {
                format!("write {without} if the comma groups thousands, or {decimals} if decimals begin there")
            }
            _ => format!("write {without}, without thousands separators"),
        };
    }
    let points = digits.replace('.', "").replacen(',', ".", 1);
    let grouped_by_points = digits.split_once(',').is_some_and(|(whole, _)| groups_thousands(&whole.replace('.', ",")));
    if commas == 1 && (!digits.contains('.') || grouped_by_points) && Decimal::parse(&points).is_ok() {
        return format!("write {points}, with a decimal point");
    }
    format!("write the number{} with a decimal point and no other sign between its digits", in_unit(unit))
}

fn malformed(text: &str, unit: &str) -> (String, String) {
    let not_a_number =
        || (format!("`{text}` is not a number"), format!("write a decimal number such as 12.5 ({unit})"));
    let plain = typed(text);
    if plain != text {
        let odd = text.chars().find(|letter| !plain.contains(*letter)).unwrap_or('\u{2212}');
        let message = format!("`{text}` has the character `{odd}` (U+{:04X}), which no number has", odd as u32);
        let help = match Decimal::parse(&plain) {
            Ok(_) => format!("write {plain}"),
            Err(error) => explain(&plain, unit, error).1,
        };
        return (message, help);
    }
    let digits = text.replace(GAPS, "");
    if digits != text && Decimal::parse(&digits).is_ok() {
        return (format!("`{text}` has gaps between its digits"), format!("write {digits}"));
    }
    if let Some(help) = of_degrees(text, unit) {
        return (format!("`{text}` is not in decimal degrees"), help);
    }
    if let Some(change) = text.strip_prefix(['*', '×']).filter(|number| is_number(number)) {
        let help = format!("in a scenario file write {{ times = {} }}; `--set` takes PATH=*{0}", change.trim());
        return (format!("`{text}` is a change of a number, not a number"), help);
    }
    if let Some(number) = text.strip_suffix('%').filter(|number| is_number(number)) {
        return (format!("`%` is glued on to the number {}", number.trim()), percent_help(number.trim(), unit));
    }
    if let Some(number) = text.strip_suffix('-').filter(|number| is_number(number) && !number.starts_with('-')) {
        return (format!("the minus of `{text}` stands behind the digits"), format!("write -{}", number.trim()));
    }
    if let Some(number) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).filter(|it| is_number(it)) {
        let help = format!("write -{number} if the brackets mean a negative amount, else {number}");
        return (format!("`{text}` stands in brackets"), help);
    }
    let ends = ["..", "~", "-", " to "].iter().find_map(|between| {
        let (low, high) = text.split_once(between)?;
        (is_number(low) && is_number(high)).then_some((low.trim(), high.trim()))
    });
    if let Some((low, high)) = ends {
        let help = format!("write one value{}; {low} and {high} are its lower and upper bound", in_unit(unit));
        return (format!("`{text}` is a range, not a number"), help);
    }
    let Some((number, glued)) = glued_unit(text) else { return not_a_number() };
    let help = if matches!(unit, "t" | "t/year") && !is_unit(glued, unit) {
        format!("write the number alone in {unit}, or boxes and wagons as in `20 box20` or `14 wagons`")
    } else if is_unit(glued, unit) {
        format!("write {number}; the name of the figure says the unit ({unit})")
    } else {
        format!("write the number alone{}: what stands beside it may mean another amount", in_unit(unit))
    };
    (format!("`{glued}` is glued on to the number {number}"), help)
}

/// Returns the number of a text that is one but for characters that no keyboard has.
pub(super) fn typed_number(text: &str) -> Option<String> {
    Some(typed(text)).filter(|plain| plain != text && is_number(plain))
}

/// Returns a text with the characters that a keyboard has: full-width characters narrow, a minus at the front as a
/// hyphen.
fn typed(text: &str) -> String {
    let narrow = |letter: char| match letter {
        '\u{FF01}'..='\u{FF5E}' if letter != '\u{FF0D}' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
        '\u{3000}' => ' ',
        _ => letter,
    };
    let text: String = text.trim().chars().map(narrow).collect();
    match text.strip_prefix(MINUS_SIGNS) {
        Some(rest) => format!("-{}", rest.trim_start()),
        None => text,
    }
}

fn is_number(text: &str) -> bool {
    Decimal::parse(text).is_ok()
}

/// Returns the remedy for a latitude or longitude in another notation than decimal degrees.
fn of_degrees(text: &str, unit: &str) -> Option<String> {
    unit.starts_with("degrees").then(|| degrees::help(text, unit)).flatten()
}

fn percent_help(number: &str, unit: &str) -> String {
    let hundredth = Decimal::parse("0.01").ok().zip(Decimal::parse(number).ok());
    match hundredth.and_then(|(hundredth, number)| number.times(hundredth)) {
        Some(share) if unit == "ratio" => {
            format!("write {share} for {number} % of the amount, or +{number} % for {number} % more")
        }
        _ => format!("write the number itself{}, not a percentage", in_unit(unit)),
    }
}

fn is_unit(glued: &str, unit: &str) -> bool {
    let same = |name: &&str| name.eq_ignore_ascii_case(glued);
    !unit.is_empty() && (same(&unit) || SAME_UNITS.iter().any(|(name, words)| *name == unit && words.iter().any(same)))
}

fn in_unit(unit: &str) -> String {
    match unit {
        "" => String::new(),
        "ratio" => " as a ratio".to_owned(),
        _ if unit.starts_with("as ") => String::new(),
        _ => format!(" in {unit}"),
    }
}

/// Returns whether all groups after the first comma have three digits, as in `1,234,567`.
fn groups_thousands(text: &str) -> bool {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.contains(',') {
        return false;
    }
    let mut groups = whole.trim_start_matches(['+', '-']).split(',');
    let first = groups.next().unwrap_or("");
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len()) && digits(first) && groups.all(|group| group.len() == 3 && digits(group))
}

/// Splits `12km` into `12` and `km`, and `¥12` likewise.
fn glued_unit(text: &str) -> Option<(&str, &str)> {
    let split = |(at, _)| (text[..at].trim(), text[at..].trim());
    let splits: Vec<(&str, &str)> = text.char_indices().skip(1).map(split).collect();
    let unit_behind = splits.iter().rev().copied().find(|(number, _)| is_number(number));
    let unit_before = || splits.iter().find(|(_, number)| is_number(number)).map(|&(unit, number)| (number, unit));
    unit_behind.or_else(unit_before)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::explain;
    use crate::units::Decimal;

    fn help(text: &str, unit: &str) -> String {
        explain(text, unit, Decimal::parse(text).expect_err("no number")).1
    }

    #[test]
    fn the_sign_is_kept() {
        for (text, unit, expected) in [
            ("\u{2212}0.5", "currency/basis", "write -0.5"),
            ("\u{2013}125", "degrees east", "write -125"),
            ("\u{2212}1,5", "km", "write -1.5, with a decimal point"),
            ("125-", "km", "write -125"),
            ("- 12", "km", "write -12"),
            ("(12)", "km", "write -12 if the brackets mean a negative amount, else 12"),
            ("125.66W", "degrees east", "write -125.66"),
            ("-12 km", "km", "write -12; the name of the figure says the unit (km)"),
        ] {
            assert_eq!(help(text, unit), expected, "{text}");
        }
    }

    #[test]
    fn a_comma_has_one_reading_or_both_are_shown() {
        for (text, expected) in [
            ("1,5", "write 1.5, with a decimal point"),
            ("2,75 km", "write 2.75, with a decimal point"),
            ("1,000", "write 1000 if the comma groups thousands, or 1.000 if decimals begin there"),
            ("0,125", "write 0.125"),
            ("1,234,567", "write 1234567, without thousands separators"),
            ("1,234.5", "write 1234.5, without thousands separators"),
            ("1.234,5", "write 1234.5, with a decimal point"),
            ("1,5 mi", "write the number alone in km, with a decimal point and no commas"),
            ("1,2,3", "write the number in km with a decimal point and no other sign between its digits"),
        ] {
            assert_eq!(help(text, "km"), expected, "{text}");
        }
    }

    #[test]
    fn percentages_and_units_are_converted_only_where_one_reading_is_left() {
        for (text, unit, expected) in [
            ("5%", "ratio", "write 0.05 for 5 % of the amount, or +5 % for 5 % more"),
            ("5%", "km", "write the number itself in km, not a percentage"),
            ("12ft", "km", "write the number alone in km: what stands beside it may mean another amount"),
            ("10-20", "km", "write one value in km; 10 and 20 are its lower and upper bound"),
            ("*2", "ratio", "in a scenario file write { times = 2 }; `--set` takes PATH=*2"),
            ("１２．５", "km", "write 12.5"),
        ] {
            assert_eq!(help(text, unit), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn advice_to_write_a_number_keeps_its_sign_and_its_digits(
            sign in "[-\u{2212}\u{2013}]?", whole in 0_u32..1000, cents in 0_u32..100, tail in "[ %kmWNt\u{B0}']{1,3}",
        ) {
            let text = format!("{sign}{whole}.{cents:02}{tail}");
            let Err(error) = Decimal::parse(&text) else { return Ok(()) };
            let advice = explain(&text, "km", error).1;
            let Some(written) = advice.strip_prefix("write ").and_then(|rest| rest.split([' ', ';', ',']).next())
            else { return Ok(()) };
            if let Ok(number) = Decimal::parse(written) {
                let minus = if sign.is_empty() { "" } else { "-" };
                let meant = Decimal::parse(&format!("{minus}{whole}.{cents:02}")).expect("a number");
                prop_assert!(number.compare(meant).is_eq(), "{text}: {advice}");
            }
        }
    }
}
