//! Why figures cannot be ranked.

use crate::draws::{DrawError, EngineError};

/// The greatest number of demands for which pairs of figures are looked at.
pub(super) const MAX_DEMANDS_WITH_PAIRS: usize = 4;

/// Why figures cannot be ranked as asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SensitivityError {
    /// The figures cannot be drawn.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Figures go together, which Sobol' indices make no sense for.
    #[error(
        "`{first}` and `{second}` are correlated, and Sobol' indices ask for independent figures: take --method shapley, which shares out the variance among figures that go together"
    )]
    GoTogether {
        /// The one figure.
        first: String,
        /// The other.
        second: String,
    },
    /// There are too few evaluations.
    #[error("{figures} figures can move these answers: that takes at least {least} samples by {method}")]
    TooFew {
        /// How many figures are varied.
        figures: usize,
        /// How many evaluations are needed.
        least: u64,
        /// The method.
        method: &'static str,
    },
    /// Pairs were asked for many demands.
    #[error(
        "pairs of figures are looked at for {MAX_DEMANDS_WITH_PAIRS} demands at most, not {0}: choose with --from and --to"
    )]
    TooManyForPairs(usize),
    /// At an end of a figure the case makes no sense.
    #[error("with `{0}` at an end and all others at their values a move of cargo costs less than nothing or too much")]
    Uncountable(String),
}

impl From<DrawError> for SensitivityError {
    fn from(error: DrawError) -> Self {
        Self::Engine(error.into())
    }
}
