//! Maps (GeoJSON, and `OpenStreetMap` through it): lines to legs, points to places, the ends of lines snapped to what lies near.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use geojson::{Feature, Geometry, GeometryValue, Position};
use serde_json::Value;

use super::headings::{self, SheetKind, mode_named};
use super::world::{ImportedLeg, ImportedPlace, ImportedWorld, Origin};
use super::{HeadingRead, ImportFile, SheetRead};
use crate::problem::{Code, Problem, SourceFile, Span};
use crate::scenario::DecimalMark;
use crate::units::{Decimal, great_circle_km};

/// The kilometres of a degree of latitude.
const KM_OF_DEGREE: f64 = 111.0;

/// The kinds of places that a property `kind` may name.
const KINDS: [&str; 7] = ["city", "county", "district", "station", "crossing", "port", "terminal"];

/// Longitude and latitude in degrees.
type Point = (f64, f64);

/// Reads the features of a map: GeoJSON, or `OpenStreetMap` as XML.
pub(super) fn read(file: ImportFile<'_>, world: &mut ImportedWorld<'_>) {
    let text = String::from_utf8_lossy(file.bytes).trim_start_matches('\u{FEFF}').to_owned();
    let source = Arc::new(SourceFile::new(file.name(), text));
    let is_xml = source.text.trim_start().starts_with('<');
    let read = if is_xml { osm_features(&source.text) } else { geojson_features(&source.text) };
    let start = Span { source: source.clone(), start: 0, end: 0 };
    let features = match read {
        Ok(features) => features,
        Err(error) => {
            let kind = if is_xml { "map of OpenStreetMap" } else { "GeoJSON" };
            let message = format!("`{}` is no {kind}: {error}", source.name);
            let help = "export the layer as GeoJSON in longitudes and latitudes (EPSG:4326), or the extract as .osm";
            world.problems.push(Problem::new(Code::CannotRead, message).at(&start).help(help));
            return;
        }
    };
    let names: Vec<String> = property_names(&features);
    let texts: Vec<&str> = names.iter().map(String::as_str).collect();
    let [of_legs, of_places] = [SheetKind::Legs, SheetKind::Places].map(|kind| headings::matched(&texts, kind));
    let mut map = MapReader {
        world,
        source: source.clone(),
        start,
        of_legs,
        of_places,
        bands: BTreeMap::new(),
        nodes: Vec::new(),
        names: BTreeSet::new(),
    };
    let mut rows = 0;
    for (number, feature) in features.iter().enumerate() {
        rows += usize::from(map.point(number, feature));
    }
    let known = map.world.positions();
    for (at, name) in known {
        map.add_node(at, name);
    }
    for (number, feature) in features.iter().enumerate() {
        rows += map.lines(number, feature);
    }
    let headings = map
        .of_legs
        .iter()
        .zip(&map.of_places)
        .map(|(leg, place)| if leg.column.is_some() { leg.clone() } else { place.clone() })
        .collect();
    world.sheets.push(SheetRead {
        name: source.name.clone(),
        encoding: None,
        separator: None,
        decimal: DecimalMark::Point,
        table: Some((SheetKind::Legs, 0)),
        headings,
        rows,
    });
}

/// Reads the features of a text. Numbers keep all their digits here, which the reader of the format does not take, so that its
/// values are put together one by one.
fn geojson_features(text: &str) -> Result<Vec<Feature>, String> {
    let map: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    match map["type"].as_str() {
        Some("FeatureCollection") => Ok(map["features"].as_array().into_iter().flatten().map(feature).collect()),
        Some("Feature") => Ok(vec![feature(&map)]),
        _ => Err("it is neither a feature nor a collection of them".to_owned()),
    }
}

fn feature(own: &Value) -> Feature {
    let geometry = geometry(&own["geometry"]).map(Geometry::new);
    Feature { geometry, properties: own["properties"].as_object().cloned(), ..Feature::default() }
}

