//! Why there is no box.

/// The least number of draws.
pub const MIN_DRAWS: u64 = 200;
/// The greatest number of draws.
pub const MAX_DRAWS: u64 = 200_000;

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
    /// Every draw is won.
    #[error("{0} wins in all of the {1} draws: every box is as good; ask for another with --wins")]
    AlwaysWins(String, u64),
}
