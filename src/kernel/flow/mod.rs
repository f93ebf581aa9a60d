//! Least-cost flows on plain arrays: one commodity by an exact network simplex, with the price of each full arc.
//!
//! Supplies, capacities and costs are whole numbers and so is every answer. All supplies add up to 0; where they do not,
//! the caller adds a node that takes the difference, with the arcs and costs that this means.

pub mod congestion;
mod price;
mod residual;
pub mod shared;
mod simplex;
#[cfg(test)]
mod tests;
mod tree;

pub use price::{FullArc, UnitPrice};

/// An arc that carries flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowArc {
    /// The node at which it begins.
    pub tail: u32,
    /// The node at which it ends.
    pub head: u32,
    /// The most units that it carries, at or above 0; nothing where there is no limit.
    pub capacity: Option<i64>,
    /// The cost of each unit, of either sign.
    pub cost: i64,
}

/// A network with what each of its nodes gives to the flow or takes from it.
///
/// # Shape
/// `supplies` has one entry for each node: above 0 what it sends, below 0 what it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowNetwork {
    /// The units that each node sends (above 0) or needs (below 0).
    pub supplies: Vec<i64>,
    /// The arcs, in any order; several may join the same two nodes.
    pub arcs: Vec<FlowArc>,
}

/// A flow of least cost.
///
/// # Shape
/// `flows` has one entry for each arc, `potentials` one for each node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The units on each arc.
    pub flows: Vec<i64>,
    /// The price of a unit at each node. From an arc's tail to its head it rises by no more than the arc's cost where the
    /// arc is not full, and by no less than the cost where the arc carries something.
    pub potentials: Vec<i64>,
    /// The sum of flow times cost.
    pub cost: i128,
}

/// The reason why there is no flow of least cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlowRefusal {
    /// The supplies add up to this and not to 0.
    Unbalanced(i128),
    /// Some nodes cannot send all that they have, whatever the costs.
    Blocked(Cut),
    /// A ring of arcs without a limit costs less than nothing, so more flow around it is always cheaper; its arcs in order.
    Endless(Vec<u32>),
    /// Numbers are so great that a sum of them might not be exact.
    TooGreat,
}

/// A set of nodes that has more supply than the arcs out of it can carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The nodes, in order. No other set lacks more capacity, and each that lacks as much contains all of these.
    pub nodes: Vec<u32>,
    /// The arcs out of these nodes, in order, all of them full.
    pub arcs: Vec<u32>,
    /// What the capacities of these arcs lack together.
    pub missing: i128,
}

impl FlowNetwork {
    /// Finds a flow of least cost.
    ///
    /// The cost is that of every optimum; of several flows that cost the same, which one is found depends on the order of
    /// the arcs.
    ///
    /// # Errors
    /// Returns why there is none.
    ///
    /// # Panics
    /// Where an arc ends outside the network or its capacity is below 0.
    ///
    /// # Example
    /// ```
    /// use corridor_kernel::flow::{FlowArc, FlowNetwork};
    ///
    /// let arc = |tail, head, capacity, cost| FlowArc { tail, head, capacity: Some(capacity), cost };
    /// let arcs = vec![arc(0, 1, 4, 3), arc(0, 2, 10, 6), arc(1, 3, 9, 1), arc(2, 3, 5, 2)];
    /// let network = FlowNetwork { supplies: vec![5, 0, 0, -5], arcs };
    /// let flow = network.cheapest().expect("a flow");
    /// assert_eq!((flow.cost, flow.flows), (24, vec![4, 1, 4, 1]));
    /// ```
    pub fn cheapest(&self) -> Result<Flow, FlowRefusal> {
        simplex::solve(self)
    }

    /// Prices each full arc of a flow of least cost: what one unit of capacity more or less changes, and how far.
    ///
    /// The prices are those of every optimum: an arc that is full in one of several has prices of 0.
    ///
    /// # Shape
    /// One entry for each full arc, in order.
    pub fn prices(&self, flow: &Flow) -> Vec<FullArc> {
        price::of_full_arcs(self, flow)
    }

    /// Returns whether no other flow costs as little as a flow of least cost.
    pub fn is_only(&self, flow: &Flow) -> bool {
        !residual::Residual::new(self).has_free_ring(&flow.flows, &flow.potentials)
    }

    /// Returns the capacity that a flow leaves on an arc, `i64::MAX` where it has no limit.
    fn left(&self, flows: &[i64], arc: usize) -> i64 {
        self.arcs[arc].capacity.map_or(i64::MAX, |capacity| capacity - flows[arc])
    }
}
