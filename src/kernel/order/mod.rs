//! The order in which the nodes of a graph are contracted: it determines how fast a hierarchy is, not what it answers.

mod dissect;
mod fill;
mod flow;
mod greedy;
mod neighbours;

use crate::graph::Graph;

pub(crate) use fill::FilledGraph;
pub(crate) use neighbours::{NONE, Neighbours};

/// The number of nodes above which [`Order::best`] does not try [`Order::min_fill`].
const MAX_NODES_FOR_MIN_FILL: usize = 10_000;
/// The number of nodes above which [`Order::best`] does not try [`Order::min_degree`].
const MAX_NODES_FOR_MIN_DEGREE: usize = 40_000;

/// A contraction order: the rank of each node of a graph.
///
/// Every order is a postorder of its elimination tree: the nodes of a subtree have consecutive ranks, its root the last.
///
/// # Shape
/// `ranks` has one entry for each node, `nodes` one for each rank; they are inverse to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    ranks: Vec<u32>,
    nodes: Vec<u32>,
}

/// The work of a hierarchy in some order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// The number of triangles that each customization processes.
    pub triangles: u64,
    /// The number of arcs that the queries examine.
    pub arcs: u64,
}

impl Effort {
    /// Returns the sum of both, with two directions for each triangle.
    pub const fn total(self) -> u64 {
        2 * self.triangles + self.arcs
    }
}

impl Order {
    /// Creates an order that contracts nodes in the order of a list; ranks are then moved within it so that subtrees
    /// are contiguous.
    ///
    /// # Panics
    /// Where the list does not have each node once.
    pub fn of(graph: &Graph, nodes: &[u32]) -> Self {
        assert_eq!(nodes.len(), graph.nodes(), "an order has each node once");
        Self::settled(&Neighbours::of(graph), nodes)
    }

    /// Creates the order that always contracts the node with the fewest neighbours; for up to about ten thousand nodes.
    pub fn min_degree(graph: &Graph) -> Self {
        let neighbours = Neighbours::of(graph);
        Self::settled(&neighbours, &greedy::min_degree(&neighbours, usize::MAX).order)
    }

    /// Creates the order that always contracts the node that adds the fewest arcs; slower than [`Order::min_degree`]
    /// and mostly better.
    pub fn min_fill(graph: &Graph) -> Self {
        let neighbours = Neighbours::of(graph);
        Self::settled(&neighbours, &greedy::min_fill(&neighbours))
    }

    /// Creates an order by nested dissection: few nodes that separate the graph come last, and each side is ordered
    /// likewise; for graphs of any size.
    ///
    /// # Shape
    /// `coordinates` has one entry for each node, on any plane; without coordinates distances are counted in arcs.
    ///
    /// # Panics
    /// Where there are fewer coordinates than nodes.
    pub fn dissection(graph: &Graph, coordinates: Option<&[(f64, f64)]>) -> Self {
        let neighbours = Neighbours::of(graph);
        Self::settled(&neighbours, &dissect::dissect(&neighbours, coordinates))
    }

    /// Creates the orders that suit the size of the graph and returns the one with the least [`Order::effort`].
    ///
    /// # Shape
    /// As in [`Order::dissection`] and [`Order::effort`].
    ///
    /// # Panics
    /// As in [`Order::dissection`].
    ///
    /// # Example
    /// ```
    /// use corridor_kernel::{graph::Graph, Order};
    ///
    /// let star = Graph::from_sorted(4, [(0, 1), (0, 2), (0, 3)]);
    /// let order = Order::best(&star, None, &[]);
    /// assert_eq!(order.effort(&star, &[]).triangles, 0); // The hub is not contracted before its neighbours.
    /// ```
    pub fn best(graph: &Graph, coordinates: Option<&[(f64, f64)]>, ends: &[u32]) -> Self {
        let neighbours = Neighbours::of(graph);
        let mut lists = vec![dissect::dissect(&neighbours, coordinates)];
        if graph.nodes() <= MAX_NODES_FOR_MIN_DEGREE {
            lists.push(greedy::min_degree(&neighbours, usize::MAX).order);
        }
        if graph.nodes() <= MAX_NODES_FOR_MIN_FILL {
            lists.push(greedy::min_fill(&neighbours));
        }
        let orders = lists.iter().map(|list| Self::settled(&neighbours, list));
        let weighed = orders.map(|order| (order.effort_of(&neighbours, ends).total(), order));
        let best = weighed.min_by_key(|&(effort, _)| effort);
        best.map_or_else(|| Self::settled(&neighbours, &[]), |(_, order)| order)
    }