/// Returns the geometry of a line or a point; nothing for another, or one without numbers.
fn geometry(own: &Value) -> Option<GeometryValue> {
    let position = |own: &Value| -> Option<Position> {
        let numbers: Vec<f64> = own.as_array()?.iter().map(Value::as_f64).collect::<Option<_>>()?;
        (numbers.len() >= 2).then(|| numbers.into())
    };
    let line = |own: &Value| -> Option<Vec<Position>> { own.as_array()?.iter().map(position).collect() };
    let coordinates = &own["coordinates"];
    match own["type"].as_str()? {
        "Point" => position(coordinates).map(GeometryValue::new_point),
        "LineString" => line(coordinates).map(GeometryValue::new_line_string),
        "MultiLineString" => {
            let lines: Option<Vec<Vec<Position>>> = coordinates.as_array()?.iter().map(line).collect();
            lines.map(GeometryValue::new_multi_line_string)
        }
        _ => None,
    }
}

#[cfg(feature = "xlsx")]
fn osm_features(text: &str) -> Result<Vec<Feature>, String> {
    super::osm::features(text)
}

#[cfg(not(feature = "xlsx"))]
fn osm_features(_: &str) -> Result<Vec<Feature>, String> {
    Err("this build does not read XML".to_owned())
}

fn property_names(features: &[Feature]) -> Vec<String> {
    let mut names = BTreeSet::new();
    for feature in features {
        names.extend(feature.properties.iter().flat_map(|own| own.keys().cloned()));
    }
    names.into_iter().collect()
}

