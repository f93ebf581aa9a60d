//! The lowest of some costs on a rectangle: strips in which the same costs follow each other from left to right.
//!
//! At a fixed `v` all costs are straight lines in `u`, so the lowest along `u` is found as for one figure. That order
//! changes only where a crossing of two costs meets a side of the rectangle, where two costs are equal all along `u`, and
//! where three costs are equal: at fractions, and at roots of quadratics. Between two such values one look is enough.

use num_traits::Zero;

use crate::units::Exact;

use super::super::line::{ExactLine, FigureSpan, lowest};
use super::super::result::Shape;
use super::super::tile::Terms;
use super::root::{Root, roots};

/// A strip from one side of the rectangle to the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slab {
    pub(super) from: Root,
    pub(super) to: Root,
    /// The costs that are lowest, by their places, as the first figure grows.
    pub(super) order: Vec<usize>,
}

/// Parts a rectangle into strips along `v`, from the least to the greatest.
///
/// The first figure enters by its `shape` and moves along a side. No two costs are the same all over the rectangle.
pub(super) fn slabs(costs: &[&Terms], shape: Shape, side: &FigureSpan, vs: &FigureSpan) -> Vec<Slab> {
    let levels = levels(costs, &side.input(shape), vs);
    let mut slabs: Vec<Slab> = Vec::new();
    for ends in levels.windows(2) {
        let between = (&ends[0].near + &ends[1].near) / Exact::from_integer(2.into());
        // Between levels no two costs are one line: the first of those that are lowest is the only one.
        let order = order(costs, shape, side, &between).into_iter().map(|(_, own)| own[0]).collect();
        match slabs.last_mut() {
            Some(before) if before.order == order => before.to = ends[1].clone(),
            _ => slabs.push(Slab { from: ends[0].clone(), to: ends[1].clone(), order }),
        }
    }
    slabs
}

/// Returns the costs that are lowest along the first figure at a value of `v`, several where they are one line there.
pub(super) fn order(costs: &[&Terms], shape: Shape, side: &FigureSpan, v: &Exact) -> Vec<(FigureSpan, Vec<usize>)> {
    let lines: Vec<ExactLine> = costs.iter().map(|terms| along(terms, v)).collect();
    lowest(&lines, shape, side)
}

fn along([fixed, of_u, of_v, of_both]: &Terms, v: &Exact) -> ExactLine {
    ExactLine { fixed: fixed + of_v * v, slope: of_u + of_both * v }
}

/// Returns all values of `v` at which the order may change, the ends included.
fn levels(costs: &[&Terms], us: &FigureSpan, vs: &FigureSpan) -> Vec<Root> {
    let mut found = Vec::new();
    for (place, one) in costs.iter().enumerate() {
        for (next, other) in costs.iter().enumerate().skip(place + 1) {
            let gap = minus(one, other);
            for u in [&us.from, &us.to] {
                found.extend(roots(&[&gap[0] + &gap[1] * u, &gap[2] + &gap[3] * u, Exact::zero()]));
            }
            found.extend(roots(&[gap[1].clone(), gap[3].clone(), Exact::zero()]));
            for third in &costs[next + 1..] {
                found.extend(meetings(&gap, &minus(one, third)));
            }
        }
    }
    found.retain(|root| root.near > vs.from && root.near < vs.to);
    found.sort_by(|one, other| one.near.cmp(&other.near));
    let mut levels = vec![Root::fraction(vs.from.clone())];
    for root in found {
        match levels.last_mut() {
            // Of values that cannot be told apart a fraction is preferred.
            Some(before) if before.is_like(&root) => {
                if before.quadratic.is_some() {
                    *before = root;
                }
            }
            _ => levels.push(root),
        }
    }
    levels.push(Root::fraction(vs.to.clone()));
    levels
}

/// Returns the values of `v` at which two differences are zero at one `u`.
fn meetings(one: &Terms, other: &Terms) -> Vec<Root> {
    // u = -(a + c v) / (b + d v) in both, so (a + c v)(b' + d' v) is the same with the two exchanged.
    let product = |numerator: &Terms, denominator: &Terms| {
        let ([a, _, c, _], [_, b, _, d]) = (numerator, denominator);
        [a * b, a * d + c * b, c * d]
    };
    let (first, second) = (product(one, other), product(other, one));
    roots(&std::array::from_fn(|power| &first[power] - &second[power]))
}

pub(super) fn minus(one: &Terms, other: &Terms) -> Terms {
    std::array::from_fn(|term| &one[term] - &other[term])
}

/// Returns the `u` at which a difference is zero at a value of `v`; nothing where it is so nowhere or everywhere.
pub(super) fn crossing([fixed, of_u, of_v, of_both]: &Terms, v: &Exact) -> Option<Exact> {
    let slope = of_u + of_both * v;
    (!slope.is_zero()).then(|| -(fixed + of_v * v) / slope)
}

