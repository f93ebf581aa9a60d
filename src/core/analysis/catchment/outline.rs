//! Outlines of regions: edges joined to lines and rings, rings to polygons.
//!
//! Corners are named, not compared by coordinates, so that what is joined is closed without a tolerance.

use std::collections::{BTreeMap, BTreeSet};

/// A point of a map: east and north.
pub(super) type At = (f64, f64);
/// A closed line, its first point repeated at its end.
pub(super) type Ring = Vec<At>;
/// An outer ring, counter-clockwise, and the rings of its holes, clockwise.
pub(super) type Polygon = Vec<Ring>;

/// A corner of a piece, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Corner {
    /// A point of the map.
    Point(usize),
    /// Where the lead changes on the side between two points, the lower one first, for the n-th time from there.
    Side(usize, usize, usize),
    /// Where three fields are equal within a triangle.
    Within(usize, usize),
}

/// Returns the point at a share of the way between two others.
pub(super) fn between(from: At, to: At, share: f64) -> At {
    (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
}

/// Joins edges to closed lines; where a region touches itself in a point its outline keeps to the inner side.
pub(super) fn rings(mut open: BTreeSet<(Corner, Corner)>, at: &BTreeMap<Corner, At>) -> Vec<Vec<Corner>> {
    let angle = |from: &Corner, to: &Corner| libm::atan2(at[to].1 - at[from].1, at[to].0 - at[from].0);
    let mut rings = Vec::new();
    while let Some(&(start, mut next)) = open.iter().next() {
        open.remove(&(start, next));
        let mut ring = vec![start, next];
        let mut last = start;
        while next != start {
            // The inner side is on the left: the next edge is the first one clockwise from where the line came from.
            let back = angle(&next, &last);
            let turn = |to: &Corner| {
                let turn = back - angle(&next, to);
                if turn <= 0.0 { turn + std::f64::consts::TAU } else { turn }
            };
            let leaving = open.range((next, Corner::Point(0))..).take_while(|edge| edge.0 == next).map(|edge| edge.1);
            let Some(to) = leaving.min_by(|left, right| turn(left).total_cmp(&turn(right))) else { break };
            open.remove(&(next, to));
            ring.push(to);
            (last, next) = (next, to);
        }
        rings.push(ring);
    }
    rings
}

/// Joins edges to lines that are as long as can be without a branch.
pub(super) fn chains(edges: &[(Corner, Corner)]) -> Vec<Vec<Corner>> {
    let mut next: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    let mut degree: BTreeMap<Corner, usize> = BTreeMap::new();
    for &(from, to) in edges {
        next.entry(from).or_default().push(to);
        *degree.entry(from).or_default() += 1;
        *degree.entry(to).or_default() += 1;
    }
    // Lines begin where edges end, or branch; what is left after that are closed lines.
    let ends = edges.iter().map(|edge| edge.0).filter(|corner| degree[corner] != 2);
    let begins: Vec<Corner> = ends.chain(edges.iter().map(|edge| edge.0)).collect();
    let mut lines = Vec::new();
    for begin in begins {
        while let Some(mut to) = next.get_mut(&begin).and_then(Vec::pop) {
            let mut line = vec![begin, to];
            while to != begin && degree[&to] == 2 {
                let Some(further) = next.get_mut(&to).and_then(Vec::pop) else { break };
                line.push(further);
                to = further;
            }
            lines.push(line);
        }
    }
    lines
}

/// Puts each hole into the smallest outer ring around it.
pub(super) fn polygons(rings: Vec<Ring>) -> Vec<Polygon> {
    let (outer, holes): (Vec<Ring>, Vec<Ring>) =
        rings.into_iter().filter(|ring| ring.len() > 3).partition(|ring| area(ring) > 0.0);
    let mut polygons: Vec<Polygon> = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        let around = polygons.iter_mut().filter(|polygon| is_around(&polygon[0], &hole));
        let smallest = around.min_by(|left, right| area(&left[0]).total_cmp(&area(&right[0])));
        if let Some(polygon) = smallest {
            polygon.push(hole);
        }
    }
    polygons
}

/// Returns the area of a ring; negative if it runs clockwise.
pub(super) fn area(ring: &[At]) -> f64 {
    let (east, north) = ring[0];
    let twice = ring.windows(2).map(|edge| {
        let [from, to] = [edge[0], edge[1]].map(|point| (point.0 - east, point.1 - north));
        from.0 * to.1 - to.0 * from.1
    });
    twice.sum::<f64>() / 2.0
}

/// Returns whether a ring runs around another that it may touch.
fn is_around(outer: &[At], inner: &[At]) -> bool {
    // The middle of an edge is on the outer ring only where the two share the edge, which outlines never do.
    inner.windows(2).all(|edge| contains(outer, between(edge[0], edge[1], 0.5)))
}

/// Returns whether a point is within a ring.
pub(super) fn contains(ring: &[At], point: At) -> bool {
    let crossed = ring.windows(2).filter(|edge| {
        let [from, to] = [edge[0], edge[1]];
        (from.1 > point.1) != (to.1 > point.1)
            && point.0 < from.0 + (point.1 - from.1) / (to.1 - from.1) * (to.0 - from.0)
    });
    crossed.count() % 2 == 1
}
