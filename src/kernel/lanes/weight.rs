//! The weight of an arc: one number, or eight at once. A kernel over it is written once for both.

#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use super::{Block, Lanes, sealed};

/// The weight of an arc: under one set of prices (`f64`), or under eight at once ([`Block`]).
///
/// Weights are whole numbers at or above 0 whose sums are exact, below 2^53. The weight of an arc that cannot be used is
/// unreached.
pub trait Weight: Copy + PartialEq + std::fmt::Debug + Send + Sync + sealed::Sealed {
    /// The weight of an arc that cannot be used.
    const UNREACHED: Self;
    /// The weight of an empty path.
    const ZERO: Self;
    /// The weight in registers.
    type Held<L: Lanes>: Copy;

    /// Reads the weight into registers.
    fn hold<L: Lanes>(&self, lanes: L) -> Self::Held<L>;
    /// Writes the weight from registers.
    fn put<L: Lanes>(&mut self, lanes: L, held: Self::Held<L>);
    /// Adds two weights.
    fn add<L: Lanes>(lanes: L, left: Self::Held<L>, right: Self::Held<L>) -> Self::Held<L>;
    /// Returns the smaller of two weights, number by number.
    fn min<L: Lanes>(lanes: L, left: Self::Held<L>, right: Self::Held<L>) -> Self::Held<L>;
    /// Returns whether any number of the left is smaller than the number of the right in the same set.
    fn any_less<L: Lanes>(lanes: L, left: Self::Held<L>, right: Self::Held<L>) -> bool;
}

impl sealed::Sealed for f64 {}
impl sealed::Sealed for Block {}

impl Weight for f64 {
    const UNREACHED: Self = Self::INFINITY;
    const ZERO: Self = 0.0;
    type Held<L: Lanes> = Self;

    #[inline(always)]
    fn hold<L: Lanes>(&self, _: L) -> Self {
        *self
    }
    #[inline(always)]
    fn put<L: Lanes>(&mut self, _: L, held: Self) {
        *self = held;
    }
    #[inline(always)]
    fn add<L: Lanes>(_: L, left: Self, right: Self) -> Self {
        left + right
    }
    #[inline(always)]
    fn min<L: Lanes>(_: L, left: Self, right: Self) -> Self {
        // One instruction; `f64::min` also handles `NaN`, which no weight is.
        if left < right { left } else { right }
    }
    #[inline(always)]
    fn any_less<L: Lanes>(_: L, left: Self, right: Self) -> bool {
        left < right
    }
}

impl Weight for Block {
    const UNREACHED: Self = Self::splat(f64::INFINITY);
    const ZERO: Self = Self::splat(0.0);
    type Held<L: Lanes> = L::Eight;

    #[inline(always)]
    fn hold<L: Lanes>(&self, lanes: L) -> L::Eight {
        lanes.load(self)
    }
    #[inline(always)]
    fn put<L: Lanes>(&mut self, lanes: L, held: L::Eight) {
        lanes.store(held, self);
    }
    #[inline(always)]
    fn add<L: Lanes>(lanes: L, left: L::Eight, right: L::Eight) -> L::Eight {
        lanes.add(left, right)
    }
    #[inline(always)]
    fn min<L: Lanes>(lanes: L, left: L::Eight, right: L::Eight) -> L::Eight {
        lanes.min(left, right)
    }
    #[inline(always)]
    fn any_less<L: Lanes>(lanes: L, left: L::Eight, right: L::Eight) -> bool {
        lanes.less(left, right) != 0
    }
}
