//! The cheapest ways of all pairs, which elements they use, and the ways that are left without some.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::answer::{BestPaths, PairTable, Prepared, PricedNetwork, Progress, permissions_covering};
use crate::ids::{ArcId, Id, LegId, Pair, PlaceId};
use crate::model::{Element, Form, Mode, Model, ReducedModel, Slowdown};
use crate::network::{ArcKind, Network, Waive};
use corridor_kernel::{ArcChange, Path, PerturbedGraph, Query};

use super::question::CriticalAsked;

/// The cheapest way of one demand by one corridor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Way {
    /// Millionths per tonne.
    pub(super) cost: i64,
    pub(super) hours: f64,
    pub(super) form: Form,
    /// The legs, places and services that it uses, in order.
    pub(super) touches: Vec<Element>,
    /// The permissions each of which covers it by itself; none where it needs none.
    pub(super) covers: Vec<Element>,
    /// Where the cargo first changes to a ship.
    pub(super) port: Option<PlaceId>,
}

/// What the loss of elements changes: the ways that are left to the pairs that need them.
pub(super) type Changed = BTreeMap<Pair, Option<Way>>;

impl Way {
    /// Returns whether the way is lost without an element, where some others are lost already.
    pub(super) fn needs(&self, element: Element, lost: &[Element]) -> bool {
        self.touches.binary_search(&element).is_ok()
            || self.covers.contains(&element)
                && self.covers.iter().all(|cover| *cover == element || lost.contains(cover))
    }

    /// Iterates over what the way uses, whether it needs it or not.
    pub(super) fn uses(&self) -> impl Iterator<Item = Element> + '_ {
        self.touches.iter().chain(&self.covers).copied()
    }
}

/// The questions of a case, the elements asked for, and the arcs of the network that are lost with each.
pub(super) struct Ways<'a> {
    case: &'a Prepared,
    /// The demands by the corridors asked for.
    pub(super) pairs: Vec<Pair>,
    /// The elements that are looked at.
    pub(super) chosen: Vec<Element>,
    /// The way of each pair with every element in use; none where there is no route, or the pair is not asked for.
    pub(super) before: PairTable<Option<Way>>,
    /// The questions of each pair that have a target, one for each form.
    questions: BTreeMap<Pair, Vec<usize>>,
    arcs: BTreeMap<Element, Vec<ArcId>>,
    /// The elements with which a leg with a multiplier goes.
    multiplied: BTreeSet<Element>,
    /// The elements without which some haul that is priced as a whole would be lost.
    in_hauls: BTreeSet<Element>,
    weights: Vec<f64>,
    ranks: Vec<u64>,
}

impl<'a> Ways<'a> {
    /// Finds the ways of all pairs asked for, with every element in use.
    pub(super) fn new(case: &'a Prepared, asked: &CriticalAsked) -> Self {
        let (model, priced, pairs) = (case.model(), case.priced(), asked.pairs_asked());
        let mut questions: BTreeMap<Pair, Vec<usize>> = BTreeMap::new();
        for (index, question) in priced.network().questions().iter().enumerate() {
            if question.target.is_some() && pairs.binary_search(&question.pair()).is_ok() {
                questions.entry(question.pair()).or_default().push(index);
            }
        }
        let best = priced.best();
        let before = PairTable::new(model, |pair| {
            let best = questions.get(&pair).and(best.get(&pair))?;
            Some(way(model, priced, None, best.question, &best.path))
        });
        let network = priced.network();
        let mut arcs: BTreeMap<Element, Vec<ArcId>> = BTreeMap::new();
        for (id, arc) in network.arcs().enumerate() {
            if let ArcKind::Move { leg, .. } | ArcKind::Cross { leg } = arc.kind {
                for element in lost_with(model, leg) {
                    arcs.entry(element).or_default().push(id);
                }
            }
        }
        let in_hauls: BTreeSet<LegId> = network.ways().ids().map(|way| network.ways().last(way)).collect();
        let in_hauls = in_hauls.into_iter().flat_map(|leg| lost_with(model, leg)).collect();
        let chosen = model.elements().into_iter().filter(|element| asked.kinds.contains(&element.kind())).collect();
        let (weights, ranks) = priced.weighted();
        let multiplied = model.elements_with_multiplier();
        Self { case, pairs, chosen, before, questions, arcs, multiplied, in_hauls, weights, ranks }
    }

