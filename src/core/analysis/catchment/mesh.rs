//! Regions of a map: where one of some fields, known at points and straight between them, is the greatest.
//!
//! The points are joined to triangles, and over a triangle every field is a plane. So where two fields are equal is a
//! straight line, a field is the greatest over a convex piece of each triangle, and the pieces of all fields cover it
//! without overlap. Where the pieces of two triangles meet they share their corners by name, not by coordinates: what
//! is left of their sides once shared ones cancel is the outline of a region, closed without a tolerance.

use std::collections::{BTreeMap, BTreeSet};

use spade::{DelaunayTriangulation, Point2, Triangulation};

use super::NoAreas;
use super::outline::{At, Corner, Polygon, between, chains, polygons, rings};

/// What each later field is lowered by, so that of equal ones the first is the greatest everywhere.
const LOWERED: f64 = 1e-7;

/// Returns what a field is lowered by at a point: more than any earlier field, and by less than half of that unevenly,
/// so that lines do not cross on a side or four to a point.
fn lowered(field: usize, point: usize) -> f64 {
    // The steps of splitmix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014).
    let mut bits = (field as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(point as u64);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let uneven = ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64;
    (field as f64 + uneven / 2.0) * LOWERED
}

/// Points joined to triangles.
pub(super) struct Mesh {
    points: Vec<At>,
    /// The corners of each triangle, counter-clockwise.
    triangles: Vec<[usize; 3]>,
}

/// A map divided among fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Partition {
    /// The region of each field.
    pub(super) regions: Vec<Vec<Polygon>>,
    /// The lines between the regions of two fields.
    pub(super) borders: BTreeMap<(usize, usize), Vec<Vec<At>>>,
}

/// A change of the greatest field on the way between two points.
struct LeadChange {
    /// The share of the way.
    share: f64,
    before: usize,
    after: usize,
}

impl Mesh {
    /// Joins points to triangles (Delaunay's); of points in one place the first counts.
    ///
    /// There is no triangle where all points lie on a line.
    pub(super) fn new(points: Vec<At>) -> Self {
        let mut joined = DelaunayTriangulation::<Point2<f64>>::new();
        let mut of_vertex: Vec<usize> = Vec::new();
        for (point, &(east, north)) in points.iter().enumerate() {
            // Coordinates of places are finite and far from the limits of the format.
            let Ok(vertex) = joined.insert(Point2::new(east, north)) else { continue };
            if vertex.index() == of_vertex.len() {
                of_vertex.push(point);
            }
        }
        let mut triangles: Vec<[usize; 3]> = joined
            .inner_faces()
            .map(|face| {
                let mut corners = face.vertices().map(|vertex| of_vertex[vertex.fix().index()]);
                let lowest = (0..3).min_by_key(|&corner| corners[corner]).unwrap_or(0);
                corners.rotate_left(lowest);
                corners
            })
            .collect();
        triangles.sort_unstable();
        Self { points, triangles }
    }

    /// Returns why there is no triangle, where there is none.
    pub(super) fn no_areas(&self) -> Option<NoAreas> {
        let mut different: Vec<At> = Vec::new();
        for &point in &self.points {
            if !different.contains(&point) {
                different.push(point);
            }
        }
        let why = if different.len() < 3 { NoAreas::FewPositions } else { NoAreas::OneLine };
        self.triangles.is_empty().then_some(why)
    }

    /// Returns the points that each point is joined to.
    pub(super) fn neighbours(&self) -> Vec<BTreeSet<usize>> {
        let mut all = vec![BTreeSet::new(); self.points.len()];
        for corners in &self.triangles {
            for &one in corners {
                all[one].extend(corners.iter().copied().filter(|&other| other != one));
            }
        }
        all
    }

