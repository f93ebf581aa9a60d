//! The cheapest ways of all questions, which elements they use, and the ways that are left without some.

use std::collections::BTreeMap;

use crate::answer::{Prepared, PricedNetwork, permissions_covering};
use crate::cost::{ArcPrices, Costs};
use crate::ids::{ArcId, CorridorId, DemandId, Id, IdVec, LegId, PermissionId, PlaceId};
use crate::model::{Element, Form, Mode, Model, ReducedModel, Slowdown};
use crate::network::{ArcKind, Network, Waive};
use corridor_kernel::{self as solve, ArcChange, Path, PerturbedGraph, Query};

/// The cheapest way of one demand by one corridor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Way {
    /// Millionths per tonne.
    pub(super) cost: i64,
    pub(super) hours: f64,
    pub(super) form: Form,
    /// The legs, places and services that it uses, by their positions, in order.
    pub(super) touches: Vec<u32>,
    /// The permissions each of which covers it by itself; none where it needs none.
    pub(super) covers: Vec<u32>,
    /// Where the cargo first changes to a ship.
    pub(super) port: Option<PlaceId>,
}

impl Way {
    /// Returns whether the way is lost without an element, where some others are lost already.
    pub(super) fn needs(&self, element: u32, lost: &[u32]) -> bool {
        self.touches.binary_search(&element).is_ok()
            || self.covers.contains(&element)
                && self.covers.iter().all(|cover| *cover == element || lost.contains(cover))
    }

    /// Iterates over what the way uses, whether it needs it or not.
    pub(super) fn uses(&self) -> impl Iterator<Item = u32> + '_ {
        self.touches.iter().chain(&self.covers).copied()
    }
}

/// The questions of a case, its elements, and the arcs of the network that are lost with each.
pub(super) struct Ways<'a> {
    pub(super) case: &'a Prepared,
    pub(super) elements: Vec<Element>,
    /// The demands and corridors asked for, demand by demand.
    pub(super) pairs: Vec<(DemandId, CorridorId)>,
    /// The questions of each pair that have a target, one for each form.
    questions: Vec<Vec<usize>>,
    /// The elements whose loss takes each leg away.
    of_leg: IdVec<LegId, Vec<u32>>,
    of_permission: BTreeMap<PermissionId, u32>,
    /// The arcs that are lost with each element.
    arcs: Vec<Vec<u32>>,
    /// Whether an element takes part in a haul that is priced as a whole.
    in_haul: Vec<bool>,
    weights: Vec<f64>,
    ranks: Vec<u64>,
}

/// A network with its prices in which ways are read.
struct CriticalBase<'a> {
    model: &'a Model,
    network: &'a Network,
    costs: &'a Costs,
    prices: &'a ArcPrices,
    /// The ids that legs and permissions had before some were taken out.
    before: Option<&'a ReducedModel>,
}

impl<'a> Ways<'a> {
    pub(super) fn new(case: &'a Prepared, pairs: Vec<(DemandId, CorridorId)>) -> Self {
        let (model, priced) = (case.model(), case.priced());
        let elements = model.elements();
        let number = |element: Element| elements.binary_search(&element).ok().map(|position| position as u32);
        let row = |leg: LegId| if model.legs[leg].backwards { LegId::new(leg.index() - 1) } else { leg };
        let of_leg: IdVec<LegId, Vec<u32>> = model
            .legs
            .enumerate()
            .map(|(id, leg)| {
                let own = [Element::Leg(row(id)), Element::Place(leg.from), Element::Place(leg.to)];
                let own = own.into_iter().chain(leg.service.map(Element::Service));
                own.filter_map(number).collect()
            })
            .collect();
        let in_force = model.permissions.ids().filter_map(|id| Some((id, number(Element::Permission(id))?)));
        let of_permission = in_force.collect();
        let mut arcs = vec![Vec::new(); elements.len()];
        let mut in_haul = vec![false; elements.len()];
        for (id, arc) in priced.network().arcs().enumerate() {
            for &element in legs_of(&arc.kind).iter().flat_map(|&leg| &of_leg[leg]) {
                arcs[element as usize].push(id.index() as u32);
                in_haul[element as usize] |= matches!(arc.kind, ArcKind::Haul { .. });
            }
        }
        for arcs in &mut arcs {
            arcs.dedup();
        }
        let mut by_pair: BTreeMap<(DemandId, CorridorId), Vec<usize>> = BTreeMap::new();
        for (index, question) in priced.network().questions().iter().enumerate() {
            if question.target.is_some() {
                by_pair.entry((question.demand, question.corridor)).or_default().push(index);
            }
        }
        let questions = pairs.iter().map(|pair| by_pair.remove(pair).unwrap_or_default()).collect();
        Self {
            case,
            pairs,
            questions,
            of_leg,
            of_permission,
            arcs,
            in_haul,
            weights: priced.costs().weights(priced.prices()),
            ranks: priced.costs().ranks(priced.prices()),
            elements,
        }
    }

