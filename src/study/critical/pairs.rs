//! Pairs of elements: which are each other's alternative, so that losing both costs more than the sum of losing either.
//!
//! A demand can lose more by both than by the sum only where one of them is needed by the ways that are left without
//! the other; so for each element only those that its own loss calls upon are taken away besides.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::model::Model;
use crate::results::Joint;
use crate::solve::{DetourMemory, Detours};
use crate::units::Money;

use super::count::{Counter, Sum};
use super::ways::{Way, Ways};
use super::{Changed, element_name};

/// Finds the pairs of some elements whose joint loss exceeds the sum for some demand, the greatest excess first.
pub(super) fn joint(
    ways: &Ways<'_>,
    detours: &Detours<'_>,
    counter: &Counter<'_>,
    changed: &[(u32, Changed)],
    chosen: &[u32],
    model: &Model,
) -> Vec<Joint> {
    let search = Search {
        ways,
        counter,
        changed: changed.iter().map(|(element, after)| (*element, after)).collect(),
        hit: hit(ways, counter),
    };
    let chosen: BTreeSet<u32> = chosen.iter().copied().collect();
    let called: BTreeSet<(u32, u32)> = changed
        .par_iter()
        .flat_map_iter(|(element, _)| {
            let others = search.called_upon(*element);
            others
                .into_iter()
                .filter(|other| chosen.contains(other))
                .map(|other| if other < *element { (other, *element) } else { (*element, other) })
        })
        .collect();
    let called: Vec<(u32, u32)> = called.into_iter().collect();
    let found: Vec<Option<Joint>> = called
        .par_iter()
        .map_init(|| detours.memory(), |memory, &pair| search.both((detours, memory), pair, model))
        .collect();
    let mut found: Vec<Joint> = found.into_iter().flatten().collect();
    found.sort_by(|left, right| {
        let key = |joint: &Joint| (joint.lost.len(), joint.excess_per_year, joint.excess_sum_per_t);
        key(right).cmp(&key(left))
    });
    found
}

struct Search<'a> {
    ways: &'a Ways<'a>,
    counter: &'a Counter<'a>,
    changed: BTreeMap<u32, &'a Changed>,
    /// The demands some answer to which uses each element, but for those that begin or end there.
    hit: Vec<Vec<usize>>,
}

fn hit(ways: &Ways<'_>, counter: &Counter<'_>) -> Vec<Vec<usize>> {
    let mut hit = vec![Vec::new(); ways.elements.len()];
    for demand in 0..counter.demands() {
        let answered = counter.pairs_of(demand).filter_map(|pair| counter.before[pair as usize].as_ref());
        let used: BTreeSet<u32> = answered.flat_map(Way::uses).collect();
        for element in used.into_iter().filter(|&element| !counter.ends_at(demand, ways.elements[element as usize])) {
            hit[element as usize].push(demand);
        }
    }
    hit
}

impl Search<'_> {
    /// Returns the way of a pair without one element.
    fn without(&self, element: u32, pair: u32) -> Option<&Way> {
        let after = self.changed.get(&element).and_then(|after| after.get(&pair));
        after.map_or_else(|| self.counter.before[pair as usize].as_ref(), Option::as_ref)
    }

    /// Returns the elements that a demand hit by the loss of one then needs.
    fn called_upon(&self, element: u32) -> BTreeSet<u32> {
        let mut called = BTreeSet::new();
        for &demand in &self.hit[element as usize] {
            for pair in self.counter.pairs_of(demand) {
                let Some(way) = self.without(element, pair) else { continue };
                called.extend(way.uses().filter(|&other| other != element && way.needs(other, &[element])));
            }
        }
        called
    }

    /// Takes both away and compares with the sum; nothing where no demand loses more than that.
    fn both(
        &self,
        (detours, memory): (&Detours<'_>, &mut DetourMemory),
        (one, other): (u32, u32),
        model: &Model,
    ) -> Option<Joint> {
        let together = [one, other];
        let new_layout = self.ways.lays_out_otherwise(&together);
        let calls = |gone: u32, next: u32| {
            let needs = move |way: &Way| way.needs(next, &[gone]);
            let hit = self.hit[gone as usize].iter().copied();
            hit.filter(move |&demand| {
                self.counter.pairs_of(demand).any(|pair| self.without(gone, pair).is_some_and(needs))
            })
        };
        let mut demands: BTreeSet<usize> = calls(one, other).chain(calls(other, one)).collect();
        demands.retain(|&demand| {
            together.iter().all(|&element| !self.counter.ends_at(demand, self.ways.elements[element as usize]))
        });
        // What is left without one and needs the other no longer is left without both.
        let mut known: BTreeMap<u32, Option<&Way>> = BTreeMap::new();
        let mut open = Vec::new();
        for pair in demands.iter().flat_map(|&demand| self.counter.pairs_of(demand)) {
            match (self.without(one, pair), self.without(other, pair)) {
                (None, _) | (_, None) => drop(known.insert(pair, None)),
                _ if new_layout => open.push(pair),
                (Some(way), _) if !way.needs(other, &[one]) => drop(known.insert(pair, Some(way))),
                (_, Some(way)) if !way.needs(one, &[other]) => drop(known.insert(pair, Some(way))),
                _ => open.push(pair),
            }
        }
        let solved = self.ways.without((detours, memory), &together, &open);
        known.extend(open.into_iter().zip(solved.iter().map(Option::as_ref)));
        let then = |pair: u32| known.get(&pair).copied().flatten();
        let (mut sum, mut alone) = (Sum::default(), [Sum::default(); 2]);
        let mut lost = Vec::new();
        for demand in demands {
            let cost =
                |way: &dyn Fn(u32) -> Option<_>| self.counter.best(demand, way).map(|(_, way): (u32, &Way)| way.cost);
            let before = cost(&|pair| self.counter.before[pair as usize].as_ref());
            let each = together.map(|element| cost(&|pair| self.without(element, pair)));
            let (Some(before), [Some(one), Some(other)]) = (before, each) else { continue };
            match cost(&then) {
                None => lost.push(self.counter.lost(demand)),
                Some(both) if both - before > (one - before) + (other - before) => {
                    let tonnes = self.counter.tonnes(demand);
                    sum.add(both - one - other + before, tonnes);
                    alone[0].add(one - before, tonnes);
                    alone[1].add(other - before, tonnes);
                }
                Some(_) => {}
            }
        }
        if sum.demands == 0 && lost.is_empty() {
            return None;
        }
        let [first, second] = together.map(|element| element_name(model, self.ways.elements[element as usize]));
        Some(Joint {
            first,
            second,
            demands: sum.demands,
            alone_mean_per_t: alone[0].mean().zip(alone[1].mean()),
            excess_sum_per_t: Money::from_micros(sum.micros as i64),
            excess_mean_per_t: sum.mean(),
            excess_per_year: self.counter.per_year(&sum),
            lost_tonnes_per_year: self.counter.known(lost.iter().filter_map(|lost| lost.tonnes_per_year).sum()),
            lost,
        })
    }
}
