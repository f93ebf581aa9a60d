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

mod bounded;
mod correlation;
mod defaults;
mod distribution;
mod engine;
mod error;
mod figures;
mod hypotheses;
mod inverse;
mod philox;
mod special;
mod spread;
mod stream;
mod table;
mod tally;
mod values;

pub(crate) use bounded::{BlockAnswers, Bounded, Memory};
pub use correlation::Correlation;
pub use distribution::{CUT, Distribution, DistributionError};
pub use engine::{Engine, Worker};
pub use error::DrawError;
pub use figures::Distributions;
pub(crate) use hypotheses::common_hypotheses;
pub use hypotheses::{DrawnHypothesis, HeldFigure, totals_by_switch};
pub use philox::philox;
pub(crate) use philox::{key as philox_key, stream as philox_stream, uniform as philox_uniform};
pub(crate) use special::{beta_probability, normal_probability, normal_quantile};
pub(crate) use spread::{Counts, Scale, mean, wilson};
pub use spread::{DECIDED_CHANCE, Near, Percentile, Spread};
pub(crate) use stream::{Pool, Portion, Stream, Threads};
pub(crate) use tally::Tally;
pub use values::Draws;
