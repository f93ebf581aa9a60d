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
    /// A distribution is not known.
    #[error("`{path}` cannot be drawn: there is no distribution `{name}`")]
    UnknownDistribution {
        /// The figure's path.
        path: String,
        /// What was asked for.
        name: String,
    },
    /// A distribution lacks a parameter.
    #[error("`{path}` cannot be drawn: `{name}` is missing")]
    MissingParameter {
        /// The figure's path.
        path: String,
        /// The parameter.
        name: &'static str,
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
    /// Two figures would be drawn with the same numbers; renaming one of them helps.
    #[error("`{first}` and `{second}` have the same random numbers by chance; rename one")]
    SameNumbers {
        /// The one figure.
        first: String,
        /// The other.
        second: String,
    },
}
