//! Distances, durations and masses.

use schemars::JsonSchema;
use serde::Serialize;

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

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $unit:literal, $make:ident, $get:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, JsonSchema)]
        #[serde(transparent)]
        #[schemars(inline, with = "f64")]
        pub struct $name(f64);

        impl $name {
            #[doc = concat!("Creates a quantity from a number of ", $unit, ".")]
            pub const fn $make(value: f64) -> Self {
                Self(value)
            }

            #[doc = concat!("Returns the number of ", $unit, ".")]
            pub const fn $get(self) -> f64 {
                self.0
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
    /// A mass of cargo or CO2e.
    Mass, "tonnes", tonnes, as_tonnes
);

impl Duration {
    /// Returns the number of days.
    pub fn as_days(self) -> f64 {
        self.0 / 24.0
    }
}

impl Mass {
    /// Creates a mass from a number of kilograms.
    pub fn kilograms(value: f64) -> Self {
        Self(value / 1000.0)
    }

    /// Returns the number of kilograms.
    pub fn as_kilograms(self) -> f64 {
        self.0 * 1000.0
    }
}
