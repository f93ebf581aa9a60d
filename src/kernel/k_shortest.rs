//! Routes from a source to a target in the order of their cost, one after the other, without loops and repeats.
//!
//! Several paths of a graph may be one route: a route is identified by the steps that its arcs take. All routes are
//! split into subsets: the routes that begin with given steps and do not continue with any of some banned steps. The
//! cheapest path of a subset is found on the product of the graph with the position in those steps. Beyond them the
//! cost of the remaining path is known exactly from one search backwards from the target, so the cheapest path of a
//! subset needs no search of its own. The subset with the cheapest path of all gives the next route and is split at
//! every step of that route. Only where the path returns to a state of the steps that the subset begins with is another
//! path searched for, guided by the same exact costs.
//!
//! # Source
//! Yen, Finding the k shortest loopless paths in a network, Management Science 17 (1971); the split of what is left into
//! subsets: Lawler, A procedure for computing the k best solutions to discrete optimization problems, Management Science
//! 18 (1972), and Murty, An algorithm for ranking all the assignments in order of increasing cost, Operations Research
//! 16 (1968); exact bounds that guide the search: Hart, Nilsson and Raphael, A formal basis for the heuristic
//! determination of minimum cost paths, IEEE Transactions on Systems Science and Cybernetics 4 (1968).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::ops::RangeInclusive;

use crate::graph::{ArcSteps, Graph};

use super::backward::{ReversedGraph, WeightedGraph};
use super::dijkstra::{Dijkstra, Label};
use super::path::Path;

/// The end of a route, used in place of its next step.
const END: u32 = u32::MAX;
const NONE: u32 = u32::MAX;

/// The two nodes that routes join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteEnds {
    /// The node where routes begin.
    pub source: u32,
    /// The node where routes end.
    pub target: u32,
    /// The states in which a route begins; a route that returns to any of them has a loop.
    pub begun: Vec<u32>,
}

/// One route with the cheapest path that takes its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct RankedRoute {
    /// The position of its source and target in the list of ends.
    pub ends: usize,
    /// The cheapest path that takes these steps; of equally cheap paths the one with the least rank.
    pub path: Path,
    /// The steps of the route in order.
    pub steps: Vec<u32>,
    /// Whether the route arrives at some state twice, which only the cheapest route of all may do.
    pub has_loop: bool,
}

/// The result of examining the cheapest path of one subset.
#[derive(Clone, Debug, PartialEq)]
pub enum Candidate {
    /// The next route.
    Route(RankedRoute),
    /// A path with a loop: it is no route, but other paths of its subset may be.
    Loop,
}

/// A graph prepared for route queries, shared by any number of threads.
///
/// # Shape
/// `weights`, `ranks` and `steps` have one entry for each arc. All paths from a source that take the same steps arrive
/// at the same states.
pub struct RouteGraph<'a> {
    weighted: WeightedGraph<'a>,
    reversed: ReversedGraph,
    steps: &'a ArcSteps,
}

impl<'a> RouteGraph<'a> {
    /// Prepares a graph. Weights are whole numbers at or above 0, infinite where an arc cannot be used.
    ///
    /// # Panics
    /// If `weights`, `ranks` or `steps` have more or fewer entries than the graph has arcs, or a rank is 0.
    pub fn new(graph: &'a Graph, weights: &'a [f64], ranks: &'a [u64], steps: &'a ArcSteps) -> Self {
        assert_eq!(weights.len(), graph.arcs(), "one weight for each arc");
        assert_eq!(ranks.len(), graph.arcs(), "one rank for each arc");
        assert_eq!(steps.arcs(), graph.arcs(), "a list of steps for each arc");
        assert!(ranks.iter().all(|&rank| rank > 0), "every arc has a rank above 0");
        let weighted = WeightedGraph { graph, weights, ranks };
        Self { reversed: weighted.reversed(), weighted, steps }
    }
}

/// A subset of routes, those that begin like a given path and do not continue with any banned step, with its cheapest
/// path as far as that is determined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Subset {
    /// The least cost of the routes of the subset, and the least rank among those of that cost.
    cost: u64,
    rank: u64,
    /// The serial number of the subset in the order of creation.
    number: u64,
    ends: usize,
    /// The number of steps that all routes of the subset share: the first steps of the path.
    shared: usize,
    /// The steps that no route of the subset takes next.
    banned: Vec<u32>,
    /// The arcs up to where the path leaves the shared steps; from there it is the cheapest path to the target.
    arcs: Vec<u32>,
}

