//! Decimal numbers, exactly as they were written.

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU64;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// A decimal number, exactly: `mantissa / 10^scale`.
///
/// Binary floating point loses the digits of `12.30`; a figure keeps what its author wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, JsonSchema)]
#[schemars(inline, with = "serde_json::Number", description = "")]
pub struct Decimal {
    // Numerator and scale share 128 bits, aligned as words: tables hold millions of numbers.
    high: i64,
    /// The lower bits of the numerator, and the scale plus 1 in the last byte.
    low: NonZeroU64,
}

/// The reason why a text is not a usable decimal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Nothing but white space.
    #[error("there is no number")]
    Empty,
    /// A comma where a point is meant, or between thousands.
    #[error("a comma stands in the number")]
    Comma,
    /// `inf`, `nan` and similar words.
    #[error("the number is not finite")]
    NotFinite,
    /// Anything else.
    #[error("this is not a decimal number")]
    Malformed,
    /// More than 35 digits.
    #[error("the number has too many digits")]
    TooLong,
}

/// The maximum number of digits of a number, on both sides of the point together: what 119 bits hold.
const MAX_DIGITS: usize = 35;
/// The maximum number of digits of a number that is computed where fewer do.
const MAX_COMPUTED_DIGITS: usize = 30;

/// The powers of ten that `f64` represents exactly, from the 0th.
const EXACT_POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

impl Decimal {
    /// The number 0.
    pub const ZERO: Self = Self::whole(0);

    /// Creates a whole number.
    pub const fn whole(value: i64) -> Self {
        Self::packed(value as i128, 0)
    }

    /// Creates a number from a numerator and a scale of at most [`MAX_DIGITS`].
    const fn packed(mantissa: i128, scale: u32) -> Self {
        let bits = mantissa << 8 | (scale + 1) as i128;
        let low = NonZeroU64::new(bits as u64).expect("the last byte is not 0");
        Self { high: (bits >> 64) as i64, low }
    }

    /// Creates a number; `None` where it has too many digits.
    fn new(mantissa: i128, scale: u32) -> Option<Self> {
        let is_short = mantissa.unsigned_abs() < 10_u128.pow(MAX_DIGITS as u32) && scale as usize <= MAX_DIGITS;
        is_short.then(|| Self::packed(mantissa, scale))
    }

    /// Multiplies: exactly where the product has few enough digits, else as nearly as `f64` does; what is less than the last
    /// digit is 0. `None` where the product is too great.
    pub fn times_nearly(self, other: Self) -> Option<Self> {
        let product = self.to_f64() * other.to_f64();
        let near = || Self::parse(&format!("{product:e}")).ok();
        self.times(other).or_else(near).or((product.abs() < 1.0).then_some(Self::ZERO))
    }

    const fn mantissa(self) -> i128 {
        ((self.high as i128) << 64 | self.low.get() as i128) >> 8
    }

    const fn scale(self) -> u32 {
        (self.low.get() as u8 as u32) - 1
    }

