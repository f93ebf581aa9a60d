//! Exchange rates: one conversion from the currency of a price to that of the scenario.

use std::collections::BTreeMap;

use crate::ids::FigureId;
use crate::scenario::{Scenario, TableName};
use crate::units::Date;

use super::register::Register;
use super::rows::in_force;

/// A multiplication or division by an exchange rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The figure of the rate.
    pub rate: FigureId,
    /// Whether to divide by the rate.
    pub divide: bool,
}

/// The conversions from every currency to that of the scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    target: String,
    date: Date,
    paths: BTreeMap<String, Vec<Exchange>>,
}

impl Rates {
    /// Finds the shortest chain of rates in force from every currency to the scenario's.
    pub(super) fn collect(scenario: &Scenario, register: &Register) -> Self {
        let date = scenario.document.date.value;
        let target = scenario.document.currency.value.clone();
        let mut pairs = Vec::new();
        for held in in_force(scenario, register, TableName::Fx, date) {
            if let (Some(currency), Some(quote), Some(rate)) =
                (held.row.text("currency"), held.row.text("quote"), held.figure("rate"))
            {
                pairs.push((currency, quote, Exchange { rate, divide: false }));
                pairs.push((quote, currency, Exchange { rate, divide: true }));
            }
        }
        let mut paths = BTreeMap::from([(target.clone(), Vec::new())]);
        let mut reached = vec![target.clone()];
        while !reached.is_empty() {
            let mut next = Vec::new();
            for known in &reached {
                for (from, to, step) in &pairs {
                    if to == known && !paths.contains_key(*from) {
                        let mut path = vec![*step];
                        path.extend(paths[known].iter().copied());
                        paths.insert((*from).to_owned(), path);
                        next.push((*from).to_owned());
                    }
                }
            }
            reached = next;
        }
        Self { target, date, paths }
    }

    /// Returns the rates to apply to an amount; empty for the scenario's own currency.
    pub(super) fn path(&self, currency: &str) -> Option<Vec<Exchange>> {
        self.paths.get(currency).cloned()
    }

    /// Returns the scenario's currency.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Returns the date of the rates.
    pub fn date(&self) -> Date {
        self.date
    }
}
