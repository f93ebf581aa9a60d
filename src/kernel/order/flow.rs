//! The smallest vertex separator between two sets of nodes, as a maximum flow with vertex capacities of 1.
//!
//! A node carries at most one path, so the flow is stored as the node before and the node after on the path through it.
//!
//! # Source
//! Menger, Zur allgemeinen Kurventheorie, Fund. Math. 10 (1927); Dinic, Soviet Math. Doklady 11 (1970).

use crate::graph::Graph;

use super::neighbours::NONE;

/// The end of a path: used as the node before a source and the node after a sink.
const OUTSIDE: u32 = NONE - 1;

/// A vertex separator with the nodes on each side of it.
pub(super) struct Separation {
    /// The nodes of the separator.
    pub(super) separator: Vec<u32>,
    /// The nodes on the side of the sources.
    pub(super) near: Vec<u32>,
    /// The other nodes.
    pub(super) far: Vec<u32>,
}

/// A flow from sources to sinks with at most one path through a node.
///
/// A node has two doors: paths enter by door `2 * node` and leave by door `2 * node + 1`.
///
/// # Shape
/// `before` and `after` have one entry for each node: its neighbour on the path through it, `OUTSIDE`, or `NONE`.
/// `level` and `tried` have one entry for each door.
struct Flow<'a> {
    neighbours: &'a Graph,
    sources: &'a [u32],
    is_sink: Vec<bool>,
    before: Vec<u32>,
    after: Vec<u32>,
    level: Vec<u32>,
    tried: Vec<u32>,
    queue: Vec<u32>,
}

/// Separates sources from sinks by the fewest nodes, which may be sources or sinks themselves.
///
/// Returns `None` as soon as more than `most` nodes are needed.
pub(super) fn part(neighbours: &Graph, sources: &[u32], sinks: &[u32], most: usize) -> Option<Separation> {
    let count = neighbours.nodes();
    let mut flow = Flow {
        neighbours,
        sources,
        is_sink: vec![false; count],
        before: vec![NONE; count],
        after: vec![NONE; count],
        level: vec![NONE; 2 * count],
        tried: vec![0; 2 * count],
        queue: Vec::new(),
    };
    for &sink in sinks {
        flow.is_sink[sink as usize] = true;
    }
    let mut paths = 0;
    while flow.layer() {
        paths += flow.block();
        if paths > most {
            return None;
        }
    }
    let mut separation = Separation { separator: Vec::new(), near: Vec::new(), far: Vec::new() };
    for node in 0..count as u32 {
        let reached = [2 * node, 2 * node + 1].map(|door| flow.level[door as usize] != NONE);
        match reached {
            [true, false] => separation.separator.push(node),
            [_, true] => separation.near.push(node),
            [false, false] => separation.far.push(node),
        }
    }
    Some(separation)
}

impl Flow<'_> {
    fn is_used(&self, node: u32) -> bool {
        self.before[node as usize] != NONE
    }

    /// Computes the steps to each door in the residual network; returns whether a sink can be reached.
    fn layer(&mut self) -> bool {
        self.level.fill(NONE);
        self.tried.fill(0);
        self.queue.clear();
        for &source in self.sources {
            self.level[2 * source as usize] = 0;
            self.queue.push(2 * source);
        }
        let mut next = 0;
        let mut last_level = NONE;
        while let Some(&door) = self.queue.get(next) {
            next += 1;
            let level = self.level[door as usize];
            if level >= last_level {
                break;
            }
            let mut index = 0;
            while let Some(to) = self.step(door, index) {
                index += 1;
                match to {
                    OUTSIDE => last_level = level,
                    NONE => {}
                    to => {
                        if self.level[to as usize] == NONE {
                            self.level[to as usize] = level + 1;
                            self.queue.push(to);
                        }
                    }
                }
            }
        }
        last_level != NONE
    }

    /// Returns the end of the step with an index from a door: a door, `OUTSIDE`, or `NONE` if the flow blocks the step;
    /// nothing after the last step.
    fn step(&self, door: u32, index: u32) -> Option<u32> {
        let node = door / 2;
        if door.is_multiple_of(2) {
            return (index == 0).then(|| match self.before[node as usize] {
                NONE => door + 1,
                // A path through here can be rerouted: its node before is then free to continue elsewhere.
                OUTSIDE => NONE,
                before => 2 * before + 1,
            });
        }
        match index {
            0 => Some(if self.is_sink[node as usize] && self.after[node as usize] != OUTSIDE { OUTSIDE } else { NONE }),
            1 => Some(if self.is_used(node) { door - 1 } else { NONE }),
            _ => {
                let head = *self.neighbours.heads(node).get(index as usize - 2)?;
                Some(if head == self.after[node as usize] { NONE } else { 2 * head })
            }
        }
    }

    /// Adds as many paths as possible along rising levels (a blocking flow); returns their number.
    fn block(&mut self) -> usize {
        let mut paths = 0;
        let mut way = Vec::new();
        for index in 0..self.sources.len() {
            let source = self.sources[index];
            if self.before[source as usize] == OUTSIDE {
                continue;
            }
            way.clear();
            way.push(2 * source);
            while let Some(&door) = way.last() {
                match self.step(door, self.tried[door as usize]) {
                    Some(OUTSIDE) => {
                        self.augment(&way);
                        paths += 1;
                        break;
                    }
                    Some(to) if to != NONE && self.level[to as usize] == self.level[door as usize] + 1 => way.push(to),
                    Some(_) => self.tried[door as usize] += 1,
                    None => {
                        way.pop();
                        if let Some(&back) = way.last() {
                            self.tried[back as usize] += 1;
                        }
                    }
                }
            }
        }
        paths
    }

    /// Adds an augmenting path from a source to a sink, which may undo parts of other paths.
    fn augment(&mut self, way: &[u32]) {
        self.before[way[0] as usize / 2] = OUTSIDE;
        for pair in way.windows(2) {
            let (from, to) = (pair[0] / 2, pair[1] / 2);
            match (pair[0] % 2, pair[1] % 2) {
                (1, 0) if from == to => {
                    self.before[from as usize] = NONE;
                    self.after[from as usize] = NONE;
                }
                (1, 0) => {
                    self.after[from as usize] = to;
                    self.before[to as usize] = from;
                }
                // Inside a node, or back to the node before, whose node after is set by its next step.
                _ => {}
            }
        }
        self.after[way[way.len() - 1] as usize / 2] = OUTSIDE;
    }
}

