//! Lower bounds on the rest of a path, in each criterion alone.

use crate::graph::Graph;
use crate::heap::Heap;

use super::is_usable;

/// A graph with every arc reversed, and the original number of each arc.
pub(super) struct ReversedArcs {
    graph: Graph,
    arc: Vec<u32>,
}

impl ReversedArcs {
    /// Returns the graph with every arc reversed.
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

    /// Returns the only arc out of a node that does not lead back to the node before, if there is exactly one.
    fn only_way_on(&self, from: u32, node: u32) -> Option<usize> {
        let out = self.graph.out(node);
        if out.len() > 2 {
            return None;
        }
        let mut on = out.filter(|&arc| self.graph.head(arc) != from);
        on.next().filter(|_| on.next().is_none())
    }
}

/// The least value of each criterion on the remaining path from every node to one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontBounds<const D: usize> {
    target: u32,
    /// One entry for each node; `u64::MAX` where there is no path to the target.
    least: Vec<[u64; D]>,
}

impl<const D: usize> FrontBounds<D> {
    /// Creates bounds of 0: a search with them is the plain one, without guidance.
    pub fn nothing(nodes: usize, target: u32) -> Self {
        Self { target, least: vec![[0; D]; nodes] }
    }

    /// Searches backwards from a target, once for each criterion.
    pub(super) fn new(turned: &ReversedArcs, criteria: &[[u64; D]], target: u32) -> Self {
        let nodes = turned.graph.nodes();
        let mut least = vec![[u64::MAX; D]; nodes];
        let mut heap: Heap<u64> = Heap::new(nodes);
        for criterion in 0..D {
            least[target as usize][criterion] = 0;
            heap.push(target, 0);
            while let Some((_, node)) = heap.pop() {
                for back in turned.graph.out(node) {
                    let mut step = Some((node, back));
                    // Along a chain, as on a road between two junctions, the single arc onwards is followed at once
                    // instead of through the heap, so that the heap contains junctions only.
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

    /// Returns the least value of each criterion from a node to the target, or `None` where there is no path.
    pub fn least(&self, node: u32) -> Option<[u64; D]> {
        let least = self.least[node as usize];
        is_usable(&least).then_some(least)
    }
}
