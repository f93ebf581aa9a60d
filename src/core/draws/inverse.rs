//! Quantile functions made ready for drawing, eight numbers at a time.
//!
//! Straight lines and triangles are computed as they are, bell curves and PERT are read from a table: from then on the
//! table is the distribution. The rest is rare, and computed one number after the other.

#![allow(clippy::inline_always)] // What is not inlined into `lanes::dispatch` is compiled without the instruction set.

use corridor_kernel::lanes::{Block, Lanes, Work, dispatch};

use super::distribution::Distribution;
use super::table::{QuantileTables, Tabled, clamp};

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

    #[inline(always)]
    fn eight<L: Lanes>(&self, lanes: L, u: L::Eight) -> L::Eight {
        let turn = lanes.splat(self.turn);
        let tail = lanes.pick(u, turn, u, lanes.sub(lanes.splat(1.0), u));
        let growth = lanes.pick(u, turn, lanes.splat(self.rise), lanes.splat(self.fall));
        let root = lanes.sqrt(lanes.mul(tail, growth));
        let from_low = lanes.add(lanes.splat(self.ends.0), root);
        let from_high = lanes.sub(lanes.splat(self.ends.1), root);
        clamp(lanes, lanes.pick(u, turn, from_low, from_high), self.ends)
    }
}

/// A quantile function ready for drawing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Inverse {
    /// A straight line from end to end.
    Straight((f64, f64)),
    Triangle(Triangle),
    Table(Tabled),
    /// The quantile function itself.
    Exact(Distribution),
}

impl Inverse {
    /// Makes a distribution ready that has been checked; none where there is nothing to draw.
    pub(super) fn of(distribution: &Distribution, tables: &mut QuantileTables) -> Option<Self> {
        Some(match *distribution {
            Distribution::Constant(_) => return None,
            Distribution::Uniform { low, high } => Self::Straight((low, high)),
            Distribution::Triangular { low, mode, high } => Self::Triangle(Triangle::of(low, mode, high)),
            Distribution::Pert { .. } | Distribution::Normal { .. } | Distribution::LogNormal { .. } => {
                Self::Table(tables.take(distribution)?)
            }
            Distribution::Discrete(_) | Distribution::Empirical(_) | Distribution::Event { .. } => {
                Self::Exact(distribution.clone())
            }
        })
    }

    /// Returns the value at a number from 0 to 1.
    pub(super) fn at(&self, u: f64) -> f64 {
        self.block(&Block::splat(u)).0[0]
    }

    /// Returns the values at eight numbers from 0 to 1.
    pub(super) fn block(&self, numbers: &Block) -> Block {
        dispatch(Inverted { inverse: self, numbers })
    }

    /// Writes the values at eight numbers from 0 to 1.
    #[inline(always)]
    pub(super) fn write<L: Lanes>(&self, lanes: L, u: L::Eight, out: &mut Block) {
        let values = match self {
            Self::Straight(ends) => {
                let width = lanes.splat(ends.1 - ends.0);
                clamp(lanes, lanes.add(lanes.splat(ends.0), lanes.mul(width, u)), *ends)
            }
            Self::Triangle(triangle) => triangle.eight(lanes, u),
            Self::Table(table) => table.eight(lanes, u),
            Self::Exact(distribution) => {
                lanes.store(u, out);
                out.0 = out.0.map(|u| distribution.quantile(u));
                return;
            }
        };
        lanes.store(values, out);
    }
}

/// The work of reading a quantile function at eight numbers.
struct Inverted<'a> {
    inverse: &'a Inverse,
    numbers: &'a Block,
}

impl Work for Inverted<'_> {
    type Output = Block;

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> Block {
        let mut values = Block::default();
        self.inverse.write(lanes, lanes.load(self.numbers), &mut values);
        values
    }
}

#[cfg(test)]
mod tests {
    use super::super::philox::{key, uniform};
    use super::super::table::QuantileTables;
    use super::{Distribution, Inverse};
    use corridor_kernel::lanes::Block;

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

    fn ready(distribution: &Distribution) -> Inverse {
        Inverse::of(distribution, &mut QuantileTables::default()).expect("something to draw")
    }

    /// Returns numbers with their values.
    fn inverted(inverse: &Inverse, numbers: &[f64]) -> Vec<(f64, f64)> {
        let mut pairs = Vec::new();
        for eight in numbers.chunks(8) {
            let block = Block(std::array::from_fn(|lane| eight.get(lane).copied().unwrap_or(0.5)));
            pairs.extend(eight.iter().copied().zip(inverse.block(&block).0));
        }
        pairs
    }

    /// Returns numbers all over the unit, and near its ends in every octave, the least first.
    fn numbers() -> Vec<f64> {
        let inside = (0..40_000).map(|draw| uniform(key(3), 5, draw));
        let near_0 = (1..53_u32).flat_map(|octave| {
            (0..200).map(move |step| libm::ldexp(1.0 + f64::from(step) / 200.0, -(octave as i32) - 1))
        });
        let all = inside.chain(near_0.clone()).chain(near_0.map(|v| 1.0 - v)).chain([0.0, 0.5, 1.0]);
        let mut sorted: Vec<f64> = all.collect();
        sorted.sort_by(f64::total_cmp);
        sorted
    }

    #[test]
    fn what_is_not_a_table_is_exact() {
        for distribution in all() {
            let inverse = ready(&distribution);
            if matches!(inverse, Inverse::Table(_)) {
                continue;
            }
            let (low, high) = distribution.support();
            for (u, value) in inverted(&inverse, &numbers()) {
                let off = value - distribution.quantile(u);
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
            let worst = inverted(&ready(&distribution), &numbers())
                .into_iter()
                .filter(|(u, _)| u.min(1.0 - u) >= libm::ldexp(1.0, -32))
                .map(|(u, value)| (value - distribution.quantile(u)).abs() / scale)
                .fold(0.0, f64::max);
            assert!(worst < least, "{distribution:?}: {worst}");
        }
    }

    #[test]
    fn values_rise_between_the_ends_and_reach_them() {
        for distribution in all() {
            let inverse = ready(&distribution);
            let values: Vec<f64> = inverted(&inverse, &numbers()).into_iter().map(|(_, value)| value).collect();
            let (low, high) = distribution.support();
            assert!(values.iter().all(|value| (low..=high).contains(value)), "{distribution:?}");
            // Where two lines meet, each rounds in its own way; a table that is moved and stretched rounds at its ends.
            let slack = 1e-13 * (high - low);
            assert!(inverse.at(0.0) - low <= slack && high - inverse.at(1.0) <= slack, "{distribution:?}");
            assert!(values.windows(2).all(|two| two[1] >= two[0] - slack), "{distribution:?}");
        }
    }
}
