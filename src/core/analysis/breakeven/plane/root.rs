//! Exact values at which a plane changes: fractions, or roots of quadratics with fractions for coefficients.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use crate::units::Exact;

/// The decimal places to which roots that are no fractions are known.
const PLACES: u32 = 60;

/// A value: a fraction where both ends are equal, otherwise a root of a quadratic between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Root {
    pub(super) low: Exact,
    pub(super) high: Exact,
    /// The constants of 1, `v` and `v * v`, where it is no fraction.
    pub(super) quadratic: Option<[Exact; 3]>,
}

impl Root {
    /// Makes the value of a fraction.
    pub(super) fn fraction(value: Exact) -> Self {
        Self { low: value.clone(), high: value, quadratic: None }
    }

    /// Returns a fraction that is as near as is known.
    pub(super) fn near(&self) -> Exact {
        (&self.low + &self.high) / Exact::from_integer(2.into())
    }

    /// Returns whether it cannot be told from another one: no value is known to be between them.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// Returns the reciprocal of a value above 0.
    pub(super) fn recip(&self) -> Self {
        let turned = |[constant, linear, square]: [Exact; 3]| [square, linear, constant];
        Self { low: self.high.recip(), high: self.low.recip(), quadratic: self.quadratic.clone().map(turned) }
    }
}

/// Returns the values at which `constant + linear v + square v v` is zero, from the least to the greatest; none where it
/// is zero everywhere.
pub(super) fn roots(quadratic: &[Exact; 3]) -> Vec<Root> {
    let [constant, linear, square] = quadratic;
    if square.is_zero() {
        return if linear.is_zero() { Vec::new() } else { vec![Root::fraction(-constant / linear)] };
    }
    let four = Exact::from_integer(4.into());
    let under = linear * linear - four * square * constant;
    if under.is_negative() {
        return Vec::new();
    }
    // The root of a fraction n / d is that of the whole number n d, divided by d.
    let (numerator, denominator) = (under.numer(), under.denom());
    let whole = numerator * denominator;
    let floor = whole.sqrt();
    let twice = square * Exact::from_integer(2.into());
    let at = |root: Exact| (-linear + root) / &twice;
    if &floor * &floor == whole {
        let root = Exact::new(floor, denominator.clone());
        let mut both = vec![at(-root.clone()), at(root)];
        both.sort();
        both.dedup();
        return both.into_iter().map(Root::fraction).collect();
    }
    let scale = BigInt::from(10).pow(PLACES);
    let scaled = (whole * &scale * &scale).sqrt();
    let ends = [scaled.clone(), scaled + 1].map(|end| Exact::new(end, denominator * &scale));
    let root = |ends: [Exact; 2]| {
        let mut ends = ends.map(at);
        ends.sort();
        let [low, high] = ends;
        Root { low, high, quadratic: Some(quadratic.clone()) }
    };
    let mut both = vec![root(ends.clone().map(|end| -end)), root(ends)];
    both.sort_by(|one, other| one.low.cmp(&other.low));
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
    fn other_roots_lie_between_close_fractions() {
        let found = roots(&exact([-2, 0, 1]));
        let [low, high] = &found[..] else { panic!("two roots") };
        assert!((to_f64(&high.near()) - 2.0_f64.sqrt()).abs() < 1e-15 && low.near() < high.near());
        for root in &found {
            let [two, width] = [Exact::from_integer(2.into()), &root.high - &root.low];
            let signs = [&root.low, &root.high].map(|end| end * end < two);
            assert!(signs[0] != signs[1], "the ends lie on both sides");
            assert!(to_f64(&width) < 1e-50);
        }
        assert!(roots(&exact([1, 0, 1])).is_empty());
        // The root of 2 turned upside down is the root of a half.
        let turned = high.recip();
        assert!(turned.is_like(&roots(&exact([-1, 0, 2]))[1]) && !turned.is_like(high));
    }
}
