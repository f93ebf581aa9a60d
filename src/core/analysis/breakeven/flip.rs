//! Flips: the values of a figure nearest to today's at which other corridors become the cheapest.

use num_traits::{Signed, Zero};

use crate::ids::FigureId;
use crate::model::Model;
use crate::units::{Decimal, Exact, to_f64};

use super::lead::LeadCurve;
use super::names::keys;
use super::result::Flip;
use super::rounded::{RoundedAnswers, Side, Turn, leaders};

/// Finds the next flips below and above today's value.
pub(super) fn turns(
    model: &Model,
    answers: &RoundedAnswers<'_>,
    curve: &LeadCurve,
    figure: FigureId,
) -> [Option<Flip>; 2] {
    let old = leaders(&answers.today());
    let today = model.register.figure(figure).value.to_exact();
    [Side::Below, Side::Above].map(|side| {
        let (exact, blur) = curve.next_turn(&today, side, &old)?;
        let turn = answers.turn(figure, &exact, side, &old, &blur)?;
        as_flip(model, figure, side, exact, &turn)
    })
}

/// Measures how far a flip is away.
pub(super) fn as_flip(model: &Model, figure: FigureId, side: Side, exact: Exact, turn: &Turn) -> Option<Flip> {
    let known = model.register.figure(figure);
    let today = known.value.to_exact();
    let moved = turn.value.to_exact() - &today;
    let distance = Decimal::near(&moved, 30).or_else(|| Decimal::near(&moved, 12))?;
    let ratio = |to: Exact| (!to.is_zero()).then(|| to_f64(&(distance.to_exact() / to)));
    let bound = if side == Side::Below { known.low } else { known.high };
    let room = bound.map(|bound| bound.to_exact() - &today);
    Some(Flip {
        exact: exact.into(),
        value: turn.value,
        step: turn.step,
        to: keys(model, &turn.to),
        share: ratio(today.abs()),
        of_bound: room.and_then(ratio),
        distance,
    })
}
