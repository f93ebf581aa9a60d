//! Why a request has no answer.

use std::error::Error;

use crate::audit::AuditError;
use crate::problem::Problems;

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The request cannot be answered as it is put.
    #[error("{0}")]
    Request(Box<dyn Error + Send + Sync>),
    /// A scenario, table or plan is invalid.
    #[error("{0}")]
    Invalid(Problems),
    /// The audit finds another answer.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The answer cannot be worked out for a scenario.
    #[error("{scenario}: {cause}")]
    Failed {
        /// The scenario.
        scenario: String,
        /// What is in the way.
        cause: Box<dyn Error + Send + Sync>,
    },
    /// There is nothing to find for a scenario.
    #[error("{scenario}: {cause}")]
    Nothing {
        /// The scenario.
        scenario: String,
        /// Why there is nothing.
        cause: Box<dyn Error + Send + Sync>,
    },
}

impl From<Problems> for Refusal {
    fn from(problems: Problems) -> Self {
        Self::Invalid(problems)
    }
}

impl Refusal {
    /// Refuses a request for a reason of its own.
    pub fn request(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Request(cause.into())
    }
}

/// A selection that does not suit the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// No demand is left by the corridors that are asked for.
    #[error("no demand goes that way by such a corridor")]
    NoPair,
    /// The question is put to one scenario.
    #[error("take one scenario: this question is put to one at a time")]
    OneScenario,
    /// The question compares two scenarios.
    #[error("take two scenarios: this question is about how they differ")]
    TwoScenarios,
    /// The question is about a scenario as a whole.
    #[error("this question is about a whole scenario: leave out the selection")]
    WholeScenario,
    /// The question answers no demand.
    #[error("this question has no answer to recompute: leave out the audit")]
    NothingToAudit,
}

impl From<SelectionError> for Refusal {
    fn from(error: SelectionError) -> Self {
        Self::request(error)
    }
}
