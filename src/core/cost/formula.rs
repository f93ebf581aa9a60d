//! The cost of arcs as an exact function of one figure.
//!
//! A cost is a sum of products and quotients of figures. So in any single figure it is a straight line, or a straight
//! line in its reciprocal where it divides: a speed, a payload, a lot. Where a bound of a charge begins to apply, the
//! function changes to another line: [`Formulas::at`] sets the point around which the formula is valid, and the
//! conditions that decide the bounds are part of the result.

use std::ops::{Add, Mul, Sub};
use std::sync::LazyLock;

use num_traits::Signed;

use crate::ids::{FigureId, Id};
use crate::units::{Exact, Money, simplest};

use super::Costs;
use super::arithmetic::Arithmetic;

/// The exact value of [`Money::MIDPOINT`].
static MIDPOINT: LazyLock<Exact> = LazyLock::new(|| simplest(Money::MIDPOINT));

/// An exact formula in a figure: a sum of constants times whole powers of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// The constants with their powers, in the order of these; none is zero.
    terms: Vec<(i8, Exact)>,
}

impl Formula {
    /// Creates the formula of a number.
    pub fn constant(number: Exact) -> Self {
        Self::term(number, 0)
    }

    fn term(number: Exact, power: i8) -> Self {
        Self { terms: if number.is_zero() { Vec::new() } else { vec![(power, number)] } }
    }

    /// Returns the constant of a power.
    pub fn coefficient(&self, power: i8) -> Exact {
        self.terms.iter().find(|term| term.0 == power).map_or(Exact::ZERO, |term| term.1.clone())
    }

    /// Iterates over the powers in the formula.
    pub fn powers(&self) -> impl Iterator<Item = i8> + '_ {
        self.terms.iter().map(|term| term.0)
    }

    /// Returns the value if it does not depend on the figure.
    pub fn as_constant(&self) -> Option<Exact> {
        self.powers().all(|power| power == 0).then(|| self.coefficient(0))
    }

    /// Returns the value at a value of the figure; `None` where it divides by zero.
    pub fn value(&self, at: &Exact) -> Option<Exact> {
        let mut sum = Exact::ZERO;
        for (power, number) in &self.terms {
            match power {
                0 => sum += number,
                _ if *power < 0 && at.is_zero() => return None,
                _ => sum += number * at.pow(isize::from(*power)),
            }
        }
        Some(sum)
    }

    fn add_term(&mut self, power: i8, number: Exact) {
        match self.terms.binary_search_by_key(&power, |term| term.0) {
            Ok(place) => {
                self.terms[place].1 += number;
                if self.terms[place].1.is_zero() {
                    self.terms.remove(place);
                }
            }
            Err(place) if !number.is_zero() => self.terms.insert(place, (power, number)),
            Err(_) => {}
        }
    }

    /// Divides by a formula of one term.
    fn over(&self, divisor: &Self) -> Option<Self> {
        let [(power, number)] = &divisor.terms[..] else { return None };
        Some(Self { terms: self.terms.iter().map(|(own, above)| (own - power, above / number)).collect() })
    }
}

impl Add<&Self> for Formula {
    type Output = Self;
    fn add(mut self, other: &Self) -> Self {
        other.terms.iter().for_each(|(power, number)| self.add_term(*power, number.clone()));
        self
    }
}

impl Sub<&Self> for Formula {
    type Output = Self;
    fn sub(mut self, other: &Self) -> Self {
        other.terms.iter().for_each(|(power, number)| self.add_term(*power, -number));
        self
    }
}

impl Mul for &Formula {
    type Output = Formula;
    fn mul(self, other: Self) -> Formula {
        let mut product = Formula { terms: Vec::new() };
        for (power, number) in &self.terms {
            for (more, other) in &other.terms {
                product.add_term(power + more, number * other);
            }
        }
        product
    }
}

/// The figure that varies, and the value around which bounds are decided.
#[derive(Clone, Debug)]
pub struct Formulas<'a> {
    values: &'a [Exact],
    moving: FigureId,
    at: Exact,
}

/// The cost of an arc as a function of the varying figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostFormula {
    /// The sum of the parts and the shift in millionths: parts that do not depend on the figure are rounded as in prices, the others are
    /// not rounded, nor to steps of quotations.
    pub total: Formula,
    /// The formulas whose sign decides which bound of a charge applies.
    pub turns: Vec<Formula>,
}

