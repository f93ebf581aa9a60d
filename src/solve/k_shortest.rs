//! Routes from a source to a target in the order of their cost, one after the other, without loops and without repeats.
//!
//! Several paths of a graph may be one route: what counts is the steps that they take. All routes are split into
//! subsets: those that begin with some steps and go on by none of a few others. The cheapest path of a subset is found
//! on the product of the graph with the position in those steps; beyond them the cost of the rest of the way is known
//! exactly from one search back from the target, so nothing is searched that is not on a way that leaves them. The
//! subset whose path is cheapest of all gives the next route and is split at every step of it.
//!
//! # Source
//! Yen, Finding the k shortest loopless paths in a network, Management Science 17 (1971); the split of what is left into
//! subsets: Lawler, A procedure for computing the k best solutions to discrete optimization problems, Management Science
//! 18 (1972), and Murty, An algorithm for ranking all the assignments in order of increasing cost, Operations Research
//! 16 (1968); exact bounds that guide the search: Hart, Nilsson and Raphael, A formal basis for the heuristic
//! determination of minimum cost paths, IEEE Transactions on Systems Science and Cybernetics 4 (1968).

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use crate::graph::{Graph, Steps};

use super::Path;
use super::backward::{Turned, Weighted};
use super::dijkstra::{Label, Search};

/// Stands for the end of a route where its next step would be.
const END: u32 = u32::MAX;
const NONE: u32 = u32::MAX;

/// Asks for the routes from one node to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    /// Where routes begin.
    pub source: u32,
    /// Where they end.
    pub target: u32,
    /// The states in which a route begins: one that comes back to any of them has a loop.
    pub begun: Vec<u32>,
}

/// Is one route with the cheapest path that takes its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Which of the ends it joins.
    pub ends: usize,
    /// The cheapest path that takes its steps; of equally cheap ones the one of the least rank.
    pub path: Path,
    /// Its steps.
    pub steps: Vec<u32>,
    /// Whether it arrives at some state twice: only the cheapest route of all may.
    pub has_loop: bool,
}

/// Is what the cheapest path of one subset turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Look {
    /// The next route.
    Route(Route),
    /// A path that runs in a loop: no route, but there may be some near it.
    Loop,
}

/// Is a graph laid out for asking for routes, for any number of threads.
///
/// # Shape
/// `weights`, `ranks` and `steps` have one entry for each arc. All paths from a source that take the same steps arrive
/// at the same states.
pub struct Ways<'a> {
    weighted: Weighted<'a>,
    turned: Turned,
    steps: &'a Steps,
}

impl<'a> Ways<'a> {
    /// Lays a graph out. Weights are whole numbers at or above 0, infinite where an arc cannot be used.
    ///
    /// # Panics
    /// If `weights`, `ranks` or `steps` have more or fewer entries than the graph has arcs, or a rank is 0.
    pub fn new(graph: &'a Graph, weights: &'a [f64], ranks: &'a [u64], steps: &'a Steps) -> Self {
        assert_eq!(weights.len(), graph.arcs(), "one weight for each arc");
        assert_eq!(ranks.len(), graph.arcs(), "one rank for each arc");
        assert_eq!(steps.arcs(), graph.arcs(), "a list of steps for each arc");
        assert!(ranks.iter().all(|&rank| rank > 0), "every arc has a rank above 0");
        let weighted = Weighted { graph, weights, ranks };
        Self { turned: weighted.turned(), weighted, steps }
    }

    /// Returns the steps of a path, each with the state that it arrives at.
    fn steps_of(&self, arcs: &[u32]) -> Vec<(u32, u32)> {
        arcs.iter().flat_map(|&arc| self.steps.of(arc as usize)).copied().collect()
    }
}

/// Is a subset of routes: those that begin like a path and go on by none of some steps; with its cheapest path as far as
/// it is settled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Subset {
    /// The cost of the cheapest path: a whole number.
    cost: u64,
    rank: u64,
    /// The order in which subsets were made.
    number: u64,
    ends: usize,
    /// How many steps its routes begin with: the first of its path.
    shared: usize,
    /// The steps that its routes do not take next.
    banned: Vec<u32>,
    /// The arcs up to where the path goes a way of its own; from there it is the cheapest way to the target.
    arcs: Vec<u32>,
}

