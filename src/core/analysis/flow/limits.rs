//! The capacities of all scenarios in all months as the limits that flows share.

use std::collections::BTreeMap;

use crate::model::{Basis, Capacity, CapacityPeriod, Limited};
use crate::units::Date;

use super::months::MonthCase;
use super::question::{FlowError, month_name};

/// Units are counted in millionths.
pub(super) const MICROS: f64 = 1e6;

/// A capacity in a month, or in all months together.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    /// The row of the tables.
    pub(super) row: String,
    /// What people call it.
    pub(super) name: Option<String>,
    /// The position of the month; nothing where it limits all months together.
    pub(super) month: Option<usize>,
    /// The unit in which it counts.
    pub(super) unit: Basis,
    /// The tonnes of one departure, where it limits those of a service.
    pub(super) departure_t: Option<f64>,
    /// What passes at the most, in millionths of the unit.
    pub(super) micros: i64,
    /// Whether lots wait for each other at it: at all but quotas and services, which are no pace.
    pub(super) is_queue: bool,
}

/// The limits of all scenarios, each row and month once.
#[derive(Default)]
pub(super) struct FlowLimits {
    /// The limits.
    pub(super) all: Vec<Limit>,
    /// For each case and capacity of its model the position of the limit.
    of_capacity: Vec<Vec<u32>>,
}

impl FlowLimits {
    /// Collects the limits of all cases.
    ///
    /// # Errors
    /// Refuses a capacity that is not the same in all scenarios.
    pub(super) fn of(cases: &[MonthCase], months: &[Date]) -> Result<Self, FlowError> {
        let mut limits = Self::default();
        let mut known: BTreeMap<(String, Option<usize>, i64), u32> = BTreeMap::new();
        let yearly = YearlyMonths::of(cases, months)?;
        for case in cases {
            let mut positions = Vec::new();
            for capacity in &case.case.model().capacities {
                let limit = limit(capacity, case, months, &yearly);
                let amount = if limit.month.is_some() { 0 } else { limit.micros };
                let key = (limit.row.clone(), limit.month, amount);
                let position = *known.entry(key).or_insert_with(|| {
                    limits.all.push(limit.clone());
                    (limits.all.len() - 1) as u32
                });
                if limits.all[position as usize].micros != limit.micros {
                    return Err(FlowError::CapacityDiffers(limit.row, month_name(months[case.month])));
                }
                positions.push(position);
            }
            limits.of_capacity.push(positions);
        }
        Ok(limits)
    }

    /// Adds a limit for each corridor that has to have a share: what all others may carry together. Returns the corridors with
    /// the positions of the limits.
    pub(super) fn add_shares(&mut self, shares: &BTreeMap<String, f64>, all: i64) -> Vec<(String, u32)> {
        let mut others = Vec::new();
        for (corridor, share) in shares {
            others.push((corridor.clone(), self.all.len() as u32));
            self.all.push(Limit {
                row: format!("at least {:.0} % by {corridor}", share * 100.0),
                name: None,
                month: None,
                unit: Basis::Tonne,
                departure_t: None,
                // Rounded up, so that shares that add up to everything can be kept together.
                micros: (all as f64 * (1.0 - share)).ceil() as i64,
                is_queue: false,
            });
        }
        others
    }

    /// Returns the limit of a capacity of a case's model.
    pub(super) fn of_capacity(&self, case: usize, capacity: u16) -> u32 {
        self.of_capacity[case][usize::from(capacity)]
    }
}

/// How many months each yearly capacity holds for, by its row and amount: a row may have other amounts in other periods.
struct YearlyMonths(BTreeMap<(String, i64), usize>);

impl YearlyMonths {
    /// # Errors
    /// Refuses a yearly capacity that is not the same in all scenarios in some month.
    fn of(cases: &[MonthCase], months: &[Date]) -> Result<Self, FlowError> {
        let mut by_month: BTreeMap<(String, usize), i64> = BTreeMap::new();
        for case in cases {
            let yearly = case.case.model().capacities.iter().filter(|own| own.period == CapacityPeriod::Year);
            for (row, micros) in yearly.map(|own| Self::key(own, case)) {
                if *by_month.entry((row.clone(), case.month)).or_insert(micros) != micros {
                    return Err(FlowError::CapacityDiffers(row, month_name(months[case.month])));
                }
            }
        }
        let mut held = BTreeMap::new();
        for ((row, _), micros) in by_month {
            *held.entry((row, micros)).or_insert(0) += 1;
        }
        Ok(Self(held))
    }

    fn key(capacity: &Capacity, case: &MonthCase) -> (String, i64) {
        let amount = case.case.model().register.figure(capacity.amount).value.to_f64();
        (capacity.row.clone(), (amount * MICROS).floor() as i64)
    }

    /// Returns what a yearly capacity lets pass in the months in which it holds, in units.
    fn units(&self, capacity: &Capacity, case: &MonthCase) -> f64 {
        let months = self.0.get(&Self::key(capacity, case)).copied().unwrap_or_default();
        // A year is that of the question: of fewer or more months, their share.
        case.case.model().register.figure(capacity.amount).value.to_f64() * (months as f64 / 12.0)
    }
}

fn limit(capacity: &Capacity, case: &MonthCase, months: &[Date], yearly: &YearlyMonths) -> Limit {
    let model = case.case.model();
    let is_yearly = capacity.period == CapacityPeriod::Year;
    let units = if is_yearly {
        yearly.units(capacity, case)
    } else {
        capacity.in_month(model, f64::from(months[case.month].days_of_month()))
    };
    Limit {
        row: capacity.row.clone(),
        name: capacity.name.clone(),
        month: (!is_yearly).then_some(case.month),
        unit: capacity.unit,
        departure_t: (capacity.period == CapacityPeriod::Departure)
            .then(|| model.register.figure(capacity.amount).value.to_f64()),
        micros: (units * MICROS).floor() as i64,
        is_queue: !is_yearly && !matches!(capacity.limited, Limited::Permission(_) | Limited::Service(_)),
    }
}
