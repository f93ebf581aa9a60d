//! The arithmetics in which the one cost formula is evaluated: with numbers, with bounds, or by recording its steps.
//!
//! The cost of an arc is written once, in `price`, over [`Arithmetic`]; so prices, their bounds and the steps that
//! price eight draws at once cannot differ in an operation or its order.

use crate::ids::{FigureId, Id};
use crate::units::Money;

/// A set of operations in which formulas are evaluated.
pub(super) trait Arithmetic {
    /// The representation of a number.
    type Number: Copy;

    /// Returns a number that depends on no figure.
    fn constant(&mut self, number: f64) -> Self::Number;
    /// Returns the value of a figure.
    fn figure(&mut self, figure: FigureId) -> Self::Number;
    /// Returns the sum.
    fn add(&mut self, left: Self::Number, right: Self::Number) -> Self::Number;
    /// Returns the product.
    fn mul(&mut self, left: Self::Number, right: Self::Number) -> Self::Number;
    /// Returns the quotient.
    fn div(&mut self, left: Self::Number, right: Self::Number) -> Self::Number;
    /// Returns the smaller number.
    fn min(&mut self, left: Self::Number, right: Self::Number) -> Self::Number;
    /// Returns the greater number.
    fn max(&mut self, left: Self::Number, right: Self::Number) -> Self::Number;
    /// Rounds down.
    fn floor(&mut self, number: Self::Number) -> Self::Number;

    /// Returns whether a number can be above zero.
    fn can_be_positive(&self, number: Self::Number) -> bool;

    /// Rounds an amount in currency units to whole millionths, as [`Money::round_micros`] does.
    fn round_micros(&mut self, units: Self::Number) -> Self::Number {
        let (scale, up) = (self.constant(Money::SCALE as f64), self.constant(Money::MIDPOINT));
        let micros = self.mul(units, scale);
        let raised = self.add(micros, up);
        self.floor(raised)
    }

    /// Rounds an amount to whole steps; a step of zero rounds nothing.
    fn round_to(&mut self, amount: Self::Number, step: Self::Number) -> Self::Number {
        if !self.can_be_positive(step) {
            return amount;
        }
        // The same guard as in the rounding to millionths: a midpoint in decimals counts as one.
        let half = self.constant(0.5 + 1e-9);
        let steps = self.div(amount, step);
        let raised = self.add(steps, half);
        let whole = self.floor(raised);
        self.mul(whole, step)
    }
}

/// The arithmetic of the values of the figures.
pub(super) struct ValueArithmetic<'a>(pub(super) &'a [f64]);

impl Arithmetic for ValueArithmetic<'_> {
    type Number = f64;

    fn constant(&mut self, number: f64) -> f64 {
        number
    }
    fn figure(&mut self, figure: FigureId) -> f64 {
        self.0[figure.index()]
    }
    fn add(&mut self, left: f64, right: f64) -> f64 {
        left + right
    }
    fn mul(&mut self, left: f64, right: f64) -> f64 {
        left * right
    }
    fn div(&mut self, left: f64, right: f64) -> f64 {
        left / right
    }
    fn min(&mut self, left: f64, right: f64) -> f64 {
        if left < right { left } else { right }
    }
    fn max(&mut self, left: f64, right: f64) -> f64 {
        if left > right { left } else { right }
    }
    fn floor(&mut self, number: f64) -> f64 {
        number.floor()
    }
    fn can_be_positive(&self, number: f64) -> bool {
        number > 0.0
    }
}

/// The arithmetic of intervals: the bounds of each figure give bounds of each result.
///
/// Every operation is monotone in each operand and so is its rounding: the result bounds every result of [`ValueArithmetic`]
/// within the bounds, to the last bit.
pub(super) struct IntervalArithmetic<'a>(pub(super) &'a [(f64, f64)]);

/// Returns the least and the greatest of some numbers; the whole line where one of them is not a number.
fn hull(numbers: [f64; 4]) -> (f64, f64) {
    if numbers.iter().any(|number| number.is_nan()) {
        return (f64::NEG_INFINITY, f64::INFINITY);
    }
    (numbers.into_iter().fold(f64::INFINITY, f64::min), numbers.into_iter().fold(f64::NEG_INFINITY, f64::max))
}

impl Arithmetic for IntervalArithmetic<'_> {
    type Number = (f64, f64);

    fn constant(&mut self, number: f64) -> (f64, f64) {
        (number, number)
    }
    fn figure(&mut self, figure: FigureId) -> (f64, f64) {
        self.0[figure.index()]
    }
    fn add(&mut self, left: (f64, f64), right: (f64, f64)) -> (f64, f64) {
        (left.0 + right.0, left.1 + right.1)
    }
    fn mul(&mut self, left: (f64, f64), right: (f64, f64)) -> (f64, f64) {
        hull([left.0 * right.0, left.0 * right.1, left.1 * right.0, left.1 * right.1])
    }
    fn div(&mut self, left: (f64, f64), right: (f64, f64)) -> (f64, f64) {
        if right.0 <= 0.0 && right.1 >= 0.0 {
            return (f64::NEG_INFINITY, f64::INFINITY);
        }
        hull([left.0 / right.0, left.0 / right.1, left.1 / right.0, left.1 / right.1])
    }
    fn min(&mut self, left: (f64, f64), right: (f64, f64)) -> (f64, f64) {
        (left.0.min(right.0), left.1.min(right.1))
    }
    fn max(&mut self, left: (f64, f64), right: (f64, f64)) -> (f64, f64) {
        (left.0.max(right.0), left.1.max(right.1))
    }
    fn floor(&mut self, number: (f64, f64)) -> (f64, f64) {
        (number.0.floor(), number.1.floor())
    }
    fn can_be_positive(&self, number: (f64, f64)) -> bool {
        number.1 > 0.0
    }
}
