//! What is asked of flows: which months, and what may happen to tonnes that do not go.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Date, Money};

/// The most months that are asked about at once.
const MAX_MONTHS: usize = 60;

/// The most bottlenecks that are widened one after the other.
const MAX_BOTTLENECKS: usize = 12;

/// The most draws: each finds all flows anew.
const MAX_DRAWS: u64 = 100_000;

/// The dearest penalty, per tonne.
const MAX_PENALTY: f64 = 1e6;

/// How the tonnes of all demands divide over corridors, routes and months at the least cost where capacities are limited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FlowQuestion {
    /// The first month, such as `2017-01`; January of the scenario's year where it is not given.
    pub from_month: Option<String>,
    /// The last month; eleven months after the first where it is not given.
    pub to_month: Option<String>,
    /// The penalty for a tonne that does not go, in the scenario's currency; without one every tonne has to go.
    pub unmet_per_t: Option<f64>,
    /// What a tonne costs that is kept at its origin for a month, besides the holding of its value.
    pub storage_per_t_month: f64,
    /// The least share of all tonnes that has to go by a corridor, from 0 to 1, by its key.
    pub min_share: BTreeMap<String, f64>,
    /// How many bottlenecks are widened one after the other, to see what binds behind them.
    pub bottlenecks: usize,
    /// What a day of waiting for capacities costs a tonne besides the holding of its value, if lots wait the longer the more
    /// goes through a capacity.
    pub congestion_per_t_day: Option<f64>,
    /// How often the uncertain figures are drawn, to see how tonnes and prices spread; 0 for not at all.
    pub draws: u64,
    /// What the random numbers begin with.
    pub seed: u64,
}

impl Default for FlowQuestion {
    fn default() -> Self {
        let (from_month, to_month, unmet_per_t) = (None, None, None);
        let min_share = BTreeMap::new();
        Self {
            from_month,
            to_month,
            unmet_per_t,
            storage_per_t_month: 0.0,
            min_share,
            bottlenecks: 3,
            congestion_per_t_day: None,
            draws: 0,
            seed: 1,
        }
    }
}

/// Why flows cannot be asked for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FlowError {
    /// A month is not written as one.
    #[error("`{0}` is no month: write 2017-08")]
    Month(String),
    /// The last month comes before the first.
    #[error("the last month, {1}, comes before the first, {0}")]
    Order(String, String),
    /// There are too many months.
    #[error("take up to {MAX_MONTHS} months at once, not {0}")]
    TooManyMonths(usize),
    /// An amount cannot be one.
    #[error("{0} is an amount per tonne from 0 to {MAX_PENALTY}")]
    Amount(&'static str),
    /// A share is none, or all shares are more than everything.
    #[error("least shares are from 0 to 1 and together at most 1")]
    Share,
    /// There are too many draws.
    #[error("take up to {MAX_DRAWS} draws of flows")]
    TooManyDraws,
    /// There are too many bottlenecks to widen.
    #[error("take up to {MAX_BOTTLENECKS} bottlenecks")]
    TooManyBottlenecks,
    /// The demands say nothing about how much is to go.
    #[error(
        "no demand says how much is to go: give `tonnes_per_year` in [[demand]], or --set demand.1.tonnes_per_year=40000"
    )]
    NoTonnes,
    /// Scenarios count in different currencies.
    #[error("{0} and {1} count in different currencies, and their costs cannot be added")]
    Currencies(String, String),
    /// A capacity that scenarios share differs between them.
    #[error("the capacity `{0}` is not the same in all scenarios in {1}")]
    CapacityDiffers(String, String),
    /// Several goods wait for each other.
    #[error("with --congestion take one scenario: what waiting costs is that of one kind of goods")]
    CongestedTogether,
    /// Draws or shares are asked for where lots wait for each other.
    #[error("--congestion is asked without --draws and --min-share")]
    CongestedDraws,
    /// Scenarios or corridors cannot be told apart.
    #[error("{0} is asked twice: name each scenario once, and give files of one name other names")]
    Twice(String),
    /// A least share is asked for beside tonnes that need not go.
    #[error("with --min-share all tonnes have to go: leave --unmet out")]
    ShareOfUnmet,
    /// The costs cannot be counted.
    #[error("all together costs more than 9.2 million million, which cannot be counted: ask for fewer tonnes")]
    TooDear,
}

impl FlowQuestion {
    /// Returns the first day of each month that is asked about.
    ///
    /// # Errors
    /// Refuses what is no month, months in the wrong order and too many of them.
    pub(super) fn months(&self, of_scenario: Date) -> Result<Vec<Date>, FlowError> {
        let read = |text: &String| match Date::parse_range(text) {
            Ok((first, last))
                if first != last && last == first.in_month_of(first).later(first.days_of_month() as i32 - 1) =>
            {
                Ok(first)
            }
            _ => Err(FlowError::Month(text.clone())),
        };
        let january =
            || Date::parse_range(&format!("{:04}", of_scenario.year())).map_or(of_scenario, |(first, _)| first);
        let first = self.from_month.as_ref().map_or_else(|| Ok(january()), read)?;
        let last = match &self.to_month {
            Some(text) => read(text)?,
            None => Date::months_between(first, first.later(366)).get(11).copied().unwrap_or(first),
        };
        if last < first {
            return Err(FlowError::Order(month_name(first), month_name(last)));
        }
        let months = Date::months_between(first, last);
        if months.len() > MAX_MONTHS { Err(FlowError::TooManyMonths(months.len())) } else { Ok(months) }
    }

    /// Checks its amounts.
    ///
    /// # Errors
    /// Refuses amounts below 0 or beyond what can be counted, and too many bottlenecks.
    pub(super) fn check(&self) -> Result<(), FlowError> {
        let is_amount = |amount: f64| (0.0..=MAX_PENALTY).contains(&amount);
        if self.unmet_per_t.is_some_and(|amount| !is_amount(amount)) {
            return Err(FlowError::Amount("the penalty for tonnes that do not go"));
        }
        if !is_amount(self.storage_per_t_month) {
            return Err(FlowError::Amount("storage for a month"));
        }
        if self.congestion_per_t_day.is_some_and(|amount| !is_amount(amount)) {
            return Err(FlowError::Amount("waiting for a day"));
        }
        if self.congestion_per_t_day.is_some() && (self.draws > 0 || !self.min_share.is_empty()) {
            return Err(FlowError::CongestedDraws);
        }
        if !self.min_share.is_empty() && self.unmet_per_t.is_some() {
            return Err(FlowError::ShareOfUnmet);
        }
        let is_share = |share: &f64| (0.0..=1.0).contains(share);
        if !self.min_share.values().all(is_share) || self.min_share.values().sum::<f64>() > 1.0 + 1e-9 {
            return Err(FlowError::Share);
        }
        if self.draws > MAX_DRAWS {
            return Err(FlowError::TooManyDraws);
        }
        if self.bottlenecks > MAX_BOTTLENECKS { Err(FlowError::TooManyBottlenecks) } else { Ok(()) }
    }

    /// Returns the penalty for a tonne that does not go.
    pub(super) fn penalty(&self) -> Option<Money> {
        self.unmet_per_t.map(Money::round)
    }
}

/// Writes a month: `2017-08`.
pub(super) fn month_name(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}
