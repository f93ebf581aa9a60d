//! Pages: what people read of each question, in words and layout.

pub mod alternatives;
pub mod breakeven;
pub mod catchment;
pub mod claims;
pub mod compare;
pub mod critical;
pub mod discovery;
pub mod explain;
pub mod flips;
pub mod levers;
pub mod listing;
pub mod pareto;
pub mod plane;
pub mod risk;
pub mod route;
pub mod sensitivity;
