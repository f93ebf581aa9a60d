//! A model in which one leg, place or service is slower.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{FigureId, PlaceId, ServiceId};
use crate::scenario::Role;
use crate::units::Decimal;

use super::{Basis, CalendarEffect, Element, HandlingRow, Model, Operation, Price, Service, Wait};

/// The operations whose hours a slow place increases; cargo that runs through is not handled.
const HANDLED: [Operation; 4] = [Operation::Load, Operation::Unload, Operation::Tranship, Operation::Gauge];
/// The maximum of the added hours and of the multiplier, beyond which hours cannot be counted exactly.
const MAX_SLOWDOWN: i64 = 10_000;
const HOURS_PER_DAY: f64 = 24.0;

/// How much slower something is; as JSON the text that [`Slowdown::parse`] reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub enum Slowdown {
    /// Hours added at each use.
    Hours(Decimal),
    /// A multiplier, above 1, of the element's own hours.
    Times(Decimal),
}

/// A text that does not say how much slower something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("take hours such as 24h, days such as 3d, or a factor above 1 such as x2 or x1.5, each at most 10000")]
pub struct SlowdownError;

impl Slowdown {
    /// Parses `24h`, `3d` or `x1.5`.
    ///
    /// # Errors
    /// Where the text is none of them, is a speed-up, or exceeds the limit.
    ///
    /// # Example
    /// ```
    /// use corridor::{model::Slowdown, units::Decimal};
    ///
    /// assert_eq!(Slowdown::parse("3d"), Ok(Slowdown::Hours(Decimal::whole(72))));
    /// assert!(Slowdown::parse("x0.5").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, SlowdownError> {
        let number = |digits: &str| Decimal::parse(digits).map_err(|_| SlowdownError);
        let text = text.trim();
        let (slow, least) = if let Some(digits) = text.strip_prefix(['x', '*']) {
            (Self::Times(number(digits)?), 1)
        } else if let Some(digits) = text.strip_suffix('h') {
            (Self::Hours(number(digits)?), 0)
        } else if let Some(digits) = text.strip_suffix('d') {
            (Self::Hours(number(digits)?.times(Decimal::whole(24)).ok_or(SlowdownError)?), 0)
        } else {
            return Err(SlowdownError);
        };
        let (Self::Hours(amount) | Self::Times(amount)) = slow;
        let fits =
            amount.compare(Decimal::whole(least)).is_gt() && amount.compare(Decimal::whole(MAX_SLOWDOWN)).is_le();
        if fits { Ok(slow) } else { Err(SlowdownError) }
    }
}

impl TryFrom<String> for Slowdown {
    type Error = SlowdownError;

    fn try_from(text: String) -> Result<Self, SlowdownError> {
        Self::parse(&text)
    }
}

impl From<Slowdown> for String {
    fn from(slow: Slowdown) -> Self {
        match slow {
            Slowdown::Hours(hours) => format!("{hours}h"),
            Slowdown::Times(factor) => format!("x{factor}"),
        }
    }
}

impl Model {
    /// Returns the model with a slower element; its network is the same.
    ///
    /// A leg takes longer, as with `extra_h` or `time_factor` in a row of `calendar.csv`. A place takes longer for each
    /// loading, unloading, transhipment and change of gauge: its handling hours, not its dwell hours. Cargo waits
    /// longer for a service at each boarding, through the service's interval. A permission does not become slower.
    #[must_use]
    pub fn slower(&self, element: Element, slow: Slowdown) -> Self {
        let mut model = self.clone();
        match element {
            Element::Leg(leg) => {
                let key = self.legs[leg].key.clone();
                let (time_factor, extra_h) = match slow {
                    Slowdown::Times(factor) => (Some(model.supposed(Role::SeasonFactor, "factor", factor, "")), None),
                    Slowdown::Hours(more) => (None, Some(model.supposed(Role::SeasonDelay, "hours", more, "h"))),
                };
                let effect =
                    CalendarEffect { key: "slower".to_owned(), closed: false, time_factor, extra_h, switch: None };
                for leg in model.legs.iter_mut().filter(|leg| leg.key == key) {
                    leg.row_mut().calendar.push(effect.clone());
                }
            }
            Element::Place(place) => model.slow_handling(place, slow),
            Element::Service(service) => model.slow_service(service, slow),
            Element::Permission(_) => {}
        }
        model
    }

    fn supposed(&mut self, role: Role, name: &str, value: Decimal, unit: &str) -> FigureId {
        let number = self.register.len();
        self.register.add_supposed(format!("slower.{name}-{number}"), role, value, unit)
    }

