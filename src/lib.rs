//! Logistics route cost simulator: the flow from files to answers.

pub mod ids;
pub mod problem;
pub mod scenario;
pub mod units;
