//! What arcs cost while one or two figures move, exactly: formulas in those figures instead of numbers.
//!
//! A cost is a sum of products and quotients of figures, so in any single one of them it is a straight line, or one in
//! its reciprocal where it divides - a speed, a payload, a lot. Where a bound takes hold of a charge it is another line
//! on either side: [`Formulas::at`] says on which side the formula is wanted, and what decides it is handed out.

use std::collections::BTreeMap;
use std::ops::{Add, Mul, Sub};
use std::sync::LazyLock;

use num_traits::{One, Signed, Zero};

use crate::ids::{FigureId, Id};
use crate::units::{Exact, Money, simplest};

use super::Costs;
use super::arithmetic::Arithmetic;

/// Is [`Money::MIDPOINT`], exactly.
static MIDPOINT: LazyLock<Exact> = LazyLock::new(|| simplest(Money::MIDPOINT));

/// Is an exact formula in two figures `x` and `y`: a sum of constants times whole powers of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// Constants by the powers of `x` and `y`; none of them is zero.
    terms: BTreeMap<(i8, i8), Exact>,
}

impl Formula {
    /// Takes a number.
    pub fn constant(number: Exact) -> Self {
        Self::term(number, (0, 0))
    }

    fn term(number: Exact, powers: (i8, i8)) -> Self {
        Self { terms: if number.is_zero() { BTreeMap::new() } else { BTreeMap::from([(powers, number)]) } }
    }

    /// Returns the constant of some powers of `x` and `y`.
    pub fn coefficient(&self, powers: (i8, i8)) -> Exact {
        self.terms.get(&powers).cloned().unwrap_or_else(Exact::zero)
    }

    /// Iterates over the powers of `x` and `y` that it has.
    pub fn powers(&self) -> impl Iterator<Item = (i8, i8)> + '_ {
        self.terms.keys().copied()
    }

    /// Returns its value if neither figure moves it.
    pub fn as_constant(&self) -> Option<Exact> {
        self.powers().all(|powers| powers == (0, 0)).then(|| self.coefficient((0, 0)))
    }

    /// Returns its value where the figures have some values; nothing where it divides by zero there.
    pub fn value(&self, at: [&Exact; 2]) -> Option<Exact> {
        let mut sum = Exact::zero();
        for (&(x, y), number) in &self.terms {
            let mut product = number.clone();
            for (base, power) in [(at[0], x), (at[1], y)] {
                if power < 0 && base.is_zero() {
                    return None;
                }
                if power != 0 {
                    product *= base.pow(i32::from(power));
                }
            }
            sum += product;
        }
        Some(sum)
    }

    fn with(mut self, other: &Self, sign: &Exact) -> Self {
        for (&powers, number) in &other.terms {
            let sum = self.coefficient(powers) + number * sign;
            if sum.is_zero() {
                self.terms.remove(&powers);
            } else {
                self.terms.insert(powers, sum);
            }
        }
        self
    }

    /// Multiplies by whole powers of the figures.
    fn raised(&self, (x, y): (i8, i8)) -> Self {
        let raised = self.terms.iter().map(|(&(own_x, own_y), own)| ((own_x + x, own_y + y), own.clone()));
        Self { terms: raised.collect() }
    }

    /// Divides by a formula of one term.
    fn over(&self, divisor: &Self) -> Option<Self> {
        let [(&(x, y), number)] = divisor.terms.iter().collect::<Vec<_>>()[..] else { return None };
        let divided = |(&(own_x, own_y), own): (&(i8, i8), &Exact)| ((own_x - x, own_y - y), own / number);
        Some(Self { terms: self.terms.iter().map(divided).collect() })
    }
}

impl Add<&Self> for Formula {
    type Output = Self;
    fn add(self, other: &Self) -> Self {
        self.with(other, &Exact::one())
    }
}

impl Sub<&Self> for Formula {
    type Output = Self;
    fn sub(self, other: &Self) -> Self {
        self.with(other, &-Exact::one())
    }
}

impl Mul for &Formula {
    type Output = Formula;
    fn mul(self, other: Self) -> Formula {
        let nothing = Formula { terms: BTreeMap::new() };
        self.terms.iter().fold(nothing, |sum, (&powers, number)| sum.with(&other.raised(powers), number))
    }
}

/// Says which figures move, and where.
#[derive(Clone, Debug)]
pub struct Formulas<'a> {
    values: &'a [Exact],
    moving: [Option<FigureId>; 2],
    at: [Exact; 2],
}

/// Is what an arc costs while figures move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The sum of its parts in millionths: those that do not move are rounded as ever, those that do are not.
    pub total: Formula,
    /// How many of its parts move.
    pub parts: u32,
    /// What is above zero on one side of where a bound takes hold of a charge, and below on the other.
    pub turns: Vec<Formula>,
    /// Whether it is rounded to a step of a quotation, which the formula leaves out.
    pub is_stepped: bool,
}

impl<'a> Formulas<'a> {
    /// Lets figures move; where bounds take hold of charges the formulas hold around some values of them.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register; see [`Register::exact_values`].
    ///
    /// [`Register::exact_values`]: crate::model::Register::exact_values
    pub fn at(values: &'a [Exact], moving: [Option<FigureId>; 2], at: [Exact; 2]) -> Self {
        Self { values, moving, at }
    }
}

