//! The inputs whose values distinguish wins from other points.

use rayon::prelude::*;

use crate::draws::normal_quantile;

use super::sample::DrawnSample;

/// The number of inputs that are looked at where none distinguishes wins from other points.
const MIN_INPUTS: usize = 8;
/// The probability with which chance may make an input look as if it distinguished wins.
const SIGNIFICANT: f64 = 0.05;

/// Returns the inputs whose values distinguish wins from other points: of hundreds that do not, some would else be limited
/// by chance.
///
/// Where none is significant with all tests taken together, those that distinguish most are taken.
///
/// # Source
/// The rank sum test with ties: Mann and Whitney, On a test of whether one of two random variables is stochastically
/// larger than the other, Annals of Mathematical Statistics 18 (1947); for many tests together Bonferroni's bound.
pub(super) fn distinguishing(sample: &DrawnSample) -> Vec<usize> {
    let scores: Vec<f64> = sample.columns.par_iter().map(|column| rank_sum(column, &sample.wins)).collect();
    let bound = -normal_quantile(SIGNIFICANT / 2.0 / scores.len().max(1) as f64);
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&left, &right| scores[right].total_cmp(&scores[left]).then(left.cmp(&right)));
    let significant = order.iter().take_while(|&&input| scores[input] > bound).count();
    order.truncate(significant.max(MIN_INPUTS));
    order.sort_unstable();
    order
}

/// Returns how far the rank sum of wins is from what chance makes it, in standard deviations.
fn rank_sum(column: &[f64], wins: &[bool]) -> f64 {
    let mut order: Vec<u32> = (0..column.len() as u32).collect();
    order.sort_by(|&left, &right| column[left as usize].total_cmp(&column[right as usize]));
    let all = column.len() as f64;
    // Ranks are taken twice, so that those of equal values are whole too.
    let (mut sum, mut won, mut below, mut ties) = (0.0, 0.0, 0.0, 0.0);
    for equal in order.chunk_by(|&left, &right| column[left as usize] >= column[right as usize]) {
        let size = equal.len() as f64;
        let won_of_them = equal.iter().filter(|&&point| wins[point as usize]).count() as f64;
        sum += won_of_them * (2.0 * below + size + 1.0);
        won += won_of_them;
        below += size;
        ties += size * size * size - size;
    }
    let expected = won * (all + 1.0);
    let variance = won * (all - won) / 12.0 * ((all + 1.0) - ties / (all * (all - 1.0)).max(1.0));
    if variance > 0.0 { ((sum - expected) / 2.0).abs() / variance.sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::rank_sum;

    #[test]
    fn a_rank_sum_is_what_it_is_by_hand() {
        // Ranks 1, 2.5, 2.5, 4, wins at 2.5 and 4: 6.5 against 5; variance 2 x 2 / 12 x (5 - 6 / 12) = 1.5.
        let score = rank_sum(&[1.0, 2.0, 2.0, 7.0], &[false, true, false, true]);
        assert!((score - 1.5 / 1.5_f64.sqrt()).abs() < 1e-12, "{score}");
        assert!(rank_sum(&[4.0; 5], &[true, false, true, false, false]).abs() < 1e-12);
    }
}
