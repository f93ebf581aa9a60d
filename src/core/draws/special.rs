//! The bell curve and the beta distribution: their functions of distribution and the inverses.

#![allow(clippy::inline_always)] // What is not inlined into `lanes::dispatch` is compiled without the instruction set.

use std::f64::consts::SQRT_2;

use corridor_kernel::lanes::{Block, Lanes};

/// The distance from one half up to which one formula holds, for seventeen of twenty numbers.
const NEAR: f64 = 0.425;

/// Returns the probability that a standard normal number lies below `z`.
pub(crate) fn normal_probability(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// Returns the standard normal number below which others lie with probability `p`.
///
/// Its relative error is about 1e-16; at 0 and 1 it is infinite. Above one half, use the negative of the value at
/// `1 - p` where that is known more exactly.
///
/// # Source
/// Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37 (1988),
/// routine PPND16.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    let from_middle = p - 0.5;
    if from_middle.abs() <= NEAR {
        let r = 0.180_625 - from_middle * from_middle;
        return from_middle * (polynomial(&MIDDLE[0], r) / polynomial(&MIDDLE[1], r));
    }
    let tail = if from_middle < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return f64::INFINITY.copysign(from_middle);
    }
    let r = (-libm::log(tail)).sqrt();
    let far = if r <= 5.0 {
        polynomial(&TAIL[0], r - 1.6) / polynomial(&TAIL[1], r - 1.6)
    } else {
        polynomial(&FAR_TAIL[0], r - 5.0) / polynomial(&FAR_TAIL[1], r - 5.0)
    };
    far.copysign(from_middle)
}

/// Writes what [`normal_quantile`] returns for eight probabilities: those in the tails one at a time.
#[inline(always)]
pub(super) fn normal_quantiles<L: Lanes>(lanes: L, probabilities: L::Eight, out: &mut Block) {
    let from_middle = lanes.sub(probabilities, lanes.splat(0.5));
    let r = lanes.sub(lanes.splat(0.180_625), lanes.mul(from_middle, from_middle));
    let (above, below) = (polynomials(lanes, &MIDDLE[0], r), polynomials(lanes, &MIDDLE[1], r));
    lanes.store(lanes.mul(from_middle, lanes.div(above, below)), out);
    let mut alone = Block::default();
    lanes.store(probabilities, &mut alone);
    for (out, p) in out.0.iter_mut().zip(alone.0) {
        if (p - 0.5).abs() > NEAR {
            *out = normal_quantile(p);
        }
    }
}

/// Returns what [`polynomial`] returns for eight numbers.
#[inline(always)]
fn polynomials<L: Lanes>(lanes: L, coefficients: &[f64; 8], x: L::Eight) -> L::Eight {
    let mut sum = lanes.splat(0.0);
    for &coefficient in coefficients.iter().rev() {
        sum = lanes.add(lanes.mul(sum, x), lanes.splat(coefficient));
    }
    sum
}

/// Returns a polynomial's value, its coefficients lowest power first.
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// Numerator and denominator for probabilities from 0.075 to 0.925.
const MIDDLE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_6,
        133.141_667_891_784_38,
        1_971.590_950_306_551_4,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
];

/// Numerator and denominator for tails down to e^-25.
const TAIL: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];

/// Numerator and denominator for tails beyond e^-25.
const FAR_TAIL: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_888,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];

/// Returns the probability that a beta number of shapes `a` and `b`, both at least 1, lies below `x`.
///
/// # Source
/// The continued fraction of DLMF 8.17.22, by the modified method of Lentz: Thompson and Barnett, "Coulomb and Bessel
/// Functions of Complex Arguments and Order", Journal of Computational Physics 64 (1986).
pub(crate) fn beta_probability(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    // The fraction converges fast below the mean only.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_probability(b, a, 1.0 - x);
    }
    let front = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - log_beta(a, b)) / a;
    let (mut above, mut below) = (1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = below;
    for pair in 1..200 {
        let m = f64::from(pair);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = fraction;
        for term in [even, odd] {
            above = 1.0 + term / above;
            below = 1.0 / (1.0 + term * below);
            fraction *= above * below;
        }
        if (fraction - before).abs() <= f64::EPSILON * fraction {
            break;
        }
    }
    front * fraction
}

