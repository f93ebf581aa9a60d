//! Why figures cannot be drawn.

use super::distribution::DistributionError;

/// The reason why figures cannot be drawn as asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DrawError {
    /// A path leads nowhere.
    #[error("`{0}` leads to no figure")]
    UnknownFigure(String),
    /// Numbers make no distribution.
    #[error("`{path}` cannot be drawn: {fault}")]
    Distribution {
        /// The figure's path.
        path: String,
        /// What is wrong.
        fault: DistributionError,
    },
    /// A figure is correlated with itself, or two figures are correlated twice.
    #[error("`{first}` and `{second}` are correlated more than once")]
    CorrelatedTwice {
        /// The one figure.
        first: String,
        /// The other.
        second: String,
    },
    /// No draws can have these correlations.
    #[error("`{first}` and `{second}` cannot be correlated by {rho}, given how others are")]
    Incompatible {
        /// The one figure.
        first: String,
        /// The other.
        second: String,
        /// The correlation asked for.
        rho: f64,
    },
}
