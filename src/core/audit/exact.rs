//! Exact fractions and the model's one rounding.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use crate::answer::PARTS;
use crate::ids::FigureId;
use crate::model::{Basis, CargoClass, Fill, IndexLevel, Model, Part, Price};
use crate::units::{Date, Exact, Money, fraction};

/// Adds numbers up.
pub(super) fn sum<N: Borrow<Exact>>(numbers: impl IntoIterator<Item = N>) -> Exact {
    numbers.into_iter().fold(Exact::ZERO, |sum, number| sum + number.borrow())
}

/// Rounds like [`Money::round`]: to the nearest millionth, where an amount up to a ten-thousandth of a millionth below
/// a midpoint counts as the midpoint.
pub(super) fn round(amount: &Exact) -> Money {
    let micros = amount * fraction(1_000_000, 1) + fraction(5_001, 10_000);
    Money::from_micros(micros.floor().try_into().unwrap_or(i64::MAX))
}

/// A chain of exchange rates; the lesser one is used.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct RateChain<'a> {
    length: usize,
    passed: Vec<&'a str>,
    steps: Vec<(bool, bool, FigureId)>,
}

/// A lookup of figures as exact numbers.
#[derive(Clone, Copy)]
pub(super) struct Figures<'a> {
    pub(super) model: &'a Model,
}

impl Figures<'_> {
    pub(super) fn value(self, figure: FigureId) -> Exact {
        self.model.register.figure(figure).value.to_exact()
    }

    pub(super) fn or_zero(self, figure: Option<FigureId>) -> Exact {
        figure.map_or(Exact::ZERO, |figure| self.value(figure))
    }

    /// Converts an amount in the currency of a price to the scenario's, at the level of the scenario's date.
    pub(super) fn exchanged(self, amount: Exact, price: FigureId) -> Exact {
        let figure = self.model.register.figure(price);
        let unit = figure.unit();
        let currency = unit.split('/').next().unwrap_or_default();
        let amount = if *currency == self.model.currency { amount } else { amount * self.worth(currency) };
        // A price per ton, bushel or TEU is one of the tonnes or boxes in it.
        let amount = match figure.trade_content() {
            Some(content) => amount / content.to_exact(),
            None => amount,
        };
        match figure.series() {
            Some(series) => {
                amount * self.level(&series, Some(self.model.date)) / self.level(&series, figure.price_day())
            }
            None => amount,
        }
    }

    /// Returns the index of a series on a day; 1 where it has none, which no scenario without problems meets.
    fn level(self, series: &str, day: Option<Date>) -> Exact {
        let holds = |own: &&IndexLevel| own.series == series && day.is_some_and(|day| own.period.contains(day));
        let level = self.model.levels.iter().find(holds);
        level.map_or_else(|| fraction(1, 1), |level| self.value(level.figure))
    }

    /// Returns what one unit of a currency is worth in the scenario's, by the chain of rates that the guide names.
    fn worth(self, currency: &str) -> Exact {
        // Chains are bettered until none can be: fewest rates, then the names passed from the scenario's currency on, then
        // switched rates and those written in this direction.
        let mut chains = BTreeMap::from([(self.model.currency.as_str(), RateChain::default())]);
        loop {
            let mut is_better = false;
            for rate in &self.model.rates {
                let (own, other) = (rate.currency.as_str(), rate.quote.as_str());
                for (from, to, is_reverse) in [(own, other, false), (other, own, true)] {
                    let Some(chain) = chains.get(to) else { continue };
                    let mut chain = chain.clone();
                    chain.length += 1;
                    chain.passed.push(from);
                    chain.steps.push((!rate.is_switched, is_reverse, rate.figure));
                    if chains.get(from).is_none_or(|known| chain < *known) {
                        chains.insert(from, chain);
                        is_better = true;
                    }
                }
            }
            if !is_better {
                let steps = chains.remove(currency).unwrap_or_default().steps;
                return steps.iter().fold(fraction(1, 1), |worth, &(_, is_reverse, rate)| {
                    if is_reverse { worth / self.value(rate) } else { worth * self.value(rate) }
                });
            }
        }
    }

    /// Returns the tonnes that a price on a basis is spread over.
    pub(super) fn tonnes(self, basis: Basis, cargo: &CargoClass<'_>) -> Exact {
        let lot = self.value(self.model.cargo.lot_t);
        match basis {
            Basis::Tonne | Basis::Value => fraction(1, 1),
            Basis::Consignment => lot,
            Basis::Box20 | Basis::Box40 | Basis::Box35 | Basis::Wagon => match self.model.equipment_for(basis, cargo) {
                Some(unit) => self.in_unit(unit.payload_t),
                None => fraction(1, 1),
            },
        }
    }

    /// Returns the tonnes by which the price of a box or wagon is divided.
    pub(super) fn in_unit(self, payload: FigureId) -> Exact {
        let (payload, lot) = (self.value(payload), self.value(self.model.cargo.lot_t));
        match self.model.cargo.fill {
            Fill::Part => payload.min(lot),
            Fill::Whole => &lot / Exact::from((&lot / payload).ceil()),
        }
    }

    /// Returns a price per tonne in the scenario's currency.
    pub(super) fn per_tonne(self, price: &Price, cargo: &CargoClass<'_>) -> Exact {
        if price.is_included {
            return Exact::ZERO;
        }
        if price.basis == Basis::Value {
            return self.value(price.amount) * self.value(self.model.cargo.value_per_t);
        }
        let amount = self.value(price.amount) / self.tonnes(price.basis, cargo);
        self.exchanged(amount, price.amount)
    }
}

/// The amounts that are rounded together: one arc of the network.
#[derive(Clone, Debug)]
pub(super) struct ArcTally {
    pub(super) amounts: [Exact; PARTS.len()],
    pub(super) hours: [Exact; 4],
    pub(super) loss: Exact,
    pub(super) co2e_kg: Exact,
    pub(super) late_days: Exact,
}

impl ArcTally {
    pub(super) fn new() -> Self {
        Self {
            amounts: std::array::from_fn(|_| Exact::ZERO),
            hours: std::array::from_fn(|_| Exact::ZERO),
            loss: Exact::ZERO,
            co2e_kg: Exact::ZERO,
            late_days: Exact::ZERO,
        }
    }

    pub(super) fn charge(&mut self, part: Part, amount: Exact) {
        self.amounts[part as usize] += amount;
    }

    /// Returns the eleven rounded parts, including the cost of time, losses and emissions.
    pub(super) fn parts(&self, figures: Figures<'_>, cargo: &CargoClass<'_>) -> [Money; PARTS.len()] {
        let hours = sum(&self.hours);
        let goods = figures.model.cargo;
        let worth = figures.value(goods.value_per_t);
        let mut amounts = self.amounts.clone();
        amounts[Part::Holding as usize] +=
            &worth * figures.value(goods.holding_rate_per_year) * &hours / fraction(8760, 1);
        amounts[Part::Holding as usize] += figures.or_zero(goods.buffer_price_per_day) * &self.late_days;
        amounts[Part::Loss as usize] += &worth * &self.loss;
        amounts[Part::Carbon as usize] += figures.value(goods.carbon_price_per_t) * &self.co2e_kg / fraction(1000, 1);
        if let Some(unit) = figures.model.box_for(cargo)
            && let Some((hire, _)) = &unit.hire_per_day
        {
            let per_day = figures.value(*hire) / figures.in_unit(unit.payload_t);
            amounts[Part::Equipment as usize] += figures.exchanged(per_day, *hire) * &hours / fraction(24, 1);
        }
        amounts.each_ref().map(round)
    }
}