/// Writes a difference in the simplest way: without a factor that is zero nowhere inside the strip, and so that the first
/// constant that is not 0 is 1.
pub(super) fn simplified(gap: Terms) -> Terms {
    let [fixed, of_u, of_v, of_both] = &gap;
    let nothing = Exact::zero;
    // (u - p)(v - q) d: only where u is p do two costs that follow each other along u change places.
    let gap = if !of_both.is_zero() && fixed * of_both == of_u * of_v {
        [of_v.clone(), of_both.clone(), nothing(), nothing()]
    } else {
        gap
    };
    let first = gap.iter().find(|term| !term.is_zero()).cloned();
    first.map_or_else(|| gap.clone(), |first| gap.each_ref().map(|term| term / &first))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::line::FigureSpan;
    use super::super::super::result::Shape;
    use super::super::super::tile::{Terms, value};
    use super::{Slab, order, simplified, slabs};
    use crate::units::{Exact, fraction_text};

    fn terms(numbers: [i64; 4]) -> Terms {
        numbers.map(|number| Exact::from_integer(number.into()))
    }

    fn span(from: i64, to: i64) -> FigureSpan {
        FigureSpan { from: Exact::from_integer(from.into()), to: Exact::from_integer(to.into()) }
    }

    #[test]
    fn three_costs_meet_in_a_point_whose_height_is_a_level() {
        // u, v and 1 on the square from 0 to 2: v is lowest below the diagonal, u above it, and 1 beyond both.
        let costs = [terms([0, 1, 0, 0]), terms([0, 0, 1, 0]), terms([1, 0, 0, 0])];
        let found = slabs(&costs.iter().collect::<Vec<_>>(), Shape::Straight, &span(0, 2), &span(0, 2));
        let levels: Vec<(String, Vec<usize>)> =
            found.iter().map(|slab: &Slab| (fraction_text(&slab.to.near), slab.order.clone())).collect();
        assert_eq!(levels, [("1".to_owned(), vec![0, 1]), ("2".to_owned(), vec![0, 2])]);
    }

    #[test]
    fn levels_that_are_no_fractions_are_roots_of_their_quadratic() {
        // u v against 2 and u against v: all three are equal where v * v is 2.
        let costs = [terms([0, 0, 0, 1]), terms([2, 1, -1, 0]), terms([2, 0, 0, 0])];
        let found = slabs(&costs.iter().collect::<Vec<_>>(), Shape::Straight, &span(1, 3), &span(1, 3));
        let root = found.iter().find_map(|slab| slab.to.quadratic.clone()).expect("an irrational level");
        let ratio = &root[0] / &root[2];
        assert_eq!((fraction_text(&ratio), fraction_text(&root[1])), ("-2".to_owned(), "0".to_owned()));
    }

    #[test]
    fn differences_are_written_with_1_in_front() {
        assert_eq!(simplified(terms([-2, 4, 0, -6])), terms([1, -2, 0, 3]));
        // (2 u - 6)(v + 1): zero only where u is 3.
        let third = Exact::new((-1).into(), 3.into());
        assert_eq!(simplified(terms([-6, 2, -6, 2]))[..2], [Exact::from_integer(1.into()), third]);
    }

    proptest! {
        #[test]
        fn between_levels_the_order_along_one_figure_is_the_same_everywhere(
            numbers in prop::collection::btree_set(prop::array::uniform4(-4_i64..5), 1..6),
            looks in prop::collection::vec((1_i64..40, 0_i64..41), 30),
        ) {
            let costs: Vec<Terms> = numbers.into_iter().map(terms).collect();
            let all: Vec<&Terms> = costs.iter().collect();
            let (us, vs) = (span(0, 4), span(0, 4));
            let found = slabs(&all, Shape::Straight, &us, &vs);
            for (v, u) in looks {
                let [u, v] = [u, v].map(|tenth| Exact::new(tenth.into(), 10.into()));
                let inside = |slab: &&Slab| slab.from.near < v && v < slab.to.near;
                let Some(slab) = found.iter().find(inside) else { continue };
                let here = order(&all, Shape::Straight, &us, &v);
                prop_assert_eq!(&slab.order, &here.iter().map(|(_, own)| own[0]).collect::<Vec<_>>());
                let least = costs.iter().map(|terms| value(terms, &u, &v)).min();
                let own = here.iter().find(|(span, _)| span.from <= u && u <= span.to).map(|(_, own)| own[0]);
                prop_assert_eq!(own.map(|place| value(&costs[place], &u, &v)), least);
            }
        }
    }
}
