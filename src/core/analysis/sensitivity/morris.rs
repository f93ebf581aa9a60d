//! Elementary effects: how much an output changes when one input moves, whatever the values of the others.
//!
//! Walks begin anywhere on a grid of four levels and move one input after the other by two levels, up or down. Levels
//! are the middles of four equally likely quarters of an input's distribution, so no walk reaches its very ends, where
//! bounds are a convention rather than knowledge. A walk takes `inputs + 1` evaluations: the cheapest way to tell the
//! figures that matter from those that do not.
//!
//! # Source
//! Morris, "Factorial Sampling Plans for Preliminary Computational Experiments", Technometrics 33 (1991); the mean size
//! of effects: Campolongo, Cariboni and Saltelli, "An effective screening design for sensitivity analysis of large
//! models", Environmental Modelling & Software 22 (2007).

use corridor_kernel::lanes::LANES;

use super::estimate::{Estimate, mean};
use super::function::Function;
use super::points::Chances;
use super::walk::{Walk, WalkStep, take};

/// The levels of the grid.
pub const LEVELS: u32 = 4;
/// The probability that a step crosses.
const STEP: f64 = 0.5;
/// The sums of an input and output.
const SUMS: usize = 3;

/// The change of an output that moving an input makes, over its whole distribution at the rate of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ElementaryEffect {
    /// The mean effect, Morris's mu: positive where the output rises with the input.
    pub mean: Estimate,
    /// The mean size of effects, mu*.
    pub size: Estimate,
    /// The standard deviation of effects, sigma: great where the effect depends on the other inputs or on the level.
    pub deviation: f64,
}

/// Measures effects on so many walks, rounded down to a multiple of eight; at least eight.
///
/// # Shape
/// One entry for each output, with one for each input.
pub fn morris<F: Function>(function: &F, walks: u64, seed: u64) -> Vec<Vec<ElementaryEffect>> {
    let (inputs, outputs) = (function.inputs(), function.outputs());
    let walks = (walks / LANES as u64).max(1) * LANES as u64;
    let sums = take(
        function,
        walks,
        inputs * outputs * SUMS,
        |walk| plan(function, seed, walk),
        |sums, stride| {
            for (lane, step) in stride.steps.iter().enumerate() {
                let rise = if step.is_up { 1.0 / STEP } else { -1.0 / STEP };
                let own = &mut sums[step.input as usize * outputs * SUMS..][..outputs * SUMS];
                for (output, own) in own.chunks_exact_mut(SUMS).enumerate() {
                    let effect = (stride.after[output].0[lane] - stride.before[output].0[lane]) * rise;
                    own[0] += effect;
                    own[1] += effect.abs();
                    own[2] += effect * effect;
                }
            }
        },
    );
    let effect = |output: usize, input: usize| {
        let own = &sums[(input * outputs + output) * SUMS..][..SUMS];
        let (signed, size) = (mean(own[0], own[2], walks), mean(own[1], own[2], walks));
        ElementaryEffect { mean: signed, size, deviation: signed.error * (walks as f64).sqrt() }
    };
    (0..outputs).map(|output| (0..inputs).map(|input| effect(output, input)).collect()).collect()
}

fn plan<F: Function>(function: &F, seed: u64, walk: u64) -> Walk {
    let inputs = function.inputs();
    let chances = Chances::new(seed, walk);
    let mut start = Vec::with_capacity(inputs);
    let mut end = Vec::with_capacity(inputs);
    for input in 0..inputs {
        let [_, level, direction] = chances.at(input as u32);
        // Half of the levels are below a step up.
        let low = level % (LEVELS / 2);
        let value = |level: u32| function.value(input, (f64::from(level) + 0.5) / f64::from(LEVELS));
        let (low, high) = (value(low), value(low + LEVELS / 2));
        let is_up = direction % 2 == 0;
        start.push(if is_up { low } else { high });
        end.push((if is_up { high } else { low }, is_up));
    }
    let order = chances.order(inputs);
    let steps =
        order.iter().zip(1..).map(|(&input, end_of)| WalkStep { input, is_up: end[input as usize].1, end: end_of });
    let changes = order.iter().map(|&input| (input, end[input as usize].0)).collect();
    Walk { start, steps: steps.collect(), changes }
}
