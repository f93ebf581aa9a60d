//! Where the lead changes hands along a line on which one of the figures stays: between strips, and where a network or a
//! charge is another one beyond a value.

use num_traits::Zero;

use crate::analysis::breakeven::plane::{PlaneCell, PlaneStep, PlaneStrip};
use crate::units::Exact;

/// Stretches narrower than this part of what is looked at are those of levels that are no fractions.
const NARROWEST: i64 = 1_000_000_000_000;

/// Is who leads between two values of a figure.
type Stretch<'a> = (Exact, Exact, &'a [String]);

/// Finds all such lines, first those on which the second figure stays.
pub(super) fn steps(strips: &[PlaneStrip]) -> Vec<PlaneStep> {
    let mut all = Vec::new();
    for below in strips {
        for above in strips.iter().filter(|above| above.from.near == below.to.near) {
            let (before, after) = (along(below, true), along(above, false));
            let changes = changes(&before, &after);
            all.extend(changes.into_iter().map(|change| change.step(1, &below.to.near)));
        }
    }
    for left in strips {
        for right in strips.iter().filter(|right| right.first.0 == left.first.1) {
            let (Some(last), Some(first)) = (left.cells.last(), right.cells.first()) else { continue };
            let changes = changes(&[upwards(left, last)], &[upwards(right, first)]);
            all.extend(changes.into_iter().map(|change| change.step(0, &left.first.1)));
        }
    }
    joined(all)
}

/// Returns who leads where along the end of a strip, or along its beginning.
fn along(strip: &PlaneStrip, is_end: bool) -> Vec<Stretch<'_>> {
    let mut from = &strip.first.0;
    let mut all = Vec::with_capacity(strip.cells.len());
    for PlaneCell { corridors, until, .. } in &strip.cells {
        let to = if is_end { &until.at_to } else { &until.at_from };
        all.push((from.clone(), to.clone(), corridors.as_slice()));
        from = to;
    }
    all
}

/// Returns who leads along the side of a strip on which a cell ends.
fn upwards<'a>(strip: &PlaneStrip, cell: &'a PlaneCell) -> Stretch<'a> {
    (strip.from.near.clone(), strip.to.near.clone(), &cell.corridors)
}

/// Is a stretch of a line on which others lead on either side.
struct Change<'a> {
    from: Exact,
    to: Exact,
    before: &'a [String],
    after: &'a [String],
}

impl Change<'_> {
    fn step(self, stays: usize, at: &Exact) -> PlaneStep {
        let Self { from, to, before, after } = self;
        PlaneStep { stays, at: at.clone(), from, to, before: before.to_vec(), after: after.to_vec() }
    }
}

fn changes<'a>(before: &[Stretch<'a>], after: &[Stretch<'a>]) -> Vec<Change<'a>> {
    let widest = before.iter().chain(after).map(|(from, to, _)| to - from).max().unwrap_or_else(Exact::zero);
    let least = widest / Exact::from_integer(NARROWEST.into());
    let mut all = Vec::new();
    for (from, to, leads) in before {
        for (other_from, other_to, other) in after.iter().filter(|(.., other)| other != leads) {
            let (from, to) = (from.max(other_from).clone(), to.min(other_to).clone());
            if &to - &from > least {
                all.push(Change { from, to, before: leads, after: other });
            }
        }
    }
    all
}

/// Joins lines that go on in each other.
fn joined(steps: Vec<PlaneStep>) -> Vec<PlaneStep> {
    let mut all: Vec<PlaneStep> = Vec::new();
    for step in steps {
        let goes_on = |known: &&mut PlaneStep| {
            (known.stays, &known.at, &known.to, &known.before, &known.after)
                == (step.stays, &step.at, &step.from, &step.before, &step.after)
        };
        match all.iter_mut().find(goes_on) {
            Some(known) => known.to = step.to,
            None => all.push(step),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::steps;
    use crate::analysis::breakeven::plane::{PlaneCell, PlaneEdge, PlaneLevel, PlaneStrip};
    use crate::units::Exact;

    fn number(number: i64) -> Exact {
        Exact::from_integer(number.into())
    }

    /// Makes a strip whose cells end at the same values of the first figure all along.
    fn strip([left, right]: [i64; 2], [from, to]: [i64; 2], cells: &[(&str, i64)]) -> PlaneStrip {
        let level = |at: i64| PlaneLevel { near: number(at), quadratic: None };
        let cell = |&(key, end): &(&str, i64)| PlaneCell {
            corridors: vec![key.to_owned()],
            form: "bulk",
            way: Vec::new(),
            cost: std::array::from_fn(|_| number(0)),
            until: PlaneEdge { boundary: None, at_from: number(end), at_to: number(end) },
        };
        let cells = cells.iter().map(cell).collect();
        PlaneStrip { first: (number(left), number(right)), from: level(from), to: level(to), cells }
    }

    #[test]
    fn leads_that_change_between_strips_and_at_sides_are_told_once() {
        let strips = [
            strip([0, 10], [0, 5], &[("a", 4), ("b", 10)]),
            strip([0, 10], [5, 9], &[("a", 6), ("c", 10)]),
            strip([10, 20], [0, 9], &[("b", 20)]),
        ];
        let told = steps(&strips).into_iter().map(|step| {
            let numbers = [&step.at, &step.from, &step.to].map(ToString::to_string).join(" ");
            format!("{} {numbers} {}{}", step.stays, step.before.join("+"), step.after.join("+"))
        });
        assert_eq!(told.collect::<Vec<_>>(), ["1 5 4 6 ba", "1 5 6 10 bc", "0 10 5 9 cb"]);
    }
}
