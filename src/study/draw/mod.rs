//! How figures are drawn: distributions, the random numbers behind them, and eight draws at a time.
//!
//! ```text
//! seed, figure, draw -> philox -> a uniform number -> inverse -> a value
//!                                 correlation: mixed with those of other figures
//! ```
//!
//! One figure is one draw, wherever it is used: every leg that names a tariff and every corridor that rides the leg
//! see the same value, so differences between corridors are paired by construction. A figure's number depends on the
//! seed, its path and the draw alone. What else is drawn, in which order and by how many threads changes nothing, and
//! two scenarios that share a figure draw it alike: common random numbers.

mod correlation;
mod defaults;
mod distribution;
mod draws;
mod figures;
mod inverse;
mod philox;
mod special;
mod table;

pub use correlation::Correlation;
pub use distribution::{CUT, Distribution, DistributionError};
pub use draws::Draws;
pub use figures::{Distributions, DrawError};
pub use philox::philox;
pub(in crate::study) use special::{beta_probability, normal_probability, normal_quantile};
