//! Curves: what every corridor costs as an exact function of one figure.

use std::collections::BTreeSet;

use crate::answer::{Prepared, Progress, place_name};
use crate::ids::{DemandId, FigureId};
use crate::units::{Decimal, Exact};

use super::figures::{asked_span, check_units, corridors, keys, moved_figure, sensible_span};
use super::lead::LeadCurve;
use super::question::BreakEvenError;
use super::result::{BreakEven, BreakEvenDemand, CurvePiece};
use super::rounded::{RoundedAnswers, Side};
use super::structure::each;

/// Finds the curves of some demands in one figure.
///
/// # Errors
/// Returns why there are none.
pub fn breakeven(
    case: &Prepared,
    demands: &[DemandId],
    figure: FigureId,
    between: Option<(Decimal, Decimal)>,
    progress: &Progress,
) -> Result<BreakEven, BreakEvenError> {
    let model = case.model();
    let known = model.register.figure(figure);
    if known.role.is_band_edge() {
        return Err(BreakEvenError::Edge(known.path()));
    }
    let span = between.map(|between| asked_span(model, figure, between)).transpose()?;
    let span = span.unwrap_or_else(|| sensible_span(model, figure));
    check_units(model, figure, &span)?;
    progress.begin(demands.len());
    let found = each(case, demands, figure, &span, |answers, curve| {
        let demand = curve.as_ref().map(|curve| described(answers, figure, curve));
        progress.done();
        demand.map_err(BreakEvenError::clone)
    });
    let all: Vec<BreakEvenDemand> = found.into_iter().collect::<Result<_, _>>()?;
    if all.iter().all(is_still) {
        return Err(BreakEvenError::Still(known.path()));
    }
    let first = all.iter().filter_map(|demand| Some(&*demand.leads.first()?.from)).min();
    let last = all.iter().filter_map(|demand| Some(&*demand.leads.last()?.to)).max();
    let [from, to] = [first.unwrap_or(&span.from), last.unwrap_or(&span.to)].map(Exact::clone);
    let (costs, moving) = (case.priced().costs(), BTreeSet::from([figure]));
    Ok(BreakEven {
        scenario: case.used(),
        verdicts: Vec::new(),
        figure: moved_figure(model, figure),
        is_stepped: costs.moved_by(figure).iter().any(|&class| costs.is_stepped(class, &moving)),
        is_narrower: from > span.from || to < span.to,
        from: from.into(),
        to: to.into(),
        corridors: corridors(model),
        demands: all,
    })
}

/// Returns whether every corridor costs the same everywhere.
fn is_still(demand: &BreakEvenDemand) -> bool {
    demand.curves.iter().all(|curve| {
        let is_level = |piece: &CurvePiece| piece.slope.is_zero() && piece.fixed == curve.pieces[0].fixed;
        curve.pieces.iter().all(is_level)
    })
}

fn described(answers: &RoundedAnswers<'_>, figure: FigureId, curve: &LeadCurve) -> BreakEvenDemand {
    let model = answers.case.model();
    let asked = &model.demands[answers.demand];
    BreakEvenDemand {
        from: place_name(model, asked.from),
        to: place_name(model, asked.to),
        regime: asked.customs.as_str(),
        leaders: keys(model, &answers.leaders),
        total_per_t: answers.today.iter().flatten().min().copied(),
        below: curve.flip(answers, figure, Side::Below),
        above: curve.flip(answers, figure, Side::Above),
        leads: curve.leads(model),
        curves: curve.curves(model),
    }
}
