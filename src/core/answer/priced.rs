//! The priced network of a scenario, and the best path of each pair on it.

use super::refusal::permissions_of;
use super::{Answer, MAX_ARC_HOURS, MAX_ARC_MICROS, PairTable, PairTotals, Tracer};
use crate::cost::{ArcPrices, Costs, PaidWalk};
use crate::ids::{DemandId, FigureId, Pair};
use crate::model::Model;
use crate::network::{KeptNetwork, Network, Waive};
use crate::units::{Decimal, Money};
use corridor_kernel as solve;
use corridor_kernel::{Path, Query};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many demands one thread takes at the least: it learns about the arcs that they share.
pub(crate) const DEMANDS_TOGETHER: usize = 64;

/// The most questions that get layers of their own; there are that many numbers of layers.
const MAX_QUESTIONS_APART: usize = u16::MAX as usize;

/// A network with its prices at one set of values of the figures.
#[derive(Clone, Debug)]
pub struct PricedNetwork {
    network: Arc<Network>,
    costs: Arc<Costs>,
    prices: ArcPrices,
}

/// The best path for a demand by a corridor, with the question it answers.
pub(crate) struct Best {
    pub(crate) question: usize,
    pub(crate) path: Path,
}

/// The best path of each demand by each corridor that has one.
pub(crate) type BestPaths = BTreeMap<Pair, Best>;

