//! Demands: their cheapest corridors and gateways, and what each corridor and gateway gets of them all.

use std::collections::BTreeMap;

use crate::answer::place_name;
use crate::ids::PlaceId;
use crate::units::Money;

use super::corridors::ByCorridor;
use super::result::{CatchmentCorridor, CatchmentPair, GatewayShare, GatewayTotal, PairCorridor, Weighing};
use super::summed::{Summed, gateway_of};
use super::tally::Counted;

impl Summed<'_> {
    /// Sums up the demands in their order, with origins by their positions in the result and the totals by gateway.
    pub(super) fn pairs(&self, position: &[usize]) -> Vec<CatchmentPair> {
        let by_gateway = self.counted.by.case.totals();
        (0..self.counted.frame.demands.len()).map(|demand| self.pair(demand, position, &by_gateway)).collect()
    }

    fn pair(&self, demand: usize, position: &[usize], by_gateway: &[Option<Money>]) -> CatchmentPair {
        let frame = self.counted.frame;
        let leader = self.best(demand);
        let total = |corridor: usize| frame.of(demand, corridor).total_per_t;
        let next = (0..frame.corridors).filter(|&other| Some(other) != leader).filter_map(total).min();
        let answer = frame.of(demand, 0);
        CatchmentPair {
            origin: position[frame.demands[demand].origin],
            from: answer.from.clone(),
            to: answer.to.clone(),
            regime: answer.regime,
            tonnes_per_year: answer.tonnes_per_year,
            margin_per_t: next.zip(leader.and_then(total)).map(|(next, lead)| next - lead),
            leader: leader.map(|leader| self.corridor(leader)),
            corridors: ByCorridor::new(&self.keys, |corridor| self.pair_corridor(demand, corridor, by_gateway)),
        }
    }

    /// Sums up what is known of a corridor for a demand.
    fn pair_corridor(&self, demand: usize, corridor: usize, by_gateway: &[Option<Money>]) -> Option<PairCorridor> {
        let frame = self.counted.frame;
        let total_per_t = frame.of(demand, corridor).total_per_t?;
        let against = frame.of(demand, frame.reference).total_per_t;
        let tally = &self.tally.demands[demand];
        let ways = self.counted.by.of_corridor[corridor].clone();
        let mut gateways: Vec<GatewayTotal> =
            ways.filter_map(|way| self.gateway_total(demand, way, by_gateway)).collect();
        gateways.sort_by_key(|gateway| gateway.total_per_t);
        Some(PairCorridor {
            total_per_t,
            saving_per_t: against.map(|against| against - total_per_t),
            gateway: gateway_of(frame.of(demand, corridor)).cloned(),
            chance_cheapest: self.chance(tally.cheapest[corridor]),
            chance_saves: against.map(|_| self.chance(tally.saves[corridor])),
            gateways,
        })
    }

    fn gateway_total(&self, demand: usize, way: usize, by_gateway: &[Option<Money>]) -> Option<GatewayTotal> {
        let by = self.counted.by;
        let model = self.counted.frame.case.model();
        Some(GatewayTotal {
            gateway: by.gateways[way].map(|place| place_name(model, place)),
            total_per_t: by_gateway[demand * by.gateways.len() + way]?,
            share: self.chance(self.tally.demands[demand].used[way]),
        })
    }

    /// Sums up what each corridor gets where every demand takes its cheapest.
    pub(super) fn corridors(&self) -> Vec<CatchmentCorridor> {
        let Counted { frame, by, .. } = self.counted;
        let answered = |&demand: &usize| self.best(demand).is_some();
        let all: Vec<usize> = (0..frame.demands.len()).filter(answered).collect();
        let weight: u64 = all.iter().map(|&demand| frame.demands[demand].weight).sum();
        let share = |amount: f64| if weight == 0 { 0.0 } else { amount / weight as f64 };
        let model = frame.case.model();
        let corridor = |(position, corridor): (usize, &crate::model::Corridor)| {
            let won = all.iter().filter(|&&demand| self.best(demand) == Some(position));
            let drawn = all.iter().map(|&demand| {
                let won: u64 = by.of_corridor[position].clone().map(|way| self.tally.demands[demand].won[way]).sum();
                i128::from(frame.demands[demand].weight) * i128::from(won)
            });
            CatchmentCorridor {
                key: corridor.key.clone(),
                title: corridor.title.clone(),
                share: share(won.map(|&demand| frame.demands[demand].weight).sum::<u64>() as f64),
                share_drawn: share(drawn.sum::<i128>() as f64 / self.draws as f64),
            }
        };
        model.corridors.iter().enumerate().map(corridor).collect()
    }

    /// Sums up what each gateway gets where every demand takes its cheapest corridor, the most first.
    pub(super) fn gateways(&self) -> Vec<GatewayShare> {
        let Counted { frame, by, .. } = self.counted;
        let model = frame.case.model();
        // For each port what goes by it with the figures at their values, and over all draws.
        let mut all: BTreeMap<Option<PlaceId>, (u64, i128)> = BTreeMap::new();
        let mut weight = 0_u64;
        for (demand, asked) in frame.demands.iter().enumerate() {
            let Some(best) = self.best(demand) else { continue };
            weight += asked.weight;
            let port = gateway_of(frame.of(demand, best));
            let port = port.and_then(|port| model.places.by_key.get(&port.key).copied());
            all.entry(port).or_default().0 += asked.weight;
            for (way, &won) in self.tally.demands[demand].won.iter().enumerate().filter(|(_, won)| **won > 0) {
                all.entry(by.gateways[way]).or_default().1 += i128::from(asked.weight) * i128::from(won);
            }
        }
        let tonnes: f64 =
            frame.answers.iter().step_by(frame.corridors).filter_map(|answer| answer.tonnes_per_year).sum();
        let tonnes = |share: f64| (frame.weighing == Weighing::Tonnes).then_some(share * tonnes);
        let mut shares: Vec<GatewayShare> = all
            .into_iter()
            .map(|(port, (central, drawn))| {
                let share = central as f64 / weight as f64;
                let share_drawn = drawn as f64 / self.draws as f64 / weight as f64;
                GatewayShare {
                    gateway: port.map(|port| place_name(model, port)),
                    share,
                    tonnes_per_year: tonnes(share),
                    share_drawn,
                    tonnes_drawn_per_year: tonnes(share_drawn),
                }
            })
            .collect();
        shares.sort_by(|left, right| {
            right.share.total_cmp(&left.share).then(right.share_drawn.total_cmp(&left.share_drawn))
        });
        shares
    }
}