    /// Divides the map among fields: each has what it is the greatest over, the first of equal ones.
    ///
    /// # Shape
    /// Each field has one finite value for each point.
    pub(super) fn divide(&self, fields: &[Vec<f64>]) -> Partition {
        let lower = |(field, values): (usize, &Vec<f64>)| {
            values.iter().enumerate().map(|(point, value)| value - lowered(field, point)).collect()
        };
        let fields: Vec<Vec<f64>> = fields.iter().enumerate().map(lower).collect();
        let mut at: BTreeMap<Corner, At> = BTreeMap::new();
        // Every piece of a triangle runs counter-clockwise, so a side that two pieces share runs once each way.
        let mut owners: BTreeMap<(Corner, Corner), usize> = BTreeMap::new();
        for triangle in 0..self.triangles.len() {
            for (field, piece) in self.cut(triangle, &fields, &mut at).iter().enumerate() {
                owners.extend(around(piece).map(|edge| (edge, field)));
            }
        }
        let mut outlines = vec![BTreeSet::new(); fields.len()];
        let mut shared: BTreeMap<(usize, usize), Vec<(Corner, Corner)>> = BTreeMap::new();
        for (&edge, &field) in &owners {
            let other = owners.get(&(edge.1, edge.0)).copied();
            if other != Some(field) {
                outlines[field].insert(edge);
            }
            if let Some(other) = other.filter(|&other| other < field) {
                shared.entry((other, field)).or_default().push(edge);
            }
        }
        let lines = |lines: Vec<Vec<Corner>>| -> Vec<Vec<At>> {
            lines.iter().map(|line| line.iter().map(|corner| at[corner]).collect()).collect()
        };
        let regions = outlines.into_iter().map(|outline| polygons(lines(rings(outline, &at)))).collect();
        let borders = shared.into_iter().map(|(fields, edges)| (fields, lines(chains(&edges)))).collect();
        Partition { regions, borders }
    }

    /// Cuts a triangle into the pieces over which each field is the greatest, and notes where their corners are.
    fn cut(&self, triangle: usize, fields: &[Vec<f64>], at: &mut BTreeMap<Corner, At>) -> Vec<Vec<Corner>> {
        let corners = self.triangles[triangle];
        let mut pieces: Vec<BTreeSet<Corner>> = vec![BTreeSet::new(); fields.len()];
        for &point in &corners {
            pieces[greatest(fields, point)].insert(Corner::Point(point));
            at.insert(Corner::Point(point), self.points[point]);
        }
        for (from, to) in around(&corners) {
            let (from, to) = (from.min(to), from.max(to));
            for (number, LeadChange { share, before, after }) in changes(fields, from, to).into_iter().enumerate() {
                let corner = Corner::Side(from, to, number);
                at.insert(corner, between(self.points[from], self.points[to], share));
                pieces[before].insert(corner);
                pieces[after].insert(corner);
            }
        }
        let planes: Vec<[f64; 3]> = fields.iter().map(|field| corners.map(|point| field[point])).collect();
        for (number, (meeting, shares)) in meetings(&planes).into_iter().enumerate() {
            let corner = Corner::Within(triangle, number);
            let along = |pick: fn(At) -> f64| dot(shares, corners.map(|point| pick(self.points[point])));
            at.insert(corner, (along(|point| point.0), along(|point| point.1)));
            for field in meeting {
                pieces[field].insert(corner);
            }
        }
        pieces.into_iter().map(|corners| counter_clockwise(corners, at)).collect()
    }
}

/// Sorts the corners of a convex piece counter-clockwise; fewer than three are no piece.
fn counter_clockwise(corners: BTreeSet<Corner>, at: &BTreeMap<Corner, At>) -> Vec<Corner> {
    if corners.len() < 3 {
        return Vec::new();
    }
    let count = corners.len() as f64;
    let sum = corners.iter().fold((0.0, 0.0), |sum, corner| (sum.0 + at[corner].0, sum.1 + at[corner].1));
    let middle = (sum.0 / count, sum.1 / count);
    let angle = |corner: &Corner| libm::atan2(at[corner].1 - middle.1, at[corner].0 - middle.0);
    let mut sorted: Vec<Corner> = corners.into_iter().collect();
    sorted.sort_by(|left, right| angle(left).total_cmp(&angle(right)));
    sorted
}

