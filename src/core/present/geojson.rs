//! Maps: the ways as lines, the places as points (RFC 7946).

mod catchment;
mod critical;
mod pareto;

use std::collections::BTreeMap;

use ::geojson::{Feature, FeatureCollection, Geometry, JsonObject, JsonValue};

use crate::analysis::alternatives::Alternatives;
use crate::analysis::compare::Results;
use crate::answer::{Answer, Manifest, PlaceName, Step};

use super::json;
use super::words::{Lang, plain};

pub use catchment::catchment;
pub use critical::critical;
pub use pareto::pareto;

/// Writes a line for every ride, a point for every other step, and a point for every place on the way.
///
/// Places without a position are left out; a line that misses some of them names them in `places_without_position`.
pub fn render(results: &Results, lang: Lang) -> String {
    draw(results.answers.iter(), &results.manifest, lang)
}

/// Writes the same for every route beside the cheapest; the rank distinguishes the routes of one demand by one corridor.
pub fn alternatives(found: &Alternatives, lang: Lang) -> String {
    let routes = found.lists.iter().flat_map(|list| &list.routes);
    draw(routes.map(|route| &route.answer), &found.manifest, lang)
}

fn draw<'a>(answers: impl Iterator<Item = &'a Answer>, manifest: &Manifest, lang: Lang) -> String {
    let mut features = Vec::new();
    let mut places: BTreeMap<&str, &PlaceName> = BTreeMap::new();
    for answer in answers {
        for place in [&answer.from, &answer.to] {
            places.insert(&place.key, place);
        }
        let used = manifest.scenarios.iter().find(|used| used.name == answer.scenario);
        let currency = used.map(|used| used.currency.as_str());
        for (position, step) in answer.steps.iter().enumerate() {
            features.push(feature(answer, position + 1, step, currency));
            if step.moves() {
                places.extend(stops(step).into_iter().map(|place| (place.key.as_str(), place)));
            }
        }
    }
    features.extend(places.into_values().filter_map(|place| point(place, lang)));
    json::write(&FeatureCollection::new(features))
}

fn stops(step: &Step) -> Vec<&PlaceName> {
    if step.through.is_empty() { vec![&step.from, &step.to] } else { step.through.iter().collect() }
}

fn feature(answer: &Answer, number: usize, step: &Step, currency: Option<&str>) -> Feature {
    let mut properties = JsonObject::new();
    let mut set = |name: &str, value: JsonValue| {
        properties.insert(name.to_owned(), value);
    };
    set("scenario", answer.scenario.as_str().into());
    set("from", answer.from.key.as_str().into());
    set("to", answer.to.key.as_str().into());
    set("corridor", answer.corridor.as_str().into());
    set("rank", answer.rank.into());
    set("step", number.into());
    set("kind", step.kind.as_str().into());
    set("mode", step.mode.into());
    set("step_from", step.from.key.as_str().into());
    set("step_to", step.to.key.as_str().into());
    set("legs", step.legs.clone().into());
    set("tariff", step.tariff.clone().into());
    set("service", step.service.clone().into());
    set("km", decimal(&plain(step.km.as_km())));
    set("hours", decimal(&plain(step.hours.total().as_hours())));
    set("currency", currency.into());
    set("cost_per_t", decimal(&step.parts.total().to_string()));
    set("co2e_kg_per_t", decimal(&plain(step.co2e_kg_per_t)));
    set("grade", step.grade.as_str().into());
    let stops = if step.moves() { stops(step) } else { vec![&step.from] };
    let missing: Vec<&str> =
        stops.iter().filter(|place| place.position.is_none()).map(|place| place.key.as_str()).collect();
    set("places_without_position", missing.into());
    let line: Vec<[f64; 2]> = stops.iter().filter_map(|place| place.position).map(|(lat, lon)| [lon, lat]).collect();
    // A line needs two points; a step without them has no geometry, as the format allows.
    let geometry = match line.as_slice() {
        [point] if !step.moves() => Some(Geometry::new_point(*point)),
        [_, _, ..] => Some(Geometry::new_line_string(line)),
        _ => None,
    };
    Feature { geometry, properties: Some(properties), ..Feature::default() }
}

fn point(place: &PlaceName, lang: Lang) -> Option<Feature> {
    let (lat, lon) = place.position?;
    let mut properties = JsonObject::new();
    properties.insert("place".to_owned(), place.key.as_str().into());
    properties.insert("name".to_owned(), lang.name(place).into());
    Some(Feature {
        geometry: Some(Geometry::new_point([lon, lat])),
        properties: Some(properties),
        ..Feature::default()
    })
}

/// Keeps the digits of a decimal number as they are written.
fn decimal(text: &str) -> JsonValue {
    text.parse().map_or(JsonValue::Null, JsonValue::Number)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::{Lang, render};

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
                place.position = place.position.filter(|_| place.key != "zarubino");
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
