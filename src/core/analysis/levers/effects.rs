//! What changes do to demands: how many become cheaper, by how much, and which get another cheapest corridor.

use crate::answer::Prepared;
use crate::ids::{CorridorId, DemandId, Id};
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

/// Sums what changes do to demands.
pub(super) struct Sums {
    /// The number of corridors.
    pub(super) corridors: usize,
    /// The yearly tonnes of the demands, where all have them.
    pub(super) tonnes: Option<Vec<f64>>,
}

impl Sums {
    /// Prepares to sum what changes do to some demands.
    pub(super) fn new(case: &Prepared, demands: &[DemandId]) -> Self {
        let model = case.model();
        let of =
            |&demand: &DemandId| Some(model.register.figure(model.demands[demand].tonnes_per_year?).value.to_f64());
        Self { corridors: model.corridors.len(), tonnes: demands.iter().map(of).collect() }
    }

    /// Compares totals of all pairs: by corridor, and of the cheapest corridor of each demand.
    pub(super) fn effects(&self, before: &[Option<Money>], then: &[Option<Money>]) -> Effects {
        let pairs = || before.chunks(self.corridors).zip(then.chunks(self.corridors));
        let by_corridor = (0..self.corridors)
            .map(|place| self.effect(pairs().map(|(before, then)| saved(before[place], then[place]))))
            .collect();
        let least = |totals: &[Option<Money>]| totals.iter().flatten().min().copied();
        let of_cheapest = self.effect(pairs().map(|(before, then)| saved(least(before), least(then))));
        Effects { by_corridor, of_cheapest }
    }

    fn effect(&self, savings: impl Iterator<Item = Money>) -> LeverEffect {
        let mut effect = LeverEffect { saving_per_year: self.tonnes.as_ref().map(|_| 0.0), ..LeverEffect::default() };
        let (mut sum, mut weights) = (0.0, 0.0);
        for (demand, saving) in savings.enumerate().filter(|(_, saving)| *saving > Money::ZERO) {
            let tonnes = self.tonnes.as_ref().map_or(1.0, |tonnes| tonnes[demand]);
            effect.demands += 1;
            effect.most_saving_per_t = effect.most_saving_per_t.max(Some(saving));
            sum += saving.as_units() * tonnes;
            weights += tonnes;
            effect.saving_per_year = effect.saving_per_year.map(|year| year + saving.as_units() * tonnes);
        }
        effect.mean_saving_per_t = (weights > 0.0).then(|| Money::round(sum / weights));
        effect
    }

    /// Iterates over the demands, by their places, that none of their old leaders leads any more.
    pub(super) fn turned<'a>(
        &'a self,
        before: &'a [Option<Money>],
        then: &'a [Option<Money>],
    ) -> impl Iterator<Item = usize> + 'a {
        let pairs = before.chunks(self.corridors).zip(then.chunks(self.corridors)).enumerate();
        pairs.filter_map(move |(demand, (before, then))| {
            let (old, new) = (leading(before), leading(then));
            (!old.is_empty() && !new.iter().any(|place| old.contains(place))).then_some(demand)
        })
    }
}

fn saved(before: Option<Money>, then: Option<Money>) -> Money {
    before.zip(then).map_or(Money::ZERO, |(before, then)| before - then)
}

/// Returns the keys of the corridors whose totals are the least.
pub(super) fn leaders(model: &Model, totals: &[Option<Money>]) -> Vec<String> {
    let key = |place: usize| model.corridors[CorridorId::new(place)].key.clone();
    leading(totals).into_iter().map(key).collect()
}

/// Returns the places of the totals that are the least.
fn leading(totals: &[Option<Money>]) -> Vec<usize> {
    let least = totals.iter().flatten().min();
    (0..totals.len()).filter(|&place| totals[place].is_some() && totals[place].as_ref() == least).collect()
}
