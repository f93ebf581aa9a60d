//! Units of the trade that are not metric, and what one of them is worth exactly.

use super::Decimal;

/// A unit that tables may be written in, with its exact worth in the unit that everything is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TradeUnit {
    /// The word in a column `basis`, or behind a number.
    pub word: &'static str,
    /// The other ways of writing it behind a number.
    others: &'static [&'static str],
    /// The unit in which its worth is counted: `t`, `km` or `km/h`.
    pub metric: &'static str,
    worth: &'static str,
}

const fn unit(
    word: &'static str,
    others: &'static [&'static str],
    metric: &'static str,
    worth: &'static str,
) -> TradeUnit {
    TradeUnit { word, others, metric, worth }
}

/// All units of the trade.
///
/// # Source
/// The pound of 0.45359237 kg and the mile of 1.609344 km: international yard and pound agreement, 1959. The nautical mile
/// of 1.852 km: Bureau international des poids et mesures, SI brochure. Pounds of a bushel: United States standards for
/// grain (56 of maize, 60 of wheat and soybeans).
const TRADE_UNITS: [TradeUnit; 9] = [
    unit("short-ton", &["short ton", "short-tons", "short tons"], "t", "0.90718474"),
    unit("long-ton", &["long ton", "long-tons", "long tons"], "t", "1.0160469088"),
    unit("bu-maize", &["bu-corn"], "t", "0.02540117272"),
    unit("bu-wheat", &[], "t", "0.0272155422"),
    unit("bu-soybeans", &[], "t", "0.0272155422"),
    unit("mi", &["mile", "miles"], "km", "1.609344"),
    unit("nmi", &["nautical mile", "nautical miles"], "km", "1.852"),
    unit("mph", &[], "km/h", "1.609344"),
    unit("kn", &["knot", "knots"], "km/h", "1.852"),
];

impl TradeUnit {
    /// Returns the unit of a word.
    pub fn named(word: &str) -> Option<Self> {
        TRADE_UNITS.into_iter().find(|unit| unit.word == word || unit.others.contains(&word))
    }

    /// Returns how many of its metric unit one of it is.
    pub fn worth(self) -> Decimal {
        Decimal::parse(self.worth).unwrap_or(Decimal::ZERO)
    }

    /// Reads a number with a unit behind it, such as `12 mi`, and returns it in the metric unit.
    pub fn convert(text: &str) -> Option<(Decimal, Self)> {
        let (number, word) = split(text)?;
        let unit = Self::named(word)?;
        Some((number.times(unit.worth())?, unit))
    }
}

/// Reads a percentage such as `8 %`, and returns the number before the sign with whether it has a sign of its own.
pub fn percentage(text: &str) -> Option<(Decimal, bool)> {
    let (number, _) = split(text).filter(|(_, word)| *word == "%")?;
    Some((number, text.trim_start().starts_with(['+', '-'])))
}

/// Splits a number from the word behind it.
fn split(text: &str) -> Option<(Decimal, &str)> {
    let text = text.trim();
    let at = text.find(|letter: char| !letter.is_ascii_digit() && !"+-._".contains(letter))?;
    Some((Decimal::parse(text[..at].trim_end()).ok()?, text[at..].trim_start()))
}

#[cfg(test)]
mod tests {
    use super::{TRADE_UNITS, TradeUnit};
    use crate::units::Decimal;

    #[test]
    fn units_are_worth_their_pounds_and_feet() {
        let decimal = |text: &str| Decimal::parse(text).expect("a number");
        let pound = decimal("0.00045359237");
        for (word, pounds) in [("short-ton", 2000), ("long-ton", 2240), ("bu-maize", 56), ("bu-wheat", 60)] {
            let worth = TradeUnit::named(word).expect("a unit").worth();
            assert!(pound.times(Decimal::whole(pounds)).expect("a number").compare(worth).is_eq(), "{word}");
        }
        let mile = decimal("0.0003048").times(Decimal::whole(5280)).expect("a number");
        assert!(mile.compare(TradeUnit::named("mi").expect("a unit").worth()).is_eq());
        assert_eq!(TRADE_UNITS.iter().map(|unit| unit.worth().to_string()).filter(|worth| worth == "0").count(), 0);
    }

    #[test]
    fn a_number_with_its_unit_is_converted_with_all_digits() {
        let converted = |text: &str| TradeUnit::convert(text).map(|(number, _)| number.to_string());
        assert_eq!(converted("12 mi").as_deref(), Some("19.312128"));
        assert_eq!(converted("5_000nmi").as_deref(), Some("9260"));
        assert_eq!(converted("-1.5 short tons").as_deref(), Some("-1.36077711"));
        for text in ["12", "12 ton", "mi", "12 km", "1 2 mi", ""] {
            assert_eq!(converted(text), None, "{text}");
        }
    }
}
