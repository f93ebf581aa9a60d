//! What several tests share: a scenario as rows, written as real files and read back through the program.

// Every test binary uses only its own share of these helpers.
#![allow(dead_code)]

pub(crate) mod graphs;
pub(crate) mod neutral;
pub(crate) mod world;
