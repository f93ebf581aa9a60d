//! Maps (GeoJSON, and `OpenStreetMap` through it): lines to legs, points to places, the ends of lines snapped to what lies near.
//!
//! Properties are read as the cells of a table are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use encoding_rs::Encoding;
use serde_json::Value;

use super::headings::{self, SheetKind};
use super::records::{ImportedLeg, ImportedNumber, ImportedPlace, MapDoubt, MapFault, MapFeature, MapShape};
use super::rows::SheetRow;
use super::sheet::{ColumnUnit, SheetTable, Supposed, with_saved};
use super::text::{DecimalMark, GridCell, SheetGrid, decode, encoding_named};
use super::world::ImportedWorld;
use super::{HeadingRead, ImportFile, SheetRead, not_of_encoding};
use crate::problem::{Code, Problem, SourceFile, Span};
use crate::units::{Decimal, great_circle_km};

/// The kilometres of a degree of latitude.
const KM_OF_DEGREE: f64 = 111.0;

/// The bytes of an XML file in which it declares its encoding.
const MAX_DECLARATION_BYTES: usize = 200;

/// The kinds of places that a property `kind` may name.
const KINDS: [&str; 7] = ["city", "county", "district", "station", "crossing", "port", "terminal"];

/// Longitude and latitude in degrees.
type Point = (f64, f64);

/// Reads the features of a map: GeoJSON, or `OpenStreetMap` as XML.
pub(super) fn read(file: ImportFile<'_>, encoding: Option<&'static Encoding>, world: &mut ImportedWorld<'_>) {
    let encoding = encoding.or_else(|| declared(file.bytes));
    let (text, encoding, is_damaged) = decode(file.bytes, encoding);
    let source = Arc::new(SourceFile::new(file.name(), text.trim_start_matches('\u{FEFF}').to_owned()));
    if is_damaged {
        world.problems.push(not_of_encoding(&source, encoding));
        return;
    }
    let is_xml = source.text.trim_start().starts_with('<');
    let read = if is_xml { osm_features(&source.text) } else { geojson_features(&source.text) };
    let (features, doubts) = match read {
        Ok(read) => read,
        Err(MapFault { at, why }) => {
            let kind = if is_xml { "map of OpenStreetMap" } else { "GeoJSON" };
            let message = format!("`{}` is no {kind}: {why}", source.name);
            let help = "export the layer as GeoJSON in longitudes and latitudes (EPSG:4326), or the extract as .osm";
            let span = Span { source: source.clone(), start: at, end: at };
            world.problems.push(Problem::new(Code::CannotRead, message).at(&span).help(help));
            return;
        }
    };
    for MapDoubt { at, what, help } in doubts {
        let span = Span { source: source.clone(), start: at.start, end: at.end };
        world.problems.push(Problem::new(Code::Supposed, what).at(&span).help(help));
    }
    let names: Vec<String> = features
        .iter()
        .flat_map(|own| own.properties.iter().map(|(name, _)| name.clone()))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let texts: Vec<&str> = names.iter().map(String::as_str).collect();
    let [legs, places] = [SheetKind::Legs, SheetKind::Places].map(|kind| {
        let headings = with_saved(headings::matched(&texts, kind), &world.mapping(), kind);
        SheetTable::of_rows(grid(&source, &features, &names), kind, headings)
    });
    let units = legs.units(world);
    let mut map = MapReader {
        world,
        legs: &legs,
        places: &places,
        units: &units,
        supposed: Supposed::default(),
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
    std::mem::take(&mut map.supposed).report(&mut map.world.problems);
    let both = legs.headings().iter().zip(places.headings());
    let headings: Vec<HeadingRead> =
        both.map(|(leg, place)| if leg.column.is_some() { leg.clone() } else { place.clone() }).collect();
    world.sheets.push(SheetRead {
        name: source.name.clone(),
        encoding: Some(encoding),
        separator: None,
        decimal: DecimalMark::Point,
        table: Some((SheetKind::Legs, 0)),
        headings,
        rows,
        first_row: Vec::new(),
    });
}

/// Returns the encoding that an XML file declares, where it has no mark of one.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(MAX_DECLARATION_BYTES)];
    if !start.starts_with(b"<?xml") {
        return None;
    }
    let text: String = start.iter().map(|byte| char::from(*byte)).collect();
    let declaration = text.split("?>").next()?;
    let label = declaration.split("encoding").nth(1)?.split(['"', '\'']).nth(1)?.to_owned();
    encoding_named(&label)
}

