//! What can still be changed in a flow: arcs that are not full forwards, arcs that carry something backwards.

use crate::graph::Graph;
use crate::heap::Heap;

use super::FlowNetwork;

const NONE: u32 = u32::MAX;

/// One direction of an arc.
#[derive(Clone, Copy)]
pub(super) struct Turn {
    arc: u32,
    forwards: bool,
    /// The node to which it leads.
    to: u32,
}

/// The arcs at each node of a network, in both directions.
///
/// # Shape
/// The turns out of node `u` are `turns[first[u]..first[u + 1]]`.
pub(super) struct Residual<'a> {
    network: &'a FlowNetwork,
    first: Vec<u32>,
    turns: Vec<Turn>,
}

/// The memory of a search; it is reused.
pub(super) struct Search {
    distances: Vec<i64>,
    reached: Vec<u32>,
    heap: Heap<i64>,
    /// The turn by which a search for more flow came to each node, by its number; `NONE` where it did not.
    via: Vec<u32>,
    queue: Vec<u32>,
}

impl Search {
    pub(super) fn new(nodes: usize) -> Self {
        Self {
            distances: vec![i64::MAX; nodes],
            reached: Vec::new(),
            heap: Heap::new(nodes),
            via: vec![NONE; nodes],
            queue: Vec::new(),
        }
    }
}

impl<'a> Residual<'a> {
    pub(super) fn new(network: &'a FlowNetwork) -> Self {
        let mut first = vec![0_u32; network.supplies.len() + 1];
        for arc in &network.arcs {
            first[arc.tail as usize + 1] += 1;
            first[arc.head as usize + 1] += 1;
        }
        for node in 1..first.len() {
            first[node] += first[node - 1];
        }
        let mut place = first.clone();
        let mut turns = vec![Turn { arc: 0, forwards: true, to: 0 }; 2 * network.arcs.len()];
        for (arc, ends) in (0_u32..).zip(&network.arcs) {
            for (at, forwards, to) in [(ends.tail, true, ends.head), (ends.head, false, ends.tail)] {
                turns[place[at as usize] as usize] = Turn { arc, forwards, to };
                place[at as usize] += 1;
            }
        }
        Self { network, first, turns }
    }

    fn out(&self, node: u32) -> std::ops::Range<usize> {
        self.first[node as usize] as usize..self.first[node as usize + 1] as usize
    }

    /// Returns the units by which the flow can change in a direction of an arc.
    fn room(&self, flows: &[i64], turn: Turn) -> i64 {
        let arc = turn.arc as usize;
        if turn.forwards { self.network.left(flows, arc) } else { flows[arc] }
    }

    /// Returns what a direction of an arc costs beyond the difference of the potentials; never below 0 in a flow of least
    /// cost where there is room.
    fn reduced_cost(&self, potentials: &[i64], turn: Turn) -> i64 {
        let ends = &self.network.arcs[turn.arc as usize];
        let cost = ends.cost + potentials[ends.tail as usize] - potentials[ends.head as usize];
        if turn.forwards { cost } else { -cost }
    }

    /// Finds short ways from nodes without a supply to nodes that need something, over nodes without a supply.
    ///
    /// Returns the nodes from which there is such a way, each with the first arc of it, those that are nearer first. Only arcs
    /// that can carry something are on the ways; costs below 0 count as 0.
    pub(super) fn ways_to_needs(&self) -> Vec<(u32, u32)> {
        let nodes = self.network.supplies.len();
        let mut search = Search::new(nodes);
        let mut ways = Vec::new();
        for (node, &supply) in (0_u32..).zip(&self.network.supplies) {
            if supply < 0 {
                search.distances[node as usize] = 0;
                search.heap.push(node, 0);
            }
        }
        while let Some((distance, node)) = search.heap.pop() {
            if search.via[node as usize] != NONE {
                ways.push((node, search.via[node as usize]));
            }
            for turn in self.turns[self.out(node)].iter().filter(|turn| !turn.forwards) {
                let ends = &self.network.arcs[turn.arc as usize];
                let through = distance.saturating_add(ends.cost.max(0));
                let is_open = self.network.supplies[turn.to as usize] == 0 && ends.capacity != Some(0);
                if is_open && through < search.distances[turn.to as usize] {
                    search.distances[turn.to as usize] = through;
                    search.via[turn.to as usize] = turn.arc;
                    search.heap.push(turn.to, through);
                }
            }
        }
        ways
    }

    /// Returns for each node whether more flow can reach it from some nodes.
    pub(super) fn reached(&self, flows: &[i64], sources: &[u32]) -> Vec<bool> {
        let mut reached = vec![false; self.network.supplies.len()];
        let mut queue = sources.to_vec();
        for &node in sources {
            reached[node as usize] = true;
        }
        while let Some(node) = queue.pop() {
            for &turn in &self.turns[self.out(node)] {
                if self.room(flows, turn) > 0 && !std::mem::replace(&mut reached[turn.to as usize], true) {
                    queue.push(turn.to);
                }
            }
        }
        reached
    }

