//! How the total of one answer is spread over the draws, counted in whole numbers, so that their order does not show.
//!
//! Memory does not grow with the draws: totals are counted in steps, over a range that the first draws suggest; what
//! lies beyond it is counted in the last step at either end.

use schemars::JsonSchema;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::units::Money;

/// The share of draws in which the cheapest corridor must be cheapest for the figures to decide: of twenty times that one
/// chooses by them one regrets it at most.
pub const DECIDED_CHANCE: f64 = 0.95;

/// The deviation that 95 % of a normal distribution stay below, either way.
const Z95: f64 = 1.959_963_984_540_054;

/// The spread of the total of one corridor over the draws.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Spread {
    /// The mean total.
    pub mean_per_t: Money,
    /// The standard error of that mean.
    pub standard_error_per_t: Money,
    /// The total that 5, 50 and 95 of 100 draws stay below or meet.
    pub p5_per_t: Money,
    /// See `p5_per_t`.
    pub p50_per_t: Money,
    /// See `p5_per_t`.
    pub p95_per_t: Money,
    /// The mean of the dearest 5 % of draws: the conditional value at risk.
    pub cvar95_per_t: Money,
    /// The width of the steps in which totals were counted: quantiles lie within one of the exact ones.
    pub resolution_per_t: Money,
    /// The share of draws in which no corridor of the demand is cheaper.
    pub chance_cheapest: f64,
    /// The bounds of that chance with 95 % confidence.
    pub chance_bounds: (f64, f64),
    /// The mean of what it costs more than the cheapest corridor of each draw: the expected regret of always taking it.
    pub regret_per_t: Money,
    /// The regret that 95 of 100 draws stay below or meet.
    pub p95_regret_per_t: Money,
    /// The greatest regret of any draw.
    pub max_regret_per_t: Money,
    /// The width of the steps in which regrets were counted: their quantile lies within one of the exact one.
    pub regret_resolution_per_t: Money,
    /// The share of draws in which it costs no more above the cheapest corridor than counts as near.
    pub chance_near: f64,
    /// The mean of what the baseline corridor costs more in the same draw, where both have a route.
    pub saving_per_t: Option<Money>,
    /// The standard error of that mean; draws are paired, so it is smaller than those of the totals suggest.
    pub saving_standard_error_per_t: Option<Money>,
    /// The share of draws in which it costs less than the baseline.
    pub chance_saves: Option<f64>,
    /// The mean total after the first quarter, half, three quarters and all of the draws.
    pub convergence_per_t: [Money; 4],
}

/// A total that a percentage of the draws stay below or meet.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Percentile {
    /// The percentage.
    pub percent: f64,
    /// The total.
    pub total_per_t: Money,
}

/// The amount above the cheapest corridor of a draw that still counts as near it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Near {
    /// So much per tonne, not below nothing.
    PerTonne(#[serde(deserialize_with = "read_amount")] Money),
    /// So large a share of the cheapest total, up to 10 times as much, kept in millionths.
    Share(
        #[serde(serialize_with = "write_share", deserialize_with = "read_share")]
        #[schemars(with = "f64")]
        u32,
    ),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn write_share<S: Serializer>(millionths: &u32, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_f64(f64::from(*millionths) / 1e6)
}

fn read_share<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    let share = f64::deserialize(from)?;
    match Near::share(share) {
        Some(Near::Share(millionths)) => Ok(millionths),
        _ => Err(Error::custom(format_args!("a share is from 0 to 10, not {share}"))),
    }
}

fn read_amount<'de, D: Deserializer<'de>>(from: D) -> Result<Money, D::Error> {
    let amount = Money::deserialize(from)?;
    if amount < Money::ZERO {
        Err(Error::custom(format_args!("an amount is 0 or more, not {amount}")))
    } else {
        Ok(amount)
    }
}

impl Near {
    /// The usual amount: 5 % of the cheapest total.
    pub const USUAL: Self = Self::Share(50_000);

    /// Creates a share of the cheapest total; nothing where it is not from 0 to 10.
    pub fn share(share: f64) -> Option<Self> {
        (0.0..=10.0).contains(&share).then(|| Self::Share((share * 1e6).round() as u32))
    }

    /// Returns whether a total is near the cheapest one, both in millionths.
    pub fn holds(self, total: i64, best: i64) -> bool {
        match self {
            Self::PerTonne(most) => total - best <= most.micros(),
            Self::Share(share) => i128::from(total - best) * 1_000_000 <= i128::from(best) * i128::from(share),
        }
    }
}

/// The steps in which the totals of one answer are counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    low: i64,
    width: i64,
    steps: usize,
}

impl Scale {
    /// Lays steps over the range of some totals and a quarter more on either side: beyond it lie only draws that are
    /// rarer than one in thousands.
    pub(crate) fn over(low: i64, high: i64, steps: usize) -> Self {
        let margin = (high - low) / 4 + 1;
        let (low, high) = (low - margin, high + margin);
        Self { low, width: (high - low) / steps as i64 + 1, steps }
    }

