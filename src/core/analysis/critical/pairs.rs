//! Pairs of elements: which are each other's alternative, so that losing both costs more than the sum of losing either.
//!
//! A demand can lose more by both than by the sum only where one of them is needed by the ways that are left without
//! the other; so for each element only those that are needed after its own loss are taken away besides.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::answer::Progress;
use crate::ids::{DemandId, Pair};
use crate::model::{Element, Model};
use corridor_kernel::PerturbedGraph;

use super::count::{Counter, Sum};
use super::result::{ElementName, Joint};
use super::ways::{Changed, Way, Ways};

/// What the loss of two elements costs more than the sum of the loss of each.
#[derive(Clone, Debug, Default)]
struct Excess {
    /// The demands that pay more.
    demands: Vec<DemandId>,
    /// The demands that have no route left.
    lost: Vec<DemandId>,
    sum: Sum,
    /// What the first and the second alone cost those that pay more.
    alone: [Sum; 2],
}

/// What two excesses have in common that are the same.
type SameExcess = (Vec<DemandId>, Vec<DemandId>, [i128; 3]);

/// Two elements with the excess of their joint loss; the first costs more alone.
type PairExcess = ([Element; 2], Excess);

/// Pairs of the same excess: every one of the firsts with every one of the seconds.
struct PairGroup {
    firsts: Vec<Element>,
    seconds: BTreeSet<Element>,
    excess: Excess,
}

impl Excess {
    fn same(&self) -> SameExcess {
        let micros = [self.sum.micros, self.alone[0].micros, self.alone[1].micros];
        (self.demands.clone(), self.lost.clone(), micros)
    }
}

/// Puts pairs of the same excess together; of two that cost the same alone neither is the first by its name.
fn in_groups(found: impl Iterator<Item = PairExcess>) -> Vec<PairGroup> {
    let mut by_first: BTreeMap<(Element, SameExcess), (BTreeSet<Element>, Excess)> = BTreeMap::new();
    let mut even: BTreeMap<SameExcess, (BTreeMap<Element, BTreeSet<Element>>, Excess)> = BTreeMap::new();
    for ([first, second], excess) in found {
        if excess.alone[0].micros == excess.alone[1].micros {
            let (others, _) = even.entry(excess.same()).or_insert_with(|| (BTreeMap::new(), excess));
            others.entry(first).or_default().insert(second);
            others.entry(second).or_default().insert(first);
            continue;
        }
        let group = by_first.entry((first, excess.same())).or_insert_with(|| (BTreeSet::new(), excess));
        group.0.insert(second);
    }
    let mut groups: BTreeMap<(SameExcess, BTreeSet<Element>), PairGroup> = BTreeMap::new();
    for ((first, same), (seconds, excess)) in by_first {
        let group = groups.entry((same, seconds.clone()));
        group.or_insert_with(|| PairGroup { firsts: Vec::new(), seconds, excess }).firsts.push(first);
    }
    let even = even.into_values().flat_map(|(others, excess)| even_groups(&others, &excess));
    groups.into_values().chain(even).collect()
}

/// Puts elements together that go with the same others, and pairs what goes together.
fn even_groups(others: &BTreeMap<Element, BTreeSet<Element>>, excess: &Excess) -> Vec<PairGroup> {
    let mut alike: BTreeMap<&BTreeSet<Element>, BTreeSet<Element>> = BTreeMap::new();
    for (&element, with) in others {
        alike.entry(with).or_default().insert(element);
    }
    let pairs = alike.iter().flat_map(|(with, firsts)| {
        let seconds = alike.values().filter(move |seconds| seconds.iter().any(|second| with.contains(second)));
        seconds.filter(move |seconds| firsts < seconds).map(move |seconds| PairGroup {
            firsts: firsts.iter().copied().collect(),
            seconds: seconds.clone(),
            excess: excess.clone(),
        })
    });
    pairs.collect()
}

/// What pairs are found with.
pub(super) struct PairSearch<'a> {
    model: &'a Model,
    ways: &'a Ways<'a>,
    counter: &'a Counter<'a>,
    changed: &'a BTreeMap<Element, Changed>,
    /// The demands of which some answer uses each element, but for those that begin or end there.
    hit: BTreeMap<Element, Vec<DemandId>>,
}

impl<'a> PairSearch<'a> {
    /// Prepares to search among elements with what each changes alone.
    pub(super) fn new(
        model: &'a Model,
        ways: &'a Ways<'a>,
        counter: &'a Counter<'a>,
        changed: &'a BTreeMap<Element, Changed>,
    ) -> Self {
        let mut hit: BTreeMap<Element, Vec<DemandId>> = BTreeMap::new();
        for &demand in counter.demands {
            let answered = ways.before.of_demand(demand).iter().flatten();
            let used: BTreeSet<Element> = answered.flat_map(Way::uses).collect();
            for element in used.into_iter().filter(|&element| !counter.ends_at(demand, element)) {
                hit.entry(element).or_default().push(demand);
            }
        }
        Self { model, ways, counter, changed, hit }
    }

