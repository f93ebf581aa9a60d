//! Pairs of elements: which are each other's alternative, so that losing both costs more than the sum of losing either.
//!
//! A demand can lose more by both than by the sum only where one of them is needed by the ways that are left without
//! the other; so for each element only those that are needed after its own loss are taken away besides.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::answer::Progress;
use crate::units::Money;
use corridor_kernel::PerturbedGraph;

use super::changes::Changed;
use super::count::{Counter, Sum};
use super::name::ElementName;
use super::result::{Joint, LostDemand};
use super::ways::{Way, Ways};

/// What the loss of two elements costs more than the sum of the loss of each.
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

/// Two elements with the excess of their joint loss; the first costs more alone.
struct PairExcess {
    first: u32,
    second: u32,
    excess: Excess,
}

/// Pairs of the same excess: every one of the firsts with every one of the seconds.
struct PairGroup {
    firsts: Vec<u32>,
    seconds: BTreeSet<u32>,
    excess: Excess,
}

/// What two excesses have in common that are the same.
type SameExcess = (Vec<usize>, Vec<usize>, [i128; 3]);

impl Excess {
    fn same(&self) -> SameExcess {
        let micros = [self.sum.micros, self.alone[0].micros, self.alone[1].micros];
        (self.demands.clone(), self.lost.clone(), micros)
    }

    fn joint(&self, counter: &Counter<'_>, first: Vec<ElementName>, second: Vec<ElementName>) -> Joint {
        let lost: Vec<LostDemand> = self.lost.iter().map(|&demand| counter.lost(demand)).collect();
        Joint {
            first,
            second,
            demands: self.sum.demands,
            first_alone_mean_per_t: self.alone[0].mean(),
            second_alone_mean_per_t: self.alone[1].mean(),
            excess_mean_per_t: self.sum.mean(),
            excess_sum_per_t: Money::from_micros(self.sum.micros as i64),
            excess_per_year: counter.per_year(&self.sum),
            lost_tonnes_per_year: counter.known(lost.iter().filter_map(|lost| lost.tonnes_per_year).sum()),
            lost,
        }
    }
}

/// Puts pairs of the same excess together.
fn in_groups(found: impl Iterator<Item = PairExcess>) -> Vec<PairGroup> {
    let mut by_first: BTreeMap<(u32, SameExcess), (BTreeSet<u32>, Excess)> = BTreeMap::new();
    for PairExcess { first, second, excess } in found {
        let group = by_first.entry((first, excess.same())).or_insert_with(|| (BTreeSet::new(), excess));
        group.0.insert(second);
    }
    let mut groups: BTreeMap<(SameExcess, BTreeSet<u32>), PairGroup> = BTreeMap::new();
    for ((first, same), (seconds, excess)) in by_first {
        let group = groups.entry((same, seconds.clone()));
        group.or_insert_with(|| PairGroup { firsts: Vec::new(), seconds, excess }).firsts.push(first);
    }
    groups.into_values().collect()
}

/// What pairs are found with.
pub(super) struct PairSearch<'a> {
    ways: &'a Ways<'a>,
    counter: &'a Counter<'a>,
    changed: BTreeMap<u32, &'a Changed>,
    /// The demands of which some answer uses each element, but for those that begin or end there.
    hit: Vec<Vec<usize>>,
}

/// Returns for each element the demands of which some answer uses it, but for those that begin or end there.
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

impl<'a> PairSearch<'a> {
    /// Prepares to search among elements with what each changes alone.
    pub(super) fn new(ways: &'a Ways<'a>, counter: &'a Counter<'a>, changed: &'a [(u32, Changed)]) -> Self {
        let of_element = changed.iter().map(|(element, after)| (*element, after)).collect();
        Self { ways, counter, changed: of_element, hit: hit(ways, counter) }
    }

