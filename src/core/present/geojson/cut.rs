//! Lines and polygons cut at the date line.
//!
//! # Source
//! RFC 7946, section 3.1.9: a line or polygon that crosses 180 degrees is cut in two there.

use ::geojson::Geometry;

/// A point: longitude and latitude.
type LonLat = [f64; 2];

/// Makes the geometry of a line, of several parts where it crosses the date line.
pub(super) fn line(points: &[LonLat]) -> Geometry {
    let mut parts = line_parts(points);
    match parts.len() {
        1 => Geometry::new_line_string(parts.remove(0)),
        _ => Geometry::new_multi_line_string(parts),
    }
}

/// Returns the parts of a line between the date lines that it crosses, each with two points or more.
pub(super) fn line_parts(points: &[LonLat]) -> Vec<Vec<LonLat>> {
    let mut parts: Vec<Vec<LonLat>> = Vec::new();
    let mut part: Vec<LonLat> = Vec::new();
    for &point in points {
        let [lon, lat] = [within(point[0]), point[1]];
        if let Some(&[before, before_lat]) = part.last()
            && (lon - before).abs() > 180.0
        {
            // Seen from the point before, this one is beyond the date line.
            let edge = if before > 0.0 { 180.0 } else { -180.0 };
            let beyond = lon + 2.0 * edge;
            let share = (edge - before) / (beyond - before);
            let at = before_lat + share * (lat - before_lat);
            part.push([edge, at]);
            parts.push(std::mem::take(&mut part));
            part.push([-edge, at]);
        }
        part.push([lon, lat]);
    }
    parts.push(part);
    // A line that ends at the date line leaves a part of one place on its other side.
    for part in &mut parts {
        part.dedup();
    }
    parts.retain(|part| part.len() > 1);
    parts
}

/// Returns the parts of a polygon between the date lines that it crosses; its longitudes run on beyond 180 degrees.
pub(super) fn polygon_parts(rings: &[Vec<LonLat>]) -> Vec<Vec<Vec<LonLat>>> {
    let lons = || rings.iter().flatten().map(|point| point[0]);
    let turn = |lon: f64| ((lon + 180.0) / 360.0).floor() as i32;
    let (Some(west), Some(east)) = (lons().reduce(f64::min), lons().reduce(f64::max)) else { return Vec::new() };
    // A polygon that only touches the date line from the west does not cross it.
    let start = f64::from(turn(east)) * 360.0 - 180.0;
    let last = if east <= start && east > west { turn(east) - 1 } else { turn(east) };
    let part = |turn: i32| {
        let (from, to) = (f64::from(turn) * 360.0 - 180.0, f64::from(turn) * 360.0 + 180.0);
        let moved = |ring: &Vec<LonLat>| -> Vec<LonLat> {
            let cut = clipped(&clipped(ring, from, 1.0), to, -1.0);
            cut.iter().map(|&[lon, lat]| [lon - f64::from(turn) * 360.0, lat]).collect()
        };
        let rings: Vec<Vec<LonLat>> = rings.iter().map(moved).collect();
        // A hole may lie on the other side as a whole; the outer ring comes first.
        let is_there = |ring: &Vec<LonLat>| ring.len() > 3;
        is_there(&rings[0]).then(|| rings.into_iter().filter(is_there).collect())
    };
    (turn(west)..=last).filter_map(part).collect()
}

/// Cuts a closed ring at a meridian and keeps the side to the east of it (1) or to the west (-1).
///
/// # Source
/// Sutherland and Hodgman, "Reentrant Polygon Clipping", Communications of the ACM 17 (1974).
fn clipped(ring: &[LonLat], meridian: f64, side: f64) -> Vec<LonLat> {
    let depth = |point: LonLat| (point[0] - meridian) * side;
    if ring.iter().all(|&point| depth(point) >= 0.0) {
        return ring.to_vec();
    }
    let mut kept: Vec<LonLat> = Vec::new();
    for pair in ring.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        if depth(from) >= 0.0 {
            kept.push(from);
        }
        if (depth(from) < 0.0) != (depth(to) < 0.0) && depth(from) != 0.0 && depth(to) != 0.0 {
            let share = depth(from) / (depth(from) - depth(to));
            kept.push([meridian, from[1] + share * (to[1] - from[1])]);
        }
    }
    kept.dedup();
    if let Some(&first) = kept.first()
        && kept.last() != Some(&first)
    {
        kept.push(first);
    }
    kept
}

/// Returns a longitude between -180 and 180 degrees.
fn within(lon: f64) -> f64 {
    if lon > 180.0 {
        lon - 360.0
    } else if lon < -180.0 {
        lon + 360.0
    } else {
        lon
    }
}

#[cfg(test)]
mod tests {
    use super::{line_parts, polygon_parts};

    #[test]
    fn a_line_across_the_date_line_is_cut_where_it_meets_it() {
        // Vladivostok to Seattle, by a point on each side.
        let parts = line_parts(&[[132.0, 43.0], [170.0, 50.0], [-170.0, 52.0], [-122.0, 47.0]]);
        assert_eq!(
            parts,
            [vec![[132.0, 43.0], [170.0, 50.0], [180.0, 51.0]], vec![[-180.0, 51.0], [-170.0, 52.0], [-122.0, 47.0]],]
        );
        let back = line_parts(&[[-170.0, 52.0], [170.0, 50.0]]);
        assert_eq!(back, [vec![[-170.0, 52.0], [-180.0, 51.0]], vec![[180.0, 51.0], [170.0, 50.0]]]);
    }

    #[test]
    fn a_line_that_crosses_none_is_whole() {
        let points = [[-100.0, 40.0], [79.0, 50.0]];
        assert_eq!(line_parts(&points), [points.to_vec()]);
        assert_eq!(line_parts(&[[170.0, 50.0], [-180.0, 51.0]]), [vec![[170.0, 50.0], [180.0, 51.0]]]);
    }

    #[test]
    fn a_polygon_across_the_date_line_is_one_on_either_side() {
        let ring = vec![[170.0, 40.0], [190.0, 40.0], [190.0, 50.0], [170.0, 50.0], [170.0, 40.0]];
        let parts = polygon_parts(&[ring]);
        assert_eq!(
            parts,
            [
                vec![vec![[170.0, 40.0], [180.0, 40.0], [180.0, 50.0], [170.0, 50.0], [170.0, 40.0]]],
                vec![vec![[-180.0, 40.0], [-170.0, 40.0], [-170.0, 50.0], [-180.0, 50.0], [-180.0, 40.0]]],
            ]
        );
        let west = vec![[170.0, 40.0], [180.0, 40.0], [180.0, 50.0], [170.0, 40.0]];
        assert_eq!(polygon_parts(std::slice::from_ref(&west)), [vec![west]]);
    }
}
