//! The network simplex: a spanning tree of arcs, and one arc after another that makes the flow cheaper.
//!
//! It begins with artificial arcs between nodes and a root that is added; these cost more than any path. The tree
//! stays strongly feasible (a little flow can be sent from every node to the root), so it never cycles.
//!
//! # Source
//! Cunningham, A network simplex method, Mathematical Programming 11 (1976); block search: Grigoriadis, An efficient
//! implementation of the network simplex method, Mathematical Programming Study 26 (1986).

use super::residual::Residual;
use super::tree::Tree;
use super::{Cut, Flow, FlowNetwork, FlowRefusal};

/// The least number of arcs that are looked at for one step.
const MIN_BLOCK: usize = 10;
/// The greatest sum that any calculation here makes, with room for adding a few.
const MAX_SUM: i128 = (i64::MAX / 8) as i128;

/// The place of an arc that is not in the tree, by the sign that its reduced cost has where it should enter it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ArcState {
    Empty,
    Tree,
    Full,
}

struct Simplex<'a> {
    network: &'a FlowNetwork,
    tree: Tree,
    /// The flow of each arc, the artificial ones last.
    flows: Vec<i64>,
    /// The place of each arc of the network.
    places: Vec<ArcState>,
    /// The price of a unit at each node, the root last.
    potentials: Vec<i64>,
    /// The arc at which the next search begins.
    next: usize,
    block: usize,
}

/// Finds a flow of least cost.
pub(super) fn solve(network: &FlowNetwork) -> Result<Flow, FlowRefusal> {
    let nodes = network.supplies.len();
    for arc in &network.arcs {
        assert!((arc.tail as usize) < nodes && (arc.head as usize) < nodes, "an arc ends outside the network");
        assert!(arc.capacity.is_none_or(|capacity| capacity >= 0), "a capacity is below 0");
    }
    let sum: i128 = network.supplies.iter().copied().map(i128::from).sum();
    if sum != 0 {
        return Err(FlowRefusal::Unbalanced(sum));
    }
    let mut simplex = Simplex::new(network)?;
    while let Some(arc) = simplex.entering() {
        simplex.pivot(arc)?;
    }
    simplex.finish()
}

impl<'a> Simplex<'a> {
    fn new(network: &'a FlowNetwork) -> Result<Self, FlowRefusal> {
        let (nodes, arcs) = (network.supplies.len(), network.arcs.len());
        let dearest = network.arcs.iter().map(|arc| i128::from(arc.cost).abs()).max().unwrap_or(0);
        let supply: i128 = network.supplies.iter().map(|&supply| i128::from(supply).abs()).sum();
        let capacity: i128 = network.arcs.iter().filter_map(|arc| arc.capacity).map(i128::from).sum();
        let artificial = (dearest + 1) * (nodes as i128 + 1);
        if artificial > MAX_SUM || supply + capacity > MAX_SUM {
            return Err(FlowRefusal::TooGreat);
        }
        let (artificial, root) = (artificial as i64, nodes as u32);
        let mut tree = Tree::new(nodes + 1);
        let mut flows = vec![0; arcs + nodes];
        let mut potentials = vec![0; nodes + 1];
        // Nodes without a supply begin on short ways to nodes that need something: most of them are right at the end, and
        // arcs without flow that lead to the root keep the tree strongly feasible.
        let ways = Residual::new(network).ways_to_needs();
        let mut places = vec![ArcState::Empty; arcs];
        let mut is_on_way = vec![false; nodes];
        for &(node, arc) in &ways {
            places[arc as usize] = ArcState::Tree;
            is_on_way[node as usize] = true;
        }
        for (node, &supply) in network.supplies.iter().enumerate().filter(|&(node, _)| !is_on_way[node]) {
            tree.link(node as u32, root, (arcs + node) as u32, supply >= 0);
            tree.update(node as u32, |_| {});
            flows[arcs + node] = supply.abs();
            potentials[node] = if supply >= 0 { -artificial } else { artificial };
        }
        for &(node, arc) in &ways {
            let ends = &network.arcs[arc as usize];
            tree.link(node, ends.head, arc, true);
            tree.update(node, |_| {});
            potentials[node as usize] = potentials[ends.head as usize] - ends.cost;
        }
        let block = arcs.isqrt().max(MIN_BLOCK);
        Ok(Self { network, tree, flows, places, potentials, next: 0, block })
    }

    /// Returns by how much the cost of an arc exceeds what the price rises along it.
    fn reduced_cost(&self, arc: usize) -> i64 {
        let ends = &self.network.arcs[arc];
        ends.cost + self.potentials[ends.tail as usize] - self.potentials[ends.head as usize]
    }

    /// Returns the best arc of the next block that has one, or nothing where the flow is the cheapest.
    fn entering(&mut self) -> Option<u32> {
        let arcs = self.places.len();
        let (mut best, mut found, mut at) = (0, None, self.next);
        for count in 1..=arcs {
            let gain = match self.places[at] {
                ArcState::Empty => -self.reduced_cost(at),
                ArcState::Full => self.reduced_cost(at),
                ArcState::Tree => 0,
            };
            if gain > best {
                (best, found) = (gain, Some(at as u32));
            }
            at = if at + 1 == arcs { 0 } else { at + 1 };
            if count % self.block == 0 && found.is_some() {
                break;
            }
        }
        self.next = at;
        found
    }

