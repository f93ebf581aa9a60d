//! What changes do to demands: how many become cheaper, by how much, and which get another cheapest corridor.

use std::collections::BTreeMap;

use crate::analysis::breakeven::leaders;
use crate::answer::{PairTotals, place_name};
use crate::ids::{CorridorId, DemandId, Pair, PlaceId};
use crate::model::Model;
use crate::units::Money;

use super::result::{LeverEffect, LeverSplit, OriginGain};

/// Returns by how much a total falls; nothing where there is none before or then.
fn fall([before, then]: [Option<Money>; 2]) -> Option<Money> {
    before.zip(then).map(|(before, then)| before - then)
}

/// Returns by how much the total of the cheapest corridor of a demand falls.
fn fall_of_least(totals: [&PairTotals; 2], demand: DemandId) -> Option<Money> {
    fall(totals.map(|totals| totals.of_demand(demand).iter().flatten().min().copied()))
}

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

/// A sum over demands, weighted by tonnes where all have them.
#[derive(Default)]
struct WeightedSum {
    demands: usize,
    tonnes: f64,
    amount: f64,
}

impl WeightedSum {
    fn add(&mut self, tonnes: f64, amount: Money) {
        self.demands += 1;
        self.tonnes += tonnes;
        self.amount += amount.as_units() * tonnes;
    }

    fn mean(&self) -> Option<Money> {
        (self.tonnes > 0.0).then(|| Money::round(self.amount / self.tonnes))
    }
}

impl<'a> Sums<'a> {
    /// Prepares to sum what changes do to some demands.
    pub(super) fn new(model: &'a Model, demands: &'a [DemandId]) -> Self {
        Self { model, demands, tonnes_of_all: demands.iter().map(|&demand| model.tonnes_per_year(demand)).sum() }
    }

    /// Compares totals: by corridor, and of the cheapest corridor of each demand.
    pub(super) fn effects(&self, before: &PairTotals, then: &PairTotals) -> Effects {
        let by_corridor = self.model.corridors.ids().map(|corridor| {
            let fall = |demand| fall([before, then].map(|totals| *totals.get(Pair { demand, corridor })));
            LeverEffect { split: self.split(corridor, &fall, [before, then]), ..self.effect(fall) }
        });
        Effects {
            by_corridor: by_corridor.collect(),
            of_cheapest: self.effect(|demand| fall_of_least([before, then], demand)),
        }
    }

    /// Splits what a corridor becomes cheaper by into what the one it is set against does too, and the rest.
    fn split(
        &self,
        corridor: CorridorId,
        fall_of: &impl Fn(DemandId) -> Option<Money>,
        totals: [&PairTotals; 2],
    ) -> Option<LeverSplit> {
        let baseline = self.model.baseline;
        if baseline == Some(corridor) {
            return None;
        }
        let is_other = |other: CorridorId| baseline.map_or(other != corridor, |baseline| other == baseline);
        let (mut own, mut common) = (WeightedSum::default(), WeightedSum::default());
        for &demand in self.demands {
            let least = |totals: &PairTotals| {
                let others = self.model.corridors.ids().filter(|&other| is_other(other));
                others.filter_map(|corridor| *totals.get(Pair { demand, corridor })).min()
            };
            let Some((falls, others)) = fall_of(demand).zip(fall(totals.map(least))) else { continue };
            if (falls, others) != (Money::ZERO, Money::ZERO) {
                own.add(self.tonnes(demand), falls);
                common.add(self.tonnes(demand), others);
            }
        }
        let (fall_per_t, common_per_t) = own.mean().zip(common.mean())?;
        Some(LeverSplit {
            demands: own.demands,
            fall_per_t,
            common_per_t,
            own_per_t: fall_per_t - common_per_t,
            own_per_year: self.tonnes_of_all.map(|_| own.amount - common.amount),
        })
    }

    /// Sums what each origin saves by its cheapest corridors, the one that saves most first.
    pub(super) fn gains(&self, before: &PairTotals, then: &PairTotals) -> Vec<OriginGain> {
        let mut of_origin: BTreeMap<PlaceId, WeightedSum> = BTreeMap::new();
        for &demand in self.demands {
            if let Some(fall) = fall_of_least([before, then], demand).filter(|fall| *fall > Money::ZERO) {
                of_origin.entry(self.model.demands[demand].from).or_default().add(self.tonnes(demand), fall);
            }
        }
        let gain = |(from, sum): (PlaceId, WeightedSum)| {
            Some(OriginGain {
                from: place_name(self.model, from),
                demands: sum.demands,
                tonnes_per_year: self.tonnes_of_all.map(|_| sum.tonnes),
                saving_per_t: sum.mean()?,
                saving_per_year: self.tonnes_of_all.map(|_| sum.amount),
            })
        };
        let mut gains: Vec<OriginGain> = of_origin.into_iter().filter_map(gain).collect();
        gains.sort_by(|one, other| {
            let year = |gain: &OriginGain| gain.saving_per_year.unwrap_or(0.0);
            let by_year = year(other).total_cmp(&year(one));
            by_year.then(other.saving_per_t.cmp(&one.saving_per_t)).then_with(|| one.from.key.cmp(&other.from.key))
        });
        gains
    }

    /// Returns the weight of a demand.
    fn tonnes(&self, demand: DemandId) -> f64 {
        self.tonnes_of_all.and_then(|_| self.model.tonnes_per_year(demand)).unwrap_or(1.0)
    }

    fn effect(&self, fall: impl Fn(DemandId) -> Option<Money>) -> LeverEffect {
        let (mut sum, mut changed, mut most) = (WeightedSum::default(), WeightedSum::default(), None);
        let falls = self.demands.iter().filter_map(|&demand| Some((demand, fall(demand)?)));
        for (demand, fall) in falls.filter(|(_, fall)| *fall != Money::ZERO) {
            changed.add(self.tonnes(demand), fall);
            if fall > Money::ZERO {
                most = most.max(Some(fall));
                sum.add(self.tonnes(demand), fall);
            }
        }
        LeverEffect {
            demands: sum.demands,
            mean_saving_per_t: sum.mean(),
            mean_fall_per_t: changed.mean(),
            most_saving_per_t: most,
            saving_per_year: self.tonnes_of_all.map(|_| sum.amount),
            split: None,
        }
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
