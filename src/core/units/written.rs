//! Exact numbers as results write them: as a fraction and as a decimal.

use std::ops::Deref;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::{Decimal, Exact};

/// The digits of decimals that are written for exact numbers.
const DIGITS: i32 = 15;

/// An exact number that is written as a fraction and as the nearest decimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct ExactNumber(
    #[serde(serialize_with = "both_forms")]
    #[schemars(with = "BothForms")]
    pub Exact,
);

impl From<Exact> for ExactNumber {
    fn from(number: Exact) -> Self {
        Self(number)
    }
}

impl Deref for ExactNumber {
    type Target = Exact;

    fn deref(&self) -> &Exact {
        &self.0
    }
}

/// An exact number, as a fraction and as the nearest decimal of some digits.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ExactNumber")]
struct BothForms {
    /// The number as `numerator/denominator`, or a whole number.
    fraction: String,
    /// The nearest decimal of 15 digits.
    decimal: Option<Decimal>,
}

fn both_forms<S: Serializer>(number: &Exact, to: S) -> Result<S::Ok, S::Error> {
    BothForms { fraction: number.to_string(), decimal: Decimal::of_digits(number, DIGITS) }.serialize(to)
}

/// Writes the nearest decimal of an exact number; the fraction where that has more digits than a decimal holds.
pub fn decimal_text(number: &Exact) -> String {
    Decimal::of_digits(number, DIGITS).map_or_else(|| number.to_string(), |decimal| decimal.to_string())
}
