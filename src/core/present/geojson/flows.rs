//! Flows on a map: each leg as a line as wide as its tonnes.

use ::geojson::{Feature, FeatureCollection};

use crate::analysis::flow::{Flows, LegTonnes};
use crate::present::json;
use crate::present::words::{Lang, plain};

use super::{cut, decimal, position};

/// The width of the line with the most tonnes.
const MAX_WIDTH: f64 = 12.0;

/// Writes a line for each leg and direction, with its tonnes and a width in proportion to them; one whose ends have no position
/// has no geometry.
pub fn flows(found: &Flows, lang: Lang) -> String {
    let most = found.legs.iter().map(|leg| leg.tonnes).fold(0.0, f64::max);
    json::write(&FeatureCollection::new(found.legs.iter().map(|leg| feature(leg, most, lang))))
}

fn feature(leg: &LegTonnes, most: f64, lang: Lang) -> Feature {
    let ends = [&leg.from, &leg.to];
    let line: Vec<[f64; 2]> = ends.into_iter().filter_map(position).collect();
    let geometry = (line.len() == ends.len()).then(|| cut::line(&line));
    let properties = [
        ("from", leg.from.key.as_str().into()),
        ("to", leg.to.key.as_str().into()),
        ("from_name", lang.name(&leg.from).into()),
        ("to_name", lang.name(&leg.to).into()),
        ("mode", leg.mode.into()),
        ("corridors", leg.corridors.clone().into()),
        ("tonnes", decimal(&plain(leg.tonnes))),
        ("width", decimal(&plain(MAX_WIDTH * leg.tonnes / most))),
    ];
    super::feature(geometry, properties)
}
