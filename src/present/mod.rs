//! Stage 8: output formats, one file each. Nothing is computed here but rounding and layout.
//!
//! What people read is first laid out as a [`page::Page`] of headings, sentences and tables, by one module for each
//! command, such as [`compare`] and [`explain`]; `terminal` and [`markdown`] then write any page. What programs read is
//! written straight from the results by [`json`], [`csv`] and [`geojson`], the runs of studies by [`runs`] and `parquet`.

pub mod alternatives;
pub mod breakeven;
pub mod catchment;
pub mod claims;
pub mod compare;
pub mod critical;
pub mod csv;
mod demand;
mod digits;
pub mod discovery;
pub mod explain;
pub mod flips;
pub mod geojson;
pub mod json;
pub mod levers;
pub mod listing;
pub mod markdown;
mod matrix;
pub mod page;
pub mod pareto;
#[cfg(feature = "cli")]
pub mod parquet;
pub mod plane;
pub mod risk;
pub mod route;
pub mod runs;
#[cfg(test)]
mod sample;
pub mod sensitivity;
#[cfg(feature = "cli")]
pub mod terminal;
mod words;

pub use digits::{Digits, Look};
pub use words::Lang;
