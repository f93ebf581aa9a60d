//! Preprocessing of a hierarchy: contraction of all nodes, removal of unusable slots, and the list of all triangles.

use crate::graph::Graph;
use crate::order::{FilledGraph, NONE, Order, undirected};

use super::{ArcSlot, DOWN, Hierarchy, LowerTriangles, UP};

impl Hierarchy {
    /// Contracts a graph in a given order.
    ///
    /// Parallel arcs share a slot, whose weight is their least weight; arcs from a node to itself are left out.
    ///
    /// # Panics
    /// Where the order is not of this graph's nodes.
    ///
    /// # Example
    /// ```
    /// use corridor_kernel::{graph::Graph, Hierarchy, Order, Targets};
    ///
    /// let graph = Graph::from_sorted(3, [(0, 1), (1, 2), (2, 0)]);
    /// let hierarchy = Hierarchy::new(&graph, &Order::dissection(&graph, None));
    /// let metric = hierarchy.customize(&[1.0, 2.0, 4.0]);
    /// assert_eq!(Targets::new(&hierarchy, &[2, 0]).matrix(&hierarchy, &metric, &[0, 1]), [3.0, 0.0, 2.0, 6.0]);
    /// ```
    pub fn new(graph: &Graph, order: &Order) -> Self {
        assert_eq!(graph.nodes(), order.nodes().len(), "one rank for each node");
        let fill = FilledGraph::new(&undirected(graph), order.nodes(), order.ranks());
        let places = places(graph, order, &fill);
        let live = live(&fill, &places);
        let slots: Vec<u32> = (0..live.len() as u32).filter(|&slot| live[slot as usize] != 0).collect();
        // The number of usable slots before each slot of the fill.
        let usable_before = |slot: u32| slots.partition_point(|&other| other < slot) as u32;
        let heads: Vec<u32> = slots.iter().map(|&slot| fill.heads[slot as usize]).collect();
        let ways: Vec<u8> = slots.iter().map(|&slot| live[slot as usize]).collect();
        let first: Vec<u32> = fill.first.iter().map(|&first| usable_before(first)).collect();
        let lower_triangles = lower_triangles(&first, &heads, &ways);
        let arcs = places.into_iter().enumerate();
        let mut arc_slots: Vec<ArcSlot> = arcs
            .filter_map(|(arc, place)| {
                let (slot, direction) = place?;
                Some(ArcSlot { place: 2 * usable_before(slot) + direction as u32, arc: arc as u32 })
            })
            .collect();
        arc_slots.sort_unstable();
        let ranks = order.ranks().to_vec();
        let (parents, arcs) = (fill.parents, graph.arcs());
        Self { ranks, parents, first, heads, lower_triangles, arc_slots, arcs }
    }
}

/// Returns for each arc its slot in the fill and its direction; `None` for an arc from a node to itself.
fn places(graph: &Graph, order: &Order, fill: &FilledGraph) -> Vec<Option<(u32, usize)>> {
    let place = |(tail, arc): (u32, usize)| {
        let (from, to) = (order.rank(tail), order.rank(graph.head(arc)));
        let (low, high) = (from.min(to), from.max(to));
        (from != to).then(|| {
            let at = fill.above(low).partition_point(|&head| head < high) as u32;
            (fill.first[low as usize] + at, if from == low { UP } else { DOWN })
        })
    };
    graph.with_tails().map(place).collect()
}

/// Returns for each slot one bit per direction, set where some weights make a path in that direction: a customization
/// that only determines whether a path exists.
fn live(fill: &FilledGraph, places: &[Option<(u32, usize)>]) -> Vec<u8> {
    let mut live = vec![0_u8; fill.heads.len()];
    for &(slot, direction) in places.iter().flatten() {
        live[slot as usize] |= 1 << direction;
    }
    let mut at = vec![0; fill.parents.len()];
    for (x, lower) in lower(&fill.first, &fill.heads).into_iter().enumerate() {
        for slot in fill.first[x]..fill.first[x + 1] {
            at[fill.heads[slot as usize] as usize] = slot;
        }
        for (by, end) in lower {
            for over in by as usize + 1..end as usize {
                live[at[fill.heads[over] as usize] as usize] |= through(live[by as usize], live[over]);
            }
        }
    }
    live
}

/// Returns the usable directions of a path `x - v - y` from those of the slots `v - x` and `v - y`.
const fn through(by: u8, over: u8) -> u8 {
    let turned = by >> DOWN & 1 | (by >> UP & 1) << DOWN;
    turned & over
}

/// Returns for each rank the slots whose upper end it is, each with the end of the slots of its lower end, the lowest
/// first.
fn lower(first: &[u32], heads: &[u32]) -> Vec<Vec<(u32, u32)>> {
    let mut lower = vec![Vec::new(); first.len() - 1];
    for ends in first.windows(2) {
        for slot in ends[0]..ends[1] {
            lower[heads[slot as usize] as usize].push((slot, ends[1]));
        }
    }
    lower
}

/// Lists all triangles that can carry a path, in runs of slots that are consecutive at both ends.
fn lower_triangles(first: &[u32], heads: &[u32], ways: &[u8]) -> Vec<LowerTriangles> {
    let mut at = vec![NONE; first.len() - 1];
    let mut lower_triangles: Vec<LowerTriangles> = Vec::new();
    for (x, lower) in lower(first, heads).into_iter().enumerate() {
        let own = &heads[first[x] as usize..first[x + 1] as usize];
        for (index, &y) in own.iter().enumerate() {
            at[y as usize] = first[x] + index as u32;
        }
        let begin = lower_triangles.len();
        for (by, end) in lower {
            for over in by + 1..end {
                if through(ways[by as usize], ways[over as usize]) == 0 {
                    continue;
                }
                let to = at[heads[over as usize] as usize];
                match lower_triangles[begin..].last_mut() {
                    Some(last) if last.by == by && last.from + last.count == over && last.to + last.count == to => {
                        last.count += 1;
                    }
                    _ => lower_triangles.push(LowerTriangles { by, from: over, to, count: 1 }),
                }
            }
        }
    }
    lower_triangles
}
