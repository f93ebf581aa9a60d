//! What runs measure: means and percentiles with how far chance may have moved them.

use schemars::JsonSchema;
use serde::Serialize;

use corridor_kernel::events::Levels;

/// The shares of what is measured that lie at or below the percentiles given.
const SHARES: [f64; 3] = [0.05, 0.5, 0.95];
/// The 97.5 % quantiles of Student's distribution with 1 to 4 degrees of freedom, where the expansion below is poor.
const STUDENT: [f64; 4] = [12.706, 4.303, 3.182, 2.776];
/// The same of the normal distribution.
const NORMAL: f64 = 1.959_964;

/// A mean over runs, with half the width of its 95 % confidence interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct RunMean {
    /// The mean.
    pub mean: f64,
    /// Half the width of the 95 % confidence interval of the mean; none from a single run.
    pub error: Option<f64>,
}

/// How something that was measured many times in each run is spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct SimulatedSpread {
    /// The mean.
    pub mean: f64,
    /// Half the width of the 95 % confidence interval of the mean; none from a single run.
    pub mean_error: Option<f64>,
    /// What 5 % stay at or below.
    pub p5: f64,
    /// The same half width of this.
    pub p5_error: Option<f64>,
    /// What half stay at or below.
    pub p50: f64,
    /// The same half width of this.
    pub p50_error: Option<f64>,
    /// What 95 % stay at or below.
    pub p95: f64,
    /// The same half width of this.
    pub p95_error: Option<f64>,
    /// The greatest of all runs.
    pub max: f64,
}

/// Returns the 97.5 % quantile of Student's distribution.
///
/// # Source
/// Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 26.7.5.
fn student(freedom: usize) -> f64 {
    if let Some(known) = STUDENT.get(freedom.wrapping_sub(1)) {
        return *known;
    }
    let (n, z) = (freedom as f64, NORMAL);
    let [z3, z5, z7] = [z * z * z, z * z * z * z * z, z * z * z * z * z * z * z];
    z + (z3 + z) / (4.0 * n)
        + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * n * n)
        + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * n * n * n)
}

/// Returns half the width of the confidence interval of a figure of all runs, from the same figure of each.
///
/// # Source
/// Sectioning: Asmussen and Glynn, "Stochastic Simulation" (2007), III.5.
fn error(of_all: f64, of_runs: &[f64]) -> Option<f64> {
    let runs = of_runs.len();
    let squares: f64 = of_runs.iter().map(|own| (own - of_all) * (own - of_all)).sum();
    (runs > 1).then(|| student(runs - 1) * (squares / (runs * (runs - 1)) as f64).sqrt())
}

impl RunMean {
    /// Sums up a number of each run.
    pub(super) fn of(runs: &[f64]) -> Self {
        let mean = runs.iter().sum::<f64>() / runs.len().max(1) as f64;
        Self { mean, error: error(mean, runs) }
    }

    /// Sums up the means of runs that were each taken over some things, with how many; none over nothing.
    pub(super) fn weighted(runs: &[(f64, u64)]) -> Option<Self> {
        let (sum, count) = runs.iter().fold((0.0, 0), |(sum, count), own| (sum + own.0, count + own.1));
        let mean = sum / count as f64;
        let of_runs: Vec<f64> = runs.iter().filter(|own| own.1 > 0).map(|own| own.0 / own.1 as f64).collect();
        (count > 0).then(|| Self { mean, error: error(mean, &of_runs) })
    }
}

impl SimulatedSpread {
    /// Sums up what was measured in each run; none where nothing was.
    pub(super) fn of(runs: Vec<Vec<f64>>) -> Option<Self> {
        let mut own: Vec<[f64; 4]> = Vec::new();
        let mut all: Vec<f64> = Vec::new();
        for mut run in runs.into_iter().filter(|run| !run.is_empty()) {
            run.sort_by(f64::total_cmp);
            own.push(figures(&run));
            all.extend(run);
        }
        all.sort_by(f64::total_cmp);
        let max = *all.last()?;
        Some(Self::joined(figures(&all), max, &own))
    }

    /// Sums up how long something had each value in each run.
    pub(super) fn of_levels(runs: &[&Levels]) -> Self {
        let figures = |levels: &Levels| {
            let [p5, p50, p95] = SHARES.map(|share| levels.quantile(share) as f64);
            [levels.mean(), p5, p50, p95]
        };
        let mut all = Levels::default();
        for own in runs {
            all.add(own);
        }
        let own: Vec<[f64; 4]> = runs.iter().map(|own| figures(own)).collect();
        Self::joined(figures(&all), all.greatest() as f64, &own)
    }

    fn joined([mean, p5, p50, p95]: [f64; 4], max: f64, runs: &[[f64; 4]]) -> Self {
        let error = |of_all: f64, at: usize| error(of_all, &runs.iter().map(|own| own[at]).collect::<Vec<_>>());
        Self {
            mean,
            mean_error: error(mean, 0),
            p5,
            p5_error: error(p5, 1),
            p50,
            p50_error: error(p50, 2),
            p95,
            p95_error: error(p95, 3),
            max,
        }
    }
}

/// Returns the mean and the percentiles of sorted numbers, of which there is at least one.
fn figures(sorted: &[f64]) -> [f64; 4] {
    let at = |share: f64| sorted[((share * sorted.len() as f64).ceil() as usize).clamp(1, sorted.len()) - 1];
    let [p5, p50, p95] = SHARES.map(at);
    [sorted.iter().sum::<f64>() / sorted.len() as f64, p5, p50, p95]
}

#[cfg(test)]
mod tests {
    use super::{RunMean, SimulatedSpread, student};

    #[test]
    fn the_quantiles_of_student_are_those_of_the_tables() {
        for (freedom, wanted) in [(1, 12.706), (4, 2.776), (5, 2.571), (10, 2.228), (30, 2.042), (199, 1.972)] {
            assert!((student(freedom) - wanted).abs() < 0.004, "{freedom}: {}", student(freedom));
        }
    }

    #[test]
    fn a_spread_is_of_all_runs_and_its_error_from_their_differences() {
        let spread = SimulatedSpread::of(vec![vec![3.0, 1.0], vec![], vec![7.0, 5.0]]).expect("numbers");
        // Means 2 and 6 about 4: sqrt((4 + 4) / 2) x 12.706.
        assert_eq!((spread.mean, spread.p5, spread.p50, spread.p95, spread.max), (4.0, 1.0, 3.0, 7.0, 7.0));
        assert!(spread.mean_error.is_some_and(|error| (error - 25.412).abs() < 1e-9));
        assert_eq!(SimulatedSpread::of(vec![vec![]]), None);
        assert_eq!(RunMean::of(&[3.0]), RunMean { mean: 3.0, error: None });
        assert_eq!(RunMean::weighted(&[(6.0, 2), (0.0, 0)]), Some(RunMean { mean: 3.0, error: None }));
    }
}
