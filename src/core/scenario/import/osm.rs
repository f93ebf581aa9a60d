//! `OpenStreetMap` as XML: railways, trunk roads and ferries as lines between the nodes where they meet, and named places.
//!
//! # Source
//! OpenStreetMap wiki, `OSM XML` and the keys `railway`, `gauge`, `electrified`, `highway`, `route`, `barrier`, `harbour`.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::records::{MapDoubt, MapFault, MapFeature, MapShape};

/// An element with its tags.
#[derive(Clone, Default)]
struct OsmElement {
    id: i64,
    at: (f64, f64),
    nodes: Vec<i64>,
    tags: BTreeMap<String, String>,
    /// The bytes of its first tag.
    bytes: Range<usize>,
    /// Whether it was deleted, or its number cannot be read.
    is_left_out: bool,
}

/// The properties of a leg or place.
type Properties = Vec<(String, String)>;

fn property(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

impl OsmElement {
    fn tag(&self, key: &str) -> &str {
        self.tags.get(key).map_or("", String::as_str)
    }

    /// Returns the properties of the leg that a way is; nothing where goods do not go along it. A way against the order of
    /// its nodes is turned round.
    fn leg(&mut self, doubts: &mut Vec<MapDoubt>) -> Option<Properties> {
        let mode = match (self.tag("railway"), self.tag("highway"), self.tag("route")) {
            // Sidings, yards and spurs carry nothing through.
            ("rail", ..) if self.tag("service").is_empty() => "rail",
            (_, "motorway" | "trunk", _) => "road",
            (.., "ferry") => "sea",
            _ => return None,
        };
        let mut doubt = |what: String, help| doubts.push(MapDoubt { at: self.bytes.clone(), what, help });
        let mut properties = vec![property("mode", mode)];
        let gauges: Vec<&str> = self.tag("gauge").split(';').map(str::trim).filter(|gauge| !gauge.is_empty()).collect();
        let is_gauge = |gauge: &&&str| gauge.parse::<u32>().is_ok_and(|gauge| (600..=1676).contains(&gauge));
        match gauges.iter().find(is_gauge) {
            Some(gauge) => properties.push(property("gauge_mm", gauge)),
            None if gauges.is_empty() || mode != "rail" => {}
            None => doubt(
                format!("the gauge `{}` is no number from 600 to 1676 and is left out", self.tag("gauge")),
                "give gauge_mm in legs.csv",
            ),
        }
        if gauges.len() > 1 && mode == "rail" {
            let all = gauges.join(" and ");
            properties.push(property("note", &format!("Gauges of {all} mm; gauge_mm holds one of them")));
            doubt(
                format!("a railway has gauges of {all} mm, and a leg has one"),
                "add a leg for the other gauge in legs.csv",
            );
        }
        if matches!(self.tag("electrified"), "contact_line" | "rail" | "yes") {
            properties.push(property("tags", "electrified"));
        }
        // A motorway and a roundabout are one way unless they say otherwise; trains go both ways on any line.
        let is_usual = self.tag("highway") == "motorway" || self.tag("junction") == "roundabout";
        let (is_one_way, is_turned) = match self.tag("oneway") {
            _ if mode == "rail" => (false, false),
            "yes" | "true" | "1" => (true, false),
            "-1" | "reverse" => (true, true),
            "no" | "false" | "0" => (false, false),
            "" => (is_usual, false),
            other => {
                doubt(
                    format!("`oneway` is `{other}`, and the way is taken as both ways"),
                    "correct both_ways in legs.csv",
                );
                (false, false)
            }
        };
        if is_turned {
            self.nodes.reverse();
        }
        properties.push(property("both_ways", if is_one_way { "no" } else { "yes" }));
        Some(properties)
    }

    /// Returns the properties of the place that a node is; nothing where it is none, or has no name.
    fn place(&self) -> Option<Properties> {
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
        let mut properties = vec![property("name", &named(&["name:en", "name", "int_name"])?), property("kind", kind)];
        for (key, keys) in [("name_zh", "name:zh"), ("name_ru", "name:ru")] {
            properties.extend(named(&[keys]).map(|name| property(key, &name)));
        }
        Some(properties)
    }
}

/// Reads a map and returns its ways, split where they meet, as lines and its places as points; and what is doubtful of it.
///
/// # Errors
/// Returns why the text is no such map, and where.
pub(super) fn features(text: &str) -> Result<(Vec<MapFeature>, Vec<MapDoubt>), MapFault> {
    let mut doubts = Vec::new();
    let (nodes, mut ways) = elements(text, &mut doubts)?;
    let legs: Vec<(&OsmElement, Properties)> = ways
        .iter_mut()
        .filter_map(|way| {
            let properties = way.leg(&mut doubts)?;
            Some((&*way, properties))
        })
        .collect();
    // A node that two ways share, or one way passes twice, is a junction.
    let mut uses: BTreeMap<i64, u32> = BTreeMap::new();
    for (way, _) in &legs {
        for &node in &way.nodes {
            *uses.entry(node).or_default() += 1;
        }
    }
    let mut features: Vec<MapFeature> = nodes
        .values()
        .filter_map(|node| Some(feature(node, MapShape::Point(vec![node.at.0, node.at.1]), node.place()?)))
        .collect();
    for (way, properties) in &legs {
        let mut line: Vec<Vec<f64>> = Vec::new();
        for (number, node) in way.nodes.iter().enumerate() {
            let is_end = number + 1 == way.nodes.len();
            // Extracts leave out nodes beyond their edge: the line is cut there.
            let position = nodes.get(node).map(|node| vec![node.at.0, node.at.1]);
            let is_junction = uses.get(node).is_some_and(|uses| *uses > 1)
                || nodes.get(node).is_some_and(|node| node.place().is_some());
            let is_cut = position.is_none();
            line.extend(position.clone());
            if (is_end || is_junction || is_cut) && !line.is_empty() {
                let piece = std::mem::take(&mut line);
                if piece.len() > 1 {
                    features.push(feature(way, MapShape::Lines(vec![piece]), properties.clone()));
                }
                line.extend(position);
            }
        }
    }
    Ok((features, doubts))
}

fn feature(own: &OsmElement, shape: MapShape, properties: Properties) -> MapFeature {
    MapFeature { at: own.bytes.clone(), shape, properties }
}

/// Reads the nodes by their numbers, and the ways; what was deleted is left out.
fn elements(text: &str, doubts: &mut Vec<MapDoubt>) -> Result<(BTreeMap<i64, OsmElement>, Vec<OsmElement>), MapFault> {
    let (mut nodes, mut ways) = (BTreeMap::new(), Vec::new());
    let mut reader = Reader::from_str(text);
    let mut own = OsmElement::default();
    let (mut is_map, mut depth) = (false, 0_usize);
    let fault = |at: u64, why: String| MapFault { at: usize::try_from(at).unwrap_or(0).min(text.len()), why };
    loop {
        let begin = reader.buffer_position();
        let event = reader.read_event().map_err(|error| fault(reader.error_position(), error.to_string()))?;
        let bytes = usize::try_from(begin).unwrap_or(0)..usize::try_from(reader.buffer_position()).unwrap_or(0);
        let name = match &event {
            Event::Start(start) | Event::Empty(start) => start.name().as_ref().to_owned(),
            Event::End(end) => end.name().as_ref().to_owned(),
            Event::Eof => break,
            _ => continue,
        };
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_end = !matches!(event, Event::Start(_));
        if let Event::Start(start) | Event::Empty(start) = &event {
            let text = |name: &str| attribute(start, name);
            let mut number = |name: &str| {
                let word = text(name)?;
                let number = word.parse::<i64>().ok();
                if number.is_none() {
                    let what = format!("`{name}` is `{word}`, which is no number of an element, and is left out");
                    doubts.push(MapDoubt { at: bytes.clone(), what, help: "numbers of elements have up to 19 digits" });
                }
                number
            };
            match name.as_str() {
                "osm" => is_map = true,
                "node" | "way" | "relation" => {
                    let degrees = |name: &str| text(name).and_then(|text| text.parse::<f64>().ok());
                    let at = degrees("lon").zip(degrees("lat")).unwrap_or((f64::NAN, f64::NAN));
                    let is_deleted = text("action").is_some_and(|word| word == "delete")
                        || text("visible").is_some_and(|word| word == "false");
                    let id = if name == "relation" { Some(0) } else { number("id") };
                    let is_left_out = is_deleted || id.is_none();
                    own = OsmElement { id: id.unwrap_or(0), at, bytes, is_left_out, ..OsmElement::default() };
                }
                "nd" => own.nodes.extend(number("ref")),
                "tag" => own.tags.extend(text("k").zip(text("v"))),
                _ => {}
            }
        }
        match name.as_str() {
            "node" if is_end => {
                let node = std::mem::take(&mut own);
                if node.at.0.is_finite() && !node.is_left_out {
                    nodes.insert(node.id, node);
                }
            }
            "way" if is_end => ways.extend(Some(std::mem::take(&mut own)).filter(|way| !way.is_left_out)),
            _ => {}
        }
    }
    if !is_map {
        return Err(fault(0, "there is no element `osm`".to_owned()));
    }
    if depth > 0 {
        return Err(fault(text.len() as u64, "it ends before its elements do: it is not whole".to_owned()));
    }
    Ok((nodes, ways))
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let value = start.try_get_attribute(name).ok()??;
    value.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
}
