//! A static directed graph in forward-star form.

/// Holds a directed graph whose shape does not change.
///
/// # Shape
/// `first_out` has `n + 1` entries; the arcs out of node `u` are `first_out[u]..first_out[u + 1]`. `head` has one
/// entry for each of the `m` arcs, which are sorted by their tail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    first_out: Vec<u32>,
    head: Vec<u32>,
}

impl Graph {
    /// Builds a graph of `nodes` nodes from arcs sorted by tail.
    ///
    /// # Panics
    /// Where an arc's tail is smaller than the one before, or an end is not below `nodes`.
    pub fn from_sorted(nodes: usize, arcs: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut first_out = Vec::with_capacity(nodes + 1);
        let mut head = Vec::new();
        for (tail, to) in arcs {
            assert!((tail as usize) < nodes && (to as usize) < nodes, "an arc ends outside the graph");
            assert!(tail as usize + 1 >= first_out.len(), "arcs are not sorted by tail");
            first_out.resize(tail as usize + 1, head.len() as u32);
            head.push(to);
        }
        first_out.resize(nodes + 1, head.len() as u32);
        Self { first_out, head }
    }

    /// Returns the number of nodes.
    pub fn nodes(&self) -> usize {
        self.first_out.len() - 1
    }

    /// Returns the number of arcs.
    pub fn arcs(&self) -> usize {
        self.head.len()
    }

    /// Returns the arcs out of a node.
    pub fn out(&self, node: u32) -> std::ops::Range<usize> {
        self.first_out[node as usize] as usize..self.first_out[node as usize + 1] as usize
    }

    /// Returns the node that an arc leads to.
    pub fn head(&self, arc: usize) -> u32 {
        self.head[arc]
    }

    /// Returns the node that an arc comes from.
    pub fn tail(&self, arc: usize) -> u32 {
        self.first_out.partition_point(|&first| first as usize <= arc) as u32 - 1
    }
}

#[cfg(test)]
mod tests {
    use super::Graph;

    #[test]
    fn arcs_are_found_from_their_tail_and_back() {
        let graph = Graph::from_sorted(5, [(0, 1), (0, 2), (2, 4), (2, 0), (3, 3)]);
        assert_eq!((graph.nodes(), graph.arcs()), (5, 5));
        assert_eq!(graph.out(0), 0..2);
        assert!(graph.out(1).is_empty() && graph.out(4).is_empty());
        for node in 0..5 {
            for arc in graph.out(node) {
                assert_eq!(graph.tail(arc), node);
            }
        }
        assert_eq!(graph.head(2), 4);
    }

    #[test]
    #[should_panic(expected = "not sorted")]
    fn unsorted_arcs_are_refused() {
        let _ = Graph::from_sorted(3, [(2, 0), (1, 0)]);
    }
}