impl<'a> Formulas<'a> {
    /// Creates the arithmetic in which a figure varies; which bound of a charge applies is decided at its value `at`.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register; see [`Register::exact_values`].
    ///
    /// [`Register::exact_values`]: crate::model::Register::exact_values
    pub const fn at(values: &'a [Exact], moving: FigureId, at: Exact) -> Self {
        Self { values, moving, at }
    }
}

impl Costs {
    /// Returns the cost of a class of arcs as a function of a figure; `None` where it is no sum of powers of it.
    pub fn moved(&self, class: u32, formulas: &Formulas<'_>) -> Option<CostFormula> {
        let mut by = FormulaArithmetic { formulas, known: Vec::new(), turns: Vec::new(), is_bent: false };
        let priced = self.priced_in(class, &mut by);
        let nothing = Formula::constant(Exact::ZERO);
        let all = priced.parts.iter().chain([&priced.shift]);
        let total = all.fold(nothing, |sum, &part| sum + &by.known[part as usize]);
        (!by.is_bent).then_some(CostFormula { total, turns: by.turns })
    }
}

/// The arithmetic of exact formulas, each identified by its position in a list.
struct FormulaArithmetic<'a> {
    formulas: &'a Formulas<'a>,
    known: Vec<Formula>,
    turns: Vec<Formula>,
    is_bent: bool,
}

impl FormulaArithmetic<'_> {
    fn keep(&mut self, formula: Formula) -> u32 {
        self.known.push(formula);
        (self.known.len() - 1) as u32
    }

    fn get(&self, number: u32) -> &Formula {
        &self.known[number as usize]
    }

    /// Returns whether one formula is above another at the chosen point, and records the difference that decides it.
    fn is_above(&mut self, left: u32, right: u32) -> bool {
        let difference = self.get(left).clone() - self.get(right);
        let value = difference.value(&self.formulas.at);
        self.is_bent |= value.is_none();
        if difference.as_constant().is_none() {
            self.turns.push(difference);
        }
        value.is_some_and(|value| value.is_positive())
    }
}

impl Arithmetic for FormulaArithmetic<'_> {
    type Number = u32;

    fn constant(&mut self, number: f64) -> u32 {
        self.keep(Formula::constant(simplest(number)))
    }
    fn figure(&mut self, figure: FigureId) -> u32 {
        let formula = if figure == self.formulas.moving {
            Formula::term(Exact::ONE, 1)
        } else {
            Formula::constant(self.formulas.values[figure.index()].clone())
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
        self.keep(quotient.unwrap_or_else(|| Formula::constant(Exact::ZERO)))
    }
    fn min(&mut self, left: u32, right: u32) -> u32 {
        if self.is_above(left, right) { right } else { left }
    }
    fn max(&mut self, left: u32, right: u32) -> u32 {
        if self.is_above(left, right) { left } else { right }
    }
    fn floor(&mut self, number: u32) -> u32 {
        let formula = self.get(number).clone();
        let rounded = formula.as_constant().map_or(formula, |number| Formula::constant(number.floor().into()));
        self.keep(rounded)
    }
    fn can_be_positive(&self, number: u32) -> bool {
        self.get(number).value(&self.formulas.at).is_some_and(|value| value.is_positive())
    }

    /// Rounds an amount that does not depend on the figure; other amounts are only converted to millionths.
    fn round_micros(&mut self, units: u32) -> u32 {
        let scale = Exact::from(Money::SCALE);
        let micros = match self.get(units).as_constant() {
            Some(amount) => Formula::constant((amount * scale + &*MIDPOINT).floor().into()),
            None => self.get(units) * &Formula::constant(scale),
        };
        self.keep(micros)
    }

    fn round_to(&mut self, amount: u32, step: u32) -> u32 {
        let (of_amount, of_step) = (self.get(amount).as_constant(), self.get(step).as_constant());
        let Some((amount_now, step)) = of_amount.zip(of_step).filter(|(_, step)| step.is_positive()) else {
            return amount;
        };
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
        let x = Formula::term(exact("1"), 1);
        let sum = (&x * &Formula::constant(exact("5"))) + &Formula::constant(exact("3"));
        let quotient = sum.over(&x).expect("one term divides");
        assert_eq!(sum.value(&exact("2")), Some(exact("13")));
        assert_eq!(quotient.value(&exact("2")), Some(exact("6.5")));
        assert_eq!(quotient.powers().collect::<Vec<_>>(), [-1, 0]);
        assert!(x.over(&sum).is_none(), "a sum does not divide");
        assert_eq!(quotient.value(&exact("0")), None);
        assert_eq!((x.clone() - &x).as_constant(), Some(exact("0")));
    }
}
