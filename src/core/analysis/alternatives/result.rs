//! The routes of one demand by one corridor beside the cheapest: what each costs more, and why.

use schemars::JsonSchema;
use serde::Serialize;

use crate::units::Money;

use crate::answer::{Answer, Manifest, Parts, PlaceName};

/// Says which routes are asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AlternativesAsked {
    /// How many of the cheapest; all of them where nothing is given.
    pub cheapest: Option<usize>,
    /// How many that differ from each other, the cheapest included.
    pub different: usize,
    /// By how much those differ at the least: see [`Difference::share`].
    pub min_difference: f64,
    /// By how much a route may cost more than the cheapest.
    pub within: Option<Money>,
    /// How many paths are looked at for one demand by one corridor.
    pub most_looked: usize,
}

/// Says why a list of routes ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// All that were asked for are listed.
    Enough,
    /// There is no further route.
    All,
    /// All further routes cost more than is allowed.
    Within,
    /// As many paths were looked at as may be: what was not found by then may still exist.
    Limit,
}

impl Ended {
    /// Returns the word used in results.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enough => "enough",
            Self::All => "all",
            Self::Within => "within",
            Self::Limit => "limit",
        }
    }
}

/// Is the routes of one demand by one corridor.
#[derive(Clone, Debug, PartialEq)]
pub struct AlternativesOf {
    /// The demand and the corridor, with the reason where there is no route.
    pub asked: Answer,
    /// The routes listed, the cheapest first.
    pub routes: Vec<Alternative>,
    /// Why the list ends.
    pub ended: Ended,
    /// Whether a route that is not among the cheapest listed costs as much as the last of them.
    pub tied_with_more: bool,
    /// How many routes were met, listed or not.
    pub met: usize,
    /// How many paths were looked at; those that are no route run in a loop.
    pub looked: usize,
}

/// Is one route beside the cheapest.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The route as an answer of its own: its rank is that among the routes of this demand by this corridor, equal
    /// totals sharing one, and what it costs more is more than the cheapest of them.
    pub answer: Answer,
    /// Whether it is one of the cheapest that were asked for.
    pub is_cheap: bool,
    /// Whether it differs enough from every cheaper route for which this holds too.
    pub is_different: bool,
    /// Whether it comes back to where it was: only the cheapest route may, where that pays.
    pub has_loop: bool,
    /// Against the cheapest route; nothing at the cheapest itself.
    pub against_cheapest: Option<Difference>,
}

/// Is what a route has more than another, and where it goes elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The share of the shorter route's kilometres from places to the next, by a mode, that the other does not go; where
    /// a route has no kilometres, all such ways count the same.
    pub share: f64,
    /// What it costs more, part by part; negative where it costs less.
    pub parts: Parts,
    /// The days that it takes longer.
    pub days: f64,
    /// The kilometres that it is longer.
    pub km: f64,
    /// The kilograms of CO2e per tonne that it emits more.
    pub co2e_kg_per_t: f64,
    /// The form of the other, where it is another.
    pub other_form: Option<String>,
    /// The keys of the legs that it uses and the other does not, in the order of the way.
    pub own_legs: Vec<String>,
    /// The keys of the legs that the other uses and it does not, in the order of the way.
    pub others_legs: Vec<String>,
    /// Where it goes and the other does not, in the order of the way.
    pub own: Vec<Stretch>,
    /// Where the other goes and it does not, in the order of the way.
    pub others: Vec<Stretch>,
}

/// Is a part of a way by one mode.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// Where it begins.
    pub from: PlaceName,
    /// The places on the way.
    pub via: Vec<PlaceName>,
    /// Where it ends.
    pub to: PlaceName,
    /// The mode.
    pub mode: &'static str,
    /// The kilometres.
    pub km: f64,
    /// The keys of its legs.
    pub legs: Vec<String>,
}

/// Holds everything that one run of `alternatives` found.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternatives {
    /// What was run, on what.
    pub manifest: Manifest,
    /// What was asked for.
    pub asked: AlternativesAsked,
    /// One list for each demand and corridor, in the order of the file.
    pub lists: Vec<AlternativesOf>,
}
