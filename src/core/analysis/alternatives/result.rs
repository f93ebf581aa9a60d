//! The routes of one demand by one corridor beside the cheapest: what each costs more, and why.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::Answered;
use crate::answer::{Answer, Manifest, NamedPlaces, Parts, PlaceName};
use crate::units::Money;

use super::question::AlternativesAsked;

/// The routes of each demand by each corridor, the cheapest first.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Alternatives {
    /// What was run, on which inputs.
    pub manifest: Manifest,
    /// What was asked for.
    pub asked: AlternativesAsked,
    /// Every place named in the answer, by key.
    pub places: NamedPlaces,
    /// One list for each demand and corridor, in the order of the file.
    pub lists: Vec<AlternativesList>,
}

impl Answered for Alternatives {
    fn is_answered(&self) -> bool {
        self.lists.iter().any(|list| !list.routes.is_empty())
    }
}

/// The routes of one demand by one corridor.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AlternativesList {
    /// The key of the origin.
    pub from: PlaceName,
    /// The key of the destination.
    pub to: PlaceName,
    /// The corridor's key.
    pub corridor: String,
    /// The corridor's title.
    #[serde(skip)]
    pub corridor_title: String,
    /// Why there is no route, as a sentence.
    pub reason: Option<String>,
    /// Why the list ends where it does.
    pub ended: Ended,
    /// Whether routes as dear as the last of the cheapest ones are left out.
    pub tied_with_more: bool,
    /// The routes met, listed or not.
    pub routes_met: usize,
    /// The paths looked at, several of which may be one route; those that are no route run in a loop.
    pub paths_looked_at: usize,
    /// The routes, the cheapest first.
    pub routes: Vec<Alternative>,
}

/// Why a list of routes ends.
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

/// One route beside the cheapest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Alternative {
    /// Whether it is one of the cheapest that were asked for.
    pub is_cheap: bool,
    /// Whether it is one of those that differ enough from each other.
    pub is_different: bool,
    /// Whether it passes a place twice: only the cheapest route may, where that pays.
    pub has_loop: bool,
    /// The difference to the cheapest route; nothing for that one.
    pub against_cheapest: Option<Difference>,
    /// The route as a whole answer: its rank is that among the routes of this demand by this corridor, equal totals
    /// sharing one, and what it costs more is more than the cheapest of them.
    pub answer: Answer,
}

/// What a route has more than the cheapest, and where it goes elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Difference {
    /// The share of the shorter route's kilometres from places to the next, by a mode, that the other does not use; where
    /// a route has no kilometres, all such ways count the same.
    pub share: f64,
    /// What it costs more per tonne; negative where it costs less.
    pub total_per_t: Money,
    /// The same by part.
    pub parts: Parts,
    /// The days that it takes longer.
    pub days: f64,
    /// The kilometres that it is longer.
    pub km: f64,
    /// The kilograms of CO2e per tonne that it emits more.
    pub co2e_kg_per_t: f64,
    /// The form of the cheapest, where it is another.
    pub other_form: Option<String>,
    /// The keys of the legs that it uses and the cheapest does not, in the order of the way.
    pub own_legs: Vec<String>,
    /// The keys of the legs that the cheapest uses and it does not, in the order of the way.
    pub others_legs: Vec<String>,
    /// Where it goes and the cheapest does not, in the order of the way.
    pub own: Vec<Stretch>,
    /// Where the cheapest goes and it does not, in the order of the way.
    pub others: Vec<Stretch>,
}

/// A part of a way by one mode.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Stretch {
    /// The key of the place where it begins.
    pub from: PlaceName,
    /// The keys of the places on the way.
    pub via: Vec<PlaceName>,
    /// The key of the place where it ends.
    pub to: PlaceName,
    /// `rail`, `road`, `sea` or `waterway`.
    pub mode: &'static str,
    /// Its length in kilometres.
    pub km: f64,
    /// The rows of legs.csv.
    pub legs: Vec<String>,
}
