//! Lower bounds on the rest of a path, in each criterion alone.

use crate::graph::Graph;
use crate::heap::Heap;

use super::is_usable;

/// The least value of each criterion on the remaining path from every node to one target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontBounds<const D: usize> {
    target: u32,
    /// One entry for each node; `u64::MAX` where there is no path to the target.
    least: Vec<[u64; D]>,
}

impl<const D: usize> FrontBounds<D> {
    /// Searches backwards from a target, once for each criterion.
    ///
    /// # Shape
    /// `criteria` has one entry for each arc of the reversed graph.
    pub(super) fn new(reversed: &Graph, criteria: &[[u64; D]], target: u32) -> Self {
        let mut least = vec![[u64::MAX; D]; reversed.nodes()];
        let mut heap: Heap<u64> = Heap::new(reversed.nodes());
        for criterion in 0..D {
            least[target as usize][criterion] = 0;
            heap.push(target, 0);
            while let Some((beyond, node)) = heap.pop() {
                for back in reversed.out(node).filter(|&back| is_usable(&criteria[back])) {
                    let tail = reversed.head(back);
                    let through = beyond + criteria[back][criterion];
                    if through < least[tail as usize][criterion] {
                        least[tail as usize][criterion] = through;
                        heap.push(tail, through);
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
