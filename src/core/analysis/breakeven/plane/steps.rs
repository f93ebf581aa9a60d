//! The lines on which one of the figures is constant and the cheapest corridors change: between strips, and where a network
//! or a charge is another one beyond a value.

use num_traits::Zero;

use crate::units::Exact;

use super::super::result::Lead;
use super::result::{PlaneCell, PlaneStep, PlaneStrip, WhichAxis};

/// Stretches narrower than one part in so many of what is looked at are those of levels that are no fractions.
const MIN_WIDTH_PARTS: i64 = 1_000_000_000_000;

/// Finds all such lines, first those on which the second figure is constant.
pub(super) fn steps(strips: &[PlaneStrip]) -> Vec<PlaneStep> {
    let mut all = Vec::new();
    for below in strips {
        for above in strips.iter().filter(|above| above.second_from.near == below.second_to.near) {
            let changes = changes(&along(below, 1), &along(above, 0), WhichAxis::Second, &below.second_to.near);
            for step in changes {
                join(&mut all, step);
            }
        }
    }
    for left in strips {
        for right in strips.iter().filter(|right| right.first_from == left.first_to) {
            let (Some(last), Some(first)) = (left.cells.last(), right.cells.first()) else { continue };
            let changes = changes(&[upwards(left, last)], &[upwards(right, first)], WhichAxis::First, &left.first_to);
            for step in changes {
                join(&mut all, step);
            }
        }
    }
    all
}

/// Returns the corridors that lead along the first or the last end of a strip.
fn along(strip: &PlaneStrip, end: usize) -> Vec<Lead> {
    let mut from = strip.first_from.0.clone();
    let mut all = Vec::with_capacity(strip.cells.len());
    for PlaneCell { corridors, ends_at, .. } in &strip.cells {
        let to = ends_at[end].0.clone();
        all.push(Lead { from: from.into(), to: to.clone().into(), corridors: corridors.clone() });
        from = to;
    }
    all
}

/// Returns the corridors that lead along the side of a strip on which a cell ends.
fn upwards(strip: &PlaneStrip, cell: &PlaneCell) -> Lead {
    let [from, to] = [&strip.second_from, &strip.second_to].map(|level| level.near.0.clone().into());
    Lead { from, to, corridors: cell.corridors.clone() }
}

/// Returns the stretches of a line on whose sides different corridors lead.
fn changes(before: &[Lead], after: &[Lead], stays: WhichAxis, at: &Exact) -> Vec<PlaneStep> {
    let widest = before.iter().chain(after).map(|lead| &lead.to.0 - &lead.from.0).max();
    let least = widest.unwrap_or_else(Exact::zero) / Exact::from_integer(MIN_WIDTH_PARTS.into());
    let mut all = Vec::new();
    for one in before {
        for other in after.iter().filter(|other| other.corridors != one.corridors) {
            let (from, to) = ((&one.from).max(&other.from).0.clone(), (&one.to).min(&other.to).0.clone());
            if &to - &from > least {
                all.push(PlaneStep {
                    stays,
                    at: at.clone().into(),
                    from: from.into(),
                    to: to.into(),
                    before: one.corridors.clone(),
                    after: other.corridors.clone(),
                });
            }
        }
    }
    all
}

/// Adds a line, or goes on with one that ends where it begins.
fn join(all: &mut Vec<PlaneStep>, step: PlaneStep) {
    let goes_on = |known: &&mut PlaneStep| {
        (known.stays, &known.at, &known.to, &known.before, &known.after)
            == (step.stays, &step.at, &step.from, &step.before, &step.after)
    };
    match all.iter_mut().find(goes_on) {
        Some(known) => known.to = step.to,
        None => all.push(step),
    }
}

#[cfg(test)]
mod tests {
    use super::steps;
    use crate::units::Exact;

    use super::super::result::{PlaneCell, PlaneLevel, PlaneStrip};

    fn number(number: i64) -> Exact {
        Exact::from_integer(number.into())
    }

    /// Makes a strip whose cells end at the same values of the first figure all along.
    fn strip([left, right]: [i64; 2], [from, to]: [i64; 2], cells: &[(&str, i64)]) -> PlaneStrip {
        let level = |at: i64| PlaneLevel::new(number(at), None);
        let cell = |&(key, end): &(&str, i64)| PlaneCell {
            corridors: vec![key.to_owned()],
            form: "bulk",
            way: Vec::new(),
            cost_per_t: [0; 4].map(number).into(),
            ends_where: None,
            ends_at: [end; 2].map(|end| number(end).into()),
        };
        let cells = cells.iter().map(cell).collect();
        PlaneStrip {
            first_from: number(left).into(),
            first_to: number(right).into(),
            second_from: level(from),
            second_to: level(to),
            cells,
        }
    }

    #[test]
    fn leads_that_change_between_strips_and_at_sides_are_listed_once() {
        let strips = [
            strip([0, 10], [0, 5], &[("a", 4), ("b", 10)]),
            strip([0, 10], [5, 9], &[("a", 6), ("c", 10)]),
            strip([10, 20], [0, 9], &[("b", 20)]),
        ];
        let listed = steps(&strips).into_iter().map(|step| {
            let numbers = [&step.at, &step.from, &step.to].map(|number| number.to_string()).join(" ");
            format!("{:?} {numbers} {}{}", step.stays, step.before.join("+"), step.after.join("+"))
        });
        assert_eq!(listed.collect::<Vec<_>>(), ["Second 5 4 6 ba", "Second 5 6 10 bc", "First 10 5 9 cb"]);
    }
}