impl Costs {
    /// Writes down what a class of arcs costs while some figures move; nothing where that is no sum of powers of them.
    pub fn moved(&self, class: u32, formulas: &Formulas<'_>) -> Option<Moved> {
        let mut by = Exactly { formulas, known: Vec::new(), turns: Vec::new(), is_bent: false, is_stepped: false };
        let parts = self.price_by(&self.entries[class as usize], &mut by).parts;
        let moving = parts.iter().filter(|&&part| by.known[part as usize].as_constant().is_none()).count();
        let nothing = Formula::constant(Exact::zero());
        let total = parts.iter().fold(nothing, |sum, &part| sum + &by.known[part as usize]);
        let Exactly { turns, is_bent, is_stepped, .. } = by;
        (!is_bent).then_some(Moved { total, parts: moving as u32, turns, is_stepped })
    }
}

/// Works with formulas, each known by its place in a list.
struct Exactly<'a> {
    formulas: &'a Formulas<'a>,
    known: Vec<Formula>,
    turns: Vec<Formula>,
    is_bent: bool,
    is_stepped: bool,
}

impl Exactly<'_> {
    fn keep(&mut self, formula: Formula) -> u32 {
        self.known.push(formula);
        (self.known.len() - 1) as u32
    }

    fn get(&self, number: u32) -> &Formula {
        &self.known[number as usize]
    }

    /// Tells whether one formula is above another where formulas are wanted, and keeps what decides it.
    fn is_above(&mut self, left: u32, right: u32) -> bool {
        let difference = self.get(left).clone() - self.get(right);
        let value = difference.value(self.formulas.at.each_ref());
        self.is_bent |= value.is_none();
        if difference.as_constant().is_none() {
            self.turns.push(difference);
        }
        value.is_some_and(|value| value.is_positive())
    }
}

impl Arithmetic for Exactly<'_> {
    type Number = u32;

    fn constant(&mut self, number: f64) -> u32 {
        self.keep(Formula::constant(simplest(number)))
    }
    fn figure(&mut self, figure: FigureId) -> u32 {
        let formula = match self.formulas.moving {
            [Some(x), _] if x == figure => Formula::term(Exact::one(), (1, 0)),
            [_, Some(y)] if y == figure => Formula::term(Exact::one(), (0, 1)),
            _ => Formula::constant(self.formulas.values[figure.index()].clone()),
        };
        self.keep(formula)
    }
    fn add(&mut self, left: u32, right: u32) -> u32 {
        let sum = self.get(left).clone() + self.get(right);
        self.keep(sum)
    }
    fn mul(&mut self, left: u32, right: u32) -> u32 {
        let product = self.get(left) * self.get(right);
        self.keep(product)
    }
    fn div(&mut self, left: u32, right: u32) -> u32 {
        let quotient = self.get(left).over(self.get(right));
        self.is_bent |= quotient.is_none();
        self.keep(quotient.unwrap_or_else(|| Formula::constant(Exact::zero())))
    }
    fn min(&mut self, left: u32, right: u32) -> u32 {
        if self.is_above(left, right) { right } else { left }
    }
    fn max(&mut self, left: u32, right: u32) -> u32 {
        if self.is_above(left, right) { left } else { right }
    }
    fn floor(&mut self, number: u32) -> u32 {
        let formula = self.get(number).clone();
        let rounded = formula.as_constant().map_or(formula, |number| Formula::constant(number.floor()));
        self.keep(rounded)
    }
    fn can_be_positive(&self, number: u32) -> bool {
        self.get(number).value(self.formulas.at.each_ref()).is_some_and(|value| value.is_positive())
    }

    /// Rounds an amount that does not move; one that moves is only counted in millionths.
    fn round_micros(&mut self, units: u32) -> u32 {
        let scale = Exact::from_integer(Money::SCALE.into());
        let micros = match self.get(units).as_constant() {
            Some(amount) => Formula::constant((amount * scale + &*MIDPOINT).floor()),
            None => self.get(units) * &Formula::constant(scale),
        };
        self.keep(micros)
    }

    fn round_to(&mut self, amount: u32, step: u32) -> u32 {
        let (of_amount, of_step) = (self.get(amount).as_constant(), self.get(step).as_constant());
        let Some((amount_now, step)) = of_amount.zip(of_step) else {
            self.is_stepped = true;
            return amount;
        };
        if !step.is_positive() {
            return amount;
        }
        let steps = (amount_now / &step + simplest(0.5 + 1e-9)).floor();
        self.keep(Formula::constant(steps * step))
    }
}

#[cfg(test)]
mod tests {
    use super::Formula;
    use crate::units::{Decimal, Exact};

    fn exact(text: &str) -> Exact {
        Decimal::parse(text).expect("a decimal").to_exact()
    }

    #[test]
    fn formulas_add_multiply_and_divide_like_the_numbers_that_they_stand_for() {
        let x = Formula::term(exact("1"), (1, 0));
        let y = Formula::term(exact("1"), (0, 1));
        let sum = (&x * &y) + &Formula::constant(exact("3"));
        let quotient = sum.over(&x).expect("one term divides");
        let at = [&exact("2"), &exact("5")];
        assert_eq!(sum.value(at), Some(exact("13")));
        assert_eq!(quotient.value(at), Some(exact("6.5")));
        assert_eq!(quotient.powers().collect::<Vec<_>>(), [(-1, 0), (0, 1)]);
        assert!(x.over(&sum).is_none(), "a sum does not divide");
        assert_eq!(quotient.value([&exact("0"), &exact("5")]), None);
        assert_eq!((x.clone() - &x).as_constant(), Some(exact("0")));
    }
}
