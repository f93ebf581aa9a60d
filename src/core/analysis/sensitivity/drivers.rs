//! The figures measured by a method, and ranked.

use crate::draws::wilson;
use crate::ids::{FigureId, Id};
use crate::units::Money;
use corridor_kernel::lanes::LANES;

use super::contest::{Contests, OUTPUTS};
use super::estimate::{Estimate, Sample};
use super::function::Function;
use super::morris::{ElementaryEffect, morris};
use super::oat::{Swing, oat};
use super::question::{Ends, MAX_DEMANDS_WITH_PAIRS, MethodName, SensitivityError, SensitivityQuestion};
use super::result::{Driver, Drivers, DrivingPair, Estimated, VariedFigure};
use super::shapley::{Shapley, shapley};
use super::sobol::{Sobol, sobol};

/// The number of evaluations that a method other than `morris` takes unless another is given.
const EVALUATIONS: u64 = 400_000;
/// The number of evaluations that `morris` takes unless another is given.
const EVALUATIONS_OF_MORRIS: u64 = 40_000;
/// The least number of rows or walks.
const MIN_SAMPLES: u64 = 16;
/// The shares of draws between which `oat` moves figures by percentiles.
const PERCENTILES: (f64, f64) = (0.05, 0.95);
/// The deviation that 95 % of a normal distribution are within, either way.
const Z95: f64 = 1.959_963_984_540_054;
/// The least number of rows or walks in which the lead differs that show what it depends on.
const MIN_FLIPS: u64 = 30;
/// The millionths in a unit.
const MICROS: f64 = Money::SCALE as f64;

/// What a method found.
pub(super) struct Measured {
    /// The number of rows or walks.
    pub(super) samples: Option<u64>,
    /// How many times the scenario was evaluated.
    pub(super) evaluations: u64,
    pub(super) measures: Measures,
}

/// The measures of a method, for each output.
pub(super) enum Measures {
    /// There is nothing to vary.
    Nothing,
    Oat {
        swings: Vec<Vec<Swing>>,
        ends: Vec<(f64, f64)>,
    },
    Morris(Vec<Vec<ElementaryEffect>>),
    Sobol(Vec<Sobol>),
    Shapley(Vec<Shapley>),
}

