//! Dijkstra's algorithm for costs alone, as fast as one question at a time goes: the peer of the tape.
//!
//! The program's own search also settles ties by rank, which costs time; this one does nothing but find the cost.

use corridor_kernel::graph::Graph;

const NONE: u32 = u32::MAX;

/// Searches from one node to another; keeps its memory between questions.
///
/// # Shape
/// `costs` and `places` have one entry for each node: its cost so far, and its place in the heap.
pub(crate) struct Dijkstra {
    costs: Vec<f64>,
    places: Vec<u32>,
    heap: Vec<(f64, u32)>,
    reached: Vec<u32>,
}

impl Dijkstra {
    /// Makes room for a graph.
    pub(crate) fn new(nodes: usize) -> Self {
        Self { costs: vec![f64::INFINITY; nodes], places: vec![NONE; nodes], heap: Vec::new(), reached: Vec::new() }
    }

    /// Returns the least weight of a path, infinite where there is none.
    pub(crate) fn cost(&mut self, graph: &Graph, weights: &[f64], source: u32, target: u32) -> f64 {
        for node in self.reached.drain(..) {
            self.costs[node as usize] = f64::INFINITY;
            self.places[node as usize] = NONE;
        }
        self.heap.clear();
        self.improve(source, 0.0);
        while let Some((cost, node)) = self.pop() {
            if node == target {
                break;
            }
            for arc in graph.out(node) {
                let through = cost + weights[arc];
                let head = graph.head(arc);
                if through < self.costs[head as usize] {
                    self.improve(head, through);
                }
            }
        }
        self.costs[target as usize]
    }

    fn improve(&mut self, node: u32, cost: f64) {
        if self.costs[node as usize] == f64::INFINITY {
            self.reached.push(node);
        }
        self.costs[node as usize] = cost;
        let mut place = self.places[node as usize] as usize;
        if place == NONE as usize {
            place = self.heap.len();
            self.heap.push((cost, node));
        }
        // Up while the parent costs more.
        while place > 0 {
            let parent = (place - 1) / 4;
            let above = self.heap[parent];
            if above.0 <= cost {
                break;
            }
            self.put(place, above);
            place = parent;
        }
        self.put(place, (cost, node));
    }

    fn pop(&mut self) -> Option<(f64, u32)> {
        let top = *self.heap.first()?;
        let last = self.heap.pop()?;
        self.places[top.1 as usize] = NONE;
        if self.heap.is_empty() {
            return Some(top);
        }
        let mut place = 0;
        loop {
            let begin = 4 * place + 1;
            let children = self.heap.get(begin..(begin + 4).min(self.heap.len())).unwrap_or_default();
            let Some((child, &nearest)) =
                children.iter().enumerate().min_by(|one, other| one.1.0.total_cmp(&other.1.0))
            else {
                break;
            };
            if nearest.0 >= last.0 {
                break;
            }
            self.put(place, nearest);
            place = begin + child;
        }
        self.put(place, last);
        Some(top)
    }

    fn put(&mut self, place: usize, entry: (f64, u32)) {
        self.heap[place] = entry;
        self.places[entry.1 as usize] = place as u32;
    }
}
