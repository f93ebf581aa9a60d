//! The ways that are left without each element, or with each slower, for the pairs that need it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::answer::Progress;
use crate::model::Slowdown;
use corridor_kernel::PerturbedGraph;

use super::question::CriticalAsked;
use super::ways::{Way, Ways};

/// What an element changes: the ways of the pairs that need it, by the positions of the pairs.
pub(super) type Changed = BTreeMap<u32, Option<Way>>;

/// Returns the elements that are looked at.
pub(super) fn chosen(ways: &Ways<'_>, asked: &CriticalAsked) -> Vec<u32> {
    let is_asked = |&element: &u32| asked.kinds.contains(&ways.elements[element as usize].kind());
    (0..ways.elements.len() as u32).filter(is_asked).collect()
}

/// Finds the ways that are left without each element, or with each slower, for those that anything may depend on.
pub(super) fn changes(
    ways: &Ways<'_>,
    chosen: &[u32],
    slow: Option<Slowdown>,
    before: &[Option<Way>],
    detours: &PerturbedGraph<'_>,
    progress: &Progress,
) -> Vec<(u32, Changed)> {
    let search = ChangeSearch { ways, slow, before, users: users(ways, before) };
    progress.begin(chosen.len());
    let change = |solver: &mut PerturbedGraph<'_>, &element: &u32| {
        let changed = search.of(solver, element);
        progress.done();
        changed.map(|changed| (element, changed))
    };
    chosen.par_iter().map_init(|| detours.clone(), change).flatten_iter().collect()
}

/// What the changes of one element are found with.
struct ChangeSearch<'a> {
    ways: &'a Ways<'a>,
    slow: Option<Slowdown>,
    before: &'a [Option<Way>],
    users: Vec<Vec<u32>>,
}

impl ChangeSearch<'_> {
    /// Returns what an element changes; nothing where no way can depend on it.
    fn of(&self, solver: &mut PerturbedGraph<'_>, element: u32) -> Option<Changed> {
        let is_removed = self.slow.is_none();
        let all_may_change = is_removed && self.ways.lays_out_otherwise(&[element]);
        let users = &self.users[element as usize];
        if users.is_empty() && !all_may_change {
            return None;
        }
        let needs = |way: &Way| !is_removed || way.needs(element, &[]);
        let pairs: Vec<u32> = if all_may_change {
            (0..self.ways.pairs.len() as u32).collect()
        } else {
            let users = users.iter().copied();
            users.filter(|&pair| self.before[pair as usize].as_ref().is_some_and(needs)).collect()
        };
        let after = match self.slow {
            None => self.ways.without(solver, &[element], &pairs),
            Some(slow) => self.ways.slower(solver, element, slow, &pairs),
        };
        Some(pairs.into_iter().zip(after).collect())
    }
}

/// Returns the pairs whose cheapest way uses each element.
fn users(ways: &Ways<'_>, before: &[Option<Way>]) -> Vec<Vec<u32>> {
    let mut users = vec![Vec::new(); ways.elements.len()];
    for (pair, way) in before.iter().enumerate() {
        for element in way.iter().flat_map(Way::uses) {
            users[element as usize].push(pair as u32);
        }
    }
    users
}
