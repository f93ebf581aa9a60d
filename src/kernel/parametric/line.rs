//! Straight lines in a parameter and the lower envelope of some of them, in exact whole numbers.

use num_rational::Ratio;

/// A value of the parameter: a reduced fraction with a denominator above 0.
pub type Fraction = Ratio<i128>;

/// The cost of a path as a function of the parameter: `fixed + slope * t`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CostLine {
    /// The sum of the costs of the arcs at 0.
    pub fixed: i64,
    /// The sum of what each unit of the parameter adds to the arcs.
    pub slope: i64,
}

impl CostLine {
    /// Returns the cost at a value of the parameter, times the denominator of that value.
    pub fn scaled(self, at: Fraction) -> i128 {
        i128::from(self.fixed) * at.denom() + i128::from(self.slope) * at.numer()
    }

    /// Returns the cost at a value of the parameter.
    pub fn at(self, at: Fraction) -> Fraction {
        Fraction::new(self.scaled(at), *at.denom())
    }

    /// Returns the parameter from which the other line is below this one, if the other has the smaller slope.
    fn crossing(self, other: Self) -> Option<Fraction> {
        let (further, slower) =
            (i128::from(other.fixed) - i128::from(self.fixed), i128::from(self.slope) - i128::from(other.slope));
        (slower > 0).then(|| Fraction::new(further, slower))
    }
}

/// Returns the lower envelope of some lines over an interval: each line with the start of its part, from left to right.
///
/// Slopes fall from part to part, and every part has a positive length unless the interval is one point.
pub(super) fn lowest(lines: &[CostLine], low: Fraction, high: Fraction) -> Vec<(Fraction, CostLine)> {
    let mut parts = Vec::new();
    // Of lines that meet, the one with the smallest slope is the lowest to the right.
    let mut next = lines.iter().map(|&line| (low, line)).min_by_key(|&(at, line)| (line.scaled(at), line.slope));
    while let Some((from, line)) = next {
        parts.push((from, line));
        let crossings = lines.iter().filter_map(|&other| Some((line.crossing(other)?, other)));
        next = crossings.filter(|&(at, _)| at < high).min_by(|one, other| {
            one.0.cmp(&other.0).then(one.1.slope.cmp(&other.1.slope)).then(one.1.fixed.cmp(&other.1.fixed))
        });
    }
    parts
}

/// Returns the simplest fraction strictly between two others: the one with the smallest denominator, among whole
/// numbers the first.
///
/// # Source
/// The first fraction of the Stern-Brocot tree between them, by their continued fractions: Graham, Knuth and Patashnik,
/// Concrete Mathematics (1994), section 4.5.
///
/// # Panics
/// Where the first is not below the second.
pub(super) fn between(low: Fraction, high: Fraction) -> Fraction {
    assert!(low < high, "nothing lies between");
    let whole = low.floor();
    if whole + 1 < high {
        return whole + 1;
    }
    // Both are within one whole number of each other: their reciprocals have the reverse order.
    let (first, second) = (low - whole, high - whole);
    let turned = if *first.numer() == 0 { second.recip().floor() + 1 } else { between(second.recip(), first.recip()) };
    whole + turned.recip()
}

#[cfg(test)]
mod tests {
    use super::{CostLine, Fraction, between, lowest};

    fn fraction(numerator: i128, denominator: i128) -> Fraction {
        Fraction::new(numerator, denominator)
    }

    #[test]
    fn the_lowest_lines_are_those_that_are_below_all_others_somewhere() {
        // Three meet in one point at 2, where the middle one is lowest at no other place; one never is; one is twice.
        let all = [(0, 3), (2, 2), (4, 1), (9, 2), (4, 1), (8, 0)].map(|(fixed, slope)| CostLine { fixed, slope });
        let parts = lowest(&all, fraction(0, 1), fraction(10, 1));
        assert_eq!(parts, [(fraction(0, 1), all[0]), (fraction(2, 1), all[2]), (fraction(4, 1), all[5])]);
        // From where they meet on only the flattest counts, up to there only the steepest.
        assert_eq!(lowest(&all, fraction(2, 1), fraction(4, 1)), [(fraction(2, 1), all[2])]);
        assert_eq!(lowest(&all, fraction(1, 3), fraction(2, 1)), [(fraction(1, 3), all[0])]);
        assert_eq!(lowest(&all, fraction(2, 1), fraction(2, 1)), [(fraction(2, 1), all[2])]);
    }

    #[test]
    fn the_simplest_fraction_is_found_between_any_two() {
        for (low, high, wanted) in [
            ((0, 1), (2000, 1), (1, 1)),
            ((90, 1), (91, 1), (181, 2)),
            ((-1, 2), (-1, 3), (-2, 5)),
            ((-1, 2), (1, 3), (0, 1)),
            ((314, 100), (315, 100), (22, 7)),
            ((1, 3), (1, 2), (2, 5)),
        ] {
            let found = between(fraction(low.0, low.1), fraction(high.0, high.1));
            assert_eq!(found, fraction(wanted.0, wanted.1), "between {low:?} and {high:?}");
        }
    }
}
