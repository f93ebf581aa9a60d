//! Costs as exact lines in a figure, and the lowest of several.

use crate::units::Exact;

use super::result::Shape;

/// A cost in millionths as a function of a figure, or of its reciprocal.
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
        (&self.from + &self.to) / Exact::from(2)
    }

    /// Cuts it at values inside it, the least first.
    pub(super) fn cut_at<'a>(&'a self, inner: impl IntoIterator<Item = &'a Exact>) -> Vec<Self> {
        let ends: Vec<&Exact> = std::iter::once(&self.from).chain(inner).chain([&self.to]).collect();
        ends.windows(2).map(|ends| Self { from: ends[0].clone(), to: ends[1].clone() }).collect()
    }

    /// Returns the interval of what a figure enters costs with, and back again.
    pub(super) fn input(&self, shape: Shape) -> Self {
        let (from, to) = (shape.input(&self.from), shape.input(&self.to));
        match shape {
            Shape::Straight => Self { from, to },
            Shape::Reciprocal => Self { from: to, to: from },
        }
    }
}

impl Shape {
    /// Returns what a figure enters costs with: its value or the reciprocal of that, and back again.
    pub(super) fn input(self, value: &Exact) -> Exact {
        match self {
            Self::Straight => value.clone(),
            Self::Reciprocal => Exact::ONE / value,
        }
    }
}

impl ExactLine {
    /// Returns the cost at the value of a figure, or at its reciprocal where that is what it enters costs with.
    pub(super) fn at(&self, input: &Exact) -> Exact {
        &self.fixed + &self.slope * input
    }

    /// Returns the input beyond which another line is below this one, if there is such an input.
    fn overtaken(&self, by: &Self) -> Option<Exact> {
        let slower = &self.slope - &by.slope;
        (slower > Exact::ZERO).then(|| (&by.fixed - &self.fixed) / slower)
    }
}

/// Returns the lowest of some lines over an interval of the figure, by their places; several where they are one line.
pub(super) fn lowest(lines: &[ExactLine], shape: Shape, span: &FigureSpan) -> Vec<(FigureSpan, Vec<usize>)> {
    let inputs = span.input(shape);
    let mut parts = Vec::new();
    // Of lines that meet the one that rises least is the lowest from there on.
    let first = lines.iter().min_by_key(|&line| (line.at(&inputs.from), &line.slope));
    let mut next = first.map(|line| (inputs.from.clone(), line));
    while let Some((from, line)) = next {
        let overtakers = lines.iter().filter_map(|other| Some((line.overtaken(other)?, other)));
        next = overtakers
            .filter(|(at, _)| *at >= from && *at < inputs.to)
            .min_by(|one, other| (&one.0, &one.1.slope).cmp(&(&other.0, &other.1.slope)));
        let to = next.as_ref().map_or_else(|| inputs.to.clone(), |(at, _)| at.clone());
        let own = (0..lines.len()).filter(|&place| lines[place] == *line);
        parts.push((FigureSpan { from, to }.input(shape), own.collect()));
    }
    if shape == Shape::Reciprocal {
        parts.reverse();
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::result::Shape;
    use super::{ExactLine, FigureSpan, lowest};
    use crate::units::{Exact, fraction};

    fn number(numerator: i64, denominator: i64) -> Exact {
        fraction(numerator, denominator)
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
