//! Preprocessing of a hierarchy: contraction of all nodes, removal of unusable slots, and the list of all triangles.

use crate::graph::Graph;
use crate::order::{FilledGraph, NONE, Neighbours, Order};

use super::weight::{DOWN, UP};
use super::{ArcSlot, Hierarchy, LowerTriangles};

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
    /// use corridor_kernel::{graph::Graph, TreeQuery, Hierarchy, Order};
    ///
    /// let graph = Graph::from_sorted(3, [(0, 1), (1, 2), (2, 0)]);
    /// let hierarchy = Hierarchy::new(&graph, &Order::best(&graph, None, &[]));
    /// let metric = hierarchy.customize(&[1.0, 2.0, 4.0]);
    /// let mut query = TreeQuery::new(&hierarchy);
    /// assert_eq!(query.distance(&hierarchy, &metric, 0, 2), 3.0);
    /// assert_eq!(query.distance(&hierarchy, &metric, 1, 0), 6.0);
    /// ```
    pub fn new(graph: &Graph, order: &Order) -> Self {
        assert_eq!(graph.nodes(), order.nodes().len(), "one rank for each node");
        let fill = FilledGraph::new(&Neighbours::of(graph), order.nodes(), order.ranks());
        let places = places(graph, order, &fill);
        let live = live(&fill, &places);
        let kept = kept(&live);
        let is_live = |slot: &usize| live[*slot] != 0;
        let slots: Vec<usize> = (0..live.len()).filter(is_live).collect();
        let heads: Vec<u32> = slots.iter().map(|&slot| fill.heads[slot]).collect();
        let ways: Vec<u8> = slots.iter().map(|&slot| live[slot]).collect();
        let first: Vec<u32> =
            fill.first.iter().map(|&first| slots.partition_point(|&slot| slot < first as usize) as u32).collect();
        let (first_triangles, lower_triangles) = lower_triangles(&first, &heads, &ways);
        let (first_arc_slot, arc_slots) = arc_slots(&first, &places, &kept);
        Self {
            ranks: order.ranks().to_vec(),
            nodes: order.nodes().to_vec(),
            parents: fill.parents,
            first,
            heads,
            first_triangles,
            lower_triangles,
            first_arc_slot,
            arc_slots,
            arcs: graph.arcs(),
        }
    }
}

/// Returns for each arc its slot in the fill and its direction; `None` for an arc from a node to itself.
fn places(graph: &Graph, order: &Order, fill: &FilledGraph) -> Vec<Option<(u32, usize)>> {
    let mut places = Vec::with_capacity(graph.arcs());
    for tail in 0..graph.nodes() as u32 {
        for arc in graph.out(tail) {
            let (from, to) = (order.rank(tail), order.rank(graph.head(arc)));
            let (low, high) = (from.min(to), from.max(to));
            places.push((from != to).then(|| {
                let at = fill.above(low).partition_point(|&head| head < high) as u32;
                (fill.first[low as usize] + at, if from == low { UP } else { DOWN })
            }));
        }
    }
    places
}

/// Returns for each slot one bit per direction, set where some weights make a path in that direction: a customization
/// that only determines whether a path exists.
fn live(fill: &FilledGraph, places: &[Option<(u32, usize)>]) -> Vec<u8> {
    let mut live = vec![0_u8; fill.heads.len()];
    for &(slot, direction) in places.iter().flatten() {
        live[slot as usize] |= 1 << direction;
    }
    let (first_lower, lower) = lower(fill.parents.len(), &fill.first, &fill.heads);
    let mut at = vec![0; fill.parents.len()];
    for x in 0..fill.parents.len() {
        for slot in fill.first[x]..fill.first[x + 1] {
            at[fill.heads[slot as usize] as usize] = slot;
        }
        for &(by, end) in &lower[first_lower[x] as usize..first_lower[x + 1] as usize] {
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
fn lower(count: usize, first: &[u32], heads: &[u32]) -> (Vec<u32>, Vec<(u32, u32)>) {
    let mut first_lower = vec![0_u32; count + 1];
    for &head in heads {
        first_lower[head as usize + 1] += 1;
    }
    for x in 0..count {
        first_lower[x + 1] += first_lower[x];
    }
    let mut next = first_lower.clone();
    let mut lower = vec![(0, 0); heads.len()];
    for ends in first.windows(2) {
        for slot in ends[0]..ends[1] {
            let x = heads[slot as usize] as usize;
            lower[next[x] as usize] = (slot, ends[1]);
            next[x] += 1;
        }
    }
    (first_lower, lower)
}

/// Numbers the usable slots; the others get `NONE`.
fn kept(live: &[u8]) -> Vec<u32> {
    let mut count = 0;
    live.iter()
        .map(|&ways| {
            count += u32::from(ways != 0);
            if ways == 0 { NONE } else { count - 1 }
        })
        .collect()
}

/// Lists all triangles that can carry a path, in runs of slots that are consecutive at both ends.
fn lower_triangles(first: &[u32], heads: &[u32], ways: &[u8]) -> (Vec<u32>, Vec<LowerTriangles>) {
    let count = first.len() - 1;
    let (first_lower, lower) = lower(count, first, heads);
    let mut at = vec![NONE; count];
    let mut first_triangles = vec![0];
    let mut lower_triangles: Vec<LowerTriangles> = Vec::new();
    for x in 0..count {
        let own = &heads[first[x] as usize..first[x + 1] as usize];
        for (index, &y) in own.iter().enumerate() {
            at[y as usize] = first[x] + index as u32;
        }
        let begin = lower_triangles.len();
        for &(by, end) in &lower[first_lower[x] as usize..first_lower[x + 1] as usize] {
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
        // Sorted by length: the processor predicts the end of a loop better if the loop before was as long.
        lower_triangles[begin..].sort_unstable_by_key(|triangles| (triangles.count, triangles.by, triangles.to));
        first_triangles.push(lower_triangles.len() as u32);
    }
    (first_triangles, lower_triangles)
}

/// Lists the arcs under the rank of their lower end, sorted by slot, direction and number.
fn arc_slots(first: &[u32], places: &[Option<(u32, usize)>], kept: &[u32]) -> (Vec<u32>, Vec<ArcSlot>) {
    let mut sorted: Vec<(u32, usize, u32)> = places
        .iter()
        .enumerate()
        .filter_map(|(arc, place)| place.map(|(slot, direction)| (kept[slot as usize], direction, arc as u32)))
        .collect();
    sorted.sort_unstable();
    let mut first_arc_slot = vec![0];
    let mut arc_slots = Vec::with_capacity(sorted.len());
    let mut rest = sorted.into_iter().peekable();
    for ends in first.windows(2) {
        while let Some((slot, direction, arc)) = rest.next_if(|&(slot, ..)| slot < ends[1]) {
            arc_slots.push(ArcSlot { arc, place: 2 * slot + direction as u32 });
        }
        first_arc_slot.push(arc_slots.len() as u32);
    }
    (first_arc_slot, arc_slots)
}
