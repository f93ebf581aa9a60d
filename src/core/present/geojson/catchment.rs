//! Catchments as a map: areas, boundaries, origins and gateways.

use ::geojson::{Feature, FeatureCollection, Geometry, JsonObject, JsonValue};

use crate::analysis::catchment::{
    AreaKind, BoundaryKind, BreakEvenLine, Catchment, CatchmentOrigin, GatewayShare, GridUsed, MapArea, MapBoundary,
    MapPolygon, OriginCorridor, Reach,
};
use crate::answer::PlaceName;
use crate::present::json;
use crate::present::pages::catchment::no_areas;
use crate::present::pages::catchment::sentence::sentence;
use crate::present::words::Lang;

use super::{amount, cut, feature, object, position};

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
    collection.foreign_members = Some(object([("catchment", about(found, lang).into())]));
    json::write(&collection)
}

/// Describes what was compared and how the map was drawn.
fn about(found: &Catchment, lang: Lang) -> JsonObject {
    let corridors: Vec<&str> = found.corridors.iter().map(|corridor| corridor.key.as_str()).collect();
    let destinations: Vec<&str> = found.destinations.iter().map(|place| place.key.as_str()).collect();
    let sentences: Vec<String> = found.lines.iter().map(|line| sentence(found, line, lang)).collect();
    let missing = no_areas(found, lang);
    let mut about = object([
        ("scenario", found.scenario.name.as_str().into()),
        ("date", found.scenario.date.as_str().into()),
        ("currency", found.scenario.currency.as_str().into()),
        ("unit", format!("{} per tonne of cargo", found.scenario.currency).into()),
        ("corridors", corridors.into()),
        ("reference", found.reference.as_str().into()),
        ("draws", found.draws.into()),
        ("seed", found.seed.into()),
        ("destinations", destinations.into()),
        (
            "interpolation",
            "savings are known at the origins, and at the points of the grid if there is one; between them they are \
             straight over the triangles of a Delaunay triangulation, which ends at the outermost origins; where a \
             corridor has no route its lead ends about halfway to there"
                .into(),
        ),
        ("grid", found.grid.as_ref().map(of_grid).into()),
        ("sentences", sentences.into()),
        ("break_even", found.lines.iter().map(of_line).collect::<Vec<JsonObject>>().into()),
    ]);
    if !missing.is_empty() {
        about.insert("not_drawn".to_owned(), missing.join(" ").into());
    }
    about
}

fn of_grid(grid: &GridUsed) -> JsonObject {
    object([
        ("step_km", grid.step_km.into()),
        ("points", grid.points.into()),
        ("nearest_origins", grid.nearest.into()),
        ("access_per_km", amount(grid.access_per_km)),
        ("access_source", grid.access_source.as_str().into()),
        ("detour", grid.detour.into()),
        ("detour_grade", "estimate".into()),
    ])
}

fn of_line(line: &BreakEvenLine) -> JsonObject {
    object([
        ("corridor", line.corridor.as_str().into()),
        ("anchor", line.anchor.key.as_str().into()),
        ("central_km", reach(line.central)),
        ("could_km", reach(line.could)),
        ("p5_km", line.p5_km.into()),
        ("p50_km", line.p50_km.into()),
        ("p95_km", line.p95_km.into()),
        ("nowhere_draws", line.nowhere.into()),
        ("whole_draws", line.whole.into()),
    ])
}

fn reach(reach: Reach) -> JsonValue {
    match reach {
        Reach::Nowhere => "nowhere".into(),
        Reach::Km(km) => km.into(),
        Reach::Whole => "whole".into(),
    }
}

fn area(found: &Catchment, own: &MapArea) -> Option<Feature> {
    let polygons: Vec<MapPolygon> =
        own.polygons.iter().flat_map(|it| cut::polygon_parts(it)).filter_map(|it| rounded(&it)).collect();
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
    Some(feature(Some(geometry), described("area", kind, meaning, found, &own.corridor)))
}