/// Is the cheapest path of a subset.
struct Cheapest {
    ends: usize,
    path: Path,
    steps: Vec<u32>,
    states: Vec<u32>,
    shared: usize,
    banned: Vec<u32>,
    /// The first step that arrives at a state for the second time.
    repeats: Option<usize>,
}

/// Is a node that paths along the steps of a route reach.
#[derive(Clone, Copy)]
struct Reached {
    /// From which other it was reached, and by which arc.
    parent: u32,
    arc: u32,
}

/// Is a way out of the steps of a route.
#[derive(Clone, Copy)]
struct Exit {
    label: Label,
    from: u32,
    /// The arc that leaves; none where the route ends.
    arc: u32,
}

/// Is a node to be reached at some position of a route: label, node, from which other, by which arc.
type Seed = Reverse<(u64, u64, u32, u32, u32)>;

/// Gives routes one by one, the cheapest first; keeps its memory between questions.
///
/// Routes that cost the same come in the order of their ranks. What is equal even then has an order that depends on
/// nothing but the numbers of nodes and arcs; the cheapest route is the one that [`super::cheapest`] finds.
pub struct Routes<'a> {
    ways: &'a Ways<'a>,
    ends: Vec<Ends>,
    /// What the rest of the way costs from every node, for each of the ends.
    rest: Vec<Search>,
    open: BinaryHeap<Reverse<Subset>>,
    made: u64,
    looked: usize,
    /// Whether a node is settled at the position that is being worked on.
    settled: Vec<bool>,
}

impl<'a> Routes<'a> {
    /// Makes room; nothing is asked yet.
    pub fn new(ways: &'a Ways<'a>) -> Self {
        Self {
            ways,
            ends: Vec::new(),
            rest: Vec::new(),
            open: BinaryHeap::new(),
            made: 0,
            looked: 0,
            settled: vec![false; ways.weighted.graph.nodes()],
        }
    }

    /// Asks for the routes that join any of some ends, all in one order.
    pub fn ask(&mut self, ends: Vec<Ends>) {
        self.open.clear();
        (self.made, self.looked) = (0, 0);
        let nodes = self.ways.weighted.graph.nodes();
        while self.rest.len() < ends.len() {
            self.rest.push(Search::new(nodes));
        }
        for (index, (asked, rest)) in ends.iter().zip(&mut self.rest).enumerate() {
            self.ways.turned.run(rest, asked.target, []);
            if let Some(label) = rest.label(asked.source) {
                let Label { cost, rank } = label;
                let (number, shared) = (index as u64, 0);
                let subset =
                    Subset { cost: cost as u64, rank, number, ends: index, shared, banned: vec![], arcs: vec![] };
                self.open.push(Reverse(subset));
            }
        }
        self.made = ends.len() as u64;
        self.ends = ends;
    }

    /// Returns how many paths were looked at.
    pub const fn looked(&self) -> usize {
        self.looked
    }

    /// Returns the least that a route which is still to come may cost; nothing where none is.
    pub fn least(&self) -> Option<f64> {
        self.open.peek().map(|Reverse(subset)| subset.cost as f64)
    }

    /// Looks at the cheapest path that is left; nothing where none is.
    pub fn look(&mut self) -> Option<Look> {
        let Reverse(subset) = self.open.pop()?;
        let cheapest = self.whole(subset);
        let is_first = self.looked == 0;
        self.looked += 1;
        self.split(&cheapest);
        let Cheapest { ends, path, steps, repeats, .. } = cheapest;
        let has_loop = repeats.is_some();
        Some(if has_loop && !is_first { Look::Loop } else { Look::Route(Route { ends, path, steps, has_loop }) })
    }

    /// Finds the rest of a subset's cheapest path.
    fn whole(&self, subset: Subset) -> Cheapest {
        let Subset { cost, rank, ends, shared, banned, mut arcs, .. } = subset;
        let asked = &self.ends[ends];
        let graph = self.ways.weighted.graph;
        let from = arcs.last().map_or(asked.source, |&arc| graph.head(arc as usize));
        let rest = self.ways.weighted.path(&self.rest[ends], from, asked.target);
        arcs.extend(rest.map(|path| path.arcs).unwrap_or_default());
        let (steps, states): (Vec<u32>, Vec<u32>) = self.ways.steps_of(&arcs).into_iter().unzip();
        let mut seen: BTreeSet<u32> = asked.begun.iter().copied().collect();
        let repeats = states.iter().position(|&state| !seen.insert(state));
        let path = Path { cost: cost as f64, rank, arcs };
        Cheapest { ends, path, steps, states, shared, banned, repeats }
    }

