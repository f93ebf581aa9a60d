//! Catchments as a map: areas, boundaries, origins and gateways.

use ::geojson::{Feature, FeatureCollection, Geometry, JsonObject, JsonValue};

use crate::analysis::catchment::{
    AreaKind, BoundaryKind, BreakEvenLine, Catchment, CatchmentOrigin, GatewayShare, GridUsed, MapArea, MapBoundary,
    MapPolygon, OriginCorridor, Reach,
};
use crate::present::json;
use crate::present::pages::catchment::sentence::sentence;
use crate::present::words::Lang;
use crate::units::Money;

use super::decimal;

/// The parts of a degree that coordinates are written in.
const PER_DEGREE: f64 = 1e6;

/// Writes areas and boundaries first, then origins and gateways as points; what they mean is described in `catchment`,
/// a member of the collection.
pub fn catchment(found: &Catchment, lang: Lang) -> String {
    let mut features: Vec<Feature> = found.map.areas.iter().filter_map(|own| area(found, own)).collect();
    features.extend(found.map.boundaries.iter().filter_map(|own| boundary(found, own)));
    features.extend(found.origins.iter().filter_map(|own| origin(found, own, lang)));
    features.extend(found.gateways.iter().filter_map(|own| gateway(own, lang)));
    let mut collection = FeatureCollection::new(features);
    collection.foreign_members = Some(about(found, lang));
    json::write(&collection)
}

/// Returns a gateway as a point; nothing where the cargo goes by land all the way, or the port has no position.
fn gateway(own: &GatewayShare, lang: Lang) -> Option<Feature> {
    let place = own.gateway.as_ref()?;
    let (lat, lon) = place.position?;
    let mut properties = JsonObject::new();
    properties.insert("feature".to_owned(), "gateway".into());
    properties.insert("place".to_owned(), place.key.as_str().into());
    properties.insert("name".to_owned(), lang.name(place).into());
    properties.insert("share".to_owned(), own.share.into());
    properties.insert("share_drawn".to_owned(), own.share_drawn.into());
    properties.insert("tonnes_per_year".to_owned(), own.tonnes_per_year.into());
    properties.insert("tonnes_drawn_per_year".to_owned(), own.tonnes_drawn_per_year.into());
    Some(feature(Geometry::new_point([lon, lat]), properties))
}

fn feature(geometry: Geometry, properties: JsonObject) -> Feature {
    Feature { geometry: Some(geometry), properties: Some(properties), ..Feature::default() }
}

/// Describes what was compared and how the map was drawn.
fn about(found: &Catchment, lang: Lang) -> JsonObject {
    let mut about = JsonObject::new();
    let mut set = |name: &str, value: JsonValue| {
        about.insert(name.to_owned(), value);
    };
    set("scenario", found.scenario.name.as_str().into());
    set("date", found.scenario.date.as_str().into());
    set("currency", found.scenario.currency.as_str().into());
    set("unit", format!("{} per tonne of cargo", found.scenario.currency).into());
    set("corridors", found.corridors.iter().map(|corridor| corridor.key.as_str()).collect::<Vec<_>>().into());
    set("reference", found.reference.key.as_str().into());
    set("draws", found.draws.into());
    set("seed", found.seed.into());
    let destinations: Vec<&str> = found.destinations.iter().map(|place| place.key.as_str()).collect();
    set("destinations", destinations.into());
    set(
        "interpolation",
        "savings are known at the origins, and at the points of the grid if there is one; between them they are straight over \
         the triangles of a Delaunay triangulation, which ends at the outermost origins; where a corridor has no route its \
         lead ends about halfway to there"
            .into(),
    );
    set("grid", found.grid.as_ref().map(of_grid).into());
    let sentences: Vec<String> = found.lines.iter().map(|line| sentence(found, line, lang)).collect();
    set("sentences", sentences.into());
    set("break_even", found.lines.iter().map(of_line).collect::<Vec<JsonValue>>().into());
    let mut member = JsonObject::new();
    member.insert("catchment".to_owned(), about.into());
    member
}

fn of_grid(grid: &GridUsed) -> JsonValue {
    let mut about = JsonObject::new();
    about.insert("step_km".to_owned(), grid.step_km.into());
    about.insert("points".to_owned(), grid.points.into());
    about.insert("nearest_origins".to_owned(), grid.nearest.into());
    about.insert("access_per_km".to_owned(), amount(grid.access_per_km));
    about.insert("access_source".to_owned(), grid.access_source.as_str().into());
    about.insert("detour".to_owned(), grid.detour.into());
    about.insert("detour_grade".to_owned(), "estimate".into());
    JsonValue::Object(about)
}

fn of_line(line: &BreakEvenLine) -> JsonValue {
    let mut own = JsonObject::new();
    own.insert("corridor".to_owned(), line.corridor.key.as_str().into());
    own.insert("anchor".to_owned(), line.anchor.key.as_str().into());
    own.insert("central_km".to_owned(), reach(line.central));
    own.insert("could_km".to_owned(), reach(line.could));
    own.insert("p5_km".to_owned(), line.p5_km.into());
    own.insert("p50_km".to_owned(), line.p50_km.into());
    own.insert("p95_km".to_owned(), line.p95_km.into());
    own.insert("nowhere_draws".to_owned(), line.nowhere.into());
    own.insert("whole_draws".to_owned(), line.whole.into());
    JsonValue::Object(own)
}

fn reach(reach: Reach) -> JsonValue {
    match reach {
        Reach::Nowhere => "nowhere".into(),
        Reach::Km(km) => km.into(),
        Reach::Whole => "whole".into(),
    }
}

