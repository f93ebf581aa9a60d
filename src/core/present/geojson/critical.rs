//! What is critical, on a map: legs and services as lines, places as points, each with its element.

use ::geojson::{Feature, FeatureCollection, Geometry, JsonObject, JsonValue};

use crate::analysis::critical::{Critical, CriticalElement, ElementKind};
use crate::answer::PlaceName;
use crate::units::Money;

use super::decimal;
use crate::present::json;
use crate::present::pages::critical::words::in_words;
use crate::present::words::{Lang, plain};

/// Writes one feature per element; one whose places have no position, and a permission, has no geometry.
pub fn critical(found: &Critical, lang: Lang) -> String {
    let features = found.elements.iter().enumerate();
    let features = features.map(|(position, element)| feature(found, position + 1, element, lang)).collect::<Vec<_>>();
    json::write(&FeatureCollection::new(features))
}

fn feature(found: &Critical, rank: usize, element: &CriticalElement, lang: Lang) -> Feature {
    let name = &element.name;
    let mut properties = JsonObject::new();
    let mut set = |name: &str, value: JsonValue| {
        properties.insert(name.to_owned(), value);
    };
    let money = |amount: Option<Money>| amount.map_or(JsonValue::Null, |amount| decimal(&amount.to_string()));
    set("scenario", found.scenario.name.as_str().into());
    set("slower", found.slower.clone().into());
    set("rank", rank.into());
    set("series", element.series.into());
    set("kind", name.kind.as_str().into());
    set("key", name.key.as_str().into());
    set("name", in_words(name, lang).into());
    set("mode", name.mode.into());
    set("currency", found.scenario.currency.as_str().into());
    set("demands_dearer", element.demands.into());
    set("demands_lost", element.lost.len().into());
    set("demands_change_corridor", element.change_corridor.into());
    set("mean_per_t", money(element.mean_per_t));
    set("worst_per_t", money(element.worst_per_t));
    set("sum_per_t", money(Some(element.sum_per_t)));
    set("per_year", money(element.per_year));
    set("days_more", decimal(&plain(element.days_more)));
    let point = |place: &PlaceName| place.position.map(|(lat, lon)| [lon, lat]);
    let lines: Vec<Vec<[f64; 2]>> = name.places.chunks(2).filter_map(|ends| ends.iter().map(point).collect()).collect();
    let geometry = match (name.kind, lines.as_slice()) {
        (ElementKind::Place, [line]) => line.first().map(|&point| Geometry::new_point(point)),
        (ElementKind::Leg, [line]) => Some(Geometry::new_line_string(line.clone())),
        (ElementKind::Service, [_, ..]) => Some(Geometry::new_multi_line_string(lines)),
        _ => None,
    };
    Feature { geometry, properties: Some(properties), ..Feature::default() }
}
