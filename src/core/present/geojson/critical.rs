//! What is critical, on a map: legs and services as lines, places as points, each with its loss.

use ::geojson::{Feature, FeatureCollection, Geometry, JsonObject, JsonValue};

use crate::analysis::critical::{Critical, CriticalElement};
use crate::answer::PlaceName;
use crate::units::Money;

use super::{decimal, json};
use crate::present::pages::critical::in_words;
use crate::present::words::{Lang, plain};

/// Writes one feature per element; one whose places have no position, and a permission, has no geometry.
pub fn critical(found: &Critical, lang: Lang) -> String {
    let features = found.elements.iter().enumerate();
    let features = features.map(|(position, element)| feature(found, position + 1, element, lang)).collect::<Vec<_>>();
    json::write(&FeatureCollection::new(features))
}

fn feature(found: &Critical, rank: usize, element: &CriticalElement, lang: Lang) -> Feature {
    let (name, loss) = (&element.name, &element.loss);
    let mut properties = JsonObject::new();
    let mut set = |name: &str, value: JsonValue| {
        properties.insert(name.to_owned(), value);
    };
    let money = |amount: Option<Money>| amount.map_or(JsonValue::Null, |amount| decimal(&amount.to_string()));
    set("scenario", found.used.name.as_str().into());
    set("slower", found.slower.clone().into());
    set("rank", rank.into());
    set("series", element.series.into());
    set("kind", name.kind.into());
    set("key", name.key.as_str().into());
    set("name", in_words(name, lang).into());
    set("mode", name.mode.into());
    set("currency", found.used.currency.as_str().into());
    set("demands_dearer", loss.demands.into());
    set("demands_lost", loss.lost.len().into());
    set("demands_change_corridor", element.change_corridor.into());
    set("mean_per_t", money(loss.mean_per_t));
    set("worst_per_t", money(loss.worst_per_t));
    set("sum_per_t", money(Some(loss.sum_per_t)));
    set("per_year", money(loss.per_year));
    set("days_more", decimal(&plain(loss.days_more)));
    let point = |place: &PlaceName| place.position.map(|(lat, lon)| [lon, lat]);
    let lines: Vec<Vec<[f64; 2]>> = name.places.chunks(2).filter_map(|ends| ends.iter().map(point).collect()).collect();
    let geometry = match (name.kind, lines.as_slice()) {
        ("place", [line]) => line.first().map(|&point| Geometry::new_point(point)),
        ("leg", [line]) => Some(Geometry::new_line_string(line.clone())),
        ("service", [_, ..]) => Some(Geometry::new_multi_line_string(lines)),
        _ => None,
    };
    Feature { geometry, properties: Some(properties), ..Feature::default() }
}
