//! The figures ranked by the measures of a method.

use crate::draws::wilson;
use crate::units::Money;

use super::contest::OUTPUTS;
use super::estimate::Estimate;
use super::morris::ElementaryEffect;
use super::oat::Swing;
use super::result::{Driver, Drivers, DrivingPair, Estimated, VariedFigure};
use super::shapley::Shapley;
use super::sobol::Sobol;

/// The deviation that 95 % of a normal distribution are within, either way.
const Z95: f64 = 1.959_963_984_540_054;
/// The least number of rows or walks in which the lead differs that show what it depends on.
const MIN_FLIPS: u64 = 30;
/// The millionths in a unit.
const MICROS: f64 = Money::SCALE as f64;

/// The measures of a method, for each output.
pub(super) enum Measured {
    Oat { swings: Vec<Vec<Swing>>, ends: Vec<(f64, f64)> },
    Morris { effects: Vec<Vec<ElementaryEffect>>, walks: u64 },
    Sobol { indices: Vec<Sobol>, rows: u64 },
    Shapley { shares: Vec<Shapley>, walks: u64 },
}

impl Measured {
    /// Makes the measures where there is nothing to vary.
    pub(super) const fn nothing() -> Self {
        Self::Oat { swings: Vec::new(), ends: Vec::new() }
    }

    /// Returns the number of rows or walks.
    pub(super) const fn samples(&self) -> Option<u64> {
        match self {
            Self::Oat { .. } => None,
            Self::Morris { walks, .. } | Self::Shapley { walks, .. } => Some(*walks),
            Self::Sobol { rows, .. } => Some(*rows),
        }
    }

    /// Returns how many times the scenario was evaluated, with so many figures.
    pub(super) fn evaluations(&self, figures: usize) -> u64 {
        let walk = figures as u64 + 1;
        match self {
            Self::Oat { swings, .. } if swings.is_empty() => 0,
            Self::Oat { .. } => 2 * walk - 1,
            Self::Morris { walks, .. } | Self::Shapley { walks, .. } => walks * walk,
            Self::Sobol { rows, .. } => 2 * rows * walk,
        }
    }
}

/// An output of a contest whose drivers are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Output {
    /// The difference between the two corridors.
    Difference,
    /// Whether the leader is beaten.
    Flip,
}

/// Ranks figures by the measures of an output.
#[derive(Clone, Copy)]
pub(super) struct Ranking<'a> {
    pub(super) measured: &'a Measured,
    pub(super) figures: &'a [VariedFigure],
    /// The greatest number of figures that are listed.
    pub(super) max_listed: usize,
}