/// Returns the properties of features as rows under their names.
fn grid(source: &Arc<SourceFile>, features: &[MapFeature], names: &[String]) -> SheetGrid {
    let columns: BTreeMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let row = |own: &MapFeature| {
        let mut cells = vec![GridCell { text: String::new(), at: own.at.clone() }; names.len().max(1)];
        for (name, text) in &own.properties {
            if let Some(&column) = columns.get(name.as_str()) {
                text.trim().clone_into(&mut cells[column].text);
            }
        }
        cells
    };
    SheetGrid {
        source: source.clone(),
        rows: features.iter().map(row).collect(),
        open_at: None,
        is_text: false,
        faults: Vec::new(),
    }
}

/// Reads the features of a text.
fn geojson_features(text: &str) -> Result<(Vec<MapFeature>, Vec<MapDoubt>), MapFault> {
    let fault = |at: usize, why: &str| MapFault { at, why: why.to_owned() };
    let map: Value = serde_json::from_str(text).map_err(|error| {
        let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let at = (line + error.column().saturating_sub(1)).min(text.len());
        MapFault { at: (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0), why: error.to_string() }
    })?;
    let starts = feature_starts(text);
    let features: Vec<&Value> = match map["type"].as_str() {
        Some("FeatureCollection") => map["features"].as_array().into_iter().flatten().collect(),
        Some("Feature") => vec![&map],
        _ => return Err(fault(0, "it is neither a feature nor a collection of them")),
    };
    let read = |(number, own): (usize, &&Value)| {
        let at = starts.get(number).copied().unwrap_or(0);
        let properties = own["properties"].as_object().into_iter().flatten();
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            Value::Bool(is_so) => if *is_so { "yes" } else { "no" }.to_owned(),
            other => other.to_string(),
        };
        let properties = properties.map(|(name, value)| (name.clone(), text(value))).collect();
        MapFeature { at: at..at, properties, shape: shape(&own["geometry"]) }
    };
    Ok((features.iter().enumerate().map(read).collect(), Vec::new()))
}

/// Returns the bytes at which the features of a collection begin: the objects of its list `features`.
fn feature_starts(text: &str) -> Vec<usize> {
    let (mut starts, mut depth, mut string) = (Vec::new(), 0_usize, None);
    let (mut key, mut is_escaped, mut is_in_list) = ("", false, false);
    for (at, byte) in text.bytes().enumerate() {
        if let Some(begin) = string {
            if byte == b'"' && !is_escaped {
                string = None;
                if depth == 1 {
                    key = &text[begin + 1..at];
                }
            }
            is_escaped = byte == b'\\' && !is_escaped;
            continue;
        }
        match byte {
            b'"' => string = Some(at),
            b'{' | b'[' => {
                if depth == 1 && byte == b'[' {
                    is_in_list = key == "features";
                } else if depth == 2 && byte == b'{' && is_in_list {
                    starts.push(at);
                }
                depth += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                is_in_list &= depth > 1;
            }
            _ => {}
        }
    }
    if starts.is_empty() { text.find('{').into_iter().collect() } else { starts }
}

/// Returns the geometry of a line or a point.
fn shape(own: &Value) -> MapShape {
    let position = |own: &Value| -> Option<Vec<f64>> {
        let numbers: Vec<f64> = own.as_array()?.iter().map(Value::as_f64).collect::<Option<_>>()?;
        (numbers.len() >= 2).then_some(numbers)
    };
    let line = |own: &Value| -> Option<Vec<Vec<f64>>> { own.as_array()?.iter().map(position).collect() };
    let coordinates = &own["coordinates"];
    let read = match own["type"].as_str() {
        Some("Point") => position(coordinates).map(MapShape::Point),
        Some("LineString") => line(coordinates).map(|line| MapShape::Lines(vec![line])),
        Some("MultiLineString") => {
            let lines: Option<Vec<_>> = coordinates.as_array().and_then(|lines| lines.iter().map(line).collect());
            lines.map(MapShape::Lines)
        }
        _ => None,
    };
    read.unwrap_or(MapShape::Other)
}

#[cfg(feature = "xlsx")]
fn osm_features(text: &str) -> Result<(Vec<MapFeature>, Vec<MapDoubt>), MapFault> {
    super::osm::features(text)
}

#[cfg(not(feature = "xlsx"))]
fn osm_features(_: &str) -> Result<(Vec<MapFeature>, Vec<MapDoubt>), MapFault> {
    Err(MapFault { at: 0, why: "this build does not read XML".to_owned() })
}

