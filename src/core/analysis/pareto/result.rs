//! The routes worth choosing where cost is not all that counts.

use crate::units::{Duration, Money};

use crate::answer::{Answer, PlaceName, Reason, ScenarioUsed};

/// Is a thing that counts in the choice of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Axis {
    /// The generalised cost of a tonne, in whole millionths of the scenario's currency.
    Cost,
    /// The time from door to door; each move, wait and handling rounded once to a whole millisecond.
    Time,
    /// The emissions of a tonne of cargo; each move and handling rounded once to a whole milligram.
    Co2e,
    /// The changes of mode, service or gauge on the way.
    Transfers,
}

impl Axis {
    /// Lists all of them.
    pub const ALL: [Self; 4] = [Self::Cost, Self::Time, Self::Co2e, Self::Transfers];

    /// Returns the word used on the command line and in results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::Time => "time",
            Self::Co2e => "co2e",
            Self::Transfers => "transfers",
        }
    }

    /// Finds an axis by its word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|axis| axis.as_str() == word)
    }
}

/// Is what is paid for one more of something that the next cheaper route lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trade {
    /// The position of the next cheaper route in the same front.
    pub against: usize,
    /// The price, in the scenario's currency.
    pub price: Money,
}

/// Is a route that no other of its front beats in everything that counts.
#[derive(Clone, Debug, PartialEq)]
pub struct ParetoPoint {
    /// The route.
    pub answer: Answer,
    /// Its changes of mode, service or gauge.
    pub transfers: u32,
    /// The keys of all corridors of the demand whose front holds a route with the same sums.
    pub corridors: Vec<String>,
    /// Whether no route by any corridor asked beats it.
    pub is_on_front: bool,
    /// Whether it is least by some weights on all that counts; a weighted sum finds no others.
    pub is_supported: bool,
    /// What a tonne pays for each day saved against the next cheaper route; only for routes that no other of the front
    /// beats in cost and time together.
    pub per_day_saved: Option<Trade>,
    /// What a tonne of CO2e avoided costs against the next cheaper route; only for routes that no other of the front
    /// beats in cost and emissions together.
    pub per_tonne_co2e_avoided: Option<Trade>,
    /// What a day must be worth to a tonne for this route to be the best by cost and time; only for those that are the
    /// best at some worth of a day, against the one that is best below it.
    pub best_from_day_worth: Option<Trade>,
    /// What a tonne of CO2e must cost for this route to be the best by cost and emissions, in the same way.
    pub best_from_co2e_worth: Option<Trade>,
}

/// Is the front of a demand by one corridor.
#[derive(Clone, Debug, PartialEq)]
pub struct ParetoCorridor {
    /// The corridor's key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The routes worth choosing, by the first axis.
    pub points: Vec<ParetoPoint>,
    /// The fastest route where none arrives in time.
    pub late: Option<Answer>,
    /// Why there is no route at all, where it was asked.
    pub reason: Option<Reason>,
}

/// Is what is worth choosing for one demand.
#[derive(Clone, Debug, PartialEq)]
pub struct ParetoDemand {
    /// The origin.
    pub from: PlaceName,
    /// The destination.
    pub to: PlaceName,
    /// How the goods stand to customs.
    pub regime: &'static str,
    /// The yearly tonnes, if given.
    pub tonnes_per_year: Option<f64>,
    /// The front of all corridors together, by the first axis.
    pub points: Vec<ParetoPoint>,
    /// The front of each corridor.
    pub corridors: Vec<ParetoCorridor>,
    /// The cheapest route without the deadline, where there is one and cost counts.
    pub unhurried: Option<Answer>,
}

impl ParetoDemand {
    /// Returns the route that is least by an axis, of equal ones the first.
    pub fn least(&self, axis: Axis) -> Option<&ParetoPoint> {
        least(&self.points, axis)
    }

    /// Returns the fastest route where none arrives in time, of equal ones the cheapest.
    pub fn late(&self) -> Option<&Answer> {
        let late = self.corridors.iter().filter_map(|corridor| corridor.late.as_ref());
        let hours = |answer: &Answer| answer.time().as_hours();
        let order = |left: &&Answer, right: &&Answer| {
            hours(left).total_cmp(&hours(right)).then(left.total_per_t.cmp(&right.total_per_t))
        };
        if self.points.is_empty() { late.min_by(order) } else { None }
    }

    /// Returns the next route after the cheapest that saves time, with what it pays for each day.
    pub fn first_faster(&self) -> Option<(&ParetoPoint, Trade)> {
        first_faster(&self.points)
    }
}

impl ParetoCorridor {
    /// Returns the word used in results: `answered`, `too-late` or `no-route`.
    pub fn status(&self) -> &'static str {
        match (self.points.is_empty(), &self.late) {
            (false, _) => "answered",
            (true, Some(_)) => "too-late",
            (true, None) => "no-route",
        }
    }

    /// Returns the route that is least by an axis, of equal ones the first.
    pub fn least(&self, axis: Axis) -> Option<&ParetoPoint> {
        least(&self.points, axis)
    }

    /// Returns the next route after the cheapest that saves time, with what it pays for each day.
    pub fn first_faster(&self) -> Option<(&ParetoPoint, Trade)> {
        first_faster(&self.points)
    }
}

fn least(points: &[ParetoPoint], axis: Axis) -> Option<&ParetoPoint> {
    let value = |point: &ParetoPoint| match axis {
        Axis::Cost => point.answer.total_per_t.unwrap_or_default().as_units(),
        Axis::Time => point.answer.time().as_hours(),
        Axis::Co2e => point.answer.emissions().as_kilograms(),
        Axis::Transfers => f64::from(point.transfers),
    };
    points.iter().min_by(|left, right| value(left).total_cmp(&value(right)))
}

fn first_faster(points: &[ParetoPoint]) -> Option<(&ParetoPoint, Trade)> {
    let faster = points.iter().filter_map(|point| Some((point, point.per_day_saved?)));
    faster.min_by_key(|(point, _)| point.answer.total_per_t)
}

/// Holds everything that one run of `pareto` found.
#[derive(Clone, Debug, PartialEq)]
pub struct Pareto {
    /// The scenario.
    pub used: ScenarioUsed,
    /// What counts, the one first by which routes are sorted.
    pub axes: Vec<Axis>,
    /// The time within which cargo has to arrive, if there is one.
    pub deadline: Option<Duration>,
    /// The demands in the order of the file.
    pub demands: Vec<ParetoDemand>,
    /// How many routes the audit recomputed, if it ran.
    pub audited: Option<usize>,
}

impl Pareto {
    /// Tells whether something counts.
    pub fn has(&self, axis: Axis) -> bool {
        self.axes.contains(&axis)
    }
}
