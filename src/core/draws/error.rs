//! Why figures cannot be drawn.

use super::distribution::DistributionError;

/// The reason why figures cannot be drawn as asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DrawError {
    /// A path leads nowhere.
    #[error("`{0}` leads to no figure")]
    UnknownFigure(String),
    /// Numbers make no distribution.
    #[error("`{path}` cannot be drawn: {fault}")]
    Distribution {
        /// The figure's path.
        path: String,
        /// What is wrong.
        fault: DistributionError,
    },
    /// A figure is correlated with itself, or two figures are correlated twice.
    #[error("`{first}` and `{second}` are correlated more than once")]
    CorrelatedTwice {
        /// The one figure.
        first: String,
        /// The other.
        second: String,
    },
    /// No draws can have these correlations.
    #[error("`{first}` and `{second}` cannot be correlated by {rho}, given how others are")]
    Incompatible {
        /// The one figure.
        first: String,
        /// The other.
        second: String,
        /// The correlation asked for.
        rho: f64,
    },
    /// Scenarios that are drawn together give a switch different weights.
    #[error(
        "the scenarios give the switch `{0}` different weights, and it is on or off in all of them together: give it one"
    )]
    TwoWeights(String),
    /// Scenarios that are drawn together have too many switches that are neither on nor off.
    #[error("{0} switches are neither on nor off, and {1} at most are drawn together: set some of them")]
    TooManyHypotheses(usize, usize),
    /// Within the ranges that figures are drawn from support may exceed the cost of a whole route.
    #[error(
        "with support {rows} a route can cost {least:.2} {currency}/t in some draw, {route}: {figure} is {}; support may exceed the cost of its own step, but not that of a whole route (M047): narrow its distribution in [uncertain], or its bounds",
        if high > low { format!("drawn from {low} to {high}") } else { low.to_string() }
    )]
    PaidRoute {
        /// The keys of the rows of support on the route.
        rows: String,
        /// The places that it leads by.
        route: String,
        /// The path of the figure that makes it cheaper than nothing, with the position where its distribution or its value is
        /// given in brackets.
        figure: String,
        /// The least that is drawn of it.
        low: f64,
        /// The most that is drawn of it.
        high: f64,
        /// The least that the route can cost.
        least: f64,
        /// The currency.
        currency: String,
    },
    /// At the bounds of the figures some move of cargo costs less than nothing, or more than can be counted exactly.
    #[error(
        "{figure} is {}{place}; with it a move of cargo can cost from {least:.2} to {most:.2} {currency}/t, and must not cost less than nothing or more than 100 million: narrow its distribution in [uncertain], or its bounds",
        if high > low { format!("drawn from {low} to {high}") } else { low.to_string() }
    )]
    Absurd {
        /// The path of the figure that goes furthest beyond.
        figure: String,
        /// The position where its distribution or its value is given, in brackets.
        place: String,
        /// The least that is drawn of it.
        low: f64,
        /// The most that is drawn of it.
        high: f64,
        /// The least that the move can cost.
        least: f64,
        /// The most that it can cost.
        most: f64,
        /// The currency.
        currency: String,
    },
}