#[cfg(test)]
mod tests {
    use super::part;
    use crate::graph::Graph;
    use crate::order::neighbours::from_lists;

    fn grid(width: u32, height: u32) -> Graph {
        let near = |node: u32| {
            let (x, y) = (node % width, node / width);
            let near = [
                (y > 0).then(|| node - width),
                (x > 0).then(|| node - 1),
                (x + 1 < width).then_some(node + 1),
                (y + 1 < height).then_some(node + width),
            ];
            near.into_iter().flatten().collect()
        };
        from_lists(&(0..width * height).map(near).collect::<Vec<_>>())
    }

    /// Counts the fewest nodes that part two sets by trying every set of nodes.
    fn by_trying(neighbours: &Graph, sources: &[u32], sinks: &[u32]) -> usize {
        let count = neighbours.nodes();
        let parts = |out: u32| {
            let mut seen = out;
            let mut open: Vec<u32> = sources.iter().copied().filter(|&node| out >> node & 1 == 0).collect();
            while let Some(node) = open.pop() {
                if seen >> node & 1 == 0 {
                    seen |= 1 << node;
                    open.extend(neighbours.heads(node));
                }
            }
            sinks.iter().all(|&sink| seen >> sink & 1 == 0 || out >> sink & 1 == 1)
        };
        (0..1_u32 << count).filter(|&out| parts(out)).map(u32::count_ones).min().expect("all nodes part") as usize
    }

    #[test]
    fn a_grid_is_parted_across_its_narrow_side() {
        let separation = part(&grid(9, 4), &[0, 9, 18, 27], &[8, 17, 26, 35], 36).expect("a parting");
        assert_eq!(separation.separator.len(), 4);
        assert_eq!(separation.separator.len() + separation.near.len() + separation.far.len(), 36);
        assert!(part(&grid(9, 4), &[0, 9, 18, 27], &[8, 17, 26, 35], 3).is_none());
    }

    #[test]
    fn no_smaller_set_of_nodes_parts_two_sets() {
        // Pseudo-random graphs of ten nodes: bit by bit from a multiplicative generator.
        let mut state = 1_u64;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..300 {
            let density = 2 + next(4);
            let mut lists = vec![Vec::new(); 10];
            for one in 0..10_u32 {
                for other in 0..one {
                    if next(density + 1) == 0 {
                        lists[one as usize].push(other);
                        lists[other as usize].push(one);
                    }
                }
            }
            for list in &mut lists {
                list.sort_unstable();
            }
            let neighbours = from_lists(&lists);
            let (sources, sinks) = ([0, 1, 2], [7, 8, 9]);
            let separation = part(&neighbours, &sources, &sinks, 10).expect("a parting");
            assert_eq!(separation.separator.len(), by_trying(&neighbours, &sources, &sinks));
            for &node in &separation.near {
                assert!(neighbours.heads(node).iter().all(|head| !separation.far.contains(head)));
            }
        }
    }
}
