//! How a figure may turn out: distributions by their quantiles, all of them between two ends.

use super::special::{beta_quantile, normal_probability, normal_quantile};

/// Where a bell curve is cut unless other ends are given, in standard deviations: 1 draw in 16,000 lies beyond.
pub const CUT: f64 = 4.0;

/// The distribution of a figure.
///
/// Every kind is drawn by its quantile function, so one uniform number makes one value: values rise with the numbers
/// they come from, and a figure's number is the same whatever its distribution is. All kinds lie between two ends,
/// since engines rely on bounds.
#[derive(Clone, Debug, PartialEq)]
pub enum Distribution {
    /// One value.
    Constant(f64),
    /// Every value between the ends is as likely.
    Uniform {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// Likeliest at the mode, falling in straight lines to the ends.
    Triangular {
        /// The lower end.
        low: f64,
        /// The likeliest value.
        mode: f64,
        /// The upper end.
        high: f64,
    },
    /// A beta distribution with the shapes `1 + 4 (mode - low) / (high - low)` and `6` less that.
    ///
    /// # Source
    /// Malcolm, Roseboom, Clark and Fazar, "Application of a Technique for Research and Development Program
    /// Evaluation", Operations Research 7 (1959); shapes by Vose, "Risk Analysis" (2000).
    Pert {
        /// The lower end.
        low: f64,
        /// The likeliest value.
        mode: f64,
        /// The upper end.
        high: f64,
    },
    /// A bell curve cut at the ends.
    Normal {
        /// The mean before the cut, between the ends.
        mean: f64,
        /// The standard deviation before the cut.
        sd: f64,
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// The exponential of a bell curve, cut at the ends.
    LogNormal {
        /// The median before the cut, between the ends.
        median: f64,
        /// The standard deviation of the logarithm before the cut.
        sigma: f64,
        /// The lower end, not below 0.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// Some values, each with its probability.
    Discrete(Vec<(f64, f64)>),
    /// Values at equal steps of probability, the first the lower end and the last the upper; straight lines between.
    ///
    /// # Source
    /// Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996), definition 7.
    Empirical(Vec<f64>),
    /// Something that happens or does not: a closure, a shock.
    Event {
        /// The probability that it happens.
        probability: f64,
        /// The value where it happens.
        value: f64,
        /// The value where it does not.
        otherwise: f64,
    },
}

/// The fault of numbers that make no distribution.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DistributionError {
    /// A kind of distribution is not known.
    #[error("there is no distribution `{0}`")]
    Unknown(String),
    /// A parameter is not given.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A number is infinite or none.
    #[error("a number is not finite")]
    NotFinite,
    /// The ends, and what lies between, are not in order.
    #[error("the ends do not bracket what lies between")]
    OutOfOrder,
    /// A standard deviation is 0 or below, or a log-normal figure is not above 0.
    #[error("a number is not above 0")]
    NotPositive,
    /// A probability lies outside 0 to 1, or all of them are not 1.
    #[error("probabilities do not lie between 0 and 1, or do not add up to 1")]
    NoProbability,
    /// There is no value.
    #[error("there is no value")]
    Empty,
}

impl Distribution {
    /// Makes a bell curve that is cut at [`CUT`] standard deviations where no end is given.
    pub fn normal(mean: f64, sd: f64, low: Option<f64>, high: Option<f64>) -> Self {
        Self::Normal { mean, sd, low: low.unwrap_or(mean - CUT * sd), high: high.unwrap_or(mean + CUT * sd) }
    }

    /// Makes the exponential of a bell curve that is cut at [`CUT`] standard deviations where no end is given.
    pub fn log_normal(median: f64, sigma: f64, low: Option<f64>, high: Option<f64>) -> Self {
        let end = |sign: f64| median * libm::exp(sign * CUT * sigma);
        let (low, high) = (low.unwrap_or_else(|| end(-1.0)), high.unwrap_or_else(|| end(1.0)));
        Self::LogNormal { median, sigma, low: low.max(0.0), high }
    }

    /// Checks the numbers and brings values into order; ends that meet make a constant.
    ///
    /// # Errors
    /// Returns what is wrong with them.
    pub fn checked(mut self) -> Result<Self, DistributionError> {
        match &mut self {
            Self::Constant(value) => ordered(&[*value])?,
            Self::Uniform { low, high } => ordered(&[*low, *high])?,
            Self::Triangular { low, mode, high } | Self::Pert { low, mode, high } => ordered(&[*low, *mode, *high])?,
            Self::Normal { mean, sd, low, high } => {
                ordered(&[*low, *mean, *high])?;
                positive(*sd)?;
            }
            Self::LogNormal { median, sigma, low, high } => {
                ordered(&[0.0, *low, *median, *high])?;
                positive(*median)?;
                positive(*sigma)?;
            }
            Self::Discrete(values) => {
                for &(value, probability) in values.iter() {
                    ordered(&[value])?;
                    share(probability)?;
                }
                // A value that never comes would stretch the ends for nothing.
                values.retain(|&(_, share)| share > 0.0);
                values.sort_by(|left, right| left.0.total_cmp(&right.0));
                let total: f64 = values.iter().map(|&(_, share)| share).sum();
                if values.is_empty() {
                    return Err(DistributionError::Empty);
                }
                if (total - 1.0).abs() > 1e-9 {
                    return Err(DistributionError::NoProbability);
                }
            }
            Self::Empirical(values) if values.is_empty() => return Err(DistributionError::Empty),
            Self::Empirical(values) => {
                values.sort_by(f64::total_cmp);
                ordered(values)?;
            }
            Self::Event { probability, value, otherwise } => {
                ordered(&[*value])?;
                ordered(&[*otherwise])?;
                share(*probability)?;
            }
        }
        let (low, high) = self.support();
        Ok(if low < high { self } else { Self::Constant(low) })
    }

    /// Returns the least and the greatest value that it can take.
    ///
    /// It and [`Distribution::quantile`] ask for numbers that have been checked.
    pub fn support(&self) -> (f64, f64) {
        match self {
            Self::Constant(value) => (*value, *value),
            Self::Uniform { low, high }
            | Self::Triangular { low, high, .. }
            | Self::Pert { low, high, .. }
            | Self::Normal { low, high, .. }
            | Self::LogNormal { low, high, .. } => (*low, *high),
            Self::Discrete(values) => (values[0].0, values[values.len() - 1].0),
            Self::Empirical(values) => (values[0], values[values.len() - 1]),
            Self::Event { probability, value, otherwise } => match *probability {
                0.0 => (*otherwise, *otherwise),
                1.0 => (*value, *value),
                _ => (value.min(*otherwise), value.max(*otherwise)),
            },
        }
    }

    /// Returns the value below which others lie with probability `u`: an end at 0 and at 1.
    pub fn quantile(&self, u: f64) -> f64 {
        let (low, high) = self.support();
        if u <= 0.0 || u >= 1.0 {
            return if u <= 0.0 { low } else { high };
        }
        let value = match self {
            Self::Constant(value) => *value,
            Self::Uniform { low, high } => low + (high - low) * u,
            Self::Triangular { low, mode, high } => {
                let width = high - low;
                if u * width < mode - low {
                    low + (u * width * (mode - low)).sqrt()
                } else {
                    high - ((1.0 - u) * width * (high - mode)).sqrt()
                }
            }
            Self::Pert { low, mode, high } => {
                let (rise, fall) = (shape(mode - low, high - low), shape(high - mode, high - low));
                if u <= 0.5 {
                    low + (high - low) * beta_quantile(rise, fall, u)
                } else {
                    high - (high - low) * beta_quantile(fall, rise, 1.0 - u)
                }
            }
            Self::Normal { mean, sd, low, high } => mean + sd * cut_normal((low - mean) / sd, (high - mean) / sd, u),
            Self::LogNormal { median, sigma, low, high } => {
                let score = |end: f64| libm::log(end / median) / sigma;
                median * libm::exp(sigma * cut_normal(score(*low), score(*high), u))
            }
            Self::Discrete(values) => {
                let mut below = 0.0;
                let reached = values.iter().position(|&(_, share)| {
                    below += share;
                    u < below
                });
                reached.map_or(high, |position| values[position].0)
            }
            Self::Empirical(values) => {
                let place = u * (values.len() - 1) as f64;
                let step = (place as usize).min(values.len() - 2);
                let (from, to) = (values[step], values[step + 1]);
                (from + (to - from) * (place - step as f64)).clamp(from, to)
            }
            Self::Event { probability, value, otherwise } => {
                let happens = if value < otherwise { u < *probability } else { u >= 1.0 - *probability };
                if happens { *value } else { *otherwise }
            }
        };
        value.clamp(low, high)
    }
}

/// Refuses numbers that are not finite or not in order.
fn ordered(numbers: &[f64]) -> Result<(), DistributionError> {
    if !numbers.iter().all(|number| number.is_finite()) {
        Err(DistributionError::NotFinite)
    } else if numbers.is_sorted() {
        Ok(())
    } else {
        Err(DistributionError::OutOfOrder)
    }
}

fn positive(number: f64) -> Result<(), DistributionError> {
    ordered(&[number])?;
    if number > 0.0 { Ok(()) } else { Err(DistributionError::NotPositive) }
}

fn share(number: f64) -> Result<(), DistributionError> {
    if (0.0..=1.0).contains(&number) { Ok(()) } else { Err(DistributionError::NoProbability) }
}

/// Returns the shape of a PERT distribution at the end from which its mode is so far.
fn shape(distance: f64, width: f64) -> f64 {
    1.0 + 4.0 * distance / width
}

/// Returns the quantile of a standard bell curve cut at ends on both sides of its middle.
fn cut_normal(low: f64, high: f64, u: f64) -> f64 {
    let (below, above) = (normal_probability(low), normal_probability(-high));
    let within = 1.0 - below - above;
    let (lower, upper) = (below + u * within, above + (1.0 - u) * within);
    // The smaller tail is the one that is known more exactly.
    if lower <= upper { normal_quantile(lower) } else { -normal_quantile(upper) }
}

#[cfg(test)]
mod tests {
    use super::super::special::{beta_probability, normal_probability};
    use super::{Distribution, DistributionError};

    const STEPS: u32 = 200_000;

    /// Returns mean and variance by the quantiles at the middles of so many steps of probability.
    fn moments(distribution: &Distribution) -> (f64, f64) {
        let middles = (0..STEPS).map(|step| (f64::from(step) + 0.5) / f64::from(STEPS));
        let (sum, squares) = middles
            .map(|u| distribution.quantile(u))
            .fold((0.0, 0.0), |(sum, squares), value| (sum + value, squares + value * value));
        let mean = sum / f64::from(STEPS);
        (mean, squares / f64::from(STEPS) - mean * mean)
    }

    fn check_moments(distribution: Distribution, mean: f64, variance: f64) {
        let distribution = distribution.checked().expect("a distribution");
        let (low, high) = distribution.support();
        let found = moments(&distribution);
        assert!((found.0 - mean).abs() < 1e-5 * (high - low), "{distribution:?}: {found:?} {mean}");
        assert!((found.1 - variance).abs() < 1e-5 * (high - low) * (high - low), "{found:?} {variance}");
    }

    #[test]
    fn means_and_variances_are_those_of_the_textbooks() {
        check_moments(Distribution::Uniform { low: 100.0, high: 160.0 }, 130.0, 300.0);
        // (10 + 20 + 45) / 3 and (10^2 + 20^2 + 45^2 - 10*20 - 10*45 - 20*45) / 18.
        check_moments(Distribution::Triangular { low: 10.0, mode: 20.0, high: 45.0 }, 25.0, 975.0 / 18.0);
        // (10 + 4*20 + 45) / 6 = 22.5 and (22.5 - 10) (45 - 22.5) / 7.
        check_moments(Distribution::Pert { low: 10.0, mode: 20.0, high: 45.0 }, 22.5, 12.5 * 22.5 / 7.0);
        check_moments(Distribution::Pert { low: 0.0, mode: 0.0, high: 6.0 }, 1.0, 5.0 / 7.0);
        // Cut at z on both sides: 1 - 2 z phi(z) / (1 - 2 Phi(-z)).
        let density = libm::exp(-8.0) / (2.0 * std::f64::consts::PI).sqrt();
        let within = 1.0 - 2.0 * normal_probability(-4.0);
        check_moments(Distribution::normal(50.0, 3.0, None, None), 50.0, 9.0 * (1.0 - 8.0 * density / within));
        // Half a bell curve: sqrt(2 / pi) and 1 - 2 / pi.
        let half = std::f64::consts::FRAC_2_PI;
        check_moments(Distribution::normal(0.0, 1.0, Some(0.0), Some(30.0)), half.sqrt(), 1.0 - half);
        // exp(s^2 / 2) and (exp(s^2) - 1) exp(s^2), cut where it no longer counts.
        let (growth, square) = (libm::exp(0.005), libm::exp(0.01));
        let far = (Some(libm::exp(-0.8)), Some(libm::exp(0.8)));
        check_moments(Distribution::log_normal(1.0, 0.1, far.0, far.1), growth, (square - 1.0) * square);
        check_moments(Distribution::Discrete(vec![(3.0, 0.25), (1.0, 0.5), (7.0, 0.25)]), 3.0, 6.0);
        check_moments(Distribution::Event { probability: 0.1, value: 20.0, otherwise: 10.0 }, 11.0, 9.0);
        check_moments(Distribution::Event { probability: 0.1, value: 0.0, otherwise: 10.0 }, 9.0, 9.0);
        check_moments(Distribution::Empirical(vec![4.0, 0.0, 2.0]), 2.0, 16.0 / 12.0);
    }

    #[test]
    fn quantiles_have_their_probabilities() {
        for step in 1..1000 {
            let u = f64::from(step) / 1000.0;
            let pert = Distribution::Pert { low: 10.0, mode: 20.0, high: 45.0 }.quantile(u);
            let shapes = (1.0 + 4.0 * 10.0 / 35.0, 1.0 + 4.0 * 25.0 / 35.0);
            assert!((beta_probability(shapes.0, shapes.1, (pert - 10.0) / 35.0) - u).abs() < 1e-14);
            let log = Distribution::log_normal(5.0, 0.4, Some(3.0), Some(9.0)).quantile(u);
            let score = |value: f64| normal_probability(libm::log(value / 5.0) / 0.4);
            assert!(((score(log) - score(3.0)) / (score(9.0) - score(3.0)) - u).abs() < 1e-14);
        }
    }

    #[test]
    fn quantiles_rise_from_end_to_end() {
        for distribution in [
            Distribution::Uniform { low: -1.0, high: 0.1 },
            Distribution::Triangular { low: 0.1, mode: 0.1, high: 0.7 },
            Distribution::Triangular { low: 0.1, mode: 0.7, high: 0.7 },
            Distribution::Pert { low: -3.0, mode: 0.1, high: 0.3 },
            Distribution::normal(0.1, 3.0, None, Some(0.1)),
            Distribution::log_normal(0.1, 2.0, Some(-1.0), None),
            Distribution::Discrete(vec![(2.0, 0.3), (1.0, 0.7), (9.0, 0.0)]),
            Distribution::Empirical(vec![0.3, 0.1, 0.1]),
            Distribution::Event { probability: 0.3, value: -1.0, otherwise: 1.0 },
        ] {
            let distribution = distribution.checked().expect("a distribution");
            let (low, high) = distribution.support();
            let mut values = vec![distribution.quantile(0.0), distribution.quantile(f64::EPSILON)];
            values.extend((1..500).map(|step| distribution.quantile(f64::from(step) / 500.0)));
            values.extend([distribution.quantile(1.0 - f64::EPSILON), distribution.quantile(1.0)]);
            assert!(values.is_sorted(), "{distribution:?}");
            assert_eq!((values[0], values[values.len() - 1]), (low, high), "{distribution:?}");
        }
    }

    #[test]
    fn numbers_that_make_no_distribution_are_refused() {
        use DistributionError::{Empty, NoProbability, NotFinite, NotPositive, OutOfOrder};
        for (distribution, error) in [
            (Distribution::Constant(f64::NAN), NotFinite),
            (Distribution::Uniform { low: 2.0, high: 1.0 }, OutOfOrder),
            (Distribution::Triangular { low: 1.0, mode: 3.0, high: 2.0 }, OutOfOrder),
            (Distribution::normal(1.0, 0.0, None, None), NotPositive),
            (Distribution::log_normal(0.0, 1.0, None, None), NotPositive),
            (Distribution::normal(1.0, 1.0, Some(2.0), None), OutOfOrder),
            (Distribution::Discrete(vec![]), Empty),
            (Distribution::Discrete(vec![(1.0, 0.5)]), NoProbability),
            (Distribution::Empirical(vec![]), Empty),
            (Distribution::Event { probability: 1.5, value: 0.0, otherwise: 1.0 }, NoProbability),
        ] {
            assert_eq!(distribution.clone().checked(), Err(error), "{distribution:?}");
        }
    }

    #[test]
    fn ends_that_meet_are_a_constant() {
        for distribution in [
            Distribution::Uniform { low: 2.0, high: 2.0 },
            Distribution::Discrete(vec![(2.0, 1.0), (3.0, 0.0)]),
            Distribution::Empirical(vec![2.0]),
            Distribution::Event { probability: 0.0, value: 1.0, otherwise: 2.0 },
        ] {
            assert_eq!(distribution.checked(), Ok(Distribution::Constant(2.0)));
        }
    }
}
