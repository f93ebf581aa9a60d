//! Quantities: exact decimals as written, money as whole millionths, and the physical units of transport.
//!
//! Constructors and getters name the unit; no quantity has a default one.

mod date;
mod decimal;
mod exact;
mod ground;
mod lang;
mod moment;
mod money;
mod physical;
mod trade;
mod words;
mod written;

pub use date::{Date, DateError, Months, Period};
pub use decimal::{Decimal, DecimalError};
pub use exact::{Exact, fraction, magnitude, simplest, to_f64};
pub use ground::{EARTH_KM, great_circle_km};
pub use lang::Lang;
pub use moment::{Moment, MomentError, TimeOfDay};
pub use money::Money;
pub use physical::{Distance, Duration, Mass};
pub use trade::{TradeUnit, percentage};
pub(crate) use words::words;
pub use words::{Grade, GradeAmounts};
pub use written::{ExactNumber, decimal_text};
