//! The attribution of an arc's cost to figures and to grades of evidence.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{ArcId, FigureId};
use crate::model::Part;
use crate::units::{Grade, GradeAmounts};

use super::arithmetic::ValueArithmetic;
use super::charge::BoundedSum;
use super::terms::LaneSums;
use super::{Charge, ClassCosts, Costs, TermSum};

/// An amount of an arc's cost with the figures that it depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The part.
    pub part: Part,
    /// The amount in currency units per tonne.
    pub amount: f64,
    /// The figures that the amount is a product or quotient of.
    pub figures: Vec<FigureId>,
}

impl Costs {
    /// Splits the cost of an arc into amounts that each depend on one set of figures, before rounding.
    pub fn attribute(&self, arc: ArcId, values: &[f64]) -> Vec<Attribution> {
        let mut found = Vec::new();
        self.each_amount(&self.entry(arc), values, |part, amount, figures, more| {
            found.push(Attribution { part, amount, figures: figures.iter().chain(more).copied().collect() });
        });
        found
    }

    /// Splits the cost of a class of arcs by the worst grade among the figures of each amount, before rounding.
    ///
    /// # Shape
    /// The result has one amount for each grade, best first.
    pub fn graded(&self, class: u32, values: &[f64], grade: impl Fn(FigureId) -> Grade) -> GradeAmounts {
        let mut amounts = [0.0; Grade::ALL.len()];
        self.each_amount(&self.class(class), values, |part, amount, figures, more| {
            let worst = figures.iter().chain(more).map(|&figure| grade(figure)).max().unwrap_or(Grade::Official);
            // Support is evidence of its own size, not of less of that of the prices.
            amounts[worst as usize] += if part == Part::Support { amount.abs() } else { amount };
        });
        amounts
    }

    /// Splits what a class of arcs costs at prices by the year of each price, before rounding; `year` gives that of a
    /// price, and nothing for other figures.
    pub fn by_year<Y: Ord>(
        &self,
        class: u32,
        values: &[f64],
        year: impl Fn(FigureId) -> Option<Y>,
    ) -> BTreeMap<Y, f64> {
        let mut amounts = BTreeMap::new();
        self.each_amount(&self.class(class), values, |_, amount, figures, more| {
            if let Some(year) = figures.iter().chain(more).find_map(|&figure| year(figure)) {
                *amounts.entry(year).or_default() += amount;
            }
        });
        amounts
    }

    /// Returns whether the cost or time of a class of arcs depends on any of some figures.
    pub fn depends_on(&self, class: u32, moving: &BTreeSet<FigureId>) -> bool {
        let entry = self.class(class);
        let mut figures = entry.charges.iter().flat_map(|charge| self.figures_of_charge(&entry, charge));
        figures.any(|figure| moving.contains(&figure))
    }

    /// Returns the classes of arcs whose cost depends on a figure, in their order.
    pub fn moved_by(&self, figure: FigureId) -> Cow<'_, [u32]> {
        let (moved, of_hauls) = self.moved.get_or_init(|| {
            let mut moved: BTreeMap<FigureId, Vec<u32>> = BTreeMap::new();
            for (class, entry) in self.entries.iter().enumerate() {
                for figure in entry.charges.iter().flat_map(|charge| self.figures_of_charge(entry, charge)) {
                    let classes = moved.entry(figure).or_default();
                    if classes.last() != Some(&(class as u32)) {
                        classes.push(class as u32);
                    }
                }
            }
            (moved, if self.hauls.len() == 0 { BTreeSet::new() } else { self.figures().into_iter().collect() })
        });
        let others = moved.get(&figure).map_or(&[][..], Vec::as_slice);
        if !of_hauls.contains(&figure) {
            return Cow::Borrowed(others);
        }
        let mut known = LaneSums::default();
        let is_moved = |&class: &u32| {
            let entry = self.class(class);
            let mut sums = entry.charges.iter().flat_map(|charge| self.sums_of_charge(&entry, charge));
            let mut steps = entry.charges.iter().filter_map(|charge| charge.amount()?.round_to);
            sums.any(|sum| self.book.uses(sum, &mut known, &|own| own == figure)) || steps.any(|own| own == figure)
        };
        let hauls = (self.entries.len() as u32..self.classes() as u32).filter(is_moved);
        Cow::Owned(others.iter().copied().chain(hauls).collect())
    }

    /// Returns whether any of some figures affects an amount of a class of arcs that is rounded to steps, as quotations
    /// are.
    pub fn is_stepped(&self, class: u32, moving: &BTreeSet<FigureId>) -> bool {
        let holds = |sum: TermSum| self.book.figures_of(sum).any(|figure| moving.contains(&figure));
        let is_moved = |amount: &BoundedSum, step: FigureId| {
            let bounds = amount.floor.into_iter().chain(amount.cap);
            std::iter::once(amount.sum).chain(bounds).any(holds) || moving.contains(&step)
        };
        let entry = self.class(class);
        let mut amounts = entry.charges.iter().filter_map(Charge::amount);
        amounts.any(|amount| amount.round_to.is_some_and(|step| is_moved(amount, step)))
    }

    /// Calls `visit` with each amount that is not 0, its part, and the two lists of figures that it is a product or
    /// quotient of.
    fn each_amount(
        &self,
        entry: &ClassCosts,
        values: &[f64],
        mut visit: impl FnMut(Part, f64, &[FigureId], &[FigureId]),
    ) {
        for charge in &entry.charges {
            let applying = charge.amount().map(|amount| self.applying(amount, values));
            let (sums, stretch) = match &applying {
                Some((sum, stretch)) => (std::slice::from_ref(sum), *stretch),
                None => (entry.sums(&charge.quantity), 1.0),
            };
            let scale = self.book.evaluate(charge.scale, values);
            let of_scale: Vec<FigureId> = self.book.figures_of(charge.scale).collect();
            for &sum in sums {
                self.book.each_term(sum, values, |term, figures| {
                    let amount = term * stretch * scale;
                    if amount != 0.0 {
                        visit(charge.part, amount, figures, &of_scale);
                    }
                });
            }
        }
    }

    /// Returns the terms that make up a bounded amount, those of the bound where one applies, and the factor by which
    /// rounding to a quotation's step stretches them.
    fn applying(&self, amount: &BoundedSum, values: &[f64]) -> (TermSum, f64) {
        let mut terms = amount.sum;
        let mut whole = self.book.evaluate(terms, values);
        if let Some(floor) = amount.floor {
            let least = self.book.evaluate(floor, values);
            if whole < least {
                (terms, whole) = (floor, least);
            }
        }
        if let Some(cap) = amount.cap {
            let most = self.book.evaluate(cap, values);
            if whole > most {
                (terms, whole) = (cap, most);
            }
        }
        let rounded = self.bounded(amount, None, &mut ValueArithmetic(values), &mut LaneSums::default());
        (terms, if whole == 0.0 { 0.0 } else { rounded / whole })
    }
}
