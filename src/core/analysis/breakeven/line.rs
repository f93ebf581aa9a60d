//! Costs as exact lines in a figure, and the lowest of several.

use std::cmp::Ordering;

use num_traits::Zero;

use crate::units::Exact;

use super::result::Shape;

/// A cost in millionths as a function of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ExactLine {
    pub(super) fixed: Exact,
    pub(super) slope: Exact,
}

/// An interval of the values of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FigureSpan {
    pub(super) from: Exact,
    pub(super) to: Exact,
}

impl FigureSpan {
    /// Returns the value in the middle.
    pub(super) fn middle(&self) -> Exact {
        (&self.from + &self.to) / Exact::from_integer(2.into())
    }

    /// Cuts it at values inside it, the least first.
    pub(super) fn cut_at<'a>(&'a self, inner: impl IntoIterator<Item = &'a Exact>) -> Vec<Self> {
        let ends: Vec<&Exact> = std::iter::once(&self.from).chain(inner).chain([&self.to]).collect();
        ends.windows(2).map(|ends| Self { from: ends[0].clone(), to: ends[1].clone() }).collect()
    }
}

impl Shape {
    /// Returns what a figure enters costs with: its value or the reciprocal of that, and back again.
    pub(super) fn input(self, value: &Exact) -> Exact {
        match self {
            Self::Straight => value.clone(),
            Self::Reciprocal => value.recip(),
        }
    }
}

impl ExactLine {
    /// Returns the cost at a value of the figure.
    pub(super) fn at(&self, shape: Shape, value: &Exact) -> Exact {
        match shape {
            Shape::Straight => &self.fixed + &self.slope * value,
            Shape::Reciprocal => &self.fixed + &self.slope / value,
        }
    }

    /// Returns the value of the figure beyond which another line is below this one, if there is such a value.
    fn overtaken(&self, by: &Self, shape: Shape) -> Option<Exact> {
        let slower = &self.slope - &by.slope;
        let further = &by.fixed - &self.fixed;
        match shape {
            Shape::Straight => (slower > Exact::zero()).then(|| further / slower),
            // The reciprocal falls as the figure grows: what is steeper in it gains.
            Shape::Reciprocal if slower < Exact::zero() => {
                let at = further / slower;
                (at > Exact::zero()).then(|| at.recip())
            }
            Shape::Reciprocal => None,
        }
    }

    /// Compares how two lines that meet at a value go on to the right of it: the lower first.
    fn falls_more(&self, other: &Self, shape: Shape) -> Ordering {
        match shape {
            Shape::Straight => self.slope.cmp(&other.slope),
            Shape::Reciprocal => other.slope.cmp(&self.slope),
        }
    }
}

/// Returns the lowest of some lines over an interval, by their places; several where they are one line.
pub(super) fn lowest(lines: &[ExactLine], shape: Shape, span: &FigureSpan) -> Vec<(FigureSpan, Vec<usize>)> {
    let mut parts = Vec::new();
    let first = lines.iter().min_by(|one, other| {
        one.at(shape, &span.from).cmp(&other.at(shape, &span.from)).then_with(|| one.falls_more(other, shape))
    });
    let mut next = first.map(|line| (span.from.clone(), line));
    while let Some((from, line)) = next {
        let overtakers = lines.iter().filter_map(|other| Some((line.overtaken(other, shape)?, other)));
        next = overtakers
            .filter(|(at, _)| *at >= from && *at < span.to)
            .min_by(|one, other| one.0.cmp(&other.0).then_with(|| one.1.falls_more(other.1, shape)));
        let to = next.as_ref().map_or_else(|| span.to.clone(), |(at, _)| at.clone());
        let own = (0..lines.len()).filter(|&place| lines[place] == *line);
        parts.push((FigureSpan { from, to }, own.collect()));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::result::Shape;
    use super::{ExactLine, FigureSpan, lowest};
    use crate::units::Exact;

    fn number(numerator: i64, denominator: i64) -> Exact {
        Exact::new(numerator.into(), denominator.into())
    }

    fn line(fixed: i64, slope: i64) -> ExactLine {
        ExactLine { fixed: number(fixed, 1), slope: number(slope, 1) }
    }

    #[test]
    fn the_lowest_line_changes_at_exact_crossings() {
        let straight = [line(0, 3), line(1, 1), line(100, 0), line(1, 1)];
        // 10 + 100/x and 20 + 50/x are equal where 50/x is 10, at 5: what is steeper wins as the figure grows.
        let reciprocal = [line(10, 100), line(20, 50)];
        let of_straight = vec![(number(1, 2), vec![0]), (number(99, 1), vec![1, 3]), (number(200, 1), vec![2])];
        let of_reciprocal = vec![(number(5, 1), vec![1]), (number(50, 1), vec![0])];
        for (lines, shape, [from, to], expected) in [
            (&straight[..], Shape::Straight, [0, 200], of_straight),
            (&reciprocal[..], Shape::Reciprocal, [1, 50], of_reciprocal),
        ] {
            let parts = lowest(lines, shape, &FigureSpan { from: number(from, 1), to: number(to, 1) });
            let ends: Vec<(Exact, Vec<usize>)> = parts.into_iter().map(|(span, own)| (span.to, own)).collect();
            assert_eq!(ends, expected);
        }
    }
}