/// The cheapest path of a subset.
struct CheapestPath {
    path: Path,
    steps: Vec<u32>,
    states: Vec<u32>,
    /// The first step that arrives at a state for the second time, and the step that arrived there before, which is
    /// `None` where the route began in that state.
    repeats: Option<(usize, Option<usize>)>,
}

/// A node reached by paths along the steps of a route.
#[derive(Clone, Copy)]
struct ReachedNode {
    /// The position of the previous node among the nodes reached, and the arc from it.
    parent: u32,
    arc: u32,
}

/// A deviation: an arc, or the end of a route, by which a path leaves the steps of a route.
#[derive(Clone, Copy)]
struct Deviation {
    /// The label at the end of the arc, without the remaining path.
    label: Label,
    /// The node where the path deviates, as its position among the nodes reached.
    from: u32,
    /// The arc of the deviation; `NONE` where the route ends.
    arc: u32,
    /// The number of steps of the arc after the shared steps.
    beyond: usize,
}

/// A node waiting in the search: lower bound on the cost and rank of a path through it, cost and rank so far, the node,
/// the position of the previous node, the arc.
type Seed = Reverse<([u64; 2], [u64; 2], u32, u32, u32)>;

/// An iterator over routes, the cheapest first; its memory is reused between questions.
///
/// Routes of equal cost come in the order of their ranks. Routes of equal cost and rank come in an order that depends
/// only on the numbers of nodes and arcs. The cheapest route is the one that [`super::cheapest`] finds.
pub struct Routes<'a> {
    prepared: &'a RouteGraph<'a>,
    ends: Vec<RouteEnds>,
    /// The search from each target backwards: the cost of the remaining path from every node.
    rest: Vec<Dijkstra>,
    open: BinaryHeap<Reverse<Subset>>,
    made: u64,
    looked: usize,
    /// Whether a node is settled in the current search.
    settled: Vec<bool>,
}

impl<'a> Routes<'a> {
    /// Allocates the memory, without a question.
    pub fn new(prepared: &'a RouteGraph<'a>) -> Self {
        Self {
            prepared,
            ends: Vec::new(),
            rest: Vec::new(),
            open: BinaryHeap::new(),
            made: 0,
            looked: 0,
            settled: vec![false; prepared.weighted.graph.nodes()],
        }
    }

    /// Starts the enumeration of the routes between several pairs of ends, all in one order of cost.
    pub fn ask(&mut self, ends: Vec<RouteEnds>) {
        self.open.clear();
        (self.made, self.looked) = (0, 0);
        let nodes = self.prepared.weighted.graph.nodes();
        while self.rest.len() < ends.len() {
            self.rest.push(Dijkstra::new(nodes));
        }
        self.ends = ends;
        for index in 0..self.ends.len() {
            let RouteEnds { source, target, .. } = self.ends[index];
            self.prepared.reversed.run(&mut self.rest[index], target, []);
            if let Some(label) = self.rest[index].label(source) {
                self.add(label, index, 0, Vec::new(), Vec::new());
            }
        }
    }

    fn add(&mut self, label: Label, ends: usize, shared: usize, banned: Vec<u32>, arcs: Vec<u32>) {
        let Label { cost, rank } = label;
        self.open.push(Reverse(Subset { cost: cost as u64, rank, number: self.made, ends, shared, banned, arcs }));
        self.made += 1;
    }

    /// Returns the number of paths examined.
    pub const fn looked(&self) -> usize {
        self.looked
    }

    /// Returns the least possible cost of the routes still to come, or `None` if there are none.
    pub fn least(&self) -> Option<f64> {
        self.open.peek().map(|Reverse(subset)| subset.cost as f64)
    }

