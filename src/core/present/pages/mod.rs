//! Pages: what people read of each question, in words and layout.

pub mod alternatives;
pub mod breakeven;
pub mod catchment;
pub mod claims;
pub mod compare;
pub mod critical;
pub mod discover;
pub mod explain;
pub mod levers;
pub mod listing;
pub mod pareto;
pub mod risk;
pub mod route;
pub mod sensitivity;
