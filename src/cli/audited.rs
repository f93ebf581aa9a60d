//! The argument by which commands that draw figures recompute some of their answers.

use clap::Args;

use corridor::analysis::{DrawsError, audit_draws};
use corridor::answer::Prepared;
use corridor::draws::Distributions;
use corridor::draws::EngineError;
use corridor::ids::DemandId;

use super::failure::Failure;

/// Whether the answers to draws are recomputed.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct AuditDraws {
    /// Answer eight draws of the figures anew, recompute their routes from the tables alone and fail where one differs
    #[arg(long)]
    audit: bool,
}

impl AuditDraws {
    /// Returns how many routes were recomputed, if that was asked for.
    pub(super) fn check(self, case: &Prepared, seed: u64, demands: &[DemandId]) -> Result<Option<usize>, Failure> {
        if !self.audit {
            return Ok(None);
        }
        let failed = |error: DrawsError| Failure::Failed(format!("{}: {error}", case.model().name));
        let distributions = Distributions::of_case(case).map_err(|error| failed(EngineError::from(error).into()))?;
        audit_draws(case, distributions, seed, demands).map(Some).map_err(failed)
    }
}
