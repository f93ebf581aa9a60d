//! Recomputes answers from the model alone, in exact fractions: no network, no kernel, no binary rounding.
//!
//! The audit takes an answer's steps as it finds them and asks: does each follow from the one before, do the rows of
//! the tables allow it, and what do they charge? It shares with the solver only the choice of rows and the rule of
//! rounding, and must agree to the last millionth.

mod exact;
mod haul;
mod legal;
mod walk;

use crate::answer::Prepared;
use crate::answer::{Answer, Status};
use crate::model::Model;

/// Says in what an answer differs from what the model says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the audit of {scenario}, {from} > {to} by {corridor}, disagrees: {what}")]
pub struct AuditError {
    /// The scenario.
    pub scenario: String,
    /// The origin.
    pub from: String,
    /// The destination.
    pub to: String,
    /// The corridor.
    pub corridor: String,
    /// What differs.
    pub what: String,
}

/// Recomputes every answer that has a route and returns how many there were.
///
/// # Errors
/// Returns the first answer that differs in any part, in time, distance or emissions, or that breaks a rule.
pub fn audit(model: &Model, answers: &[Answer]) -> Result<usize, AuditError> {
    let mut audited = 0;
    for answer in answers.iter().filter(|answer| answer.status == Status::Answered) {
        let checked = legal::check(model, answer).and_then(|()| walk::recompute(model, answer));
        checked.map_err(|what| AuditError {
            scenario: answer.scenario.clone(),
            from: answer.from.key.clone(),
            to: answer.to.key.clone(),
            corridor: answer.corridor.clone(),
            what,
        })?;
        audited += 1;
    }
    Ok(audited)
}

impl Prepared {
    /// Recomputes answers from the model alone.
    ///
    /// # Errors
    /// Returns the first answer that differs, and in what.
    pub fn audit(&self, answers: &[Answer]) -> Result<usize, AuditError> {
        audit(&self.model, answers)
    }
}
