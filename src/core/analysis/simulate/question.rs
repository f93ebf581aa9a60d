//! What is asked of a simulation, and what makes no sense to ask.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::words;

/// The most days that are simulated in one run: ten years.
pub const MAX_DAYS: u32 = 3_650;
/// The most runs.
pub const MAX_RUNS: u32 = 100_000;
/// The most consignments of all runs together: what is kept of each is in memory at once.
pub const MAX_CONSIGNMENTS: u64 = 50_000_000;

words! {
    /// How consignments come.
    #[derive(Default, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    ArrivalPattern {
        /// By the months of harvest.csv, at equal intervals in each; at equal intervals where it says nothing.
        #[default]
        ByHarvest = "by-harvest",
        /// At equal intervals, whatever the harvest.
        Even = "even",
        /// At random, more of them in the months of harvest.csv with more: the intervals are exponential.
        Poisson = "poisson",
    }
}

words! {
    /// When services leave.
    #[derive(Default, Serialize, Deserialize, JsonSchema)]
    #[serde(rename_all = "kebab-case")]
    DepartureRule {
        /// At the departures of departures.csv; others as the scenario's `wait` says: by headways on time, by
        /// `collected-for-ship` when a lot has come together.
        #[default]
        ByRule = "by-rule",
        /// At their departures, interval or weekdays, with what is there.
        OnTime = "on-time",
        /// When consignments fill their capacity.
        WhenFull = "when-full",
    }
}

/// Room for cargo at a place, such as a stack in a port.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StackRoom {
    /// The key of the place.
    pub place: String,
    /// The tonnes that can lie there between two modes.
    pub tonnes: f64,
}

/// How consignments get through a year, day by day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SimulateQuestion {
    /// The days that are measured, from the scenario's date on.
    pub days: u32,
    /// The days before them in which the routes fill; twice the longest planned time without it.
    pub warm_up_days: Option<u32>,
    /// The number of runs, which differ in chance alone.
    pub runs: u32,
    /// What the random numbers begin with: the same seed gives the same runs on any machine.
    pub seed: u64,
    /// How consignments come.
    pub arrivals: ArrivalPattern,
    /// When services leave.
    pub departures: DepartureRule,
    /// Whether nothing is left to chance: hours are those of the tables.
    pub is_certain: bool,
    /// The yearly tonnes of each demand that gives none.
    pub tonnes_per_year: Option<f64>,
    /// The boxes that there are; without it they are not limited.
    pub boxes: Option<u64>,
    /// The rail wagons that there are for loose and bagged goods; without it they are not limited.
    pub wagons: Option<u64>,
    /// The days until an unloaded box is back where it is loaded; as long as the planned rides and crossings without it.
    pub back_days: Option<f64>,
    /// The room at places where cargo changes its mode; not limited where none is given. What waits for room costs what the
    /// store there would.
    pub stacks: Vec<StackRoom>,
    /// The number of the consignment of the first run, counted from 1 in the measured days, that is told step by step.
    pub follow: Option<u32>,
}

impl Default for SimulateQuestion {
    fn default() -> Self {
        Self {
            days: 365,
            warm_up_days: None,
            runs: 200,
            seed: 1,
            arrivals: ArrivalPattern::ByHarvest,
            departures: DepartureRule::ByRule,
            is_certain: false,
            tonnes_per_year: None,
            boxes: None,
            wagons: None,
            back_days: None,
            stacks: Vec::new(),
            follow: None,
        }
    }
}

/// A simulation that makes no sense as it is asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SimulateError {
    /// The days are none or too many.
    #[error("take 1 to {MAX_DAYS} days, and at most as many to warm up, not {0}")]
    Days(u32),
    /// The runs are none or too many.
    #[error("take 1 to {MAX_RUNS} runs, not {0}")]
    Runs(u32),
    /// A number that must be above 0 is not.
    #[error("{0} must be a number above 0")]
    NotPositive(&'static str),
    /// Boxes or wagons are away for too long.
    #[error("--back-days must be at most {MAX_DAYS}, not {0}")]
    BackDays(f64),
    /// No demand gives its tonnes.
    #[error(
        "the demand from {from} to {to} gives no yearly tonnes: add `tonnes_per_year` to it, or give --tonnes-per-year"
    )]
    NoTonnes {
        /// The origin.
        from: String,
        /// The destination.
        to: String,
    },
    /// A consignment needs more than there is in all.
    #[error(
        "a consignment of {lot_t} t needs {needed} {what} and there are {there}: it could never leave; take smaller lots (--set cargo.lot_t=..) or more {what}"
    )]
    FleetTooSmall {
        /// What it needs: boxes or wagons.
        what: &'static str,
        /// The tonnes of a consignment.
        lot_t: f64,
        /// What it needs.
        needed: u64,
        /// What there is.
        there: u64,
    },
    /// A consignment is larger than the room at a place.
    #[error("a consignment of {lot_t} t never finds room at {place}, where there is room for {tonnes} t")]
    StackTooSmall {
        /// The place.
        place: String,
        /// The tonnes of a consignment.
        lot_t: f64,
        /// The room.
        tonnes: f64,
    },
    /// A place with room is on no route.
    #[error("no route changes its mode at {0}: its room limits nothing")]
    UnusedStack(String),
    /// The runs have more consignments than can be kept.
    #[error(
        "{0} consignments are more than {MAX_CONSIGNMENTS}: take fewer runs or days, larger lots, or fewer demands"
    )]
    TooMany(u64),
    /// The consignment to follow does not come.
    #[error("there is no consignment {asked} to follow: {there} come in the measured days of the first run")]
    NoneToFollow {
        /// The number.
        asked: u32,
        /// How many there are.
        there: usize,
    },
}

impl SimulateQuestion {
    /// Refuses numbers out of their range.
    ///
    /// # Errors
    /// Returns the first that is.
    pub fn check(&self) -> Result<(), SimulateError> {
        let warm_up = self.warm_up_days.unwrap_or(0);
        if !(1..=MAX_DAYS).contains(&self.days) || warm_up > MAX_DAYS {
            return Err(SimulateError::Days(if warm_up > MAX_DAYS { warm_up } else { self.days }));
        }
        if !(1..=MAX_RUNS).contains(&self.runs) {
            return Err(SimulateError::Runs(self.runs));
        }
        let is_positive = |number: f64| number.is_finite() && number > 0.0;
        let numbers = [("--tonnes-per-year", self.tonnes_per_year), ("--back-days", self.back_days)];
        let stacks = self.stacks.iter().map(|stack| ("--stack", Some(stack.tonnes)));
        let fleets = [("--boxes", self.boxes), ("--wagons", self.wagons)];
        let fleets = fleets.map(|(name, number)| (name, number.map(|number| number as f64)));
        if let Some(days) = self.back_days.filter(|days| *days > f64::from(MAX_DAYS)) {
            return Err(SimulateError::BackDays(days));
        }
        for (name, number) in numbers.into_iter().chain(stacks).chain(fleets) {
            if number.is_some_and(|number| !is_positive(number)) {
                return Err(SimulateError::NotPositive(name));
            }
        }
        Ok(())
    }
}
