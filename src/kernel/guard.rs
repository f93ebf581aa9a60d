//! Escapes: which of eight sets of numbers leave the bounds that a tape was pruned by.

use crate::lanes::{Block, Lanes, Work, dispatch};

/// Tells which of eight sets of numbers leave their bounds.
///
/// The numbers are prices, or what prices are made of: where every figure keeps to its bounds, so does every price
/// whose bounds were worked out from theirs - also one that was pruned away or folded, which no slot holds any more.
///
/// # Example
/// ```
/// use corridor::{lanes::Block, solve::Guard};
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

/// Is the place of a number with its bounds, both of them inside.
#[derive(Clone, Copy, Debug)]
struct Watched {
    place: u32,
    low: f64,
    high: f64,
}

impl Guard {
    /// Watches the numbers at some places, each with its least and its greatest.
    pub fn new(bounds: impl IntoIterator<Item = (u32, (f64, f64))>) -> Self {
        let watched = bounds.into_iter().map(|(place, (low, high))| Watched { place, low, high }).collect();
        Self { watched }
    }

    /// Returns a bit for each of the eight sets: set where a number of it is out of bounds. None is `NaN`.
    ///
    /// # Shape
    /// `numbers` has one block for each place.
    ///
    /// # Panics
    /// Where a watched place lies beyond them.
    pub fn outside(&self, numbers: &[Block]) -> u8 {
        dispatch(Progress { watched: &self.watched, numbers })
    }
}

/// Is the work of looking once.
struct Progress<'a> {
    watched: &'a [Watched],
    numbers: &'a [Block],
}

impl Work for Progress<'_> {
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
