//! What a slot of a hierarchy weighs, both ways.

#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use crate::lanes::{Lanes, Weight};

/// Is what a slot of a hierarchy holds: the weight from its lower to its higher end, and the one back.
pub(super) type Slot<W> = [W; 2];

/// Names the weight from the lower to the higher end of a slot.
pub(super) const UP: usize = 0;
/// Names the weight from the higher to the lower end of a slot.
pub(super) const DOWN: usize = 1;

/// Lowers both weights of a slot to those of a detour: `own = min(own, by + over)`.
#[inline(always)]
pub(super) fn relax<L: Lanes, W: Weight>(lanes: L, own: &mut Slot<W>, by: [W::Held<L>; 2], over: &Slot<W>) {
    let up = W::add(lanes, by[UP], over[UP].hold(lanes));
    let down = W::add(lanes, by[DOWN], over[DOWN].hold(lanes));
    let (own_up, own_down) = (own[UP].hold(lanes), own[DOWN].hold(lanes));
    own[UP].put(lanes, W::min(lanes, up, own_up));
    own[DOWN].put(lanes, W::min(lanes, down, own_down));
}
