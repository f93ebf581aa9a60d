//! Sums of products of figures, stored in flat lists.

use std::ops::Range;
use std::sync::Arc;

use crate::ids::{FigureId, IdVec, LegId, WayId};
use crate::model::Exchange;
use crate::network::{AlongWays, HaulWays};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermSum {
    /// Terms in a row: the first, and the one after the last.
    Row(u32, u32),
    /// The terms of a way in a lane: those of the lane itself, then those of each leg in turn.
    Along(WayId, u32),
}

impl Default for TermSum {
    fn default() -> Self {
        Self::Row(0, 0)
    }
}

/// The terms that legs add to one kind of sum along ways, so that ways with the same legs share them.
#[derive(Clone, Debug, PartialEq)]
struct Lane {
    fixed: Range<u32>,
    /// The terms of each leg that is part of a way.
    of_leg: IdVec<LegId, Option<(u32, u32)>>,
}

impl Lane {
    fn of_leg(&self, leg: LegId) -> Range<u32> {
        self.of_leg[leg].map_or(0..0, |(first, end)| first..end)
    }
}

/// The sums along ways that an evaluation knows, by lane.
pub(super) struct LaneSums<N>(Vec<AlongWays<N>>);

impl<N> Default for LaneSums<N> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<N: Copy> LaneSums<N> {
    fn of_lane(&mut self, lane: u32) -> &mut AlongWays<N> {
        while self.0.len() <= lane as usize {
            self.0.push(AlongWays::default());
        }
        &mut self.0[lane as usize]
    }
}

