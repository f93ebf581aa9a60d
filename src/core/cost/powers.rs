//! The powers of a figure in the cost of an arc: whether the cost is a straight line in the figure, or in its
//! reciprocal.

use crate::ids::FigureId;

use super::Costs;
use super::arithmetic::Arithmetic;

/// The greatest power, positive or negative, that is represented.
const MAX_POWER: i32 = 3;

/// The set of powers of one figure in a sum of products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Powers {
    /// One bit for each power from -3 to 3.
    bits: u8,
    is_bent: bool,
    turns: bool,
}

impl Powers {
    const NONE: Self = Self { bits: 1 << MAX_POWER, is_bent: false, turns: false };

    /// Returns the powers other than 0; `None` where the cost is no sum of powers, or has greater powers.
    pub fn beside_zero(self) -> Option<Vec<i8>> {
        let has = |power: &i32| *power != 0 && self.bits >> (power + MAX_POWER) & 1 == 1;
        (!self.is_bent).then(|| (-MAX_POWER..=MAX_POWER).filter(has).map(|power| power as i8).collect())
    }

    /// Returns whether other powers may apply beyond some value of the figure, where a bound of a charge begins to
    /// apply.
    pub const fn turns(self) -> bool {
        self.turns
    }

    /// Returns the union of both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { bits: self.bits | other.bits, is_bent: self.is_bent || other.is_bent, turns: self.turns || other.turns }
    }

    const fn moves(self) -> bool {
        self.bits & !(1 << MAX_POWER) != 0
    }

    fn shifted(self, by: i32) -> Self {
        let shifted = if by >= 0 { i32::from(self.bits) << by } else { i32::from(self.bits) >> -by };
        let lost = if by >= 0 { shifted >> (2 * MAX_POWER + 1) != 0 } else { self.bits & ((1 << -by) - 1) != 0 };
        Self { bits: (shifted & 0x7f) as u8, is_bent: self.is_bent || lost, turns: self.turns }
    }
}

impl Costs {
    /// Returns the powers of a figure in the cost of a class of arcs.
    pub fn powers(&self, class: u32, figure: FigureId) -> Powers {
        let parts = self.priced_in(class, &mut PowerArithmetic { figure }).parts;
        parts.into_iter().fold(Powers::default(), Powers::and)
    }
}

/// The arithmetic of sets of powers.
struct PowerArithmetic {
    figure: FigureId,
}

impl PowerArithmetic {
    /// Returns the powers of a minimum or maximum, of which either operand may apply.
    fn either(left: Powers, right: Powers) -> Powers {
        let both = left.and(right);
        Powers { turns: both.turns || both.moves(), ..both }
    }
}

impl Arithmetic for PowerArithmetic {
    type Number = Powers;

    fn constant(&mut self, _: f64) -> Powers {
        Powers::NONE
    }
    fn figure(&mut self, figure: FigureId) -> Powers {
        if figure == self.figure { Powers::NONE.shifted(1) } else { Powers::NONE }
    }
    fn add(&mut self, left: Powers, right: Powers) -> Powers {
        left.and(right)
    }
    fn mul(&mut self, left: Powers, right: Powers) -> Powers {
        let of_right = (-MAX_POWER..=MAX_POWER).filter(|power| right.bits >> (power + MAX_POWER) & 1 == 1);
        let product = of_right.map(|power| left.shifted(power)).fold(Powers::default(), Powers::and);
        Powers { is_bent: product.is_bent || right.is_bent, turns: product.turns || right.turns, ..product }
    }
    fn div(&mut self, left: Powers, right: Powers) -> Powers {
        if right.bits.count_ones() != 1 {
            return Powers { is_bent: true, ..left };
        }
        let power = right.bits.trailing_zeros() as i32 - MAX_POWER;
        let quotient = left.shifted(-power);
        Powers { is_bent: quotient.is_bent || right.is_bent, turns: quotient.turns || right.turns, ..quotient }
    }
    fn min(&mut self, left: Powers, right: Powers) -> Powers {
        Self::either(left, right)
    }
    fn max(&mut self, left: Powers, right: Powers) -> Powers {
        Self::either(left, right)
    }
    fn floor(&mut self, number: Powers) -> Powers {
        number
    }
    fn can_be_positive(&self, _: Powers) -> bool {
        // Steps to which quotations are rounded are omitted, as in formulas.
        false
    }
}

#[cfg(test)]
mod tests {
    use super::{PowerArithmetic, Powers};
    use crate::cost::arithmetic::Arithmetic;
    use crate::ids::{FigureId, Id};

    #[test]
    fn powers_are_those_of_the_sum_of_products() {
        let (x, other) = (FigureId::new(0), FigureId::new(1));
        let mut by = PowerArithmetic { figure: x };
        let (x, other) = (by.figure(x), by.figure(other));
        let sum = by.add(x, other);
        assert_eq!(sum.beside_zero(), Some(vec![1]));
        let square = by.mul(sum, x);
        assert_eq!(square.beside_zero(), Some(vec![1, 2]));
        let quotient = by.div(other, x);
        assert_eq!(quotient.beside_zero(), Some(vec![-1]));
        assert_eq!(by.div(other, sum).beside_zero(), None, "a sum divides");
        let cube = by.mul(square, x);
        assert_eq!(by.mul(cube, x).beside_zero(), None, "beyond the third power");
        assert!(by.max(x, other).turns() && !by.max(other, Powers::NONE).turns());
    }
}
