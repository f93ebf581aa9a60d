//! Prices: every arc's parts, hours and emissions for one set of values of the figures.

use std::borrow::Cow;

use crate::ids::ArcId;
use crate::model::Part;

use super::arithmetic::{Arithmetic, ValueArithmetic};
use super::charge::{BoundedSum, Quantity, WAITING};
use super::terms::LaneSums;
use super::{Charge, ClassCosts, Costs};

/// The cost, time and emissions of one arc, evaluated in some arithmetic: by default at some values of the figures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PricedArc<N = f64> {
    /// The eleven parts in whole millionths of the scenario's currency per tonne.
    pub parts: [N; PARTS],
    /// The hours moving, waiting, handling and at the border.
    pub hours: [N; 4],
    /// The kilograms of CO2e per tonne of cargo.
    pub co2e_kg_per_t: N,
    /// The late days against which a buffer is held.
    pub late_days: N,
    /// What the arc costs more in searches than its parts, in whole millionths: nothing along a whole route, see
    /// [`Costs::compile`].
    pub shift: N,
}

/// The number of parts of a cost.
pub(super) const PARTS: usize = Part::ALL.len();

impl PricedArc {
    /// Returns what the arc costs in searches: the sum of its parts and its shift.
    pub fn total(&self) -> f64 {
        self.parts.iter().sum::<f64>() + self.shift
    }
}

/// The hours of an arc on the days on which it is passed, in place of its usual ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DatedHours {
    /// The hours moving, waiting, handling and at the border.
    pub hours: [f64; 4],
    /// How many hours longer than usual cargo waits; negative where it waits less.
    pub longer_h: f64,
    /// Whether storage is charged by started days, as for the wait for a dated departure, and not by the hour, as for an
    /// average.
    pub by_started_days: bool,
}

impl Costs {
    /// Prices every distinct arc.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register; see [`crate::model::Register::values`].
    pub fn price(&self, values: &[f64]) -> ArcPrices {
        let (mut by, mut known) = (ValueArithmetic(values), LaneSums::default());
        let of_entry = self.entries.iter().map(|entry| self.price_by(entry, &mut by, &mut known)).collect();
        let mut of_haul = Vec::with_capacity(self.hauls.len());
        for class in 0..self.hauls.len() {
            let priced = self.price_by(&self.hauls.costs(class, self.book.ways()), &mut by, &mut known);
            of_haul.push((priced.total(), priced.hours.iter().sum()));
        }
        let values = if of_haul.is_empty() { Vec::new() } else { values.to_vec() };
        ArcPrices { of_entry, of_haul, values }
    }

