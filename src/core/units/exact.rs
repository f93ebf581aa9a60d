//! Exact rational numbers of any size, and their conversion from and to decimals and `f64`.

use dashu_int::{IBig, UBig};
use dashu_ratio::RBig;

use super::Decimal;

/// An exact number: a fraction of whole numbers of any size.
pub type Exact = RBig;

/// The maximum number of decimal places, before or after the point, in rounding to significant digits.
const MAX_PLACES: i32 = 25;
/// The maximum number of convergents of a continued fraction among which the simplest fraction is searched.
const MAX_CONVERGENTS: usize = 40;

/// Creates a fraction.
///
/// # Panics
/// If the denominator is 0.
pub fn fraction(numerator: i64, denominator: i64) -> Exact {
    Exact::from_parts_signed(numerator.into(), denominator.into())
}

impl Decimal {
    /// Converts exactly.
    pub fn to_exact(self) -> Exact {
        let (mantissa, scale) = self.parts();
        Exact::from_parts(mantissa.into(), UBig::from(10_u8).pow(scale as usize))
    }

    /// Returns how many units of a size above 0 such an amount begins: of 20.4 units 21.
    pub fn units_of(self, size: Self) -> u64 {
        (self.to_exact() / size.to_exact()).ceil().try_into().unwrap_or(u64::MAX)
    }

    /// Rounds an exact number to some significant digits.
    ///
    /// Returns `None` where the result has more digits than a decimal can have.
    pub fn of_digits(number: &Exact, digits: i32) -> Option<Self> {
        Self::near(number, (digits - 1 - magnitude(number)).clamp(-MAX_PLACES, MAX_PLACES))
    }

    /// Rounds an exact number to some decimal places, midpoints away from zero, and drops zeros at the end.
    ///
    /// A negative number of places rounds to tens, hundreds and so on. Returns `None` where the result has more digits
    /// than a decimal can have.
    pub fn near(number: &Exact, places: i32) -> Option<Self> {
        let power = IBig::from(10).pow(places.unsigned_abs() as usize);
        let scaled = if places >= 0 { number * &power } else { number / &power };
        let whole = scaled.round();
        if places >= 0 {
            Self::of_parts(i128::try_from(whole).ok()?, places.unsigned_abs())
        } else {
            Self::of_parts(i128::try_from(whole * power).ok()?, 0)
        }
    }
}

/// Returns the power of ten of the first significant digit of a number; 0 for 0.
pub fn magnitude(number: &Exact) -> i32 {
    let size = to_f64(number).abs();
    if size > 0.0 { libm::log10(size).floor() as i32 } else { 0 }
}

/// Returns the simplest fraction that rounds to a given `f64`: 1/24 for the rounded quotient of 1 and 24.
///
/// The result is the first convergent of the number's continued fraction that rounds to the same `f64`, or the exact
/// value of the `f64` if no convergent does. The result is 0 for numbers that are not finite.
///
/// # Source
/// Hardy and Wright, An Introduction to the Theory of Numbers, chapter X: no fraction with a smaller denominator than a
/// convergent's is nearer.
pub fn simplest(number: f64) -> Exact {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return Exact::from(number as i64);
    }
    let Ok(exact) = Exact::try_from(number) else { return Exact::ZERO };
    // Convergents p/q of a0 + 1/(a1 + 1/(a2 + ...)).
    let (mut before, mut last) = ((IBig::ZERO, IBig::ONE), (IBig::ONE, IBig::ZERO));
    let mut rest = exact.clone();
    for _ in 0..MAX_CONVERGENTS {
        let whole = rest.floor();
        let next = (&whole * &last.0 + &before.0, &whole * &last.1 + &before.1);
        (before, last) = (last, next);
        let convergent = Exact::from_parts_signed(last.0.clone(), last.1.clone());
        if nearest(&convergent) == Some(number) {
            return convergent;
        }
        rest -= Exact::from(whole);
        if rest.is_zero() {
            break;
        }
        rest = Exact::ONE / rest;
    }
    exact
}

/// Converts a fraction of small whole numbers to the nearest `f64`; `None` where they are too great for an exact
/// conversion.
fn nearest(fraction: &Exact) -> Option<f64> {
    let limit = 1_i64 << 53;
    let (numerator, denominator) =
        (i64::try_from(fraction.numerator()).ok()?, i64::try_from(fraction.denominator()).ok()?);
    (numerator.abs() <= limit && denominator <= limit).then(|| numerator as f64 / denominator as f64)
}

/// Converts to the nearest `f64`.
pub fn to_f64(number: &Exact) -> f64 {
    number.to_f64().value()
}

#[cfg(test)]
mod tests {
    use super::{Exact, simplest, to_f64};
    use crate::units::Decimal;

    fn exact(text: &str) -> Exact {
        Decimal::parse(text).expect("a decimal").to_exact()
    }

    #[test]
    fn a_quotient_of_small_numbers_is_found_again() {
        for (number, text) in [
            (1.0 / 24.0, "1/24"),
            (0.01, "1/100"),
            (12.0 / 7.0, "12/7"),
            (-24.0, "-24"),
            (0.0, "0"),
            (0.1 * 3.0, "3602879701896397/12009599006321322"),
        ] {
            let found = simplest(number);
            assert_eq!(to_f64(&found).to_bits(), number.to_bits(), "{number}");
            assert!(found.to_string() == text || text.len() > 20, "{number}: {found}");
        }
    }

    #[test]
    fn exact_numbers_are_rounded_to_decimals() {
        let third = exact("1") / exact("3");
        let near = |number: &Exact, places| Decimal::near(number, places).map(|number| number.to_string());
        assert_eq!(near(&third, 4).as_deref(), Some("0.3333"));
        assert_eq!(near(&-(third * exact("2")), 2).as_deref(), Some("-0.67"));
        assert_eq!(near(&exact("0.5"), 0).as_deref(), Some("1"));
        assert_eq!(near(&exact("1234.5"), -2).as_deref(), Some("1200"));
        assert_eq!(near(&exact("498"), 6).as_deref(), Some("498"));
        let digits = |text: &str, digits| Decimal::of_digits(&exact(text), digits).map(|number| number.to_string());
        assert_eq!(digits("0.00123456", 3).as_deref(), Some("0.00123"));
        assert_eq!(digits("-123456", 2).as_deref(), Some("-120000"));
        assert_eq!(digits("0", 4).as_deref(), Some("0"));
    }
}
