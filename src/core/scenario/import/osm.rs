//! `OpenStreetMap` as XML: railways, trunk roads and ferries as lines between the nodes where they meet, and named places.
//!
//! # Source
//! OpenStreetMap wiki, `OSM XML` and the keys `railway`, `gauge`, `electrified`, `highway`, `route`, `barrier`, `harbour`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use geojson::{Feature, Geometry, GeometryValue, JsonObject, Position};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element with its tags.
#[derive(Default)]
struct OsmElement {
    id: i64,
    at: (f64, f64),
    nodes: Vec<i64>,
    tags: BTreeMap<String, String>,
}

impl OsmElement {
    fn tag(&self, key: &str) -> &str {
        self.tags.get(key).map_or("", String::as_str)
    }

    /// Returns the properties of the leg that a way is; nothing where goods do not go along it.
    fn leg(&self) -> Option<JsonObject> {
        let mode = match (self.tag("railway"), self.tag("highway"), self.tag("route")) {
            // Sidings, yards and spurs carry nothing through.
            ("rail", ..) if self.tag("service").is_empty() => "rail",
            (_, "motorway" | "trunk", _) => "road",
            (.., "ferry") => "sea",
            _ => return None,
        };
        let mut properties = JsonObject::new();
        properties.insert("mode".to_owned(), mode.into());
        if let Some(gauge) = self.tag("gauge").split(';').next().filter(|gauge| !gauge.is_empty()) {
            properties.insert("gauge_mm".to_owned(), gauge.into());
        }
        if matches!(self.tag("electrified"), "contact_line" | "rail" | "yes") {
            properties.insert("tags".to_owned(), "electrified".into());
        }
        if matches!(self.tag("oneway"), "yes" | "1") && mode == "road" {
            properties.insert("both_ways".to_owned(), "no".into());
        }
        Some(properties)
    }

    /// Returns the properties of the place that a node is; nothing where it is none, or has no name.
    fn place(&self) -> Option<JsonObject> {
        let kind = if self.tag("barrier") == "border_control" {
            "crossing"
        } else if self.tag("harbour") == "yes" || self.tag("amenity") == "ferry_terminal" {
            "port"
        } else if matches!(self.tag("railway"), "station" | "yard") {
            "station"
        } else if matches!(self.tag("place"), "city" | "town") {
            "city"
        } else {
            return None;
        };
        let named =
            |keys: &[&str]| keys.iter().map(|key| self.tag(key)).find(|name| !name.is_empty()).map(str::to_owned);
        let mut properties = JsonObject::new();
        properties.insert("name".to_owned(), named(&["name:en", "name", "int_name"])?.into());
        properties.insert("kind".to_owned(), kind.into());
        for (key, keys) in [("name_zh", "name:zh"), ("name_ru", "name:ru")] {
            properties.extend(named(&[keys]).map(|name| (key.to_owned(), name.into())));
        }
        Some(properties)
    }
}

/// Reads a map and returns its ways, split where they meet, as lines and its places as points.
///
/// # Errors
/// Returns why the text is no such map.
pub(super) fn features(text: &str) -> Result<Vec<Feature>, String> {
    let (nodes, ways) = elements(text)?;
    let legs: Vec<(&OsmElement, JsonObject)> = ways.iter().filter_map(|way| Some((way, way.leg()?))).collect();
    // A node that two ways share, or one way passes twice, is a junction.
    let mut uses: BTreeMap<i64, u32> = BTreeMap::new();
    for (way, _) in &legs {
        for &node in &way.nodes {
            *uses.entry(node).or_default() += 1;
        }
    }
    let mut features: Vec<Feature> = nodes
        .values()
        .filter_map(|node| Some(feature(GeometryValue::new_point([node.at.0, node.at.1]), node.place()?)))
        .collect();
    for (way, properties) in &legs {
        let mut line: Vec<Position> = Vec::new();
        for (number, node) in way.nodes.iter().enumerate() {
            let is_end = number + 1 == way.nodes.len();
            // Extracts leave out nodes beyond their edge: the line is cut there.
            let position = nodes.get(node).map(|node| Position::from([node.at.0, node.at.1]));
            let is_junction = uses.get(node).is_some_and(|uses| *uses > 1)
                || nodes.get(node).is_some_and(|node| node.place().is_some());
            let is_cut = position.is_none();
            line.extend(position.clone());
            if (is_end || is_junction || is_cut) && !line.is_empty() {
                let piece = std::mem::take(&mut line);
                if piece.len() > 1 {
                    features.push(feature(GeometryValue::new_line_string(piece), properties.clone()));
                }
                line.extend(position);
            }
        }
    }
    Ok(features)
}

fn feature(value: GeometryValue, properties: JsonObject) -> Feature {
    Feature { geometry: Some(Geometry::new(value)), properties: Some(properties), ..Feature::default() }
}

/// Reads the nodes by their numbers, and the ways.
fn elements(text: &str) -> Result<(BTreeMap<i64, OsmElement>, Vec<OsmElement>), String> {
    let (mut nodes, mut ways) = (BTreeMap::new(), Vec::new());
    let mut reader = Reader::from_str(text);
    let mut own = OsmElement::default();
    let mut is_map = false;
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let name = match &event {
            Event::Start(start) | Event::Empty(start) => start.name().as_ref().to_owned(),
            Event::End(end) => end.name().as_ref().to_owned(),
            Event::Eof => break,
            _ => continue,
        };
        let is_end = !matches!(event, Event::Start(_));
        if let Event::Start(start) | Event::Empty(start) = &event {
            let text = |name: &str| attribute(start, name);
            match name.as_str() {
                "osm" => is_map = true,
                "node" | "way" | "relation" => {
                    let number = |name: &str| text(name).and_then(|text| text.parse::<f64>().ok());
                    let id = text("id").and_then(|id| id.parse().ok()).unwrap_or_default();
                    let at = number("lon").zip(number("lat")).unwrap_or((f64::NAN, f64::NAN));
                    own = OsmElement { id, at, ..OsmElement::default() };
                }
                "nd" => own.nodes.extend(text("ref").and_then(|id| id.parse::<i64>().ok())),
                "tag" => own.tags.extend(text("k").zip(text("v"))),
                _ => {}
            }
        }
        match name.as_str() {
            "node" if is_end => {
                let node = std::mem::take(&mut own);
                if node.at.0.is_finite() {
                    nodes.insert(node.id, node);
                }
            }
            "way" if is_end => ways.push(std::mem::take(&mut own)),
            _ => {}
        }
    }
    if is_map { Ok((nodes, ways)) } else { Err("there is no element `osm`".to_owned()) }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let value = start.try_get_attribute(name).ok()??;
    value.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
}
