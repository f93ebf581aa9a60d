//! Origins: what each corridor saves there, by which gateway, and how surely.

use std::collections::BTreeMap;

use crate::answer::{PlaceName, place_name};
use crate::ids::PlaceId;
use crate::units::Money;

use super::corridors::ByCorridor;
use super::map::CHANCES;
use super::result::{CatchmentOrigin, OriginCorridor, Weighing};
use super::saving::leader;
use super::summed::{Summed, gateway_of};

impl Summed<'_> {
    /// Sums up what is known of an origin.
    pub(super) fn origin(&self, origin: usize) -> CatchmentOrigin {
        let frame = self.counted.frame;
        let model = frame.case.model();
        let own = &frame.of_origin[origin];
        let leader = leader(frame, &self.central[origin], 0);
        let saving = |corridor: usize| self.central[origin][corridor].as_ref().map(|savings| savings[0]);
        let next = (0..frame.corridors).filter(|&other| Some(other) != leader).filter_map(saving).max();
        let lead = leader.and_then(saving);
        let tonnes = own.iter().map(|&demand| frame.of(demand, 0).tonnes_per_year.unwrap_or_default()).sum();
        let (anchor_km, anchor) = self.anchor(origin).unzip();
        CatchmentOrigin {
            place: place_name(model, frame.origins[origin]),
            region: model.places.list[frame.origins[origin]].region.clone(),
            tonnes_per_year: (frame.weighing == Weighing::Tonnes).then_some(tonnes),
            destinations: own.len(),
            anchor: anchor.map(|place| place_name(model, place)),
            anchor_km,
            leader: leader.map(|leader| self.corridor(leader)),
            margin_per_t: lead.zip(next).map(|(lead, next)| Money::from_micros(lead - next)),
            corridors: ByCorridor::new(&self.keys, |corridor| self.origin_corridor(origin, corridor)),
        }
    }

    /// Sums up what is known of a corridor from an origin.
    fn origin_corridor(&self, origin: usize, corridor: usize) -> Option<OriginCorridor> {
        let own = &self.counted.frame.of_origin[origin];
        let saving = self.central[origin][corridor].as_ref()?[0];
        let tally = self.tally.origins[origin][corridor].as_ref()?;
        let [p5, p25, p50, p75, p95] = CHANCES.map(|percent| tally.savings.percentile(u64::from(percent)));
        Some(OriginCorridor {
            destinations: own.iter().filter(|&&demand| self.is_compared(demand, corridor)).count(),
            gateway: self.gateway(origin, corridor),
            saving_per_t: Money::from_micros(saving),
            could_save_per_t: self.could[origin][corridor].as_ref().map(|saving| Money::from_micros(saving[0])),
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

    /// Returns the gateway for most of the weight from an origin by a corridor.
    fn gateway(&self, origin: usize, corridor: usize) -> Option<PlaceName> {
        let frame = self.counted.frame;
        let mut weights: BTreeMap<Option<&str>, (u64, Option<PlaceName>)> = BTreeMap::new();
        for &demand in frame.of_origin[origin].iter().filter(|&&demand| self.is_compared(demand, corridor)) {
            let port = gateway_of(frame.of(demand, corridor));
            let entry = weights.entry(port.map(|port| port.key.as_str())).or_insert_with(|| (0, port.cloned()));
            entry.0 += frame.demands[demand].weight;
        }
        let most = weights.values().map(|(weight, _)| *weight).max();
        weights.into_values().find(|(weight, _)| Some(*weight) == most).and_then(|(_, port)| port)
    }

    /// Returns the nearest place where routes from an origin leave the country, or else board a ship, with the distance
    /// in kilometres; those of the reference count where no other corridor has one.
    fn anchor(&self, origin: usize) -> Option<(f64, PlaceId)> {
        let frame = self.counted.frame;
        let others: Vec<usize> = frame.in_order().skip(1).collect();
        self.nearest_anchor(origin, &others).or_else(|| self.nearest_anchor(origin, &[frame.reference]))
    }

    fn nearest_anchor(&self, origin: usize, corridors: &[usize]) -> Option<(f64, PlaceId)> {
        let frame = self.counted.frame;
        let approach = |demand: usize, corridor: usize| {
            let approach = self.approaches[demand * frame.corridors + corridor].as_ref()?;
            Some((approach.length(), approach.anchor))
        };
        let demands = frame.of_origin[origin].iter();
        let all = demands.flat_map(|&demand| corridors.iter().filter_map(move |&corridor| approach(demand, corridor)));
        all.min_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)))
    }
}
