//! The flip list: all figures, ranked by how little each must move to change an answer.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::answer::{HoldReason, Prepared, Progress, place_name};
use crate::draws::HeldFigure;
use crate::ids::{DemandId, FigureId, Id};
use crate::units::Decimal;

use super::bounds::{NoCurve, cuts_of};
use super::each::each;
use super::flip::{as_flip, turns};
use super::names::{corridors, keys, moved_figure};
use super::probe::{Probe, ProbeMemory};
use super::range::sensible_span;
use super::result::{FigureFlip, Flip, FlipList};
use super::rounded::{Side, leaders};
use super::search::{Demands, NearestFlip, Search};

/// Ranks all figures by how little they must move to change the answer to one of some demands.
pub fn flips(case: &Prepared, demands: &[DemandId], progress: &Progress) -> FlipList {
    let model = case.model();
    let costs = case.priced().costs();
    let mut held = Vec::new();
    let (mut free, mut shaping) = (Vec::new(), Vec::new());
    for figure in costs.figures() {
        let known = model.register.figure(figure);
        match case.network_change(figure) {
            None => free.push(figure),
            Some(_) if !known.role.is_band_edge() => shaping.push(figure),
            Some(why) => held.push(HeldFigure { path: known.path.clone(), why }),
        }
    }
    let probe = Probe::new(case, demands, &free);
    let demands_asked = Demands::new(case, demands);
    progress.begin(free.len() + shaping.len() * demands.len());
    let found: Vec<Result<Option<FigureFlip>, NoCurve>> = free
        .par_iter()
        .map_init(
            || probe.memory(),
            |memory, &figure| {
                let flip = flip_of(case, &probe, &demands_asked, demands, figure, memory);
                progress.done();
                flip
            },
        )
        .collect();
    let laid_out: Vec<Result<Option<FigureFlip>, NoCurve>> =
        shaping.par_iter().map(|&figure| shaped_flip(case, demands, figure, progress)).collect();
    let mut flips = Vec::new();
    let mut never = 0;
    for (&figure, found) in free.iter().chain(&shaping).zip(found.into_iter().chain(laid_out)) {
        match found {
            Ok(Some(flip)) => flips.push(flip),
            Ok(None) => never += 1,
            Err(NoCurve::Still) => {}
            Err(NoCurve::Bent) => {
                let path = model.register.figure(figure).path.clone();
                held.push(HeldFigure { path, why: HoldReason::NoCurve });
            }
        }
    }
    flips.sort_by(|one, other| {
        nearer(&one.nearest, &other.nearest).then_with(|| one.figure.path.cmp(&other.figure.path))
    });
    let (totals, among) = (case.totals(), model.corridors.len());
    let has_route = |demand: &DemandId| totals[demand.index() * among..][..among].iter().any(Option::is_some);
    FlipList {
        scenario: case.used(),
        corridors: corridors(model),
        demands: demands.len(),
        is_answered: demands.iter().any(has_route),
        flips,
        figures_that_turn_nothing: never,
        held,
    }
}

/// Finds the least move of a figure that shapes the network.
fn shaped_flip(
    case: &Prepared,
    demands: &[DemandId],
    figure: FigureId,
    progress: &Progress,
) -> Result<Option<FigureFlip>, NoCurve> {
    let model = case.model();
    let known = model.register.figure(figure);
    let found = each(case, demands, figure, &sensible_span(model, figure), |answers, curve| {
        progress.done();
        let curve = match curve {
            Ok(curve) => curve,
            Err(NoCurve::Still) => return Ok((Vec::new(), false, Vec::new())),
            Err(NoCurve::Bent) => return Err(NoCurve::Bent),
        };
        let old = leaders(&answers.today());
        let is_turned = |bound: Decimal| {
            let totals = answers.totals(figure, bound);
            totals.is_some_and(|totals| !leaders(&totals).iter().any(|corridor| old.contains(corridor)))
        };
        let mut flips: Vec<Flip> = turns(model, answers, curve, figure).into_iter().flatten().collect();
        flips.sort_by(nearer);
        let is_turned = [known.low, known.high].into_iter().flatten().any(is_turned);
        Ok((flips, is_turned, keys(model, &old)))
    });
    let mut best: Option<FigureFlip> = None;
    let mut turned_within_bounds = 0;
    for (&demand, found) in demands.iter().zip(found) {
        let (flips, is_turned, leaders) = found?;
        turned_within_bounds += usize::from(is_turned);
        let mut flips = flips.into_iter();
        let Some(nearest) = flips.next() else { continue };
        if best.as_ref().is_none_or(|best| nearer(&nearest, &best.nearest).is_lt()) {
            let asked = &model.demands[demand];
            best = Some(FigureFlip {
                figure: moved_figure(model, figure),
                from: place_name(model, asked.from),
                to: place_name(model, asked.to),
                regime: asked.customs.as_str(),
                leaders,
                nearest,
                other: flips.next(),
                turned_within_bounds: 0,
            });
        }
    }
    Ok(best.map(|best| FigureFlip { turned_within_bounds, ..best }))
}

/// Finds the least move of one figure that changes the answer to any of some demands.
fn flip_of(
    case: &Prepared,
    probe: &Probe,
    demands_asked: &Demands<'_>,
    demands: &[DemandId],
    figure: FigureId,
    memory: &mut ProbeMemory,
) -> Result<Option<FigureFlip>, NoCurve> {
    let model = case.model();
    let span = sensible_span(model, figure);
    let cuts = cuts_of(case, demands_asked.exact(), figure, &span)?;
    let search = |side| Search { demands: demands_asked, probe, figure, side, span: &span, cuts: &cuts };
    let found: Vec<(Side, NearestFlip)> =
        [Side::Below, Side::Above].into_iter().filter_map(|side| Some((side, search(side).nearest(memory)?))).collect();
    let known = model.register.figure(figure);
    let mut turned: BTreeSet<usize> = BTreeSet::new();
    for bound in [known.low, known.high].into_iter().flatten() {
        turned.extend(search(Side::Above).turned_at(memory, bound.to_f64()));
    }
    let flip = |(side, found): &(Side, NearestFlip)| as_flip(model, figure, *side, found.exact.clone(), &found.turn);
    let mut found: Vec<(Flip, NearestFlip)> =
        found.into_iter().filter_map(|found| Some((flip(&found)?, found.1))).collect();
    found.sort_by(|one, other| nearer(&one.0, &other.0));
    let Some((nearest, first)) = found.first().cloned() else { return Ok(None) };
    let asked = &model.demands[demands[first.demand]];
    Ok(Some(FigureFlip {
        figure: moved_figure(model, figure),
        from: place_name(model, asked.from),
        to: place_name(model, asked.to),
        regime: asked.customs.as_str(),
        leaders: keys(model, &first.old),
        nearest,
        other: found.get(1).map(|(flip, _)| flip.clone()),
        turned_within_bounds: turned.len(),
    }))
}

/// Compares flips: first come those that the figure's own bounds reach, then those for which it must move less.
fn nearer(one: &Flip, other: &Flip) -> Ordering {
    let is_beyond = |flip: &Flip| !flip.of_bound.is_some_and(|of| of <= 1.0);
    let size = |flip: &Flip| flip.share.map_or_else(|| flip.distance.to_f64().abs(), f64::abs);
    is_beyond(one).cmp(&is_beyond(other)).then_with(|| size(one).total_cmp(&size(other)))
}