    /// Prepares to answer questions where a few arcs are changed.
    pub(super) fn detours(&self) -> PerturbedGraph<'_> {
        let network = self.case.priced().network();
        let sources = self.questions.values().flatten().map(|&question| network.questions()[question].source);
        PerturbedGraph::new(network.graph(), &self.weights, &self.ranks).from_sources(sources)
    }

    /// Finds the ways that are left without each element, or with each slower, for those that anything may depend on.
    pub(super) fn changes(
        &self,
        detours: &PerturbedGraph<'_>,
        slow: Option<Slowdown>,
        progress: &Progress,
    ) -> BTreeMap<Element, Changed> {
        let mut users: BTreeMap<Element, Vec<Pair>> = BTreeMap::new();
        for (pair, way) in self.before.enumerate() {
            for element in way.iter().flat_map(Way::uses) {
                users.entry(element).or_default().push(pair);
            }
        }
        progress.begin(self.chosen.len());
        let change = |solver: &mut PerturbedGraph<'_>, &element: &Element| {
            let changed = self.change(solver, element, slow, users.get(&element).map_or(&[], Vec::as_slice));
            progress.done();
            Some((element, changed?))
        };
        self.chosen.par_iter().map_init(|| detours.clone(), change).flatten_iter().collect()
    }

    /// Returns what an element that some pairs use changes; nothing where no way can depend on it.
    fn change(
        &self,
        solver: &mut PerturbedGraph<'_>,
        element: Element,
        slow: Option<Slowdown>,
        users: &[Pair],
    ) -> Option<Changed> {
        if slow.is_none() && self.lays_out_otherwise(&[element]) {
            return Some(self.without(solver, &[element], &self.pairs));
        }
        if users.is_empty() {
            return None;
        }
        if let Some(slow) = slow {
            return Some(self.slower(solver, element, slow, users));
        }
        let needs = |pair: &Pair| self.before.get(*pair).as_ref().is_some_and(|way| way.needs(element, &[]));
        let pairs: Vec<Pair> = users.iter().copied().filter(needs).collect();
        Some(self.without(solver, &[element], &pairs))
    }

    /// Returns the ways of some pairs without some elements.
    pub(super) fn without(&self, solver: &mut PerturbedGraph<'_>, removed: &[Element], pairs: &[Pair]) -> Changed {
        if pairs.is_empty() {
            return Changed::new();
        }
        let case = self.case;
        if self.needs_network(removed) {
            let reduced = case.model().without(removed);
            let priced = PricedNetwork::new(&reduced.model, case.values(), pairs, Waive::default());
            return self.ways(&priced, Some(&reduced), &priced.best(), pairs);
        }
        let arcs = removed.iter().filter_map(|element| self.arcs.get(element)).flatten();
        let closed = arcs.map(|arc| {
            let arc = arc.index();
            ArcChange { arc: arc as u32, weight: f64::INFINITY, rank: self.ranks[arc] }
        });
        self.changed(solver, &closed.collect::<Vec<_>>(), pairs, case.priced())
    }

    /// Returns the ways of some pairs with an element slower.
    fn slower(&self, solver: &mut PerturbedGraph<'_>, element: Element, slow: Slowdown, pairs: &[Pair]) -> Changed {
        let priced = self.case.priced().of_other_model(&self.case.model().slower(element, slow));
        let (weights, ranks) = priced.weighted();
        let changes: Vec<ArcChange> = (0..weights.len())
            .filter(|&arc| (weights[arc], ranks[arc]) != (self.weights[arc], self.ranks[arc]))
            .map(|arc| ArcChange { arc: arc as u32, weight: weights[arc], rank: ranks[arc] })
            .collect();
        self.changed(solver, &changes, pairs, &priced)
    }

    /// Returns whether closing arcs is not enough: hauls that are priced as a whole would take other legs, permissions
    /// are part of the state of the cargo, and a schedule may be laid out otherwise.
    fn needs_network(&self, removed: &[Element]) -> bool {
        let is_in_haul = |element: &Element| self.in_hauls.contains(element);
        let is_permission = |element: &Element| matches!(element, Element::Permission(_));
        removed.iter().any(|element| is_permission(element) || is_in_haul(element)) || self.lays_out_otherwise(removed)
    }

    /// Returns whether also ways that use none of some elements may be priced otherwise without them.
    pub(super) fn lays_out_otherwise(&self, removed: &[Element]) -> bool {
        removed.iter().any(|element| self.multiplied.contains(element)) && self.case.model().lays_out_otherwise(removed)
    }

    /// Answers some pairs on the same network with some arcs changed, and reads the ways at some prices.
    fn changed(
        &self,
        solver: &mut PerturbedGraph<'_>,
        changes: &[ArcChange],
        pairs: &[Pair],
        priced: &PricedNetwork,
    ) -> Changed {
        let asked: Vec<usize> = pairs.iter().filter_map(|pair| self.questions.get(pair)).flatten().copied().collect();
        let ends = |&question: &usize| {
            let question = &priced.network().questions()[question];
            Query { source: question.source, target: question.target.unwrap_or(question.source) }
        };
        let queries: Vec<Query> = asked.iter().map(ends).collect();
        let found = solver.answer(changes, &queries);
        self.ways(priced, None, &priced.best_of(asked.into_iter().zip(found)), pairs)
    }

    /// Reads the ways of some pairs on a network, which may be that of a model without some elements.
    fn ways(
        &self,
        priced: &PricedNetwork,
        reduced: Option<&ReducedModel>,
        best: &BestPaths,
        pairs: &[Pair],
    ) -> Changed {
        let way = |pair: &Pair| {
            let best = best.get(pair)?;
            Some(way(self.case.model(), priced, reduced, best.question, &best.path))
        };
        pairs.iter().map(|pair| (*pair, way(pair))).collect()
    }
}