fn boundary(found: &Catchment, own: &MapBoundary) -> Option<Feature> {
    let parts = own.lines.iter().flat_map(|line| cut::line_parts(line));
    let lines: Vec<Vec<[f64; 2]>> = parts.map(|line| thinned(&line)).filter(|line| line.len() > 1).collect();
    if lines.is_empty() {
        return None;
    }
    let (kind, meaning) = match &own.kind {
        BoundaryKind::Lead { .. } => ("lead", "the lead changes with the figures at their values".to_owned()),
        BoundaryKind::Chance { percent } => ("chance", format!("saves in {percent} % of draws")),
        BoundaryKind::Could => {
            ("could", "could save up to here with its own figures at their favourable bounds".to_owned())
        }
    };
    let properties = described("boundary", kind, &meaning, found, &own.corridor);
    let mut feature = feature(Some(Geometry::new_multi_line_string(lines)), properties);
    match &own.kind {
        BoundaryKind::Lead { other } => feature.set_property("other", other.as_str()),
        BoundaryKind::Chance { percent } => feature.set_property("percent", *percent),
        BoundaryKind::Could => {}
    }
    Some(feature)
}

/// Describes an area or a boundary of a corridor.
fn described(
    what: &'static str,
    kind: &str,
    meaning: &str,
    found: &Catchment,
    corridor: &str,
) -> [(&'static str, JsonValue); 6] {
    let title = found.corridors.iter().find(|own| own.key == corridor).map(|own| own.title.as_str());
    [
        ("feature", what.into()),
        ("kind", kind.into()),
        ("meaning", meaning.into()),
        ("corridor", corridor.into()),
        ("corridor_title", title.into()),
        ("reference", found.reference.as_str().into()),
    ]
}

/// Returns a gateway as a point; nothing where the cargo goes by land all the way, or the port has no position.
fn gateway(own: &GatewayShare, lang: Lang) -> Option<Feature> {
    let place = own.gateway.as_ref()?;
    let properties = [
        ("feature", "gateway".into()),
        ("place", place.key.as_str().into()),
        ("name", lang.name(place).into()),
        ("share", own.share.into()),
        ("share_drawn", own.share_drawn.into()),
        ("tonnes_per_year", own.tonnes_per_year.into()),
        ("tonnes_drawn_per_year", own.tonnes_drawn_per_year.into()),
    ];
    Some(feature(Some(Geometry::new_point(position(place)?)), properties))
}

/// Returns an origin as a point; nothing where it has no position.
fn origin(found: &Catchment, own: &CatchmentOrigin, lang: Lang) -> Option<Feature> {
    let corridors = own.corridors.iter().map(|(key, corridor)| (key.as_str(), of_corridor(corridor).into()));
    let properties = [
        ("feature", "origin".into()),
        ("place", own.place.key.as_str().into()),
        ("name", lang.name(&own.place).into()),
        ("region", own.region.as_deref().into()),
        ("tonnes_per_year", own.tonnes_per_year.into()),
        ("destinations", own.destinations.into()),
        ("anchor", key(own.anchor.as_ref())),
        ("anchor_km", own.anchor_km.into()),
        ("leader", own.leader.as_deref().into()),
        ("margin_per_t", own.margin_per_t.map(amount).into()),
        ("currency", found.scenario.currency.as_str().into()),
        ("corridors", object(corridors).into()),
    ];
    Some(feature(Some(Geometry::new_point(position(&own.place)?)), properties))
}

fn of_corridor(own: &OriginCorridor) -> JsonObject {
    object([
        ("destinations", own.destinations.into()),
        ("gateway", key(own.gateway.as_ref())),
        ("saving_per_t", amount(own.saving_per_t)),
        ("could_save_per_t", own.could_save_per_t.map(amount).into()),
        ("p5_saving_per_t", amount(own.p5_saving_per_t)),
        ("p95_saving_per_t", amount(own.p95_saving_per_t)),
        ("chance_saves", own.chance_saves.into()),
        ("chance_leads", own.chance_leads.into()),
    ])
}

fn key(place: Option<&PlaceName>) -> JsonValue {
    place.map(|place| place.key.as_str()).into()
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
