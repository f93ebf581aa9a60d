//! Quantile functions made ready for drawing: a few operations a value, the same for one number and for eight.
//!
//! Straight lines, triangles, steps and equally spaced quantiles are computed as they are. The others are read from a
//! table: from then on it is the distribution, so that a number gives the same bits on any path.

#![allow(clippy::inline_always)] // What is not inlined into `lanes::dispatch` is compiled without the instruction set.

use corridor_kernel::lanes::{Block, Lanes};

use super::clamp::{clamp, clamp_eight};
use super::distribution::Distribution;
use super::table::{QuantileTables, Tabled};

/// The quantile function of a triangular distribution: two roots.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Triangle {
    /// The probability of what lies below the mode.
    turn: f64,
    /// What the square of the distance from the lower end grows by, per probability from there.
    rise: f64,
    /// What the square of the distance from the upper end grows by, per probability from there.
    fall: f64,
    ends: (f64, f64),
}

impl Triangle {
    fn of(low: f64, mode: f64, high: f64) -> Self {
        let width = high - low;
        Self { turn: (mode - low) / width, rise: width * (mode - low), fall: width * (high - mode), ends: (low, high) }
    }

    fn at(&self, u: f64) -> f64 {
        let (low, high) = self.ends;
        let value = if u < self.turn { low + (u * self.rise).sqrt() } else { high - ((1.0 - u) * self.fall).sqrt() };
        clamp(value, self.ends)
    }

    #[inline(always)]
    fn write<L: Lanes>(&self, lanes: L, u: L::Eight, out: &mut Block) {
        let turn = lanes.splat(self.turn);
        let tail = lanes.pick(u, turn, u, lanes.sub(lanes.splat(1.0), u));
        let growth = lanes.pick(u, turn, lanes.splat(self.rise), lanes.splat(self.fall));
        let root = lanes.sqrt(lanes.mul(tail, growth));
        let from_low = lanes.add(lanes.splat(self.ends.0), root);
        let from_high = lanes.sub(lanes.splat(self.ends.1), root);
        lanes.store(clamp_eight(lanes, lanes.pick(u, turn, from_low, from_high), self.ends), out);
    }
}

/// A quantile function with steps.
///
/// # Shape
/// `values[i]` holds from `turns[i - 1]` up to below `turns[i]`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Steps {
    turns: Vec<f64>,
    values: Vec<f64>,
}

impl Steps {
    #[inline(always)]
    fn write<L: Lanes>(&self, lanes: L, u: L::Eight, out: &mut Block) {
        let mut value = lanes.splat(self.values[0]);
        for (&turn, &next) in self.turns.iter().zip(&self.values[1..]) {
            value = lanes.pick(u, lanes.splat(turn), value, lanes.splat(next));
        }
        lanes.store(value, out);
    }

    fn at(&self, u: f64) -> f64 {
        self.values[self.turns.partition_point(|&turn| turn <= u)]
    }
}

/// A quantile function ready for drawing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Inverse {
    /// A straight line from end to end.
    Straight((f64, f64)),
    /// A triangle.
    Triangle(Triangle),
    /// Steps.
    Steps(Steps),
    /// Straight lines between values at equal steps of probability.
    Spaced(Vec<f64>),
    /// A table.
    Table(Tabled),
}

impl Inverse {
    /// Makes a distribution ready that has been checked; none where there is nothing to draw.
    pub(super) fn of(distribution: &Distribution, tables: &mut QuantileTables) -> Option<Self> {
        Some(match distribution {
            Distribution::Constant(_) => return None,
            Distribution::Uniform { low, high } => Self::Straight((*low, *high)),
            Distribution::Triangular { low, mode, high } => Self::Triangle(Triangle::of(*low, *mode, *high)),
            Distribution::Discrete(values) => {
                let mut below = 0.0;
                let turns = values[..values.len() - 1].iter().map(|&(_, share)| {
                    below += share;
                    below
                });
                Self::Steps(Steps { turns: turns.collect(), values: values.iter().map(|&(value, _)| value).collect() })
            }
            Distribution::Event { probability, value, otherwise } if value < otherwise => {
                Self::Steps(Steps { turns: vec![*probability], values: vec![*value, *otherwise] })
            }
            Distribution::Event { probability, value, otherwise } => {
                Self::Steps(Steps { turns: vec![1.0 - probability], values: vec![*otherwise, *value] })
            }
            Distribution::Empirical(values) => Self::Spaced(values.clone()),
            Distribution::Pert { .. } | Distribution::Normal { .. } | Distribution::LogNormal { .. } => {
                Self::Table(tables.take(distribution)?)
            }
        })
    }