/// Returns the pairs of neighbours around a closed line.
fn around<T: Copy>(corners: &[T]) -> impl Iterator<Item = (T, T)> {
    (0..corners.len()).map(move |index| (corners[index], corners[(index + 1) % corners.len()]))
}

fn dot(left: [f64; 3], right: [f64; 3]) -> f64 {
    left[0] * right[0] + left[1] * right[1] + left[2] * right[2]
}

/// Returns the first of the greatest fields at a point.
fn greatest(fields: &[Vec<f64>], point: usize) -> usize {
    (1..fields.len()).fold(0, |best, field| if fields[field][point] > fields[best][point] { field } else { best })
}

/// Returns where the greatest field changes on the way between two points.
fn changes(fields: &[Vec<f64>], from: usize, to: usize) -> Vec<LeadChange> {
    let mut leader = greatest(fields, from);
    let mut found = Vec::new();
    loop {
        let (here, there) = (fields[leader][from], fields[leader][to]);
        // A field that is ahead in the end has caught up somewhere; it was behind, or had been passed, before.
        let ahead = fields.iter().enumerate().filter(|(_, field)| field[to] > there);
        let catching = ahead.map(|(position, field)| {
            let (behind, ahead) = (here - field[from], field[to] - there);
            LeadChange { share: behind / (behind + ahead), before: leader, after: position }
        });
        let rise = |change: &LeadChange| fields[change.after][to] - fields[change.after][from];
        let next = catching
            .min_by(|left, right| left.share.total_cmp(&right.share).then_with(|| rise(right).total_cmp(&rise(left))));
        let Some(next) = next else { return found };
        leader = next.after;
        found.push(LeadChange { share: next.share.clamp(0.0, 1.0), ..next });
    }
}

/// Returns where three fields are equal within a triangle and no other is as great: the fields, and the shares of the
/// corners there.
///
/// # Shape
/// `planes` has the value of each field at each corner.
fn meetings(planes: &[[f64; 3]]) -> Vec<([usize; 3], [f64; 3])> {
    let mut found = Vec::new();
    for first in 0..planes.len() {
        for second in first + 1..planes.len() {
            for third in second + 1..planes.len() {
                let meeting = [first, second, third];
                let Some(shares) = where_equal(meeting.map(|field| planes[field])) else { continue };
                let most = dot(shares, planes[first]);
                let is_below = |field: usize| meeting.contains(&field) || dot(shares, planes[field]) < most;
                if (0..planes.len()).all(is_below) {
                    found.push((meeting, shares));
                }
            }
        }
    }
    found
}