    /// Examines the cheapest remaining path, or returns `None` if there is none.
    pub fn look(&mut self) -> Option<Candidate> {
        let Reverse(subset) = self.open.pop()?;
        let cheapest = self.whole(&subset);
        let is_first = self.looked == 0;
        self.looked += 1;
        match cheapest.repeats {
            // The path returns to a state of the shared steps, so it is not the cheapest route of the subset.
            Some((_, before)) if !is_first && before.is_none_or(|before| before < subset.shared) => {
                self.mend(&subset, &cheapest);
                Some(Candidate::Loop)
            }
            repeats => {
                self.split(&subset, &cheapest);
                let has_loop = repeats.is_some();
                if has_loop && !is_first {
                    return Some(Candidate::Loop);
                }
                let CheapestPath { path, steps, .. } = cheapest;
                Some(Candidate::Route(RankedRoute { ends: subset.ends, path, steps, has_loop }))
            }
        }
    }

    /// Completes the cheapest path of a subset.
    fn whole(&self, subset: &Subset) -> CheapestPath {
        let asked = &self.ends[subset.ends];
        let graph = self.prepared.weighted.graph;
        let mut arcs = subset.arcs.clone();
        let from = arcs.last().map_or(asked.source, |&arc| graph.head(arc as usize));
        let rest = self.prepared.weighted.path(&self.rest[subset.ends], from, asked.target);
        arcs.extend(rest.map(|path| path.arcs).unwrap_or_default());
        let taken = arcs.iter().flat_map(|&arc| self.prepared.steps.of(arc as usize)).copied();
        let (steps, states): (Vec<u32>, Vec<u32>) = taken.unzip();
        let mut seen: BTreeMap<u32, Option<usize>> = asked.begun.iter().map(|&state| (state, None)).collect();
        let mut repeats = None;
        for (position, &state) in states.iter().enumerate() {
            if let Some(&before) = seen.get(&state) {
                repeats = Some((position, before));
                break;
            }
            seen.insert(state, Some(position));
        }
        let path = Path { cost: subset.cost as f64, rank: subset.rank, arcs };
        CheapestPath { path, steps, states, repeats }
    }

    /// Splits what remains of a subset beside its cheapest path: one new subset for each step at which routes leave it.
    ///
    /// A path with a loop is left before the loop closes, because every route that continues beyond has the loop.
    fn split(&mut self, subset: &Subset, of: &CheapestPath) {
        let CheapestPath { steps, states, repeats, .. } = of;
        let shared = subset.shared;
        let last = repeats.map_or(steps.len(), |(position, _)| position);
        let next = |position: usize| steps.get(position).copied().unwrap_or(END);
        let is_banned =
            |position: usize, step: u32| step == next(position) || position == shared && subset.banned.contains(&step);
        let (reached, deviations) = self.follow(subset.ends, (&steps[..], &states[..]), shared..=last, is_banned);
        for (position, deviations) in (shared..=last).zip(deviations) {
            let rest = &self.rest[subset.ends];
            let whole = |deviation: &Deviation| {
                let beyond = match deviation.arc {
                    NONE => Label { cost: 0.0, rank: 0 },
                    arc => rest.label(self.prepared.weighted.graph.head(arc as usize))?,
                };
                Some(Label { cost: deviation.label.cost + beyond.cost, rank: deviation.label.rank + beyond.rank })
            };
            let mut best: Option<(Label, Deviation)> = None;
            for deviation in deviations {
                let Some(label) = whole(&deviation) else { continue };
                if best.is_none_or(|(known, _)| label < known) {
                    best = Some((label, deviation));
                }
            }
            let Some((label, deviation)) = best else { continue };
            let mut banned = if position == shared { subset.banned.clone() } else { Vec::new() };
            banned.push(next(position));
            let arcs = arcs_to(&reached, deviation.from, deviation.arc);
            self.add(label, subset.ends, position, banned, arcs);
        }
    }

