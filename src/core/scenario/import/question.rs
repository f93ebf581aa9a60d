//! The example question of an import: its ends, and the ports and modes by which goods may go.

use std::collections::VecDeque;

use super::ImportError;
use super::words::folded;
use super::world::{ImportedWorld, KnownLeg};

/// The most ports of loading that are compared.
const MAX_PORTS: usize = 12;
/// The most places from which the longest way is looked for.
const MAX_ORIGINS: usize = 200;

/// The way in which legs are followed.
#[derive(Clone, Copy, PartialEq)]
enum Follow {
    /// As they may be used.
    Allowed,
    /// The same backwards: to the places from which one is reached.
    Reversed,
    /// In the direction of the rows alone.
    AsWritten,
}

impl ImportedWorld<'_> {
    /// Returns how many legs lead to each place from one; nothing where none do.
    fn reached(
        &self,
        legs: &[&KnownLeg],
        from: usize,
        follow: Follow,
        is_used: impl Fn(&KnownLeg) -> bool,
    ) -> Vec<Option<usize>> {
        let mut next: Vec<Vec<usize>> = vec![Vec::new(); self.places.len()];
        for leg in legs.iter().filter(|leg| is_used(leg)) {
            let [tail, head] = leg.ends;
            if follow != Follow::Reversed || leg.both_ways {
                next[tail].push(head);
            }
            if follow == Follow::Reversed || (follow == Follow::Allowed && leg.both_ways) {
                next[head].push(tail);
            }
        }
        let mut steps = vec![None; self.places.len()];
        steps[from] = Some(0);
        let mut queue = VecDeque::from([from]);
        while let Some(place) = queue.pop_front() {
            for &to in &next[place] {
                if steps[to].is_none() {
                    steps[to] = steps[place].map(|steps: usize| steps + 1);
                    queue.push_back(to);
                }
            }
        }
        steps
    }

    /// Returns whether legs of one mode lead from end to end.
    pub(super) fn reaches(&self, legs: &[&KnownLeg], [from, to]: [usize; 2], mode: &str) -> bool {
        self.reached(legs, from, Follow::Allowed, |leg| leg.own.mode == mode)[to].is_some()
    }

    /// Returns the ports of loading on the way between two places: those that legs by land lead to, and from which a leg by
    /// sea leads on to the other end. Nothing where there is no choice of them.
    pub(super) fn ports(&self, legs: &[&KnownLeg], [from, to]: [usize; 2]) -> Vec<usize> {
        let by_land = self.reached(legs, from, Follow::Allowed, |leg| leg.own.mode != "sea");
        let on = self.reached(legs, to, Follow::Reversed, |_| true);
        let mut ports = Vec::new();
        for leg in legs.iter().filter(|leg| leg.own.mode == "sea") {
            let [tail, head] = leg.ends;
            let ways = [(tail, head), (head, tail)];
            let used = ways.into_iter().take(if leg.both_ways { 2 } else { 1 });
            ports.extend(
                used.filter(|&(port, next)| by_land[port].is_some() && on[next].is_some()).map(|(port, _)| port),
            );
        }
        ports.sort_by_key(|&place| &self.places[place].key);
        ports.dedup();
        let is_choice = (2..=MAX_PORTS).contains(&ports.len()) && !ports.contains(&from) && !ports.contains(&to);
        if is_choice { ports } else { Vec::new() }
    }

    /// Returns the ends of the example question: those asked for, or two that only begin and only end rows with many legs
    /// between them, or two between which there are many legs.
    pub(super) fn ends(&self, legs: &[&KnownLeg]) -> Result<[usize; 2], ImportError> {
        let asked = |name: &Option<String>| match name {
            None => Ok(None),
            Some(name) => match self.by_name.get(&folded(name)) {
                Some(&place) => Ok(Some(place)),
                None => Err(ImportError::Option(format!("no place is called `{name}`"))),
            },
        };
        let (from, to) = (asked(&self.options.from)?, asked(&self.options.to)?);
        if let (Some(from), Some(to)) = (from, to) {
            return Ok([from, to]);
        }
        if let Some(ends) = self.ends_of_rows(legs, from, to) {
            return Ok(ends);
        }
        let furthest = |from: usize| {
            let steps = self.reached(legs, from, Follow::Allowed, |_| true);
            // Of equally far ones the first in the alphabet of keys, whatever the order of the rows.
            let best = (0..steps.len()).filter(|&place| place != from && steps[place].is_some());
            best.max_by_key(|&place| (steps[place], std::cmp::Reverse(&self.places[place].key)))
        };
        if let Some(from) = from {
            let none = || ImportError::Option("no leg leads away from the origin asked for".to_owned());
            return furthest(from).map(|to| [from, to]).ok_or_else(none);
        }
        // Two steps find the ends of a long way without looking from every place.
        let start = legs.iter().map(|leg| leg.ends[0]).min_by_key(|&place| &self.places[place].key);
        let start = start.unwrap_or_default();
        let far = furthest(start).unwrap_or(start);
        let from = if furthest(far).is_some() { far } else { start };
        let to = to.or_else(|| furthest(from)).unwrap_or(start);
        Ok([from, to])
    }

    /// Returns a place at which rows only begin and one at which they only end, the furthest apart in their direction.
    fn ends_of_rows(&self, legs: &[&KnownLeg], from: Option<usize>, to: Option<usize>) -> Option<[usize; 2]> {
        let mut is_end = vec![[false, false]; self.places.len()];
        for leg in legs.iter().filter(|leg| !leg.own.is_of_map) {
            is_end[leg.ends[0]][0] = true;
            is_end[leg.ends[1]][1] = true;
        }
        // Where every place is both, any that begins or ends a row.
        let candidates = |asked: Option<usize>, only: [bool; 2]| -> Vec<usize> {
            let of =
                |is: &dyn Fn([bool; 2]) -> bool| (0..self.places.len()).filter(|&place| is(is_end[place])).collect();
            let own: Vec<usize> = of(&|ends| ends == only);
            match asked {
                Some(place) => vec![place],
                None if own.is_empty() => of(&|ends| ends == [true, true]),
                None => own,
            }
        };
        let (origins, destinations) = (candidates(from, [true, false]), candidates(to, [false, true]));
        let mut best: Option<(usize, [&str; 2], [usize; 2])> = None;
        for &origin in origins.iter().take(MAX_ORIGINS) {
            let steps = self.reached(legs, origin, Follow::AsWritten, |_| true);
            for &end in destinations.iter().filter(|&&place| place != origin) {
                let Some(steps) = steps[end] else { continue };
                let keys = [origin, end].map(|place| self.places[place].key.as_str());
                let is_better =
                    best.as_ref().is_none_or(|(most, known, _)| steps > *most || (steps == *most && keys < *known));
                if is_better {
                    best = Some((steps, keys, [origin, end]));
                }
            }
        }
        best.map(|(.., ends)| ends)
    }
}