    /// Returns the value at a number from 0 to 1.
    pub(super) fn at(&self, u: f64) -> f64 {
        match self {
            Self::Straight(ends) => straight(*ends, u),
            Self::Triangle(triangle) => triangle.at(u),
            Self::Steps(steps) => steps.at(u),
            Self::Spaced(values) => spaced(values, u),
            Self::Table(table) => table.at(u),
        }
    }

    /// Writes the values at eight numbers from 0 to 1: the bits of [`Inverse::at`].
    #[inline(always)]
    pub(super) fn write<L: Lanes>(&self, lanes: L, u: L::Eight, out: &mut Block) {
        match self {
            Self::Straight(ends) => {
                let width = lanes.splat(ends.1 - ends.0);
                let value = lanes.add(lanes.splat(ends.0), lanes.mul(width, u));
                lanes.store(clamp_eight(lanes, value, *ends), out);
            }
            Self::Triangle(triangle) => triangle.write(lanes, u, out),
            Self::Table(table) => table.write(lanes, u, out),
            Self::Steps(steps) => steps.write(lanes, u, out),
            Self::Spaced(values) => {
                lanes.store(u, out);
                for value in &mut out.0 {
                    *value = spaced(values, *value);
                }
            }
        }
    }
}

fn straight(ends: (f64, f64), u: f64) -> f64 {
    clamp(ends.0 + (ends.1 - ends.0) * u, ends)
}

#[inline(always)]
fn spaced(values: &[f64], u: f64) -> f64 {
    let place = u * (values.len() - 1) as f64;
    let step = (place as usize).min(values.len() - 2);
    let (low, high) = (values[step], values[step + 1]);
    clamp(low + (high - low) * (place - step as f64), (low, high))
}

#[cfg(test)]
mod tests {
    use super::super::philox::{key, uniform};
    use super::super::table::QuantileTables;
    use super::{Distribution, Inverse};
    use corridor_kernel::lanes::{Block, Lanes, Work, dispatch};

    fn all() -> Vec<Distribution> {
        let all = [
            Distribution::Uniform { low: 0.1, high: 0.7 },
            Distribution::Triangular { low: 10.0, mode: 20.0, high: 45.0 },
            Distribution::Triangular { low: 10.0, mode: 10.0, high: 45.0 },
            Distribution::Triangular { low: 10.0, mode: 45.0, high: 45.0 },
            Distribution::Pert { low: 10.0, mode: 20.0, high: 45.0 },
            Distribution::Pert { low: 10.0, mode: 10.0, high: 45.0 },
            Distribution::normal(0.0, 1.0, None, None),
            Distribution::normal(0.0, 1.0, Some(-0.5), Some(9.0)),
            Distribution::log_normal(5.0, 0.3, None, None),
            Distribution::Discrete(vec![(3.0, 0.25), (1.0, 0.5), (7.0, 0.25)]),
            Distribution::Empirical(vec![4.0, 0.0, 2.0, 2.0, 7.0]),
            Distribution::Event { probability: 0.1, value: 20.0, otherwise: 10.0 },
            Distribution::Event { probability: 0.1, value: 0.0, otherwise: 10.0 },
        ];
        all.into_iter().map(|distribution| distribution.checked().expect("a distribution")).collect()
    }