/// Returns the text of the property that is a column.
fn property(feature: &Feature, headings: &[HeadingRead], column: &str) -> Option<String> {
    let heading = headings.iter().find(|own| own.column.as_deref() == Some(column))?;
    match feature.property(&heading.heading)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A map that is being read.
struct MapReader<'m, 'w> {
    world: &'m mut ImportedWorld<'w>,
    source: Arc<SourceFile>,
    start: Span,
    of_legs: Vec<HeadingRead>,
    of_places: Vec<HeadingRead>,
    /// The nodes by bands of latitude as wide as the distance within which ends are snapped.
    bands: BTreeMap<i64, Vec<usize>>,
    nodes: Vec<(Point, String)>,
    names: BTreeSet<String>,
}

impl MapReader<'_, '_> {
    fn origin(&self, number: usize) -> Origin {
        Origin { span: self.start.clone(), note: format!("Feature {} of {}", number + 1, self.source.name) }
    }

    fn refuse(&mut self, number: usize, what: &str, help: &str) {
        let message = format!("feature {} is not read: {what}", number + 1);
        self.world.problems.push(Problem::new(Code::AbsurdCellNumber, message).at(&self.start).help(help));
    }

    /// Returns a position, or nothing after reporting that it is none on the earth.
    fn checked(&mut self, number: usize, position: &[f64]) -> Option<Point> {
        let &[lon, lat, ..] = position else { return None };
        if lon.abs() <= 180.0 && lat.abs() <= 90.0 {
            return Some((lon, lat));
        }
        let swapped = lat.abs() <= 180.0 && lon.abs() <= 90.0;
        let help = if swapped {
            "GeoJSON gives the longitude first: exchange the coordinates"
        } else {
            "export the layer in longitudes and latitudes (EPSG:4326)"
        };
        self.refuse(number, &format!("{lon}, {lat} is no longitude and latitude"), help);
        None
    }

    /// Adds the place of a point; returns whether the feature is one.
    fn point(&mut self, number: usize, feature: &Feature) -> bool {
        let Some(GeometryValue::Point { coordinates }) = feature.geometry.as_ref().map(|own| &own.value) else {
            return false;
        };
        let Some(at) = self.checked(number, coordinates.as_slice()) else { return false };
        let text = |column: &str| property(feature, &self.of_places, column);
        let name = text("name").unwrap_or_else(|| name_of(at));
        let country = text("country").filter(|code| code.len() == 2).map(|code| code.to_uppercase());
        let place = ImportedPlace {
            name,
            other_names: [text("name_zh"), text("name_ru")],
            code: text("key"),
            country,
            region: text("region"),
            kind: text("kind").and_then(|kind| KINDS.into_iter().find(|known| *known == kind)),
            at: Some(at),
            unlocode: text("unlocode"),
            tags: None,
            note: text("note"),
            origin: self.origin(number),
        };
        self.world.add_place(place);
        true
    }

    fn band(&self, lat: f64) -> i64 {
        (lat * KM_OF_DEGREE / self.world.options.snap_km.max(0.001)).floor() as i64
    }

    fn add_node(&mut self, at: Point, name: String) {
        self.bands.entry(self.band(at.1)).or_default().push(self.nodes.len());
        self.names.insert(name.clone());
        self.nodes.push((at, name));
    }

    /// Returns the name of the place at an end of a line: the nearest one, or a new one.
    fn end(&mut self, number: usize, at: Point) -> String {
        let band = self.band(at.1);
        let near = (band - 1..=band + 1).filter_map(|band| self.bands.get(&band)).flatten();
        let far = |&node: &usize| great_circle_km(at, self.nodes[node].0);
        let nearest = near.copied().min_by(|left, right| far(left).total_cmp(&far(right)));
        if let Some(node) = nearest.filter(|node| far(node) <= self.world.options.snap_km) {
            let km = far(&node);
            // A place at 180 degrees east is the one at 180 west.
            if km > 0.001 {
                self.world.snapped = (self.world.snapped.0 + 1, self.world.snapped.1.max(km));
            }
            return self.nodes[node].1.clone();
        }
        // Two nodes may round to one name.
        let mut name = name_of(at);
        while self.names.contains(&name) {
            name.push('\'');
        }
        self.add_node(at, name.clone());
        self.world.add_place(ImportedPlace {
            name: name.clone(),
            other_names: [None, None],
            code: None,
            country: None,
            region: None,
            kind: None,
            at: Some(at),
            unlocode: None,
            tags: None,
            note: None,
            origin: self.origin(number),
        });
        name
    }

    /// Adds the legs of a line, and returns their number.
    fn lines(&mut self, number: usize, feature: &Feature) -> usize {
        let lines: Vec<Vec<Vec<f64>>> = match feature.geometry.as_ref().map(|own| &own.value) {
            Some(GeometryValue::LineString { coordinates }) => vec![positions(coordinates)],
            Some(GeometryValue::MultiLineString { coordinates }) => {
                coordinates.iter().map(|line| positions(line)).collect()
            }
            Some(GeometryValue::Point { .. }) => return 0,
            _ => {
                self.refuse(number, "it is neither a line nor a point", "leave out areas and collections");
                return 0;
            }
        };
        let mut legs = 0;
        for line in lines {
            let points: Option<Vec<Point>> = line.iter().map(|position| self.checked(number, position)).collect();
            let Some(points) = points else { continue };
            let (Some(&first), Some(&last)) = (points.first(), points.last()) else { continue };
            let km: f64 = points.windows(2).map(|pair| great_circle_km(pair[0], pair[1])).sum();
            let (from, to) = (self.end(number, first), self.end(number, last));
            if from == to && km <= 2.0 * self.world.options.snap_km {
                self.world.shorter += 1;
                continue;
            }
            if from == to {
                self.refuse(number, "both ends are one place", "make --snap-km smaller, or leave out rings");
                continue;
            }
            let text = |column: &str| property(feature, &self.of_legs, column);
            let named = text("mode");
            let mode = named.as_deref().and_then(mode_named).unwrap_or(self.world.usual_mode());
            let gauge = text("gauge_mm").and_then(|text| Decimal::parse(&text).ok());
            self.world.add_leg(ImportedLeg {
                from,
                to,
                countries: [None, None],
                mode,
                both_ways: text("both_ways").is_none_or(|word| word != "no"),
                km: Decimal::parse(&format!("{km:.1}")).ok().map(Decimal::shortened),
                hours: None,
                speed_kmh: None,
                gauge_mm: gauge.filter(|gauge| (600.0..=1676.0).contains(&gauge.to_f64())),
                capacity: None,
                price: None,
                tags: text("tags"),
                note: Some("Length along the line of the map".to_owned()),
                is_computed: true,
                origin: self.origin(number),
            });
            legs += 1;
        }
        legs
    }
}

fn positions(line: &[Position]) -> Vec<Vec<f64>> {
    line.iter().map(|position| position.as_slice().to_vec()).collect()
}

/// Names a point without a name by its position.
fn name_of((lon, lat): Point) -> String {
    let (north, east) = (if lat < 0.0 { 'S' } else { 'N' }, if lon < 0.0 { 'W' } else { 'E' });
    format!("{:.3}{north} {:.3}{east}", lat.abs(), lon.abs())
}