    /// Parses a number such as `-12.30`, `5`, `1_000` or `2.5e-3`.
    ///
    /// # Errors
    /// Returns the defect of the text; see [`DecimalError`].
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(DecimalError::Empty);
        }
        if let Some(plain) = plain(text) {
            return Ok(plain);
        }
        let lower = text.to_ascii_lowercase();
        if matches!(lower.trim_start_matches(['+', '-']), "inf" | "infinity" | "nan") {
            return Err(DecimalError::NotFinite);
        }
        if text.contains(',') {
            return Err(DecimalError::Comma);
        }
        let (digits, exponent) = match lower.split_once('e') {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().map_err(|_| DecimalError::Malformed)?),
            None => (lower.as_str(), 0),
        };
        let (negative, digits) = match digits.strip_prefix(['+', '-']) {
            Some(rest) => (digits.starts_with('-'), rest),
            None => (false, digits),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mut mantissa: i128 = 0;
        let (mut has_digits, mut count) = (false, 0);
        for letter in whole.chars().chain(fraction.chars()).filter(|&letter| letter != '_') {
            let digit = letter.to_digit(10).ok_or(DecimalError::Malformed)?;
            has_digits = true;
            // Zeros at the beginning are no digits of the numerator.
            count += usize::from(mantissa != 0 || digit != 0);
            if count > MAX_DIGITS {
                return Err(DecimalError::TooLong);
            }
            mantissa = mantissa * 10 + i128::from(digit);
        }
        if !has_digits {
            return Err(DecimalError::Malformed);
        }
        let written = fraction.chars().filter(|&letter| letter != '_').count() as i32;
        let places = written.checked_sub(exponent).ok_or(DecimalError::TooLong)?;
        if places.unsigned_abs() as usize > MAX_DIGITS {
            return Err(DecimalError::TooLong);
        }
        let mantissa = if negative { -mantissa } else { mantissa };
        if places >= 0 {
            Self::new(mantissa, places as u32).ok_or(DecimalError::TooLong)
        } else {
            let grown = 10_i128
                .checked_pow(places.unsigned_abs())
                .and_then(|power| mantissa.checked_mul(power))
                .ok_or(DecimalError::TooLong)?;
            Self::new(grown, 0).ok_or(DecimalError::TooLong)
        }
    }

    /// Creates a number from the numerator and the power of ten of the denominator; `None` where it has too many
    /// digits.
    pub fn of_parts(mantissa: i128, scale: u32) -> Option<Self> {
        let (mantissa, scale) = shortened(mantissa, scale);
        let digits = mantissa.unsigned_abs().checked_ilog10().map_or(1, |power| power + 1);
        (digits.max(scale) as usize <= MAX_COMPUTED_DIGITS).then(|| Self::packed(mantissa, scale))
    }

    /// Returns the numerator and the power of ten of the denominator.
    pub const fn parts(self) -> (i128, u32) {
        (self.mantissa(), self.scale())
    }

    /// Converts to the nearest `f64`.
    pub fn to_f64(self) -> f64 {
        // One division rounds once where both numbers are exact: whole numbers up to 2^53, powers of ten up to the
        // 22nd.
        if let Some(&power) = EXACT_POWERS.get(self.scale() as usize)
            && self.mantissa().unsigned_abs() <= 1 << 53
        {
            return self.mantissa() as f64 / power;
        }
        // Parsing rounds correctly; a division of two rounded numbers would not.
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// Multiplies exactly.
    ///
    /// Returns `None` where the product has too many digits.
    pub fn times(self, other: Self) -> Option<Self> {
        let (mantissa, scale) = shortened(self.mantissa().checked_mul(other.mantissa())?, self.scale() + other.scale());
        Self::new(mantissa, scale)
    }

    /// Adds exactly.
    ///
    /// Returns `None` where the sum has too many digits.
    pub fn plus(self, other: Self) -> Option<Self> {
        let (left, right, scale) = self.aligned(other)?;
        let (mantissa, scale) = shortened(left.checked_add(right)?, scale);
        Self::new(mantissa, scale)
    }

    /// Returns whether the number is 0.
    pub const fn is_zero(self) -> bool {
        self.mantissa() == 0
    }

    /// Returns whether the number is below 0.
    pub const fn is_negative(self) -> bool {
        self.mantissa() < 0
    }

    /// Compares by value alone: 1.0 equals 1.
    pub fn compare(self, other: Self) -> Ordering {
        match self.aligned(other) {
            Some((left, right, _)) => left.cmp(&right),
            None => self.to_f64().total_cmp(&other.to_f64()),
        }
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale().max(other.scale());
        let left = self.mantissa().checked_mul(10_i128.checked_pow(scale - self.scale())?)?;
        let right = other.mantissa().checked_mul(10_i128.checked_pow(scale - other.scale())?)?;
        Some((left, right, scale))
    }

    /// Returns the same number without zeros at its end.
    #[must_use]
    pub fn shortened(self) -> Self {
        let (mantissa, scale) = shortened(self.mantissa(), self.scale());
        Self::packed(mantissa, scale)
    }
}

/// Leaves out the zeros at the end of a number behind the point.
const fn shortened(mut mantissa: i128, mut scale: u32) -> (i128, u32) {
    while scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    (mantissa, scale)
}