impl Contests<'_> {
    /// Puts the method to the figures.
    pub(super) fn measure(&self, question: &SensitivityQuestion) -> Result<Measured, SensitivityError> {
        if self.inputs() == 0 || self.outputs() == 0 {
            return Ok(Measured { samples: None, evaluations: 0, measures: Measures::Nothing });
        }
        let &SensitivityQuestion { seed, second_order, .. } = question;
        // A walk takes one evaluation more than there are figures, a row of a Sobol' design two walks' worth.
        let walk = self.inputs() as u64 + 1;
        let sampled = |each: u64, usual: u64, measures: &dyn Fn(u64) -> Measures| {
            let samples = self.samples(question, each, usual)?;
            Ok(Measured { samples: Some(samples), evaluations: samples * each, measures: measures(samples) })
        };
        match question.method {
            MethodName::Oat => {
                let measures = self.swings(question.ends.unwrap_or_default())?;
                Ok(Measured { samples: None, evaluations: 2 * walk - 1, measures })
            }
            MethodName::Morris => {
                sampled(walk, EVALUATIONS_OF_MORRIS, &|walks| Measures::Morris(morris(self, walks, seed)))
            }
            MethodName::Sobol => {
                self.check_sobol(second_order)?;
                sampled(2 * walk, EVALUATIONS, &|rows| Measures::Sobol(sobol(self, rows, seed, second_order)))
            }
            MethodName::Shapley => {
                sampled(walk, EVALUATIONS, &|walks| Measures::Shapley(shapley(self, &self.together, walks, seed)))
            }
        }
    }

    /// Returns the number of rows or walks, a multiple of eight, where each takes so many evaluations.
    fn samples(&self, question: &SensitivityQuestion, each: u64, usual: u64) -> Result<u64, SensitivityError> {
        let least = MIN_SAMPLES * each;
        let evaluations = question.samples.unwrap_or_else(|| usual.max(least));
        if evaluations < least {
            let (figures, method) = (self.inputs(), question.method.as_str());
            return Err(SensitivityError::TooFew { figures, least, method });
        }
        let blocks = evaluations / each / LANES as u64;
        self.progress.begin((blocks * each) as usize);
        Ok(blocks * LANES as u64)
    }

    /// Moves one figure after the other to its ends.
    fn swings(&self, ends: Ends) -> Result<Measures, SensitivityError> {
        let figures = self.figures();
        let of = |&figure: &FigureId| {
            let distribution = self.distributions.distribution(figure);
            match ends {
                Ends::Bounds => distribution.support(),
                Ends::Percentiles => (distribution.quantile(PERCENTILES.0), distribution.quantile(PERCENTILES.1)),
            }
        };
        let ends: Vec<(f64, f64)> = figures.iter().map(of).collect();
        let centre: Vec<f64> = figures.iter().map(|figure| self.case.values()[figure.index()]).collect();
        let (_, swings) = oat(self, &centre, &ends);
        let is_void = |input: &usize| swings.iter().any(|own| own[*input].size().is_nan());
        match (0..figures.len()).find(is_void) {
            Some(input) => Err(SensitivityError::Uncountable(self.distributions.path(figures[input]).to_owned())),
            None => Ok(Measures::Oat { swings, ends }),
        }
    }

    fn check_sobol(&self, second_order: bool) -> Result<(), SensitivityError> {
        if let Some(group) = self.together.first() {
            let path = |place: usize| self.distributions.path(self.figures()[group.inputs[place]]).to_owned();
            return Err(SensitivityError::GoTogether { first: path(0), second: path(1) });
        }
        match self.of_demands.len() {
            demands if second_order && demands > MAX_DEMANDS_WITH_PAIRS => {
                Err(SensitivityError::TooManyForPairs(demands))
            }
            _ => Ok(()),
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
    pub(super) measures: &'a Measures,
    pub(super) figures: &'a [VariedFigure],
    /// The greatest number of figures that are listed.
    pub(super) max_listed: usize,
}

impl Ranking<'_> {
    /// Ranks the figures that drive an output of a contest.
    pub(super) fn drivers(&self, contest: usize, of: Output) -> Drivers {
        let output = contest * OUTPUTS + usize::from(of == Output::Flip);
        let scale = if of == Output::Difference { MICROS } else { 1.0 };
        match self.measures {
            Measures::Oat { swings, .. } if of == Output::Difference => {
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
            Measures::Nothing | Measures::Oat { .. } => Drivers::default(),
            Measures::Morris(effects) => {
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
            Measures::Sobol(indices) => {
                let own = &indices[output];
                let left = |share: f64| (own.sample.variance * (1.0 - share).max(0.0)).sqrt() / scale;
                let driver = |figure: usize| Driver {
                    first_order: Some(bounded(own.first[figure], 1.0)),
                    total: Some(bounded(own.total[figure], 1.0)),
                    standard_deviation_if_known: Some(left(own.first[figure].value)),
                    ..Driver::default()
                };
                let (interactions, pairs) = (Some(bounded(own.interactions, 1.0)), self.pairs(own));
                let drivers = Drivers { interactions, pairs, ..sampled(&own.sample, of) };
                self.ranked(drivers, |figure| own.total[figure].value, driver)
            }
            Measures::Shapley(shares) => {
                let own = &shares[output];
                let driver =
                    |figure: usize| Driver { shapley: Some(bounded(own.shares[figure], 1.0)), ..Driver::default() };
                self.ranked(sampled(&own.sample, of), |figure| own.shares[figure].value, driver)
            }
        }
    }

    /// Lists the figures whose measure is not 0, the greatest first.
    fn ranked(&self, drivers: Drivers, measure: impl Fn(usize) -> f64, driver: impl Fn(usize) -> Driver) -> Drivers {
        let mut order: Vec<usize> = (0..self.figures.len()).filter(|&figure| measure(figure).abs() > 0.0).collect();
        order.sort_by(|&left, &right| measure(right).total_cmp(&measure(left)).then(left.cmp(&right)));
        let moving = order.len();
        // Figures that drive it alike have one rank.
        let mut ranks: Vec<usize> = Vec::with_capacity(moving);
        for place in 0..moving {
            let is_alike = place > 0 && measure(order[place]).total_cmp(&measure(order[place - 1])).is_eq();
            ranks.push(if is_alike { ranks[place - 1] } else { place + 1 });
        }
        let listed = order.into_iter().take(self.max_listed).zip(ranks).map(|(figure, rank)| Driver {
            rank,
            path: self.figures[figure].path.clone(),
            name: self.figures[figure].name.clone(),
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
            names: inputs.map(|input| self.figures[input].name.clone()),
            second_order,
        };
        sure.into_iter().map(pair).collect()
    }
}

/// Describes the sample of an output, without any figures.
fn sampled(sample: &Sample, of: Output) -> Drivers {
    let points = 2 * sample.pairs;
    let (mean, scale, least) = match of {
        Output::Difference => (bounded(sample.mean, MICROS), MICROS, 1),
        Output::Flip => {
            let estimate = sample.mean.value;
            let (low, high) = wilson(estimate, points as f64);
            (Estimated { estimate, low, high }, 1.0, MIN_FLIPS)
        }
    };
    Drivers {
        mean: Some(mean),
        points,
        standard_deviation: Some(sample.variance.sqrt() / scale),
        is_told: sample.different >= least,
        ..Drivers::default()
    }
}

/// Returns an estimate with its bounds, in units of a scale.
fn bounded(estimate: Estimate, scale: f64) -> Estimated {
    let (value, half) = (estimate.value / scale, Z95 * estimate.error / scale);
    Estimated { estimate: value, low: value - half, high: value + half }
}
