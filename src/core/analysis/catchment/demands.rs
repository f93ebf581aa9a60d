//! Demands: their cheapest corridors and gateways, and what each corridor and gateway gets of them all.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::answer::{PairTable, place_name};
use crate::ids::{CorridorId, DemandId, Pair, PlaceId};
use crate::units::Money;

use super::frame::Weighing;
use super::gateways::gateway_of;
use super::result::{CatchmentCorridor, CatchmentPair, GatewayShare, GatewayTotal, PairCorridor};
use super::summary::Summed;

/// What each corridor gets by each gateway where every demand takes its cheapest.
#[derive(Default)]
pub(super) struct DemandShares {
    /// The weight of all demands that have a route.
    weight: u64,
    /// The weight that goes there with the figures at their values, and the sum over all draws.
    won: BTreeMap<(CorridorId, Option<PlaceId>), (u64, i128)>,
}

impl DemandShares {
    /// Returns the share of some corridors and gateways with the figures at their values, and its mean over the draws.
    fn of(&self, draws: u64, is_own: impl Fn(CorridorId, Option<PlaceId>) -> bool) -> (f64, f64) {
        let own = self.won.iter().filter(|&(&(corridor, gateway), _)| is_own(corridor, gateway));
        let (central, drawn) = own.fold((0, 0), |sum, (_, won)| (sum.0 + won.0, sum.1 + won.1));
        let share = |amount: f64| if self.weight == 0 { 0.0 } else { amount / self.weight as f64 };
        (share(central as f64), share(drawn as f64 / draws as f64))
    }
}

impl Summed<'_> {
    pub(super) fn pairs(&self) -> Vec<CatchmentPair> {
        let by_gateway = self.study.by.case.totals();
        self.study.frame.model().demands.ids().map(|demand| self.pair(demand, &by_gateway)).collect()
    }

    /// Returns the cheapest corridor of a demand; of equal ones the reference, then the first.
    fn cheapest(&self, demand: DemandId) -> Option<CorridorId> {
        let frame = &self.study.frame;
        frame.leader(|corridor| frame.answers.get(Pair { demand, corridor }).total_per_t.map(Reverse))
    }

    fn pair(&self, demand: DemandId, by_gateway: &PairTable<Option<Money>>) -> CatchmentPair {
        let frame = &self.study.frame;
        let leader = self.cheapest(demand);
        let total = |corridor: CorridorId| frame.answers.get(Pair { demand, corridor }).total_per_t;
        let others = frame.in_order().filter(|&other| Some(other) != leader);
        let next = others.filter_map(total).min();
        let answer = &frame.answers.of_demand(demand)[0];
        CatchmentPair {
            from: answer.from.clone(),
            to: answer.to.clone(),
            regime: answer.regime,
            tonnes_per_year: answer.tonnes_per_year,
            margin_per_t: next.zip(leader.and_then(total)).map(|(next, lead)| next - lead),
            leader: leader.map(|leader| self.key(leader)),
            corridors: self.by_key(|corridor| self.pair_corridor(Pair { demand, corridor }, by_gateway)),
        }
    }

    fn pair_corridor(&self, pair: Pair, by_gateway: &PairTable<Option<Money>>) -> Option<PairCorridor> {
        let Pair { demand, corridor } = pair;
        let (frame, by, tally) = (&self.study.frame, &self.study.by, &self.tally.demands[demand]);
        let answer = frame.answers.get(pair);
        let total_per_t = answer.total_per_t?;
        let against = frame.answers.get(Pair { demand, corridor: frame.reference }).total_per_t;
        let gateway = |&way: &CorridorId| {
            Some(GatewayTotal {
                gateway: by.gateways[way].map(|place| place_name(frame.model(), place)),
                total_per_t: (*by_gateway.get(Pair { demand, corridor: way }))?,
                share: self.chance(tally.used[way]),
            })
        };
        let mut gateways: Vec<GatewayTotal> = by.ways[corridor].iter().filter_map(gateway).collect();
        gateways.sort_by_key(|gateway| gateway.total_per_t);
        Some(PairCorridor {
            total_per_t,
            saving_per_t: against.map(|against| against - total_per_t),
            gateway: gateway_of(answer).cloned(),
            chance_cheapest: self.chance(tally.cheapest[corridor]),
            chance_saves: against.map(|_| self.chance(tally.saves[corridor])),
            gateways,
        })
    }

    /// Adds up what each corridor gets by each gateway.
    pub(super) fn shares(&self) -> DemandShares {
        let (frame, by) = (&self.study.frame, &self.study.by);
        let mut shares = DemandShares::default();
        for (demand, &weight) in frame.weights.enumerate() {
            let Some(corridor) = self.cheapest(demand) else { continue };
            shares.weight += weight;
            let port = gateway_of(frame.answers.get(Pair { demand, corridor }));
            let port = port.and_then(|port| frame.model().places.keyed(&port.key));
            shares.won.entry((corridor, port)).or_default().0 += weight;
            for (corridor, ways) in by.ways.enumerate() {
                for &way in ways {
                    let won = self.tally.demands[demand].won[way];
                    if won > 0 {
                        let drawn = &mut shares.won.entry((corridor, by.gateways[way])).or_default().1;
                        *drawn += i128::from(weight) * i128::from(won);
                    }
                }
            }
        }
        shares
    }

    pub(super) fn corridors(&self, shares: &DemandShares) -> Vec<CatchmentCorridor> {
        let corridors = self.study.frame.model().corridors.enumerate();
        corridors
            .map(|(id, corridor)| {
                let (share, share_drawn) = shares.of(self.tally.draws, |own, _| own == id);
                CatchmentCorridor { key: corridor.key.clone(), title: corridor.title.clone(), share, share_drawn }
            })
            .collect()
    }

    /// Sums up what each gateway gets, the most first.
    pub(super) fn gateways(&self, shares: &DemandShares) -> Vec<GatewayShare> {
        let frame = &self.study.frame;
        let tonnes: f64 = frame.answers.by_demand().filter_map(|(_, answers)| answers[0].tonnes_per_year).sum();
        let tonnes = |share: f64| (frame.weighing == Weighing::Tonnes).then_some(share * tonnes);
        let ports: BTreeSet<Option<PlaceId>> = shares.won.keys().map(|&(_, port)| port).collect();
        let share = |port: Option<PlaceId>| {
            let (share, share_drawn) = shares.of(self.tally.draws, |_, own| own == port);
            GatewayShare {
                gateway: port.map(|port| place_name(frame.model(), port)),
                share,
                tonnes_per_year: tonnes(share),
                share_drawn,
                tonnes_drawn_per_year: tonnes(share_drawn),
            }
        };
        let mut shares: Vec<GatewayShare> = ports.into_iter().map(share).collect();
        shares.sort_by(|left, right| {
            right.share.total_cmp(&left.share).then(right.share_drawn.total_cmp(&left.share_drawn))
        });
        shares
    }
}
