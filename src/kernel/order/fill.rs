//! The result of contracting nodes in an order: the fill arcs that contraction adds, and the elimination tree.
//!
//! # Source
//! Liu, The role of elimination trees in sparse factorization, SIAM J. Matrix Anal. Appl. 11 (1990).

use crate::graph::Graph;

use super::neighbours::NONE;

/// The graph between ranks after every node has been contracted, lowest first.
///
/// # Shape
/// The higher neighbours of rank `x` are `heads[first[x]..first[x + 1]]`, ascending; the lowest of them is `parents[x]`,
/// or `NONE`.
#[derive(Clone, Debug)]
pub(crate) struct FilledGraph {
    pub(crate) first: Vec<u32>,
    pub(crate) heads: Vec<u32>,
    pub(crate) parents: Vec<u32>,
}

impl FilledGraph {
    /// Contracts the nodes in order: the higher neighbours of a node are its own and those of its children in the tree.
    pub(crate) fn new(neighbours: &Graph, nodes: &[u32], ranks: &[u32]) -> Self {
        let count = nodes.len();
        let mut fill = Self { first: vec![0], heads: Vec::new(), parents: Vec::with_capacity(count) };
        let mut children = Children::new(count);
        let mut seen_by = vec![NONE; count];
        let mut list = Vec::new();
        for (x, &node) in nodes.iter().enumerate() {
            let x = x as u32;
            seen_by[x as usize] = x;
            list.clear();
            let own = neighbours.heads(node).iter().map(|&other| ranks[other as usize]).filter(|&other| other > x);
            let handed = children.of(x).flat_map(|child| fill.above(child).iter().copied());
            for y in own.chain(handed) {
                if std::mem::replace(&mut seen_by[y as usize], x) != x {
                    list.push(y);
                }
            }
            list.sort_unstable();
            fill.heads.extend_from_slice(&list);
            fill.first.push(fill.heads.len() as u32);
            let parent = list.first().copied().unwrap_or(NONE);
            fill.parents.push(parent);
            children.add(parent, x);
        }
        fill
    }

    /// Returns the higher neighbours of a rank.
    pub(crate) fn above(&self, x: u32) -> &[u32] {
        &self.heads[self.first[x as usize] as usize..self.first[x as usize + 1] as usize]
    }

    /// Returns the number of triangles: each pair of higher neighbours of a node closes one.
    pub(super) fn triangles(&self) -> u64 {
        self.first
            .windows(2)
            .map(|ends| u64::from(ends[1] - ends[0]))
            .map(|above| above * above.saturating_sub(1) / 2)
            .sum()
    }

    /// Returns for each rank the number of arcs above it and its ancestors: the arcs that a query from there examines.
    pub(super) fn arcs_above(&self) -> Vec<u64> {
        let mut arcs_above = vec![0; self.parents.len()];
        for x in (0..self.parents.len()).rev() {
            let further = if self.parents[x] == NONE { 0 } else { arcs_above[self.parents[x] as usize] };
            arcs_above[x] = u64::from(self.first[x + 1] - self.first[x]) + further;
        }
        arcs_above
    }

    /// Lists the ranks so that each subtree is one run with its root at the end, and the largest child is next to its
    /// parent.
    pub(super) fn postorder(&self) -> Vec<u32> {
        let count = self.parents.len();
        let mut sizes = vec![1_u32; count];
        for x in 0..count {
            if self.parents[x] != NONE {
                sizes[self.parents[x] as usize] += sizes[x];
            }
        }
        // Preorder with the largest child first, reversed.
        let mut listed = Vec::with_capacity(count);
        let mut children = Children::new(count);
        let mut open = Vec::new();
        for x in 0..count as u32 {
            if self.parents[x as usize] == NONE {
                open.push(x);
            } else {
                children.add(self.parents[x as usize], x);
            }
        }
        let mut several = Vec::new();
        while let Some(x) = open.pop() {
            listed.push(x);
            several.extend(children.of(x));
            several.sort_unstable_by_key(|&child| (sizes[child as usize], child));
            open.append(&mut several);
        }
        listed.reverse();
        listed
    }
}

/// The children of each rank as linked lists.
struct Children {
    first: Vec<u32>,
    next: Vec<u32>,
}

impl Children {
    fn new(count: usize) -> Self {
        Self { first: vec![NONE; count], next: vec![NONE; count] }
    }

    /// Adds a child to a parent, if there is a parent.
    fn add(&mut self, parent: u32, child: u32) {
        if parent != NONE {
            self.next[child as usize] = std::mem::replace(&mut self.first[parent as usize], child);
        }
    }

    fn of(&self, parent: u32) -> impl Iterator<Item = u32> {
        let some = |node: u32| Some(node).filter(|&node| node != NONE);
        std::iter::successors(some(self.first[parent as usize]), move |&child| some(self.next[child as usize]))
    }
}
