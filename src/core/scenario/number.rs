//! Numbers as people write them, and the problems of those that cannot be read.

use crate::problem::{Code, Problem};
use crate::units::{Decimal, DecimalError};

/// A number's unit and the bounds outside which it is absurd.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SensibleRange {
    /// The unit, as people write it.
    pub unit: &'static str,
    /// The least sensible value.
    pub least: f64,
    /// The greatest sensible value.
    pub most: f64,
}

/// Creates a range from a unit and its bounds.
pub(super) const fn sensible(unit: &'static str, least: f64, most: f64) -> SensibleRange {
    SensibleRange { unit, least, most }
}

/// Reads a number of some name and checks that it is within sensible bounds; the problem has no position.
pub(super) fn read_number(name: &str, text: &str, range: SensibleRange) -> Result<Decimal, Problem> {
    let SensibleRange { unit, least, most } = range;
    let number = Decimal::parse(text).map_err(|error| {
        let (message, help) = unreadable(text, unit, error);
        Problem::new(Code::BadNumber, format!("`{name}`: {message}")).help(help)
    })?;
    let value = number.to_f64();
    if value < least || value > most {
        let message = format!("`{name}`: {text} makes no sense here: at least {least}, at most {most} ({unit})");
        return Err(Problem::new(Code::AbsurdNumber, message).help("check the unit and the decimal point"));
    }
    Ok(number)
}

/// Returns what is wrong with a text that is no number, and the remedy.
fn unreadable(text: &str, unit: &str, error: DecimalError) -> (String, String) {
    let without = |signs: &[char]| text.replace(signs, "");
    match error {
        DecimalError::Empty => ("there is no number".to_owned(), format!("write a number ({unit})")),
        DecimalError::NotFinite => (format!("`{text}` is not finite"), format!("write a finite number ({unit})")),
        DecimalError::TooLong => (format!("`{text}` has too many digits"), "write at most 30 digits".to_owned()),
        DecimalError::Comma => {
            let help = if groups_thousands(text) {
                format!("write {} without thousands separators, or a point where decimals begin", without(&[',']))
            } else {
                "write a decimal point: 1.5, not 1,5".to_owned()
            };
            (format!("a comma stands in the number `{text}`"), help)
        }
        DecimalError::Malformed => {
            const SPACES: &[char] = &[' ', '\u{A0}', '\u{202F}', '\''];
            let digits = without(SPACES);
            if digits != text && Decimal::parse(&digits).is_ok() {
                return (format!("`{text}` has gaps between its digits"), format!("write {digits}"));
            }
            if let Some((number, glued)) = glued_unit(text) {
                let help = format!("write {number}; the name of the figure says the unit ({unit})");
                return (format!("`{glued}` is glued on to the number {number}"), help);
            }
            (format!("`{text}` is not a number"), format!("write a decimal number such as 12.5 ({unit})"))
        }
    }
}

/// Returns whether all groups after the first comma have three digits, as in `1,234,567`.
pub(super) fn groups_thousands(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or("");
    let mut groups = whole.trim_start_matches(['+', '-']).split(',');
    let first = groups.next().unwrap_or("");
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len()) && digits(first) && groups.all(|group| group.len() == 3 && digits(group))
}

/// Splits `12km` into `12` and `km`, and `¥12` likewise.
fn glued_unit(text: &str) -> Option<(&str, &str)> {
    let split = |(at, _)| (text[..at].trim(), text[at..].trim());
    let splits: Vec<(&str, &str)> = text.char_indices().skip(1).map(split).collect();
    let is_number = |text: &str| Decimal::parse(text).is_ok();
    let unit_behind = splits.iter().rev().copied().find(|(number, _)| is_number(number));
    let unit_before = || splits.iter().find(|(_, number)| is_number(number)).map(|&(unit, number)| (number, unit));
    unit_behind.or_else(unit_before)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::{read_number, sensible};
    use crate::problem::Problem;

    fn fault(text: &str) -> Problem {
        read_number("x", text, sensible("km", 0.0, 100.0)).expect_err("a fault")
    }

    #[test]
    fn what_is_wrong_with_a_number_is_named() {
        for (text, help) in [("1,5", "write a decimal point: 1.5, not 1,5"), ("1 234", "write 1234")] {
            assert_eq!(fault(text).help.as_deref(), Some(help));
        }
        assert!(fault("1,234.5").help.is_some_and(|help| help.starts_with("write 1234.5 without")));
        for (text, message) in [
            ("12km", "`x`: `km` is glued on to the number 12"),
            ("12 km", "`x`: `km` is glued on to the number 12"),
            ("¥12", "`x`: `¥` is glued on to the number 12"),
            ("5%", "`x`: `%` is glued on to the number 5"),
            ("nan", "`x`: `nan` is not finite"),
            ("abc", "`x`: `abc` is not a number"),
            ("101", "`x`: 101 makes no sense here: at least 0, at most 100 (km)"),
        ] {
            assert_eq!(fault(text).message, message);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_number_or_a_fault(text in "[0-9eE+.,_%kmé\u{A0} -]{0,14}") {
            let _ = read_number("x", &text, sensible("km", 0.0, 100.0));
        }
    }
}
