//! Sobol' indices: how much of the variance of an output each input makes, alone, in pairs and with all others.
//!
//! Rows of two independent points `a` and `b` are evaluated, and for each input `i` the points `ab` and `ba` in which
//! the two have exchanged it: `2 (inputs + 1)` evaluations a row. Inputs must be independent.
//!
//! ```text
//! x = f(a) - f(ab)    y = f(ba) - f(b)    d = ((f(a) - f(b))^2 + (f(ba) - f(ab))^2) / 2
//! first order   mean(x y) / mean(d)
//! total         mean((x^2 + y^2) / 2) / mean(d)
//! pair i, j     mean(x_i y_j + x_j y_i) / -2 / variance
//! ```
//!
//! These estimators are chosen because `x` and `y` hold nothing but what the input changes. That of Saltelli (2010)
//! multiplies a change with a whole output, so an input without much weight drowns in the noise of the others; where
//! hundreds of figures are added up that is most of them. Here an input that changes nothing is 0 exactly, and where
//! nothing but sums is taken, first order and total agree to rounding. Azzini and others found them to have the least
//! error for the same number of evaluations too.
//!
//! # Source
//! Azzini, Mara and Rosati, "Comparison of two sets of Monte Carlo estimators of Sobol' indices", Environmental
//! Modelling & Software 144 (2021), equations of the second set; the total of each half is Jansen's, "Analysis of
//! variance designs for model output", Computer Physics Communications 117 (1999). Pairs: Saltelli, "Making best use
//! of model evaluations to compute sensitivity indices", Computer Physics Communications 145 (2002), from the same
//! evaluations: `f(ab_i) f(ba_j)` has the covariance of both inputs together, and in the product of changes the
//! parts of each alone cancel.

use rayon::prelude::*;

use corridor_kernel::lanes::{Block, LANES};

use super::estimate::{Estimate, Ratio, mean};
use super::function::{Function, Pool};
use super::points::Points;

/// The greatest number of blocks of rows that are evaluated together.
const MAX_ROW_BLOCKS: usize = 8;
/// The greatest number of blocks of outputs of such rows.
const MAX_OUTPUT_BLOCKS: usize = 1 << 12;
/// The inputs that are evaluated by one thread at a time. Sums are taken by such groups, so it is not for tuning by the
/// number of threads.
const GROUP: usize = 8;

/// The shares of inputs in the variance of an output.
#[derive(Clone, Debug, PartialEq)]
pub struct Sobol {
    /// The mean of the output.
    pub mean: Estimate,
    /// Its variance.
    pub variance: f64,
    /// The number of rows in which the two points have different outputs.
    pub different: u64,
    /// For each input the share of the variance that it makes alone: that would go, on average, if it were known.
    pub first: Vec<Estimate>,
    /// For each input the share that it has a part in: that would stay, on average, if all others were known.
    pub total: Vec<Estimate>,
    /// The share that no input makes alone.
    pub interactions: Estimate,
    /// The share that two inputs make together beyond what each makes alone, for all pairs, if asked for.
    pub pairs: Vec<PairShare>,
}

/// The share of the variance that two inputs make together beyond what each makes alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairShare {
    /// The inputs, the lower first.
    pub inputs: [usize; 2],
    /// The share.
    pub share: Estimate,
}

/// The sums of one input and output.
#[derive(Clone, Copy, Debug, Default)]
struct SobolSums {
    first: Ratio,
    total: Ratio,
}

/// Rows with their outputs.
struct Rows {
    /// Where each row begins, for each block of rows and input.
    a: Vec<Vec<Block>>,
    b: Vec<Vec<Block>>,
    /// The outputs there, for each block of rows.
    of_a: Vec<Vec<Block>>,
    of_b: Vec<Vec<Block>>,
}

