//! What is critical, on a map: legs and services as lines, places as points, each with its element.

use ::geojson::{Feature, FeatureCollection, Geometry};

use crate::analysis::critical::{Critical, CriticalElement, ElementKind};

use super::{amount, cut, decimal, position};
use crate::present::json;
use crate::present::pages::critical::words::in_words;
use crate::present::words::{Lang, plain};

/// Writes one feature per element; one whose places have no position, and a permission, has no geometry.
pub fn critical(found: &Critical, lang: Lang) -> String {
    let features = (1..).zip(&found.elements).map(|(rank, element)| feature(found, rank, element, lang));
    json::write(&FeatureCollection::new(features))
}

fn feature(found: &Critical, rank: usize, element: &CriticalElement, lang: Lang) -> Feature {
    let name = &element.name;
    let ends = |places: &[_]| places.iter().map(position).collect();
    let lines: Vec<Vec<[f64; 2]>> = name.places.chunks(2).filter_map(ends).collect();
    let geometry = match (name.kind, lines.as_slice()) {
        (ElementKind::Place, [line]) => line.first().map(|&point| Geometry::new_point(point)),
        (ElementKind::Leg, [line]) => Some(cut::line(line)),
        (ElementKind::Service, [_, ..]) => Some(Geometry::new_multi_line_string(
            lines.iter().flat_map(|line| cut::line_parts(line)).collect::<Vec<_>>(),
        )),
        _ => None,
    };
    let properties = [
        ("scenario", found.scenario.name.as_str().into()),
        ("slower", found.slower.clone().into()),
        ("rank", rank.into()),
        ("series", element.series.into()),
        ("kind", name.kind.as_str().into()),
        ("key", name.key.as_str().into()),
        ("name", in_words(name, lang).into()),
        ("mode", name.mode.into()),
        ("currency", found.scenario.currency.as_str().into()),
        ("demands_dearer", element.demands.into()),
        ("demands_lost", element.lost.len().into()),
        ("demands_change_corridor", element.change_corridor.into()),
        ("mean_per_t", element.mean_per_t.map(amount).into()),
        ("worst_per_t", element.worst_per_t.map(amount).into()),
        ("sum_per_t", amount(element.sum_per_t)),
        ("per_year", element.per_year.map(amount).into()),
        ("days_more", decimal(&plain(element.days_more))),
    ];
    super::feature(geometry, properties)
}