    /// Finds the cheapest way to send one unit more from one node to another without an arc.
    ///
    /// Returns its reduced cost, or nothing where there is no way. The distances of the nodes that are no farther stay in
    /// `search` until the next search.
    fn distance(
        &self,
        (flows, potentials): (&[i64], &[i64]),
        search: &mut Search,
        (from, to, without): (u32, u32, u32),
    ) -> Option<i64> {
        for node in search.reached.drain(..) {
            search.distances[node as usize] = i64::MAX;
        }
        search.heap.clear();
        search.distances[from as usize] = 0;
        search.reached.push(from);
        search.heap.push(from, 0);
        let mut found = None;
        while let Some((distance, node)) = search.heap.pop() {
            // Nodes that are as far away as the target may be on another cheapest way to it.
            if found.is_some_and(|found| distance > found) {
                break;
            }
            if node == to {
                found = Some(distance);
            }
            for &turn in &self.turns[self.out(node)] {
                if turn.arc == without || self.room(flows, turn) == 0 {
                    continue;
                }
                let through = distance + self.reduced_cost(potentials, turn);
                let known = &mut search.distances[turn.to as usize];
                if through < *known {
                    if *known == i64::MAX {
                        search.reached.push(turn.to);
                    }
                    *known = through;
                    search.heap.push(turn.to, through);
                }
            }
        }
        found
    }

    /// Finds the least cost of one unit more from one node to another without an arc, and how many units cost as much
    /// each, up to `most`.
    ///
    /// Returns nothing where no unit can be sent; `i64::MAX` units have no end.
    pub(super) fn cheapest_way(
        &self,
        (flows, potentials): (&[i64], &[i64]),
        search: &mut Search,
        (from, to, without): (u32, u32, u32),
        most: i64,
    ) -> Option<(i64, i64)> {
        if from == to {
            return Some((0, most));
        }
        let reduced = self.distance((flows, potentials), search, (from, to, without))?;
        let cost = reduced + potentials[to as usize] - potentials[from as usize];
        // Nodes that are farther away than the target are on no cheapest way.
        let near = |distances: &[i64], node: u32| Some(distances[node as usize]).filter(|&far| far <= reduced);
        let mut changed = flows.to_vec();
        let mut units = 0;
        while units < most {
            let distances = &search.distances;
            let is_cheapest = |node: u32, turn: Turn| {
                let (Some(start), Some(end)) = (near(distances, node), near(distances, turn.to)) else { return false };
                turn.arc != without && start + self.reduced_cost(potentials, turn) == end
            };
            search.via.fill(NONE);
            search.queue.clear();
            search.queue.push(from);
            let mut at = 0;
            'search: while at < search.queue.len() {
                let node = search.queue[at];
                at += 1;
                for number in self.out(node) {
                    let turn = self.turns[number];
                    let is_new = turn.to != from && search.via[turn.to as usize] == NONE;
                    if is_new && self.room(&changed, turn) > 0 && is_cheapest(node, turn) {
                        search.via[turn.to as usize] = number as u32;
                        search.queue.push(turn.to);
                        if turn.to == to {
                            break 'search;
                        }
                    }
                }
            }
            let way = self.way(search, from, to);
            let Some(room) = way.iter().map(|&turn| self.room(&changed, turn)).min() else { break };
            if room == i64::MAX {
                return Some((cost, most));
            }
            let sent = room.min(most - units);
            for turn in way {
                changed[turn.arc as usize] += if turn.forwards { sent } else { -sent };
            }
            units += sent;
        }
        Some((cost, units))
    }

    /// Whether flow can change around a ring that costs nothing.
    pub(super) fn has_free_ring(&self, flows: &[i64], potentials: &[i64]) -> bool {
        let nodes = self.network.supplies.len();
        let is_free = |turn: Turn| self.room(flows, turn) > 0 && self.reduced_cost(potentials, turn) == 0;
        // Arcs on which flow can rise and fall make groups of nodes; one more of them within a group closes a ring.
        let mut group: Vec<u32> = (0..nodes as u32).collect();
        let mut ways = Vec::new();
        for (arc, ends) in (0_u32..).zip(&self.network.arcs) {
            let rises = is_free(Turn { arc, forwards: true, to: ends.head });
            let falls = is_free(Turn { arc, forwards: false, to: ends.tail });
            if rises && falls {
                let (one, other) = (root(&mut group, ends.tail), root(&mut group, ends.head));
                if one == other {
                    return true;
                }
                group[one as usize] = other;
            } else if rises {
                ways.push((ends.tail, ends.head));
            } else if falls {
                ways.push((ends.head, ends.tail));
            }
        }
        // The other arcs close a ring unless the groups can be put in an order along them.
        let mut ways: Vec<(u32, u32)> =
            ways.into_iter().map(|(from, to)| (root(&mut group, from), root(&mut group, to))).collect();
        ways.sort_unstable();
        let graph = Graph::from_sorted(nodes, ways.iter().copied());
        let mut arriving = vec![0_usize; nodes];
        for &(_, to) in &ways {
            arriving[to as usize] += 1;
        }
        let mut ready: Vec<u32> = (0..nodes as u32).filter(|&node| arriving[node as usize] == 0).collect();
        let mut ordered = 0;
        while let Some(node) = ready.pop() {
            ordered += 1;
            for &to in graph.heads(node) {
                arriving[to as usize] -= 1;
                if arriving[to as usize] == 0 {
                    ready.push(to);
                }
            }
        }
        ordered < nodes
    }

    /// Returns the turns by which a search for more flow came to a node, the last one first; none where it did not.
    fn way(&self, search: &Search, from: u32, to: u32) -> Vec<Turn> {
        let mut turns = Vec::new();
        let mut node = to;
        while node != from {
            let number = search.via[node as usize];
            if number == NONE {
                return Vec::new();
            }
            let turn = self.turns[number as usize];
            turns.push(turn);
            let ends = &self.network.arcs[turn.arc as usize];
            node = if turn.forwards { ends.tail } else { ends.head };
        }
        turns
    }
}

/// Returns the node that stands for the group of a node, and shortens the way to it.
fn root(group: &mut [u32], node: u32) -> u32 {
    let mut node = node;
    while group[node as usize] != node {
        group[node as usize] = group[group[node as usize] as usize];
        node = group[node as usize];
    }
    node
}
