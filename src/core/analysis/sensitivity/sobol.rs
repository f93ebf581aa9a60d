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

use std::ops::Range;

use rayon::prelude::*;

use corridor_kernel::lanes::{Block, LANES};

use super::estimate::{Estimate, Ratio, Sample, SampleSums};
use super::function::Function;
use super::points::fill;

/// The greatest number of blocks of rows that are laid out together.
const MAX_ROW_BLOCKS: usize = 64;
/// The inputs that are exchanged by one thread at a time. Sums are taken by such groups, so it is not for tuning by the
/// number of threads.
const GROUP: usize = 8;

/// The shares of inputs in the variance of an output.
#[derive(Clone, Debug, PartialEq)]
pub struct Sobol {
    /// The output at both points of each row.
    pub sample: Sample,
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
    let blocks = (rows / LANES as u64).max(1);
    let mut of_inputs = vec![InputSums::default(); inputs * outputs];
    let mut of_outputs = vec![OutputSums::default(); outputs];
    let paired = if with_pairs { inputs } else { 0 };
    let places: Vec<[usize; 2]> = (0..paired).flat_map(|i| (i + 1..inputs).map(move |j| [i, j])).collect();
    let mut of_pairs = vec![Ratio::default(); places.len() * outputs];
    for begin in (0..blocks).step_by(MAX_ROW_BLOCKS) {
        for rows in EightRows::lay_out(function, seed, begin..blocks.min(begin + MAX_ROW_BLOCKS as u64)) {
            let groups = of_inputs.par_chunks_mut(GROUP * outputs).enumerate();
            let exchanged = groups.flat_map_iter(|(group, sums)| rows.exchange(function, group * GROUP, sums));
            let exchanged: Vec<Vec<Exchanged>> = exchanged.collect();
            of_outputs.par_iter_mut().enumerate().for_each(|(output, sums)| sums.add(&rows, &exchanged, output));
            of_pairs.par_chunks_mut(outputs).zip(&places).for_each(|(sums, &[i, j])| {
                for (output, sum) in sums.iter_mut().enumerate() {
                    let above = exchanged[i][output].with(&exchanged[j][output]);
                    sum.add_block(&above, &rows.halves(output));
                }
            });
        }
    }
    let rows = blocks * LANES as u64;
    let of_output = |(output, sums): (usize, &OutputSums)| {
        let own = || of_inputs.iter().skip(output).step_by(outputs);
        let first: Vec<Estimate> = own().map(|sums| sums.first.estimate(rows)).collect();
        let sample = sums.sample.sample(rows);
        let alone: f64 = first.iter().map(|share| share.value).sum();
        let interactions = if sample.different == 0 { 0.0 } else { 1.0 - alone };
        let pairs = places.iter().zip(of_pairs.iter().skip(output).step_by(outputs));
        Sobol {
            sample,
            first,
            total: own().map(|sums| sums.total.estimate(rows)).collect(),
            interactions: Estimate { value: interactions, error: sums.alone.estimate(rows).error },
            pairs: pairs.map(|(&inputs, pair)| PairShare { inputs, share: pair.estimate(rows) }).collect(),
        }
    };
    of_outputs.iter().enumerate().map(of_output).collect()
}

/// The sums of one input and output.
#[derive(Clone, Copy, Debug, Default)]
struct InputSums {
    first: Ratio,
    total: Ratio,
}

/// The sums of one output.
#[derive(Clone, Copy, Debug, Default)]
struct OutputSums {
    sample: SampleSums,
    /// All inputs of first order together.
    alone: Ratio,
}

impl OutputSums {
    fn add(&mut self, rows: &EightRows, exchanged: &[Vec<Exchanged>], output: usize) {
        for (&a, &b) in rows.of_a[output].0.iter().zip(&rows.of_b[output].0) {
            self.sample.add(a, b);
        }
        let mut all = [Block::default(); 2];
        for group in exchanged.chunks(GROUP) {
            let mut sums = [Block::default(); 2];
            for input in group {
                let Exchanged { x, y, below } = &input[output];
                sums = [add(&sums[0], &each(|lane| x.0[lane] * y.0[lane])), add(&sums[1], below)];
            }
            all = [add(&all[0], &sums[0]), add(&all[1], &sums[1])];
        }
        let inputs = exchanged.len() as f64;
        self.alone.add_block(&all[0], &each(|lane| all[1].0[lane] / inputs));
    }
}

