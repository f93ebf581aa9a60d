//! The way of a route: the share of it that another does not go, and where.

use std::collections::BTreeMap;

use crate::answer::{Prepared, place_name};
use crate::ids::{Id, LegId, PlaceId};
use crate::model::{Mode, Model};

use super::result::Stretch;

/// A way from a place to the next by one mode; legs of other ships, services or tariffs may go the same way.
pub(super) type Link = (PlaceId, PlaceId, Mode);

/// The way of a route: its legs in order, and its links with their lengths in millionths of a kilometre.
pub(super) struct LinkedWay {
    legs: Vec<LegId>,
    links: BTreeMap<Link, u64>,
}

/// Returns the link that a leg goes, with its length in millionths of a kilometre.
fn link(case: &Prepared, leg: LegId) -> (Link, u64) {
    let leg = &case.model().legs[leg];
    let km = leg.distance_km.map_or(0, |figure| (case.values()[figure.index()] * 1e6).round() as u64);
    ((leg.from, leg.to, leg.mode), km)
}

impl LinkedWay {
    pub(super) fn new(case: &Prepared, legs: &[u32]) -> Self {
        let legs: Vec<LegId> = legs.iter().map(|&leg| LegId::new(leg as usize)).collect();
        Self { links: legs.iter().map(|&leg| link(case, leg)).collect(), legs }
    }

    /// Returns its legs in order.
    pub(super) fn legs(&self) -> &[LegId] {
        &self.legs
    }

    /// Returns its links with their lengths in millionths of a kilometre.
    pub(super) const fn links(&self) -> &BTreeMap<Link, u64> {
        &self.links
    }

    /// Makes a way of links between places by rail, of so many kilometres each.
    #[cfg(test)]
    pub(super) fn of_links(links: &[(usize, usize, u64)]) -> Self {
        let link = |&(from, to, km)| ((PlaceId::new(from), PlaceId::new(to), Mode::Rail), km * 1_000_000);
        Self { legs: Vec::new(), links: links.iter().map(link).collect() }
    }

    /// Returns its length in millionths of a kilometre.
    pub(super) fn micro_km(&self) -> u64 {
        self.links.values().sum()
    }

    /// Returns the share of the shorter of two ways that does not go where the other goes.
    pub(super) fn share(&self, other: &Self) -> f64 {
        let common = self.links.iter().filter_map(|(link, &km)| Some(km.min(*other.links.get(link)?)));
        let shorter = self.micro_km().min(other.micro_km());
        let (common, shorter) = if shorter == 0 {
            (common.count() as u64, self.links.len().min(other.links.len()) as u64)
        } else {
            (common.sum(), shorter)
        };
        if shorter == 0 { 0.0 } else { (shorter - common) as f64 / shorter as f64 }
    }

    /// Joins the legs that go where another way does not.
    pub(super) fn stretches(&self, case: &Prepared, other: &Self) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut goes_on = false;
        for &id in &self.legs {
            let leg = &case.model().legs[id];
            let (link, micro_km) = link(case, id);
            if other.links.contains_key(&link) {
                goes_on = false;
                continue;
            }
            let [from, to] = [leg.from, leg.to].map(|place| place_name(case.model(), place));
            let km = micro_km as f64 / 1e6;
            if let Some(last) = stretches.last_mut().filter(|last| goes_on && last.mode == leg.mode.as_str()) {
                last.via.push(std::mem::replace(&mut last.to, to));
                last.km += km;
                last.legs.push(leg.key.clone());
            } else {
                let (mode, legs) = (leg.mode.as_str(), vec![leg.key.clone()]);
                stretches.push(Stretch { from, via: Vec::new(), to, mode, km, legs });
            }
            goes_on = true;
        }
        stretches
    }

    /// Returns the keys of the legs that another way does not use.
    pub(super) fn own_legs(&self, model: &Model, other: &Self) -> Vec<String> {
        let own = self.legs.iter().filter(|leg| !other.legs.contains(leg));
        own.map(|&leg| model.legs[leg].key.clone()).collect()
    }
}