    /// Splits what is left of a subset beside its cheapest path: by the first step at which routes leave it.
    ///
    /// A path that runs in a loop is left before the loop closes: every route that goes on has the loop.
    fn split(&mut self, of: &Cheapest) {
        let last = of.repeats.unwrap_or(of.steps.len());
        let (reached, exits) = self.follow(of, last);
        for (position, exit) in exits.into_iter().enumerate() {
            let Some(exit) = exit else { continue };
            let shared = of.shared + position;
            let mut banned = if position == 0 { of.banned.clone() } else { Vec::new() };
            banned.push(of.steps.get(shared).copied().unwrap_or(END));
            let mut arcs: Vec<u32> = (exit.arc != NONE).then_some(exit.arc).into_iter().collect();
            let mut at = reached[exit.from as usize];
            while at.arc != NONE {
                arcs.push(at.arc);
                at = reached[at.parent as usize];
            }
            arcs.reverse();
            let Label { cost, rank } = exit.label;
            self.open.push(Reverse(Subset {
                cost: cost as u64,
                rank,
                number: self.made,
                ends: of.ends,
                shared,
                banned,
                arcs,
            }));
            self.made += 1;
        }
    }

    /// Follows all paths along the steps of a route up to some position.
    ///
    /// # Shape
    /// Returns the nodes reached, and the cheapest way out after each number of steps from `route.shared` to `last`.
    fn follow(&mut self, route: &Cheapest, last: usize) -> (Vec<Reached>, Vec<Option<Exit>>) {
        let (Weighted { graph, weights, ranks }, steps) = (self.ways.weighted, self.ways.steps);
        let (asked, rest) = (&self.ends[route.ends], &self.rest[route.ends]);
        let mut exits: Vec<Option<Exit>> = vec![None; last + 1 - route.shared];
        let mut leave = |position: usize, exit: Exit| {
            let known = &mut exits[position - route.shared];
            if known.is_none_or(|known| exit.label < known.label) {
                *known = Some(exit);
            }
        };
        let is_banned = |position: usize, step: u32| position == route.shared && route.banned.contains(&step);
        let mut reached: Vec<Reached> = Vec::new();
        let mut nodes: Vec<u32> = Vec::new();
        let mut seeds: Vec<BinaryHeap<Seed>> = vec![BinaryHeap::new(); last + 1];
        seeds[0].push(Reverse((0, 0, asked.source, NONE, NONE)));
        let mut seen: BTreeSet<u32> = asked.begun.iter().copied().collect();
        for position in 0..=last {
            let begin = nodes.len();
            while let Some(Reverse((cost, rank, node, parent, arc))) = seeds[position].pop() {
                if std::mem::replace(&mut self.settled[node as usize], true) {
                    continue;
                }
                let label = Label { cost: cost as f64, rank };
                let from = reached.len() as u32;
                reached.push(Reached { parent, arc });
                nodes.push(node);
                let ends_here = node == asked.target && position >= route.shared && position < route.steps.len();
                if ends_here && !is_banned(position, END) {
                    leave(position, Exit { label, from, arc: NONE });
                }
                for arc in graph.out(node) {
                    let Some(beyond) = rest.label(graph.head(arc)).filter(|_| weights[arc] < f64::INFINITY) else {
                        continue;
                    };
                    let through = Label { cost: label.cost + weights[arc], rank: label.rank + ranks[arc] };
                    let taken = steps.of(arc);
                    let known = &route.steps[position..];
                    let same = taken.iter().zip(known).take_while(|((step, _), known)| step == *known).count();
                    let at = position + same;
                    match taken.get(same) {
                        None if at <= last => {
                            let seed = (through.cost as u64, through.rank, graph.head(arc), from, arc as u32);
                            seeds[at].push(Reverse(seed));
                        }
                        Some(&(step, state)) if (route.shared..=last).contains(&at) && !is_banned(at, step) => {
                            // What comes straight back to where the route was has a loop, whatever follows.
                            let before = &route.states[position..at];
                            if !seen.contains(&state) && !before.contains(&state) {
                                let cost = through.cost + beyond.cost;
                                let label = Label { cost, rank: through.rank + beyond.rank };
                                leave(at, Exit { label, from, arc: arc as u32 });
                            }
                        }
                        _ => {}
                    }
                }
            }
            for &node in &nodes[begin..] {
                self.settled[node as usize] = false;
            }
            seen.extend(route.states.get(position));
        }
        (reached, exits)
    }
}

