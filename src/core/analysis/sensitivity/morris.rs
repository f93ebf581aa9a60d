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

use super::estimate::{Estimate, mean};
use super::function::Function;
use super::points::Chances;
use super::walk::{StepOutput, Walk, WalkStep, sum_walks};

/// The levels of the grid.
pub const LEVELS: u32 = 4;
/// The probability that a step crosses.
const STEP: f64 = 0.5;

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
    let of_step = |of: &StepOutput| {
        let effect = (of.after - of.before) * if of.is_up { 1.0 / STEP } else { -1.0 / STEP };
        [effect, effect.abs(), effect * effect]
    };
    let sums = sum_walks(function, walks, |walk| plan(function, Chances { seed, walk }), of_step);
    let effect = |&[effects, sizes, squares]: &[f64; 3]| {
        let (signed, size) = (mean(effects, squares, sums.walks), mean(sizes, squares, sums.walks));
        ElementaryEffect { mean: signed, size, deviation: signed.error * (sums.walks as f64).sqrt() }
    };
    (0..function.outputs()).map(|output| sums.of_inputs(output).map(effect).collect()).collect()
}

fn plan<F: Function>(function: &F, chances: Chances) -> Walk {
    let ends = |input: usize| {
        let [_, level, direction] = chances.at(input);
        // Half of the levels are below a step up.
        let low = level % (LEVELS / 2);
        let value = |level: u32| function.value(input, (f64::from(level) + 0.5) / f64::from(LEVELS));
        let (low, high) = (value(low), value(low + LEVELS / 2));
        if direction % 2 == 0 { (low, high, true) } else { (high, low, false) }
    };
    let ends: Vec<(f64, f64, bool)> = (0..function.inputs()).map(ends).collect();
    let step = |input: usize| {
        let (_, end, is_up) = ends[input];
        WalkStep { input, is_up, changes: vec![(input, end)] }
    };
    let steps = chances.order(ends.len()).into_iter().map(step).collect();
    Walk { start: ends.iter().map(|&(start, ..)| start).collect(), steps }
}
