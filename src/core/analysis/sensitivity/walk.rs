//! Walks from one point to another, one input after the other in a random order, eight of them side by side.

use rayon::prelude::*;

use corridor_kernel::lanes::{Block, LANES};

use super::function::{Function, Pool};

/// The greatest number of sums of all strands together.
const MAX_SUMS: usize = 1 << 23;
/// The greatest number of strands.
const MAX_STRANDS: u64 = 64;

/// A walk through points, each of which differs from the one before by an input and what goes with it.
pub(super) struct Walk {
    /// The values of all inputs where it begins.
    pub(super) start: Vec<f64>,
    /// Its steps, one for each input.
    pub(super) steps: Vec<WalkStep>,
    /// What the steps change: inputs with their new values.
    pub(super) changes: Vec<(u32, f64)>,
}

/// A step of a walk.
#[derive(Clone, Copy)]
pub(super) struct WalkStep {
    /// The input whose step it is.
    pub(super) input: u32,
    /// Whether the input rises.
    pub(super) is_up: bool,
    /// Where its changes end; they begin where those of the step before end.
    pub(super) end: u32,
}

/// The same step of eight walks with the outputs around it.
pub(super) struct Stride<'a> {
    /// The steps.
    pub(super) steps: [WalkStep; LANES],
    /// The outputs where the walks begin and end.
    pub(super) first: &'a [Block],
    pub(super) last: &'a [Block],
    /// The outputs before and after the step.
    pub(super) before: &'a [Block],
    pub(super) after: &'a [Block],
}

/// Sums so many numbers over walks, a multiple of eight, in an order that does not depend on threads. `plan` lays out a
/// walk by its number; `take` adds what is taken from a step.
pub(super) fn take<F: Function>(
    function: &F,
    walks: u64,
    numbers: usize,
    plan: impl Fn(u64) -> Walk + Sync,
    take: impl Fn(&mut [f64], &Stride<'_>) + Sync,
) -> Vec<f64> {
    let blocks = walks / LANES as u64;
    let strands = ((MAX_SUMS / numbers.max(1)) as u64).clamp(4, MAX_STRANDS).min(blocks.max(1));
    let pool = Pool::new(function);
    let sums: Vec<Vec<f64>> = (0..strands)
        .into_par_iter()
        .map(|strand| {
            let mut sums = vec![0.0; numbers];
            for block in (strand..blocks).step_by(strands as usize) {
                let walks: [Walk; LANES] = std::array::from_fn(|lane| plan(block * LANES as u64 + lane as u64));
                pool.with(|memory| side_by_side(function, memory, &walks, |stride| take(&mut sums, stride)));
            }
            sums
        })
        .collect();
    let mut sums = sums.into_iter();
    let mut all = sums.next().unwrap_or_default();
    for strand in sums {
        for (all, own) in all.iter_mut().zip(strand) {
            *all += own;
        }
    }
    all
}

fn side_by_side<F: Function>(
    function: &F,
    memory: &mut F::Memory,
    walks: &[Walk; LANES],
    mut take: impl FnMut(&Stride<'_>),
) {
    let mut values: Vec<Block> =
        (0..function.inputs()).map(|input| Block(std::array::from_fn(|lane| walks[lane].start[input]))).collect();
    let outputs = || vec![Block::default(); function.outputs()];
    let (mut first, mut last, mut before, mut after) = (outputs(), outputs(), outputs(), outputs());
    function.evaluate(memory, &values, &mut first);
    let mut end = values.clone();
    for (lane, walk) in walks.iter().enumerate() {
        for &(input, value) in &walk.changes {
            end[input as usize].0[lane] = value;
        }
    }
    function.evaluate(memory, &end, &mut last);
    before.copy_from_slice(&first);
    let steps = walks[0].steps.len();
    for step in 0..steps {
        for (lane, walk) in walks.iter().enumerate() {
            let begin = step.checked_sub(1).map_or(0, |before| walk.steps[before].end);
            for &(input, value) in &walk.changes[begin as usize..walk.steps[step].end as usize] {
                values[input as usize].0[lane] = value;
            }
        }
        if step + 1 < steps {
            function.evaluate(memory, &values, &mut after);
        } else {
            after.copy_from_slice(&last);
        }
        let of_walks = std::array::from_fn(|lane| walks[lane].steps[step]);
        take(&Stride { steps: of_walks, first: &first, last: &last, before: &before, after: &after });
        std::mem::swap(&mut before, &mut after);
    }
}