    /// Returns numbers all over the unit, and near its ends in every octave.
    fn numbers() -> impl Iterator<Item = f64> {
        let inside = (0..40_000).map(|draw| uniform(key(3), 5, draw));
        let near_0 = (1..53_u32).flat_map(|octave| {
            (0..200).map(move |step| libm::ldexp(1.0 + f64::from(step) / 200.0, -(octave as i32) - 1))
        });
        inside.chain(near_0.clone()).chain(near_0.map(|v| 1.0 - v)).chain([0.0, 0.5, 1.0])
    }

    #[test]
    fn what_is_not_a_table_is_exact() {
        for distribution in all() {
            let inverse = Inverse::of(&distribution, &mut QuantileTables::default()).expect("something to draw");
            if matches!(inverse, Inverse::Table(_)) {
                continue;
            }
            let (low, high) = distribution.support();
            for u in numbers() {
                let off = inverse.at(u) - distribution.quantile(u);
                assert!(off.abs() <= 1e-15 * (high - low).max(high), "{distribution:?} at {u}: {off}");
            }
        }
    }

    #[test]
    fn a_table_is_off_by_less_than_it_says() {
        for (distribution, scale, least) in [
            (Distribution::normal(0.0, 1.0, None, None), 1.0, 4e-5),
            (Distribution::normal(0.0, 1.0, Some(-0.5), Some(9.0)), 1.0, 4e-5),
            (Distribution::log_normal(1.0, 0.3, None, None), 0.3, 4e-5),
            (Distribution::Pert { low: 10.0, mode: 20.0, high: 45.0 }, 35.0, 2e-5),
            (Distribution::Pert { low: 10.0, mode: 10.0, high: 45.0 }, 35.0, 2e-5),
            (Distribution::Pert { low: -1.0, mode: 0.0, high: 1.0 }, 2.0, 2e-5),
        ] {
            let inverse = Inverse::of(&distribution, &mut QuantileTables::default()).expect("something to draw");
            let within = |u: &f64| u.min(1.0 - u) >= libm::ldexp(1.0, -32);
            let worst = numbers()
                .filter(within)
                .map(|u| (inverse.at(u) - distribution.quantile(u)).abs() / scale)
                .fold(0.0, f64::max);
            assert!(worst < least, "{distribution:?}: {worst}");
        }
    }

    #[test]
    fn values_rise_between_the_ends_and_reach_them() {
        for distribution in all() {
            let inverse = Inverse::of(&distribution, &mut QuantileTables::default()).expect("something to draw");
            let mut sorted: Vec<f64> = numbers().collect();
            sorted.sort_by(f64::total_cmp);
            let values: Vec<f64> = sorted.iter().map(|&u| inverse.at(u)).collect();
            let (low, high) = distribution.support();
            assert!(values.iter().all(|value| (low..=high).contains(value)), "{distribution:?}");
            // Where two lines meet, each rounds in its own way; a table that is moved and stretched rounds at its ends.
            let slack = 1e-13 * (high - low);
            assert!(inverse.at(0.0) - low <= slack && high - inverse.at(1.0) <= slack, "{distribution:?}");
            assert!(values.windows(2).all(|two| two[1] >= two[0] - slack), "{distribution:?}");
        }
    }

    #[test]
    fn eight_at_once_are_those_one_at_a_time() {
        struct Eight<'a>(&'a Inverse, Block);
        impl Work for Eight<'_> {
            type Output = [u64; 8];
            #[inline(always)]
            fn run<L: Lanes>(self, lanes: L) -> Self::Output {
                let mut out = Block::default();
                self.0.write(lanes, lanes.load(&self.1), &mut out);
                out.0.map(f64::to_bits)
            }
        }
        let numbers: Vec<f64> = numbers().collect();
        for distribution in all() {
            let inverse = Inverse::of(&distribution, &mut QuantileTables::default()).expect("something to draw");
            for eight in numbers.as_chunks::<8>().0 {
                let wanted = eight.map(|u| inverse.at(u).to_bits());
                assert_eq!(dispatch(Eight(&inverse, Block(*eight))), wanted, "{distribution:?}");
            }
        }
    }
}
