//! The corridors that lead each of many demands along one figure.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::answer::Prepared;
use crate::ids::{DemandId, FigureId, PlaceId};

use super::base::BaseNetwork;
use super::bounds::NoCurve;
use super::lead::LeadCurve;
use super::line::FigureSpan;
use super::rounded::RoundedAnswers;
use super::structure;

/// Finds the corridors that lead each of some demands along a figure, and makes something of each.
///
/// Where the figure shapes the network, that is laid out for all demands of an origin together.
///
/// # Shape
/// The result has one entry for each demand.
pub(super) fn each<T: Send>(
    case: &Prepared,
    demands: &[DemandId],
    figure: FigureId,
    span: &FigureSpan,
    make: impl Fn(&RoundedAnswers<'_>, Result<&LeadCurve, NoCurve>) -> T + Sync,
) -> Vec<T> {
    let alone = |&demand: &DemandId| {
        let answers = RoundedAnswers::new(case, demand);
        let curve = lead_curve(case, &answers, figure, span);
        make(&answers, curve.as_ref().map_err(|&why| why))
    };
    if case.network_change(figure).is_none() {
        return demands.par_iter().map(alone).collect();
    }
    let mut origins: BTreeMap<PlaceId, Vec<usize>> = BTreeMap::new();
    for (place, &demand) in demands.iter().enumerate() {
        origins.entry(case.model().demands[demand].from).or_default().push(place);
    }
    let of_origin = |places: &Vec<usize>| -> Vec<(usize, T)> {
        let own: Vec<DemandId> = places.iter().map(|&place| demands[place]).collect();
        let Ok(curve) = structure::lead_curves(case.model(), &own, figure, span) else {
            // One alone may have a curve where all together have none.
            return places.iter().map(|&place| (place, alone(&demands[place]))).collect();
        };
        let own = |(&place, curve): (&usize, &LeadCurve)| {
            (place, make(&RoundedAnswers::new(case, demands[place]), Ok(curve)))
        };
        places.par_iter().zip(&curve).map(own).collect()
    };
    let mut all: Vec<(usize, T)> =
        origins.into_values().collect::<Vec<_>>().par_iter().flat_map_iter(of_origin).collect();
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, made)| made).collect()
}

/// Finds the corridors that lead a demand along any figure.
pub(super) fn lead_curve(
    case: &Prepared,
    answers: &RoundedAnswers<'_>,
    figure: FigureId,
    span: &FigureSpan,
) -> Result<LeadCurve, NoCurve> {
    let (model, demand) = (case.model(), [answers.demand()]);
    let shapes = case.network_change(figure).is_some();
    let mut curve = if shapes {
        structure::lead_curves(model, &demand, figure, span)?
    } else if answers.priced().costs().moved_by(figure).is_empty() {
        return Err(NoCurve::Still);
    } else {
        LeadCurve::of(&BaseNetwork::new(model, answers.priced().clone()), &demand, figure, span)?
    };
    curve.pop().ok_or(NoCurve::Still)
}
