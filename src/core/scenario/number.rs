//! Numbers as people write them, and the problems of those that cannot be read.

use crate::units::{Decimal, DecimalError};

/// The reason why a number cannot be used.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NumberFault {
    /// Whether the number can be read, but is beyond sensible bounds.
    pub(super) absurd: bool,
    /// What is wrong.
    pub(super) message: String,
    /// The remedy.
    pub(super) help: String,
}

/// Reads a number and checks that it is within sensible bounds.
pub(super) fn read_number(text: &str, unit: &str, least: f64, most: f64) -> Result<Decimal, NumberFault> {
    let number = Decimal::parse(text).map_err(|error| unreadable(text, unit, error))?;
    let value = number.to_f64();
    if value < least || value > most {
        return Err(NumberFault {
            absurd: true,
            message: format!("{text} makes no sense here: at least {least}, at most {most} ({unit})"),
            help: "check the unit and the decimal point".to_owned(),
        });
    }
    Ok(number)
}

fn unreadable(text: &str, unit: &str, error: DecimalError) -> NumberFault {
    let fault = |message: String, help: String| NumberFault { absurd: false, message, help };
    let without = |signs: &[char]| text.replace(signs, "");
    match error {
        DecimalError::Empty => fault("there is no number".to_owned(), format!("write a number ({unit})")),
        DecimalError::NotFinite => fault(format!("`{text}` is not finite"), format!("write a finite number ({unit})")),
        DecimalError::TooLong => fault(format!("`{text}` has too many digits"), "write at most 30 digits".to_owned()),
        DecimalError::Comma if groups_thousands(text, ',') => fault(
            format!("a comma stands in the number `{text}`"),
            format!("write {} without thousands separators, or a point where decimals begin", without(&[','])),
        ),
        DecimalError::Comma => {
            fault(format!("a comma stands in the number `{text}`"), "write a decimal point: 1.5, not 1,5".to_owned())
        }
        DecimalError::Malformed => {
            const SPACES: &[char] = &[' ', '\u{A0}', '\u{202F}', '\''];
            let digits = without(SPACES);
            if digits != text && Decimal::parse(&digits).is_ok() {
                return fault(format!("`{text}` has gaps between its digits"), format!("write {digits}"));
            }
            if let Some((number, glued)) = glued_unit(text) {
                let help = format!("write {number}; the name of the figure says the unit ({unit})");
                return fault(format!("`{glued}` is glued on to the number {number}"), help);
            }
            fault(format!("`{text}` is not a number"), format!("write a decimal number such as 12.5 ({unit})"))
        }
    }
}

/// Returns whether all groups after the first sign have three digits, as in `1,234,567`.
fn groups_thousands(text: &str, sign: char) -> bool {
    let whole = text.split('.').next().unwrap_or("");
    let mut groups = whole.trim_start_matches(['+', '-']).split(sign);
    let first = groups.next().unwrap_or("");
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len()) && digits(first) && groups.all(|group| group.len() == 3 && digits(group))
}

/// Splits `12km` into `12` and `km`, and `¥12` likewise.
fn glued_unit(text: &str) -> Option<(&str, &str)> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).collect();
    let split = |at: usize| {
        let (left, right) = text.split_at(at);
        (left.trim(), right.trim())
    };
    let after = starts.iter().rev().map(|&at| split(at)).find(|(left, _)| Decimal::parse(left).is_ok());
    after.or_else(|| {
        starts
            .iter()
            .map(|&at| split(at))
            .find(|(_, right)| Decimal::parse(right).is_ok())
            .map(|(unit, rest)| (rest, unit))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::read_number;

    fn fault(text: &str) -> (String, String) {
        let fault = read_number(text, "km", 0.0, 100.0).expect_err("a fault");
        (fault.message, fault.help)
    }

    #[test]
    fn what_is_wrong_with_a_number_is_named() {
        assert_eq!(fault("1,5").1, "write a decimal point: 1.5, not 1,5");
        assert!(fault("1,234.5").1.starts_with("write 1234.5 without"));
        assert_eq!(fault("12km").0, "`km` is glued on to the number 12");
        assert_eq!(fault("12 km").0, "`km` is glued on to the number 12");
        assert_eq!(fault("¥12").0, "`¥` is glued on to the number 12");
        assert_eq!(fault("5%").0, "`%` is glued on to the number 5");
        assert_eq!(fault("1 234").1, "write 1234");
        assert_eq!(fault("nan").0, "`nan` is not finite");
        assert_eq!(fault("abc").0, "`abc` is not a number");
        assert!(fault("101").0.starts_with("101 makes no sense here: at least 0, at most 100 (km)"));
    }

    proptest! {
        #[test]
        fn any_text_is_a_number_or_a_fault(text in "[0-9eE+.,_%kmé\u{A0} -]{0,14}") {
            let _ = read_number(&text, "km", 0.0, 100.0);
        }
    }
}
