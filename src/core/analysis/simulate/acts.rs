//! The stages of a route as the cargo sees them, and what is waited for in them.

use std::sync::Arc;

use crate::answer::{Answer, StepKind};
use crate::ids::{ArcId, DemandId, FigureId, LegId, PlaceId};
use crate::model::{OpenSpans, SwitchSet};

use super::clock::{DAY, ServiceCalendar};
use super::result::SimulatedResource;

/// The kinds of hours in the order of [`crate::cost::PricedArc::hours`].
pub(super) const MOVING: usize = 0;
pub(super) const WAITING: usize = 1;
pub(super) const HANDLING: usize = 2;
pub(super) const BORDER: usize = 3;
/// The days that a border which never shuts is open in a week.
pub(super) const ALWAYS_OPEN: f64 = 7.0;

/// What a stage is to the cargo.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum ActKind {
    /// Boxes or wagons are waited for and taken.
    Fleet,
    /// Room in a stack is waited for and taken.
    Room,
    /// What takes so many tonnes a month begins with the consignment, and is busy with it for so many seconds.
    Gate(u64),
    /// A lot comes together for a ship: seconds until the next lot can, and the mean hours of a tonne.
    Collect(u64, f64),
    /// The service is waited for.
    Sail,
    /// The work of the step itself; it takes so many hours at the least.
    Do(f64),
    /// Boxes or wagons begin their way back, of so many seconds.
    Back(u64),
    /// The room in a stack is free again.
    Leave,
}

/// A stage of a route, beside the kernel's.
#[derive(Clone, Debug)]
pub(super) struct Act {
    /// What it is.
    pub(super) kind: ActKind,
    /// The step that it belongs to.
    pub(super) step: StepKind,
    /// The place where it begins.
    pub(super) from: PlaceId,
    /// The place where it ends.
    pub(super) to: PlaceId,
    /// The arc of the route whose work it is.
    pub(super) arc: usize,
    /// The arc of the route to which a wait is charged, and the kind of its hours.
    pub(super) waits_on: (usize, usize),
    /// The arc with the storage that a wait counts towards.
    pub(super) stores_on: Option<usize>,
    /// What is waited for, by its position among the resources.
    pub(super) resource: Option<usize>,
    /// The legs that must run, with the share of each in the length.
    pub(super) legs: Vec<(LegId, f64)>,
    /// The days of a week on which it can begin.
    pub(super) open_days: f64,
    /// The opening hours in which it begins.
    pub(super) open: Vec<Arc<OpenSpans>>,
    /// The late days of the rows that it rests on.
    pub(super) late: Vec<FigureId>,
    /// Whether it is done between being ready to board and a departure, whose cut-off counts from before it.
    pub(super) is_before_boarding: bool,
}

/// A demand by the corridor that it takes.
#[derive(Clone, Debug)]
pub(super) struct SentRoute {
    /// The demand.
    pub(super) demand: DemandId,
    /// The planned itinerary.
    pub(super) answer: Answer,
    /// Its arcs.
    pub(super) arcs: Vec<ArcId>,
    /// Its stages, as many as the kernel's.
    pub(super) acts: Vec<Act>,
    /// The switches of its corridor.
    pub(super) switches: SwitchSet,
    /// The hours of each arc that wait for a service by plan.
    pub(super) planned_h: Vec<f64>,
    /// Whether cargo waits before each arc for a departure, so that storage counts by started days.
    pub(super) sails: Vec<bool>,
    /// The tonnes of a consignment.
    pub(super) lot_t: f64,
    /// The tonnes of a year.
    pub(super) tonnes_per_year: f64,
    /// The seconds between two consignments, on average.
    pub(super) interval: f64,
    /// The consignments that have come by the end of each day, where the harvest decides when they come.
    pub(super) by_day: Option<Vec<f64>>,
    /// The stream of its random arrivals.
    pub(super) stream: u64,
    /// The hours in its arcs that are drawn.
    pub(super) drawn: Vec<FigureId>,
}

/// Something that is waited for.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    /// What it is, without what a simulation finds.
    pub(super) about: SimulatedResource,
    /// Its number among the kernel's servers, pools or carriers.
    pub(super) number: usize,
    /// The departures, if it is a service.
    pub(super) departures: Option<ServiceCalendar>,
    /// The seconds for which cargo must be there before a service that leaves when it is full.
    pub(super) cutoff: u64,
}

impl SentRoute {
    /// Returns the second by which so many consignments have come, if the days of the runs last so long.
    pub(super) fn second_of(&self, consignments: f64) -> Option<u64> {
        let Some(by_day) = &self.by_day else { return Some((consignments * self.interval).round() as u64) };
        let day = by_day.partition_point(|&come| come < consignments);
        let before = day.checked_sub(1).map_or(0.0, |day| by_day[day]);
        let share = (consignments - before) / (by_day.get(day)? - before);
        Some(((day as f64 + share) * DAY as f64).round() as u64)
    }
}
