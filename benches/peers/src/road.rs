//! Roads that are made up: towns in clusters, joined by a spanning tree and by short links.

use delaunator::{EMPTY, Point, next_halfedge, triangulate};
use petgraph::unionfind::UnionFind;

use crate::input::{Input, Numbers};

/// The towns of a cluster, on average.
const PER_CLUSTER: usize = 400;
/// The width and height of the land in degrees.
const EXTENT: f64 = 20.0;
/// Metres in a degree, for the weights of roads.
const METRES: f64 = 111_000.0;

/// Makes roads between so many towns: the Euclidean minimum spanning tree and, of the other Gabriel edges, those that are
/// shorter than most edges of the tree.
///
/// # Source
/// Gabriel and Sokal, A new statistical approach to geographic variation analysis, Systematic Zoology 18 (1969).
pub(crate) fn roads(nodes: usize, seed: u64) -> Input {
    let mut numbers = Numbers(seed);
    let centres: Vec<Point> = (0..nodes.div_ceil(PER_CLUSTER))
        .map(|_| Point { x: EXTENT * numbers.unit(), y: EXTENT * numbers.unit() })
        .collect();
    let points: Vec<Point> = (0..nodes)
        .map(|_| {
            let centre = &centres[numbers.below(centres.len())];
            // The sum of six is as good as normal.
            let mut offset = || 0.4 * ((0..6).map(|_| numbers.unit()).sum::<f64>() - 3.0);
            Point { x: centre.x + offset(), y: centre.y + offset() }
        })
        .collect();
    let mut edges = gabriel(&points);
    edges.sort_by(|one, other| one.2.total_cmp(&other.2));
    let mut joined = UnionFind::new(nodes);
    let is_tree: Vec<bool> = edges.iter().map(|&(from, to, _)| joined.union(from, to)).collect();
    let tree: Vec<f64> = edges.iter().zip(&is_tree).filter(|(_, tree)| **tree).map(|(edge, _)| edge.2).collect();
    let short = tree.get(tree.len() * 9 / 10).copied().unwrap_or(0.0);
    let mut arcs = Vec::new();
    for (&(from, to, length), tree) in edges.iter().zip(is_tree) {
        if tree || length <= short {
            let weight = (length * METRES).round().max(1.0);
            arcs.push((from as u32, to as u32, weight, 0));
            arcs.push((to as u32, from as u32, weight, 0));
        }
    }
    let places: Vec<(f64, f64)> = points.iter().map(|point| (point.y, point.x)).collect();
    Input::new(format!("road_{nodes}"), &places, arcs)
}

/// Returns the edges between points that have no other point in the circle over them, with their lengths.
fn gabriel(points: &[Point]) -> Vec<(usize, usize, f64)> {
    let triangulation = triangulate(points);
    let triangles = &triangulation.triangles;
    let mut edges = Vec::new();
    for (edge, &twin) in triangulation.halfedges.iter().enumerate() {
        if twin != EMPTY && twin < edge {
            continue;
        }
        let (from, to) = (triangles[edge], triangles[next_halfedge(edge)]);
        let apex = |edge: usize| &points[triangles[next_halfedge(next_halfedge(edge))]];
        let is_clear = |other: &Point| !is_within(&points[from], &points[to], other);
        if is_clear(apex(edge)) && (twin == EMPTY || is_clear(apex(twin))) {
            let (x, y) = (points[from].x - points[to].x, points[from].y - points[to].y);
            edges.push((from, to, (x * x + y * y).sqrt()));
        }
    }
    edges
}

/// Tells whether a point lies in the circle over two others: it sees them under more than a right angle.
fn is_within(one: &Point, other: &Point, point: &Point) -> bool {
    (one.x - point.x) * (other.x - point.x) + (one.y - point.y) * (other.y - point.y) < 0.0
}
