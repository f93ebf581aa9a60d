//! Shapley effects: the variance of an output shared out among inputs, also where they go together.
//!
//! An input's share is what it adds to the variance that is explained, on average over all orders in which inputs may
//! become known. Shares are never negative and add up to 1. Where inputs are independent a share lies between the
//! first order and the total Sobol' index; where they go together those two no longer say who makes what, and this does.
//!
//! For each order, inputs are functions of independent numbers, each of the earlier ones and one of its own. A walk
//! begins at one point and takes the numbers of another, independent one from the last in the order to the first, and
//! with each step it takes `(f(start) - (f(before) + f(after)) / 2) (f(before) - f(after))`, whose mean is what the
//! input adds. The steps of a walk add up to half the square of the difference of its ends, whose mean is the
//! variance: so shares add up to 1 in the sample as they do in truth. A walk takes `inputs + 1` evaluations.
//!
//! # Source
//! Song, Nelson and Staum, "Shapley Effects for Global Sensitivity Analysis: Theory and Computation", SIAM/ASA Journal
//! on Uncertainty Quantification 4 (2016), who sample orders; Goda, "A simple algorithm for global sensitivity analysis
//! with Shapley effects", Reliability Engineering & System Safety 213 (2021), equation of the step, for independent
//! inputs. Normal numbers that go together become independent ones by the Cholesky factor of their correlations in the
//! order of the walk: to know the first inputs of an order is to know the first of those numbers.

use crate::draws::{normal_probability, normal_quantile};
use crate::scenario::cholesky;

use super::estimate::{Estimate, Ratio, Sample, SampleSums};
use super::function::Function;
use super::points::{Chances, fill};
use super::walk::{StepOutput, Walk, WalkStep, sum_walks};

/// Inputs that go together: the numbers that they are made from are normal and correlated.
#[derive(Clone, Debug, PartialEq)]
pub struct Together {
    /// The inputs.
    pub inputs: Vec<usize>,
    /// The correlation of each with each, in their order.
    pub correlations: Vec<Vec<f64>>,
}

/// The shares of inputs in the variance of an output.
#[derive(Clone, Debug, PartialEq)]
pub struct Shapley {
    /// The output at both ends of each walk.
    pub sample: Sample,
    /// The share of each input; all add up to 1.
    pub shares: Vec<Estimate>,
}

/// Shares out the variance of each output by so many walks, rounded down to a multiple of eight; at least eight.
///
/// Inputs that no group names are independent of all others.
///
/// # Shape
/// One entry for each output.
pub fn shapley<F: Function>(function: &F, together: &[Together], walks: u64, seed: u64) -> Vec<Shapley> {
    let of_step = |of: &StepOutput| {
        let added = (of.first - 0.5 * (of.before + of.after)) * (of.before - of.after);
        let half = 0.5 * (of.first - of.last) * (of.first - of.last);
        [added, added * added, added * half]
    };
    let sums = sum_walks(function, walks, |walk| plan(function, together, seed, walk), of_step);
    let share = |&[above, above_squares, products]: &[f64; 3], ends: &SampleSums| {
        let ratio = Ratio { above, below: ends.halves, above_squares, products, below_squares: ends.half_squares };
        ratio.estimate(sums.walks)
    };
    let of_output = |(output, ends): (usize, &SampleSums)| Shapley {
        sample: ends.sample(sums.walks),
        shares: sums.of_inputs(output).map(|own| share(own, ends)).collect(),
    };
    sums.of_ends.iter().enumerate().map(of_output).collect()
}

/// Lays out a walk.
fn plan<F: Function>(function: &F, together: &[Together], seed: u64, walk: u64) -> Walk {
    let order = Chances { seed, walk }.order(function.inputs());
    let mut numbers = vec![0.0; 2 * order.len()];
    fill(seed, walk, &mut numbers);
    let mut groups: Vec<Group> = together.iter().map(|together| Group::new(together, &order, &numbers)).collect();
    let mut start: Vec<f64> = (0..order.len()).map(|input| function.value(input, numbers[2 * input])).collect();
    for (input, value) in groups.iter().flat_map(|group| group.values_from(function, 0)) {
        start[input] = value;
    }
    let step = |&input: &usize| {
        let number = numbers[2 * input + 1];
        let of_group = |group: &mut Group| {
            let rank = group.inputs.iter().position(|&known| known == input)?;
            group.normals[rank] = normal_quantile(number);
            Some(group.values_from(function, rank).collect())
        };
        let changes = groups.iter_mut().find_map(of_group);
        let changes = changes.unwrap_or_else(|| vec![(input, function.value(input, number))]);
        WalkStep { input, is_up: true, changes }
    };
    let steps = order.iter().rev().map(step).collect();
    Walk { start, steps }
}

/// A group of inputs in the order of a walk.
struct Group {
    inputs: Vec<usize>,
    /// The lower triangle that makes their numbers of independent ones.
    factor: Vec<Vec<f64>>,
    /// Those independent ones.
    normals: Vec<f64>,
}

impl Group {
    /// Begins with the first number of each input.
    fn new(together: &Together, order: &[usize], numbers: &[f64]) -> Self {
        let place = |input: &usize| together.inputs.iter().position(|known| known == input);
        let places: Vec<usize> = order.iter().filter_map(place).collect();
        let inputs: Vec<usize> = places.iter().map(|&place| together.inputs[place]).collect();
        Self {
            factor: cholesky(places.len(), |row, column| together.correlations[places[row]][places[column]]),
            normals: inputs.iter().map(|&input| normal_quantile(numbers[2 * input])).collect(),
            inputs,
        }
    }

    /// Returns the inputs from a rank on with their values.
    fn values_from<F: Function>(&self, function: &F, rank: usize) -> impl Iterator<Item = (usize, f64)> {
        self.inputs.iter().zip(&self.factor).skip(rank).map(|(&input, weights)| {
            let mixed = weights.iter().zip(&self.normals).map(|(weight, normal)| weight * normal).sum();
            (input, function.value(input, normal_probability(mixed)))
        })
    }
}
