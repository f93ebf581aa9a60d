//! Contraction orders by nested dissection: a few nodes that separate the graph come last, and each side is ordered
//! likewise.
//!
//! # Source
//! George, Nested dissection of a regular finite element mesh, SIAM J. Numer. Anal. 10 (1973); the separators are the
//! inertial flows of Schild and Sommer, On balanced separators in road networks, SEA 2015.

use crate::graph::Graph;

use super::flow::{self, Separation};
use super::greedy;
use super::neighbours::{NONE, induced};

/// The number of nodes up to which a part is ordered by degree.
const MAX_NODES_BY_DEGREE: usize = 48;
/// The degree up to which nodes are contracted first: road graphs are mostly chains.
const MAX_CHAIN_DEGREE: usize = 2;
/// The share of the nodes at each end of a direction that must be on different sides of the separator.
const END_SHARE: f64 = 0.25;

/// The number of nodes above which both sides of a separator are ordered in parallel.
const MAX_NODES_IN_SERIES: usize = 2_000;

/// Returns the nodes in the order of their contraction.
pub(super) fn dissect(neighbours: &Graph, coordinates: Option<&[(f64, f64)]>) -> Vec<u32> {
    let mut left = greedy::min_degree(neighbours, MAX_CHAIN_DEGREE);
    let (nodes, core) = left.rest();
    let part = induced(&core, &nodes, &mut vec![NONE; neighbours.nodes()]);
    left.order.append(&mut Dissection { coordinates }.pieces(&nodes, &part));
    left.order
}

/// A nested dissection of parts of a graph; `nodes` are always the numbers in the whole graph of the nodes of `part`.
#[derive(Clone, Copy)]
struct Dissection<'a> {
    coordinates: Option<&'a [(f64, f64)]>,
}

impl Dissection<'_> {
    /// Orders each connected piece of a part.
    fn pieces(self, nodes: &[u32], part: &Graph) -> Vec<u32> {
        let mut order = Vec::with_capacity(nodes.len());
        let mut seen = vec![false; nodes.len()];
        let mut scratch = vec![NONE; nodes.len()];
        for start in 0..nodes.len() as u32 {
            if seen[start as usize] {
                continue;
            }
            let mut piece = vec![start];
            seen[start as usize] = true;
            let mut next = 0;
            while let Some(&node) = piece.get(next) {
                next += 1;
                for &head in part.heads(node) {
                    if !std::mem::replace(&mut seen[head as usize], true) {
                        piece.push(head);
                    }
                }
            }
            if piece.len() == nodes.len() {
                return self.piece(nodes, part);
            }
            piece.sort_unstable();
            let inside = induced(part, &piece, &mut scratch);
            order.extend(self.piece(&named(nodes, &piece), &inside));
        }
        order
    }

    /// Orders a connected part.
    fn piece(self, nodes: &[u32], part: &Graph) -> Vec<u32> {
        let separation = if nodes.len() > MAX_NODES_BY_DEGREE { self.best_separation(nodes, part) } else { None };
        let Some(separation) = separation else {
            return named(nodes, &greedy::min_degree(part, usize::MAX).order);
        };
        let side = |side: &[u32]| self.pieces(&named(nodes, side), &induced(part, side, &mut vec![NONE; nodes.len()]));
        let (mut order, far) = if nodes.len() > MAX_NODES_IN_SERIES {
            rayon::join(|| side(&separation.near), || side(&separation.far))
        } else {
            (side(&separation.near), side(&separation.far))
        };
        order.extend(far);
        order.extend(named(nodes, &separation.separator));
        order
    }

    /// Separates a connected part along several directions and returns the separator with the fewest nodes per
    /// separated node.
    fn best_separation(self, nodes: &[u32], part: &Graph) -> Option<Separation> {
        let mut best: Option<(f64, Separation)> = None;
        for keys in self.directions(nodes, part) {
            let mut sorted: Vec<u32> = (0..nodes.len() as u32).collect();
            let by_key =
                |&one: &u32, &other: &u32| keys[one as usize].total_cmp(&keys[other as usize]).then(one.cmp(&other));
            sorted.sort_unstable_by(by_key);
            let end = ((nodes.len() as f64 * END_SHARE) as usize).max(1);
            let (sources, sinks) = (&sorted[..end], &sorted[nodes.len() - end..]);
            // A separator with more nodes than this cannot be better, however evenly it separates.
            let most = best.as_ref().map_or(nodes.len(), |(score, _)| (score * nodes.len() as f64 / 2.0) as usize);
            let Some(separation) = flow::part(part, sources, sinks, most) else { continue };
            let smaller = separation.near.len().min(separation.far.len());
            let score = separation.separator.len() as f64 / smaller as f64;
            if smaller > 0 && best.as_ref().is_none_or(|(known, _)| score < *known) {
                best = Some((score, separation));
            }
        }
        best.map(|(_, separation)| separation)
    }

    /// Returns keys to sort the nodes along several directions: four lines of the plane, or, without coordinates,
    /// differences between distances in steps from remote nodes.
    fn directions(self, nodes: &[u32], part: &Graph) -> Vec<Vec<f64>> {
        let along = |ways: [[f64; 2]; 4], at: &dyn Fn(u32) -> [f64; 2]| {
            let keys = ways.map(|way| {
                let key = |node| at(node)[0] * way[0] + at(node)[1] * way[1];
                (0..nodes.len() as u32).map(key).collect()
            });
            Vec::from(keys)
        };
        let lines = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]];
        if let Some(coordinates) = self.coordinates {
            return along(lines, &|node| {
                let (x, y) = coordinates[nodes[node as usize] as usize];
                [x, y]
            });
        }
        let furthest = |steps: &[u32]| (0..steps.len()).max_by_key(|&node| steps[node]).unwrap_or(0) as u32;
        let one = steps(part, furthest(&steps(part, 0)));
        let other = steps(part, furthest(&one));
        let least: Vec<u32> = one.iter().zip(&other).map(|(&one, &other)| one.min(other)).collect();
        let third = steps(part, furthest(&least));
        let fourth = steps(part, furthest(&third));
        along(lines, &|node| {
            let [one, other, third, fourth] =
                [&one, &other, &third, &fourth].map(|steps| f64::from(steps[node as usize]));
            [one - other, third - fourth]
        })
    }
}