    /// Finds the cheapest path of a subset that does not return to a state of the shared steps, and puts the subset
    /// back with that path; without such a path the subset has no route and is dropped.
    fn mend(&mut self, subset: &Subset, of: &CheapestPath) {
        let WeightedGraph { graph, weights, ranks } = self.prepared.weighted;
        let shared = subset.shared;
        let begin = (&of.steps[..shared], &of.states[..shared]);
        let is_banned = |_, step: u32| subset.banned.contains(&step);
        let (mut reached, mut deviations) = self.follow(subset.ends, begin, shared..=shared, is_banned);
        let (asked, rest) = (&self.ends[subset.ends], &self.rest[subset.ends]);
        let shut: BTreeSet<u32> = asked.begun.iter().chain(begin.1).copied().collect();
        let steps = self.prepared.steps;
        let seed = |label: Label, node: u32, from: u32, arc: u32| -> Option<Seed> {
            let beyond = rest.label(node)?;
            let through = [(label.cost + beyond.cost) as u64, label.rank + beyond.rank];
            Some(Reverse((through, [label.cost as u64, label.rank], node, from, arc)))
        };
        let mut open: BinaryHeap<Seed> = BinaryHeap::new();
        for deviation in deviations.pop().unwrap_or_default() {
            let head = if deviation.arc == NONE { asked.target } else { graph.head(deviation.arc as usize) };
            let beyond = if deviation.arc == NONE { &[][..] } else { steps.of(deviation.arc as usize) };
            // The steps of the arc before this position are shared by all routes of the subset.
            let inside = beyond.len() - deviation.beyond;
            if !beyond[inside..].iter().any(|(_, state)| shut.contains(state)) {
                open.extend(seed(deviation.label, head, deviation.from, deviation.arc));
            }
        }
        let mut touched = Vec::new();
        let mut found = None;
        while let Some(Reverse((through, [cost, rank], node, parent, arc))) = open.pop() {
            if node == asked.target {
                found = Some((through, parent, arc));
                break;
            }
            if std::mem::replace(&mut self.settled[node as usize], true) {
                continue;
            }
            touched.push(node);
            let from = reached.len() as u32;
            reached.push(ReachedNode { parent, arc });
            for arc in graph.out(node) {
                if weights[arc] < f64::INFINITY && !steps.of(arc).iter().any(|(_, state)| shut.contains(state)) {
                    let label = Label { cost: cost as f64 + weights[arc], rank: rank + ranks[arc] };
                    open.extend(seed(label, graph.head(arc), from, arc as u32));
                }
            }
        }
        for node in touched {
            self.settled[node as usize] = false;
        }
        if let Some(([cost, rank], parent, arc)) = found {
            let arcs = arcs_to(&reached, parent, arc);
            let label = Label { cost: cost as f64, rank };
            self.add(label, subset.ends, shared, subset.banned.clone(), arcs);
        }
    }

    /// Follows all paths along the steps of a route, given with its states.
    ///
    /// # Shape
    /// Returns the nodes reached, and for each number of steps in `out` all deviations after so many steps.
    fn follow(
        &mut self,
        ends: usize,
        (known, states): (&[u32], &[u32]),
        out: RangeInclusive<usize>,
        is_banned: impl Fn(usize, u32) -> bool,
    ) -> (Vec<ReachedNode>, Vec<Vec<Deviation>>) {
        let (WeightedGraph { graph, weights, ranks }, steps) = (self.prepared.weighted, self.prepared.steps);
        let (asked, rest) = (&self.ends[ends], &self.rest[ends]);
        let (first, last) = (*out.start(), *out.end());
        let mut deviations: Vec<Vec<Deviation>> = vec![Vec::new(); last + 1 - first];
        let mut reached: Vec<ReachedNode> = Vec::new();
        let mut touched: Vec<u32> = Vec::new();
        let mut seeds: Vec<BinaryHeap<Seed>> = vec![BinaryHeap::new(); last + 1];
        seeds[0].push(Reverse(([0; 2], [0; 2], asked.source, NONE, NONE)));
        let mut seen: BTreeSet<u32> = asked.begun.iter().copied().collect();
        for position in 0..=last {
            while let Some(Reverse((_, [cost, rank], node, parent, arc))) = seeds[position].pop() {
                if std::mem::replace(&mut self.settled[node as usize], true) {
                    continue;
                }
                touched.push(node);
                let from = reached.len() as u32;
                reached.push(ReachedNode { parent, arc });
                if node == asked.target && out.contains(&position) && !is_banned(position, END) {
                    let label = Label { cost: cost as f64, rank };
                    deviations[position - first].push(Deviation { label, from, arc: NONE, beyond: 0 });
                }
                for arc in graph.out(node) {
                    if weights[arc] == f64::INFINITY || rest.label(graph.head(arc)).is_none() {
                        continue;
                    }
                    let label = Label { cost: cost as f64 + weights[arc], rank: rank + ranks[arc] };
                    let taken = steps.of(arc);
                    let same = taken.iter().zip(&known[position..]).take_while(|((step, _), known)| step == *known);
                    let same = same.count();
                    let at = position + same;
                    match taken.get(same) {
                        None if at <= last => {
                            let label = [label.cost as u64, label.rank];
                            seeds[at].push(Reverse((label, label, graph.head(arc), from, arc as u32)));
                        }
                        // A step straight back to a state that the route was in makes a loop, whatever follows.
                        Some(&(step, state))
                            if out.contains(&at)
                                && !is_banned(at, step)
                                && !seen.contains(&state)
                                && !states[position..at].contains(&state) =>
                        {
                            let (arc, beyond) = (arc as u32, taken.len() - same);
                            deviations[at - first].push(Deviation { label, from, arc, beyond });
                        }
                        _ => {}
                    }
                }
            }
            for node in touched.drain(..) {
                self.settled[node as usize] = false;
            }
            seen.extend(states.get(position));
        }
        (reached, deviations)
    }
}

