//! Exact numbers as results write them: as a fraction, as a decimal, or as both.

use std::borrow::Cow;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use super::{Decimal, Exact, fraction_text};

/// The digits of decimals that are written for exact numbers.
const DIGITS: i32 = 15;

macro_rules! written {
    ($($(#[doc = $doc:literal])+ $name:ident as $form:ty;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub Exact);

        impl From<Exact> for $name {
            fn from(number: Exact) -> Self {
                Self(number)
            }
        }

        impl Deref for $name {
            type Target = Exact;

            fn deref(&self) -> &Exact {
                &self.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                <$form>::from(self).serialize(to)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                <$form>::inline_schema()
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                <$form>::json_schema(generator)
            }
        }
    )+};
}

written! {
    /// An exact number that is written as a fraction and as the nearest decimal.
    ExactNumber as BothForms;
    /// An exact number that is written as a fraction alone.
    ExactFraction as String;
    /// An exact number that is written as the nearest decimal alone.
    ExactDecimal as Option<Decimal>;
}

/// An exact number, as a fraction and as the nearest decimal of some digits.
#[derive(Serialize, JsonSchema)]
struct BothForms {
    /// The number as `numerator/denominator`, or a whole number.
    fraction: String,
    /// The nearest decimal of 15 digits.
    decimal: Option<Decimal>,
}

impl From<&ExactNumber> for BothForms {
    fn from(number: &ExactNumber) -> Self {
        Self { fraction: fraction_text(number), decimal: Decimal::of_digits(number, DIGITS) }
    }
}

impl From<&ExactFraction> for String {
    fn from(number: &ExactFraction) -> Self {
        fraction_text(number)
    }
}

impl From<&ExactDecimal> for Option<Decimal> {
    fn from(number: &ExactDecimal) -> Self {
        Decimal::of_digits(number, DIGITS)
    }
}

/// Writes the nearest decimal of an exact number; the fraction where that has more digits than a decimal holds.
pub fn decimal_text(number: &Exact) -> String {
    Decimal::of_digits(number, DIGITS).map_or_else(|| fraction_text(number), |decimal| decimal.to_string())
}
