//! Draws answered portion by portion: all threads fill one portion, then everything in it is counted.
//!
//! A portion has a size of its own, so memory grows neither with the draws nor, but for what a thread works on, with
//! the threads.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::ids::{FigureId, Pair};
use corridor_kernel::lanes::{Block, LANES};

use super::engine::{Engine, Worker};

/// The blocks of one portion, where that makes a sensible number of rows.
const BLOCKS: usize = 1 << 17;
/// The fewest rows of a portion: threads must have something to share.
const MIN_ROWS: usize = 32;
/// The most rows of a portion.
const MAX_ROWS: usize = 1 << 10;

/// The threads that answer the draws of one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Threads {
    /// All threads together.
    Shared,
    /// The one that asks; others have streams of their own.
    Own,
}

impl Threads {
    /// Returns the fewest items that a thread takes at a time: a thread that takes all of them steals no other work
    /// while it waits, and so holds the memory of one stream at most.
    pub(crate) const fn fewest(self) -> usize {
        match self {
            Self::Shared => 1,
            Self::Own => usize::MAX,
        }
    }
}

/// What no thread works with at the moment.
pub(crate) struct Pool<T>(Mutex<Vec<T>>);

impl<T> Pool<T> {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// Works with an item that no other thread uses; makes one where all are in use.
    pub(crate) fn with<R>(&self, make: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        // An item is pushed whole or not at all.
        let idle = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut item = taken.unwrap_or_else(make);
        let out = work(&mut item);
        idle().push(item);
        out
    }
}

/// The draws of an engine, answered portion by portion.
pub(crate) struct Stream<'a> {
    engine: &'a Engine,
    threads: Threads,
    /// The rows of a portion, each of eight draws.
    rows: usize,
    fresh: Worker,
    idle: Pool<Worker>,
}

/// The totals of successive draws.
pub(crate) struct Portion<'a> {
    /// The number of the first draw.
    pub(crate) first: u64,
    /// How many draws there are.
    pub(crate) draws: usize,
    engine: &'a Engine,
    totals: Vec<Block>,
}

impl<'a> Stream<'a> {
    /// Prepares to answer at most so many draws, with the figures that the engine leaves open at some values.
    pub(crate) fn new(engine: &'a Engine, open: &[(FigureId, f64)], draws: u64, threads: Threads) -> Self {
        let most = draws.div_ceil(LANES as u64).clamp(1, MAX_ROWS as u64) as usize;
        let rows = (BLOCKS / engine.pairs().max(1)).clamp(MIN_ROWS.min(most), most);
        let mut fresh = engine.worker();
        for &(figure, value) in open {
            fresh.hold(figure, value);
        }
        Self { engine, threads, rows, fresh, idle: Pool::new() }
    }

    /// Returns whether one portion holds so many draws.
    pub(crate) const fn holds(&self, draws: u64) -> bool {
        draws <= (self.rows * LANES) as u64
    }

    /// Answers the first draws, in order.
    pub(crate) fn each(&self, draws: u64, mut take: impl FnMut(&Portion<'_>)) {
        let portion = (self.rows * LANES) as u64;
        let progress = &self.engine.progress;
        progress.begin(draws.div_ceil(LANES as u64) as usize);
        for first in (0..draws).step_by(portion as usize) {
            take(&self.portion(first, portion.min(draws - first) as usize));
        }
    }

    /// Answers some draws, from one on that is a multiple of eight.
    pub(crate) fn portion(&self, first: u64, draws: usize) -> Portion<'a> {
        let pairs = self.engine.pairs();
        let mut totals = vec![Block::default(); draws.div_ceil(LANES) * pairs];
        let rows = totals.par_chunks_mut(pairs.max(1)).enumerate().with_min_len(self.threads.fewest());
        rows.for_each(|(row, totals)| {
            let answer = |worker: &mut Worker| {
                totals.copy_from_slice(self.engine.answer(worker, first + (row * LANES) as u64));
            };
            self.idle.with(|| self.fresh.clone(), answer);
            self.engine.progress.done();
        });
        Portion { first, draws, engine: self.engine, totals }
    }
}

impl Portion<'_> {
    /// Returns the totals of a pair, eight draws at a time.
    pub(crate) fn of_pair(&self, pair: Pair) -> impl Iterator<Item = &Block> {
        self.totals[self.engine.position(pair)..].iter().step_by(self.engine.pairs())
    }

    /// Returns the totals of a pair, all eight of the last row included; infinite without a route.
    pub(crate) fn totals_of(&self, pair: Pair) -> impl Iterator<Item = f64> {
        self.of_pair(pair).flat_map(|totals| totals.0)
    }

    /// Returns the cheapest of the totals of some pairs in each draw, all eight of the last row included.
    pub(crate) fn cheapest(&self, pairs: impl Iterator<Item = Pair>) -> Vec<f64> {
        let mut cheapest = vec![f64::INFINITY; self.draws.next_multiple_of(LANES)];
        for pair in pairs {
            for (cheapest, totals) in cheapest.chunks_mut(LANES).zip(self.of_pair(pair)) {
                for (least, total) in cheapest.iter_mut().zip(totals.0) {
                    *least = total.min(*least);
                }
            }
        }
        cheapest
    }

    /// Returns the draws of each row: eight, but for the last.
    pub(crate) fn lanes(&self) -> impl Iterator<Item = usize> + use<> {
        let draws = self.draws;
        (0..draws.div_ceil(LANES)).map(move |row| LANES.min(draws - row * LANES))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{BLOCKS, Stream, Threads};
    use crate::answer::Prepared;
    use crate::draws::{Distributions, Engine};

    const HUNCHUN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/hunchun-ningbo-2019.toml");

    #[test]
    fn every_draw_is_met_once_in_its_place_and_memory_does_not_grow_with_them() {
        let case = Prepared::prepare(Path::new(HUNCHUN), &[]).expect("a good scenario");
        let distributions = Distributions::of_case(&case).expect("distributions");
        let engine = Engine::new(&case, distributions, 7).expect("an engine");
        let pool = rayon::ThreadPoolBuilder::new().num_threads(16).build().expect("threads");
        let draws = 20_003;
        let met = |threads: Threads| {
            let (mut met, mut next) = (Vec::new(), 0);
            let stream = Stream::new(&engine, &[], draws, threads);
            stream.each(draws, |portion| {
                assert_eq!(portion.first, next);
                next += portion.draws as u64;
                assert!(portion.lanes().sum::<usize>() == portion.draws && portion.totals.len() <= BLOCKS);
                for pair in case.model().pairs() {
                    met.extend(portion.of_pair(pair).map(|totals| (pair, totals.0.map(f64::to_bits))));
                }
            });
            assert_eq!(next, draws);
            let workers = stream.idle.0.into_inner().expect("no thread failed").len();
            assert!(workers <= 16, "{workers}");
            met
        };
        let own = met(Threads::Own);
        assert!(pool.install(|| met(Threads::Shared)) == own);
        assert_eq!(own.len(), engine.pairs() * draws.div_ceil(8) as usize);
        // A draw is a function of its number alone: the last block by itself is what it was among the others.
        let last = draws / 8 * 8;
        let mut worker = engine.worker();
        let alone = engine.answer(&mut worker, last)[0].0.map(f64::to_bits);
        let first = case.model().pairs().next();
        let of_first: Vec<_> = own.iter().filter(|(pair, _)| Some(*pair) == first).collect();
        assert!(of_first.last().is_some_and(|(_, totals)| *totals == alone));
    }
}
