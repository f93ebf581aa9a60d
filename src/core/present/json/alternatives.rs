//! Routes beside the cheapest as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::alternatives::{Alternative, Alternatives, AlternativesOf, Difference, Ended, Stretch};
use crate::answer::{Answer, Manifest, Parts, Places};
use crate::units::Money;

use super::form::{Form, document};

/// Lists the routes of each demand by each corridor, the cheapest first.
#[derive(Serialize, JsonSchema)]
pub(super) struct AlternativesOut<'a> {
    /// What was run, on which inputs.
    manifest: &'a Manifest,
    /// What was asked for.
    asked: AskedOut,
    /// Every place named in the answer, by key.
    places: Places,
    /// One list for each demand and corridor, in the order of the file.
    lists: Vec<ListOut<'a>>,
}

impl Form for AlternativesOut<'_> {
    const NAME: &'static str = "alternatives";
}

/// Is what was asked for.
#[derive(Serialize, JsonSchema)]
struct AskedOut {
    /// How many of the cheapest routes; all of them where nothing is given.
    cheapest: Option<usize>,
    /// How many routes that differ from each other, the cheapest included.
    different: usize,
    /// The share of its way, from 0 to 1, in which a route must differ to count as different.
    min_difference: f64,
    /// How much dearer than the cheapest a route may be.
    within_per_t: Option<Money>,
    /// The most paths that were to be looked at.
    most_paths: usize,
}

/// Is the routes of one demand by one corridor.
#[derive(Serialize, JsonSchema)]
struct ListOut<'a> {
    /// The key of the origin.
    from: &'a str,
    /// The key of the destination.
    to: &'a str,
    /// The corridor's key.
    corridor: &'a str,
    /// Why there is no route, as a sentence.
    reason: Option<&'a str>,
    /// Why the list ends where it does.
    ended: Ended,
    /// Whether routes as dear as the last one are left out.
    tied_with_more: bool,
    /// The routes met.
    routes_met: usize,
    /// The paths looked at, several of which may be one route.
    paths_looked_at: usize,
    /// The routes, the cheapest first.
    routes: Vec<RouteOut<'a>>,
}

/// Is one route.
#[derive(Serialize, JsonSchema)]
struct RouteOut<'a> {
    /// Whether it is one of the cheapest that were asked for.
    is_cheap: bool,
    /// Whether it is one of those that differ from each other.
    is_different: bool,
    /// Whether it comes by a place twice.
    has_loop: bool,
    /// What tells it from the cheapest route; nothing for that one.
    against_cheapest: Option<DifferenceOut<'a>>,
    /// The route as a whole answer.
    answer: &'a Answer,
}

/// Tells a route from the cheapest.
#[derive(Serialize, JsonSchema)]
struct DifferenceOut<'a> {
    /// The share of its way, from 0 to 1, that the cheapest does not use.
    share: f64,
    /// What it costs more per tonne.
    total_per_t: Money,
    /// The same by part.
    parts: Parts,
    /// The days that it takes longer.
    days: f64,
    /// The kilometres that it is longer.
    km: f64,
    /// The kilograms of CO2e per tonne that it emits more.
    co2e_kg_per_t: f64,
    /// The form of the cheapest, where it is another.
    other_form: Option<&'a str>,
    /// The legs that it uses and the cheapest does not, in the order of the way.
    own_legs: &'a [String],
    /// The legs that the cheapest uses and it does not.
    others_legs: &'a [String],
    /// Where it goes and the cheapest does not.
    own: Vec<StretchOut<'a>>,
    /// Where the cheapest goes and it does not.
    others: Vec<StretchOut<'a>>,
}

/// Is a part of a way by one mode.
#[derive(Serialize, JsonSchema)]
struct StretchOut<'a> {
    /// The key of the place where it begins.
    from: &'a str,
    /// The keys of the places on the way.
    via: Vec<&'a str>,
    /// The key of the place where it ends.
    to: &'a str,
    /// `rail`, `road`, `sea` or `waterway`.
    mode: &'static str,
    /// Its length in kilometres.
    km: f64,
    /// The rows of legs.csv.
    legs: &'a [String],
}

/// Writes the routes of every demand by every corridor.
pub fn alternatives(found: &Alternatives) -> String {
    let mut places = Places::default();
    for list in &found.lists {
        places.add_answer(&list.asked);
        for route in &list.routes {
            places.add_answer(&route.answer);
        }
    }
    let asked = &found.asked;
    document(
        AlternativesOut::NAME,
        &AlternativesOut {
            manifest: &found.manifest,
            asked: AskedOut {
                cheapest: asked.cheapest,
                different: asked.different,
                min_difference: asked.min_difference,
                within_per_t: asked.within,
                most_paths: asked.most_looked,
            },
            places,
            lists: found.lists.iter().map(ListOut::new).collect(),
        },
    )
}

impl<'a> ListOut<'a> {
    fn new(list: &'a AlternativesOf) -> Self {
        Self {
            from: &list.asked.from.key,
            to: &list.asked.to.key,
            corridor: &list.asked.corridor,
            reason: list.asked.reason.as_deref(),
            ended: list.ended,
            tied_with_more: list.tied_with_more,
            routes_met: list.met,
            paths_looked_at: list.looked,
            routes: list.routes.iter().map(RouteOut::new).collect(),
        }
    }
}

impl<'a> RouteOut<'a> {
    fn new(route: &'a Alternative) -> Self {
        Self {
            is_cheap: route.is_cheap,
            is_different: route.is_different,
            has_loop: route.has_loop,
            against_cheapest: route.against_cheapest.as_ref().map(DifferenceOut::new),
            answer: &route.answer,
        }
    }
}

impl<'a> DifferenceOut<'a> {
    fn new(difference: &'a Difference) -> Self {
        Self {
            share: difference.share,
            total_per_t: difference.parts.total(),
            parts: difference.parts,
            days: difference.days,
            km: difference.km,
            co2e_kg_per_t: difference.co2e_kg_per_t,
            other_form: difference.other_form.as_deref(),
            own_legs: &difference.own_legs,
            others_legs: &difference.others_legs,
            own: difference.own.iter().map(StretchOut::new).collect(),
            others: difference.others.iter().map(StretchOut::new).collect(),
        }
    }
}

impl<'a> StretchOut<'a> {
    fn new(stretch: &'a Stretch) -> Self {
        Self {
            from: &stretch.from.key,
            via: stretch.via.iter().map(|place| place.key.as_str()).collect(),
            to: &stretch.to.key,
            mode: stretch.mode,
            km: stretch.km,
            legs: &stretch.legs,
        }
    }
}
