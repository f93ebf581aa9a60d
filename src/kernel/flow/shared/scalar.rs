//! The numbers with which the simplex method calculates: fast ones with rounding, and exact fractions.

use std::cmp::Ordering;

use dashu_ratio::RBig;

/// The greatest number that rounding alone may leave of a 0, where all amounts are near 1.
const MAX_ROUNDING: f64 = 1e-9;

/// A number of the simplex method.
pub(super) trait Scalar: Clone {
    /// Converts an amount that is counted in units of such a size; exact fractions keep it as it is.
    fn of(amount: &RBig, unit: f64) -> Self;
    /// Returns whether the number is above, at or below 0.
    fn sign(&self) -> Ordering;
    /// Returns the exact order of two numbers.
    fn order(&self, other: &Self) -> Ordering;
    fn zero() -> Self;
    fn one() -> Self;
    fn minus(&self) -> Self;
    fn sum(&self, other: &Self) -> Self;
    fn product(&self, other: &Self) -> Self;
    fn quotient(&self, other: &Self) -> Self;
    /// Adds the product of two numbers.
    fn add_product(&mut self, one: &Self, other: &Self);
    /// Returns the number of that many units, rounded.
    fn to_f64(&self, unit: f64) -> f64;
    /// Returns the exact fraction where it is one.
    fn exact(&self) -> Option<&RBig>;
    /// Whether sums of such numbers are exact.
    const IS_EXACT: bool;

    fn difference(&self, other: &Self) -> Self {
        self.sum(&other.minus())
    }

    fn is_zero(&self) -> bool {
        self.sign() == Ordering::Equal
    }

    fn is_below_zero(&self) -> bool {
        self.sign() == Ordering::Less
    }
}

impl Scalar for f64 {
    const IS_EXACT: bool = false;

    fn of(amount: &RBig, unit: f64) -> Self {
        amount.to_f64().value() / unit
    }

    fn sign(&self) -> Ordering {
        if self.abs() <= MAX_ROUNDING { Ordering::Equal } else { self.total_cmp(&0.0) }
    }

    fn order(&self, other: &Self) -> Ordering {
        self.total_cmp(other)
    }

    fn zero() -> Self {
        0.0
    }

    fn one() -> Self {
        1.0
    }

    fn minus(&self) -> Self {
        -self
    }

    fn sum(&self, other: &Self) -> Self {
        self + other
    }

    fn product(&self, other: &Self) -> Self {
        self * other
    }

    fn quotient(&self, other: &Self) -> Self {
        self / other
    }

    fn add_product(&mut self, one: &Self, other: &Self) {
        *self += one * other;
    }

    fn to_f64(&self, unit: f64) -> f64 {
        self * unit
    }

    fn exact(&self) -> Option<&RBig> {
        None
    }
}

impl Scalar for RBig {
    const IS_EXACT: bool = true;

    fn of(amount: &RBig, _: f64) -> Self {
        amount.clone()
    }

    fn sign(&self) -> Ordering {
        self.cmp(&Self::ZERO)
    }

    fn order(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }

    fn zero() -> Self {
        Self::ZERO
    }

    fn one() -> Self {
        Self::ONE
    }

    fn minus(&self) -> Self {
        -self
    }

    fn sum(&self, other: &Self) -> Self {
        self + other
    }

    fn product(&self, other: &Self) -> Self {
        self * other
    }

    fn quotient(&self, other: &Self) -> Self {
        self / other
    }

    fn add_product(&mut self, one: &Self, other: &Self) {
        if !RBig::is_zero(one) && !RBig::is_zero(other) {
            *self += one * other;
        }
    }

    fn to_f64(&self, _: f64) -> f64 {
        RBig::to_f64(self).value()
    }

    fn exact(&self) -> Option<&RBig> {
        Some(self)
    }
}