fn log_beta(a: f64, b: f64) -> f64 {
    libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b)
}

/// Returns the beta number of shapes `a` and `b`, both at least 1, below which others lie with probability `p`.
///
/// Newton's method, kept between bounds that close in, from the power law that holds near 0.
pub(super) fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return if p <= 0.0 { 0.0 } else { 1.0 };
    }
    if p > 0.5 {
        return 1.0 - beta_quantile(b, a, 1.0 - p);
    }
    let scale = log_beta(a, b);
    let (mut low, mut high) = (0.0, 1.0);
    let mut x = libm::exp((libm::log(p * a) + scale) / a).min(a / (a + b));
    for _ in 0..100 {
        let excess = beta_probability(a, b, x) - p;
        if excess > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let density = libm::exp((a - 1.0) * libm::log(x) + (b - 1.0) * libm::log1p(-x) - scale);
        let newton = x - excess / density;
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        if (next - x).abs() <= 2.0 * f64::EPSILON * x {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::{beta_probability, beta_quantile, normal_probability, normal_quantile};

    fn is_near(found: f64, wanted: f64, relative: f64) -> bool {
        (found - wanted).abs() <= relative * wanted.abs()
    }

    #[test]
    fn normal_quantiles_are_those_of_the_tables() {
        // Wichura's own checks (1988), and the quantile of 2.5 %.
        for (p, wanted) in [
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
            (0.975, 1.959_963_984_540_054),
        ] {
            assert!(is_near(normal_quantile(p), wanted, 1e-15), "{p}: {}", normal_quantile(p));
        }
        assert!(normal_quantile(0.5).abs() < f64::MIN_POSITIVE);
        assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
    }

    #[test]
    fn a_normal_quantile_has_its_probability() {
        for step in 1..2000 {
            let z = -10.0 + 10.0 * f64::from(step) / 2000.0;
            assert!(is_near(normal_quantile(normal_probability(z)), z, 1e-14), "{z}");
        }
    }

    #[test]
    fn beta_probabilities_are_those_of_polynomials() {
        // Whole shapes give polynomials: I_x(2, 4) = 10 x^2 - 20 x^3 + 15 x^4 - 4 x^5 and I_x(1, 5) = 1 - (1 - x)^5.
        for step in 1..100 {
            let x = f64::from(step) / 100.0;
            let (two_four, one_five) =
                (x * x * (10.0 - x * (20.0 - x * (15.0 - 4.0 * x))), 1.0 - libm::pow(1.0 - x, 5.0));
            assert!(is_near(beta_probability(2.0, 4.0, x), two_four, 1e-14), "{x}");
            assert!(is_near(beta_probability(1.0, 5.0, x), one_five, 1e-14), "{x}");
        }
    }

    #[test]
    fn a_beta_quantile_has_its_probability() {
        for a in [1.0, 1.2, 2.5, 3.0, 4.7, 5.0] {
            for p in [2.0_f64.recip(), 0.3, 0.07, 1e-3, 1e-6, 1e-10, 0.9, 0.999] {
                let x = beta_quantile(a, 6.0 - a, p);
                assert!(is_near(beta_probability(a, 6.0 - a, x), p, 1e-13), "{a} {p} {x}");
            }
        }
        // I_x(1, 5) = 1 - (1 - x)^5 is inverted by hand.
        assert!(is_near(beta_quantile(1.0, 5.0, 0.4), 1.0 - libm::pow(0.6, 0.2), 1e-14));
        assert!(is_near(beta_quantile(3.0, 3.0, 0.5), 0.5, 1e-15));
    }
}
