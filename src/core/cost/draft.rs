//! The cost of arcs as a function of one or two figures, in `f64`: a fast approximation of the exact formula, for all
//! arcs of a network.

use crate::ids::{FigureId, Id};
use crate::units::Money;

use super::Costs;
use super::arithmetic::Arithmetic;

/// The number of powers: -1, 0 and 1.
const POWERS: usize = 3;

/// The coefficients of the powers -1, 0 and 1 of the first figure by those of the second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draft([f64; POWERS * POWERS]);

/// The figures that vary, and the point around which bounds are decided.
#[derive(Clone, Copy, Debug)]
pub struct Drafts<'a> {
    values: &'a [f64],
    moving: [Option<FigureId>; 2],
    at: [f64; 2],
}

impl Draft {
    const NOTHING: Self = Self([0.0; POWERS * POWERS]);

    fn term(coefficient: f64, powers: (i8, i8)) -> Self {
        let mut term = Self::NOTHING;
        term.add(coefficient, powers);
        term
    }

    /// Returns the coefficient of given powers of the figures.
    pub fn coefficient(&self, (x, y): (i8, i8)) -> f64 {
        self.0[(x + 1) as usize * POWERS + (y + 1) as usize]
    }

    /// Adds a term; one of greater powers is left out, see [`Costs::drafted`].
    fn add(&mut self, coefficient: f64, (x, y): (i8, i8)) {
        if x.abs() <= 1 && y.abs() <= 1 {
            self.0[(x + 1) as usize * POWERS + (y + 1) as usize] += coefficient;
        }
    }

    /// Iterates over the terms that are not 0: their coefficients and powers.
    fn terms(&self) -> impl Iterator<Item = (f64, (i8, i8))> + '_ {
        let powers = |place: usize| ((place / POWERS) as i8 - 1, (place % POWERS) as i8 - 1);
        let places = (0..self.0.len()).filter(|&place| self.0[place] != 0.0);
        places.map(move |place| (self.0[place], powers(place)))
    }

    /// Returns the value if it depends on neither figure.
    fn as_constant(&self) -> Option<f64> {
        self.terms().all(|(_, powers)| powers == (0, 0)).then(|| self.coefficient((0, 0)))
    }
}

impl<'a> Drafts<'a> {
    /// Creates the arithmetic in which some figures vary; which bound of a charge applies is decided at the values `at`.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub const fn at(values: &'a [f64], moving: [Option<FigureId>; 2], at: [f64; 2]) -> Self {
        Self { values, moving, at }
    }

    fn value(&self, draft: &Draft) -> f64 {
        let raised = |base: f64, power: i8| match power {
            0 => 1.0,
            1 => base,
            _ => base.recip(),
        };
        draft.terms().map(|(own, (x, y))| own * raised(self.at[0], x) * raised(self.at[1], y)).sum()
    }
}

impl Costs {
    /// Returns the cost of a class of arcs, in millionths, as a function of figures that enter it in no other powers;
    /// see [`Costs::powers`]. Amounts that do not depend on the figures are rounded as in prices, others are not rounded.
    pub fn drafted(&self, class: u32, mut drafts: Drafts<'_>) -> Draft {
        let parts = self.price_by(&self.entries[class as usize], &mut drafts).parts;
        parts.into_iter().fold(Draft::NOTHING, |sum, part| drafts.add(sum, part))
    }
}

impl Arithmetic for Drafts<'_> {
    type Number = Draft;

    fn constant(&mut self, number: f64) -> Draft {
        Draft::term(number, (0, 0))
    }
    fn figure(&mut self, figure: FigureId) -> Draft {
        match self.moving {
            [Some(x), _] if x == figure => Draft::term(1.0, (1, 0)),
            [_, Some(y)] if y == figure => Draft::term(1.0, (0, 1)),
            _ => self.constant(self.values[figure.index()]),
        }
    }
    fn add(&mut self, mut left: Draft, right: Draft) -> Draft {
        for (coefficient, powers) in right.terms() {
            left.add(coefficient, powers);
        }
        left
    }
    fn mul(&mut self, left: Draft, right: Draft) -> Draft {
        let mut product = Draft::NOTHING;
        for (one, (x, y)) in left.terms() {
            for (other, (more_x, more_y)) in right.terms() {
                product.add(one * other, (x + more_x, y + more_y));
            }
        }
        product
    }
    fn div(&mut self, left: Draft, right: Draft) -> Draft {
        let (divisor, (less_x, less_y)) = right.terms().next().unwrap_or((0.0, (0, 0)));
        let mut quotient = Draft::NOTHING;
        for (coefficient, (x, y)) in left.terms() {
            quotient.add(coefficient / divisor, (x - less_x, y - less_y));
        }
        quotient
    }
    fn min(&mut self, left: Draft, right: Draft) -> Draft {
        if self.value(&left) < self.value(&right) { left } else { right }
    }
    fn max(&mut self, left: Draft, right: Draft) -> Draft {
        if self.value(&left) > self.value(&right) { left } else { right }
    }
    fn floor(&mut self, number: Draft) -> Draft {
        number.as_constant().map_or(number, |number| self.constant(number.floor()))
    }
    fn can_be_positive(&self, number: Draft) -> bool {
        self.value(&number) > 0.0
    }

    /// Rounds an amount that does not depend on the figures; other amounts are only converted to millionths.
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
    fn drafts_are_sums_of_powers_of_the_figures() {
        let [x, y, other] = [0, 1, 2].map(FigureId::new);
        let mut by = Drafts::at(&[2.0, 3.0, 5.0], [Some(x), Some(y)], [2.0, 3.0]);
        let (x, y, other) = (by.figure(x), by.figure(y), by.figure(other));
        let line = by.mul(other, x);
        assert_eq!(by.mul(line, y), Draft::term(5.0, (1, 1)));
        let reciprocal = by.div(other, x);
        assert_eq!(reciprocal, Draft::term(5.0, (-1, 0)));
        assert_eq!(by.mul(reciprocal, x), other);
        let sum = by.add(line, other);
        assert_eq!(by.div(sum, y), by.add(Draft::term(5.0, (1, -1)), Draft::term(5.0, (0, -1))));
        // 5 x is 10 and 5 is 5 where x is 2.
        assert_eq!((by.max(line, other), by.min(line, other)), (line, other));
    }

    #[test]
    fn only_what_no_figure_moves_is_rounded() {
        let [x, other] = [0, 1].map(FigureId::new);
        let mut by = Drafts::at(&[2.0, 1.234_567_8], [Some(x), None], [2.0, 0.0]);
        let (x, other) = (by.figure(x), by.figure(other));
        let moved = by.mul(x, other);
        assert!((by.round_micros(moved).coefficient((1, 0)) - 1_234_567.8).abs() < 1e-6);
        assert_eq!(by.round_micros(other), Draft::term(1_234_568.0, (0, 0)));
    }
}
