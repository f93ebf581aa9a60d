//! The weight of an arc: one number, or many at once. Every kernel is written once for all of them.

#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use super::{Block, LANES, Lanes, NARROW_LANES, NarrowBlock, sealed};

/// The weight of an arc: under one set of prices (`f64`), under eight at once ([`Block`]) or under sixteen
/// ([`NarrowBlock`]).
///
/// Weights are whole numbers at or above 0 whose sums are exact: below 2^53, or below 2^31 - 1 in a [`NarrowBlock`], where
/// greater sums count as unreached. The weight of an arc that cannot be used is unreached.
pub trait Weight: Copy + PartialEq + std::fmt::Debug + Send + Sync + sealed::Sealed {
    /// The number of sets of prices.
    const SETS: usize;
    /// The weight of an arc that cannot be used.
    const UNREACHED: Self;
    /// The weight of an empty path.
    const ZERO: Self;
    /// The weight in registers.
    type Held<L: Lanes>: Copy;

    /// Returns a weight that is the same under all sets of prices; one that is too great is unreached.
    fn splat(number: f64) -> Self;
    /// Returns the weight under one set of prices, infinite where it is unreached.
    ///
    /// # Panics
    /// Where there is no such set.
    fn under(&self, set: usize) -> f64;
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
impl sealed::Sealed for NarrowBlock {}

impl Weight for f64 {
    const SETS: usize = 1;
    const UNREACHED: Self = Self::INFINITY;
    const ZERO: Self = 0.0;
    type Held<L: Lanes> = Self;

    fn splat(number: f64) -> Self {
        number
    }
    fn under(&self, set: usize) -> f64 {
        [*self][set]
    }
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
    const SETS: usize = LANES;
    const UNREACHED: Self = Self::splat(f64::INFINITY);
    const ZERO: Self = Self::splat(0.0);
    type Held<L: Lanes> = L::Eight;

    fn splat(number: f64) -> Self {
        Self::splat(number)
    }
    fn under(&self, set: usize) -> f64 {
        self.0[set]
    }
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

impl Weight for NarrowBlock {
    const SETS: usize = NARROW_LANES;
    const UNREACHED: Self = Self::splat(Self::INFINITY);
    const ZERO: Self = Self::splat(0);
    type Held<L: Lanes> = L::Sixteen;

    fn splat(number: f64) -> Self {
        Self::splat(Self::of(number))
    }
    fn under(&self, set: usize) -> f64 {
        if self.0[set] == Self::INFINITY { f64::INFINITY } else { f64::from(self.0[set]) }
    }
    #[inline(always)]
    fn hold<L: Lanes>(&self, lanes: L) -> L::Sixteen {
        lanes.load_narrow(self)
    }
    #[inline(always)]
    fn put<L: Lanes>(&mut self, lanes: L, held: L::Sixteen) {
        lanes.store_narrow(held, self);
    }
    #[inline(always)]
    fn add<L: Lanes>(lanes: L, left: L::Sixteen, right: L::Sixteen) -> L::Sixteen {
        lanes.add_narrow(left, right)
    }
    #[inline(always)]
    fn min<L: Lanes>(lanes: L, left: L::Sixteen, right: L::Sixteen) -> L::Sixteen {
        lanes.min_narrow(left, right)
    }
    #[inline(always)]
    fn any_less<L: Lanes>(lanes: L, left: L::Sixteen, right: L::Sixteen) -> bool {
        lanes.any_less_narrow(left, right)
    }
}