    /// Lays steps from nothing up to a quarter more than some regret.
    pub(crate) fn up_to(high: i64, steps: usize) -> Self {
        Self { low: 0, width: (high + high / 4) / steps as i64 + 1, steps }
    }

    fn step(self, total: i64) -> usize {
        ((total - self.low).max(0) / self.width).min(self.steps as i64 - 1) as usize
    }

    /// Returns the amount that so many draws, counted in its steps, stay below or meet; within a step amounts are taken
    /// to lie evenly.
    fn quantile(self, draws: &[u32], wanted: u64) -> Money {
        let mut below = 0;
        for (step, &count) in draws.iter().enumerate() {
            let count = u64::from(count);
            if below + count >= wanted {
                let within = i128::from(self.width) * i128::from(wanted - below) / i128::from(count);
                return Money::from_micros(self.low + step as i64 * self.width + within as i64);
            }
            below += count;
        }
        Money::from_micros(self.low + self.steps as i64 * self.width)
    }
}

/// The totals of one answer in all of its draws, counted.
#[derive(Clone, Debug)]
pub(crate) struct Counts {
    scale: Scale,
    /// The number of draws in the end.
    all: u64,
    /// Draws in each step.
    draws: Vec<u32>,
    /// What the totals of a step exceed its lower end by, together.
    excess: Vec<i64>,
    quarters: [i128; 4],
    /// The squares of what totals differ from the lower end of the scale by.
    squares: i128,
    wins: u64,
    regret: i128,
    /// Draws in each step of regret.
    regrets: Vec<u32>,
    regret_scale: Scale,
    greatest_regret: i64,
    nears: u64,
    near: Near,
    saving: i128,
    saving_squares: i128,
    saves: u64,
}

impl Counts {
    /// Begins to count so many draws, in steps of their totals and in steps of their regrets.
    pub(crate) fn new([scale, regret_scale]: [Scale; 2], near: Near, all: u64) -> Self {
        Self {
            scale,
            all,
            draws: vec![0; scale.steps],
            excess: vec![0; scale.steps],
            quarters: [0; 4],
            squares: 0,
            wins: 0,
            regret: 0,
            regrets: vec![0; regret_scale.steps],
            regret_scale,
            greatest_regret: 0,
            nears: 0,
            near,
            saving: 0,
            saving_squares: 0,
            saves: 0,
        }
    }

    /// Counts a draw: its total, that of the cheapest answer, and what the baseline costs more.
    pub(crate) fn add(&mut self, draw: u64, total: i64, best: i64, saving: Option<i64>) {
        let scale = self.scale;
        let step = scale.step(total);
        self.draws[step] += 1;
        self.excess[step] += total - (scale.low + step as i64 * scale.width);
        self.quarters[(draw * 4 / self.all).min(3) as usize] += i128::from(total);
        let off = i128::from(total - scale.low);
        self.squares += off * off;
        self.wins += u64::from(total == best);
        let regret = total - best;
        self.regret += i128::from(regret);
        self.regrets[self.regret_scale.step(regret)] += 1;
        self.greatest_regret = self.greatest_regret.max(regret);
        self.nears += u64::from(self.near.holds(total, best));
        if let Some(saving) = saving {
            self.saving += i128::from(saving);
            self.saving_squares += i128::from(saving) * i128::from(saving);
            self.saves += u64::from(saving > 0);
        }
    }

    /// Sums up, with the difference to the baseline where it has a route too.
    pub(crate) fn spread(&self, has_saving: bool) -> Spread {
        let draws = self.all;
        let sum: i128 = self.quarters.iter().sum();
        let off = sum - i128::from(draws) * i128::from(self.scale.low);
        let chance = self.wins as f64 / draws as f64;
        let mut so_far = 0;
        let convergence_per_t = std::array::from_fn(|quarter| {
            so_far += self.quarters[quarter];
            // The draws whose number times 4 over all is at most this quarter.
            let drawn = ((quarter as u64 + 1) * draws).div_ceil(4);
            mean(so_far, drawn)
        });
        let of_all = |share: u64| (draws * share).div_ceil(100).max(1);
        // No quantile is greater than the greatest, though its step may end beyond it.
        let greatest = Money::from_micros(self.greatest_regret);
        let p95_regret = if self.wins >= of_all(95) {
            Money::ZERO
        } else {
            self.regret_scale.quantile(&self.regrets, of_all(95)).min(greatest)
        };
        Spread {
            mean_per_t: mean(sum, draws),
            standard_error_per_t: standard_error(off, self.squares, draws),
            p5_per_t: self.percentile(5.0),
            p50_per_t: self.percentile(50.0),
            p95_per_t: self.percentile(95.0),
            cvar95_per_t: self.dearest(draws.div_ceil(20)),
            resolution_per_t: Money::from_micros(self.scale.width),
            chance_cheapest: chance,
            chance_bounds: wilson(chance, draws as f64),
            regret_per_t: mean(self.regret, draws),
            p95_regret_per_t: p95_regret,
            max_regret_per_t: greatest,
            regret_resolution_per_t: Money::from_micros(self.regret_scale.width),
            chance_near: self.nears as f64 / draws as f64,
            saving_per_t: has_saving.then(|| mean(self.saving, draws)),
            saving_standard_error_per_t: has_saving.then(|| standard_error(self.saving, self.saving_squares, draws)),
            chance_saves: has_saving.then(|| self.saves as f64 / draws as f64),
            convergence_per_t,
        }
    }

