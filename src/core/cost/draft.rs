//! The cost of arcs as a function of one figure, in `f64`: a fast approximation of the exact formula, for all arcs of a
//! network.

use crate::ids::{FigureId, Id};
use crate::units::Money;

use super::Costs;
use super::arithmetic::Arithmetic;

/// The coefficients of the powers -1, 0 and 1 of a figure.
pub type Draft = [f64; 3];

/// The figure that varies, and the value around which bounds are decided.
#[derive(Clone, Copy, Debug)]
pub struct Drafts<'a> {
    values: &'a [f64],
    figure: FigureId,
    at: f64,
}

impl<'a> Drafts<'a> {
    /// Creates the arithmetic in which one figure varies; which bound of a charge applies is decided at the value `at`.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub const fn at(values: &'a [f64], figure: FigureId, at: f64) -> Self {
        Self { values, figure, at }
    }

    fn value(self, draft: Draft) -> f64 {
        draft[0] / self.at + draft[1] + draft[2] * self.at
    }
}

impl Costs {
    /// Returns the cost of a class of arcs, in millionths, as a function of a figure that enters it in no other powers;
    /// see [`Costs::powers`]. Amounts that do not depend on the figure are rounded as in prices.
    pub fn drafted(&self, class: u32, drafts: Drafts<'_>) -> Draft {
        let parts = self.price_by(&self.entries[class as usize], &mut { drafts }).parts;
        parts.into_iter().fold([0.0; 3], sum)
    }
}

fn sum(left: Draft, right: Draft) -> Draft {
    [left[0] + right[0], left[1] + right[1], left[2] + right[2]]
}

fn is_still(draft: Draft) -> bool {
    draft[0] == 0.0 && draft[2] == 0.0
}

impl Arithmetic for Drafts<'_> {
    type Number = Draft;

    fn constant(&mut self, number: f64) -> Draft {
        [0.0, number, 0.0]
    }
    fn figure(&mut self, figure: FigureId) -> Draft {
        if figure == self.figure { [0.0, 0.0, 1.0] } else { [0.0, self.values[figure.index()], 0.0] }
    }
    fn add(&mut self, left: Draft, right: Draft) -> Draft {
        sum(left, right)
    }
    fn mul(&mut self, left: Draft, right: Draft) -> Draft {
        [
            left[0] * right[1] + left[1] * right[0],
            left[0] * right[2] + left[1] * right[1] + left[2] * right[0],
            left[1] * right[2] + left[2] * right[1],
        ]
    }
    fn div(&mut self, left: Draft, right: Draft) -> Draft {
        match right {
            [0.0, whole, 0.0] => left.map(|constant| constant / whole),
            [0.0, 0.0, figure] => [left[1] / figure, left[2] / figure, 0.0],
            [reciprocal, ..] => [0.0, left[0] / reciprocal, left[1] / reciprocal],
        }
    }
    fn min(&mut self, left: Draft, right: Draft) -> Draft {
        if self.value(left) < self.value(right) { left } else { right }
    }
    fn max(&mut self, left: Draft, right: Draft) -> Draft {
        if self.value(left) > self.value(right) { left } else { right }
    }
    fn floor(&mut self, number: Draft) -> Draft {
        if is_still(number) { [0.0, number[1].floor(), 0.0] } else { number }
    }
    fn can_be_positive(&self, number: Draft) -> bool {
        self.value(number) > 0.0
    }

    /// Rounds an amount that does not depend on the figure; other amounts are only converted to millionths.
    fn round_micros(&mut self, units: Draft) -> Draft {
        if is_still(units) {
            [0.0, Money::round_micros(units[1]), 0.0]
        } else {
            units.map(|constant| constant * Money::SCALE as f64)
        }
    }

    fn round_to(&mut self, amount: Draft, step: Draft) -> Draft {
        if !(is_still(amount) && is_still(step) && step[1] > 0.0) {
            return amount;
        }
        [0.0, (amount[1] / step[1] + (0.5 + 1e-9)).floor() * step[1], 0.0]
    }
}

#[cfg(test)]
mod tests {
    use super::Drafts;
    use crate::cost::arithmetic::Arithmetic;
    use crate::ids::{FigureId, Id};

    #[test]
    fn drafts_are_sums_of_powers_of_the_figure() {
        let (x, other) = (FigureId::new(0), FigureId::new(1));
        let mut by = Drafts::at(&[2.0, 5.0], x, 2.0);
        let (x, other) = (by.figure(x), by.figure(other));
        let line = by.mul(other, x);
        assert_eq!(by.add(line, other).map(f64::to_bits), [0.0, 5.0, 5.0].map(f64::to_bits));
        let reciprocal = by.div(other, x);
        assert_eq!(reciprocal.map(f64::to_bits), [5.0, 0.0, 0.0].map(f64::to_bits));
        let bits = |draft: super::Draft| draft.map(f64::to_bits);
        assert_eq!(bits(by.mul(reciprocal, x)), bits(other));
        // 5 x is 10 and 5 is 5 where x is 2.
        assert_eq!((bits(by.max(line, other)), bits(by.min(line, other))), (bits(line), bits(other)));
    }
}
