//! Stage 8: output formats, one file each. Nothing is computed here but rounding and layout.
//!
//! What people read is first laid out as a [`page::Page`] of headings, sentences and tables, by one module for each
//! question in [`pages`]; `terminal` and [`markdown`] then write any page. What programs read is
//! written straight from the results by [`json`], [`csv`], `xlsx` and [`geojson`], the runs of studies by [`runs`] and `parquet`.

#[cfg(feature = "formats")]
mod chart;
pub mod csv;
mod demand;
mod digits;
pub mod drawing;
pub mod geojson;
pub mod json;
mod local;
pub mod markdown;
mod matrix;
pub mod messages;
pub mod page;
pub mod pages;
#[cfg(feature = "formats")]
pub mod parquet;
mod report;
pub mod runs;
#[cfg(test)]
#[path = "../../../tests/pages/sample/mod.rs"]
mod sample;
pub mod schema;
mod shown;
mod stairs;
#[cfg(feature = "formats")]
pub mod terminal;
mod verdict;
mod words;
#[cfg(feature = "xlsx")]
pub mod xlsx;

pub use digits::{Digits, Look};
pub use pages::simulate::write_events;
pub use pages::{formats, page as lay_out, write_to};
pub use runs::{RunsError, RunsFormat};
pub use shown::{Format, Screen, Shown, write};
pub use words::Lang;