/// Returns the arcs to a reached node, followed by `last` unless that is `NONE`.
fn arcs_to(reached: &[ReachedNode], node: u32, last: u32) -> Vec<u32> {
    let mut arcs: Vec<u32> = (last != NONE).then_some(last).into_iter().collect();
    let mut at = reached[node as usize];
    while at.arc != NONE {
        arcs.push(at.arc);
        at = reached[at.parent as usize];
    }
    arcs.reverse();
    arcs
}

impl Iterator for Routes<'_> {
    type Item = RankedRoute;

    fn next(&mut self) -> Option<RankedRoute> {
        loop {
            match self.look()? {
                Candidate::Route(route) => return Some(route),
                Candidate::Loop => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::{RankedRoute, RouteEnds, RouteGraph, Routes};
    use crate::graph::{ArcSteps, Graph};
    use crate::{Query, cheapest};

    /// A graph whose arcs take some steps; a step arrives at the state that is its number halved.
    #[derive(Clone, Debug)]
    struct Prepared {
        graph: Graph,
        weights: Vec<f64>,
        ranks: Vec<u64>,
        steps: ArcSteps,
    }

    const NODES: u32 = 5;

    fn cases() -> impl Strategy<Value = Prepared> {
        let steps = prop::collection::vec(0..8_u32, 0..=3);
        let arc = (0..NODES, 0..NODES, 0..5_u32, 1..3_u64, steps);
        prop::collection::vec(arc, 1..12).prop_map(|mut arcs| {
            arcs.sort();
            let mut steps = ArcSteps::new();
            for (_, _, _, _, taken) in &arcs {
                steps.push(taken.iter().map(|&step| (step, step / 2)));
            }
            Prepared {
                graph: Graph::from_sorted(NODES as usize, arcs.iter().map(|arc| (arc.0, arc.1))),
                // The dearest arcs are none.
                weights: arcs.iter().map(|arc| if arc.2 == 4 { f64::INFINITY } else { f64::from(arc.2) }).collect(),
                ranks: arcs.iter().map(|arc| arc.3).collect(),
                steps,
            }
        })
    }

    /// Walks every way without a loop, and notes the cheapest for each list of steps.
    struct Walk<'a> {
        case: &'a Prepared,
        target: u32,
        found: BTreeMap<Vec<u32>, (u64, u64)>,
    }

    impl Walk<'_> {
        fn from(&mut self, node: u32, label: (u64, u64), steps: &mut Vec<u32>, seen: &BTreeSet<u32>, idle: &[u32]) {
            if node == self.target {
                let known = self.found.entry(steps.clone()).or_insert(label);
                *known = label.min(*known);
            }
            for arc in self.case.graph.out(node) {
                let (weight, rank) = (self.case.weights[arc], self.case.ranks[arc]);
                let (head, taken) = (self.case.graph.head(arc), self.case.steps.of(arc));
                let mut states = seen.clone();
                if weight.is_infinite() || !taken.iter().all(|&(_, state)| states.insert(state)) {
                    continue;
                }
                // Without a step nothing keeps a path from turning for ever.
                let idle: Vec<u32> = if taken.is_empty() { [idle, &[node]].concat() } else { Vec::new() };
                if idle.contains(&head) {
                    continue;
                }
                let before = steps.len();
                steps.extend(taken.iter().map(|&(step, _)| step));
                self.from(head, (label.0 + weight as u64, label.1 + rank), steps, &states, &idle);
                steps.truncate(before);
            }
        }
    }

    fn label(route: &RankedRoute) -> (u64, u64) {
        (route.path.cost as u64, route.path.rank)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

        #[test]
        fn routes_are_those_of_a_walk_over_all_of_them(case in cases(), begun in prop::option::of(0..4_u32)) {
            let begun: Vec<u32> = begun.into_iter().collect();
            let prepared = RouteGraph::new(&case.graph, &case.weights, &case.ranks, &case.steps);
            let mut routes = Routes::new(&prepared);
            // Two questions compete; the memory serves a second time.
            for targets in [vec![1], vec![2, 3]] {
                let ends: Vec<RouteEnds> =
                    targets.iter().map(|&target| RouteEnds { source: 0, target, begun: begun.clone() }).collect();
                routes.ask(ends);
                let found: Vec<RankedRoute> = routes.by_ref().take(2000).collect();
                let mut wanted: BTreeMap<(usize, Vec<u32>), (u64, u64)> = BTreeMap::new();
                for (index, &target) in targets.iter().enumerate() {
                    let mut walk = Walk { case: &case, target, found: BTreeMap::new() };
                    walk.from(0, (0, 0), &mut Vec::new(), &begun.iter().copied().collect(), &[]);
                    wanted.extend(walk.found.into_iter().map(|(steps, label)| ((index, steps), label)));
                }
                if let Some(first) = found.first() {
                    let query = Query { source: 0, target: targets[first.ends] };
                    let best = cheapest(&case.graph, &case.weights, &case.ranks, &[query]).remove(0);
                    prop_assert_eq!(Some(&first.path), best.as_ref());
                    if first.has_loop {
                        wanted.insert((first.ends, first.steps.clone()), label(first));
                    }
                }
                prop_assert!(found.iter().skip(1).all(|route| !route.has_loop));
                prop_assert!(found.windows(2).all(|pair| label(&pair[0]) <= label(&pair[1])));
                for RankedRoute { path, steps, .. } in &found {
                    let taken = path.arcs.iter().flat_map(|&arc| case.steps.of(arc as usize)).map(|&(step, _)| step);
                    prop_assert_eq!(&taken.collect::<Vec<_>>(), steps);
                    let cost: f64 = path.arcs.iter().map(|&arc| case.weights[arc as usize]).sum();
                    prop_assert_eq!(cost as u64, path.cost as u64);
                }
                let count = found.len();
                let found: BTreeMap<(usize, Vec<u32>), (u64, u64)> =
                    found.iter().map(|route| ((route.ends, route.steps.clone()), label(route))).collect();
                prop_assert_eq!(found.len(), count, "a route comes once");
                prop_assert_eq!(found, wanted);
            }
        }
    }

    #[test]
    fn a_loop_that_pays_is_the_cheapest_route_and_no_other() {
        // From 0 to 2 straight for 9, or round by a step that comes back to the state of the first, for 3.
        let graph = Graph::from_sorted(4, [(0, 1), (0, 2), (1, 3), (3, 2)]);
        let mut steps = ArcSteps::new();
        for step in [(10, 0), (20, 1), (30, 0), (40, 1)] {
            steps.push([step]);
        }
        let (weights, ranks) = ([1.0, 9.0, 1.0, 1.0], [1; 4]);
        let prepared = RouteGraph::new(&graph, &weights, &ranks, &steps);
        let mut routes = Routes::new(&prepared);
        routes.ask(vec![RouteEnds { source: 0, target: 2, begun: vec![] }]);
        let found: Vec<(f64, bool)> = routes.map(|route| (route.path.cost, route.has_loop)).collect();
        assert_eq!(found, [(3.0, true), (9.0, false)]);
    }
}
