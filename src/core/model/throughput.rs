//! What capacities let pass in a month.

use crate::ids::FigureId;

use super::capacity::{Capacity, CapacityPeriod, Limited};
use super::legs::Service;
use super::world::Model;

/// The days of a mean year.
const DAYS_OF_YEAR: f64 = 365.25;

impl Capacity {
    /// Returns what passes in a month of so many days, in the units of the capacity; for a yearly one, the share of these days.
    pub fn in_month(&self, model: &Model, days: f64) -> f64 {
        const DAYS_OF_WEEK: f64 = 7.0;
        let value = |figure: FigureId| model.register.figure(figure).value.to_f64();
        let times = match self.period {
            CapacityPeriod::Day => days,
            CapacityPeriod::Week => days / DAYS_OF_WEEK,
            CapacityPeriod::Month => 1.0,
            CapacityPeriod::Year => days / DAYS_OF_YEAR,
            CapacityPeriod::Departure => self.service(model).map_or(0.0, |service| match service.every_days {
                Some(every) => days / value(every),
                None => service.gaps_days.len() as f64 * days / DAYS_OF_WEEK,
            }),
        };
        value(self.amount) * times
    }

    /// Returns the service that it limits, if it limits one that runs on the model's date.
    pub fn service<'a>(&self, model: &'a Model) -> Option<&'a Service> {
        let Limited::Service(key) = &self.limited else { return None };
        model.services.iter().find(|service| service.key == *key)
    }
}
