//! What changes do to demands: how many become cheaper, by how much, and which get another cheapest corridor.

use crate::analysis::breakeven::leaders;
use crate::answer::PairTotals;
use crate::ids::{DemandId, Pair};
use crate::model::Model;
use crate::units::Money;

use super::result::LeverEffect;

/// What a change does.
#[derive(PartialEq)]
pub(super) struct Effects {
    /// To each corridor, in the order of the file.
    pub(super) by_corridor: Vec<LeverEffect>,
    /// To the cheapest corridors of all demands.
    pub(super) of_cheapest: LeverEffect,
}

/// The demands to which changes do something.
pub(super) struct Sums<'a> {
    pub(super) model: &'a Model,
    pub(super) demands: &'a [DemandId],
    /// The yearly tonnes of all demands, where every one has them.
    pub(super) tonnes_of_all: Option<f64>,
}

impl<'a> Sums<'a> {
    /// Prepares to sum what changes do to some demands.
    pub(super) fn new(model: &'a Model, demands: &'a [DemandId]) -> Self {
        Self { model, demands, tonnes_of_all: demands.iter().map(|&demand| model.tonnes_per_year(demand)).sum() }
    }

    /// Compares totals: by corridor, and of the cheapest corridor of each demand.
    pub(super) fn effects(&self, before: &PairTotals, then: &PairTotals) -> Effects {
        let saved = |before: Option<Money>, then: Option<Money>| {
            before.zip(then).map_or(Money::ZERO, |(before, then)| before - then)
        };
        let by_corridor = self.model.corridors.ids().map(|corridor| {
            self.effect(|demand| {
                let pair = Pair { demand, corridor };
                saved(*before.get(pair), *then.get(pair))
            })
        });
        let least = |totals: &PairTotals, demand| totals.of_demand(demand).iter().flatten().min().copied();
        Effects {
            by_corridor: by_corridor.collect(),
            of_cheapest: self.effect(|demand| saved(least(before, demand), least(then, demand))),
        }
    }

    fn effect(&self, saving: impl Fn(DemandId) -> Money) -> LeverEffect {
        let mut effect = LeverEffect::default();
        let (mut sum, mut weights) = (0.0, 0.0);
        let savings = self.demands.iter().map(|&demand| (demand, saving(demand)));
        for (demand, saving) in savings.filter(|(_, saving)| *saving > Money::ZERO) {
            let tonnes = self.tonnes_of_all.and_then(|_| self.model.tonnes_per_year(demand)).unwrap_or(1.0);
            effect.demands += 1;
            effect.most_saving_per_t = effect.most_saving_per_t.max(Some(saving));
            sum += saving.as_units() * tonnes;
            weights += tonnes;
        }
        effect.mean_saving_per_t = (weights > 0.0).then(|| Money::round(sum / weights));
        effect.saving_per_year = self.tonnes_of_all.map(|_| sum);
        effect
    }

    /// Iterates over the demands that none of their old leaders leads any more.
    pub(super) fn turned(&self, before: &PairTotals, then: &PairTotals) -> impl Iterator<Item = DemandId> {
        let is_turned = move |demand: DemandId| {
            let [old, new] = [before, then].map(|totals| leaders(totals.of_demand(demand)));
            !old.is_empty() && !new.iter().any(|corridor| old.contains(corridor))
        };
        self.demands.iter().copied().filter(move |&demand| is_turned(demand))
    }
}
