//! The cheapest cost as an exact function of one parameter: where the cheapest path changes, and to which path.
//!
//! Every arc weighs `fixed + slope * t`, so the cost of every path is a straight line in `t`, and the cheapest cost is
//! the lower envelope of these lines: concave and piecewise linear. The envelope of the lines found so far is correct
//! everywhere if it is correct at both ends and at all of its corners, because a concave function is above its chords.
//! So every corner that is not yet confirmed is solved exactly. If a path is cheaper there, its line is added;
//! otherwise the corner is a corner of the true curve.
//!
//! # Complexity
//! A curve of `k` pieces needs at most `2k` solutions to find its lines and confirm its corners, one more for each line
//! that only touches it at a corner, and `k` for the paths of its pieces. All corners that are unconfirmed at a time
//! are solved in one round: about `log k` rounds where lines divide the interval evenly, at most `k`. A solution is one
//! search, `O(m + n log n)`, and some are shared by queries. `k` itself can grow as fast as `n^(log n)` in theory
//! (Carstensen 1983); on freight networks it is small.
//!
//! # Exactness
//! At `t = p / q` the weight of an arc times `q` is the whole number `fixed * q + slope * p`. [`Parametric::new`] makes
//! sure that all sums of `fixed` and of `slope` along paths, and both ends of the interval, stay below 2^60: corners are
//! then fractions below 2^61, values between two of them below 2^62, and no product or sum of these leaves `i128`.
//!
//! # Source
//! Eisner and Severance, Mathematical techniques for efficient record segmentation in large shared databases, J. ACM 23
//! (1976); as a method for parametric combinatorial problems: Gusfield, Sensitivity analysis for combinatorial
//! optimization, Memorandum UCB/ERL M80/22 (1980). Carstensen, The complexity of some problems in parametric linear and
//! combinatorial programming, thesis, University of Michigan (1983).

mod line;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::graph::Graph;

use super::{Dijkstra, Query};

pub use line::{CostLine, Fraction};

use line::{between, lowest};

/// The limit that sums along a path and the ends of the interval stay below.
const SUM_LIMIT: i128 = 1 << 60;

/// The reason why a curve cannot be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParametricError {
    /// The interval ends before it begins.
    #[error("the interval from {low} to {high} ends before it begins")]
    Backwards {
        /// Its lower end.
        low: Fraction,
        /// Its upper end.
        high: Fraction,
    },
    /// An arc weighs less than nothing somewhere.
    #[error("arc {arc} weighs less than nothing at {at}")]
    Negative {
        /// The arc.
        arc: u32,
        /// An end of the interval.
        at: Fraction,
    },
    /// Numbers are so great that they could not be counted exactly.
    #[error("sums of weights or the ends of the interval reach 2^60")]
    TooGreat,
}

/// A part of a curve on which one path is cheapest; at the border of two parts both paths cost the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParametricPiece {
    /// The start of the part.
    pub from: Fraction,
    /// The end of the part, equal to the start only in an interval of one point.
    pub to: Fraction,
    /// The cost of the path.
    pub line: CostLine,
    /// The arcs of the path: of paths of equal cost the one of the least rank, as in [`super::cheapest`].
    pub arcs: Vec<u32>,
}

/// A parametric problem: the cheapest costs of some queries as functions of one parameter.
///
/// # Example
/// ```
/// use corridor_kernel::{graph::Graph, Fraction, CostLine, Parametric, Query};
///
/// // Straight for 5, or by two arcs for 2 and a fee of `t` twice: up to 3/2 the fee is worth it.
/// let graph = Graph::from_sorted(3, [(0, 1), (0, 2), (1, 2)]);
/// let interval = [0, 10].map(Fraction::from_integer);
/// let queries = [Query { source: 0, target: 2 }];
/// let curves = Parametric::new(&graph, &[1, 5, 1], &[1, 0, 1], &[1; 3], interval, &queries)?.curves();
/// assert_eq!(curves[0][0].line, CostLine { fixed: 2, slope: 2 });
/// assert_eq!(curves[0][0].to, Fraction::new(3, 2));
/// assert_eq!(curves[0][1].arcs, [1]);
/// # Ok::<(), corridor_kernel::ParametricError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Parametric<'a> {
    graph: &'a Graph,
    fixed: &'a [i64],
    slopes: &'a [i64],
    ranks: &'a [u64],
    low: Fraction,
    high: Fraction,
    queries: &'a [Query],
}