    /// Finds the pairs of the chosen elements whose joint loss exceeds the sum for some demand, the greatest excess first.
    pub(super) fn joint(&self, detours: &PerturbedGraph<'_>, chosen: &[u32], progress: &Progress) -> Vec<Joint> {
        let candidates: Vec<(u32, u32)> = self.candidates(chosen).into_iter().collect();
        progress.begin(candidates.len());
        let try_pair = |solver: &mut PerturbedGraph<'_>, pair: &(u32, u32)| {
            let excess = self.both(solver, *pair);
            progress.done();
            excess
        };
        let found: Vec<Option<PairExcess>> = candidates.par_iter().map_init(|| detours.clone(), try_pair).collect();
        let mut joint: Vec<Joint> =
            in_groups(found.into_iter().flatten()).into_iter().map(|group| self.named(&group)).collect();
        joint.sort_by_key(|joint| Reverse((joint.lost.len(), joint.excess_per_year, joint.excess_sum_per_t)));
        joint
    }

    /// Returns the pairs of chosen elements of which a demand that loses one then needs the other.
    fn candidates(&self, chosen: &[u32]) -> BTreeSet<(u32, u32)> {
        let chosen: BTreeSet<u32> = chosen.iter().copied().collect();
        let of_element = |&element: &u32| {
            let others = self.needed_after(element).into_iter().filter(|other| chosen.contains(other));
            others.map(move |other| (element.min(other), element.max(other)))
        };
        let elements: Vec<u32> = self.changed.keys().copied().collect();
        elements.par_iter().flat_map_iter(of_element).collect()
    }

    fn named(&self, group: &PairGroup) -> Joint {
        let names = |elements: &[u32]| -> Vec<ElementName> {
            let model = self.ways.case.model();
            elements.iter().map(|&element| ElementName::of(model, self.ways.elements[element as usize])).collect()
        };
        let seconds: Vec<u32> = group.seconds.iter().copied().collect();
        group.excess.joint(self.counter, names(&group.firsts), names(&seconds))
    }

    /// Returns the way of a pair without one element.
    fn without(&self, element: u32, pair: u32) -> Option<&Way> {
        let after = self.changed.get(&element).and_then(|after| after.get(&pair));
        after.map_or_else(|| self.counter.before[pair as usize].as_ref(), Option::as_ref)
    }

    /// Returns the elements that a demand hit by the loss of one then needs.
    fn needed_after(&self, element: u32) -> BTreeSet<u32> {
        let mut needed = BTreeSet::new();
        for &demand in &self.hit[element as usize] {
            for pair in self.counter.pairs_of(demand) {
                let Some(way) = self.without(element, pair) else { continue };
                needed.extend(way.uses().filter(|&other| other != element && way.needs(other, &[element])));
            }
        }
        needed
    }

    /// Removes both and compares their loss with the sum; returns nothing where no demand loses more than that.
    fn both(&self, solver: &mut PerturbedGraph<'_>, (one, other): (u32, u32)) -> Option<PairExcess> {
        let demands = self.demands_of([one, other]);
        let after = self.after(solver, [one, other], &demands);
        let mut excess =
            Excess { demands: Vec::new(), lost: Vec::new(), sum: Sum::default(), alone: [Sum::default(); 2] };
        for demand in demands {
            self.add(&mut excess, demand, [one, other], &after);
        }
        if excess.demands.is_empty() && excess.lost.is_empty() {
            return None;
        }
        if excess.alone[1].micros > excess.alone[0].micros {
            excess.alone.reverse();
            return Some(PairExcess { first: other, second: one, excess });
        }
        Some(PairExcess { first: one, second: other, excess })
    }

    /// Returns the demands that need one element of a pair after the loss of the other, and begin or end at neither.
    fn demands_of(&self, both: [u32; 2]) -> BTreeSet<usize> {
        let [one, other] = both;
        let is_end = |demand: usize, element: u32| self.counter.ends_at(demand, self.ways.elements[element as usize]);
        let needed = self.hit_twice(one, other).chain(self.hit_twice(other, one));
        needed.filter(|&demand| !both.iter().any(|&element| is_end(demand, element))).collect()
    }

    /// Returns the demands hit by the loss of one element that then need another.
    fn hit_twice(&self, lost: u32, next: u32) -> impl Iterator<Item = usize> + '_ {
        let needs = move |way: &Way| way.needs(next, &[lost]);
        let is_needed = move |pair: u32| self.without(lost, pair).is_some_and(needs);
        self.hit[lost as usize].iter().copied().filter(move |&demand| self.counter.pairs_of(demand).any(is_needed))
    }

    /// Returns the ways that are left to some demands without both elements, by the positions of the pairs.
    fn after(&self, solver: &mut PerturbedGraph<'_>, both: [u32; 2], demands: &BTreeSet<usize>) -> Changed {
        let [one, other] = both;
        let is_laid_out_otherwise = self.ways.lays_out_otherwise(&both);
        let mut known = Changed::new();
        let mut open = Vec::new();
        for pair in demands.iter().flat_map(|&demand| self.counter.pairs_of(demand)) {
            // The way that is left without one is left without both where it does not need the other.
            match (self.without(one, pair), self.without(other, pair)) {
                (None, _) | (_, None) => drop(known.insert(pair, None)),
                _ if is_laid_out_otherwise => open.push(pair),
                (Some(way), _) if !way.needs(other, &[one]) => drop(known.insert(pair, Some(way.clone()))),
                (_, Some(way)) if !way.needs(one, &[other]) => drop(known.insert(pair, Some(way.clone()))),
                _ => open.push(pair),
            }
        }
        let solved = self.ways.without(solver, &both, &open);
        known.extend(open.into_iter().zip(solved));
        known
    }

    /// Adds what a demand pays without both elements more than the sum of what it pays without each.
    fn add(&self, excess: &mut Excess, demand: usize, both: [u32; 2], after: &Changed) {
        let cost =
            |way: &dyn Fn(u32) -> Option<_>| self.counter.best(demand, way).map(|(_, way): (u32, &Way)| way.cost);
        let before = cost(&|pair| self.counter.before[pair as usize].as_ref());
        let each = both.map(|element| cost(&|pair| self.without(element, pair)));
        let (Some(before), [Some(one), Some(other)]) = (before, each) else { return };
        match cost(&|pair| after.get(&pair).and_then(Option::as_ref)) {
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
}