/// A map that is being read.
struct MapReader<'m, 'w> {
    world: &'m mut ImportedWorld<'w>,
    legs: &'m SheetTable,
    places: &'m SheetTable,
    units: &'m [ColumnUnit],
    supposed: Supposed,
    /// The nodes by bands of latitude as wide as the distance within which ends are snapped.
    bands: BTreeMap<i64, Vec<usize>>,
    nodes: Vec<(Point, String)>,
    names: BTreeSet<String>,
}

impl<'m> MapReader<'m, '_> {
    /// Returns the properties of a feature under the headings of legs or of places.
    fn row(&self, number: usize, table: &'m SheetTable) -> SheetRow<'m> {
        let sign = Some(DecimalMark::Point);
        SheetRow { table, units: self.units, at: number, sign, what: format!("feature {}", number + 1) }
    }

    fn refuse(&mut self, number: usize, what: &str, help: &str) {
        let message = format!("feature {} is not read: {what}", number + 1);
        let span = self.legs.grid.span(number, 0);
        self.world.problems.push(Problem::new(Code::AbsurdCellNumber, message).at(&span).help(help));
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
    fn point(&mut self, number: usize, feature: &MapFeature) -> bool {
        let MapShape::Point(position) = &feature.shape else { return false };
        let Some(at) = self.checked(number, position) else { return false };
        let row = self.row(number, self.places);
        let name = row.word("name").unwrap_or_else(|| name_of(at));
        let kind = row.word("kind").and_then(|kind| KINDS.into_iter().find(|known| *known == kind));
        match row.place_at(name, Some(at)) {
            Ok(place) => {
                self.world.add_place(ImportedPlace { kind, ..place });
                true
            }
            Err(problem) => {
                self.world.problems.push(problem);
                false
            }
        }
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
    fn end(&mut self, number: usize, at: Point, named: &str) -> String {
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
        let mut name = if named.is_empty() { name_of(at) } else { named.to_owned() };
        while self.names.contains(&name) {
            name.push('\'');
        }
        self.add_node(at, name.clone());
        let origin = self.row(number, self.legs).origin();
        self.world.add_place(ImportedPlace::named(name.clone(), Some(at), origin));
        name
    }

    /// Adds the legs of a line, and returns their number.
    fn lines(&mut self, number: usize, feature: &MapFeature) -> usize {
        let lines = match &feature.shape {
            MapShape::Point(_) => return 0,
            MapShape::Lines(lines) => lines,
            MapShape::Other => {
                self.refuse(number, "it is neither a line nor a point", "leave out areas and collections");
                return 0;
            }
        };
        let row = self.row(number, self.legs);
        let ends = ["from", "to"].map(|end| row.word(end).unwrap_or_default());
        let own = match row.leg_between(ends, &mut self.supposed, self.world) {
            Ok(own) => own,
            Err(problem) => {
                self.world.problems.push(problem);
                return 0;
            }
        };
        let is_of_whole =
            own.km.is_some() || own.hours.is_some() || own.price.as_ref().is_some_and(|own| !own.is_per_km);
        if lines.len() > 1 && is_of_whole {
            let help = "make a feature of each line, or give a speed and a price per tonne and kilometre";
            self.refuse(number, "its length, time or price is of several lines together", help);
            return 0;
        }
        let mut legs = 0;
        for line in lines {
            let points: Option<Vec<Point>> = line.iter().map(|position| self.checked(number, position)).collect();
            let Some(points) = points else { continue };
            let (Some(&first), Some(&last)) = (points.first(), points.last()) else { continue };
            let km: f64 = points.windows(2).map(|pair| great_circle_km(pair[0], pair[1])).sum();
            let (from, to) = (self.end(number, first, &own.from), self.end(number, last, &own.to));
            if from == to && km <= 2.0 * self.world.options.snap_km {
                self.world.shorter += 1;
                continue;
            }
            if from == to {
                self.refuse(number, "both ends are one place", "make --snap-km smaller, or leave out rings");
                continue;
            }
            let mut leg = ImportedLeg { from, to, is_of_map: true, ..own.clone() };
            if leg.km.is_none() {
                leg.km = Decimal::parse(&format!("{km:.1}")).ok().map(|km| ImportedNumber::only(km.shortened()));
                leg.is_computed = true;
                let along = "Length along the line of the map".to_owned();
                leg.note = Some(leg.note.map_or_else(|| along.clone(), |note| format!("{note}; {along}")));
            }
            self.world.add_leg(leg);
            legs += 1;
        }
        legs
    }
}

/// Names a point without a name by its position.
fn name_of((lon, lat): Point) -> String {
    let (north, east) = (if lat < 0.0 { 'S' } else { 'N' }, if lon < 0.0 { 'W' } else { 'E' });
    format!("{:.3}{north} {:.3}{east}", lat.abs(), lon.abs())
}
