//! What knowing some uncertain numbers before one of several actions is chosen would gain.
//!
//! The gain of each action over the one that is best on average is regressed on what would be known; whoever knows it
//! takes the action with the greatest expected gain. The rule is learnt on one half of the draws and judged on the other,
//! and the other way round, so what it gains is not overstated by what it learnt by chance.
//!
//! # Source
//! Strong and Oakley, An efficient method for computing single-parameter partial expected value of perfect information,
//! Medical Decision Making 33 (2013), for sorted draws in bins; Strong, Oakley and Brennan, Estimating multiparameter
//! partial expected value of perfect information from a probabilistic sensitivity analysis sample, Medical Decision Making
//! 34 (2014), for regression on several.

/// The draws of a bin that its mean needs, and the most bins.
const BIN_DRAWS: usize = 100;
const MAX_BINS: usize = 40;

/// Returns the action that is best on average over all draws, of equal ones the first; nothing without any.
///
/// # Shape
/// `payoffs` has one list for each action, with an entry for each draw.
pub fn best_on_average(payoffs: &[&[f64]]) -> Option<usize> {
    let sums: Vec<f64> = payoffs.iter().map(|values| values.iter().sum()).collect();
    (0..sums.len()).reduce(|best, other| if sums[other] > sums[best] { other } else { best })
}

/// Adds to the gain of each draw what the action gains that is taken where some numbers are known, over the action that is
/// best on average; returns in how many draws it is another action.
///
/// No gain is more than that of knowing everything, which takes the best action of each draw.
///
/// # Shape
/// `known` and `payoffs` have one list for each known number and action, with an entry for each draw; `halves` says for each
/// draw to which half it counts; `gains` has an entry for each draw.
pub fn gains_by_knowing(known: &[&[f64]], payoffs: &[&[f64]], halves: &[bool], scale: f64, gains: &mut [f64]) -> u64 {
    let Some(usual) = best_on_average(payoffs).filter(|_| !known.is_empty() && payoffs.len() > 1) else { return 0 };
    let of_half = |half: bool| (0..gains.len()).filter(|&draw| halves[draw] == half).collect::<Vec<usize>>();
    let halves = [of_half(false), of_half(true)];
    let mut changes = 0;
    for (learn, judge) in [(&halves[0], &halves[1]), (&halves[1], &halves[0])] {
        let rule = Rule::learn(usual, known, payoffs, learn);
        for &draw in judge {
            let action = rule.action(known, draw);
            if action != usual {
                gains[draw] += scale * (payoffs[action][draw] - payoffs[usual][draw]);
                changes += 1;
            }
        }
    }
    changes
}

/// Which action is taken where some numbers are known.
struct Rule {
    /// The action that is best on average.
    usual: usize,
    /// The expected gain of each other action over it.
    others: Vec<ExpectedGain>,
}

/// The gain of an action over the usual one, by an index of the known numbers.
struct ExpectedGain {
    action: usize,
    /// The weight of each known number in the index.
    weights: Vec<f64>,
    /// The indices at which bins end, but for the last.
    ends: Vec<f64>,
    /// The mean gain of each bin.
    means: Vec<f64>,
}

impl Rule {
    fn learn(usual: usize, known: &[&[f64]], payoffs: &[&[f64]], draws: &[usize]) -> Self {
        let plane = (known.len() > 1).then(|| LeastSquares::new(known, draws));
        let others = (0..payoffs.len()).filter(|&action| action != usual);
        let learn = |action: usize| {
            let gain: Vec<f64> = draws.iter().map(|&draw| payoffs[action][draw] - payoffs[usual][draw]).collect();
            let weights = plane.as_ref().map_or_else(|| vec![1.0], |plane| plane.slopes(known, draws, &gain));
            ExpectedGain::learn(action, weights, known, draws, &gain)
        };
        Self { usual, others: others.map(learn).collect() }
    }

    fn action(&self, known: &[&[f64]], draw: usize) -> usize {
        let mut best = (0.0, self.usual);
        for other in &self.others {
            let index = index_of(&other.weights, known, draw);
            let gain = other.means[other.ends.partition_point(|&end| end < index)];
            if gain > best.0 {
                best = (gain, other.action);
            }
        }
        best.1
    }
}

fn index_of(weights: &[f64], known: &[&[f64]], draw: usize) -> f64 {
    weights.iter().zip(known).map(|(weight, values)| weight * values[draw]).sum()
}

