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
    above: f64,
    below: f64,
    above_squares: f64,
    products: f64,
    below_squares: f64,
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

    /// Makes a ratio from known sums: above, below, the squares of those above, the products, the squares of those below.
    pub(super) const fn of([above, below, above_squares, products, below_squares]: [f64; 5]) -> Self {
        Self { above, below, above_squares, products, below_squares }
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
        let found = Ratio::of([1.0 + 3.0, 2.0 + 2.0, 1.0 + 9.0, 2.0 + 6.0, 4.0 + 4.0]).estimate(2);
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