impl PricedNetwork {
    /// Expands and prices a network for some demands by some corridors.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub fn new(model: &Model, values: &[f64], pairs: &[Pair], waive: Waive) -> Self {
        let priced = Self::of(Network::expand_for(model, pairs, waive), model, values);
        if priced.pays_across_demands() {
            return Self::of(Network::expand_apart(model, pairs, waive), model, values);
        }
        priced
    }

    /// Returns whether support may exceed the cost of a way that no demand goes, from the origin of one to the destination of
    /// another: layers of their own tell that.
    fn pays_across_demands(&self) -> bool {
        let questions = self.network.questions();
        let mut first: BTreeMap<u16, DemandId> = BTreeMap::new();
        self.costs.paid_walk().is_some()
            && questions.len() < MAX_QUESTIONS_APART
            && questions.iter().any(|own| *first.entry(own.layer).or_insert(own.demand) != own.demand)
    }

    /// Prices a network that was expanded from a model.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub fn of(network: Network, model: &Model, values: &[f64]) -> Self {
        let costs = Costs::compile(&network, model);
        let prices = costs.price(values);
        Self { network: Arc::new(network), costs: Arc::new(costs), prices }
    }

    /// Prices the same network at other values of the figures.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    #[must_use]
    pub fn priced_at(&self, values: &[f64]) -> Self {
        let prices = self.costs.price(values);
        if self.costs.is_supported() && self.costs.weights(&prices).iter().any(|&weight| weight < 0.0) {
            let costs = Costs::clone(&self.costs).held_at(&self.network, values);
            let prices = costs.price(values);
            return Self { network: Arc::clone(&self.network), costs: Arc::new(costs), prices };
        }
        Self { network: Arc::clone(&self.network), costs: Arc::clone(&self.costs), prices }
    }

    /// Prices the network of a model with other values of its figures, and lays out only what these change.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register, in decimals and in floats; `then` returns the model with them.
    pub(crate) fn at_values<'m>(
        &self,
        model: &Model,
        (exact, values): (&[Decimal], &[f64]),
        pairs: &[Pair],
        then: impl Fn() -> &'m Model,
    ) -> Self {
        let kept = match self.network.kept_at(model, exact, &then) {
            KeptNetwork::Sums => Some(self.priced_at(values)),
            KeptNetwork::Arcs => {
                let costs = Costs::compile(&self.network, then());
                let prices = costs.price(values);
                Some(Self { network: Arc::clone(&self.network), costs: Arc::new(costs), prices })
            }
            KeptNetwork::Nothing => None,
        };
        let kept = kept.filter(|kept| !kept.pays_across_demands());
        kept.unwrap_or_else(|| Self::new(then(), values, pairs, Waive::default()))
    }

    /// Returns it with costs by which searches are exact wherever the figures are within bounds, and what is to be added to the
    /// cost of each of some queries by them.
    ///
    /// # Errors
    /// Returns the arcs of a route of a query, or of a ring, that support may make cheaper than nothing within the bounds.
    ///
    /// # Shape
    /// `values` and `bounds` have one entry for each figure of the register.
    pub(crate) fn held_within(
        &self,
        values: &[f64],
        bounds: &[(f64, f64)],
        queries: &[Query],
    ) -> Result<(Self, Vec<f64>), PaidWalk> {
        let held =
            if self.costs.is_supported() { self.costs.held_within(&self.network, bounds, queries)? } else { None };
        let Some(held) = held else { return Ok((self.clone(), vec![0.0; queries.len()])) };
        let prices = held.costs.price(values);
        Ok((Self { network: Arc::clone(&self.network), costs: Arc::new(held.costs), prices }, held.of_query))
    }

    /// Returns it with costs by which every route costs what it costs and no arc less than nothing wherever the figures are
    /// within bounds; nothing where that cannot be.
    ///
    /// # Shape
    /// As [`Self::held_within`].
    pub(crate) fn held_between(&self, values: &[f64], bounds: &[(f64, f64)]) -> Option<Self> {
        let costs = self.costs.held_between(&self.network, bounds)?;
        let prices = costs.price(values);
        Some(Self { network: Arc::clone(&self.network), costs: Arc::new(costs), prices })
    }

    /// Returns whether a class of arcs that a figure moves may cost less than nothing in searches while the figures are within
    /// bounds.
    ///
    /// # Shape
    /// `bounds` has one entry for each figure of the register.
    pub(crate) fn may_fall_below(&self, figure: FigureId, bounds: &[(f64, f64)]) -> bool {
        self.costs.bounds_of(&self.costs.moved_by(figure), bounds).into_iter().any(|(least, _)| least < 0.0)
    }

    /// Returns whether it is another's network, priced by the same sums at perhaps other values.
    pub(crate) fn has_sums_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.costs, &other.costs)
    }

    /// Prices the same network by another model that lays out the same arcs.
    pub(crate) fn of_other_model(&self, model: &Model) -> Self {
        let costs = Costs::compile(&self.network, model);
        let prices = costs.price(&model.register.values());
        Self { network: Arc::clone(&self.network), costs: Arc::new(costs), prices }
    }

    /// Returns whether every cost and time can be counted with a figure at another value, of which those at today's values can.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub(crate) fn is_countable_at(&self, figure: FigureId, values: &[f64]) -> bool {
        let mut is_below = false;
        let is_countable = self.costs.moved_by(figure).iter().all(|&class| {
            let priced = self.costs.priced_class(class, values);
            is_below |= priced.total() < 0.0;
            priced.total() <= MAX_ARC_MICROS && priced.hours.iter().sum::<f64>() <= MAX_ARC_HOURS
        });
        if !is_countable || !is_below || !self.costs.is_supported() {
            return is_countable && !is_below;
        }
        // With support a step may cost less than nothing, but no route.
        let bounds: Vec<(f64, f64)> = values.iter().map(|&value| (value, value)).collect();
        self.held_within(values, &bounds, &self.queries().1).is_ok()
    }

    /// Returns the network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Returns the costs.
    pub fn costs(&self) -> &Costs {
        &self.costs
    }

    /// Returns the prices.
    pub const fn prices(&self) -> &ArcPrices {
        &self.prices
    }

    /// Returns the total of every demand by every corridor; none where there is no route.
    pub fn totals(&self, model: &Model) -> PairTotals {
        let (asked, queries) = self.queries();
        let costs = solve::least_costs(self.network.graph(), &self.usable_weights(), &queries);
        let mut totals: PairTotals = PairTable::new(model, |_| None);
        for (question, cost) in asked.into_iter().zip(costs).filter(|(_, cost)| cost.is_finite()) {
            let total = totals.get_mut(self.network.questions()[question].pair());
            *total = (*total).into_iter().chain([Money::from_kernel(cost)]).min();
        }
        totals
    }

    /// Returns what the kernels count with: the weights and the ranks of all arcs.
    pub(crate) fn weighted(&self) -> (Vec<f64>, Vec<u64>) {
        (self.usable_weights(), self.costs.ranks(&self.prices))
    }

    /// Returns the weights of all arcs: prices that pay for moving cargo about, at a bound or where rules are left out, open
    /// no way.
    fn usable_weights(&self) -> Vec<f64> {
        let usable = |weight: f64| if weight < 0.0 { f64::INFINITY } else { weight };
        self.costs.weights(&self.prices).into_iter().map(usable).collect()
    }

    /// Writes out a path, cheapest or not, as the whole answer to a question, with the permissions that it rests on.
    pub fn itinerary(&self, model: &Model, tracer: &mut Tracer<'_>, question: usize, path: &Path) -> Answer {
        let mut answer = tracer.answer(question, path);
        answer.permissions = permissions_of(model, &self.network, question, path);
        answer
    }

    /// Prepares to trace its paths.
    pub(crate) fn tracer<'a>(&'a self, model: &'a Model, values: &'a [f64]) -> Tracer<'a> {
        Tracer { model, priced: self, values, graded: BTreeMap::new() }
    }

    /// Returns the numbers of the questions that have a target, and their queries.
    pub(crate) fn queries(&self) -> (Vec<usize>, Vec<Query>) {
        let asked = self.network.questions().iter().enumerate();
        asked
            .filter_map(|(index, question)| Some((index, Query { source: question.source, target: question.target? })))
            .unzip()
    }

    /// Finds the best path of each pair.
    pub(crate) fn best(&self) -> BestPaths {
        let (weights, ranks) = self.weighted();
        let (asked, queries) = self.queries();
        let found = solve::cheapest(self.network.graph(), &weights, &ranks, &queries);
        self.best_of(asked.into_iter().zip(found))
    }

    /// Chooses the best path of each pair among those of its questions; forms that cost the same are chosen by rank, then
    /// the first of them.
    pub(crate) fn best_of(&self, found: impl IntoIterator<Item = (usize, Option<Path>)>) -> BestPaths {
        let mut best = BestPaths::new();
        for (question, path) in found {
            let Some(path) = path else { continue };
            let pair = self.network.questions()[question].pair();
            if best.get(&pair).is_none_or(|known| (path.cost, path.rank) < (known.path.cost, known.path.rank)) {
                best.insert(pair, Best { question, path });
            }
        }
        best
    }
}

/// How much is worked out of each answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// All of it.
    #[default]
    Whole,
    /// All but the reason where there is no route, and the range.
    Routes,
    /// What a summary of many demands reads: not the steps and the permissions that they rest on, not the reason where
    /// there is no route, not the range.
    Sums,
}
