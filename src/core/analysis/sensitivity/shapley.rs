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
use corridor_kernel::lanes::LANES;

use super::estimate::{Estimate, Ratio, mean};
use super::function::Function;
use super::points::{Chances, Points};
use super::walk::{Walk, WalkStep, take};

/// The sums of an input and output, and of an output.
const SUMS: usize = 3;
const WHOLE: usize = 5;

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
    /// The mean of the output.
    pub mean: Estimate,
    /// Its variance.
    pub variance: f64,
    /// The number of walks whose ends have different outputs.
    pub different: u64,
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
    let (inputs, outputs) = (function.inputs(), function.outputs());
    let walks = (walks / LANES as u64).max(1) * LANES as u64;
    let orders = Orders::new(function, together, seed);
    let of_inputs = inputs * outputs * SUMS;
    let sums = take(
        function,
        walks,
        of_inputs + outputs * WHOLE,
        |walk| orders.plan(walk),
        |sums, stride| {
            let (of_inputs, whole) = sums.split_at_mut(of_inputs);
            for (output, whole) in whole.chunks_exact_mut(WHOLE).enumerate() {
                for (lane, step) in stride.steps.iter().enumerate() {
                    let [first, last, before, after] =
                        [stride.first, stride.last, stride.before, stride.after].map(|of| of[output].0[lane]);
                    let added = (first - 0.5 * (before + after)) * (before - after);
                    let half = 0.5 * (first - last) * (first - last);
                    let own = &mut of_inputs[(step.input as usize * outputs + output) * SUMS..][..SUMS];
                    own[0] += added;
                    own[1] += added * added;
                    own[2] += added * half;
                    // Each input is stepped once a walk: one input is enough to count the walk.
                    if step.input == 0 {
                        let middle = 0.5 * (first + last);
                        whole[0] += middle;
                        whole[1] += middle * middle;
                        whole[2] += half;
                        whole[3] += half * half;
                        whole[4] += f64::from(u8::from(half > 0.0));
                    }
                }
            }
        },
    );
    let of_output = |output: usize| {
        let whole = &sums[of_inputs + output * WHOLE..][..WHOLE];
        let share = |input: usize| {
            let own = &sums[(input * outputs + output) * SUMS..][..SUMS];
            Ratio::of([own[0], whole[2], own[1], own[2], whole[3]]).estimate(walks)
        };
        Shapley {
            mean: mean(whole[0], whole[1], walks),
            variance: whole[2] / walks as f64,
            different: whole[4] as u64,
            shares: (0..inputs).map(share).collect(),
        }
    };
    (0..outputs).map(of_output).collect()
}

/// Lays out walks.
struct Orders<'a, F> {
    function: &'a F,
    together: &'a [Together],
    /// For each input the group that it is of and its place there.
    group: Vec<Option<(usize, usize)>>,
    points: Points,
    seed: u64,
}

impl<'a, F: Function> Orders<'a, F> {
    fn new(function: &'a F, together: &'a [Together], seed: u64) -> Self {
        let mut group = vec![None; function.inputs()];
        for (number, together) in together.iter().enumerate() {
            for (place, &input) in together.inputs.iter().enumerate() {
                group[input] = Some((number, place));
            }
        }
        Self { function, together, group, points: Points::new(seed), seed }
    }

    fn plan(&self, walk: u64) -> Walk {
        let inputs = self.group.len();
        let order = Chances::new(self.seed, walk).order(inputs);
        let mut numbers = vec![0.0; 2 * inputs];
        self.points.fill(walk, &mut numbers);
        let mut groups: Vec<Group> = self.together.iter().map(Group::new).collect();
        for &input in &order {
            if let Some((group, place)) = self.group[input as usize] {
                groups[group].order.push(place);
            }
        }
        for (group, together) in groups.iter_mut().zip(self.together) {
            group.factor(&together.correlations);
            group.normals =
                group.order.iter().map(|&place| normal_quantile(numbers[2 * together.inputs[place]])).collect();
        }
        let value = |input: usize, probability: f64| self.function.value(input, probability);
        let start = (0..inputs)
            .map(|input| match self.group[input] {
                None => value(input, numbers[2 * input]),
                Some((group, place)) => value(input, groups[group].probability(groups[group].rank(place))),
            })
            .collect();
        let (mut steps, mut changes) = (Vec::with_capacity(inputs), Vec::with_capacity(inputs));
        for &input in order.iter().rev() {
            let number = numbers[2 * input as usize + 1];
            match self.group[input as usize] {
                None => changes.push((input, value(input as usize, number))),
                Some((group, place)) => {
                    let (group, members) = (&mut groups[group], &self.together[group].inputs);
                    let rank = group.rank(place);
                    group.normals[rank] = normal_quantile(number);
                    for later in rank..group.order.len() {
                        let member = members[group.order[later]];
                        changes.push((member as u32, value(member, group.probability(later))));
                    }
                }
            }
            steps.push(WalkStep { input, is_up: true, end: changes.len() as u32 });
        }
        Walk { start, steps, changes }
    }
}

/// A group of inputs in the order of a walk.
struct Group {
    /// Their places in the group.
    order: Vec<usize>,
    /// The lower triangle that makes their numbers of independent ones.
    factor: Vec<Vec<f64>>,
    /// Those independent ones.
    normals: Vec<f64>,
}

impl Group {
    fn new(together: &Together) -> Self {
        Self { order: Vec::with_capacity(together.inputs.len()), factor: Vec::new(), normals: Vec::new() }
    }

    fn rank(&self, place: usize) -> usize {
        self.order.iter().position(|&known| known == place).unwrap_or(0)
    }

    /// Finds the Cholesky factor of the correlations in the order of the walk.
    fn factor(&mut self, correlations: &[Vec<f64>]) {
        for (row, &place) in self.order.iter().enumerate() {
            let mut weights: Vec<f64> = Vec::with_capacity(row + 1);
            for (column, above) in self.factor.iter().enumerate() {
                let known: f64 = weights.iter().zip(above).map(|(left, right)| left * right).sum();
                let rest = correlations[place][self.order[column]] - known;
                weights.push(if above[column] > 0.0 { rest / above[column] } else { 0.0 });
            }
            let rest = 1.0 - weights.iter().map(|weight| weight * weight).sum::<f64>();
            weights.push(rest.max(0.0).sqrt());
            self.factor.push(weights);
        }
    }

    /// Returns the probability of values below that of the input of a rank.
    fn probability(&self, rank: usize) -> f64 {
        normal_probability(self.factor[rank].iter().zip(&self.normals).map(|(weight, normal)| weight * normal).sum())
    }
}