fn amount(amount: Money) -> JsonValue {
    decimal(&amount.to_string())
}

fn area(found: &Catchment, own: &MapArea) -> Option<Feature> {
    let polygons: Vec<MapPolygon> = own.polygons.iter().filter_map(rounded).collect();
    let geometry = match polygons.as_slice() {
        [] => return None,
        [only] => Geometry::new_polygon(only.clone()),
        _ => Geometry::new_multi_polygon(polygons),
    };
    let (kind, meaning) = match own.kind {
        AreaKind::Leads => ("leads", "saves most with the figures at their values"),
        AreaKind::Band => ("band", "saves in more than 5 % and less than 95 % of draws"),
        AreaKind::Could => ("could", "could save with its own figures at their favourable bounds"),
    };
    Some(feature(geometry, described("area", kind, meaning, found, own.corridor)))
}

fn boundary(found: &Catchment, own: &MapBoundary) -> Option<Feature> {
    let lines: Vec<Vec<[f64; 2]>> = own.lines.iter().map(|line| thinned(line)).filter(|line| line.len() > 1).collect();
    if lines.is_empty() {
        return None;
    }
    let (kind, meaning) = match own.kind {
        BoundaryKind::Lead { .. } => ("lead", "the lead changes with the figures at their values".to_owned()),
        BoundaryKind::Chance { percent } => ("chance", format!("saves in {percent} % of draws")),
        BoundaryKind::Could => {
            ("could", "could save up to here with its own figures at their favourable bounds".to_owned())
        }
    };
    let mut properties = described("boundary", kind, &meaning, found, own.corridor);
    match own.kind {
        BoundaryKind::Lead { other } => {
            properties.insert("other".to_owned(), found.corridors[other].key.as_str().into());
        }
        BoundaryKind::Chance { percent } => {
            properties.insert("percent".to_owned(), percent.into());
        }
        BoundaryKind::Could => {}
    }
    Some(feature(Geometry::new_multi_line_string(lines), properties))
}

fn described(feature: &str, kind: &str, meaning: &str, found: &Catchment, corridor: usize) -> JsonObject {
    let mut properties = JsonObject::new();
    properties.insert("feature".to_owned(), feature.into());
    properties.insert("kind".to_owned(), kind.into());
    properties.insert("meaning".to_owned(), meaning.into());
    properties.insert("corridor".to_owned(), found.corridors[corridor].key.as_str().into());
    properties.insert("corridor_title".to_owned(), found.corridors[corridor].title.as_str().into());
    properties.insert("reference".to_owned(), found.reference.key.as_str().into());
    properties
}

fn origin(found: &Catchment, own: &CatchmentOrigin, lang: Lang) -> Option<Feature> {
    let (lat, lon) = own.place.position?;
    let mut properties = JsonObject::new();
    let mut set = |name: &str, value: JsonValue| {
        properties.insert(name.to_owned(), value);
    };
    set("feature", "origin".into());
    set("place", own.place.key.as_str().into());
    set("name", lang.name(&own.place).into());
    set("region", own.region.as_deref().into());
    set("tonnes_per_year", own.tonnes_per_year.into());
    set("destinations", own.destinations.into());
    set("anchor", own.anchor.as_ref().map(|place| place.key.as_str()).into());
    set("anchor_km", own.anchor_km.into());
    set("leader", own.leader.as_ref().map(|leader| leader.key.as_str()).into());
    set("margin_per_t", own.margin_per_t.map(amount).into());
    set("currency", found.scenario.currency.as_str().into());
    let mut corridors = JsonObject::new();
    for (position, corridor) in own.corridors.known() {
        corridors.insert(found.corridors[position].key.clone(), of_corridor(corridor));
    }
    set("corridors", corridors.into());
    Some(feature(Geometry::new_point([lon, lat]), properties))
}

fn of_corridor(own: &OriginCorridor) -> JsonValue {
    let mut properties = JsonObject::new();
    properties.insert("destinations".to_owned(), own.destinations.into());
    properties.insert("gateway".to_owned(), own.gateway.as_ref().map(|place| place.key.as_str()).into());
    properties.insert("saving_per_t".to_owned(), amount(own.saving_per_t));
    properties.insert("could_save_per_t".to_owned(), own.could_save_per_t.map(amount).into());
    properties.insert("p5_saving_per_t".to_owned(), amount(own.p5_saving_per_t));
    properties.insert("p95_saving_per_t".to_owned(), amount(own.p95_saving_per_t));
    properties.insert("chance_saves".to_owned(), own.chance_saves.into());
    properties.insert("chance_leads".to_owned(), own.chance_leads.into());
    properties.into()
}

/// Rounds coordinates as they are written, and leaves out points that repeat the last one.
fn thinned(line: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let round = |degrees: f64| (degrees * PER_DEGREE).round() / PER_DEGREE;
    let mut thinned: Vec<[f64; 2]> = line.iter().map(|point| point.map(round)).collect();
    thinned.dedup();
    thinned
}

/// Rounds a polygon; rings too small to have an inside then are left out, with all of the polygon if it is the outer one.
fn rounded(polygon: &MapPolygon) -> Option<MapPolygon> {
    let mut rings = polygon.iter().map(|ring| thinned(ring));
    let outer = rings.next().filter(|ring| ring.len() > 3)?;
    Some(std::iter::once(outer).chain(rings.filter(|ring| ring.len() > 3)).collect())
}
