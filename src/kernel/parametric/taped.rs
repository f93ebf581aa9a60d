//! Parametric curves by tape, for eight values of the parameter at a time.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::lanes::{Block, LANES};
use crate::{Retention, Tape, TapePath};

use super::{CostLine, Fraction, Parametric, ParametricPiece, PointQuery};

/// The whole number above which `f64` cannot represent every whole number.
const EXACT_LIMIT: f64 = 9_007_199_254_740_992.0;

impl Parametric<'_> {
    /// Computes the same curves by one [`Tape`] of all queries, eight values of the parameter at a time, in parallel.
    ///
    /// The tape computes with weights times the denominator of the parameter. Its result is exact if it is below 2^53,
    /// whatever dearer paths cost, because rounding keeps the order of numbers. Queries that cost more there, and those
    /// with several cheapest paths, are searched one by one; so the curves are those of [`Parametric::by_searches`],
    /// paths included.
    ///
    /// Building the tape takes as long as some dozens of searches, so it pays for many queries whose curves have many
    /// pieces: 64 of them on road and sea networks of 10^4 nodes are answered about twice as fast, single ones slower.
    ///
    /// # Shape
    /// As [`Parametric::by_searches`].
    pub fn by_tape(&self) -> Vec<Vec<ParametricPiece>> {
        // Every arc is a class of its own, so that a path of classes is a path of arcs.
        let arcs: Vec<u32> = (0..self.graph.arcs() as u32).collect();
        let tape = Tape::build(self.graph, &arcs, &self.bounds(), self.queries, Retention::Paths);
        self.curves(|points| self.run(&tape, points))
    }

    /// Returns whole numbers that bound the weight of each arc over the whole interval.
    ///
    /// A path that is cheaper at these bounds is cheaper at any multiple of them, so they are valid for any
    /// denominator.
    fn bounds(&self) -> Vec<(f64, f64)> {
        let bound = |arc: usize| match self.fixed[arc] {
            Self::NO_ARC => (f64::INFINITY, f64::INFINITY),
            fixed => {
                let line = CostLine { fixed, slope: self.slopes[arc] };
                let ends = [line.at(self.low), line.at(self.high)];
                let whole = |end: Fraction| end.to_integer() as f64;
                (whole(ends[0].min(ends[1]).floor()), whole(ends[0].max(ends[1]).ceil()))
            }
        };
        let mut bounds: Vec<(f64, f64)> = (0..self.graph.arcs()).map(bound).collect();
        let greatest = bounds.iter().map(|bound| bound.1).filter(|high| high.is_finite()).fold(0.0, f64::max);
        if greatest * self.graph.nodes() as f64 >= EXACT_LIMIT {
            // Sums of bounds would be rounded, so no bounds are used.
            for bound in bounds.iter_mut().filter(|bound| bound.1.is_finite()) {
                *bound = Tape::ANY;
            }
        }
        bounds
    }

    /// Answers point queries by a tape where its result is exact and unique, else by searches.
    fn run(&self, tape: &Tape, points: &[PointQuery]) -> Vec<Option<Vec<u32>>> {
        let mut at_value: BTreeMap<Fraction, Vec<usize>> = BTreeMap::new();
        for (index, point) in points.iter().enumerate() {
            at_value.entry(point.at).or_default().push(index);
        }
        let at_value: Vec<(Fraction, Vec<usize>)> = at_value.into_iter().collect();
        let read: Vec<(usize, Option<CheaperPath>)> = at_value
            .par_chunks(LANES)
            .map_init(
                || tape.slots(),
                |slots, eight| {
                    for &(arc, slot) in tape.inputs() {
                        // Unused lanes repeat the last value.
                        let weight = |lane: usize| self.weight(arc as usize, eight[lane.min(eight.len() - 1)].0) as f64;
                        slots[slot as usize] = Block(std::array::from_fn(weight));
                    }
                    tape.run(slots);
                    let members = eight
                        .iter()
                        .enumerate()
                        .flat_map(|(lane, (_, members))| members.iter().map(move |&index| (lane, index)));
                    members.map(|(lane, index)| (index, read(tape, slots, lane, &points[index]))).collect::<Vec<_>>()
                },
            )
            .flatten_iter()
            .collect();
        let unsure: Vec<usize> = read.iter().filter(|(_, found)| found.is_none()).map(|&(index, _)| index).collect();
        let searched = self.search(&unsure.iter().map(|&index| points[index]).collect::<Vec<_>>());
        let sure = read.into_iter().filter_map(|(index, found)| Some((index, found?)));
        let mut answers = vec![None; points.len()];
        for (index, found) in sure.chain(unsure.into_iter().zip(searched)) {
            answers[index] = found;
        }
        answers
    }
}

/// The arcs of the cheapest path, if there is one cheaper than the known cost.
type CheaperPath = Option<Vec<u32>>;

/// Reads the answer to a point query from a run of the tape; `None` where it is not exact or not unique.
fn read(tape: &Tape, slots: &[Block], lane: usize, point: &PointQuery) -> Option<CheaperPath> {
    let cost = tape.answer(slots, point.question).0[lane];
    if cost == f64::INFINITY {
        return Some(None);
    }
    if cost >= EXACT_LIMIT {
        return None;
    }
    if point.known.is_some_and(|known| cost as i128 >= known.scaled(point.at)) {
        return Some(None);
    }
    match tape.path(slots, point.question, lane) {
        TapePath::Over(arcs) => Some(Some(arcs)),
        TapePath::None => Some(None),
        TapePath::Several => None,
    }
}
