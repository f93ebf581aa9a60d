//! The arrivals of cargo on every arc, which distinguish one route from another and find routes with loops.

use std::collections::BTreeMap;

use crate::ids::{Id, LegId, Pair, PlaceId};
use crate::model::Model;
use corridor_kernel::graph::ArcSteps;

use super::arcs::ArcKind;
use super::constraint::Rules;
use super::expand::{self, Expansion};
use super::expanded::{Network, Waive};
use super::node::{CargoNode, HaulState};

/// The legs ridden on each arc of a network, and the state of the cargo at the end of each leg.
///
/// Two states are the same if place, permit and met via constraints are. They depend only on the legs ridden: where
/// cargo changes to or from a ship it must be handled, and other handling does not change them. So a route is
/// identified by its form and its legs, however often the cargo is handled on the way. A route has a loop if it returns
/// to a place in the same state, even by another mode. It may return after it has met a via constraint, but not
/// needlessly: see [`Arrivals::is_needless`].
#[derive(Clone, Debug)]
pub struct Arrivals {
    /// The legs, by their index, and states of each arc.
    pub steps: ArcSteps,
    /// For each question the state of the cargo at its origin.
    pub begun: Vec<u32>,
    /// The place and the permit of each state.
    places: Vec<(PlaceId, u16)>,
    /// The constraints of the corridor of each layer.
    rules: Vec<Rules>,
}

impl Arrivals {
    /// Returns whether a route returns to a place with the same permit, and would meet all via constraints of its
    /// corridor without the detour between.
    ///
    /// # Shape
    /// `legs` are the legs ridden, by their index, each with the state at its end; `begun` is the state at the origin.
    pub fn is_needless(&self, model: &Model, layer: u16, begun: u32, legs: &[(u32, u32)]) -> bool {
        let rules = &self.rules[usize::from(layer)];
        if rules.all == 0 {
            return false;
        }
        let at: Vec<(PlaceId, u16)> = std::iter::once(begun)
            .chain(legs.iter().map(|&(_, state)| state))
            .map(|s| self.places[s as usize])
            .collect();
        let leg = |&(leg, _): &(u32, u32)| LegId::new(leg as usize);
        (1..at.len()).any(|end| {
            let starts = (0..end).filter(|&start| at[start] == at[end]);
            let mut without = starts.map(|start| legs[..start].iter().chain(&legs[end..]).map(leg).collect::<Vec<_>>());
            without.any(|legs| met(model, rules, at[0].0, &legs) == rules.all)
        })
    }
}

/// Returns the via constraints that a route over some legs meets.
fn met(model: &Model, rules: &Rules, origin: PlaceId, legs: &[LegId]) -> u16 {
    let mut met = rules.by_use[origin];
    for (position, &id) in legs.iter().enumerate() {
        let leg = &model.legs[id];
        met |= rules.by_leg[id] | rules.by_place[leg.to];
        let changes_ship = legs.get(position + 1).is_none_or(|&next| leg.mode.changes_ship(model.legs[next].mode));
        if changes_ship {
            met |= rules.by_use[leg.to];
        }
    }
    met
}

/// A numbering of the states of each layer in the order in which they are found.
#[derive(Default)]
struct States {
    numbers: BTreeMap<(u16, HaulState), u32>,
    /// The place and the permit of each state.
    places: Vec<(PlaceId, u16)>,
}

impl States {
    fn number(&mut self, layer: u16, state: HaulState) -> u32 {
        *self.numbers.entry((layer, state)).or_insert_with(|| {
            self.places.push((state.place, state.permit));
            (self.places.len() - 1) as u32
        })
    }
}

impl Network {
    /// Expands a model for some demands by some corridors, and returns the arrivals on every arc beside the network.
    pub fn expand_with_arrivals(model: &Model, pairs: &[Pair]) -> (Self, Arrivals) {
        let (network, mut expansion, order) = expand::grown(model, pairs, Waive::default());
        let nodes: Vec<CargoNode> = order.iter().map(|&node| expansion.nodes[node as usize]).collect();
        let node = |position: u32| nodes[position as usize];
        let mut states = States::default();
        let mut steps = ArcSteps::new();
        let (graph, arcs) = (network.graph(), network.arcs().as_slice());
        for tail in 0..graph.nodes() as u32 {
            for arc in graph.out(tail) {
                let head = node(graph.head(arc));
                match &arcs[arc].kind {
                    ArcKind::Move { leg, .. } => {
                        steps.push([(leg.index() as u32, states.number(head.layer, head.state()))]);
                    }
                    ArcKind::Haul { way, ride, .. } => {
                        let mut at = expansion.boarded(node(tail), *ride);
                        let passed = network.ways().legs(*way).into_iter().map(|leg| {
                            if let Some(state) = expansion.state_after(at, leg) {
                                at = at.in_state(at.stage, state);
                            }
                            (leg.index() as u32, states.number(head.layer, at.state()))
                        });
                        steps.push(passed.collect::<Vec<_>>());
                        debug_assert_eq!(at.state(), head.state(), "a haul ends in the state of its head");
                    }
                    _ => steps.push([]),
                }
            }
        }
        let mut begin = |source: u32| states.number(node(source).layer, node(source).state());
        let begun = network.questions().iter().map(|question| begin(question.source)).collect();
        let places = states.places;
        let rules = (0..network.layers().len()).map(|layer| expansion.rules(layer).clone()).collect();
        (network, Arrivals { steps, begun, places, rules })
    }
}

impl Expansion<'_> {
    /// Returns a node once cargo there has boarded a ride.
    fn boarded(&self, node: CargoNode, ride: u16) -> CargoNode {
        let rules = self.rules(usize::from(node.layer));
        let vias_met = rules.boards(node.vias_met, node.place, self.ride(ride).mode);
        CargoNode { vias_met: vias_met.unwrap_or(node.vias_met), ..node }
    }
}
