//! Fronts on a map: the ways of the routes that no other corridor beats.

use std::collections::BTreeMap;

use ::geojson::FeatureCollection;

use crate::analysis::pareto::Pareto;
use crate::answer::PlaceName;

use super::super::json;
use super::super::words::Lang;
use super::{feature, point, stops};

/// Writes a line for every ride and a point for every other step of each route of the joint fronts, numbered in
/// `route_number` from 1 in their order, and a point for every place on the way.
pub fn pareto(found: &Pareto, lang: Lang) -> String {
    let mut features = Vec::new();
    let mut places: BTreeMap<&str, &PlaceName> = BTreeMap::new();
    for demand in &found.demands {
        for place in [&demand.from, &demand.to] {
            places.insert(&place.key, place);
        }
        for (number, route) in demand.front.iter().enumerate() {
            for (position, step) in route.answer.steps.iter().enumerate() {
                let mut feature = feature(&route.answer, position + 1, step, Some(&found.scenario.currency));
                feature.set_property("route_number", number + 1);
                features.push(feature);
                if step.moves() {
                    places.extend(stops(step).into_iter().map(|place| (place.key.as_str(), place)));
                }
            }
        }
    }
    features.extend(places.into_values().filter_map(|place| point(place, lang)));
    json::write(&FeatureCollection::new(features))
}