/// The terms of a network's costs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    terms: Vec<Term>,
    figures: Vec<FigureId>,
    ways: Arc<HaulWays>,
    lanes: Vec<Lane>,
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

    /// Returns the product marked as subtracting what another product of the same figures charges too much, so that its sign is
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
    /// Creates the book of a network whose hauls take some ways.
    pub(super) fn new(ways: Arc<HaulWays>) -> Self {
        Self { ways, ..Self::default() }
    }

    pub(super) fn ways(&self) -> &HaulWays {
        &self.ways
    }

    /// Opens a lane with the terms of the lane itself; see [`TermSum::Along`].
    pub(super) fn lane(&mut self, fixed: impl IntoIterator<Item = Product>, legs: usize) -> u32 {
        let fixed = self.record(fixed);
        self.lanes.push(Lane { fixed, of_leg: (0..legs).map(|_| None).collect() });
        (self.lanes.len() - 1) as u32
    }

    /// Returns whether the terms of a leg in a lane are recorded.
    pub(super) fn has_leg(&self, lane: u32, leg: LegId) -> bool {
        self.lanes[lane as usize].of_leg[leg].is_some()
    }

    /// Records the terms of a leg in a lane.
    pub(super) fn add_leg(&mut self, lane: u32, leg: LegId, products: Vec<Product>) {
        let Range { start, end } = self.record(products);
        self.lanes[lane as usize].of_leg[leg] = Some((start, end));
    }

    /// Records a sum of products.
    pub fn sum(&mut self, products: impl IntoIterator<Item = Product>) -> TermSum {
        let Range { start, end } = self.record(products);
        TermSum::Row(start, end)
    }

    fn record(&mut self, products: impl IntoIterator<Item = Product>) -> Range<u32> {
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
    pub fn evaluate(&self, sum: TermSum, values: &[f64]) -> f64 {
        self.evaluate_in(sum, &mut ValueArithmetic(values), &mut LaneSums::default())
    }

    /// Evaluates a sum in some arithmetic; sums along ways are begun with what is known of their beginnings.
    pub(super) fn evaluate_in<A: Arithmetic>(
        &self,
        sum: TermSum,
        by: &mut A,
        known: &mut LaneSums<A::Number>,
    ) -> A::Number {
        let add = |by: &mut A, sum: Option<A::Number>, terms: Range<u32>| {
            let nothing = sum.unwrap_or_else(|| by.constant(0.0));
            self.terms[terms.start as usize..terms.end as usize].iter().fold(nothing, |sum, term| {
                let amount = self.term(term, by);
                by.add(sum, amount)
            })
        };
        match sum {
            TermSum::Row(first, end) => add(by, None, first..end),
            TermSum::Along(way, number) => {
                let lane = &self.lanes[number as usize];
                known.of_lane(number).sum(&self.ways, way, |before, leg| {
                    let before = before.unwrap_or_else(|| add(by, None, lane.fixed.clone()));
                    add(by, Some(before), lane.of_leg(leg))
                })
            }
        }
    }

    /// Iterates over the terms of a sum in their order.
    fn terms(&self, sum: TermSum) -> impl Iterator<Item = &Term> {
        let (row, legs) = match sum {
            TermSum::Row(first, end) => (first..end, Vec::new()),
            TermSum::Along(way, lane) => {
                let lane = &self.lanes[lane as usize];
                (lane.fixed.clone(), self.ways.legs(way).into_iter().map(|leg| lane.of_leg(leg)).collect())
            }
        };
        row.chain(legs.into_iter().flatten()).map(|term| &self.terms[term as usize])
    }

    /// Returns whether a sum has no terms.
    pub(super) fn is_empty(&self, sum: TermSum) -> bool {
        match sum {
            TermSum::Row(first, end) => first == end,
            TermSum::Along(way, lane) => {
                let lane = &self.lanes[lane as usize];
                let mut legs = self.ways.beginnings(way).map(|way| lane.of_leg(self.ways.last(way)));
                lane.fixed.is_empty() && legs.all(|terms| terms.is_empty())
            }
        }
    }

    /// Returns whether a sum uses a figure that fulfils a condition.
    pub(super) fn uses(&self, sum: TermSum, known: &mut LaneSums<bool>, is_meant: &impl Fn(FigureId) -> bool) -> bool {
        let holds = |terms: Range<u32>| {
            let mut terms = self.terms[terms.start as usize..terms.end as usize].iter();
            terms.any(|term| self.of(term).iter().copied().any(is_meant))
        };
        match sum {
            TermSum::Row(first, end) => holds(first..end),
            TermSum::Along(way, number) => {
                let lane = &self.lanes[number as usize];
                known.of_lane(number).sum(&self.ways, way, |before, leg| {
                    before.unwrap_or_else(|| holds(lane.fixed.clone())) || holds(lane.of_leg(leg))
                })
            }
        }
    }

    /// Returns the figures of a term: first the factors, then the divisors.
    fn of(&self, term: &Term) -> &[FigureId] {
        let first = term.first as usize;
        &self.figures[first..first + usize::from(term.factors) + usize::from(term.divisors)]
    }

    fn term<A: Arithmetic>(&self, term: &Term, by: &mut A) -> A::Number {
        let (factors, divisors) = self.of(term).split_at(usize::from(term.factors));
        let mut amount = by.constant(term.constant);
        for &figure in factors {
            let factor = by.figure(figure);
            amount = by.mul(amount, factor);
        }
        for &figure in divisors {
            let divisor = by.figure(figure);
            amount = by.div(amount, divisor);
        }
        amount
    }

    /// Calls `visit` with the amount and the figures of each term of a sum.
    pub fn each_term(&self, sum: TermSum, values: &[f64], mut visit: impl FnMut(f64, &[FigureId])) {
        for term in self.terms(sum) {
            visit(self.term(term, &mut ValueArithmetic(values)), self.of(term));
        }
    }

    /// Calls `visit` with each figure of each term and whether a greater value of it makes the term greater.
    pub fn each_use(&self, mut visit: impl FnMut(FigureId, bool)) {
        for term in self.terms.iter().filter(|term| !term.correction) {
            for (place, &figure) in self.of(term).iter().enumerate() {
                visit(figure, (term.constant >= 0.0) == (place < usize::from(term.factors)));
            }
        }
    }

    /// Iterates over the figures that a sum uses, with repeats.
    pub fn figures_of(&self, sum: TermSum) -> impl Iterator<Item = FigureId> + '_ {
        self.terms(sum).flat_map(|term| self.of(term)).copied()
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
        assert_eq!(book.evaluate(sum, &[2.0, 300.0, 24.0, 6.0]).to_bits(), 127.5_f64.to_bits());
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
