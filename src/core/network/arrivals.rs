//! Where cargo arrives on every arc: what tells one route from another, and whether a route runs in a loop.

use std::collections::BTreeMap;

use crate::ids::{Id, LegId, Pair, PlaceId};
use crate::model::Model;
use corridor_kernel::graph::Steps;

use super::constraint::Rules;
use super::expand::{self, Expansion, Node};
use super::{ArcKind, Network, Waive};

/// Is what cargo arrives in at the end of a leg: the layer, the place, what permissions still allow, and what it has met
/// of its corridor.
type State = (u16, PlaceId, u16, u16);

/// Says of each arc of a network which legs are ridden on it, and in which state the cargo arrives at the end of each.
///
/// States are the same where place, permissions left and duties met of the corridor are. They depend on the legs that
/// were ridden and on nothing else: where cargo changes to or from a ship it cannot but be handled, and other handling
/// changes nothing in them. So a route is its form and its legs, however often it is handled on the way, and it has a
/// loop where it comes back to a place in the same state, if only by another mode. It may come back after it has met a
/// duty, but not needlessly: see [`Arrivals::is_needless`].
#[derive(Clone, Debug)]
pub struct Arrivals {
    /// The legs, by their index, and states of each arc.
    pub steps: Steps,
    /// For each question the state in which cargo lies at its origin.
    pub begun: Vec<u32>,
    /// The place and the permissions left in each state.
    places: Vec<(PlaceId, u16)>,
    /// What the corridor of each layer asks for.
    rules: Vec<Rules>,
}

impl Arrivals {
    /// Tells whether a route comes back to a place with the same permissions left, and would meet all duties of its
    /// corridor without the way between.
    ///
    /// # Shape
    /// `legs` are the legs ridden, by their index, each with the state that it arrives at; `begun` is the state at the
    /// origin.
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

/// Returns the duties that a way over some legs meets.
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

/// Numbers states as they are met.
#[derive(Default)]
struct States(BTreeMap<State, u32>);

impl States {
    fn number(&mut self, state: State) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(state).or_insert(next)
    }
}

impl Network {
    /// Expands a model for some demands by some corridors, and says where cargo arrives on every arc.
    pub fn expand_with_arrivals<P: Copy + Into<Pair>>(model: &Model, pairs: &[P]) -> (Self, Arrivals) {
        let pairs: Vec<Pair> = pairs.iter().map(|&pair| pair.into()).collect();
        let (network, expansion, order) = expand::grown(model, &pairs, Waive::default());
        let node = |position: u32| expansion.nodes[order[position as usize] as usize];
        let mut states = States::default();
        let mut steps = Steps::new();
        let (graph, arcs) = (network.graph(), network.arcs().as_slice());
        for tail in 0..graph.nodes() as u32 {
            for arc in graph.out(tail) {
                let head = node(graph.head(arc));
                match &arcs[arc].kind {
                    ArcKind::Move { leg, .. } => {
                        let state = (head.layer, head.place, head.permit, head.duties);
                        steps.push([(leg.index() as u32, states.number(state))]);
                    }
                    ArcKind::Haul { legs, ride, .. } => {
                        let passed = expansion.passed(node(tail), *ride, head);
                        debug_assert_eq!(passed.len(), legs.len(), "a haul passes the end of every leg");
                        let of_leg = |(leg, &(place, permit, duties)): (&LegId, &_)| {
                            (leg.index() as u32, states.number((head.layer, place, permit, duties)))
                        };
                        steps.push(legs.iter().zip(passed).map(of_leg));
                    }
                    _ => steps.push([]),
                }
            }
        }
        let begins = network.questions().iter().map(|question| {
            let at = node(question.source);
            states.number((at.layer, at.place, at.permit, at.duties))
        });
        let begun = begins.collect();
        let mut places: Vec<(u32, (PlaceId, u16))> =
            states.0.iter().map(|(&(_, place, permit, _), &number)| (number, (place, permit))).collect();
        places.sort_unstable();
        let places = places.into_iter().map(|(_, at)| at).collect();
        let rules = (0..network.layers().len()).map(|layer| expansion.rules(layer).clone()).collect();
        (network, Arrivals { steps, begun, places, rules })
    }
}

impl Expansion<'_> {
    /// Returns where a haul from station to station passes, one entry for each of its legs.
    fn passed(&self, tail: Node, ride: u16, head: Node) -> &[super::stations::At] {
        let key = (tail.layer, ride, tail.place, tail.permit, tail.duties);
        let to = (head.place, head.permit, head.duties);
        let hauls = self.hauls.get(&key).map_or(&[][..], |hauls| hauls.as_slice());
        hauls.iter().find(|haul| (haul.to, haul.permit, haul.duties) == to).map_or(&[], |haul| &haul.passed)
    }
}
