//! One at a time: each input at its ends while all others stay, as the bars of a tornado.
//!
//! It takes `2 inputs + 1` evaluations, and says nothing of inputs that move together: that is what the others are for.

use rayon::prelude::*;

use corridor_kernel::lanes::{Block, LANES};

use super::function::Function;

/// An output with one input at its ends.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Swing {
    /// The output with the input at its lower end.
    pub low: f64,
    /// The output with the input at its upper end.
    pub high: f64,
}

impl Swing {
    /// Returns the distance between the outputs.
    pub fn size(self) -> f64 {
        (self.high - self.low).abs()
    }
}

/// Moves one input after the other to its ends.
///
/// # Shape
/// `centre` and `ends` have one entry for each input. The result is the outputs at the centre, and for each output one
/// swing for each input.
pub fn oat<F: Function>(function: &F, centre: &[f64], ends: &[(f64, f64)]) -> (Vec<f64>, Vec<Vec<Swing>>) {
    let (inputs, outputs) = (function.inputs(), function.outputs());
    // Point 0 is the centre; 2 i + 1 and 2 i + 2 have input i at its ends.
    let points = 2 * inputs + 1;
    let evaluated: Vec<Vec<Block>> = (0..points.div_ceil(LANES))
        .into_par_iter()
        .map(|block| {
            let mut values: Vec<Block> = centre.iter().map(|&value| Block::splat(value)).collect();
            for lane in 0..LANES {
                let point = block * LANES + lane;
                if point > 0 && point < points {
                    let (low, high) = ends[(point - 1) / 2];
                    values[(point - 1) / 2].0[lane] = if point % 2 == 1 { low } else { high };
                }
            }
            function.evaluate(&values)
        })
        .collect();
    let at = |point: usize, output: usize| evaluated[point / LANES][output].0[point % LANES];
    let swing = |input, output| Swing { low: at(2 * input + 1, output), high: at(2 * input + 2, output) };
    let swings = (0..outputs).map(|output| (0..inputs).map(|input| swing(input, output)).collect());
    ((0..outputs).map(|output| at(0, output)).collect(), swings.collect())
}
