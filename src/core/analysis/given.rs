//! Answers given some published claims: draws in the proportions in which `calibrate` weighed them.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::{Ask, Refusal};
use crate::answer::Prepared;
use crate::draws::{Distributions, DrawError, DrawnHypothesis, Engine};
use crate::ids::DemandId;
use crate::scenario::{FittedDraws, InputFile};
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

impl GivenClaims {
    /// Lists the claims in one cell.
    pub fn listed(&self) -> String {
        self.claims.join("; ")
    }
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
    /// A file is none of those that the fit was made with.
    #[error("{0} is not as it was when the fit was made, or none of its files: calibrate anew, with this scenario")]
    Changed(String),
    /// The fit was made with figures that are changed, and the answer is to be without.
    #[error("the fit was made with {0}: ask with the same change, or calibrate without it")]
    Unchanged(String),
    /// The question is not one that draws figures.
    #[error("only compare, risk, breakeven and ask-first are answered with a fit")]
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
        let inputs = self.scenarios.iter().map(|case| case.used().inputs);
        if let Some(other) = inputs.into_iter().find_map(|inputs| given.not_fitted(&inputs).map(str::to_owned)) {
            return Err(Refusal::request(GivenError::Changed(other)));
        }
        let lacks = |change: &&String| self.scenarios.iter().any(|case| !case.changes().contains(change));
        match given.fitted.changes.iter().find(lacks) {
            Some(change) => Err(Refusal::request(GivenError::Unchanged(change.clone()))),
            None => Ok(Some(given)),
        }
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

    /// Returns the first of a scenario's files that the fit was not made with.
    ///
    /// Figures are known by their tables and by what the scenario begins with, so these must be the same. The scenario itself
    /// may be another one, but not one of the fit's that has changed.
    fn not_fitted<'a>(&self, inputs: &'a [InputFile]) -> Option<&'a str> {
        let known = &self.fitted.inputs;
        let is_same = |input: &InputFile| known.iter().any(|(_, sha256)| *sha256 == input.sha256);
        let is_named = |input: &InputFile| known.iter().any(|(path, _)| file_name(path) == file_name(&input.path));
        let mut others = inputs.iter().enumerate().filter(|(_, input)| !is_same(input));
        others.find(|(place, input)| *place > 0 || is_named(input)).map(|(_, input)| input.path.as_str())
    }

    /// Returns how many draws of equal weight the fit is worth.
    pub(super) const fn effective(&self) -> u64 {
        self.claims.draws
    }

    /// Returns for each of the draws whether it counts to the one half of them or to the other: copies of one draw to the same.
    pub(super) fn halves(&self, draws: usize) -> Vec<bool> {
        let mut half = false;
        let same = |pair: &[u64]| pair[0] == pair[1];
        let first = std::iter::once(false);
        let rest = self.turns.windows(2).map(|pair| {
            half ^= !same(pair);
            half
        });
        first.chain(rest).take(draws).collect()
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

/// Returns the last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