    /// Returns the room that a tree arc has for flow, towards the root or away from it.
    fn room(&self, node: u32, upwards: bool) -> i64 {
        let arc = self.tree.arc[node as usize] as usize;
        if self.tree.leads_up[node as usize] != upwards {
            self.flows[arc]
        } else if arc < self.places.len() {
            self.network.left(&self.flows, arc)
        } else {
            i64::MAX
        }
    }

    /// Sends as much flow as there is room for around the ring that an arc closes with the tree.
    fn pivot(&mut self, entering: u32) -> Result<(), FlowRefusal> {
        let arc = entering as usize;
        let ends = self.network.arcs[arc];
        let is_empty = self.places[arc] == ArcState::Empty;
        let (from, to) = if is_empty { (ends.tail, ends.head) } else { (ends.head, ends.tail) };
        let apex = self.tree.meet(from, to);
        // Flow goes down from the apex to `from`, over the entering arc to `to`, and up to the apex. Of several arcs that
        // are full or empty first, the last one in this direction leaves: so the tree stays strongly feasible.
        let (mut least, mut leaving) = (ends.capacity.unwrap_or(i64::MAX), None);
        let mut node = from;
        while node != apex {
            let room = self.room(node, false);
            if room < least {
                (least, leaving) = (room, Some((node, true)));
            }
            node = self.tree.parent[node as usize];
        }
        node = to;
        while node != apex {
            let room = self.room(node, true);
            if room <= least {
                (least, leaving) = (room, Some((node, false)));
            }
            node = self.tree.parent[node as usize];
        }
        if least == i64::MAX {
            return Err(FlowRefusal::Endless(self.ring(entering, from, to, apex)));
        }
        if least > 0 {
            self.flows[arc] += if is_empty { least } else { -least };
            self.send(from, apex, false, least);
            self.send(to, apex, true, least);
        }
        let Some((cut, is_before)) = leaving else {
            self.places[arc] = if is_empty { ArcState::Full } else { ArcState::Empty };
            return Ok(());
        };
        let left = self.tree.arc[cut as usize] as usize;
        if left < self.places.len() {
            let has_grown = self.tree.leads_up[cut as usize] != is_before;
            self.places[left] = if has_grown { ArcState::Full } else { ArcState::Empty };
        }
        self.places[arc] = ArcState::Tree;
        let (node, parent) = if is_before { (from, to) } else { (to, from) };
        let leads_up = ends.tail == node;
        let reduced = self.reduced_cost(arc);
        let shift = if leads_up { -reduced } else { reduced };
        self.tree.replace(cut, node, parent, entering, leads_up);
        let potentials = &mut self.potentials;
        self.tree.update(node, |node| potentials[node] += shift);
        Ok(())
    }

    /// Changes the flows of the tree arcs between a node and one above it.
    fn send(&mut self, from: u32, apex: u32, upwards: bool, units: i64) {
        let mut node = from;
        while node != apex {
            let arc = self.tree.arc[node as usize] as usize;
            self.flows[arc] += if self.tree.leads_up[node as usize] == upwards { units } else { -units };
            node = self.tree.parent[node as usize];
        }
    }

    /// Returns the arcs of a ring without a limit, none of which is artificial.
    fn ring(&self, entering: u32, from: u32, to: u32, apex: u32) -> Vec<u32> {
        let up = |from: u32| {
            let above = move |&node: &u32| Some(self.tree.parent[node as usize]);
            std::iter::successors(Some(from), above).take_while(move |&node| node != apex)
        };
        let mut arcs: Vec<u32> = up(from).map(|node| self.tree.arc[node as usize]).collect();
        arcs.reverse();
        arcs.push(entering);
        arcs.extend(up(to).map(|node| self.tree.arc[node as usize]));
        arcs
    }

    /// Returns the flow, or what blocks it where flow is left on artificial arcs.
    fn finish(mut self) -> Result<Flow, FlowRefusal> {
        let arcs = self.places.len();
        let unsent = self.flows.split_off(arcs);
        self.potentials.pop();
        // The artificial arcs of these nodes lead to the root, of the others from there.
        let is_left = |node: &u32| self.network.supplies[*node as usize] >= 0 && unsent[*node as usize] > 0;
        let sources: Vec<u32> = (0..unsent.len() as u32).filter(is_left).collect();
        if !sources.is_empty() {
            return Err(FlowRefusal::Blocked(self.cut(&sources, &unsent)));
        }
        let cost = self.network.arcs.iter().zip(&self.flows);
        let cost = cost.map(|(arc, &flow)| i128::from(arc.cost) * i128::from(flow)).sum();
        Ok(Flow { flows: self.flows, potentials: self.potentials, cost })
    }

    fn cut(&self, sources: &[u32], unsent: &[i64]) -> Cut {
        let reached = Residual::new(self.network).reached(&self.flows, sources);
        let is_out = |&arc: &u32| {
            let ends = self.network.arcs[arc as usize];
            reached[ends.tail as usize] && !reached[ends.head as usize]
        };
        Cut {
            nodes: (0..reached.len() as u32).filter(|&node| reached[node as usize]).collect(),
            arcs: (0..self.network.arcs.len() as u32).filter(is_out).collect(),
            missing: sources.iter().map(|&node| i128::from(unsent[node as usize])).sum(),
        }
    }
}
