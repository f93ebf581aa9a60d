//! The weights of a slot of a hierarchy in both directions.

#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use crate::lanes::{Lanes, Weight};

/// The weights of a slot: from its lower to its upper end, and back.
pub(super) type Slot<W> = [W; 2];

/// The index of the weight from the lower to the upper end of a slot.
pub(super) const UP: usize = 0;
/// The index of the weight from the upper to the lower end of a slot.
pub(super) const DOWN: usize = 1;

/// Lowers both weights of a slot to those of the path through a lower rank: `own = min(own, by + over)`.
#[inline(always)]
pub(super) fn relax<L: Lanes, W: Weight>(lanes: L, own: &mut Slot<W>, by: [W::Held<L>; 2], over: &Slot<W>) {
    let up = W::add(lanes, by[UP], over[UP].hold(lanes));
    let down = W::add(lanes, by[DOWN], over[DOWN].hold(lanes));
    let (own_up, own_down) = (own[UP].hold(lanes), own[DOWN].hold(lanes));
    own[UP].put(lanes, W::min(lanes, up, own_up));
    own[DOWN].put(lanes, W::min(lanes, down, own_down));
}
