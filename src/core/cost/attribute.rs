//! The attribution of an arc's cost to figures and to grades of evidence.

use std::collections::BTreeSet;

use crate::ids::{ArcId, FigureId, Id};
use crate::model::Part;
use crate::units::Grade;

use super::arithmetic::{Arithmetic, ValueArithmetic};
use super::price::HOURS_PER_YEAR;
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
    /// Evaluates a charge in its own currency and basis, and returns the bound that applied, if any.
    fn bounded<'a>(&self, charge: &'a Charge, values: &[f64]) -> (f64, Option<&'a super::TermSum>) {
        let mut amount = self.book.evaluate(&charge.sum, values);
        let mut held = None;
        if let Some(floor) = &charge.floor {
            let least = self.book.evaluate(floor, values);
            if amount < least {
                (amount, held) = (least, Some(floor));
            }
        }
        if let Some(cap) = &charge.cap {
            let most = self.book.evaluate(cap, values);
            if amount > most {
                (amount, held) = (most, Some(cap));
            }
        }
        if let Some(step) = charge.round_to {
            amount = ValueArithmetic(values).round_to(amount, values[step.index()]);
        }
        (amount, held)
    }

    /// Splits the cost of an arc into amounts that each depend on one set of figures, before rounding.
    pub fn attribute(&self, arc: ArcId, values: &[f64]) -> Vec<Attribution> {
        let mut found = Vec::new();
        self.each_amount(self.entry(arc), values, |part, amount, figures, more| {
            found.push(Attribution { part, amount, figures: figures.iter().chain(more).copied().collect() });
        });
        found
    }

    /// Splits the cost of a class of arcs by the worst grade among the figures of each amount, before rounding.
    ///
    /// # Shape
    /// The result has one amount for each grade, best first.
    pub fn graded(&self, class: u32, values: &[f64], grade: impl Fn(FigureId) -> Grade) -> [f64; 4] {
        let mut amounts = [0.0; 4];
        self.each_amount(&self.entries[class as usize], values, |_, amount, figures, more| {
            let worst = figures.iter().chain(more).map(|&figure| grade(figure)).max().unwrap_or(Grade::Official);
            amounts[worst as usize] += amount;
        });
        amounts
    }

    /// Returns whether the cost or time of a class of arcs depends on any of some figures.
    pub fn depends_on(&self, class: u32, moving: &BTreeSet<FigureId>) -> bool {
        let ClassCosts { charges, hours, loss, co2e, hire } = &self.entries[class as usize];
        let holds = |sum: &TermSum| self.book.figures_of(sum).iter().any(|figure| moving.contains(figure));
        let charged = |charge: &Charge| {
            let bounds = charge.floor.iter().chain(&charge.cap);
            [&charge.sum, &charge.scale].into_iter().chain(bounds).any(holds)
                || charge.round_to.is_some_and(|figure| moving.contains(&figure))
        };
        let cargo = self.cargo;
        let takes_time = hours.iter().any(|kind| !kind.is_empty());
        hours.iter().chain([loss, co2e, hire]).any(holds)
            || charges.iter().any(charged)
            || (takes_time || !loss.is_empty()) && moving.contains(&cargo.value_per_t)
            || takes_time && moving.contains(&cargo.holding_rate_per_year)
            || !co2e.is_empty() && moving.contains(&cargo.carbon_price_per_t)
    }

    /// Returns whether any of some figures affects an amount of a class of arcs that is rounded to steps, as quotations
    /// are.
    pub fn is_stepped(&self, class: u32, moving: &BTreeSet<FigureId>) -> bool {
        let holds = |sum: &TermSum| self.book.figures_of(sum).iter().any(|figure| moving.contains(figure));
        let is_moved = |charge: &Charge, step: FigureId| {
            let bounds = charge.floor.iter().chain(&charge.cap);
            std::iter::once(&charge.sum).chain(bounds).any(holds) || moving.contains(&step)
        };
        let charges = &self.entries[class as usize].charges;
        charges.iter().any(|charge| charge.round_to.is_some_and(|step| is_moved(charge, step)))
    }

    /// Calls `visit` with each amount that is not 0, its part, and the two lists of figures that it is a product or
    /// quotient of.
    fn each_amount(
        &self,
        entry: &ClassCosts,
        values: &[f64],
        mut visit: impl FnMut(Part, f64, &[FigureId], &[FigureId]),
    ) {
        let mut visit = |part, amount: f64, figures: &[FigureId], more: &[FigureId]| {
            if amount != 0.0 {
                visit(part, amount, figures, more);
            }
        };
        for charge in &entry.charges {
            let scale = self.book.evaluate(&charge.scale, values);
            let of_scale = self.book.figures_of(&charge.scale);
            let (amount, held) = self.bounded(charge, values);
            let terms = held.unwrap_or(&charge.sum);
            let whole: f64 = self.book.evaluate(terms, values);
            // The effect of rounding to a quotation's step is spread over the terms.
            let stretch = if whole == 0.0 { 0.0 } else { amount / whole };
            self.book.each_term(terms, values, |term, figures| {
                visit(charge.part, term * stretch * scale, figures, of_scale);
            });
        }
        let cargo = self.cargo;
        let value = |figure: FigureId| values[figure.index()];
        let (worth, rate) = (value(cargo.value_per_t), value(cargo.holding_rate_per_year));
        let hire = self.book.evaluate(&entry.hire, values);
        let of_hire = self.book.figures_of(&entry.hire);
        for kind in &entry.hours {
            self.book.each_term(kind, values, |hours, figures| {
                let holding = [cargo.value_per_t, cargo.holding_rate_per_year];
                visit(Part::Holding, worth * rate * hours / HOURS_PER_YEAR, figures, &holding);
                visit(Part::Equipment, hire * hours, figures, of_hire);
            });
        }
        self.book.each_term(&entry.loss, values, |share, figures| {
            visit(Part::Loss, worth * share, figures, &[cargo.value_per_t]);
        });
        self.book.each_term(&entry.co2e, values, |kilograms, figures| {
            let amount = value(cargo.carbon_price_per_t) * kilograms / 1000.0;
            visit(Part::Carbon, amount, figures, &[cargo.carbon_price_per_t]);
        });
    }
}
