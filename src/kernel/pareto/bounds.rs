//! What is still to come at the least, in each criterion alone.

use crate::graph::Graph;
use crate::heap::Heap;

use super::is_usable;

/// Holds a graph with every arc turned round, and the number that each arc had.
pub(super) struct Turned {
    graph: Graph,
    arc: Vec<u32>,
}

impl Turned {
    /// Turns every arc round.
    pub(super) fn of(graph: &Graph) -> Self {
        let mut arcs: Vec<(u32, u32, u32)> = (0..graph.nodes() as u32)
            .flat_map(|tail| graph.out(tail).map(move |arc| (graph.head(arc), arc as u32, tail)))
            .collect();
        arcs.sort_unstable();
        Self {
            graph: Graph::from_sorted(graph.nodes(), arcs.iter().map(|&(head, _, tail)| (head, tail))),
            arc: arcs.into_iter().map(|(_, arc, _)| arc).collect(),
        }
    }

    /// Returns the one arc that leads on from a node and not back to the one before, if there is one and no other.
    fn only_way_on(&self, from: u32, node: u32) -> Option<usize> {
        let out = self.graph.out(node);
        if out.len() > 2 {
            return None;
        }
        let mut on = out.filter(|&arc| self.graph.head(arc) != from);
        on.next().filter(|_| on.next().is_none())
    }
}

/// Holds the least of each criterion that is still to come from every node to one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds<const D: usize> {
    target: u32,
    /// One entry for each node; `u64::MAX` from where the target is out of reach.
    least: Vec<[u64; D]>,
}

impl<const D: usize> Bounds<D> {
    /// Knows nothing of what is still to come: a search by it is the plain one, which looks everywhere.
    pub fn nothing(nodes: usize, target: u32) -> Self {
        Self { target, least: vec![[0; D]; nodes] }
    }

    /// Searches from a target against the arcs, once for each criterion.
    pub(super) fn new(turned: &Turned, criteria: &[[u64; D]], target: u32) -> Self {
        let nodes = turned.graph.nodes();
        let mut least = vec![[u64::MAX; D]; nodes];
        let mut heap: Heap<u64> = Heap::new(nodes);
        for criterion in 0..D {
            least[target as usize][criterion] = 0;
            heap.push(target, 0);
            while let Some((_, node)) = heap.pop() {
                for back in turned.graph.out(node) {
                    let mut step = Some((node, back));
                    // Where a single arc leads on, as along a road between two junctions, it is followed at once: nothing
                    // is gained by letting the node wait its turn, so that the heap holds junctions only.
                    while let Some((from, back)) = step.take() {
                        let weights = &criteria[turned.arc[back] as usize];
                        if !is_usable(weights) {
                            continue;
                        }
                        let tail = turned.graph.head(back);
                        let through = least[from as usize][criterion] + weights[criterion];
                        if through < least[tail as usize][criterion] {
                            least[tail as usize][criterion] = through;
                            step = turned.only_way_on(from, tail).map(|next| (tail, next));
                            if step.is_none() {
                                heap.push(tail, through);
                            }
                        }
                    }
                }
            }
        }
        Self { target, least }
    }

    /// Returns the target.
    pub const fn target(&self) -> u32 {
        self.target
    }

    /// Returns the least of each criterion from a node to the target; nothing where the target is out of reach.
    pub fn least(&self, node: u32) -> Option<[u64; D]> {
        let least = self.least[node as usize];
        is_usable(&least).then_some(least)
    }
}
