//! The costs of a network: charges, hours, losses and emissions of each class of arcs.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use corridor_kernel::NegativeWalk;

use crate::ids::{ArcId, FigureId, Id, IdVec};
use crate::model::{Figure, Register};
use crate::units::Decimal;

use super::charge::{Charge, ClassCosts};
use super::hauls::HaulClasses;
use super::terms::{Book, LaneSums, TermSum};

/// The classes that each figure moves but for hauls, and the figures of these.
pub(super) type MovedClasses = (BTreeMap<FigureId, Vec<u32>>, BTreeSet<FigureId>);

/// At what prices no arc costs less than nothing in searches.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ShiftHeld {
    /// With the figures within their bounds, and however short the time.
    WithoutTime,
    /// At the times of the tables.
    InTime,
    /// At no prices: these arcs in a row cost less than nothing.
    Nowhere(NegativeWalk),
}

/// The costs of a network: one entry for each distinct kind of arc.
#[derive(Clone, Debug, PartialEq)]
pub struct Costs {
    pub(super) book: Book,
    /// The classes of all arcs but hauls that are priced as a whole, which are numbered after them.
    pub(super) entries: Vec<ClassCosts>,
    pub(super) hauls: HaulClasses,
    pub(super) of_arc: IdVec<ArcId, u32>,
    pub(super) is_transfer: IdVec<ArcId, bool>,
    /// At what prices no arc costs less than nothing, where there is support.
    pub(super) held: Option<ShiftHeld>,
    /// The classes that each figure moves, listed when somebody asks, and the figures of hauls.
    pub(super) moved: OnceLock<MovedClasses>,
}

impl Costs {
    /// Returns the costs of a class.
    pub(super) fn class(&self, class: u32) -> Cow<'_, ClassCosts> {
        let class = class as usize;
        self.entries
            .get(class)
            .map_or_else(|| Cow::Owned(self.hauls.costs(class - self.entries.len(), self.book.ways())), Cow::Borrowed)
    }

    /// Returns the costs of the class of an arc.
    pub(super) fn entry(&self, arc: ArcId) -> Cow<'_, ClassCosts> {
        self.class(self.of_arc[arc])
    }

    /// Returns the number of an arc's entry, shared by all arcs that cost the same at any values of the figures.
    pub fn entry_number(&self, arc: ArcId) -> u32 {
        self.of_arc[arc]
    }

    /// Returns the number of entries.
    pub fn classes(&self) -> usize {
        self.entries.len() + self.hauls.len()
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
        let is_negative = |id: FigureId| {
            let figure = register.figure(id);
            figure.low.unwrap_or(figure.value).is_negative() || figure.value.is_negative()
        };
        let mut beside = Vec::new();
        if !self.book.figures().any(is_negative) {
            return beside;
        }
        let mut known = LaneSums::default();
        for class in 0..self.classes() as u32 {
            let entry = self.class(class);
            for charge in &entry.charges {
                let mut sums = entry.sums(&charge.quantity).iter();
                if sums.any(|&sum| self.book.uses(sum, &mut known, &is_negative)) {
                    beside.extend(self.figures_of_charge(&entry, charge).filter(|&id| !is_negative(id)));
                }
            }
        }
        beside
    }

    /// Iterates over the figures that a charge depends on, some of them several times; a charge on nothing depends on
    /// none.
    pub(super) fn figures_of_charge<'a>(
        &'a self,
        entry: &'a ClassCosts,
        charge: &'a Charge,
    ) -> impl Iterator<Item = FigureId> + 'a {
        let step = charge.amount().and_then(|amount| amount.round_to);
        self.sums_of_charge(entry, charge).flat_map(|sum| self.book.figures_of(sum)).chain(step)
    }

    /// Iterates over the sums that a charge depends on: its quantity, its bounds and its scale.
    pub(super) fn sums_of_charge<'a>(
        &self,
        entry: &'a ClassCosts,
        charge: &'a Charge,
    ) -> impl Iterator<Item = TermSum> + use<'a> {
        let (amount, sums) = (charge.amount(), entry.sums(&charge.quantity));
        let is_nothing = amount.is_none() && sums.iter().all(|&sum| self.book.is_empty(sum));
        let bounds = amount.into_iter().flat_map(|amount| amount.floor.into_iter().chain(amount.cap));
        sums.iter().copied().chain(bounds).chain((!is_nothing).then_some(charge.scale))
    }

    /// Returns the figures that the cost, time and emissions of an arc depend on, some of them several times.
    pub fn figures_of(&self, arc: ArcId) -> Vec<FigureId> {
        let entry = self.entry(arc);
        entry.charges.iter().flat_map(|charge| self.figures_of_charge(&entry, charge)).collect()
    }

    /// Returns the figures that any arc's cost, time or emissions depend on, in the order of the register.
    pub fn figures(&self) -> Vec<FigureId> {
        let charges = self.entries.iter().flat_map(|entry| &entry.charges).chain(self.hauls.charges());
        let steps = charges.filter_map(|charge| charge.amount()?.round_to);
        let mut figures: Vec<FigureId> = self.book.figures().chain(steps).collect();
        figures.sort_unstable();
        figures.dedup();
        figures
    }
}
