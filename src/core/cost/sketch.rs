//! The cost of arcs at values of two figures, in `f64`: a fast approximation of an exact formula in both.

use crate::ids::{FigureId, Id};
use crate::units::Money;

use super::Costs;
use super::arithmetic::Arithmetic;

/// The two figures that vary, and the values of all figures, including theirs.
#[derive(Clone, Copy, Debug)]
pub struct Sketch<'a> {
    values: &'a [f64],
    figures: [FigureId; 2],
}

/// A number, and whether it depends on either figure.
type SketchedNumber = (f64, bool);

impl<'a> Sketch<'a> {
    /// Creates the arithmetic from the values of all figures of the register.
    pub const fn at(values: &'a [f64], figures: [FigureId; 2]) -> Self {
        Self { values, figures }
    }
}

impl Costs {
    /// Returns the cost of a class of arcs, in millionths: amounts that depend on neither figure are rounded as in
    /// prices, others are not rounded.
    pub fn sketched(&self, class: u32, mut sketch: Sketch<'_>) -> f64 {
        let parts = self.price_by(&self.entries[class as usize], &mut sketch).parts;
        parts.into_iter().map(|(amount, _)| amount).sum()
    }
}

impl Arithmetic for Sketch<'_> {
    type Number = SketchedNumber;

    fn constant(&mut self, number: f64) -> SketchedNumber {
        (number, false)
    }
    fn figure(&mut self, figure: FigureId) -> SketchedNumber {
        (self.values[figure.index()], self.figures.contains(&figure))
    }
    fn add(&mut self, left: SketchedNumber, right: SketchedNumber) -> SketchedNumber {
        (left.0 + right.0, left.1 || right.1)
    }
    fn mul(&mut self, left: SketchedNumber, right: SketchedNumber) -> SketchedNumber {
        (left.0 * right.0, left.1 || right.1)
    }
    fn div(&mut self, left: SketchedNumber, right: SketchedNumber) -> SketchedNumber {
        (left.0 / right.0, left.1 || right.1)
    }
    fn min(&mut self, left: SketchedNumber, right: SketchedNumber) -> SketchedNumber {
        if left.0 < right.0 { left } else { right }
    }
    fn max(&mut self, left: SketchedNumber, right: SketchedNumber) -> SketchedNumber {
        if left.0 > right.0 { left } else { right }
    }
    fn floor(&mut self, (number, moves): SketchedNumber) -> SketchedNumber {
        (if moves { number } else { number.floor() }, moves)
    }
    fn can_be_positive(&self, (number, _): SketchedNumber) -> bool {
        number > 0.0
    }
    fn round_micros(&mut self, (units, moves): SketchedNumber) -> SketchedNumber {
        (if moves { units * Money::SCALE as f64 } else { Money::round_micros(units) }, moves)
    }
    fn round_to(&mut self, amount: SketchedNumber, step: SketchedNumber) -> SketchedNumber {
        if amount.1 || step.1 || step.0 <= 0.0 {
            return amount;
        }
        ((amount.0 / step.0 + (0.5 + 1e-9)).floor() * step.0, false)
    }
}

#[cfg(test)]
mod tests {
    use super::Sketch;
    use crate::cost::arithmetic::Arithmetic;
    use crate::ids::{FigureId, Id};

    #[test]
    fn only_what_no_figure_moves_is_rounded() {
        let [x, y, other] = [0, 1, 2].map(FigureId::new);
        let mut by = Sketch::at(&[2.0, 3.0, 1.234_567_8], [x, y]);
        let (x, y, other) = (by.figure(x), by.figure(y), by.figure(other));
        let product = by.mul(x, y);
        let moved = by.mul(product, other);
        assert!((by.round_micros(moved).0 - 7_407_406.8).abs() < 1e-6);
        assert_eq!(by.round_micros(other).0.to_bits(), 1_234_568.0_f64.to_bits());
    }
}