    /// Returns the total that so many of 100 draws stay below or meet.
    pub(crate) fn percentile(&self, percent: f64) -> Money {
        let wanted = (self.all as f64 * percent / 100.0).ceil() as u64;
        self.scale.quantile(&self.draws, wanted.clamp(1, self.all))
    }

    pub(crate) fn mean(&self) -> Money {
        mean(self.quarters.iter().sum(), self.all)
    }

    /// Returns the mean of the dearest draws.
    fn dearest(&self, wanted: u64) -> Money {
        let scale = self.scale;
        let (mut left, mut sum) = (wanted, 0_i128);
        for step in (0..scale.steps).rev().filter(|&step| self.draws[step] > 0) {
            let count = u64::from(self.draws[step]);
            let low = i128::from(scale.low + step as i64 * scale.width);
            let all = low * i128::from(count) + i128::from(self.excess[step]);
            let taken = left.min(count);
            // Of a step that is only partly among the dearest the mean is taken.
            sum += all * i128::from(taken) / i128::from(count);
            left -= taken;
            if left == 0 {
                break;
            }
        }
        mean(sum, wanted)
    }
}

/// Divides and rounds to the nearest millionth, midpoints upwards.
pub(crate) fn mean(sum: i128, count: u64) -> Money {
    let count = i128::from(count.max(1));
    Money::from_micros((2 * sum + count).div_euclid(2 * count) as i64)
}

/// Returns the standard error of a mean from the sum of numbers and of their squares.
fn standard_error(sum: i128, squares: i128, count: u64) -> Money {
    if count < 2 {
        return Money::ZERO;
    }
    // Whole numbers up to here: nothing is lost where mean and spread differ by orders of magnitude.
    let count = i128::from(count);
    let spread = (squares * count - sum * sum) as f64 / count as f64;
    let variance = spread / (count - 1) as f64;
    Money::from_micros((variance / count as f64).sqrt().round() as i64)
}

/// Bounds a chance with 95 % confidence.
///
/// # Source
/// Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
pub(crate) fn wilson(chance: f64, count: f64) -> (f64, f64) {
    let square = Z95 * Z95 / count;
    let middle = chance + square / 2.0;
    let half = Z95 * (chance * (1.0 - chance) / count + square / (4.0 * count)).sqrt();
    (((middle - half) / (1.0 + square)).max(0.0), ((middle + half) / (1.0 + square)).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::{Counts, Near, Scale, mean, standard_error, wilson};
    use crate::units::Money;

    #[test]
    fn whole_numbers_are_summed_up_exactly() {
        assert_eq!(mean(5, 2), Money::from_micros(3));
        assert_eq!(mean(-5, 2), Money::from_micros(-2));
        // 1, 2, 3, 4: variance 5/3, of the mean 5/12.
        assert_eq!(standard_error(10_000_000, 30_000_000_000_000, 4), Money::from_micros(645_497));
    }

    #[test]
    fn quantiles_lie_evenly_within_their_step() {
        let scale = Scale { low: 100, width: 10, steps: 3 };
        let mut counts = Counts::new([scale, Scale::up_to(28, 4)], Near::PerTonne(Money::from_micros(1)), 4);
        for (draw, total) in [101, 102, 125, 129].into_iter().enumerate() {
            counts.add(draw as u64, total, 101, None);
        }
        assert_eq!(scale.quantile(&counts.draws, 1), Money::from_micros(105));
        assert_eq!(scale.quantile(&counts.draws, 3), Money::from_micros(125));
        assert_eq!(counts.dearest(2), Money::from_micros(127));
        assert_eq!((counts.scale.step(99), counts.scale.step(1_000)), (0, 2));
        // Regrets of 0, 1, 24 and 28, in steps of 9.
        let spread = counts.spread(false);
        assert_eq!(spread.max_regret_per_t, Money::from_micros(28));
        assert_eq!(counts.regret_scale.quantile(&counts.regrets, 3), Money::from_micros(27));
        assert_eq!(spread.p95_regret_per_t, Money::from_micros(28));
        assert_eq!(spread.chance_near.to_bits(), 0.5_f64.to_bits());
    }

    #[test]
    fn a_chance_is_bounded_as_wilson_bounds_it() {
        // 15 of 20: 0.5313 to 0.8881 (Newcombe, Statistics in Medicine 17 (1998), gives such values).
        let (low, high) = wilson(0.75, 20.0);
        assert!((low - 0.5313).abs() < 1e-4 && (high - 0.8881).abs() < 1e-4, "{low} {high}");
        assert_eq!(wilson(0.0, 10.0).0.to_bits(), 0.0_f64.to_bits());
    }
}