    /// Finds the pairs of the chosen elements whose joint loss exceeds the sum for some demand, the greatest excess first.
    pub(super) fn joint(&self, detours: &PerturbedGraph<'_>, progress: &Progress) -> Vec<Joint> {
        let candidates: Vec<[Element; 2]> = self.candidates().into_iter().collect();
        progress.begin(candidates.len());
        let try_pair = |solver: &mut PerturbedGraph<'_>, pair: &[Element; 2]| {
            let excess = self.both(solver, *pair);
            progress.done();
            excess
        };
        let found: Vec<Option<PairExcess>> = candidates.par_iter().map_init(|| detours.clone(), try_pair).collect();
        let mut joint: Vec<Joint> =
            in_groups(found.into_iter().flatten()).iter().map(|group| self.named(group)).collect();
        joint.sort_by_key(|joint| Reverse((joint.lost.len(), joint.excess_per_year, joint.excess_sum_per_t)));
        joint
    }

    /// Returns the pairs of chosen elements of which a demand that loses one then needs the other.
    fn candidates(&self) -> BTreeSet<[Element; 2]> {
        let of_element = |&element: &Element| {
            let needed = self.needed_after(element).into_iter();
            let others = needed.filter(|other| self.ways.chosen.binary_search(other).is_ok());
            others.map(move |other| [element.min(other), element.max(other)])
        };
        let elements: Vec<Element> = self.changed.keys().copied().collect();
        elements.par_iter().flat_map_iter(of_element).collect()
    }

    fn named(&self, PairGroup { firsts, seconds, excess }: &PairGroup) -> Joint {
        let name = |&element: &Element| ElementName::of(self.model, element);
        let (lost, lost_tonnes_per_year) = self.counter.lost(&excess.lost);
        Joint {
            first: firsts.iter().map(name).collect(),
            second: seconds.iter().map(name).collect(),
            demands: excess.sum.demands,
            first_alone_mean_per_t: excess.alone[0].mean(),
            second_alone_mean_per_t: excess.alone[1].mean(),
            excess_mean_per_t: excess.sum.mean(),
            excess_sum_per_t: excess.sum.total(),
            excess_per_year: self.counter.per_year(&excess.sum),
            lost_tonnes_per_year,
            lost,
        }
    }

    /// Returns the way of a pair without one element.
    fn without(&self, element: Element, pair: Pair) -> Option<&Way> {
        let after = self.changed.get(&element).and_then(|after| after.get(&pair));
        after.unwrap_or_else(|| self.ways.before.get(pair)).as_ref()
    }

    /// Returns the elements that a demand hit by the loss of one then needs.
    fn needed_after(&self, element: Element) -> BTreeSet<Element> {
        let mut needed = BTreeSet::new();
        for &demand in self.hit.get(&element).into_iter().flatten() {
            for pair in self.model.pairs_of(demand) {
                let Some(way) = self.without(element, pair) else { continue };
                needed.extend(way.uses().filter(|&other| other != element && way.needs(other, &[element])));
            }
        }
        needed
    }

    /// Removes both and compares their loss with the sum; returns nothing where no demand loses more than that.
    fn both(&self, solver: &mut PerturbedGraph<'_>, [one, other]: [Element; 2]) -> Option<PairExcess> {
        let demands = self.demands_of([one, other]);
        let after = self.after(solver, [one, other], &demands);
        let mut excess = Excess::default();
        for demand in demands {
            self.add(&mut excess, demand, [one, other], &after);
        }
        if excess.demands.is_empty() && excess.lost.is_empty() {
            return None;
        }
        if excess.alone[1].micros > excess.alone[0].micros {
            excess.alone.reverse();
            return Some(([other, one], excess));
        }
        Some(([one, other], excess))
    }

    /// Returns the demands that need one element of a pair after the loss of the other, and begin or end at neither.
    fn demands_of(&self, both: [Element; 2]) -> BTreeSet<DemandId> {
        let [one, other] = both;
        let is_end = |demand: DemandId| both.iter().any(|&element| self.counter.ends_at(demand, element));
        let needed = self.hit_twice(one, other).chain(self.hit_twice(other, one));
        needed.filter(|&demand| !is_end(demand)).collect()
    }

    /// Returns the demands hit by the loss of one element that then need another.
    fn hit_twice(&self, lost: Element, next: Element) -> impl Iterator<Item = DemandId> + '_ {
        let needs = move |way: &Way| way.needs(next, &[lost]);
        let is_needed = move |pair: Pair| self.without(lost, pair).is_some_and(needs);
        let hit = self.hit.get(&lost).into_iter().flatten().copied();
        hit.filter(move |&demand| self.model.pairs_of(demand).any(is_needed))
    }

    /// Returns the ways that are left to some demands without both elements.
    fn after(&self, solver: &mut PerturbedGraph<'_>, both: [Element; 2], demands: &BTreeSet<DemandId>) -> Changed {
        let [one, other] = both;
        let is_laid_out_otherwise = self.ways.lays_out_otherwise(&both);
        let mut known = Changed::new();
        let mut open = Vec::new();
        for pair in demands.iter().flat_map(|&demand| self.model.pairs_of(demand)) {
            // The way that is left without one is left without both where it does not need the other.
            let left = match (self.without(one, pair), self.without(other, pair)) {
                (None, _) | (_, None) => Some(None),
                _ if is_laid_out_otherwise => None,
                (Some(way), _) if !way.needs(other, &[one]) => Some(Some(way.clone())),
                (_, Some(way)) if !way.needs(one, &[other]) => Some(Some(way.clone())),
                _ => None,
            };
            match left {
                Some(left) => drop(known.insert(pair, left)),
                None => open.push(pair),
            }
        }
        known.append(&mut self.ways.without(solver, &both, &open));
        known
    }

    /// Adds what a demand pays without both elements more than the sum of what it pays without each.
    fn add(&self, excess: &mut Excess, demand: DemandId, [one, other]: [Element; 2], after: &Changed) {
        let cost = |way: &dyn Fn(Pair) -> Option<_>| self.counter.best(demand, way).map(|(_, way): (_, &Way)| way.cost);
        let before = cost(&|pair| self.ways.before.get(pair).as_ref());
        let each = [one, other].map(|element| cost(&|pair| self.without(element, pair)));
        let (Some(before), [Some(one), Some(other)]) = (before, each) else { return };
        match cost(&|pair| after.get(&pair)?.as_ref()) {
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