impl Iterator for Routes<'_> {
    type Item = Route;

    fn next(&mut self) -> Option<Route> {
        loop {
            match self.look()? {
                Look::Route(route) => return Some(route),
                Look::Loop => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::{Ends, Route, Routes, Ways};
    use crate::graph::{Graph, Steps};
    use crate::solve::{Query, cheapest};

    /// Is a graph whose arcs take some steps; a step arrives at the state that is its number halved.
    #[derive(Clone, Debug)]
    struct Case {
        graph: Graph,
        weights: Vec<f64>,
        ranks: Vec<u64>,
        steps: Steps,
    }

    const NODES: u32 = 5;

    fn cases() -> impl Strategy<Value = Case> {
        let steps = prop::collection::vec(0..8_u32, 0..=3);
        let arc = (0..NODES, 0..NODES, 0..5_u32, 1..3_u64, steps);
        prop::collection::vec(arc, 1..12).prop_map(|mut arcs| {
            arcs.sort();
            let mut steps = Steps::new();
            for (_, _, _, _, taken) in &arcs {
                steps.push(taken.iter().map(|&step| (step, step / 2)));
            }
            Case {
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
        case: &'a Case,
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

    fn label(route: &Route) -> (u64, u64) {
        (route.path.cost as u64, route.path.rank)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

        #[test]
        fn routes_are_those_of_a_walk_over_all_of_them(case in cases(), begun in prop::option::of(0..4_u32)) {
            let begun: Vec<u32> = begun.into_iter().collect();
            let ways = Ways::new(&case.graph, &case.weights, &case.ranks, &case.steps);
            let mut routes = Routes::new(&ways);
            // Two questions compete; the memory serves a second time.
            for targets in [vec![1], vec![2, 3]] {
                let ends: Vec<Ends> =
                    targets.iter().map(|&target| Ends { source: 0, target, begun: begun.clone() }).collect();
                routes.ask(ends);
                let found: Vec<Route> = routes.by_ref().take(2000).collect();
                let mut wanted: BTreeMap<(usize, Vec<u32>), (u64, u64)> = BTreeMap::new();
                for (index, &target) in targets.iter().enumerate() {
                    let mut walk = Walk { case: &case, target, found: BTreeMap::new() };
                    walk.from(0, (0, 0), &mut Vec::new(), &begun.iter().copied().collect(), &[]);
                    wanted.extend(walk.found.into_iter().map(|(steps, label)| ((index, steps), label)));
                }
                if let Some(first) = found.first() {
                    let query = Query { source: 0, targets: vec![targets[first.ends]] };
                    let best = cheapest(&case.graph, &case.weights, &case.ranks, &[query]).remove(0);
                    prop_assert_eq!(Some(&first.path), best.as_ref());
                    if first.has_loop {
                        wanted.insert((first.ends, first.steps.clone()), label(first));
                    }
                }
                prop_assert!(found.iter().skip(1).all(|route| !route.has_loop));
                prop_assert!(found.windows(2).all(|pair| label(&pair[0]) <= label(&pair[1])));
                for Route { path, steps, .. } in &found {
                    let taken = path.arcs.iter().flat_map(|&arc| case.steps.of(arc as usize)).map(|&(step, _)| step);
                    prop_assert_eq!(&taken.collect::<Vec<_>>(), steps);
                    let cost: f64 = path.arcs.iter().map(|&arc| case.weights[arc as usize]).sum();
                    prop_assert_eq!(cost, path.cost);
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
        let mut steps = Steps::new();
        for step in [(10, 0), (20, 1), (30, 0), (40, 1)] {
            steps.push([step]);
        }
        let (weights, ranks) = ([1.0, 9.0, 1.0, 1.0], [1; 4]);
        let ways = Ways::new(&graph, &weights, &ranks, &steps);
        let mut routes = Routes::new(&ways);
        routes.ask(vec![Ends { source: 0, target: 2, begun: vec![] }]);
        let found: Vec<(f64, bool)> = routes.map(|route| (route.path.cost, route.has_loop)).collect();
        assert_eq!(found, [(3.0, true), (9.0, false)]);
    }
}
