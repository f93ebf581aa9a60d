//! Values kept between the ends of a distribution.
#![expect(clippy::inline_always, reason = "the work of every lane goes through them")]

use corridor_kernel::lanes::Lanes;

/// Keeps a value between the ends, which rounding might pass.
#[inline(always)]
pub(super) fn clamp(value: f64, ends: (f64, f64)) -> f64 {
    value.max(ends.0).min(ends.1)
}

/// Keeps eight values between the ends.
#[inline(always)]
pub(super) fn clamp_eight<L: Lanes>(lanes: L, value: L::Eight, ends: (f64, f64)) -> L::Eight {
    lanes.min(lanes.max(value, lanes.splat(ends.0)), lanes.splat(ends.1))
}