    /// Returns the rank of a node: the number of nodes contracted before it.
    pub fn rank(&self, node: u32) -> u32 {
        self.ranks[node as usize]
    }

    /// Returns the nodes in the order of their contraction.
    pub fn nodes(&self) -> &[u32] {
        &self.nodes
    }

    /// Predicts the work of a hierarchy in this order for one set of prices and some queries.
    ///
    /// # Shape
    /// `ends` are the sources and targets of the queries; without any, one query between average nodes is counted.
    pub fn effort(&self, graph: &Graph, ends: &[u32]) -> Effort {
        self.effort_of(&Neighbours::of(graph), ends)
    }

    pub(crate) fn ranks(&self) -> &[u32] {
        &self.ranks
    }

    fn effort_of(&self, neighbours: &Neighbours, ends: &[u32]) -> Effort {
        let fill = FilledGraph::new(neighbours, &self.nodes, &self.ranks);
        let arcs_above = fill.arcs_above();
        let arcs = if ends.is_empty() {
            2 * arcs_above.iter().sum::<u64>() / arcs_above.len().max(1) as u64
        } else {
            ends.iter().map(|&end| arcs_above[self.ranks[end as usize] as usize]).sum()
        };
        Effort { triangles: fill.triangles(), arcs }
    }

    /// Moves nodes into a postorder of their elimination tree, which contracts to the same graph.
    fn settled(neighbours: &Neighbours, nodes: &[u32]) -> Self {
        let ranks = ranks(nodes);
        let postorder = FilledGraph::new(neighbours, nodes, &ranks).postorder();
        let nodes: Vec<u32> = postorder.iter().map(|&rank| nodes[rank as usize]).collect();
        Self { ranks: self::ranks(&nodes), nodes }
    }
}

/// Returns the position of each node in a list of all of them.
fn ranks(nodes: &[u32]) -> Vec<u32> {
    let mut ranks = vec![NONE; nodes.len()];
    for (rank, &node) in nodes.iter().enumerate() {
        assert_eq!(ranks.get(node as usize), Some(&NONE), "an order has each node once");
        ranks[node as usize] = rank as u32;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::{Effort, FilledGraph, NONE, Neighbours, Order};
    use crate::graph::Graph;

    /// Two triangles joined by an arc, and a node by itself.
    fn joined() -> Graph {
        Graph::from_sorted(7, [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3)])
    }

    #[test]
    fn subtrees_stand_together_below_their_root() {
        let graph = joined();
        for order in [
            Order::of(&graph, &[6, 3, 0, 5, 2, 1, 4]),
            Order::min_degree(&graph),
            Order::min_fill(&graph),
            Order::dissection(&graph, None),
            Order::best(&graph, None, &[0]),
        ] {
            let fill = FilledGraph::new(&Neighbours::of(&graph), order.nodes(), order.ranks());
            assert_eq!(fill.postorder(), (0..7).collect::<Vec<u32>>());
            for (rank, &node) in order.nodes().iter().enumerate() {
                assert_eq!(order.rank(node) as usize, rank);
            }
            assert_eq!(fill.parents.iter().filter(|&&parent| parent == NONE).count(), 2);
        }
    }

    #[test]
    fn effort_counts_triangles_and_the_arcs_above_both_ends() {
        let graph = joined();
        let order = Order::min_fill(&graph);
        assert_eq!(order.effort(&graph, &[0, 6]).triangles, 2);
        assert_eq!(order.effort(&graph, &[6]), Effort { triangles: 2, arcs: 0 });
        // Contracting an end of the joining arc first joins its neighbours to the other end.
        assert!(Order::of(&graph, &[2, 0, 1, 3, 4, 5, 6]).effort(&graph, &[]).triangles > 2);
        assert_eq!(Effort { triangles: 3, arcs: 4 }.total(), 10);
    }

    #[test]
    fn a_graph_without_nodes_has_an_order() {
        let graph = Graph::from_sorted(0, []);
        assert!(Order::best(&graph, None, &[]).nodes().is_empty());
    }

    #[test]
    #[should_panic(expected = "each node once")]
    fn an_order_that_lacks_a_node_is_refused() {
        let _ = Order::of(&Graph::from_sorted(3, []), &[0, 1, 1]);
    }
}
