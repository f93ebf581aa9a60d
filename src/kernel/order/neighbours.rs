//! Undirected graphs, the input of contraction orders: every edge is two arcs, and the arcs out of a node have ascending
//! heads.

use crate::graph::Graph;

/// A number that is no node.
pub(crate) const NONE: u32 = u32::MAX;

/// Returns the undirected graph of a directed one, without parallel edges and loops.
pub(crate) fn undirected(graph: &Graph) -> Graph {
    let ends = graph.with_tails().map(|(tail, arc)| (tail, graph.head(arc))).filter(|&(tail, head)| tail != head);
    let mut edges: Vec<(u32, u32)> = ends.flat_map(|(tail, head)| [(tail, head), (head, tail)]).collect();
    edges.sort_unstable();
    edges.dedup();
    Graph::from_sorted(graph.nodes(), edges)
}

/// Creates an undirected graph from one ascending list of neighbours for each node.
pub(super) fn from_lists(lists: &[Vec<u32>]) -> Graph {
    let edges = (0..).zip(lists).flat_map(|(node, list)| list.iter().map(move |&head| (node, head)));
    Graph::from_sorted(lists.len(), edges)
}

/// Returns the subgraph of an undirected graph that some nodes induce, numbered in the order of `nodes`.
///
/// # Shape
/// `local` has one entry for each node of the graph, all `NONE` before and after.
pub(super) fn induced(graph: &Graph, nodes: &[u32], local: &mut [u32]) -> Graph {
    for (index, &node) in nodes.iter().enumerate() {
        local[node as usize] = index as u32;
    }
    let list = |&node: &u32| {
        let inside = graph.heads(node).iter().map(|&head| local[head as usize]).filter(|&head| head != NONE);
        let mut list: Vec<u32> = inside.collect();
        list.sort_unstable();
        list
    };
    let part = from_lists(&nodes.iter().map(list).collect::<Vec<_>>());
    for &node in nodes {
        local[node as usize] = NONE;
    }
    part
}

#[cfg(test)]
mod tests {
    use super::{NONE, induced, undirected};
    use crate::graph::Graph;

    #[test]
    fn directions_parallels_and_loops_are_forgotten() {
        let graph = undirected(&Graph::from_sorted(4, [(0, 1), (0, 1), (1, 0), (1, 1), (2, 1)]));
        let heads: Vec<&[u32]> = (0..4).map(|node| graph.heads(node)).collect();
        assert_eq!(heads, [&[1][..], &[0, 2], &[1], &[]]);
        let part = induced(&graph, &[2, 1], &mut [NONE; 4]);
        assert_eq!((part.nodes(), part.heads(0), part.heads(1)), (2, &[1][..], &[0][..]));
    }
}
