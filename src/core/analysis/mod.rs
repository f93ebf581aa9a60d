//! Stage 7: one folder for each question: how it is answered, how it is audited, its result type.

pub mod alternatives;
mod audited;
pub mod breakeven;
pub mod catchment;
pub mod claims;
pub mod compare;
pub mod critical;
pub mod discover;
pub mod expect;
pub mod explain;
pub mod levers;
pub mod listing;
pub mod pareto;
pub mod risk;
pub mod sensitivity;

pub use audited::{DrawsError, audit_draws};
