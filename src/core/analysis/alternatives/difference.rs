//! How a route differs from another: the share of its way, what it costs more, and where it goes elsewhere.

use std::collections::BTreeMap;

use crate::answer::{Answer, Parts, place_name};
use crate::ids::{Id, LegId, PlaceId};
use crate::model::{Mode, Model};

use super::result::{Difference, Stretch};

/// A way from a place to the next by one mode; legs of other ships, services or tariffs may go the same way.
type Link = (PlaceId, PlaceId, Mode);

/// The way of a route, by which it is compared with others: its links with their lengths in millionths of a kilometre.
pub(super) struct LinkedWay {
    links: BTreeMap<Link, u64>,
    micro_km: u64,
}

/// A route in the forms by which it is compared.
#[derive(Clone, Copy)]
pub(super) struct ComparedRoute<'a> {
    /// Its legs in the order of the way.
    pub(super) legs: &'a [u32],
    pub(super) way: &'a LinkedWay,
    pub(super) answer: &'a Answer,
}

/// The model by whose legs routes are compared.
#[derive(Clone, Copy)]
pub(super) struct Comparison<'a> {
    pub(super) model: &'a Model,
    pub(super) values: &'a [f64],
}

impl LinkedWay {
    /// Returns the share of the shorter of two ways that does not go where the other goes.
    pub(super) fn share(&self, other: &Self) -> f64 {
        let common = self.links.iter().filter_map(|(link, &km)| Some(km.min(*other.links.get(link)?)));
        let (common, shorter) = if self.micro_km == 0 || other.micro_km == 0 {
            (common.count() as u64, self.links.len().min(other.links.len()) as u64)
        } else {
            (common.sum(), self.micro_km.min(other.micro_km))
        };
        if shorter == 0 { 0.0 } else { (shorter - common) as f64 / shorter as f64 }
    }
}

impl Comparison<'_> {
    /// Returns the way that some legs go.
    pub(super) fn way(&self, legs: &[u32]) -> LinkedWay {
        let links: BTreeMap<Link, u64> = legs.iter().map(|&leg| self.link(leg)).collect();
        LinkedWay { micro_km: links.values().sum(), links }
    }

    /// Returns the link that a leg goes, with its length in millionths of a kilometre.
    fn link(&self, leg: u32) -> (Link, u64) {
        let leg = &self.model.legs[LegId::new(leg as usize)];
        let km = leg.distance_km.map_or(0, |figure| (self.values[figure.index()] * 1e6).round() as u64);
        ((leg.from, leg.to, leg.mode), km)
    }

    /// Returns what a route has more than the cheapest, and where it goes elsewhere.
    pub(super) fn difference(&self, route: ComparedRoute<'_>, cheapest: ComparedRoute<'_>) -> Difference {
        let (own, other) = (route.answer, cheapest.answer);
        let mut parts = Parts::default();
        for (more, (ours, theirs)) in parts.0.iter_mut().zip(own.costs().0.into_iter().zip(other.costs().0)) {
            *more = ours - theirs;
        }
        Difference {
            share: route.way.share(cheapest.way),
            total_per_t: parts.total(),
            parts,
            days: own.days_more_than(other),
            km: own.length().as_km() - other.length().as_km(),
            co2e_kg_per_t: own.emissions().as_kilograms() - other.emissions().as_kilograms(),
            other_form: if own.form == other.form { None } else { other.form.clone() },
            own_legs: self.own_legs(route.legs, cheapest.legs),
            others_legs: self.own_legs(cheapest.legs, route.legs),
            own: self.stretches(route.legs, cheapest.way),
            others: self.stretches(cheapest.legs, route.way),
        }
    }

    /// Joins the legs of a route that go where another does not.
    fn stretches(&self, legs: &[u32], other: &LinkedWay) -> Vec<Stretch> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut goes_on = false;
        for &number in legs {
            let leg = &self.model.legs[LegId::new(number as usize)];
            let (link, micro_km) = self.link(number);
            if other.links.contains_key(&link) {
                goes_on = false;
                continue;
            }
            let [from, to] = [leg.from, leg.to].map(|place| place_name(self.model, place));
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

    /// Returns the keys of the legs of a route that another does not use.
    fn own_legs(&self, legs: &[u32], others: &[u32]) -> Vec<String> {
        let own = legs.iter().filter(|leg| !others.contains(leg));
        own.map(|&leg| self.model.legs[LegId::new(leg as usize)].key.clone()).collect()
    }
}
