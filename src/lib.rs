//! `corridor` compares borrowing a foreign port to go to the sea with staying all-domestic.

pub mod ids;
pub mod problem;
pub mod results;
pub mod scenario;
pub mod units;
