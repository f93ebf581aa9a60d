//! Estimates with their errors.

use corridor_kernel::lanes::{Block, LANES};

/// A number that was estimated from a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Its standard error, as if the points of the sample were independent: those of a Sobol' sequence are spread more evenly
    /// than that, so the true one is rather smaller.
    pub error: f64,
}

/// The sums that a ratio of two means and its error are estimated from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Ratio {
    pub(super) above: f64,
    pub(super) below: f64,
    pub(super) above_squares: f64,
    pub(super) products: f64,
    pub(super) below_squares: f64,
}

impl Ratio {
    /// Adds what eight points say.
    pub(super) fn add_block(&mut self, above: &Block, below: &Block) {
        let sum = |of: &dyn Fn(usize) -> f64| {
            let halves: [f64; LANES / 2] = std::array::from_fn(|lane| of(lane) + of(lane + LANES / 2));
            (halves[0] + halves[1]) + (halves[2] + halves[3])
        };
        self.above += sum(&|lane| above.0[lane]);
        self.below += sum(&|lane| below.0[lane]);
        self.above_squares += sum(&|lane| above.0[lane] * above.0[lane]);
        self.products += sum(&|lane| above.0[lane] * below.0[lane]);
        self.below_squares += sum(&|lane| below.0[lane] * below.0[lane]);
    }

    /// Estimates the ratio; 0 where there is nothing below.
    ///
    /// # Source
    /// Cochran, "Sampling Techniques" (1977), section 6.4: to first order the error of a ratio of means is that of the
    /// mean residual over the mean below.
    pub(super) fn estimate(&self, points: u64) -> Estimate {
        if self.below <= 0.0 {
            return Estimate::default();
        }
        let value = self.above / self.below;
        let residuals = self.above_squares - 2.0 * value * self.products + value * value * self.below_squares;
        let points = points as f64;
        let growth = points / (points - 1.0).max(1.0);
        Estimate { value, error: (residuals.max(0.0) * growth).sqrt() / self.below }
    }
}

/// The outputs at many pairs of independent points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// The mean of the output.
    pub mean: Estimate,
    /// Its variance.
    pub variance: f64,
    /// The number of pairs.
    pub pairs: u64,
    /// The number of pairs in which the two points have different outputs.
    pub different: u64,
}

/// The sums of an output that a sample is estimated from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct SampleSums {
    sum: f64,
    squares: f64,
    /// Half the squares of the differences within pairs, whose mean is the variance.
    pub(super) halves: f64,
    pub(super) half_squares: f64,
    different: f64,
}

impl SampleSums {
    /// Adds the outputs at two independent points.
    pub(super) fn add(&mut self, one: f64, other: f64) {
        // The mean of both has half the variance of one where they are independent: its error is that of all.
        let (middle, difference) = (0.5 * (one + other), one - other);
        let half = 0.5 * difference * difference;
        self.merge(&Self {
            sum: middle,
            squares: middle * middle,
            halves: half,
            half_squares: half * half,
            different: f64::from(u8::from(difference.abs() > 0.0)),
        });
    }

    /// Adds the sums of other points.
    pub(super) fn merge(&mut self, other: &Self) {
        self.sum += other.sum;
        self.squares += other.squares;
        self.halves += other.halves;
        self.half_squares += other.half_squares;
        self.different += other.different;
    }

    /// Estimates from so many pairs.
    pub(super) fn sample(&self, pairs: u64) -> Sample {
        Sample {
            mean: mean(self.sum, self.squares, pairs),
            variance: self.halves / pairs as f64,
            pairs,
            different: self.different as u64,
        }
    }
}

/// Estimates a mean from the sum of numbers and of their squares.
pub(super) fn mean(sum: f64, squares: f64, points: u64) -> Estimate {
    let points = points as f64;
    let value = sum / points;
    let variance = (squares - sum * value).max(0.0) / (points - 1.0).max(1.0);
    Estimate { value, error: (variance / points).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::{Block, Ratio, mean};

    #[test]
    fn means_and_ratios_and_their_errors_are_worked_by_hand() {
        // 1, 2, 3, 4: mean 2.5, variance 5/3, of the mean 5/12.
        let found = mean(10.0, 30.0, 4);
        assert!((found.value - 2.5).abs() < 1e-15 && (found.error - (5.0_f64 / 12.0).sqrt()).abs() < 1e-15);
        // 1, 3 over 2, 2: ratio 1, residuals -1 and 1, their variance 2, of the mean 1, over 2.
        let sums = Ratio { above: 4.0, below: 4.0, above_squares: 1.0 + 9.0, products: 2.0 + 6.0, below_squares: 8.0 };
        let found = sums.estimate(2);
        assert!((found.value - 1.0).abs() < 1e-15 && (found.error - 0.5).abs() < 1e-15);
        // What is proportional has no error, and over nothing there is nothing.
        let mut ratio = Ratio::default();
        ratio.add_block(&Block([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]), &Block::splat(0.0));
        assert!(ratio.estimate(8).value.abs() < 1e-300);
        let blocks =
            [Block([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]), Block([2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0])];
        let mut ratio = Ratio::default();
        ratio.add_block(&blocks[0], &blocks[1]);
        let found = ratio.estimate(8);
        assert!((found.value - 0.5).abs() < 1e-15 && found.error.abs() < 1e-15);
    }
}
