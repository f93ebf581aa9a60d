//! `corridor` compares borrowing a foreign port to go to the sea with staying all-domestic.

pub mod cost;
pub mod graph;
pub mod ids;
pub mod model;
pub mod network;
pub mod problem;
pub mod results;
pub mod scenario;
pub mod solve;
pub mod units;
