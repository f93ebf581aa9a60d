//! Numbers as people write them, and the problems of those that cannot be read.

use crate::problem::{Code, Problem};
use crate::units::Decimal;

use super::{degrees, unread};

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

impl SensibleRange {
    /// Returns a number, or the end of the range that it lies beyond.
    pub(super) fn nearest(self, number: Decimal) -> Decimal {
        let end = number.to_f64().clamp(self.least, self.most);
        if end.total_cmp(&number.to_f64()).is_eq() {
            number
        } else {
            Decimal::parse(&end.to_string()).unwrap_or(number)
        }
    }
}

/// Creates a range from a unit and its bounds.
pub(super) const fn sensible(unit: &'static str, least: f64, most: f64) -> SensibleRange {
    SensibleRange { unit, least, most }
}

/// Reads a number of some name and checks that it is within sensible bounds; the problem has no position.
pub(super) fn read_number(name: &str, text: &str, range: SensibleRange) -> Result<Decimal, Problem> {
    let SensibleRange { unit, least, most } = range;
    let number = Decimal::parse(text).map_err(|error| {
        let (message, help) = unread::explain(text, unit, error);
        Problem::new(Code::BadNumber, format!("`{name}`: {message}")).help(help)
    })?;
    let value = number.to_f64();
    if value < least || value > most {
        let message = format!("`{name}`: {text} makes no sense here: at least {least}, at most {most} ({unit})");
        let help = degrees::run_together(text, unit);
        let help = help.unwrap_or_else(|| "check the unit and the decimal point".to_owned());
        return Err(Problem::new(Code::AbsurdNumber, message).help(help));
    }
    Ok(number)
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