/// Eight rows: two points each, with the outputs there.
struct EightRows {
    a: Vec<Block>,
    b: Vec<Block>,
    of_a: Vec<Block>,
    of_b: Vec<Block>,
}

/// The changes of an output when an input is exchanged between the two points.
struct Exchanged {
    x: Block,
    y: Block,
    /// What `x y` is divided by, before the mean is taken.
    below: Block,
}

impl EightRows {
    fn lay_out<F: Function>(function: &F, seed: u64, blocks: Range<u64>) -> Vec<Self> {
        let rows = |block: u64| {
            let (mut a, mut b) = (vec![Block::default(); function.inputs()], vec![Block::default(); function.inputs()]);
            let mut coordinates = vec![0.0; 2 * a.len()];
            for lane in 0..LANES {
                fill(seed, block * LANES as u64 + lane as u64, &mut coordinates);
                for (input, two) in coordinates.chunks_exact(2).enumerate() {
                    a[input].0[lane] = function.value(input, two[0]);
                    b[input].0[lane] = function.value(input, two[1]);
                }
            }
            Self { of_a: function.evaluate(&a), of_b: function.evaluate(&b), a, b }
        };
        blocks.into_par_iter().map(rows).collect()
    }

    /// Exchanges the inputs of a group one after the other and adds to their sums.
    ///
    /// # Shape
    /// The result has for each input of the group one entry for each output.
    fn exchange<F: Function>(&self, function: &F, first: usize, sums: &mut [InputSums]) -> Vec<Vec<Exchanged>> {
        let (mut a, mut b) = (self.a.clone(), self.b.clone());
        let mut group = Vec::with_capacity(GROUP);
        for (sums, input) in sums.chunks_mut(self.of_a.len()).zip(first..) {
            std::mem::swap(&mut a[input], &mut b[input]);
            let (of_ab, of_ba) = (function.evaluate(&a), function.evaluate(&b));
            std::mem::swap(&mut a[input], &mut b[input]);
            let exchanged = |(output, sums): (usize, &mut InputSums)| {
                let exchanged = self.exchanged(output, &of_ab[output].0, &of_ba[output].0);
                let Exchanged { x, y, below } = &exchanged;
                sums.first.add_block(&each(|lane| x.0[lane] * y.0[lane]), below);
                sums.total.add_block(&each(|lane| 0.5 * (square(x.0[lane]) + square(y.0[lane]))), below);
                exchanged
            };
            group.push(sums.iter_mut().enumerate().map(exchanged).collect());
        }
        group
    }

    fn exchanged(&self, output: usize, of_ab: &[f64; LANES], of_ba: &[f64; LANES]) -> Exchanged {
        let (of_a, of_b) = (&self.of_a[output].0, &self.of_b[output].0);
        Exchanged {
            x: each(|lane| of_a[lane] - of_ab[lane]),
            y: each(|lane| of_ba[lane] - of_b[lane]),
            below: each(|lane| 0.5 * (square(of_a[lane] - of_b[lane]) + square(of_ba[lane] - of_ab[lane]))),
        }
    }

    /// Returns half the squares of the differences between the two points.
    fn halves(&self, output: usize) -> Block {
        each(|lane| 0.5 * square(self.of_a[output].0[lane] - self.of_b[output].0[lane]))
    }
}

impl Exchanged {
    /// Returns what two inputs add above the ratio of their pair.
    fn with(&self, other: &Self) -> Block {
        each(|lane| -0.5 * (self.x.0[lane] * other.y.0[lane] + other.x.0[lane] * self.y.0[lane]))
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
