//! The distributions of a scenario's figures: those that it asks for, otherwise their own bounds; and their correlations.
//!
//! A figure with bounds is drawn from a triangle, likeliest at its value; a bound that is not given is the value itself,
//! and a figure without bounds is fixed. A table says no more than these three numbers, and the triangle adds nothing to
//! them. PERT with the same numbers has a standard deviation that is smaller by 7 % where the value lies in the middle and
//! by 40 % where it is a bound, so the wider of the two is the careful one.
//!
//! Of a figure that was looked up the bounds are the ends. Those of an estimate are a guess as well, and what people take
//! for the least and the greatest is too narrow more often than not: one value of twenty lies beyond each, and the ends
//! lie further out, but not below half the lower bound, nor beyond what makes sense.
//!
//! # Source
//! Johnson, "The Triangular Distribution as a Proxy for the Beta Distribution in Risk Analysis", The Statistician 46
//! (1997); Alpert and Raiffa, "A Progress Report on the Training of Probability Assessors", in Kahneman, Slovic and
//! Tversky, "Judgment under Uncertainty" (1982), on bounds that are too narrow; Keefer and Bodily, "Three-Point
//! Approximations for Continuous Random Variables", Management Science 29 (1983), on triangles by the 5th and 95th
//! percentile.

use crate::answer::Prepared;
use crate::ids::FigureId;
use crate::model::{Figure, Model, Register};
use crate::scenario::{Scenario, Uncertain};
use crate::units::{Decimal, Grade};

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
        let mut all = Self::fixed(register.iter().map(|(_, figure)| (figure.path(), figure.value.to_f64())));
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
        for market in &scenario.document.markets {
            let own = register.iter().filter(|(_, figure)| market.holds(&figure.path())).map(|(id, _)| id);
            all.join_market(&market.key.value, market.rho.to_f64(), own);
        }
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
    let name = |path: &str| find(scenario, register, path).map_or(path.to_owned(), |id| register.figure(id).path());
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

/// Returns the triangular distribution of a figure by its bounds.
fn by_bounds(figure: &Figure) -> Distribution {
    let mode = figure.value.to_f64();
    let end = |bound: Option<Decimal>| bound.map_or(mode, Decimal::to_f64);
    let (low, high) = (end(figure.low).min(mode), end(figure.high).max(mode));
    if figure.grade != Grade::Estimate {
        return Distribution::Triangular { low, mode, high };
    }
    let (least, most) = figure.range();
    // Nobody is paid for a price, and a speed of nothing takes for ever: what is above 0 at its bound stays there.
    let least = if low >= 0.0 { least.max(low / 2.0) } else { least };
    // A share that is at most 1 stays so.
    let most = if figure.unit() == "ratio" && figure.high.is_some_and(|high| high.compare(Decimal::whole(1)).is_eq()) {
        1.0
    } else {
        most
    };
    let (wide_low, wide_high) = widened(low, mode, high);
    Distribution::Triangular { low: wide_low.max(least).min(low), mode, high: wide_high.min(most).max(high) }
}

/// Returns the ends of the triangle that one value of twenty lies below `low`, and one above `high`.
///
/// With `x` and `y` from the mode to the ends, `s = x + y`, `p = mode - low` and `q = high - mode`, these are
/// `(x - p)^2 = s x / 20` and `(y - q)^2 = s y / 20`: for a given `s` each has one root, and the sum of the two is `s`
/// at a fixed point that repeated substitution reaches, since the sum grows by less than `s` does.
fn widened(low: f64, mode: f64, high: f64) -> (f64, f64) {
    const SHARE: f64 = 0.05;
    let reach = |s: f64, p: f64| {
        let root = 0.5 * ((SHARE * s).sqrt() + (SHARE * s + 4.0 * p).sqrt());
        root * root
    };
    let (p, q) = (mode - low, high - mode);
    let mut s = p + q;
    for _ in 0..64 {
        s = reach(s, p) + reach(s, q);
    }
    (mode - reach(s, p), mode + reach(s, q))
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
            let (mean, [low, high]) = (number("mean")?, [given("low"), given("high")]);
            let curve = Distribution::normal(mean, number("sd")?, low, high);
            within(curve, sensible_ends(figure, mean, [low.is_some(), high.is_some()]))
        }
        "lognormal" => {
            let (median, sigma) = (number("median")?, number("sigma")?);
            within(Distribution::log_normal(median, sigma, given("low"), given("high")), figure.range())
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

/// Returns the ends beyond which a bell curve around a mean makes no sense: those of the figure's unit; and a price stays
/// on its side of 0 unless an end on the other side is given, since beyond it a charge would be a rebate.
fn sensible_ends(figure: &Figure, mean: f64, [has_low, has_high]: [bool; 2]) -> (f64, f64) {
    let (least, most) = figure.range();
    if figure.role.is_price() && mean > 0.0 && !has_low {
        (least.max(0.0), most)
    } else if figure.role.is_price() && mean < 0.0 && !has_high {
        (least, most.min(0.0))
    } else {
        (least, most)
    }
}

/// Cuts the ends of a bell curve to what makes sense.
fn within(mut distribution: Distribution, (least, most): (f64, f64)) -> Distribution {
    if let Distribution::Normal { low, high, .. } | Distribution::LogNormal { low, high, .. } = &mut distribution {
        (*low, *high) = (low.max(least), high.min(most));
    }
    distribution
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::widened;
    use crate::draws::Distribution;

    proptest! {
        #[test]
        fn one_value_of_twenty_lies_beyond_each_bound(low in 0.0..100.0_f64, first in 0.0..50.0_f64, second in 0.0..50.0_f64) {
            prop_assume!(first + second > 0.01);
            let (mode, bound) = (low + first, low + first + second);
            let (from, to) = widened(low, mode, bound);
            let triangle = Distribution::Triangular { low: from, mode, high: to };
            prop_assert!((triangle.quantile(0.05) - low).abs() < 1e-9 * bound, "{from} {to}");
            prop_assert!((triangle.quantile(0.95) - bound).abs() < 1e-9 * bound, "{from} {to}");
        }
    }

    #[test]
    fn a_symmetric_triangle_is_widened_by_what_the_formula_of_its_tail_says() {
        // (x - 1)^2 = x^2 / 10, so x = 1 / (1 - sqrt(0.1)) = 1.46248.
        let (from, to) = widened(9.0, 10.0, 11.0);
        assert!((from - 8.537_52).abs() < 1e-5 && (to - 11.462_48).abs() < 1e-5, "{from} {to}");
    }
}
