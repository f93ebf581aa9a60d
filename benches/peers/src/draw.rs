//! Prices of arcs that are drawn: every arc has a factor of its own, log-normal and cut.

#![allow(clippy::inline_always)] // What is not inlined into `dispatch` is compiled without the instruction set.

use corridor::draws::{Distribution, Distributions, Draws};
use corridor::ids::{FigureId, Id};
use corridor_kernel::lanes::{Block, Lanes, Work, dispatch};

/// The standard deviation of the logarithm of a factor.
pub(crate) const SIGMA: f64 = 0.25;

/// Draws factors of arcs and turns them into whole weights.
pub(crate) struct Prices {
    draws: Draws,
    bounds: (f64, f64),
}

impl Prices {
    /// Prepares the factors of so many arcs: within four standard deviations, or within the given bounds.
    pub(crate) fn new(arcs: usize, bounds: Option<(f64, f64)>) -> Self {
        let (low, high) = bounds.map_or((None, None), |(low, high)| (Some(low), Some(high)));
        let factor = Distribution::log_normal(1.0, SIGMA, low, high).checked().expect("a distribution");
        let bounds = factor.support();
        let mut factors = Distributions::fixed((0..arcs).map(|arc| (format!("arc.{arc}"), 1.0)));
        for arc in 0..arcs {
            factors.set(FigureId::new(arc), factor.clone()).expect("a figure");
        }
        Self { draws: Draws::new(&factors, 1), bounds }
    }

    /// Returns what an arc can weigh at the least and at the most.
    pub(crate) fn bounds(&self, weight: f64) -> (f64, f64) {
        (rounded(weight * self.bounds.0), rounded(weight * self.bounds.1))
    }

    /// Returns the weight of an arc in a draw, one at a time.
    pub(crate) fn weight(&self, arc: usize, weight: f64, draw: u64) -> f64 {
        rounded(weight * self.draws.value(FigureId::new(arc), draw))
    }

    /// Returns room for the factors of eight draws.
    pub(crate) fn start(&self) -> Vec<Block> {
        self.draws.start()
    }

    /// Draws the factors of some arcs in eight draws and writes their weights into slots.
    ///
    /// # Shape
    /// `needed` and `arcs` have one entry for each arc: its figure; its weight and the slot.
    pub(crate) fn fill(
        &self,
        first_draw: u64,
        needed: &[FigureId],
        arcs: &[(f64, u32)],
        factors: &mut [Block],
        slots: &mut [Block],
    ) {
        self.draws.fill(first_draw, needed, factors);
        dispatch(Pricing { needed, arcs, factors, slots });
    }
}

/// Rounds to a whole number, halves up.
fn rounded(number: f64) -> f64 {
    (number + 0.5).floor()
}

/// Is the pricing of eight draws, the same arithmetic as [`rounded`].
struct Pricing<'a> {
    needed: &'a [FigureId],
    arcs: &'a [(f64, u32)],
    factors: &'a [Block],
    slots: &'a mut [Block],
}

impl Work for Pricing<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let half = lanes.splat(0.5);
        for (figure, &(weight, slot)) in self.needed.iter().zip(self.arcs) {
            let factor = lanes.load(&self.factors[figure.index()]);
            let weight = lanes.add(lanes.mul(lanes.splat(weight), factor), half);
            lanes.store(lanes.floor(weight), &mut self.slots[slot as usize]);
        }
    }
}
