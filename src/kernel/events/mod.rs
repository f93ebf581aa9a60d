//! Discrete events: jobs that pass servers, pools of things that come back, and carriers that leave at times or when full.
//!
//! A [`Plant`] has servers, pools and carriers. [`Job`]s come at given seconds and go through the [`JobStage`]s of their
//! route, each in its line, first come first served. How long each stage takes is the caller's: a [`World`] is asked when
//! a stage can begin, and told what happens. Time is whole seconds. Events of one second happen in the order in which they
//! were scheduled, departures after all others, so a run depends on its input alone.
//!
//! # Source
//! The event-scheduling view with one list of future events: Law, "Simulation Modeling and Analysis" (5th ed., 2015),
//! chapter 1.

mod levels;
mod plant;
mod queue;
#[cfg(test)]
mod tests;

pub use levels::{LevelSum, Levels};
pub use plant::{
    Carrier, CarrierDeparture, CarrierTally, Happening, Hold, Job, JobStage, Leaves, Outcome, Plant, ServicePoint,
    StagePoint, UnitPool, UseTally, World, run,
};
pub use queue::EventQueue;
