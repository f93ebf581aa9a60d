//! The inputs that all readers of rows need.

use std::collections::BTreeMap;

use crate::ids::FigureId;
use crate::scenario::{Scenario, TableName};
use crate::units::Date;

use super::exchange::Rates;
use super::register::Register;
use super::rows::{SwitchNames, in_force};

/// The inputs that all readers of rows need.
pub(super) struct Basics<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) register: &'a Register,
    pub(super) rates: &'a Rates,
    pub(super) switches: &'a SwitchNames,
    pub(super) date: Date,
}

impl Basics<'_> {
    /// Returns the multipliers in force by key.
    pub(super) fn factors(&self) -> BTreeMap<String, FigureId> {
        in_force(self.scenario, self.register, TableName::Factors, self.date)
            .into_iter()
            .filter_map(|held| Some((held.key(), held.figure("value")?)))
            .collect()
    }
}
