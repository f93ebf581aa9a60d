//! Cheapest and earliest paths where arcs can be passed at some times only: a search over nodes and whole seconds.
//!
//! A state is a node and a time, so nothing is assumed about waiting: to arrive later may be dearer or cheaper, and one
//! departure may overtake another. States are made when they are reached. What is left from each node, at the least that
//! any arc can cost and take, guides the search (A*, Hart, Nilsson and Raphael 1968), so few of them are. A node is one
//! state where nothing on the way from it to the target depends on the time.
//!
//! The earliest arrival is searched twice: first with one state a node, which finds some path; then with all states from
//! which its arrival can still be reached.

mod latest;
mod least;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::error::Error;
use std::fmt;

use crate::graph::Graph;

use latest::LatestTimes;

pub use least::{BackwardGraph, LeastLeft};

/// The most states and ways that one search looks at.
const MAX_LOOKS: usize = 1_000_000;

/// What a search of the cheapest path looks at before it asks from where the target can still be reached in time, which
/// most do not need to know.
const EASY_LOOKS: usize = 20_000;

const NONE: u32 = u32::MAX;

/// One way to pass an arc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The second at which it arrives at the head.
    pub arrives: i64,
    /// What it costs, at least 0.
    pub cost: i64,
    /// Bounds of every later way to pass the arc from the same state; nothing where this is the last.
    pub later: Option<Bound>,
}

/// Bounds of the ways to pass an arc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The earliest second of arrival.
    pub arrives: i64,
    /// The least cost.
    pub cost: i64,
    /// The number of the next way.
    pub way: u32,
}

/// What a path is the best in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// The cost; of equal ones the fewest transfers, then the earliest arrival, then the fewest arcs.
    Cheapest,
    /// The arrival; of equal ones the least cost, then the fewest transfers, then the fewest arcs.
    Earliest,
}

/// The arcs of a timetable.
pub trait TimedArcs {
    /// Returns a way to pass an arc from a second at its tail, of which the first has the number 0; the same for the same.
    fn pass(&self, arc: u32, ready: i64, way: u32) -> Option<Passage>;

    /// Returns a second after which an arc cannot be begun to be passed by another second; nothing where there is no way to
    /// do so.
    fn latest(&self, arc: u32, by: i64) -> Option<i64>;
}

/// A graph of arcs that can be passed at some times only.
#[derive(Clone, Copy)]
pub struct DatedGraph<'a, T> {
    /// The graph.
    pub graph: &'a Graph,
    /// The same, reversed.
    pub backward: &'a BackwardGraph,
    /// Whether passing each arc is a transfer.
    pub transfers: &'a [bool],
    /// How each arc is passed.
    pub arcs: &'a T,
}

/// The states that a search keeps.
#[derive(Clone, Copy)]
enum Kept<'l> {
    /// One for each node, up to a second: the path that is found need not be the best.
    OneOfNode(i64),
    /// All up to a second.
    All(i64),
    /// Those from which the target can be reached in time.
    InTime(&'l LatestTimes),
}

/// A question: a path from a node, ready there at a second, to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedQuery {
    /// The node where it begins.
    pub source: u32,
    /// The second at which it is ready there.
    pub ready: i64,
    /// The node where it ends.
    pub target: u32,
    /// The last second at which it may arrive.
    pub by: i64,
}

/// A path through time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedPath {
    /// The sum of the costs.
    pub cost: i64,
    /// The second of arrival.
    pub arrives: i64,
    /// What it passes in order.
    pub passed: Vec<Passed>,
}

/// An arc that is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The arc.
    pub arc: u32,
    /// The second at its tail.
    pub ready: i64,
    /// The number of the way to pass it.
    pub way: u32,
    /// The second at its head.
    pub arrives: i64,
    /// What it costs.
    pub cost: i64,
}

/// The error of a search that would look at too many states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyStates;

impl fmt::Display for TooManyStates {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "more than {MAX_LOOKS} states and ways lie between departure and arrival")
    }
}

impl Error for TooManyStates {}

/// How good a state is, the smaller the better: first with the least that is left added.
type Key = [i64; 4];

/// A state that was reached.
#[derive(Clone, Copy)]
struct State {
    node: u32,
    time: i64,
    cost: i64,
    transfers: i64,
    arcs: i64,
    /// The state before and the arc between, with the number of the way to pass it.
    before: u32,
    arc: u32,
    way: u32,
    /// What the arc costs.
    paid: i64,
    key: Key,
    is_settled: bool,
}

/// What is looked at next.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A state.
    State(u32),
    /// A way to pass an arc from a state, by its number.
    Later { state: u32, arc: u32, way: u32 },
}

/// A search, which keeps its memory for the next.
#[derive(Default)]
pub struct DatedSearch {
    /// The state of each node at each second at which it was reached; at any second where nothing that is left depends on it.
    known: BTreeMap<(u32, Option<i64>), u32>,
    states: Vec<State>,
    events: BinaryHeap<Reverse<(Key, Event)>>,
}

