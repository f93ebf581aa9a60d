//! Answers given some published claims: draws in the proportions in which `calibrate` weighed them.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::{Ask, Refusal};
use crate::answer::Prepared;
use crate::draws::{Distributions, DrawError, DrawnHypothesis, Engine};
use crate::ids::DemandId;
use crate::scenario::FittedDraws;
use corridor_kernel::{WeightSums, resampled};

/// The published claims that an answer is given on: what it says of chances is inferred from them.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GivenClaims {
    /// The folder of the fit.
    pub folder: String,
    /// The keys of the claims that were fitted.
    pub claims: Vec<String>,
    /// How many draws stand for the fit, each as likely as the others.
    pub draws: u64,
    /// The grade of what follows: `inferred`.
    pub grade: &'static str,
}

/// A fit, ready to be drawn from.
pub(super) struct GivenFit {
    pub(super) claims: GivenClaims,
    fitted: FittedDraws,
    turns: Vec<u64>,
}

/// The reason why an answer cannot be given some claims.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GivenError {
    /// A file that the fit rests on has changed since.
    #[error("{0} has changed since the fit: calibrate anew")]
    Changed(String),
    /// The question is not one that draws figures.
    #[error("only compare, risk and ask-first are answered with a fit")]
    Question,
    /// The recomputation of draws takes those of a seed.
    #[error("--audit recomputes the first draws of a seed, not those of a fit: leave out one of them")]
    Audit,
}

impl Ask<'_> {
    /// Reads the fit that the answer is to be given on, if there is one, and checks that the tables are still those.
    pub(super) fn given(&self) -> Result<Option<GivenFit>, Refusal> {
        let Some(folder) = self.with else { return Ok(None) };
        if self.audit {
            return Err(Refusal::request(GivenError::Audit));
        }
        let given = GivenFit::load(folder)?;
        for input in self.scenarios.iter().flat_map(|case| case.used().inputs) {
            let is_other = |(path, sha256): &(String, String)| {
                *sha256 != input.sha256 && in_folder(path) == in_folder(&input.path)
            };
            if given.fitted.inputs.iter().any(is_other) {
                return Err(Refusal::request(GivenError::Changed(input.path)));
            }
        }
        Ok(Some(given))
    }
}

impl GivenFit {
    fn load(folder: &Path) -> Result<Self, Refusal> {
        let fitted = FittedDraws::load(folder).map_err(Refusal::request)?;
        // As many draws as the weighed ones are worth: no chance looks surer than the weights make it.
        let effective = fitted.weights.iter().copied().collect::<WeightSums>().effective();
        let turns = resampled(&fitted.weights, (effective as usize).max(1));
        let turns: Vec<u64> = turns.into_iter().map(|place| fitted.draws[place]).collect();
        let (folder, claims, draws) = (fitted.folder.clone(), fitted.claims.clone(), turns.len() as u64);
        Ok(Self { claims: GivenClaims { folder, claims, draws, grade: "inferred" }, fitted, turns })
    }

    /// Returns what the random numbers of the fit began with.
    pub(super) const fn seed(&self) -> u64 {
        self.fitted.seed
    }

    /// Prepares to draw for some demands, or all, in the proportions of the fit.
    ///
    /// # Errors
    /// As [`Engine::new`].
    pub(super) fn engine(
        &self,
        case: &Prepared,
        distributions: Distributions,
        demands: Option<&[DemandId]>,
    ) -> Result<Engine, DrawError> {
        let hypothesis = |(switch, weight): &(String, f64)| DrawnHypothesis {
            switch: switch.clone(),
            weight: *weight,
            reason: String::new(),
        };
        let common: Vec<DrawnHypothesis> = self.fitted.common.iter().map(hypothesis).collect();
        let engine = Engine::in_common(case, distributions, self.fitted.seed, demands, &common)?;
        Ok(engine.with_sample(case, self.turns.clone()))
    }
}

/// Returns the last two parts of a path, by which a table is known wherever it is asked from.
fn in_folder(path: &str) -> Vec<&str> {
    let parts = path.rsplit(['/', '\\']).take(2);
    parts.collect()
}
