//! The audit of answers: recomputation from the model alone, in exact fractions, without network, kernel and binary
//! rounding.
//!
//! The audit takes the steps of an answer as given and checks whether each follows from the one before, whether the
//! rows of the tables allow it, and what they charge. It shares with the solver only the selection of the rows of borders,
//! tariffs and equipment, and the rule of rounding, and must agree to the last millionth.

mod clock;
mod exact;
mod haul;
mod legal;
mod plan;
mod rows;
mod support;
mod walk;

use crate::answer::{Answer, PlannedRoute, Prepared, Status};
use crate::model::Model;

/// A difference between an answer and the model.
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
    /// The quantity or rule that differs.
    pub what: String,
}

/// Recomputes every answer with a route and returns their number.
///
/// # Errors
/// Returns the first answer that differs in any part, in time, distance or emissions, or that breaks a rule.
pub fn audit(model: &Model, answers: &[Answer]) -> Result<usize, AuditError> {
    let mut audited = 0;
    for answer in answers.iter().filter(|answer| answer.status == Status::Answered) {
        let checked = legal::check(model, answer).and_then(|()| walk::recompute(model, answer));
        checked.map_err(|what| disagrees(answer, what))?;
        audited += 1;
    }
    Ok(audited)
}

/// Recomputes a plan from the model of its ready date, day by day.
///
/// # Errors
/// Returns in what the plan differs, or which departure, season or opening hour it does not keep.
pub fn audit_plan(case: &Prepared, plan: &PlannedRoute) -> Result<(), AuditError> {
    let open = case.open_from(plan.ready);
    let checked = legal::check(&open, &plan.answer).and_then(|()| plan::recompute(&open, plan));
    checked.map_err(|what| disagrees(&plan.answer, what))
}

fn disagrees(answer: &Answer, what: String) -> AuditError {
    AuditError {
        scenario: answer.scenario.clone(),
        from: answer.from.key.clone(),
        to: answer.to.key.clone(),
        corridor: answer.corridor.clone(),
        what,
    }
}

impl Prepared {
    /// Recomputes answers from the model alone.
    ///
    /// # Errors
    /// Returns the first difference between an answer and the model.
    pub fn audit(&self, answers: &[Answer]) -> Result<usize, AuditError> {
        audit(&self.model, answers)
    }
}
