//! Pairs of elements: which are each other's alternative, so that losing both costs more than the sum of losing either.
//!
//! A demand can lose more by both than by the sum only where one of them is needed by the ways that are left without
//! the other; so for each element only those that its own loss calls upon are taken away besides.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::analysis::critical::{ElementName, Joint, LostDemand};
use crate::model::Model;
use crate::units::Money;
use corridor_kernel::{PerturbationMemory, PerturbedGraph};

use super::count::{Counter, Sum};
use super::ways::{Way, Ways};
use crate::analysis::critical::{Changed, element_name};

/// Finds the pairs of some elements whose joint loss exceeds the sum for some demand, the greatest excess first.
pub(super) fn joint(
    ways: &Ways<'_>,
    detours: &PerturbedGraph<'_>,
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
    ways.case.watch().begin(called.len());
    let found: Vec<Option<(u32, u32, Excess)>> = called
        .par_iter()
        .map_init(
            || detours.memory(),
            |memory, &pair| {
                let both = search.both((detours, memory), pair);
                ways.case.watch().done();
                both
            },
        )
        .collect();
    let name = |element: &u32| element_name(model, ways.elements[*element as usize]);
    let mut found: Vec<Joint> = in_groups(found.into_iter().flatten())
        .into_iter()
        .map(|(firsts, seconds, excess)| excess.joint(counter, firsts.iter().map(name), seconds.iter().map(name)))
        .collect();
    found.sort_by(|left, right| {
        let key = |joint: &Joint| (joint.lost.len(), joint.excess_per_year, joint.excess_sum_per_t);
        key(right).cmp(&key(left))
    });
    found
}

/// Is what a pair costs more than its sum.
#[derive(Clone, Debug)]
struct Excess {
    /// The demands that pay more.
    demands: Vec<usize>,
    /// The demands that have no route left.
    lost: Vec<usize>,
    sum: Sum,
    /// What the first and the second alone cost those that pay more.
    alone: [Sum; 2],
}

/// Is what two excesses have in common that are the same.
type Same = (Vec<usize>, Vec<usize>, [i128; 3]);

impl Excess {
    fn same(&self) -> Same {
        let micros = [self.sum.micros, self.alone[0].micros, self.alone[1].micros];
        (self.demands.clone(), self.lost.clone(), micros)
    }

    fn joint(
        &self,
        counter: &Counter<'_>,
        first: impl Iterator<Item = ElementName>,
        second: impl Iterator<Item = ElementName>,
    ) -> Joint {
        let lost: Vec<LostDemand> = self.lost.iter().map(|&demand| counter.lost(demand)).collect();
        Joint {
            first: first.collect(),
            second: second.collect(),
            demands: self.sum.demands,
            alone_mean_per_t: self.alone[0].mean().zip(self.alone[1].mean()),
            excess_sum_per_t: Money::from_micros(self.sum.micros as i64),
            excess_mean_per_t: self.sum.mean(),
            excess_per_year: counter.per_year(&self.sum),
            lost_tonnes_per_year: counter.known(lost.iter().filter_map(|lost| lost.tonnes_per_year).sum()),
            lost,
        }
    }
}

/// Puts pairs of the same excess together: every one of the firsts with every one of the seconds.
fn in_groups(found: impl Iterator<Item = (u32, u32, Excess)>) -> Vec<(Vec<u32>, Vec<u32>, Excess)> {
    let mut by_first: BTreeMap<(u32, Same), (BTreeSet<u32>, Excess)> = BTreeMap::new();
    for (first, second, excess) in found {
        let group = by_first.entry((first, excess.same())).or_insert_with(|| (BTreeSet::new(), excess));
        group.0.insert(second);
    }
    let mut groups: BTreeMap<(Same, BTreeSet<u32>), (Vec<u32>, Excess)> = BTreeMap::new();
    for ((first, same), (seconds, excess)) in by_first {
        groups.entry((same, seconds)).or_insert_with(|| (Vec::new(), excess)).0.push(first);
    }
    groups.into_iter().map(|((_, seconds), (firsts, excess))| (firsts, seconds.into_iter().collect(), excess)).collect()
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
        (detours, memory): (&PerturbedGraph<'_>, &mut PerturbationMemory),
        (one, other): (u32, u32),
    ) -> Option<(u32, u32, Excess)> {
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
        let mut excess =
            Excess { demands: Vec::new(), lost: Vec::new(), sum: Sum::default(), alone: [Sum::default(); 2] };
        for demand in demands {
            let cost =
                |way: &dyn Fn(u32) -> Option<_>| self.counter.best(demand, way).map(|(_, way): (u32, &Way)| way.cost);
            let before = cost(&|pair| self.counter.before[pair as usize].as_ref());
            let each = together.map(|element| cost(&|pair| self.without(element, pair)));
            let (Some(before), [Some(one), Some(other)]) = (before, each) else { continue };
            match cost(&then) {
                None => excess.lost.push(demand),
                Some(both) if both - before > (one - before) + (other - before) => {
                    let tonnes = self.counter.tonnes(demand);
                    excess.demands.push(demand);
                    excess.sum.add(both - one - other + before, tonnes);
                    excess.alone[0].add(one - before, tonnes);
                    excess.alone[1].add(other - before, tonnes);
                }
                Some(_) => {}
            }
        }
        if excess.demands.is_empty() && excess.lost.is_empty() {
            return None;
        }
        if excess.alone[1].micros > excess.alone[0].micros {
            excess.alone.reverse();
            return Some((other, one, excess));
        }
        Some((one, other, excess))
    }
}
