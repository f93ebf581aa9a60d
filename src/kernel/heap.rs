//! An indexed heap with four children per node, the priority queue of the searches.

const ABSENT: u32 = u32::MAX;

/// A priority queue of graph nodes, smallest key first, which contains each node at most once.
///
/// # Shape
/// `place` has one entry for each node of the graph: its position in `items`, or `ABSENT`.
#[derive(Clone)]
pub(super) struct Heap<K> {
    items: Vec<(K, u32)>,
    place: Vec<u32>,
}

impl<K: Copy + Ord> Heap<K> {
    pub(super) fn new(nodes: usize) -> Self {
        Self { items: Vec::new(), place: vec![ABSENT; nodes] }
    }

    pub(super) fn clear(&mut self) {
        for &(_, node) in &self.items {
            self.place[node as usize] = ABSENT;
        }
        self.items.clear();
    }

    /// Adds a node, or lowers its key.
    pub(super) fn push(&mut self, node: u32, key: K) {
        let at = self.place[node as usize];
        let at = if at == ABSENT {
            self.items.push((key, node));
            self.items.len() - 1
        } else {
            debug_assert!(key < self.items[at as usize].0, "keys only fall");
            self.items[at as usize].0 = key;
            at as usize
        };
        self.rise(at);
    }

    /// Removes the node with the smallest key; of equal ones the smallest node.
    pub(super) fn pop(&mut self) -> Option<(K, u32)> {
        let last = self.items.pop()?;
        if self.items.is_empty() {
            self.place[last.1 as usize] = ABSENT;
            return Some(last);
        }
        let first = std::mem::replace(&mut self.items[0], last);
        self.place[first.1 as usize] = ABSENT;
        self.place[last.1 as usize] = 0;
        self.sink();
        Some(first)
    }

    fn rise(&mut self, mut at: usize) {
        let item = self.items[at];
        while at > 0 {
            let parent = (at - 1) / 4;
            if self.items[parent] <= item {
                break;
            }
            self.put(at, self.items[parent]);
            at = parent;
        }
        self.put(at, item);
    }

    fn sink(&mut self) {
        let item = self.items[0];
        let mut at = 0;
        loop {
            let first = at * 4 + 1;
            let last = (first + 4).min(self.items.len());
            let Some(child) = (first..last).min_by_key(|&child| self.items[child]) else { break };
            if item <= self.items[child] {
                break;
            }
            self.put(at, self.items[child]);
            at = child;
        }
        self.put(at, item);
    }

    fn put(&mut self, at: usize, item: (K, u32)) {
        self.items[at] = item;
        self.place[item.1 as usize] = at as u32;
    }
}
