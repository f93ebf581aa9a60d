//! Costs as exact lines in a figure, and the lowest of several.

use std::collections::BTreeSet;

use num_traits::Zero;

use super::result::Shape;
use crate::units::Exact;

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
    fn falls_more(&self, other: &Self, shape: Shape) -> std::cmp::Ordering {
        match shape {
            Shape::Straight => self.slope.cmp(&other.slope),
            Shape::Reciprocal => other.slope.cmp(&self.slope),
        }
    }
}

/// Returns the lowest of some lines over an interval, by their places; several where they are one line.
pub(super) fn lowest(lines: &[(usize, &ExactLine)], shape: Shape, span: &FigureSpan) -> Vec<(FigureSpan, Vec<usize>)> {
    let mut parts = Vec::new();
    let first = lines.iter().min_by(|(_, one), (_, other)| {
        one.at(shape, &span.from).cmp(&other.at(shape, &span.from)).then_with(|| one.falls_more(other, shape))
    });
    let mut next = first.map(|&(_, line)| (span.from.clone(), line));
    while let Some((from, line)) = next {
        let overtakers = lines.iter().filter_map(|&(_, other)| Some((line.overtaken(other, shape)?, other)));
        next = overtakers
            .filter(|(at, _)| *at >= from && *at < span.to)
            .min_by(|one, other| one.0.cmp(&other.0).then_with(|| one.1.falls_more(other.1, shape)));
        let to = next.as_ref().map_or_else(|| span.to.clone(), |(at, _)| at.clone());
        let own = lines.iter().filter(|(_, other)| *other == line).map(|&(place, _)| place);
        parts.push((FigureSpan { from, to }, own.collect()));
    }
    parts
}

/// A line on an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LinePart {
    pub(super) span: FigureSpan,
    pub(super) line: ExactLine,
}

/// The lowest of several costs on an interval on which it is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LowestLine {
    pub(super) span: FigureSpan,
    pub(super) line: ExactLine,
    /// The costs that are this line, by their places.
    pub(super) owners: Vec<usize>,
}

/// Returns the lowest of some costs over an interval, each of which is one line on each of some parts of it.
///
/// A cost that has a part where the interval begins has parts all over it.
pub(super) fn envelope(costs: &[Vec<LinePart>], shape: Shape, span: &FigureSpan) -> Vec<LowestLine> {
    let cuts: BTreeSet<&Exact> = costs.iter().flatten().map(|part| &part.span.from).collect();
    let inner = cuts.into_iter().filter(|at| **at > span.from && **at < span.to);
    let ends: Vec<&Exact> = std::iter::once(&span.from).chain(inner).chain(std::iter::once(&span.to)).collect();
    let mut all: Vec<LowestLine> = Vec::new();
    for ends in ends.windows(2) {
        let within = FigureSpan { from: ends[0].clone(), to: ends[1].clone() };
        let here = |parts: &'_ Vec<LinePart>| {
            let at = parts.partition_point(|part| part.span.to <= within.from);
            parts.get(at).map(|_| at)
        };
        let own: Vec<(usize, &ExactLine)> =
            costs.iter().enumerate().filter_map(|(place, parts)| Some((place, &parts[here(parts)?].line))).collect();
        for (span, owners) in lowest(&own, shape, &within) {
            let line = own.iter().find(|(place, _)| *place == owners[0]).map(|(_, line)| (*line).clone());
            let Some(line) = line else { continue };
            match all.last_mut() {
                Some(before) if before.line == line && before.owners == owners => before.span.to = span.to,
                _ => all.push(LowestLine { span, line, owners }),
            }
        }
    }
    all
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
        let lines = [line(0, 3), line(1, 1), line(100, 0), line(1, 1)];
        let named: Vec<(usize, &ExactLine)> = lines.iter().enumerate().collect();
        let parts = lowest(&named, Shape::Straight, &FigureSpan { from: number(0, 1), to: number(200, 1) });
        let ends: Vec<(Exact, Vec<usize>)> = parts.into_iter().map(|(span, own)| (span.to, own)).collect();
        assert_eq!(ends, [(number(1, 2), vec![0]), (number(99, 1), vec![1, 3]), (number(200, 1), vec![2])]);
    }

    #[test]
    fn in_a_reciprocal_the_steeper_line_wins_as_the_figure_grows() {
        // 10 + 100/x and 20 + 50/x are equal where 50/x is 10: at 5.
        let lines = [line(10, 100), line(20, 50)];
        let named: Vec<(usize, &ExactLine)> = lines.iter().enumerate().collect();
        let parts = lowest(&named, Shape::Reciprocal, &FigureSpan { from: number(1, 1), to: number(50, 1) });
        let ends: Vec<(Exact, Vec<usize>)> = parts.into_iter().map(|(span, own)| (span.to, own)).collect();
        assert_eq!(ends, [(number(5, 1), vec![1]), (number(50, 1), vec![0])]);
    }
}