/// Parses digits with at most a sign and a point, as nearly all numbers are written; `None` for any other text.
fn plain(text: &str) -> Option<Decimal> {
    let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    // 18 digits fit into 64 bits.
    if digits.len() > 18 {
        return None;
    }
    let (mut mantissa, mut scale, mut has_point) = (0_i64, 0, false);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + i64::from(byte - b'0');
                scale += u32::from(has_point);
            }
            b'.' if !has_point => has_point = true,
            _ => return None,
        }
    }
    // A point alone is no number.
    (digits.len() > usize::from(has_point))
        .then(|| Decimal::packed(i128::from(if is_negative { -mantissa } else { mantissa }), scale))
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    /// Compares by value; numbers of equal value are ordered by their written places.
    fn cmp(&self, other: &Self) -> Ordering {
        self.compare(*other).then(self.scale().cmp(&other.scale()))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa() < 0 { "-" } else { "" };
        let digits = self.mantissa().unsigned_abs().to_string();
        let scale = self.scale() as usize;
        if scale == 0 {
            return out.pad(&format!("{sign}{digits}"));
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        out.pad(&format!("{sign}{whole}.{fraction}"))
    }
}

/// A JSON number with the places it was written with.
impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        serialize_number(self, to)
    }
}

/// Writes a number with the digits of its text.
pub(super) fn serialize_number<S: Serializer>(number: &impl ToString, to: S) -> Result<S::Ok, S::Error> {
    let number: serde_json::Number = number.to_string().parse().map_err(serde::ser::Error::custom)?;
    number.serialize(to)
}

#[cfg(test)]
mod tests {
    use super::{Decimal, DecimalError, MAX_DIGITS};

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).expect("a decimal number")
    }

    #[test]
    fn a_number_comes_back_as_it_was_written() {
        for text in ["0", "12.30", "-0.007", "1000000", "0.000001"] {
            assert_eq!(decimal(text).to_string(), text);
        }
        assert_eq!(decimal("2.5e-3").to_string(), "0.0025");
        assert_eq!(decimal("1e3").to_string(), "1000");
        assert_eq!(decimal("500_000").to_string(), "500000");
    }

    #[test]
    fn what_is_not_a_number_says_why() {
        assert_eq!(Decimal::parse("1,5"), Err(DecimalError::Comma));
        assert_eq!(Decimal::parse("NaN"), Err(DecimalError::NotFinite));
        assert_eq!(Decimal::parse("-inf"), Err(DecimalError::NotFinite));
        assert_eq!(Decimal::parse(" "), Err(DecimalError::Empty));
        assert_eq!(Decimal::parse("12t"), Err(DecimalError::Malformed));
        assert_eq!(Decimal::parse("."), Err(DecimalError::Malformed));
        assert_eq!(Decimal::parse("1e400"), Err(DecimalError::TooLong));
        assert_eq!(Decimal::parse("1e-2147483648"), Err(DecimalError::TooLong));
    }

    #[test]
    fn the_binary_number_is_the_one_that_parsing_gives() {
        let mut mantissa = 1_i128;
        for digits in 1..=MAX_DIGITS as u32 {
            mantissa = (mantissa * 7 + i128::from(digits)) % 10_i128.pow(digits);
            for scale in 0..=digits {
                for number in [Decimal::packed(mantissa, scale), Decimal::packed(-mantissa, scale)] {
                    let parsed: f64 = number.to_string().parse().expect("a number");
                    assert_eq!(number.to_f64().to_bits(), parsed.to_bits(), "{number}");
                }
            }
        }
        assert_eq!(decimal("9007199254740993e-22").to_f64().to_bits(), 9_007_199_254_740_993e-22_f64.to_bits());
    }

    #[test]
    fn products_and_sums_are_exact() {
        assert_eq!(decimal("0.098").times(decimal("1.2")), Some(decimal("0.1176")));
        assert_eq!(decimal("16.3").plus(decimal("-0.30")), Some(decimal("16")));
        assert!(decimal("0.1") < decimal("0.11"));
        assert!(decimal("-3") < Decimal::ZERO);
    }
}
