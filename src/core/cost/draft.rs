//! The cost of arcs as a function of one figure, in `f64`: a fast approximation of the exact formula, for all arcs of a
//! network.

use crate::ids::{FigureId, Id};
use crate::units::Money;

use super::Costs;
use super::arithmetic::Arithmetic;

/// The coefficients of the powers -1, 0 and 1 of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draft([f64; 3]);

/// The figure that varies, and the value around which bounds are decided.
#[derive(Clone, Copy, Debug)]
pub struct Drafts<'a> {
    values: &'a [f64],
    moving: FigureId,
    at: f64,
}

impl Draft {
    const NOTHING: Self = Self([0.0; 3]);

    fn term(coefficient: f64, power: i8) -> Self {
        let mut term = Self::NOTHING;
        term.add(coefficient, power);
        term
    }

    /// Returns the coefficient of a power of the figure.
    pub const fn coefficient(&self, power: i8) -> f64 {
        self.0[(power + 1) as usize]
    }

    /// Adds a term; one of a greater power is left out, see [`Costs::drafted`].
    fn add(&mut self, coefficient: f64, power: i8) {
        if power.abs() <= 1 {
            self.0[(power + 1) as usize] += coefficient;
        }
    }

    /// Iterates over the terms that are not 0: their coefficients and powers.
    fn terms(self) -> impl Iterator<Item = (f64, i8)> {
        self.0.into_iter().zip(-1..).filter(|&(own, _)| own != 0.0)
    }

    /// Returns the value if it does not depend on the figure.
    fn as_constant(self) -> Option<f64> {
        self.terms().all(|(_, power)| power == 0).then(|| self.coefficient(0))
    }
}

impl<'a> Drafts<'a> {
    /// Creates the arithmetic in which a figure varies; which bound of a charge applies is decided at its value `at`.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub const fn at(values: &'a [f64], moving: FigureId, at: f64) -> Self {
        Self { values, moving, at }
    }

    fn value(&self, draft: Draft) -> f64 {
        let [over, fixed, times] = draft.0;
        let part = |coefficient: f64, input: f64| if coefficient == 0.0 { 0.0 } else { coefficient * input };
        part(over, self.at.recip()) + fixed + times * self.at
    }
}

impl Costs {
    /// Returns the cost of a class of arcs, in millionths, as a function of a figure that enters it in no other powers;
    /// see [`Costs::powers`]. Amounts that do not depend on the figure are rounded as in prices, others are not rounded.
    pub fn drafted(&self, class: u32, mut drafts: Drafts<'_>) -> Draft {
        let priced = self.priced_in(class, &mut drafts);
        priced.parts.into_iter().chain([priced.shift]).fold(Draft::NOTHING, |sum, part| drafts.add(sum, part))
    }
}

impl Arithmetic for Drafts<'_> {
    type Number = Draft;

    fn constant(&mut self, number: f64) -> Draft {
        Draft::term(number, 0)
    }
    fn figure(&mut self, figure: FigureId) -> Draft {
        if figure == self.moving { Draft::term(1.0, 1) } else { self.constant(self.values[figure.index()]) }
    }
    fn add(&mut self, mut left: Draft, right: Draft) -> Draft {
        for (coefficient, power) in right.terms() {
            left.add(coefficient, power);
        }
        left
    }
    fn mul(&mut self, left: Draft, right: Draft) -> Draft {
        let mut product = Draft::NOTHING;
        for (one, power) in left.terms() {
            for (other, more) in right.terms() {
                product.add(one * other, power + more);
            }
        }
        product
    }
    fn div(&mut self, left: Draft, right: Draft) -> Draft {
        let (divisor, less) = right.terms().next().unwrap_or((0.0, 0));
        let mut quotient = Draft::NOTHING;
        for (coefficient, power) in left.terms() {
            quotient.add(coefficient / divisor, power - less);
        }
        quotient
    }
    fn min(&mut self, left: Draft, right: Draft) -> Draft {
        if self.value(left) < self.value(right) { left } else { right }
    }
    fn max(&mut self, left: Draft, right: Draft) -> Draft {
        if self.value(left) > self.value(right) { left } else { right }
    }
    fn floor(&mut self, number: Draft) -> Draft {
        number.as_constant().map_or(number, |number| self.constant(number.floor()))
    }
    fn can_be_positive(&self, number: Draft) -> bool {
        self.value(number) > 0.0
    }

    /// Rounds an amount that does not depend on the figure; other amounts are only converted to millionths.
    fn round_micros(&mut self, units: Draft) -> Draft {
        match units.as_constant() {
            Some(amount) => self.constant(Money::round_micros(amount)),
            None => Draft(units.0.map(|coefficient| coefficient * Money::SCALE as f64)),
        }
    }

    fn round_to(&mut self, amount: Draft, step: Draft) -> Draft {
        match amount.as_constant().zip(step.as_constant()) {
            Some((amount, step)) if step > 0.0 => self.constant((amount / step + (0.5 + 1e-9)).floor() * step),
            _ => amount,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, Drafts};
    use crate::cost::arithmetic::Arithmetic;
    use crate::ids::{FigureId, Id};

    #[test]
    fn drafts_are_sums_of_powers_of_the_figure() {
        let [x, other] = [0, 1].map(FigureId::new);
        let mut by = Drafts::at(&[2.0, 5.0], x, 2.0);
        let (x, other) = (by.figure(x), by.figure(other));
        let line = by.mul(other, x);
        assert_eq!(line, Draft::term(5.0, 1));
        let reciprocal = by.div(other, x);
        assert_eq!(reciprocal, Draft::term(5.0, -1));
        assert_eq!(by.mul(reciprocal, x), other);
        let sum = by.add(line, other);
        assert_eq!(by.div(sum, x), by.add(other, reciprocal));
        // 5 x is 10 and 5 is 5 where x is 2.
        assert_eq!((by.max(line, other), by.min(line, other)), (line, other));
    }

    #[test]
    fn only_what_no_figure_moves_is_rounded() {
        let [x, other] = [0, 1].map(FigureId::new);
        let mut by = Drafts::at(&[2.0, 1.234_567_8], x, 2.0);
        let (x, other) = (by.figure(x), by.figure(other));
        let moved = by.mul(x, other);
        assert!((by.round_micros(moved).coefficient(1) - 1_234_567.8).abs() < 1e-6);
        assert_eq!(by.round_micros(other), Draft::term(1_234_568.0, 0));
    }
}
