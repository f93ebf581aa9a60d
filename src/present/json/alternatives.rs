//! Routes beside the cheapest as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::results::{Alternative, Alternatives, AlternativesOf, Difference, Ended, Manifest, Parts, Stretch};
use crate::units::Money;

use super::answer::AnswerOut;
use super::{PlaceOut, VERSION, collect, write};

#[derive(Serialize)]
struct AlternativesOut<'a> {
    schema: &'static str,
    version: u32,
    manifest: &'a Manifest,
    asked: AskedOut,
    places: BTreeMap<&'a str, PlaceOut<'a>>,
    lists: Vec<ListOut<'a>>,
}

#[derive(Serialize)]
struct AskedOut {
    cheapest: Option<usize>,
    different: usize,
    min_difference: f64,
    within_per_t: Option<Money>,
    most_paths: usize,
}

#[derive(Serialize)]
struct ListOut<'a> {
    from: &'a str,
    to: &'a str,
    corridor: &'a str,
    reason: Option<&'a str>,
    ended: Ended,
    tied_with_more: bool,
    routes_met: usize,
    paths_looked_at: usize,
    routes: Vec<RouteOut<'a>>,
}

#[derive(Serialize)]
struct RouteOut<'a> {
    is_cheap: bool,
    is_different: bool,
    has_loop: bool,
    against_cheapest: Option<DifferenceOut<'a>>,
    answer: AnswerOut<'a>,
}

#[derive(Serialize)]
struct DifferenceOut<'a> {
    share: f64,
    total_per_t: Money,
    parts: Parts,
    days: f64,
    km: f64,
    co2e_kg_per_t: f64,
    other_form: Option<&'a str>,
    own_legs: &'a [String],
    others_legs: &'a [String],
    own: Vec<StretchOut<'a>>,
    others: Vec<StretchOut<'a>>,
}

#[derive(Serialize)]
struct StretchOut<'a> {
    from: &'a str,
    via: Vec<&'a str>,
    to: &'a str,
    mode: &'static str,
    km: f64,
    legs: &'a [String],
}

/// Writes the routes of every demand by every corridor.
pub fn alternatives(found: &Alternatives) -> String {
    let mut places = BTreeMap::new();
    for list in &found.lists {
        collect(&mut places, &list.asked);
        for route in &list.routes {
            collect(&mut places, &route.answer);
        }
    }
    let asked = &found.asked;
    write(&AlternativesOut {
        schema: "corridor.alternatives",
        version: VERSION,
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
    })
}

impl<'a> ListOut<'a> {
    fn new(list: &'a AlternativesOf) -> Self {
        Self {
            from: &list.asked.from.key,
            to: &list.asked.to.key,
            corridor: &list.asked.corridor,
            reason: list.asked.reason.as_ref().map(|reason| reason.text.as_str()),
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
            answer: AnswerOut::new(&route.answer),
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