/// Estimates the Sobol' indices of each output from so many rows, rounded down to a multiple of eight; at least eight.
///
/// # Shape
/// One entry for each output.
///
/// # Example
/// See [`Function`].
pub fn sobol<F: Function>(function: &F, rows: u64, seed: u64, with_pairs: bool) -> Vec<Sobol> {
    let (inputs, outputs) = (function.inputs(), function.outputs());
    if outputs == 0 {
        return Vec::new();
    }
    let (blocks, points, pool) = ((rows / LANES as u64).max(1), Points::new(seed), Pool::new(function));
    let together = (MAX_OUTPUT_BLOCKS / outputs).clamp(1, MAX_ROW_BLOCKS) as u64;
    let mut sums = vec![SobolSums::default(); inputs * outputs];
    let mut whole = vec![Whole::default(); outputs];
    let places: Vec<[usize; 2]> =
        (0..if with_pairs { inputs } else { 0 }).flat_map(|i| (i + 1..inputs).map(move |j| [i, j])).collect();
    let mut pairs = vec![Ratio::default(); places.len() * outputs];
    for first in (0..blocks).step_by(together as usize) {
        let rows = Rows::evaluate(function, &pool, &points, first..(first + together).min(blocks));
        let groups = sums.par_chunks_mut(GROUP * outputs).enumerate();
        let changes: Vec<GroupChanges> =
            groups.map(|(group, sums)| rows.exchange(&pool, group * GROUP, sums, with_pairs)).collect();
        for (output, whole) in whole.iter_mut().enumerate() {
            whole.add(&rows, &changes, output, outputs);
        }
        pairs.par_chunks_mut(outputs).zip(&places).for_each(|(pairs, &[i, j])| {
            for (output, pair) in pairs.iter_mut().enumerate() {
                for (row, (of_a, of_b)) in rows.of_a.iter().zip(&rows.of_b).enumerate() {
                    let [one, other] = [i, j].map(|input| {
                        changes[input / GROUP].of_inputs[(input % GROUP * rows.a.len() + row) * outputs + output]
                    });
                    let above =
                        each(|lane| -0.5 * (one[0].0[lane] * other[1].0[lane] + other[0].0[lane] * one[1].0[lane]));
                    let below = each(|lane| 0.5 * square(of_a[output].0[lane] - of_b[output].0[lane]));
                    pair.add_block(&above, &below);
                }
            }
        });
    }
    let rows = blocks * LANES as u64;
    let of_output = |(output, whole): (usize, Whole)| {
        let own = || sums.iter().skip(output).step_by(outputs);
        let first: Vec<Estimate> = own().map(|sums| sums.first.estimate(rows)).collect();
        let alone: f64 = first.iter().map(|share| share.value).sum();
        let is_constant = whole.different == 0;
        Sobol {
            mean: mean(whole.sum, whole.squares, rows),
            variance: whole.spread / 2.0 / rows as f64,
            different: whole.different,
            total: own().map(|sums| sums.total.estimate(rows)).collect(),
            interactions: Estimate {
                value: if is_constant { 0.0 } else { 1.0 - alone },
                error: whole.alone.estimate(rows).error,
            },
            first,
            pairs: places
                .iter()
                .zip(pairs.iter().skip(output).step_by(outputs))
                .map(|(&inputs, pair)| PairShare { inputs, share: pair.estimate(rows) })
                .collect(),
        }
    };
    whole.into_iter().enumerate().map(of_output).collect()
}

/// The changes that the inputs of a group make when they are exchanged.
struct GroupChanges {
    /// For each block of rows and output: the sum of what each input adds above and below the ratio of first order.
    sums: Vec<[Block; 2]>,
    /// For each input, block of rows and output: the changes `x` and `y`; empty unless asked for.
    of_inputs: Vec<[Block; 2]>,
}

/// The sums of one output.
#[derive(Clone, Copy, Debug, Default)]
struct Whole {
    sum: f64,
    squares: f64,
    spread: f64,
    different: u64,
    /// All inputs of first order together.
    alone: Ratio,
}

impl Whole {
    fn add(&mut self, rows: &Rows, changes: &[GroupChanges], output: usize, outputs: usize) {
        for (row, (of_a, of_b)) in rows.of_a.iter().zip(&rows.of_b).enumerate() {
            let (a, b) = (&of_a[output].0, &of_b[output].0);
            for (a, b) in a.iter().zip(b) {
                // The mean of both has half the variance of one where they are independent: its error is that of all.
                let middle = 0.5 * (a + b);
                self.sum += middle;
                self.squares += middle * middle;
                self.spread += square(a - b);
                self.different += u64::from((a - b).abs() > 0.0);
            }
            let mut together = [Block::default(); 2];
            for changes in changes {
                let [above, below] = &changes.sums[row * outputs + output];
                together = [add(&together[0], above), add(&together[1], below)];
            }
            let inputs = rows.a[row].len() as f64;
            self.alone.add_block(&together[0], &each(|lane| together[1].0[lane] / inputs));
        }
    }
}

