//! The routes worth choosing where cost is not all that counts.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::analysis::Answered;
use crate::answer::{Answer, NamedPlaces, PlaceName, ScenarioUsed};
use crate::units::{Duration, Money};

use super::question::Axis;

/// The routes that no other beats in everything that counts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Pareto {
    /// What was asked, of which files.
    pub scenario: ScenarioUsed,
    /// What routes are compared by, the one first by which they are sorted: `cost`, `time`, `co2e`, `transfers`.
    #[schemars(with = "Vec<String>")]
    pub axes: Vec<Axis>,
    /// The hours that a route may take, if that was asked for.
    #[serde(rename = "deadline_h", serialize_with = "in_hours")]
    #[schemars(with = "Option<f64>")]
    pub deadline: Option<Duration>,
    /// How many routes were recomputed from the model alone, if that was asked for.
    pub audited: Option<usize>,
    /// Every place named in the answer, by key.
    pub places: NamedPlaces,
    /// The demands in the order of the file.
    pub demands: Vec<ParetoDemand>,
}

#[expect(clippy::ref_option, reason = "serde passes fields so")]
fn in_hours<S: Serializer>(time: &Option<Duration>, to: S) -> Result<S::Ok, S::Error> {
    time.map(Duration::as_hours).serialize(to)
}

impl Pareto {
    /// Returns whether something counts.
    pub fn has(&self, axis: Axis) -> bool {
        self.axes.contains(&axis)
    }
}

impl Answered for Pareto {
    fn is_answered(&self) -> bool {
        self.demands.iter().any(|demand| !demand.front.is_empty())
    }
}

/// The front of one demand over all corridors.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ParetoDemand {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The customs procedure of the goods: `domestic`, `bonded`, `export` or `import`.
    pub regime: &'static str,
    /// Its yearly tonnes, if given.
    pub tonnes_per_year: Option<f64>,
    /// Its routes, sorted by the first axis.
    pub front: Vec<ParetoPoint>,
    /// The fastest route, of equal ones the cheapest, where every one misses the deadline.
    pub fastest_too_late: Option<Answer>,
    /// What the cheapest route costs without the deadline, where there is one and cost counts.
    #[serde(rename = "cheapest_without_deadline_per_t", serialize_with = "total")]
    #[schemars(with = "Option<Money>")]
    pub cheapest_without_deadline: Option<Answer>,
    /// The price of a day on leaving the cheapest route for the next faster: what a tonne of cargo pays more, divided by
    /// the days saved, which may be less than one.
    pub first_day_saved: Option<Money>,
    /// The front of each corridor.
    pub corridors: Vec<ParetoCorridor>,
}

#[expect(clippy::ref_option, reason = "serde passes fields so")]
fn total<S: Serializer>(answer: &Option<Answer>, to: S) -> Result<S::Ok, S::Error> {
    answer.as_ref().and_then(|answer| answer.total_per_t).serialize(to)
}

/// The front of a demand by one corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ParetoCorridor {
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    pub corridor_title: String,
    /// `answered`, `too-late` or `no-route`.
    #[schemars(with = "String")]
    pub status: ParetoStatus,
    /// Why there is no route, as a sentence, where it was asked.
    pub reason: Option<String>,
    /// Its routes, sorted by the first axis.
    pub front: Vec<ParetoPoint>,
    /// Its fastest route, where every one misses the deadline.
    pub fastest_too_late: Option<Answer>,
    /// The price of a day on leaving its cheapest route for the next faster: what a tonne of cargo pays more, divided by
    /// the days saved, which may be less than one.
    pub first_day_saved: Option<Money>,
}

/// Whether a corridor has a route that arrives in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParetoStatus {
    /// It has one.
    Answered,
    /// All its routes miss the deadline.
    TooLate,
    /// It has no route.
    NoRoute,
}

impl ParetoStatus {
    /// Returns the word used in results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::TooLate => "too-late",
            Self::NoRoute => "no-route",
        }
    }
}

/// A route that no other of its front beats in everything that counts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ParetoPoint {
    /// Its changes of mode, service or gauge.
    pub transfers: u32,
    /// The keys of all corridors of the demand whose front has a route with the same sums.
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
    /// The route as a whole answer.
    pub answer: Answer,
}

/// A price between two routes of a front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Trade {
    /// The position of the next cheaper route in the same front, counted from 0.
    pub against: usize,
    /// The price in the scenario's currency: what a tonne of cargo pays for a day saved or worth it; or what a tonne of CO2e
    /// costs.
    pub price: Money,
}

impl ParetoDemand {
    /// Returns the route that is least by an axis, of equal ones the first.
    pub fn least(&self, axis: Axis) -> Option<&ParetoPoint> {
        least(&self.front, axis)
    }

    /// Returns the next route after the cheapest that saves time, with what it pays for each day.
    pub fn first_faster(&self) -> Option<(&ParetoPoint, Trade)> {
        first_faster(&self.front)
    }
}

impl ParetoCorridor {
    /// Returns the route that is least by an axis, of equal ones the first.
    pub fn least(&self, axis: Axis) -> Option<&ParetoPoint> {
        least(&self.front, axis)
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

/// Returns the next route of a front after the cheapest that saves time, with what it pays for each day.
pub(super) fn first_faster(points: &[ParetoPoint]) -> Option<(&ParetoPoint, Trade)> {
    let faster = points.iter().filter_map(|point| Some((point, point.per_day_saved?)));
    faster.min_by_key(|(point, _)| point.answer.total_per_t)
}
