//! `corridor` compares borrowing a foreign port to go to the sea with staying all-domestic.

pub mod case;
#[cfg(feature = "cli")]
pub mod cli;
pub mod ids;
pub mod present;
pub mod problem;
pub mod results;
pub mod scenario;
pub mod units;