/// Returns the shares of a triangle's corners at the point within it where three planes meet, if they do.
fn where_equal([first, second, third]: [[f64; 3]; 3]) -> Option<[f64; 3]> {
    // Two planes are equal where their difference is nothing: a vector at right angles to both differences.
    let less = |left: [f64; 3], right: [f64; 3]| [left[0] - right[0], left[1] - right[1], left[2] - right[2]];
    let (one, other) = (less(first, second), less(second, third));
    let across = [
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    ];
    let sum: f64 = across.iter().sum();
    let shares = across.map(|share| share / sum);
    shares.iter().all(|&share| share > 0.0 && share < 1.0).then_some(shares)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::outline::{area, contains};
    use super::{At, Mesh, Polygon};

    fn within(polygons: &[Polygon], point: At) -> bool {
        polygons.iter().any(|polygon| polygon.iter().filter(|ring| contains(ring, point)).count() == 1)
    }

    fn size(polygons: &[Polygon]) -> f64 {
        polygons.iter().flatten().map(|ring| area(ring)).sum()
    }

    #[test]
    fn a_lead_that_falls_with_the_distance_ends_where_it_is_used_up() {
        // A square of 10 by 4 whose left side leads by 3 and whose right side is behind by 2.
        let mesh = Mesh::new(vec![(0.0, 0.0), (10.0, 0.0), (10.0, 4.0), (0.0, 4.0)]);
        let divided = mesh.divide(&[vec![0.0; 4], vec![3.0, -2.0, -2.0, 3.0]]);
        assert!((size(&divided.regions[1]) - 24.0).abs() < 1e-5);
        assert!((size(&divided.regions[0]) - 16.0).abs() < 1e-5);
        let line = &divided.borders[&(0, 1)];
        assert_eq!(line.len(), 1);
        assert!(line[0].iter().all(|point| (point.0 - 6.0).abs() < 1e-6), "{line:?}");
    }

    #[test]
    fn a_lead_in_the_middle_is_a_hole_in_the_region_around_it() {
        let mesh = Mesh::new(vec![(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (2.0, 2.0)]);
        let divided = mesh.divide(&[vec![0.0; 5], vec![-1.0, -1.0, -1.0, -1.0, 1.0]]);
        assert_eq!(divided.regions[0].len(), 1);
        assert_eq!(divided.regions[0][0].len(), 2, "an outer ring and a hole");
        assert!(area(&divided.regions[0][0][0]) > 0.0 && area(&divided.regions[0][0][1]) < 0.0);
        assert!((size(&divided.regions[1]) - 4.0).abs() < 1e-5);
    }

    #[test]
    fn points_on_a_line_have_no_map() {
        let mesh = Mesh::new(vec![(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)]);
        assert_eq!(mesh.divide(&[vec![0.0; 3], vec![1.0; 3]]).regions, [Vec::<Polygon>::new(), Vec::new()]);
    }

    proptest! {
        #[test]
        fn regions_cover_the_map_once_and_every_point_lies_in_that_of_its_greatest_field(
            points in prop::collection::btree_map((0..12_i32, 0..12_i32), prop::collection::vec(-9..9_i32, 4), 3..24),
            probes in prop::collection::vec((0.0..11.0_f64, 0.0..11.0_f64), 12),
        ) {
            let at: Vec<At> = points.keys().map(|&(east, north)| (f64::from(east), f64::from(north))).collect();
            let fields: Vec<Vec<f64>> = (0..4)
                .map(|field| points.values().map(|values| f64::from(values[field])).collect())
                .collect();
            let mesh = Mesh::new(at.clone());
            let whole: f64 = mesh.triangles.iter().map(|corners| {
                area(&[at[corners[0]], at[corners[1]], at[corners[2]], at[corners[0]]])
            }).sum();
            let divided = mesh.divide(&fields);
            let covered: f64 = divided.regions.iter().map(|region| size(region)).sum();
            prop_assert!((whole - covered).abs() < 1e-6, "{} of {}", covered, whole);
            for polygon in divided.regions.iter().flatten() {
                prop_assert!(polygon.iter().all(|ring| ring.len() > 3 && ring.first() == ring.last()));
                prop_assert!(area(&polygon[0]) > 0.0 && polygon[1..].iter().all(|ring| area(ring) < 0.0));
            }
            for &probe in &probes {
                // Worked out by itself: the triangle that holds the probe, and the fields there.
                let heights = mesh.triangles.iter().find_map(|&[a, b, c]| {
                    let part = |from: usize, to: usize| area(&[at[from], at[to], probe, at[from]]);
                    let shares = [part(b, c), part(c, a), part(a, b)];
                    let sum: f64 = shares.iter().sum();
                    let height = |field: &Vec<f64>| (shares[0] * field[a] + shares[1] * field[b] + shares[2] * field[c]) / sum;
                    shares.iter().all(|&share| share > 1e-9).then(|| fields.iter().map(height).collect::<Vec<f64>>())
                });
                let Some(heights) = heights else { continue };
                let best = heights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                for (field, region) in divided.regions.iter().enumerate() {
                    if heights[field] < best - 1e-5 {
                        prop_assert!(!within(region, probe), "field {field} at {probe:?} of {heights:?}");
                    } else if heights.iter().enumerate().all(|(other, &height)| other == field || height < best - 1e-5) {
                        prop_assert!(within(region, probe), "field {field} at {probe:?} of {heights:?}");
                    }
                }
            }
        }
    }
}