impl ExpectedGain {
    fn learn(action: usize, weights: Vec<f64>, known: &[&[f64]], draws: &[usize], gain: &[f64]) -> Self {
        let index: Vec<f64> = draws.iter().map(|&draw| index_of(&weights, known, draw)).collect();
        let mut sorted = index.clone();
        sorted.sort_by(f64::total_cmp);
        let bins = (sorted.len() / BIN_DRAWS).clamp(1, MAX_BINS);
        let mut ends: Vec<f64> = (1..bins).map(|bin| sorted[bin * sorted.len() / bins - 1]).collect();
        // Equal indices stay together, those of a switch in two bins.
        ends.dedup_by(|one, other| one.to_bits() == other.to_bits());
        let mut sums = vec![(0.0, 0.0); ends.len() + 1];
        for (index, gain) in index.iter().zip(gain) {
            let sum = &mut sums[ends.partition_point(|end| end < index)];
            *sum = (sum.0 + gain, sum.1 + 1.0);
        }
        let means = sums.into_iter().map(|(sum, count)| if count > 0.0 { sum / count } else { 0.0 }).collect();
        Self { action, weights, ends, means }
    }
}

/// The least squares plane through gains over several known numbers: the Cholesky factor of their covariances.
struct LeastSquares {
    means: Vec<f64>,
    /// The lower triangle, row by row.
    factor: Vec<Vec<f64>>,
}

impl LeastSquares {
    fn new(known: &[&[f64]], draws: &[usize]) -> Self {
        let count = draws.len() as f64;
        let means: Vec<f64> =
            known.iter().map(|values| draws.iter().map(|&draw| values[draw]).sum::<f64>() / count).collect();
        let centred: Vec<Vec<f64>> = known
            .iter()
            .zip(&means)
            .map(|(values, mean)| draws.iter().map(|&draw| values[draw] - mean).collect())
            .collect();
        let product = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(one, other)| one * other).sum::<f64>();
        let mut factor: Vec<Vec<f64>> = Vec::with_capacity(known.len());
        for row in 0..known.len() {
            let mut own = Vec::with_capacity(row + 1);
            for column in 0..=row {
                let above: &[f64] = if column < row { &factor[column] } else { &[] };
                let covariance = product(&centred[row], &centred[column]);
                let rest = covariance
                    - own.iter().zip(if column < row { above } else { &own[..] }).map(|(a, b)| a * b).sum::<f64>();
                if column < row {
                    let pivot = above[column];
                    own.push(if pivot > 0.0 { rest / pivot } else { 0.0 });
                } else {
                    // What others give already has no slope of its own.
                    own.push(if rest > 1e-9 * covariance { rest.sqrt() } else { 0.0 });
                }
            }
            factor.push(own);
        }
        Self { means, factor }
    }

    fn slopes(&self, known: &[&[f64]], draws: &[usize], gain: &[f64]) -> Vec<f64> {
        let count = self.means.len();
        let covariance = |row: usize| {
            let mean = self.means[row];
            draws.iter().zip(gain).map(|(&draw, gain)| (known[row][draw] - mean) * gain).sum::<f64>()
        };
        let mut solved = vec![0.0; count];
        for row in 0..count {
            let own = &self.factor[row];
            let rest = covariance(row) - (0..row).map(|column| own[column] * solved[column]).sum::<f64>();
            solved[row] = if own[row] > 0.0 { rest / own[row] } else { 0.0 };
        }
        for row in (0..count).rev() {
            let below = (row + 1..count).map(|other| self.factor[other][row] * solved[other]).sum::<f64>();
            let pivot = self.factor[row][row];
            solved[row] = if pivot > 0.0 { (solved[row] - below) / pivot } else { 0.0 };
        }
        solved
    }
}

/// Returns the mean of some gains and its standard error.
pub fn mean_gain(gains: &[f64]) -> (f64, f64) {
    let count = gains.len().max(1) as f64;
    let mean = gains.iter().sum::<f64>() / count;
    let spread = gains.iter().map(|gain| (gain - mean) * (gain - mean)).sum::<f64>() / count;
    (mean, (spread / count).sqrt())
}

#[cfg(test)]
mod tests {
    use super::{best_on_average, gains_by_knowing, mean_gain};

    /// Divides draws into halves in turns.
    fn in_turns(draws: usize) -> Vec<bool> {
        (0..draws).map(|draw| draw % 2 == 1).collect()
    }