impl Ranking<'_> {
    /// Ranks the figures that drive an output of a contest.
    pub(super) fn drivers(&self, contest: usize, of: Output) -> Drivers {
        let output = contest * OUTPUTS + usize::from(of == Output::Flip);
        let scale = if of == Output::Difference { MICROS } else { 1.0 };
        match self.measured {
            Measured::Oat { swings, .. } if of == Output::Difference && !swings.is_empty() => {
                let (own, flips) = (&swings[output], &swings[output + 1]);
                let driver = |figure: usize| Driver {
                    at_low: Some(own[figure].low / scale),
                    at_high: Some(own[figure].high / scale),
                    flips_at_low: Some(flips[figure].low > 0.5),
                    flips_at_high: Some(flips[figure].high > 0.5),
                    ..Driver::default()
                };
                // A figure whose ends change the lead is listed even where they do not change this difference.
                let measure = |figure: usize| own[figure].size() + f64::EPSILON * flips[figure].size();
                self.ranked(Drivers { is_told: true, ..Drivers::default() }, measure, driver)
            }
            Measured::Oat { .. } => Drivers::default(),
            Measured::Morris { effects, .. } => {
                let own = &effects[output];
                let driver = |figure: usize| Driver {
                    mu: Some(bounded(own[figure].mean, scale)),
                    mu_star: Some(bounded(own[figure].size, scale)),
                    sigma: Some(own[figure].deviation / scale),
                    ..Driver::default()
                };
                let is_told = own.iter().any(|effect| effect.size.value > 0.0);
                self.ranked(Drivers { is_told, ..Drivers::default() }, |figure| own[figure].size.value, driver)
            }
            Measured::Sobol { indices, rows } => {
                let own = &indices[output];
                let left = |figure: usize| (own.variance * (1.0 - own.first[figure].value).max(0.0)).sqrt() / scale;
                let driver = |figure: usize| Driver {
                    first_order: Some(bounded(own.first[figure], 1.0)),
                    total: Some(bounded(own.total[figure], 1.0)),
                    standard_deviation_if_known: Some(left(figure)),
                    ..Driver::default()
                };
                let drivers = Drivers {
                    interactions: Some(bounded(own.interactions, 1.0)),
                    pairs: self.pairs(own),
                    ..Sample { mean: own.mean, variance: own.variance, different: own.different, rows: *rows }
                        .drivers(of)
                };
                self.ranked(drivers, |figure| own.total[figure].value, driver)
            }
            Measured::Shapley { shares, walks } => {
                let own = &shares[output];
                let driver =
                    |figure: usize| Driver { shapley: Some(bounded(own.shares[figure], 1.0)), ..Driver::default() };
                let sample = Sample { mean: own.mean, variance: own.variance, different: own.different, rows: *walks };
                self.ranked(sample.drivers(of), |figure| own.shares[figure].value, driver)
            }
        }
    }

    /// Lists the figures whose measure is not 0, the greatest first.
    fn ranked(&self, drivers: Drivers, measure: impl Fn(usize) -> f64, driver: impl Fn(usize) -> Driver) -> Drivers {
        let mut order: Vec<usize> = (0..self.figures.len()).filter(|&figure| measure(figure).abs() > 0.0).collect();
        order.sort_by(|&left, &right| measure(right).total_cmp(&measure(left)).then(left.cmp(&right)));
        let moving = order.len();
        let listed = order.into_iter().take(self.max_listed).zip(1..).map(|(figure, rank)| Driver {
            rank,
            path: self.figures[figure].path.clone(),
            figure,
            ..driver(figure)
        });
        Drivers { moving, figures: listed.collect(), ..drivers }
    }

    /// Lists the pairs whose share differs from 0 with 95 % confidence, the greatest first.
    fn pairs(&self, own: &Sobol) -> Vec<DrivingPair> {
        let sure = own.pairs.iter().filter(|pair| pair.share.value.abs() > Z95 * pair.share.error);
        let mut sure: Vec<_> = sure.map(|pair| (pair.inputs, bounded(pair.share, 1.0))).collect();
        sure.sort_by(|left, right| right.1.estimate.total_cmp(&left.1.estimate).then(left.0.cmp(&right.0)));
        let pair = |(inputs, second_order): ([usize; 2], Estimated)| DrivingPair {
            paths: inputs.map(|input| self.figures[input].path.clone()),
            second_order,
        };
        sure.into_iter().map(pair).collect()
    }
}

/// The sample of an output.
struct Sample {
    mean: Estimate,
    variance: f64,
    /// The number of rows or walks in which the output differs.
    different: u64,
    rows: u64,
}

impl Sample {
    /// Describes the sample, without any figures.
    fn drivers(&self, of: Output) -> Drivers {
        // Both points of a row, or both ends of a walk.
        let points = 2 * self.rows;
        let (mean, scale, least) = match of {
            Output::Difference => (bounded(self.mean, MICROS), MICROS, 1),
            Output::Flip => {
                let (low, high) = wilson(self.mean.value, points as f64);
                (Estimated { estimate: self.mean.value, low, high }, 1.0, MIN_FLIPS)
            }
        };
        Drivers {
            mean: Some(mean),
            points,
            standard_deviation: Some(self.variance.sqrt() / scale),
            is_told: self.different >= least,
            ..Drivers::default()
        }
    }
}

/// Returns an estimate with its bounds, in units of a scale.
fn bounded(estimate: Estimate, scale: f64) -> Estimated {
    let (value, half) = (estimate.value / scale, Z95 * estimate.error / scale);
    Estimated { estimate: value, low: value - half, high: value + half }
}
