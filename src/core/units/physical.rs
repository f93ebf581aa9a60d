//! Distances, durations and masses, whose sums do not depend on their order.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// Implements the sums of a quantity, whose default is 0.
macro_rules! additive {
    ($name:ident) => {
        impl std::ops::Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }

        impl std::ops::AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }

        impl std::iter::Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self::default(), std::ops::Add::add)
            }
        }
    };
}

pub(super) use additive;

/// The number of billionths in one, which is far below any digit that is written.
const BILLION: f64 = 1e9;

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $unit:literal, $make:ident, $get:ident) => {
        $(#[$doc])*
        ///
        /// Whole billionths, so that sums are exact and do not depend on their order.
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, JsonSchema)]
        #[schemars(inline, with = "f64", description = "")]
        pub struct $name(f64);

        impl $name {
            #[doc = concat!("Creates a quantity from a number of ", $unit, ".")]
            pub fn $make(value: f64) -> Self {
                Self((value * BILLION).round())
            }

            #[doc = concat!("Returns the number of ", $unit, ".")]
            pub fn $get(self) -> f64 {
                self.0 / BILLION
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                self.$get().serialize(to)
            }
        }

        additive!($name);
    };
}

quantity!(
    /// The length of a leg or route: tariff kilometres for rail, recommended track for sea.
    Distance, "kilometres", km, as_km
);
quantity!(
    /// A duration.
    Duration, "hours", hours, as_hours
);
quantity!(
    /// A mass of CO2e.
    Mass, "kilograms", kilograms, as_kilograms
);

impl Duration {
    /// Returns the number of days.
    pub fn as_days(self) -> f64 {
        self.0 / (24.0 * BILLION)
    }
}
