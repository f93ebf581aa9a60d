//! Sums of products of figures, stored in flat lists.

use std::ops::Range;

use crate::ids::FigureId;
use crate::model::Exchange;

use super::arithmetic::{Arithmetic, ValueArithmetic};

/// A constant times some figures divided by some others.
#[derive(Clone, Debug, PartialEq)]
struct Term {
    constant: f64,
    /// The position of the first figure: first the factors, then the divisors.
    first: u32,
    factors: u16,
    divisors: u16,
    /// Whether the term subtracts what another term of the same figures charges too much.
    correction: bool,
}

/// A sum of terms of one [`Book`].
pub type TermSum = Range<u32>;

/// The terms of a network's costs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    terms: Vec<Term>,
    figures: Vec<FigureId>,
}

/// A product under construction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Product {
    constant: f64,
    factors: Vec<FigureId>,
    divisors: Vec<FigureId>,
    correction: bool,
}

impl Product {
    /// Creates a product of a constant.
    pub const fn constant(constant: f64) -> Self {
        Self { constant, factors: Vec::new(), divisors: Vec::new(), correction: false }
    }

    /// Creates a product of a figure.
    pub fn of(figure: FigureId) -> Self {
        Self::constant(1.0).times(figure)
    }

    /// Multiplies by a figure.
    #[must_use]
    pub fn times(mut self, figure: FigureId) -> Self {
        self.factors.push(figure);
        self
    }

    /// Multiplies by figures.
    #[must_use]
    pub fn times_all(mut self, figures: impl IntoIterator<Item = FigureId>) -> Self {
        self.factors.extend(figures);
        self
    }

    /// Divides by a figure.
    #[must_use]
    pub fn over(mut self, figure: FigureId) -> Self {
        self.divisors.push(figure);
        self
    }

    /// Multiplies by a constant.
    #[must_use]
    pub fn scaled(mut self, constant: f64) -> Self {
        self.constant *= constant;
        self
    }

    /// Marks the product as subtracting what another product of the same figures charges too much, so that its sign is
    /// no evidence of the direction in which those figures move the cost.
    #[must_use]
    pub const fn correcting(mut self) -> Self {
        self.correction = true;
        self
    }

    /// Converts to the scenario's currency.
    #[must_use]
    pub fn exchanged(mut self, path: &[Exchange]) -> Self {
        for step in path {
            if step.divide { self.divisors.push(step.rate) } else { self.factors.push(step.rate) }
        }
        self
    }

    /// Multiplies by another product.
    #[must_use]
    pub fn with(mut self, other: &Self) -> Self {
        self.constant *= other.constant;
        self.factors.extend(&other.factors);
        self.divisors.extend(&other.divisors);
        self
    }
}

impl Book {
    /// Records a sum of products.
    pub fn sum(&mut self, products: impl IntoIterator<Item = Product>) -> TermSum {
        let start = self.terms.len() as u32;
        for product in products {
            let first = self.figures.len() as u32;
            self.figures.extend(&product.factors);
            self.figures.extend(&product.divisors);
            self.terms.push(Term {
                constant: product.constant,
                first,
                factors: product.factors.len() as u16,
                divisors: product.divisors.len() as u16,
                correction: product.correction,
            });
        }
        start..self.terms.len() as u32
    }

    /// Evaluates a sum: terms in order, in each the factors in order, then the divisors.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub fn evaluate(&self, sum: &TermSum, values: &[f64]) -> f64 {
        self.evaluate_in(sum, &mut ValueArithmetic(values))
    }

    /// Evaluates a sum in some arithmetic.
    pub(super) fn evaluate_in<A: Arithmetic>(&self, sum: &TermSum, by: &mut A) -> A::Number {
        let nothing = by.constant(0.0);
        sum.clone().fold(nothing, |sum, term| {
            let amount = self.term(term, by);
            by.add(sum, amount)
        })
    }

    fn term<A: Arithmetic>(&self, term: u32, by: &mut A) -> A::Number {
        let term = &self.terms[term as usize];
        let first = term.first as usize;
        let split = first + usize::from(term.factors);
        let mut amount = by.constant(term.constant);
        for &figure in &self.figures[first..split] {
            let factor = by.figure(figure);
            amount = by.mul(amount, factor);
        }
        for &figure in &self.figures[split..split + usize::from(term.divisors)] {
            let divisor = by.figure(figure);
            amount = by.div(amount, divisor);
        }
        amount
    }

    /// Calls `visit` with the amount and the figures of each term of a sum.
    pub fn each_term(&self, sum: &TermSum, values: &[f64], mut visit: impl FnMut(f64, &[FigureId])) {
        for term in sum.clone() {
            let amount = self.term(term, &mut ValueArithmetic(values));
            let term = &self.terms[term as usize];
            let first = term.first as usize;
            visit(amount, &self.figures[first..first + usize::from(term.factors) + usize::from(term.divisors)]);
        }
    }

    /// Calls `visit` with each figure of each term and whether a greater value of it makes the term greater.
    pub fn each_use(&self, mut visit: impl FnMut(FigureId, bool)) {
        for term in self.terms.iter().filter(|term| !term.correction) {
            let first = term.first as usize;
            let split = first + usize::from(term.factors);
            for figure in &self.figures[first..split] {
                visit(*figure, term.constant >= 0.0);
            }
            for figure in &self.figures[split..split + usize::from(term.divisors)] {
                visit(*figure, term.constant < 0.0);
            }
        }
    }

    /// Returns the figures that a sum uses, with repeats; those of its terms are consecutive.
    pub fn figures_of(&self, sum: &TermSum) -> &[FigureId] {
        let terms = &self.terms[sum.start as usize..sum.end as usize];
        let (Some(first), Some(last)) = (terms.first(), terms.last()) else { return &[] };
        let end = last.first as usize + usize::from(last.factors) + usize::from(last.divisors);
        &self.figures[first.first as usize..end]
    }

    /// Iterates over all figures that any term uses, with repeats.
    pub fn figures(&self) -> impl Iterator<Item = FigureId> + '_ {
        self.figures.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{Book, Product};
    use crate::ids::{FigureId, Id};
    use crate::model::Exchange;

    fn figure(index: usize) -> FigureId {
        FigureId::new(index)
    }

    #[test]
    fn a_sum_of_products_is_evaluated_as_it_was_put_together() {
        let mut book = Book::default();
        let (rate, km, payload, dollar) = (figure(0), figure(1), figure(2), figure(3));
        let per_tonne = Product::of(rate).times(km).over(payload);
        let exchanged = per_tonne.clone().exchanged(&[Exchange { rate: dollar, divide: false }]);
        let sum = book.sum([exchanged, per_tonne.scaled(-1.0), Product::constant(2.5)]);
        // 2 x 300 / 24 = 25: times 6 is 150, less 25, plus 2.5.
        assert_eq!(book.evaluate(&sum, &[2.0, 300.0, 24.0, 6.0]).to_bits(), 127.5_f64.to_bits());
    }

    #[test]
    fn every_use_tells_which_way_a_figure_pulls() {
        let mut book = Book::default();
        book.sum([Product::of(figure(0)).over(figure(1)), Product::of(figure(2)).over(figure(0)).scaled(-1.0)]);
        let mut uses = Vec::new();
        book.each_use(|figure, up| uses.push((figure.index(), up)));
        assert_eq!(uses, [(0, true), (1, false), (2, false), (0, true)]);
    }
}