    /// Prepares to answer questions where a few arcs are changed.
    pub(super) fn detours(&self) -> PerturbedGraph<'_> {
        PerturbedGraph::new(self.case.priced().network().graph(), &self.weights, &self.ranks)
    }

    /// Returns the ways of all pairs as they are; none where there is no route.
    pub(super) fn all(&self) -> Vec<Option<Way>> {
        let asked: Vec<(usize, usize)> =
            self.questions.iter().enumerate().flat_map(|(pair, all)| all.iter().map(move |&all| (pair, all))).collect();
        let network = self.case.priced().network();
        let query = |&(_, question): &(usize, usize)| {
            let question = &network.questions()[question];
            Query { source: question.source, target: question.target.unwrap_or(question.source) }
        };
        let queries: Vec<Query> = asked.iter().map(query).collect();
        let found = solve::cheapest(network.graph(), &self.weights, &self.ranks, &queries);
        self.best(&self.ground(), self.pairs.len(), asked.into_iter().zip(found))
    }

    /// Returns the ways of some pairs without some elements.
    pub(super) fn without(&self, solver: &mut PerturbedGraph<'_>, removed: &[u32], pairs: &[u32]) -> Vec<Option<Way>> {
        if pairs.is_empty() {
            return Vec::new();
        }
        if self.needs_network(removed) {
            return self.expanded(removed, pairs);
        }
        let mut changes: Vec<ArcChange> = Vec::new();
        for &arc in removed.iter().flat_map(|&element| &self.arcs[element as usize]) {
            changes.push(ArcChange { arc, weight: f64::INFINITY, rank: self.ranks[arc as usize] });
        }
        self.changed(solver, &changes, pairs, &self.ground())
    }

    /// Returns the ways of some pairs with an element slower.
    pub(super) fn slower(
        &self,
        solver: &mut PerturbedGraph<'_>,
        element: u32,
        slow: Slowdown,
        pairs: &[u32],
    ) -> Vec<Option<Way>> {
        let model = self.case.model().slower(self.elements[element as usize], slow);
        let network = self.case.priced().network();
        let costs = Costs::compile(network, &model);
        let prices = costs.price(&model.register.values());
        let (weights, ranks) = (costs.weights(&prices), costs.ranks(&prices));
        let changes: Vec<ArcChange> = (0..weights.len())
            .filter(|&arc| (weights[arc], ranks[arc]) != (self.weights[arc], self.ranks[arc]))
            .map(|arc| ArcChange { arc: arc as u32, weight: weights[arc], rank: ranks[arc] })
            .collect();
        let ground = CriticalBase { model: &model, network, costs: &costs, prices: &prices, before: None };
        self.changed(solver, &changes, pairs, &ground)
    }

    /// Returns whether closing arcs is not enough: hauls that are priced as a whole would take other legs, permissions
    /// are part of the state of the cargo, and a schedule may be laid out otherwise.
    fn needs_network(&self, removed: &[u32]) -> bool {
        removed.iter().any(|&element| {
            self.in_haul[element as usize] || matches!(self.elements[element as usize], Element::Permission(_))
        }) || self.lays_out_otherwise(removed)
    }

    /// Returns whether also ways that use none of some elements may be priced otherwise without them.
    pub(super) fn lays_out_otherwise(&self, removed: &[u32]) -> bool {
        self.case.model().lays_out_otherwise(&self.named(removed))
    }

    fn named(&self, elements: &[u32]) -> Vec<Element> {
        elements.iter().map(|&element| self.elements[element as usize]).collect()
    }

    fn ground(&self) -> CriticalBase<'_> {
        let priced = self.case.priced();
        CriticalBase {
            model: self.case.model(),
            network: priced.network(),
            costs: priced.costs(),
            prices: priced.prices(),
            before: None,
        }
    }

    /// Answers some pairs on the same network, with some arcs changed.
    fn changed(
        &self,
        solver: &mut PerturbedGraph<'_>,
        changes: &[ArcChange],
        pairs: &[u32],
        ground: &CriticalBase<'_>,
    ) -> Vec<Option<Way>> {
        let mut asked: Vec<(usize, usize)> = Vec::new();
        for (position, &pair) in pairs.iter().enumerate() {
            asked.extend(self.questions[pair as usize].iter().map(|&question| (position, question)));
        }
        let ends = |&(_, question): &(usize, usize)| {
            let question = &ground.network.questions()[question];
            Query { source: question.source, target: question.target.unwrap_or(question.source) }
        };
        let queries: Vec<Query> = asked.iter().map(ends).collect();
        let found = solver.answer(changes, &queries);
        self.best(ground, pairs.len(), asked.into_iter().zip(found))
    }

    /// Answers some pairs on a network of their own, from a model without some elements.
    fn expanded(&self, removed: &[u32], pairs: &[u32]) -> Vec<Option<Way>> {
        let without = self.case.model().without(&self.named(removed));
        let asked: Vec<(DemandId, CorridorId)> = pairs.iter().map(|&pair| self.pairs[pair as usize]).collect();
        let priced = PricedNetwork::new(&without.model, self.case.values(), &asked, Waive::default());
        let position: BTreeMap<_, usize> = asked.iter().enumerate().map(|(position, &pair)| (pair, position)).collect();
        let network = priced.network();
        let mut questions = Vec::new();
        let mut queries = Vec::new();
        for (index, question) in network.questions().iter().enumerate() {
            if let Some(target) = question.target {
                questions.push((position[&(question.demand, question.corridor)], index));
                queries.push(Query { source: question.source, target });
            }
        }
        // As where rules are left out: a price that pays for moving cargo about opens no way.
        let usable = |weight: f64| if weight < 0.0 { f64::INFINITY } else { weight };
        let weights: Vec<f64> = priced.costs().weights(priced.prices()).into_iter().map(usable).collect();
        let ranks = priced.costs().ranks(priced.prices());
        let found = solve::cheapest(network.graph(), &weights, &ranks, &queries);
        let ground = CriticalBase {
            model: &without.model,
            network,
            costs: priced.costs(),
            prices: priced.prices(),
            before: Some(&without),
        };
        self.best(&ground, pairs.len(), questions.into_iter().zip(found))
    }

    /// Returns the best form of each position, by cost, then by rank, then the first.
    fn best(
        &self,
        ground: &CriticalBase<'_>,
        positions: usize,
        found: impl Iterator<Item = ((usize, usize), Option<Path>)>,
    ) -> Vec<Option<Way>> {
        let mut best: Vec<Option<(usize, Path)>> = vec![None; positions];
        for ((position, question), path) in found {
            let Some(path) = path else { continue };
            let known = &mut best[position];
            if known.as_ref().is_none_or(|(_, known)| (path.cost, path.rank) < (known.cost, known.rank)) {
                *known = Some((question, path));
            }
        }
        best.into_iter().map(|found| found.map(|(question, path)| self.way(ground, question, &path))).collect()
    }

    fn way(&self, ground: &CriticalBase<'_>, question: usize, path: &Path) -> Way {
        let CriticalBase { model, network, costs, prices, before } = *ground;
        let mut touches: Vec<u32> = Vec::new();
        let (mut hours, mut port) = (0.0, None);
        for &arc in &path.arcs {
            let id = ArcId::new(arc as usize);
            hours += costs.priced(prices, id).hours.iter().sum::<f64>();
            let kind = &network.arcs()[id].kind;
            for &leg in legs_of(kind) {
                let leg = before.map_or(leg, |without| without.legs[leg.index()]);
                touches.extend(&self.of_leg[leg]);
            }
            port = port.or(match kind {
                ArcKind::Load { place, to: Mode::Sea } => Some(*place),
                ArcKind::Tranship { place, from, to: Mode::Sea } if *from != Mode::Sea => Some(*place),
                _ => None,
            });
        }
        touches.sort_unstable();
        touches.dedup();
        let covers = permissions_covering(model, network, question, path);
        let known = |id: PermissionId| before.map_or(id, |without| without.permissions[id.index()]);
        let covers = covers.into_iter().filter_map(|id| self.of_permission.get(&known(id)).copied()).collect();
        let layer = usize::from(network.questions()[question].layer);
        Way { cost: path.cost as i64, hours, form: network.layers()[layer].form, touches, covers, port }
    }
}

/// Returns the legs that an arc goes over.
fn legs_of(kind: &ArcKind) -> &[LegId] {
    match kind {
        ArcKind::Move { leg, .. } | ArcKind::Cross { leg } => std::slice::from_ref(leg),
        ArcKind::Haul { legs, .. } => legs,
        _ => &[],
    }
}
