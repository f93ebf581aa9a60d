//! Numbers as people write them, and the problems of those that cannot be read.

use crate::problem::{Code, Problem};
use crate::units::{Decimal, DecimalError, TradeUnit, percentage};

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
    let number = decimal_in(text, unit).map_err(|error| {
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

/// Reads a number that is in the unit of its column, or has a unit of the trade or a per cent sign behind it.
///
/// # Errors
/// Returns the defect of a text that is no number, or whose unit cannot be converted to the column's.
pub(super) fn decimal_in(text: &str, unit: &str) -> Result<Decimal, DecimalError> {
    Decimal::parse(text).or_else(|error| converted(text, unit).ok_or(error))
}

/// Converts a number with a unit behind it; nothing where it has none, or one that does not belong to the column.
fn converted(text: &str, unit: &str) -> Option<Decimal> {
    if let Some((number, of)) = TradeUnit::convert(text) {
        // Tonnes of a year or a month are tonnes.
        let is_mass = of.metric == "t" && unit.starts_with("t/");
        return (of.metric == unit || is_mass).then_some(number);
    }
    let (number, is_signed) = percentage(text)?;
    let hundredth = Decimal::parse("0.01").ok()?;
    match unit {
        _ if unit.starts_with('%') => Some(number),
        _ if unit.contains("share") || unit.contains("probability") => number.times(hundredth),
        // A change of a multiplier says with its sign that it is one.
        "ratio" if is_signed => number.times(hundredth)?.plus(Decimal::whole(1)),
        _ => None,
    }
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
            ("12 short-ton", "`x`: `short-ton` is glued on to the number 12"),
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

    #[test]
    fn units_of_the_trade_and_per_cent_are_converted_once() {
        let number = |text: &str, unit| read_number("x", text, sensible(unit, 0.0, 1e6)).map(|it| it.to_string());
        for (text, unit, expected) in [
            ("12 mi", "km", "19.312128"),
            ("100 nmi", "km", "185.2"),
            ("14 kn", "km/h", "25.928"),
            ("1000 bu-maize", "t/year", "25.40117272"),
            ("8 %", "share of value per year", "0.08"),
            ("0.5%", "% of mass", "0.5"),
            ("+5 %", "ratio", "1.05"),
            ("-12.5 %", "ratio", "0.875"),
        ] {
            assert_eq!(number(text, unit).expect("a number"), expected, "{text}");
        }
        for (text, unit) in [("12 mi", "h"), ("12 kn", "km"), ("5 %", "ratio"), ("5 %", "km"), ("1 short-ton", "kg/t")]
        {
            assert!(number(text, unit).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_number_or_a_fault(text in "[0-9eE+.,_%kmé\u{A0} -]{0,14}") {
            let _ = read_number("x", &text, sensible("km", 0.0, 100.0));
        }
    }
}
