//! A network of some demands at today's prices, ready for one figure after the other to move.

use std::collections::BTreeSet;

use crate::answer::PricedNetwork;
use crate::ids::{ArcId, DemandId, FigureId, Id};
use crate::model::Model;
use crate::network::LayerQuery;
use crate::units::{Exact, Money};
use corridor_kernel::{Query, least_costs};

/// The dearest that an arc may become, as in answers. Values of a figure beyond that are not looked at.
pub(super) const MAX_ARC_MICROS: i64 = crate::answer::MAX_ARC_MICROS as i64;

/// A network of some demands at today's prices.
pub(super) struct BaseNetwork<'a> {
    pub(super) model: &'a Model,
    pub(super) priced: PricedNetwork,
    /// The values of the register's figures, exactly.
    pub(super) exact: Vec<Exact>,
    pub(super) values: Vec<f64>,
    /// The questions of the demands, by their places in the network, with what is asked of the graph.
    pub(super) queries: Vec<(usize, Query)>,
    pub(super) weights: Vec<f64>,
    pub(super) ranks: Vec<u64>,
    /// The arcs of each class that the demands can use.
    pub(super) arcs: Vec<Vec<u32>>,
}

impl<'a> BaseNetwork<'a> {
    /// Prepares a network, which may have been laid out for other demands of the same origin as well.
    pub(super) fn new(model: &'a Model, priced: PricedNetwork, demands: &[DemandId]) -> Self {
        let (network, costs) = (priced.network(), priced.costs());
        let questions =
            network.questions().iter().enumerate().filter(|(_, question)| demands.contains(&question.demand));
        let queries = questions
            .filter_map(|(place, question)| Some((place, Query { source: question.source, target: question.target? })));
        let mut arcs = vec![Vec::new(); costs.classes()];
        let is_usable = usable(&priced, demands);
        for arc in network.arcs().ids().filter(|arc| is_usable[arc.index()]) {
            arcs[costs.entry_number(arc) as usize].push(arc.index() as u32);
        }
        let (weights, ranks) = priced.weighted();
        Self {
            model,
            exact: model.register.exact_values(),
            values: model.register.values(),
            queries: queries.collect(),
            weights,
            ranks,
            arcs,
            priced,
        }
    }

    /// Returns the total of each corridor of its demand, in the order of the file, where no figure but one differs from
    /// today's values; the costs are countable.
    ///
    /// # Shape
    /// `values` has one entry for each figure of the register.
    pub(super) fn totals(&self, figure: FigureId, values: &[f64]) -> Vec<Option<Money>> {
        let costs = self.priced.costs();
        let mut weights = self.weights.clone();
        for &class in costs.moved_by(figure).iter() {
            let total = costs.priced_class(class, values).total();
            if total < 0.0 && costs.is_supported() {
                // Searches need another shift there.
                let totals = self.priced.priced_at(values).totals(self.model);
                let demand = self.queries.first().map(|&(place, _)| self.priced.network().questions()[place].demand);
                return demand.map_or_else(Vec::new, |demand| totals.of_demand(demand).to_vec());
            }
            for &arc in &self.arcs[class as usize] {
                weights[arc as usize] = total;
            }
        }
        let network = self.priced.network();
        let queries: Vec<Query> = self.queries.iter().map(|&(_, query)| query).collect();
        let found = least_costs(network.graph(), &weights, &queries);
        let mut totals: Vec<Option<Money>> = vec![None; self.model.corridors.len()];
        for (&(question, _), cost) in self.queries.iter().zip(found).filter(|(_, cost)| cost.is_finite()) {
            let total = &mut totals[network.questions()[question].corridor.index()];
            *total = (*total).into_iter().chain([Money::from_kernel(cost)]).min();
        }
        totals
    }

    pub(super) fn class(&self, arc: u32) -> u32 {
        self.priced.costs().entry_number(ArcId::new(arc as usize))
    }
}

/// Finds the arcs that would be laid out for some demands alone: all that can be reached from their origin, but for the ends of
/// other demands.
fn usable(priced: &PricedNetwork, demands: &[DemandId]) -> Vec<bool> {
    let (graph, questions) = (priced.network().graph(), priced.network().questions());
    let (own, others): (Vec<&LayerQuery>, Vec<&LayerQuery>) =
        questions.iter().partition(|question| demands.contains(&question.demand));
    let mut ends: BTreeSet<u32> = others.iter().filter_map(|question| question.target).collect();
    for target in own.iter().filter_map(|question| question.target) {
        ends.remove(&target);
    }
    let (mut is_reached, mut is_usable) = (vec![false; graph.nodes()], vec![false; graph.arcs()]);
    let mut open: Vec<u32> = own.iter().map(|question| question.source).collect();
    while let Some(node) = open.pop() {
        if std::mem::replace(&mut is_reached[node as usize], true) {
            continue;
        }
        for arc in graph.out(node).filter(|&arc| !ends.contains(&graph.head(arc))) {
            is_usable[arc] = true;
            open.push(graph.head(arc));
        }
    }
    is_usable
}