/// One query at one value of the parameter, with the least cost known so far, if any.
#[derive(Clone, Copy, Debug)]
struct PointQuery {
    question: usize,
    at: Fraction,
    known: Option<CostLine>,
}

impl<'a> Parametric<'a> {
    /// The `fixed` of an arc that cannot be used.
    pub const NO_ARC: i64 = i64::MAX;

    /// Creates a problem whose arcs weigh `fixed + slope * t` for `t` in an interval, with ranks as in
    /// [`super::cheapest`].
    ///
    /// # Shape
    /// `fixed`, `slopes` and `ranks` have one entry for each arc.
    ///
    /// # Errors
    /// Rejects an interval that ends before it begins, arcs with a negative weight in it, and numbers that are too
    /// great for exact arithmetic.
    ///
    /// # Panics
    /// Where there are more or fewer entries than arcs, or a rank is 0.
    pub fn new(
        graph: &'a Graph,
        fixed: &'a [i64],
        slopes: &'a [i64],
        ranks: &'a [u64],
        [low, high]: [Fraction; 2],
        queries: &'a [Query],
    ) -> Result<Self, ParametricError> {
        for entries in [fixed.len(), slopes.len(), ranks.len()] {
            assert_eq!(entries, graph.arcs(), "one entry for each arc");
        }
        assert!(ranks.iter().all(|&rank| rank > 0), "every arc has a rank above 0");
        if low > high {
            return Err(ParametricError::Backwards { low, high });
        }
        let is_great = |number: &i128| number.unsigned_abs() >= SUM_LIMIT.unsigned_abs();
        let problem = Self { graph, fixed, slopes, ranks, low, high, queries };
        // A path uses no arc twice, and no more arcs than there are nodes.
        let numbers = |of: &'a [i64]| problem.usable().map(move |arc| i128::from(of[arc].unsigned_abs()));
        let most = |of: &'a [i64]| {
            let greatest = numbers(of).max().unwrap_or(0);
            numbers(of).sum::<i128>().min(greatest * graph.nodes() as i128)
        };
        let ends = [low, high].into_iter().flat_map(|end| [*end.numer(), *end.denom()]);
        if ends.chain([most(fixed), most(slopes)]).any(|number| is_great(&number)) {
            return Err(ParametricError::TooGreat);
        }
        for at in [low, high] {
            if let Some(arc) = problem.usable().find(|&arc| problem.weight(arc, at) < 0) {
                return Err(ParametricError::Negative { arc: arc as u32, at });
            }
        }
        Ok(problem)
    }

    /// Computes the curves of all queries, in parallel.
    ///
    /// # Shape
    /// One entry for each query: its pieces from one end of the interval to the other, none where there is no path.
    pub fn curves(&self) -> Vec<Vec<ParametricPiece>> {
        let mut lines: Vec<Vec<CostLine>> = vec![Vec::new(); self.queries.len()];
        let mut sure: Vec<BTreeSet<Fraction>> = vec![BTreeSet::from([self.low, self.high]); self.queries.len()];
        let all = 0..self.queries.len();
        let ends = [self.low, self.high].into_iter();
        let mut points: Vec<PointQuery> =
            ends.flat_map(|at| all.clone().map(move |question| PointQuery { question, at, known: None })).collect();
        while !points.is_empty() {
            for (point, found) in points.iter().zip(self.search(&points)) {
                match found {
                    Some(arcs) => lines[point.question].push(self.line(&arcs)),
                    None => _ = sure[point.question].insert(point.at),
                }
            }
            points.clear();
            for question in all.clone() {
                let parts = lowest(&lines[question], self.low, self.high);
                let corners = parts.iter().map(|&(at, line)| PointQuery { question, at, known: Some(line) });
                points.extend(corners.filter(|point| !sure[question].contains(&point.at)));
            }
        }
        let parts = lines.iter().map(|lines| lowest(lines, self.low, self.high)).enumerate();
        let (points, pieces): (Vec<PointQuery>, Vec<ParametricPiece>) =
            parts.flat_map(|(question, parts)| self.pieces(question, &parts)).unzip();
        let mut curves = vec![Vec::new(); self.queries.len()];
        for ((point, piece), arcs) in points.iter().zip(pieces).zip(self.search(&points)) {
            // Away from corners all cheapest paths have the same line, so the choice among them depends on ranks alone.
            let arcs = arcs.unwrap_or_default();
            debug_assert_eq!(self.line(&arcs), piece.line, "the path is that of the piece");
            curves[point.question].push(ParametricPiece { arcs, ..piece });
        }
        curves
    }

    /// Returns the pieces of a curve, still without arcs, each with a point query that only a path of that piece answers.
    fn pieces(&self, question: usize, parts: &[(Fraction, CostLine)]) -> Vec<(PointQuery, ParametricPiece)> {
        let ends = parts.iter().skip(1).map(|part| part.0).chain([self.high]);
        let piece = |(&(from, line), to): (&(Fraction, CostLine), Fraction)| {
            let at = if from < to { between(from, to) } else { from };
            (PointQuery { question, at, known: None }, ParametricPiece { from, to, line, arcs: Vec::new() })
        };
        parts.iter().zip(ends).map(piece).collect()
    }

    /// Answers point queries by searches, one for all with the same source and value: the arcs of a cheapest path, the
    /// one of the least rank if no cost is known; `None` where there is no path or none cheaper than the known cost.
    fn search(&self, points: &[PointQuery]) -> Vec<Option<Vec<u32>>> {
        let key = |&index: &usize| (self.queries[points[index].question].source, points[index].at);
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by_key(key);
        let groups: Vec<&[usize]> = order.chunk_by(|one, other| key(one) == key(other)).collect();
        let answer = |search: &mut Dijkstra<i128>, group: &&[usize]| {
            let (source, at) = key(&group[0]);
            let weights: Vec<i128> = (0..self.graph.arcs()).map(|arc| self.weight(arc, at)).collect();
            let target = |index: usize| self.queries[points[index].question].target;
            search.run(self.graph, &weights, self.ranks, source, group.iter().map(|&index| target(index)));
            let found = |&index: &usize| {
                let (label, arcs) = search.path_to(self.graph, target(index))?;
                let is_news = points[index].known.is_none_or(|known| label.cost < known.scaled(at));
                is_news.then_some(arcs)
            };
            group.iter().map(|index| (*index, found(index))).collect::<Vec<_>>()
        };
        let memory = || Dijkstra::<i128>::new(self.graph.nodes());
        let found: Vec<_> = groups.par_iter().map_init(memory, answer).flatten_iter().collect();
        let mut answers = vec![None; points.len()];
        for (index, arcs) in found {
            answers[index] = arcs;
        }
        answers
    }

    /// Returns the arcs that can be used.
    fn usable(&self) -> impl Iterator<Item = usize> + use<'a> {
        let fixed = self.fixed;
        (0..fixed.len()).filter(move |&arc| fixed[arc] != Self::NO_ARC)
    }

    /// Returns the weight of an arc times the denominator of the parameter.
    fn weight(&self, arc: usize, at: Fraction) -> i128 {
        match self.fixed[arc] {
            Self::NO_ARC => i128::MAX,
            fixed => CostLine { fixed, slope: self.slopes[arc] }.scaled(at),
        }
    }

    fn line(&self, arcs: &[u32]) -> CostLine {
        let sum = |of: &[i64]| arcs.iter().map(|&arc| of[arc as usize]).sum();
        CostLine { fixed: sum(self.fixed), slope: sum(self.slopes) }
    }
}