    /// Returns standard normal numbers: sums of twelve even ones would be too narrow at the ends, so Box and Muller.
    fn normals(seed: u64, count: usize) -> Vec<f64> {
        let mut state = seed;
        let mut even = move || {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            (((mixed ^ (mixed >> 31)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        };
        (0..count).map(|_| (-2.0 * libm::log(even())).sqrt() * libm::cos(std::f64::consts::TAU * even())).collect()
    }

    /// The gain of knowing a normal number before choosing between it and nothing.
    fn closed_form(mean: f64, deviation: f64) -> f64 {
        let z = mean.abs() / deviation;
        let density = libm::exp(-z * z / 2.0) / std::f64::consts::TAU.sqrt();
        let beyond = libm::erfc(z / std::f64::consts::SQRT_2) / 2.0;
        deviation * density - mean.abs() * beyond
    }

    #[test]
    fn two_actions_with_a_normal_difference_gain_what_the_closed_form_says() {
        let draws = 40_000;
        let [one, two, noise] = [1, 2, 3].map(|seed| normals(seed, draws));
        let nothing = vec![0.0; draws];
        for mean in [-3.0, -0.5, 0.0, 1.5] {
            // Worth 3 of one number, 2 of another, 4 of what is never known.
            let payoff: Vec<f64> =
                (0..draws).map(|draw| mean + 3.0 * one[draw] + 2.0 * two[draw] + 4.0 * noise[draw]).collect();
            let gain = |known: &[&[f64]]| {
                let mut gains = vec![0.0; draws];
                let changes = gains_by_knowing(known, &[&nothing, &payoff], &in_turns(draws), 1.0, &mut gains);
                (mean_gain(&gains), changes as f64 / draws as f64)
            };
            for (known, deviation) in
                [(vec![&one[..]], 3.0), (vec![&two[..]], 2.0), (vec![&one[..], &two[..]], 13.0_f64.sqrt())]
            {
                let ((found, error), changed) = gain(&known);
                let wanted = closed_form(mean, deviation);
                // Bins cost a little at the limit between the actions, 2 % at most.
                assert!(
                    (found - wanted).abs() < 4.0 * error + 0.02 * wanted,
                    "{mean} {deviation}: {found} ± {error}, {wanted}"
                );
                let often = libm::erfc(mean.abs() / deviation / std::f64::consts::SQRT_2) / 2.0;
                assert!((changed - often).abs() < 0.03, "{mean} {deviation}: {changed} {often}");
            }
        }
    }

    #[test]
    fn what_tells_nothing_gains_nothing_and_a_switch_what_it_decides() {
        let draws = 8_000;
        let (noise, other) = (normals(5, draws), normals(6, draws));
        let switch: Vec<f64> = (0..draws).map(|draw| f64::from(u8::from(draw / 8 % 4 == 0))).collect();
        let payoff: Vec<f64> = switch.iter().zip(&noise).map(|(on, noise)| 4.0 * on - 2.0 + noise).collect();
        let nothing = vec![0.0; draws];
        let gain = |known: &[f64]| {
            let mut gains = vec![0.0; draws];
            gains_by_knowing(&[known], &[&nothing, &payoff], &in_turns(draws), 1.0, &mut gains);
            mean_gain(&gains)
        };
        // One draw of four gains 2.
        let (found, error) = gain(&switch);
        assert!((found - 0.5).abs() < 4.0 * error, "{found} {error}");
        let (found, error) = gain(&other);
        assert!(found < 3.0 * error.max(1e-3), "{found} {error}");
        // A number that is given twice is worth what it is worth once.
        let mut twice = vec![0.0; draws];
        gains_by_knowing(&[&switch, &switch], &[&nothing, &payoff], &in_turns(draws), 1.0, &mut twice);
        assert!((mean_gain(&twice).0 - 0.5).abs() < 0.1);
    }
    #[test]
    fn knowing_a_part_is_never_worth_more_than_knowing_everything() {
        // Three actions that hardly differ on average: which of them is best is chance.
        for seed in 0..50 {
            let draws = 400;
            let [one, two, three, known] = [1, 2, 3, 4].map(|number| normals(100 * seed + number, draws));
            let payoffs = [&one[..], &two[..], &three[..]];
            let usual = payoffs[best_on_average(&payoffs).expect("three actions")];
            let best = |draw: usize| payoffs.iter().map(|own| own[draw]).fold(f64::NEG_INFINITY, f64::max);
            let everything = (0..draws).map(|draw| best(draw) - usual[draw]).sum::<f64>() / draws as f64;
            for known in [&one[..], &known[..]] {
                let mut gains = vec![0.0; draws];
                gains_by_knowing(&[known], &payoffs, &in_turns(draws), 1.0, &mut gains);
                assert!(mean_gain(&gains).0 <= everything + 1e-12, "{seed}");
            }
        }
    }
}
