//! The distributions of a scenario's figures: those that it asks for, otherwise their own bounds; and their correlations.
//!
//! A figure with bounds is drawn from a triangle: least at `low`, likeliest at its value, greatest at `high`; a bound
//! that is not given is the value itself, and a figure without bounds is fixed. A table says no more than these three
//! numbers, and the triangle adds nothing to them. PERT with the same numbers has a standard deviation that is smaller by
//! 7 % where the value lies in the middle and by 40 % where it is a bound, and what people take for the least and the
//! greatest is rather too narrow than too wide, so the wider of the two is the careful one. Who graded a figure has
//! turned the grade into bounds, so it does not count a second time here.
//!
//! # Source
//! Johnson, "The Triangular Distribution as a Proxy for the Beta Distribution in Risk Analysis", The Statistician 46
//! (1997); Alpert and Raiffa, "A Progress Report on the Training of Probability Assessors", in Kahneman, Slovic and
//! Tversky, "Judgment under Uncertainty" (1982), on bounds that are too narrow.

use crate::answer::Prepared;
use crate::ids::FigureId;
use crate::model::{Figure, Model, Register};
use crate::scenario::{Scenario, Uncertain};
use crate::units::Decimal;

use super::correlation::Correlation;
use super::distribution::{Distribution, DistributionError};
use super::error::DrawError;
use super::figures::Distributions;

impl Distributions {
    /// Collects the distributions of a scenario's figures: those of `[uncertain]`, and else those of their bounds;
    /// and how they are correlated.
    ///
    /// # Errors
    /// Refuses correlations that no draws can have together, and what [`Scenario::load`] refuses too: paths that lead
    /// to no figure and numbers that make no distribution.
    pub fn of(model: &Model, scenario: &Scenario) -> Result<Self, DrawError> {
        let register = &model.register;
        let mut all = Self::fixed(register.iter().map(|(_, figure)| (figure.path.clone(), figure.value.to_f64())));
        for (id, figure) in register.iter() {
            all.set(id, by_bounds(figure))?;
        }
        for uncertain in &scenario.document.uncertain {
            let path = &uncertain.path.value;
            let id = find(scenario, register, path).ok_or_else(|| DrawError::UnknownFigure(path.clone()))?;
            let asked = asked(uncertain, register.figure(id));
            all.set(id, asked.map_err(|fault| DrawError::Distribution { path: path.clone(), fault })?)?;
        }
        all.correlate(&pairs(scenario, register))?;
        Ok(all)
    }

    /// Collects the distributions of a case: those of its scenario, but what its changes set is settled.
    ///
    /// Bounds that are set together with a figure hold; a figure that is multiplied or raised is drawn from its bounds,
    /// which have followed it, unless `[uncertain]` says how it is drawn: that says nothing of the changed figure.
    ///
    /// # Errors
    /// As [`Distributions::of`].
    pub fn of_case(case: &Prepared) -> Result<Self, DrawError> {
        let mut all = Self::of(case.model(), case.scenario())?;
        let register = &case.model().register;
        let uncertain = case.scenario().document.uncertain.iter();
        let asked: Vec<FigureId> =
            uncertain.filter_map(|uncertain| find(case.scenario(), register, &uncertain.path.value)).collect();
        for id in case.overrides().iter().filter_map(|change| find(case.scenario(), register, &change.path)) {
            let figure = register.figure(id);
            if (figure.low, figure.high) == (None, None) {
                all.settle(id);
            } else if asked.contains(&id) {
                all.set(id, by_bounds(figure))?;
            }
        }
        Ok(all)
    }

    /// Keeps the figures of some paths at their values; paths that lead to no figure are ignored.
    pub(crate) fn settle_paths<'a>(&mut self, case: &Prepared, paths: impl Iterator<Item = &'a str>) {
        for figure in paths.filter_map(|path| find(case.scenario(), &case.model().register, path)) {
            self.settle(figure);
        }
    }
}

/// Returns each pair of figures that go together, by the paths of the register.
fn pairs(scenario: &Scenario, register: &Register) -> Vec<Correlation> {
    let name =
        |path: &str| find(scenario, register, path).map_or(path.to_owned(), |id| register.figure(id).path.clone());
    let mut pairs = Vec::new();
    for group in &scenario.document.correlated {
        let names: Vec<String> = group.figures.iter().map(|path| name(&path.value)).collect();
        for (position, second) in names.iter().enumerate() {
            let pair = |first: &String| Correlation::new(first, second, group.rho.to_f64());
            pairs.extend(names[..position].iter().map(pair));
        }
    }
    pairs
}

/// Returns the triangular distribution between a figure's bounds.
fn by_bounds(figure: &Figure) -> Distribution {
    let mode = figure.value.to_f64();
    let end = |bound: Option<Decimal>| bound.map_or(mode, Decimal::to_f64);
    Distribution::Triangular { low: end(figure.low).min(mode), mode, high: end(figure.high).max(mode) }
}

/// Finds the figure of a path.
fn find(scenario: &Scenario, register: &Register, path: &str) -> Option<FigureId> {
    register.find(&scenario.canonical(path)?)
}

/// Returns the distribution that a scenario asks for.
fn asked(uncertain: &Uncertain, figure: &Figure) -> Result<Distribution, DistributionError> {
    let given = |name: &str| {
        let found = uncertain.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, number)| number.to_f64())
    };
    let number = |name: &'static str| given(name).ok_or(DistributionError::Missing(name));
    let list = |name: &'static str| {
        let found = uncertain.lists.iter().find(|(known, _)| known == name);
        let (_, numbers) = found.ok_or(DistributionError::Missing(name))?;
        Ok(numbers.iter().map(|number| number.to_f64()).collect::<Vec<f64>>())
    };
    // A bell curve whose ends are not given is not drawn beyond what makes sense: no price below 0.
    Ok(match uncertain.dist.as_str() {
        "uniform" => Distribution::Uniform { low: number("low")?, high: number("high")? },
        "triangular" => Distribution::Triangular { low: number("low")?, mode: number("mode")?, high: number("high")? },
        "pert" => Distribution::Pert { low: number("low")?, mode: number("mode")?, high: number("high")? },
        "normal" => {
            within(Distribution::normal(number("mean")?, number("sd")?, given("low"), given("high")), figure.range)
        }
        "lognormal" => {
            let (median, sigma) = (number("median")?, number("sigma")?);
            within(Distribution::log_normal(median, sigma, given("low"), given("high")), figure.range)
        }
        "discrete" => Distribution::Discrete(list("values")?.into_iter().zip(list("probabilities")?).collect()),
        "empirical" => Distribution::Empirical(list("values")?),
        "event" => Distribution::Event {
            probability: number("probability")?,
            value: number("value")?,
            otherwise: figure.value.to_f64(),
        },
        _ => return Err(DistributionError::Unknown(uncertain.dist.clone())),
    })
}

/// Cuts the ends of a bell curve to what makes sense.
fn within(mut distribution: Distribution, (least, most): (f64, f64)) -> Distribution {
    if let Distribution::Normal { low, high, .. } | Distribution::LogNormal { low, high, .. } = &mut distribution {
        (*low, *high) = (low.max(least), high.min(most));
    }
    distribution
}
