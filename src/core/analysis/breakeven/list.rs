//! The flip list: all figures, those first that are likeliest to change an answer given how far they may be off.

use std::cmp::Ordering;

use rayon::prelude::*;

use crate::answer::{HoldReason, PairTotals, Prepared, Progress, place_name};
use crate::draws::HeldFigure;
use crate::ids::{DemandId, FigureId};
use crate::units::{Decimal, Grade};

use super::figures::{corridors, counts_units, keys, moved_figure, sensible_span};
use super::lead::LeadCurve;
use super::moves::{FlipSearch, Moves};
use super::probe::{FIGURES_TOGETHER, ProbeMemory};
use super::question::BreakEvenError;
use super::result::{FigureFlip, Flip, FlipList};
use super::rounded::{RoundedAnswers, Side, shaped_totals};
use super::structure::each_shaped;

/// Ranks all figures by how likely each is to change the answer to one of some demands, given how far it may be off.
pub fn flips(case: &Prepared, demands: &[DemandId], progress: &Progress) -> FlipList {
    let model = case.model();
    let mut held = Vec::new();
    let (mut free, mut others) = (Vec::new(), Vec::new());
    for figure in case.priced().costs().figures() {
        let known = model.register.figure(figure);
        match case.network_change(figure) {
            None => free.push(figure),
            // Each more box or wagon is a jump: how far one would have to look is not known.
            Some(why) if counts_units(model, figure) => held.push(HeldFigure::of(known, why)),
            Some(_) if !known.role.is_band_edge() => others.push(figure),
            Some(why) => held.push(HeldFigure::of(known, why)),
        }
    }
    let moves = Moves::new(case, demands, &free);
    let (held_free, free): (Vec<FigureId>, Vec<FigureId>) = free.into_iter().partition(|&figure| moves.is_held(figure));
    others.extend(held_free);
    progress.begin(free.len() + others.len() * demands.len());
    let flips = |memory: &mut ProbeMemory, figures: &[FigureId]| {
        let flips = flips_of(case, &moves, figures, memory);
        for _ in figures {
            progress.done();
        }
        flips
    };
    let mut found: Vec<Result<Option<FigureFlip>, BreakEvenError>> =
        free.par_chunks(FIGURES_TOGETHER).map_init(|| moves.memory(), flips).flatten_iter().collect();
    let totals = case.totals();
    found.par_extend(others.par_iter().map(|&figure| curved_flip(case, &totals, &moves, figure, progress)));
    let mut flips = Vec::new();
    let mut never = 0;
    for found in found {
        match found {
            Ok(Some(flip)) => flips.push(flip),
            Ok(None) => never += 1,
            Err(BreakEvenError::Bent(path)) => {
                let bent = model.register.find(&path).map(|figure| model.register.figure(figure));
                held.extend(bent.map(|figure| HeldFigure::of(figure, HoldReason::NoCurve)));
            }
            // It moves nothing.
            Err(_) => {}
        }
    }
    // Of figures without bounds an estimate is doubted before one that was looked up.
    let is_sure = |flip: &FigureFlip| flip.nearest.of_bound.is_none() && flip.figure.grade != Grade::Estimate;
    flips.sort_by(|one, other| {
        let by_move = || nearer(&one.nearest, &other.nearest);
        is_sure(one).cmp(&is_sure(other)).then_with(by_move).then_with(|| one.figure.path.cmp(&other.figure.path))
    });
    FlipList {
        scenario: case.used(),
        verdicts: Vec::new(),
        given: None,
        corridors: corridors(model),
        demands: demands.len(),
        is_answered: demands.iter().any(|&demand| totals.of_demand(demand).iter().any(Option::is_some)),
        flips,
        figures_that_turn_nothing: never,
        held,
    }
}