    fn slow_handling(&mut self, place: PlaceId, slow: Slowdown) {
        for operation in HANDLED {
            let mut rows: Vec<HandlingRow> = self.handling_at(operation, place).cloned().collect();
            match slow {
                Slowdown::Times(factor) => {
                    for row in &mut rows {
                        let time = row.time_h.and_then(|time| self.register.figure(time).value.times(factor));
                        row.time_h = time.map(|time| self.supposed(Role::OperationTime, "time_h", time, "h"));
                    }
                }
                Slowdown::Hours(more) => {
                    let hours = Some(self.supposed(Role::OperationTime, "time_h", more, "h"));
                    let amount = self.supposed(Role::HandlingPrice, "price", Decimal::ZERO, "");
                    // Where no row lets cargo be handled, none does so by being slow.
                    let slower = rows.iter().filter(|row| !row.closed).map(|row| HandlingRow {
                        key: "slower".to_owned(),
                        component: "slower".to_owned(),
                        price: Price { amount, basis: Basis::Tonne, exchange: Vec::new(), is_included: false },
                        time_h: hours,
                        dwell_h: None,
                        free_days: None,
                        loss_pct: None,
                        co2e_kg_per_t: None,
                        ..row.clone()
                    });
                    let slower: Vec<HandlingRow> = slower.collect();
                    rows.extend(slower);
                }
            }
            // A row for any place among them keeps its specificity: where it ties with itself, the first is used.
            self.handling.insert((operation, Some(place)), rows);
        }
    }

    fn slow_service(&mut self, id: ServiceId, slow: Slowdown) {
        let service = self.services[id].clone();
        let value = |figure| self.register.figure(figure).value;
        let more = match slow {
            Slowdown::Hours(more) => Some(more),
            Slowdown::Times(factor) => {
                if let Some(days) = service.every_days.filter(|_| self.collected_h(&service).is_none()) {
                    let days = value(days).times(factor);
                    self.services[id].every_days =
                        days.map(|days| self.supposed(Role::Headway, "every_days", days, "d"));
                    None
                } else {
                    // A service by weekdays, or by lots, has no interval to multiply, so the difference in hours is added.
                    let hours = self.headway_h(&service) * (factor.to_f64() - 1.0);
                    Decimal::parse(&format!("{hours:.6}")).ok()
                }
            }
        };
        if let Some(more) = more {
            let before = service.cutoff_h.map_or(Decimal::ZERO, |figure| self.register.figure(figure).value);
            let cutoff = before.plus(more).map(|cutoff| self.supposed(Role::CutoffTime, "cutoff_h", cutoff, "h"));
            self.services[id].cutoff_h = cutoff;
        }
    }

    /// Returns the hours in which half a lot collects, where the service waits for that.
    fn collected_h(&self, service: &Service) -> Option<f64> {
        let value = |figure| self.register.figure(figure).value.to_f64();
        let collects = service.collects_t_per_day.filter(|_| self.wait == Wait::CollectedForShip)?;
        Some(value(self.cargo.lot_t) / value(collects) * HOURS_PER_DAY / 2.0)
    }

    /// Returns the hours that cargo waits for a service by weekdays or by lots, without its cut-off.
    fn headway_h(&self, service: &Service) -> f64 {
        if let Some(hours) = self.collected_h(service) {
            return hours;
        }
        let gaps = service.gaps_days.iter().map(|&days| f64::from(days));
        HOURS_PER_DAY
            * match self.wait {
                Wait::HalfHeadway | Wait::CollectedForShip | Wait::Timetable => {
                    gaps.map(|days| days * days).sum::<f64>() / 14.0
                }
                Wait::FullHeadway => gaps.fold(0.0, f64::max),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::Slowdown;
    use crate::units::Decimal;

    #[test]
    fn what_is_slower_is_hours_days_or_a_factor_above_one() {
        assert_eq!(Slowdown::parse("24h"), Ok(Slowdown::Hours(Decimal::whole(24))));
        assert_eq!(Slowdown::parse("0.5d"), Ok(Slowdown::Hours(Decimal::whole(12))));
        assert_eq!(Slowdown::parse("x2"), Ok(Slowdown::Times(Decimal::whole(2))));
        for text in ["24", "x0.99", "x1", "0h", "-1h", "h", "xx", "20000h", ""] {
            assert!(Slowdown::parse(text).is_err(), "{text}");
        }
    }
}
