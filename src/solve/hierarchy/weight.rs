//! What an arc can weigh: one number, or eight at once; every kernel of the hierarchy is written once for both.

#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use crate::lanes::{Block, Lanes};

/// Is what an arc weighs under one set of prices (`f64`) or under eight at once ([`Block`]).
///
/// Weights are whole numbers at or above 0 whose sums stay below 2^53, so they add exactly; infinite where an arc cannot
/// be used.
pub trait Weight: kernel::Kernel + PartialEq + std::fmt::Debug {}

impl Weight for f64 {}
impl Weight for Block {}

/// Is what a slot of a hierarchy holds: the weight from its lower to its higher end, and the one back.
pub(super) type Slot<W> = [W; 2];

/// Names the weight from the lower to the higher end of a slot.
pub(super) const UP: usize = 0;
/// Names the weight from the higher to the lower end of a slot.
pub(super) const DOWN: usize = 1;

pub(super) mod kernel {
    use super::Lanes;

    /// Is what kernels need of a weight; closed to other types.
    pub trait Kernel: Copy + Send + Sync {
        /// Is no way at all.
        const UNREACHED: Self;
        /// Is no distance at all.
        const ZERO: Self;
        /// Holds the weight in registers.
        type Held<L: Lanes>: Copy;

        /// Reads it.
        fn hold<L: Lanes>(&self, lanes: L) -> Self::Held<L>;
        /// Writes it.
        fn put<L: Lanes>(&mut self, lanes: L, held: Self::Held<L>);
        /// Adds two.
        fn add<L: Lanes>(lanes: L, left: Self::Held<L>, right: Self::Held<L>) -> Self::Held<L>;
        /// Takes the smaller of two, number by number.
        fn min<L: Lanes>(lanes: L, left: Self::Held<L>, right: Self::Held<L>) -> Self::Held<L>;
        /// Tells whether any number of the left is smaller than its fellow.
        fn any_less<L: Lanes>(lanes: L, left: Self::Held<L>, right: Self::Held<L>) -> bool;
    }
}

impl kernel::Kernel for f64 {
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
        // One instruction; `f64::min` takes care of `NaN`, which no weight is.
        if left < right { left } else { right }
    }
    #[inline(always)]
    fn any_less<L: Lanes>(_: L, left: Self, right: Self) -> bool {
        left < right
    }
}

impl kernel::Kernel for Block {
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

/// Lowers both weights of a slot to those of a detour: `own = min(own, by + over)`.
#[inline(always)]
pub(super) fn relax<L: Lanes, W: Weight>(lanes: L, own: &mut Slot<W>, by: [W::Held<L>; 2], over: &Slot<W>) {
    let up = W::add(lanes, by[UP], over[UP].hold(lanes));
    let down = W::add(lanes, by[DOWN], over[DOWN].hold(lanes));
    let (own_up, own_down) = (own[UP].hold(lanes), own[DOWN].hold(lanes));
    own[UP].put(lanes, W::min(lanes, up, own_up));
    own[DOWN].put(lanes, W::min(lanes, down, own_down));
}
