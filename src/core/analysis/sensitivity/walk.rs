//! Walks from one point to another, one input after the other in a random order, eight of them side by side.

use rayon::prelude::*;

use corridor_kernel::lanes::{Block, LANES};

use super::estimate::SampleSums;
use super::function::Function;

/// The greatest number of sums of all strands together.
const MAX_SUMS: usize = 1 << 23;
/// The greatest number of strands.
const MAX_STRANDS: usize = 64;
/// The sums of an input and output.
const SUMS: usize = 3;
/// The sums of an output.
const SUMS_OF_OUTPUT: usize = 5;

/// A walk through points, each of which differs from the one before by an input and what goes with it.
pub(super) struct Walk {
    /// The values of all inputs where it begins.
    pub(super) start: Vec<f64>,
    /// Its steps, one for each input.
    pub(super) steps: Vec<WalkStep>,
}

/// A step of a walk.
pub(super) struct WalkStep {
    /// The input whose step it is.
    pub(super) input: usize,
    /// Whether the input rises.
    pub(super) is_up: bool,
    /// The inputs that it changes, with their new values.
    pub(super) changes: Vec<(usize, f64)>,
}

impl WalkStep {
    fn change(&self, lane: usize, values: &mut [Block]) {
        for &(input, value) in &self.changes {
            values[input].0[lane] = value;
        }
    }
}

/// An output around a step of a walk.
pub(super) struct StepOutput {
    /// Where the walk begins and ends.
    pub(super) first: f64,
    pub(super) last: f64,
    /// Before and after the step.
    pub(super) before: f64,
    pub(super) after: f64,
    /// Whether the input rises.
    pub(super) is_up: bool,
}

/// The sums over walks.
pub(super) struct WalkSums {
    /// The number of walks.
    pub(super) walks: u64,
    /// The sums of each input and output, those of the first input first.
    of_steps: Vec<[f64; SUMS]>,
    /// Of each output the sums over the ends of walks.
    pub(super) of_ends: Vec<SampleSums>,
}

/// Sums three numbers over the steps of so many walks, rounded down to a multiple of eight; at least eight. `plan` lays
/// out a walk by its number, `of_step` returns what a step adds to the sums of its input and of an output.
///
/// Walks are dealt out to strands, whose number does not depend on threads, so neither does the order of additions.
pub(super) fn sum_walks<F: Function>(
    function: &F,
    walks: u64,
    plan: impl Fn(u64) -> Walk + Sync,
    of_step: impl Fn(&StepOutput) -> [f64; SUMS] + Sync,
) -> WalkSums {
    let (inputs, outputs) = (function.inputs(), function.outputs());
    let blocks = (walks / LANES as u64).max(1);
    let numbers = (inputs * SUMS + SUMS_OF_OUTPUT) * outputs;
    let strands = (MAX_SUMS / numbers.max(1)).clamp(4, MAX_STRANDS).min(blocks as usize);
    let of_strand = |strand: usize| {
        let (of_steps, of_ends) = (vec![[0.0; SUMS]; inputs * outputs], vec![SampleSums::default(); outputs]);
        let mut sums = WalkSums { walks: blocks * LANES as u64, of_steps, of_ends };
        for block in (strand as u64..blocks).step_by(strands) {
            let walks = std::array::from_fn(|lane| plan(block * LANES as u64 + lane as u64));
            sums.add(function, &walks, &of_step);
        }
        sums
    };
    let mut strands: Vec<WalkSums> = (0..strands).into_par_iter().map(of_strand).collect();
    let mut all = strands.remove(0);
    for strand in &strands {
        all.merge(strand);
    }
    all
}

impl WalkSums {
    /// Adds up the steps of eight walks, side by side.
    fn add<F: Function>(&mut self, function: &F, walks: &[Walk; LANES], of_step: &impl Fn(&StepOutput) -> [f64; SUMS]) {
        let (inputs, outputs) = (function.inputs(), self.of_ends.len());
        let start = |input: usize| Block(std::array::from_fn(|lane| walks[lane].start[input]));
        let mut values: Vec<Block> = (0..inputs).map(start).collect();
        let mut end = values.clone();
        for (lane, walk) in walks.iter().enumerate() {
            walk.steps.iter().for_each(|step| step.change(lane, &mut end));
        }
        let (first, last) = (function.evaluate(&values), function.evaluate(&end));
        let mut before = first.clone();
        for place in 0..inputs {
            for (lane, walk) in walks.iter().enumerate() {
                walk.steps[place].change(lane, &mut values);
            }
            let after = if place + 1 < inputs { function.evaluate(&values) } else { last.clone() };
            for (lane, walk) in walks.iter().enumerate() {
                let &WalkStep { input, is_up, .. } = &walk.steps[place];
                for output in 0..outputs {
                    let [first, last, before, after] = [&first, &last, &before, &after].map(|of| of[output].0[lane]);
                    let added = of_step(&StepOutput { first, last, before, after, is_up });
                    add(&mut self.of_steps[input * outputs + output], &added);
                    // Each input is stepped once a walk: one input is enough to count the walk.
                    if input == 0 {
                        self.of_ends[output].add(first, last);
                    }
                }
            }
            before = after;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.of_steps.iter_mut().zip(&other.of_steps).for_each(|(all, own)| add(all, own));
        self.of_ends.iter_mut().zip(&other.of_ends).for_each(|(all, own)| all.merge(own));
    }

    /// Returns the sums of each input for an output.
    pub(super) fn of_inputs(&self, output: usize) -> impl Iterator<Item = &[f64; SUMS]> {
        self.of_steps.iter().skip(output).step_by(self.of_ends.len())
    }
}

fn add(sums: &mut [f64; SUMS], added: &[f64; SUMS]) {
    sums.iter_mut().zip(added).for_each(|(sum, added)| *sum += added);
}
