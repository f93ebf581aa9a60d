//! What one unit more or less of an arc's capacity changes, and for how many units, from residual shortest paths.
//!
//! One unit more changes the least cost by `min(0, cost + distance(head, tail))`, one unit less by
//! `distance(tail, head) - cost` with distances in what is left of the network by the flow. The least cost is a convex
//! function of the capacity with whole breakpoints: as many units as can go by ways of that length have that price.

use rayon::prelude::*;

use super::residual::{Residual, Search};
use super::{Flow, FlowNetwork};

/// What each of the next units is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitPrice {
    /// The change of the least cost by each unit, without its sign.
    pub price: i64,
    /// The number of units for which this is the price; nothing where it has no end.
    pub units: Option<i64>,
}

/// A full arc with the worth of its capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FullArc {
    /// The number of the arc.
    pub arc: u32,
    /// What each unit more saves.
    pub more: UnitPrice,
    /// What each unit less costs; nothing where less capacity leaves no flow, or there is none to take away.
    pub fewer: Option<UnitPrice>,
}

/// Prices each full arc of a flow of least cost.
pub(super) fn of_full_arcs(network: &FlowNetwork, flow: &Flow) -> Vec<FullArc> {
    let residual = Residual::new(network);
    let full = (0..network.arcs.len()).filter(|&arc| network.left(&flow.flows, arc) == 0);
    let full: Vec<u32> = full.map(|arc| arc as u32).collect();
    let search = || Search::new(network.supplies.len());
    full.into_par_iter().map_init(search, |search, arc| priced(&residual, network, flow, arc, search)).collect()
}

fn priced(residual: &Residual<'_>, network: &FlowNetwork, flow: &Flow, arc: u32, search: &mut Search) -> FullArc {
    let ends = &network.arcs[arc as usize];
    let state = (&flow.flows[..], &flow.potentials[..]);
    let back = residual.cheapest_way(state, search, (ends.head, ends.tail, arc), i64::MAX);
    let saving = back.map(|(cost, units)| UnitPrice { price: -(ends.cost + cost), units: endless(units) });
    let more = saving.filter(|step| step.price > 0).unwrap_or(UnitPrice { price: 0, units: None });
    let capacity = flow.flows[arc as usize];
    let detour = residual.cheapest_way(state, search, (ends.tail, ends.head, arc), capacity).filter(|_| capacity > 0);
    let fewer = detour.map(|(cost, units)| UnitPrice { price: cost - ends.cost, units: Some(units) });
    FullArc { arc, more, fewer }
}

fn endless(units: i64) -> Option<i64> {
    Some(units).filter(|&units| units < i64::MAX)
}
