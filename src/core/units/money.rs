//! Money as whole millionths of one currency unit.

use std::fmt;
use std::ops::{Neg, Sub};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::decimal::serialize_number;
use super::physical::additive;

/// An amount of money in whole millionths of the scenario's currency unit, usually per tonne of cargo.
///
/// Sums are sums of whole numbers: they do not depend on their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(inline, with = "serde_json::Number", description = "")]
pub struct Money(i64);

additive!(Money);

/// The distance below a midpoint at which an amount still counts as the midpoint, in millionths of a unit.
///
/// Decimal prices often are exactly at a midpoint, and binary arithmetic gives a slightly smaller number. With this
/// guard the error has no effect, and exact arithmetic with the same guard rounds the same way.
const MIDPOINT_GUARD: f64 = 1e-4;

impl Money {
    /// The amount 0.
    pub const ZERO: Self = Self(0);
    /// The number of millionths in one unit of currency.
    pub const SCALE: i64 = 1_000_000;

    /// The addend before millionths are rounded down, so that midpoints, and amounts within the guard below them, round
    /// up.
    pub const MIDPOINT: f64 = 0.5 + MIDPOINT_GUARD;

    /// Creates an amount from a number of millionths.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Returns the number of millionths.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Rounds an amount in whole currency units to the nearest millionth, midpoints upwards.
    ///
    /// This is the one rounding of the model; every engine must call it, or [`Money::round_micros`].
    pub fn round(units: f64) -> Self {
        Self(Self::round_micros(units) as i64)
    }

    /// Rounds as [`Money::round`] does, and returns the whole number of millionths as `f64`, for kernels.
    pub fn round_micros(units: f64) -> f64 {
        (units * 1e6 + Self::MIDPOINT).floor()
    }

    /// Converts a sum computed by a kernel.
    ///
    /// # Panics
    /// In debug builds, where the sum is not a whole number that `f64` represents exactly.
    pub fn from_kernel(micros: f64) -> Self {
        debug_assert!(micros.fract() == 0.0 && micros.abs() < 9_007_199_254_740_992.0);
        Self(micros as i64)
    }

    /// Appends it with its six places.
    pub fn write_to(self, text: &mut String) {
        // 20 digits, a point and a sign.
        let (mut written, mut first) = ([0; 22], 22);
        let mut put = |byte: u8| {
            first -= 1;
            written[first] = byte;
        };
        let mut rest = self.0.unsigned_abs();
        for place in 0.. {
            if place == 6 {
                put(b'.');
            }
            put((rest % 10) as u8 + b'0');
            rest /= 10;
            if rest == 0 && place >= 6 {
                break;
            }
        }
        if self.0 < 0 {
            put(b'-');
        }
        text.extend(written[first..].iter().map(|&byte| char::from(byte)));
    }

    /// Converts to currency units for layout and shares; sums of the results are not exact.
    pub fn as_units(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

/// A plain decimal with six places, or with the places asked for (`{:.2}`), midpoints away from zero.
impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = out.precision().unwrap_or(6).min(6) as u32;
        let drop = 10_i64.pow(6 - places);
        let size = (self.0.unsigned_abs() + drop.unsigned_abs() / 2) / drop.unsigned_abs();
        let sign = if self.0 < 0 && size != 0 { "-" } else { "" };
        let unit = 10_u64.pow(places);
        let text = if places == 0 {
            format!("{sign}{size}")
        } else {
            format!("{sign}{}.{:0width$}", size / unit, size % unit, width = places as usize)
        };
        match out.width() {
            Some(width) => write!(out, "{text:>width$}"),
            None => out.write_str(&text),
        }
    }
}

/// A JSON number with six places, never in exponent form.
impl Serialize for Money {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        serialize_number(self, to)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        f64::deserialize(from).map(Self::round)
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Money;

    #[test]
    fn money_prints_six_places_and_never_an_exponent() {
        assert_eq!(Money::from_micros(1).to_string(), "0.000001");
        for micros in [0, 1, -1, 999_999, 1_000_000, -12_300_000, i64::MAX, i64::MIN] {
            let mut text = String::from(">");
            Money::from_micros(micros).write_to(&mut text);
            assert_eq!(text, format!(">{}", Money::from_micros(micros)));
        }
        assert_eq!(Money::from_micros(-12_300_000).to_string(), "-12.300000");
        assert_eq!(format!("{:.2}", Money::from_micros(2_345_000)), "2.35");
        assert_eq!(format!("{:>8.1}|", Money::from_micros(-20_000)), "     0.0|");
        let json = serde_json::to_string(&Money::from_micros(100_000_000)).expect("a number");
        assert_eq!(json, "100.000000");
    }

    #[test]
    fn a_midpoint_is_a_midpoint_whatever_binary_says() {
        // 1.0000005 has no binary form; one of the two lies below its midpoint, the other above.
        assert_eq!(Money::round(1.000_000_5).micros(), 1_000_001);
        assert_eq!(Money::round(1.005 * 0.001 / 1.0 + 0.000_000_5).micros(), 1_006);
        assert_eq!(Money::round(-0.000_000_5).micros(), 0);
    }
}
