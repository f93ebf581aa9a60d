//! An undirected graph without parallel edges and loops, the input of contraction orders.

use crate::graph::Graph;

/// The adjacency lists of an undirected graph.
///
/// # Shape
/// The neighbours of node `v` are `heads[first[v]..first[v + 1]]`, ascending.
#[derive(Clone, Debug)]
pub(crate) struct Neighbours {
    first: Vec<u32>,
    heads: Vec<u32>,
}

impl Neighbours {
    /// Creates the undirected graph of a directed one.
    pub(crate) fn of(graph: &Graph) -> Self {
        let mut degrees = vec![0_u32; graph.nodes() + 1];
        let between = |arc: usize, tail: u32| Some(graph.head(arc)).filter(|&head| head != tail);
        for tail in 0..graph.nodes() as u32 {
            for head in graph.out(tail).filter_map(|arc| between(arc, tail)) {
                degrees[tail as usize + 1] += 1;
                degrees[head as usize + 1] += 1;
            }
        }
        for node in 0..graph.nodes() {
            degrees[node + 1] += degrees[node];
        }
        let mut heads = vec![0; degrees[graph.nodes()] as usize];
        let mut end = degrees.clone();
        for tail in 0..graph.nodes() as u32 {
            for head in graph.out(tail).filter_map(|arc| between(arc, tail)) {
                for (from, to) in [(tail, head), (head, tail)] {
                    heads[end[from as usize] as usize] = to;
                    end[from as usize] += 1;
                }
            }
        }
        Self::from_lists(degrees.windows(2).map(|ends| {
            let list = &mut heads[ends[0] as usize..ends[1] as usize];
            list.sort_unstable();
            let mut list = list.to_vec();
            list.dedup();
            list
        }))
    }

    /// Creates the graph from one ascending list of neighbours for each node.
    pub(super) fn from_lists(lists: impl IntoIterator<Item = impl AsRef<[u32]>>) -> Self {
        let mut first = vec![0];
        let mut heads = Vec::new();
        for list in lists {
            heads.extend_from_slice(list.as_ref());
            first.push(heads.len() as u32);
        }
        Self { first, heads }
    }

    /// Returns the subgraph induced by some nodes, which are numbered in the order of `nodes`.
    ///
    /// # Shape
    /// `local` has one entry for each node, all `NONE` before and after.
    pub(super) fn between(&self, nodes: &[u32], local: &mut [u32]) -> Self {
        for (index, &node) in nodes.iter().enumerate() {
            local[node as usize] = index as u32;
        }
        let part = Self::from_lists(nodes.iter().map(|&node| {
            let inside = self.of_node(node).iter().map(|&head| local[head as usize]).filter(|&head| head != NONE);
            let mut list: Vec<u32> = inside.collect();
            list.sort_unstable();
            list
        }));
        for &node in nodes {
            local[node as usize] = NONE;
        }
        part
    }

    /// Returns the number of nodes.
    pub(super) fn nodes(&self) -> usize {
        self.first.len() - 1
    }

    /// Returns the neighbours of a node.
    pub(super) fn of_node(&self, node: u32) -> &[u32] {
        &self.heads[self.first[node as usize] as usize..self.first[node as usize + 1] as usize]
    }
}

/// A number that is no node.
pub(crate) const NONE: u32 = u32::MAX;

#[cfg(test)]
mod tests {
    use super::{NONE, Neighbours};
    use crate::graph::Graph;

    #[test]
    fn directions_parallels_and_loops_are_forgotten() {
        let graph = Graph::from_sorted(4, [(0, 1), (0, 1), (1, 0), (1, 1), (2, 1)]);
        let neighbours = Neighbours::of(&graph);
        assert_eq!(neighbours.of_node(0), [1]);
        assert_eq!(neighbours.of_node(1), [0, 2]);
        assert_eq!(neighbours.of_node(2), [1]);
        assert!(neighbours.of_node(3).is_empty());
        let part = neighbours.between(&[2, 1], &mut [NONE; 4]);
        assert_eq!((part.nodes(), part.of_node(0), part.of_node(1)), (2, &[1][..], &[0][..]));
    }
}