impl Rows {
    fn evaluate<F: Function>(function: &F, pool: &Pool<'_, F>, points: &Points, blocks: std::ops::Range<u64>) -> Self {
        let inputs = function.inputs();
        let evaluated: Vec<[(Vec<Block>, Vec<Block>); 2]> = blocks
            .into_par_iter()
            .map(|block| {
                let mut ends = [vec![Block::default(); inputs], vec![Block::default(); inputs]];
                let mut coordinates = vec![0.0; 2 * inputs];
                for lane in 0..LANES {
                    points.fill(block * LANES as u64 + lane as u64, &mut coordinates);
                    for (input, coordinates) in coordinates.chunks_exact(2).enumerate() {
                        for (end, &coordinate) in ends.iter_mut().zip(coordinates) {
                            end[input].0[lane] = function.value(input, coordinate);
                        }
                    }
                }
                ends.map(|end| {
                    let mut out = vec![Block::default(); function.outputs()];
                    pool.with(|memory| function.evaluate(memory, &end, &mut out));
                    (end, out)
                })
            })
            .collect();
        let mut rows = Self { a: Vec::new(), b: Vec::new(), of_a: Vec::new(), of_b: Vec::new() };
        for [(a, of_a), (b, of_b)] in evaluated {
            rows.a.push(a);
            rows.b.push(b);
            rows.of_a.push(of_a);
            rows.of_b.push(of_b);
        }
        rows
    }

    /// Exchanges the inputs of a group one after the other and adds to their sums.
    fn exchange<F: Function>(
        &self,
        pool: &Pool<'_, F>,
        first: usize,
        sums: &mut [SobolSums],
        with_pairs: bool,
    ) -> GroupChanges {
        let (rows, outputs) = (self.a.len(), self.of_a.first().map_or(0, Vec::len));
        let inputs = sums.len() / outputs;
        let mut changes = GroupChanges {
            sums: vec![[Block::default(); 2]; rows * outputs],
            of_inputs: vec![[Block::default(); 2]; if with_pairs { inputs * rows * outputs } else { 0 }],
        };
        let (mut of_ab, mut of_ba) = (vec![Block::default(); outputs], vec![Block::default(); outputs]);
        for row in 0..rows {
            let (mut a, mut b) = (self.a[row].clone(), self.b[row].clone());
            for input in 0..inputs {
                let place = first + input;
                std::mem::swap(&mut a[place], &mut b[place]);
                pool.with(|memory| {
                    pool.function.evaluate(memory, &a, &mut of_ab);
                    pool.function.evaluate(memory, &b, &mut of_ba);
                });
                std::mem::swap(&mut a[place], &mut b[place]);
                for output in 0..outputs {
                    let (of_a, of_b) = (&self.of_a[row][output].0, &self.of_b[row][output].0);
                    let (of_ab, of_ba) = (&of_ab[output].0, &of_ba[output].0);
                    let x = each(|lane| of_a[lane] - of_ab[lane]);
                    let y = each(|lane| of_ba[lane] - of_b[lane]);
                    let below =
                        each(|lane| 0.5 * (square(of_a[lane] - of_b[lane]) + square(of_ba[lane] - of_ab[lane])));
                    let alone = each(|lane| x.0[lane] * y.0[lane]);
                    let all = each(|lane| 0.5 * (square(x.0[lane]) + square(y.0[lane])));
                    let own = &mut sums[input * outputs + output];
                    own.first.add_block(&alone, &below);
                    own.total.add_block(&all, &below);
                    let together = &mut changes.sums[row * outputs + output];
                    *together = [add(&together[0], &alone), add(&together[1], &below)];
                    if with_pairs {
                        changes.of_inputs[(input * rows + row) * outputs + output] = [x, y];
                    }
                }
            }
        }
        changes
    }
}

fn each(of_lane: impl Fn(usize) -> f64) -> Block {
    Block(std::array::from_fn(of_lane))
}

fn add(left: &Block, right: &Block) -> Block {
    each(|lane| left.0[lane] + right.0[lane])
}

fn square(number: f64) -> f64 {
    number * number
}