/// Reads a way, its elements as the whole model numbers them.
fn way(model: &Model, priced: &PricedNetwork, reduced: Option<&ReducedModel>, question: usize, path: &Path) -> Way {
    let network = priced.network();
    let mut touches: Vec<Element> = Vec::new();
    let (mut hours, mut port) = (0.0, None);
    for &arc in &path.arcs {
        let id = ArcId::new(arc as usize);
        hours += priced.costs().priced(priced.prices(), id).hours.iter().sum::<f64>();
        let kind = &network.arcs()[id].kind;
        for &leg in legs_of(network, kind).iter() {
            touches.extend(lost_with(model, reduced.map_or(leg, |reduced| reduced.legs[leg.index()])));
        }
        port = port.or(match kind {
            ArcKind::Load { place, to: Mode::Sea, .. } => Some(*place),
            ArcKind::Tranship { place, from, to: Mode::Sea, .. } if *from != Mode::Sea => Some(*place),
            _ => None,
        });
    }
    touches.sort_unstable();
    touches.dedup();
    let covering = permissions_covering(reduced.map_or(model, |reduced| &reduced.model), network, question, path);
    let known = |id| Element::Permission(reduced.map_or(id, |reduced| reduced.permissions[id.index()]));
    let layer = usize::from(network.questions()[question].layer);
    Way {
        cost: path.cost as i64,
        hours,
        form: network.layers()[layer].form,
        touches,
        covers: covering.into_iter().map(known).collect(),
        port,
    }
}

/// Returns the legs that an arc goes over.
fn legs_of<'a>(network: &Network, kind: &'a ArcKind) -> Cow<'a, [LegId]> {
    match kind {
        ArcKind::Cross { leg } => Cow::Borrowed(std::slice::from_ref(leg)),
        _ => network.legs(kind),
    }
}

/// Returns the elements whose loss takes a leg away.
fn lost_with(model: &Model, id: LegId) -> impl Iterator<Item = Element> + use<> {
    let leg = &model.legs[id];
    let row = if leg.backwards { LegId::new(id.index() - 1) } else { id };
    let own = [Element::Leg(row), Element::Place(leg.from), Element::Place(leg.to)];
    own.into_iter().chain(leg.service.map(Element::Service))
}
