//! The library held against answers that are known: cases, golden scenarios, published figures, shipped scenarios.

mod breakeven;
mod cases;
mod draws;
mod flips;
mod golden;
mod graphs;
mod gtfs;
mod months;
mod problems;
mod published;
mod quotations;
mod rules;
mod scenario;
mod scenarios;
mod screens;
#[path = "../support/mod.rs"]
mod support;
#[cfg(feature = "xlsx")]
mod workbook;
