//! Why there is no box.

use crate::draws::DrawError;

/// The least number of draws.
pub const MIN_DRAWS: u64 = 200;
/// The greatest number of draws.
pub const MAX_DRAWS: u64 = 200_000;

/// Why no box was looked for.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DiscoverError {
    /// The figures cannot be drawn.
    #[error(transparent)]
    Engine(#[from] DrawError),
    /// Only one corridor has a route, or none.
    #[error("only one corridor or none has a route for these demands: there is nothing to win against")]
    NoRival,
    /// No draw is won by a corridor that can be asked for.
    #[error(
        "{0} wins in none of the {1} draws: there is no box to find; --draws more may meet one, or ask for another with --wins"
    )]
    NeverWins(String, u64),
    /// Every draw is won.
    #[error("{0} wins in all of the {1} draws: every box is as good; ask for another with --wins")]
    AlwaysWins(String, u64),
}

/// A number of draws that is too small or too great.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a box is looked for with {MIN_DRAWS} to {MAX_DRAWS} draws, not {0}")]
pub struct DrawsOutOfRange(pub u64);

/// A corridor that is to win but was not asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no corridor asked for is {word}{}", near.as_ref().map_or_else(String::new, |near| format!("; did you mean {near}?")))]
pub struct UnknownWinner {
    /// The key given.
    pub word: String,
    /// The key that was perhaps meant.
    pub near: Option<String>,
}
