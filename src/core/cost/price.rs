//! Prices: every arc's parts, hours and emissions for one set of values of the figures.

use crate::ids::ArcId;
use crate::model::Part;
use crate::units::Money;

use super::arithmetic::{Arithmetic, ValueArithmetic};
use super::{Charge, ClassCosts, Costs};

pub(super) const HOURS_PER_YEAR: f64 = 8760.0;

/// The cost, time and emissions of one arc at some values of the figures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PricedArc {
    /// The ten parts in whole millionths of the scenario's currency per tonne.
    pub parts: [f64; 10],
    /// The hours moving, waiting, handling and at the border.
    pub hours: [f64; 4],
    /// The kilograms of CO2e per tonne of cargo.
    pub co2e_kg_per_t: f64,
}

impl PricedArc {
    /// Returns the sum of the parts.
    pub fn total(&self) -> f64 {
        self.parts.iter().sum()
    }
}

/// The cost, time and emissions of one arc, evaluated in some arithmetic.
pub(super) struct EvaluatedCost<N> {
    pub(super) parts: [N; 10],
    pub(super) hours: [N; 4],
    pub(super) co2e_kg_per_t: N,
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
        let hours: f64 = entry.hours.iter().map(|kind| self.book.evaluate(kind, values)).sum();
        Money::round_micros(self.book.evaluate(&entry.hire, values) * hours)
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
        let EvaluatedCost { parts, hours, co2e_kg_per_t } = self.price_by(entry, &mut ValueArithmetic(values));
        PricedArc { parts, hours, co2e_kg_per_t }
    }

    /// Evaluates the cost of an arc: the one formula of the model.
    pub(super) fn price_by<A: Arithmetic>(&self, entry: &ClassCosts, by: &mut A) -> EvaluatedCost<A::Number> {
        let nothing = by.constant(0.0);
        let hours = entry.hours.each_ref().map(|kind| self.book.evaluate_in(kind, by));
        let all_hours = hours.into_iter().fold(nothing, |sum, kind| by.add(sum, kind));
        let co2e_kg_per_t = self.book.evaluate_in(&entry.co2e, by);
        let mut amounts = [nothing; 10];
        let mut charge =
            |part: Part, amount, by: &mut A| amounts[part as usize] = by.add(amounts[part as usize], amount);
        for row in &entry.charges {
            let amount = self.charged(row, by);
            charge(row.part, amount, by);
        }
        let worth = by.figure(self.cargo.value_per_t);
        let (rate, year) = (by.figure(self.cargo.holding_rate_per_year), by.constant(HOURS_PER_YEAR));
        let yearly = by.mul(worth, rate);
        let held = by.mul(yearly, all_hours);
        let holding = by.div(held, year);
        charge(Part::Holding, holding, by);
        let lost = self.book.evaluate_in(&entry.loss, by);
        let loss = by.mul(worth, lost);
        charge(Part::Loss, loss, by);
        let (price, tonne) = (by.figure(self.cargo.carbon_price_per_t), by.constant(1000.0));
        let priced = by.mul(price, co2e_kg_per_t);
        let carbon = by.div(priced, tonne);
        charge(Part::Carbon, carbon, by);
        let hire = self.book.evaluate_in(&entry.hire, by);
        let hired = by.mul(hire, all_hours);
        charge(Part::Equipment, hired, by);
        EvaluatedCost { parts: amounts.map(|amount| by.round_micros(amount)), hours, co2e_kg_per_t }
    }

    /// Evaluates a charge per tonne, not yet rounded to a millionth.
    fn charged<A: Arithmetic>(&self, charge: &Charge, by: &mut A) -> A::Number {
        let mut amount = self.book.evaluate_in(&charge.sum, by);
        if let Some(floor) = &charge.floor {
            let least = self.book.evaluate_in(floor, by);
            amount = by.max(amount, least);
        }
        if let Some(cap) = &charge.cap {
            let most = self.book.evaluate_in(cap, by);
            amount = by.min(amount, most);
        }
        if let Some(step) = charge.round_to {
            let step = by.figure(step);
            amount = by.round_to(amount, step);
        }
        let scale = self.book.evaluate_in(&charge.scale, by);
        by.mul(amount, scale)
    }
}

/// The cost, time and emissions of every distinct arc at some values of the figures.
#[derive(Clone, Debug, PartialEq)]
pub struct ArcPrices {
    of_entry: Vec<PricedArc>,
}
