//! The costs of a network: charges, hours, losses and emissions of each class of arcs.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::ids::{ArcId, FigureId, Id, IdVec};
use crate::model::{Figure, Part, Register};
use crate::units::Decimal;

use super::terms::{Book, TermSum};

/// A sum within bounds, in the currency and basis of its row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoundedSum {
    /// The amount before its bounds.
    pub sum: TermSum,
    /// The minimum amount.
    pub floor: Option<TermSum>,
    /// The maximum amount.
    pub cap: Option<TermSum>,
    /// The step to which the amount is rounded, as quotations are.
    pub round_to: Option<FigureId>,
}

/// The quantity that a charge multiplies.
#[derive(Clone, Debug, PartialEq)]
pub enum Quantity {
    /// An amount of money.
    Amount(BoundedSum),
    /// The hours of all kinds.
    Hours,
    /// The share of cargo lost.
    Loss,
    /// The kilograms of CO2e per tonne.
    Emissions,
}

/// An amount in one part of the cost: `quantity x scale`.
#[derive(Clone, Debug, PartialEq)]
pub struct Charge {
    /// The part of the cost.
    pub part: Part,
    /// What is charged.
    pub quantity: Quantity,
    /// The price of the quantity per tonne, in the scenario's currency: one product.
    pub scale: TermSum,
}

impl Charge {
    /// Returns the bounded amount of money that is charged; `None` where the quantity is another.
    pub(super) fn amount(&self) -> Option<&BoundedSum> {
        match &self.quantity {
            Quantity::Amount(amount) => Some(amount),
            _ => None,
        }
    }
}

/// The cost, time, loss and emissions of one class of arcs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClassCosts {
    /// The charges of all ten parts.
    pub charges: Vec<Charge>,
    /// The hours moving, waiting, handling and at the border: consecutive sums of the book.
    pub hours: [TermSum; 4],
    /// The share of cargo lost.
    pub loss: TermSum,
    /// The kilograms of CO2e per tonne.
    pub co2e: TermSum,
}

impl ClassCosts {
    /// Returns the terms of a quantity before its bounds.
    pub(super) fn terms(&self, quantity: &Quantity) -> TermSum {
        match quantity {
            Quantity::Amount(amount) => amount.sum.clone(),
            Quantity::Hours => self.hours[0].start..self.hours[3].end,
            Quantity::Loss => self.loss.clone(),
            Quantity::Emissions => self.co2e.clone(),
        }
    }
}

/// The costs of a network: one entry for each distinct kind of arc.
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    pub(super) book: Book,
    pub(super) entries: Vec<ClassCosts>,
    pub(super) of_arc: IdVec<ArcId, u32>,
    pub(super) is_transfer: IdVec<ArcId, bool>,
    /// The classes that each figure moves, listed when somebody asks.
    pub(super) moved: OnceLock<BTreeMap<FigureId, Vec<u32>>>,
}

impl Costs {
    /// Returns the entry of an arc.
    pub fn entry(&self, arc: ArcId) -> &ClassCosts {
        &self.entries[self.of_arc[arc] as usize]
    }

    /// Returns the number of an arc's entry, shared by all arcs that cost the same at any values of the figures.
    pub fn entry_number(&self, arc: ArcId) -> u32 {
        self.of_arc[arc]
    }

    /// Returns the number of entries.
    pub fn classes(&self) -> usize {
        self.entries.len()
    }

    /// Returns the values of the figures with every bounded figure at its favourable bound, and with every one at its
    /// unfavourable bound.
    ///
    /// A figure that raises some costs and lowers others keeps its value, such as an exchange rate of prices and of
    /// subsidies.
    ///
    /// # Shape
    /// Both results have one entry for each figure of the register.
    pub fn extremes(&self, register: &Register) -> [Vec<Decimal>; 2] {
        let mut raises = vec![false; register.len()];
        let mut lowers = vec![false; register.len()];
        self.book.each_use(|figure, up| if up { raises[figure.index()] = true } else { lowers[figure.index()] = true });
        for figure in self.beside_subsidies(register) {
            raises[figure.index()] = true;
            lowers[figure.index()] = true;
        }
        let at_bound = |favourable: bool| {
            let end = |(id, figure): (FigureId, &Figure)| {
                let end = match (raises[id.index()], lowers[id.index()]) {
                    (true, true) | (false, false) => None,
                    (true, false) if favourable => figure.low,
                    (false, true) if !favourable => figure.low,
                    _ => figure.high,
                };
                end.unwrap_or(figure.value)
            };
            register.iter().map(end).collect()
        };
        [at_bound(true), at_bound(false)]
    }

    /// Returns the figures that multiply or divide an amount below nothing, or one that may fall below it.
    fn beside_subsidies(&self, register: &Register) -> Vec<FigureId> {
        let is_negative = |&id: &FigureId| {
            let figure = register.figure(id);
            figure.low.unwrap_or(figure.value).is_negative() || figure.value.is_negative()
        };
        let mut beside = Vec::new();
        for entry in &self.entries {
            for charge in &entry.charges {
                let terms = entry.terms(&charge.quantity);
                if self.book.figures_of(&terms).iter().any(is_negative) {
                    beside.extend(self.figures_of_charge(entry, charge).filter(|id| !is_negative(id)));
                }
            }
        }
        beside
    }

    /// Iterates over the figures that a charge depends on, some of them several times; a charge on nothing depends on
    /// none.
    pub(super) fn figures_of_charge<'a>(
        &'a self,
        entry: &ClassCosts,
        charge: &'a Charge,
    ) -> impl Iterator<Item = FigureId> + 'a {
        let amount = charge.amount();
        let bounds = amount.into_iter().flat_map(|amount| amount.floor.iter().chain(&amount.cap));
        let terms = entry.terms(&charge.quantity);
        let scale = if terms.is_empty() && amount.is_none() { &(0..0) } else { &charge.scale };
        let of_terms = self.book.figures_of(&terms);
        let of_bounds = bounds.flat_map(|bound| self.book.figures_of(bound));
        let of_scale = self.book.figures_of(scale);
        let step = amount.and_then(|amount| amount.round_to);
        of_terms.iter().chain(of_bounds).chain(of_scale).copied().chain(step)
    }

    /// Returns the figures that the cost, time and emissions of an arc depend on, some of them several times.
    pub fn figures_of(&self, arc: ArcId) -> Vec<FigureId> {
        let entry = self.entry(arc);
        entry.charges.iter().flat_map(|charge| self.figures_of_charge(entry, charge)).collect()
    }

    /// Returns the figures that any arc's cost, time or emissions depend on, in the order of the register.
    pub fn figures(&self) -> Vec<FigureId> {
        let charges = self.entries.iter().flat_map(|entry| &entry.charges);
        let steps = charges.filter_map(|charge| charge.amount()?.round_to);
        let mut figures: Vec<FigureId> = self.book.figures().chain(steps).collect();
        figures.sort_unstable();
        figures.dedup();
        figures
    }
}
