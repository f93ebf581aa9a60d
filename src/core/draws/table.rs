//! Quantile functions as tables of straight lines, shared by distributions of one shape.

#![allow(clippy::inline_always)] // What is not inlined into `lanes::dispatch` is compiled without the instruction set.

use std::collections::BTreeMap;
use std::sync::Arc;

use corridor_kernel::lanes::{GATHER_TABLE_LEN, GatherTable, Lanes};

use super::distribution::Distribution;

/// The knots of an octave of probability, as a power of two.
const KNOT_BITS: u32 = 6;
/// The octaves on either side of the middle: below 2^-32 one line leads to the end.
const OCTAVES: u32 = 31;
/// The places of a side: its end, its octaves, the middle itself, and room up to a power of two.
const SIDE: usize = 1 << 11;
/// What takes the bits of a probability to its place.
const SHIFT: u32 = f64::MANTISSA_DIGITS - 1 - KNOT_BITS;
/// The place of the smallest probability that lies in an octave, before those below are taken off.
const FIRST: u64 = ((f64::MAX_EXP - 2 - OCTAVES as i32) as u64) << KNOT_BITS;

/// A quantile function as straight lines over the probability `v` of the nearer tail.
///
/// Each octave of `v` from 1/2 down to 2^-32 has 64 lines, so their width is at most 1/64 of `v`: a line is off by at
/// most the width squared, an eighth of it, times the curvature. For a standard bell curve that is 4e-5 standard
/// deviations, for PERT 2e-5 of its width. Beyond 2^-32, which one draw in two billion reaches, one line leads to the
/// very end. Knots are exact, values rise with `u`, and none leaves the support.
///
/// # Shape
/// 2048 lines of the lower tail, 2048 of the upper one; of each where it starts and its slope.
#[derive(Clone, Debug, PartialEq)]
struct QuantileTable(Box<GatherTable>);

/// The numbers of a line.
const LINE: usize = GATHER_TABLE_LEN / (2 * SIDE);

impl QuantileTable {
    fn of(distribution: &Distribution) -> Self {
        let mut lines = Vec::with_capacity(GATHER_TABLE_LEN);
        for is_upper in [false, true] {
            // With 32 octaves and 64 knots in each, `1 - v` is exact.
            let quantile = |v: f64| distribution.quantile(if is_upper { 1.0 - v } else { v });
            let mut before = (0.0, quantile(0.0));
            let places = u64::from(OCTAVES << KNOT_BITS);
            for place in 0..=places {
                let knot = f64::from_bits((FIRST + place) << SHIFT);
                let after = (knot, quantile(knot));
                let slope = (after.1 - before.1) / (after.0 - before.0);
                lines.extend([before.1 - slope * before.0, slope]);
                before = after;
            }
            let last = [lines[lines.len() - 2], lines[lines.len() - 1]];
            while lines.len() < if is_upper { GATHER_TABLE_LEN } else { LINE * SIDE } {
                lines.extend(last);
            }
        }
        Self(lines.into_boxed_slice().try_into().expect("two sides of lines"))
    }

    #[inline(always)]
    fn eight<L: Lanes>(&self, lanes: L, u: L::Eight) -> L::Eight {
        const { assert!(LINE == 2) }
        let half = lanes.splat(0.5);
        let v = lanes.pick(u, half, u, lanes.sub(lanes.splat(1.0), u));
        // Offsets travel as the bits of numbers until they are added.
        let lower = lanes.of_bits(lanes.splat_words(OFFSETS[0]));
        let upper = lanes.of_bits(lanes.splat_words(OFFSETS[1]));
        let side = lanes.bits(lanes.pick(u, half, lower, upper));
        let place = lanes.down::<SHIFT>(lanes.bits(lanes.max(v, lanes.splat(MIN_TAIL))));
        let start = lanes.add_words(lanes.up::<1>(place), side);
        let slope = lanes.add_words(start, lanes.splat_words(1));
        lanes.add(lanes.gather(&self.0, start), lanes.mul(lanes.gather(&self.0, slope), v))
    }
}

/// What takes twice the place of a probability to the place of its line, on the lower and on the upper side.
const OFFSETS: [u64; 2] = [(2 * (FIRST - 1)).wrapping_neg(), (2 * SIDE as u64).wrapping_sub(2 * (FIRST - 1))];

/// The probability below which one line leads to the end.
const MIN_TAIL: f64 = f64::from_bits((FIRST - 1) << SHIFT);

/// Keeps eight values between the ends of a distribution, which rounding might pass.
#[inline(always)]
pub(super) fn clamp<L: Lanes>(lanes: L, value: L::Eight, ends: (f64, f64)) -> L::Eight {
    lanes.min(lanes.max(value, lanes.splat(ends.0)), lanes.splat(ends.1))
}

/// A table that is moved and stretched.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tabled {
    table: Arc<QuantileTable>,
    shift: f64,
    scale: f64,
    ends: (f64, f64),
}

impl Tabled {
    /// Returns the values at eight numbers from 0 to 1.
    #[inline(always)]
    pub(super) fn eight<L: Lanes>(&self, lanes: L, u: L::Eight) -> L::Eight {
        let value = lanes.mul(lanes.splat(self.scale), self.table.eight(lanes, u));
        clamp(lanes, lanes.add(lanes.splat(self.shift), value), self.ends)
    }
}

/// Keeps tables, so that distributions of one shape share one: what many figures read stays at hand.
#[derive(Debug, Default)]
pub(super) struct QuantileTables(BTreeMap<[u64; 4], Arc<QuantileTable>>);

impl QuantileTables {
    /// Returns the quantile function of a distribution as the table of its shape, moved and stretched; none for a
    /// distribution that needs no table.
    pub(super) fn take(&mut self, distribution: &Distribution) -> Option<Tabled> {
        // Shapes that differ by less than rounding are one: a table is not that exact.
        let near = |number: f64| (number * STEPS_OF_SHAPE).round() / STEPS_OF_SHAPE;
        let (shape, shift, scale, key) = match *distribution {
            Distribution::Pert { low, mode, high } => {
                let mode = near((mode - low) / (high - low));
                (Distribution::Pert { low: 0.0, mode, high: 1.0 }, low, high - low, [0.0, mode, 0.0, 0.0])
            }
            Distribution::LogNormal { median, sigma, low, high } => {
                let (low, high) = (near(low / median), near(high / median));
                (Distribution::LogNormal { median: 1.0, sigma, low, high }, 0.0, median, [1.0, sigma, low, high])
            }
            Distribution::Normal { mean, sd, low, high } => {
                let (low, high) = (near((low - mean) / sd), near((high - mean) / sd));
                (Distribution::Normal { mean: 0.0, sd: 1.0, low, high }, mean, sd, [2.0, low, high, 0.0])
            }
            _ => return None,
        };
        let table = self.0.entry(key.map(f64::to_bits)).or_insert_with(|| Arc::new(QuantileTable::of(&shape)));
        Some(Tabled { table: Arc::clone(table), shift, scale, ends: distribution.support() })
    }
}

/// The steps of a unit in which shapes are told apart.
const STEPS_OF_SHAPE: f64 = (1_u64 << 30) as f64;
