//! Maps: the ways as lines, the places as points (RFC 7946).

mod catchment;
mod critical;
mod cut;
mod flows;

use std::collections::BTreeMap;

use ::geojson::{Feature, FeatureCollection, Geometry, JsonObject, JsonValue};

use crate::analysis::alternatives::Alternatives;
use crate::analysis::compare::Results;
use crate::analysis::pareto::Pareto;
use crate::answer::{Answer, Manifest, PlaceName, Step};
use crate::units::Money;

use super::json;
use super::words::{Lang, plain};

pub use catchment::catchment;
pub use critical::critical;
pub use flows::flows;

/// Writes a line for every ride, a point for every other step, and a point for every place on the way.
///
/// Places without a position are left out; a line that misses some of them names them in `places_without_position`.
pub fn render(results: &Results, lang: Lang) -> String {
    let mut map = RouteMap::default();
    for answer in &results.answers {
        map.add(answer, currency(&results.manifest, answer), None);
    }
    map.write(lang)
}

/// Writes the same for every route beside the cheapest; the rank distinguishes the routes of one demand by one corridor.
pub fn alternatives(found: &Alternatives, lang: Lang) -> String {
    let mut map = RouteMap::default();
    for route in found.lists.iter().flat_map(|list| &list.routes) {
        map.add(&route.answer, currency(&found.manifest, &route.answer), None);
    }
    map.write(lang)
}

/// Writes the same for every route of the joint fronts, numbered in `route_number` from 1 in their order.
pub fn pareto(found: &Pareto, lang: Lang) -> String {
    let mut map = RouteMap::default();
    for demand in &found.demands {
        map.add_places([&demand.from, &demand.to]);
        for (number, route) in (1..).zip(&demand.front) {
            map.add(&route.answer, Some(&found.scenario.currency), Some(number));
        }
    }
    map.write(lang)
}

fn currency<'a>(manifest: &'a Manifest, answer: &Answer) -> Option<&'a str> {
    let used = manifest.scenarios.iter().find(|used| used.name == answer.scenario);
    used.map(|used| used.currency.as_str())
}

/// The map of some routes: their steps, and the places on the way.
#[derive(Default)]
struct RouteMap<'a> {
    steps: Vec<Feature>,
    places: BTreeMap<&'a str, &'a PlaceName>,
}

impl<'a> RouteMap<'a> {
    fn add_places(&mut self, places: impl IntoIterator<Item = &'a PlaceName>) {
        self.places.extend(places.into_iter().map(|place| (place.key.as_str(), place)));
    }

    /// Adds a route, which may have a number.
    fn add(&mut self, answer: &'a Answer, currency: Option<&str>, number: Option<usize>) {
        self.add_places([&answer.from, &answer.to]);
        for (position, step) in (1..).zip(&answer.steps) {
            let mut feature = step_feature(answer, position, step, currency);
            if let Some(number) = number {
                feature.set_property("route_number", number);
            }
            self.steps.push(feature);
            if step.moves() {
                self.add_places(stops(step));
            }
        }
    }

    fn write(self, lang: Lang) -> String {
        let point = |place: &PlaceName| {
            let properties = [("place", place.key.as_str().into()), ("name", lang.name(place).into())];
            Some(feature(Some(Geometry::new_point(position(place)?)), properties))
        };
        let places = self.places.into_values().filter_map(point);
        json::write(&FeatureCollection::new(self.steps.into_iter().chain(places)))
    }
}

fn stops(step: &Step) -> Vec<&PlaceName> {
    if !step.moves() {
        vec![&step.from]
    } else if step.through.is_empty() {
        vec![&step.from, &step.to]
    } else {
        step.through.iter().collect()
    }
}

