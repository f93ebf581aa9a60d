//! How a figure enters costs, and the values at which minima and maxima begin to apply to charges while it moves.

use std::collections::BTreeSet;

use num_traits::Zero;

use crate::answer::Prepared;
use crate::cost::{CostFormula, Costs, Formula, Formulas, Powers};
use crate::ids::FigureId;
use crate::units::{Exact, to_f64};

use super::line::FigureSpan;
use super::result::Shape;

/// Why there is no curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoCurve {
    /// No arc's cost depends on the figure.
    Still,
    /// Some cost is no straight line in the figure or its reciprocal.
    Bent,
}

/// Returns whether costs are lines in a figure or in its reciprocal, and which of the classes have bounds that it moves.
pub(super) fn shape(costs: &Costs, figure: FigureId, classes: &[u32]) -> Result<(Shape, Vec<u32>), NoCurve> {
    let mut all = Powers::default();
    let mut bounded = Vec::new();
    for &class in classes {
        let powers = costs.powers(class, figure);
        all = all.and(powers);
        if powers.turns() {
            bounded.push(class);
        }
    }
    match all.beside_zero().ok_or(NoCurve::Bent)?[..] {
        [] => Err(NoCurve::Still),
        [1] => Ok((Shape::Straight, bounded)),
        [-1] => Ok((Shape::Reciprocal, bounded)),
        _ => Err(NoCurve::Bent),
    }
}

/// Returns the values of a figure at which a minimum or maximum of some charge begins or ceases to apply.
pub(super) fn cuts_of(
    case: &Prepared,
    exact: &[Exact],
    figure: FigureId,
    span: &FigureSpan,
) -> Result<Vec<f64>, NoCurve> {
    let costs = case.priced().costs();
    let (_, bounded) = shape(costs, figure, &costs.moved_by(figure))?;
    let cuts = cuts(exact, costs, figure, &bounded, span)?;
    Ok(cuts.iter().map(to_f64).collect())
}

/// Returns the values on an interval at which bounds of the charges of some classes begin or cease to apply.
///
/// # Shape
/// `exact` has one entry for each figure of the register.
pub(super) fn cuts(
    exact: &[Exact],
    costs: &Costs,
    figure: FigureId,
    bounded: &[u32],
    within: &FigureSpan,
) -> Result<BTreeSet<Exact>, NoCurve> {
    let mut all = BTreeSet::new();
    let mut open = vec![within.clone()];
    // What decides between two amounts may itself be another formula on the other side of a cut: each part is looked at.
    while let Some(span) = open.pop() {
        let mut found = BTreeSet::new();
        for &class in bounded {
            for turn in &moved(exact, costs, figure, class, middle(&span))?.turns {
                found.extend(root(turn)?.filter(|root| *root > span.from && *root < span.to));
            }
        }
        let ends: Vec<&Exact> = std::iter::once(&span.from).chain(&found).chain(std::iter::once(&span.to)).collect();
        if !found.is_empty() {
            open.extend(ends.windows(2).map(|ends| FigureSpan { from: ends[0].clone(), to: ends[1].clone() }));
        }
        all.extend(found);
    }
    Ok(all)
}

/// Returns the value at which a formula is zero; nothing where there is none.
fn root(formula: &Formula) -> Result<Option<Exact>, NoCurve> {
    let fixed = formula.coefficient((0, 0));
    let powers: Vec<i8> = formula.powers().map(|(x, _)| x).filter(|&x| x != 0).collect();
    match powers[..] {
        [] => Ok(None),
        [1] => Ok(Some(-fixed / formula.coefficient((1, 0)))),
        [-1] if fixed.is_zero() => Ok(None),
        [-1] => Ok(Some(-formula.coefficient((-1, 0)) / fixed)),
        _ => Err(NoCurve::Bent),
    }
}

/// Writes down what an arc of a class costs around a value of a figure.
pub(super) fn moved(
    exact: &[Exact],
    costs: &Costs,
    figure: FigureId,
    class: u32,
    at: Exact,
) -> Result<CostFormula, NoCurve> {
    let formulas = Formulas::at(exact, [Some(figure), None], [at, Exact::zero()]);
    costs.moved(class, &formulas).ok_or(NoCurve::Bent)
}

/// Returns the middle of an interval.
pub(super) fn middle(span: &FigureSpan) -> Exact {
    (&span.from + &span.to) / Exact::from_integer(2.into())
}
