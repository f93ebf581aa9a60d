//! The cost of arcs as an exact function of one or two figures.
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

/// An exact formula in two figures `x` and `y`: a sum of constants times whole powers of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// The constants with the powers of `x` and `y`, in the order of these; none is zero.
    terms: Vec<((i8, i8), Exact)>,
}

impl Formula {
    /// Creates the formula of a number.
    pub fn constant(number: Exact) -> Self {
        Self::term(number, (0, 0))
    }

    fn term(number: Exact, powers: (i8, i8)) -> Self {
        Self { terms: if number.is_zero() { Vec::new() } else { vec![(powers, number)] } }
    }

    /// Returns the constant of given powers of `x` and `y`.
    pub fn coefficient(&self, powers: (i8, i8)) -> Exact {
        self.terms.iter().find(|term| term.0 == powers).map_or(Exact::ZERO, |term| term.1.clone())
    }

    /// Iterates over the powers of `x` and `y` in the formula.
    pub fn powers(&self) -> impl Iterator<Item = (i8, i8)> + '_ {
        self.terms.iter().map(|term| term.0)
    }

    /// Returns the value if it depends on neither figure.
    pub fn as_constant(&self) -> Option<Exact> {
        self.powers().all(|powers| powers == (0, 0)).then(|| self.coefficient((0, 0)))
    }

    /// Returns the value at some values of the figures; `None` where it divides by zero.
    pub fn value(&self, at: [&Exact; 2]) -> Option<Exact> {
        let mut sum = Exact::ZERO;
        for &((x, y), ref number) in &self.terms {
            let mut product = number.clone();
            for (base, power) in [(at[0], x), (at[1], y)] {
                if power < 0 && base.is_zero() {
                    return None;
                }
                if power != 0 {
                    product *= base.pow(isize::from(power));
                }
            }
            sum += product;
        }
        Some(sum)
    }

    fn add_term(&mut self, powers: (i8, i8), number: Exact) {
        match self.terms.binary_search_by_key(&powers, |term| term.0) {
            Ok(place) => {
                self.terms[place].1 += number;
                if self.terms[place].1.is_zero() {
                    self.terms.remove(place);
                }
            }
            Err(place) if !number.is_zero() => self.terms.insert(place, (powers, number)),
            Err(_) => {}
        }
    }

    /// Divides by a formula of one term.
    fn over(&self, divisor: &Self) -> Option<Self> {
        let [((x, y), number)] = &divisor.terms[..] else { return None };
        let divided = |&((own_x, own_y), ref own): &((i8, i8), Exact)| ((own_x - x, own_y - y), own / number);
        Some(Self { terms: self.terms.iter().map(divided).collect() })
    }
}

impl Add<&Self> for Formula {
    type Output = Self;
    fn add(mut self, other: &Self) -> Self {
        other.terms.iter().for_each(|(powers, number)| self.add_term(*powers, number.clone()));
        self
    }
}

impl Sub<&Self> for Formula {
    type Output = Self;
    fn sub(mut self, other: &Self) -> Self {
        other.terms.iter().for_each(|(powers, number)| self.add_term(*powers, -number));
        self
    }
}

impl Mul for &Formula {
    type Output = Formula;
    fn mul(self, other: Self) -> Formula {
        let mut product = Formula { terms: Vec::new() };
        for &((x, y), ref number) in &self.terms {
            for &((other_x, other_y), ref other) in &other.terms {
                product.add_term((x + other_x, y + other_y), number * other);
            }
        }
        product
    }
}

/// The figures that vary, and the point around which bounds are decided.
#[derive(Clone, Debug)]
pub struct Formulas<'a> {
    values: &'a [Exact],
    moving: [Option<FigureId>; 2],
    at: [Exact; 2],
}

/// The cost of an arc as a function of the varying figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostFormula {
    /// The sum of the parts in millionths: parts that do not depend on the figures are rounded as in prices, the others
    /// are not rounded.
    pub total: Formula,
    /// The number of parts that depend on the figures.
    pub parts: u32,
    /// The formulas whose sign decides which bound of a charge applies.
    pub turns: Vec<Formula>,
    /// Whether an amount is rounded to a step of a quotation, which the formula omits.
    pub is_stepped: bool,
}

impl<'a> Formulas<'a> {
    /// Creates the arithmetic in which some figures vary; which bound of a charge applies is decided at the values
    /// `at`.
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
    /// Returns the cost of a class of arcs as a function of some figures; `None` where it is no sum of powers of them.
    pub fn moved(&self, class: u32, formulas: &Formulas<'_>) -> Option<CostFormula> {
        let mut by =
            FormulaArithmetic { formulas, known: Vec::new(), turns: Vec::new(), is_bent: false, is_stepped: false };
        let parts = self.price_by(&self.entries[class as usize], &mut by).parts;
        let moving = parts.iter().filter(|&&part| by.known[part as usize].as_constant().is_none()).count();
        let nothing = Formula::constant(Exact::ZERO);
        let total = parts.iter().fold(nothing, |sum, &part| sum + &by.known[part as usize]);
        let FormulaArithmetic { turns, is_bent, is_stepped, .. } = by;
        (!is_bent).then_some(CostFormula { total, parts: moving as u32, turns, is_stepped })
    }
}

/// The arithmetic of exact formulas, each identified by its position in a list.
struct FormulaArithmetic<'a> {
    formulas: &'a Formulas<'a>,
    known: Vec<Formula>,
    turns: Vec<Formula>,
    is_bent: bool,
    is_stepped: bool,
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
        let value = difference.value(self.formulas.at.each_ref());
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
        let formula = match self.formulas.moving {
            [Some(x), _] if x == figure => Formula::term(Exact::ONE, (1, 0)),
            [_, Some(y)] if y == figure => Formula::term(Exact::ONE, (0, 1)),
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
        self.get(number).value(self.formulas.at.each_ref()).is_some_and(|value| value.is_positive())
    }

    /// Rounds an amount that does not depend on the figures; other amounts are only converted to millionths.
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
