//! Exact values at which a plane changes: fractions, or roots of quadratics with fractions for coefficients.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use crate::units::Exact;

/// The decimal places to which roots that are no fractions are known.
const PLACES: u32 = 60;
/// Values that differ by less than one part in ten to this power are taken for one.
const LIKE_PLACES: i32 = 40;

/// A value: a fraction, or one so near to the root of a quadratic that no number printed tells them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Root {
    pub(super) near: Exact,
    /// The constants of 1, `v` and `v * v`, where it is no fraction.
    pub(super) quadratic: Option<[Exact; 3]>,
}

impl Root {
    pub(super) const fn fraction(near: Exact) -> Self {
        Self { near, quadratic: None }
    }

    /// Returns whether it cannot be told from another one.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (&self.near - &other.near).abs() <= Exact::from_integer(10.into()).pow(-LIKE_PLACES)
    }

    /// Returns the reciprocal of a value above 0.
    pub(super) fn recip(&self) -> Self {
        let turned = |[constant, linear, square]: [Exact; 3]| [square, linear, constant];
        Self { near: self.near.recip(), quadratic: self.quadratic.clone().map(turned) }
    }
}

/// Returns the values at which `constant + linear v + square v v` is zero, from the least to the greatest; none where it
/// is zero everywhere.
pub(super) fn roots(quadratic: &[Exact; 3]) -> Vec<Root> {
    let [constant, linear, square] = quadratic;
    if square.is_zero() {
        return if linear.is_zero() { Vec::new() } else { vec![Root::fraction(-constant / linear)] };
    }
    let under = linear * linear - Exact::from_integer(4.into()) * square * constant;
    if under.is_negative() {
        return Vec::new();
    }
    // The root of a fraction n / d is that of the whole number n d, divided by d.
    let whole = under.numer() * under.denom();
    let is_fraction = whole.sqrt().pow(2) == whole;
    let scale = if is_fraction { BigInt::from(1) } else { BigInt::from(10).pow(PLACES) };
    let root = Exact::new((whole * &scale * &scale).sqrt(), under.denom() * scale);
    let quadratic = (!is_fraction).then(|| quadratic.clone());
    let at = |root: Exact| (root - linear) / (square + square);
    let mut both = [-root.clone(), root].map(|root| Root { near: at(root), quadratic: quadratic.clone() }).to_vec();
    both.sort_by(|one, other| one.near.cmp(&other.near));
    both.dedup();
    both
}

#[cfg(test)]
mod tests {
    use super::{Root, roots};
    use crate::units::{Exact, to_f64};

    fn exact(numbers: [i64; 3]) -> [Exact; 3] {
        numbers.map(|number| Exact::from_integer(number.into()))
    }

    #[test]
    fn roots_that_are_fractions_are_found_as_such() {
        let [half, third] = [2, 3].map(|parts| Root::fraction(Exact::new(1.into(), parts.into())));
        // (2 v - 1)(3 v - 1), the same turned upside down, one root twice, a straight line and one that is flat.
        let both = [third, half];
        assert_eq!(roots(&exact([1, -5, 6])), both);
        assert_eq!(roots(&exact([-1, 5, -6])), both);
        assert_eq!(roots(&exact([1, -4, 4])), both[1..]);
        assert_eq!(roots(&exact([-1, 2, 0])), both[1..]);
        assert!(roots(&exact([5, 0, 0])).is_empty() && roots(&exact([0, 0, 0])).is_empty());
    }

    #[test]
    fn other_roots_are_near_fractions() {
        let found = roots(&exact([-2, 0, 1]));
        let [low, high] = &found[..] else { panic!("two roots") };
        assert!((to_f64(&high.near) - 2.0_f64.sqrt()).abs() < 1e-15 && low.near == -high.near.clone());
        let off = &high.near * &high.near - Exact::from_integer(2.into());
        assert!(to_f64(&off).abs() < 1e-50);
        assert!(roots(&exact([1, 0, 1])).is_empty());
        // The root of 2 turned upside down is the root of a half.
        let turned = high.recip();
        assert!(turned.is_like(&roots(&exact([-1, 0, 2]))[1]) && !turned.is_like(high));
    }
}
