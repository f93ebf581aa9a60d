//! Curves: what every corridor costs as an exact function of one figure.

use std::collections::BTreeSet;

use crate::answer::{Prepared, Progress, place_name};
use crate::ids::{DemandId, FigureId};
use crate::units::{Decimal, Exact};

use super::base::BaseNetwork;
use super::bounds::NoCurve;
use super::each::each;
use super::error::BreakEvenError;
use super::flip::turns;
use super::lead::LeadCurve;
use super::names::{corridors, keys, moved_figure};
use super::range::{asked_span, sensible_span};
use super::result::{BreakEven, BreakEvenDemand};
use super::rounded::{RoundedAnswers, leaders};

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
    let path = known.path.clone();
    if known.role.is_band_edge() {
        return Err(BreakEvenError::Edge(path));
    }
    let span = between.map(|between| asked_span(model, figure, between)).transpose()?;
    let span = span.unwrap_or_else(|| sensible_span(model, figure));
    progress.begin(demands.len());
    let found = each(case, demands, figure, &span, |answers, curve| {
        let still;
        let curve = match curve {
            Ok(curve) => curve,
            // Others of the demands may move.
            Err(NoCurve::Still) => {
                let base = BaseNetwork::new(model, answers.priced().clone());
                still = LeadCurve::joined(LeadCurve::still(&base, &[answers.demand()], &span));
                &still
            }
            Err(NoCurve::Bent) => return None,
        };
        let demand = described(case, answers, figure, curve);
        progress.done();
        Some((demand, curve.is_still()))
    });
    let mut all = Vec::new();
    let mut is_still = true;
    for found in found {
        let Some((demand, stays)) = found else { return Err(BreakEvenError::Bent(path)) };
        is_still &= stays;
        all.push(demand);
    }
    if is_still {
        return Err(BreakEvenError::Still(path));
    }
    let first = all.iter().filter_map(|demand: &BreakEvenDemand| Some(&*demand.leads.first()?.from)).min();
    let last = all.iter().filter_map(|demand| Some(&*demand.leads.last()?.to)).max();
    let [from, to] = [first.unwrap_or(&span.from), last.unwrap_or(&span.to)].map(Exact::clone);
    let (costs, moving) = (case.priced().costs(), BTreeSet::from([figure]));
    Ok(BreakEven {
        scenario: case.used(),
        figure: moved_figure(model, figure),
        is_stepped: costs.moved_by(figure).into_iter().any(|class| costs.is_stepped(class, &moving)),
        is_narrower: from > span.from || to < span.to,
        from: from.into(),
        to: to.into(),
        corridors: corridors(model),
        demands: all,
    })
}

/// Describes what is known of one demand.
fn described(case: &Prepared, answers: &RoundedAnswers<'_>, figure: FigureId, curve: &LeadCurve) -> BreakEvenDemand {
    let (model, demand) = (case.model(), answers.demand());
    let [below, above] = turns(model, answers, curve, figure);
    let asked = &model.demands[demand];
    let today = answers.today();
    BreakEvenDemand {
        from: place_name(model, asked.from),
        to: place_name(model, asked.to),
        regime: asked.customs.as_str(),
        leaders: keys(model, &leaders(&today)),
        total_per_t: today.iter().flatten().min().copied(),
        curves: curve.curves(model),
        leads: curve.leads(model),
        below,
        above,
    }
}