    /// Returns the cost, time and emissions of an arc.
    pub fn priced<'a>(&self, prices: &'a ArcPrices, arc: ArcId) -> Cow<'a, PricedArc> {
        let class = self.of_arc[arc];
        let known = prices.of_entry.get(class as usize).map(Cow::Borrowed);
        known.unwrap_or_else(|| Cow::Owned(self.priced_class(class, &prices.values)))
    }

    /// Prices one arc at other values of the figures.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub fn priced_at(&self, arc: ArcId, values: &[f64]) -> PricedArc {
        self.priced_class(self.of_arc[arc], values)
    }

    /// Prices a class of arcs at other values of the figures; see [`Costs::entry_number`].
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub fn priced_class(&self, class: u32, values: &[f64]) -> PricedArc {
        self.priced_in(class, &mut ValueArithmetic(values))
    }

    /// Prices one arc on which cargo takes some hours more than by its figures, or fewer, by kind as in [`PricedArc::hours`]:
    /// hours of waiting count towards storage, hours of all kinds are held and hired.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub fn priced_with(&self, arc: ArcId, values: &[f64], more: [f64; 4]) -> PricedArc {
        let more = (Some(&more), None);
        self.price_with(&self.entry(arc), more, &mut ValueArithmetic(values), &mut LaneSums::default())
    }

    /// Prices an arc on the days on which it is passed; returns the cost of its hire of boxes, rounded by itself, too.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub fn priced_dated(&self, arc: ArcId, values: &[f64], dated: &DatedHours) -> (PricedArc, f64) {
        let (mut by, mut known) = (ValueArithmetic(values), LaneSums::default());
        let entry = self.entry(arc);
        let priced = self.price_with(&entry, (None, Some(dated)), &mut by, &mut known);
        let hire = self.hire_by(&entry, &priced, &mut by, &mut known);
        (priced, hire)
    }

    /// Returns the cost of the hire of boxes on an arc, rounded by itself.
    pub fn hire(&self, arc: ArcId, values: &[f64]) -> f64 {
        let (mut by, mut known) = (ValueArithmetic(values), LaneSums::default());
        let entry = self.entry(arc);
        let priced = self.price_by(&entry, &mut by, &mut known);
        self.hire_by(&entry, &priced, &mut by, &mut known)
    }

    /// Evaluates the cost of the hire of boxes on an arc that was priced, rounded by itself.
    pub(super) fn hire_by<A: Arithmetic>(
        &self,
        entry: &ClassCosts,
        priced: &PricedArc<A::Number>,
        by: &mut A,
        known: &mut LaneSums<A::Number>,
    ) -> A::Number {
        let nothing = by.constant(0.0);
        let hours = priced.hours.into_iter().fold(nothing, |sum, kind| by.add(sum, kind));
        let is_hire = |charge: &&Charge| charge.part == Part::Equipment && charge.quantity == Quantity::Hours;
        let hire = entry.charges.iter().filter(is_hire).fold(nothing, |sum, charge| {
            let scale = self.book.evaluate_in(charge.scale, by, known);
            let amount = by.mul(hours, scale);
            by.add(sum, amount)
        });
        by.round_micros(hire)
    }

    /// Returns the hours of the arc that takes longest.
    pub fn longest_hours(&self, prices: &ArcPrices) -> f64 {
        prices.each().map(|(_, hours)| hours).fold(0.0, f64::max)
    }

    /// Returns the weights of all arcs for the kernels, in whole millionths.
    pub fn weights(&self, prices: &ArcPrices) -> Vec<f64> {
        let totals: Vec<f64> = prices.each().map(|(total, _)| total).collect();
        self.of_arc.iter().map(|&entry| totals[entry as usize]).collect()
    }

    /// Returns the ranks of all arcs among paths of equal cost: fewer transfers, then fewer seconds, then fewer arcs.
    ///
    /// # Shape
    /// A rank has transfers from bit 48, seconds from bit 12, and 1 for the arc itself.
    pub fn ranks(&self, prices: &ArcPrices) -> Vec<u64> {
        let ranks: Vec<u64> = prices.each().map(|(_, hours)| ((hours * 3600.0).round() as u64) << 12 | 1).collect();
        self.of_arc
            .iter()
            .zip(&self.is_transfer)
            .map(|(&entry, &transfer)| ranks[entry as usize] + (u64::from(transfer) << 48))
            .collect()
    }

    /// Evaluates the cost of a class of arcs in some arithmetic.
    pub(super) fn priced_in<A: Arithmetic>(&self, class: u32, by: &mut A) -> PricedArc<A::Number> {
        self.price_by(&self.class(class), by, &mut LaneSums::default())
    }

    /// Evaluates the cost of an arc: the one formula of the model. What is known of sums along ways is for this arithmetic
    /// alone.
    pub(super) fn price_by<A: Arithmetic>(
        &self,
        entry: &ClassCosts,
        by: &mut A,
        known: &mut LaneSums<A::Number>,
    ) -> PricedArc<A::Number> {
        self.price_with(entry, (None, None), by, known)
    }

    /// Evaluates the cost of an arc that takes some hours more, by kind, or the hours of the days on which it is passed.
    pub(super) fn price_with<A: Arithmetic>(
        &self,
        entry: &ClassCosts,
        (more, dated): (Option<&[A::Number; 4]>, Option<&DatedHours>),
        by: &mut A,
        known: &mut LaneSums<A::Number>,
    ) -> PricedArc<A::Number> {
        let nothing = by.constant(0.0);
        let mut hours = match dated {
            None => entry.hours.map(|kind| self.book.evaluate_in(kind, by, known)),
            Some(dated) => dated.hours.map(|kind| by.constant(kind)),
        };
        for (hours, &more) in hours.iter_mut().zip(more.into_iter().flatten()) {
            *hours = by.add(*hours, more);
        }
        let all_hours = hours.into_iter().fold(nothing, |sum, kind| by.add(sum, kind));
        let co2e_kg_per_t = self.book.evaluate_in(entry.co2e, by, known);
        let (mut amounts, mut late_days) = ([nothing; PARTS], nothing);
        for Charge { part, quantity, scale } in &entry.charges {
            let is_buffer = *part == Part::Holding && matches!(quantity, Quantity::Amount(_));
            let quantity = match quantity {
                Quantity::Amount(amount) => self.bounded(amount, None, by, known),
                Quantity::Lying(amount) => match dated {
                    None => self.bounded(amount, more.map(|more| more[WAITING]), by, known),
                    Some(dated) => self.stored(amount, dated, by, known),
                },
                Quantity::Hours => all_hours,
                Quantity::Loss => self.book.evaluate_in(entry.loss, by, known),
                Quantity::Emissions => co2e_kg_per_t,
            };
            if is_buffer {
                late_days = by.add(late_days, quantity);
            }
            let scale = self.book.evaluate_in(*scale, by, known);
            let amount = by.mul(quantity, scale);
            amounts[*part as usize] = by.add(amounts[*part as usize], amount);
        }
        let shift = by.constant(entry.shift);
        PricedArc { parts: amounts.map(|amount| by.round_micros(amount)), hours, co2e_kg_per_t, late_days, shift }
    }

    /// Evaluates the hours beyond the free days that storage charges for a wait other than the usual one.
    fn stored<A: Arithmetic>(
        &self,
        amount: &BoundedSum,
        dated: &DatedHours,
        by: &mut A,
        known: &mut LaneSums<A::Number>,
    ) -> A::Number {
        // A wait in whole seconds is not a started day longer for the last bit of its hours.
        const ALMOST_A_DAY: f64 = 1.0 - 1e-7;
        let usual = self.book.evaluate_in(amount.sum, by, known);
        let (longer, nothing, day) = (by.constant(dated.longer_h), by.constant(0.0), by.constant(24.0));
        let hours = by.add(usual, longer);
        let hours = by.max(hours, nothing);
        if !dated.by_started_days {
            return hours;
        }
        let (days, almost) = (by.div(hours, day), by.constant(ALMOST_A_DAY));
        let raised = by.add(days, almost);
        let started = by.floor(raised);
        by.mul(started, day)
    }

    /// Evaluates a sum within its bounds, with what comes on top of it.
    pub(super) fn bounded<A: Arithmetic>(
        &self,
        amount: &BoundedSum,
        more: Option<A::Number>,
        by: &mut A,
        known: &mut LaneSums<A::Number>,
    ) -> A::Number {
        let mut bounded = self.book.evaluate_in(amount.sum, by, known);
        if let Some(more) = more {
            bounded = by.add(bounded, more);
        }
        if let Some(floor) = amount.floor {
            let floor = self.book.evaluate_in(floor, by, known);
            bounded = by.max(bounded, floor);
        }
        if let Some(cap) = amount.cap {
            let cap = self.book.evaluate_in(cap, by, known);
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
    /// The total and the hours of each class of hauls that are priced as a whole, of which there are many.
    of_haul: Vec<(f64, f64)>,
    /// The values at which such hauls are priced; none where there are none.
    values: Vec<f64>,
}

impl ArcPrices {
    /// Iterates over the total and the hours of each class.
    fn each(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let of_entry = self.of_entry.iter().map(|priced| (priced.total(), priced.hours.iter().sum()));
        of_entry.chain(self.of_haul.iter().copied())
    }
}
