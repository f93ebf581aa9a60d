//! Prices: every arc's parts, hours and emissions for one set of values of the figures.

use crate::ids::ArcId;
use crate::model::Part;
use crate::units::Money;

use super::arithmetic::{Arithmetic, ValueArithmetic};
use super::costs::{BoundedSum, Quantity};
use super::{Charge, ClassCosts, Costs};

/// The cost, time and emissions of one arc, evaluated in some arithmetic: by default at some values of the figures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PricedArc<N = f64> {
    /// The ten parts in whole millionths of the scenario's currency per tonne.
    pub parts: [N; 10],
    /// The hours moving, waiting, handling and at the border.
    pub hours: [N; 4],
    /// The kilograms of CO2e per tonne of cargo.
    pub co2e_kg_per_t: N,
}

impl PricedArc {
    /// Returns the sum of the parts.
    pub fn total(&self) -> f64 {
        self.parts.iter().sum()
    }
}

impl Costs {
    /// Prices every distinct arc.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register; see [`crate::model::Register::values`].
    pub fn price(&self, values: &[f64]) -> ArcPrices {
        ArcPrices { of_entry: self.entries.iter().map(|entry| self.price_entry(entry, values)).collect() }
    }

    /// Returns the cost, time and emissions of an arc.
    pub fn priced<'a>(&self, prices: &'a ArcPrices, arc: ArcId) -> &'a PricedArc {
        &prices.of_entry[self.of_arc[arc] as usize]
    }

    /// Prices one arc at other values of the figures.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub fn priced_at(&self, arc: ArcId, values: &[f64]) -> PricedArc {
        self.price_entry(self.entry(arc), values)
    }

    /// Prices a class of arcs at other values of the figures; see [`Costs::entry_number`].
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub fn priced_class(&self, class: u32, values: &[f64]) -> PricedArc {
        self.price_entry(&self.entries[class as usize], values)
    }

    /// Returns the cost of the hire of boxes on an arc, rounded by itself.
    pub fn hire(&self, arc: ArcId, values: &[f64]) -> f64 {
        let entry = self.entry(arc);
        let is_hire = |charge: &&Charge| charge.part == Part::Equipment && charge.quantity == Quantity::Hours;
        let hours: f64 = entry.hours.iter().map(|kind| self.book.evaluate(kind, values)).sum();
        let hires = entry.charges.iter().filter(is_hire);
        Money::round_micros(hires.map(|charge| hours * self.book.evaluate(&charge.scale, values)).sum())
    }

    /// Returns the hours of the arc that takes longest.
    pub fn longest_hours(&self, prices: &ArcPrices) -> f64 {
        prices.of_entry.iter().map(|priced| priced.hours.iter().sum()).fold(0.0, f64::max)
    }

    /// Returns the weights of all arcs for the kernels, in whole millionths.
    pub fn weights(&self, prices: &ArcPrices) -> Vec<f64> {
        let totals: Vec<f64> = prices.of_entry.iter().map(PricedArc::total).collect();
        self.of_arc.iter().map(|&entry| totals[entry as usize]).collect()
    }

    /// Returns the ranks of all arcs among paths of equal cost: fewer transfers, then fewer seconds, then fewer arcs.
    ///
    /// # Shape
    /// A rank has transfers from bit 48, seconds from bit 12, and 1 for the arc itself.
    pub fn ranks(&self, prices: &ArcPrices) -> Vec<u64> {
        let rank = |entry: u32| {
            let hours: f64 = prices.of_entry[entry as usize].hours.iter().sum();
            ((hours * 3600.0).round() as u64) << 12 | 1
        };
        self.of_arc
            .iter()
            .zip(&self.is_transfer)
            .map(|(&entry, &transfer)| rank(entry) + (u64::from(transfer) << 48))
            .collect()
    }

    fn price_entry(&self, entry: &ClassCosts, values: &[f64]) -> PricedArc {
        self.price_by(entry, &mut ValueArithmetic(values))
    }

    /// Evaluates the cost of an arc: the one formula of the model.
    pub(super) fn price_by<A: Arithmetic>(&self, entry: &ClassCosts, by: &mut A) -> PricedArc<A::Number> {
        let nothing = by.constant(0.0);
        let hours = entry.hours.each_ref().map(|kind| self.book.evaluate_in(kind, by));
        let all_hours = hours.into_iter().fold(nothing, |sum, kind| by.add(sum, kind));
        let co2e_kg_per_t = self.book.evaluate_in(&entry.co2e, by);
        let mut amounts = [nothing; 10];
        for Charge { part, quantity, scale } in &entry.charges {
            let quantity = match quantity {
                Quantity::Amount(amount) => self.bounded(amount, by),
                Quantity::Hours => all_hours,
                Quantity::Loss => self.book.evaluate_in(&entry.loss, by),
                Quantity::Emissions => co2e_kg_per_t,
            };
            let scale = self.book.evaluate_in(scale, by);
            let amount = by.mul(quantity, scale);
            amounts[*part as usize] = by.add(amounts[*part as usize], amount);
        }
        PricedArc { parts: amounts.map(|amount| by.round_micros(amount)), hours, co2e_kg_per_t }
    }

    /// Evaluates a sum within its bounds.
    pub(super) fn bounded<A: Arithmetic>(&self, amount: &BoundedSum, by: &mut A) -> A::Number {
        let mut bounded = self.book.evaluate_in(&amount.sum, by);
        if let Some(floor) = &amount.floor {
            let floor = self.book.evaluate_in(floor, by);
            bounded = by.max(bounded, floor);
        }
        if let Some(cap) = &amount.cap {
            let cap = self.book.evaluate_in(cap, by);
            bounded = by.min(bounded, cap);
        }
        if let Some(step) = amount.round_to {
            let step = by.figure(step);
            bounded = by.round_to(bounded, step);
        }
        bounded
    }
}

/// The cost, time and emissions of every distinct arc at some values of the figures.
#[derive(Clone, Debug, PartialEq)]
pub struct ArcPrices {
    of_entry: Vec<PricedArc>,
}
