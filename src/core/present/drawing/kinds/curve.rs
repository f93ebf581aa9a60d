//! Curves: the cost of each corridor as one figure moves, and where the lead changes.

use crate::analysis::breakeven::{BreakEven, BreakEvenDemand, Curve, CurvePiece, Shape};
use crate::present::drawing::palette::{Dash, Paint, Tint};
use crate::present::drawing::{DrawnScale, Glyph, LabelSide, LegendSample, Mark, Panel, Picture, Spot};
use crate::units::{Decimal, to_f64};

use super::{Canvas, glyph, key, label, upright};

/// How many straight lines a bent piece is drawn by.
const STEPS: usize = 24;

/// Draws the curves of a demand; none where no corridor has a route.
pub fn curve(found: &BreakEven, canvas: Canvas) -> Option<Picture> {
    let demand = found.demands.iter().find(|demand| demand.curves.iter().any(|curve| !curve.pieces.is_empty()))?;
    let figure = &found.figure;
    let today = figure.value.to_f64();
    let name_of = |keys: &[String]| {
        let named = found.corridors.iter().find(|named| keys.contains(&named.key));
        named.map(|named| named.title.clone()).unwrap_or_default()
    };
    let flips: Vec<_> = [&demand.below, &demand.above].into_iter().flatten().collect();
    let leaders = name_of(&demand.leaders);
    let title = match flips.first() {
        None => canvas.say("curve.title.never", &[("leader", &leaders), ("figure", &figure.name)]),
        Some(flip) => {
            let (value, now, next) =
                (canvas.value(flip.value, &figure.unit), canvas.value(figure.value, ""), name_of(&flip.to));
            let said = [
                ("leader", leaders.as_str()),
                ("figure", &figure.name),
                ("today", &now),
                ("value", &value),
                ("next", &next),
            ];
            canvas.say("breakeven.title", &said)
        }
    };
    let mut picture = canvas.drawing("curve", title);
    picture.subtitle = canvas.subject(&demand.from, &demand.to, &found.scenario);
    let range = shown(found, demand, today);
    let mut marks = vec![upright(today, Tint::Ink, Dash::Dotted)];
    let mut labels = Vec::new();
    let own = demand.curves.iter().enumerate().filter(|(_, own)| !own.pieces.is_empty());
    let own = own.map(|(position, own)| (position, own.title.clone(), own));
    for (position, title, own) in canvas.grouped(own, |one, other| one.pieces == other.pieces) {
        let (tint, dash) = (Tint::corridor(position), if position % 2 == 0 { Dash::Solid } else { Dash::Dashed });
        let at = points(own, range);
        if let Some(last) = at.last() {
            marks.push(Mark::Point { at: *last, tint, glyph: glyph(position), tip: String::new() });
        }
        marks.push(Mark::Line { at, tint, paint: Paint::Line, dash, tip: title.clone() });
        picture.legend.push(key(title, tint, LegendSample::Marked(glyph(position))));
    }
    let lowest = |x: f64| {
        let costs = demand.curves.iter().filter_map(|own| own.pieces.iter().find_map(|piece| cost(piece, x)));
        costs.reduce(f64::min)
    };
    for flip in flips {
        let x = to_f64(&flip.exact);
        if let Some(y) = lowest(x) {
            marks.push(Mark::Point { at: [x, y], tint: Tint::Ink, glyph: Glyph::Ring, tip: String::new() });
            let value = canvas.value(flip.value, &figure.unit);
            labels.push(label(
                [x, y],
                canvas.say(
                    if x < today { "curve.below" } else { "curve.above" },
                    &[("value", &value), ("next", &name_of(&flip.to))],
                ),
                LabelSide::Any,
            ));
        }
    }
    if let Some(y) = lowest(today) {
        let value = canvas.value(figure.value, &figure.unit);
        labels.push(label([today, y], canvas.say("curve.today", &[("value", &value)]), LabelSide::Any));
    }
    marks.extend(labels);
    picture.notes = canvas.one_of(found.demands.len()).into_iter().collect();
    picture.summary = format!("{}.", picture.title);
    picture.panels = vec![Panel {
        share: 1.0,
        title: canvas.say("axis.total", &[("currency", &found.scenario.currency)]),
        x: DrawnScale {
            title: format!("{}, {}", figure.name, canvas.lang.unit(&figure.unit)),
            range: Some(range),
            ..DrawnScale::default()
        },
        y: DrawnScale::default(),
        aspect: None,
        marks,
    }];
    Some(picture)
}

/// Returns the values that are drawn: around today's value, its bounds and the values at which the lead changes.
fn shown(found: &BreakEven, demand: &BreakEvenDemand, today: f64) -> Spot {
    let figure = &found.figure;
    let bounds = [figure.low, figure.high].into_iter().flatten().map(Decimal::to_f64);
    let flips = [&demand.below, &demand.above].into_iter().flatten().map(|flip| to_f64(&flip.exact));
    let (low, high) = bounds.chain(flips).fold((today, today), |(low, high), value| (low.min(value), high.max(value)));
    let beyond = if high > low { (high - low) * 0.15 } else { today.abs().max(1.0) * 0.5 };
    let (first, last) = (to_f64(&found.from), to_f64(&found.to));
    [(low - beyond).max(first), (high + beyond).min(last)]
}

/// Returns what a piece costs at a value, if it reaches there.
fn cost(piece: &CurvePiece, x: f64) -> Option<f64> {
    let is_within = to_f64(&piece.from) <= x && x <= to_f64(&piece.to);
    let (fixed, slope) = (to_f64(&piece.fixed), to_f64(&piece.slope));
    is_within.then_some(match piece.shape {
        Shape::Straight => fixed + slope * x,
        Shape::Reciprocal => fixed + slope / x,
    })
}

/// Returns the corners of a curve within a range.
fn points(curve: &Curve, [low, high]: Spot) -> Vec<Spot> {
    let mut at = Vec::new();
    for piece in &curve.pieces {
        let (from, to) = (to_f64(&piece.from).max(low), to_f64(&piece.to).min(high));
        if from > to {
            continue;
        }
        let steps = if piece.shape == Shape::Straight { 1 } else { STEPS };
        at.extend((0..=steps).filter_map(|step| {
            let x = if step == steps { to } else { from + (to - from) * step as f64 / steps as f64 };
            Some([x, cost(piece, x)?])
        }));
    }
    at.dedup();
    at
}
