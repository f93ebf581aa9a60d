//! Scales: from values to pixels, with ticks at round numbers.

use super::{DrawnScale, Spot};
use crate::present::words::Lang;

/// A scale between two pixels, with its ticks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FittedScale {
    /// The values at both ends.
    pub(super) values: Spot,
    /// The pixels that they are at.
    pub(super) pixels: Spot,
    /// The values with a tick, and their texts.
    pub(super) ticks: Vec<(f64, String)>,
}

impl FittedScale {
    /// Fits a scale to the values of its marks, between two pixels, with about so many ticks.
    pub(super) fn fit(scale: &DrawnScale, values: impl Iterator<Item = f64>, target: f64, lang: Lang) -> Self {
        let pixels = [0.0, 1.0];
        if !scale.names.is_empty() {
            let ticks = scale.names.iter().enumerate().map(|(at, name)| (at as f64, name.clone())).collect();
            return Self { values: [-0.5, scale.names.len() as f64 - 0.5], pixels, ticks };
        }
        let [mut low, mut high] = scale.range.unwrap_or_else(|| extent(values, scale.zero));
        if high <= low {
            (low, high) = (low - 1.0, high + 1.0);
        }
        let step = step((high - low) / target);
        if scale.range.is_none() {
            (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        }
        let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
        let decimals = decimals(step);
        let ticks = (0..=(last - first) as usize).map(|at| {
            let value = (first + at as f64) * step;
            (value, format!("{}{}", lang.number(&fixed(value, decimals)), scale.suffix))
        });
        Self { values: [low, high], pixels, ticks: ticks.collect() }
    }

    /// Returns the pixel of a value.
    pub(super) fn at(&self, value: f64) -> f64 {
        let ([low, high], [first, last]) = (self.values, self.pixels);
        first + (value - low) * ((last - first) / (high - low))
    }
}

fn extent(values: impl Iterator<Item = f64>, zero: bool) -> Spot {
    let all = values.filter(|value| value.is_finite()).chain(zero.then_some(0.0));
    let around = all.fold(None, |around: Option<Spot>, value| match around {
        Some([low, high]) => Some([if value < low { value } else { low }, if value > high { value } else { high }]),
        None => Some([value, value]),
    });
    around.unwrap_or([0.0, 1.0])
}

/// Returns the least of 1, 2 and 5 times a power of ten that is not below a length.
pub(super) fn step(length: f64) -> f64 {
    let mut power = 1.0;
    while power > length {
        power /= 10.0;
    }
    while power * 10.0 <= length {
        power *= 10.0;
    }
    let at_least = [1.0, 2.0, 5.0].into_iter().find(|times| power * times >= length);
    power * at_least.unwrap_or(10.0)
}

/// Returns the decimals that tell multiples of a step apart.
fn decimals(step: f64) -> usize {
    let (mut places, mut rest) = (0, step);
    while rest < 0.999_999 {
        rest *= 10.0;
        places += 1;
    }
    places
}

/// Writes a number with so many decimals, midpoints away from zero; digit by digit, so that every renderer agrees.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    let unit: f64 = (0..decimals).fold(1.0, |unit, _| unit * 10.0);
    let whole = ((if value < 0.0 { -value } else { value }) * unit + 0.5).floor();
    let digits = format!("{:0>width$}", whole as u64, width = decimals + 1);
    let sign = if value < 0.0 && whole > 0.0 { "-" } else { "" };
    let (before, after) = digits.split_at(digits.len() - decimals);
    if decimals == 0 { format!("{sign}{before}") } else { format!("{sign}{before}.{after}") }
}

/// Writes a coordinate in hundredths of a pixel, without needless zeros.
pub(super) fn coordinate(value: f64) -> String {
    let text = fixed(value, 2);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use super::*;

    fn fitted(values: &[f64], zero: bool) -> (Spot, Vec<String>) {
        let scale = DrawnScale { zero, ..DrawnScale::default() };
        let fitted = FittedScale::fit(&scale, values.iter().copied(), 5.0, Lang::En);
        (fitted.values, fitted.ticks.into_iter().map(|(_, text)| text).collect())
    }

    #[test]
    fn ticks_are_at_round_numbers_around_all_values() {
        assert_eq!(step(0.7), 1.0);
        assert_eq!(step(1.0), 1.0);
        assert_eq!(step(31.0), 50.0);
        assert_eq!(step(0.0015), 0.002);
        let (values, ticks) = fitted(&[257.96, 284.79], true);
        assert_eq!((values, ticks.join(" ").as_str()), ([0.0, 300.0], "0 100 200 300"));
        let (_, ticks) = fitted(&[-0.11, 0.32], false);
        assert_eq!(ticks.join(" "), "\u{2212}0.2 \u{2212}0.1 0.0 0.1 0.2 0.3 0.4");
        let (_, ticks) = fitted(&[1_885.6, 2_474.9], true);
        assert_eq!(ticks.join(" "), "0 500 1,000 1,500 2,000 2,500");
    }

    #[test]
    fn nothing_and_a_single_value_have_a_scale() {
        assert_eq!(fitted(&[], false).0, [0.0, 1.0]);
        assert_eq!(fitted(&[7.0], false).0, [6.0, 8.0]);
        assert_eq!(fitted(&[f64::NAN, f64::INFINITY, 3.0], true).0, [0.0, 3.0]);
    }

    #[test]
    fn numbers_are_rounded_in_digits() {
        assert_eq!(
            ["2.5", "0", "-0.1", "1000"],
            [2.45, 0.04, -0.06, 999.97].map(|value| {
                let text = fixed(value, 1);
                text.strip_suffix(".0").unwrap_or(&text).to_owned()
            })
        );
        assert_eq!([12.0, 12.5, -3.104, -0.001].map(coordinate), ["12", "12.5", "-3.1", "0"]);
    }
}