/// Returns the numbers in the whole graph of some nodes of a part.
fn named(nodes: &[u32], local: &[u32]) -> Vec<u32> {
    local.iter().map(|&node| nodes[node as usize]).collect()
}

/// Counts the steps from a node of a connected part to every node.
fn steps(part: &Graph, from: u32) -> Vec<u32> {
    let mut steps = vec![NONE; part.nodes()];
    steps[from as usize] = 0;
    let mut queue = vec![from];
    let mut next = 0;
    while let Some(&node) = queue.get(next) {
        next += 1;
        for &head in part.heads(node) {
            if steps[head as usize] == NONE {
                steps[head as usize] = steps[node as usize] + 1;
                queue.push(head);
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::dissect;
    use crate::graph::Graph;
    use crate::order::fill::FilledGraph;
    use crate::order::greedy;
    use crate::order::neighbours::from_lists;

    const SIDE: u32 = 24;

    /// A square grid with both diagonals of every cell, so that nothing is a chain.
    fn mesh() -> Graph {
        let near = |node: u32| {
            let (x, y) = (node % SIDE, node / SIDE);
            let rows = y.saturating_sub(1)..(y + 2).min(SIDE);
            let columns = x.saturating_sub(1)..(x + 2).min(SIDE);
            let near = rows.flat_map(|row| columns.clone().map(move |column| row * SIDE + column));
            near.filter(|&other| other != node).collect()
        };
        from_lists(&(0..SIDE * SIDE).map(near).collect::<Vec<_>>())
    }

    fn triangles(order: &[u32]) -> u64 {
        let mut ranks = vec![0; order.len()];
        for (rank, &node) in order.iter().enumerate() {
            ranks[node as usize] = rank as u32;
        }
        FilledGraph::new(&mesh(), order, &ranks).triangles()
    }

    #[test]
    fn every_node_is_ordered_once_and_a_mesh_is_cut_in_half() {
        let coordinates: Vec<(f64, f64)> =
            (0..SIDE * SIDE).map(|node| (f64::from(node % SIDE), f64::from(node / SIDE))).collect();
        for given in [None, Some(&coordinates[..])] {
            let order = dissect(&mesh(), given);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..SIDE * SIDE).collect::<Vec<u32>>());
            let by_degree = triangles(&greedy::min_degree(&mesh(), usize::MAX).order);
            assert!(triangles(&order) < by_degree * 3 / 2, "{} against {by_degree}", triangles(&order));
        }
    }
}
