//! The order in which the nodes of a graph are contracted: it determines how fast a hierarchy is, not what it answers.

mod dissect;
mod fill;
mod flow;
mod greedy;
mod neighbours;

use rayon::prelude::*;

use crate::graph::Graph;

pub(crate) use fill::FilledGraph;
pub(crate) use neighbours::{NONE, undirected};

/// The number of nodes above which [`Order::best`] does not try the order of least fill.
const MAX_NODES_FOR_MIN_FILL: usize = 10_000;
/// The number of nodes above which [`Order::best`] does not try the order of least degree.
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

impl Order {
    /// Creates an order that contracts nodes in the order of a list; ranks are then moved within it so that subtrees
    /// are contiguous.
    ///
    /// # Panics
    /// Where the list does not have each node once.
    pub fn of(graph: &Graph, nodes: &[u32]) -> Self {
        assert_eq!(nodes.len(), graph.nodes(), "an order has each node once");
        Self::settled(&undirected(graph), nodes)
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
        let neighbours = undirected(graph);
        Self::settled(&neighbours, &dissect::dissect(&neighbours, coordinates))
    }

    /// Creates the orders that suit the size of a graph and returns the one that needs the least work for one set of
    /// prices and the queries between some nodes: two directions of each triangle, and the arcs that the queries examine.
    pub(crate) fn best(graph: &Graph, ends: &[u32]) -> Self {
        let neighbours = undirected(graph);
        let nodes = graph.nodes();
        let lists: [&(dyn Fn() -> Option<Vec<u32>> + Sync); 3] = [
            &|| Some(dissect::dissect(&neighbours, None)),
            &|| (nodes <= MAX_NODES_FOR_MIN_DEGREE).then(|| greedy::min_degree(&neighbours, usize::MAX).order),
            &|| (nodes <= MAX_NODES_FOR_MIN_FILL).then(|| greedy::min_fill(&neighbours)),
        ];
        let with_effort = |list: Vec<u32>| {
            let order = Self::settled(&neighbours, &list);
            let fill = FilledGraph::new(&neighbours, &order.nodes, &order.ranks);
            let arcs_above = fill.arcs_above();
            let arcs: u64 = ends.iter().map(|&end| arcs_above[order.rank(end) as usize]).sum();
            (2 * fill.triangles() + arcs, order)
        };
        let orders: Vec<(u64, Self)> = lists.par_iter().filter_map(|list| list().map(with_effort)).collect();
        let least = orders.into_iter().min_by_key(|(effort, _)| *effort);
        least.map_or_else(|| Self::settled(&neighbours, &[]), |(_, order)| order)
    }

    /// Returns the rank of a node: the number of nodes contracted before it.
    pub fn rank(&self, node: u32) -> u32 {
        self.ranks[node as usize]
    }

    /// Returns the nodes in the order of their contraction.
    pub fn nodes(&self) -> &[u32] {
        &self.nodes
    }

    pub(crate) fn ranks(&self) -> &[u32] {
        &self.ranks
    }

    /// Moves nodes into a postorder of their elimination tree, which contracts to the same graph.
    fn settled(neighbours: &Graph, nodes: &[u32]) -> Self {
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
    use super::{FilledGraph, NONE, Order, undirected};
    use crate::graph::Graph;

    #[test]
    fn subtrees_stand_together_below_their_root() {
        // Two triangles joined by an arc, and a node by itself.
        let graph = Graph::from_sorted(7, [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 5), (5, 3)]);
        for order in
            [Order::of(&graph, &[6, 3, 0, 5, 2, 1, 4]), Order::dissection(&graph, None), Order::best(&graph, &[0])]
        {
            let fill = FilledGraph::new(&undirected(&graph), order.nodes(), order.ranks());
            assert_eq!(fill.postorder(), (0..7).collect::<Vec<u32>>());
            for (rank, &node) in order.nodes().iter().enumerate() {
                assert_eq!(order.rank(node) as usize, rank);
            }
            assert_eq!(fill.parents.iter().filter(|&&parent| parent == NONE).count(), 2);
        }
        assert!(Order::dissection(&Graph::from_sorted(0, []), None).nodes().is_empty());
    }

    #[test]
    #[should_panic(expected = "each node once")]
    fn an_order_that_lacks_a_node_is_refused() {
        let _ = Order::of(&Graph::from_sorted(3, []), &[0, 1, 1]);
    }
}
