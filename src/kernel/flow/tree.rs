//! The spanning tree of the network simplex, held by parents and lists of children.

const NONE: u32 = u32::MAX;

/// A rooted tree over all nodes, whose edges are arcs of a network.
///
/// # Shape
/// Every field has one entry for each node.
pub(super) struct Tree {
    /// The node above, `NONE` at the root.
    pub(super) parent: Vec<u32>,
    /// The arc between a node and its parent.
    pub(super) arc: Vec<u32>,
    /// Whether that arc leads from the node to its parent.
    pub(super) leads_up: Vec<bool>,
    depth: Vec<u32>,
    first_child: Vec<u32>,
    next: Vec<u32>,
    previous: Vec<u32>,
    stack: Vec<u32>,
}

impl Tree {
    /// Creates a tree of nodes that are not yet tied to anything but that one of them is the root.
    pub(super) fn new(nodes: usize) -> Self {
        let none = || vec![NONE; nodes];
        Self {
            parent: none(),
            arc: none(),
            leads_up: vec![true; nodes],
            depth: vec![0; nodes],
            first_child: none(),
            next: none(),
            previous: none(),
            stack: Vec::new(),
        }
    }

    /// Puts a node with all below it under another one; call `update` afterwards.
    pub(super) fn link(&mut self, node: u32, parent: u32, arc: u32, leads_up: bool) {
        let at = node as usize;
        (self.parent[at], self.arc[at], self.leads_up[at]) = (parent, arc, leads_up);
        let sibling = std::mem::replace(&mut self.first_child[parent as usize], node);
        (self.previous[at], self.next[at]) = (NONE, sibling);
        if sibling != NONE {
            self.previous[sibling as usize] = node;
        }
    }

    fn unlink(&mut self, node: u32) {
        let (previous, next) = (self.previous[node as usize], self.next[node as usize]);
        if previous == NONE {
            self.first_child[self.parent[node as usize] as usize] = next;
        } else {
            self.next[previous as usize] = next;
        }
        if next != NONE {
            self.previous[next as usize] = previous;
        }
    }

    /// Cuts the edge above `cut` and ties the part below it to `parent` by `arc`, which ends at `node` of that part.
    ///
    /// The path from `node` to `cut` changes its direction.
    pub(super) fn replace(&mut self, cut: u32, node: u32, parent: u32, arc: u32, leads_up: bool) {
        let (mut node, mut parent, mut arc, mut leads_up) = (node, parent, arc, leads_up);
        loop {
            let at = node as usize;
            let (above, old_arc, old_up) = (self.parent[at], self.arc[at], self.leads_up[at]);
            self.unlink(node);
            self.link(node, parent, arc, leads_up);
            if node == cut {
                return;
            }
            (node, parent, arc, leads_up) = (above, node, old_arc, !old_up);
        }
    }

    /// Calls a function for a node and all below it, and sets their depths.
    pub(super) fn update(&mut self, node: u32, mut each: impl FnMut(usize)) {
        self.stack.push(node);
        while let Some(node) = self.stack.pop() {
            let at = node as usize;
            self.depth[at] = self.depth[self.parent[at] as usize] + 1;
            each(at);
            let mut child = self.first_child[at];
            while child != NONE {
                self.stack.push(child);
                child = self.next[child as usize];
            }
        }
    }

    /// Returns the node at which the ways from two nodes to the root meet.
    pub(super) fn meet(&self, one: u32, other: u32) -> u32 {
        let (mut one, mut other) = (one, other);
        while one != other {
            if self.depth[one as usize] >= self.depth[other as usize] {
                one = self.parent[one as usize];
            } else {
                other = self.parent[other as usize];
            }
        }
        one
    }
}
