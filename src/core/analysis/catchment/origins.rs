//! Origins: what each corridor saves there, by which gateway, and how surely.

use std::collections::BTreeMap;

use crate::answer::{PlaceName, place_name};
use crate::ids::{CorridorId, DemandId, Pair, PlaceId};

use super::frame::Weighing;
use super::gateways::gateway_of;
use super::map::CHANCES;
use super::result::{CatchmentOrigin, OriginCorridor};
use super::summary::{Summed, saving};

impl Summed<'_> {
    /// Sums up what is known of an origin.
    pub(super) fn origin(&self, origin: usize) -> CatchmentOrigin {
        let frame = &self.study.frame;
        let own = &frame.origins[origin];
        let place = &frame.model().places.list[own.place];
        let saving = |corridor: CorridorId| saving(&self.central[origin], corridor);
        let leader = frame.leader(saving);
        let next = frame.in_order().filter(|&other| Some(other) != leader).filter_map(saving).max();
        let tonnes = |&demand: &DemandId| frame.answers.of_demand(demand)[0].tonnes_per_year.unwrap_or_default();
        let (anchor_km, anchor) = self.anchor(&own.demands).unzip();
        CatchmentOrigin {
            place: place_name(frame.model(), own.place),
            region: place.region.clone(),
            tonnes_per_year: (frame.weighing == Weighing::Tonnes).then(|| own.demands.iter().map(tonnes).sum()),
            destinations: own.demands.len(),
            anchor: anchor.map(|place| place_name(frame.model(), place)),
            anchor_km,
            leader: leader.map(|leader| self.key(leader)),
            margin_per_t: leader.and_then(saving).zip(next).map(|(lead, next)| lead - next),
            corridors: self.by_key(|corridor| self.origin_corridor(origin, corridor)),
        }
    }

    /// Sums up what is known of a corridor from an origin.
    fn origin_corridor(&self, origin: usize, corridor: CorridorId) -> Option<OriginCorridor> {
        let tally = self.tally.origins[origin][corridor].as_ref()?;
        let compared = self.compared(origin, corridor);
        let [p5, p25, p50, p75, p95] = CHANCES.map(|percent| tally.savings.percentile(u64::from(percent)));
        Some(OriginCorridor {
            destinations: compared.len(),
            gateway: self.gateway(&compared),
            saving_per_t: saving(&self.central[origin], corridor)?,
            could_save_per_t: saving(&self.could[origin], corridor),
            mean_saving_per_t: tally.savings.mean(),
            p5_saving_per_t: p5,
            p25_saving_per_t: p25,
            p50_saving_per_t: p50,
            p75_saving_per_t: p75,
            p95_saving_per_t: p95,
            chance_saves: self.chance(tally.saves),
            chance_leads: self.chance(tally.leads),
        })
    }

    /// Returns the pairs of an origin and a corridor whose demands the reference serves too.
    fn compared(&self, origin: usize, corridor: CorridorId) -> Vec<Pair> {
        let frame = &self.study.frame;
        let is_served = |&pair: &Pair| frame.answers.get(pair).total_per_t.is_some();
        let pairs = frame.origins[origin].demands.iter().map(|&demand| Pair { demand, corridor });
        pairs.filter(|pair| is_served(pair) && is_served(&Pair { corridor: frame.reference, ..*pair })).collect()
    }

    /// Returns the gateway for most of the weight of some pairs, of equal ones the first by key.
    fn gateway(&self, pairs: &[Pair]) -> Option<PlaceName> {
        let frame = &self.study.frame;
        let mut weights: BTreeMap<Option<&str>, (u64, Option<&PlaceName>)> = BTreeMap::new();
        for &pair in pairs {
            let port = gateway_of(frame.answers.get(pair));
            weights.entry(port.map(|port| port.key.as_str())).or_insert((0, port)).0 += frame.weights[pair.demand];
        }
        let most = weights.into_values().reduce(|most, next| if next.0 > most.0 { next } else { most });
        most.and_then(|(_, port)| port).cloned()
    }

    /// Returns the nearest place where routes of some demands leave the country, or else board a ship, with the distance
    /// in kilometres; those of the reference count where no other corridor has one.
    fn anchor(&self, demands: &[DemandId]) -> Option<(f64, PlaceId)> {
        let (approaches, reference) = (&self.study.approaches, self.study.frame.reference);
        let nearest = |is_counted: &dyn Fn(CorridorId) -> bool| {
            let of_demands = demands.iter().flat_map(|&demand| approaches.of_demand(demand)).flatten();
            let counted = of_demands.filter(|approach| is_counted(approach.corridor));
            let ends = counted.map(|approach| (approach.length(), approach.anchor));
            ends.min_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)))
        };
        nearest(&|corridor| corridor != reference).or_else(|| nearest(&|corridor| corridor == reference))
    }
}
