//! The draws of one question, and how many of them a box holds.

use rayon::prelude::*;

use crate::draws::{Engine, mean};
use crate::ids::FigureId;
use corridor_kernel::lanes::{Block, LANES};

use super::points::{Held, Limits, SamplePoints};
use super::result::BoxCount;

/// The number of blocks of eight draws that are answered before they are put into columns.
const BLOCKS: u64 = 1 << 10;

/// The draws of one question.
pub(super) struct DrawnSample {
    /// The value of each figure in each draw.
    pub(super) columns: Vec<Vec<f64>>,
    /// Whether the corridor wins each draw.
    pub(super) wins: Vec<bool>,
    /// The amount that the cheapest other corridor costs more in each, in millionths.
    pub(super) lead: Vec<i64>,
}

/// Answers the draws of one question and notes the values of some figures.
///
/// # Shape
/// `pairs` has the position of the corridor that is to win, then those of the others.
pub(super) fn draw(engine: &Engine, pairs: &[usize], figures: &[FigureId], draws: u64) -> DrawnSample {
    let mut drawn = DrawnSample {
        columns: vec![Vec::with_capacity(draws as usize); figures.len()],
        wins: Vec::with_capacity(draws as usize),
        lead: Vec::with_capacity(draws as usize),
    };
    let blocks = draws.div_ceil(LANES as u64);
    for first in (0..blocks).step_by(BLOCKS as usize) {
        let answered: Vec<(Vec<Block>, Vec<Block>)> = (first..blocks.min(first + BLOCKS))
            .into_par_iter()
            .map_init(
                || engine.worker(),
                |worker, block| {
                    let totals = engine.answer(worker, block * LANES as u64);
                    let totals = pairs.iter().map(|&pair| totals[pair]).collect();
                    (totals, figures.iter().map(|&figure| *worker.values(figure)).collect())
                },
            )
            .collect();
        for (totals, values) in answered {
            let left = (draws as usize - drawn.wins.len()).min(LANES);
            for lane in 0..left {
                let own = totals[0].0[lane];
                let best = totals[1..].iter().map(|totals| totals.0[lane]).fold(f64::INFINITY, f64::min);
                drawn.wins.push(own <= best);
                drawn.lead.push((best - own) as i64);
            }
            for (column, values) in drawn.columns.iter_mut().zip(values) {
                column.extend(&values.0[..left]);
            }
        }
    }
    drawn
}

/// Counts the draws that are won.
pub(super) fn points_won(wins: &[bool]) -> u64 {
    wins.iter().filter(|&&wins| wins).count() as u64
}

/// Counts a box on some draws.
pub(super) fn count(limits: &Limits, drawn: &DrawnSample, seed: u64) -> BoxCount {
    let points = SamplePoints { columns: &drawn.columns, wins: &drawn.wins };
    let Held { points: inside, wins: wins_inside } = limits.count(&points, None);
    let wins = points_won(&drawn.wins);
    let (mut lead_in, mut lead_out) = (0_i128, 0_i128);
    for (point, &lead) in drawn.lead.iter().enumerate() {
        *(if limits.holds(&points, point, None) { &mut lead_in } else { &mut lead_out }) += i128::from(lead);
    }
    let draws = drawn.wins.len() as u64;
    BoxCount {
        seed,
        draws,
        wins,
        inside,
        wins_inside,
        coverage: (wins > 0).then(|| wins_inside as f64 / wins as f64),
        density: (inside > 0).then(|| wins_inside as f64 / inside as f64),
        lead_inside_per_t: (inside > 0).then(|| mean(lead_in, inside)),
        lead_outside_per_t: (inside < draws).then(|| mean(lead_out, draws - inside)),
    }
}
