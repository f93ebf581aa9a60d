//! A static directed graph in forward-star form.

/// A directed graph whose topology does not change.
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

    /// Returns the heads of the arcs out of a node.
    pub fn heads(&self, node: u32) -> &[u32] {
        &self.head[self.out(node)]
    }

    /// Iterates over the arcs in order, each with its tail.
    pub fn with_tails(&self) -> impl Iterator<Item = (u32, usize)> + '_ {
        (0..self.nodes() as u32).flat_map(|tail| self.out(tail).map(move |arc| (tail, arc)))
    }

    /// Returns the graph with every arc reversed, and for each reversed arc its number in this one.
    ///
    /// The reversed arcs out of a node are in the order of their numbers in this graph.
    pub(crate) fn reversed(&self) -> (Self, Vec<u32>) {
        let mut arcs: Vec<(u32, u32, u32)> =
            self.with_tails().map(|(tail, arc)| (self.head(arc), arc as u32, tail)).collect();
        arcs.sort_unstable();
        let reversed = Self::from_sorted(self.nodes(), arcs.iter().map(|&(head, _, tail)| (head, tail)));
        (reversed, arcs.into_iter().map(|(_, arc, _)| arc).collect())
    }

    /// Returns the node at which an arc ends.
    pub fn head(&self, arc: usize) -> u32 {
        self.head[arc]
    }

    /// Returns the node at which an arc begins.
    pub fn tail(&self, arc: usize) -> u32 {
        self.first_out.partition_point(|&first| first as usize <= arc) as u32 - 1
    }
}

/// The steps that a path takes on each arc of a graph, with the state at which each step arrives.
///
/// An arc need not be exactly one event: it may have no step, one step, or several steps in sequence.
///
/// # Shape
/// The steps of arc `a` are `steps[first[a]..first[a + 1]]`, each a step with a state; `first` has `m + 1` entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArcSteps {
    first: Vec<u32>,
    steps: Vec<(u32, u32)>,
}

impl ArcSteps {
    /// Creates an empty list, before the first arc.
    pub fn new() -> Self {
        Self { first: vec![0], steps: Vec::new() }
    }

    /// Adds the steps of the next arc, each with the state at which it arrives.
    pub fn push(&mut self, of_arc: impl IntoIterator<Item = (u32, u32)>) {
        self.steps.extend(of_arc);
        self.first.push(self.steps.len() as u32);
    }

    /// Returns the number of arcs.
    pub fn arcs(&self) -> usize {
        self.first.len() - 1
    }

    /// Returns the steps of an arc in order, each with the state at which it arrives.
    pub fn of(&self, arc: usize) -> &[(u32, u32)] {
        &self.steps[self.first[arc] as usize..self.first[arc + 1] as usize]
    }
}

impl Default for ArcSteps {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{ArcSteps, Graph};

    #[test]
    fn an_arc_takes_any_number_of_steps() {
        let mut steps = ArcSteps::new();
        steps.push([]);
        steps.push([(7, 1), (8, 2)]);
        steps.push([(9, 1)]);
        assert_eq!(steps.arcs(), 3);
        assert_eq!((steps.of(0), steps.of(1), steps.of(2)), (&[][..], &[(7, 1), (8, 2)][..], &[(9, 1)][..]));
    }

    #[test]
    fn arcs_are_found_from_their_tail_and_back() {
        let graph = Graph::from_sorted(5, [(0, 1), (0, 2), (2, 4), (2, 0), (3, 3)]);
        assert_eq!((graph.nodes(), graph.arcs()), (5, 5));
        assert_eq!(graph.out(0), 0..2);
        assert!(graph.out(1).is_empty() && graph.out(4).is_empty());
        for (tail, arc) in graph.with_tails() {
            assert_eq!(graph.tail(arc), tail);
        }
        assert_eq!(graph.head(2), 4);
        let (reversed, arcs) = graph.reversed();
        assert_eq!((reversed.out(0), reversed.head(0), arcs), (0..1, 2, vec![3, 0, 1, 4, 2]));
    }

    #[test]
    #[should_panic(expected = "not sorted")]
    fn unsorted_arcs_are_refused() {
        let _ = Graph::from_sorted(3, [(2, 0), (1, 0)]);
    }
}