fn step_feature(answer: &Answer, number: usize, step: &Step, currency: Option<&str>) -> Feature {
    let stops = stops(step);
    let missing: Vec<&str> =
        stops.iter().filter(|place| place.position.is_none()).map(|place| place.key.as_str()).collect();
    let line: Vec<[f64; 2]> = stops.into_iter().filter_map(position).collect();
    // A line needs two points; a step without them has no geometry, as the format allows.
    let geometry = match line.as_slice() {
        [point] if !step.moves() => Some(Geometry::new_point(*point)),
        [_, _, ..] => Some(cut::line(&line)),
        _ => None,
    };
    let properties = [
        ("scenario", answer.scenario.as_str().into()),
        ("from", answer.from.key.as_str().into()),
        ("to", answer.to.key.as_str().into()),
        ("corridor", answer.corridor.as_str().into()),
        ("rank", answer.rank.into()),
        ("step", number.into()),
        ("kind", step.kind.as_str().into()),
        ("mode", step.mode.into()),
        ("step_from", step.from.key.as_str().into()),
        ("step_to", step.to.key.as_str().into()),
        ("legs", step.legs.clone().into()),
        ("tariff", step.tariff.clone().into()),
        ("service", step.service.clone().into()),
        ("km", decimal(&plain(step.km.as_km()))),
        ("hours", decimal(&plain(step.hours.total().as_hours()))),
        ("currency", currency.into()),
        ("cost_per_t", amount(step.parts.total())),
        ("co2e_kg_per_t", decimal(&plain(step.co2e_kg_per_t))),
        ("grade", step.grade.as_str().into()),
        ("places_without_position", missing.into()),
    ];
    feature(geometry, properties)
}

/// Makes a feature with properties by name.
fn feature<'a>(geometry: Option<Geometry>, properties: impl IntoIterator<Item = (&'a str, JsonValue)>) -> Feature {
    Feature { geometry, properties: Some(object(properties)), ..Feature::default() }
}

/// Makes an object of values by name.
fn object<'a>(values: impl IntoIterator<Item = (&'a str, JsonValue)>) -> JsonObject {
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Returns the longitude and latitude of a place, if known.
fn position(place: &PlaceName) -> Option<[f64; 2]> {
    place.position.map(|(lat, lon)| [lon, lat])
}

/// Keeps the digits of a decimal number as they are written.
fn decimal(text: &str) -> JsonValue {
    text.parse().map_or(JsonValue::Null, JsonValue::Number)
}

fn amount(amount: Money) -> JsonValue {
    decimal(&amount.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::{Lang, render};
    use crate::answer::Place;

    #[test]
    fn a_way_is_lines_and_points() {
        let mut results = sample::results();
        results.answers.truncate(1);
        results.answers[0].steps.retain(|step| step.kind == crate::answer::StepKind::Cross);
        insta::assert_snapshot!(render(&results, Lang::Zh), @r#"
        {
          "type": "FeatureCollection",
          "features": [
            {
              "type": "Feature",
              "geometry": {
                "type": "Point",
                "coordinates": [
                  130.3581,
                  42.8675
                ]
              },
              "properties": {
                "co2e_kg_per_t": 0,
                "corridor": "borrowed",
                "cost_per_t": 9.090909,
                "currency": "CNY",
                "from": "hunchun",
                "grade": "published",
                "hours": 19,
                "kind": "cross",
                "km": 0,
                "legs": [
                  "rail-hunchun-makhalino"
                ],
                "mode": "rail",
                "places_without_position": [],
                "rank": 1,
                "scenario": "hunchun-2019",
                "service": null,
                "step": 1,
                "step_from": "hunchun",
                "step_to": "makhalino",
                "tariff": "rail-tariff",
                "to": "ningbo"
              }
            },
            {
              "type": "Feature",
              "geometry": {
                "type": "Point",
                "coordinates": [
                  130.3581,
                  42.8675
                ]
              },
              "properties": {
                "name": "珲春",
                "place": "hunchun"
              }
            },
            {
              "type": "Feature",
              "geometry": {
                "type": "Point",
                "coordinates": [
                  121.85,
                  29.93
                ]
              },
              "properties": {
                "name": "宁波舟山港",
                "place": "ningbo"
              }
            }
          ]
        }
        "#);
    }

    #[test]
    fn a_line_names_the_places_that_have_no_position() {
        let mut results = sample::results();
        results.answers.truncate(1);
        for step in &mut results.answers[0].steps {
            for place in &mut step.through {
                let position = place.position.filter(|_| place.key != "zarubino");
                *place = Place { position, ..Place::clone(place) }.into();
            }
        }
        let value: serde_json::Value = serde_json::from_str(&render(&results, Lang::En)).expect("JSON");
        let features = value["features"].as_array().expect("features");
        let by_sea = |feature: &&serde_json::Value| {
            feature["properties"]["mode"] == "sea" && feature["properties"]["kind"] == "ride"
        };
        let sea = features.iter().find(by_sea).expect("a sea leg");
        assert_eq!(sea["properties"]["places_without_position"][0], "zarubino");
        assert!(sea["geometry"].is_null());
    }
}
