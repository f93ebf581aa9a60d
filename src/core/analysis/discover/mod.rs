//! Scenario discovery: in which box of figures a corridor is cheapest, and how often the box is right on other draws.

mod choose;
mod distinguish;
mod find;
mod prim;
mod result;
mod sample;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::Prepared;
use crate::draws::{Distributions, Engine};
use crate::ids::CorridorId;
use crate::problem::nearest;

use super::{Analysis, Ask, Refusal};

pub use result::{BoxCount, BoxLimit, BoxLimitRow, BoxMethod, BoxOnTheWay, Discovery};

use choose::WantedWin;

/// The fewest draws that are won, and lost, for a box to be more than their chance.
pub const MIN_EACH_WAY: u64 = 30;
/// The least number of draws.
pub const MIN_DRAWS: u64 = 200;
/// The greatest number of draws.
pub const MAX_DRAWS: u64 = 200_000;

/// The box of uncertain figures in which a corridor is cheapest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DiscoverQuestion {
    /// The key of the corridor that is to win. Without it that is a corridor which is not today's leader, on the other side
    /// of the border from it - the borrowed port where the leader stays at home - if such a one can win, and the likeliest
    /// of those.
    pub wins: Option<String>,
    /// How often the figures are drawn, and drawn again to check the box.
    pub draws: u64,
    /// The seed of the random numbers; those of the check begin with the next number.
    pub seed: u64,
    /// How the box is looked for.
    pub method: BoxMethod,
}

impl Default for DiscoverQuestion {
    fn default() -> Self {
        Self { wins: None, draws: 20_000, seed: 1, method: BoxMethod::Prim }
    }
}

/// Why no box was looked for, or found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiscoverError {
    /// The number of draws is too small or too great.
    #[error("a box is looked for with {MIN_DRAWS} to {MAX_DRAWS} draws, not {0}")]
    DrawsOutOfRange(u64),
    /// The corridor that is to win was not asked for.
    #[error("no corridor asked for is {word}{}", near.as_ref().map_or_else(String::new, |near| format!("; did you mean {near}?")))]
    UnknownWinner {
        /// The key given.
        word: String,
        /// The key that was perhaps meant.
        near: Option<String>,
    },
    /// Only one corridor has a route, or none.
    #[error("only one corridor or none has a route for these demands: there is nothing to win against")]
    NoRival,
    /// No draw is won by a corridor that can be asked for.
    #[error(
        "{0} wins in none of the {1} draws: there is no box to find; --draws more may meet one, or ask for another with --wins"
    )]
    NeverWins(String, u64),
    /// Hardly any draw is won, or lost: a box around a handful of draws is their chance and no condition.
    #[error(
        "{0} {1} in {2} of the {3} draws only: {MIN_EACH_WAY} are the fewest that a box can be found from; take more --draws"
    )]
    Handful(String, &'static str, u64, u64),
    /// Every draw is won.
    #[error("{0} wins in all of the {1} draws: every box is as good; ask for another with --wins")]
    AlwaysWins(String, u64),
}

impl Analysis for DiscoverQuestion {
    type Found = Discovery;

    fn answer(&self, ask: &Ask<'_>) -> Result<Discovery, Refusal> {
        let BoxMethod::Prim = self.method;
        if !(MIN_DRAWS..=MAX_DRAWS).contains(&self.draws) {
            return Err(Refusal::request(DiscoverError::DrawsOutOfRange(self.draws)));
        }
        let prepared = ask.one()?;
        let corridors = ask.corridors(prepared)?;
        let wins = self.wins.as_ref().map(|word| winner(prepared, &corridors, word)).transpose()?;
        let wanted = WantedWin { demands: ask.demands(prepared)?, corridors, wins, draws: self.draws };
        let find = || {
            let distributions = Distributions::of_case(prepared).map_err(|error| ask.failed(prepared, error))?;
            let engine =
                Engine::new(prepared, distributions, self.seed).map_err(|error| ask.failed(prepared, error))?;
            find::discover(prepared, engine.with_progress(ask.progress), &wanted, self.seed)
                .map_err(|error| Refusal::Nothing { scenario: prepared.model().name.clone(), cause: error.into() })
        };
        let (mut found, verdicts) = ask.beside_verdicts(find)?;
        found.verdicts = verdicts;
        found.scenario.audited = ask.audit_draws(prepared, self.seed, &wanted.demands)?;
        Ok(found)
    }
}

/// Finds the corridor that is to win among those asked for.
fn winner(prepared: &Prepared, corridors: &[CorridorId], word: &str) -> Result<CorridorId, Refusal> {
    let key = |id: CorridorId| prepared.model().corridors[id].key.as_str();
    let found = corridors.iter().copied().find(|&id| key(id) == word);
    found.ok_or_else(|| {
        let near = nearest(word, corridors.iter().map(|&id| key(id))).map(String::from);
        Refusal::request(DiscoverError::UnknownWinner { word: word.to_owned(), near })
    })
}
