//! Figures and corridors of a model, as results write them, and the values between which figures move.

use num_traits::Signed;

use crate::answer::titles;
use crate::ids::{CorridorId, FigureId};
use crate::model::{Corridor, Fill, Model};
use crate::scenario::Role;
use crate::units::{Decimal, Exact, simplest, to_f64};

use super::line::FigureSpan;
use super::question::{BreakEvenError, MAX_UNITS};
use super::result::{MovedFigure, NamedCorridor};

pub(in crate::analysis) fn moved_figure(model: &Model, figure: FigureId) -> MovedFigure {
    let known = model.register.figure(figure);
    MovedFigure {
        path: known.path(),
        name: known.name(),
        unit: known.unit(),
        value: known.value,
        low: known.low,
        high: known.high,
        grade: known.grade,
        sources: titles(model, &known.sources()),
        note: known.note(),
    }
}

/// Names all corridors, in the order of the file.
pub(in crate::analysis) fn corridors(model: &Model) -> Vec<NamedCorridor> {
    let name = |corridor: &Corridor| NamedCorridor { key: corridor.key.clone(), title: corridor.title.clone() };
    model.corridors.iter().map(name).collect()
}

pub(in crate::analysis) fn keys<'a>(model: &Model, corridors: impl IntoIterator<Item = &'a CorridorId>) -> Vec<String> {
    corridors.into_iter().map(|&corridor| model.corridors[corridor].key.clone()).collect()
}

/// Returns whether a figure decides how many whole boxes or wagons are paid for.
pub(super) fn counts_units(model: &Model, figure: FigureId) -> bool {
    let role = model.register.figure(figure).role;
    model.cargo.fill == Fill::Whole && matches!(role, Role::Lot | Role::Payload)
}

/// Refuses to move a figure over so many whole boxes or wagons that each network with another number of them cannot be laid
/// out.
///
/// # Errors
/// Returns how many there would be.
pub(super) fn check_units(model: &Model, figure: FigureId, span: &FigureSpan) -> Result<(), BreakEvenError> {
    if !counts_units(model, figure) {
        return Ok(());
    }
    let value = |figure: FigureId| model.register.figure(figure).value.to_exact();
    let number = |payload: FigureId, at: &Exact| {
        let (lot, payload) =
            if payload == figure { (value(model.cargo.lot_t), at.clone()) } else { (at.clone(), value(payload)) };
        if payload.is_zero() { f64::INFINITY } else { to_f64(&(lot / payload)) }
    };
    let payloads = model.equipment.iter().map(|unit| unit.payload_t);
    let moved = payloads.filter(|&payload| figure == model.cargo.lot_t || figure == payload);
    let most = moved.map(|payload| (number(payload, &span.to) - number(payload, &span.from)).abs()).fold(0.0, f64::max);
    if most <= MAX_UNITS { Ok(()) } else { Err(BreakEvenError::ManyUnits(model.register.figure(figure).path())) }
}

/// Returns all values that make sense of a figure.
pub(super) fn sensible_span(model: &Model, figure: FigureId) -> FigureSpan {
    let known = model.register.figure(figure);
    let (least, most) = known.range();
    let value = known.value.to_exact();
    let thousand = Exact::from(1000);
    let most = if most.is_finite() { simplest(most) } else { value.abs() * &thousand + &thousand };
    let least = if least.is_finite() { simplest(least) } else { -most.clone() };
    // Nobody is paid for a price: a figure is below nothing only where its value or bound is.
    let may_be_negative = known.value.is_negative() || known.low.is_some_and(Decimal::is_negative);
    let least = if may_be_negative { least } else { least.max(Exact::ZERO) };
    FigureSpan { from: least.min(value.clone()), to: most.max(value) }
}

/// Checks that an interval holds today's value of a figure and nothing that a scenario would refuse.
pub(super) fn asked_span(
    model: &Model,
    figure: FigureId,
    (low, high): (Decimal, Decimal),
) -> Result<FigureSpan, BreakEvenError> {
    let known = model.register.figure(figure);
    let (path, value) = (known.path(), known.value);
    if !(low.compare(value).is_le() && value.compare(high).is_le()) {
        return Err(BreakEvenError::Outside { path, value, low, high });
    }
    let (least, most) = known.range();
    if (least..=most).contains(&low.to_f64()) && (least..=most).contains(&high.to_f64()) {
        return Ok(FigureSpan { from: low.to_exact(), to: high.to_exact() });
    }
    let bounds = match (least.is_finite(), most.is_finite()) {
        (true, true) => format!("at least {least} and at most {most}"),
        (true, false) => format!("at least {least}"),
        _ => format!("at most {most}"),
    };
    Err(BreakEvenError::Beyond { path, bounds })
}
