//! The commands that help to decide: one scenario, asked for more than its cheapest routes.

mod alternatives;
mod catchment;
mod critical;
mod pareto;

use std::path::{Path, PathBuf};

use clap::Args;

use corridor::answer::Prepared;
use corridor::answer::place_name;
use corridor::audit::AuditError;
use corridor::ids::{CorridorId, DemandId, Id};

use super::answer::prepare;
use super::arguments::{Changes, Selection};
use super::failure::{Exit, Failure};
use super::progress::Watching;
use super::select;

pub(super) use alternatives::{AlternativesArguments, EXAMPLES as ALTERNATIVES_EXAMPLES, alternatives};
pub(super) use catchment::{CatchmentArguments, EXAMPLES as CATCHMENT_EXAMPLES, catchment};
pub(super) use critical::{CriticalArguments, EXAMPLES as CRITICAL_EXAMPLES, critical};
pub(super) use pareto::{EXAMPLES as PARETO_EXAMPLES, ParetoArguments, run as pareto};

/// Fails where the audit finds something else than a command says.
#[expect(clippy::needless_pass_by_value, reason = "it maps errors")]
fn disagrees(found: AuditError) -> Failure {
    Failure::Failed(found.to_string())
}

/// Which questions of a scenario a decision is about.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// The scenario file
    #[arg(value_name = "SCENARIO")]
    pub(super) scenario: PathBuf,
    #[command(flatten)]
    pub(super) changes: Changes,
    #[command(flatten)]
    pub(super) selection: Selection,
}

impl Asked {
    /// Reads and checks the scenario; warnings go to stderr.
    pub(super) fn case(&self) -> Result<Prepared, Failure> {
        prepare(&[Path::to_path_buf(&self.scenario)], &self.changes)?
            .pop()
            .ok_or_else(|| Failure::Usage("there is no scenario".to_owned()))
    }

    /// Shows how far the answer is until what is returned is dropped.
    pub(super) fn watching(&self, case: &Prepared) -> Watching {
        Watching::of(case.watch(), self.changes.running.quiet)
    }

    /// Returns the demands that are asked for, in the order of the file.
    pub(super) fn demands(&self, case: &Prepared) -> Result<Vec<DemandId>, Failure> {
        let model = case.model();
        let ends = model.demands.enumerate().map(|(id, demand)| {
            let [from, to] = [demand.from, demand.to].map(|place| place_name(model, place));
            (id, from, to)
        });
        select::demands(&ends.collect::<Vec<_>>(), &self.selection)
    }

    /// Returns the corridors that are asked for, in the order of the file.
    pub(super) fn corridors(&self, case: &Prepared) -> Result<Vec<CorridorId>, Failure> {
        let keys = case.model().corridors.enumerate().map(|(id, corridor)| (id, corridor.key.as_str()));
        select::corridors(&keys.collect::<Vec<_>>(), &self.selection)
    }
}