impl DatedSearch {
    /// Finds the best path; nothing where there is none.
    ///
    /// # Errors
    /// Gives up where there are too many states.
    pub fn find<T: TimedArcs>(
        &mut self,
        of: &DatedGraph<'_, T>,
        left: &LeastLeft,
        query: DatedQuery,
        aim: Aim,
    ) -> Result<Option<DatedPath>, TooManyStates> {
        let latest = |by: i64| LatestTimes::of(of.backward, left, (query.target, by), query.ready, of.arcs);
        let by = match aim {
            Aim::Cheapest => match self.search(of, left, (query, aim), Kept::All(query.by), EASY_LOOKS) {
                // It went round, perhaps after the last departure.
                Err(TooManyStates) => query.by,
                found => return found,
            },
            Aim::Earliest => {
                let some = self.search(of, left, (query, aim), Kept::OneOfNode(query.by), MAX_LOOKS)?;
                some.map_or(query.by, |path| path.arrives)
            }
        };
        self.search(of, left, (query, aim), Kept::InTime(&latest(by)), MAX_LOOKS)
    }

    fn search<T: TimedArcs>(
        &mut self,
        of: &DatedGraph<'_, T>,
        left: &LeastLeft,
        (query, aim): (DatedQuery, Aim),
        kept: Kept<'_>,
        max_looks: usize,
    ) -> Result<Option<DatedPath>, TooManyStates> {
        self.known.clear();
        self.states.clear();
        self.events.clear();
        let mut start = State {
            node: query.source,
            time: query.ready,
            cost: 0,
            transfers: 0,
            arcs: 0,
            before: NONE,
            arc: NONE,
            way: 0,
            paid: 0,
            key: [0; 4],
            is_settled: false,
        };
        let Some(key) = key(aim, left, &start) else { return Ok(None) };
        start.key = key;
        self.reach(left, kept, start);
        let mut looks = 0;
        while let Some(Reverse((key, event))) = self.events.pop() {
            looks += 1;
            if looks > max_looks {
                return Err(TooManyStates);
            }
            match event {
                Event::State(number) => {
                    let state = self.states[number as usize];
                    if state.is_settled || state.key != key {
                        continue;
                    }
                    self.states[number as usize].is_settled = true;
                    if state.node == query.target {
                        return Ok(Some(self.path(number)));
                    }
                    for arc in of.graph.out(state.node) {
                        if left.of(of.graph.head(arc)).is_some() {
                            self.pass(of, (left, kept), aim, (number, arc as u32, 0));
                        }
                    }
                }
                Event::Later { state, arc, way } => {
                    self.pass(of, (left, kept), aim, (state, arc, way));
                }
            }
        }
        Ok(None)
    }

    /// Passes an arc from a state in one way, and notes the later ways.
    fn pass<T: TimedArcs>(
        &mut self,
        of: &DatedGraph<'_, T>,
        (left, kept): (&LeastLeft, Kept<'_>),
        aim: Aim,
        (from, arc, way): (u32, u32, u32),
    ) {
        let state = self.states[from as usize];
        let Some(Passage { arrives, cost, later }) = of.arcs.pass(arc, state.time, way) else { return };
        debug_assert!(arrives >= state.time && cost >= 0, "time and costs do not run backwards");
        let mut head = State {
            node: of.graph.head(arc as usize),
            time: arrives,
            cost: state.cost + cost,
            transfers: state.transfers + i64::from(of.transfers[arc as usize]),
            arcs: state.arcs + 1,
            before: from,
            arc,
            way,
            paid: cost,
            key: [0; 4],
            is_settled: false,
        };
        if let Some(key) = key(aim, left, &head) {
            head.key = key;
            self.reach(left, kept, head);
        }
        if let Some(bound) = later.filter(|bound| kept.allows(head.node, bound.arrives)) {
            let at_best = State { time: bound.arrives, cost: state.cost + bound.cost, ..head };
            if let Some(key) = key(aim, left, &at_best) {
                self.events.push(Reverse((key, Event::Later { state: from, arc, way: bound.way })));
            }
        }
    }

    /// Keeps a state unless the same node was reached at the same second at least as well; at any second where nothing that
    /// is left depends on the time.
    fn reach(&mut self, left: &LeastLeft, kept: Kept<'_>, state: State) {
        if !kept.allows(state.node, state.time) {
            return;
        }
        let is_one = matches!(kept, Kept::OneOfNode(_)) || left.is_calm(state.node);
        let time = Some(state.time).filter(|_| !is_one);
        let new = self.states.len() as u32;
        let number = *self.known.entry((state.node, time)).or_insert(new);
        if number == new {
            self.states.push(state);
        } else {
            let known = &mut self.states[number as usize];
            if known.is_settled || state.key >= known.key {
                return;
            }
            *known = state;
        }
        self.events.push(Reverse((state.key, Event::State(number))));
    }

    /// Follows a state back to the beginning.
    fn path(&self, last: u32) -> DatedPath {
        let end = self.states[last as usize];
        let mut passed = Vec::new();
        let mut at = end;
        while at.before != NONE {
            let before = self.states[at.before as usize];
            let State { arc, way, time: arrives, paid: cost, .. } = at;
            passed.push(Passed { arc, ready: before.time, way, arrives, cost });
            at = before;
        }
        passed.reverse();
        DatedPath { cost: end.cost, arrives: end.time, passed }
    }
}

impl Kept<'_> {
    fn allows(self, node: u32, second: i64) -> bool {
        match self {
            Self::OneOfNode(by) | Self::All(by) => second <= by,
            Self::InTime(latest) => latest.allows(node, second),
        }
    }
}

/// Returns how good a state is; nothing where the target cannot be reached from it.
fn key(aim: Aim, left: &LeastLeft, state: &State) -> Option<Key> {
    let (cost, seconds) = left.of(state.node)?;
    Some(match aim {
        Aim::Cheapest => [state.cost + cost, state.transfers, state.time + seconds, state.arcs],
        Aim::Earliest => [state.time + seconds, state.cost, state.transfers, state.arcs],
    })
}