/// Finds the least move of a figure that shapes the network, or at some values of which support exceeds the cost of steps.
fn curved_flip(
    case: &Prepared,
    totals: &PairTotals,
    moves: &Moves<'_>,
    figure: FigureId,
    progress: &Progress,
) -> Result<Option<FigureFlip>, BreakEvenError> {
    let (known, demands) = (case.model().register.figure(figure), moves.demands());
    let span = sensible_span(case.model(), figure);
    let laid_out = (demands.len() == case.model().demands.len()).then(|| case.priced());
    // All demands together, for as long as every one of them can be counted.
    let at_bounds: Vec<(Decimal, Option<PairTotals>)> = [known.low, known.high]
        .into_iter()
        .flatten()
        .map(|at| (at, shaped_totals(case, laid_out, demands, figure, at)))
        .collect();
    let make = |demand, curve: &Result<LeadCurve, BreakEvenError>| {
        progress.done();
        let curve = curve.as_ref().map_err(BreakEvenError::clone)?;
        let answers = RoundedAnswers::of_totals(case, demand, totals.of_demand(demand).to_vec());
        let flips = [Side::Below, Side::Above].into_iter().filter_map(|side| curve.flip(&answers, figure, side));
        let is_turned = at_bounds.iter().any(|(bound, totals)| match totals {
            Some(totals) => answers.is_turned_by(totals.of_demand(demand)),
            None => answers.is_turned_at(figure, *bound),
        });
        Ok((figure_flip(&answers, figure, flips.collect()), is_turned))
    };
    let found: Vec<Result<_, BreakEvenError>> = if case.network_change(figure).is_some() {
        each_shaped(case, demands, figure, &span, make)
    } else {
        let curve = |(place, &demand): (usize, &DemandId)| make(demand, &moves.held_curve(place, figure));
        demands.par_iter().enumerate().map(curve).collect()
    };
    let mut best: Option<FigureFlip> = None;
    let mut turned_within_bounds = 0;
    for found in found {
        let (flip, is_turned) = found?;
        turned_within_bounds += usize::from(is_turned);
        let is_better =
            |flip: &FigureFlip| best.as_ref().is_none_or(|best| nearer(&flip.nearest, &best.nearest).is_lt());
        best = flip.filter(is_better).or(best);
    }
    Ok(best.map(|best| FigureFlip { turned_within_bounds, ..best }))
}

/// Finds the least move of each of some figures that changes the answer to any of some demands.
fn flips_of(
    case: &Prepared,
    moves: &Moves<'_>,
    figures: &[FigureId],
    memory: &mut ProbeMemory,
) -> Vec<Result<Option<FigureFlip>, BreakEvenError>> {
    let searches: Vec<_> = figures.iter().map(|&figure| moves.search(figure)).collect();
    // Most figures of a large network can be left out by what everything costs at the ends of their values.
    let mut are_idle = moves.are_idle(memory, &searches.iter().flatten().collect::<Vec<_>>()).into_iter();
    let flip = |(&figure, search): (&FigureId, Result<FlipSearch<'_, '_>, BreakEvenError>)| {
        let search = search?;
        if are_idle.next() == Some(true) { Ok(None) } else { Ok(flip_of(case, moves, figure, &search, memory)) }
    };
    figures.iter().zip(searches).map(flip).collect()
}

/// Finds the least move of one figure that changes the answer to any of some demands.
fn flip_of(
    case: &Prepared,
    moves: &Moves<'_>,
    figure: FigureId,
    search: &FlipSearch<'_, '_>,
    memory: &mut ProbeMemory,
) -> Option<FigureFlip> {
    let known = case.model().register.figure(figure);
    let sides = [Side::Below, Side::Above].into_iter();
    let mut found: Vec<(usize, Flip)> = sides.filter_map(|side| search.nearest(memory, side)).collect();
    found.sort_by(|one, other| nearer(&one.1, &other.1));
    let &(demand, _) = found.first()?;
    let bounds: Vec<Decimal> = [known.low, known.high].into_iter().flatten().collect();
    let turned_within_bounds = moves.turned(memory, figure, &bounds);
    let flips = found.into_iter().map(|(_, flip)| flip).collect();
    let flip = figure_flip(moves.answers(demand), figure, flips);
    flip.map(|flip| FigureFlip { turned_within_bounds, ..flip })
}

/// Describes the flips of a figure, of which the nearer is that of a demand; nothing where there is none.
fn figure_flip(answers: &RoundedAnswers<'_>, figure: FigureId, mut flips: Vec<Flip>) -> Option<FigureFlip> {
    let model = answers.case.model();
    let asked = &model.demands[answers.demand];
    flips.sort_by(nearer);
    let mut flips = flips.into_iter();
    Some(FigureFlip {
        nearest: flips.next()?,
        other: flips.next(),
        figure: moved_figure(model, figure),
        from: place_name(model, asked.from),
        to: place_name(model, asked.to),
        regime: asked.customs.as_str(),
        leaders: keys(model, &answers.leaders),
        turned_within_bounds: 0,
        fitted: None,
    })
}

/// Compares flips: first come those of figures with bounds, the likeliest of them first: those that must move least beside
/// the way to their own bound. Of the others nobody has said how far they may be off, and they follow by the share that
/// they must move.
pub(super) fn nearer(one: &Flip, other: &Flip) -> Ordering {
    let size = |flip: &Flip| flip.share.map_or_else(|| flip.distance.to_f64().abs(), f64::abs);
    let key = |flip: &Flip| (flip.of_bound.unwrap_or(f64::INFINITY), size(flip));
    let ((of_one, one), (of_other, other)) = (key(one), key(other));
    of_one.total_cmp(&of_other).then(one.total_cmp(&other))
}
