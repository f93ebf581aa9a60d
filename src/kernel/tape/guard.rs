//! A check of which of eight sets of numbers leave the bounds that a tape was pruned by.

use crate::lanes::{Block, Lanes, Work, dispatch};

/// A check of which of eight sets of numbers leave their bounds.
///
/// The numbers are prices, or the figures that prices are computed from: while every figure stays within its bounds, so
/// does every price whose bounds were computed from theirs, including prices that were pruned or folded and have no
/// slot any more.
///
/// # Example
/// ```
/// use corridor_kernel::{lanes::Block, Guard};
///
/// let guard = Guard::new([(1, (2.0, 3.0))]);
/// let mut numbers = [Block::splat(9.0), Block::splat(2.0)];
/// assert_eq!(guard.outside(&numbers), 0);
/// numbers[1].0[5] = 3.5;
/// assert_eq!(guard.outside(&numbers), 0b0010_0000);
/// ```
#[derive(Clone, Debug)]
pub struct Guard {
    watched: Vec<Watched>,
}

/// The position of a number in the checked list, with its inclusive bounds.
#[derive(Clone, Copy, Debug)]
struct Watched {
    place: u32,
    low: f64,
    high: f64,
}

impl Guard {
    /// Creates a check of the numbers at some positions, each with its lower and its upper bound.
    pub fn new(bounds: impl IntoIterator<Item = (u32, (f64, f64))>) -> Self {
        let watched = bounds.into_iter().map(|(place, (low, high))| Watched { place, low, high }).collect();
        Self { watched }
    }

    /// Returns one bit per set of numbers: set where a number of that set is out of bounds. No number may be `NaN`.
    ///
    /// # Shape
    /// `numbers` has one block for each position.
    ///
    /// # Panics
    /// Where a watched position is beyond the end of `numbers`.
    pub fn outside(&self, numbers: &[Block]) -> u8 {
        dispatch(GuardRun { watched: &self.watched, numbers })
    }
}

/// The work of one check, as [`dispatch`] runs it.
struct GuardRun<'a> {
    watched: &'a [Watched],
    numbers: &'a [Block],
}

impl Work for GuardRun<'_> {
    type Output = u8;

    #[allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.
    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> u8 {
        let mut outside = 0;
        for watched in self.watched {
            let number = lanes.load(&self.numbers[watched.place as usize]);
            outside |= lanes.less(number, lanes.splat(watched.low));
            outside |= lanes.less(lanes.splat(watched.high), number);
        }
        outside
    }
}
